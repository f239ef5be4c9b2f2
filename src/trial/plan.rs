//! From mocks to a plan: JSON as `terraform show -json` prints it, read as any plan is, and put together with what JSON
//! cannot say, where each unknown value will come from.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value as Json, json};

use crate::input::{ExternalPool, Input, InputKind};
use crate::model::{
    Body, Call, ConfigBlock, ConfigExpr, ConfigNode, Configuration, Mode, PlanMode, Provider, Recorded,
    RecordedInstance, Value,
};
use crate::read;
use crate::source::{Source, Span};

use super::file::{Mock, MockKind, Scenario};
use super::mocks::Made;

/// The input that a scenario's mocks make.
///
/// # Errors
/// Mocks that no plan can have, in words.
pub(super) fn input(path: &str, scenario: &Scenario, made: &[Made], facts: &Facts) -> Result<Input, String> {
    let document = document(scenario, made, facts);
    let mut plan = read::parse_plan(path, document.to_string()).map_err(|error| error.to_string())?;
    for (change, made) in plan.changes.iter_mut().zip(planned(scenario, made, facts)) {
        change.before = known(&change.before, made.before.as_ref());
        change.after = known(&change.after, made.after.as_ref());
    }
    plan.mode = facts.mode;
    configured(&mut plan.configuration, scenario, made);
    let mut input = Input::alone(path, InputKind::Plan, plan);
    input.external_pools = facts.external.iter().map(|pattern| external(path, pattern)).collect();
    input.recorded = scenario.recorded.then(|| recorded(scenario, made));
    Ok(input)
}

fn external(path: &str, pattern: &str) -> ExternalPool {
    let location = Source::new(path, "").location(Span::default());
    ExternalPool { pattern: pattern.to_owned(), filled_by: "others".to_owned(), location }
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
            MockKind::Resource => {
                let block = configuration.resource_mut(&made.fate.address);
                block.into_iter().for_each(|block| block.ignored_changes = Some(made.texts("ignore_changes")));
            }
            MockKind::Data => {}
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

/// How the plan was made.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Its mode, where it is not the ordinary one.
    pub(super) mode: PlanMode,
    /// The rest of what it says of itself, as JSON.
    pub(super) said: BTreeMap<&'static str, Json>,
    /// The root outputs, as written.
    pub(super) outputs: Vec<(String, Json)>,
    /// Pools that the settings say others fill.
    pub(super) external: Vec<String>,
}

/// What a mock is not is in no list of changes: what a plan leaves out, and all that one which only refreshes looks at.
fn planned<'m>(scenario: &'m Scenario, made: &'m [Made], facts: &Facts) -> Vec<&'m Made> {
    let changes = facts.mode != PlanMode::RefreshOnly;
    let resources = of_kind(scenario, made, MockKind::Resource).filter(|made| changes && !made.flag("left_out"));
    let reads = of_kind(scenario, made, MockKind::Data).filter(|made| made.fate.actions == ["read"]);
    resources.chain(reads).collect()
}

/// What the state has and the changes do not say.
fn prior<'m>(scenario: &'m Scenario, made: &'m [Made], facts: &Facts) -> Vec<&'m Made> {
    let alone = facts.mode == PlanMode::RefreshOnly;
    let resources = of_kind(scenario, made, MockKind::Resource).filter(|made| alone || made.flag("left_out"));
    let data = of_kind(scenario, made, MockKind::Data).filter(|made| made.fate.actions != ["read"]);
    resources.chain(data).filter(|made| made.after.is_some()).collect()
}

fn document(scenario: &Scenario, made: &[Made], facts: &Facts) -> Json {
    let drift = of_kind(scenario, made, MockKind::Resource).filter_map(drift);
    let mut document = json!({
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "complete": true,
        "errored": false,
        "resource_drift": drift.collect::<Vec<_>>(),
        "resource_changes": planned(scenario, made, facts).into_iter().map(change).collect::<Vec<_>>(),
        "prior_state": {
            "values": {
                "root_module": { "resources": prior(scenario, made, facts).into_iter().map(object).collect::<Vec<_>>() },
            },
        },
        "configuration": configuration(scenario, made, facts),
    });
    if let Some(entries) = document.as_object_mut() {
        entries.extend(facts.said.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    }
    document
}

/// What a refresh has found to be other than the last apply wrote it down.
fn drift(made: &Made) -> Option<Json> {
    let (recorded, _, mask) = parts(Some(made.drifted_from.as_ref()?));
    let (now, _, now_mask) = parts(made.before.as_ref());
    let actions = if now.is_null() { ["delete"] } else { ["update"] };
    let values = json!({
        "actions": actions, "before": recorded, "after": now, "before_sensitive": mask, "after_sensitive": now_mask,
    });
    Some(entry(made, values))
}

fn insert(object: &mut Json, name: &str, value: Json) {
    if let Some(entries) = object.as_object_mut() {
        entries.insert(name.to_owned(), value);
    }
}

fn entry(made: &Made, change: Json) -> Json {
    let address = &made.fate.address;
    json!({
        "address": address.to_string(),
        "mode": mode(address.mode),
        "type": *address.type_,
        "name": *address.name,
        "change": change,
    })
}

fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Managed => "managed",
        Mode::Data => "data",
    }
}

fn change(made: &Made) -> Json {
    let (before, _, before_sensitive) = parts(made.before.as_ref());
    let (after, after_unknown, after_sensitive) = parts(made.after.as_ref());
    let mut values = json!({
        "actions": made.fate.actions,
        "before": before,
        "after": after,
        "after_unknown": after_unknown,
        "before_sensitive": before_sensitive,
        "after_sensitive": after_sensitive,
    });
    if made.flag("imported") {
        insert(&mut values, "importing", json!({}));
    }
    let mut change = entry(made, values);
    if let Some(deposed) = &made.fate.deposed {
        insert(&mut change, "deposed", Json::String(deposed.to_string()));
    }
    if let Some(previous) = made.fact("previous_address") {
        insert(&mut change, "previous_address", Json::String(previous.to_owned()));
    }
    change
}

fn object(made: &Made) -> Json {
    let (values, _, sensitive) = parts(made.after.as_ref());
    let address = &made.fate.address;
    json!({
        "address": address.to_string(),
        "mode": mode(address.mode),
        "type": *address.type_,
        "name": *address.name,
        "values": values,
        "sensitive_values": sensitive,
    })
}

/// Values, what of them is unknown and what is masked, as plan JSON has them.
pub(super) fn parts(value: Option<&Value>) -> (Json, Json, Json) {
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
fn configuration(scenario: &Scenario, made: &[Made], facts: &Facts) -> Json {
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
            "expressions": made.written.expressions,
            "depends_on": made.written.depends_on,
        });
        let names = address.module.0.iter().map(|step| step.name.to_string());
        root.at(names).resources.insert(name, block);
    }
    let mut root = root.json();
    let outputs = facts.outputs.iter().map(|(name, value)| (name.clone(), json!({ "expression": value })));
    insert(&mut root, "outputs", Json::Object(outputs.collect()));
    json!({ "root_module": root })
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
