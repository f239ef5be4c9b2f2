//! poolproof proves, before `terraform apply`, that every route of a load balancer ends at a live pool of servers.
//!
//! The way through is straight: [`read`] turns bytes into plain data ([`model`], and [`modules`] for the HCL that a plan
//! was made from, together an [`input`]); [`resolve`] and [`graph`] make the traffic graph of before and after; [`order`]
//! knows which step of the apply comes first; [`evaluate`] holds the policies ([`policy`], with expressions computed by
//! [`eval`]) against it; [`report`] shows the findings. [`trial`] sends plans made of mocks the same way. A stage after `read` cannot fail: what it could not understand
//! rides along as *unknown, because …*.

pub mod changes;
pub mod cli;
pub mod eval;
pub mod evaluate;
pub mod finding;
pub mod given;
pub mod graph;
mod hash;
pub mod input;
pub mod measure;
pub mod model;
pub mod modules;
pub mod options;
pub mod order;
pub mod picture;
pub mod policy;
pub mod read;
pub mod reference;
pub mod report;
pub mod resolve;
pub mod routing;
pub mod run;
pub mod settings;
pub mod source;
pub mod trial;
pub mod waiver;
