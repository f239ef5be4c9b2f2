//! The few steps of an apply that matter for a window, in an order in which it comes, for people to follow.

use crate::graph::{Graph, NodeId};
use crate::model::Change;

use super::stops::Stop;
use super::{Order, Step, Window};

/// A line of a timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepLine {
    /// Address of the object.
    pub address: String,
    /// `create`, `update` or `destroy`.
    pub does: &'static str,
    /// What to know about it; may be empty.
    pub note: String,
    /// The route ends nowhere when this step is done.
    pub dead: bool,
    /// It is never reached.
    pub skipped: bool,
}

/// The steps of a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// They, in their order.
    pub lines: Vec<StepLine>,
}

impl Order {
    /// The steps that open and close a window, with the stop between.
    pub fn timeline(&self, window: &Window, changes: &[Change]) -> Timeline {
        let line = |step: &Step, note: &str, dead: bool, skipped: bool| StepLine {
            address: changes.get(step.change).map(|change| change.address.to_string()).unwrap_or_default(),
            does: Self::does(changes, *step),
            note: note.to_owned(),
            dead,
            skipped,
        };
        let last = window.opens.len().saturating_sub(1);
        let opens = window.opens.iter().enumerate();
        let mut lines: Vec<StepLine> = opens.map(|(at, step)| line(step, "", at == last, false)).collect();
        let stop = window.stopped_by.and_then(|step| self.stops.iter().find(|stop| stop.step == step));
        if let Some(stop) = stop.filter(|stop| !window.opens.contains(&stop.step)) {
            lines.push(line(&stop.step, &format!("refused: {}", stop.kind.answer()), true, false));
        }
        let missed = window.missed.iter().filter(|step| stop.is_none_or(|stop| stop.step != **step));
        lines.extend(missed.map(|step| line(step, "never reached", true, true)));
        lines.extend(window.closes.iter().map(|step| line(step, "", false, false)));
        Timeline { lines }
    }

    /// The windows of a route.
    pub fn windows_of(&self, route: usize) -> impl Iterator<Item = &Window> {
        self.windows.iter().filter(move |window| window.route == route)
    }

    /// The stops in which a node takes part.
    pub fn stops_of(&self, node: NodeId) -> impl Iterator<Item = &Stop> {
        self.stops.iter().filter(move |stop| stop.subject == node || stop.holder == node)
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
