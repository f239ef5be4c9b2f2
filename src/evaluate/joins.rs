//! *Joins*: resources of a type whose attributes have given values, on a plan in which most of the values are not known
//! yet. Where both sides come from one attribute they are equal; where they are identities of two instances they are not;
//! anything else may be, and then nobody can say how long the list is.
//!
//! Each attribute that is asked for has an index, so that a policy on every resource of a plan stays linear in it.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use crate::eval::{derived, equal};
use crate::graph::{Family, Identity};
use crate::input::Input;
use crate::model::{Address, Bounds, Mode, Origin, Unknown, Value};

use super::scope::View;
use super::stage::Stage;

/// Attributes that a reason names.
const NAMED: usize = 4;

/// What was looked up so far.
pub(super) struct Joins {
    /// Changes of managed and data resources, and what the plan leaves out, by type.
    types: HashMap<(Mode, Arc<str>), Vec<Place>>,
    /// Changes by their instance. Looked up, never walked.
    changes: HashMap<Arc<Address>, usize>,
    tables: Mutex<HashMap<(Mode, String), Arc<Table>>>,
    indexes: Mutex<HashMap<(Mode, String, String), Arc<Index>>>,
}

/// Where an object of a plan stands.
#[derive(Debug, Clone, Copy)]
enum Place {
    Change(usize),
    Prior(usize),
}

/// The objects of one type.
#[derive(Debug)]
struct Table {
    rows: Vec<Value>,
    whole: Value,
}

/// The rows of a table by the value of one attribute.
#[derive(Debug, Default)]
struct Index {
    /// Rows whose value is a known text, by the text.
    known: HashMap<String, Vec<usize>>,
    /// Rows whose value is an identity, by it.
    identities: HashMap<Identity, Vec<usize>>,
    /// Families of those.
    families: Vec<(Family, Vec<usize>)>,
    /// Any other.
    rest: Vec<usize>,
}

/// What a value to look for is.
enum Wanted {
    Known(String),
    Identity(Identity),
    Other,
}

impl Joins {
    pub(super) fn new(input: &Input) -> Self {
        let mut types: HashMap<(Mode, Arc<str>), Vec<Place>> = HashMap::new();
        let mut changes = HashMap::new();
        let mut add = |address: &Address, place: Place| {
            types.entry((address.mode, Arc::clone(&address.type_))).or_default().push(place);
        };
        for (index, change) in input.plan.changes.iter().enumerate().filter(|(_, change)| change.deposed.is_none()) {
            changes.insert(Arc::clone(&change.address), index);
            add(&change.address, Place::Change(index));
        }
        for (index, object) in input.plan.prior.iter().enumerate().filter(|(_, object)| object.deposed.is_none()) {
            if !changes.contains_key(&*object.address) {
                add(&object.address, Place::Prior(index));
            }
        }
        Self { types, changes, tables: Mutex::default(), indexes: Mutex::default() }
    }

    /// The change of an instance's current object.
    pub(super) fn change(&self, address: &Address) -> Option<usize> {
        self.changes.get(address).copied()
    }

    fn table(&self, stage: &Stage<'_>, mode: Mode, type_: &str) -> Arc<Table> {
        let key = (mode, type_.to_owned());
        let lock = || self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(table) = lock().get(&key) {
            return Arc::clone(table);
        }
        let places = self.types.get(&(mode, Arc::from(type_))).map_or(&[][..], Vec::as_slice);
        let row = |place: &Place| match place {
            Place::Change(index) => stage.body(*index),
            Place::Prior(index) => {
                stage.input.plan.prior.get(*index).map_or(Value::Null, |object| object.values.value().clone())
            }
        };
        let rows: Vec<Value> = places.iter().map(row).filter(|value| *value != Value::Null).collect();
        let table = Arc::new(Table { whole: Value::list(rows.clone()), rows });
        lock().insert(key, Arc::clone(&table));
        table
    }

