//! When two values that are known only after apply are certainly equal or certainly different.

use std::sync::Arc;

use crate::hash::HashMap;
use crate::model::{Address, AttributeRef, Path, Step};

use super::kinds::Kind;
use super::{Graph, Node, Side};

/// A kind and the attribute that is unique in it, by their places in the catalogue.
pub type Family = (usize, usize);

/// What a unique attribute of an instance that stands after the apply names. Two identities of one family are equal, or
/// certainly different.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Identity {
    /// The kind and the attribute that are unique together.
    pub family: Family,
    /// The instance that has it.
    pub instance: Arc<Address>,
}

/// Known identities of managed instances that stand after the apply. Looked up, never walked.
#[derive(Debug, Clone, Default)]
pub(super) struct Named {
    families: HashMap<String, Vec<Family>>,
}

impl Named {
    pub(super) fn of(nodes: &[Node<'_>]) -> Self {
        let mut named = Self::default();
        for node in nodes.iter().filter(|node| stands(node)) {
            let (Some(row), Some(values)) = (node.row, node.values(Side::After)) else { continue };
            for (at, identity) in row.identities.iter().enumerate().filter(|(_, identity)| identity.unique) {
                identity.pattern.texts(values, &mut |text| named.add(text, family(row, at)));
            }
        }
        named
    }

    fn add(&mut self, text: &str, family: Family) {
        match self.families.get_mut(text) {
            Some(families) if families.contains(&family) => {}
            Some(families) => families.push(family),
            None => drop(self.families.insert(text.to_owned(), vec![family])),
        }
    }
}

impl Graph<'_> {
    /// `Some(true)` for two attributes that the kind declares to be one (`id` and `arn` of a target group);
    /// `Some(false)` for a unique attribute of two managed instances of one kind that both stand after the apply; else
    /// nothing is certain: a data source may read the very resource it is compared with.
    pub fn same(&self, a: &AttributeRef, b: &AttributeRef) -> Option<bool> {
        if self.family(a)? != self.family(b)? {
            return None;
        }
        if a.instance == b.instance && a.deposed == b.deposed {
            return Some(true);
        }
        (self.stays(a) && self.stays(b)).then_some(false)
    }

    /// The identity that an attribute is, where its kind says that it is one and its instance stands after the apply.
    pub fn identity(&self, attribute: &AttributeRef) -> Option<Identity> {
        let family = self.family(attribute)?;
        self.stays(attribute).then(|| Identity { family, instance: Arc::clone(&attribute.instance) })
    }

    /// Whether a known text is an identity of a family: the one of a managed instance that stands. Whatever identity of
    /// that family is known only after the apply is another one.
    pub fn is_of_family(&self, text: &str, family: Family) -> bool {
        self.named.families.get(text).is_some_and(|families| families.contains(&family))
    }

    /// Whether an attribute that is known only after apply certainly will not be this text: it is the identity of another
    /// instance, or no ARN where the attribute is one.
    pub fn never_is(&self, attribute: &AttributeRef, text: &str) -> bool {
        let is_arn = plain(&attribute.path) == Some("arn") && self.family(attribute).is_some();
        let of_another = || self.identity(attribute).is_some_and(|identity| self.is_of_family(text, identity.family));
        is_arn && !text.starts_with("arn:") || of_another()
    }

    /// Whether an attribute that is known only after apply certainly will not be null: what a provider names an instance
    /// by is there once the instance is.
    pub fn never_null(&self, attribute: &AttributeRef) -> bool {
        let name = plain(&attribute.path);
        attribute.deposed.is_none() && (name == Some("id") || self.family(attribute).is_some())
    }

    /// The catalogue says of an attribute that it is unique in its kind.
    pub fn is_unique(&self, attribute: &AttributeRef) -> bool {
        self.family(attribute).is_some()
    }

    fn family(&self, attribute: &AttributeRef) -> Option<Family> {
        let name = plain(&attribute.path)?;
        self.kinds.of(&attribute.instance.type_).find_map(|row| {
            let at = row.identities.iter().position(|identity| identity.path == name && identity.unique)?;
            Some(family(row, at))
        })
    }

    fn stays(&self, attribute: &AttributeRef) -> bool {
        let mut nodes = self.nodes_at(&attribute.instance).filter_map(|id| self.node(id));
        attribute.deposed.is_none() && nodes.any(stands)
    }
}

fn stands(node: &Node<'_>) -> bool {
    node.managed && node.deposed.is_none() && node.address.is_some() && node.exists(Side::After)
}

/// Where arn and id are both unique the provider sets the id to the ARN.
fn family(row: &Kind, at: usize) -> Family {
    let position = |path: &str| row.identities.iter().position(|identity| identity.unique && identity.path == path);
    let (arn, id) = (position("arn"), position("id"));
    let at = if id == Some(at) { arn.unwrap_or(at) } else { at };
    (std::ptr::from_ref(row).addr(), at)
}

fn plain(path: &Path) -> Option<&str> {
    match path.steps.as_slice() {
        [Step::Name(name)] => Some(name),
        _ => None,
    }
}
