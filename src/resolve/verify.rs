//! Whether the sources at hand are those that the plan was made from. Each instance is held against the plan: its key,
//! and every attribute that both sides know. At a difference that resource, and all that shares what the difference came
//! through, is resolved by plan JSON alone.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value as Json;
use sha1::{Digest, Sha1};

use crate::eval::ast::{Expr, ExprKind};
use crate::hash::HashSet;
use crate::model::{Address, Key, Mode, Value};
use crate::modules::{Block, Nested, Written};
use crate::source::Place;

use super::blocks::{Expanded, expand};
use super::chain::{Named, behind, mentions, named};
use super::hcl::{FOUND_BY_ARN, Hcl, ModuleId};
use super::mentioned;
use super::pairs::without_partner;
use super::scope::View;
use super::whole::object;

/// Attributes that are no values of the resource.
const META: [&str; 5] = ["count", "for_each", "depends_on", "provider", "lifecycle"];
/// Nested blocks that are none either.
const META_BLOCKS: [&str; 4] = ["lifecycle", "provisioner", "connection", "timeouts"];

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

/// An instance as the plan has it.
#[derive(Debug, Clone, Copy)]
pub struct Planned<'a> {
    /// Its address.
    pub address: &'a Address,
    /// Its values before the apply.
    pub before: &'a Value,
    /// Its values after it.
    pub after: &'a Value,
}

/// What must not be resolved by the sources.
#[derive(Debug, Default)]
pub struct Distrust {
    blocks: BTreeSet<String>,
    names: BTreeSet<Named>,
}

