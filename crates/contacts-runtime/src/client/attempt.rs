//! One attempt of a call: the request goes out, the answer comes in.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use reqwest::header::CONTENT_ENCODING;
use tracing::field::Empty;
use tracing::{Instrument, Span, info_span};

use super::bounds::Bounds;
use super::policy::{Asked, Phase, Situation};
use super::transport::Shared;
use super::{Body, Bound, Request, Response, TransportError};
use crate::operation::Meaning;

/// An attempt at its end.
pub(super) struct Ended {
    pub(super) result: Result<Response, (Phase, TransportError)>,
    /// What the answer means, if it is an error.
    meaning: Option<Meaning>,
    /// How long the vendor asks to wait.
    pub(super) pause: Option<Duration>,
    /// Whether it asks so by `Retry-After`.
    retry_after: bool,
}

impl Ended {
    pub(super) fn situation(&self, repeatable: bool) -> Situation {
        Situation {
            phase: match &self.result {
                Ok(_) => Phase::Answered,
                Err((phase, _)) => *phase,
            },
            repeatable,
            status: self.status().ok(),
            meaning: self.meaning,
            retry_after: self.retry_after,
        }
    }

    pub(super) fn status(&self) -> Result<u16, &TransportError> {
        match &self.result {
            Ok(response) => Ok(response.status()),
            Err((_, error)) => Err(error),
        }
    }

    /// Whether the vendor may have done what was asked, and did not say so.
    pub(super) fn may_be_done(&self) -> bool {
        match &self.result {
            Ok(_) => self.meaning == Some(Meaning::Unavailable),
            Err((phase, _)) => *phase != Phase::NotSent,
        }
    }

    pub(super) fn is_rate_limited(&self) -> bool {
        self.meaning == Some(Meaning::RateLimited)
    }

    /// Writes how it ended into a span.
    pub(super) fn record(&self, span: &Span) {
        match self.status() {
            Ok(status) => {
                span.record("http.response.status_code", status);
                if status >= 400 {
                    span.record("error.type", status);
                }
            }
            Err(error) => {
                span.record("error.type", error.kind());
            }
        }
    }
}

impl Shared {
    pub(super) async fn attempt(
        &self,
        bounds: &mut Bounds<'_>,
        request: &Request,
        outgoing: reqwest::Request,
        number: u32,
    ) -> Ended {
        let operation = request.operation();
        let span = info_span!(
            "attempt",
            otel.kind = "client",
            http.request.method = operation.method,
            url.template = operation.path,
            server.address = outgoing.url().host_str(),
            server.port = outgoing.url().port_or_known_default(),
            http.request.resend_count = (number > 1).then(|| number - 1),
            http.response.status_code = Empty,
            "error.type" = Empty,
        );
        bounds.sent();
        let exchange = self.exchange(bounds, request, outgoing);
        let result = exchange.instrument(span.clone()).await;
        bounds.ended();
        let ended = self.read(result);
        ended.record(&span);
        ended
    }

    async fn exchange(
        &self,
        bounds: &mut Bounds<'_>,
        request: &Request,
        outgoing: reqwest::Request,
    ) -> Result<Response, (Phase, TransportError)> {
        let failed = |error: reqwest::Error| self.failure(request, error);
        let late = |bounds: &Bounds<'_>, bound| {
            let error = self.timeout(request, bounds, bound);
            (Phase::Cut, error.after(true))
        };

