//! What a listener has of certificates.

use crate::graph::{Certainty, Edge, Graph, Node, NodeId, NodeKind, Role, Side};
use crate::model::{Operation, Value};

use super::super::three_valued;
use super::{object, path};

/// The listener has a default certificate. One that is known only after the apply is one.
pub(super) fn has_certificate(node: &Node<'_>) -> bool {
    let given = node.values(Side::After).and_then(|values| values.get("certificate_arn"));
    given.is_some_and(|given| given.as_unknown().is_some() || !given.is_unset())
}

/// The certificates that the listener names after the apply.
pub(super) fn certificates(graph: &Graph<'_>, id: NodeId) -> Value {
    Value::list(graph.from(id, Role::CertifiedBy, Side::After).filter_map(|edge| certificate(graph, edge)).collect())
}

fn certificate(graph: &Graph<'_>, edge: &Edge) -> Option<Value> {
    let Some(id) = edge.to else { return lost(graph, edge) };
    let node = graph.node(id)?;
    let sure = edge.certainty == Certainty::Exact;
    let removed = !node.exists(Side::After) || edge.to_old;
    let not_validated = if not_validated(graph, id, node) { may_be_validated(graph, edge) } else { Ok(false) };
    Some(object([
        ("attribute", path(&edge.path)),
        ("address", Value::string(&node.name)),
        ("removed", three_valued(if sure || !removed { Ok(removed) } else { Err(doubt(edge)) })),
        ("not_validated", three_valued(not_validated)),
    ]))
}

/// A certificate that cannot be told may be any of this plan.
fn lost(graph: &Graph<'_>, edge: &Edge) -> Option<Value> {
    let all = || graph.nodes.iter().enumerate().filter(|(_, node)| node.kind == NodeKind::Certificate);
    let removed = all().any(|(_, node)| !node.exists(Side::After) || node.is_replaced());
    let open = all().any(|(id, node)| not_validated(graph, id, node));
    let unless = |may_be: bool| three_valued(if may_be { Err(doubt(edge)) } else { Ok(false) });
    Some(object([
        ("attribute", path(&edge.path)),
        ("address", Value::unknown_because(doubt(edge))),
        ("removed", unless(removed)),
        ("not_validated", unless(open)),
    ]))
}

/// It is requested by this plan, has to be validated, and nothing here does so. One with a key of its own is imported.
fn not_validated(graph: &Graph<'_>, id: NodeId, node: &Node<'_>) -> bool {
    let is_new = node.managed && matches!(node.operation(), Operation::Create | Operation::Replace);
    let text = |name: &str| node.values(Side::After).and_then(|values| values.get(name));
    let asks = text("validation_method").is_some_and(|method| matches!(method.as_str(), Some("DNS" | "EMAIL")));
    let imported = ["private_key", "certificate_authority_arn"]
        .into_iter()
        .any(|name| text(name).is_some_and(|value| value.as_unknown().is_none() && !value.is_unset()));
    let validated = graph
        .to(id, Role::CertifiedBy, Side::After)
        .any(|edge| graph.node(edge.from).is_some_and(|from| from.kind == node.kind));
    is_new && asks && !imported && !validated
}

/// What may still make a certificate without validation right: the listener may mean another one, or a validation this one.
fn may_be_validated(graph: &Graph<'_>, edge: &Edge) -> Result<bool, String> {
    if edge.certainty != Certainty::Exact {
        return Err(doubt(edge));
    }
    let of_certificate = |other: &&Edge| graph.node(other.from).is_some_and(|from| from.kind == NodeKind::Certificate);
    match graph.lost(Role::CertifiedBy, Side::After).find(of_certificate) {
        Some(lost) => Err(doubt(lost)),
        None => Ok(true),
    }
}

fn doubt(edge: &Edge) -> String {
    edge.why.clone().unwrap_or_else(|| "which certificate it is, is known after apply".to_owned())
}
