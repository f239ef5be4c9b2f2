//! The load balancers of a stage as [`Site`]s: where requests end that follow a redirect.

use crate::graph::{Certainty, Graph, Node, NodeId, NodeKind, Role, Side, last_action};
use crate::model::Value;
use crate::routing::{Action, End, Listener, Redirect, Rule, Site};

use super::nodes::redirects::protocol_of;
use super::rules::Priority;
use super::stage::Stage;

/// A redirect of a listener or rule.
pub(super) struct Redirected {
    pub(super) redirect: Redirect,
    /// It sends every request to where it came from.
    pub(super) is_loop: Option<bool>,
    /// Where its requests end.
    pub(super) end: End,
}

/// The redirect that is the last action of a listener or rule after the apply.
pub(super) fn redirect(stage: &Stage<'_>, id: NodeId) -> Option<Redirected> {
    let graph = &stage.graph;
    let Action::Redirect(redirect) = action(stage, id, graph.node(id)?) else { return None };
    let listener = listener_of(graph, id);
    let values = listener.and_then(|id| graph.node(id)?.values(Side::After));
    let protocol = listener.and_then(|id| protocol_of(stage, id).ok()).filter(|protocol| !protocol.is_empty());
    let is_loop = redirect.is_loop(protocol.as_deref(), values.and_then(port));
    let end = match listener.and_then(|listener| balancer_of(graph, listener)) {
        Some(balancer) => site(stage, balancer).end(id),
        None => End::Unknown("its load balancer is not known".to_owned()),
    };
    Some(Redirected { redirect, is_loop, end })
}

/// The listener that a listener is, or a rule stands in.
pub(super) fn listener_of(graph: &Graph<'_>, id: NodeId) -> Option<NodeId> {
    match graph.node(id)?.kind {
        NodeKind::Listener => Some(id),
        _ => exact(graph, id, Role::RuleOf),
    }
}

/// The load balancer of a listener after the apply.
pub(super) fn balancer_of(graph: &Graph<'_>, listener: NodeId) -> Option<NodeId> {
    exact(graph, listener, Role::ListenerOf)
}

fn exact(graph: &Graph<'_>, id: NodeId, role: Role) -> Option<NodeId> {
    graph.from(id, role, Side::After).next().filter(|edge| edge.certainty == Certainty::Exact)?.to
}

fn site(stage: &Stage<'_>, balancer: NodeId) -> Site {
    let graph = &stage.graph;
    let listeners = graph.to(balancer, Role::ListenerOf, Side::After);
    let listeners =
        listeners.filter(|edge| edge.certainty == Certainty::Exact).filter_map(|edge| listener(stage, edge.from));
    Site { listeners: listeners.collect(), open: may_have_more(graph, balancer) }
}

/// Services that take requests on ports of their own and hand them on: what a redirect names is theirs, not the load
/// balancer's.
const PORTS_OF_THEIR_OWN: [&str; 3] = ["cdn", "accelerator", "api_gateway"];

/// Why a load balancer may have listeners that are not seen, or be reached by ports that are not its own.
fn may_have_more(graph: &Graph<'_>, balancer: NodeId) -> Option<String> {
    let node = graph.node(balancer)?;
    if !node.managed {
        return Some(format!("{} is not managed here, so it may have listeners that are not in this plan", node.name));
    }
    if let Some(how) = graph.exported(balancer) {
        return Some(format!(
            "the ARN of {} leaves this state by {how}, so another state may have listeners on it",
            node.name
        ));
    }
    let mut listeners = graph.to(balancer, Role::ListenerOf, Side::After).filter_map(|edge| graph.node(edge.from));
    if let Some(other) = listeners.find(|listener| listener.is_foreign() != node.is_foreign()) {
        return Some(format!("{} stands on {}, so further states may have listeners on it", other.name, node.name));
    }
    let unsure = graph.to(balancer, Role::ListenerOf, Side::After).find(|edge| edge.certainty != Certainty::Exact);
    if let Some(edge) = unsure.or_else(|| graph.lost(Role::ListenerOf, Side::After).next()) {
        let listener = graph.node(edge.from).map_or("", |node| &node.name);
        return Some(format!("{listener} may stand on {}", node.name));
    }
    if let Some(entry) = graph.to(balancer, Role::EntryTo, Side::After).find_map(|edge| {
        graph.node(edge.from).filter(|node| node.row.is_some_and(|row| PORTS_OF_THEIR_OWN.contains(&&*row.service)))
    }) {
        return Some(format!("{} stands in front of {} and has ports of its own", entry.name, node.name));
    }
    let behind = graph.to(balancer, Role::TargetOf, Side::After).next()?;
    let front = graph.node(behind.from).map_or("", |node| &node.name);
    Some(format!("{front} puts {} behind another one, which has ports of its own", node.name))
}

