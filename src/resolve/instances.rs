//! Which instances there are: of each resource block in each module instance, and of each module call.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::hash::HashMap;
use crate::model::{Address, Index, Key, Mode, ModulePath, Plan};

/// A block in a module instance: mode, type and name.
type Block = (ModulePath, Mode, Arc<str>, Arc<str>);

/// The instances of a plan.
#[derive(Debug, Default)]
pub struct Instances {
    resources: HashMap<Block, Vec<Arc<Address>>>,
    modules: HashMap<(ModulePath, Arc<str>), BTreeSet<Option<Key>>>,
}

impl Instances {
    /// The instances that stand after the apply.
    pub fn after(plan: &Plan) -> Self {
        Self::indexed(plan, &Index::of(plan))
    }

    /// The same, with the index of the plan at hand.
    pub fn indexed(plan: &Plan, index: &Index<'_>) -> Self {
        let mut instances = Self::default();
        let staying = plan.changes.iter().filter(|change| change.deposed.is_none() && change.actions.leaves_object());
        for change in staying {
            instances.add(&change.address);
        }
        for object in index.left_out().iter().filter_map(|position| plan.prior.get(*position)) {
            instances.add(&object.address);
        }
        instances.sort();
        instances
    }

    fn add(&mut self, address: &Arc<Address>) {
        let block = (address.module.clone(), address.mode, Arc::clone(&address.type_), Arc::clone(&address.name));
        let of_block = self.resources.entry(block).or_default();
        of_block.push(Arc::clone(address));
        // Where the block has an instance already, so have the modules around it.
        if of_block.len() > 1 {
            return;
        }
        let mut module = address.module.clone();
        while let Some((parent, step)) = module.parent().map(|(parent, step)| (parent, step.clone())) {
            self.modules.entry((parent.clone(), step.name)).or_default().insert(step.key);
            module = parent;
        }
    }

    #[allow(clippy::iter_over_hash_type, reason = "each list is put in order by itself")]
    fn sort(&mut self) {
        for all in self.resources.values_mut() {
            all.sort();
            all.dedup();
        }
    }

    /// The instances of a block in a module instance.
    pub fn of_block(&self, module: &ModulePath, mode: Mode, type_: &str, name: &str) -> Vec<Arc<Address>> {
        let block = (module.clone(), mode, Arc::from(type_), Arc::from(name));
        self.resources.get(&block).into_iter().flatten().cloned().collect()
    }

    /// The instances of a module call. A call that made no resource counts as one without a key.
    pub fn of_call(&self, parent: &ModulePath, name: &str) -> Vec<Option<Key>> {
        match self.modules.get(&(parent.clone(), Arc::from(name))) {
            Some(keys) => keys.iter().cloned().collect(),
            None => vec![None],
        }
    }
}
