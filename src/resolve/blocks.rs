//! What a block of the configuration says at the places of a pattern, with its dynamic blocks expanded.

use std::sync::Arc;

use crate::eval::ast::{Expr, ExprKind};
use crate::model::{Bounds, Path, Step, Value};
use crate::modules::{Block, Nested, Written};
use crate::source::Place;

use super::pattern::{Into, Pattern};
use super::scope::View;

/// A dynamic block that would make more blocks than this is not expanded.
const MAX_BLOCKS: usize = 10_000;

/// What a block of a dynamic one costs, in steps of an evaluation.
const STEPS_OF_BLOCK: usize = 1_000;

/// What the configuration has at one place of a pattern.
#[derive(Debug, Clone)]
pub struct Found {
    /// The value.
    pub value: Value,
    /// The value of the sibling attribute that was asked for, where it is written.
    pub sibling: Option<Value>,
    /// Where it is written.
    pub place: Place,
    /// The expression it comes from.
    pub expr: Arc<Expr>,
}

/// Why what the configuration has cannot be told.
#[derive(Debug)]
pub enum Lost {
    /// The plan has blocks where it has none: it is not the one of this plan, and says nothing of the instance.
    Unexplained,
    /// For a reason that the plan shares.
    Because(String),
}

impl From<String> for Lost {
    fn from(why: String) -> Self {
        Self::Because(why)
    }
}

/// A nested block and what its expressions can see.
pub(super) struct Expanded<'b, 'h, 'p> {
    pub(super) block: &'b Block,
    pub(super) view: View<'h, 'p>,
    /// Its place among the others is known only after the apply.
    unordered: bool,
}

impl Pattern {
    /// What `block` has for the leaves of `group`. `counts` tells how many blocks of a list the plan has: blocks are
    /// matched by position only where both sides have as many.
    pub(super) fn found(
        &self,
        block: &Block,
        view: &View<'_, '_>,
        after: &Value,
        group: &Path,
        sibling: Option<&str>,
    ) -> Result<Vec<Found>, Lost> {
        let mut search = Search { sibling, found: Vec::new() };
        search.block(self.steps(), block, view, Some(after), &group.steps)?;
        Ok(search.found)
    }
}

struct Search<'s> {
    sibling: Option<&'s str>,
    found: Vec<Found>,
}

type Steps<'s> = &'s [(Arc<str>, Into)];

