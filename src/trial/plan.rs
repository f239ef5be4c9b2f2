//! From mocks to a plan: JSON as `terraform show -json` prints it, read as any plan is, and put together with what JSON
//! cannot say, where each unknown value will come from.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value as Json, json};

use crate::input::{Input, InputKind};
use crate::model::{
    Body, Call, ConfigBlock, ConfigExpr, ConfigNode, Configuration, Mode, Provider, Recorded, RecordedInstance, Value,
};
use crate::read;

use super::file::{Mock, MockKind, Scenario};
use super::mocks::Made;

/// The input that a scenario's mocks make.
///
/// # Errors
/// Mocks that no plan can have, in words.
pub(super) fn input(path: &str, scenario: &Scenario, made: &[Made]) -> Result<Input, String> {
    let document = document(scenario, made);
    let mut plan = read::parse_plan(path, document.to_string()).map_err(|error| error.to_string())?;
    let changes = of_kind(scenario, made, MockKind::Resource);
    for (change, made) in plan.changes.iter_mut().zip(changes) {
        change.before = known(&change.before, made.before.as_ref());
        change.after = known(&change.after, made.after.as_ref());
    }
    configured(&mut plan.configuration, scenario, made);
    let mut input = Input::alone(path, InputKind::Plan, plan);
    input.recorded = scenario.recorded.then(|| recorded(scenario, made));
    Ok(input)
}

/// Module calls and provider configurations, with the versions that a lock file would tell.
fn configured(configuration: &mut Configuration, scenario: &Scenario, made: &[Made]) {
    for (mock, made) in scenario.mocks.iter().zip(made) {
        let fact = |name: &str| made.fact(name).map(str::to_owned);
        let version = fact("version");
        let source = fact("source");
        let subject = subject(mock, made);
        match mock.kind {
            MockKind::Module => {
                let call = Call { source: source.unwrap_or(mock.type_.clone()), version, ..Call::default() };
                let name = subject.strip_prefix("module.").unwrap_or(&subject).to_owned();
                configuration.root.calls.insert(name, call);
            }
            MockKind::Provider => {
                let name = fact("name").unwrap_or(mock.type_.clone());
                let namespace = fact("namespace").unwrap_or("hashicorp".to_owned());
                let source = source.unwrap_or(format!("registry.terraform.io/{namespace}/{}", mock.type_));
                let expressions = made.after.as_ref().map(constants).unwrap_or_default();
                let (alias, module, constraint) = (fact("alias"), None, None);
                let provider = Provider { name, source, alias, module, constraint, version, expressions };
                configuration.providers.insert(subject, provider);
            }
            MockKind::Resource | MockKind::Data => {}
        }
    }
}

fn constants(attributes: &Value) -> ConfigBlock {
    let entries = attributes.as_object().into_iter().flatten();
    let known = |value: &Value| ConfigExpr { constant: Some(value.clone()), references: Vec::new() };
    entries.map(|(name, value)| (name.to_string(), ConfigNode::Expr(known(value)))).collect()
}

/// The address under which policies speak of a mock.
pub(super) fn subject(mock: &Mock, made: &Made) -> String {
    let module = |address: &&str| address.strip_prefix("module.").is_some_and(|name| !name.contains(['.', '[']));
    match mock.kind {
        MockKind::Resource | MockKind::Data => made.fate.address.to_string(),
        MockKind::Module => {
            made.fact("address").filter(module).map_or_else(|| format!("module.{}", mock.label), str::to_owned)
        }
        MockKind::Provider => format!("{}.{}", mock.type_, mock.label),
    }
}

/// A body whose values say themselves where they will come from.
fn known(body: &Body, value: Option<&Value>) -> Body {
    match value.filter(|value| value.first_unknown().is_some()) {
        Some(value) => body.clone().with_value(value.clone()),
        None => body.clone(),
    }
}

fn of_kind<'m>(scenario: &'m Scenario, made: &'m [Made], kind: MockKind) -> impl Iterator<Item = &'m Made> {
    scenario.mocks.iter().zip(made).filter(move |(mock, _)| mock.kind == kind).map(|(_, made)| made)
}

fn document(scenario: &Scenario, made: &[Made]) -> Json {
    let resources = of_kind(scenario, made, MockKind::Resource);
    let data = of_kind(scenario, made, MockKind::Data);
    json!({
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "complete": true,
        "errored": false,
        "resource_changes": resources.map(change).collect::<Vec<_>>(),
        "prior_state": { "values": { "root_module": { "resources": data.map(object).collect::<Vec<_>>() } } },
        "configuration": configuration(scenario, made),
    })
}

fn change(made: &Made) -> Json {
    let (before, _, before_sensitive) = parts(made.before.as_ref());
    let (after, after_unknown, after_sensitive) = parts(made.after.as_ref());
    let address = &made.fate.address;
    let mut change = json!({
        "address": address.to_string(),
        "mode": "managed",
        "type": *address.type_,
        "name": *address.name,
        "change": {
            "actions": made.fate.actions,
            "before": before,
            "after": after,
            "after_unknown": after_unknown,
            "before_sensitive": before_sensitive,
            "after_sensitive": after_sensitive,
        },
    });
    if let (Some(deposed), Some(entries)) = (&made.fate.deposed, change.as_object_mut()) {
        entries.insert("deposed".to_owned(), Json::String(deposed.to_string()));
    }
    change
}

