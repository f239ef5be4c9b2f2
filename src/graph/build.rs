//! Building the graph: nodes from the objects of a world, edges from their attributes. A known value names its target;
//! an unknown one is resolved through the configuration.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::hash::{HashMap, with_room};
use crate::model::{Mode, Path, Plan, Step, Value};
use crate::resolve::Chain;
use crate::source::Place;

use super::exports::Exported;
use super::kinds::{Kind, OPAQUE, Reference};
use super::matching::{Match, Names, host_name, is_of_entry, is_of_load_balancer, shown};
use super::repeats::Repeats;
use super::same;
use super::sources::Sources;
use super::stale::{end_detached, without_stale};
use super::twins::same_account;
use super::unknown::{MAX_CANDIDATES, Resolver};
use super::{By, Certainty, Edge, Graph, Node, NodeId, NodeKind, Role, Side, Weight, World, WrongReference};
use crate::resolve::Leaf;

/// An edge whose target may still be a literal.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) role: Role,
    pub(super) from: NodeId,
    pub(super) to: Goal,
    pub(super) path: Path,
    pub(super) weight: Weight,
    pub(super) certainty: Certainty,
    pub(super) why: Option<String>,
    pub(super) by: By,
    pub(super) chain: Chain,
}

/// Where a draft leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Goal {
    Node { id: NodeId, old: bool },
    Literal { kind: NodeKind, text: String },
    Nowhere,
}

impl<'p> Graph<'p> {
    /// The graph of a world.
    pub fn build(world: &World<'p>) -> Self {
        let plan = &world.input.plan;
        let instances = world.instances();
        let tree = world.input.configuration.as_deref().filter(|_| !world.unchanged);
        let sources = tree.map(|tree| Sources::new(tree, plan, instances, world.kinds));
        // A type with several rows is several nodes.
        let rows =
            world.objects.iter().flat_map(|object| world.kinds.of(&object.address.type_).map(move |row| (object, row)));
        let mut nodes: Vec<Node<'p>> = rows.map(|(object, row)| node(plan, object, row, sources.as_ref())).collect();
        let names = Names::of(&nodes);
        let resolver = Resolver::new(world, &nodes, sources.as_ref());
        let mut builder =
            Builder { nodes: &nodes, names: &names, resolver: &resolver, wrong: Vec::new(), undeclared: Vec::new() };
        let sides = (0..nodes.len()).map(|id| builder.edges_of(id)).collect::<Vec<_>>();
        let (wrong, undeclared) = (builder.wrong, builder.undeclared);
        let locate = |from: &Node<'_>, path: &Path| sources.as_ref()?.locate(from.address.as_deref()?, path);
        let exported = Exported::of(world, &resolver, &nodes);
        let opaque = opaque(world);
        let mut edges = Vec::new();
        let mut literals = BTreeMap::new();
        for (before, after) in sides {
            let mut before = settle(before, &mut nodes, &mut literals, Side::Before, &locate);
            for edge in settle(after, &mut nodes, &mut literals, Side::After, &locate) {
                merge(&mut before, edge);
            }
            edges.append(&mut before);
        }
        end_detached(&nodes, &mut edges);
        let differences = sources.map(|sources| sources.differences).unwrap_or_default();
        let mut graph = Self {
            differences,
            nodes,
            edges,
            wrong,
            opaque,
            opaque_there: BTreeMap::new(),
            undeclared: None,
            exported,
            kinds: world.kinds,
            external_pools: &world.input.external_pools,
            outgoing: Vec::new(),
            by_address: HashMap::default(),
            named: Default::default(),
            incoming: Vec::new(),
            lost: Vec::new(),
            groups_attached: false,
            pools_by_name: BTreeMap::new(),
        };
        graph.index();
        graph.undeclared = graph.undeclared_member(&undeclared);
        graph.opaque = graph.opaque.take().or_else(|| graph.undeclared.clone());
        graph
    }

