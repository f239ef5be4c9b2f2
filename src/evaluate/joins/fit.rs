//! Whether a row has the values of a filter, and what keeps that from being told.

use std::sync::Arc;

use crate::eval::equal;
use crate::model::{Entries, Unknown, Value};

use super::super::scope::View;
use super::index::text;

/// Attributes and the values that they shall have.
pub(super) type Filter = Entries;

pub(super) fn all_fit(view: &View<'_, '_>, row: &Value, filter: &Filter) -> Option<bool> {
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
pub(super) fn open(view: &View<'_, '_>, row: &Value, filter: &Filter) -> Vec<Arc<Unknown>> {
    let mut found = Vec::new();
    for (name, want) in filter {
        let have = row.get(name).unwrap_or(Value::Null);
        if fits(view, &have, want).is_none() {
            found.extend([&have, want].into_iter().filter_map(Value::first_unknown).cloned());
        }
    }
    found
}
