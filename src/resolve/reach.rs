//! The *reach* of an expression: every resource block that its value can come from, whatever is done with it on the way.
//! It answers where evaluation loses what it works on: in the text of an encoded object, in a function that is not known.

use std::collections::BTreeSet;

use crate::eval::ast::Expr;
use crate::model::Address;
use crate::modules::{Block, Tree, Written};

use super::blocks::makes;
use super::chain::{Named, behind, mentions, named, spelled};
use super::hcl::Hcl;
use super::verify::every_expression;

/// Where a value is written.
#[derive(Debug, Clone, Copy)]
pub enum Spot<'a> {
    /// An attribute or nested blocks of an instance's block.
    Attribute(&'a Address, &'a str),
    /// An output of the root module.
    Output(&'a str),
}

impl Hcl<'_> {
    /// The blocks that a value can come from, as [`Address::block`] spells them; `None` where a name leads out of the sources.
    /// With `through`, what the blocks themselves are made from is among them.
    pub fn reach(&self, spot: Spot<'_>, through: bool) -> Option<BTreeSet<String>> {
        match spot {
            Spot::Output(name) => {
                let written = self.tree.modules.get(&Vec::new() as &Vec<String>)?.outputs.get(name)?;
                reach(self.tree, &[], &[written], through)
            }
            Spot::Attribute(address, name) => {
                let path: Vec<String> = address.module.0.iter().map(|step| step.name.to_string()).collect();
                reach(self.tree, &path, &written(self.block(address)?, name), through)
            }
        }
    }
}

/// The expressions that make an attribute or the nested blocks of a name, with what the block iterates over.
fn written<'b>(block: &'b Block, name: &str) -> Vec<&'b Written> {
    let mut all: Vec<&Written> =
        ["for_each", "count", name].iter().filter_map(|name| block.attributes.get(*name)).collect();
    for nested in block.blocks.iter().filter(|nested| makes(nested, name)) {
        every_expression(&nested.block, &mut |written| all.push(written));
    }
    all
}

fn reach(tree: &Tree, path: &[String], from: &[&Written], through: bool) -> Option<BTreeSet<String>> {
    let names = |path: &[String], expr: &Expr| -> Vec<Named> {
        mentions(expr).iter().filter_map(|mention| named(path, mention)).collect()
    };
    let mut open: Vec<Named> = from.iter().flat_map(|written| names(path, &written.expr)).collect();
    let (mut seen, mut reached) = (BTreeSet::new(), BTreeSet::new());
    while let Some(name) = open.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        if let Named::Resource(path, mode, type_, block) = &name {
            // What is no block of the module is the variable of a `for` or of a dynamic block: what it stands for is
            // mentioned beside it.
            let block = tree.modules.get(path)?.resources.get(&(*mode, type_.clone(), block.clone()));
            let Some(block) = block else { continue };
            reached.insert(spelled(&name));
            if through {
                every_expression(block, &mut |written| open.extend(names(path, &written.expr)));
                continue;
            }
        } else if !is_at_hand(tree, &name) {
            return None;
        }
        for (module, written) in behind(tree, &name) {
            open.extend(names(&module, &written.expr));
        }
    }
    Some(reached)
}

/// The sources tell what stands behind a name.
fn is_at_hand(tree: &Tree, name: &Named) -> bool {
    match name {
        Named::Local(path, name) => tree.modules.get(path).is_some_and(|module| module.locals.contains_key(name)),
        Named::Variable(path, name) => tree.modules.get(path).is_some_and(|module| module.variables.contains_key(name)),
        Named::Output(path, name) => {
            tree.modules.get(path).is_some_and(|module| name.is_empty() || module.outputs.contains_key(name))
        }
        Named::Resource(..) => true,
    }
}
