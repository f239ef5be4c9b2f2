//! Hash maps for what is looked up often: names and addresses of a plan. The hash of the standard library is made for
//! keys of any origin and costs a twelfth of a check; this one is seeded anew in each run, too, so that nobody can write
//! keys that fall together.

use foldhash::fast::RandomState;

/// A map that is looked up and never walked.
pub(crate) type HashMap<K, V> = std::collections::HashMap<K, V, RandomState>;

/// A set that is looked up and never walked.
pub(crate) type HashSet<T> = std::collections::HashSet<T, RandomState>;
