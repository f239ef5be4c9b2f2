//! What a policy is evaluated for, and how expressions name it: a [`Handle`] is the position of a node or an edge of the
//! stage's graph, of a change of its plan, or one of the few names that stand for themselves.

use crate::graph::{Graph, Node, NodeId, Role, Side};
use crate::hash::HashMap;
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

/// Every subject of a graph by its class. Looked up, never walked.
pub(super) type Classes = HashMap<&'static str, Vec<Subject>>;

/// The classes of a graph.
pub(super) fn classes(graph: &Graph<'_>) -> Classes {
    // What holds the wrong kind of thing leads nowhere, and `wrong_references` says so; it is no route to be judged.
    let forwards =
        graph.edges.iter().enumerate().filter(|(_, edge)| edge.role == Role::Forward && !graph.is_wrong(edge));
    let mut classes = Classes::default();
    classes.insert("route", forwards.map(|(position, _)| Subject::Route(position)).collect());
    let exists = |node: &Node<'_>| node.exists(Side::Before) || node.exists(Side::After);
    for (id, node) in graph.nodes.iter().enumerate().filter(|(_, node)| node.kind.is_shown() && exists(node)) {
        classes.entry(node.kind.word()).or_default().push(Subject::Node(id));
    }
    classes
}
