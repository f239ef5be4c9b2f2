//! *Routing* is what a load balancer does with a request: which rule takes it, where a redirect sends it, which protocols
//! go together. Plain facts about values; this room knows no graph. Where a value is not known the answer is `None`.

mod addresses;
mod compatibility;
mod conditions;
mod firewall;
mod glob;
mod redirect;
mod site;

pub use addresses::Range;
pub use compatibility::{ActionKind, address_fits, balancer_takes, listener_forwards_to, target_fits};
pub use conditions::{Conditions, Request};
pub use firewall::{Opening, Party, Passage, Peer, passage};
pub use glob::{Glob, Syntax};
pub use redirect::Redirect;
pub use site::{Action, End, Listener, Rule, Site};
