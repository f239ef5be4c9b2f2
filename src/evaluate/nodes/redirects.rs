//! Properties of what a listener or rule does with a request in the end, and whether AWS takes it where it stands.

use crate::graph::{self, Certainty, Edge, Graph, NodeId, Role, Side};
use crate::model::Value;
use crate::routing::{ActionKind, End, balancer_takes, listener_forwards_to};

use super::super::rules::is_set;
use super::super::sites;
use super::super::stage::Stage;
use super::object;

/// The redirect that it ends in, with what becomes of the requests.
pub(in crate::evaluate) fn redirects(stage: &Stage<'_>, id: NodeId) -> Value {
    let Some(found) = sites::redirect(stage, id) else { return Value::list(Vec::new()) };
    let graph = &stage.graph;
    let unknown = || Value::unknown_because(found.redirect.why());
    let (missing, cycle) = match &found.end {
        End::Unreached | End::Leaves => (Value::Null, Value::list(Vec::new())),
        End::Missing(protocol, port) => (Value::string(&format!("{protocol} on port {port}")), Value::list(Vec::new())),
        End::Cycle(way) => {
            let names = way.iter().filter_map(|id| graph.node(*id)).map(|node| Value::string(&node.name));
            (Value::Null, Value::list(names.collect()))
        }
        End::Unknown(why) => (Value::unknown_because(why.as_str()), Value::unknown_because(why.as_str())),
    };
    Value::list(vec![object([
        ("to", Value::string(&found.redirect.text())),
        ("is_loop", found.is_loop.map_or_else(unknown, Value::Bool)),
        ("missing", missing),
        ("cycle", cycle),
    ])])
}

/// The type of the action that ends it: `forward`, `redirect`, `fixed-response`; null where it has none.
pub(in crate::evaluate) fn last_action(stage: &Stage<'_>, id: NodeId, side: Side) -> Value {
    let Some(actions) = sites::actions(stage, id, side) else { return Value::Null };
    if actions.as_unknown().is_some() {
        return actions;
    }
    graph::last_action(&actions).and_then(|action| action.get("type")).unwrap_or(Value::Null)
}

/// Why AWS does not take a listener, or the actions of a rule, on its load balancer; null where it does.
pub(in crate::evaluate) fn misfit(stage: &Stage<'_>, id: NodeId) -> Value {
    let graph = &stage.graph;
    let Some(listener) = sites::listener_of(graph, id) else {
        return Value::unknown_because("its listener is not known");
    };
    let Some(balancer) = sites::balancer_of(graph, listener) else {
        return Value::unknown_because("its load balancer is not known");
    };
    let kind = match balancer_type(stage, balancer) {
        Ok(kind) => kind,
        Err(why) => return Value::unknown_because(why),
    };
    let protocol = match protocol_on(stage, listener, &kind) {
        Ok(protocol) => protocol,
        Err(why) => return Value::unknown_because(why),
    };
    let actions = sites::actions(stage, id, Side::After).unwrap_or(Value::Null);
    let kinds = actions.as_seq().unwrap_or_default().iter().map(action_kind);
    let misfit = kinds.chain([None]).find_map(|action| balancer_takes(&kind, &protocol, action).err());
    misfit.or_else(|| downgrade(stage, id, &protocol)).map_or(Value::Null, |why| Value::string(&why))
}

/// The protocol of a listener after the apply, as far as it is known.
pub(in crate::evaluate) fn protocol_of(stage: &Stage<'_>, listener: NodeId) -> Result<String, String> {
    let balancer = sites::balancer_of(&stage.graph, listener).map(|id| balancer_type(stage, id));
    protocol_on(stage, listener, balancer.and_then(Result::ok).as_deref().unwrap_or_default())
}

/// The protocol of a listener. Where the configuration has none, the provider takes HTTP on an Application Load Balancer; a
/// listener of a gateway has none.
fn protocol_on(stage: &Stage<'_>, listener: NodeId, balancer: &str) -> Result<String, String> {
    match text(stage, listener, "protocol") {
        Err(_) if balancer == "gateway" => Ok(String::new()),
        Err(_) if balancer == "application" && !is_set(stage, listener, "protocol") => Ok("HTTP".to_owned()),
        known => known,
    }
}

/// A redirect may not lead from HTTPS to HTTP.
fn downgrade(stage: &Stage<'_>, id: NodeId, protocol: &str) -> Option<String> {
    let found = sites::redirect(stage, id).filter(|_| protocol == "HTTPS")?;
    found.redirect.text().starts_with("HTTP://").then(|| "a redirect from HTTPS to HTTP is not possible".to_owned())
}

fn action_kind(action: &Value) -> Option<ActionKind> {
    match action.get("type").as_ref().and_then(Value::as_str)? {
        "forward" => Some(ActionKind::Forward),
        "redirect" | "fixed-response" => Some(ActionKind::Answer),
        kind if kind.starts_with("authenticate-") => Some(ActionKind::Authenticate),
        _ => None,
    }
}

