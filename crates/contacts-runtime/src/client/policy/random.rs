//! Chance as calls see it.

use std::fmt;
use std::hash::{BuildHasher, RandomState};

/// Chance as calls see it: it spreads the waits before another attempt.
pub trait Random: fmt::Debug + Send + Sync {
    /// A number from 0 up to, but without, 1.
    fn fraction(&self) -> f64;
}

/// Always the same number: for tests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FixedRandom(pub f64);

impl Random for FixedRandom {
    fn fraction(&self) -> f64 {
        self.0
    }
}

/// The seeds that the standard library takes from the system, hashed. Good enough to spread waits, and no more.
#[derive(Clone, Copy, Debug)]
pub(in crate::client) struct SystemRandom;

impl Random for SystemRandom {
    fn fraction(&self) -> f64 {
        // The upper 53 bits are what a float can hold.
        (RandomState::new().hash_one(0) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_spread_over_the_unit() {
        let mut tenths = [0_u32; 10];
        for _ in 0..10_000 {
            let fraction = SystemRandom.fraction();
            assert!((0.0..1.0).contains(&fraction));
            tenths[(fraction * 10.0) as usize] += 1;
        }
        assert!(
            tenths.iter().all(|count| (700..1300).contains(count)),
            "{tenths:?}"
        );
    }
}
