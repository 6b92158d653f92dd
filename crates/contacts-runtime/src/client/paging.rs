//! Walking a list to its real end.

use std::collections::BTreeMap;

use futures_core::Stream;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::CursorLoop;
use crate::operation::{End, Operation, Pagination, Scheme};

/// Where in a list the next request is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cursor {
    /// A page number.
    Page(u64),
    /// What the vendor named as next; `None` for the first page.
    Next(Option<String>),
    /// A page number for each bucket; `None` for the first page of all of them.
    Buckets(Option<Vec<(String, u64)>>),
}

/// What one answer says of its place in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// How many records it gave.
    pub items: usize,
    /// The number of pages, as the vendor says.
    pub pages: Option<u64>,
    /// The total of records, as the vendor says.
    pub total: Option<u64>,
    /// The next cursor, as the vendor says.
    pub next: Option<String>,
    /// Records on a page: as asked for, or the vendor's default.
    pub size: Option<u64>,
    /// The buckets, where there are several lists in one answer.
    pub buckets: Vec<Bucket>,
}

/// What one answer gave of one bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// How many records it gave.
    pub items: usize,
    /// Its total, as the vendor says.
    pub total: Option<u64>,
}

/// Every page of a list from `start` (the first, if there is none), fetched as the stream is polled; ends at the vendor's
/// real end, or at the first error.
///
/// A vendor whose cursors go round in a circle ends it with an error: there is no saying whether anybody is missing.
pub fn pages<'a, T, E, F, Fut>(
    operation: &'static Operation,
    start: Option<Cursor>,
    fetch: F,
) -> impl Stream<Item = Result<T, E>> + Send + 'a
where
    T: Send + 'a,
    E: From<CursorLoop> + Send + 'a,
    F: FnMut(Cursor) -> Fut + Send + 'a,
    Fut: Future<Output = Result<(Page, T), E>> + Send + 'a,
{
    let pagination = operation.pagination.unwrap_or(Pagination::SINGLE);
    let first = start.unwrap_or_else(|| Cursor::first(&pagination));
    let watch = Watch::new(first.clone());
    stream::try_unfold(
        (Some(first), watch, fetch),
        move |(cursor, mut watch, mut fetch)| async move {
            let Some(cursor) = cursor else {
                return Ok(None);
            };
            if watch.has_looped(&cursor) {
                return Err(CursorLoop { operation }.into());
            }
            let (page, value) = fetch(cursor.clone()).await?;
            let next = cursor.after(&pagination, &page);
            Ok(Some((value, (next, watch, fetch))))
        },
    )
}

/// Finds a circle of cursors of any length while it keeps one of them (Brent): the one kept is exchanged at each power of
/// two, so that some day it stands in the circle and comes by again.
struct Watch {
    kept: Cursor,
    steps: u64,
    limit: u64,
}

impl Watch {
    fn new(first: Cursor) -> Self {
        Self {
            kept: first,
            steps: 0,
            limit: 1,
        }
    }

    fn has_looped(&mut self, cursor: &Cursor) -> bool {
        let looped = self.steps > 0 && *cursor == self.kept;
        if self.steps == self.limit {
            self.kept = cursor.clone();
            self.limit = self.limit.saturating_mul(2);
            self.steps = 0;
        }
        self.steps += 1;
        looped
    }
}

/// Every record of every page.
pub fn records<'a, P, T, E>(
    pages: impl Stream<Item = Result<P, E>> + Send + 'a,
    items: impl Fn(P) -> Vec<T> + Send + 'a,
) -> impl Stream<Item = Result<T, E>> + Send + 'a
where
    P: Send + 'a,
    T: Send + 'a,
    E: Send + 'a,
{
    pages
        .map_ok(move |page| stream::iter(items(page)).map(Ok))
        .try_flatten()
}

impl Cursor {
    /// The first request of a list.
    pub fn first(pagination: &Pagination) -> Self {
        match pagination.scheme {
            Scheme::Cursor => Self::Next(None),
            Scheme::Buckets => Self::Buckets(None),
            Scheme::Page | Scheme::None => Self::Page(pagination.first),
        }
    }

    /// The request after this one, or `None` at the end.
    pub fn after(&self, pagination: &Pagination, page: &Page) -> Option<Self> {
        if let Self::Buckets(asked) = self {
            return after_buckets(asked.as_deref().unwrap_or_default(), pagination, page);
        }
        if page.items == 0 {
            return None;
        }
        match self {
            Self::Next(_) => {
                let next = page.next.clone().filter(|next| !next.is_empty())?;
                Some(Self::Next(Some(next)))
            }
            Self::Page(number) => {
                let done = pages_done(*number, pagination);
                let at_end = match pagination.end {
                    End::EmptyPage => false,
                    End::LastPage => page.pages.is_some_and(|pages| done >= pages),
                    End::ShortPage => full_page(pagination, page.size)
                        .is_some_and(|size| (page.items as u64) < size),
                    End::Total => reaches(page.total, done, page.items),
                    End::NullCursor | End::Single => true,
                };
                (!at_end).then(|| Self::Page(number.saturating_add(1)))
            }
            Self::Buckets(_) => None,
        }
    }
}

