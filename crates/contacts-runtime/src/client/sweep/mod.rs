//! Walking a list to its real end, with a verdict on whether everything came.
//!
//! [`Sweep`] makes the requests; what they mean is in `machine`, and what has to survive a killed process in `state`.

mod cursor;
mod key;
mod listing;
mod machine;
mod options;
mod resume;
mod seen;
mod state;
mod verdict;
mod watch;

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_util::StreamExt;
use futures_util::stream::{self, FuturesOrdered};
use tracing::debug;

pub use cursor::{Cursor, convert, count, text};
pub use key::{Identity, Key};
pub use listing::{Bucket, Facts, Listing, Trace};
pub use machine::Mark;
pub use options::{Dedup, SweepOptions};
pub use resume::{Resume, ResumeError};
pub use verdict::{Reason, Tally, Verdict};

use super::Error;
use super::error::CursorLoop;
use crate::operation::Pagination;
use machine::Machine;

type Fetch<L> = Pin<
    Box<dyn Future<Output = Result<<L as Listing>::Page, Error<<L as Listing>::Failure>>> + Send>,
>;

/// What a sweep gives next.
type Given<L> = Option<Result<Batch<L>, SweepError<<L as Listing>::Failure>>>;

/// A walk through a whole list. Asks for a page when [`next`](Self::next) is polled, and for none before.
///
/// Each id is given once. At the end, [`verdict`](Self::verdict) says whether everything came. Dropping the future of `next`
/// loses nothing: the next one goes on where it was.
#[must_use = "a sweep does nothing until it is polled"]
pub struct Sweep<L: Listing> {
    listing: L,
    machine: Machine,
    options: SweepOptions,
    /// Requests under way, in order: where each one is, and its answer.
    asked: VecDeque<Cursor>,
    answers: FuturesOrdered<Fetch<L>>,
    failed: bool,
}

/// One page of a sweep.
pub struct Batch<L: Listing> {
    /// The vendor's page, whole: also with records that came before.
    pub page: L::Page,
    /// Where to go on after this page, once it is safe.
    pub resume: Resume,
    marks: Vec<Mark>,
}

/// A call failed, after all that the transport tried. The sweep is over; [`resume`](Self::resume) goes on with the page that
/// failed.
pub struct SweepError<E> {
    /// Why.
    pub error: Error<E>,
    /// Where to go on.
    pub resume: Box<Resume>,
}

impl<L: Listing> Sweep<L> {
    /// A sweep from where the call begins.
    pub fn new(listing: L, options: SweepOptions) -> Self {
        let pagination = listing.operation().pagination.unwrap_or(Pagination::SINGLE);
        Self {
            machine: Machine::new(pagination, options, listing.start(), listing.size()),
            listing,
            options,
            asked: VecDeque::new(),
            answers: FuturesOrdered::new(),
            failed: false,
        }
    }

    /// A sweep that goes on where another one of the same call was.
    ///
    /// # Errors
    ///
    /// If the value is damaged, or of another query, operation, vendor or version.
    pub fn resume(listing: L, resume: &Resume, options: SweepOptions) -> Result<Self, ResumeError> {
        resume.check(&listing)?;
        let mut sweep = Self::new(listing, options);
        match sweep.machine.resume((*resume.state).clone()) {
            true => Ok(sweep),
            false => Err(ResumeError::Damaged {
                reason: "its position is not one of this list".to_owned(),
            }),
        }
    }

    /// Knows the ids of what came before it was interrupted. Without them it knows the last 256 only, and an id that the
    /// vendor lists again far apart would be given again.
    pub fn already<I: fmt::Display>(mut self, ids: impl IntoIterator<Item = I>) -> Self {
        self.know(ids);
        self
    }

    /// The same, for a sweep that is kept somewhere.
    pub fn know<I: fmt::Display>(&mut self, ids: impl IntoIterator<Item = I>) {
        let keys = ids.into_iter().map(|id| Key::of_shown(&id));
        self.machine.know(keys);
    }

    /// The next page; `None` at the end of the list, at a bound, or after an error.
    ///
    /// # Errors
    ///
    /// If the call fails. Nothing comes after that; the error has where to go on.
    pub async fn next(&mut self) -> Option<Result<Batch<L>, SweepError<L::Failure>>> {
        std::future::poll_fn(|context| self.poll_page(context)).await
    }

    /// Whether everything came. Before the end it says that the list goes on.
    pub fn verdict(&self) -> Verdict {
        self.machine.verdict(self.failed)
    }

    /// Where it is: after the last page that was given.
    pub fn position(&self) -> Resume {
        Resume::new(&self.listing, self.machine.state())
    }

