//! *Joins*: resources of a type whose attributes have given values, on a plan in which most of the values are not known
//! yet. Where both sides come from one attribute they are equal; where they are identities of two instances they are not;
//! anything else may be, and then nobody can say how long the list is.
//!
//! Each attribute that is asked for has an index, so that a policy on every resource of a plan stays linear in it.

mod fit;
mod index;
mod table;

use std::sync::{Arc, Mutex, PoisonError};

use crate::eval::derived;
use crate::graph::World;
use crate::hash::HashMap;
use crate::model::{Address, AttributeRef, Bounds, Mode, Origin, Unknown, Value};

use super::scope::View;
use super::stage::Stage;

use fit::{Filter, all_fit, open};
use index::{Index, Wanted, text, wanted};
use table::{Table, question};

/// Attributes that a reason names.
const NAMED: usize = 4;
/// Up to so many rows that may match are listed for each question on its own; beyond, all questions share one list.
const LISTED: usize = 64;

/// What was looked up so far.
pub(super) struct Joins {
    /// Changes of managed and data resources, and what the plan leaves out, by type.
    types: HashMap<(Mode, Arc<str>), Vec<Place>>,
    tables: Mutex<HashMap<Key, Arc<Table>>>,
}

/// Where an object of a plan stands.
#[derive(Debug, Clone, Copy)]
enum Place {
    Change(usize),
    Prior(usize),
}

/// What a table is of: a type, and the texts that some attributes have.
type Key = (Mode, String, Vec<(Arc<str>, String)>);

impl Joins {
    pub(super) fn new(world: &World<'_>) -> Self {
        let plan = &world.input.plan;
        let mut types: HashMap<(Mode, Arc<str>), Vec<Place>> = HashMap::default();
        let mut add = |address: &Address, place: Place| {
            types.entry((address.mode, Arc::clone(&address.type_))).or_default().push(place);
        };
        for (index, change) in plan.changes.iter().enumerate().filter(|(_, change)| change.deposed.is_none()) {
            add(&change.address, Place::Change(index));
        }
        for index in world.index.left_out() {
            plan.prior.get(*index).into_iter().for_each(|object| add(&object.address, Place::Prior(*index)));
        }
        Self { types, tables: Mutex::default() }
    }

    /// The table of a key, made where it is not there yet.
    fn table(&self, key: Key, make: impl FnOnce() -> Vec<Value>) -> Arc<Table> {
        let lock = || self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(table) = lock().get(&key) {
            return Arc::clone(table);
        }
        let table = Arc::new(Table::new(make()));
        lock().insert(key, Arc::clone(&table));
        table
    }

    fn of_type(&self, stage: &Stage<'_>, mode: Mode, type_: &str) -> Arc<Table> {
        self.table((mode, type_.to_owned(), Vec::new()), || {
            let places = self.types.get(&(mode, Arc::from(type_))).map_or(&[][..], Vec::as_slice);
            let row = |place: &Place| match place {
                Place::Change(index) => stage.body(*index),
                Place::Prior(index) => {
                    stage.input.plan.prior.get(*index).map_or(Value::Null, |object| object.values.value().clone())
                }
            };
            places.iter().map(row).filter(|value| *value != Value::Null).collect()
        })
    }

    /// The rows of a type that have the known values of a filter, where that is certain of each row.
    fn narrowed(
        &self,
        view: &View<'_, '_>,
        table: &Table,
        mode: Mode,
        type_: &str,
        known: &Filter,
    ) -> Option<Arc<Table>> {
        let text_of = |(name, value): (&Arc<str>, &Value)| Some((Arc::clone(name), text(value.unmask().0)?));
        let key = (mode, type_.to_owned(), known.iter().map(text_of).collect::<Option<Vec<_>>>()?);
        let lock = || self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(table) = lock().get(&key) {
            return Some(Arc::clone(table));
        }
        let (index, value) = table.best(view.stage, known)?;
        let mut rows = Vec::new();
        for at in index.candidates(view.stage, value, table.rows.len()) {
            let Some(row) = table.rows.get(at) else { continue };
            match all_fit(view, row, known) {
                Some(true) => rows.push(row.clone()),
                Some(false) => {}
                None => return None,
            }
        }
        Some(self.table(key, || rows))
    }
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
    let none = Filter::default();
    let filter = match filter {
        Value::Object(entries) => &**entries,
        Value::Null => &none,
        Value::Unknown(unknown) => return Ok(derived([&**unknown])),
        other => {
            return Err(format!("the filter is an object such as {{ name = \"x\" }}, not a {}", other.type_name()));
        }
    };
    let table = stage.joins.of_type(stage, mode, type_);
    let found = matching(view, &table, mode, type_, filter);
    Ok(if masked || filter_masked { found.sensitive() } else { found })
}

