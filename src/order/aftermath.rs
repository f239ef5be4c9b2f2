//! The *aftermath*: what an apply that is certainly stopped leaves. What was done by then stays, and whatever does not wait
//! for a refused step is done too. The graph of that is built as the one of after is, and its routes are judged by the same
//! liveness.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{Certainty, Edge, Graph, Liveness, Role, Side, Undone, World};
use crate::model::Address;

use super::stops::Stop;
use super::{Half, Places, Step, Sureness};

/// Tells each certain stop the routes that end nowhere in what the apply leaves. `never`: the steps that no order lets
/// succeed.
pub(super) fn judge(world: &World<'_>, graph: &Graph<'_>, never: &BTreeSet<Step>, stops: &mut [Stop]) {
    if !stops.iter().any(|stop| stop.sure == Sureness::Always) {
        return;
    }
    let undone = undone(world, never);
    let left =
        world.stopped(|object| undone.get(&(&*object.address, object.deposed.as_deref())).copied().unwrap_or_default());
    let dead = dead(graph, &Graph::build(&left));
    let places = Places::of(&world.input.plan.changes, graph);
    let mut routes_of: BTreeMap<Step, Vec<usize>> = BTreeMap::new();
    for route in dead {
        for step in steps_of(graph, &places, route) {
            routes_of.entry(step).or_default().push(route);
        }
    }
    for stop in stops.iter_mut().filter(|stop| stop.sure == Sureness::Always) {
        let steps = stop.skipped.iter().chain([&stop.step]);
        let own: BTreeSet<usize> = steps.filter_map(|step| routes_of.get(step)).flatten().copied().collect();
        stop.leaves_dead = own.into_iter().collect();
    }
}

/// Which halves of the changes are not done, by object.
fn undone<'p>(world: &World<'p>, never: &BTreeSet<Step>) -> BTreeMap<(&'p Address, Option<&'p str>), Undone> {
    let mut undone: BTreeMap<_, Undone> = BTreeMap::new();
    for step in never {
        let Some(change) = world.input.plan.changes.get(step.change) else { continue };
        let halves = undone.entry((&*change.address, change.deposed.as_deref())).or_default();
        match step.half {
            Half::Make => halves.make = true,
            Half::Destroy => halves.destroy = true,
        }
    }
    undone
}

/// Positions of the routes of `graph` that are dead in what is left, and were not before nor would be after.
fn dead(graph: &Graph<'_>, left: &Graph<'_>) -> Vec<usize> {
    let routes = left.edges.iter().filter(|edge| leads(left, edge, Side::After) && is_dead(left, edge, Side::After));
    let empty: BTreeSet<Ends<'_>> = routes.filter_map(|edge| ends(left, edge)).collect();
    let nodes = left.nodes.iter().filter(|node| node.exists(Side::After));
    let there: BTreeSet<&str> = nodes.map(|node| node.name.as_str()).collect();
    let is_left_dead = |edge: &Edge| {
        // A listener or rule that is destroyed for good is meant to be gone; one that should be there again is not.
        let from = graph.node(edge.from).filter(|from| edge.before && from.exists(Side::After));
        from.is_some_and(|from| !there.contains(from.name.as_str()))
            || ends(graph, edge).is_some_and(|ends| empty.contains(&ends))
    };
    let is_news = |edge: &Edge| {
        let [then, later] = [Side::Before, Side::After].map(|side| (leads(graph, edge, side), side));
        (then.0 || later.0) && ![then, later].into_iter().any(|(leads, side)| leads && is_dead(graph, edge, side))
    };
    let found = graph.edges.iter().enumerate().filter(|(_, edge)| is_left_dead(edge) && is_news(edge));
    found.map(|(route, _)| route).collect()
}

/// The names of a listener or rule and of a pool.
type Ends<'g> = (&'g str, &'g str);

fn ends<'g>(graph: &'g Graph<'_>, edge: &Edge) -> Option<Ends<'g>> {
    Some((&graph.node(edge.from)?.name, &graph.node(edge.to?)?.name))
}

/// It is a route that has a share of the traffic on a side, or one that is not known.
fn leads(graph: &Graph<'_>, edge: &Edge, side: Side) -> bool {
    let is_route = edge.role == Role::Forward && edge.certainty == Certainty::Exact && edge.holds(side);
    is_route && graph.share(edge, side).is_none_or(|share| share > 0.0)
}

fn is_dead(graph: &Graph<'_>, edge: &Edge, side: Side) -> bool {
    edge.to.is_some_and(|pool| matches!(graph.liveness(pool, side), Liveness::Dead(_)))
}

/// The steps that a route hangs on: those of its listener or rule, of its pool, and of the members of that.
fn steps_of(graph: &Graph<'_>, places: &Places<'_>, route: usize) -> BTreeSet<Step> {
    let Some(edge) = graph.edges.get(route) else { return BTreeSet::new() };
    let mut nodes = vec![edge.from];
    if let Some(pool) = edge.to {
        let members = [Side::Before, Side::After].into_iter().flat_map(|side| graph.to_any(pool, Role::MemberOf, side));
        nodes.extend(members.map(|member| member.from));
        nodes.push(pool);
    }
    nodes.into_iter().flat_map(|node| [places.make(node), places.destroy(node)]).flatten().collect()
}
