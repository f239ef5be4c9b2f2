//! A configuration *without a plan*: the instances that its own `count` and `for_each` tell, with what their blocks say of
//! them. Nothing is known of what is there now, nor of what a provider fills in: an attribute that is not written has no
//! value here. An instance whose number is not known stands once, and is doubtful.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::{
    Address, AttributeRef, Body, Configuration, Document, Head, Key, Mode, ModulePath, Path, Plan, PlanMode, Raw,
    StateObject, Value,
};
use crate::modules::{Block, Module, Tree};

use super::hcl::{Hcl, ModuleId};
use super::whole;
use super::{Instances, ignored_changes};

/// More instances of one block are not told apart.
const MOST: usize = 2_000;
/// Instances of resources and of modules together.
const MOST_OF_ALL: usize = 100_000;
/// Modules nest no deeper than this.
const DEEPEST: usize = 32;
/// What a block has that is no attribute of its instances.
const META: [&str; 8] =
    ["count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "connection", "timeouts"];
/// What a provider gives each instance, and others name it by.
const GIVEN: [&str; 5] = ["arn", "id", "dns_name", "zone_id", "arn_suffix"];
/// What a provider leaves as it is where a block does not set it.
const KEPT: [&str; 2] = ["desired_count", "desired_capacity"];

/// A plan in which nothing is done, and instances of which it is not known whether they are there.
#[derive(Debug)]
pub struct Unplanned {
    /// The instances, as they are written.
    pub plan: Plan,
    /// Why it is not known whether an instance is there, or how many there are.
    pub doubtful: BTreeMap<Arc<Address>, String>,
    /// It is larger than what is read, and in what way.
    pub excess: Option<String>,
}

/// What a configuration tells by itself, with these values of its variables.
pub fn unplanned(tree: &Tree, variables: BTreeMap<String, Value>) -> Unplanned {
    let mut found = Found::default();
    let empty = plan(variables.clone(), Vec::new());
    let hcl = Hcl::new(tree, &empty, Arc::default()).without_instances();
    if let Some(root) = hcl.module(&ModulePath::default()) {
        found.module(&hcl, root, None, 0);
    }
    if found.excess.is_some() {
        return Unplanned { plan: empty, doubtful: BTreeMap::new(), excess: found.excess };
    }
    let whole = |address: &Arc<Address>| {
        let attribute = AttributeRef { instance: Arc::clone(address), deposed: None, path: Path::default() };
        object(address, Value::unknown_attribute(attribute))
    };
    let standing = plan(variables.clone(), found.instances.iter().map(whole).collect());
    let hcl = Hcl::new(tree, &standing, Arc::new(Instances::after(&standing))).with_open(found.open);
    let objects = found.instances.iter().map(|address| object(address, values(&hcl, address))).collect();
    Unplanned { plan: plan(variables, objects), doubtful: found.doubtful, excess: None }
}

#[derive(Default)]
struct Found {
    instances: Vec<Arc<Address>>,
    doubtful: BTreeMap<Arc<Address>, String>,
    /// Blocks whose instances are not known.
    open: BTreeSet<String>,
    modules: usize,
    excess: Option<String>,
}

impl Found {
    /// All instances of a module instance and of the modules it calls.
    fn module(&mut self, hcl: &Hcl<'_>, id: ModuleId, doubt: Option<&str>, depth: usize) {
        let Some(instance) = hcl.instance(id) else { return };
        self.modules += 1;
        if self.instances.len() + self.modules > MOST_OF_ALL {
            self.excess = Some(format!("it has more than {MOST_OF_ALL} instances of resources and modules"));
        } else if depth >= DEEPEST {
            self.excess = Some(format!("its modules nest more than {DEEPEST} deep"));
        }
        if self.excess.is_some() {
            return;
        }
        let module: &Module = instance.module;
        for ((mode, type_, name), block) in &module.resources {
            let (keys, unknown) = keys(hcl, id, &format!("{type_}.{name}"), block);
            let doubt = unknown.or_else(|| doubt.map(str::to_owned));
            for key in keys {
                let (type_, name) = (Arc::from(type_.as_str()), Arc::from(name.as_str()));
                let address = Address { module: instance.path.clone(), mode: *mode, type_, name, key };
                self.add(Arc::new(address), doubt.clone());
            }
        }
        for (name, call) in &module.calls {
            let (keys, unknown) = keys(hcl, id, &format!("module.{name}"), call);
            let doubt = unknown.or_else(|| doubt.map(str::to_owned));
            for child in keys.iter().filter_map(|key| hcl.child(id, name, key.as_ref())) {
                self.module(hcl, child, doubt.as_deref(), depth + 1);
            }
        }
    }

    fn add(&mut self, address: Arc<Address>, doubt: Option<String>) {
        if let Some(why) = doubt {
            self.open.insert(super::hcl::block_name(&address.module, address.mode, &address.type_, &address.name));
            self.doubtful.insert(Arc::clone(&address), why);
        }
        self.instances.push(address);
    }
}

/// The keys of the instances of a block; of those that are not known one without a key, and why.
fn keys(hcl: &Hcl<'_>, module: ModuleId, name: &str, block: &Block) -> (Vec<Option<Key>>, Option<String>) {
    let is_counted = block.attributes.contains_key("count");
    if !is_counted && !block.attributes.contains_key("for_each") {
        return (vec![None], None);
    }
    let over = hcl.iteration(module, name, block);
    let known: Option<Vec<Option<Key>>> = match over.unmask().0 {
        value if is_counted => {
            let count = value.as_number().and_then(|count| usize::try_from(count.as_i128()?).ok());
            count.filter(|count| *count <= MOST).map(|count| (0..count as u64).map(|at| Some(Key::Index(at))).collect())
        }
        Value::Object(entries) if entries.len() <= MOST => {
            Some(entries.keys().map(|key| Some(Key::Name(Arc::clone(key)))).collect())
        }
        Value::Seq(_, elements) if elements.len() <= MOST => {
            elements.iter().map(|one| Some(Some(Key::Name(Arc::from(one.as_str()?))))).collect()
        }
        _ => None,
    };
    let word = if is_counted { "count" } else { "for_each" };
    match known {
        Some(keys) => (keys, None),
        None => {
            let why = over.first_unknown().map_or_else(|| "it is no value of that kind".to_owned(), |it| it.reason());
            (vec![None], Some(format!("the {word} of {name} is not known without a plan: {why}")))
        }
    }
}

/// What the block of an instance says of it.
fn values(hcl: &Hcl<'_>, address: &Arc<Address>) -> Value {
    let given = |name: &str| {
        let path = Path::attribute(name);
        Value::unknown_attribute(AttributeRef { instance: Arc::clone(address), deposed: None, path })
    };
    let mut entries: BTreeMap<Arc<str>, Value> = BTreeMap::new();
    if let (Some(block), Some(view), Mode::Managed) = (hcl.block(address), hcl.view(address), address.mode) {
        let nested = block.blocks.iter().filter_map(|nested| match nested.kind.as_str() {
            "dynamic" => nested.labels.first().map(String::as_str),
            kind => Some(kind),
        });
        let names: BTreeSet<&str> = block.attributes.keys().map(String::as_str).chain(nested).collect();
        for name in names.into_iter().filter(|name| !META.contains(name)) {
            let written = whole::written(block, &view, name);
            let value = written.unwrap_or_else(|| Value::unknown_because(format!("{name} of {address} is not known")));
            entries.insert(Arc::from(name), hcl.followed(value));
        }
        // What the block leaves as it is may be anything by now.
        for name in ignored_changes(block) {
            match name.as_str() {
                "all" => entries
                    .values_mut()
                    .for_each(|value| *value = Value::unknown_because("its lifecycle ignores all changes")),
                name => {
                    entries.insert(
                        Arc::from(name),
                        Value::unknown_because(format!("its lifecycle ignores changes of {name}")),
                    );
                }
            }
        }
    }
    for name in GIVEN.iter().chain(&KEPT) {
        entries.entry(Arc::from(*name)).or_insert_with(|| given(name));
    }
    Value::object(entries.into())
}

fn object(address: &Arc<Address>, value: Value) -> StateObject {
    let values = Body::new(Arc::clone(address), None, None, None, None).with_value(value);
    StateObject { address: Arc::clone(address), deposed: None, values, dependencies: Vec::new() }
}

fn plan(variables: BTreeMap<String, Value>, prior: Vec<StateObject>) -> Plan {
    Plan {
        terraform_version: None,
        mode: PlanMode::Normal,
        errored: false,
        complete: None,
        timestamp: None,
        variables,
        changes: Vec::new(),
        drift: Vec::new(),
        deferred: Vec::new(),
        prior,
        configuration: Configuration::default(),
        relevant: Vec::new(),
        outputs: BTreeMap::new(),
        document: Document::new(Raw::whole("null".to_owned()), Head::new()),
    }
}
