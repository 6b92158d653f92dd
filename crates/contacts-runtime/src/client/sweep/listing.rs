//! What a call that lists something brings to a sweep. Generated for each such call; a service may write one for a test.

use serde::Serialize;

use super::cursor::Cursor;
use super::key::{Identity, Key, Writer};
use crate::Sourced;
use crate::client::Error;
use crate::operation::Operation;

/// A call that lists something, page by page or at once.
pub trait Listing: Clone + Send + Sync + Unpin + 'static {
    /// The body of a page.
    type Page: Send + Unpin;
    /// One record of it.
    type Record: Send;
    /// The documented errors of the call.
    type Failure: Send;

    /// The operation.
    fn operation(&self) -> &'static Operation;
    /// What is asked of whom, without the credential: a sweep is resumed only where it is the same.
    fn query(&self) -> Key;
    /// Where the call itself asks to begin.
    fn start(&self) -> Option<Cursor>;
    /// The size that the call asks for.
    fn size(&self) -> Option<u64>;
    /// The most records that a page may have: those of the policy, in a generated call.
    fn most(&self) -> usize {
        10_000
    }
    /// Gets the page at `cursor`.
    fn fetch(
        self,
        cursor: Cursor,
    ) -> impl Future<Output = Result<Self::Page, Error<Self::Failure>>> + Send;
    /// What a page says of its place in the list.
    ///
    /// # Errors
    ///
    /// The JSON pointer at which there is no list.
    fn facts(page: &Self::Page) -> Result<Facts, &'static str>;
    /// Shows each record of a page, in order.
    fn each(page: &Self::Page, see: &mut dyn FnMut(Trace));
    /// The records of a page, in order.
    fn records(page: Self::Page) -> Vec<Self::Record>;
}

/// What one page says of its place in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// How many records it gave.
    pub items: usize,
    /// Its number, as the vendor says.
    pub number: Option<u64>,
    /// The number of pages, as the vendor says.
    pub pages: Option<u64>,
    /// The total of records, as the vendor says.
    pub total: Option<u64>,
    /// Whether there are more than the total says.
    pub capped: bool,
    /// The next cursor, as the vendor says.
    pub next: Option<String>,
    /// The buckets, where there are several lists in one answer.
    pub buckets: Vec<Bucket>,
}

/// What one page gave of one bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// How many records it gave.
    pub items: usize,
    /// Its total, as the vendor says.
    pub total: Option<u64>,
}

/// What a sweep knows of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trace {
    /// What it is known by: its id, else all of its text.
    pub(super) key: Key,
    /// Whether that is an id.
    pub(super) has_id: bool,
    /// Whether it can be read.
    pub(super) readable: bool,
}

impl Trace {
    /// A record with its bytes, and its id if it has one.
    pub fn of<T>(record: &Sourced<T>, id: impl FnOnce(&T) -> Option<Key>) -> Self {
        let value = record.value().ok();
        let id = value.and_then(id);
        Self {
            key: id.unwrap_or_else(|| Key::of(record.raw().as_bytes())),
            has_id: id.is_some(),
            readable: value.is_some(),
        }
    }

    /// A record without its bytes, such as a name.
    pub fn plain<T: Serialize>(record: &T) -> Self {
        let mut writer = Writer::new();
        // What can't be written is known by as much of it as can.
        let _ = serde_json::to_writer(&mut writer, record);
        Self {
            key: writer.key(),
            has_id: false,
            readable: true,
        }
    }

    /// A record known by its id alone.
    pub fn id(id: &impl Identity) -> Self {
        let key = id.key();
        Self {
            key: key.unwrap_or_default(),
            has_id: key.is_some(),
            readable: true,
        }
    }
}
