//! The state file inside a saved plan: recorded dependencies and `create_before_destroy`. Values are not read from it;
//! the plan's JSON has them.

use serde::Deserialize;

use crate::model::{Address, Key, Mode, ModulePath, Plan, Recorded, RecordedInstance};

#[derive(Deserialize)]
struct RawState {
    version: u64,
    #[serde(default)]
    resources: Vec<RawResource>,
}

#[derive(Deserialize)]
struct RawResource {
    #[serde(default)]
    module: String,
    mode: String,
    #[serde(rename = "type")]
    type_: String,
    name: String,
    #[serde(default)]
    instances: Vec<RawInstance>,
}

#[derive(Deserialize)]
struct RawInstance {
    index_key: Option<serde_json::Value>,
    deposed: Option<String>,
    #[serde(default)]
    dependencies: Vec<String>,
    #[serde(default)]
    create_before_destroy: bool,
    attributes: Option<RawAttributes>,
}

#[derive(Deserialize)]
struct RawAttributes {
    id: Option<serde_json::Value>,
}

/// Reads a state file of version 4. The error is a sentence without the path.
pub(super) fn parse(text: &str) -> Result<Recorded, String> {
    let raw: RawState = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if raw.version != 4 {
        return Err(format!("its state has version {}, only version 4 is known", raw.version));
    }
    let mut recorded = Recorded::default();
    for resource in raw.resources {
        let module = ModulePath::parse(&resource.module).map_err(|error| error.to_string())?;
        for instance in &resource.instances {
            let address = address_of(&resource, &module, instance);
            recorded.instances.insert((address, instance.deposed.clone()), recorded_instance(instance));
        }
    }
    Ok(recorded)
}

fn address_of(resource: &RawResource, module: &ModulePath, instance: &RawInstance) -> Address {
    let key = instance.index_key.as_ref().and_then(|key| match key {
        serde_json::Value::String(name) => Some(Key::Name(name.as_str().into())),
        other => other.as_u64().map(Key::Index),
    });
    Address {
        module: module.clone(),
        mode: if resource.mode == "data" { Mode::Data } else { Mode::Managed },
        type_: resource.type_.as_str().into(),
        name: resource.name.as_str().into(),
        key,
    }
}

fn recorded_instance(instance: &RawInstance) -> RecordedInstance {
    let id = instance.attributes.as_ref().and_then(|attributes| attributes.id.as_ref());
    RecordedInstance {
        dependencies: instance.dependencies.clone(),
        create_before_destroy: instance.create_before_destroy,
        id: id.and_then(|id| id.as_str()).map(str::to_owned),
    }
}

/// Whether a recorded state is the one the plan was made on: the same managed objects with the same ids.
///
/// # Errors
/// The first difference, as a sentence.
pub fn agrees(plan: &Plan, recorded: &Recorded) -> Result<(), String> {
    let managed = |address: &Address| address.mode == Mode::Managed;
    let prior: Vec<_> = plan.prior.iter().filter(|object| managed(&object.address)).collect();
    for object in &prior {
        let Some(instance) = recorded.get(&object.address, object.deposed.as_deref()) else {
            return Err(format!("its state has no {}", object.address));
        };
        if let (Some(recorded), Some(planned)) = (&instance.id, object.values.id())
            && *recorded != planned
        {
            return Err(format!("its state has another {}", object.address));
        }
    }
    let count = recorded.instances.keys().filter(|(address, _)| managed(address)).count();
    if count == prior.len() {
        return Ok(());
    }
    Err(format!("its state has {count} objects, the plan was made on {}", prior.len()))
}
