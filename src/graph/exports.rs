//! Pools whose name or ARN leaves this state: somebody else can fill them, so an empty pool is not proved empty. Load
//! balancers and security groups likewise.

mod gather;
mod identities;
mod parts;

use std::collections::BTreeMap;

use super::unknown::Resolver;
use super::{Node, NodeId, NodeKind, World};

/// Why a pool or a load balancer may be filled from outside, by node.
#[derive(Debug, Clone, Default)]
pub(super) struct Exported {
    by_pool: BTreeMap<NodeId, String>,
    /// A value that leaves the state and cannot be followed may hold any pool.
    any: Option<String>,
}

impl Exported {
    pub(super) fn of<'p>(world: &World<'p>, resolver: &Resolver<'_, 'p>, nodes: &[Node<'p>]) -> Self {
        gather::exported(world, resolver, nodes)
    }

    fn add(&mut self, node: NodeId, how: &str) {
        self.by_pool.entry(node).or_insert_with(|| how.to_owned());
    }

    fn add_any(&mut self, how: &str) {
        self.any.get_or_insert_with(|| how.to_owned());
    }

    /// What another input says of a pool of its own.
    pub(super) fn take_over(&mut self, pool: NodeId, how: &str) {
        self.by_pool.insert(pool, how.to_owned());
    }

    /// Where a pool leaves the state.
    pub(super) fn reason(&self, pool: NodeId) -> Option<&str> {
        self.by_pool.get(&pool).or(self.any.as_ref()).map(String::as_str)
    }
}

/// Who knows its name or ARN can put something into it: targets into a pool, listeners onto a load balancer, rules into a
/// security group.
fn is_filled_by_name(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Pool | NodeKind::LoadBalancer | NodeKind::SecurityGroup)
}