    /// Works out what leads where; again where nodes or edges came in.
    pub(super) fn index(&mut self) {
        self.lost.clear();
        self.by_address = with_room(self.nodes.len());
        self.pools_by_name.clear();
        self.outgoing = vec![Vec::new(); self.nodes.len()];
        self.incoming = vec![Vec::new(); self.nodes.len()];
        for (index, edge) in self.edges.iter().enumerate() {
            if let Some(list) = self.outgoing.get_mut(edge.from) {
                list.push(index);
            }
            match edge.to {
                Some(to) => self.incoming.get_mut(to).into_iter().for_each(|list| list.push(index)),
                None => self.lost.push(index),
            }
        }
        for (id, node) in self.nodes.iter().enumerate().filter(|(_, node)| node.deposed.is_none()) {
            if let Some(address) = &node.address {
                self.by_address.entry(Arc::clone(address)).or_default().push(id);
            }
        }
        self.named = same::Named::of(&self.nodes);
        let attaches = |node: &Node<'_>| node.kind == NodeKind::GroupAttachment && node.exists(Side::After);
        self.groups_attached = self.nodes.iter().any(attaches);
        for id in 0..self.nodes.len() {
            if let Some((_, name)) = self.named(id) {
                self.pools_by_name.entry(name).or_default().push(id);
            }
        }
    }

    /// A member that goes nowhere, and of which plan JSON does not tell whether a dynamic block sends it somewhere.
    fn undeclared_member(&self, members: &[NodeId]) -> Option<String> {
        let goes_nowhere = |id: &&NodeId| {
            let attached = self.to(**id, Role::TargetOf, Side::After).next().is_some();
            !attached && self.from(**id, Role::MemberOf, Side::After).next().is_none()
        };
        let node = self.node(*members.iter().find(goes_nowhere)?)?;
        Some(format!("plan JSON does not tell whether {} registers its instances by a dynamic block", node.name))
    }
}

fn node<'p>(plan: &Plan, object: &super::Object<'p>, row: &'p Kind, sources: Option<&Sources<'p>>) -> Node<'p> {
    let mocked = plan.configuration.resource(&object.address).and_then(|block| block.ignored_changes.clone());
    Node {
        kind: row.node,
        address: Some(object.address.clone()),
        home: None,
        name: object.address.to_string(),
        type_: object.address.type_.clone(),
        deposed: object.deposed.clone(),
        managed: object.address.mode == Mode::Managed,
        actions: object.actions.clone(),
        before: object.before,
        after: object.after,
        place: sources.and_then(|sources| sources.locate(&object.address, &Path::default())),
        prevents_destroy: sources.is_some_and(|sources| sources.prevents_destroy(&object.address)),
        is_configured: sources.is_some() || mocked.is_some(),
        ignored_changes: match sources {
            Some(sources) => sources.ignored_changes(&object.address),
            None => mocked.unwrap_or_default(),
        },
        row: Some(row),
    }
}

fn opaque(world: &World<'_>) -> Option<String> {
    let plan = &world.input.plan;
    let changes = plan.changes.iter().filter(|change| change.actions.leaves_object()).map(|change| &change.address);
    let maker = changes
        .chain(plan.prior.iter().map(|object| &object.address))
        .find(|address| address.mode == Mode::Managed && OPAQUE.contains(&&*address.type_))?;
    Some(format!("{maker} may register targets out of sight of the plan"))
}

struct Builder<'b, 'p> {
    nodes: &'b [Node<'p>],
    names: &'b Names<'p>,
    resolver: &'b Resolver<'b, 'p>,
    wrong: Vec<WrongReference>,
    undeclared: Vec<NodeId>,
}

