//! *Resolving* answers where a value that is known only after the apply will come from: by the configuration itself
//! ([`Hcl`]), where its HCL is at hand, else by what plan JSON has of it ([`Tracer`]): references, cut at the first index
//! that is not literal.

mod blocks;
mod chain;
mod fileset;
mod hcl;
mod instances;
mod mentioned;
mod mentions;
mod pairs;
mod pattern;
mod reach;
mod reference;
mod scope;
mod trace;
mod unplanned;
mod verify;
mod whole;

pub use blocks::{Found, Lost};
pub use chain::{Chain, Link};
pub use hcl::Hcl;
pub use instances::Instances;
pub use mentions::{Looked, Name, Names};
pub use pattern::{Leaf, Lookup, Pattern, Written};
pub use reach::Spot;
pub use reference::{Reference, references};
pub use trace::{Scope, Trace, Traced, Tracer};
pub use unplanned::{Unplanned, unplanned};
pub use verify::{Difference, Distrust, ignored_changes, prevents_destroy};
