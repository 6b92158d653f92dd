//! Walking a list to its real end.

use futures_core::Stream;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::operation::{End, Operation, Pagination, Scheme};

/// Where in a list the next request is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cursor {
    /// A page number.
    Page(u64),
    /// What the vendor named as next; `None` for the first page.
    Next(Option<String>),
    /// A page number for each bucket that is not at its end; `None` for all buckets.
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

/// Every page of a list, fetched as the stream is polled; ends at the vendor's real end, or at the first error.
pub fn pages<'a, T, E, F, Fut>(
    operation: &'static Operation,
    fetch: F,
) -> impl Stream<Item = Result<T, E>> + Send + 'a
where
    T: Send + 'a,
    E: Send + 'a,
    F: FnMut(Cursor) -> Fut + Send + 'a,
    Fut: Future<Output = Result<(Page, T), E>> + Send + 'a,
{
    let pagination = operation.pagination.unwrap_or(Pagination::SINGLE);
    let first = Some(Cursor::first(&pagination));
    stream::try_unfold((first, fetch), move |(cursor, mut fetch)| async move {
        let Some(cursor) = cursor else {
            return Ok(None);
        };
        let (page, value) = fetch(cursor.clone()).await?;
        let next = cursor.after(&pagination, &page);
        Ok(Some((value, (next, fetch))))
    })
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
        if let (Self::Buckets(asked), Scheme::Buckets) = (self, pagination.scheme) {
            return after_buckets(asked.as_deref(), pagination, page);
        }
        if page.items == 0 {
            return None;
        }
        match (self, pagination.end) {
            (Self::Next(current), _) => {
                let next = page.next.clone().filter(|next| !next.is_empty())?;
                // A vendor that names the same page again would never end.
                (current.as_ref() != Some(&next)).then_some(Self::Next(Some(next)))
            }
            (Self::Page(number), end) => {
                let done = number.saturating_sub(pagination.first) + 1;
                let size = page.size.or(pagination.default_size);
                let at_end = match end {
                    End::EmptyPage => false,
                    End::LastPage => page.pages.is_some_and(|pages| done >= pages),
                    End::ShortPage => size.is_some_and(|size| (page.items as u64) < size),
                    End::Total => match (page.total, size) {
                        (Some(total), Some(size)) => done.saturating_mul(size) >= total,
                        _ => false,
                    },
                    End::NullCursor | End::Single => true,
                };
                (!at_end).then(|| Self::Page(number.saturating_add(1)))
            }
            (Self::Buckets(_), _) => None,
        }
    }
}

/// Each bucket goes on until its own end.
fn after_buckets(
    asked: Option<&[(String, u64)]>,
    pagination: &Pagination,
    page: &Page,
) -> Option<Cursor> {
    let size = page.size.or(pagination.default_size)?;
    let next: Vec<_> = page
        .buckets
        .iter()
        .filter_map(|bucket| {
            let number = match asked {
                None => pagination.first,
                Some(asked) => asked.iter().find(|(name, _)| *name == bucket.name)?.1,
            };
            let done = number.saturating_sub(pagination.first) + 1;
            let at_end = bucket.items == 0 || done.saturating_mul(size) >= bucket.total?;
            (!at_end).then(|| (bucket.name.clone(), number.saturating_add(1)))
        })
        .collect();
    (!next.is_empty()).then_some(Cursor::Buckets(Some(next)))
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

/// A page number or cursor as the type that a request wants, by way of JSON.
pub fn convert<T: DeserializeOwned>(value: &impl Serialize) -> Option<T> {
    serde_json::from_value(serde_json::to_value(value).ok()?).ok()
}