impl<'p> Builder<'_, 'p> {
    /// The edges that start at a node, before and after.
    fn edges_of(&mut self, id: NodeId) -> (Vec<Draft>, Vec<Draft>) {
        // A data source stands in for what it reads; what that refers to is the business of the state that manages it. A
        // subnet is asked for its VPC.
        let counts = |node: &&Node<'_>| node.managed || node.kind == NodeKind::Subnet;
        let Some(node) = self.nodes.get(id).filter(counts) else { return Default::default() };
        let references = node.row.map_or(&[][..], |row| &row.references);
        let mut sides = (Vec::new(), Vec::new());
        for reference in references {
            let before = node.before.map(|values| leaves(reference, values));
            // What stays as it is has the same leaves on both sides.
            let same = node.before.zip(node.after).is_some_and(|(before, after)| std::ptr::eq(before, after));
            let after = if same { None } else { node.after.map(|values| leaves(reference, values)) };
            if let Some((values, leaves)) = node.before.zip(before.as_ref()) {
                sides.0.extend(self.edges(id, reference, values, leaves, Side::Before));
            }
            if let Some((values, leaves)) = node.after.zip(after.as_ref().or(before.as_ref())) {
                sides.1.extend(self.edges(id, reference, values, leaves, Side::After));
            }
        }
        let block = node.address.as_deref().and_then(|address| self.resolver.plan().configuration.resource(address));
        let is_set = |name: &str| block.is_none_or(|block| block.expressions.get().get(name).is_some());
        sides.1 = without_stale(node, references, is_set, &sides.0, sides.1);
        if node.before.is_some() {
            self.add_inner(id, node, &mut sides.0);
        }
        if node.after.is_some() {
            self.add_inner(id, node, &mut sides.1);
        }
        sides
    }

    /// Edges to the other nodes of the same resource. One that registers nothing is no member.
    fn add_inner(&self, id: NodeId, node: &Node<'p>, drafts: &mut Vec<Draft>) {
        for (role, attribute) in node.row.map_or(&[][..], |row| &row.inner) {
            let address = node.address.as_deref().filter(|_| node.deposed.is_none());
            let parts = address.map_or(&[][..], |address| self.resolver.nodes_of(address));
            let goal =
                parts.iter().find(|part| self.nodes.get(**part).is_some_and(|part| role.goals().contains(&part.kind)));
            let Some(goal) = goal.filter(|_| *role != Role::MemberOf || !drafts.is_empty()) else { continue };
            drafts.push(Draft {
                role: *role,
                from: id,
                to: Goal::Node { id: *goal, old: false },
                path: Path::attribute(attribute),
                weight: Weight::Single,
                certainty: Certainty::Exact,
                why: None,
                by: By::Value,
                chain: Chain::new(),
            });
        }
    }

    fn edges(
        &mut self,
        id: NodeId,
        reference: &'p Reference,
        values: &Value,
        leaves: &[Leaf],
        side: Side,
    ) -> Vec<Draft> {
        let mut drafts = Vec::new();
        let mut groups: Vec<(&Path, Vec<&Leaf>)> = Vec::new();
        for leaf in leaves {
            match groups.iter_mut().find(|(path, _)| **path == leaf.group) {
                Some((_, list)) => list.push(leaf),
                None => groups.push((&leaf.group, vec![leaf])),
            }
        }
        for (group, leaves) in groups {
            let single = leaves.len() == 1;
            for leaf in leaves.iter().filter(|leaf| leaf.value.as_unknown().is_none() && !leaf.value.is_unset()) {
                drafts.extend(self.known(id, reference, leaf, single, side));
            }
            if leaves.iter().any(|leaf| leaf.value.as_unknown().is_some()) {
                let resolved = self.resolver.edges(id, reference, values, group, &leaves);
                self.wrong.extend(resolved.wrong);
                if resolved.undeclared && reference.role == Role::MemberOf {
                    self.undeclared.push(id);
                }
                drafts.extend(resolved.drafts);
            }
        }
        drafts
    }

    fn known(&mut self, id: NodeId, reference: &'p Reference, leaf: &Leaf, single: bool, side: Side) -> Vec<Draft> {
        let (Some(value), Some(text)) = (leaf.value.as_str(), shown(&leaf.value)) else { return Vec::new() };
        let host = reference.host.then(|| host_name(value));
        let name = match (reference.after_last, &host) {
            (Some(mark), _) => value.rsplit(mark).next().unwrap_or(value),
            (None, Some(host)) => host,
            (None, None) => value,
        };
        if let Some(shape) = reference.shape.filter(|shape| side == Side::After && !shape.fits(value)) {
            self.wrong.push(WrongReference {
                from: id,
                path: leaf.path.clone(),
                takes: shape.takes(),
                has: self.describe(value, &text),
            });
        }
        let found = self.in_own_account(id, self.names.find(self.nodes, name, &reference.to, side));
        let doubt = self.doubt(id, &found);
        let draft = |to: Goal| Draft {
            role: reference.role,
            from: id,
            to,
            path: leaf.path.clone(),
            weight: weight_of(leaf.sibling.as_ref(), single),
            certainty: if doubt.is_some() { Certainty::Possible } else { Certainty::Exact },
            why: doubt.clone(),
            by: By::Value,
            chain: Chain::new(),
        };
        let leads_to_entry = reference.host && is_of_entry(value);
        if found.is_empty() && reference.if_known && !leads_to_entry && !is_of_load_balancer(value) {
            return Vec::new();
        }
        if found.is_empty() {
            let kind = if leads_to_entry { NodeKind::Entry } else { literal_kind(reference) };
            return vec![draft(Goal::Literal { kind, text })];
        }
        if found.len() > MAX_CANDIDATES {
            return vec![Draft { certainty: Certainty::Unresolved, ..draft(Goal::Nowhere) }];
        }
        found.into_iter().map(|one| draft(Goal::Node { id: one.node, old: one.old })).collect()
    }

    /// Of several that have a name, the one of the same provider configuration: a name means something in one account and
    /// region only, and there it is the only one.
    fn in_own_account(&self, from: NodeId, found: Vec<Match>) -> Vec<Match> {
        let address = |id: NodeId| self.nodes.get(id).and_then(|node| node.address.as_deref());
        let plan = self.resolver.plan();
        let own = |one: &&Match| match (address(from), address(one.node)) {
            (Some(from), Some(to)) => !one.unique && same_account(plan, from, to).is_ok(),
            _ => false,
        };
        match found.iter().filter(own).collect::<Vec<_>>().as_slice() {
            [only] if found.len() > 1 => vec![**only],
            _ => found,
        }
    }

    /// Why a value that names a node may mean another one.
    fn doubt(&self, from: NodeId, found: &[Match]) -> Option<String> {
        let [one] = found else {
            return (found.len() > 1).then(|| "more than one object of this plan has this value".to_owned());
        };
        let ends = [from, one.node].map(|id| self.nodes.get(id).and_then(|node| node.address.as_deref()));
        let [Some(from), Some(to)] = ends else { return None };
        // A name means something in one account and region only.
        if one.unique {
            return None;
        }
        same_account(self.resolver.plan(), from, to).err()
    }

    fn describe(&self, value: &str, shown: &str) -> String {
        let node = self.names.anybody(value).and_then(|id| self.nodes.get(id));
        node.map_or_else(|| format!("`{shown}`"), |node| format!("the one of {}", node.name))
    }
}