fn matching(view: &View<'_, '_>, table: &Table, mode: Mode, type_: &str, filter: &Filter) -> Value {
    if filter.is_empty() {
        return table.whole.clone();
    }
    // What is known narrows the table down once for all questions; what is asked anew each time is looked up in that.
    let is_known = |value: &Value| text(value.unmask().0).is_some() && !value.has_mask();
    let part = |of_known: bool| filter.clone().into_iter().filter(|(_, value)| is_known(value) == of_known).collect();
    let (known, open): (Filter, Filter) = (part(true), part(false));
    // A mask on what narrows would be lost with the rows that go.
    let narrows = !known.is_empty() && known.keys().all(|name| !table.index(view.stage, name).masked);
    let narrowed = narrows.then(|| view.stage.joins.narrowed(view, table, mode, type_, &known)).flatten();
    match narrowed {
        Some(some) => looked_up(view, &some, type_, &open),
        None => looked_up(view, table, type_, filter),
    }
}

/// The rows of a table that have the values of a filter, and those that may.
fn looked_up(view: &View<'_, '_>, table: &Table, type_: &str, filter: &Filter) -> Value {
    let find = || sought(view, table, type_, filter);
    match question(filter) {
        Some(question) => table.answer(question, find),
        None => find(),
    }
}

fn sought(view: &View<'_, '_>, table: &Table, type_: &str, filter: &Filter) -> Value {
    let stage = view.stage;
    let Some((index, value)) = table.best(stage, filter) else { return table.whole.clone() };
    if let (Wanted::Attribute(attribute), 1) = (wanted(stage, value), filter.len())
        && table.rows.len() > LISTED
    {
        return by_attribute(view, table, &index, type_, (&attribute, value), filter);
    }
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
                possible.push(at);
            }
        }
    }
    let count = possible.len();
    let list = if possible.is_empty() {
        Value::list(certain)
    } else {
        uncertain(type_, certain, table.shared(possible), count, &why)
    };
    if masked { list.sensitive() } else { list }
}

/// By an attribute of which the catalogue says nothing: whoever has it matches, whoever has anything else may. That is
/// the same list for every such attribute, so a policy on each of many resources does not make it anew each time.
fn by_attribute(
    view: &View<'_, '_>,
    table: &Table,
    index: &Index,
    type_: &str,
    (attribute, value): (&AttributeRef, &Value),
    filter: &Filter,
) -> Value {
    let same = index.attributes.get(attribute).into_iter().flatten();
    let certain: Vec<Value> = same.filter_map(|at| table.rows.get(*at)).cloned().collect();
    let possible = if view.stage.graph.never_null(attribute) { &index.set } else { &table.rows };
    let count = possible.len().saturating_sub(certain.len());
    let mut why = Vec::new();
    for row in possible.iter().take(2 * NAMED) {
        if why.len() < NAMED && all_fit(view, row, filter).is_none() {
            why.extend(open(view, row, filter));
        }
    }
    let list = match count {
        0 => Value::list(certain),
        _ => uncertain(type_, certain, Arc::clone(possible), count, &why),
    };
    if index.masked || value.has_mask() { list.sensitive() } else { list }
}

fn uncertain(type_: &str, certain: Vec<Value>, possible: Arc<Vec<Value>>, count: usize, why: &[Arc<Unknown>]) -> Value {
    let from = derived(why.iter().map(|unknown| &**unknown));
    let origin = from.as_unknown().map_or(Origin::Elsewhere, |unknown| unknown.origin.clone());
    let reason = from.as_unknown().map(Unknown::reason).unwrap_or_default();
    let of = if count == 1 { "one" } else { "some" };
    let why = Some(Arc::from(format!("whether {of} of {type_} ({count}) match is not known until apply: {reason}")));
    let bounds = Some(Arc::new(Bounds::Elements { certain, possible }));
    Value::Unknown(Arc::new(Unknown { origin, why, bounds }))
}
