//! *Joins*: resources of a type whose attributes have given values, on a plan in which most of the values are not known
//! yet. Where both sides come from one attribute they are equal; where they are identities of two instances they are not;
//! anything else may be, and then nobody can say how long the list is.
//!
//! Each attribute that is asked for has an index, so that a policy on every resource of a plan stays linear in it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::eval::{derived, equal};
use crate::graph::{Family, Identity, World};
use crate::hash::HashMap;
use crate::model::{Address, AttributeRef, Bounds, Entries, Mode, Origin, Unknown, Value};

use super::scope::View;
use super::stage::Stage;

/// Attributes that a reason names.
const NAMED: usize = 4;
/// Rows that the answers of one table may keep.
const KEPT: usize = 1 << 20;
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

/// The objects of one type, or those of them that certainly have some values.
#[derive(Debug)]
struct Table {
    rows: Arc<Vec<Value>>,
    whole: Value,
    indexes: Mutex<HashMap<Arc<str>, Arc<Index>>>,
    answers: Mutex<Answers>,
}

/// What was answered so far: many policies ask the same of the same table.
#[derive(Debug, Default)]
struct Answers {
    known: HashMap<Question, Value>,
    /// Rows that are kept for it.
    kept: usize,
    /// The rows that may match, of the last answer: where nothing is known of a table that is all of them, each time.
    possible: (Vec<usize>, Arc<Vec<Value>>),
}

/// One attribute, and the value that it shall have.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Question {
    Text(Arc<str>, String),
    Attribute(Arc<str>, AttributeRef),
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
    /// Rows whose value is an attribute of which the catalogue says nothing, by it. They are among the rest too.
    attributes: HashMap<AttributeRef, Vec<usize>>,
    /// Any other.
    rest: Vec<usize>,
    /// Every row whose value is not null.
    set: Arc<Vec<Value>>,
    /// One of the values is masked.
    masked: bool,
}

/// What a value to look for is.
enum Wanted {
    Known(String),
    Identity(Identity),
    /// An attribute of which the catalogue says nothing: it is itself, and may be anything else.
    Attribute(AttributeRef),
    Other,
}

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

impl Table {
    fn new(rows: Vec<Value>) -> Self {
        Self {
            whole: Value::list(rows.clone()),
            rows: Arc::new(rows),
            indexes: Mutex::default(),
            answers: Mutex::default(),
        }
    }

    fn index(&self, stage: &Stage<'_>, attribute: &Arc<str>) -> Arc<Index> {
        let lock = || self.indexes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = lock().get(attribute) {
            return Arc::clone(index);
        }
        let index = Arc::new(Index::of(stage, &self.rows, attribute));
        lock().insert(Arc::clone(attribute), Arc::clone(&index));
        index
    }

    /// Rows by their places; of one table they are often the same ones.
    fn shared(&self, places: Vec<usize>) -> Arc<Vec<Value>> {
        let mut answers = self.answers();
        if answers.possible.0 != places {
            let rows = places.iter().filter_map(|at| self.rows.get(*at)).cloned().collect();
            answers.kept += places.len();
            answers.possible = (places, Arc::new(rows));
        }
        Arc::clone(&answers.possible.1)
    }

    fn answers(&self) -> MutexGuard<'_, Answers> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The index of the attribute by which the fewest rows have to be looked at, and its value.
    fn best<'f>(&self, stage: &Stage<'_>, filter: &'f Filter) -> Option<(Arc<Index>, &'f Value)> {
        let all = filter.iter().map(|(name, value)| (self.index(stage, name), value));
        all.min_by_key(|(index, value)| index.count(stage, value, self.rows.len()))
    }
}

impl Index {
    fn of(stage: &Stage<'_>, rows: &[Value], attribute: &str) -> Self {
        let mut index = Self::default();
        let mut set = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let value = row.get(attribute).unwrap_or(Value::Null);
            index.masked |= value.has_mask();
            if *value.unmask().0 != Value::Null {
                set.push(row.clone());
            }
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
                Wanted::Attribute(attribute) => {
                    index.attributes.entry(attribute).or_default().push(at);
                    index.rest.push(at);
                }
                Wanted::Other => index.rest.push(at),
            }
        }
        index.set = Arc::new(set);
        index
    }

    /// How many rows may have a value.
    fn count(&self, stage: &Stage<'_>, value: &Value, all: usize) -> usize {
        match wanted(stage, value) {
            Wanted::Known(text) => self.known.get(&text).map_or(0, Vec::len) + self.rest.len(),
            Wanted::Identity(identity) => self.identities.get(&identity).map_or(0, Vec::len) + self.rest.len(),
            Wanted::Attribute(_) | Wanted::Other => all,
        }
    }

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
            Wanted::Attribute(_) | Wanted::Other => (0..all).collect::<Vec<_>>(),
        };
        found.sort_unstable();
        found
    }
}

fn wanted(stage: &Stage<'_>, value: &Value) -> Wanted {
    match value.unmask().0 {
        Value::Unknown(unknown) => match &unknown.origin {
            Origin::Verbatim(attribute) => match stage.graph.identity(attribute) {
                Some(identity) => Wanted::Identity(identity),
                None if stage.graph.is_unique(attribute) => Wanted::Other,
                None => Wanted::Attribute(attribute.clone()),
            },
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

/// Attributes and the values that they shall have.
type Filter = Entries;

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

/// A filter as a question that others may ask too.
fn question(filter: &Filter) -> Option<Question> {
    let (name, value) = filter.iter().next().filter(|_| filter.len() == 1)?;
    let name = Arc::clone(name);
    match value {
        Value::Unknown(unknown) if unknown.why.is_none() && unknown.bounds.is_none() => match &unknown.origin {
            Origin::Verbatim(attribute) => Some(Question::Attribute(name, attribute.clone())),
            _ => None,
        },
        known => Some(Question::Text(name, text(known)?)),
    }
}

/// The rows of a table that have the values of a filter, and those that may.
fn looked_up(view: &View<'_, '_>, table: &Table, type_: &str, filter: &Filter) -> Value {
    let Some(question) = question(filter) else { return sought(view, table, type_, filter) };
    if let Some(answer) = table.answers().known.get(&question) {
        return answer.clone();
    }
    let answer = sought(view, table, type_, filter);
    let mut answers = table.answers();
    if answers.kept < KEPT {
        answers.kept += 1 + rows_of(&answer);
        answers.known.insert(question, answer.clone());
    }
    answer
}

/// Rows that an answer has for itself.
fn rows_of(answer: &Value) -> usize {
    match answer.unmask().0 {
        Value::Seq(_, rows) => rows.len(),
        Value::Unknown(unknown) => match unknown.bounds.as_deref() {
            Some(Bounds::Elements { certain, .. }) => certain.len(),
            _ => 0,
        },
        _ => 0,
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

fn all_fit(view: &View<'_, '_>, row: &Value, filter: &Filter) -> Option<bool> {
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
fn open(view: &View<'_, '_>, row: &Value, filter: &Filter) -> Vec<Arc<Unknown>> {
    let mut found = Vec::new();
    for (name, want) in filter {
        let have = row.get(name).unwrap_or(Value::Null);
        if fits(view, &have, want).is_none() {
            found.extend([&have, want].into_iter().filter_map(Value::first_unknown).cloned());
        }
    }
    found
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