    fn index(&self, stage: &Stage<'_>, table: &Table, mode: Mode, type_: &str, attribute: &str) -> Arc<Index> {
        let key = (mode, type_.to_owned(), attribute.to_owned());
        let lock = || self.indexes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = lock().get(&key) {
            return Arc::clone(index);
        }
        let mut index = Index::default();
        for (at, row) in table.rows.iter().enumerate() {
            let value = row.get(attribute).unwrap_or(Value::Null);
            match wanted(stage, &value) {
                Wanted::Known(text) => index.known.entry(text).or_default().push(at),
                Wanted::Identity(identity) => {
                    let family = identity.family;
                    match index.families.iter_mut().find(|(have, _)| *have == family) {
                        Some((_, rows)) => rows.push(at),
                        None => index.families.push((family, vec![at])),
                    }
                    index.identities.entry(identity).or_default().push(at);
                }
                Wanted::Other => index.rest.push(at),
            }
        }
        let index = Arc::new(index);
        lock().insert(key, Arc::clone(&index));
        index
    }
}

impl Index {
    /// The rows that may have a value: all but those that certainly have another one.
    fn candidates(&self, stage: &Stage<'_>, value: &Value, all: usize) -> Vec<usize> {
        let mut found = match wanted(stage, value) {
            Wanted::Known(text) => {
                let families = self.families.iter().filter(|(family, _)| !stage.graph.is_of_family(&text, *family));
                let open = families.flat_map(|(_, rows)| rows);
                self.known.get(&text).into_iter().flatten().chain(open).chain(&self.rest).copied().collect()
            }
            Wanted::Identity(identity) => {
                let same = self.identities.get(&identity).into_iter().flatten();
                let others = self.families.iter().filter(|(family, _)| *family != identity.family);
                let open = |text: &str| !stage.graph.is_of_family(text, identity.family);
                let known = self.known.iter().filter(|(text, _)| open(text)).flat_map(|(_, rows)| rows);
                let others = others.flat_map(|(_, rows)| rows);
                same.chain(others).chain(known).chain(&self.rest).copied().collect()
            }
            Wanted::Other => (0..all).collect::<Vec<_>>(),
        };
        found.sort_unstable();
        found
    }
}

fn wanted(stage: &Stage<'_>, value: &Value) -> Wanted {
    match value.unmask().0 {
        Value::Unknown(unknown) => match &unknown.origin {
            Origin::Verbatim(attribute) => stage.graph.identity(attribute).map_or(Wanted::Other, Wanted::Identity),
            _ => Wanted::Other,
        },
        inner => text(inner).map_or(Wanted::Other, Wanted::Known),
    }
}

/// A known value that has one text: `80` and `"80"` are one attribute's value to a provider.
fn text(value: &Value) -> Option<String> {
    Some(match value {
        Value::String(text) => text.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        _ => return None,
    })
}

/// The planned resources of a type whose attributes equal those of `filter`.
///
/// # Errors
/// A type that is no text, or a filter that is no object.
pub(super) fn resources(view: &View<'_, '_>, arguments: &[Value]) -> Result<Value, String> {
    select(view, Mode::Managed, arguments)
}

/// The one data source of a type that has the given configuration: what the plan knows of it.
///
/// # Errors
/// A type that is no text, a configuration that is no object, or data that the plan does not have.
pub(super) fn data_source(view: &View<'_, '_>, arguments: &[Value]) -> Result<Value, String> {
    let found = select(view, Mode::Data, arguments)?;
    let type_ = arguments.first().and_then(Value::as_str).unwrap_or("").to_owned();
    match found.as_seq() {
        Some([first, rest @ ..]) if rest.iter().all(|other| other == first) => Ok(first.clone()),
        // Another read of the same kind would need the provider.
        Some(_) => Ok(Value::unknown_because(format!(
            "data.{type_}: the plan does not have the one data source with this configuration, and poolproof asks no provider"
        ))),
        None => Ok(found),
    }
}

fn select(view: &View<'_, '_>, mode: Mode, arguments: &[Value]) -> Result<Value, String> {
    let stage = view.stage;
    let (type_, masked) = arguments.first().map_or((&Value::Null, false), Value::unmask);
    let type_ = match type_ {
        Value::String(type_) => type_,
        Value::Unknown(unknown) => return Ok(derived([&**unknown])),
        other => return Err(format!("the first argument is a resource type in quotes, not a {}", other.type_name())),
    };
    let (filter, filter_masked) = arguments.get(1).map_or((&Value::Null, false), Value::unmask);
    let none = BTreeMap::new();
    let filter = match filter {
        Value::Object(entries) => &**entries,
        Value::Null => &none,
        Value::Unknown(unknown) => return Ok(derived([&**unknown])),
        other => {
            return Err(format!("the filter is an object such as {{ name = \"x\" }}, not a {}", other.type_name()));
        }
    };
    let table = stage.joins.table(stage, mode, type_);
    let found = matching(view, &table, mode, type_, filter);
    Ok(if masked || filter_masked { found.sensitive() } else { found })
}

