//! Maps and sets with a fast hash. Maliciously colliding keys would only slow down one user's page.

use std::collections::{HashMap, HashSet};

use rustc_hash::FxBuildHasher;

/// A map.
pub type Map<K, V> = HashMap<K, V, FxBuildHasher>;

/// A set.
pub type Set<T> = HashSet<T, FxBuildHasher>;
