//! `poolproof`, the command.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    poolproof::run::run(&poolproof::cli::Cli::parse())
}
