//! A *trial* is the test of a policy: a `.policytest.hcl` file with mocks and what the policies shall say of them. The mocks
//! become a plan in memory, and that plan goes the way of every plan: the same graph, the same evaluation, the same notion
//! of what is not known. A mock that refers to an attribute which another mock does not set refers to a value that is known
//! only after the apply, with its provenance, as in a first plan.
//!
//! [`parse`] reads a file, [`run`] holds it against its policies, and [`Report`] is what is shown.

mod facts;
mod file;
mod mocks;
mod plan;
mod report;
mod runner;
mod scope;
mod written;

pub use file::{Expect, Fixture, Mock, MockKind, Scenario, TestFile, Wanted, parse};
pub use report::{CaseResult, FileResult, Got, Report, Status};
pub use runner::{Setup, run};
