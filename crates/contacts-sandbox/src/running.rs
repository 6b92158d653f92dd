//! A sandbox at work: what a client needs to know of it, who is in it, what it was asked, and how to change
//! or stop it.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_blocking};

use crate::faults::{Effect, Faults};
use crate::handler::{Shared, lock};
use crate::server::Error;
use crate::snapshot::Snapshot;
use crate::store::{Filter, Slice};

/// A vendor's server at work. Dropping it stops the server.
pub struct Running {
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: watch::Sender<()>,
    server: JoinHandle<std::io::Result<()>>,
}

impl Running {
    pub(crate) fn new(
        address: SocketAddr,
        shared: Arc<Shared>,
        stop: watch::Sender<()>,
        server: JoinHandle<std::io::Result<()>>,
    ) -> Self {
        Self {
            address,
            shared,
            stop,
            server,
        }
    }

    /// The vendor's slug.
    #[must_use]
    pub fn slug(&self) -> &'static str {
        self.shared.vendor.slug
    }

    /// What a client takes as base URL: scheme, address and the vendor's stem, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("{}{}", self.origin(), self.shared.vendor.stem)
    }

    /// Scheme and address alone.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The value that the server accepts in a credential slot, named like the security scheme of the vendor's spec.
    #[must_use]
    pub fn credential(&self, slot: &str) -> Option<&'static str> {
        self.shared
            .vendor
            .credentials
            .iter()
            .find(|(name, _)| *name == slot)
            .map(|(_, value)| *value)
    }

    /// The credential slots of the vendor.
    pub fn credential_slots(&self) -> impl Iterator<Item = &'static str> {
        self.shared.vendor.credentials.iter().map(|(name, _)| *name)
    }

    /// A value that calls need and that differs from account to account, such as `account_id` or `campaign_id`.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<String> {
        self.settings()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    /// Every such value with its name.
    pub fn settings(&self) -> impl Iterator<Item = (&'static str, String)> {
        (self.shared.vendor.settings)(self.shared.ids).into_iter()
    }

    /// Who is in the sandbox, in the order of creation: for calls that need a number, an address or an identifier.
    #[must_use]
    pub fn known_contacts(&self) -> KnownContacts {
        KnownContacts {
            shared: Arc::clone(&self.shared),
            ready: VecDeque::new(),
            read: 0,
        }
    }

    /// The latest requests, oldest first; at most 10,000 are kept.
    #[must_use]
    pub fn requests(&self) -> Vec<RequestLine> {
        lock(&self.shared.requests).iter().cloned().collect()
    }

    /// The requests after the one with this number, oldest first, as far as they are still kept.
    #[must_use]
    pub fn requests_after(&self, number: u64) -> Vec<RequestLine> {
        let requests = lock(&self.shared.requests);
        requests
            .iter()
            .filter(|line| line.number > number)
            .cloned()
            .collect()
    }

    /// Calls this with each request from now on, as soon as its answer is made; in place of the callback before.
    pub fn on_request(&self, callback: impl Fn(&RequestLine) + Send + Sync + 'static) {
        *lock(&self.shared.callback) = Some(Arc::new(callback));
    }

    /// Sets what goes wrong from now on, and counts requests from 1 again.
    pub fn set_faults(&self, faults: Faults) {
        lock(&self.shared.schedule).set(faults);
    }

    /// The whole state, after the request under way.
    ///
    /// # Errors
    ///
    /// The database failed.
    pub async fn snapshot(&self) -> Result<Snapshot, Error> {
        let shared = Arc::clone(&self.shared);
        let work = spawn_blocking(move || lock(&shared.store).snapshot());
        let done = work.await.map_err(|_| Error::Cancelled)?;
        done.map_err(|error| Error::Store(error.into()))
    }

    /// Goes back to a snapshot of this sandbox, or of one that was started with the same vendor, seed, count
    /// and clock.
    ///
    /// # Errors
    ///
    /// A snapshot of another sandbox, one that is damaged, or a database that failed.
    pub async fn restore(&self, snapshot: &Snapshot) -> Result<(), Error> {
        let (shared, snapshot) = (Arc::clone(&self.shared), snapshot.clone());
        let slug = self.slug();
        let work = spawn_blocking(move || lock(&shared.store).restore(slug, &snapshot));
        let done = work.await.map_err(|_| Error::Cancelled)?;
        Ok(done?)
    }

    /// Stops the server after the requests under way, and returns once it has stopped.
    pub async fn stop(self) {
        drop(self.stop);
        // Whether the last answers went out is up to their readers.
        drop(self.server.await);
    }
}

impl std::fmt::Debug for Running {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Running")
            .field("slug", &self.slug())
            .field("base_url", &self.base_url())
            .finish()
    }
}

/// One request, without its query, headers and body, where secrets may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestLine {
    /// How many requests there were with this one, since the sandbox started.
    pub number: u64,
    /// The method in upper case.
    pub method: String,
    /// The path as it was sent, without the query.
    pub path: String,
    /// The status of the answer.
    pub status: u16,
    /// What the vendor's spec calls the operation, where it is known.
    pub operation: Option<&'static str>,
    /// The faults that met the request.
    pub faults: Vec<Effect>,
}

/// Status, method, path, operation and faults.
impl std::fmt::Display for RequestLine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            method,
            path,
            status,
            operation,
            faults,
            ..
        } = self;
        write!(formatter, "{status} {method} {path}")?;
        if let Some(operation) = operation {
            write!(formatter, " {operation}")?;
        }
        faults
            .iter()
            .try_for_each(|fault| write!(formatter, " {fault}"))
    }
}

/// How to find a contact that is in the sandbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownContact {
    /// The vendor's identifier.
    pub id: String,
    /// Telephone number with a plus sign.
    pub phone: Option<String>,
    /// E-mail address as stored.
    pub email: Option<String>,
}

/// Walks through the people of a sandbox. It ends early if the database fails.
#[derive(Clone)]
pub struct KnownContacts {
    shared: Arc<Shared>,
    ready: VecDeque<KnownContact>,
    read: u64,
}

impl std::fmt::Debug for KnownContacts {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("KnownContacts")
            .finish_non_exhaustive()
    }
}

impl Iterator for KnownContacts {
    type Item = KnownContact;

    fn next(&mut self) -> Option<KnownContact> {
        if self.ready.is_empty() {
            let store = lock(&self.shared.store);
            let slice = Slice {
                order: "n",
                limit: 500,
                offset: self.read,
            };
            let people = store.people(&Filter::all(), slice).ok()?;
            self.ready
                .extend(people.into_iter().map(|person| KnownContact {
                    id: (self.shared.vendor.contact_id)(store.ids, person.n),
                    phone: person.phone,
                    email: person.email,
                }));
        }
        self.read += 1;
        self.ready.pop_front()
    }
}
