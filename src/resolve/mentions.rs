//! What a block *mentions*: the graph of names that Terraform itself draws from the configuration. A resource waits for
//! all that its block mentions, be it through locals, variables and outputs, and for what its modules depend on.

use std::collections::BTreeSet;

use crate::eval::ast::{Expr, ExprKind, Step, StepKind};
use crate::model::{ConfigBlock, ConfigExpr, ConfigNode, Configuration, Key, Mode, Module as Planned};
use crate::modules::{Block, Tree};

use super::chain::{self, Mention, Named, named};
use super::reference::{Reference, references};

/// A name in one module, without instances: a resource block or what leads to one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    /// A local, a variable or an output, by module and name; what it is does not matter for what it leads to.
    Between(String),
    /// A resource or data block, such as `module.app.aws_lb.main`.
    Block(String),
    /// One instance of a resource block, by a literal key; Terraform then waits for no other.
    Instance(String, Key),
    /// All that stands in a module and below it.
    Module(String),
}

/// Where the names of a configuration come from.
#[derive(Debug, Clone, Copy)]
pub enum Names<'c> {
    /// The HCL.
    Tree(&'c Tree),
    /// What plan JSON has of it: locals and dynamic blocks are missing, and so is what they lead to.
    Plan(&'c Configuration),
}

/// What a name stands for while names are looked up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Looked(Behind);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Behind {
    Name(Named),
    Module(Vec<String>),
}

impl Names<'_> {
    /// The names that a resource block mentions, `depends_on` of it and of its modules included.
    pub fn of_block(&self, module: &[String], mode: Mode, type_: &str, name: &str) -> Vec<(Name, Option<Looked>)> {
        let mut found = match self {
            Self::Tree(tree) => {
                let key = (mode, type_.to_owned(), name.to_owned());
                let block = tree.modules.get(module).and_then(|module| module.resources.get(&key));
                block.map(|block| in_block(module, block)).unwrap_or_default()
            }
            Self::Plan(configuration) => planned_block(configuration, module, mode, type_, name),
        };
        for depth in 0..module.len() {
            let (outer, call) = (module.get(..depth).unwrap_or_default(), module.get(depth));
            found.extend(call.map(|call| self.call_depends_on(outer, call)).unwrap_or_default());
        }
        found.into_iter().map(spelled).collect()
    }

    /// The names behind a name.
    pub fn behind(&self, looked: &Looked) -> Vec<(Name, Option<Looked>)> {
        let found = match (self, &looked.0) {
            (_, Behind::Module(path)) => self.in_module(path),
            (Self::Tree(tree), Behind::Name(named)) => {
                let all = chain::behind(tree, named);
                all.into_iter().flat_map(|(module, written)| in_expression(&module, &written.expr)).collect()
            }
            (Self::Plan(configuration), Behind::Name(named)) => planned_behind(configuration, named),
        };
        found.into_iter().map(spelled).collect()
    }

    /// Every block in a module and below it, and its outputs.
    fn in_module(&self, path: &[String]) -> Vec<Found> {
        let mut found = vec![Found::Name(Named::Output(path.to_vec(), String::new()), None)];
        let block = |module: &[String], mode: Mode, type_: &str, name: &str| {
            Found::Name(Named::Resource(module.to_vec(), mode, type_.to_owned(), name.to_owned()), None)
        };
        match self {
            Self::Tree(tree) => {
                for (module, content) in tree.modules.iter().filter(|(module, _)| module.starts_with(path)) {
                    found.extend(content.resources.keys().map(|(mode, type_, name)| block(module, *mode, type_, name)));
                }
            }
            Self::Plan(configuration) => {
                let mut open: Vec<(Vec<String>, &Planned)> =
                    planned_module(configuration, path).map(|module| (path.to_vec(), module)).into_iter().collect();
                while let Some((path, module)) = open.pop() {
                    for address in module.resources.keys() {
                        let (mode, rest) = match address.strip_prefix("data.") {
                            Some(rest) => (Mode::Data, rest),
                            None => (Mode::Managed, address.as_str()),
                        };
                        found.extend(rest.split_once('.').map(|(type_, name)| block(&path, mode, type_, name)));
                    }
                    let below = |call: &String| path.iter().chain([call]).cloned().collect();
                    open.extend(module.calls.iter().map(|(name, call)| (below(name), &call.module)));
                }
            }
        }
        found
    }

    fn call_depends_on(&self, outer: &[String], call: &str) -> Vec<Found> {
        match self {
            Self::Tree(tree) => {
                let block = tree.modules.get(outer).and_then(|module| module.calls.get(call));
                let written = block.and_then(|block| block.attributes.get("depends_on"));
                written.map(|written| in_expression(outer, &written.expr)).unwrap_or_default()
            }
            Self::Plan(configuration) => {
                let call = planned_module(configuration, outer).and_then(|module| module.calls.get(call));
                call.map(|call| planned_names(outer, &call.depends_on).into_iter().collect()).unwrap_or_default()
            }
        }
    }
}

