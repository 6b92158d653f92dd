//! How a sweep goes about it.

/// How a sweep goes about it: one request at a time, one pass, exact, if nothing else is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SweepOptions {
    pub(super) prefetch: usize,
    pub(super) passes: u32,
    pub(super) dedup: Dedup,
    pub(super) max_pages: u64,
    pub(super) max_records: u64,
}

/// How far back a sweep knows which ids came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dedup {
    /// To the first one, at eight bytes an id.
    All,
    /// As many as this, in constant memory. An id that comes again later than that is given again.
    Window(usize),
}

impl Default for SweepOptions {
    fn default() -> Self {
        Self {
            prefetch: 0,
            passes: 1,
            dedup: Dedup::All,
            max_pages: 1_000_000,
            max_records: u64::MAX,
        }
    }
}

impl SweepOptions {
    /// Asks for up to this many pages before their turn comes, at most 64; pages still come in order. Where pages have no
    /// numbers it makes no difference.
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.prefetch = pages.min(64);
        self
    }

    /// Walks the list again until two passes after each other found the same, at most this many times. Rows that move
    /// while pages are read can hide a record from one pass; a later one gives what is new.
    pub fn passes(mut self, most: u32) -> Self {
        self.passes = most.max(1);
        self
    }

    /// Knows ids this far back.
    pub fn dedup(mut self, dedup: Dedup) -> Self {
        self.dedup = dedup;
        self
    }

    /// Ends after this many pages; a million if not set, so that a list without an end has one.
    pub fn max_pages(mut self, most: u64) -> Self {
        self.max_pages = most;
        self
    }

    /// Ends after the page with this record.
    pub fn max_records(mut self, most: u64) -> Self {
        self.max_records = most;
        self
    }
}
