//! A request that is being written.

use std::borrow::Cow;

use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::Value;

use super::multipart::{FilePart, Form};
use super::sweep::Key;
use super::{BaseUrl, RequestError};
use crate::operation::Operation;

/// Everything but the unreserved characters of RFC 3986.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// How a parameter is written, in the words of OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Style {
    /// `style: form`, `explode: true`: an array is the name repeated.
    Form,
    /// `style: form`, `explode: false`: an array is one value with commas.
    Commas,
    /// `style: deepObject`: an object is `name[key]` repeated, at any depth.
    DeepObject,
    /// `content: application/json`: the value as JSON text.
    Json,
}

/// A request of one operation, before credential and base URL.
#[derive(Clone)]
pub struct Request {
    operation: &'static Operation,
    path: String,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    body: Option<Bytes>,
    form: Option<Form>,
    authorized: bool,
    base_url: Option<&'static str>,
}

impl Request {
    /// A request of `operation`, with its path template still to be filled.
    pub fn new(operation: &'static Operation) -> Self {
        Self {
            operation,
            path: operation.path.to_owned(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: None,
            form: None,
            authorized: true,
            base_url: None,
        }
    }

    /// Fills `{name}` of the path with one segment.
    ///
    /// # Errors
    ///
    /// If the value is empty, `.` or `..`, or is no scalar.
    pub fn path<T: Serialize>(
        mut self,
        name: &'static str,
        value: &T,
    ) -> Result<Self, RequestError> {
        let value = self.scalar(name, value)?;
        if matches!(value.as_str(), "" | "." | "..") {
            return Err(RequestError::PathSegment {
                operation: self.operation.id,
                parameter: name,
            });
        }
        let segment = utf8_percent_encode(&value, SEGMENT).to_string();
        self.path = self.path.replacen(&format!("{{{name}}}"), &segment, 1);
        Ok(self)
    }

    /// Adds a query parameter.
    ///
    /// # Errors
    ///
    /// If the value can't be written in this style.
    pub fn query<T: Serialize>(
        mut self,
        name: &'static str,
        style: Style,
        value: &T,
    ) -> Result<Self, RequestError> {
        let value = self.value(name, value)?;
        match style {
            Style::Json => self.query.push((name.to_owned(), value.to_string())),
            Style::DeepObject => deep(&mut self.query, name.to_owned(), &value),
            Style::Form => match &value {
                Value::Array(elements) => {
                    for element in elements {
                        self.query.push((name.to_owned(), plain(element)));
                    }
                }
                value => self.query.push((name.to_owned(), plain(value))),
            },
            Style::Commas => {
                let text = match &value {
                    Value::Array(elements) => {
                        elements.iter().map(plain).collect::<Vec<_>>().join(",")
                    }
                    value => plain(value),
                };
                self.query.push((name.to_owned(), text));
            }
        }
        Ok(self)
    }

    /// Adds a query parameter if there is a value.
    ///
    /// # Errors
    ///
    /// As for [`query`](Self::query).
    pub fn query_optional<T: Serialize>(
        self,
        name: &'static str,
        style: Style,
        value: Option<&T>,
    ) -> Result<Self, RequestError> {
        match value {
            Some(value) => self.query(name, style, value),
            None => Ok(self),
        }
    }

    /// Adds a header if there is a value.
    ///
    /// # Errors
    ///
    /// If the value has characters that a header can't carry.
    pub fn header<T: Serialize>(
        mut self,
        name: &'static str,
        value: Option<&T>,
    ) -> Result<Self, RequestError> {
        let Some(value) = value else { return Ok(self) };
        let text = self.scalar(name, value)?;
        let refused = || RequestError::Header {
            operation: self.operation.id,
            name,
        };
        let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused())?;
        let value = HeaderValue::from_str(&text).map_err(|_| refused())?;
        self.headers.insert(header, value);
        Ok(self)
    }

