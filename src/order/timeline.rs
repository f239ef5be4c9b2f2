//! The few steps of an apply that matter for a window, in an order in which it comes, for people to follow.

use std::collections::BTreeSet;

use crate::finding::{Span, SpanStep};
use crate::graph::{Graph, NodeId};
use crate::model::Change;
use crate::picture::{self, Steps};

use super::stops::Stop;
use super::{Order, Step, Sureness, Window};

impl Order {
    /// A window with the steps that open and close it, and the stop between.
    pub fn span(&self, window: &Window, changes: &[Change], graph: &Graph<'_>) -> Span {
        let name = |id: Option<NodeId>| id.and_then(|id| graph.node(id)).map(|node| node.name.clone());
        let edge = graph.edges.get(window.route);
        Span {
            certainty: window.sure.word().unwrap_or("unknown"),
            cause: window.cause.word(),
            route: name(edge.map(|edge| edge.from)).unwrap_or_default(),
            pool: name(edge.and_then(|edge| edge.to)),
            stays: window.stays(),
            steps: self.lines(window, changes),
        }
    }

    /// All steps, with what is refused of them, and all windows.
    pub fn picture(&self, changes: &[Change], graph: &Graph<'_>) -> Steps {
        let kept = self.kept();
        let step = |(step, waits): (&Step, &Vec<usize>)| {
            let refused = self.stops.iter().filter(|stop| stop.step == *step).map(|stop| {
                let sure = stop.sure.word().unwrap_or("not known");
                format!("{sure}: {} ({})", stop.told(graph), stop.kind.answer())
            });
            let change = changes.get(step.change);
            picture::Step {
                address: change.map(|change| change.address.to_string()).unwrap_or_default(),
                deposed: change.and_then(|change| change.deposed.as_deref()).map(str::to_owned),
                does: Self::does(changes, *step),
                after: waits.clone(),
                refused: refused.collect(),
                happens: !kept.contains(step),
            }
        };
        let spans = self.windows.iter().map(|window| self.span(window, changes, graph));
        let name = |id: NodeId| graph.node(id).map(|node| node.name.clone());
        let left_dead = self.left_dead().into_iter().filter_map(|route| {
            let edge = graph.edges.get(route)?;
            Some((name(edge.from)?, edge.to.and_then(name)))
        });
        let waits = self.waits.all();
        let walk = self.walk(&waits);
        Steps {
            steps: self.steps.iter().zip(&waits).map(step).collect(),
            spans: spans.collect(),
            left_dead: left_dead.collect(),
            stretches: self.stretches(&walk),
            walk,
        }
    }

    /// Steps that are never taken because of a stop.
    fn kept(&self) -> BTreeSet<Step> {
        let certain = self.stops.iter().filter(|stop| stop.sure == Sureness::Always);
        certain.flat_map(|stop| stop.skipped.iter().chain([&stop.step]).copied()).collect()
    }

    /// Positions of the routes that end nowhere when the apply has ended at its stops.
    pub fn left_dead(&self) -> BTreeSet<usize> {
        self.stops.iter().flat_map(|stop| stop.leaves_dead.iter().copied()).collect()
    }

    fn lines(&self, window: &Window, changes: &[Change]) -> Vec<SpanStep> {
        let line = |step: &Step, note: &str, dead: bool, skipped: bool| SpanStep {
            address: changes.get(step.change).map(|change| change.address.to_string()).unwrap_or_default(),
            does: Self::does(changes, *step),
            note: note.to_owned(),
            dead,
            skipped,
        };
        let last = window.opens.len().saturating_sub(1);
        let opens = window.opens.iter().enumerate();
        let mut lines: Vec<SpanStep> = opens.map(|(at, step)| line(step, "", at == last, false)).collect();
        let stop = window.stopped_by.and_then(|step| self.stops.iter().find(|stop| stop.step == step));
        if let Some(stop) = stop.filter(|stop| !window.opens.contains(&stop.step)) {
            lines.push(line(&stop.step, &format!("refused: {}", stop.kind.answer()), true, false));
        }
        let missed = window.missed.iter().filter(|step| stop.is_none_or(|stop| stop.step != **step));
        lines.extend(missed.map(|step| line(step, "never reached", true, true)));
        lines.extend(window.closes.iter().map(|step| line(step, "", false, false)));
        lines
    }

    /// The windows of a route.
    pub fn windows_of(&self, route: usize) -> impl Iterator<Item = &Window> {
        let first = self.windows.partition_point(|window| window.route < route);
        self.windows.iter().skip(first).take_while(move |window| window.route == route)
    }

    /// The windows of the routes that start or end at a node.
    pub fn windows_at(&self, node: NodeId) -> impl Iterator<Item = &Window> {
        let own = self.of_node.get(&node).into_iter().flat_map(|(_, windows)| windows);
        own.filter_map(|at| self.windows.get(*at))
    }

    /// The stops in which a node takes part.
    pub fn stops_of(&self, node: NodeId) -> impl Iterator<Item = &Stop> {
        let own = self.of_node.get(&node).into_iter().flat_map(|(stops, _)| stops);
        own.filter_map(|at| self.stops.get(*at))
    }
}

impl Stop {
    /// The stop in a sentence without its object.
    pub fn told(&self, graph: &Graph<'_>) -> String {
        let holder = graph.node(self.holder).map(|node| node.name.as_str()).unwrap_or_default();
        match self.kind {
            super::StopKind::PoolInUse => format!("{holder} still uses it"),
            super::StopKind::NameTaken => format!("{holder} still has its name"),
            super::StopKind::PortTaken => format!("{holder} still has its port"),
            super::StopKind::PriorityTaken => format!("{holder} still has its priority"),
            super::StopKind::PoolOfAnother => format!("{holder} on another load balancer still uses the same pool"),
            super::StopKind::Protected => "it has deletion protection".to_owned(),
            super::StopKind::NotServed => format!("no load balancer may use {holder} yet"),
        }
    }
}
