//! The files of a folder → a module.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::ignores::Ignore;
use super::{Block, Module, Nested, Variable, Written, json, merge, names, native};
use crate::finding::Problem;
use crate::model::Mode;
use crate::source::Source;

/// A file of a module.
#[derive(Debug, Clone)]
pub struct Text {
    /// Its name, without the folder.
    pub name: String,
    /// What stands in it.
    pub source: Source,
}

/// The module that Terraform makes of the files in a folder, whose path relative to the root module's is `folder`. A
/// file that cannot be read is a problem; the rest of the module is there, and says that it is [`Module::incomplete`].
pub fn module(folder: &str, texts: &[Text]) -> (Module, Vec<Problem>) {
    let mut builder = Builder::default();
    for name in names::read_order(texts.iter().map(|text| text.name.as_str())) {
        if let Some(text) = texts.iter().find(|text| text.name == name) {
            builder.file(text);
        }
    }
    builder.finish(folder)
}

/// A module in the making: blocks stay as they are written until every override file has had its say.
#[derive(Default)]
struct Builder {
    variables: BTreeMap<String, Block>,
    locals: BTreeMap<String, Written>,
    outputs: BTreeMap<String, Block>,
    resources: BTreeMap<(Mode, String, String), Block>,
    providers: BTreeMap<String, Block>,
    calls: BTreeMap<String, Block>,
    ignores: Vec<Ignore>,
    problems: Vec<Problem>,
    unreadable: Vec<String>,
}

impl Builder {
    fn file(&mut self, text: &Text) {
        let blocks = if names::is_json(&text.name) {
            let (blocks, problems) = json::blocks(&text.source);
            if !problems.is_empty() {
                self.unreadable.push(text.name.clone());
                self.problems.extend(problems);
            }
            blocks
        } else {
            match native::blocks(&text.source) {
                Ok((blocks, ignores)) => {
                    self.ignores.extend(ignores);
                    blocks
                }
                Err(problem) => {
                    self.unreadable.push(text.name.clone());
                    self.problems.push(problem);
                    Vec::new()
                }
            }
        };
        let overrides = names::is_override(&text.name);
        for block in blocks {
            self.block(block, overrides);
        }
    }

    fn block(&mut self, nested: Nested, overrides: bool) {
        let Nested { kind, labels, block } = nested;
        match (kind.as_str(), labels.as_slice()) {
            ("locals", []) => {
                for (name, written) in block.attributes {
                    self.local(name, written, overrides);
                }
            }
            ("variable", [name]) => put(&mut self.variables, name.clone(), block, overrides, &mut self.problems),
            ("output", [name]) => put(&mut self.outputs, name.clone(), block, overrides, &mut self.problems),
            ("provider", [name]) => {
                let alias = block.attributes.get("alias").and_then(|alias| alias.expr.as_literal_string());
                let key = alias.map_or_else(|| name.clone(), |alias| format!("{name}.{alias}"));
                // A provider needs no block, so that an override may be the only one.
                let overrides = overrides && self.providers.contains_key(&key);
                put(&mut self.providers, key, block, overrides, &mut self.problems);
            }
            ("module", [name]) => put(&mut self.calls, name.clone(), block, overrides, &mut self.problems),
            ("resource", [type_, name]) => self.resource(Mode::Managed, type_, name, block, overrides),
            ("data", [type_, name]) => self.resource(Mode::Data, type_, name, block, overrides),
            // A data source of a check is one of the module's; its name may not be taken by another.
            ("check", [_]) if !overrides => {
                for inner in block.blocks {
                    if let ("data", [type_, name]) = (inner.kind.as_str(), inner.labels.as_slice()) {
                        self.resource(Mode::Data, type_, name, inner.block, false);
                    }
                }
            }
            _ => {}
        }
    }

    fn local(&mut self, name: String, written: Written, overrides: bool) {
        match self.locals.entry(name) {
            Entry::Vacant(entry) if !overrides => {
                entry.insert(written);
            }
            Entry::Vacant(entry) => self.problems.push(nothing_to_override(entry.key(), written.place().location())),
            Entry::Occupied(mut entry) if overrides => {
                entry.insert(written);
            }
            Entry::Occupied(entry) => self.problems.push(twice(entry.key(), written.place().location())),
        }
    }

    fn resource(&mut self, mode: Mode, type_: &str, name: &str, block: Block, overrides: bool) {
        put(&mut self.resources, (mode, type_.to_owned(), name.to_owned()), block, overrides, &mut self.problems);
    }

    fn finish(self, folder: &str) -> (Module, Vec<Problem>) {
        let incomplete = match self.unreadable.as_slice() {
            [] => None,
            names => Some(format!("{} could not be read", names.join(", "))),
        };
        let value = |mut block: Block| block.attributes.remove("value");
        let module = Module {
            folder: folder.to_owned(),
            variables: self.variables.into_iter().map(|(name, block)| (name, variable(block))).collect(),
            locals: self.locals,
            outputs: self.outputs.into_iter().filter_map(|(name, block)| Some((name, value(block)?))).collect(),
            resources: self.resources,
            providers: self.providers,
            calls: self.calls,
            ignores: self.ignores,
            incomplete,
        };
        (module, self.problems)
    }
}

/// A key of a kind of blocks, as a person writes it.
trait Named: Ord {
    fn written(&self) -> String;
}

impl Named for String {
    fn written(&self) -> String {
        self.clone()
    }
}

impl Named for (Mode, String, String) {
    fn written(&self) -> String {
        format!("{}.{}", self.1, self.2)
    }
}

fn put<K: Named>(blocks: &mut BTreeMap<K, Block>, key: K, block: Block, overrides: bool, problems: &mut Vec<Problem>) {
    match blocks.entry(key) {
        Entry::Vacant(entry) if !overrides => {
            entry.insert(block);
        }
        Entry::Vacant(entry) => problems.push(nothing_to_override(&entry.key().written(), block.place().location())),
        Entry::Occupied(mut entry) if overrides => merge::merge(entry.get_mut(), block),
        Entry::Occupied(entry) => problems.push(twice(&entry.key().written(), block.place().location())),
    }
}

fn twice(name: &str, location: crate::source::Location) -> Problem {
    Problem {
        message: format!("{name} is defined twice; the first definition counts here"),
        location: Some(location),
        policy: None,
    }
}

fn nothing_to_override(name: &str, location: crate::source::Location) -> Problem {
    let message = format!("an override file sets {name}, which no other file defines; it is left out");
    Problem { message, location: Some(location), policy: None }
}

fn variable(mut block: Block) -> Variable {
    let flag = |name: &str| block.attributes.get(name).and_then(truth);
    Variable {
        nullable: flag("nullable").unwrap_or(true),
        sensitive: flag("sensitive").unwrap_or(false),
        ephemeral: flag("ephemeral").unwrap_or(false),
        default: block.attributes.remove("default"),
        type_: block.attributes.remove("type"),
    }
}

fn truth(written: &Written) -> Option<bool> {
    use crate::eval::ast::ExprKind;
    match (&written.expr.kind, written.expr.as_literal_string()) {
        (ExprKind::Literal(value), None) => value.as_bool(),
        (_, Some(text)) => text.parse().ok(),
        _ => None,
    }
}
