//! What a sweep has to know to go on: all of it goes into a resume value.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::cursor::Cursor;
use super::key::Key;
use super::verdict::Reason;
use super::watch::Watch;

/// Ids that a resume value keeps, so that rows that moved by up to a few pages do not come twice.
const RECENT: usize = 256;

/// A sweep between two pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct State {
    /// Where the next request is; none at the end.
    pub(super) next: Option<Cursor>,
    /// The number of the pass, from 1.
    pub(super) pass: u32,
    pub(super) pages: u64,
    pub(super) fetched: u64,
    pub(super) unique: u64,
    pub(super) duplicates: u64,
    pub(super) undecodable: u64,
    pub(super) walk: Walk,
    /// What the pass before found.
    pub(super) previous: Option<Found>,
    /// Whether the last two passes found the same.
    pub(super) agreed: bool,
    /// The ids that were given last.
    pub(super) recent: VecDeque<Key>,
}

/// How many records a pass found, and which.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Found {
    pub(super) records: u64,
    pub(super) keys: Key,
}

/// One pass.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Walk {
    pub(super) found: Found,
    /// Records on its longest page.
    pub(super) width: u64,
    /// The number of pages, as the vendor said last.
    pub(super) pages_said: Option<u64>,
    pub(super) total: Option<u64>,
    pub(super) total_at_first: Option<u64>,
    /// From and to, if the total fell.
    pub(super) fell: Option<(u64, u64)>,
    pub(super) capped: bool,
    pub(super) pages: Watch,
    pub(super) cursors: Watch,
    /// Whether it ended because the list goes round.
    pub(super) circle: bool,
    pub(super) reasons: Vec<Reason>,
}

impl State {
    pub(super) fn new(start: Cursor) -> Self {
        Self {
            next: Some(start),
            pass: 1,
            pages: 0,
            fetched: 0,
            unique: 0,
            duplicates: 0,
            undecodable: 0,
            walk: Walk::default(),
            previous: None,
            agreed: false,
            recent: VecDeque::new(),
        }
    }

    /// Keeps an id that was given.
    pub(super) fn remember(&mut self, key: Key) {
        if self.recent.len() >= RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(key);
    }
}

impl Walk {
    /// Notes a reason; of each kind the first one is enough.
    pub(super) fn note(&mut self, reason: Reason) {
        let same =
            |known: &Reason| std::mem::discriminant(known) == std::mem::discriminant(&reason);
        if !self.reasons.iter().any(same) {
            self.reasons.push(reason);
        }
    }

    /// What the vendor says of totals on one page.
    pub(super) fn count(&mut self, total: Option<u64>, capped: bool) {
        self.capped |= capped;
        let Some(total) = total else { return };
        if let Some(last) = self.total.filter(|last| total < *last) {
            let from = self.fell.map_or(last, |(from, _)| from);
            self.fell = Some((from, total));
        }
        self.total_at_first.get_or_insert(total);
        self.total = Some(total);
    }

    /// The total, if it counts everything.
    pub(super) fn whole_total(&self) -> Option<u64> {
        self.total.filter(|_| !self.capped)
    }
}
