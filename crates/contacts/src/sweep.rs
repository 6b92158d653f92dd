//! A walk through all contacts of a vendor, mapped page by page.

use std::fmt;
use std::task::{Context, Poll, ready};

use contacts_core::mapping::{Mapped, Origin, Scope, mapped};
use contacts_core::model::Contact;
use contacts_runtime::client::{self, Listing, Mark, Resume, SweepOptions, Verdict};
use futures_core::Stream;
use futures_util::stream;

use crate::error::Error;
use crate::provider::failed;

/// How a sweep goes about it, and where it begins.
#[derive(Clone, Copy, Debug, Default)]
pub struct Start<'a> {
    /// How it goes about it.
    pub options: SweepOptions,
    /// Where another sweep was.
    pub resume: Option<&'a Resume>,
}

/// A walk through all contacts of a vendor. Asks for a page when [`next`](Self::next) is polled, and for none before.
///
/// Each contact is given once. At the end, [`verdict`](Self::verdict) says whether all came. It borrows nothing: a task, a body
/// of an answer or a struct can keep it.
#[must_use = "a sweep does nothing until it is polled"]
pub struct Sweep {
    walk: Box<dyn Walk>,
    only: Option<Only>,
}

/// Which contacts of a page to give.
type Only = Box<dyn Fn(&Contact) -> bool + Send>;

/// One page of a sweep.
#[derive(Debug)]
pub struct Batch {
    /// The contacts that did not come before, with what stands around them: issues, records that can't be read, extra.
    pub mapped: Mapped,
    /// Where to go on after this page, once it is safe.
    pub resume: Resume,
}

impl Sweep {
    /// A sweep of a generated client's list, with the mapping of its pages.
    ///
    /// # Errors
    ///
    /// If it is to go on from a value of something else.
    pub(crate) fn new<L: Listing>(
        origin: &Origin,
        slug: &'static str,
        list: L,
        start: Start<'_>,
        map: impl Fn(&mut Scope<'_>, L::Page) -> Mapped + Send + 'static,
    ) -> Result<Self, Error> {
        let sweep = match start.resume {
            Some(resume) => client::Sweep::resume(list, resume, start.options)
                .map_err(|source| Error::Resume { slug, source })?,
            None => client::Sweep::new(list, start.options),
        };
        let walk = Box::new(Mapping {
            sweep,
            origin: origin.clone(),
            slug,
            map,
        });
        Ok(Self { walk, only: None })
    }

    /// Gives only the contacts for which this holds, where the vendor's own filter is coarser than what was asked for.
    pub(crate) fn only(self, only: impl Fn(&Contact) -> bool + Send + 'static) -> Self {
        Self {
            only: Some(Box::new(only)),
            ..self
        }
    }

    /// Knows the ids of the contacts that came before it was interrupted. Without them it knows the last 256 only, and a
    /// contact that the vendor lists again far apart would be given again.
    pub fn already<I: fmt::Display>(mut self, ids: impl IntoIterator<Item = I>) -> Self {
        let mut ids = ids.into_iter().map(|id| id.to_string());
        self.walk.already(&mut ids);
        self
    }

    /// The next page; `None` at the end of the list, at a bound, or after an error.
    ///
    /// # Errors
    ///
    /// If the call fails. Nothing comes after that; [`position`](Self::position) is where to go on.
    pub async fn next(&mut self) -> Option<Result<Batch, Error>> {
        let batch = std::future::poll_fn(|context| self.walk.poll_batch(context)).await;
        let Some(only) = &self.only else {
            return batch;
        };
        batch.map(|batch| {
            batch.map(|mut batch| {
                batch.mapped.contacts.retain(only);
                batch
            })
        })
    }

    /// Whether all came. Before the end it says that the list goes on.
    pub fn verdict(&self) -> Verdict {
        self.walk.verdict()
    }

    /// Where it is: after the last page that was given.
    pub fn position(&self) -> Resume {
        self.walk.position()
    }

    /// Every contact once, without verdict. Records that can't be read are left out here.
    pub fn contacts(self) -> impl Stream<Item = Result<Contact, Error>> + Send {
        let pages = stream::unfold(Some(self), |sweep| async move {
            let mut sweep = sweep?;
            match sweep.next().await? {
                Ok(batch) => {
                    let contacts: Vec<_> = batch.mapped.contacts.into_iter().map(Ok).collect();
                    Some((contacts, Some(sweep)))
                }
                Err(error) => Some((vec![Err(error)], None)),
            }
        });
        futures_util::StreamExt::flat_map(pages, stream::iter)
    }
}

impl fmt::Debug for Sweep {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Sweep").finish_non_exhaustive()
    }
}

/// A sweep of whatever list.
trait Walk: Send {
    fn poll_batch(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Batch, Error>>>;
    fn already(&mut self, ids: &mut dyn Iterator<Item = String>);
    fn verdict(&self) -> Verdict;
    fn position(&self) -> Resume;
}

/// The sweep of one list, with the mapping of its pages.
struct Mapping<L: Listing, M> {
    sweep: client::Sweep<L>,
    origin: Origin,
    slug: &'static str,
    map: M,
}

impl<L, M> Walk for Mapping<L, M>
where
    L: Listing,
    M: Fn(&mut Scope<'_>, L::Page) -> Mapped + Send,
{
    fn poll_batch(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Batch, Error>>> {
        let page = ready!(self.sweep.poll_page(context));
        Poll::Ready(page.map(|page| match page {
            Ok(batch) => {
                let (page, marks, resume) = batch.into_parts();
                let mut mapped = mapped(&self.origin, page, &self.map);
                leave_out(&mut mapped, &marks);
                Ok(Batch { mapped, resume })
            }
            Err(error) => Err(failed(self.slug, error.error)),
        }))
    }

    fn already(&mut self, ids: &mut dyn Iterator<Item = String>) {
        self.sweep.know(ids);
    }

    fn verdict(&self) -> Verdict {
        self.sweep.verdict()
    }

    fn position(&self) -> Resume {
        self.sweep.position()
    }
}

/// Takes out what came before. A page is mapped whole, so that places in it stay as they were sent; each record that can be
/// read is one contact, and each other one is told as such.
fn leave_out(mapped: &mut Mapped, marks: &[Mark]) {
    let fresh = |readable: bool| {
        let marks = marks.iter().filter(move |mark| mark.readable == readable);
        marks.map(|mark| mark.fresh)
    };
    let mut contacts = fresh(true);
    mapped.contacts.retain(|_| contacts.next().unwrap_or(true));
    let mut undecodable = fresh(false);
    mapped
        .undecodable
        .retain(|_| undecodable.next().unwrap_or(true));
}