impl Search<'_> {
    fn block(
        &mut self,
        steps: Steps<'_>,
        block: &Block,
        view: &View<'_, '_>,
        after: Option<&Value>,
        at: &[Step],
    ) -> Result<(), Lost> {
        let Some(((name, into), rest)) = steps.split_first() else { return Ok(()) };
        let part = after.and_then(|after| after.get(name));
        let below = at.get(1..).unwrap_or(&[]);
        // In JSON a nested block and an attribute are written alike, and stand here as both.
        let is_block = !rest.is_empty() && block.blocks.iter().any(|nested| makes(nested, name));
        if let Some(written) = block.attributes.get(&**name).filter(|_| !is_block) {
            let value = view.hcl().value(written, view);
            let sibling = self.sibling.and_then(|name| block.attributes.get(name));
            let sibling = sibling.map(|written| view.hcl().value(written, view));
            self.value(*into, rest, &value, sibling, written);
            return Ok(());
        }
        let expanded = expand(block, name, view)?;
        let elements = part.as_ref().and_then(Value::as_seq);
        if expanded.is_empty() && elements.is_some_and(|elements| !elements.is_empty()) {
            return Err(Lost::Unexplained);
        }
        if elements.is_some_and(|elements| elements.len() != expanded.len()) {
            return Err(Lost::Because(format!(
                "the configuration has {} {name} blocks where the plan has another number",
                expanded.len()
            )));
        }
        if *into == Into::List && expanded.iter().any(|one| one.unordered) {
            return Err(Lost::Because(format!("the order of the {name} blocks is known after apply")));
        }
        let wanted = match below.first() {
            Some(Step::Index(index)) if *into == Into::List => Some(*index),
            _ => None,
        };
        for (index, inner) in expanded.iter().enumerate() {
            if wanted.is_none_or(|wanted| wanted == index) {
                let element = elements.filter(|_| *into == Into::List).and_then(|elements| elements.get(index));
                self.block(rest, inner.block, &inner.view, element, below.get(1..).unwrap_or(&[]))?;
            }
        }
        Ok(())
    }

    /// Goes on inside a value: nested blocks may also be written as attributes.
    fn value(&mut self, into: Into, rest: Steps<'_>, value: &Value, sibling: Option<Value>, written: &Written) {
        let inner = value.unmask().0;
        if let (Into::Set, [], Some(certain)) = (into, rest, certain(inner)) {
            return certain.iter().for_each(|element| self.found.push(found(element, None, written)));
        }
        if inner.as_unknown().is_some() || (rest.is_empty() && into == Into::Plain) {
            return self.found.push(found(value, sibling, written));
        }
        let elements = match (into, inner.as_seq()) {
            (Into::Plain, _) => std::slice::from_ref(inner),
            (_, Some(elements)) => elements,
            // One block written as an object.
            (_, None) if inner.as_object().is_some() => std::slice::from_ref(inner),
            (_, None) => return,
        };
        for element in elements {
            match rest.split_first() {
                None => self.found.push(found(element, None, written)),
                Some(((name, into), rest)) => {
                    let part = element.get(name).unwrap_or(Value::Null);
                    let sibling = self.sibling.and_then(|name| element.get(name));
                    let part = if element.as_unknown().is_some() { element.clone() } else { part };
                    self.value(*into, rest, &part, sibling, written);
                }
            }
        }
    }
}

/// The elements of a set that is unknown only in its order: its elements are known by where they will come from.
pub(super) fn certain(value: &Value) -> Option<&[Value]> {
    match value.as_unknown()?.bounds.as_deref()? {
        Bounds::Elements { certain, possible } if possible.is_empty() => Some(certain),
        _ => None,
    }
}

fn found(value: &Value, sibling: Option<Value>, written: &Written) -> Found {
    Found { value: value.clone(), sibling, place: written.place(), expr: Arc::clone(&written.expr) }
}

/// A nested block of a word, or a dynamic one that makes such.
pub(super) fn makes(nested: &Nested, name: &str) -> bool {
    nested.kind == name || (nested.kind == "dynamic" && nested.labels.first().is_some_and(|label| label == name))
}

/// The nested blocks of a word, with dynamic ones expanded, in the order they are written.
pub(super) fn expand<'b, 'h, 'p>(
    block: &'b Block,
    name: &str,
    view: &View<'h, 'p>,
) -> Result<Vec<Expanded<'b, 'h, 'p>>, String> {
    let mut expanded = Vec::new();
    for nested in &block.blocks {
        if nested.kind == name {
            expanded.push(Expanded { block: &nested.block, view: view.again(), unordered: false });
        } else if makes(nested, name) {
            dynamic(nested, name, view, &mut expanded)?;
        }
    }
    Ok(expanded)
}

fn dynamic<'b, 'h, 'p>(
    nested: &'b Nested,
    name: &str,
    view: &View<'h, 'p>,
    expanded: &mut Vec<Expanded<'b, 'h, 'p>>,
) -> Result<(), String> {
    let Some(written) = nested.block.attributes.get("for_each") else { return Ok(()) };
    let Some(content) = nested.block.of_kind("content").next() else { return Ok(()) };
    let iterator = nested.block.attributes.get("iterator").and_then(variable_name);
    let iterator = iterator.as_deref().unwrap_or(name);
    let over = view.hcl().value(written, view);
    let unordered = certain(&over).is_some_and(|certain| certain.len() > 1);
    let elements = elements(&over)?;
    view.hcl().charge(elements.len() * STEPS_OF_BLOCK)?;
    for (key, value) in elements {
        expanded.push(Expanded { block: content, view: view.inside(iterator, key, value), unordered });
        if expanded.len() > MAX_BLOCKS {
            return Err(format!("a dynamic {name} block makes more than {MAX_BLOCKS} blocks"));
        }
    }
    Ok(())
}

