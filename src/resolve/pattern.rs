//! Patterns of the catalogue's paths, and the walk that finds what they stand for in a value.

use std::sync::Arc;

use crate::model::{ConfigBlock, ConfigExpr, ConfigNode, Path, Step, Value};

/// How the pattern goes on after a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Into {
    /// An attribute, or a nested object.
    Plain,
    /// Each block or element of a list.
    List,
    /// Each block or element of a set.
    Set,
}

/// A path of the catalogue, taken apart.
#[derive(Debug, Clone)]
pub struct Pattern {
    steps: Vec<(Arc<str>, Into)>,
}

/// What a pattern found in a value.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// Where it stands.
    pub path: Path,
    /// The place of the set it is an element of, or its own path: leaves of one group cannot be told apart by position.
    pub group: Path,
    /// The value; an unknown that stands higher up covers all below it.
    pub value: Value,
    /// The value of the sibling attribute that was asked for.
    pub sibling: Option<Value>,
}

/// What a pattern found in the configuration.
#[derive(Debug, Clone)]
pub struct Written<'c> {
    /// The attribute's expression.
    pub expr: &'c ConfigExpr,
    /// The sibling's expression.
    pub sibling: Option<&'c ConfigExpr>,
}

/// What the configuration has for a leaf.
#[derive(Debug, Clone, Default)]
pub struct Lookup<'c> {
    /// The expressions, in the order they are written.
    pub written: Vec<Written<'c>>,
    /// The plan has more or fewer blocks than the configuration: a dynamic block made them, and plan JSON lacks it.
    pub dynamic: bool,
    /// The plan has blocks that the configuration does not write: the provider fills them in, or a dynamic block does.
    pub unwritten: bool,
}

impl Pattern {
    /// The pattern of a path of the catalogue.
    pub fn new(path: &str) -> Self {
        let steps = path.split('.').map(|step| match (step.strip_suffix("[]"), step.strip_suffix("{}")) {
            (Some(name), _) => (name.into(), Into::List),
            (_, Some(name)) => (name.into(), Into::Set),
            _ => (step.into(), Into::Plain),
        });
        Self { steps: steps.collect() }
    }

    /// Whether a path is one of those that the pattern stands for.
    pub fn names(&self, path: &Path) -> bool {
        let mut names = path.steps.iter().filter_map(|step| match step {
            Step::Name(name) => Some(&**name),
            Step::Index(_) => None,
        });
        self.steps.iter().all(|(name, _)| names.next() == Some(&**name)) && names.next().is_none()
    }

    /// The steps, outermost first.
    pub(super) fn steps(&self) -> &[(Arc<str>, Into)] {
        &self.steps
    }

    /// Every place of `value` that the pattern stands for, with the attribute `sibling` beside it.
    pub fn leaves(&self, value: &Value, sibling: Option<&str>) -> Vec<Leaf> {
        let mut walk = Walk { sibling, at: Vec::new(), set: None, found: Vec::new() };
        walk.go(&self.steps, value);
        walk.found
    }

    /// Every known text of `value` that the pattern stands for, wherever it stands.
    pub fn texts(&self, value: &Value, take: &mut dyn FnMut(&str)) {
        texts(&self.steps, value, take);
    }

    /// The expressions that the configuration has for the leaves of `group`. Blocks of lists are matched by position
    /// where both sides have as many; blocks of sets never are.
    pub fn written<'c>(
        &self,
        block: &'c ConfigBlock,
        after: &Value,
        group: &Path,
        sibling: Option<&str>,
    ) -> Lookup<'c> {
        let mut looker = Looker { sibling, lookup: Lookup::default() };
        looker.look(&self.steps, block, Some(after), &group.steps);
        looker.lookup
    }
}

struct Walk<'w> {
    sibling: Option<&'w str>,
    /// Where it stands.
    at: Vec<Step>,
    /// How many of those steps lead to the outermost set.
    set: Option<usize>,
    found: Vec<Leaf>,
}

