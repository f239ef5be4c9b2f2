//! The graph as a picture: what `poolproof graph` shows.

use crate::picture::{Arrow, Box, Picture};
use crate::resolve::Link;
use crate::source::Place;

use super::{Edge, Graph, Node, NodeKind, Side, Weight};

impl Graph<'_> {
    /// Boxes and arrows of all that is shown, sorted.
    pub fn picture(&self) -> Picture {
        let shown = self.nodes.iter().enumerate().filter(|(id, node)| self.is_shown(*id, node));
        let mut edges: Vec<Arrow> = self.edges.iter().filter_map(|edge| self.arrow(edge)).collect();
        edges.sort_by(|a, b| order(a).cmp(&order(b)));
        Picture { nodes: shown.map(|(id, node)| self.paint(id, node)).collect(), edges }
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
        let liveness = match node.kind {
            NodeKind::Pool if node.exists(Side::After) => match self.filled_by_others(id, Side::After) {
                Some(pool) => format!("live: {}", pool.words()),
                None => self.liveness(id, Side::After).line(),
            },
            _ => String::new(),
        };
        Box {
            kind: node.kind.word(),
            type_: node.type_.to_string(),
            address: node.name.clone(),
            managed: node.managed,
            deposed: node.deposed.as_ref().map(ToString::to_string),
            operation: node.operation().word(),
            location: node.place.as_ref().map(Place::location),
            before: node.exists(Side::Before),
            after: node.exists(Side::After),
            liveness,
        }
    }

    fn arrow(&self, edge: &Edge) -> Option<Arrow> {
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
