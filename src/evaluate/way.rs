//! What a finding shows of its subject: its name, the way the traffic takes to the place of the fault, and the command
//! that tells what a plan cannot.

use crate::finding::{Hop, Snippet, Subject as Named, Verdict};
use crate::graph::{Certainty, Edge, Graph, Liveness, Node, NodeId, NodeKind, Role, Side, Weight};
use crate::input::ExternalPool;
use crate::model::Operation;
use crate::resolve::Link;
use crate::source::Place;

use super::nodes::forwarders::listener_of;
use super::resources;
use super::scope::View;
use super::subjects::Subject;

/// More members than this are counted, not listed.
const MAX_MEMBERS: usize = 5;

/// The subject of a finding, as the contract names it.
pub(super) fn subject(view: &View<'_, '_>) -> Named {
    let graph = &view.stage.graph;
    let location = place(view).map(|place| place.location());
    let named = |kind: &str, address: String, attribute: Option<String>| {
        let (location, input) = (location.clone(), home(view));
        Named { kind: kind.to_owned(), address, attribute, input, location }
    };
    match view.subject {
        Subject::Node(id) => named(kind(graph, *id), address(graph, *id), attribute(view)),
        Subject::Route(position) => {
            let edge = graph.edges.get(*position);
            let from = edge.map(|edge| address(graph, edge.from)).unwrap_or_default();
            named("route", from, edge.map(|edge| edge.path.to_string()))
        }
        Subject::Resource(index, _) => {
            let change = view.stage.input.plan.changes.get(*index);
            named("resource", change.map(|change| change.address.to_string()).unwrap_or_default(), None)
        }
        Subject::Module(address) => named("module", address.clone(), None),
        Subject::Provider(key) => named("provider", key.clone(), None),
        Subject::Plan(..) => named("plan", String::new(), None),
    }
}

/// Where the subject is written: the attribute of a route, or the one that holds the wrong kind of thing, else the block.
fn place(view: &View<'_, '_>) -> Option<Place> {
    let graph = &view.stage.graph;
    match view.subject {
        Subject::Route(position) => {
            let edge = graph.edges.get(*position)?;
            edge.place.clone().or_else(|| graph.node(edge.from)?.place.clone())
        }
        Subject::Node(id) => {
            let wrong = graph.wrong.iter().find(|wrong| wrong.from == *id).and_then(|wrong| {
                let at = |edge: &&Edge| edge.from == *id && edge.path == wrong.path;
                graph.edges.iter().find(at)?.place.clone()
            });
            wrong.or_else(|| graph.node(*id)?.place.clone())
        }
        _ => None,
    }
}

/// The lines to show: of the subject, and of the block of a route's pool.
pub(super) fn snippets(view: &View<'_, '_>) -> Vec<Snippet> {
    let graph = &view.stage.graph;
    let subject = place(view).map(|place| snippet(&place, String::new()));
    let pool = match view.subject {
        Subject::Route(position) => graph.edges.get(*position).and_then(|edge| graph.node(edge.to?)),
        _ => None,
    };
    let pool = pool.and_then(|pool| Some(snippet(pool.place.as_ref()?, format!("the pool {}", pool.name))));
    subject.into_iter().chain(pool).collect()
}

fn snippet(place: &Place, label: String) -> Snippet {
    Snippet { location: place.location(), line: place.line().to_owned(), label }
}

/// The subject in a sentence.
pub(super) fn name(view: &View<'_, '_>) -> String {
    let subject = subject(view);
    if subject.address.is_empty() { "the plan".to_owned() } else { subject.address }
}

/// The attribute of a node that a policy is about: the first that holds the wrong kind of thing.
fn attribute(view: &View<'_, '_>) -> Option<String> {
    let Subject::Node(id) = view.subject else { return None };
    let wrong = view.stage.graph.wrong.iter().find(|wrong| wrong.from == *id)?;
    Some(wrong.path.to_string())
}

