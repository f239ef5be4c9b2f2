//! The graph as a picture: what `poolproof graph` shows.

use std::collections::BTreeMap;

use crate::picture::{Arrow, Box, Picture};
use crate::resolve::Link;
use crate::source::Place;

use super::{Edge, Graph, Node, NodeId, NodeKind, Side, Weight};

impl Graph<'_> {
    /// Boxes and arrows of all that is shown, sorted.
    pub fn picture(&self) -> Picture {
        let shown: Vec<_> = self.nodes.iter().enumerate().filter(|(id, node)| self.is_shown(*id, node)).collect();
        let boxes = shown.iter().enumerate().map(|(at, (id, _))| (*id, at)).collect();
        let mut edges: Vec<Arrow> = self.edges.iter().filter_map(|edge| self.arrow(edge, &boxes)).collect();
        edges.sort_by(|a, b| order(a).cmp(&order(b)));
        Picture { nodes: shown.into_iter().map(|(id, node)| self.paint(id, node)).collect(), edges }
    }

    /// Names and gateways that lead to no load balancer are no part of its traffic; nor is the part of a resource that
    /// registers targets, where it registers none.
    fn is_shown(&self, id: usize, node: &Node<'_>) -> bool {
        let lonely =
            || self.outgoing.get(id).is_none_or(Vec::is_empty) && self.incoming.get(id).is_none_or(Vec::is_empty);
        let optional = node.kind == NodeKind::Entry || node.row.is_some_and(|row| !row.inner.is_empty());
        node.kind.is_shown() && !(optional && lonely())
    }

    fn paint(&self, id: usize, node: &Node<'_>) -> Box {
        let carries = matches!(node.kind, NodeKind::Member | NodeKind::Target) && node.managed;
        let capacity =
            if carries && node.exists(Side::After) { self.capacity(id, Side::After).line() } else { String::new() };
        Box {
            kind: node.kind.word(),
            type_: node.type_.to_string(),
            address: node.name.clone(),
            module: node.address.as_deref().map(|address| address.module.to_string()).unwrap_or_default(),
            managed: node.managed,
            deposed: node.deposed.as_ref().map(ToString::to_string),
            operation: node.operation().word(),
            location: node.place.as_ref().map(Place::location),
            before: node.exists(Side::Before),
            after: node.exists(Side::After),
            liveness: self.liveness_line(id, node, Side::After),
            liveness_before: self.liveness_line(id, node, Side::Before),
            capacity,
        }
    }

    fn liveness_line(&self, id: usize, node: &Node<'_>, side: Side) -> String {
        match node.kind {
            NodeKind::Pool if node.exists(side) => match self.filled_by_others(id, side) {
                Some(pool) => format!("live: {}", pool.words()),
                None => self.liveness(id, side).line(),
            },
            _ => String::new(),
        }
    }

    /// `boxes` are the places of the nodes that are shown.
    fn arrow(&self, edge: &Edge, boxes: &BTreeMap<NodeId, usize>) -> Option<Arrow> {
        let from = self.node(edge.from)?;
        let to = edge.to.and_then(|to| self.node(to));
        let (weight, hidden) = match &edge.weight {
            Weight::Known(weight) => (Some(*weight), None),
            Weight::Unknown(why) => (None, Some(why.clone())),
            Weight::Single => (None, None),
        };
        let old = edge.to_old.then(|| "it names the object that this plan replaces".to_owned());
        let why: Vec<String> = [edge.why.clone(), hidden, old].into_iter().flatten().collect();
        Some(Arrow {
            role: edge.role.word()?,
            from_box: *boxes.get(&edge.from)?,
            to_box: match edge.to {
                Some(to) => Some(*boxes.get(&to)?),
                None => None,
            },
            from: from.name.clone(),
            from_deposed: from.deposed.as_ref().map(ToString::to_string),
            to: to.map(|to| to.name.clone()),
            to_deposed: to.and_then(|to| to.deposed.as_ref().map(ToString::to_string)),
            attribute: edge.path.to_string(),
            weight,
            certainty: edge.certainty.word(),
            resolved_by: edge.by.word(),
            before: edge.before,
            after: edge.after,
            why: (!why.is_empty()).then(|| why.join("; ")),
            chain: edge.chain.iter().map(Link::spelled).collect(),
            location: edge.place.as_ref().map(Place::location),
        })
    }
}

type Order<'a> = (&'a str, Option<&'a str>, &'static str, &'a str, Option<&'a str>, Option<&'a str>, bool);

fn order(arrow: &Arrow) -> Order<'_> {
    (
        &arrow.from,
        arrow.from_deposed.as_deref(),
        arrow.role,
        &arrow.attribute,
        arrow.to.as_deref(),
        arrow.to_deposed.as_deref(),
        arrow.before,
    )
}
