//! The *modules* that a plan was made from: Terraform's HCL as a tree of modules, each with the blocks of all its files
//! put together as Terraform puts them together. What an expression means is the business of [`crate::resolve`].

mod build;
mod ignores;
mod json;
mod merge;
mod names;
mod native;
#[cfg(test)]
mod tests;
mod walk;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::eval::ast::Expr;
use crate::finding::Problem;
use crate::model::Mode;
use crate::source::{Place, Source, Span};

pub use build::{Text, module};
pub use ignores::{Ignore, IgnoredBlock, ignores_of};
pub use names::{is_override, read_order};
pub use walk::{Asked, Folder, Folders, tree};

/// The configuration of a plan.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// The modules by the names of the calls that lead to them from the root, which is the empty path.
    pub modules: BTreeMap<Vec<String>, Module>,
    /// `terraform.workspace`, where an input tells it.
    pub workspace: Option<String>,
    /// Files that could not be read, and what depends on them being unknown.
    pub problems: Vec<Problem>,
    /// What `file()` and its kin read.
    pub files: Files,
}

/// A module, without instances.
#[derive(Debug, Clone, Default)]
pub struct Module {
    /// `path.module`: its folder, relative to the root module's; `.` for the root itself.
    pub folder: String,
    /// Its `variable` blocks.
    pub variables: BTreeMap<String, Variable>,
    /// Its local values.
    pub locals: BTreeMap<String, Written>,
    /// Its outputs.
    pub outputs: BTreeMap<String, Written>,
    /// Its `resource` and `data` blocks by mode, type and name.
    pub resources: BTreeMap<(Mode, String, String), Block>,
    /// Its `provider` blocks, by the name, or by name and alias: `aws.west`.
    pub providers: BTreeMap<String, Block>,
    /// Its `module` blocks.
    pub calls: BTreeMap<String, Block>,
    /// Comments that waive findings.
    pub ignores: Vec<Ignore>,
    /// A file of it could not be read: what it lacks may stand there.
    pub incomplete: Option<String>,
}

/// A `variable` block.
#[derive(Debug, Clone, Default)]
pub struct Variable {
    /// Its `default`.
    pub default: Option<Written>,
    /// Its `type`, unevaluated.
    pub type_: Option<Written>,
    /// `nullable`, true unless it says otherwise.
    pub nullable: bool,
    /// `sensitive`.
    pub sensitive: bool,
    /// `ephemeral`.
    pub ephemeral: bool,
}

/// An expression and the place it is written.
#[derive(Debug, Clone)]
pub struct Written {
    /// The file.
    pub source: Source,
    /// The whole attribute.
    pub span: Span,
    /// The expression; its spans are of the same file.
    pub expr: Arc<Expr>,
}

impl Written {
    /// The place of the attribute.
    pub fn place(&self) -> Place {
        Place { source: self.source.clone(), span: self.span }
    }
}

/// The inside of a block. Attributes of one block may stand in several files: override files replace them one by one.
#[derive(Debug, Clone)]
pub struct Block {
    /// The file that the header stands in.
    pub source: Source,
    /// The header.
    pub span: Span,
    /// The attributes.
    pub attributes: BTreeMap<String, Written>,
    /// The nested blocks, in the order they are written; `dynamic` ones are among them.
    pub blocks: Vec<Nested>,
}

/// A block in a block.
#[derive(Debug, Clone)]
pub struct Nested {
    /// Its word: `default_action`, `dynamic`, `lifecycle`.
    pub kind: String,
    /// Its labels.
    pub labels: Vec<String>,
    /// What stands in it.
    pub block: Block,
}

impl Block {
    /// The nested blocks of a word, `dynamic` ones left out.
    pub fn of_kind<'b>(&'b self, kind: &'b str) -> impl Iterator<Item = &'b Block> {
        self.blocks.iter().filter(move |nested| nested.kind == kind).map(|nested| &nested.block)
    }

    /// The place of the header.
    pub fn place(&self) -> Place {
        Place { source: self.source.clone(), span: self.span }
    }
}

/// Gives the bytes of a file, or says why not.
type Reader = dyn Fn(&str) -> Result<Vec<u8>, String> + Send + Sync;

/// What stands in a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// Names of files.
    pub files: Vec<String>,
    /// Names of folders.
    pub folders: Vec<String>,
    /// Names of links, and of what is neither file nor folder.
    pub others: Vec<String>,
}

/// Tells what stands in a folder, or says why not.
type Lister = dyn Fn(&str) -> Result<Listing, String> + Send + Sync;

/// Files that functions may read: relative paths below the root module's folder, read when they are first asked for.
#[derive(Clone, Default)]
pub struct Files {
    reader: Option<Arc<Reader>>,
    lister: Option<Arc<Lister>>,
}

impl Files {
    /// Files that `reader` gives: the bytes, or why there are none, in words for a report.
    pub fn new(reader: impl Fn(&str) -> Result<Vec<u8>, String> + Send + Sync + 'static) -> Self {
        Self { reader: Some(Arc::new(reader)), lister: None }
    }

    /// The same files, with what `lister` tells to stand in a folder.
    pub fn listed(self, lister: impl Fn(&str) -> Result<Listing, String> + Send + Sync + 'static) -> Self {
        Self { lister: Some(Arc::new(lister)), ..self }
    }

    /// What stands in a folder, relative to the root module's; nothing where there is no such folder.
    ///
    /// # Errors
    /// Why they cannot be had.
    pub fn list(&self, folder: &str) -> Result<Listing, String> {
        match &self.lister {
            Some(lister) => lister(folder),
            None => {
                Err(format!("the files in {folder} are not at hand: add --config with the folder of the configuration"))
            }
        }
    }

    /// The bytes of the file at `path`, relative to the root module's folder.
    ///
    /// # Errors
    /// Why it cannot be had: it is not there, it leads out of the folder, or no folder was given.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        match &self.reader {
            Some(reader) => reader(path),
            None => Err(format!("the file {path} is not at hand: add --config with the folder of the configuration")),
        }
    }
}

impl std::fmt::Debug for Files {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.reader.is_some() { "Files(folder)" } else { "Files(none)" })
    }
}
