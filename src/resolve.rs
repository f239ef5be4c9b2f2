//! *Resolving* answers where a value that is known only after the apply will come from. Here it works with what plan
//! JSON has of the configuration: references, cut at the first index that is not literal.

mod instances;
mod reference;
mod trace;

pub use instances::Instances;
pub use reference::{Reference, references};
pub use trace::{Scope, Trace, Traced, Tracer};
