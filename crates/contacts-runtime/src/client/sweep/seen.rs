//! Which ids came before, in eight bytes each.

use std::collections::{HashSet, VecDeque};

use super::key::Key;
use super::options::Dedup;

/// Keys in the set before they become a sorted run: few enough to stay in the processor's cache.
const FRESH: usize = 4096;

/// The ids that came before.
pub(super) enum Seen {
    /// All of them: the newest in a set, the others in sorted runs, each at least twice as long as the next.
    All {
        fresh: HashSet<Key>,
        runs: Vec<Vec<Key>>,
    },
    /// The last ones only.
    Window {
        keys: HashSet<Key>,
        order: VecDeque<Key>,
        most: usize,
    },
}

impl Seen {
    pub(super) fn new(dedup: Dedup) -> Self {
        match dedup {
            Dedup::All => Self::All {
                fresh: HashSet::new(),
                runs: Vec::new(),
            },
            Dedup::Window(most) => Self::Window {
                keys: HashSet::new(),
                order: VecDeque::new(),
                most,
            },
        }
    }

    /// Adds a key. Whether it is new.
    pub(super) fn insert(&mut self, key: Key) -> bool {
        match self {
            Self::All { fresh, runs } => {
                if runs.iter().any(|run| run.binary_search(&key).is_ok()) || !fresh.insert(key) {
                    return false;
                }
                if fresh.len() >= FRESH {
                    let mut run: Vec<Key> = fresh.drain().collect();
                    run.sort_unstable();
                    settle(runs, run);
                }
            }
            Self::Window { keys, order, most } => {
                if !keys.insert(key) {
                    return false;
                }
                order.push_back(key);
                if order.len() > *most
                    && let Some(oldest) = order.pop_front()
                {
                    keys.remove(&oldest);
                }
            }
        }
        true
    }
}

/// Adds a run, joining those that are not longer, so that there are never more than a few.
fn settle(runs: &mut Vec<Vec<Key>>, mut run: Vec<Key>) {
    while let Some(mut last) = runs.pop_if(|last| last.len() <= run.len()) {
        last.reserve_exact(run.len());
        last.append(&mut run);
        // A stable sort joins what is sorted already in one go.
        last.sort();
        run = last;
    }
    runs.push(run);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_is_new_once() {
        let mut seen = Seen::new(Dedup::All);
        let key = |number: u64| Key::of_shown(&(number % 20_000));
        let new = (0..50_000).filter(|number| seen.insert(key(*number)));
        assert_eq!(new.count(), 20_000);
        let Seen::All { runs, .. } = seen else {
            unreachable!("it keeps all");
        };
        let lengths: Vec<_> = runs.iter().map(Vec::len).collect();
        assert_eq!(lengths, [4 * FRESH]);
    }

    #[test]
    fn a_window_forgets_the_oldest() {
        let mut seen = Seen::new(Dedup::Window(2));
        let new: Vec<_> = ["a", "b", "a", "c", "a", "c"]
            .map(|id| seen.insert(Key::of_shown(&id)))
            .into();
        assert_eq!(new, [true, true, false, true, true, false]);
    }
}
