//! The rules of security groups, as far as the plan has all of them. Rules of other states can be in any group that was
//! there before: what a refresh saw in it and this state does not manage is theirs, and stays.

use std::collections::BTreeSet;

use crate::graph::{Certainty, Edge, Graph, Node, NodeId, NodeKind, Role, Side};
use crate::model::{Bounds, Operation, Origin, Path, Value};
use crate::routing::{Opening, Peer, Range};

use super::number;
use super::stage::Stage;

/// Which way a rule lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    In,
    Out,
}

impl Way {
    /// The attribute of a group that lists its rules, and the word that a rule has for its way.
    fn word(self) -> &'static str {
        match self {
            Self::In => "ingress",
            Self::Out => "egress",
        }
    }

    fn kind(self) -> NodeKind {
        match self {
            Self::In => NodeKind::IngressRule,
            Self::Out => NodeKind::EgressRule,
        }
    }
}

/// The security groups of a node, where all of them are managed here.
pub(super) fn groups(graph: &Graph<'_>, id: NodeId) -> Option<Vec<NodeId>> {
    let edges: Vec<&Edge> = graph.from(id, Role::GuardedBy, Side::After).collect();
    let managed = |to: NodeId| graph.node(to).is_some_and(|node| node.managed && node.exists(Side::After));
    let group = |edge: &&Edge| {
        let sure = edge.certainty == Certainty::Exact && !edge.to_old;
        edge.to.filter(|to| sure && managed(*to))
    };
    let groups: Option<Vec<NodeId>> = edges.iter().map(group).collect();
    groups.filter(|groups| !groups.is_empty())
}

/// What a group is called in a [`Peer`]: its id, or its address while that is not known.
pub(super) fn key(graph: &Graph<'_>, group: NodeId) -> Option<String> {
    let node = graph.node(group)?;
    let id = node.values(Side::After).and_then(|values| values.get("id"));
    Some(id.and_then(|id| id.as_str().map(str::to_owned)).unwrap_or_else(|| node.name.clone()))
}

/// What the rules of several groups let through together; `None` where rules of one may stand elsewhere.
pub(super) fn openings(stage: &Stage<'_>, groups: &[NodeId], way: Way) -> Option<Vec<Opening>> {
    let each: Option<Vec<Vec<Opening>>> = groups.iter().map(|group| of_group(stage, *group, way)).collect();
    each.map(|each| each.into_iter().flatten().collect())
}

fn of_group(stage: &Stage<'_>, group: NodeId, way: Way) -> Option<Vec<Opening>> {
    let graph = &stage.graph;
    let node = graph.node(group)?;
    let own = rules(stage, group, way, Side::After)?;
    let own = own.iter().map(|rule| opening(stage, group, rule));
    let is_new = matches!(node.operation(), Operation::Create | Operation::Replace);
    if is_new && (graph.exported(group).is_some() || graph.opaque().is_some()) {
        return None;
    }
    let inline = inline(stage, node, way)?;
    if is_new
        || node.values(Side::Before).and_then(|before| before.get(way.word()))
            != node.values(Side::After)?.get(way.word())
    {
        return Some(inline.iter().map(|rule| opening(stage, group, rule)).chain(own).collect());
    }
    let others = of_others(stage, group, way, &inline)?;
    Some(others.into_iter().chain(own).collect())
}

/// The rules that are resources of their own, as they are on a side; `None` where one may be a rule of any group.
fn rules(stage: &Stage<'_>, group: NodeId, way: Way, side: Side) -> Option<Vec<Value>> {
    let graph = &stage.graph;
    let of_way = |edge: &&Edge| graph.node_kind(Some(edge.from)) == Some(way.kind());
    if graph.lost(Role::RuleIn, side).any(|edge| of_way(&edge)) {
        return None;
    }
    let mut rules = Vec::new();
    for edge in graph.to(group, Role::RuleIn, side).filter(of_way) {
        let node = graph.node(edge.from)?;
        if edge.certainty != Certainty::Exact {
            return None;
        }
        let values = if side == Side::After { body(stage, node) } else { node.values(side).cloned() };
        let values = values?;
        // A rule of the old kind stands in the graph once for each way.
        let said = values.get("type");
        if said.as_ref().and_then(Value::as_str).is_none_or(|said| said == way.word()) {
            rules.push(values);
        }
    }
    Some(rules)
}

