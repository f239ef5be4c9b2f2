//! From mocks to facts: the address of each, what the plan does to it, and its values on both sides.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;

use crate::eval::ast::Expr;
use crate::eval::{EvalError, Scope, evaluate};
use crate::evaluate::InputValues;
use crate::model::{Address, Entries, Key, Mode, ModulePath, PlanMode, SeqKind, Value};

use super::file::{Mock, MockKind, Scenario};
use super::plan::{Facts, parts};
use super::scope::{Bench, Fate, Side, at, mentioned};
use super::written::{self, Block};

/// A mock with all its values.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub(super) fate: Fate,
    pub(super) before: Option<Value>,
    pub(super) after: Option<Value>,
    /// Values that the last apply wrote down, where it was changed outside since.
    pub(super) drifted_from: Option<Value>,
    /// Its block, as the `expressions` and `depends_on` of plan JSON have it.
    pub(super) written: Block,
    /// What `meta` says.
    pub(super) meta: BTreeMap<String, Value>,
    /// Mocks that its values before name: what the recorded state has of it.
    pub(super) recorded: Vec<usize>,
}

impl Made {
    /// A fact of `meta`, as text.
    pub(super) fn fact(&self, name: &str) -> Option<&str> {
        self.meta.get(name).and_then(Value::as_str)
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.meta.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// A list of texts of `meta`.
    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        let texts = self.meta.get(name).map(Value::elements).unwrap_or_default();
        texts.iter().filter_map(|text| text.as_str().map(str::to_owned)).collect()
    }
}

/// Every mock of a scenario with its values.
///
/// # Errors
/// What an expression of the file has wrong, with its place.
pub(super) fn make(
    scenario: &Scenario,
    outer: &[(String, Expr)],
    inputs: &InputValues,
) -> Result<(Vec<Made>, Facts), EvalError> {
    let metas = metas(scenario, outer, inputs)?;
    let fates: Result<Vec<Fate>, EvalError> =
        scenario.mocks.iter().zip(&metas).map(|(m, meta)| fate(m, meta)).collect();
    let bench = Bench::new(scenario, outer, inputs, told_apart(fates?));
    let mut sides = Vec::new();
    for (mock, fate) in scenario.mocks.iter().zip(&bench.fates) {
        sides.push(values(&bench, mock, fate)?);
    }
    let mut made = Vec::new();
    for (index, ((mock, (before, after)), meta)) in scenario.mocks.iter().zip(sides).zip(metas).enumerate() {
        let Some(fate) = bench.fates.get(index).cloned() else { continue };
        let after = after.map(|after| with_wanted(&bench, index, mock, after)).transpose()?;
        // What is not touched is the same on both sides.
        let before = if fate.actions == ["no-op"] && mock.prior_attrs.is_none() { after.clone() } else { before };
        let recorded = recorded(&bench, mock, &before);
        let drifted_from = drifted_from(&bench, mock, before.as_ref().or(after.as_ref()))?;
        let written = written::block(&bench, mock, &fate)?;
        made.push(Made { fate, before, after, drifted_from, written, meta, recorded });
    }
    let facts = facts(&bench)?;
    Ok((made, facts))
}

/// How the plan of a scenario was made.
fn facts(bench: &Bench<'_>) -> Result<Facts, EvalError> {
    let mut facts = Facts::default();
    for (name, expr) in &bench.scenario.meta {
        let value = evaluate(expr, &bench.view(Side::After))?;
        match (name.as_str(), value.as_str()) {
            ("mode", Some("normal")) => {}
            ("mode", Some("destroy")) => facts.mode = PlanMode::Destroy,
            ("mode", Some("refresh-only")) => facts.mode = PlanMode::RefreshOnly,
            ("mode", _) => return Err(at(expr.span, "`mode` is normal, destroy or refresh-only")),
            ("deferred", _) => {
                let reasons = value.elements().into_iter().map(|reason| json!({ "reason": parts(Some(&reason)).0 }));
                facts.said.insert("deferred_changes", reasons.collect());
            }
            ("external_pools", _) => {
                let patterns = value.elements();
                facts.external.extend(patterns.iter().filter_map(|it| it.as_str().map(str::to_owned)));
            }
            _ => {
                let known = ["checks", "complete", "errored", "timestamp"].into_iter().find(|known| known == name);
                facts.said.extend(known.map(|name| (name, parts(Some(&value)).0)));
            }
        }
    }
    for (name, expr) in &bench.scenario.outputs {
        facts.outputs.push((name.clone(), written::output(bench, expr)?));
    }
    Ok(facts)
}