/// How many pages there are up to this one.
fn pages_done(number: u64, pagination: &Pagination) -> u64 {
    number.saturating_sub(pagination.first).saturating_add(1)
}

/// Whether that many pages as long as this one make the total.
///
/// It is the records that arrived that count, not the size that was asked for: vendors cap sizes without saying so, and
/// the list would end early. The price is one more call, for an empty page, where the last page is short.
fn reaches(total: Option<u64>, done: u64, items: usize) -> bool {
    total.is_some_and(|total| done.saturating_mul(items as u64) >= total)
}

/// Records on a full page, where that is certain: of a size above what the vendor is known to give, it may give less.
fn full_page(pagination: &Pagination, asked: Option<u64>) -> Option<u64> {
    match asked {
        None => pagination.default_size,
        Some(_) => asked.filter(|size| {
            pagination
                .max_size
                .or(pagination.default_size)
                .is_some_and(|known| *size <= known)
        }),
    }
}

/// Goes on until each bucket is at its own end.
///
/// A bucket that is at its end is asked for its next page all the same: of one that is left out, a vendor gives the first
/// page again.
fn after_buckets(asked: &[(String, u64)], pagination: &Pagination, page: &Page) -> Option<Cursor> {
    let mut numbers: BTreeMap<&str, u64> = asked
        .iter()
        .map(|(name, number)| (name.as_str(), *number))
        .collect();
    let mut goes_on = false;
    for bucket in &page.buckets {
        let number = *numbers.entry(&bucket.name).or_insert(pagination.first);
        let done = pages_done(number, pagination);
        goes_on |= bucket.items > 0 && !reaches(bucket.total, done, bucket.items);
    }
    let next = numbers
        .into_iter()
        .map(|(name, number)| (name.to_owned(), number.saturating_add(1)));
    goes_on.then(|| Cursor::Buckets(Some(next.collect())))
}

/// A count as vendors write it: an integer, a float without a fraction, or digits in a string.
pub fn count<T: Serialize>(value: &T) -> Option<u64> {
    match serde_json::to_value(value).ok()? {
        Value::Number(number) => number.as_u64().or_else(|| {
            let float = number.as_f64()?;
            (float >= 0.0 && float.fract() == 0.0 && float < 9e15).then_some(float as u64)
        }),
        Value::String(digits) => digits.parse().ok(),
        _ => None,
    }
}

