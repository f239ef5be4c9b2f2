//! poolproof proves, before `terraform apply`, that every route of a load balancer ends at a live pool of servers.
pub mod finding;
pub mod model;
pub mod picture;
pub mod source;
pub mod read;
pub mod resolve;
pub mod graph;
pub mod order;
