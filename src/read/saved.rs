//! The saved plan: the zip that `plan -out` writes. It holds the refreshed state in clear (`tfstate`), the very files of
//! HCL that were planned (`tfconfig/`), and the plan in Terraform's own encoding (`tfplan`).

use std::collections::BTreeMap;
use std::io::{BufReader, Cursor, Read};

use crate::eval::ast::Block;
use crate::eval::parse_body;
use crate::model::{Locked, Recorded};
use crate::modules::{self, Asked, Folder, Folders, Text};
use crate::source::Source;

use super::folder::{Record, cannot_be_read, text};
use super::rooted::{MAX_FILE, joined, shown_in};
use super::tfplan::{self, Facts};
use super::{ReadError, state};

/// A state that unpacks to more is refused: a small zip can hold a very large file.
const MAX_STATE: u64 = 1 << 30;
/// All files of HCL together.
const MAX_CONFIGURATION: u64 = 512 << 20;
const MAX_ENTRIES: usize = 20_000;
const MANIFEST: &str = "tfconfig/modules.json";
/// In front of the key of a module.
const MODULE: &str = "tfconfig/m-";

type Archive<'b> = zip::ZipArchive<Cursor<&'b [u8]>>;

/// A saved plan, unpacked as far as it is of use.
#[derive(Debug, Clone)]
pub(super) struct SavedPlan {
    /// Its path, as given.
    pub(super) path: String,
    /// The recorded state.
    pub(super) recorded: Recorded,
    /// The configuration; old saved plans may have none.
    pub(super) snapshot: Option<Snapshot>,
    /// Workspace and version.
    pub(super) facts: Facts,
    /// OpenTofu made it, going by the registry its providers come from.
    pub(super) by_opentofu: bool,
    /// The versions that were taken.
    pub(super) locked: Locked,
}

/// The files of HCL that were planned.
#[derive(Debug, Clone, Default)]
pub(super) struct Snapshot {
    /// The folders of the modules by key.
    pub(super) folders: BTreeMap<String, String>,
    /// The versions of the modules by key.
    pub(super) versions: BTreeMap<String, String>,
    /// Their files by key, with their names.
    pub(super) files: BTreeMap<String, BTreeMap<String, Vec<u8>>>,
}

impl SavedPlan {
    /// Unpacks the saved plan `bytes`.
    pub(super) fn open(path: &str, bytes: &[u8]) -> Result<Self, ReadError> {
        let mut archive: Archive =
            zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(path, &error.to_string()))?;
        let names = names(path, &archive)?;
        if entries(bytes, archive.central_directory_start()) != archive.len() {
            return Err(damaged(path, "two of its entries have one name; Terraform writes no such file"));
        }
        if archive.index_for_name("tfplan").is_none() {
            return Err(no_plan_inside(path));
        }
        let recorded = recorded(path, &mut archive)?;
        let snapshot = snapshot(&mut archive, &names, MAX_CONFIGURATION).map_err(|error| damaged(path, &error))?;
        let plan = archive.by_name("tfplan").map_err(|error| damaged(path, &error.to_string()))?;
        let facts = tfplan::facts(BufReader::new(plan)).map_err(|error| damaged(path, &format!("tfplan: {error}")))?;
        let lock = entry(&mut archive, ".terraform.lock.hcl", MAX_FILE).unwrap_or_default();
        let by_opentofu = String::from_utf8_lossy(&lock).contains("\"registry.opentofu.org/");
        let modules = snapshot.as_ref().map(|snapshot| snapshot.versions.clone()).unwrap_or_default();
        let locked = Locked { modules, providers: providers(&lock) };
        Ok(Self { path: path.to_owned(), recorded, snapshot, facts, by_opentofu, locked })
    }
}

/// The names of the entries. Nothing is written to the disk, but a name that leads elsewhere is a sign of a file that was
/// made to do harm.
fn names(path: &str, archive: &Archive<'_>) -> Result<Vec<String>, ReadError> {
    if archive.len() > MAX_ENTRIES {
        return Err(damaged(path, &format!("it has more than {MAX_ENTRIES} entries")));
    }
    let mut names = Vec::new();
    for name in archive.file_names() {
        let name = name.map_err(|error| damaged(path, &error.to_string()))?.into_owned();
        let drive = name.as_bytes().get(1) == Some(&b':');
        let climbs = name.split(['/', '\\']).any(|part| part == "..");
        if drive || climbs || name.starts_with(['/', '\\']) || name.contains('\0') {
            let message = format!("its entry `{name}` leads out of it; Terraform writes no such entry");
            return Err(damaged(path, &message));
        }
        names.push(name);
    }
    Ok(names)
}

/// How many entries the directory of a zip lists. The reader keeps one for each name, and of two with one name another
/// reader may take the other.
fn entries(bytes: &[u8], start: u64) -> usize {
    const HEADER: usize = 46;
    let mut rest = usize::try_from(start).ok().and_then(|start| bytes.get(start..)).unwrap_or_default();
    let mut count = 0;
    while let Some(header) = rest.get(..HEADER).filter(|header| header.starts_with(b"PK\x01\x02")) {
        let length = |at: usize| match header.get(at..at + 2) {
            Some([low, high]) => usize::from(u16::from_le_bytes([*low, *high])),
            _ => 0,
        };
        count += 1;
        rest = rest.get(HEADER + length(28) + length(30) + length(32)..).unwrap_or_default();
    }
    count
}

