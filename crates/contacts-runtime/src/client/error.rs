//! What can go wrong with a call. No message holds a key, a URL query or a body.

use std::fmt;
use std::time::{Duration, SystemTime};

use super::{Body, Response};
use crate::DecodeError;
use crate::operation::{Meaning, Operation};

/// Why a call gave no value. `E` is the type of the operation's documented errors.
#[non_exhaustive]
pub enum Error<E = Undocumented> {
    /// The request can't be made from these parameters; nothing was sent.
    Request(RequestError),
    /// No whole answer arrived.
    Transport(TransportError),
    /// The vendor answered with an error that its spec has.
    Api {
        /// The operation called.
        operation: &'static Operation,
        /// The status, from the HTTP answer or from the body where the vendor puts it there.
        status: u16,
        /// The typed body.
        error: E,
        /// The body as received.
        body: Body,
        /// What it means.
        meaning: Option<Meaning>,
        /// When the vendor takes the call again, where it says so.
        retry_at: Option<SystemTime>,
        /// Whether the vendor may have done it all the same: see [`may_be_done`](Error::may_be_done).
        may_be_done: bool,
    },
    /// The vendor answered with a status, or with an error body, that its spec does not have.
    Unexpected {
        /// The operation called.
        operation: &'static Operation,
        /// The status.
        status: u16,
        /// The `Content-Type` of the answer.
        content_type: Option<String>,
        /// The body as received.
        body: Body,
        /// What it means.
        meaning: Option<Meaning>,
        /// When the vendor takes the call again, where it says so.
        retry_at: Option<SystemTime>,
        /// Whether the vendor may have done it all the same: see [`may_be_done`](Error::may_be_done).
        may_be_done: bool,
    },
    /// The vendor answered with success, and the body is not of the shape that its spec gives.
    Decode {
        /// The operation called.
        operation: &'static Operation,
        /// The status.
        status: u16,
        /// The `Content-Type` of the answer.
        content_type: Option<String>,
        /// Where and why.
        error: DecodeError,
        /// The body as received; empty where it was read as a page, and the page is odd.
        body: Body,
    },
    /// The vendor's list never ends.
    Loop(CursorLoop),
}

/// A list whose cursors go round in a circle: whether anybody is missing from what came before, nobody can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: the vendor's cursors go round in a circle, so the list has no end", operation.id)]
pub struct CursorLoop {
    /// The operation called.
    pub operation: &'static Operation,
}

/// The documented errors of an operation that documents none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undocumented {}

/// Reads the documented body of a status.
pub trait DecodeStatus: Sized {
    /// `None` if the status is not documented or the body is not of its shape.
    fn decode_status(response: &Response) -> Option<Self>;
}

impl DecodeStatus for Undocumented {
    fn decode_status(_: &Response) -> Option<Self> {
        None
    }
}

/// Why a request can't be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// A value that no URL can carry as one path segment.
    #[error(
        "{operation}: the path parameter {parameter} is empty, `.` or `..`, which no URL can carry as a segment"
    )]
    PathSegment {
        /// The operationId.
        operation: &'static str,
        /// The parameter.
        parameter: &'static str,
    },
    /// A value that does not become text of the parameter's style.
    #[error("{operation}: the parameter {parameter} can't be written: {reason}")]
    Parameter {
        /// The operationId.
        operation: &'static str,
        /// The parameter.
        parameter: &'static str,
        /// Why.
        reason: String,
    },
    /// The body does not become JSON.
    #[error("{operation}: the body can't be written as JSON")]
    Body {
        /// The operationId.
        operation: &'static str,
    },
    /// A header value with control characters.
    #[error("{operation}: the header {name} has characters that a header can't carry")]
    Header {
        /// The operationId.
        operation: &'static str,
        /// The header.
        name: &'static str,
    },
}