/// The values of an object after the apply, with the provenance of what is not known.
pub(super) fn body(stage: &Stage<'_>, node: &Node<'_>) -> Option<Value> {
    match node.address.as_deref().and_then(|address| stage.world.index.change(address)) {
        Some(index) => Some(stage.body(index)),
        None => node.values(Side::After).cloned(),
    }
}

/// The rules that stand in the group itself. Where its block sets none, and the provider has nothing to tell yet, none do.
fn inline(stage: &Stage<'_>, node: &Node<'_>, way: Way) -> Option<Vec<Value>> {
    let value = body(stage, node)?.get(way.word()).unwrap_or(Value::Null);
    match (&value, value.as_unknown()) {
        (_, None) => Some(value.elements()),
        (_, Some(unknown)) => match unknown.bounds.as_deref() {
            Some(Bounds::Elements { certain, possible }) if possible.is_empty() => Some(certain.to_vec()),
            _ => {
                let set = stage.bodies.sets(node.address.as_deref()?, way.word());
                (set == Some(false)).then(Vec::new)
            }
        },
    }
}

/// What a refresh saw in a group that was there before, without what this state manages. A refresh that did not see the
/// rules of this state is too old to tell of those of others.
fn of_others(stage: &Stage<'_>, group: NodeId, way: Way, seen: &[Value]) -> Option<Vec<Opening>> {
    let graph = &stage.graph;
    let own: BTreeSet<Atom> =
        rules(stage, group, way, Side::Before)?.iter().flat_map(|rule| atoms(graph, group, rule)).collect();
    let all: BTreeSet<Atom> = seen.iter().flat_map(|rule| atoms(graph, group, rule)).collect();
    if all.is_empty() || !own.is_subset(&all) {
        return None;
    }
    let others = all.difference(&own).map(|(protocol, first, last, peer)| Opening {
        protocol: Some(protocol.clone()),
        ports: first.zip(*last),
        peers: vec![named_peer(peer)],
    });
    Some(others.collect())
}

/// One rule for one peer: protocol, first and last port, peer.
type Atom = (String, Option<i128>, Option<i128>, String);

fn atoms(graph: &Graph<'_>, group: NodeId, rule: &Value) -> Vec<Atom> {
    let protocol = protocol(rule).unwrap_or_default();
    let of = |name: &str| number(rule, name).filter(|_| protocol != "-1");
    let (first, last) = (of("from_port"), of("to_port"));
    let peer = |value: &Value| value.as_str().map(|text| without_account(text).to_owned());
    let own = key(graph, group);
    let peers = peers(rule).into_iter().filter_map(|value| peer(&value)).chain(own.filter(|_| admits_itself(rule)));
    peers.map(|peer| (protocol.clone(), first, last, peer)).collect()
}

/// The id of a group of another account stands behind the number of the account.
fn without_account(text: &str) -> &str {
    match text.rsplit_once('/') {
        Some((_, name)) if name.starts_with("sg-") => name,
        _ => text,
    }
}

fn opening(stage: &Stage<'_>, group: NodeId, rule: &Value) -> Opening {
    let graph = &stage.graph;
    let itself = key(graph, group).filter(|_| admits_itself(rule)).map(Peer::Group);
    Opening {
        protocol: protocol(rule),
        ports: number(rule, "from_port").zip(number(rule, "to_port")),
        peers: peers(rule).iter().map(|value| peer(stage, value)).chain(itself).collect(),
    }
}

/// The attributes that say whom a rule lets through, in both kinds of rules and in the group itself.
const PEERS: [&str; 9] = [
    "cidr_blocks",
    "ipv6_cidr_blocks",
    "prefix_list_ids",
    "security_groups",
    "source_security_group_id",
    "cidr_ipv4",
    "cidr_ipv6",
    "prefix_list_id",
    "referenced_security_group_id",
];

fn peers(rule: &Value) -> Vec<Value> {
    PEERS
        .iter()
        .filter_map(|name| rule.get(name))
        .filter(|value| !value.is_unset())
        .flat_map(|value| each(&value))
        .collect()
}

