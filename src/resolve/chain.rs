//! The *chain* of names that leads from an attribute to the instance its value comes from, for people to follow:
//! `local.live → module.pool["blue"].tg_arn → aws_lb_target_group.this`.

use std::collections::{BTreeSet, VecDeque};

use crate::eval::ast::{Expr, ExprKind, StepKind};
use crate::model::{Address, Mode};
use crate::modules::{Block, Tree, Written};
use crate::source::Place;

/// Names further away than this are not looked for.
const MAX_LENGTH: usize = 24;

/// One name of a chain and where its value is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The name, such as `local.live` or `module.pool.tg_arn`.
    pub name: String,
    /// Where its value is written.
    pub place: Place,
}

impl Link {
    /// The name with the place of its value.
    pub fn spelled(&self) -> String {
        let at = self.place.location();
        format!("{} ({}:{})", self.name, at.path, at.line)
    }
}

/// The names between an attribute and the instance, outermost first.
pub type Chain = Vec<Link>;

/// A name in one module of the tree.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Named {
    Local(Vec<String>, String),
    Variable(Vec<String>, String),
    Output(Vec<String>, String),
    Resource(Vec<String>, Mode, String, String),
}

/// A name that an expression mentions, as it is spelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    pub(super) root: String,
    pub(super) names: Vec<String>,
}

/// Every name that an expression mentions.
pub(super) fn mentions(expr: &Expr) -> Vec<Mention> {
    let mut found = Vec::new();
    visit(expr, &mut found);
    found
}

fn visit(expr: &Expr, found: &mut Vec<Mention>) {
    match &expr.kind {
        ExprKind::Variable(root) => found.push(Mention { root: root.to_string(), names: Vec::new() }),
        ExprKind::Traversal { base, steps } => {
            if let ExprKind::Variable(root) = &base.kind {
                let mut names = Vec::new();
                for step in steps {
                    // Splats and indexes stand between names and are no names.
                    if let StepKind::Attribute(name) = &step.kind {
                        names.push(name.to_string());
                    }
                }
                found.push(Mention { root: root.to_string(), names });
                for step in steps {
                    if let StepKind::Index(index) = &step.kind {
                        visit(index, found);
                    }
                }
                return;
            }
            expr.each_child(&mut |child| visit(child, found));
        }
        _ => expr.each_child(&mut |child| visit(child, found)),
    }
}

/// What a mention names in the module at `path`.
pub(super) fn named(path: &[String], mention: &Mention) -> Option<Named> {
    let first = mention.names.first();
    let path = path.to_vec();
    match (mention.root.as_str(), first) {
        ("local", Some(name)) => Some(Named::Local(path, name.clone())),
        ("var", Some(name)) => Some(Named::Variable(path, name.clone())),
        ("module", Some(call)) => {
            let mut below = path;
            below.push(call.clone());
            // The last name is the output wherever the instance's index stands.
            Some(Named::Output(below, mention.names.get(1).cloned().unwrap_or_default()))
        }
        ("data", Some(type_)) => Some(Named::Resource(path, Mode::Data, type_.clone(), mention.names.get(1)?.clone())),
        ("each" | "count" | "path" | "terraform" | "self", _) | (_, None) => None,
        (type_, Some(name)) => Some(Named::Resource(path, Mode::Managed, type_.to_owned(), name.clone())),
    }
}

/// The expressions behind a name: more than one where an output's name is not known.
pub(super) fn behind<'t>(tree: &'t Tree, name: &Named) -> Vec<(Vec<String>, &'t Written)> {
    let module = |path: &[String]| tree.modules.get(path);
    match name {
        Named::Local(path, name) => at(path, module(path).and_then(|module| module.locals.get(name))),
        Named::Variable(path, name) => variable(tree, path, name),
        Named::Output(path, name) if name.is_empty() => {
            let outputs = module(path).map(|module| module.outputs.values()).into_iter().flatten();
            outputs.map(|written| (path.clone(), written)).chain(call_iteration(tree, path)).collect()
        }
        Named::Output(path, name) => {
            let output = at(path, module(path).and_then(|module| module.outputs.get(name)));
            output.into_iter().chain(call_iteration(tree, path)).collect()
        }
        Named::Resource(path, mode, type_, name) => {
            let block = module(path).and_then(|module| module.resources.get(&(*mode, type_.clone(), name.clone())));
            block.map(|block| iteration(path, block)).unwrap_or_default()
        }
    }
}

fn at<'t>(path: &[String], written: Option<&'t Written>) -> Vec<(Vec<String>, &'t Written)> {
    written.map(|written| (path.to_vec(), written)).into_iter().collect()
}

fn variable<'t>(tree: &'t Tree, path: &[String], name: &str) -> Vec<(Vec<String>, &'t Written)> {
    let Some((call, outer)) = path.split_last() else { return Vec::new() };
    let block = tree.modules.get(outer).and_then(|module| module.calls.get(call));
    let given = block.and_then(|block| block.attributes.get(name));
    let default = || tree.modules.get(path)?.variables.get(name)?.default.as_ref();
    let Some(written) = given else { return at(path, default()) };
    let mut behind = vec![(outer.to_vec(), written)];
    if mentions(&written.expr).iter().any(|mention| mention.root == "each" || mention.root == "count") {
        behind.extend(call_iteration(tree, path));
    }
    behind
}