/// Why no whole answer arrived.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// No connection: refused, unknown host, TLS.
    #[error("{operation}: no connection to {origin}")]
    Connect {
        /// The operationId.
        operation: &'static str,
        /// Scheme, host and port.
        origin: String,
        /// The cause.
        source: reqwest::Error,
        /// Whether an attempt before this one may have reached the vendor.
        sent: bool,
    },
    /// The vendor took longer than allowed.
    #[error("{operation}: {origin} gave {} within {limit:?}", bound.missed())]
    Timeout {
        /// The operationId.
        operation: &'static str,
        /// Scheme, host and port.
        origin: String,
        /// Which bound of the policy it was.
        bound: Bound,
        /// The limit.
        limit: Duration,
        /// Whether this attempt, or one before it, may have reached the vendor.
        sent: bool,
    },
    /// The rate limit leaves no place for this call before its deadline.
    #[error(
        "{operation}: not sent, as the rate limit of {origin} leaves no place for it within the deadline of {deadline:?}"
    )]
    HeldBack {
        /// The operationId.
        operation: &'static str,
        /// Scheme, host and port.
        origin: String,
        /// The deadline of the call.
        deadline: Duration,
        /// When there would be a place.
        until: SystemTime,
        /// Whether an attempt before may have reached the vendor.
        sent: bool,
    },
    /// The connection broke, or what arrived is no HTTP.
    #[error("{operation}: the answer of {origin} broke off")]
    Broken {
        /// The operationId.
        operation: &'static str,
        /// Scheme, host and port.
        origin: String,
        /// The cause.
        source: reqwest::Error,
    },
    /// The body is larger than allowed.
    #[error("{operation}: the answer of {origin} is larger than {limit} bytes")]
    TooLarge {
        /// The operationId.
        operation: &'static str,
        /// Scheme, host and port.
        origin: String,
        /// The limit, in bytes.
        limit: usize,
    },
    /// The body is packed in a way that was not asked for, so its size can't be bounded.
    #[error(
        "{operation}: the answer of {origin} has a content encoding that was not asked for: turn it off there or in the proxy, or use the feature gzip"
    )]
    Encoded {
        /// The operationId.
        operation: &'static str,
        /// Scheme, host and port.
        origin: String,
    },
}

/// A bound of the policy on time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Bound {
    /// Until a connection stands.
    Connect,
    /// Until the answer begins.
    FirstByte,
    /// Without a byte in the midst of an answer.
    Idle,
    /// One attempt.
    Attempt,
    /// The whole call.
    Deadline,
}

impl Bound {
    fn missed(self) -> &'static str {
        match self {
            Self::Connect => "no connection",
            Self::FirstByte => "no first byte",
            Self::Idle => "no more bytes",
            Self::Attempt => "no whole answer to one attempt",
            Self::Deadline => "no whole answer",
        }
    }
}

impl TransportError {
    /// What it is in one stable word, as traces have it in `error.type`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Connect { .. } => "connect",
            Self::Timeout { .. } => "timeout",
            Self::HeldBack { .. } => "held-back",
            Self::Broken { .. } => "broken",
            Self::TooLarge { .. } => "too-large",
            Self::Encoded { .. } => "content-encoding",
        }
    }

    /// Whether any attempt of the call may have reached the vendor, which then may have done what was asked.
    pub fn may_be_done(&self) -> bool {
        match self {
            Self::Connect { sent, .. }
            | Self::Timeout { sent, .. }
            | Self::HeldBack { sent, .. } => *sent,
            Self::Broken { .. } | Self::TooLarge { .. } | Self::Encoded { .. } => true,
        }
    }

    /// With what is known of the attempts before.
    pub(super) fn after(mut self, before: bool) -> Self {
        if let Self::Connect { sent, .. }
        | Self::Timeout { sent, .. }
        | Self::HeldBack { sent, .. } = &mut self
        {
            *sent |= before;
        }
        self
    }
}

impl<E> Error<E> {
    /// What the vendor means, by its status or by its own words for it; `None` where there is no answer, or it is a
    /// success, or the status says nothing.
    pub fn meaning(&self) -> Option<Meaning> {
        match self {
            Self::Api { meaning, .. } | Self::Unexpected { meaning, .. } => *meaning,
            Self::Transport(TransportError::HeldBack { .. }) => Some(Meaning::RateLimited),
            Self::Request(_) | Self::Transport(_) | Self::Decode { .. } | Self::Loop(_) => None,
        }
    }

    /// Whether the vendor may have done what was asked, though it did not say so: an attempt was sent and has no whole answer,
    /// or one that leaves it open, and no later attempt was a success. Where it is false, nothing was done.
    pub fn may_be_done(&self) -> bool {
        match self {
            Self::Api { may_be_done, .. } | Self::Unexpected { may_be_done, .. } => *may_be_done,
            Self::Transport(error) => error.may_be_done(),
            Self::Decode { .. } => true,
            Self::Request(_) | Self::Loop(_) => false,
        }
    }

    /// When the call may be tried again, where the vendor said so.
    pub fn retry_at(&self) -> Option<SystemTime> {
        match self {
            Self::Api { retry_at, .. } | Self::Unexpected { retry_at, .. } => *retry_at,
            Self::Transport(TransportError::HeldBack { until, .. }) => Some(*until),
            Self::Request(_) | Self::Transport(_) | Self::Decode { .. } | Self::Loop(_) => None,
        }
    }