        let answer = bounds.over(self.http.execute(outgoing)).await;
        let mut answer = answer
            .map_err(|bound| late(bounds, bound))?
            .map_err(failed)?;
        bounds.arrived();
        let (operation, limit) = (request.operation(), self.policy.body_limit());
        let refused = |error| (Phase::Refused, error);
        if packed(&answer) {
            return Err(refused(TransportError::Encoded {
                operation: operation.id,
                origin: self.origin(request),
            }));
        }
        let too_large = || {
            refused(TransportError::TooLarge {
                operation: operation.id,
                origin: self.origin(request),
                limit,
            })
        };
        let announced = answer.content_length().unwrap_or(0);
        let announced = usize::try_from(announced).map_err(|_| too_large())?;
        if announced > limit {
            return Err(too_large());
        }
        let mut body = Bytes::new();
        let mut whole = Vec::new();
        loop {
            let chunk = bounds.over(answer.chunk()).await;
            let chunk = chunk
                .map_err(|bound| late(bounds, bound))?
                .map_err(failed)?;
            let Some(chunk) = chunk else { break };
            bounds.arrived();
            if body.len().max(whole.len()).saturating_add(chunk.len()) > limit {
                return Err(too_large());
            }
            // Most answers come in one piece, which is then the body as it is.
            if body.is_empty() {
                body = chunk;
                continue;
            }
            if whole.is_empty() {
                whole.reserve(announced);
                whole.extend_from_slice(&body);
            }
            whole.extend_from_slice(&chunk);
        }
        if !whole.is_empty() {
            body = whole.into();
        }
        let (status, headers) = (
            answer.status().as_u16(),
            std::mem::take(answer.headers_mut()),
        );
        Ok(Response::new(operation, status, headers, Body::new(body)))
    }

    /// What an answer means and asks for.
    fn read(&self, result: Result<Response, (Phase, TransportError)>) -> Ended {
        let response = match result {
            Ok(response) if response.status() >= 400 => response,
            result => {
                return Ended {
                    result,
                    meaning: None,
                    pause: None,
                    retry_after: false,
                };
            }
        };
        let meaning = response.meaning();
        let asked = Asked::read(response.headers(), self.clock.wall());
        // Vendors send the other headers with every answer; only here they ask for something.
        let pause = match meaning {
            Some(Meaning::RateLimited) => asked.wait(),
            _ => asked.retry_after,
        };
        Ended {
            result: Ok(response.retry_at(pause.map(|pause| self.later(pause)))),
            meaning,
            pause,
            retry_after: asked.retry_after.is_some(),
        }
    }

    fn failure(&self, request: &Request, error: reqwest::Error) -> (Phase, TransportError) {
        let (operation, origin) = (request.operation().id, self.origin(request));
        let source = error.without_url();
        match (source.is_connect(), source.is_timeout()) {
            (true, true) => {
                let (bound, limit) = (Bound::Connect, self.policy.connect());
                let error = TransportError::Timeout {
                    operation,
                    origin,
                    bound,
                    limit,
                    sent: false,
                };
                (Phase::NotSent, error)
            }
            (true, false) => {
                let error = TransportError::Connect {
                    operation,
                    origin,
                    source,
                    sent: false,
                };
                (Phase::NotSent, error)
            }
            (false, _) => {
                let error = TransportError::Broken {
                    operation,
                    origin,
                    source,
                };
                (Phase::Cut, error)
            }
        }
    }

    pub(super) fn timeout(
        &self,
        request: &Request,
        bounds: &Bounds<'_>,
        bound: Bound,
    ) -> TransportError {
        TransportError::Timeout {
            operation: request.operation().id,
            origin: self.origin(request),
            bound,
            limit: bounds.limit(bound),
            sent: false,
        }
    }

    /// Scheme, host and port to which a request goes.
    pub(super) fn origin(&self, request: &Request) -> String {
        let base = request.base(&self.base_url);
        base.map_or_else(|_| self.base_url.origin(), |base| base.origin())
    }

    /// The time of day after a wait; what is beyond all calendars is now.
    pub(super) fn later(&self, wait: Duration) -> SystemTime {
        let now = self.clock.wall();
        now.checked_add(wait).unwrap_or(now)
    }
}

/// Whether an answer is packed in a way that the HTTP client did not ask for; what it asked for, it has unpacked and
/// taken the header away.
fn packed(answer: &reqwest::Response) -> bool {
    let mut encodings = answer.headers().get_all(CONTENT_ENCODING).iter();
    encodings.any(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity"))
}
