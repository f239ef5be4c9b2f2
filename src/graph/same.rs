//! When two values that are known only after apply are certainly equal or certainly different.

use crate::model::{AttributeRef, Path, Step};

use super::kinds::{Identity, Kind, kind_of};
use super::{Graph, Node, Side};

impl Graph<'_> {
    /// `Some(true)` for two attributes that the kind declares to be one (`id` and `arn` of a target group);
    /// `Some(false)` for a unique attribute of two managed instances of one kind that both stand after the apply; else
    /// nothing is certain: a data source may read the very resource it is compared with.
    pub fn same(&self, a: &AttributeRef, b: &AttributeRef) -> Option<bool> {
        let (row, identity) = unique(a)?;
        let (other_row, other) = unique(b)?;
        if !std::ptr::eq(row, other_row) {
            return None;
        }
        let one_value = identity.path == other.path || (is_arn_or_id(identity) && is_arn_or_id(other) && has_both(row));
        if !one_value {
            return None;
        }
        if a.instance == b.instance && a.deposed == b.deposed {
            return Some(true);
        }
        (self.stays(a) && self.stays(b)).then_some(false)
    }

    fn stays(&self, attribute: &AttributeRef) -> bool {
        let is_it =
            |node: &&Node<'_>| node.address.as_ref() == Some(&attribute.instance) && node.deposed == attribute.deposed;
        self.nodes
            .iter()
            .find(is_it)
            .is_some_and(|node| node.managed && node.exists(Side::After) && node.deposed.is_none())
    }
}

fn unique(attribute: &AttributeRef) -> Option<(&'static Kind, Identity)> {
    let row = kind_of(&attribute.instance.type_)?;
    let name = plain(&attribute.path)?;
    let identity = row.identities.iter().find(|identity| identity.path == name && identity.unique)?;
    Some((row, *identity))
}

fn plain(path: &Path) -> Option<&str> {
    match path.steps.as_slice() {
        [Step::Name(name)] => Some(name),
        _ => None,
    }
}

fn is_arn_or_id(identity: Identity) -> bool {
    matches!(identity.path, "arn" | "id")
}

/// Where both are unique the provider sets the id to the ARN.
fn has_both(row: &Kind) -> bool {
    ["arn", "id"].into_iter().all(|path| row.identities.iter().any(|identity| identity.path == path && identity.unique))
}