impl Walk<'_> {
    fn go(&mut self, steps: &[(Arc<str>, Into)], value: &Value) {
        let Some(((name, into), rest)) = steps.split_first() else { return };
        let Some(part) = value.get(name) else { return };
        let outer = self.set;
        self.at.push(Step::Name(Arc::clone(name)));
        // A plan has every attribute; what is only written has those that are.
        let beside = |sibling: Option<&str>| sibling.map(|sibling| value.get(sibling).unwrap_or(Value::Null));
        if part.as_unknown().is_some() || (*into == Into::Plain && rest.is_empty()) {
            let sibling = beside(self.sibling);
            self.push(part, sibling);
        } else if *into == Into::Plain {
            self.go(rest, &part);
        } else {
            if *into == Into::Set {
                self.set = self.set.or(Some(self.at.len()));
            }
            self.each(rest, &part);
        }
        self.at.pop();
        self.set = outer;
    }

    fn each(&mut self, rest: &[(Arc<str>, Into)], part: &Value) {
        let masked = part.unmask().1;
        for (index, element) in part.as_seq().into_iter().flatten().enumerate() {
            let element = if masked { element.clone().sensitive() } else { element.clone() };
            self.at.push(Step::Index(index));
            if rest.is_empty() || element.as_unknown().is_some() {
                self.push(element, None);
            } else {
                self.go(rest, &element);
            }
            self.at.pop();
        }
    }

    fn push(&mut self, value: Value, sibling: Option<Value>) {
        let group = self.at.get(..self.set.unwrap_or(self.at.len())).unwrap_or_default().to_vec();
        let (group, path) = (Path { steps: group }, Path { steps: self.at.clone() });
        self.found.push(Leaf { path, group, value, sibling });
    }
}

fn texts(steps: &[(Arc<str>, Into)], value: &Value, take: &mut dyn FnMut(&str)) {
    let Some(((name, into), rest)) = steps.split_first() else {
        return value.as_str().into_iter().for_each(take);
    };
    let Some(part) = value.as_object().and_then(|entries| entries.get(name)) else { return };
    match into {
        Into::Plain => texts(rest, part, take),
        Into::List | Into::Set => part.as_seq().into_iter().flatten().for_each(|element| texts(rest, element, take)),
    }
}

struct Looker<'c, 's> {
    sibling: Option<&'s str>,
    lookup: Lookup<'c>,
}

impl<'c> Looker<'c, '_> {
    fn look(&mut self, steps: &[(Arc<str>, Into)], block: &'c ConfigBlock, after: Option<&Value>, at: &[Step]) {
        let Some(((name, into), rest)) = steps.split_first() else { return };
        let part = after.and_then(|after| after.get(name));
        match block.get(&**name) {
            Some(ConfigNode::Expr(expr)) => {
                let sibling = self.sibling.and_then(|name| match block.get(name) {
                    Some(ConfigNode::Expr(expr)) => Some(expr),
                    _ => None,
                });
                self.lookup.written.push(Written { expr, sibling });
            }
            Some(ConfigNode::Blocks(blocks)) => {
                self.blocks(blocks, *into, rest, part.as_ref(), at.get(1..).unwrap_or(&[]))
            }
            // Attributes always stand in the configuration when they are set; only blocks can be dynamic.
            None if !rest.is_empty() && *into != Into::Plain => {
                self.lookup.unwritten |= part.is_some_and(|part| !part.is_unset());
            }
            None => {}
        }
    }

    fn blocks(
        &mut self,
        blocks: &'c [ConfigBlock],
        into: Into,
        rest: &[(Arc<str>, Into)],
        part: Option<&Value>,
        at: &[Step],
    ) {
        let elements = part.and_then(Value::as_seq);
        let as_many = elements.is_none_or(|elements| elements.len() == blocks.len());
        self.lookup.dynamic |= !as_many;
        let below = at.get(1..).unwrap_or(&[]);
        let wanted = match at.first() {
            Some(Step::Index(index)) if as_many && into != Into::Set => Some(*index),
            _ => None,
        };
        for (index, block) in blocks.iter().enumerate() {
            if wanted.is_some_and(|wanted| wanted != index) {
                continue;
            }
            let element = wanted.and_then(|index| elements?.get(index));
            self.look(rest, block, element, below);
        }
    }
}
