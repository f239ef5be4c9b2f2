//! The *model* is plain data: what a plan says, in the field's own terms. Nothing here reads a file, evaluates an
//! expression or knows what a load balancer is.

mod action;
mod address;
mod body;
mod configuration;
mod document;
mod entries;
mod glob;
mod index;
mod number;
mod path;
mod plan;
mod raw;
mod recorded;
mod shapes;
mod value;

pub use action::{Actions, Operation};
pub use address::{Address, AddressError, Key, Mode, ModulePath, ModuleStep};
pub use body::Body;
pub use configuration::{
    Call, ConfigBlock, ConfigExpr, ConfigNode, ConfigResource, Configuration, LazyBlock, Locked, Module, Provider,
    block_of,
};
pub use document::{Document, Head};
pub use entries::Entries;
pub use glob::fits;
pub use index::Index;
pub use number::Number;
pub use path::{Path, Step};
pub use plan::{Change, Plan, PlanMode, Relevant, StateObject};
pub use raw::{Pieces, Raw, Text};
pub use recorded::{Recorded, RecordedInstance};
pub use value::{AttributeRef, Bounds, Handle, Origin, SeqKind, Unknown, Value, normal};
