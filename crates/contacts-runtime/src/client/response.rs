//! An answer, and the value that is read from it.

use std::fmt;
use std::ops::Deref;
use std::time::SystemTime;

use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Body, DecodeStatus, Error};
use crate::DecodeError;
use crate::operation::{Meaning, Operation};

/// A whole answer of a vendor, not yet decoded. Knows no URL.
pub struct Response {
    operation: &'static Operation,
    status: u16,
    headers: HeaderMap,
    body: Body,
    retry_at: Option<SystemTime>,
    /// Whether an attempt before may have done what was asked.
    sent_before: bool,
}

/// A decoded value with the status and the headers that came with it.
pub struct ResponseValue<T> {
    value: T,
    status: u16,
    headers: HeaderMap,
}

impl Response {
    pub(crate) fn new(
        operation: &'static Operation,
        status: u16,
        headers: HeaderMap,
        body: Body,
    ) -> Self {
        Self {
            operation,
            status,
            headers,
            body,
            retry_at: None,
            sent_before: false,
        }
        .overruled()
    }

    /// With the time from which on the vendor takes the call again.
    pub(crate) fn retry_at(self, retry_at: Option<SystemTime>) -> Self {
        Self { retry_at, ..self }
    }

    /// With what is known of the attempts before.
    pub(crate) fn after(self, sent_before: bool) -> Self {
        Self {
            sent_before,
            ..self
        }
    }

    /// The status: that of the body, where the operation's spec says that it overrules the HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// What this answer means, if it is an error: by the vendor's own words where the spec has them, or by its status.
    pub fn meaning(&self) -> Option<Meaning> {
        let own = self.operation.own_errors.iter();
        let mut own = own.filter(|own| own.status == self.status).peekable();
        if own.peek().is_some()
            && let Ok(body) = serde_json::from_slice::<Value>(self.body.as_bytes())
            && let Some(own) = own
                .find(|own| super::text(&body.pointer(own.pointer)).as_deref() == Some(own.value))
        {
            return Some(own.means);
        }
        Meaning::of_status(self.status)
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body as received.
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// With the status that the body names, where the spec says that it names one: some vendors answer errors with 200. A
    /// body never makes a success of an HTTP error.
    fn overruled(mut self) -> Self {
        let Some(pointer) = self.operation.status_pointer else {
            return self;
        };
        let named = serde_json::from_slice::<Value>(self.body.as_bytes())
            .ok()
            .and_then(|body| super::count(body.pointer(pointer)?))
            .and_then(|status| u16::try_from(status).ok())
            .filter(|status| (100..600).contains(status));
        let is_success = |status: u16| (200..300).contains(&status);
        if let Some(status) = named.filter(|named| is_success(self.status) || !is_success(*named)) {
            self.status = status;
        }
        self
    }

    /// The body as JSON, if it is of the shape of `T`.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        match std::str::from_utf8(self.body.as_bytes()) {
            Ok(text) => crate::decode(text),
            Err(error) => Err(DecodeError::not_utf8(error.valid_up_to())),
        }
    }

    /// The body as text: a JSON string is unwrapped, anything else is taken as it is.
    pub fn decode_text(&self) -> String {
        let text = self.body.text();
        serde_json::from_str(&text).unwrap_or_else(|_| text.into_owned())
    }

    /// The answer as a value read from JSON.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] if the body is not of the shape of `T`.
    pub fn json<T: DeserializeOwned, E>(self) -> Result<ResponseValue<T>, Error<E>> {
        match self.decode() {
            Ok(value) => Ok(self.with(value)),
            Err(error) => Err(Error::Decode {
                operation: self.operation,
                status: self.status,
                content_type: self.content_type(),
                error,
                body: self.body,
            }),
        }
    }

    /// The answer as text.
    pub fn into_text(self) -> ResponseValue<String> {
        let value = self.decode_text();
        self.with(value)
    }

    /// The answer as the bytes of its body.
    pub fn into_body(self) -> ResponseValue<Body> {
        let value = self.body.clone();
        self.with(value)
    }

    /// The answer without its body.
    pub fn empty(self) -> ResponseValue<()> {
        self.with(())
    }

    /// The answer with a value that was read from it.
    pub fn with<T>(self, value: T) -> ResponseValue<T> {
        ResponseValue {
            value,
            status: self.status,
            headers: self.headers,
        }
    }

    /// The error that this answer is: a documented one, if status and body are of the spec.
    pub fn into_error<E: DecodeStatus>(self) -> Error<E> {
        let (meaning, retry_at) = (self.meaning(), self.retry_at);
        let may_be_done = self.sent_before || meaning == Some(Meaning::Unavailable);
        match E::decode_status(&self) {
            Some(error) => Error::Api {
                operation: self.operation,
                status: self.status,
                error,
                body: self.body,
                meaning,
                retry_at,
                may_be_done,
            },
            None => Error::Unexpected {
                operation: self.operation,
                status: self.status,
                content_type: self.content_type(),
                body: self.body,
                meaning,
                retry_at,
                may_be_done,
            },
        }
    }

    /// The media type alone: its parameters can hold anything, such as the name of somebody's file.
    fn content_type(&self) -> Option<String> {
        let value = self.headers.get(reqwest::header::CONTENT_TYPE)?;
        let media_type = value.to_str().ok()?.split(';').next()?.trim();
        Some(media_type.chars().take(80).collect())
    }
}

impl<T> ResponseValue<T> {
    /// The value.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// With another value made of this one.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> ResponseValue<U> {
        ResponseValue {
            value: change(self.value),
            status: self.status,
            headers: self.headers,
        }
    }

    /// The status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }
}

impl<T> Deref for ResponseValue<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> fmt::Debug for ResponseValue<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ResponseValue({}, ..)", self.status)
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "Response({}, {}, {:?})",
            self.operation.id, self.status, self.body
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{Body, HeaderMap, Operation, Response};

    static ONE: Operation = Operation::new("one", "GET", "/").status_at("/error_code");

    #[test]
    fn a_status_in_the_body_makes_an_error_of_a_success_and_never_the_other_way() {
        let status = |http, body: &'static [u8]| {
            let body = Body::new(bytes::Bytes::from_static(body));
            let response = Response::new(&ONE, http, HeaderMap::new(), body);
            response.status()
        };
        assert_eq!(status(200, br#"{"error_code": 409}"#), 409);
        assert_eq!(status(200, br#"{"error_code": "409"}"#), 409);
        assert_eq!(status(400, br#"{"error_code": 409}"#), 409);
        assert_eq!(status(500, br#"{"error_code": 200}"#), 500);
        assert_eq!(status(200, br#"{"error_code": 7}"#), 200);
        assert_eq!(status(200, br#"{"error_code": null}"#), 200);
        assert_eq!(status(200, b"{"), 200);
    }
}
