//! Whether security groups let traffic through: clients to a listener, a load balancer to a target. Closed is only what
//! all the rules that there can be keep out; where the plan does not have all of them there is nothing to say.

use crate::graph::{Capacity, Graph, Node, NodeId, NodeKind, Role, Side};
use crate::model::{Operation, Value};
use crate::routing::{Party, Passage, passage};

use super::super::firewall::{self, Way};
use super::super::stage::Stage;
use super::redirects::balancers;
use super::{health_port, places};

/// What shall reach a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::evaluate) enum Asked {
    Traffic,
    HealthCheck,
}

/// A port, and the transports that it is asked for; one of several is enough.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Door {
    port: i128,
    transports: &'static [&'static str],
}

impl Door {
    fn spelled(&self) -> String {
        format!("{} {}", self.transports.join(" or "), self.port)
    }
}

/// Why nobody gets in on the port of a listener.
pub(super) fn closed_port(stage: &Stage<'_>, listener: NodeId) -> Value {
    closed(stage, listener).map_or(Value::Null, |(why, passage)| said(passage, why))
}

fn closed(stage: &Stage<'_>, listener: NodeId) -> Option<(String, Passage)> {
    let graph = &stage.graph;
    let values = graph.node(listener)?.values(Side::After)?;
    let balancer = super::super::sites::balancer_of(graph, listener)?;
    let node = graph.node(balancer).filter(|node| is_elbv2(node))?;
    // What comes by a private link may be let in without a rule.
    let link = text(node, "enforce_security_group_inbound_rules_on_private_link_traffic");
    let groups = firewall::groups(graph, balancer).filter(|_| link.as_deref() != Some("off"))?;
    let transports = transports(values.get("protocol")?.as_str()?)?;
    let door = Door { port: values.get("port")?.as_number()?.as_i128()?, transports };
    let openings = firewall::openings(stage, &groups, Way::In)?;
    let why = format!(
        "the security groups of {} ({}) let nobody in on {}{}",
        node.name,
        firewall::names(graph, &groups),
        door.spelled(),
        firewall::taken_away(graph, &groups, Way::In)
    );
    Some((why, passage(&openings, door.transports, door.port, None)))
}

fn said(passage: Passage, why: String) -> Value {
    match passage {
        Passage::Open | Passage::Untold => Value::Null,
        Passage::Closed => Value::string(&why),
        Passage::Perhaps(why) => Value::unknown_because(why),
    }
}

/// Why security groups keep something from what a member registers.
pub(super) fn refused(stage: &Stage<'_>, member: NodeId, asked: Asked) -> Value {
    let graph = &stage.graph;
    let Some(targets) = targets(graph, member) else { return Value::Null };
    let mut unsure = Value::Null;
    for pool in super::members::pools(graph, member, Side::After) {
        let Some(door) = door(stage, member, pool, asked) else { continue };
        for (balancer, _) in balancers(graph, pool, Side::After).into_iter().filter(|(_, sure)| *sure) {
            for target in &targets {
                match between(stage, balancer, target, &door).map(|(why, passage)| said(passage, why)) {
                    Some(why @ Value::String(_)) => return why,
                    Some(why @ Value::Unknown(_)) => unsure = why,
                    _ => {}
                }
            }
        }
    }
    unsure
}

/// What stands behind a member, and the groups that guard it.
struct Guarded {
    /// The node whose subnets it stands in.
    place: NodeId,
    groups: Vec<NodeId>,
}

/// The targets of a member, where it is known of each which groups guard it.
fn targets(graph: &Graph<'_>, member: NodeId) -> Option<Vec<Guarded>> {
    if graph.attaches_groups() {
        return None;
    }
    let node = graph.node(member).filter(|node| node.exists(Side::After))?;
    let has = |capacity: Capacity| node.row.is_some_and(|row| row.has_capacity(&capacity));
    if has(Capacity::Tasks) || has(Capacity::Present) && node.kind == NodeKind::Target {
        return Some(vec![Guarded { place: member, groups: firewall::groups(graph, member)? }]);
    }
    if has(Capacity::ScalingGroup) {
        return Some(vec![Guarded { place: member, groups: firewall::groups(graph, template(graph, member)?)? }]);
    }
    match places::goals(graph, member, Role::TargetOf, Side::After).filter(|_| has(Capacity::Targets))? {
        Ok(ids) => ids
            .into_iter()
            .map(|id| targets(graph, id))
            .collect::<Option<Vec<_>>>()
            .map(|all| all.into_iter().flatten().collect()),
        Err(_) => None,
    }
}

/// What the instances of a group are made from, where it is certain which version of it that is.
fn template(graph: &Graph<'_>, group: NodeId) -> Option<NodeId> {
    let Some(Ok(templates)) = places::goals(graph, group, Role::MadeFrom, Side::After) else { return None };
    let ([first, rest @ ..], values) = (templates.as_slice(), graph.node(group)?.values(Side::After)?) else {
        return None;
    };
    let node = graph.node(*first).filter(|node| node.managed && rest.iter().all(|other| other == first))?;
    let block = values.get("launch_template").unwrap_or(Value::Null).elements().into_iter().next();
    let Some(block) = block else { return Some(*first) };
    let version = block.get("version");
    let wanted = version.as_ref().and_then(Value::as_str);
    let latest =
        node.values(Side::After).and_then(|values| values.get("latest_version")).and_then(|latest| latest.as_number());
    let is_latest =
        wanted == Some("$Latest") || latest.is_some() && version.and_then(|version| version.as_number()) == latest;
    (node.before.is_none() || is_latest && node.operation() != Operation::Update).then_some(*first)
}