/// A name, perhaps with the key of an instance, or a whole module that something depends on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Found {
    Name(Named, Option<Key>),
    Module(Vec<String>),
}

fn spelled(found: Found) -> (Name, Option<Looked>) {
    let prefix = |path: &[String]| path.iter().map(|call| format!("module.{call}.")).collect::<String>();
    match found {
        Found::Module(path) => (Name::Module(prefix(&path)), Some(Looked(Behind::Module(path)))),
        Found::Name(named, key) => {
            let name = match &named {
                Named::Local(path, name) => Name::Between(format!("{}local.{name}", prefix(path))),
                Named::Variable(path, name) => Name::Between(format!("{}var.{name}", prefix(path))),
                Named::Output(path, name) => Name::Between(format!("{}output.{name}", prefix(path))),
                Named::Resource(path, Mode::Data, type_, name) => {
                    Name::Block(format!("{}data.{type_}.{name}", prefix(path)))
                }
                Named::Resource(path, Mode::Managed, type_, name) => {
                    let block = format!("{}{type_}.{name}", prefix(path));
                    match key {
                        Some(key) => Name::Instance(block, key),
                        None => Name::Block(block),
                    }
                }
            };
            let leads_on = !matches!(named, Named::Resource(..));
            (name, leads_on.then_some(Looked(Behind::Name(named))))
        }
    }
}

fn in_block(module: &[String], block: &Block) -> Vec<Found> {
    let mut found = Vec::new();
    for (name, written) in &block.attributes {
        match name.as_str() {
            // The provider is no part of what the resource is made from.
            "provider" => {}
            _ => found.extend(in_expression(module, &written.expr)),
        }
    }
    for nested in &block.blocks {
        found.extend(in_block(module, &nested.block));
    }
    found
}

fn in_expression(module: &[String], expr: &Expr) -> Vec<Found> {
    let mut found = Vec::new();
    visit(module, expr, &mut found);
    found
}

fn visit(module: &[String], expr: &Expr, found: &mut Vec<Found>) {
    if let ExprKind::Traversal { base, steps } = &expr.kind
        && let ExprKind::Variable(root) = &base.kind
    {
        let mention = Mention { root: root.to_string(), names: steps.iter().filter_map(name_of).collect() };
        // The key of an instance stands right behind the name of its block.
        let key = steps.get(1).and_then(key_of);
        let named = named(module, &mention).map(|named| match named {
            Named::Output(path, _) if !names_an_output(steps) => Found::Module(path),
            named => Found::Name(named, key),
        });
        found.extend(named);
        for step in steps {
            if let StepKind::Index(index) = &step.kind {
                visit(module, index, found);
            }
        }
        return;
    }
    expr.each_child(&mut |child| visit(module, child, found));
}

