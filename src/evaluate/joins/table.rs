//! The *table* of a type: its objects, what finds them, and what was asked of it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::hash::HashMap;
use crate::model::{AttributeRef, Bounds, Origin, Value};

use super::super::stage::Stage;
use super::fit::Filter;
use super::index::{Index, text};

/// Rows that the answers of one table may keep.
const KEPT: usize = 1 << 20;

/// The objects of one type, or those of them that certainly have some values.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) rows: Arc<Vec<Value>>,
    pub(super) whole: Value,
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
pub(super) enum Question {
    Text(Arc<str>, String),
    Attribute(Arc<str>, AttributeRef),
}

impl Table {
    pub(super) fn new(rows: Vec<Value>) -> Self {
        Self {
            whole: Value::list(rows.clone()),
            rows: Arc::new(rows),
            indexes: Mutex::default(),
            answers: Mutex::default(),
        }
    }

    pub(super) fn index(&self, stage: &Stage<'_>, attribute: &Arc<str>) -> Arc<Index> {
        let lock = || self.indexes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = lock().get(attribute) {
            return Arc::clone(index);
        }
        let index = Arc::new(Index::of(stage, &self.rows, attribute));
        lock().insert(Arc::clone(attribute), Arc::clone(&index));
        index
    }

    /// Rows by their places; of one table they are often the same ones.
    pub(super) fn shared(&self, places: Vec<usize>) -> Arc<Vec<Value>> {
        let mut answers = self.answers();
        if answers.possible.0 != places {
            let rows = places.iter().filter_map(|at| self.rows.get(*at)).cloned().collect();
            answers.kept += places.len();
            answers.possible = (places, Arc::new(rows));
        }
        Arc::clone(&answers.possible.1)
    }

    /// The answer to a question, found where nobody asked it before.
    pub(super) fn answer(&self, question: Question, find: impl FnOnce() -> Value) -> Value {
        if let Some(answer) = self.answers().known.get(&question) {
            return answer.clone();
        }
        let answer = find();
        let mut answers = self.answers();
        if answers.kept < KEPT {
            answers.kept += 1 + rows_of(&answer);
            answers.known.insert(question, answer.clone());
        }
        answer
    }

    fn answers(&self) -> MutexGuard<'_, Answers> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The index of the attribute by which the fewest rows have to be looked at, and its value.
    pub(super) fn best<'f>(&self, stage: &Stage<'_>, filter: &'f Filter) -> Option<(Arc<Index>, &'f Value)> {
        let all = filter.iter().map(|(name, value)| (self.index(stage, name), value));
        all.min_by_key(|(index, value)| index.count(stage, value, self.rows.len()))
    }
}

/// A filter as a question that others may ask too.
pub(super) fn question(filter: &Filter) -> Option<Question> {
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
