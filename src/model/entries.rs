//! The *entries* of an object or a map: ordered by key, in one piece. A plan has many small objects, and nodes of a tree
//! that are mostly empty are a third of what its values take. The keys are a list of their own, which objects of one
//! schema share.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Value;
use super::shapes::{self, Growing, Keys};

/// Keys in order, each once, with their values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entries {
    keys: Keys,
    /// As many as there are keys.
    values: Vec<Value>,
}

impl Entries {
    fn place(&self, key: &str) -> Result<usize, usize> {
        self.keys.binary_search_by(|other| (**other).cmp(key))
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.values.get(self.place(key).ok()?)
    }

    /// There is such a key.
    pub fn contains_key(&self, key: &str) -> bool {
        self.place(key).is_ok()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Keys and values, by key.
    pub fn iter(&self) -> Iter<'_> {
        self.keys.iter().zip(&self.values)
    }

    /// Keys in their order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &Arc<str>> + Clone {
        self.keys.iter()
    }

    /// Values in the order of their keys.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &Value> + Clone {
        self.values.iter()
    }

    /// Other values under the same keys.
    #[must_use]
    pub fn map(&self, mut value: impl FnMut(&str, &Value) -> Value) -> Self {
        let values = self.iter().map(|(key, old)| value(key, old)).collect();
        Self { keys: Arc::clone(&self.keys), values }
    }

    /// Sets a key. What has many of them to set collects them first.
    pub fn insert(&mut self, key: Arc<str>, value: Value) {
        match self.place(&key) {
            Ok(at) => self.values.get_mut(at).into_iter().for_each(|old| *old = value.clone()),
            Err(at) => {
                let (before, after) = self.keys.split_at_checked(at).unwrap_or_default();
                self.keys = before.iter().cloned().chain([key]).chain(after.iter().cloned()).collect();
                self.values.insert(at, value);
            }
        }
    }

    /// Of a body: others of its type have the same keys.
    pub(super) fn of_schema(all: impl Iterator<Item = (Arc<str>, Value)>) -> Self {
        let mut all: Vec<(Arc<str>, Value)> = all.collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        let mut keys = Growing::default();
        all.iter().for_each(|(key, _)| keys.push(key));
        Self::grown(keys, all.into_iter().map(|(_, value)| value).collect())
    }

    /// Of keys that came one after the other, and as many values.
    pub(super) fn grown(keys: Growing, values: Vec<Value>) -> Self {
        match keys.keys() {
            Ok(keys) => Self { keys, values },
            Err(keys) => Self::from(keys.into_iter().zip(values).collect::<Vec<_>>()),
        }
    }
}

/// Keys and values, by key.
pub(super) type Iter<'e> = std::iter::Zip<std::slice::Iter<'e, Arc<str>>, std::slice::Iter<'e, Value>>;

impl Default for Entries {
    fn default() -> Self {
        Self::from(Vec::new())
    }
}

impl From<Vec<(Arc<str>, Value)>> for Entries {
    /// Of two with one key the last one stays. Terraform writes keys in order, and then there is nothing to do.
    fn from(mut all: Vec<(Arc<str>, Value)>) -> Self {
        let in_order = all.windows(2).all(|pair| matches!(pair, [a, b] if a.0 < b.0));
        if !in_order {
            all.sort_by(|a, b| a.0.cmp(&b.0));
            all.reverse();
            all.dedup_by(|a, b| a.0 == b.0);
            all.reverse();
        }
        let (keys, values): (Vec<Arc<str>>, Vec<Value>) = all.into_iter().unzip();
        Self { keys: shapes::shared(&keys).unwrap_or_else(|| keys.into()), values }
    }
}

impl From<BTreeMap<Arc<str>, Value>> for Entries {
    fn from(map: BTreeMap<Arc<str>, Value>) -> Self {
        Self::from(map.into_iter().collect::<Vec<_>>())
    }
}

impl<const N: usize> From<[(Arc<str>, Value); N]> for Entries {
    fn from(all: [(Arc<str>, Value); N]) -> Self {
        Self::from(Vec::from(all))
    }
}

impl FromIterator<(Arc<str>, Value)> for Entries {
    fn from_iter<I: IntoIterator<Item = (Arc<str>, Value)>>(all: I) -> Self {
        Self::from(all.into_iter().collect::<Vec<_>>())
    }
}

impl IntoIterator for Entries {
    type Item = (Arc<str>, Value);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.keys.iter().cloned().zip(self.values).collect::<Vec<_>>().into_iter()
    }
}

impl<'e> IntoIterator for &'e Entries {
    type Item = (&'e Arc<str>, &'e Value);
    type IntoIter = Iter<'e>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(keys: &[(&str, i64)]) -> Entries {
        keys.iter().map(|(key, value)| (Arc::from(*key), Value::integer(*value))).collect()
    }

    #[test]
    fn keys_are_in_order_and_the_last_one_of_a_key_stays() {
        let all = entries(&[("b", 1), ("a", 2), ("b", 3), ("c", 4), ("a", 5)]);
        assert_eq!(all, entries(&[("a", 5), ("b", 3), ("c", 4)]));
        assert_eq!(all.keys().map(|key| &**key).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!((all.get("b"), all.get("d")), (Some(&Value::integer(3)), None));
    }

    #[test]
    fn a_key_that_is_set_again_has_the_new_value() {
        let mut all = entries(&[("a", 1), ("c", 2)]);
        all.insert("b".into(), Value::integer(3));
        all.insert("a".into(), Value::integer(4));
        assert_eq!(all, entries(&[("a", 4), ("b", 3), ("c", 2)]));
    }
}