/// `module.app.arn`, also of an instance with a literal key. What Terraform cannot read that far, such as `module.app[each.key].arn`
/// or a splat, waits for the whole module.
fn names_an_output(steps: &[Step]) -> bool {
    let is_name = |at: usize| steps.get(at).is_some_and(|step| matches!(step.kind, StepKind::Attribute(_)));
    is_name(1) || steps.get(1).and_then(key_of).is_some() && is_name(2)
}

fn name_of(step: &Step) -> Option<String> {
    match &step.kind {
        StepKind::Attribute(name) => Some(name.to_string()),
        _ => None,
    }
}

fn key_of(step: &Step) -> Option<Key> {
    let index = match &step.kind {
        StepKind::LegacyIndex(index) => return Some(Key::Index(*index)),
        StepKind::Index(index) => index,
        _ => return None,
    };
    if let Some(name) = index.as_literal_string() {
        return Some(Key::Name(name.into()));
    }
    match &index.kind {
        ExprKind::Literal(value) => u64::try_from(value.as_number()?.as_i128()?).ok().map(Key::Index),
        _ => None,
    }
}

fn planned_module<'c>(configuration: &'c Configuration, path: &[String]) -> Option<&'c Planned> {
    path.iter().try_fold(&configuration.root, |module, call| Some(&module.calls.get(call)?.module))
}

fn planned_block(configuration: &Configuration, path: &[String], mode: Mode, type_: &str, name: &str) -> Vec<Found> {
    let block = planned_module(configuration, path).and_then(|module| module.resource(mode, type_, name));
    let Some(block) = block else { return Vec::new() };
    let mut found: Vec<Found> = planned_names(path, &block.depends_on).into_iter().collect();
    for expr in [&block.count, &block.for_each].into_iter().flatten() {
        found.extend(planned_expression(path, expr));
    }
    planned_nested(path, block.expressions.get(), &mut found);
    found
}

fn planned_nested(path: &[String], block: &ConfigBlock, found: &mut Vec<Found>) {
    for node in block.values() {
        match node {
            ConfigNode::Expr(expr) => found.extend(planned_expression(path, expr)),
            ConfigNode::Blocks(blocks) => blocks.iter().for_each(|block| planned_nested(path, block, found)),
        }
    }
}

fn planned_expression(path: &[String], expr: &ConfigExpr) -> Vec<Found> {
    planned_names(path, &expr.references).into_iter().collect()
}

fn planned_names(path: &[String], list: &[String]) -> BTreeSet<Found> {
    let plain = |named: Named| Some(Found::Name(named, None));
    let names = references(list).into_iter().filter_map(|reference| match reference {
        Reference::Variable(name) => plain(Named::Variable(path.to_vec(), name)),
        Reference::Local(name) => plain(Named::Local(path.to_vec(), name)),
        Reference::Module { name, output, .. } => {
            let below = path.iter().cloned().chain([name]).collect();
            match output {
                Some(output) => plain(Named::Output(below, output)),
                None => Some(Found::Module(below)),
            }
        }
        Reference::Resource { mode, type_, name, key, .. } => {
            Some(Found::Name(Named::Resource(path.to_vec(), mode, type_, name), key))
        }
        _ => None,
    });
    names.collect()
}

fn planned_behind(configuration: &Configuration, named: &Named) -> Vec<Found> {
    match named {
        Named::Variable(path, name) => {
            let Some((call, outer)) = path.split_last() else { return Vec::new() };
            let call = planned_module(configuration, outer).and_then(|module| module.calls.get(call));
            match call.and_then(|call| call.expressions.get(name)) {
                Some(ConfigNode::Expr(expr)) => planned_expression(outer, expr),
                _ => Vec::new(),
            }
        }
        Named::Output(path, name) => {
            let Some(module) = planned_module(configuration, path) else { return Vec::new() };
            let wanted = module.outputs.iter().filter(|(output, _)| name.is_empty() || *output == name);
            wanted.flat_map(|(_, expr)| planned_expression(path, expr)).collect()
        }
        Named::Local(..) | Named::Resource(..) => Vec::new(),
    }
}