impl Hcl<'_> {
    /// Holds the sources of the given instances against the plan: the differences, and what is not to be trusted.
    pub fn verify<'a>(&self, instances: impl Iterator<Item = Planned<'a>>) -> (Vec<Difference>, Distrust) {
        let mut differences = Vec::new();
        let mut distrust = Distrust::default();
        let (mut keyed, mut mentioned) = (HashSet::default(), HashSet::default());
        self.verify_modules(&mut differences, &mut distrust);
        for Planned { address, before, after } in instances {
            let Some((module, block)) = self.made_by(address) else { continue };
            let names = || -> Vec<String> { address.module.0.iter().map(|step| step.name.to_string()).collect() };
            // The keys of a block's instances in one module instance come from one expression, and what a block mentions is
            // the same in all of them.
            let mut wrong = if mentioned.insert(std::ptr::from_ref(block)) {
                self.wrong_mention(address, &names(), block)
            } else {
                None
            };
            if wrong.is_none() && keyed.insert((module, std::ptr::from_ref(block))) {
                wrong = self.wrong_keys(module, address, block);
            }
            let Some((attribute, written)) = wrong.or_else(|| self.wrong_value(address, block, before, after)) else {
                continue;
            };
            if distrust.blocks.insert(address.block()) {
                differences.push(Difference { address: address.to_string(), attribute, place: written.place() });
            }
            self.closure(&names(), &written.expr, &mut distrust.names);
        }
        (differences, distrust)
    }

    /// Outputs and arguments of calls that mention other things than those that were planned.
    fn verify_modules(&self, differences: &mut Vec<Difference>, distrust: &mut Distrust) {
        self.plan.configuration.walk(|path, planned| {
            let path: Vec<String> = path.iter().map(|name| (*name).to_owned()).collect();
            let Some(module) = self.tree.modules.get(&path) else { return };
            let at = path.iter().map(|name| format!("module.{name}")).collect::<Vec<_>>().join(".");
            let mut add = |name: Named, address: String, attribute: &str, written: &Written| {
                distrust.names.insert(name);
                self.closure(&path, &written.expr, &mut distrust.names);
                differences.push(Difference { address, attribute: attribute.to_owned(), place: written.place() });
            };
            for (output, written) in mentioned::in_outputs(planned, module) {
                let whose = if at.is_empty() { "the root module".to_owned() } else { at.clone() };
                add(Named::Output(path.clone(), output.to_owned()), whose, &format!("output {output}"), written);
            }
            for (name, call) in &planned.calls {
                let Some(block) = module.calls.get(name) else { continue };
                for (argument, written) in mentioned::in_call(&call.expressions, block, module) {
                    let mut below = path.clone();
                    below.push(name.clone());
                    let address = if at.is_empty() { format!("module.{name}") } else { format!("{at}.module.{name}") };
                    add(Named::Variable(below, argument.to_owned()), address, argument, written);
                }
            }
        });
    }

    /// An attribute mentions other things than the planned one.
    pub(super) fn wrong_mention<'b>(&self, address: &Address, path: &[String], block: &'b Block) -> Option<Wrong<'b>> {
        let planned = self.plan.configuration.resource(address)?;
        mentioned::in_block(planned.expressions.get(), block, self.tree.modules.get(path)?)
    }

    /// The instance keys that the configuration makes are not those of the plan.
    fn wrong_keys<'b>(&self, module: ModuleId, address: &Address, block: &'b Block) -> Option<Wrong<'b>> {
        let (name, written) =
            ["for_each", "count"].into_iter().find_map(|name| Some((name, block.attributes.get(name)?)))?;
        let over = self.iteration(module, &format!("{}.{}", address.type_, address.name), block);
        let made = keys(&over)?;
        let planned = self.planned(&address.module, address.mode, &address.type_, &address.name);
        // A plan with -target has only a part of the instances.
        let fits = if self.plan.complete == Some(false) { planned.is_subset(&made) } else { planned == made };
        (!fits).then(|| (name.to_owned(), written))
    }

    fn wrong_value<'b>(&self, address: &Address, block: &'b Block, before: &Value, after: &Value) -> Option<Wrong<'b>> {
        let mut ignored = ignored_changes(block);
        ignored.extend(left_alone(block, before, after));
        if ignored.contains("all") {
            return None;
        }
        self.differs(block, &self.view(address)?, after, &ignored)
    }

    /// The first attribute or nested block that cannot have made `after`.
    fn differs<'b>(
        &self,
        block: &'b Block,
        view: &View<'_, '_>,
        after: &Value,
        ignored: &BTreeSet<String>,
    ) -> Option<Wrong<'b>> {
        let attributes = block.attributes.iter().map(|(name, written)| (name.as_str(), written));
        let counted = attributes.filter(|(name, _)| !META.contains(name) && !ignored.contains(*name));
        let mut wrong = counted.filter(|(name, written)| {
            {
                // What the plan does not know cannot differ, and need not be evaluated.
                let planned =
                    after.get(name).filter(|planned| !matches!(planned.unmask().0, Value::Unknown(_) | Value::Null));
                planned.is_some_and(|planned| differ(&self.value(written, view), &planned))
            }
        });
        let first = wrong.next().map(|(name, written)| (name.to_owned(), written));
        first.or_else(|| self.wrong_block(block, view, after, ignored))
    }

    /// Each nested block has to be one of the planned ones, and no two of them one: in whatever order, of a set nobody knows
    /// it.
    fn wrong_block<'b>(
        &self,
        block: &'b Block,
        view: &View<'_, '_>,
        after: &Value,
        ignored: &BTreeSet<String>,
    ) -> Option<Wrong<'b>> {
        let kinds: BTreeSet<&str> = block.blocks.iter().filter_map(kind).collect();
        let none = BTreeSet::new();
        for kind in kinds.into_iter().filter(|kind| !ignored.contains(*kind) && !block.attributes.contains_key(*kind)) {
            let planned = after.get(kind);
            let Some(planned) = planned.as_ref().and_then(Value::as_seq) else { continue };
            let Ok(made) = expand(block, kind, view) else { continue };
            // The provider's plan of a set has empty elements that no apply makes, in the place of those that go away.
            let set: BTreeSet<&str> = made.iter().flat_map(|one| names_in(one.block)).collect();
            let planned: Vec<&Value> = planned.iter().filter(|element| !is_left_over(element, &set)).collect();
            let made: Vec<&Expanded<'_, '_, '_>> = match planned.len() == made.len() {
                true => made.iter().collect(),
                // Blocks that are the same are one element of a set.
                false => distinct(&made),
            };
            let differs =
                |one: &Expanded<'b, '_, '_>, element: &Value| self.differs(one.block, &one.view, element, &none);
            let fits = |at: usize, element: usize| {
                let both = made.get(at).zip(planned.get(element));
                both.is_some_and(|(one, element)| differs(one, element).is_none())
            };
            let alone = match planned.len() == made.len() {
                true => without_partner(made.len(), fits),
                false => Some(0),
            };
            let Some((at, one)) = alone.and_then(|at| Some((at, made.get(at)?))) else { continue };
            let beside = planned.get(at).and_then(|element| differs(one, element));
            let (name, written) = beside.or_else(|| first_written(one.block))?;
            return Some((format!("{kind}.{name}"), written));
        }
        None
    }

    /// Every name that an expression's value comes through. Root variables are the plan's own.
    fn closure(&self, path: &[String], expr: &Expr, names: &mut BTreeSet<Named>) {
        let mut open: Vec<Named> = mentions(expr).iter().filter_map(|mention| named(path, mention)).collect();
        while let Some(name) = open.pop() {
            if let Some((path, written)) = self.looked_for_by(&name).filter(|_| names.insert(name.clone())) {
                open.extend(mentions(&written.expr).iter().filter_map(|mention| named(path, mention)));
            }
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

    /// The argument that a data source repeats: its value comes through that.
    fn looked_for_by<'n>(&self, name: &'n Named) -> Option<(&'n [String], &Written)> {
        let Named::Resource(path, Mode::Data, type_, block) = name else { return None };
        let key = (Mode::Data, type_.clone(), block.clone());
        let block = self.tree.modules.get(path)?.resources.get(&key)?;
        let written = block.attributes.get("arn").filter(|_| FOUND_BY_ARN.contains(&type_.as_str()))?;
        Some((path, written))
    }

    /// A resource whose sources are not those of the plan, or come through something that is not.
    pub fn is_distrusted(&self, address: &Address, distrust: &Distrust) -> bool {
        if distrust.blocks.is_empty() && distrust.names.is_empty() {
            return false;
        }
        if distrust.blocks.contains(&address.block()) {
            return true;
        }
        let Some(block) = self.block(address) else { return false };
        let path: Vec<String> = address.module.0.iter().map(|step| step.name.to_string()).collect();
        let mut names = BTreeSet::new();
        every_expression(block, &mut |written| self.closure(&path, &written.expr, &mut names));
        !names.is_disjoint(&distrust.names)
    }
}

