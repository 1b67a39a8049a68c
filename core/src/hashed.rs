//! Maps and sets with a fast hash. Keys that were made to collide would slow one user's page.

use std::collections::{HashMap, HashSet};

use rustc_hash::FxBuildHasher;

/// A map.
pub type Map<K, V> = HashMap<K, V, FxBuildHasher>;

/// A set.
pub type Set<T> = HashSet<T, FxBuildHasher>;
