//! From the root module down its calls: the tree.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::{Block, Files, Module, Text, Tree, build};
use crate::finding::Problem;
use crate::source::Location;

/// More modules than this, or deeper ones, are not read.
const MAX_MODULES: usize = 10_000;
const MAX_DEPTH: usize = 64;
/// Expressions of all modules together. A large module that is called very often would take all memory.
const MAX_EXPRESSIONS: usize = 5_000_000;

/// A folder with the files of a module.
#[derive(Debug, Clone, Default)]
pub struct Folder {
    /// `path.module`.
    pub folder: String,
    /// The files whose names [`super::read_order`] takes.
    pub texts: Vec<Text>,
    /// Files that could not be had.
    pub unreadable: Vec<Problem>,
}

/// A module that is called.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The names of the calls that lead to it.
    pub path: &'a [String],
    /// The folder of the module that calls it.
    pub caller: &'a str,
    /// Its `source`, where it is literal text.
    pub source: Option<&'a str>,
}

/// Where modules are taken from.
pub trait Folders {
    /// The folder of the root module.
    fn root(&mut self) -> Folder;

    /// The folder of a called module.
    ///
    /// # Errors
    /// Why it cannot be had, and what to do, as a sentence.
    fn called(&mut self, asked: Asked<'_>) -> Result<Folder, String>;
}

/// Reads all modules from the root down. What cannot be had is missing, and the tree's problems say so.
pub fn tree(folders: &mut dyn Folders) -> Tree {
    let mut walk = Walk::default();
    let mut level = vec![Step { path: Vec::new(), above: BTreeSet::new(), folder: folders.root() }];
    while !level.is_empty() {
        walk.parse(&level);
        level = level.into_iter().flat_map(|step| walk.enter(step, folders)).collect();
    }
    Tree { modules: walk.modules, workspace: None, problems: walk.problems, files: Files::default() }
}

struct Step {
    path: Vec<String>,
    /// The folders of the modules that lead here.
    above: BTreeSet<String>,
    folder: Folder,
}

/// A folder that was read, for every call of it.
struct Parsed {
    texts: Vec<Text>,
    module: Module,
    expressions: usize,
}

#[derive(Default)]
struct Walk {
    modules: BTreeMap<Vec<String>, Module>,
    parsed: BTreeMap<String, Parsed>,
    expressions: usize,
    problems: Vec<Problem>,
}

impl Walk {
    /// Reads the folders of a level that were not read before.
    fn parse(&mut self, level: &[Step]) {
        let mut new: BTreeMap<&str, &Folder> = BTreeMap::new();
        for step in level {
            let folder = &step.folder;
            let known = self.parsed.get(&folder.folder).is_some_and(|parsed| same(&parsed.texts, &folder.texts));
            if !known {
                new.insert(&folder.folder, folder);
            }
        }
        let read: Vec<(Parsed, Vec<Problem>)> =
            new.into_values().collect::<Vec<_>>().into_par_iter().map(read).collect();
        for (parsed, problems) in read {
            self.problems.extend(problems);
            self.parsed.insert(parsed.module.folder.clone(), parsed);
        }
    }

    /// Takes the module of a step in, and finds the modules it calls.
    fn enter(&mut self, step: Step, folders: &mut dyn Folders) -> Vec<Step> {
        let Some(parsed) = self.parsed.get(&step.folder.folder) else { return Vec::new() };
        self.expressions += parsed.expressions;
        if self.modules.len() >= MAX_MODULES || self.expressions > MAX_EXPRESSIONS {
            let message = "the configuration has too many modules; what lies deeper is not read".to_owned();
            self.problem(message, None);
            return Vec::new();
        }
        let module = parsed.module.clone();
        let mut above = step.above;
        above.insert(module.folder.clone());
        let mut below = Vec::new();
        for (name, call) in &module.calls {
            let mut path = step.path.clone();
            path.push(name.clone());
            let asked = Asked { path: &path, caller: &module.folder, source: source_of(call) };
            let address = || path.iter().map(|name| format!("module.{name}")).collect::<Vec<_>>().join(".");
            match folders.called(asked) {
                Ok(folder) if above.contains(&folder.folder) || path.len() > MAX_DEPTH => {
                    self.problem(format!("{} calls itself; it is not read", address()), Some(call.place().location()));
                }
                Ok(folder) => below.push(Step { path, above: above.clone(), folder }),
                Err(why) => {
                    self.problem(format!("{} is not at hand: {why}", address()), Some(call.place().location()));
                }
            }
        }
        self.modules.insert(step.path, module);
        below
    }

    fn problem(&mut self, message: String, location: Option<Location>) {
        let problem = Problem { message, location, policy: None };
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}

fn read(folder: &Folder) -> (Parsed, Vec<Problem>) {
    let (mut module, mut problems) = build::module(&folder.folder, &folder.texts);
    if let (Some(first), None) = (folder.unreadable.first(), &module.incomplete) {
        module.incomplete = Some(first.message.clone());
    }
    problems.extend(folder.unreadable.iter().cloned());
    let expressions = size(&module);
    (Parsed { texts: folder.texts.clone(), module, expressions }, problems)
}

fn same(one: &[Text], other: &[Text]) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).all(|(a, b)| a.name == b.name && a.source.text() == b.source.text())
}

fn size(module: &Module) -> usize {
    let blocks = module.resources.values().chain(module.calls.values());
    module.variables.len() + module.locals.len() + module.outputs.len() + blocks.map(block_size).sum::<usize>()
}

fn block_size(block: &Block) -> usize {
    1 + block.attributes.len() + block.blocks.iter().map(|nested| block_size(&nested.block)).sum::<usize>()
}

fn source_of(call: &Block) -> Option<&str> {
    call.attributes.get("source").and_then(|written| written.expr.as_literal_string())
}
