//! `poolproof`, the command.

use std::process::ExitCode;

use clap::Parser;

/// A plan is many small values: this takes a third off the time of reading them, and far more where the C library is musl.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    poolproof::run::run(&poolproof::cli::Cli::parse())
}
