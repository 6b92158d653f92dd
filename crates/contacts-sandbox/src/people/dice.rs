//! Numbers that look thrown and are the same on every machine.

use crate::ids::mix;

/// Noise for one person, number by number.
pub(super) struct Dice {
    seed: u64,
    person: i64,
    thrown: u64,
}

impl Dice {
    pub(super) fn new(seed: u64, person: i64) -> Self {
        Self {
            seed,
            person,
            thrown: 100,
        }
    }

    /// A number from 0 to `limit` - 1; 0 for a limit below 1.
    pub(super) fn below(&mut self, limit: i64) -> i64 {
        self.thrown += 1;
        let noise = mix(self.seed, self.thrown, self.person) >> 1;
        i64::try_from(noise).unwrap_or_default() % limit.max(1)
    }

    pub(super) fn index(&mut self, limit: usize) -> usize {
        usize::try_from(self.below(i64::try_from(limit).unwrap_or_default())).unwrap_or_default()
    }

    pub(super) fn pick<T: Copy + Default>(&mut self, list: &[T]) -> T {
        let place = self.index(list.len());
        list.get(place).copied().unwrap_or_default()
    }
}