fn call_iteration<'t>(tree: &'t Tree, path: &[String]) -> Vec<(Vec<String>, &'t Written)> {
    let Some((call, outer)) = path.split_last() else { return Vec::new() };
    let block = tree.modules.get(outer).and_then(|module| module.calls.get(call));
    block.map(|block| iteration(outer, block)).unwrap_or_default()
}

fn iteration<'t>(path: &[String], block: &'t Block) -> Vec<(Vec<String>, &'t Written)> {
    let written = ["for_each", "count"].into_iter().filter_map(|name| block.attributes.get(name));
    written.map(|written| (path.to_vec(), written)).collect()
}

/// The shortest chain of names from an expression to the block of `goal`; empty where it is named directly or the way
/// cannot be seen.
pub(super) fn chain(tree: &Tree, path: &[String], block: &Block, expr: &Expr, goal: &Address) -> Chain {
    let goal_path: Vec<String> = goal.module.0.iter().map(|step| step.name.to_string()).collect();
    let goal = Named::Resource(goal_path, goal.mode, goal.type_.to_string(), goal.name.to_string());
    let mut seen = BTreeSet::new();
    let mut open: VecDeque<(Named, Chain)> = VecDeque::new();
    for start in starts(block, expr) {
        open.extend(mentions(start).iter().filter_map(|mention| named(path, mention)).map(|name| (name, Vec::new())));
    }
    while let Some((name, chain)) = open.pop_front() {
        if name == goal {
            return chain;
        }
        if chain.len() >= MAX_LENGTH || !seen.insert(name.clone()) {
            continue;
        }
        for (module, written) in behind(tree, &name) {
            let mut longer = chain.clone();
            longer.push(Link { name: spelled(&name), place: written.place() });
            for next in mentions(&written.expr).iter().filter_map(|mention| named(&module, mention)) {
                open.push_back((next, longer.clone()));
            }
        }
    }
    Vec::new()
}

/// An expression that mentions locals only, and those nothing else: it is the same in every instance of its module.
pub(super) fn is_constant(tree: &Tree, path: &[String], expr: &Expr) -> bool {
    let mut seen = BTreeSet::new();
    let mut open: Vec<Named> = mentions(expr).iter().filter_map(|mention| named(path, mention)).collect();
    while let Some(name) = open.pop() {
        match &name {
            Named::Local(..) => {}
            // The variable of a `for` is no block of the module.
            Named::Resource(path, mode, type_, name) => {
                let key = (*mode, type_.clone(), name.clone());
                if tree.modules.get(path).is_none_or(|module| module.resources.contains_key(&key)) {
                    return false;
                }
                continue;
            }
            Named::Variable(..) | Named::Output(..) => return false,
        }
        if seen.insert(name.clone()) {
            for (module, written) in behind(tree, &name) {
                open.extend(mentions(&written.expr).iter().filter_map(|mention| named(&module, mention)));
            }
        }
    }
    true
}

/// An expression, and what the names in it that belong to its block iterate over: `each`, `count`, a dynamic block's own.
fn starts<'e>(block: &'e Block, expr: &'e Expr) -> Vec<&'e Expr> {
    let roots: BTreeSet<String> = mentions(expr).into_iter().map(|mention| mention.root).collect();
    let mut starts = vec![expr];
    if roots.contains("each") || roots.contains("count") {
        starts.extend(iteration(&[], block).into_iter().map(|(_, written)| &*written.expr));
    }
    dynamics(block, &roots, &mut starts);
    starts
}

fn dynamics<'e>(block: &'e Block, roots: &BTreeSet<String>, starts: &mut Vec<&'e Expr>) {
    for nested in &block.blocks {
        let attribute = |name: &str| nested.block.attributes.get(name).map(|written| &*written.expr);
        let iterator = attribute("iterator").and_then(Expr::as_variable).or(nested.labels.first().map(String::as_str));
        if nested.kind == "dynamic" && iterator.is_some_and(|iterator| roots.contains(iterator)) {
            starts.extend(attribute("for_each"));
        }
        dynamics(&nested.block, roots, starts);
    }
}

pub(super) fn spelled(name: &Named) -> String {
    let inside = |path: &[String]| path.iter().map(|call| format!("module.{call}.")).collect::<String>();
    match name {
        Named::Local(path, name) => format!("{}local.{name}", inside(path)),
        Named::Variable(path, name) => format!("{}var.{name}", inside(path)),
        // Where an index stands between, the output's name is not known here.
        Named::Output(path, name) => format!("{}{name}", inside(path)).trim_end_matches('.').to_owned(),
        Named::Resource(path, mode, type_, name) => {
            let data = if *mode == Mode::Data { "data." } else { "" };
            format!("{}{data}{type_}.{name}", inside(path))
        }
    }
}