/// The port on which a pool sends something to what a member registers.
fn door(stage: &Stage<'_>, member: NodeId, pool: NodeId, asked: Asked) -> Option<Door> {
    let graph = &stage.graph;
    let node = graph.node(pool).filter(|node| is_elbv2(node) && node.managed)?;
    let is = |name: &str, wanted: &[&str]| text(node, name).is_none_or(|text| wanted.contains(&&*text));
    if !is("target_type", &["instance", "ip"]) || !is("ip_address_type", &["ipv4"]) {
        return None;
    }
    let traffic =
        Door { port: registered_port(graph, member, node)?, transports: transports(&text(node, "protocol")?)? };
    if asked == Asked::Traffic {
        return Some(traffic);
    }
    let port = health_port(stage, pool, traffic.port)?;
    let checked = Door { port, transports: &["tcp"] };
    // Where both use one port, one of the two says it.
    (checked != traffic).then_some(checked)
}

fn registered_port(graph: &Graph<'_>, member: NodeId, pool: &Node<'_>) -> Option<i128> {
    let node = graph.node(member)?;
    let values = node.values(Side::After)?;
    let number = |values: &Value, name: &str| values.get(name)?.as_number()?.as_i128();
    if node.runs_tasks() {
        // Without a network of its own a task gets a port of its host, which nobody knows before.
        let ports = values
            .get("load_balancer")?
            .elements()
            .iter()
            .map(|block| number(block, "container_port"))
            .collect::<Option<Vec<i128>>>()?;
        let (first, rest) = ports.split_first()?;
        return rest.iter().all(|port| port == first).then_some(*first);
    }
    let own = values.get("port").filter(|port| !port.is_unset());
    match own {
        Some(port) => port.as_number()?.as_i128(),
        None => number(pool.values(Side::After)?, "port"),
    }
}

/// The way from a load balancer to a target.
fn between(stage: &Stage<'_>, balancer: NodeId, target: &Guarded, door: &Door) -> Option<(String, Passage)> {
    let graph = &stage.graph;
    let node = graph.node(balancer).filter(|node| is_elbv2(node) && node.managed)?;
    let is_network = match text(node, "load_balancer_type").as_deref() {
        None | Some("application") => false,
        Some("network") => true,
        Some(_) => return None,
    };
    let own = firewall::groups(graph, balancer);
    if own.is_none() && !(is_network && has_none(stage, node)) {
        return None;
    }
    let party = party(graph, own.as_deref().unwrap_or_default(), balancer, is_network);
    let openings = firewall::openings(stage, &target.groups, Way::In)?;
    let names = firewall::names(graph, &target.groups);
    let inward = match passage(&openings, door.transports, door.port, Some(&party)) {
        // It hands on the addresses of its clients, or may, and they may be members of a group that is let in.
        Passage::Closed if is_network && passage(&openings, door.transports, door.port, None) != Passage::Closed => {
            Passage::Untold
        }
        passage => passage,
    };
    if inward != Passage::Open {
        let taken = firewall::taken_away(graph, &target.groups, Way::In);
        let why = format!("its security groups ({names}) do not let {} in on {}{taken}", node.name, door.spelled());
        return Some((why, inward));
    }
    let own = own?;
    let openings = firewall::openings(stage, &own, Way::Out)?;
    let target = self::party(graph, &target.groups, target.place, false);
    let why = format!(
        "the security groups of {} ({}) do not let it out to {names} on {}{}",
        node.name,
        firewall::names(graph, &own),
        door.spelled(),
        firewall::taken_away(graph, &own, Way::Out)
    );
    Some((why, passage(&openings, door.transports, door.port, Some(&target))))
}

fn party(graph: &Graph<'_>, groups: &[NodeId], place: NodeId, anybody: bool) -> Party {
    let subnets = places::goals(graph, place, Role::StandsIn, Side::After).and_then(Result::ok);
    Party {
        groups: groups.iter().filter_map(|group| firewall::key(graph, *group)).collect(),
        ranges: subnets.and_then(|subnets| firewall::ranges(graph, &subnets)),
        anybody,
    }
}

/// No security group guards a load balancer: none is set, or the plan knows that there is none.
fn has_none(stage: &Stage<'_>, node: &Node<'_>) -> bool {
    let groups = node.values(Side::After).and_then(|values| values.get("security_groups"));
    match groups {
        Some(groups) if groups.as_unknown().is_some() => {
            node.address.as_deref().and_then(|address| stage.bodies.sets(address, "security_groups")) == Some(false)
        }
        groups => groups.is_none_or(|groups| groups.is_unset()),
    }
}

fn is_elbv2(node: &Node<'_>) -> bool {
    node.row.is_some_and(|row| row.is_of_service("elbv2"))
}

fn text(node: &Node<'_>, name: &str) -> Option<String> {
    let value = node.values(Side::After)?.get(name)?;
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The transports of a protocol of load balancers.
fn transports(protocol: &str) -> Option<&'static [&'static str]> {
    Some(match protocol {
        "HTTP" | "HTTPS" | "TCP" | "TLS" => &["tcp"],
        "UDP" | "QUIC" => &["udp"],
        "TCP_UDP" | "TCP_QUIC" => &["tcp", "udp"],
        _ => return None,
    })
}