/// A cursor as vendors write it: a string or a number.
pub fn text<T: Serialize>(value: &T) -> Option<String> {
    match serde_json::to_value(value).ok()? {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A page number or cursor as the type that a request wants, by way of JSON: digits are a number where it wants one, and a
/// number is digits.
pub fn convert<T: DeserializeOwned>(value: &impl Serialize) -> Option<T> {
    let value = serde_json::to_value(value).ok()?;
    let other = match &value {
        Value::Number(number) => Some(Value::String(number.to_string())),
        Value::String(digits) => serde_json::from_str(digits).ok().map(Value::Number),
        _ => None,
    };
    serde_json::from_value(value)
        .ok()
        .or_else(|| serde_json::from_value(other?).ok())
}

#[cfg(test)]
mod tests {
    use futures_util::TryStreamExt;

    use super::*;
    use crate::client::Error;

    const PAGED: Pagination = Pagination {
        scheme: Scheme::Page,
        end: End::Total,
        first: 1,
        default_size: Some(50),
        max_size: Some(100),
    };
    static TOTAL: Operation = Operation::new("total", "GET", "/").paged(PAGED);
    static SHORT: Operation = Operation::new("short", "GET", "/").paged(Pagination {
        end: End::ShortPage,
        ..PAGED
    });
    static BUCKETS: Operation = Operation::new("buckets", "POST", "/").paged(Pagination {
        scheme: Scheme::Buckets,
        default_size: None,
        ..PAGED
    });
    static CURSORS: Operation = Operation::new("cursors", "GET", "/").paged(Pagination {
        scheme: Scheme::Cursor,
        end: End::NullCursor,
        ..PAGED
    });

    /// Runs a future that never waits.
    fn now<T>(future: impl Future<Output = T>) -> T {
        futures_util::FutureExt::now_or_never(future).expect("it never waits")
    }

    fn clamp(asked: Option<u64>, real: u64) -> u64 {
        asked.unwrap_or(real).min(real)
    }

    /// Every record of a vendor that has `all` and gives at most `real` a page, from page `start`.
    fn walk(
        operation: &'static Operation,
        start: Option<u64>,
        asked: Option<u64>,
        real: u64,
        all: u64,
    ) -> Vec<u64> {
        let pages = pages(
            operation,
            start.map(Cursor::Page),
            move |cursor| async move {
                let Cursor::Page(number) = cursor else {
                    return Err(Error::<crate::client::Undocumented>::no_list(operation, ""));
                };
                let size = clamp(asked, real);
                let records: Vec<u64> = ((number - 1) * size..all.min(number * size)).collect();
                let page = Page {
                    items: records.len(),
                    total: Some(all),
                    size: asked,
                    ..Page::default()
                };
                Ok((page, records))
            },
        );
        let pages: Vec<_> = now(pages.try_collect()).expect("no error");
        pages.concat()
    }

    #[test]
    fn a_size_that_the_vendor_does_not_give_loses_nobody() {
        for operation in [&TOTAL, &SHORT] {
            for all in [0, 1, 49, 50, 51, 100, 101, 250] {
                for asked in [None, Some(10), Some(100), Some(500)] {
                    let real = if asked.is_none() { 50 } else { 100 };
                    let seen = walk(operation, None, asked, real, all);
                    assert_eq!(seen.len() as u64, all, "{} {asked:?}", operation.id);
                }
            }
        }
        let capped_at_less_than_documented = walk(&TOTAL, None, Some(100), 20, 250);
        assert_eq!(capped_at_less_than_documented.len(), 250);
    }

    #[test]
    fn a_list_begins_where_the_caller_says() {
        assert_eq!(
            walk(&TOTAL, Some(3), None, 50, 120),
            (100..120).collect::<Vec<_>>()
        );
    }

    #[test]
    fn every_bucket_is_read_to_its_end_once_whatever_it_says_of_size_and_total() {
        for totals in [true, false] {
            let sizes = [("a", 130_u64), ("b", 0), ("c", 20), ("d", 50)];
            let pages = pages(&BUCKETS, None, |cursor| async move {
                let Cursor::Buckets(asked) = cursor else {
                    return Err(Error::<crate::client::Undocumented>::no_list(&BUCKETS, ""));
                };
                let asked = asked.unwrap_or_default();
                let (mut buckets, mut records) = (Vec::new(), Vec::new());
                for (name, all) in sizes {
                    // As vendors do: a bucket without a number gives its first page.
                    let number = asked
                        .iter()
                        .find(|(asked, _)| asked == name)
                        .map_or(1, |(_, number)| *number);
                    let range = all.min((number - 1) * 50)..all.min(number * 50);
                    buckets.push(Bucket {
                        name: name.to_owned(),
                        items: range.clone().count(),
                        total: totals.then_some(all),
                    });
                    records.extend(range.map(|record| (name, record)));
                }
                let page = Page {
                    items: records.len(),
                    buckets,
                    ..Page::default()
                };
                Ok((page, records))
            });
            let pages: Vec<_> = now(pages.try_collect()).expect("no error");
            let seen = pages.concat();
            let mut once = seen.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!((seen.len(), once.len()), (200, 200));
        }
    }

    #[test]
    fn cursors_that_go_round_are_an_error_and_no_end() {
        for (lead, circle) in [(0, 1), (0, 2), (3, 5), (7, 1)] {
            let pages = pages(&CURSORS, None, move |cursor| async move {
                let Cursor::Next(current) = cursor else {
                    return Err(Error::<crate::client::Undocumented>::no_list(&CURSORS, ""));
                };
                let at: u64 = current.and_then(|text| text.parse().ok()).unwrap_or(0);
                let next = if at + 1 < lead + circle { at + 1 } else { lead };
                let page = Page {
                    items: 1,
                    next: Some(next.to_string()),
                    ..Page::default()
                };
                Ok((page, at))
            });
            let result: Result<Vec<_>, _> = now(pages.try_collect());
            let error = result.expect_err("it never ends");
            assert!(error.to_string().contains("circle"), "{error}");
        }
    }

    #[test]
    fn page_numbers_and_cursors_become_what_a_parameter_takes() {
        assert_eq!(convert(&7_u64), Some(7_i64));
        assert_eq!(convert(&7_u64), Some(Some("7".to_owned())));
        assert_eq!(convert(&"70"), Some(Some(70_i64)));
        assert_eq!(convert(&"0x7"), Some(Some("0x7".to_owned())));
        assert_eq!(convert::<i64>(&"next"), None);
    }
}