fn object(made: &Made) -> Json {
    let (values, _, sensitive) = parts(made.after.as_ref());
    let address = &made.fate.address;
    json!({
        "address": address.to_string(),
        "mode": "data",
        "type": *address.type_,
        "name": *address.name,
        "values": values,
        "sensitive_values": sensitive,
    })
}

/// Values, what of them is unknown and what is masked, as plan JSON has them.
fn parts(value: Option<&Value>) -> (Json, Json, Json) {
    let Some(value) = value else { return (Json::Null, json!({}), json!({})) };
    let (inner, masked) = value.unmask();
    let (values, unknown, sensitive) = match inner {
        Value::Unknown(_) => (Json::Null, Json::Bool(true), Json::Bool(false)),
        Value::Seq(_, elements) => {
            let each: Vec<(Json, Json, Json)> = elements.iter().map(|element| parts(Some(element))).collect();
            let column = |of: fn(&(Json, Json, Json)) -> &Json| Json::Array(each.iter().map(of).cloned().collect());
            (column(|it| &it.0), column(|it| &it.1), column(|it| &it.2))
        }
        Value::Object(entries) => {
            let (mut values, mut unknown, mut sensitive) = (Map::new(), Map::new(), Map::new());
            for (name, entry) in entries.iter() {
                let (value, open, mask) = parts(Some(entry));
                if open != Json::Bool(true) {
                    values.insert(name.to_string(), value);
                }
                unknown.insert(name.to_string(), open);
                sensitive.insert(name.to_string(), mask);
            }
            (Json::Object(values), Json::Object(unknown), Json::Object(sensitive))
        }
        Value::Null => (Json::Null, Json::Bool(false), Json::Bool(false)),
        Value::Bool(truth) => (Json::Bool(*truth), Json::Bool(false), Json::Bool(false)),
        Value::Number(number) => {
            let number = serde_json::from_str(&number.to_string()).unwrap_or(Json::Null);
            (number, Json::Bool(false), Json::Bool(false))
        }
        other => {
            let text = other.as_str().unwrap_or_default().to_owned();
            (Json::String(text), Json::Bool(false), Json::Bool(false))
        }
    };
    (values, unknown, if masked { Json::Bool(true) } else { sensitive })
}

/// Each resource in its block, with the provider configuration that tells accounts and regions apart.
fn configuration(scenario: &Scenario, made: &[Made]) -> Json {
    let mut root = Branch::default();
    for (mock, made) in scenario.mocks.iter().zip(made) {
        let mode = match mock.kind {
            MockKind::Resource => "managed",
            MockKind::Data => "data",
            _ => continue,
        };
        let address = &made.fate.address;
        let data = if address.mode == Mode::Data { "data." } else { "" };
        let provider = address.type_.split('_').next().unwrap_or("").to_owned();
        let name = format!("{data}{}.{}", address.type_, address.name);
        let block = json!({
            "address": name,
            "mode": mode,
            "type": *address.type_,
            "name": *address.name,
            "provider_config_key": made.fact("provider").map_or(provider, str::to_owned),
        });
        let names = address.module.0.iter().map(|step| step.name.to_string());
        root.at(names).resources.insert(name, block);
    }
    json!({ "root_module": root.json() })
}

/// A module of the configuration.
#[derive(Default)]
struct Branch {
    resources: BTreeMap<String, Json>,
    calls: BTreeMap<String, Branch>,
}

impl Branch {
    fn at(&mut self, names: impl Iterator<Item = String>) -> &mut Self {
        names.fold(self, |branch, name| branch.calls.entry(name).or_default())
    }

    fn json(&self) -> Json {
        let calls = self.calls.iter().map(|(name, branch)| {
            let source = format!("./{name}");
            (name.clone(), json!({ "source": source, "module": branch.json() }))
        });
        json!({
            "resources": self.resources.values().collect::<Vec<_>>(),
            "module_calls": calls.collect::<Map<String, Json>>(),
        })
    }
}

/// What the last apply would have written down: of each mock that is there before, the mocks that its values named.
fn recorded(scenario: &Scenario, made: &[Made]) -> Recorded {
    let mut instances = BTreeMap::new();
    let resources = scenario.mocks.iter().zip(made).filter(|(mock, _)| mock.kind == MockKind::Resource);
    for (_, one) in resources.filter(|(_, made)| made.before.is_some()) {
        let mut dependencies: Vec<String> = one
            .recorded
            .iter()
            .filter_map(|index| made.get(*index))
            .filter(|other| other.before.is_some() && !Arc::ptr_eq(&other.fate.address, &one.fate.address))
            .map(|other| other.fate.address.block())
            .collect();
        dependencies.dedup();
        let key = ((*one.fate.address).clone(), one.fate.deposed.as_deref().map(str::to_owned));
        let id = one.before.as_ref().and_then(|before| before.get("id")).and_then(|id| id.as_str().map(str::to_owned));
        let create_before_destroy = one.flag("create_before_destroy");
        instances.insert(key, RecordedInstance { dependencies, create_before_destroy, id });
    }
    Recorded { instances }
}