fn kind(graph: &Graph<'_>, id: NodeId) -> &'static str {
    graph.node(id).map_or("", |node| node.kind.word())
}

fn address(graph: &Graph<'_>, id: NodeId) -> String {
    graph.node(id).map(|node| node.plain_name().to_owned()).unwrap_or_default()
}

/// The address of a node, and the other input that has it.
pub(super) fn named(node: &Node<'_>) -> (String, Option<String>) {
    let input = node.home.as_ref().filter(|_| !node.is_literal()).map(|home| home.input.to_string());
    (node.plain_name().to_owned(), input)
}

/// The other input of the run that has the subject.
pub(super) fn home(view: &View<'_, '_>) -> Option<String> {
    let graph = &view.stage.graph;
    let id = match view.subject {
        Subject::Node(id) => *id,
        Subject::Route(position) => graph.edges.get(*position)?.from,
        _ => return None,
    };
    graph.node(id)?.home.as_ref().map(|home| home.input.to_string())
}

/// The share of the traffic that a finding is about: of a route its own, of a pool that of its routes.
pub(super) fn share(view: &View<'_, '_>) -> Option<f64> {
    let graph = &view.stage.graph;
    match view.subject {
        Subject::Route(position) => {
            let edge = graph.edges.get(*position)?;
            graph.share_of(edge.from, edge.to?, Side::After)
        }
        Subject::Node(id) if kind(graph, *id) == "pool" => share_of_pool(graph, *id),
        Subject::Node(id) if kind(graph, *id) == "member" => {
            let pools = graph.from(*id, Role::MemberOf, Side::After).filter_map(|edge| edge.to);
            pools.map(|pool| share_of_pool(graph, pool)).sum()
        }
        _ => None,
    }
}

fn share_of_pool(graph: &Graph<'_>, pool: NodeId) -> Option<f64> {
    graph.to(pool, Role::Forward, Side::After).map(|edge| graph.share(edge, Side::After)).sum()
}

/// The share of a route's traffic that ends dead before the plan; 0 where none is proved to.
pub(super) fn dead_share(view: &View<'_, '_>) -> f64 {
    let graph = &view.stage.graph;
    let Subject::Route(position) = view.subject else { return 0.0 };
    let route = graph.edges.get(*position).and_then(|edge| Some((edge.from, edge.to?)));
    let dead = route.filter(|(_, pool)| matches!(graph.liveness(*pool, Side::Before), Liveness::Dead(_)));
    dead.and_then(|(from, pool)| graph.share_of(from, pool, Side::Before)).unwrap_or(0.0)
}

/// The small tree from the load balancer down to the place of the fault. Only what is proved is marked as a dead end.
/// An audit is about none.
pub(super) fn path(view: &View<'_, '_>, verdict: Verdict) -> Vec<Hop> {
    let mut way = Way { graph: &view.stage.graph, hops: Vec::new() };
    match view.subject {
        Subject::Route(position) => way.of_route(*position),
        Subject::Node(id) => way.of_node(*id),
        Subject::Resource(index, _) => way.of_resource(view, *index),
        Subject::Module(_) | Subject::Provider(_) | Subject::Plan(..) => {}
    }
    if verdict == Verdict::Unknown || view.policy.about.audit {
        way.hops.iter_mut().for_each(|hop| hop.dead = false);
    }
    way.hops
}

struct Way<'w, 'p> {
    graph: &'w Graph<'p>,
    hops: Vec<Hop>,
}

impl Way<'_, '_> {
    fn of_route(&mut self, position: usize) {
        let Some(edge) = self.graph.edges.get(position) else { return };
        let depth = self.down_to(edge.from, false);
        let emptied = edge.before && edge.to.is_some_and(|pool| self.is_emptied(pool));
        self.pool(edge, depth, emptied || self.ends(edge));
    }

    fn of_node(&mut self, id: NodeId) {
        match self.graph.node(id).map(|node| node.kind) {
            Some(NodeKind::Pool) => self.of_pool(id),
            Some(NodeKind::Listener | NodeKind::Rule) => {
                let depth = self.down_to(id, true);
                let edges: Vec<&Edge> = self.graph.from(id, Role::Forward, Side::After).collect();
                for edge in edges {
                    self.pool(edge, depth, false);
                }
            }
            Some(NodeKind::Member) => self.of_member(id),
            Some(NodeKind::Entry) => self.of_entry(id),
            Some(_) => self.hop(id, 0, String::new(), true),
            None => {}
        }
    }

    /// An entry, below the names that bring their traffic to it.
    fn of_entry(&mut self, entry: NodeId) {
        let mut names: Vec<NodeId> = self.graph.to(entry, Role::Through, Side::After).map(|edge| edge.from).collect();
        names.sort_unstable();
        names.dedup();
        names.iter().take(MAX_MEMBERS).for_each(|name| self.hop(*name, 0, String::new(), false));
        self.hop(entry, usize::from(!names.is_empty()), String::new(), true);
    }

    fn of_pool(&mut self, pool: NodeId) {
        let route = |side| self.graph.to_any(pool, Role::Forward, side).next();
        match route(Side::After).or_else(|| route(Side::Before)) {
            Some(edge) => {
                let depth = self.down_to(edge.from, false);
                self.pool(edge, depth, self.ends(edge));
            }
            None => {
                self.hop(pool, 0, "no route leads to it".to_owned(), false);
                self.members(pool, 1);
            }
        }
    }

    fn of_member(&mut self, member: NodeId) {
        let edges = self.graph.from(member, Role::MemberOf, Side::After);
        let attached = self.graph.to(member, Role::TargetOf, Side::After).map(|edge| edge.from);
        let through = attached.flat_map(|attachment| self.graph.from(attachment, Role::MemberOf, Side::After));
        let Some(pool) = edges.chain(through).find_map(|edge| edge.to) else {
            return self.hop(member, 0, String::new(), true);
        };
        let depth = match self.graph.to(pool, Role::Forward, Side::After).next() {
            Some(edge) => self.down_to(edge.from, false),
            None => 0,
        };
        self.hop(pool, depth, String::new(), false);
        let note = match self.graph.capacity(member, Side::After) {
            Liveness::Dead(why) => why,
            _ => String::new(),
        };
        self.hop(member, depth + 1, note, true);
    }

    fn of_resource(&mut self, view: &View<'_, '_>, index: usize) {
        let address = subject(view).address;
        let note = resources::actions(view.stage, index).map(|actions| fate(actions.operation())).unwrap_or_default();
        self.hops.push(Hop {
            depth: 0,
            kind: "resource".to_owned(),
            address,
            note: note.to_owned(),
            dead: false,
            location: None,
        });
    }

    /// Load balancer, listener and rule above a listener or rule, and itself; how deep the next hop hangs.
    fn down_to(&mut self, id: NodeId, dead: bool) -> usize {
        let is_rule = self.graph.node(id).is_some_and(|node| node.kind == NodeKind::Rule);
        let listener = if is_rule { listener_of(self.graph, id) } else { Some(id) };
        let balancer = listener.and_then(|listener| {
            let on = |side| self.graph.from(listener, Role::ListenerOf, side).next();
            on(Side::After).or_else(|| on(Side::Before))?.to
        });
        let above = [balancer, listener.filter(|listener| *listener != id)];
        let mut depth = 0;
        for id in above.into_iter().flatten() {
            self.hop(id, depth, String::new(), false);
            depth += 1;
        }
        self.hop(id, depth, String::new(), dead);
        depth + 1
    }

    /// The pool at the end of a route, with its members.
    fn pool(&mut self, edge: &Edge, depth: usize, dead: bool) {
        let mut notes = Vec::new();
        match &edge.weight {
            Weight::Known(weight) => notes.push(format!("weight {weight}")),
            Weight::Unknown(why) => notes.push(why.clone()),
            Weight::Single => {}
        }
        if edge.before && !edge.after {
            notes.push("leads here until the apply".to_owned());
        }
        if edge.certainty == Certainty::Possible {
            notes.push("may lead here".to_owned());
        }
        let Some(to) = edge.to else {
            let note = edge.why.clone().unwrap_or_default();
            let address = "(not known)".to_owned();
            return self.hops.push(Hop { depth, kind: "pool".to_owned(), address, note, dead: false, location: None });
        };
        if edge.to_old {
            notes.push("the object that is there now".to_owned());
        }
        if !edge.chain.is_empty() {
            let names: Vec<String> = edge.chain.iter().map(Link::spelled).collect();
            notes.push(format!("through {}", names.join(" → ")));
        }
        if let (Liveness::Dead(why), false) = (self.graph.liveness(to, Side::After), self.is_gone(edge)) {
            notes.push(why);
        }
        self.hop(to, depth, notes.join(", "), dead);
        self.members(to, depth + 1);
    }

    /// The object that the edge leads to is not there after the apply.
    fn is_gone(&self, edge: &Edge) -> bool {
        let pool = edge.to.and_then(|pool| self.graph.node(pool));
        edge.to_old || pool.is_some_and(|pool| !pool.exists(Side::After))
    }

    /// Traffic on this edge reaches nobody, or does not take it any more.
    fn ends(&self, edge: &Edge) -> bool {
        let is_dead = |pool| matches!(self.graph.liveness(pool, Side::After), Liveness::Dead(_));
        self.is_gone(edge) || (edge.before && !edge.after) || edge.to.is_some_and(is_dead)
    }

    /// All that registers targets in it now is destroyed by the plan, also where it is made again.
    fn is_emptied(&self, pool: NodeId) -> bool {
        let mut members = self.graph.to(pool, Role::MemberOf, Side::Before).peekable();
        let destroyed = |edge: &Edge| self.graph.node(edge.from).is_some_and(|member| member.actions.destroys());
        members.peek().is_some() && members.all(destroyed)
    }

    fn members(&mut self, pool: NodeId, depth: usize) {
        let now =
            self.graph.to(pool, Role::MemberOf, Side::After).chain(self.graph.to(pool, Role::MemberOf, Side::Before));
        let mut members: Vec<NodeId> = now.map(|edge| edge.from).collect();
        members.sort_unstable();
        members.dedup();
        for member in members.iter().take(MAX_MEMBERS) {
            self.hop(*member, depth, String::new(), false);
        }
        if let Some(more) = members.len().checked_sub(MAX_MEMBERS).filter(|more| *more > 0) {
            let address = format!("and {more} more");
            self.hops.push(Hop {
                depth,
                kind: "member".to_owned(),
                address,
                note: String::new(),
                dead: false,
                location: None,
            });
        }
    }

    fn hop(&mut self, id: NodeId, depth: usize, note: String, dead: bool) {
        let Some(node) = self.graph.node(id) else { return };
        let mut notes: Vec<String> = [note].into_iter().filter(|note| !note.is_empty()).collect();
        notes.extend(self.graph.filled_by_others(id, Side::After).map(ExternalPool::words));
        let fate = fate_of(node);
        if !fate.is_empty() {
            notes.push(fate);
        }
        let kind = node.kind.word().to_owned();
        let location = node.place.as_ref().map(Place::location);
        self.hops.push(Hop { depth, kind, address: node.name.clone(), note: notes.join(", "), dead, location });
    }
}

fn fate_of(node: &Node<'_>) -> String {
    if node.is_foreign() && !fate(node.operation()).is_empty() {
        return fate(node.operation()).replace("this plan", "that plan");
    }
    if let Some(key) = &node.deposed {
        return format!("deposed object {key}, {}", fate(node.operation()));
    }
    fate(node.operation()).to_owned()
}

fn fate(operation: Operation) -> &'static str {
    match operation {
        Operation::Create => "created by this plan",
        Operation::Update => "changed by this plan",
        Operation::Delete => "destroyed by this plan",
        Operation::Replace => "replaced by this plan",
        Operation::Forget => "dropped from the state by this plan",
        Operation::NoOp | Operation::Read => "",
    }
}