    /// Sets a JSON body.
    ///
    /// # Errors
    ///
    /// If the body can't be written as JSON.
    pub fn json<T: Serialize>(mut self, body: &T) -> Result<Self, RequestError> {
        let bytes = serde_json::to_vec(body).map_err(|_| RequestError::Body {
            operation: self.operation.id,
        })?;
        self.headers.insert(
            reqwest::header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        self.body = Some(bytes.into());
        Ok(self)
    }

    /// Sets a JSON body if there is one.
    ///
    /// # Errors
    ///
    /// As for [`json`](Self::json).
    pub fn json_optional<T: Serialize>(self, body: Option<&T>) -> Result<Self, RequestError> {
        match body {
            Some(body) => self.json(body),
            None => Ok(self),
        }
    }

    /// Adds a file to a form.
    pub fn form_file(mut self, name: &'static str, file: Option<FilePart>) -> Self {
        if let Some(file) = file {
            self.form.get_or_insert_default().file(name, file);
        }
        self
    }

    /// Adds a text to a form if there is a value.
    ///
    /// # Errors
    ///
    /// If the value can't be written as JSON.
    pub fn form_text<T: Serialize>(
        mut self,
        name: &'static str,
        value: Option<&T>,
    ) -> Result<Self, RequestError> {
        if let Some(value) = value {
            let text = plain(&self.value(name, value)?);
            self.form.get_or_insert_default().text(name, &text);
        }
        Ok(self)
    }

    /// As a request that carries no credential.
    pub fn without_credential(mut self) -> Self {
        self.authorized = false;
        self
    }

    /// As a request to a server of its own, whatever the client's base URL.
    pub fn at_server(mut self, base_url: &'static str) -> Self {
        self.base_url = Some(base_url);
        self
    }

    /// The URL of this request below a base URL, without the credential.
    ///
    /// # Errors
    ///
    /// If URL rules read the path as another one.
    pub fn url(&self, base_url: &BaseUrl) -> Result<String, RequestError> {
        Ok(self.build(base_url)?.url().to_string())
    }

    /// As a request to the client's base URL, whatever its operation has for a server.
    pub(crate) fn at_base_url(mut self) -> Self {
        self.base_url = None;
        self
    }

    /// The server of the operation's own, if it has one.
    pub(crate) fn server(&self) -> Option<&'static str> {
        self.base_url
    }

    /// Where this goes: below a server of its own, or below `base_url`.
    pub(crate) fn base<'a>(&self, base_url: &'a BaseUrl) -> Result<Cow<'a, BaseUrl>, RequestError> {
        match self.base_url {
            None => Ok(Cow::Borrowed(base_url)),
            Some(text) => match text.parse() {
                Ok(own) => Ok(Cow::Owned(own)),
                Err(_) => Err(RequestError::Parameter {
                    operation: self.operation.id,
                    parameter: "server",
                    reason: "the spec's server is no base URL".to_owned(),
                }),
            },
        }
    }

    /// What it asks of which server, without the credential.
    pub fn key(&self, base_url: &BaseUrl) -> Key {
        let mut text = format!("{} {}", self.operation.method, self.path);
        for part in [
            base_url.to_string().as_str(),
            self.base_url.unwrap_or_default(),
        ] {
            text.push_str(&format!(" {part:?}"));
        }
        for (name, value) in &self.query {
            text.push_str(&format!(" {name:?}={value:?}"));
        }
        for (name, value) in &self.headers {
            text.push_str(&format!(" {name:?}:{value:?}"));
        }
        let mut bytes = text.into_bytes();
        bytes.extend(self.body.iter().flatten());
        Key::of(&bytes)
    }

    pub(crate) fn operation(&self) -> &'static Operation {
        self.operation
    }

    pub(crate) fn is_authorized(&self) -> bool {
        self.authorized
    }

    /// The request as reqwest has it, still without a credential.
    pub(crate) fn build(&self, base_url: &BaseUrl) -> Result<reqwest::Request, RequestError> {
        let refused = |parameter: &'static str, reason: &str| RequestError::Parameter {
            operation: self.operation.id,
            parameter,
            reason: reason.to_owned(),
        };
        let mut url = self
            .base(base_url)?
            .join(&self.path)
            .ok_or_else(|| refused("path", "URL rules read it as another path"))?;
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        let method = reqwest::Method::from_bytes(self.operation.method.as_bytes())
            .map_err(|_| refused("method", "not an HTTP method"))?;
        let mut request = reqwest::Request::new(method, url);
        *request.headers_mut() = self.headers.clone();
        if let Some(form) = &self.form {
            let (content_type, body) = form.encode();
            if let Ok(value) = HeaderValue::from_str(&content_type) {
                request
                    .headers_mut()
                    .insert(reqwest::header::CONTENT_TYPE, value);
            }
            *request.body_mut() = Some(body.into());
        } else if let Some(body) = &self.body {
            *request.body_mut() = Some(body.clone().into());
        }
        Ok(request)
    }

    fn value<T: Serialize>(&self, name: &'static str, value: &T) -> Result<Value, RequestError> {
        serde_json::to_value(value).map_err(|_| RequestError::Parameter {
            operation: self.operation.id,
            parameter: name,
            reason: "it can't be written as JSON".to_owned(),
        })
    }

    fn scalar<T: Serialize>(&self, name: &'static str, value: &T) -> Result<String, RequestError> {
        match self.value(name, value)? {
            Value::Array(_) | Value::Object(_) | Value::Null => Err(RequestError::Parameter {
                operation: self.operation.id,
                parameter: name,
                reason: "it is not a single value".to_owned(),
            }),
            value => Ok(plain(&value)),
        }
    }
}

/// Text as it is, everything else as JSON.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

/// `name[key][key]=value` for every leaf.
fn deep(query: &mut Vec<(String, String)>, name: String, value: &Value) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                deep(query, format!("{name}[{key}]"), value);
            }
        }
        Value::Array(elements) => {
            for (index, value) in elements.iter().enumerate() {
                deep(query, format!("{name}[{index}]"), value);
            }
        }
        value => query.push((name, plain(value))),
    }
}
