//! The one HTTP handler in front of all vendors.
//!
//! A request is read whole, handed to the vendor's function together with the store, and answered. Requests
//! of one sandbox run one after the other, so each sees a consistent state. Faults come on the way in and
//! out; the vendors know nothing of them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::State;
use axum::http::header::CONTENT_LENGTH;
use axum::response::Response;
use futures_util::stream::{self, StreamExt as _};
use tokio::sync::watch;
use tokio::task::{spawn_blocking, yield_now};
use tokio::time::{Instant, sleep};

use crate::exchange::{Answer, Fault, Outcome, Request};
use crate::faults::{Effect, Faults};
use crate::ids::Ids;
use crate::new_version;
use crate::oddities::Forced;
use crate::routes::{self, Met};
use crate::running::RequestLine;
use crate::server::stop_of;
use crate::store::Store;
use crate::vendors::Vendor;

type Callback = Arc<dyn Fn(&RequestLine) + Send + Sync>;

/// What the handler and [`Running`](crate::Running) have in common.
pub(crate) struct Shared {
    pub(crate) vendor: &'static Vendor,
    pub(crate) ids: Ids,
    pub(crate) store: Mutex<Store>,
    pub(crate) requests: Mutex<VecDeque<RequestLine>>,
    pub(crate) callback: Mutex<Option<Callback>>,
    pub(crate) schedule: Mutex<Schedule>,
    stopped: watch::Receiver<()>,
}

impl Shared {
    pub(crate) fn new(
        vendor: &'static Vendor,
        store: Store,
        faults: Faults,
        stopped: watch::Receiver<()>,
    ) -> Self {
        Self {
            vendor,
            ids: store.ids,
            store: Mutex::new(store),
            requests: Mutex::default(),
            callback: Mutex::default(),
            schedule: Mutex::new(Schedule::new(faults)),
            stopped,
        }
    }
}

/// The faults, and how far they have come.
pub(crate) struct Schedule {
    faults: Faults,
    requests: u64,
    /// When the span of the rate limit began, and the requests in it.
    span: Option<(Instant, u64)>,
}

impl Schedule {
    fn new(faults: Faults) -> Self {
        Self {
            faults,
            requests: 0,
            span: None,
        }
    }

    pub(crate) fn set(&mut self, faults: Faults) {
        *self = Self::new(faults);
    }

    /// What happens to the next request.
    fn next(&mut self, seed: u64) -> Vec<Effect> {
        self.requests += 1;
        self.faults.at(self.requests, seed)
    }

    /// Whether one request more is too many.
    fn exceeds(&mut self, limit: u64, per: Duration) -> bool {
        let now = Instant::now();
        let (began, requests) = match self.span {
            Some((began, requests)) if now.duration_since(began) < per => (began, requests + 1),
            _ => (now, 1),
        };
        self.span = Some((began, requests));
        requests > limit
    }
}

const REMEMBERED: usize = 10_000;
const LARGEST_BODY: usize = 1 << 25;

pub(crate) async fn handle(
    State(shared): State<Arc<Shared>>,
    request: axum::extract::Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let method = parts.method.as_str().to_owned();
    let path = parts.uri.path().to_owned();
    let operation = {
        let segments: Vec<_> = path.split('/').skip(1).collect();
        match routes::find(shared.vendor.routes, &method, &segments) {
            Met::Operation(operation, _) => Some(operation),
            _ => None,
        }
    };
    let effects = lock(&shared.schedule).next(shared.ids.seed);
    for effect in &effects {
        if let Effect::Latency(time) = effect {
            sleep(*time).await;
        }
    }
    let mut answer = match (
        refusal(&shared, &effects),
        to_bytes(body, LARGEST_BODY).await,
    ) {
        (Some(refusal), _) => refusal,
        (None, Err(_)) => {
            let text = "the body is larger than this sandbox takes";
            Answer::text(413, "text/plain", text)
        }
        (None, Ok(body)) => {
            let request = Request::new(parts, body).await;
            work(&shared, request, &effects).await
        }
    };
    let response = respond(&mut answer, &effects, &shared);
    let line = RequestLine {
        number: 0,
        method,
        path,
        status: answer.status,
        operation,
        faults: effects,
    };
    note(&shared, line);
    response
}

