//! The rows of a table by the value of one attribute.

use std::sync::Arc;

use crate::graph::{Family, Identity};
use crate::hash::HashMap;
use crate::model::{AttributeRef, Origin, Value};

use super::super::stage::Stage;

/// The rows of a table by the value of one attribute.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Rows whose value is a known text, by the text.
    known: HashMap<String, Vec<usize>>,
    /// Rows whose value is an identity, by it.
    identities: HashMap<Identity, Vec<usize>>,
    /// Families of those.
    families: Vec<(Family, Vec<usize>)>,
    /// Rows whose value is an attribute of which the catalogue says nothing, by it. They are among the rest too.
    pub(super) attributes: HashMap<AttributeRef, Vec<usize>>,
    /// Any other.
    rest: Vec<usize>,
    /// Every row whose value is not null.
    pub(super) set: Arc<Vec<Value>>,
    /// One of the values is masked.
    pub(super) masked: bool,
}

/// What a value to look for is.
pub(super) enum Wanted {
    Known(String),
    Identity(Identity),
    /// An attribute of which the catalogue says nothing: it is itself, and may be anything else.
    Attribute(AttributeRef),
    Other,
}

impl Index {
    pub(super) fn of(stage: &Stage<'_>, rows: &[Value], attribute: &str) -> Self {
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
    pub(super) fn count(&self, stage: &Stage<'_>, value: &Value, all: usize) -> usize {
        match wanted(stage, value) {
            Wanted::Known(text) => self.known.get(&text).map_or(0, Vec::len) + self.rest.len(),
            Wanted::Identity(identity) => self.identities.get(&identity).map_or(0, Vec::len) + self.rest.len(),
            Wanted::Attribute(_) | Wanted::Other => all,
        }
    }

    /// The rows that may have a value: all but those that certainly have another one.
    pub(super) fn candidates(&self, stage: &Stage<'_>, value: &Value, all: usize) -> Vec<usize> {
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

pub(super) fn wanted(stage: &Stage<'_>, value: &Value) -> Wanted {
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
pub(super) fn text(value: &Value) -> Option<String> {
    Some(match value {
        Value::String(text) => text.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        _ => return None,
    })
}