/// What the last apply wrote down of a mock that was changed or deleted outside: what it says of that, and for the rest
/// what is there.
fn drifted_from(bench: &Bench<'_>, mock: &Mock, now: Option<&Value>) -> Result<Option<Value>, EvalError> {
    let Some(expr) = &mock.recorded_attrs else { return Ok(None) };
    let recorded = plain_object(evaluate(expr, &bench.view(Side::Before))?, mock)?;
    let of = |value: Option<&Value>| value.and_then(Value::as_object).cloned().unwrap_or_default();
    Ok(Some(Value::object(of(now).into_iter().chain(of(Some(&recorded))).collect())))
}

/// Two mocks of one type and name are two cases, as two instances of one block; expressions mean the first.
fn told_apart(mut fates: Vec<Fate>) -> Vec<Fate> {
    let mut seen: BTreeMap<(String, Option<Arc<str>>), u64> = BTreeMap::new();
    for fate in &mut fates {
        let count = seen.entry((fate.address.to_string(), fate.deposed.clone())).or_default();
        if *count > 0 && fate.address.key.is_none() {
            fate.address = Arc::new(Address { key: Some(Key::Index(*count)), ..(*fate.address).clone() });
        }
        *count += 1;
    }
    fates
}

fn metas(
    scenario: &Scenario,
    outer: &[(String, Expr)],
    inputs: &InputValues,
) -> Result<Vec<BTreeMap<String, Value>>, EvalError> {
    // `meta` says what is done to the mocks, so it cannot look at them.
    let empty = Scenario { locals: scenario.locals.clone(), ..Scenario::default() };
    let bench = Bench::new(&empty, outer, inputs, Vec::new());
    let view = bench.view(Side::After);
    // `depends_on` names mocks, as in Terraform, and has no value.
    let facts = |mock: &'_ Mock| mock.meta.iter().filter(|(name, _)| name != "depends_on").cloned().collect::<Vec<_>>();
    let of = |mock: &Mock| facts(mock).into_iter().map(|(name, expr)| Ok((name, evaluate(&expr, &view)?))).collect();
    scenario.mocks.iter().map(of).collect()
}

fn values(bench: &Bench<'_>, mock: &Mock, fate: &Fate) -> Result<(Option<Value>, Option<Value>), EvalError> {
    let side = |expr: &Option<Expr>, side: Side| match expr {
        None => Ok(None),
        Some(expr) => plain_object(evaluate(expr, &bench.view(side))?, mock).map(Some),
    };
    let has = |word: &str| fate.actions.contains(&word);
    let before = if has("create") && !has("delete") { None } else { side(&mock.prior_attrs, Side::Before)? };
    let after = if has("delete") && !has("create") || has("forget") { None } else { side(&mock.attrs, Side::After)? };
    let empty = || Some(Value::object(Entries::default()));
    Ok(match (before, after) {
        (before, None) if has("update") || has("no-op") => (before.clone(), before),
        (None, after) if has("delete") || has("forget") => (side(&mock.attrs, Side::After)?.or_else(empty), after),
        (None, after) if has("update") => (after.clone(), after),
        sides => sides,
    })
}

/// Attributes that others refer to are there: as before where the mock keeps them, else known after the apply.
fn with_wanted(bench: &Bench<'_>, index: usize, mock: &Mock, value: Value) -> Result<Value, EvalError> {
    let wanted = bench.wanted(index);
    let Some(entries) = value.as_object().filter(|_| !wanted.is_empty()) else { return Ok(value) };
    let mut entries = entries.clone();
    for name in wanted {
        if !entries.contains_key(name.as_str())
            && let Some(value) = bench.attribute(index, Side::After, &name)
        {
            entries.insert(Arc::from(name.as_str()), plain(value?, mock)?);
        }
    }
    Ok(Value::object(entries))
}

fn plain_object(value: Value, mock: &Mock) -> Result<Value, EvalError> {
    let value = plain(value, mock)?;
    if value.as_object().is_none() {
        return Err(at(mock.span, format!("the attributes of a mock are an object, not a {}", value.type_name())));
    }
    Ok(value)
}

