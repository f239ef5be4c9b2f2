//! What a file was at a revision of git: what a change adds to it can be told only beside what was there before.

#![allow(clippy::disallowed_methods, reason = "this is the place that starts a process")]

use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::{ReadError, files};
use crate::source::Source;

/// The files of one revision.
pub struct Revision {
    name: String,
}

/// The revision that was named, once it is known to be there.
///
/// # Errors
/// Where git is not there, or the revision is not.
pub fn revision(name: &str) -> Result<Revision, ReadError> {
    let revision = Revision { name: name.to_owned() };
    let found = git(".", &["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{name}^{{commit}}")]);
    match found {
        Ok(output) if output.status.success() => Ok(revision),
        Ok(output) => Err(not_here(name, &String::from_utf8_lossy(&output.stderr))),
        Err(error) => Err(ReadError::new(&format!("--base {name}"), format!("`git` cannot be started: {error}"))
            .help("install git, or leave --base out: waivers are then shown without telling new ones apart")),
    }
}

fn not_here(name: &str, said: &str) -> ReadError {
    let said = said.trim();
    let said = if said.is_empty() { String::new() } else { format!(" (git says: {said})") };
    ReadError::new(&format!("--base {name}"), format!("there is no such revision here{said}"))
        .help(format!("fetch it first, `git fetch --depth=1 origin {name}`, or leave --base out"))
}

impl Revision {
    /// The text of a file of the working folder as it was; empty where it was not there yet. `None` for what is no file
    /// here, such as the configuration in a saved plan, and for copies of modules, which no change under review has.
    pub fn text(&self, path: &str) -> Option<Source> {
        let copied = path.split(['/', '\\']).any(|part| files::SKIPPED.contains(&part));
        if copied || !files::is_file(path) {
            return None;
        }
        let file = Path::new(path);
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let object = format!("{}:./{}", self.name, file.file_name()?.to_str()?);
        let folder = folder.to_str()?;
        // Outside of a repository nothing is known of any file.
        git(folder, &["rev-parse", "--git-dir"]).ok().filter(|output| output.status.success())?;
        // `cat-file` gives the bytes; `show` would run filters that the repository names.
        let output = git(folder, &["cat-file", "blob", &object]).ok()?;
        let text = if output.status.success() { String::from_utf8(output.stdout).ok()? } else { String::new() };
        Some(Source::new(path, text))
    }
}

fn git(folder: &str, arguments: &[&str]) -> std::io::Result<Output> {
    let mut command = Command::new("git");
    command.args(["-C", folder]).args(arguments).stdin(Stdio::null());
    // Nothing is fetched: what is not here is not known.
    command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_TERMINAL_PROMPT", "0").output()
}
