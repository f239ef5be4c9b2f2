//! The *entries* of an object or a map: ordered by key, in one piece. A plan has many small objects, and nodes of a tree
//! that are mostly empty are a third of what its values take.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Value;

/// Keys in order, each once, with their values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entries(Vec<(Arc<str>, Value)>);

impl Entries {
    fn place(&self, key: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(other, _)| (**other).cmp(key))
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(self.place(key).ok()?).map(|(_, value)| value)
    }

    /// There is such a key.
    pub fn contains_key(&self, key: &str) -> bool {
        self.place(key).is_ok()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Keys and values, by key.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&Arc<str>, &Value)> + ExactSizeIterator + Clone {
        self.0.iter().map(|(key, value)| (key, value))
    }

    /// Keys in their order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &Arc<str>> + Clone {
        self.0.iter().map(|(key, _)| key)
    }

    /// Values in the order of their keys.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &Value> + Clone {
        self.0.iter().map(|(_, value)| value)
    }

    /// Sets a key. What has many of them to set collects them first.
    pub fn insert(&mut self, key: Arc<str>, value: Value) {
        match self.place(&key) {
            Ok(at) => self.0.get_mut(at).into_iter().for_each(|entry| entry.1 = value.clone()),
            Err(at) => self.0.insert(at, (key, value)),
        }
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
        all.shrink_to_fit();
        Self(all)
    }
}

impl From<BTreeMap<Arc<str>, Value>> for Entries {
    fn from(map: BTreeMap<Arc<str>, Value>) -> Self {
        Self(map.into_iter().collect())
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
        self.0.into_iter()
    }
}

impl<'e> IntoIterator for &'e Entries {
    type Item = (&'e Arc<str>, &'e Value);
    type IntoIter = std::iter::Map<std::slice::Iter<'e, (Arc<str>, Value)>, fn(&'e (Arc<str>, Value)) -> Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(|(key, value)| (key, value))
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
