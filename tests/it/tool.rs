//! The program as a user starts it, with nothing of the machine's own settings. A run is asserted as a whole: exit code,
//! standard output and standard error, so that none of them goes unseen.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folder of the crate.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A run to be.
pub(crate) struct Tool {
    command: Command,
    stdin: Vec<u8>,
}

/// A run that was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// What a stream shall hold.
pub(crate) enum Text<'t> {
    Nothing,
    Is(&'t str),
    Has(&'t [&'t str]),
}

/// `poolproof` with arguments, in the folder of the crate.
pub(crate) fn poolproof<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Tool {
    let mut command = Command::new(env!("CARGO_BIN_EXE_poolproof"));
    command.args(arguments).current_dir(root());
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        let steers = ["TF", "CLICOLOR", "FORCE_", "RAYON", "RUST_"].iter().any(|prefix| text.starts_with(prefix));
        if steers || ["NO_COLOR", "TERM", "COLUMNS"].contains(&&*text) {
            command.env_remove(&name);
        }
    }
    Tool { command, stdin: Vec::new() }
}

impl Tool {
    pub(crate) fn within(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(folder);
        self
    }

    pub(crate) fn arguments<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.command.args(arguments);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = bytes.into();
        self
    }

    pub(crate) fn run(mut self) -> Done {
        let child = self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = child.unwrap();
        let mut pipe = child.stdin.take().unwrap();
        let bytes = std::mem::take(&mut self.stdin);
        // A run that does not read its input closes the pipe, which is no fault.
        let writer = std::thread::spawn(move || drop(pipe.write_all(&bytes)));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Done {
            code: output.status.code().expect("ended by a signal"),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs, and asserts all three.
    pub(crate) fn gives(self, code: i32, stdout: &Text<'_>, stderr: &Text<'_>) -> Done {
        let done = self.run();
        let fits = done.code == code && stdout.fits(&done.stdout) && stderr.fits(&done.stderr);
        assert!(fits, "wanted exit {code}, got {done}");
        done
    }
}

impl Text<'_> {
    fn fits(&self, text: &str) -> bool {
        match self {
            Self::Nothing => text.is_empty(),
            Self::Is(whole) => text == *whole,
            Self::Has(parts) => parts.iter().all(|part| text.contains(part)),
        }
    }
}

impl std::fmt::Display for Done {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { code, stdout, stderr } = self;
        write!(f, "exit {code}\n--- stdout\n{stdout}--- stderr\n{stderr}")
    }
}
