//! When two values that are known only after apply are certainly equal or certainly different.

use crate::model::{AttributeRef, Path, Step};

use super::kinds::{Identity, Kind};
use super::{Graph, Node, Side};

impl<'p> Graph<'p> {
    /// `Some(true)` for two attributes that the kind declares to be one (`id` and `arn` of a target group);
    /// `Some(false)` for a unique attribute of two managed instances of one kind that both stand after the apply; else
    /// nothing is certain: a data source may read the very resource it is compared with.
    pub fn same(&self, a: &AttributeRef, b: &AttributeRef) -> Option<bool> {
        let (row, identity) = self.unique(a)?;
        let (other_row, other) = self.unique(b)?;
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

    fn unique(&self, attribute: &AttributeRef) -> Option<(&'p Kind, &'p Identity)> {
        let name = plain(&attribute.path)?;
        self.kinds.of(&attribute.instance.type_).find_map(|row| {
            let identity = row.identities.iter().find(|identity| identity.path == name && identity.unique)?;
            Some((row, identity))
        })
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

fn plain(path: &Path) -> Option<&str> {
    match path.steps.as_slice() {
        [Step::Name(name)] => Some(name),
        _ => None,
    }
}

fn is_arn_or_id(identity: &Identity) -> bool {
    matches!(identity.path.as_str(), "arn" | "id")
}

/// Where both are unique the provider sets the id to the ARN.
fn has_both(row: &Kind) -> bool {
    row.is_unique("arn") && row.is_unique("id")
}