fn leaves(reference: &Reference, values: &Value) -> Vec<Leaf> {
    let mut leaves = reference.pattern.leaves(values, reference.weight.as_deref());
    // The provider keeps the ARN of the pool in an action that has become a fixed response.
    leaves.retain(|leaf| reference.role != Role::Forward || may_forward(values, &leaf.path));
    leaves
}

/// The action that a path leads into forwards, or may do so.
fn may_forward(values: &Value, path: &Path) -> bool {
    let action = path.steps.iter().take(2).try_fold(values.clone(), |value, step| match step {
        Step::Name(name) => value.get(name),
        Step::Index(index) => value.as_seq()?.get(*index).cloned(),
    });
    let kind = action.and_then(|action| action.get("type"));
    kind.is_none_or(|kind| kind.as_str().is_none_or(|kind| kind == "forward"))
}

/// What an unknown literal of a reference stands for.
fn literal_kind(reference: &Reference) -> NodeKind {
    reference.to.first().map_or(NodeKind::Target, |target| target.node)
}

/// The weight that stands beside a pool.
pub(super) fn weight_of(sibling: Option<&Value>, single: bool) -> Weight {
    let Some(value) = sibling.filter(|_| !single) else { return Weight::Single };
    let (inner, masked) = value.unmask();
    if masked {
        return Weight::Unknown("its weight is sensitive".to_owned());
    }
    match (inner.as_number().and_then(|number| number.as_i128()), inner) {
        (Some(weight), _) => {
            i64::try_from(weight).map_or_else(|_| Weight::Unknown("its weight is no weight".to_owned()), Weight::Known)
        }
        // A weight that is not set is 1.
        (None, Value::Null) => Weight::Known(1),
        (None, other) => {
            let reason = other.as_unknown().map_or_else(String::new, |unknown| format!(": {}", unknown.reason()));
            Weight::Unknown(format!("its weight is not known{reason}"))
        }
    }
}

