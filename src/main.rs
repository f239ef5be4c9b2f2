//! `poolproof`, the command.

use std::process::ExitCode;

use clap::Parser;

/// A plan is many small values: with the allocator of the C library a fifth of the work of a check is giving them room.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let code = poolproof::run::run(&poolproof::cli::Cli::parse());
    poolproof::read::end_at_once(code);
    ExitCode::from(code)
}