/// `application`, `network` or `gateway`; of a load balancer that is not in the plan its ARN tells.
pub(in crate::evaluate) fn balancer_type(stage: &Stage<'_>, id: NodeId) -> Result<String, String> {
    let Some(node) = stage.graph.node(id) else { return Err("its load balancer is not known".to_owned()) };
    if node.is_literal() {
        let kinds = [
            (":loadbalancer/app/", "application"),
            (":loadbalancer/net/", "network"),
            (":loadbalancer/gwy/", "gateway"),
        ];
        let kind = kinds.iter().find(|(part, _)| node.name.contains(part)).map(|(_, kind)| (*kind).to_owned());
        return kind.ok_or_else(|| format!("{} is not in this plan", node.name));
    }
    let kind = text(stage, id, "load_balancer_type")?;
    Ok(if kind.is_empty() { "application".to_owned() } else { kind })
}

/// A text attribute after the apply; empty where it is not set.
fn text(stage: &Stage<'_>, id: NodeId, name: &str) -> Result<String, String> {
    let node = stage.graph.node(id).ok_or("it is not known")?;
    let values = node.values(Side::After).ok_or_else(|| format!("{} is not in this plan", node.name))?;
    let value = values.get(name).unwrap_or(Value::Null);
    match value.as_unknown() {
        Some(unknown) if unknown.bounds.is_none() => Err(format!("{name} of {} is known after apply", node.name)),
        _ => Ok(value.as_str().unwrap_or_default().to_owned()),
    }
}

/// Why AWS does not take the pool of a route on its listener; null where it does.
pub(in crate::evaluate) fn route_misfit(stage: &Stage<'_>, edge: &Edge) -> Value {
    match misfit_of(stage, edge) {
        Ok(Ok(())) => Value::Null,
        Ok(Err(misfit)) => Value::string(&misfit),
        Err(why) => Value::unknown_because(why),
    }
}

fn misfit_of(stage: &Stage<'_>, edge: &Edge) -> Result<Result<(), String>, String> {
    let pool = edge.to.ok_or_else(|| edge.why.clone().unwrap_or_else(|| "its pool is not known".to_owned()))?;
    let listener = sites::listener_of(&stage.graph, edge.from).ok_or("its listener is not known")?;
    let listener = protocol_of(stage, listener)?;
    let targets = text(stage, pool, "target_type")?;
    let protocol = if targets == "lambda" { String::new() } else { text(stage, pool, "protocol")? };
    // Only HTTP minds the version.
    let version = if listener == "HTTP" { version_of(stage, pool)? } else { String::new() };
    Ok(listener_forwards_to(&listener, &protocol, &version, &targets))
}

/// The version of HTTP that a pool speaks. Where none is set the service takes HTTP1, and it is empty.
pub(super) fn version_of(stage: &Stage<'_>, pool: NodeId) -> Result<String, String> {
    match text(stage, pool, "protocol_version") {
        Err(_) if !is_set(stage, pool, "protocol_version") => Ok(String::new()),
        other => other,
    }
}

/// The load balancers that forward to a pool after the apply.
pub(in crate::evaluate) fn balancers(graph: &Graph<'_>, pool: NodeId, side: Side) -> Vec<(NodeId, bool)> {
    let mut found: Vec<(NodeId, bool)> = Vec::new();
    for edge in graph.to(pool, Role::Forward, side) {
        let Some((listener, of_rule)) = listener_behind(graph, edge, side) else { continue };
        let Some(on) = graph.from(listener, Role::ListenerOf, side).next() else { continue };
        let Some(balancer) = on.to else { continue };
        let sure = edge.certainty == Certainty::Exact && of_rule && on.certainty == Certainty::Exact;
        match found.iter_mut().find(|(have, _)| *have == balancer) {
            Some((_, have)) => *have |= sure,
            None => found.push((balancer, sure)),
        }
    }
    found
}

/// The listener that a route comes from, and whether that is certain.
fn listener_behind(graph: &Graph<'_>, edge: &Edge, side: Side) -> Option<(NodeId, bool)> {
    match graph.from(edge.from, Role::RuleOf, side).next() {
        Some(rule) => rule.to.map(|to| (to, rule.certainty == Certainty::Exact)),
        None => Some((edge.from, true)),
    }
}

/// Why the load balancer of a listener that forwards to a pool cannot be told.
pub(in crate::evaluate) fn astray<'g>(graph: &'g Graph<'_>, pool: NodeId) -> impl Iterator<Item = String> + 'g {
    graph.to(pool, Role::Forward, Side::After).filter_map(|edge| {
        let (listener, _) = listener_behind(graph, edge, Side::After)?;
        let on = graph.from(listener, Role::ListenerOf, Side::After).next().filter(|on| on.to.is_none())?;
        Some(on.why.clone().unwrap_or_else(|| "its load balancer is known after apply".to_owned()))
    })
}
