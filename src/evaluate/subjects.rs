//! What a policy is evaluated for, and how expressions name it: a [`Handle`] is the position of a node or an edge of the
//! stage's graph, of a change of its plan, or one of the few names that stand for themselves.

use crate::graph::{Graph, NodeId, Role, Side};
use crate::model::{Handle, Value};

/// Classes of handles.
pub(super) const NODE: u16 = 1;
pub(super) const ROUTE: u16 = 2;
pub(super) const LOCALS: u16 = 3;
pub(super) const INPUTS: u16 = 4;
pub(super) const META: u16 = 5;
pub(super) const PLAN: u16 = 6;
/// The arguments of a provider configuration.
pub(super) const PROVIDER: u16 = 7;

/// What a policy is evaluated for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Subject {
    /// A node of the graph.
    Node(NodeId),
    /// A forward edge, by its position.
    Route(usize),
    /// A change of the plan by its position, and what is done to it.
    Resource(usize, crate::policy::PolicyOperation),
    /// A module call by its address.
    Module(String),
    /// A provider configuration by its key.
    Provider(String),
    /// A value that a JSONPath found, with its place.
    Plan(Value, String),
}

/// A node as a value.
pub(super) fn node(id: NodeId) -> Value {
    handle(NODE, id)
}

/// A forward edge as a value.
pub(super) fn route(position: usize) -> Value {
    handle(ROUTE, position)
}

pub(super) fn handle(class: u16, index: usize) -> Value {
    Value::Subject(Handle { class, index: u32::try_from(index).unwrap_or(u32::MAX) })
}

/// Every subject of a class of the graph.
pub(super) fn of_class(graph: &Graph<'_>, class: &str) -> Vec<Subject> {
    if class == "route" {
        // What holds the wrong kind of thing leads nowhere, and `wrong_references` says so; it is no route to be judged.
        let forwards =
            graph.edges.iter().enumerate().filter(|(_, edge)| edge.role == Role::Forward && !graph.is_wrong(edge));
        return forwards.map(|(position, _)| Subject::Route(position)).collect();
    }
    let exists =
        |id: &NodeId| graph.node(*id).is_some_and(|node| node.exists(Side::Before) || node.exists(Side::After));
    let of_class = graph.nodes.iter().enumerate().filter(|(_, node)| node.kind.word() == class && node.kind.is_shown());
    of_class.map(|(id, _)| id).filter(exists).map(Subject::Node).collect()
}