/// The keys and values that a dynamic block iterates over.
fn elements(over: &Value) -> Result<Vec<(Value, Value)>, String> {
    let masked = over.unmask().1;
    if let Some(certain) = certain(over) {
        let key = || Value::unknown_because("the order of what the dynamic block iterates over is known after apply");
        return Ok(certain.iter().map(|value| (key(), value.clone())).collect());
    }
    let mask = |value: Value| if masked { value.sensitive() } else { value };
    match over.unmask().0 {
        Value::Object(entries) => {
            Ok(entries.iter().map(|(key, value)| (Value::String(Arc::clone(key)), mask(value.clone()))).collect())
        }
        Value::Seq(crate::model::SeqKind::Set, elements) => {
            Ok(elements.iter().map(|value| (mask(value.clone()), mask(value.clone()))).collect())
        }
        Value::Seq(_, elements) => {
            let indexes = (0..).map(|index: i64| Value::integer(index));
            Ok(indexes.zip(elements.iter().map(|value| mask(value.clone()))).collect())
        }
        Value::Unknown(unknown) => Err(unknown.reason()),
        Value::Null => Ok(Vec::new()),
        other => Err(format!("for_each of a dynamic block is a {}", other.type_name())),
    }
}

fn variable_name(written: &Written) -> Option<String> {
    match &written.expr.kind {
        ExprKind::Variable(name) => Some(name.to_string()),
        _ => written.expr.as_literal_string().map(str::to_owned),
    }
}

/// The value that a block writes at `path`. A position among several blocks tells nothing where they may be a set, so only
/// a block that is alone is looked into.
pub(super) fn written_at(block: &Block, view: &View<'_, '_>, path: &[Step]) -> Option<Value> {
    let (Step::Name(name), rest) = path.split_first()? else { return None };
    if let Some(written) = block.attributes.get(&**name) {
        return part(view.hcl().value(written, view), rest);
    }
    let expanded = expand(block, name, view).ok()?;
    let ([only], [Step::Index(0), below @ ..]) = (expanded.as_slice(), rest) else { return None };
    written_at(only.block, &only.view, below)
}

/// The part of a value at `path`; all of an unknown is unknown.
fn part(value: Value, path: &[Step]) -> Option<Value> {
    let mut value = value;
    for step in path {
        value = match (step, value.unmask().0) {
            (_, Value::Unknown(_)) => return Some(value),
            (Step::Name(name), _) => value.get(name)?,
            (Step::Index(index), inner) => inner.as_seq()?.get(*index)?.clone(),
        };
    }
    Some(value)
}

/// The place where the block at `path` of a resource is written: the attribute, else the innermost block that can be told
/// from its position, a dynamic one included.
pub(super) fn locate(block: &Block, path: &[Step]) -> Place {
    let Some((Step::Name(name), rest)) = path.split_first() else { return block.place() };
    if let Some(written) = block.attributes.get(&**name) {
        return written.place();
    }
    let made = |nested: &&Nested| makes(nested, name);
    let all: Vec<&Nested> = block.blocks.iter().filter(made).collect();
    let (index, below) = match rest.split_first() {
        Some((Step::Index(index), below)) => (*index, below),
        _ => (0, rest),
    };
    // With one block, or with as many plain ones as there are positions, the position tells which it is.
    let one = match all.as_slice() {
        [] => return block.place(),
        [only] => Some(*only),
        several if several.iter().all(|nested| nested.kind != "dynamic") => several.get(index).copied(),
        several => several.first().copied(),
    };
    let Some(nested) = one else { return block.place() };
    let inside = if nested.kind == "dynamic" { nested.block.of_kind("content").next() } else { Some(&nested.block) };
    match inside {
        Some(inside) if !below.is_empty() => locate(inside, below),
        _ => nested.block.place(),
    }
}
