//! What a plan *changes in the routing*: where the requests of each listener and rule go before and after, and with which
//! share. It says nothing of whether that is right; policies do.

use std::collections::BTreeMap;

use crate::finding::{Share, Shift, Turn};
use crate::graph::{Certainty, Edge, Graph, Node, NodeId, NodeKind, Role, Side, last_action};
use crate::model::Value;
use crate::routing::{Conditions, Redirect};

/// Where requests go, and the part of them that goes there; `Err` where that is not known, and why.
type Ends = BTreeMap<(String, &'static str), Result<f64, String>>;

/// Every listener and rule of an input whose routing its plan changes, in the order of their addresses.
pub fn shifts(graph: &Graph<'_>, input: usize) -> Vec<Shift> {
    let forwarders = graph.nodes.iter().enumerate().filter(|(_, node)| {
        matches!(node.kind, NodeKind::Listener | NodeKind::Rule) && node.managed && !node.is_foreign()
    });
    forwarders.filter_map(|(id, node)| shift(graph, id, node, input)).collect()
}

fn shift(graph: &Graph<'_>, id: NodeId, node: &Node<'_>, input: usize) -> Option<Shift> {
    let turn = match (node.exists(Side::Before), node.exists(Side::After)) {
        (false, true) => Turn::Added,
        (true, false) => Turn::Removed,
        (true, true) => Turn::Changed,
        (false, false) => return None,
    };
    let on = |text: fn(&Node<'_>, Side) -> Option<String>| [text(node, Side::Before), text(node, Side::After)];
    let (priority, conditions) = (on(priority), on(conditions));
    let shares = shares(ends(graph, id, node, Side::Before), ends(graph, id, node, Side::After));
    let stays = |[before, after]: &[Option<String>; 2]| before == after;
    let same = turn == Turn::Changed && stays(&priority) && stays(&conditions) && shares.iter().all(Share::stays);
    let balancer = balancer(graph, id);
    (!same).then(|| Shift {
        input,
        kind: node.kind.word(),
        address: node.name.clone(),
        turn,
        load_balancer: balancer.map(|balancer| balancer.name.clone()),
        with_balancer: balancer.is_some_and(|balancer| match turn {
            Turn::Added => !balancer.exists(Side::Before),
            Turn::Removed => !balancer.exists(Side::After),
            Turn::Changed => false,
        }),
        priority,
        conditions,
        shares,
    })
}

/// The load balancer it stands on.
fn balancer<'g, 'p>(graph: &'g Graph<'p>, id: NodeId) -> Option<&'g Node<'p>> {
    let up = |id: NodeId, role: Role| {
        let on = |side: Side| graph.from(id, role, side).find(|edge| edge.certainty == Certainty::Exact)?.to;
        on(Side::After).or_else(|| on(Side::Before))
    };
    let listener = up(id, Role::RuleOf).unwrap_or(id);
    graph.node(up(listener, Role::ListenerOf)?)
}

fn priority(node: &Node<'_>, side: Side) -> Option<String> {
    let value = node.values(side).filter(|_| node.kind == NodeKind::Rule)?.get("priority")?;
    match (value.has_mask(), value.as_number(), value.as_unknown()) {
        (true, ..) => Some("(sensitive)".to_owned()),
        (_, Some(number), _) => Some(number.to_string()),
        (_, _, Some(_)) => Some("chosen in the apply".to_owned()),
        _ => None,
    }
}

fn conditions(node: &Node<'_>, side: Side) -> Option<String> {
    let blocks = node.values(side).filter(|_| node.kind == NodeKind::Rule)?.get("condition")?;
    Some(Conditions::new(&blocks).words())
}

/// Where the requests of a listener or rule go on a side.
fn ends(graph: &Graph<'_>, id: NodeId, node: &Node<'_>, side: Side) -> Ends {
    let mut ends = Ends::new();
    if !node.exists(side) {
        return ends;
    }
    for edge in graph.from(id, Role::Forward, side) {
        let share = graph.share(edge, side).filter(|_| edge.certainty == Certainty::Exact);
        let share = share.ok_or_else(|| doubt(edge));
        let sum = ends.entry((goal(graph, edge, side), "pool")).or_insert(Ok(0.0));
        *sum = match (sum.clone(), share) {
            (Ok(have), Ok(more)) => Ok(have + more),
            (Err(why), _) | (_, Err(why)) => Err(why),
        };
    }
    if let Some(answer) = answer(node, side) {
        ends.insert(answer, Ok(1.0));
    }
    ends
}

fn doubt(edge: &Edge) -> String {
    edge.why.clone().unwrap_or_else(|| "its weight is not known".to_owned())
}

fn goal(graph: &Graph<'_>, edge: &Edge, side: Side) -> String {
    let Some(pool) = edge.to.and_then(|to| graph.node(to)) else { return "a pool that is not known yet".to_owned() };
    match pool.is_replaced() && side == Side::After && !edge.to_old {
        true => format!("{} (the new object)", pool.name),
        false => pool.name.clone(),
    }
}

/// What it answers by itself, where it does not forward.
fn answer(node: &Node<'_>, side: Side) -> Option<(String, &'static str)> {
    let actions = node.action_values(side)?;
    let last = last_action(&actions)?;
    let block = |name: &str| {
        let value = last.get(name).unwrap_or(Value::Null);
        value.elements().into_iter().next().unwrap_or(value)
    };
    match last.get("type").as_ref().and_then(Value::as_str)? {
        "redirect" => Some((format!("redirect to {}", Redirect::new(&block("redirect")).text()), "redirect")),
        "fixed-response" => {
            let status = block("fixed_response").get("status_code").filter(|status| !status.has_mask());
            let status = status.as_ref().and_then(Value::as_str).map_or_else(String::new, |code| format!(" ({code})"));
            Some((format!("fixed response{status}"), "fixed_response"))
        }
        _ => None,
    }
}

/// Both sides by where they lead.
fn shares(mut before: Ends, after: Ends) -> Vec<Share> {
    let mut shares = Vec::new();
    for (end, now) in after {
        let then = before.remove(&end).unwrap_or(Ok(0.0));
        shares.push(share(end, then, now));
    }
    shares.extend(before.into_iter().map(|(end, then)| share(end, then, Ok(0.0))));
    shares.sort_by(|a, b| (&a.to, a.kind).cmp(&(&b.to, b.kind)));
    shares
}

fn share((to, kind): (String, &'static str), before: Result<f64, String>, after: Result<f64, String>) -> Share {
    let why = before.clone().err().or_else(|| after.clone().err());
    Share { to, kind, before: before.ok(), after: after.ok(), why }
}
