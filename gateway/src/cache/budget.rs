//! Counts the bytes of the cache and of all responses, whoever holds them, and decides whether more fit.

use std::fmt;
use std::sync::Arc;

use prometheus_client::metrics::gauge::Gauge;

/// The limit, and the number of bytes in use.
#[derive(Debug)]
pub struct Budget {
    limit: usize,
    /// The gauge of the metric is the counter, so it is always correct.
    used: Gauge,
}

/// Bytes that are counted as long as this exists.
#[derive(Debug)]
pub struct Charge {
    used: Gauge,
    bytes: usize,
}

impl Budget {
    /// A budget that counts in this gauge.
    pub fn new(limit: usize, used: Gauge) -> Self {
        Budget { limit, used }
    }

    /// How many bytes there may be.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// How many there are.
    pub fn used(&self) -> usize {
        usize::try_from(self.used.get()).unwrap_or_default()
    }

    /// `None` if this many more bytes do not fit.
    pub fn charge(&self, bytes: usize) -> Option<Charge> {
        let added = i64::try_from(bytes).ok()?;
        let before = self.used.inc_by(added);
        // If it does not fit, dropping it subtracts the bytes again.
        let charge = Charge { used: self.used.clone(), bytes };
        let after = usize::try_from(before.checked_add(added)?).unwrap_or_default();
        (after <= self.limit).then_some(charge)
    }
}

/// A function that charges bytes to the store.
#[derive(Clone)]
pub struct Reserve(Arc<dyn Fn(usize) -> Option<Charge> + Send + Sync>);

impl Reserve {
    /// Asks this.
    pub fn new(ask: impl Fn(usize) -> Option<Charge> + Send + Sync + 'static) -> Self {
        Reserve(Arc::new(ask))
    }

    /// `None` if this many more bytes do not fit.
    pub fn bytes(&self, bytes: usize) -> Option<Charge> {
        (self.0)(bytes)
    }
}

impl fmt::Debug for Reserve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reserve")
    }
}

impl Charge {
    /// How many bytes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Adds another charge.
    pub fn add(&mut self, mut other: Charge) {
        self.bytes += std::mem::take(&mut other.bytes);
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.used.dec_by(i64::try_from(self.bytes).unwrap_or(i64::MAX));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_counted_until_the_last_charge_is_dropped() {
        let budget = Budget::new(10, Gauge::default());
        let mut first = budget.charge(6).unwrap();
        assert!(budget.charge(5).is_none());
        assert_eq!(budget.used(), 6, "what did not fit is not counted");
        first.add(budget.charge(4).unwrap());
        assert_eq!((first.bytes(), budget.used()), (10, 10));
        drop(first);
        assert_eq!(budget.used(), 0);
        assert!(budget.charge(usize::MAX).is_none());
    }
}
