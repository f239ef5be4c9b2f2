//! *Joining*: the graph of one input, with the nodes of others that its traffic leads to or comes from. What one input
//! only names or reads and another one manages is the managed node.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use crate::hash::HashMap;
use crate::model::Operation;

use super::commons::{self, Commons, Mark};
use super::{Edge, Graph, Home, Node, NodeId, Role, Side, WrongReference};

/// A node of another input: the place of the input in the order of the neighbours, the input, the node. They sort in an
/// order that does not depend on the one the inputs were given in.
type There = (usize, usize, NodeId);

/// The node that a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meant {
    Own(NodeId, bool),
    There(There, bool),
}

impl<'p> Commons<'p> {
    /// `own`, the graph of an input, with what others add to it; nothing where they add nothing.
    pub(super) fn joined(&self, position: usize, own: &Graph<'p>) -> Option<Graph<'p>> {
        if self.is_alone() {
            return None;
        }
        let mut join = Join::new(self, position, own);
        join.start();
        if join.found.is_empty() {
            return None;
        }
        join.follow();
        Some(join.graph())
    }
}

struct Join<'j, 'p> {
    commons: &'j Commons<'p>,
    own: &'j Graph<'p>,
    position: usize,
    /// The place of each neighbour in their order. Looked up, never walked.
    ranks: HashMap<usize, usize>,
    /// Names of the nodes of the input itself.
    marks: HashMap<String, Vec<Mark>>,
    touched: BTreeSet<String>,
    found: BTreeSet<There>,
    open: VecDeque<There>,
}

impl<'j, 'p> Join<'j, 'p> {
    fn new(commons: &'j Commons<'p>, position: usize, own: &'j Graph<'p>) -> Self {
        let neighbours = commons.neighbours(position);
        let ranks = neighbours.into_iter().enumerate().map(|(rank, site)| (site, rank)).collect();
        let mut marks: HashMap<String, Vec<Mark>> = HashMap::default();
        for (name, mark) in commons::marks(own, position) {
            marks.entry(name).or_default().push(mark);
        }
        let (touched, found, open) = Default::default();
        Self { commons, own, position, ranks, marks, touched, found, open }
    }

    /// What others have of what the input names, and what of others names the input.
    fn start(&mut self) {
        let own = self.own;
        for node in &own.nodes {
            self.touch(node);
        }
    }

    fn follow(&mut self) {
        while let Some(there) = self.open.pop_front() {
            let Some(graph) = self.commons.seen(there.1) else { continue };
            let Some(node) = graph.node(there.2) else { continue };
            self.touch(node);
            let edges = graph.edges_of(there.2).filter_map(|edge| edge.to);
            // Half an account stands in one network: what else does has no part in this traffic.
            let back = graph.incoming.get(there.2).filter(|_| !node.kind.surrounds()).into_iter().flatten();
            let back = back.filter_map(|index| graph.edges.get(*index)).map(|edge| edge.from);
            for other in edges.chain(back) {
                self.pull(graph, (there.0, there.1, other));
            }
        }
    }

    /// A node beside one that is taken: itself where its input manages it, else what it means.
    fn pull(&mut self, graph: &Graph<'p>, there: There) {
        let Some(node) = graph.node(there.2) else { return };
        if node.managed {
            return self.take(there);
        }
        self.touch(node);
        match self.meant(node, None) {
            Some(Meant::Own(..)) => {}
            Some(Meant::There(meant, _)) => self.take(meant),
            None => self.take(there),
        }
    }

    fn take(&mut self, there: There) {
        if self.found.insert(there) {
            self.open.push_back(there);
        }
    }

    /// All of others that a node's names mean: what manages it, and what leads to it.
    fn touch(&mut self, node: &Node<'p>) {
        for (name, _) in commons::names(node) {
            if !self.touched.insert(name.clone()) {
                continue;
            }
            let commons = self.commons;
            for mark in commons.marks_of(&name) {
                let Some(rank) = self.ranks.get(&mark.site).copied() else { continue };
                if mark.managed {
                    self.take((rank, mark.site, mark.node));
                    continue;
                }
                let Some(graph) = commons.seen(mark.site) else { continue };
                let leading = graph.incoming.get(mark.node).filter(|_| !mark.kind.surrounds()).into_iter().flatten();
                let leading: Vec<NodeId> =
                    leading.filter_map(|index| graph.edges.get(*index)).map(|edge| edge.from).collect();
                leading.into_iter().for_each(|from| self.take((rank, mark.site, from)));
            }
        }
    }

    /// The node that one stands for which its input only names or reads: one that is managed before one that is not, the
    /// input's own before another's. `role` is that of the edge that leads to it.
    fn meant(&self, node: &Node<'p>, role: Option<Role>) -> Option<Meant> {
        let is_kind =
            |mark: &Mark| mark.kind == node.kind || role.is_some_and(|role| role.goals().contains(&mark.kind));
        let fits = |mark: &&Mark| is_kind(mark) && !self.is_ceded(mark.site, mark.node);
        let names = commons::names(node);
        let all = names.iter().flat_map(|(name, _)| {
            let own = self.marks.get(name).into_iter().flatten().filter(fits);
            let own = own.map(|mark| ((!mark.managed, 0, mark.node), Meant::Own(mark.node, mark.old)));
            let others = self.commons.marks_of(name).iter().filter(fits).filter_map(|mark| {
                let rank = self.ranks.get(&mark.site).copied()?;
                let there = Meant::There((rank, mark.site, mark.node), mark.old);
                Some(((!mark.managed, rank + 1, mark.node), there))
            });
            own.chain(others)
        });
        all.min_by_key(|(key, _)| *key).map(|(_, meant)| meant)
    }

