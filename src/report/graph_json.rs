//! The traffic graph as *JSON*: the documented twin of [`crate::picture`], described in `src/report/schemas/graph.schema.json`.

use serde::Serialize;

use super::json::{FORMAT_VERSION, Place, document, place};
use crate::picture::{Arrow, Box, Picture};

/// `picture` for machines: pretty-printed, ended by a line feed, with every hidden character written as its number.
pub fn graph_json(picture: &Picture) -> String {
    document(&GraphOut {
        format_version: FORMAT_VERSION,
        nodes: picture.nodes.iter().map(node).collect(),
        edges: picture.edges.iter().map(edge).collect(),
    })
}

#[derive(Serialize)]
struct GraphOut<'a> {
    format_version: &'static str,
    nodes: Vec<NodeOut<'a>>,
    edges: Vec<EdgeOut<'a>>,
}

#[derive(Serialize)]
struct NodeOut<'a> {
    kind: &'a str,
    #[serde(rename = "type")]
    type_: &'a str,
    address: &'a str,
    managed: bool,
    deposed: Option<&'a str>,
    operation: &'a str,
    before: bool,
    after: bool,
    liveness: Option<&'a str>,
    location: Option<Place<'a>>,
}

#[derive(Serialize)]
struct EdgeOut<'a> {
    role: &'a str,
    from: &'a str,
    from_deposed: Option<&'a str>,
    to: Option<&'a str>,
    to_deposed: Option<&'a str>,
    attribute: &'a str,
    weight: Option<i64>,
    certainty: &'a str,
    resolved_by: &'a str,
    before: bool,
    after: bool,
    why: Option<&'a str>,
    chain: &'a [String],
    location: Option<Place<'a>>,
}

fn node(node: &Box) -> NodeOut<'_> {
    NodeOut {
        kind: node.kind,
        type_: &node.type_,
        address: &node.address,
        managed: node.managed,
        deposed: node.deposed.as_deref(),
        operation: node.operation,
        before: node.before,
        after: node.after,
        liveness: Some(node.liveness.as_str()).filter(|liveness| !liveness.is_empty()),
        location: node.location.as_ref().map(place),
    }
}

fn edge(edge: &Arrow) -> EdgeOut<'_> {
    EdgeOut {
        role: edge.role,
        from: &edge.from,
        from_deposed: edge.from_deposed.as_deref(),
        to: edge.to.as_deref(),
        to_deposed: edge.to_deposed.as_deref(),
        attribute: &edge.attribute,
        weight: edge.weight,
        certainty: edge.certainty,
        resolved_by: edge.resolved_by,
        before: edge.before,
        after: edge.after,
        why: edge.why.as_deref(),
        chain: &edge.chain,
        location: edge.location.as_ref().map(place),
    }
}
