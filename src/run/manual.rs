//! What shells and readers of manuals are given, made from the description of the command line.

use std::io;

use clap::CommandFactory;
use clap_mangen::Man;

use super::{Stop, write};
use crate::cli::Cli;

pub(super) fn completions(shell: clap_complete::Shell) -> Result<u8, Stop> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "poolproof", &mut text);
    write(&String::from_utf8_lossy(&text), None)?;
    Ok(0)
}

pub(super) fn man() -> Result<u8, Stop> {
    write(&page().map_err(|error| format!("error: {error}"))?, None)?;
    Ok(0)
}

/// One page for all commands. A section of `clap_mangen` for commands would name a page of its own for each.
fn page() -> io::Result<String> {
    let mut command = Cli::command();
    command.build();
    let all = Man::new(command.clone());
    let mut text = Vec::new();
    all.render_title(&mut text)?;
    all.render_name_section(&mut text)?;
    all.render_synopsis_section(&mut text)?;
    all.render_description_section(&mut text)?;
    let mut page = String::from_utf8_lossy(&text).into_owned();
    for command in command.get_subcommands().filter(|command| !command.is_hide_set() && command.get_name() != "help") {
        let name = command.get_bin_name().unwrap_or_default().to_uppercase();
        page.push_str(&format!(".SH \"{name}\"\n{}", section(command)?));
    }
    Ok(page)
}

/// What a page of its own would say of a command, without its headings.
fn section(command: &clap::Command) -> io::Result<String> {
    let one = Man::new(command.clone());
    let (mut synopsis, mut rest) = (Vec::new(), Vec::new());
    one.render_synopsis_section(&mut synopsis)?;
    one.render_description_section(&mut rest)?;
    one.render_options_section(&mut rest)?;
    let body = |text: &[u8]| {
        let text = String::from_utf8_lossy(text).into_owned();
        let lines = text.lines().filter(|line| ![".SH ", ".ie ", ".el "].iter().any(|start| line.starts_with(start)));
        lines.map(|line| format!("{line}\n")).collect::<String>()
    };
    Ok(format!("{}.PP\n{}", body(&synopsis), body(&rest)))
}
