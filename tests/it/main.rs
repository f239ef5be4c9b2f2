//! What poolproof promises, tried on recorded plans. One binary: each module is a question.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test stops where it finds what it did not expect, reads recorded files and starts the program"
)]

mod action;
mod attribution;
mod calls;
mod canaries;
mod cases;
mod cli;
mod conscience;
mod corpus;
mod dialect;
mod docs;
mod elsewhere;
mod errors;
#[cfg(unix)]
mod exports;
mod faults;
mod fleets;
mod fuzz;
mod graphs;
mod homes;
mod hostile;
mod joins;
mod kinds;
mod large;
mod limits;
mod live;
mod lookups;
mod modes;
mod order;
mod pictures;
mod policies;
mod properties;
mod reference;
mod references;
mod reports;
mod secrets;
mod settings;
mod states;
mod supply;
mod tool;
mod trials;
mod twins;
mod undecided;
mod unplanned;
mod whole_action;
mod workflows;
mod worlds;
mod yaml;