/// A value as a plan has it: JSON does not tell lists from sets and tuples.
fn plain(value: Value, mock: &Mock) -> Result<Value, EvalError> {
    Ok(match value {
        Value::Seq(_, elements) => {
            let elements: Result<Vec<Value>, EvalError> = elements.iter().map(|it| plain(it.clone(), mock)).collect();
            Value::Seq(SeqKind::Tuple, Arc::new(elements?))
        }
        Value::Object(entries) => {
            let each = entries.iter().map(|(name, value)| Ok((Arc::clone(name), plain(value.clone(), mock)?)));
            Value::object(each.collect::<Result<_, EvalError>>()?)
        }
        Value::Sensitive(inner) => plain((*inner).clone(), mock)?.sensitive(),
        Value::Subject(_) => {
            let message =
                format!("an attribute of {}.{} is a whole mock: name one of its attributes", mock.type_, mock.label);
            return Err(at(mock.span, message));
        }
        other => other,
    })
}

/// The mocks that the recorded state names as dependencies; Terraform writes down those of dependencies too.
fn recorded(bench: &Bench<'_>, mock: &Mock, before: &Option<Value>) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    if before.is_none() {
        return found;
    }
    let mut open = vec![mock];
    while let Some(mock) = open.pop() {
        let depends_on = mock.meta.iter().filter(|(name, _)| name == "depends_on").map(|(_, expr)| expr);
        for expr in mock.prior_attrs.as_ref().or(mock.attrs.as_ref()).into_iter().chain(depends_on) {
            for index in mentioned(bench, expr) {
                if !found.contains(&index) {
                    found.push(index);
                    open.extend(bench.scenario.mocks.get(index));
                }
            }
        }
    }
    found.sort_unstable();
    found
}

fn fate(mock: &Mock, meta: &BTreeMap<String, Value>) -> Result<Fate, EvalError> {
    let fact = |name: &str| meta.get(name).and_then(Value::as_str);
    let created_first = meta.get("create_before_destroy").and_then(Value::as_bool).unwrap_or(false);
    let actions: &[&str] = match (mock.kind, fact("operation")) {
        (MockKind::Data, Some("read")) => &["read"],
        (MockKind::Data | MockKind::Module | MockKind::Provider, _) => &["no-op"],
        (_, None) if meta.get("left_out").and_then(Value::as_bool) == Some(true) => &["no-op"],
        (_, None) if mock.attrs.is_none() => &["delete"],
        (_, None) if mock.prior_attrs.is_none() => &["create"],
        (_, None | Some("update")) => &["update"],
        (_, Some("create")) => &["create"],
        (_, Some("delete")) => &["delete"],
        (_, Some("no-op")) => &["no-op"],
        (_, Some("forget")) => &["forget"],
        (_, Some("replace")) if created_first => &["create", "delete"],
        (_, Some("replace")) => &["delete", "create"],
        (_, Some(other)) => {
            let known = "create, update, delete, no-op, replace and forget";
            return Err(at(mock.span, format!("there is no operation `{other}`; there are {known}")));
        }
    };
    let address = match fact("address").filter(|_| mock.kind == MockKind::Resource) {
        Some(text) => Address::parse(text).map_err(|error| at(mock.span, format!("`address` of {text}: {error}")))?,
        None => Address {
            module: module_of(fact("module_path")),
            mode: if mock.kind == MockKind::Data { Mode::Data } else { Mode::Managed },
            type_: mock.type_.as_str().into(),
            name: mock.label.as_str().into(),
            key: None,
        },
    };
    Ok(Fate { address: Arc::new(address), deposed: fact("deposed").map(Into::into), actions })
}

/// `module_path` names a module as Terraform prints it, or by its name alone; `.` is the root.
fn module_of(path: Option<&str>) -> ModulePath {
    let root = ModulePath::default();
    match path {
        None | Some("" | ".") => root,
        Some(path) => ModulePath::parse(path).unwrap_or_else(|_| root.child(path, None)),
    }
}

/// The value of an expression that stands alone, such as one of `inputs`.
pub(super) fn alone(expr: &Expr, scenario: &Scenario, outer: &[(String, Expr)]) -> Result<Value, EvalError> {
    let empty = Scenario { locals: scenario.locals.clone(), ..Scenario::default() };
    let inputs = InputValues::new();
    let bench = Bench::new(&empty, outer, &inputs, Vec::new());
    let view = bench.view(Side::After);
    let value = evaluate(expr, &view as &dyn Scope)?;
    Ok(value)
}