/// Literals become nodes; two attributes of one action that name the same pool become one edge.
fn settle<'p>(
    drafts: Vec<Draft>,
    nodes: &mut Vec<Node<'p>>,
    literals: &mut BTreeMap<(NodeKind, String), NodeId>,
    side: Side,
    locate: &dyn Fn(&Node<'_>, &Path) -> Option<Place>,
) -> Vec<Edge> {
    let mut edges: Vec<Edge> = Vec::new();
    let mut repeats = Repeats::default();
    for draft in drafts {
        let (to, to_old) = match draft.to {
            Goal::Node { id, old } => (Some(id), old && nodes.get(id).is_some_and(Node::is_replaced)),
            Goal::Nowhere => (None, false),
            Goal::Literal { kind, text } => {
                let id = *literals.entry((kind, text.clone())).or_insert_with(|| {
                    nodes.push(literal(kind, text));
                    nodes.len() - 1
                });
                (Some(id), false)
            }
        };
        let (before, after) = (side == Side::Before, side == Side::After);
        let Draft { role, from, path, weight, certainty, why, by, chain, .. } = draft;
        let is_entry = to.and_then(|to| nodes.get(to)).is_some_and(|to| to.kind == NodeKind::Entry);
        let role = if role == Role::EntryTo && is_entry { Role::Through } else { role };
        let place = nodes.get(from).and_then(|from| locate(from, &path));
        let edge = Edge { role, from, to, to_old, path, weight, certainty, before, after, why, by, chain, place };
        repeats.take(&mut edges, edge);
    }
    edges
}

fn literal<'p>(kind: NodeKind, text: String) -> Node<'p> {
    Node {
        kind,
        address: None,
        home: None,
        name: text,
        type_: "".into(),
        deposed: None,
        managed: false,
        actions: crate::model::Actions::default(),
        before: None,
        after: None,
        place: None,
        ignored_changes: Vec::new(),
        is_configured: true,
        prevents_destroy: false,
        row: None,
    }
}

/// An edge that holds before and after is one, unless its weight or certainty differ.
fn merge(edges: &mut Vec<Edge>, after: Edge) {
    let same = edges.iter_mut().find(|before| {
        !before.after
            && before.role == after.role
            && before.to == after.to
            && before.weight == after.weight
            && before.certainty == after.certainty
            && before.path.without_indexes() == after.path.without_indexes()
    });
    match same {
        Some(before) => *before = Edge { before: true, ..after },
        None => edges.push(after),
    }
}
