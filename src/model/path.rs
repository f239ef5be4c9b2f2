//! A path leads from a value to a part of it: `default_action[0].forward[0].target_group[1].arn`.

use std::fmt;
use std::sync::Arc;

/// One step of a [`Path`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// An attribute of an object or a key of a map.
    Name(Arc<str>),
    /// An element of a list, or of a set in the order the plan has it.
    Index(usize),
}

/// Steps from a resource instance down to one of its values.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Path {
    /// The steps, outermost first.
    pub steps: Vec<Step>,
}

impl Path {
    /// A path of one attribute.
    pub fn attribute(name: &str) -> Self {
        Self { steps: vec![Step::Name(name.into())] }
    }

    /// This path and then the attribute `name`.
    pub fn name(&self, name: &str) -> Self {
        self.with(Step::Name(name.into()))
    }

    /// This path and then the element `index`.
    pub fn index(&self, index: usize) -> Self {
        self.with(Step::Index(index))
    }

    fn with(&self, step: Step) -> Self {
        let mut steps = self.steps.clone();
        steps.push(step);
        Self { steps }
    }

    /// The path without its indexes; two places of a set cannot be told apart by it, which is what fingerprints want.
    pub fn without_indexes(&self) -> String {
        let names = self.steps.iter().filter_map(|step| match step {
            Step::Name(name) => Some(&**name),
            Step::Index(_) => None,
        });
        names.collect::<Vec<_>>().join(".")
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.steps.iter().enumerate() {
            match step {
                Step::Name(name) if position == 0 => write!(f, "{name}")?,
                Step::Name(name) => write!(f, ".{name}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}