/// An attribute and where it is written.
type Wrong<'b> = (String, &'b Written);

/// What kind of nested block a block or a dynamic one makes.
fn kind(nested: &Nested) -> Option<&str> {
    let kind = if nested.kind == "dynamic" { nested.labels.first()? } else { &nested.kind };
    (!META_BLOCKS.contains(&kind.as_str())).then_some(kind)
}

fn first_written(block: &Block) -> Option<Wrong<'_>> {
    let own = block.attributes.iter().map(|(name, written)| (name.clone(), written)).next();
    own.or_else(|| block.blocks.iter().find_map(|nested| first_written(&nested.block)))
}

pub(super) fn every_expression<'b>(block: &'b Block, visit: &mut dyn FnMut(&'b Written)) {
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
pub fn ignored_changes(block: &Block) -> BTreeSet<String> {
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

/// `lifecycle { prevent_destroy = true }` stands in the block.
pub fn prevents_destroy(block: &Block) -> bool {
    let mut written = block.of_kind("lifecycle").filter_map(|lifecycle| lifecycle.attributes.get("prevent_destroy"));
    written.any(|written| matches!(written.expr.kind, ExprKind::Literal(Value::Bool(true))))
}

/// Attributes and blocks that the plan leaves as they were. A provider drops a change that makes no difference to it (the
/// ports of a rule for all protocols, container definitions with the defaults written out), and the old value stays.
fn left_alone(block: &Block, before: &Value, after: &Value) -> BTreeSet<String> {
    let same = |name: &&str| {
        let (before, after) = (before.get(name), after.get(name));
        before.as_ref().is_some_and(|value| value.first_unknown().is_none()) && before == after
    };
    names_in(block).filter(same).map(str::to_owned).collect()
}

fn first_name(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Variable(name) => Some(name.to_string()),
        ExprKind::Traversal { base, .. } => first_name(base),
        _ => expr.as_literal_string().map(str::to_owned),
    }
}

/// Both sides are known and are not the same, whatever the provider makes of case, order and `null`.
pub(super) fn differ(written: &Value, planned: &Value) -> bool {
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
        texts
    };
    let all_text = |elements: &[Value]| elements.iter().all(|element| text(element).is_some());
    if !all_text(a) || !all_text(b) {
        return false;
    }
    let (written, planned) = (sorted(a), sorted(b));
    // As many on both sides are the same ones: of two weights 0 and 0 each stands among 0 and 100, which sends all there.
    if written.len() == planned.len() {
        return written != planned;
    }
    // A provider adds elements of its own: a certificate's names hold its domain.
    written.iter().any(|element| planned.binary_search(element).is_err())
}

