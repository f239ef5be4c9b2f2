//! What a terminal gets that a pipe or a file does not: colour, links, and a line that tells that work goes on.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Nobody needs to be told of work that is done within this time.
const PATIENCE: Duration = Duration::from_secs(1);

/// Colour where the terminal shows it and nobody asked for none.
pub(super) fn shows_colour() -> bool {
    anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
        && (io::stdout().is_terminal() || std::env::var_os("CLICOLOR_FORCE").is_some())
}

/// What links to files begin with, where the terminal is known to show links: the working folder.
pub(super) fn links() -> Option<String> {
    let stdout = terminal(io::stdout().is_terminal());
    if !stdout.opens_links() || !supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout) {
        return None;
    }
    let folder = std::env::current_dir().ok()?;
    Some(folder.to_str()?.to_owned())
}

/// Where a stream leads, and which variables are set there.
struct Terminal<F> {
    is_terminal: bool,
    is_dumb: bool,
    set: F,
}

fn terminal(is_terminal: bool) -> Terminal<impl Fn(&str) -> bool> {
    // Windows has no TERM, and its terminals are not dumb.
    let is_dumb = std::env::var_os("TERM").map_or(cfg!(not(windows)), |term| term == "dumb");
    Terminal { is_terminal, is_dumb, set: |name: &str| std::env::var_os(name).is_some() }
}

impl<F: Fn(&str) -> bool> Terminal<F> {
    /// A terminal on another machine would open the path on its own disk.
    fn opens_links(&self) -> bool {
        self.shows_progress() && !["SSH_CONNECTION", "SSH_TTY"].into_iter().any(&self.set)
    }

    /// A log that looks like a terminal keeps each state of a line that is written over.
    fn shows_progress(&self) -> bool {
        self.is_terminal && !self.is_dumb && !(self.set)("CI")
    }
}

/// A line on standard error that says what is going on, from the second on that it takes, and is gone in the end.
pub(super) struct Progress {
    what: Arc<Mutex<String>>,
    line: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Begins to wait, where there is a terminal.
    pub(super) fn of(what: &str) -> Self {
        let what = Arc::new(Mutex::new(what.to_owned()));
        let line = terminal(io::stderr().is_terminal()).shows_progress().then(|| {
            let (end, ended) = mpsc::channel();
            let told = Arc::clone(&what);
            (end, std::thread::spawn(move || tell(&mut io::stderr(), &told, &ended, PATIENCE)))
        });
        Self { what, line }
    }

    /// Goes on to something else.
    pub(super) fn says(&self, what: &str) {
        what.clone_into(&mut self.what.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((end, line)) = self.line.take() {
            drop(end);
            // It only writes; were it to panic, the line would stay.
            let _ = line.join();
        }
    }
}

/// Writes the line again for as long as nobody ends it. A stream that takes nothing is no reason to stop.
fn tell(out: &mut impl Write, what: &Mutex<String>, ended: &Receiver<()>, patience: Duration) {
    let start = Instant::now();
    let mut shown = false;
    while ended.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
        let what = what.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let _ = write!(out, "\r\u{1b}[Kpoolproof: {what}, {} s", start.elapsed().as_secs());
        let _ = out.flush();
        shown = true;
    }
    if shown {
        let _ = write!(out, "\r\u{1b}[K");
        let _ = out.flush();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(work: Duration, patience: Duration) -> String {
        let (end, ended) = mpsc::channel::<()>();
        let line = std::thread::spawn(move || {
            let mut out = Vec::new();
            tell(&mut out, &Mutex::new("checking 3 plans".to_owned()), &ended, patience);
            String::from_utf8(out).unwrap()
        });
        std::thread::sleep(work);
        drop(end);
        line.join().unwrap()
    }

    #[test]
    fn short_work_is_not_told_and_long_work_leaves_no_trace() {
        assert_eq!(told(Duration::from_millis(5), Duration::from_secs(60)), "");
        let said = told(Duration::from_millis(200), Duration::from_millis(20));
        assert!(said.starts_with("\r\u{1b}[Kpoolproof: checking 3 plans, 0 s"), "{said:?}");
        assert!(said.ends_with("s\r\u{1b}[K") && !said.contains('\n'), "{said:?}");
    }

    #[test]
    fn nothing_but_a_terminal_of_this_machine_gets_links() {
        fn terminal(is_terminal: bool, variable: &str) -> Terminal<impl Fn(&str) -> bool> {
            Terminal { is_terminal, is_dumb: variable == "dumb", set: move |name: &str| name == variable }
        }
        assert!(terminal(true, "").opens_links() && terminal(true, "").shows_progress());
        assert!(!terminal(false, "").opens_links() && !terminal(false, "").shows_progress());
        for name in ["CI", "SSH_CONNECTION", "SSH_TTY", "dumb"] {
            assert!(!terminal(true, name).opens_links(), "{name}");
        }
        assert!(terminal(true, "SSH_TTY").shows_progress() && !terminal(true, "CI").shows_progress());
        assert!(!terminal(true, "dumb").shows_progress());
    }
}