/// The elements of a list, or the one value. What will be null is nobody.
fn each(value: &Value) -> Vec<Value> {
    if value.as_seq().is_some() {
        return value.elements();
    }
    match value.as_unknown().and_then(|unknown| unknown.bounds.as_deref()) {
        Some(Bounds::Elements { certain, possible }) => certain.iter().chain(possible.iter()).cloned().collect(),
        _ => vec![value.clone()],
    }
}

fn admits_itself(rule: &Value) -> bool {
    rule.get("self").is_some_and(|itself| itself.as_bool() == Some(true))
}

fn protocol(rule: &Value) -> Option<String> {
    let value = ["protocol", "ip_protocol"].iter().find_map(|name| rule.get(name).filter(|value| !value.is_unset()))?;
    let text = value.as_str()?.to_ascii_lowercase();
    Some(if text == "all" { "-1".to_owned() } else { text })
}

fn peer(stage: &Stage<'_>, value: &Value) -> Peer {
    let graph = &stage.graph;
    match value.as_unknown() {
        None => {
            value.as_str().map_or_else(|| Peer::Unknown("a rule lets through what is no text".to_owned()), named_peer)
        }
        Some(unknown) => match &unknown.origin {
            Origin::Verbatim(attribute) if attribute.path == Path::attribute("id") => {
                let mut groups = graph.nodes_at(&attribute.instance);
                let group = groups.find(|id| graph.node_kind(Some(*id)) == Some(NodeKind::SecurityGroup));
                group.and_then(|group| key(graph, group)).map_or_else(|| Peer::Unknown(unknown.reason()), Peer::Group)
            }
            // Without the configuration nearly every reference looks like this, and says nothing.
            Origin::Elsewhere if unknown.why.is_none() => Peer::Unknown(unknown.reason()),
            _ if stage.input.configuration.is_none() => Peer::Untold,
            _ => Peer::Unknown(format!("whom a rule of its security groups lets through is {}", unknown.reason())),
        },
    }
}

/// A peer by its text: a range, a group (of another account, behind its number), a list that AWS or somebody else keeps.
fn named_peer(text: impl AsRef<str>) -> Peer {
    let text = text.as_ref();
    let name = without_account(text);
    match Range::parse(text) {
        Some(range) => Peer::Range(range),
        None if name.starts_with("sg-") => Peer::Group(name.to_owned()),
        None => Peer::Unknown(
            "a rule of its security groups lets through a prefix list, which the plan does not have".to_owned(),
        ),
    }
}

/// The ranges of the subnets that a node stands in, of one version of the protocol, where the plan has all of them.
pub(super) fn ranges(graph: &Graph<'_>, subnets: &[NodeId], v6: bool) -> Option<Vec<Range>> {
    let name = if v6 { "ipv6_cidr_block" } else { "cidr_block" };
    let range = |subnet: &NodeId| {
        let block = graph.node(*subnet)?.values(Side::After)?.get(name)?;
        Range::parse(block.as_str()?)
    };
    subnets.iter().map(range).collect()
}

/// The rules that the plan takes away from groups, in words behind a comma; nothing where it takes none.
pub(super) fn taken_away(graph: &Graph<'_>, groups: &[NodeId], way: Way) -> String {
    let rules = groups.iter().flat_map(|group| graph.to(*group, Role::RuleIn, Side::Before)).map(|edge| edge.from);
    let gone =
        rules.filter_map(|id| graph.node(id)).filter(|rule| rule.kind == way.kind() && !rule.exists(Side::After));
    let names: BTreeSet<&str> = gone.map(|rule| &*rule.name).collect();
    match names.is_empty() {
        true => String::new(),
        false => format!(", and this plan takes {} away", names.into_iter().collect::<Vec<_>>().join(", ")),
    }
}

/// The names of groups, for people.
pub(super) fn names(graph: &Graph<'_>, groups: &[NodeId]) -> String {
    let names: Vec<&str> = groups.iter().filter_map(|group| graph.node(*group)).map(|node| &*node.name).collect();
    names.join(", ")
}
