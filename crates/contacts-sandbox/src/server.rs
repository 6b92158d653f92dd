//! Starting a sandbox: its options, and why one does not start.

use std::net::Ipv4Addr;
use std::sync::Arc;

use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::spawn_blocking;

pub(crate) use crate::exchange::{Answer, Fault, Outcome, Request};
use crate::faults::Faults;
use crate::handler::{Shared, handle};
use crate::oddities::Oddities;
use crate::people::World;
use crate::running::Running;
use crate::store::{OpenError, Storage, Store};
use crate::vendors;

/// What a sandbox starts with. The same options give the same answers, byte for byte.
#[derive(Clone, Debug)]
pub struct Options {
    /// How many contacts there are at the start.
    pub contacts: u64,
    /// What the people are made from.
    pub seed: u64,
    /// Where the state is kept.
    pub storage: Storage,
    /// The time it is in the sandbox. It stands still.
    pub clock: Timestamp,
    /// How far answers may stray from the documentation.
    pub oddities: Oddities,
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// What goes wrong, and when.
    pub faults: Faults,
}

/// 100 contacts from seed 1 in memory, on 2026-08-15 at noon UTC, with harmless oddities and no faults, at a free port.
impl Default for Options {
    fn default() -> Self {
        Self {
            contacts: 100,
            seed: 1,
            storage: Storage::Memory,
            clock: Timestamp::constant(1_786_795_200, 0),
            oddities: Oddities::default(),
            port: 0,
            faults: Faults::default(),
        }
    }
}

/// Why a sandbox did not start, or can't read its store.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no vendor of this name.
    #[error("no vendor is called {slug:?}; there are {}", vendors::slugs().collect::<Vec<_>>().join(", "))]
    UnknownVendor {
        /// What was asked for.
        slug: String,
    },
    /// More contacts than a sandbox can number.
    #[error("a sandbox takes 200,000,000 contacts at most, not {contacts}")]
    TooManyContacts {
        /// What was asked for.
        contacts: u64,
    },
    /// The server could not listen on 127.0.0.1.
    #[error("the sandbox can't listen on 127.0.0.1:{port}")]
    Listen {
        /// The port asked for.
        port: u16,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The database could not be opened, filled or read.
    #[error("the sandbox's database failed")]
    Store(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A storage file or a snapshot belongs to a sandbox with other options.
    #[error(
        "the storage holds {found:?}; start with the same options, or take another file or snapshot"
    )]
    ForeignStorage {
        /// Vendor and options of the sandbox that wrote it; empty for a database of something else.
        found: String,
    },
    /// The task that did the work was cancelled.
    #[error("the sandbox's work was cancelled")]
    Cancelled,
}

impl From<OpenError> for Error {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Sqlite(error) => Self::Store(error.into()),
            OpenError::Foreign(found) => Self::ForeignStorage { found },
        }
    }
}

/// Starts servers that behave like the vendors.
#[derive(Clone, Copy, Debug)]
pub struct Sandbox;

impl Sandbox {
    /// Starts one vendor, named by its slug (see [`slugs`](crate::slugs)), and returns once it listens.
    ///
    /// # Errors
    ///
    /// An unknown slug, a storage file of another sandbox, or a port or database that can't be opened.
    pub async fn start(slug: &str, options: Options) -> Result<Running, Error> {
        let vendor = vendors::find(slug).ok_or_else(|| Error::UnknownVendor {
            slug: slug.to_owned(),
        })?;
        let Options {
            contacts,
            seed,
            storage,
            clock,
            oddities,
            port,
            faults,
        } = options;
        let contacts = i64::try_from(contacts)
            .ok()
            .filter(|contacts| *contacts <= 200_000_000)
            .ok_or(Error::TooManyContacts { contacts })?;
        let world = World {
            seed,
            contacts,
            now: clock.as_second(),
        };
        let store = spawn_blocking(move || {
            Store::open(&storage, vendor.slug, world, oddities, vendor.prepare)
        })
        .await
        .map_err(|_| Error::Cancelled)??;
        let listen = |source| Error::Listen { port, source };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .await
            .map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let (stop, stopped) = watch::channel(());
        let shared = Arc::new(Shared::new(vendor, store, faults, stopped.clone()));
        let router = axum::Router::new()
            .fallback(handle)
            .with_state(Arc::clone(&shared));
        let server = tokio::spawn(async move {
            axum::serve(listener, router)
                .with_graceful_shutdown(stop_of(stopped))
                .await
        });
        Ok(Running::new(address, shared, stop, server))
    }
}

/// Ends when the sender is dropped, so dropping [`Running`] stops the server too.
pub(crate) async fn stop_of(mut stopped: watch::Receiver<()>) {
    while stopped.changed().await.is_ok() {}
}