    /// The status that the vendor answered, if it answered.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Request(_) | Self::Transport(_) | Self::Loop(_) => None,
            Self::Api { status, .. }
            | Self::Unexpected { status, .. }
            | Self::Decode { status, .. } => Some(*status),
        }
    }

    /// A success whose page is not as the spec has it at `pointer`, though its body could be read.
    pub(crate) fn odd_page(operation: &'static Operation, pointer: &str, reason: &str) -> Self {
        Self::Decode {
            operation,
            status: 200,
            content_type: None,
            error: DecodeError::missing(pointer, reason),
            body: Body::default(),
        }
    }

    /// The body that the vendor answered, as received: the one place for the vendor's own words, such as why a value is
    /// refused. Neither `Display` nor `Debug` shows it, as it may hold people's data; nor should a log.
    ///
    /// `None` where there is no answer.
    pub fn body(&self) -> Option<&Body> {
        match self {
            Self::Api { body, .. } | Self::Unexpected { body, .. } | Self::Decode { body, .. } => {
                Some(body)
            }
            Self::Request(_) | Self::Transport(_) | Self::Loop(_) => None,
        }
    }

    /// The same error with another type of documented error.
    pub fn map<U>(self, change: impl FnOnce(E) -> U) -> Error<U> {
        let (meaning, retry_at) = (self.meaning(), self.retry_at());
        let may_be_done = self.may_be_done();
        match self.split() {
            Ok((operation, status, error, body)) => Error::Api {
                operation,
                status,
                error: change(error),
                body,
                meaning,
                retry_at,
                may_be_done,
            },
            Err(error) => error,
        }
    }

    /// The documented error with its operation and status, or else the same error for code that handles several
    /// operations.
    ///
    /// # Errors
    ///
    /// Every error but a documented one.
    pub fn into_api(self) -> Result<(&'static Operation, u16, E), Error> {
        let (operation, status, error, _) = self.split()?;
        Ok((operation, status, error))
    }

    /// The documented error with its body, or else the same error where another one is documented.
    fn split<U>(self) -> Result<(&'static Operation, u16, E, Body), Error<U>> {
        Err(match self {
            Self::Api {
                operation,
                status,
                error,
                body,
                ..
            } => return Ok((operation, status, error, body)),
            Self::Request(error) => Error::Request(error),
            Self::Transport(error) => Error::Transport(error),
            Self::Loop(error) => Error::Loop(error),
            Self::Unexpected {
                operation,
                status,
                content_type,
                body,
                meaning,
                retry_at,
                may_be_done,
            } => Error::Unexpected {
                operation,
                status,
                content_type,
                body,
                meaning,
                retry_at,
                may_be_done,
            },
            Self::Decode {
                operation,
                status,
                content_type,
                error,
                body,
            } => Error::Decode {
                operation,
                status,
                content_type,
                error,
                body,
            },
        })
    }
}

impl<E> From<RequestError> for Error<E> {
    fn from(error: RequestError) -> Self {
        Self::Request(error)
    }
}

impl<E> From<TransportError> for Error<E> {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl<E> From<CursorLoop> for Error<E> {
    fn from(error: CursorLoop) -> Self {
        Self::Loop(error)
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let media = |content_type: &Option<String>| match content_type {
            Some(text) => format!(" of type {text}"),
            None => " without a content type".to_owned(),
        };
        match self {
            Self::Request(error) => error.fmt(formatter),
            Self::Transport(error) => error.fmt(formatter),
            Self::Loop(error) => error.fmt(formatter),
            Self::Api {
                operation, status, ..
            } => write!(
                formatter,
                "{}: the vendor answered {}",
                operation.id,
                named(*status)
            ),
            Self::Unexpected {
                operation,
                status,
                content_type,
                body,
                ..
            } => write!(
                formatter,
                "{}: the vendor answered {} with a body that its spec does not have ({} bytes{})",
                operation.id,
                named(*status),
                body.as_bytes().len(),
                media(content_type),
            ),
            Self::Decode {
                operation,
                status,
                content_type,
                error,
                body,
            } => {
                // Of a page that was read before it turned out odd, nothing of the answer is left to speak of.
                let nothing_left = content_type.is_none() && body.as_bytes().is_empty();
                let media = match nothing_left {
                    true => String::new(),
                    false => media(content_type),
                };
                write!(
                    formatter,
                    "{}: the answer {status}{media} is not of the spec's shape: {error}",
                    operation.id,
                )
            }
        }
    }
}

/// A status with its name, such as `401 Unauthorized`.
fn named(status: u16) -> String {
    let reason = reqwest::StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason());
    match reason {
        Some(reason) => format!("{status} {reason}"),
        None => status.to_string(),
    }
}

impl<E> fmt::Debug for Error<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl<E> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(
                TransportError::Connect { source, .. } | TransportError::Broken { source, .. },
            ) => Some(source),
            _ => None,
        }
    }
}
