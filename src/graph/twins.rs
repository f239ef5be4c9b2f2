//! Pools that will have the same name. Names are unique in one account and region.

use crate::model::{Address, ConfigNode, Plan, Value};

use super::{Graph, NodeId, NodeKind, Side};

/// A pool whose name another one has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twin {
    /// The other pool.
    pub pool: NodeId,
    /// Whether they stand in one account and region, where the plan tells.
    pub collides: Result<(), String>,
}

impl Graph<'_> {
    /// Other managed pools that stand after the apply, or as a deposed object before it, under the name of `pool`.
    pub fn twins(&self, pool: NodeId, plan: &Plan) -> Vec<Twin> {
        let Some((address, name)) = self.named(pool) else { return Vec::new() };
        let mut twins = Vec::new();
        for &other in self.pools_by_name.get(&name).into_iter().flatten().filter(|other| **other != pool) {
            let Some((other_address, _)) = self.named(other) else { continue };
            let same_kind = self
                .node(other)
                .zip(self.node(pool))
                .is_some_and(|(one, two)| one.row.zip(two.row).is_some_and(|(one, two)| std::ptr::eq(one, two)));
            if same_kind && !in_other_region(plan, &address, &other_address) {
                twins.push(Twin { pool: other, collides: same_account(plan, &address, &other_address) });
            }
        }
        twins
    }

    /// Address and name of a managed pool that stands after the apply.
    pub(super) fn named(&self, pool: NodeId) -> Option<(std::sync::Arc<Address>, String)> {
        let node =
            self.node(pool).filter(|node| node.kind == NodeKind::Pool && node.managed && node.deposed.is_none())?;
        let name = node.values(Side::After)?.get("name")?.as_str().filter(|name| !name.is_empty())?.to_owned();
        Some((node.address.clone()?, name))
    }
}

/// One provider configuration is one account and region. Of two, plan JSON does not tell the account.
pub(crate) fn same_account(plan: &Plan, a: &Address, b: &Address) -> Result<(), String> {
    let key = |address: &Address| plan.configuration.resource(address).map(|block| block.provider.clone());
    let (a, b) = (key(a), key(b));
    if a.is_some() && root_key(a.as_deref()) == root_key(b.as_deref()) {
        return Ok(());
    }
    Err("they have different provider configurations, whose accounts and regions are not known".to_owned())
}

/// `module.edge:aws` is the root's `aws`, unless the module configures its own; then it has an entry of its own.
fn root_key(key: Option<&str>) -> Option<&str> {
    key.map(|key| key.rsplit(':').next().unwrap_or(key))
}

fn in_other_region(plan: &Plan, a: &Address, b: &Address) -> bool {
    match (region(plan, a), region(plan, b)) {
        (Some(a), Some(b)) => a != b,
        _ => false,
    }
}

fn region(plan: &Plan, address: &Address) -> Option<Value> {
    let key = &plan.configuration.resource(address)?.provider;
    let provider =
        plan.configuration.providers.get(key).or_else(|| plan.configuration.providers.get(root_key(Some(key))?))?;
    match provider.expressions.get("region")? {
        ConfigNode::Expr(expr) => expr.constant.clone(),
        ConfigNode::Blocks(_) => None,
    }
}
