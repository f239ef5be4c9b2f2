//! What a member registers, against what its pool takes. What is known after apply is an attribute of a resource, and the
//! catalogue says of which kind of target that is the name.

use std::net::IpAddr;

use crate::graph::{Certainty, Graph, Node, NodeId, NodeKind, Role, Side, WIDENERS};
use crate::model::{AttributeRef, Step, Unknown, Value};
use crate::routing::{Range, address_fits, target_fits};

use super::super::stage::Stage;
use super::attrs;

/// Why a pool does not take a target; nothing where it does, and a reason where that is not known.
type Misfit = Result<Option<String>, String>;

/// The kinds of targets that pools are made for.
const KINDS: [&str; 4] = ["instance", "ip", "lambda", "alb"];

/// Why its pool does not take what it registers; null where it does, or where nothing tells what the pool takes.
pub(super) fn wrong_target(stage: &Stage<'_>, id: NodeId) -> Value {
    let Some((pool, node)) = pool_of(&stage.graph, id) else { return Value::Null };
    let taken = taken(node);
    let Some(kind) = taken.as_str() else {
        return if taken.as_unknown().is_some() { taken } else { Value::Null };
    };
    let mut doubt = Value::Null;
    for target in registered(stage, id) {
        match misfit(stage, (pool, kind), &target) {
            Ok(None) => {}
            Ok(Some(takes)) => return Value::string(&format!("{} takes {takes}", node.name)),
            Err(why) => doubt = Value::unknown_because(why),
        }
    }
    doubt
}

/// The first pool that a member certainly is in.
fn pool_of<'g, 'p>(graph: &'g Graph<'p>, id: NodeId) -> Option<(NodeId, &'g Node<'p>)> {
    let edge = graph.from(id, Role::MemberOf, Side::After).find(|edge| edge.certainty == Certainty::Exact);
    let pool = edge?.to?;
    Some((pool, graph.node(pool)?))
}

/// The kind of target that a pool takes, in its own spelling.
fn taken(pool: &Node<'_>) -> Value {
    let attribute = if pool.service() == "lattice" { "type" } else { "target_type" };
    pool.values(Side::After).and_then(|values| values.get(attribute)).unwrap_or(Value::Null)
}

/// The targets that the attributes of a member name.
fn registered(stage: &Stage<'_>, id: NodeId) -> Vec<Value> {
    let Some(node) = stage.graph.node(id).filter(|node| node.exists(Side::After)) else { return Vec::new() };
    let references = node.row.map_or(&[][..], |row| &row.references);
    let named = references
        .iter()
        .filter(|one| one.role == Role::TargetOf && one.to.iter().any(|to| to.node == NodeKind::Target));
    let body = attrs(stage, node);
    let leaves = named.flat_map(|reference| reference.pattern.leaves(&body, None));
    leaves.map(|leaf| leaf.value).filter(|target| !target.is_unset()).collect()
}

fn misfit(stage: &Stage<'_>, (pool, kind): (NodeId, &str), target: &Value) -> Misfit {
    let plain = kind.to_ascii_lowercase();
    if !KINDS.contains(&plain.as_str()) {
        return Ok(None);
    }
    match (target.as_str(), target.as_unknown()) {
        (Some(text), _) if !target_fits(&plain, text) => Ok(Some(format!("targets of type {kind}"))),
        (Some(text), _) if plain == "ip" => address(stage, pool, text),
        (None, Some(unknown)) => reference(stage, (&plain, kind), unknown),
        _ => Ok(None),
    }
}

/// An attribute that is passed on. Where it is one of several, none of them may fit.
fn reference(stage: &Stage<'_>, (plain, kind): (&str, &str), unknown: &Unknown) -> Misfit {
    let attributes = unknown.candidates().unwrap_or_default();
    let fits: Option<Vec<bool>> =
        attributes.iter().map(|attribute| Some(names(stage, attribute)? == Some(plain))).collect();
    match (fits, attributes) {
        (Some(fits), [first, ..]) if !fits.contains(&true) => {
            Ok(Some(format!("targets of type {kind}, and {first} is none")))
        }
        (Some(fits), [_, ..]) if !fits.contains(&false) => Ok(None),
        _ => Err(unknown.reason()),
    }
}

/// The kind of target that an attribute is the name of, or that it is the name of none; `None` where there is no telling.
fn names<'s>(stage: &'s Stage<'_>, attribute: &AttributeRef) -> Option<Option<&'s str>> {
    let Some(Step::Name(name)) = attribute.path.steps.first() else { return None };
    let mut rows = stage.world.kinds.of(&attribute.instance.type_);
    let kind = rows.find_map(|row| row.target_kind(name))?;
    if kind != Some("alb") {
        return Some(kind);
    }
    let mut nodes = stage.graph.nodes_at(&attribute.instance).filter_map(|id| stage.graph.node(id));
    let balancer = nodes.find(|node| node.kind == NodeKind::LoadBalancer && node.deposed.is_none())?;
    let of_type = balancer.values(Side::After)?.get("load_balancer_type").unwrap_or(Value::Null);
    match of_type.as_str() {
        Some("application") => Some(kind),
        Some(_) => Some(None),
        None => of_type.is_unset().then_some(kind),
    }
}

/// An address that is known: of the version that the pool has, and one that is not of the internet.
fn address(stage: &Stage<'_>, id: NodeId, text: &str) -> Misfit {
    let Some(pool) = stage.graph.node(id) else { return Ok(None) };
    let version = pool.values(Side::After).and_then(|values| values.get("ip_address_type"));
    if let Some(version) = version.as_ref().and_then(Value::as_str).filter(|version| !address_fits(version, text)) {
        return Ok(Some(format!("addresses of type {version}")));
    }
    match text.parse() {
        Ok(address @ IpAddr::V4(_)) if pool.service() == "elbv2" && !is_private(address) => of_vpc(stage, id, address),
        _ => Ok(None),
    }
}

/// The ranges of which a pool takes every address: RFC 1918 and RFC 6598.
fn is_private(address: IpAddr) -> bool {
    let ranges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];
    ranges.into_iter().filter_map(Range::parse).any(|range| range.has(address))
}

/// Of all others it takes those of its VPC. One that is there already may have got more ranges elsewhere.
fn of_vpc(stage: &Stage<'_>, pool: NodeId, address: IpAddr) -> Misfit {
    let graph = &stage.graph;
    let edge = graph.from(pool, Role::InVpc, Side::After).find(|edge| edge.certainty == Certainty::Exact);
    let vpc = edge.and_then(|edge| graph.node(edge.to?));
    let range = vpc.and_then(|vpc| Range::parse(vpc.values(Side::After)?.get("cidr_block")?.as_str()?));
    let is_new = vpc.is_some_and(|vpc| vpc.managed && !vpc.exists(Side::Before));
    let widened = WIDENERS.iter().any(|type_| stage.managed().contains_key(*type_));
    match range {
        Some(range) if range.has(address) => Ok(None),
        Some(_) if is_new && !widened => {
            Ok(Some("private addresses and those of its VPC, and the target is none of them".to_owned()))
        }
        _ => Err("whether a public address is one of its VPC is not known: this plan does not have all of its ranges"
            .to_owned()),
    }
}
