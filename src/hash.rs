//! Hash maps for what is looked up often: names and addresses of a plan. The hash of the standard library is made for
//! keys of any origin and costs a twelfth of a check; this one is seeded anew in each run, too, so that nobody can write
//! keys that fall together.

use foldhash::fast::RandomState;

/// A map that is looked up and never walked.
pub(crate) type HashMap<K, V> = std::collections::HashMap<K, V, RandomState>;

/// An empty map with room for so many: one that grows looks at each of its keys again, wherever that stands in memory.
pub(crate) fn with_room<K, V>(count: usize) -> HashMap<K, V> {
    HashMap::with_capacity_and_hasher(count, RandomState::default())
}

/// A set that is looked up and never walked.
pub(crate) type HashSet<T> = std::collections::HashSet<T, RandomState>;
