//! Requests as the vendors see them, and the answers that they give.

use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart};
use axum::http::header::{HeaderName, HeaderValue};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde_json::Value;

/// A request as the vendors see it: decoded, and whole.
pub(crate) struct Request {
    method: String,
    segments: Vec<String>,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
    form: Vec<FormField>,
}

/// One field of a form that came as multipart/form-data.
pub(crate) struct FormField {
    pub(crate) name: String,
    /// What the sender called the file, if it is one.
    pub(crate) file_name: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) value: Bytes,
}

impl Request {
    pub(crate) async fn new(parts: Parts, body: Bytes) -> Self {
        let form = form(&parts, &body).await.unwrap_or_default();
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
            form,
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

    /// The body as it came.
    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }

    /// The fields of a form that came as multipart/form-data; none of anything else, nor of a broken form.
    pub(crate) fn form(&self) -> &[FormField] {
        &self.form
    }
}

async fn form(parts: &Parts, body: &Bytes) -> Option<Vec<FormField>> {
    let media_type = parts.headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    if !media_type.starts_with("multipart/form-data") {
        return None;
    }
    let mut whole = axum::extract::Request::from_parts(parts.clone(), Body::from(body.clone()));
    // The body is here already; axum would take 2 MB.
    DefaultBodyLimit::disable().apply(&mut whole);
    let mut multipart = Multipart::from_request(whole, &()).await.ok()?;
    let mut fields = Vec::new();
    while let Some(field) = multipart.next_field().await.ok()? {
        fields.push(FormField {
            name: field.name().unwrap_or_default().to_owned(),
            file_name: field.file_name().map(str::to_owned),
            content_type: field.content_type().map(str::to_owned),
            value: field.bytes().await.ok()?,
        });
    }
    Some(fields)
}

/// What a vendor answers.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::text(status, "application/json", body.to_string())
    }

    pub(crate) fn text(status: u16, content_type: &'static str, body: impl Into<String>) -> Self {
        Self::empty(status)
            .header("content-type", content_type)
            .with_body(body.into())
    }

    /// An answer without a body, such as a 204.
    pub(crate) fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// The same with one header more. Names are in lower case.
    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn with_body(mut self, body: String) -> Self {
        self.body = body.into_bytes();
        self
    }

    /// The status and the headers over this body.
    pub(crate) fn to_response(&self, body: Body) -> Response {
        let mut response = Response::new(body);
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        for (name, value) in &self.headers {
            if let Ok(value) = HeaderValue::from_str(value) {
                response
                    .headers_mut()
                    .append(HeaderName::from_static(name), value);
            }
        }
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