fn listener(stage: &Stage<'_>, id: NodeId) -> Option<Listener> {
    let graph = &stage.graph;
    let node = graph.node(id)?;
    let values = node.values(Side::After);
    let protocol = protocol_of(stage, id).ok().filter(|protocol| !protocol.is_empty());
    let mut rules: Vec<(i64, Rule)> = Vec::new();
    let mut open =
        (!node.managed).then(|| format!("{} is not managed here, so its rules are not in this plan", node.name));
    for edge in graph.to(id, Role::RuleOf, Side::After) {
        let Some(facts) = stage.rules().get(edge.from, Side::After) else { continue };
        let place = match facts.priority {
            Priority::Known(place) => place,
            // The last one of all that are there.
            Priority::Automatic | Priority::Unknown => i64::MAX,
        };
        let action = graph.node(edge.from).map_or(Action::Other, |rule| action(stage, edge.from, rule));
        let floats = !matches!(facts.priority, Priority::Known(_));
        rules.push((place, Rule { id: edge.from, conditions: facts.conditions.clone(), action, floats }));
    }
    rules.sort_by_key(|(place, _)| *place);
    if let Some(edge) = graph.lost(Role::RuleOf, Side::After).next() {
        let rule = graph.node(edge.from).map_or("", |node| &node.name);
        open = open.or_else(|| Some(format!("{rule} may be a rule of {}", node.name)));
    }
    let rules = rules.into_iter().map(|(_, rule)| rule).collect();
    Some(Listener { id, port: values.and_then(port), protocol, rules, default: action(stage, id, node), open })
}

pub(super) fn port(values: &Value) -> Option<u16> {
    u16::try_from(values.get("port")?.as_number()?.as_i128()?).ok()
}

/// The actions of a listener or rule on a side. Where the plan knows none of them they are those of the configuration,
/// whose order they have: one block of a dynamic one that depends on an unknown value takes the whole list with it.
pub(super) fn actions(stage: &Stage<'_>, id: NodeId, side: Side) -> Option<Value> {
    let node = stage.graph.node(id)?;
    let planned = node.action_values(side)?;
    if planned.as_unknown().is_none() || planned.has_mask() || side == Side::Before {
        return Some(planned);
    }
    let attribute = node.row.and_then(|row| row.actions.as_deref());
    let written =
        node.address.as_deref().zip(attribute).and_then(|(address, name)| stage.bodies.written(address, name));
    Some(written.filter(|written| written.as_seq().is_some()).unwrap_or(planned))
}

/// What a listener or rule does in the end.
fn action(stage: &Stage<'_>, id: NodeId, node: &Node<'_>) -> Action {
    let Some(actions) = actions(stage, id, Side::After) else {
        return Action::Unknown(format!("what {} does is not in this plan", node.name));
    };
    if let Some(unknown) = actions.as_unknown() {
        return Action::Unknown(unknown.reason());
    }
    let Some(last) = last_action(&actions) else { return Action::Other };
    match last.get("type").as_ref().and_then(Value::as_str) {
        Some("redirect") => {
            let block = last.get("redirect").unwrap_or(Value::Null);
            let block = block.elements().into_iter().next().unwrap_or(block);
            Action::Redirect(Redirect::new(&block))
        }
        Some(_) => Action::Other,
        None => Action::Unknown(format!("the kind of an action of {} is known after apply", node.name)),
    }
}
