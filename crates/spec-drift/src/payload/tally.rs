//! What was found, counted.

use std::collections::{BTreeMap, BTreeSet};

use crate::claim::Type;
use crate::code::Code;

/// Most paths that one finding names.
const PATHS: usize = 8;
/// Most different things that are told apart at one place.
const DISTINCT: usize = 32;

/// Stands for a name that is not shown.
pub const ANY: &str = "*";
/// Stands for a value that is not shown.
pub const ANOTHER: &str = "another value";

/// One kind of finding at one place of the spec.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The pointer of the place.
    pub pointer: String,
    /// The code.
    pub code: Code,
    /// What was found, value-free: the name of a type, a word of a list, a name of a member.
    pub found: String,
}

/// How often, and where.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// How often.
    pub count: u64,
    /// In how many values of the place it could have been.
    pub of: usize,
    /// What the spec says.
    pub expected: Option<String>,
    /// JSON paths, the first ones.
    pub paths: BTreeSet<String>,
    /// The types that were met, where the spec has none.
    pub types: BTreeSet<Type>,
    /// The file in which it was met first.
    pub file: String,
}

/// Everything that was found.
#[derive(Debug, Default)]
pub struct Tallies {
    found: BTreeMap<Key, Tally>,
    /// How many different things were found at a place, by code.
    distinct: BTreeMap<(usize, Code), usize>,
}

impl Tallies {
    /// Counts a finding at the place with this number. `path` is asked only while paths are still collected.
    pub fn add(
        &mut self,
        key: Key,
        of: usize,
        file: &str,
        path: impl FnOnce() -> String,
    ) -> &mut Tally {
        if !self.found.contains_key(&key) {
            *self.distinct.entry((of, key.code)).or_default() += 1;
        }
        let tally = self.found.entry(key).or_default();
        if tally.count == 0 {
            (tally.of, tally.file) = (of, file.to_owned());
        }
        tally.count += 1;
        if tally.paths.len() < PATHS {
            tally.paths.insert(path());
        }
        tally
    }

    /// Whether so many different things were found at a place that a further one is not told apart. What is different each
    /// time is no name of a field and no word of a list, whatever it looks like.
    pub fn is_full(&self, key: &Key, of: usize) -> bool {
        !self.found.contains_key(key)
            && self
                .distinct
                .get(&(of, key.code))
                .is_some_and(|distinct| *distinct >= DISTINCT)
    }

    /// Everything, by place. Where too many different things were found, they are one.
    pub fn finish(&self) -> BTreeMap<Key, Tally> {
        let mut finished: BTreeMap<Key, Tally> = BTreeMap::new();
        for (key, tally) in &self.found {
            let mut key = key.clone();
            let distinct = self
                .distinct
                .get(&(tally.of, key.code))
                .copied()
                .unwrap_or_default();
            match key.code {
                Code::PayloadUndocumentedValue if distinct > DISTINCT => {
                    key.found = ANOTHER.to_owned()
                }
                Code::PayloadUndocumentedField if distinct > DISTINCT => {
                    let parent = key
                        .pointer
                        .rsplit_once('/')
                        .map_or("", |(parent, _)| parent);
                    (key.pointer, key.found) = (format!("{parent}/{ANY}"), ANY.to_owned());
                }
                _ => {}
            }
            match finished.get_mut(&key) {
                Some(known) => known.join(tally),
                None => {
                    let mut tally = tally.clone();
                    if key.found == ANY {
                        let nameless = |path: &String| {
                            path.rsplit_once('.')
                                .map(|(parent, _)| format!("{parent}.{ANY}"))
                        };
                        tally.paths = tally.paths.iter().filter_map(nameless).collect();
                    }
                    finished.insert(key, tally);
                }
            }
        }
        finished
    }
}

impl Tally {
    fn join(&mut self, other: &Self) {
        self.count += other.count;
        self.types.extend(&other.types);
    }
}
