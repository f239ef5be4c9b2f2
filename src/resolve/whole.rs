//! The whole of an attribute: what the plan knows of it, and for what it does not know the configuration's provenance,
//! nested blocks and dynamic ones included.
//!
//! Plan JSON does not tell a list from a set, and the elements of a set have no fixed place. Elements are put beside the
//! blocks that made them by what is known of both; where that does not tell them apart, the list has the elements, and
//! their order is not known.

use std::sync::Arc;

use crate::eval;
use crate::model::{Address, Bounds, Unknown, Value};
use crate::modules::Block;

use super::blocks::{certain, expand, makes};
use super::hcl::Hcl;
use super::scope::View;
use super::verify::differ;

/// Lists longer than this are not compared element by element.
const MAX_ELEMENTS: usize = 256;

impl Hcl<'_> {
    /// `planned`, the value of the attribute `name` of an instance, with every unknown part as the configuration has it.
    pub fn whole(&self, address: &Address, name: &str, planned: &Value) -> Option<Value> {
        let (block, view) = (self.block(address)?, self.view(address)?);
        let written = written(block, &view, name)?;
        Some(self.joined(planned, &written))
    }

    /// What the configuration says of an attribute of an instance; `None` where it does not set it, or nobody can tell.
    pub fn written(&self, address: &Address, name: &str) -> Option<Value> {
        written(self.block(address)?, &self.view(address)?, name)
    }

    /// Whether the configuration gives an attribute of an instance a value, and does not leave it to the provider by
    /// leaving it out or by `null`. `None` where nobody can tell.
    pub fn gives(&self, address: &Address, name: &str) -> Option<bool> {
        let (block, view) = (self.block(address)?, self.view(address)?);
        let Some(written) = block.attributes.get(name) else { return Some(false) };
        match self.value(written, &view).unmask().0 {
            Value::Null => Some(false),
            Value::Unknown(_) => None,
            _ => Some(true),
        }
    }

    fn joined(&self, planned: &Value, written: &Value) -> Value {
        let ((inner, masked), (written, written_masked)) = (planned.unmask(), written.unmask());
        let value = match (inner, written) {
            (Value::Unknown(_), Value::Unknown(_)) => self.followed(written.clone()),
            (Value::Unknown(_), Value::Seq(_, elements)) if written.first_unknown().is_some() => {
                let each = elements.iter().map(|element| self.followed(element.clone())).collect();
                disordered(each, written)
            }
            (Value::Unknown(_), Value::Object(_)) if written.first_unknown().is_some() => written.clone(),
            (Value::Seq(kind, elements), _) if inner.first_unknown().is_some() => {
                let made = certain(written).or_else(|| written.as_seq());
                // One block may be written as an object.
                let made = made.or_else(|| written.as_object().map(|_| std::slice::from_ref(written)));
                match made.and_then(|made| self.elements(elements, made)) {
                    Some((elements, true)) => Value::Seq(*kind, Arc::new(elements)),
                    Some((elements, false)) => disordered(elements, inner),
                    None => inner.clone(),
                }
            }
            (Value::Object(entries), Value::Object(written)) => {
                let join = |(name, planned): (&Arc<str>, &Value)| {
                    let part = written.get(name).filter(|_| planned.first_unknown().is_some());
                    let value = part.map_or_else(|| planned.clone(), |part| self.joined(planned, part));
                    (Arc::clone(name), value)
                };
                Value::object(entries.iter().map(join).collect())
            }
            // Known, or not set: what the provider makes of it is known after the apply.
            _ => inner.clone(),
        };
        if masked || written_masked { value.sensitive() } else { value }
    }

    /// The elements of a list with what made them, and whether their order is the plan's.
    fn elements(&self, planned: &[Value], made: &[Value]) -> Option<(Vec<Value>, bool)> {
        if planned.len() != made.len() || planned.len() > MAX_ELEMENTS {
            return None;
        }
        let mut free: Vec<usize> = (0..made.len()).collect();
        let mut told_apart = true;
        let mut joined = Vec::with_capacity(planned.len());
        for one in planned {
            let mut fitting = free.iter().copied().filter(|at| made.get(*at).is_some_and(|made| fits(made, one)));
            let (first, second) = (fitting.next()?, fitting.next());
            if second.is_some() {
                told_apart = false;
                // Which of two made it makes no difference only where the plan knows the same of both.
                let rivals = planned.iter().filter(|other| made.get(first).is_some_and(|made| fits(made, other)));
                if !rivals.clone().all(|other| alike(one, other)) {
                    return None;
                }
            }
            free.retain(|at| *at != first);
            joined.push(self.joined(one, made.get(first)?));
        }
        Some((joined, told_apart))
    }
}

/// What a block says of an attribute; `None` where it does not set it, or nobody can tell.
pub(super) fn written(block: &Block, view: &View<'_, '_>, name: &str) -> Option<Value> {
    if let Some(written) = block.attributes.get(name) {
        return Some(view.hcl().value(written, view));
    }
    if !block.blocks.iter().any(|nested| makes(nested, name)) {
        return None;
    }
    let expanded = expand(block, name, view).ok()?;
    Some(Value::tuple(expanded.iter().map(|one| object(one.block, &one.view)).collect()))
}

/// A nested block as an object.
pub(super) fn object(block: &Block, view: &View<'_, '_>) -> Value {
    let nested = block.blocks.iter().filter_map(|nested| match nested.kind.as_str() {
        "dynamic" => nested.labels.first().map(String::as_str),
        kind => Some(kind),
    });
    let names = block.attributes.keys().map(String::as_str).chain(nested);
    // Blocks that cannot be told are there all the same: a missing one would count as none.
    let lost = |name: &str| Value::unknown_because(format!("the {name} blocks are not known"));
    let entries = names.map(|name| (Arc::from(name), written(block, view, name).unwrap_or_else(|| lost(name))));
    Value::object(entries.collect())
}

/// A list with these elements in an order that is known after the apply.
fn disordered(elements: Vec<Value>, whole: &Value) -> Value {
    let unknowns = elements.iter().filter_map(Value::first_unknown).chain(whole.first_unknown());
    let derived = eval::derived(unknowns.map(|unknown| &**unknown));
    let Some(unknown) = derived.as_unknown().cloned() else { return derived };
    let bounds = Some(Arc::new(Bounds::Elements { certain: elements, possible: Arc::default() }));
    Value::Unknown(Arc::new(Unknown { bounds, ..unknown }))
}

/// Whether what is written can have made what is planned.
fn fits(written: &Value, planned: &Value) -> bool {
    match (written.unmask().0, planned.unmask().0) {
        (Value::Null | Value::Unknown(_), _) => true,
        (Value::Object(written), Value::Object(planned)) => {
            written.iter().all(|(name, value)| planned.get(name).is_none_or(|planned| fits(value, planned)))
        }
        (Value::Seq(_, written), Value::Seq(_, planned)) if written.len() != planned.len() => false,
        // What is written in full is known to the plan.
        (known, Value::Unknown(_)) => known.first_unknown().is_some(),
        (written, planned) => !differ(written, planned),
    }
}

/// Nothing is known of one that is not known of the other.
fn alike(a: &Value, b: &Value) -> bool {
    match (a.unmask().0, b.unmask().0) {
        (Value::Unknown(_), Value::Unknown(_)) => true,
        (Value::Object(a), Value::Object(b)) => {
            a.keys().eq(b.keys()) && a.values().zip(b.values()).all(|(a, b)| alike(a, b))
        }
        (Value::Seq(_, a), Value::Seq(_, b)) => a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| alike(a, b)),
        (a, b) => a == b,
    }
}
