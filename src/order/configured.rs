//! What the *configuration* leads to from a block, by name: through locals, variables, outputs and other blocks.

use std::collections::{BTreeMap, BTreeSet};

use crate::input::Input;
use crate::model::Mode;
use crate::resolve::{Looked, Name, Names};

/// Names that something mentions.
pub(super) type Mentions = Vec<(Name, Option<Looked>)>;

/// The names of a configuration, and what is known already of where they lead.
#[derive(Debug)]
pub(super) struct Configured<'p> {
    pub(super) names: Names<'p>,
    known: BTreeMap<String, Vec<String>>,
}

impl<'p> Configured<'p> {
    pub(super) fn of(input: &'p Input) -> Self {
        let names = match &input.configuration {
            Some(tree) => Names::Tree(tree),
            None => Names::Plan(&input.plan.configuration),
        };
        Self { names, known: BTreeMap::new() }
    }

    /// Every other block that a block mentions, be it through whatever stands between.
    pub(super) fn blocks_behind(&mut self, block: &str) -> Vec<String> {
        if let Some(known) = self.known.get(block) {
            return known.clone();
        }
        let mut seen = BTreeSet::new();
        let mut open = names_of(&self.names, block);
        while let Some((name, looked)) = open.pop() {
            // Which instance it is does not matter here.
            let name = match name {
                Name::Instance(block, _) => Name::Block(block),
                name => name,
            };
            if seen.insert(name.clone()) {
                open.extend(match (&name, looked) {
                    (Name::Block(block), _) => names_of(&self.names, block),
                    (_, Some(looked)) => self.names.behind(&looked),
                    (_, None) => Vec::new(),
                });
            }
        }
        let blocks = seen.into_iter().filter_map(|name| match name {
            Name::Block(found) if found != block => Some(found),
            _ => None,
        });
        let blocks: Vec<String> = blocks.collect();
        self.known.insert(block.to_owned(), blocks.clone());
        blocks
    }
}

/// What a block mentions, by its address.
pub(super) fn names_of(names: &Names<'_>, block: &str) -> Mentions {
    let mut module = Vec::new();
    let mut rest = block;
    while let Some(inside) = rest.strip_prefix("module.") {
        let Some((call, below)) = inside.split_once('.') else { return Vec::new() };
        module.push(call.to_owned());
        rest = below;
    }
    let (mode, rest) = match rest.strip_prefix("data.") {
        Some(rest) => (Mode::Data, rest),
        None => (Mode::Managed, rest),
    };
    let Some((type_, name)) = rest.split_once('.') else { return Vec::new() };
    names.of_block(&module, mode, type_, name)
}