/// The answer to a request that nobody works on.
fn refusal(shared: &Shared, effects: &[Effect]) -> Option<Answer> {
    let failure = shared.vendor.failure;
    effects.iter().find_map(|effect| match effect {
        Effect::Status(status) => Some(failure(*status)),
        Effect::Gateway(status) => Some(gateway(*status)),
        Effect::RateLimit {
            requests,
            per,
            retry_after,
        } => {
            let exceeds = lock(&shared.schedule).exceeds(*requests, *per);
            exceeds.then(|| match retry_after {
                Some(seconds) => failure(429).header("retry-after", seconds.to_string()),
                None => failure(429),
            })
        }
        _ => None,
    })
}

/// The page of whatever stands before the vendor: no vendor's envelope.
fn gateway(status: u16) -> Answer {
    let page = format!(
        "<html>\n<head><title>{status}</title></head>\n<body><h1>{status}</h1><hr>gateway of the sandbox</body>\n</html>\n"
    );
    Answer::text(status, "text/html", page)
}

async fn work(shared: &Arc<Shared>, request: Request, effects: &[Effect]) -> Answer {
    let forced = Forced {
        values: effects.contains(&Effect::UnknownValues),
        fields: effects.contains(&Effect::UnknownFields),
        broken: effects.contains(&Effect::BrokenRecords),
    };
    let (inserts, deletes) = (
        effects.contains(&Effect::Insert),
        effects.contains(&Effect::Delete),
    );
    let shared = Arc::clone(shared);
    // SQLite blocks, so it does not run on the threads that serve the sockets.
    let work = spawn_blocking(move || {
        let store = lock(&shared.store);
        store.forced.set(forced);
        store.transact(|store| {
            change(store, inserts, deletes)?;
            (shared.vendor.answer)(store, &request)
        })
    });
    let answer = match work.await {
        Ok(Ok(answer) | Err(Fault::Answer(answer))) => answer,
        Ok(Err(Fault::Store(error))) => {
            Answer::text(500, "text/plain", format!("sandbox: {error}"))
        }
        Err(_) => Answer::text(500, "text/plain", "sandbox: the work was cancelled"),
    };
    if effects.contains(&Effect::NewVersion) {
        new_version::of(answer)
    } else {
        answer
    }
}

/// What somebody else does to the account in the meantime.
fn change(store: &Store, inserts: bool, deletes: bool) -> Outcome<()> {
    if inserts {
        store.insert_person(store.newcomer())?;
    }
    if deletes {
        store.remove_first_and_last()?;
    }
    Ok(())
}

/// Numbers the line, keeps it, and tells it to whoever wants to know.
fn note(shared: &Shared, mut line: RequestLine) {
    {
        let mut requests = lock(&shared.requests);
        line.number = requests.back().map_or(1, |last| last.number + 1);
        if requests.len() == REMEMBERED {
            requests.pop_front();
        }
        requests.push_back(line.clone());
    }
    let callback = lock(&shared.callback).clone();
    if let Some(callback) = callback {
        callback(&line);
    }
}

fn respond(answer: &mut Answer, effects: &[Effect], shared: &Shared) -> Response {
    let (cut, stall) = (
        effects.contains(&Effect::Cut),
        effects.contains(&Effect::Stall),
    );
    let mut first = std::mem::take(&mut answer.body);
    let length = first.len();
    if length == 0 || !(cut || stall) {
        return answer.to_response(Body::from(first));
    }
    first.truncate(length / 2);
    let first = stream::iter([Ok::<_, std::io::Error>(Bytes::from(first))]);
    let stopped = shared.stopped.clone();
    let rest = stream::once(async move {
        if stall {
            // A client that waits must not keep the sandbox from stopping.
            stop_of(stopped).await;
        }
        // Whoever sends the body gets its turn, so that the head and the first half go out.
        yield_now().await;
        Err(std::io::ErrorKind::ConnectionAborted.into())
    });
    let mut response = answer.to_response(Body::from_stream(first.chain(rest)));
    response.headers_mut().insert(CONTENT_LENGTH, length.into());
    response
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
