//! What a step *claims*: something that AWS gives to one only, such as a name, a port, a priority, or a pool that nobody
//! uses any more. A claim names who holds it and the step that lets go of it; a step whose claim is still held is refused.

use crate::graph::{Certainty, Edge, Graph, Node, NodeId, NodeKind, Role, Side, same_account};
use crate::hash::HashMap;
use crate::input::Input;
use crate::model::{Address, Number};

use super::stops::StopKind;
use super::{Places, Step};

/// When what a step claims is let go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Release {
    /// By a step.
    By(Step),
    /// By any of several; refused calls are tried again for minutes, so that this is never more than a race.
    ByAny(Vec<Step>),
    /// Not in this apply.
    Never,
}

/// What a step claims.
#[derive(Debug, Clone)]
pub(super) struct Claim {
    pub(super) step: Step,
    pub(super) kind: StopKind,
    /// The object of the step.
    pub(super) subject: NodeId,
    /// Who holds it.
    pub(super) holder: NodeId,
    pub(super) release: Release,
}

/// An object: a node, and whether it is the one that replaces another.
pub(super) type Object = (NodeId, bool);

/// The object that an edge leads to on a side.
pub(super) fn object(graph: &Graph<'_>, edge: &Edge, side: Side) -> Option<Object> {
    let to = edge.to.filter(|_| edge.certainty == Certainty::Exact)?;
    let replaced = graph.node(to)?.is_replaced();
    Some((to, replaced && side == Side::After && !edge.to_old))
}

/// Every claim of a plan.
pub(super) fn all(input: &Input, graph: &Graph<'_>, places: &Places<'_>) -> Vec<Claim> {
    let view = Claims { input, graph, places, named: named(graph) };
    let mut claims = Vec::new();
    for (id, node) in graph.nodes.iter().enumerate().filter(|(_, node)| node.managed) {
        match node.kind {
            NodeKind::Pool => {
                view.pool_is_free(id, &mut claims);
                view.name_is_free(id, &mut claims);
            }
            NodeKind::Listener => {
                view.place_is_free(id, Role::ListenerOf, "port", StopKind::PortTaken, &mut claims);
                view.pools_are_of_one(id, &mut claims);
            }
            NodeKind::Rule => {
                view.place_is_free(id, Role::RuleOf, "priority", StopKind::PriorityTaken, &mut claims);
                view.pools_are_of_one(id, &mut claims);
            }
            NodeKind::LoadBalancer => view.is_unprotected(id, node, &mut claims),
            NodeKind::Member => view.pool_is_served(id, node, &mut claims),
            _ => {}
        }
    }
    claims
}

struct Claims<'c, 'p> {
    input: &'c Input,
    graph: &'c Graph<'p>,
    places: &'c Places<'p>,
    /// Managed pools by the name that they have before.
    named: HashMap<String, Vec<NodeId>>,
}

impl Claims<'_, '_> {
    /// AWS deletes no target group that a listener or rule forwards to, with whatever weight.
    fn pool_is_free(&self, pool: NodeId, claims: &mut Vec<Claim>) {
        let Some(step) = self.places.destroy(pool) else { return };
        let mut users: Vec<NodeId> = self
            .graph
            .to_any(pool, Role::Forward, Side::Before)
            .filter(|edge| edge.certainty == Certainty::Exact)
            .map(|edge| edge.from)
            // What other inputs of the run do is no step of this apply.
            .filter(|from| !self.graph.is_foreign(*from))
            .collect();
        users.sort_unstable();
        users.dedup();
        for holder in users {
            let release = self.leaves(holder, (pool, false));
            claims.push(Claim { step, kind: StopKind::PoolInUse, subject: pool, holder, release });
        }
    }

    /// The step by which a listener or rule stops forwarding to an object of before.
    fn leaves(&self, from: NodeId, pool: Object) -> Release {
        if let Some(step) = self.places.destroy(from) {
            return Release::By(step);
        }
        let mut after = self.graph.from(from, Role::Forward, Side::After);
        let stays = after.any(|edge| object(self.graph, edge, Side::After) == Some(pool));
        match self.places.make(from) {
            Some(step) if !stays => Release::By(step),
            _ => Release::Never,
        }
    }

    /// Names of target groups are unique in an account and region.
    fn name_is_free(&self, pool: NodeId, claims: &mut Vec<Claim>) {
        let Some(node) = self.graph.node(pool) else { return };
        let Some(wanted) = name(node, Side::After) else { return };
        let Some(step) = self.places.make(pool).filter(|_| node.actions.creates()) else { return };
        for &holder in self.named.get(&wanted).into_iter().flatten() {
            let Some(other) = self.graph.node(holder) else { continue };
            // What keeps its name for good is no matter of the order.
            let Some(release) = self.places.destroy(holder) else { continue };
            let places = node.address.as_ref().zip(other.address.as_ref());
            if places.is_some_and(|(a, b)| self.in_one_account(a, b)) {
                let release = Release::By(release);
                claims.push(Claim { step, kind: StopKind::NameTaken, subject: pool, holder, release });
            }
        }
    }