fn recorded(path: &str, archive: &mut Archive<'_>) -> Result<Recorded, ReadError> {
    let bytes = entry(archive, "tfstate", MAX_STATE).map_err(|error| damaged(path, &error))?;
    let text = String::from_utf8(bytes).map_err(|_| damaged(path, "its state is no UTF-8 text"))?;
    state::parse(&text).map_err(|error| damaged(path, &error))
}

/// The versions of a lock file. One that cannot be read tells none.
pub(super) fn providers(lock: &[u8]) -> BTreeMap<String, String> {
    let source = Source::new(".terraform.lock.hcl", String::from_utf8_lossy(lock));
    let Ok(body) = parse_body(&source) else { return BTreeMap::new() };
    let version = |block: &Block| {
        let version = block.body.attribute("version")?.value.as_literal_string()?.to_owned();
        Some((block.labels.first()?.text.clone(), version))
    };
    body.blocks_of("provider").filter_map(version).collect()
}

fn snapshot(archive: &mut Archive<'_>, names: &[String], most: u64) -> Result<Option<Snapshot>, String> {
    if archive.index_for_name(MANIFEST).is_none() {
        return Ok(None);
    }
    let manifest = entry(archive, MANIFEST, MAX_FILE)?;
    let records: Vec<Record> = serde_json::from_slice(&manifest).map_err(|error| format!("{MANIFEST}: {error}"))?;
    let mut snapshot = Snapshot::default();
    for record in records {
        let dir = joined(".", &record.dir).map_err(|why| format!("{MANIFEST}: the folder `{}`: {why}", record.dir))?;
        if let Some(version) = record.version.filter(|version| !version.is_empty()) {
            snapshot.versions.insert(record.key.clone(), version);
        }
        snapshot.folders.insert(record.key, dir);
    }
    let mut total = 0;
    for name in names {
        let Some((key, file)) = name.strip_prefix(MODULE).and_then(|rest| rest.rsplit_once('/')) else { continue };
        if file.is_empty() {
            continue;
        }
        let bytes = entry(archive, name, MAX_FILE)?;
        total += bytes.len() as u64;
        if total > most {
            return Err(format!("its configuration is larger than {} MiB", most >> 20));
        }
        snapshot.files.entry(key.to_owned()).or_default().insert(file.to_owned(), bytes);
    }
    Ok(Some(snapshot))
}

fn entry(archive: &mut Archive<'_>, name: &str, limit: u64) -> Result<Vec<u8>, String> {
    let entry = archive.by_name(name).map_err(|error| format!("{name}: {error}"))?;
    let mut bytes = Vec::new();
    entry.take(limit + 1).read_to_end(&mut bytes).map_err(|error| format!("{name}: {error}"))?;
    if bytes.len() as u64 > limit {
        return Err(format!("{name} is larger than {} MiB", limit >> 20));
    }
    Ok(bytes)
}

/// Modules from a snapshot, with the paths that their files have below the root module's folder.
pub(super) struct Planned<'s> {
    pub(super) snapshot: &'s Snapshot,
    /// The root module's folder as it is shown.
    pub(super) shown: &'s str,
}

impl Planned<'_> {
    fn folder(&self, key: &str) -> Option<Folder> {
        let folder = self.snapshot.folders.get(key)?;
        let mut read = Folder { folder: folder.clone(), ..Folder::default() };
        let files = self.snapshot.files.get(key);
        for (name, bytes) in files.into_iter().flatten() {
            let shown = shown_in(self.shown, &format!("{folder}/{name}"));
            match text(bytes.clone()) {
                Ok(text) => read.texts.push(Text { name: name.clone(), source: Source::new(shown, text) }),
                Err(why) if !modules::read_order([name.as_str()]).is_empty() => {
                    read.unreadable.push(cannot_be_read(shown, &why));
                }
                Err(_) => {}
            }
        }
        Some(read)
    }
}

impl Folders for Planned<'_> {
    fn root(&mut self) -> Folder {
        self.folder("").unwrap_or_else(|| Folder { folder: ".".to_owned(), ..Folder::default() })
    }

    fn called(&mut self, asked: Asked<'_>) -> Result<Folder, String> {
        let missing =
            || "the saved plan has no files of it; make it again with `terraform plan -out=PLANFILE`".to_owned();
        self.folder(&asked.path.join(".")).ok_or_else(missing)
    }
}

fn damaged(path: &str, error: &str) -> ReadError {
    ReadError::new(path, format!("a saved plan that cannot be read: {error}"))
        .help("save the plan again with `terraform plan -out=PLANFILE`")
}

pub(super) fn not_a_saved_plan(path: &str) -> ReadError {
    ReadError::new(path, "--config takes a folder of HCL or the file that `terraform plan -out` wrote; this is neither")
        .help("name the saved plan or the folder that the plan was made from")
}

/// A zip of something else.
fn no_plan_inside(path: &str) -> ReadError {
    ReadError::new(path, "this zip is not a saved plan: it has no entry `tfplan`")
        .help("name the file that `terraform plan -out=PLANFILE` wrote")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn all_files_together_have_a_limit() {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let names = ["tfconfig/m-/a.tf", "tfconfig/m-/b.tf"].map(str::to_owned);
        writer.start_file(MANIFEST, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(b"[]").unwrap();
        for name in &names {
            writer.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(&[b' '; 1 << 20]).unwrap();
        }
        let bytes = writer.finish().unwrap().into_inner();
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes.as_slice())).unwrap();
        assert!(snapshot(&mut archive, &names, 2 << 20).is_ok());
        let refused = snapshot(&mut archive, &names, 1 << 20).unwrap_err();
        assert_eq!(refused, "its configuration is larger than 1 MiB");
    }
}
