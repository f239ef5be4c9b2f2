//! Whether expressions mention what plan JSON says they mention. On a first plan nearly all values are unknown, so nothing
//! of what a changed expression gives can be compared; but plan JSON has the references of every expression outside of
//! locals and dynamic blocks, and those must be the same.

use std::collections::BTreeSet;

use crate::eval::ast::Expr;
use crate::model::{ConfigBlock, ConfigExpr, ConfigNode, Mode, Module as Planned};
use crate::modules::{Block, Module, Written};

use super::chain::mentions;
use super::reference::{Reference, references};

/// The names that plan JSON and an expression have in common where they are one: variables, locals, modules, resources.
fn of_plan(expr: &ConfigExpr) -> BTreeSet<String> {
    let names = references(&expr.references).into_iter().filter_map(|reference| match reference {
        Reference::Variable(name) => Some(format!("var.{name}")),
        Reference::Local(name) => Some(format!("local.{name}")),
        Reference::Module { name, .. } => Some(format!("module.{name}")),
        Reference::Resource { mode, type_, name, .. } => Some(resource(mode, &type_, &name)),
        _ => None,
    });
    names.collect()
}

fn resource(mode: Mode, type_: &str, name: &str) -> String {
    let data = if mode == Mode::Data { "data." } else { "" };
    format!("{data}{type_}.{name}")
}

/// The same names of an expression as it is written. What is no block of the module is the variable of a `for`.
fn of_source(expr: &Expr, module: &Module) -> BTreeSet<String> {
    let names = mentions(expr).into_iter().filter_map(|mention| {
        let first = mention.names.first()?;
        match mention.root.as_str() {
            root @ ("var" | "local" | "module") => Some(format!("{root}.{first}")),
            "data" => {
                let name = mention.names.get(1)?;
                let key = (Mode::Data, first.clone(), name.clone());
                module.resources.contains_key(&key).then(|| resource(Mode::Data, first, name))
            }
            type_ => {
                let key = (Mode::Managed, type_.to_owned(), first.clone());
                module.resources.contains_key(&key).then(|| resource(Mode::Managed, type_, first))
            }
        }
    });
    names.collect()
}

fn differs(planned: &ConfigExpr, written: &Written, module: &Module) -> bool {
    of_plan(planned) != of_source(&written.expr, module)
}

/// The first attribute of a block, nested static blocks included, that mentions other things than the planned one.
pub(super) fn in_block<'b>(planned: &ConfigBlock, block: &'b Block, module: &Module) -> Option<(String, &'b Written)> {
    for (name, node) in planned {
        let wrong = match (node, block.attributes.get(name)) {
            (ConfigNode::Expr(planned), Some(written)) => {
                differs(planned, written, module).then(|| (name.clone(), written))
            }
            (ConfigNode::Blocks(planned), None) => in_blocks(name, planned, block, module),
            _ => None,
        };
        if wrong.is_some() {
            return wrong;
        }
    }
    None
}

fn in_blocks<'b>(
    name: &str,
    planned: &[ConfigBlock],
    block: &'b Block,
    module: &Module,
) -> Option<(String, &'b Written)> {
    let nested = block.blocks.iter().filter(|nested| nested.kind == name);
    let written: Vec<&Block> = nested.map(|nested| &nested.block).collect();
    if written.len() != planned.len() {
        return None;
    }
    let mut wrong = planned.iter().zip(written).filter_map(|(planned, written)| in_block(planned, written, module));
    wrong.next().map(|(inner, written)| (format!("{name}.{inner}"), written))
}

/// Outputs of a module that mention other things than the planned ones.
pub(super) fn in_outputs<'m>(planned: &Planned, module: &'m Module) -> Vec<(&'m str, &'m Written)> {
    let both = module.outputs.iter().filter_map(|(name, written)| Some((name, planned.outputs.get(name)?, written)));
    both.filter(|(_, planned, written)| differs(planned, written, module))
        .map(|(name, _, written)| (name.as_str(), written))
        .collect()
}

/// Arguments of a module call that mention other things than the planned ones.
pub(super) fn in_call<'b>(planned: &ConfigBlock, block: &'b Block, module: &Module) -> Vec<(&'b str, &'b Written)> {
    let wrong = block.attributes.iter().filter(|(name, written)| match planned.get(*name) {
        Some(ConfigNode::Expr(planned)) => differs(planned, written, module),
        _ => false,
    });
    wrong.map(|(name, written)| (name.as_str(), written)).collect()
}
