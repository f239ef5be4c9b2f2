//! Whether the sources at hand are those that the plan was made from. Each instance is held against the plan: its key,
//! and every attribute that both sides know. At a difference that resource, and all that shares what the difference came
//! through, is resolved by plan JSON alone.

use std::collections::BTreeSet;

use crate::eval::ast::{Expr, ExprKind};
use crate::model::{Address, Key, Value};
use crate::modules::{Block, Written};
use crate::source::Place;

use super::chain::{Named, behind, mentions, named};
use super::hcl::Hcl;

/// Attributes that are no values of the resource.
const META: [&str; 5] = ["count", "for_each", "depends_on", "provider", "lifecycle"];

/// A place in which the sources and the plan differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The instance.
    pub address: String,
    /// The attribute, or `count` or `for_each`.
    pub attribute: String,
    /// Where it is written.
    pub place: Place,
}

/// What must not be resolved by the sources.
#[derive(Debug, Default)]
pub struct Distrust {
    blocks: BTreeSet<String>,
    names: BTreeSet<Named>,
}

impl Hcl<'_> {
    /// Holds the sources of the given instances against the plan: the differences, and what is not to be trusted.
    pub fn verify<'a>(&self, instances: impl Iterator<Item = (&'a Address, &'a Value)>) -> (Vec<Difference>, Distrust) {
        let mut differences = Vec::new();
        let mut distrust = Distrust::default();
        let mut seen = BTreeSet::new();
        for (address, after) in instances {
            let Some(block) = self.block(address) else { continue };
            let names: Vec<String> = address.module.0.iter().map(|step| step.name.to_string()).collect();
            let keys = if seen.insert(address.block()) || !address.module.0.is_empty() {
                self.wrong_keys(address, block)
            } else {
                None
            };
            let Some((attribute, written)) = keys.or_else(|| self.wrong_value(address, block, after)) else { continue };
            differences.push(Difference {
                address: address.to_string(),
                attribute: attribute.to_owned(),
                place: written.place(),
            });
            distrust.blocks.insert(address.block());
            self.closure(&names, &written.expr, &mut distrust.names);
        }
        (differences, distrust)
    }

    /// The instance keys that the configuration makes are not those of the plan.
    fn wrong_keys<'b>(&self, address: &Address, block: &'b Block) -> Option<(&'static str, &'b Written)> {
        let (name, written) =
            ["for_each", "count"].into_iter().find_map(|name| Some((name, block.attributes.get(name)?)))?;
        let module = self.module(&address.module)?;
        let over = self.iteration(module, &format!("{}.{}", address.type_, address.name), block);
        let made = keys(&over)?;
        let planned = self.planned(&address.module, address.mode, &address.type_, &address.name);
        // A plan with -target has only a part of the instances.
        let fits = if self.plan.complete == Some(false) { planned.is_subset(&made) } else { planned == made };
        (!fits).then_some((name, written))
    }

    fn wrong_value<'b>(&self, address: &Address, block: &'b Block, after: &Value) -> Option<(&'b str, &'b Written)> {
        let ignored = ignored(block);
        let view = self.view(address)?;
        block.attributes.iter().map(|(name, written)| (name.as_str(), written)).find(|(name, written)| {
            let passed_over = META.contains(name) || ignored.contains(*name) || ignored.contains("all");
            !passed_over && after.get(name).is_some_and(|planned| differ(&self.value(written, &view), &planned))
        })
    }

    /// Every name that an expression's value comes through. Root variables are the plan's own.
    fn closure(&self, path: &[String], expr: &Expr, names: &mut BTreeSet<Named>) {
        let mut open: Vec<Named> = mentions(expr).iter().filter_map(|mention| named(path, mention)).collect();
        while let Some(name) = open.pop() {
            let is_given =
                matches!(&name, Named::Variable(path, _) if path.is_empty()) || matches!(name, Named::Resource(..));
            if is_given || !names.insert(name.clone()) {
                continue;
            }
            for (module, written) in behind(self.tree, &name) {
                open.extend(mentions(&written.expr).iter().filter_map(|mention| named(&module, mention)));
            }
        }
    }

    /// A resource whose sources are not those of the plan, or come through something that is not.
    pub fn is_distrusted(&self, address: &Address, distrust: &Distrust) -> bool {
        if distrust.blocks.contains(&address.block()) {
            return true;
        }
        if distrust.names.is_empty() {
            return false;
        }
        let Some(block) = self.block(address) else { return false };
        let path: Vec<String> = address.module.0.iter().map(|step| step.name.to_string()).collect();
        let mut names = BTreeSet::new();
        every_expression(block, &mut |written| self.closure(&path, &written.expr, &mut names));
        !names.is_disjoint(&distrust.names)
    }
}

