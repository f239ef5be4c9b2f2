//! What counts as *production*: what a tag says so of, on a listener, on its load balancer, or on both by the provider's
//! default tags. Tags that are known only after the apply say nothing.

use crate::eval::{Nothing, evaluate};
use crate::graph::{Graph, Node, NodeId, NodeKind, Role, Side};
use crate::model::Value;
use crate::policy::{PRODUCTION_TAGS, shared_inputs};

use super::scope::InputValues;

/// Attributes that hold tags; the second has the provider's default tags too.
const TAGS: [&str; 2] = ["tags", "tags_all"];

/// Tags that mark production, in lower case.
#[derive(Debug, Clone)]
pub(super) struct Production {
    marks: Vec<(String, String)>,
}

impl Production {
    /// From the input `production_tags`, or its default.
    pub(super) fn of(inputs: &InputValues) -> Self {
        let declared = shared_inputs().iter().find(|input| input.name == PRODUCTION_TAGS);
        let default = || evaluate(declared?.default.as_ref()?, &Nothing).ok();
        let given = inputs.get(PRODUCTION_TAGS).cloned().or_else(default);
        Self { marks: given.map(|value| marks(&value)).unwrap_or_default() }
    }

    /// Whether a node serves production: by its own tags, or by those of the listeners and load balancers that lead to it.
    pub(super) fn covers(&self, graph: &Graph<'_>, id: NodeId) -> bool {
        let Some(node) = graph.node(id) else { return false };
        self.marked(node) || self.covers_next(graph, id, node.kind)
    }

    fn covers_next(&self, graph: &Graph<'_>, id: NodeId, kind: NodeKind) -> bool {
        let role = match kind {
            NodeKind::Listener => Role::ListenerOf,
            NodeKind::Rule => Role::RuleOf,
            NodeKind::Member => Role::MemberOf,
            NodeKind::Pool => return self.reaches(graph, id),
            NodeKind::Entry => Role::EntryTo,
            _ => return false,
        };
        let both = [Side::After, Side::Before].into_iter().flat_map(|side| graph.from(id, role, side));
        both.filter_map(|edge| edge.to).any(|to| self.covers(graph, to))
    }

    fn reaches(&self, graph: &Graph<'_>, pool: NodeId) -> bool {
        let both = [Side::After, Side::Before].into_iter().flat_map(|side| graph.to_any(pool, Role::Forward, side));
        both.map(|edge| edge.from).any(|from| self.covers(graph, from))
    }

    fn marked(&self, node: &Node<'_>) -> bool {
        let values = [Side::After, Side::Before].into_iter().find_map(|side| node.values(side));
        values.is_some_and(|values| TAGS.iter().any(|name| self.names(values.get(name).as_ref())))
    }

    fn names(&self, tags: Option<&Value>) -> bool {
        let Some(Value::Object(tags)) = tags.map(|tags| tags.unmask().0) else { return false };
        tags.iter().any(|(key, value)| {
            let tag = value.as_str().map(|value| (key.to_lowercase(), value.to_lowercase()));
            tag.is_some_and(|tag| self.marks.contains(&tag))
        })
    }
}

fn marks(value: &Value) -> Vec<(String, String)> {
    let Value::Object(entries) = value.unmask().0 else { return Vec::new() };
    let each = entries.iter().flat_map(|(key, values)| {
        let values = values.as_seq().unwrap_or_default().iter().filter_map(Value::as_str);
        values.map(|value| (key.to_lowercase(), value.to_lowercase()))
    });
    each.collect()
}
