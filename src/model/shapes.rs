//! *Shapes*: lists of keys that many objects have in common. A plan has some thousand objects of a type, each with the same
//! twenty keys: one list for all of them leaves an object its values only, and looking for a name goes through keys that
//! are near the processor already.
//!
//! The lists known so far are a tree: one step down for each key. Who reads an object goes down with it, and where the next
//! key is the one that came here last time nothing but the two texts is compared.

use std::cell::RefCell;
use std::sync::Arc;

use crate::hash::HashMap;

/// Keys in order, each once.
pub(super) type Keys = Arc<[Arc<str>]>;

/// Steps of the tree. Maps may have keys of their own without end; those of a schema come first.
const MOST: usize = 8192;

/// A longer list is no schema, and is not kept.
const LONGEST: usize = 256;

thread_local! {
    static TREE: RefCell<Tree> = RefCell::new(Tree { steps: vec![Step::default()] });
}

/// The keys of an object that is being read.
#[derive(Debug, Default)]
pub(super) struct Growing {
    /// The step of the tree that has the keys so far.
    at: usize,
    /// The one of its first key.
    first: usize,
    /// The keys so far, once the tree has no more room.
    loose: Option<Vec<Arc<str>>>,
}

struct Tree {
    steps: Vec<Step>,
}

#[derive(Default)]
struct Step {
    key: Arc<str>,
    above: usize,
    depth: usize,
    /// The keys down to here are in order, each once.
    in_order: bool,
    below: HashMap<Arc<str>, usize>,
    /// The step below that was taken last.
    last: usize,
    keys: Option<Keys>,
    likely: usize,
}

impl Growing {
    /// Adds the key that comes next.
    pub(super) fn push(&mut self, key: &str) {
        if let Some(loose) = &mut self.loose {
            return loose.push(key.into());
        }
        TREE.with_borrow_mut(|tree| match tree.below(self.at, key) {
            Some(below) if self.at == 0 => (self.at, self.first) = (below, below),
            Some(below) => self.at = below,
            None => self.loose = Some(tree.down_to(self.at).into_iter().chain([key.into()]).collect()),
        });
    }

    /// How many keys the last object had that began with the same one.
    pub(super) fn likely(&self) -> usize {
        TREE.with_borrow(|tree| tree.steps.get(self.first).map_or(0, |first| first.likely))
    }

    /// The shared list, where the keys came in order; else the keys as they came.
    pub(super) fn keys(self) -> Result<Keys, Vec<Arc<str>>> {
        match self.loose {
            Some(loose) => Err(loose),
            None => TREE.with_borrow_mut(|tree| {
                let keys = tree.keys(self.at).ok_or_else(|| tree.down_to(self.at));
                let count = keys.as_ref().map_or_else(Vec::len, |keys| keys.len());
                tree.steps.get_mut(self.first).into_iter().for_each(|first| first.likely = count);
                keys
            }),
        }
    }
}

/// The shared list of keys that are in order, where objects with these keys were read.
pub(super) fn shared(keys: &[Arc<str>]) -> Option<Keys> {
    TREE.with_borrow_mut(|tree| {
        let at = keys.iter().try_fold(0, |at, key| tree.known(at, key))?;
        tree.keys(at)
    })
}

impl Tree {
    fn known(&self, at: usize, key: &str) -> Option<usize> {
        let step = self.steps.get(at)?;
        let is_last = step.last != 0 && self.steps.get(step.last).is_some_and(|last| &*last.key == key);
        if is_last { Some(step.last) } else { step.below.get(key).copied() }
    }

    fn below(&mut self, at: usize, key: &str) -> Option<usize> {
        let below = self.known(at, key).or_else(|| self.grow(at, key))?;
        self.steps.get_mut(at)?.last = below;
        Some(below)
    }

    fn grow(&mut self, at: usize, key: &str) -> Option<usize> {
        let (new, above) = (self.steps.len(), self.steps.get_mut(at)?);
        if new >= MOST || above.depth >= LONGEST {
            return None;
        }
        let shared: Arc<str> = key.into();
        above.below.insert(Arc::clone(&shared), new);
        let in_order = above.depth == 0 || (above.in_order && *above.key < *key);
        let depth = above.depth + 1;
        self.steps.push(Step { key: shared, above: at, depth, in_order, ..Step::default() });
        Some(new)
    }

    fn keys(&mut self, at: usize) -> Option<Keys> {
        let step = self.steps.get(at)?;
        if let Some(keys) = &step.keys {
            return Some(Arc::clone(keys));
        }
        if !step.in_order && step.depth > 0 {
            return None;
        }
        let keys: Keys = self.down_to(at).into();
        self.steps.get_mut(at)?.keys = Some(Arc::clone(&keys));
        Some(keys)
    }

    fn down_to(&self, mut at: usize) -> Vec<Arc<str>> {
        let mut keys = Vec::new();
        while let Some(step) = self.steps.get(at).filter(|step| step.depth > 0) {
            keys.push(Arc::clone(&step.key));
            at = step.above;
        }
        keys.reverse();
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grown(keys: &[&str]) -> Result<Keys, Vec<Arc<str>>> {
        let mut growing = Growing::default();
        keys.iter().for_each(|key| growing.push(key));
        growing.keys()
    }

    #[test]
    fn objects_of_one_schema_share_their_keys() {
        let (a, b) = (grown(&["arn", "id", "port"]).unwrap(), grown(&["arn", "id", "port"]).unwrap());
        assert!(Arc::ptr_eq(&a, &b));
        assert!(Arc::ptr_eq(&a, &shared(&a).unwrap()));
        assert!(shared(&["never".into(), "read".into()]).is_none());
        assert_eq!(a.iter().map(|key| &**key).collect::<Vec<_>>(), ["arn", "id", "port"]);
        assert_eq!(grown(&["arn", "id"]).unwrap().len(), 2);
        assert!(grown(&[]).unwrap().is_empty());
    }

    #[test]
    fn keys_that_are_not_in_order_come_as_they_are() {
        let as_is = |keys: &[&str]| grown(keys).unwrap_err().iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(as_is(&["b", "a"]), ["b", "a"]);
        assert_eq!(as_is(&["a", "a"]), ["a", "a"]);
        assert_eq!(as_is(&["b", "a", "c"]), ["b", "a", "c"]);
    }

    #[test]
    fn a_tree_that_is_full_loses_no_key() {
        let many: Vec<String> = (0..3 * MOST).map(|number| format!("{number:06}")).collect();
        let keys: Vec<&str> = many.iter().map(String::as_str).collect();
        let loose = grown(&keys).unwrap_err();
        assert!(loose.iter().map(|key| &**key).eq(keys.iter().copied()));
        for key in &keys {
            assert_eq!(grown(&[key]).map_or_else(|loose| loose.len(), |shared| shared.len()), 1);
        }
        let steps = TREE.with_borrow(|tree| tree.steps.len());
        assert_eq!(steps, MOST);
    }
}