    /// Every record once, without positions and verdict.
    ///
    /// A record that can't be read does not end it: it is an item that says why. A list that goes round in a circle ends it
    /// with an error: there is no saying whether anybody is missing.
    pub fn records(self) -> impl Stream<Item = Result<L::Record, Error<L::Failure>>> + Send {
        let pages = stream::unfold(Some(self), |sweep| async move {
            let mut sweep = sweep?;
            match sweep.next().await {
                Some(Ok(batch)) => {
                    let records: Vec<_> = batch.into_records().into_iter().map(Ok).collect();
                    Some((records, Some(sweep)))
                }
                Some(Err(SweepError { error, .. })) => Some((vec![Err(error)], None)),
                None => Some((sweep.circle().into_iter().map(Err).collect(), None)),
            }
        });
        pages.flat_map(stream::iter)
    }

    /// The error that the list goes round in a circle, if it does.
    fn circle(&self) -> Option<Error<L::Failure>> {
        let operation = self.listing.operation();
        let circle = self.machine.state().walk.circle;
        circle.then(|| CursorLoop { operation }.into())
    }

    /// As [`next`](Self::next), for who polls.
    pub fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Given<L>> {
        let next = self.machine.next().filter(|_| !self.failed).cloned();
        // What was asked for ahead is of no use at the end, or where the sweep begins again.
        if self.asked.front() != next.as_ref() {
            self.asked.clear();
            self.answers = FuturesOrdered::new();
        }
        let Some(next) = next else {
            return Poll::Ready(None);
        };
        if self.asked.is_empty() {
            self.ask(next);
        }
        while self.asked.len() <= self.options.prefetch
            && let Some(ahead) = self.asked.back().and_then(|last| self.machine.ahead(last))
        {
            self.ask(ahead);
        }
        let Some(answer) = ready!(self.answers.poll_next_unpin(context)) else {
            return Poll::Ready(None);
        };
        self.asked.pop_front();
        Poll::Ready(Some(answer.and_then(|page| self.take(page)).map_err(
            |error| {
                self.failed = true;
                SweepError {
                    error,
                    resume: Box::new(self.position()),
                }
            },
        )))
    }

    fn ask(&mut self, cursor: Cursor) {
        self.asked.push_back(cursor.clone());
        let fetch: Fetch<L> = Box::pin(self.listing.clone().fetch(cursor));
        self.answers.push_back(fetch);
    }

    fn take(&mut self, page: L::Page) -> Result<Batch<L>, Error<L::Failure>> {
        let operation = self.listing.operation();
        let odd = |pointer, reason: &str| Error::odd_page(operation, pointer, reason);
        let facts =
            L::facts(&page).map_err(|pointer| odd(pointer, "expected the list of records"))?;
        let most = self.listing.most();
        if facts.items > most {
            return Err(odd(
                "",
                &format!("{} records on a page, more than {most}", facts.items),
            ));
        }
        let marks = self.machine.take(&facts, |see| L::each(&page, see));
        debug!(
            contacts.vendor = operation.vendor,
            contacts.operation = operation.id,
            contacts.items = facts.items,
            "page"
        );
        Ok(Batch {
            page,
            marks,
            resume: self.position(),
        })
    }
}

impl<L: Listing> Stream for Sweep<L> {
    type Item = Result<Batch<L>, SweepError<L::Failure>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(context)
    }
}

impl<L: Listing> Batch<L> {
    /// The records of the page that did not come before, in order. One that can't be read says why.
    pub fn into_records(self) -> Vec<L::Record> {
        let mut records = L::records(self.page);
        let mut marks = self.marks.iter();
        records.retain(|_| marks.next().is_none_or(|mark| mark.fresh));
        records
    }

    /// The page, what each of its records is to the sweep, in order (nothing if none came before), and where to go on.
    pub fn into_parts(self) -> (L::Page, Vec<Mark>, Resume) {
        (self.page, self.marks, self.resume)
    }
}

impl<L: Listing> fmt::Debug for Batch<L> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Batch")
            .field("resume", &self.resume)
            .finish_non_exhaustive()
    }
}

impl<L: Listing> fmt::Debug for Sweep<L> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Sweep")
            .field("operation", &self.listing.operation().id)
            .field("asked", &self.asked.len())
            .finish_non_exhaustive()
    }
}

impl<E> fmt::Debug for SweepError<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(formatter)
    }
}

impl<E> fmt::Display for SweepError<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(formatter)
    }
}

impl<E> std::error::Error for SweepError<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}