fn matching(view: &View<'_, '_>, table: &Table, mode: Mode, type_: &str, filter: &BTreeMap<Arc<str>, Value>) -> Value {
    let stage = view.stage;
    let Some((attribute, value)) = best(stage, filter) else { return table.whole.clone() };
    let index = stage.joins.index(stage, table, mode, type_, attribute);
    let (mut certain, mut possible, mut masked) = (Vec::new(), Vec::new(), false);
    let mut why: Vec<Arc<Unknown>> = Vec::new();
    for at in index.candidates(stage, value, table.rows.len()) {
        let Some(row) = table.rows.get(at) else { continue };
        masked |= filter.iter().any(|(name, value)| value.has_mask() || row.get(name).is_some_and(|it| it.has_mask()));
        match all_fit(view, row, filter) {
            Some(true) => certain.push(row.clone()),
            Some(false) => {}
            None => {
                if why.len() < NAMED {
                    why.extend(open(view, row, filter));
                }
                possible.push(row.clone());
            }
        }
    }
    let list = if possible.is_empty() { Value::list(certain) } else { uncertain(type_, certain, possible, &why) };
    if masked { list.sensitive() } else { list }
}

/// The attribute to look up by: one whose value tells rows apart.
fn best<'f>(stage: &Stage<'_>, filter: &'f BTreeMap<Arc<str>, Value>) -> Option<(&'f Arc<str>, &'f Value)> {
    let tells = |value: &Value| !matches!(wanted(stage, value), Wanted::Other);
    let mut entries = filter.iter();
    let first = entries.next()?;
    Some(std::iter::once(first).chain(entries).find(|(_, value)| tells(value)).unwrap_or(first))
}

fn all_fit(view: &View<'_, '_>, row: &Value, filter: &BTreeMap<Arc<str>, Value>) -> Option<bool> {
    let mut all = Some(true);
    for (name, value) in filter {
        match fits(view, &row.get(name).unwrap_or(Value::Null), value) {
            Some(true) => {}
            Some(false) => return Some(false),
            None => all = None,
        }
    }
    all
}

/// Whether an attribute has the value that the filter wants. An object is compared by the keys that the filter names.
fn fits(view: &View<'_, '_>, have: &Value, want: &Value) -> Option<bool> {
    match (have.unmask().0, want.unmask().0) {
        (Value::Object(have), Value::Object(want)) => {
            let each = want.iter().map(|(name, want)| fits(view, have.get(name).unwrap_or(&Value::Null), want));
            let mut all = Some(true);
            for one in each {
                match one {
                    Some(false) => return Some(false),
                    None => all = None,
                    Some(true) => {}
                }
            }
            all
        }
        (have, want) => match (text(have), text(want)) {
            (Some(have), Some(want)) => Some(have == want),
            _ => equal(view, have, want),
        },
    }
}

/// What keeps a row from being told in or out.
fn open(view: &View<'_, '_>, row: &Value, filter: &BTreeMap<Arc<str>, Value>) -> Vec<Arc<Unknown>> {
    let mut found = Vec::new();
    for (name, want) in filter {
        let have = row.get(name).unwrap_or(Value::Null);
        if fits(view, &have, want).is_none() {
            found.extend([&have, want].into_iter().filter_map(Value::first_unknown).cloned());
        }
    }
    found
}

fn uncertain(type_: &str, certain: Vec<Value>, possible: Vec<Value>, why: &[Arc<Unknown>]) -> Value {
    let from = derived(why.iter().map(|unknown| &**unknown));
    let origin = from.as_unknown().map_or(Origin::Elsewhere, |unknown| unknown.origin.clone());
    let reason = from.as_unknown().map(Unknown::reason).unwrap_or_default();
    let count = possible.len();
    let of = if count == 1 { "one" } else { "some" };
    let why = Some(Arc::from(format!("whether {of} of {type_} ({count}) match is not known until apply: {reason}")));
    let bounds = Some(Arc::new(Bounds::Elements { certain, possible }));
    Value::Unknown(Arc::new(Unknown { origin, why, bounds }))
}
