//! A configuration in a folder: the root module, and the modules that `terraform init` put below `.terraform` or that
//! lie beside it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::rooted::{Place, joined};
use super::saved;
use crate::finding::Problem;
use crate::model::Locked;
use crate::modules::{self, Asked, Folder, Folders, Text};
use crate::source::{Location, Source};

const MANIFEST: &str = ".terraform/modules/modules.json";
/// What `terraform init` writes beside the configuration.
pub(super) const LOCK: &str = ".terraform.lock.hcl";
const ENVIRONMENT: &str = ".terraform/environment";

#[derive(Deserialize)]
struct Manifest {
    #[serde(rename = "Modules", default)]
    modules: Vec<Record>,
}

/// A line of `modules.json`, in a folder or in a saved plan.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Record {
    /// The names of the calls, with dots; empty for the root.
    #[serde(rename = "Key")]
    pub(super) key: String,
    /// Where the module lies, relative to the root module's folder.
    #[serde(rename = "Dir")]
    pub(super) dir: String,
    /// The version that was taken; none for a module that has no versions.
    #[serde(rename = "Version", default)]
    pub(super) version: Option<String>,
}

/// A configuration that is read from a folder.
pub(super) struct Configured<'r> {
    root: &'r dyn Place,
    /// Folders of installed modules by key.
    installed: BTreeMap<String, String>,
    /// What was read before, by the folder: many calls lead to one.
    known: BTreeMap<String, Result<Option<Folder>, String>>,
}

impl<'r> Configured<'r> {
    pub(super) fn new(root: &'r dyn Place) -> Self {
        Self { root, installed: installed(root), known: BTreeMap::new() }
    }

    fn folder(&self, folder: &str) -> Result<Option<Folder>, String> {
        let Some(names) = self.root.names(folder)? else { return Ok(None) };
        let mut texts = Vec::new();
        let mut unreadable = Vec::new();
        for name in modules::read_order(names.iter().map(String::as_str)) {
            let relative = format!("{folder}/{name}");
            let shown = self.root.show(&relative);
            match self.root.read(&relative).and_then(text) {
                Ok(text) => texts.push(Text { name: name.to_owned(), source: Source::new(shown, text) }),
                Err(why) => unreadable.push(cannot_be_read(shown, &why)),
            }
        }
        if texts.is_empty() && unreadable.is_empty() {
            return Ok(None);
        }
        Ok(Some(Folder { folder: folder.to_owned(), texts, unreadable }))
    }
}

impl Folders for Configured<'_> {
    fn root(&mut self) -> Folder {
        match self.folder(".") {
            Ok(folder) => folder.unwrap_or_else(|| Folder { folder: ".".to_owned(), ..Folder::default() }),
            Err(why) => {
                let unreadable = vec![cannot_be_read(self.root.show("."), &why)];
                Folder { folder: ".".to_owned(), texts: Vec::new(), unreadable }
            }
        }
    }

    /// A local source is where it says; the list of installed modules may be older than the call.
    fn called(&mut self, asked: Asked<'_>) -> Result<Folder, String> {
        let local = asked.source.filter(|source| is_local(source));
        let installed = self.installed.get(&asked.path.join("."));
        let folder = match (local, installed) {
            (Some(source), _) => joined(asked.caller, source).map_err(|why| format!("its source `{source}`: {why}"))?,
            (None, Some(dir)) => joined(".", dir).map_err(|why| format!("its folder `{dir}`: {why}"))?,
            (None, None) => return Err("run `terraform init` in the folder of the root module".to_owned()),
        };
        let known = self.known.get(&folder).cloned().unwrap_or_else(|| self.folder(&folder));
        self.known.entry(folder.clone()).or_insert_with(|| known.clone());
        match known {
            Ok(Some(read)) => Ok(read),
            Ok(None) if local.is_some() => Err(format!("there is no .tf file in `{}`", self.root.show(&folder))),
            Ok(None) => Err("run `terraform init` in the folder of the root module".to_owned()),
            Err(why) => Err(format!("`{}`: {why}", self.root.show(&folder))),
        }
    }
}

/// The versions that `terraform init` took in a folder.
pub(super) fn locked(root: &dyn Place) -> Locked {
    let providers = root.read(LOCK).map(|lock| saved::providers(&lock)).unwrap_or_default();
    let modules = manifest(root).into_iter().filter_map(|record| {
        let version = record.version.filter(|version| !version.is_empty())?;
        Some((record.key, version))
    });
    Locked { modules: modules.collect(), providers }
}

/// Where `terraform init` put the modules. A list that is damaged is as good as none: the modules are then not at hand.
fn installed(root: &dyn Place) -> BTreeMap<String, String> {
    manifest(root).into_iter().map(|record| (record.key, record.dir)).collect()
}

fn manifest(root: &dyn Place) -> Vec<Record> {
    let manifest = root.read(MANIFEST).ok().and_then(|bytes| serde_json::from_slice::<Manifest>(&bytes).ok());
    manifest.map(|manifest| manifest.modules).unwrap_or_default()
}

fn is_local(source: &str) -> bool {
    ["./", "../", ".\\", "..\\"].iter().any(|start| source.starts_with(start)) || source == "." || source == ".."
}

/// The workspace that was selected in a folder. Where the environment names another one the plan may have been made in
/// either, so neither is taken.
pub(super) fn workspace(root: &dyn Place, variable: Option<String>) -> Option<String> {
    let selected = root.read(ENVIRONMENT).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let name = |text: String| Some(text.trim().to_owned()).filter(|name| !name.is_empty());
    match (selected.and_then(name), variable.and_then(name)) {
        (Some(selected), Some(variable)) if selected != variable => None,
        (selected, variable) => selected.or(variable),
    }
}

/// The text of a file of HCL.
pub(super) fn text(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|error| format!("it is not UTF-8 (byte {})", error.utf8_error().valid_up_to()))
}

pub(super) fn cannot_be_read(path: String, why: &str) -> Problem {
    Problem {
        message: format!("this file cannot be read, and what it defines is unknown: {why}"),
        location: Some(Location { path, line: 1, column: 1, end_line: 1, end_column: 1 }),
        policy: None,
    }
}
