//! An answer, and the value that is read from it.

use std::fmt;
use std::ops::Deref;

use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use super::{Body, DecodeStatus, Error};
use crate::DecodeError;
use crate::operation::Operation;

/// A whole answer of a vendor, not yet decoded. Knows no URL.
pub struct Response {
    operation: &'static Operation,
    status: u16,
    headers: HeaderMap,
    body: Body,
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
        }
    }

    /// The status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The body as received.
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// With the status that the body names at `pointer`, where it names one: some vendors answer errors with 200.
    pub fn overruled_by(mut self, pointer: &str) -> Self {
        let named = serde_json::from_slice::<serde_json::Value>(self.body.as_bytes())
            .ok()
            .and_then(|body| body.pointer(pointer).and_then(serde_json::Value::as_u64))
            .and_then(|status| u16::try_from(status).ok());
        if let Some(status) = named.filter(|status| (100..600).contains(status)) {
            self.status = status;
        }
        self
    }

    /// The body as JSON, if it is of the shape of `T`.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        crate::decode(&self.body.text())
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
        match E::decode_status(&self) {
            Some(error) => Error::Api {
                operation: self.operation,
                status: self.status,
                error,
            },
            None => Error::Unexpected {
                operation: self.operation,
                status: self.status,
                content_type: self.content_type(),
                body: self.body,
            },
        }
    }

    fn content_type(&self) -> Option<String> {
        let value = self.headers.get(reqwest::header::CONTENT_TYPE)?;
        Some(value.to_str().ok()?.chars().take(80).collect())
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
