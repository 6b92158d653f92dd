//! Starting and stopping a sandbox, and the one HTTP handler in front of all vendors.
//!
//! A request is read whole, handed to the vendor's function together with the store, and answered. Requests
//! of one sandbox run one after the other, so each sees a consistent state.

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use jiff::Timestamp;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, spawn_blocking};

use crate::ids::Ids;
use crate::people::World;
use crate::store::{Filter, Oddities, OpenError, Slice, Storage, Store};
use crate::vendors::{self, Vendor};

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
}

/// 100 contacts from seed 1 in memory, on 2026-08-15 at noon UTC, with harmless oddities, at a free port.
impl Default for Options {
    fn default() -> Self {
        Self {
            contacts: 100,
            seed: 1,
            storage: Storage::Memory,
            clock: Timestamp::constant(1_786_795_200, 0),
            oddities: Oddities::default(),
            port: 0,
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
    /// The storage file belongs to a sandbox with other options.
    #[error("the storage file holds {found}; start with the same options, or take another file")]
    ForeignStorage {
        /// Vendor and options of the sandbox that wrote the file.
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
        let shared = Arc::new(Shared {
            vendor,
            store: Mutex::new(store),
            requests: Mutex::default(),
        });
        let router = axum::Router::new()
            .fallback(handle)
            .with_state(Arc::clone(&shared));
        let (stop, stopped) = oneshot::channel::<()>();
        // The receiver resolves when the sender is dropped, so dropping `Running` stops the server too.
        let wait = async move { drop(stopped.await) };
        let server = tokio::spawn(async move {
            axum::serve(listener, router)
                .with_graceful_shutdown(wait)
                .await
        });
        Ok(Running {
            address,
            ids: Ids { seed },
            shared,
            stop,
            server,
        })
    }
}

/// A vendor's server at work. Dropping it stops the server.
pub struct Running {
    address: SocketAddr,
    ids: Ids,
    shared: Arc<Shared>,
    stop: oneshot::Sender<()>,
    server: JoinHandle<std::io::Result<()>>,
}

impl Running {
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
        (self.shared.vendor.settings)(self.ids).into_iter()
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
    /// The method in upper case.
    pub method: String,
    /// The path as it was sent, without the query.
    pub path: String,
    /// The status of the answer.
    pub status: u16,
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

struct Shared {
    vendor: &'static Vendor,
    store: Mutex<Store>,
    requests: Mutex<VecDeque<RequestLine>>,
}

const REMEMBERED: usize = 10_000;
const LARGEST_BODY: usize = 1 << 20;

async fn handle(State(shared): State<Arc<Shared>>, request: axum::extract::Request) -> Response {
    let (parts, body) = request.into_parts();
    let (method, path) = (
        parts.method.as_str().to_owned(),
        parts.uri.path().to_owned(),
    );
    let answer = match to_bytes(body, LARGEST_BODY).await {
        Err(_) => Answer::text(
            413,
            "text/plain",
            "the body is larger than this sandbox takes",
        ),
        Ok(body) => {
            let (shared, request) = (Arc::clone(&shared), Request::new(parts, body));
            // SQLite blocks, so it does not run on the threads that serve the sockets.
            let work =
                spawn_blocking(move || (shared.vendor.answer)(&lock(&shared.store), &request));
            match work.await {
                Ok(Ok(answer) | Err(Fault::Answer(answer))) => answer,
                Ok(Err(Fault::Store(error))) => {
                    Answer::text(500, "text/plain", format!("sandbox: {error}"))
                }
                Err(_) => Answer::text(500, "text/plain", "sandbox: the work was cancelled"),
            }
        }
    };
    let mut requests = lock(&shared.requests);
    if requests.len() == REMEMBERED {
        requests.pop_front();
    }
    requests.push_back(RequestLine {
        method,
        path,
        status: answer.status,
    });
    answer.into_response()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A request as the vendors see it: decoded, and whole.
pub(crate) struct Request {
    method: String,
    segments: Vec<String>,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
}

impl Request {
    fn new(parts: Parts, body: Bytes) -> Self {
        let decode = |text: &str| {
            percent_encoding::percent_decode_str(text)
                .decode_utf8_lossy()
                .into_owned()
        };
        let path = parts.uri.path();
        let query = parts.uri.query().unwrap_or_default();
        Self {
            method: parts.method.as_str().to_owned(),
            segments: path
                .strip_prefix('/')
                .unwrap_or(path)
                .split('/')
                .map(decode)
                .collect(),
            query: form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
            headers: parts.headers,
            body,
        }
    }

    pub(crate) fn method(&self) -> &str {
        &self.method
    }

    /// The decoded segments of the path.
    pub(crate) fn segments(&self) -> Vec<&str> {
        self.segments.iter().map(String::as_str).collect()
    }

    /// The first value of a query parameter.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.queries(name).next()
    }

    /// Each value of a query parameter.
    pub(crate) fn queries(&self, name: &str) -> impl Iterator<Item = &str> {
        self.query
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// What follows the word Bearer in the header Authorization.
    pub(crate) fn bearer(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }

    /// The body as JSON; null when it is none.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// What a vendor answers.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    status: u16,
    content_type: &'static str,
    body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self {
            status,
            content_type: "application/json",
            body: body.to_string().into_bytes(),
        }
    }

    pub(crate) fn text(status: u16, content_type: &'static str, body: impl Into<String>) -> Self {
        Self {
            status,
            content_type,
            body: body.into().into_bytes(),
        }
    }

    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            header::HeaderValue::from_static(self.content_type),
        );
        response
    }
}

/// Why a vendor stopped on the way to its answer.
pub(crate) enum Fault {
    /// With an answer, such as a refusal.
    Answer(Answer),
    /// The database failed.
    Store(rusqlite::Error),
}

impl From<Answer> for Fault {
    fn from(answer: Answer) -> Self {
        Self::Answer(answer)
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error)
    }
}

/// What a vendor's function returns.
pub(crate) type Outcome<T = Answer> = Result<T, Fault>;
