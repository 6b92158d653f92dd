//! Finds a circle of any length while it keeps one value of it (Brent).

use serde::{Deserialize, Serialize};

use super::key::Key;

/// Keeps one value, exchanged at each power of two, so that some day it stands in the circle and comes by again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Watch {
    kept: Option<Key>,
    steps: u64,
    limit: u64,
    hits: u64,
}

impl Watch {
    /// How many times this value has come by again since it is kept; none if it is not the one kept.
    pub(super) fn sees(&mut self, value: Key) -> u64 {
        self.steps = self.steps.saturating_add(1);
        if self.kept == Some(value) {
            self.hits = self.hits.saturating_add(1);
            return self.hits;
        }
        if self.kept.is_none() || self.steps >= self.limit {
            *self = Self {
                kept: Some(value),
                steps: 0,
                limit: self.steps.saturating_mul(2),
                hits: 0,
            };
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_of_any_length_are_found_twice_over() {
        for lead in [0, 1, 5, 40] {
            for circle in [1, 2, 3, 7, 50] {
                let mut watch = Watch::default();
                let seen = (0_u64..2000).position(|step| {
                    let at = if step < lead {
                        step
                    } else {
                        lead + (step - lead) % circle
                    };
                    watch.sees(Key::of_shown(&at)) == 2
                });
                let steps = seen.expect("it is found") as u64;
                assert!(steps <= 6 * (lead + circle) + 6, "{lead} {circle}: {steps}");
            }
        }
    }

    #[test]
    fn what_never_comes_again_is_no_circle() {
        let mut watch = Watch::default();
        assert!((0_u64..500).all(|step| watch.sees(Key::of_shown(&step)) == 0));
    }
}
