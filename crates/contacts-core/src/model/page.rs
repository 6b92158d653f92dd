//! What stands around the records of an answer.

use super::data::{data, words};

data! {
    /// The page of a list, and the envelope of an answer.
    pub struct Page {
        /// Number of this page.
        pub number: Option<u64>,
        /// Records on a full page.
        pub size: Option<u64>,
        /// Number of pages.
        pub count: Option<u64>,
        /// Number of records.
        pub total: Option<Total>,
        /// Number of the page before.
        pub prev: Option<u64>,
        /// Number of the page after.
        pub next: Option<u64>,
        /// Cursor of the page after.
        pub next_cursor: Option<String>,
        /// Whether there is a page after.
        pub has_more: Option<bool>,
        /// Whether the vendor says that the call worked.
        pub success: Option<bool>,
        /// What the vendor says in words.
        pub message: Option<String>,
    }

    /// A number of records, and of which.
    pub struct Total {
        /// How many.
        pub value: u64,
        /// Which records are counted.
        pub scope: TotalScope,
        /// Whether the vendor stops counting somewhere.
        pub capped: Option<bool>,
    }
}

words! {
    /// Which records a total counts.
    #[derive(Default)]
    pub enum TotalScope {
        /// All that the call asked for.
        #[default]
        Matching = "matching",
        /// Only those on this page.
        Page = "page",
        /// Only those with an address, a number or an identifier.
        Resolved = "resolved",
        /// Only those of the calling user.
        Own = "own",
    }
}

impl Total {
    /// A total of some records, without a cap that we know of.
    pub fn of(value: u64, scope: TotalScope) -> Self {
        Self {
            value,
            scope,
            capped: None,
        }
    }
}
