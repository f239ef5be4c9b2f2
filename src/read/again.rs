//! A large plan is not kept in memory: it is read through, and what is asked for is read *again*, piece by piece.

#![allow(clippy::disallowed_methods, reason = "this is the place that touches the disk")]

use std::fs::{self, File, Metadata};
use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use crate::model::{Pieces, Plan, Text};

use super::{files, plan};

/// A plan with fewer bytes stays in memory.
pub(super) const LARGE: u64 = 16 << 20;
/// Bytes that are read at a time: few enough to stay near the processor while they are parsed.
const WIDTH: usize = 256 << 10;

/// Bytes around a piece that are read with it: the next one that is asked for mostly stands behind it.
const BLOCK: usize = 16 << 10;

/// A file, as it was when it was opened.
#[derive(Debug)]
pub(super) struct Again {
    file: File,
    was: (u64, Option<SystemTime>),
    last: Mutex<Block>,
}

/// A part of the file, read while it was as it was, and where it begins.
#[derive(Debug, Default)]
struct Block {
    start: usize,
    bytes: Vec<u8>,
}

impl Block {
    fn piece(&self, range: &Range<usize>) -> Option<&[u8]> {
        self.bytes.get(range.start.checked_sub(self.start)?..range.end.checked_sub(self.start)?)
    }
}

impl Again {
    /// The file at `path`, before it is read; nothing where it is small, or no file.
    pub(super) fn open(path: &str, large: u64) -> Option<Arc<Self>> {
        let is_large = |known: &Metadata| known.is_file() && (large..=files::MAX_BYTES).contains(&known.len());
        // Asked before it is opened: who writes to a pipe would take this for its reader.
        fs::metadata(path).ok().filter(is_large)?;
        let file = File::open(path).ok()?;
        let known = file.metadata().ok().filter(is_large)?;
        Some(Arc::new(Self { was: as_it_is(&known), file, last: Mutex::default() }))
    }

    /// The plan in it; nothing where it has to be read whole.
    pub(super) fn plan(self: &Arc<Self>, path: &str) -> Option<Plan> {
        let (plan, length) = plan::in_pieces(path, &self.file, &self.text(), WIDTH)?;
        (length as u64 == self.was.0 && self.is_as_it_was()).then_some(plan)
    }

    /// Its sections without what is in them; nothing where it has to be looked at whole.
    pub(super) fn sections(&self) -> Option<String> {
        plan::sections(&self.file, WIDTH)
    }

    /// What stands for `text`, which was read from it meanwhile. Text that was UTF-16 or had a mark before it stands at
    /// other places than its bytes do.
    pub(super) fn of(self: &Arc<Self>, text: &str) -> Option<Arc<Text>> {
        let start = text.get(..text.len().min(1))?;
        let same = self.was.0 == text.len() as u64 && self.piece(0..1).as_deref() == Some(start);
        same.then(|| self.text())
    }

    fn text(self: &Arc<Self>) -> Arc<Text> {
        Arc::new(Text::Left(Arc::clone(self) as Arc<dyn Pieces>))
    }

    /// The block that a piece begins, in the room of the one before.
    fn block(&self, range: &Range<usize>, mut bytes: Vec<u8>) -> Option<Block> {
        let end = usize::try_from(self.was.0).ok()?.min(range.start.saturating_add(BLOCK)).max(range.end);
        bytes.resize(end - range.start, 0);
        read_at(&self.file, &mut bytes, range.start as u64).ok()?;
        self.is_as_it_was().then_some(Block { start: range.start, bytes })
    }

    fn is_as_it_was(&self) -> bool {
        self.file.metadata().is_ok_and(|known| as_it_is(&known) == self.was)
    }
}

fn as_it_is(known: &Metadata) -> (u64, Option<SystemTime>) {
    (known.len(), known.modified().ok())
}

impl Pieces for Again {
    fn piece(&self, range: Range<usize>) -> Option<String> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.piece(&range).is_none() {
            let room = std::mem::take(&mut *last).bytes;
            *last = self.block(&range, room)?;
        }
        std::str::from_utf8(last.piece(&range)?).ok().map(str::to_owned)
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
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock();
    let mut file = file;
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changes_while_it_is_read_is_read_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.json");
        let path = path.to_str().unwrap();
        let plan = r#"{"format_version":"1.2","resource_changes":[]}"#;
        let read = |now: &str| {
            fs::write(path, plan).unwrap();
            let file = Again::open(path, 1).unwrap();
            fs::write(path, now).unwrap();
            file.plan(path).is_some()
        };
        assert!(!read(&format!("{plan} ")));
        assert!(!read(plan.trim_end_matches('}')));
        let file = Again::open(path, 1).unwrap();
        assert!(file.plan(path).is_none(), "it is cut short");
        fs::write(path, plan).unwrap();
        assert!(Again::open(path, 1).unwrap().plan(path).is_some());
        assert!(Again::open(path, plan.len() as u64 + 1).is_none());
    }
}
