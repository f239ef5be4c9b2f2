//! A large plan is not kept in memory: what is asked for is read *again*, piece by piece.

#![allow(clippy::disallowed_methods, reason = "this is the place that touches the disk")]

use std::fs::{self, File, Metadata};
use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::time::SystemTime;

use crate::model::Pieces;

/// A plan with fewer bytes stays in memory.
pub(super) const LARGE: u64 = 16 << 20;

/// A file, as it was when it was opened.
#[derive(Debug)]
pub(super) struct Again {
    file: File,
    was: (u64, Option<SystemTime>),
}

impl Again {
    /// The file at `path`, before it is read; nothing where it is small, or no file.
    pub(super) fn open(path: &str, large: u64) -> Option<Self> {
        let is_large = |known: &Metadata| known.is_file() && known.len() >= large;
        // Asked before it is opened: who writes to a pipe would take this for its reader.
        fs::metadata(path).ok().filter(is_large)?;
        let file = File::open(path).ok()?;
        let known = file.metadata().ok().filter(is_large)?;
        Some(Self { was: as_it_is(&known), file })
    }

    /// The pieces of `text`, which was read from it meanwhile. Text that was UTF-16 or had a mark before it stands at other
    /// places than its bytes do.
    pub(super) fn of(self, text: &str) -> Option<Arc<dyn Pieces>> {
        let start = text.get(..text.len().min(1))?;
        let same = self.was.0 == text.len() as u64 && self.piece(0..1).as_deref() == Some(start);
        same.then(|| Arc::new(self) as Arc<dyn Pieces>)
    }
}

fn as_it_is(known: &Metadata) -> (u64, Option<SystemTime>) {
    (known.len(), known.modified().ok())
}

impl Pieces for Again {
    fn piece(&self, range: Range<usize>) -> Option<String> {
        let mut bytes = vec![0; range.len()];
        read_at(&self.file, &mut bytes, range.start as u64).ok()?;
        let known = self.file.metadata().ok()?;
        if as_it_is(&known) == self.was { String::from_utf8(bytes).ok() } else { None }
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

/// Threads share the place in the file, so they read one at a time.
#[cfg(not(unix))]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    use std::io::{Read, Seek, SeekFrom};
    use std::sync::Mutex;
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock();
    let mut file = file;
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(bytes)
}
