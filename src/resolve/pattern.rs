//! Patterns of the catalogue's paths, and the walk that finds what they stand for in a value.

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
    steps: Vec<(String, Into)>,
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
            (Some(name), _) => (name.to_owned(), Into::List),
            (_, Some(name)) => (name.to_owned(), Into::Set),
            _ => (step.to_owned(), Into::Plain),
        });
        Self { steps: steps.collect() }
    }

    /// Whether a path is one of those that the pattern stands for.
    pub fn names(&self, path: &Path) -> bool {
        let mut names = path.steps.iter().filter_map(|step| match step {
            Step::Name(name) => Some(&**name),
            Step::Index(_) => None,
        });
        self.steps.iter().all(|(name, _)| names.next() == Some(name)) && names.next().is_none()
    }

    /// The steps, outermost first.
    pub(super) fn steps(&self) -> &[(String, Into)] {
        &self.steps
    }

    /// Every place of `value` that the pattern stands for, with the attribute `sibling` beside it.
    pub fn leaves(&self, value: &Value, sibling: Option<&str>) -> Vec<Leaf> {
        let mut found = Vec::new();
        walk(&self.steps, value, &Path::default(), None, sibling, &mut found);
        found
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

fn walk(
    steps: &[(String, Into)],
    value: &Value,
    path: &Path,
    group: Option<&Path>,
    sibling: Option<&str>,
    found: &mut Vec<Leaf>,
) {
    let Some(((name, into), rest)) = steps.split_first() else { return };
    let Some(part) = value.get(name) else { return };
    let path = path.name(name);
    // A plan has every attribute; what is only written has those that are.
    let beside = || sibling.map(|sibling| value.get(sibling).unwrap_or(Value::Null));
    if part.as_unknown().is_some() {
        let group = group.cloned().unwrap_or_else(|| path.clone());
        found.push(Leaf { group, path, value: part, sibling: beside() });
        return;
    }
    let group = if *into == Into::Set { Some(group.cloned().unwrap_or_else(|| path.clone())) } else { group.cloned() };
    match into {
        Into::Plain if rest.is_empty() => {
            let group = group.unwrap_or_else(|| path.clone());
            found.push(Leaf { group, path, value: part, sibling: beside() });
        }
        Into::Plain => walk(rest, &part, &path, group.as_ref(), sibling, found),
        Into::List | Into::Set => {
            let masked = part.unmask().1;
            for (index, element) in part.as_seq().into_iter().flatten().enumerate() {
                let element = if masked { element.clone().sensitive() } else { element.clone() };
                let path = path.index(index);
                if rest.is_empty() || element.as_unknown().is_some() {
                    let group = group.clone().unwrap_or_else(|| path.clone());
                    found.push(Leaf { group, path, value: element, sibling: None });
                } else {
                    walk(rest, &element, &path, group.as_ref(), sibling, found);
                }
            }
        }
    }
}

struct Looker<'c, 's> {
    sibling: Option<&'s str>,
    lookup: Lookup<'c>,
}

impl<'c> Looker<'c, '_> {
    fn look(&mut self, steps: &[(String, Into)], block: &'c ConfigBlock, after: Option<&Value>, at: &[Step]) {
        let Some(((name, into), rest)) = steps.split_first() else { return };
        let part = after.and_then(|after| after.get(name));
        match block.get(name) {
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
        rest: &[(String, Into)],
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
