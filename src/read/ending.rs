//! What is to be done when somebody *ends* a run: a tool that was started is ended too, and a report that is half written
//! is taken away.

#![allow(clippy::disallowed_methods, reason = "this is the place that touches the disk")]

use std::collections::BTreeSet;
#[cfg(unix)]
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Somebody ends the run.
static ENDING: AtomicBool = AtomicBool::new(false);
/// Tools that run.
static RUNNING: AtomicUsize = AtomicUsize::new(0);
/// Files that are not whole yet.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// How often is looked.
pub(super) const TICK: Duration = Duration::from_millis(10);
/// A tool that was asked to end is given this time, and then ended.
const PATIENCE: Duration = Duration::from_secs(1);
/// No longer is waited for a tool that does not end at all.
const LAST: Duration = Duration::from_secs(5);

/// From now on a signal that ends the run tidies up first: SIGINT with exit code 130, SIGTERM with 143. `say` tells of it.
#[cfg(unix)]
pub fn end_tidily(say: fn()) {
    use signal_hook::consts::{SIGINT, SIGTERM};
    // Without it a signal ends the run as it does any program.
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) else { return };
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            say();
            end(signal);
        }
    });
}

/// Windows ends all that belongs to a console by itself.
#[cfg(not(unix))]
pub fn end_tidily(_: fn()) {}

/// Ends the program once all is done and said. To hand a large plan's memory back page by page takes a twentieth of its
/// check, and the system takes it all in one.
#[cfg(unix)]
pub fn end_at_once(code: u8) {
    let _ = io::stdout().flush();
    signal_hook::low_level::exit(i32::from(code));
}

/// The program ends by itself.
#[cfg(not(unix))]
pub fn end_at_once(_: u8) {}

#[cfg(unix)]
#[allow(clippy::exit, reason = "a signal ends the run wherever it is")]
fn end(signal: i32) {
    ENDING.store(true, Ordering::SeqCst);
    let last = Instant::now() + LAST;
    while RUNNING.load(Ordering::SeqCst) > 0 && Instant::now() < last {
        thread::sleep(TICK);
    }
    // Nobody else begins or ends a file from here on.
    let unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
    for path in unfinished.iter() {
        let _ = std::fs::remove_file(path);
    }
    std::process::exit(128 + signal)
}

/// A tool that runs, for as long as this is kept.
pub(super) struct Running(());

impl Running {
    pub(super) fn new() -> Self {
        RUNNING.fetch_add(1, Ordering::SeqCst);
        Self(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        RUNNING.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Whether somebody ends the run.
pub(super) fn is_asked() -> bool {
    ENDING.load(Ordering::SeqCst)
}

/// The run ends here, and says nothing more.
pub(super) fn wait() -> ! {
    loop {
        thread::sleep(LAST);
    }
}

/// Ends a tool: it is asked first, so that it can end what it started itself.
pub(super) fn stop(child: &mut Child) {
    ask(child);
    let last = Instant::now() + PATIENCE;
    while Instant::now() < last && matches!(child.try_wait(), Ok(None)) {
        thread::sleep(TICK);
    }
    kill(child);
    let _ = child.kill();
    let _ = child.wait();
}

/// A tool is the first of a group of its own: a script that wraps terraform would else leave it running.
#[cfg(unix)]
pub(super) fn as_group(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(unix)]
fn ask(child: &Child) {
    let _ = rustix::process::kill_process_group(rustix::process::Pid::from_child(child), rustix::process::Signal::INT);
}

#[cfg(unix)]
fn kill(child: &Child) {
    let _ = rustix::process::kill_process_group(rustix::process::Pid::from_child(child), rustix::process::Signal::KILL);
}

#[cfg(not(unix))]
pub(super) fn as_group(_: &mut Command) {}

#[cfg(not(unix))]
fn ask(_: &Child) {}

#[cfg(not(unix))]
fn kill(_: &Child) {}

/// A file that is not whole yet: taken away with this, unless it has got its name by then.
pub(super) struct Unfinished(PathBuf);

impl Unfinished {
    pub(super) fn new(path: PathBuf) -> Self {
        UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone());
        Self(path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // What is left of a write that did not work is of no use to anybody.
        let _ = std::fs::remove_file(&self.0);
        UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}
