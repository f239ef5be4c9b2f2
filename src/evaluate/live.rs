//! The read-only commands that tell what a plan cannot: whether the targets of a pool are healthy.

use crate::graph::{Graph, Liveness, Node, NodeId, NodeKind, Role, Side};
use crate::model::Value;

use super::scope::View;
use super::subjects::Subject;

/// More pools than these are not asked about.
const MOST: usize = 5;

/// The commands for an open verdict: one for each pool of its subject of which it is not known whether it is alive. What
/// is masked is not shown.
pub(super) fn checks(view: &View<'_, '_>) -> Vec<String> {
    let graph = &view.stage.graph;
    let mut pools = pools(graph, view.subject);
    pools.sort_unstable();
    pools.dedup();
    let open = pools.into_iter().filter(|pool| matches!(graph.liveness(*pool, Side::After), Liveness::Unknown(_)));
    open.filter_map(|pool| command(graph.node(pool)?)).take(MOST).collect()
}

fn pools(graph: &Graph<'_>, subject: &Subject) -> Vec<NodeId> {
    let led = |id: NodeId, role: Role| graph.from(id, role, Side::After).filter_map(|edge| edge.to).collect();
    match subject {
        Subject::Route(position) => graph.edges.get(*position).and_then(|edge| edge.to).into_iter().collect(),
        Subject::Node(id) => match graph.node_kind(Some(*id)) {
            Some(NodeKind::Pool) => vec![*id],
            Some(NodeKind::Listener | NodeKind::Rule) => led(*id, Role::Forward),
            Some(NodeKind::Member) => led(*id, Role::MemberOf),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn command(pool: &Node<'_>) -> Option<String> {
    if pool.is_literal() {
        let arn = Some(&pool.name).filter(|name| name.starts_with("arn:") && name.contains(":targetgroup/"))?;
        let is_lattice = arn.split(':').nth(2) == Some("vpc-lattice");
        return Some(if is_lattice { of_lattice(arn) } else { of_group(arn) });
    }
    let values = pool.values(Side::Before).or(pool.values(Side::After))?;
    let known = |name: &str| values.get(name).filter(|value: &Value| !value.has_mask())?.as_str().map(str::to_owned);
    match pool.service() {
        "elbv2" => known("arn").map(|arn| of_group(&arn)),
        "lattice" => known("id").or_else(|| known("arn")).map(|id| of_lattice(&id)),
        "classic" => {
            known("name").map(|name| format!("aws elb describe-instance-health --load-balancer-name {}", quoted(&name)))
        }
        _ => None,
    }
}

fn of_group(arn: &str) -> String {
    format!("aws elbv2 describe-target-health --target-group-arn {}", quoted(arn))
}

fn of_lattice(id: &str) -> String {
    format!("aws vpc-lattice list-targets --target-group-identifier {}", quoted(id))
}

/// As a shell takes it, whatever stands in it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