    /// A block that is gone from the configuration has the provider that all others have, where there is one only.
    fn in_one_account(&self, a: &Address, b: &Address) -> bool {
        let configuration = &self.input.plan.configuration;
        let is_gone = [a, b].into_iter().any(|address| configuration.resource(address).is_none());
        let own = |key: &&String| {
            let name = key.rsplit(':').next().unwrap_or(key);
            a.type_.starts_with(name.split('.').next().unwrap_or(name))
        };
        let only = configuration.providers.keys().filter(own).count() <= 1;
        is_gone && only || same_account(&self.input.plan, a, b).is_ok()
    }

    /// A port of a load balancer has one listener, a priority of a listener one rule.
    fn place_is_free(&self, id: NodeId, role: Role, name: &str, kind: StopKind, claims: &mut Vec<Claim>) {
        let Some(node) = self.graph.node(id) else { return };
        let Some(step) = self.places.make(id) else { return };
        let Some(wanted) = number(node, name, Side::After) else { return };
        let Some(above) = self.above(id, role, Side::After) else { return };
        let keeps = !node.actions.creates() && number(node, name, Side::Before) == Some(wanted);
        if keeps || above.1 {
            return;
        }
        for edge in self.graph.to_any(above.0, role, Side::Before) {
            let holder = edge.from;
            let Some(other) = self.graph.node(holder) else { continue };
            let own = holder == id && !node.actions.creates();
            if own || number(other, name, Side::Before) != Some(wanted) {
                continue;
            }
            let moves = number(other, name, Side::After) != Some(wanted);
            let release = self.places.destroy(holder).or(self.places.make(holder).filter(|_| moves));
            if let Some(release) = release {
                claims.push(Claim { step, kind, subject: id, holder, release: Release::By(release) });
            }
        }
    }

    /// The object that a listener or rule stands in.
    fn above(&self, id: NodeId, role: Role, side: Side) -> Option<Object> {
        self.graph.from(id, role, side).find_map(|edge| object(self.graph, edge, side))
    }

    /// The load balancer of a listener or rule.
    fn balancer(&self, id: NodeId, side: Side) -> Option<Object> {
        let is_rule = self.graph.node(id)?.kind == NodeKind::Rule;
        let listener = if is_rule { self.above(id, Role::RuleOf, side)?.0 } else { id };
        self.above(listener, Role::ListenerOf, side)
    }

    /// A target group serves the listeners of one load balancer.
    fn pools_are_of_one(&self, id: NodeId, claims: &mut Vec<Claim>) {
        let Some(step) = self.places.make(id) else { return };
        let Some(balancer) = self.balancer(id, Side::After) else { return };
        for edge in self.graph.from(id, Role::Forward, Side::After) {
            let Some(pool) = object(self.graph, edge, Side::After).filter(|(_, is_new)| !is_new) else { continue };
            for other in self.graph.to_any(pool.0, Role::Forward, Side::Before) {
                let elsewhere = self.balancer(other.from, Side::Before).is_some_and(|other| other != balancer);
                let exact = other.certainty == Certainty::Exact;
                if let (true, true, release @ Release::By(_)) = (elsewhere, exact, self.leaves(other.from, pool)) {
                    let holder = other.from;
                    claims.push(Claim { step, kind: StopKind::PoolOfAnother, subject: id, holder, release });
                }
            }
        }
    }

    /// A load balancer with deletion protection is not deleted.
    fn is_unprotected(&self, id: NodeId, node: &Node<'_>, claims: &mut Vec<Claim>) {
        let Some(step) = self.places.destroy(id) else { return };
        let protected = node.before.and_then(|values| values.get("enable_deletion_protection"));
        if protected.is_some_and(|value| value.as_bool() == Some(true)) {
            let release = Release::Never;
            claims.push(Claim { step, kind: StopKind::Protected, subject: id, holder: id, release });
        }
    }

    /// A service is made with a target group that a load balancer uses.
    fn pool_is_served(&self, id: NodeId, node: &Node<'_>, claims: &mut Vec<Claim>) {
        let Some(step) = self.places.make(id).filter(|_| node.runs_tasks()) else { return };
        for edge in self.graph.from(id, Role::MemberOf, Side::After) {
            let Some(pool) = object(self.graph, edge, Side::After) else { continue };
            let served = !pool.1 && self.graph.to_any(pool.0, Role::Forward, Side::Before).next().is_some();
            let routes = self.graph.to(pool.0, Role::Forward, Side::After);
            let routes: Vec<Step> = routes.filter_map(|route| self.places.make(route.from)).collect();
            if !served && !routes.is_empty() {
                let release = Release::ByAny(routes);
                claims.push(Claim { step, kind: StopKind::NotServed, subject: id, holder: pool.0, release });
            }
        }
    }
}

/// The name of a pool on a side.
fn name(node: &Node<'_>, side: Side) -> Option<String> {
    let name = node.values(side)?.get("name")?.as_str()?.to_owned();
    (!name.is_empty()).then_some(name)
}

/// Managed pools by the name that they have before.
fn named(graph: &Graph<'_>) -> HashMap<String, Vec<NodeId>> {
    let mut named: HashMap<String, Vec<NodeId>> = HashMap::default();
    let pools = graph.nodes.iter().enumerate().filter(|(_, node)| node.kind == NodeKind::Pool && node.managed);
    for (name, id) in pools.filter_map(|(id, node)| Some((name(node, Side::Before)?, id))) {
        named.entry(name).or_default().push(id);
    }
    named
}

fn number(node: &Node<'_>, name: &str, side: Side) -> Option<Number> {
    node.values(side)?.get(name)?.as_number()
}