fn every_expression<'b>(block: &'b Block, visit: &mut dyn FnMut(&'b Written)) {
    block.attributes.values().for_each(&mut *visit);
    for nested in &block.blocks {
        every_expression(&nested.block, visit);
    }
}

/// The instance keys that a `for_each` or `count` makes, where it is known.
fn keys(over: &Value) -> Option<BTreeSet<Option<Key>>> {
    match over.unmask().0 {
        Value::Object(entries) => Some(entries.keys().map(|key| Some(Key::Name(key.clone()))).collect()),
        Value::Seq(_, elements) => {
            elements.iter().map(|element| Some(Some(Key::Name(element.as_str()?.into())))).collect()
        }
        _ => {
            let count = u64::try_from(over.as_number()?.as_i128()?).ok().filter(|count| *count <= 1_000_000)?;
            Some((0..count).map(|index| Some(Key::Index(index))).collect())
        }
    }
}

/// The attributes that `lifecycle { ignore_changes = … }` names.
fn ignored(block: &Block) -> BTreeSet<String> {
    let written = block.of_kind("lifecycle").filter_map(|lifecycle| lifecycle.attributes.get("ignore_changes"));
    let mut names = BTreeSet::new();
    for written in written {
        match &written.expr.kind {
            ExprKind::Tuple(elements) => names.extend(elements.iter().filter_map(first_name)),
            _ => names.extend(first_name(&written.expr)),
        }
    }
    names
}

fn first_name(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Variable(name) => Some(name.to_string()),
        ExprKind::Traversal { base, .. } => first_name(base),
        _ => expr.as_literal_string().map(str::to_owned),
    }
}

/// Both sides are known and are not the same, whatever the provider makes of case, order and `null`.
fn differ(written: &Value, planned: &Value) -> bool {
    let (written, planned) = (written.unmask().0, planned.unmask().0);
    match (written, planned) {
        (Value::Unknown(_) | Value::Null | Value::Subject(_), _) | (_, Value::Unknown(_) | Value::Null) => false,
        (Value::Seq(_, a), Value::Seq(_, b)) => differ_in_elements(a, b),
        (Value::Object(a), Value::Object(b)) => {
            a.iter().any(|(name, value)| b.get(name).is_some_and(|other| differ(value, other)))
        }
        (Value::Seq(..) | Value::Object(_), _) | (_, Value::Seq(..) | Value::Object(_)) => false,
        (a, b) => match (text(a), text(b)) {
            (Some(a), Some(b)) => !same_text(&a, &b),
            _ => false,
        },
    }
}

fn differ_in_elements(a: &[Value], b: &[Value]) -> bool {
    let known = |elements: &[Value]| elements.iter().all(|element| element.first_unknown().is_none());
    if !known(a) || !known(b) {
        return false;
    }
    let sorted = |elements: &[Value]| {
        let mut texts: Vec<String> = elements.iter().filter_map(text).map(|text| text.to_lowercase()).collect();
        texts.sort();
        texts.dedup();
        texts
    };
    let all_text = |elements: &[Value]| elements.iter().all(|element| text(element).is_some());
    all_text(a) && all_text(b) && sorted(a) != sorted(b)
}

fn text(value: &Value) -> Option<String> {
    match value.unmask().0 {
        Value::String(text) => Some(text.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// Providers change case, drop a last dot and write JSON anew.
fn same_text(a: &str, b: &str) -> bool {
    let plain = |text: &str| text.trim_end_matches('.').to_lowercase();
    if plain(a) == plain(b) {
        return true;
    }
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok().filter(|value| !value.is_string());
    match (json(a), json(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a.is_empty() || b.is_empty(),
    }
}