    /// What one input drops and another manages is there as the other has it.
    fn is_ceded(&self, site: usize, id: NodeId) -> bool {
        let graph = if site == self.position { Some(self.own) } else { self.commons.seen(site) };
        let Some(node) = graph.and_then(|graph| graph.node(id)).filter(|node| node.is_forgotten()) else {
            return false;
        };
        let takes = |mark: &&Mark| {
            let there = (mark.site == self.position || self.ranks.contains_key(&mark.site)) && mark.site != site;
            there && mark.managed && mark.kind == node.kind && self.stands(**mark)
        };
        commons::names(node).iter().any(|(name, _)| self.commons.marks_of(name).iter().any(|mark| takes(&mark)))
    }

    fn stands(&self, mark: Mark) -> bool {
        let node = self.commons.seen(mark.site).and_then(|graph| graph.node(mark.node));
        node.is_some_and(|node| node.exists(Side::After) && !node.is_forgotten())
    }

    /// The graph of all that was found.
    fn graph(&self) -> Graph<'p> {
        let mut graph = self.own.clone();
        let mut ids: BTreeMap<There, NodeId> = BTreeMap::new();
        for there in &self.found {
            let Some(node) = self.commons.seen(there.1).and_then(|site| site.node(there.2)) else { continue };
            ids.insert(*there, graph.nodes.len());
            graph.nodes.push(foreign(node, &self.commons.path(there.1)));
        }
        for edge in &mut graph.edges {
            let meant = edge.to.and_then(|to| self.means(self.own, (self.position, to), edge.role));
            if let Some(Meant::There(there, old)) = meant
                && let Some(id) = ids.get(&there)
            {
                (edge.to, edge.to_old) = (Some(*id), old);
            }
        }
        for (there, id) in &ids {
            self.add(*there, *id, &ids, &mut graph);
        }
        let own = (0..self.own.nodes.len()).filter(|id| self.is_ceded(self.position, *id));
        let others = ids.iter().filter(|(there, _)| self.is_ceded(there.1, there.2)).map(|(_, id)| *id);
        cede(&mut graph, &own.chain(others).collect());
        graph.index();
        graph
    }

    /// What a node stands for that its input does not manage, or does not any more.
    fn means(&self, graph: &Graph<'p>, (site, goal): (usize, NodeId), role: Role) -> Option<Meant> {
        let node = graph.node(goal)?;
        if node.managed && !self.is_ceded(site, goal) { None } else { self.meant(node, Some(role)) }
    }

    /// The edges of a node of another input, and what that input says of it.
    fn add(&self, there: There, id: NodeId, ids: &BTreeMap<There, NodeId>, graph: &mut Graph<'p>) {
        let Some(site) = self.commons.seen(there.1) else { return };
        for edge in site.edges_of(there.2) {
            match self.goal(there, site, edge, ids) {
                Some((to, to_old)) => graph.edges.push(Edge { from: id, to: Some(to), to_old, ..edge.clone() }),
                None if edge.to.is_none() => graph.edges.push(Edge { from: id, ..edge.clone() }),
                None => {}
            }
        }
        let wrong = site.wrong.iter().filter(|wrong| wrong.from == there.2);
        graph.wrong.extend(wrong.map(|wrong| WrongReference { from: id, ..wrong.clone() }));
        if let Some(how) = site.exported.reason(there.2) {
            graph.exported.take_over(id, how);
        }
        if let Some(opaque) = &site.opaque {
            graph.opaque_there.insert(id, opaque.clone());
        }
    }

    /// Where an edge of another input leads, and whether to the object that is replaced.
    fn goal(
        &self,
        there: There,
        site: &Graph<'p>,
        edge: &Edge,
        ids: &BTreeMap<There, NodeId>,
    ) -> Option<(NodeId, bool)> {
        let to = edge.to?;
        match self.means(site, (there.1, to), edge.role) {
            Some(Meant::Own(id, old)) => Some((id, old)),
            Some(Meant::There(meant, old)) if ids.contains_key(&meant) => Some((*ids.get(&meant)?, old)),
            _ => Some((*ids.get(&(there.0, there.1, to))?, edge.to_old)),
        }
    }
}

/// Takes away, after the apply, what is there as another input has it.
fn cede(graph: &mut Graph<'_>, ceded: &BTreeSet<NodeId>) {
    for id in ceded {
        graph.nodes.get_mut(*id).into_iter().for_each(|node| node.after = None);
    }
    if !ceded.is_empty() {
        graph.edges.iter_mut().filter(|edge| ceded.contains(&edge.from)).for_each(|edge| edge.after = false);
    }
}

/// A node as another input has it.
fn foreign<'p>(node: &Node<'p>, input: &Arc<str>) -> Node<'p> {
    let name = if node.is_literal() { node.name.clone() } else { format!("{} ({input})", node.name) };
    let home = Some(Home { input: Arc::clone(input), address: node.name.clone() });
    Node { address: None, home, name, ..node.clone() }
}

impl Node<'_> {
    /// Another input makes it, and it is not there before that one is applied.
    pub(super) fn is_promised(&self) -> bool {
        self.is_foreign() && self.operation() == Operation::Create
    }
}
