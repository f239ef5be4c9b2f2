//! The *recorded* state is the `tfstate` inside a saved plan. It is the only source of two facts that decide the order
//! of destroys and that neither plan JSON nor HCL can tell: `create_before_destroy` as it was applied, and the
//! dependencies as they were.

use std::collections::BTreeMap;

use super::Address;

/// What the state file says of an instance.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecordedInstance {
    /// Addresses of resource blocks, without instance keys, that it was made after.
    pub dependencies: Vec<String>,
    /// Recorded `create_before_destroy`, its own or inherited. The key is absent from the file when it is off.
    pub create_before_destroy: bool,
    /// Its `id`, to see whether a state belongs to a plan.
    pub id: Option<String>,
}

/// The recorded state of all instances.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recorded {
    /// By address and, for a deposed object, its key.
    pub instances: BTreeMap<(Address, Option<String>), RecordedInstance>,
}

impl Recorded {
    /// What is recorded of an object.
    pub fn get(&self, address: &Address, deposed: Option<&str>) -> Option<&RecordedInstance> {
        self.instances.get(&(address.clone(), deposed.map(str::to_owned)))
    }
}