fn text(value: &Value) -> Option<String> {
    match value.unmask().0 {
        Value::String(text) => Some(text.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// Those of some blocks that differ from all before them.
fn distinct<'e, 'b, 'v, 'h>(made: &'e [Expanded<'b, 'v, 'h>]) -> Vec<&'e Expanded<'b, 'v, 'h>> {
    let mut values: Vec<Value> = Vec::new();
    let is_new = |one: &&Expanded<'_, '_, '_>| {
        let value = object(one.block, &one.view);
        let is_new = !values.contains(&value);
        if is_new {
            values.push(value);
        }
        is_new
    };
    made.iter().filter(is_new).collect()
}

/// The attributes and nested blocks that a block has.
fn names_in(block: &Block) -> impl Iterator<Item = &str> {
    block.attributes.keys().map(String::as_str).chain(block.blocks.iter().filter_map(kind))
}

/// Nothing is set in an element of nested blocks, and what is not known of it no block gives: the provider computes that
/// even of an element that it will not make.
fn is_left_over(element: &Value, given: &BTreeSet<&str>) -> bool {
    let Some(entries) = element.unmask().0.as_object() else { return is_empty(element) };
    let computed = |name: &str, value: &Value| value.as_unknown().is_some() && !given.contains(name);
    entries.iter().all(|(name, value)| is_empty(value) || computed(name, value))
}

/// Nothing is set in an element of nested blocks, at any depth.
fn is_empty(element: &Value) -> bool {
    match element.unmask().0 {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Seq(_, elements) => elements.iter().all(is_empty),
        Value::Object(entries) => entries.values().all(is_empty),
        _ => false,
    }
}

/// Providers change case, trim, drop a last dot, write JSON anew, take 1 for true, and keep of long texts (the user data of a machine)
/// their digest alone.
fn same_text(written: &str, planned: &str) -> bool {
    let plain = |text: &str| text.trim().trim_end_matches('.').to_lowercase();
    let (a, b) = (written, planned);
    let truth = matches!((a, b), ("1", "true") | ("0", "false"));
    if plain(a) == plain(b) || truth || is_digest(written, planned) {
        return true;
    }
    let json = |text: &str| serde_json::from_str::<Json>(text).ok().filter(|value| !value.is_string());
    match (json(a), json(b)) {
        (Some(a), Some(b)) => is_part(&a, &b),
        _ => a.is_empty() || b.is_empty(),
    }
}

/// The planned text is the SHA-1 digest of what is written, or of what that is the Base64 of.
fn is_digest(written: &str, planned: &str) -> bool {
    let is = |bytes: &[u8]| {
        let digest = Sha1::digest(bytes);
        planned == digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    let looks = planned.len() == 40 && planned.bytes().all(|byte| byte.is_ascii_hexdigit());
    looks && (is(written.as_bytes()) || BASE64.decode(written).is_ok_and(|bytes| is(&bytes)))
}

/// What is written stands in what the provider made of it. It fills in defaults, as that of ECS does in the definitions of
/// containers, and drops what is empty.
fn is_part(written: &Json, planned: &Json) -> bool {
    match (written, planned) {
        (Json::Object(a), Json::Object(b)) => {
            // The provider reads names without regard to case, and writes them in its own.
            let named = |name: &String| {
                b.get(name).or_else(|| Some(b.iter().find(|(other, _)| other.eq_ignore_ascii_case(name))?.1))
            };
            a.iter().all(|(name, value)| named(name).map_or_else(|| is_dropped(value), |other| is_part(value, other)))
        }
        (Json::Array(a), Json::Array(b)) => {
            a.len() == b.len() && a.iter().all(|one| b.iter().any(|other| is_part(one, other)))
        }
        (a, b) => a == b || is_blank(a) && is_blank(b),
    }
}

/// The provider leaves out what is empty, and a name that the service does not have. Such a name may have any value, but
/// what has parts of its own is hardly put down by mistake.
fn is_dropped(value: &Json) -> bool {
    is_blank(value) || !(value.is_array() || value.is_object())
}

fn is_blank(value: &Json) -> bool {
    match value {
        Json::Null | Json::Bool(false) => true,
        Json::Array(elements) => elements.is_empty(),
        Json::Object(entries) => entries.is_empty(),
        Json::String(text) => text.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::same_text;

    #[test]
    fn what_the_provider_made_of_a_json_text() {
        let kept = r#"[{"name":"web","mountPoints":[{"containerPath":"/a"}],"image":"web:1"}]"#;
        assert!(same_text(r#"[{"name":"web","MountPoints":[{"containerPath":"/a"}],"cpu":null}]"#, kept));
        assert!(!same_text(r#"[{"name":"web","MountPoints":[{"containerPath":"/b"}]}]"#, kept));
        assert!(!same_text(r#"[{"Name":"api"}]"#, kept));
        // No setting of a container.
        assert!(same_text(r#"[{"name":"web","image":"web:1","networkMode":"awsvpc"}]"#, kept));
        assert!(!same_text(r#"[{"name":"web","environment":[{"name":"A","value":"1"}]}]"#, kept));
    }

    #[test]
    fn truth_in_numbers() {
        assert!(same_text("1", "true") && same_text("0", "false"));
        assert!(!same_text("0", "true") && !same_text("2", "true"));
    }
}
