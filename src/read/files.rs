//! The disk. Paths are shown as they were given; below a folder they are joined with `/` on every system.

#![allow(clippy::disallowed_methods, reason = "this is the place that touches the disk")]

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::ReadError;
use super::ending::Unfinished;

/// Larger files are refused before they are read.
pub(super) const MAX_BYTES: u64 = 4 << 30;
/// A folder with more entries below it is not one of plans.
const MAX_ENTRIES: usize = 200_000;
const MAX_DEPTH: usize = 64;
/// Folders of tools: copies of modules and providers, never plans.
pub(super) const SKIPPED: [&str; 4] = [".git", ".terraform", ".terragrunt-cache", "node_modules"];
/// As much as is read to see whether the rest of a file is worth reading.
const HEAD: usize = 64;

/// What a path leads to.
pub(super) enum Found {
    File(String),
    Folder(String),
}

/// What `path` names: a file, a folder, `-`, or all that a glob matches.
pub(super) fn find(path: &str) -> Result<Vec<Found>, ReadError> {
    if path == "-" || Path::new(path).exists() {
        return Ok(vec![found(path.to_owned())]);
    }
    let matched = if path.contains(['*', '?', '[']) { expand(path) } else { Vec::new() };
    if matched.is_empty() && Path::new(path).is_symlink() {
        return Err(
            ReadError::new(path, "this link leads to nothing that is there").help("see where it leads: `ls -l`")
        );
    }
    if matched.is_empty() {
        return Err(ReadError::new(path, "there is no such file or folder")
            .help("name a plan JSON (`terraform show -json PLANFILE > plan.json`), a folder with plans, or - for standard input"));
    }
    Ok(matched)
}

fn found(path: String) -> Found {
    if is_folder(&path) { Found::Folder(path) } else { Found::File(path) }
}

fn expand(pattern: &str) -> Vec<Found> {
    let paths = glob::glob(pattern).into_iter().flatten().flatten();
    paths.filter_map(|path| path.to_str().map(|path| found(path.to_owned()))).collect()
}

pub(super) fn is_folder(path: &str) -> bool {
    Path::new(path).is_dir()
}

/// There is a file of this name.
pub(super) fn is_file(path: &str) -> bool {
    Path::new(path).is_file()
}

/// Bytes of a regular file; `None` for a folder, a pipe, or what is not there.
pub fn file_size(path: &str) -> Option<u64> {
    fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|known| known.len())
}

/// Bytes of a file; none of what is no file, such as a pipe. A folder has none of its own.
pub(super) fn size(path: &str) -> Option<u64> {
    let known = fs::metadata(path).ok()?;
    if known.is_dir() { Some(0) } else { known.is_file().then_some(known.len()) }
}

/// The path that a file has by itself, whatever way leads to it; the one it is named by where it has none.
pub(super) fn real(path: &str) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| PathBuf::from(path))
}

/// The folder a path stands in.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// All bytes of a file, or of standard input for `-`.
pub(super) fn read(path: &str) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    let read = if path == "-" {
        io::stdin().take(MAX_BYTES + 1).read_to_end(&mut bytes)
    } else {
        fs::File::open(path).and_then(|file| {
            let length = file.metadata()?.len();
            if length > MAX_BYTES {
                return Ok(usize::MAX);
            }
            bytes.reserve(usize::try_from(length).unwrap_or(0));
            file.take(MAX_BYTES + 1).read_to_end(&mut bytes)
        })
    };
    let length = read.map_err(|error| unreadable(path, &error))?;
    if length as u64 > MAX_BYTES {
        return Err(ReadError::new(path, "larger than 4 GiB").help("check the plans of its root modules one by one"));
    }
    Ok(bytes)
}

/// All bytes of a file whose first bytes are `wanted`; else nothing.
pub(super) fn read_if(path: &str, wanted: impl Fn(&[u8]) -> bool) -> Result<Option<Vec<u8>>, ReadError> {
    let mut head = Vec::with_capacity(HEAD);
    fs::File::open(path)
        .and_then(|file| file.take(HEAD as u64).read_to_end(&mut head))
        .map_err(|error| unreadable(path, &error))?;
    if wanted(&head) { read(path).map(Some) } else { Ok(None) }
}

/// Text of a file that a person wrote.
pub(super) fn read_text(path: &str) -> Result<String, ReadError> {
    super::text::decode(path, read(path)?)
}

/// Every regular file below `folder`, in the order of their paths. Links are not followed.
pub(super) fn walk(folder: &str) -> Result<Vec<String>, ReadError> {
    let mut files = Vec::new();
    let mut folders = vec![(folder.trim_end_matches('/').to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        for (name, kind) in entries(&folder)? {
            let path = if folder == "." { name.clone() } else { format!("{folder}/{name}") };
            if kind.is_file() {
                files.push(path);
            } else if kind.is_dir() && depth < MAX_DEPTH && !SKIPPED.contains(&name.as_str()) {
                folders.push((path, depth + 1));
            }
        }
        if files.len() + folders.len() > MAX_ENTRIES {
            return Err(
                ReadError::new(&folder, "more than 200 000 files below the folder").help("name the plans themselves")
            );
        }
    }
    files.sort();
    Ok(files)
}

fn entries(folder: &str) -> Result<Vec<(String, fs::FileType)>, ReadError> {
    let path = if folder.is_empty() { "/" } else { folder };
    let list = || -> io::Result<Vec<(String, fs::FileType)>> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            entries.push((entry.file_name().to_string_lossy().into_owned(), entry.file_type()?));
        }
        Ok(entries)
    };
    list().map_err(|error| unreadable(path, &error))
}

/// Writes a report whole or not at all: into a file beside it, which then takes its name.
///
/// # Errors
/// When the folder or the file cannot be written.
pub fn write_whole(path: &str, text: &str) -> Result<(), ReadError> {
    put_whole(Path::new(path), text).map_err(|error| {
        ReadError::new(path, format!("cannot be written: {error}")).help("see that the folder is there and has room")
    })
}

fn put_whole(path: &Path, text: &str) -> io::Result<()> {
    // A link stays, and what it leads to is written.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let known = fs::metadata(&path).ok();
    if known.as_ref().is_some_and(|known| !known.is_file() && !known.is_dir()) {
        // A pipe or a device is no file that another one can take the place of.
        return fs::write(&path, text);
    }
    let mut beside = path.clone().into_os_string();
    beside.push(format!(".{}.part", std::process::id()));
    let beside = Unfinished::new(beside.into());
    fs::write(beside.path(), text)?;
    if let Some(known) = known {
        fs::set_permissions(beside.path(), known.permissions())?;
    }
    fs::rename(beside.path(), &path)
}

fn unreadable(path: &str, error: &io::Error) -> ReadError {
    ReadError::new(path, format!("cannot be read: {error}")).help("see that the path is right and that you may read it")
}
