//! The operations of a spec, as the emitter needs them.

mod read;

use std::collections::BTreeSet;

pub use read::{described, operations_mut, read};

/// A whole API.
#[derive(Clone, Debug)]
pub struct Api {
    /// Title of the document.
    pub title: String,
    /// Description of the document.
    pub description: String,
    /// URL template of the server, with its variables.
    pub server: Server,
    /// Alternatives of credentials: in each, the schemes that go together.
    pub credentials: Vec<Vec<Scheme>>,
    /// All operations, in the order of the document.
    pub operations: Vec<Operation>,
    /// `x-contacts-errors`.
    pub errors: Vec<OwnError>,
    /// `x-contacts-invalid-fields`.
    pub invalid_fields: InvalidFields,
    /// `x-contacts-rate-limit` of the document.
    pub rate_limit: Option<RateLimit>,
}

/// One of `x-contacts-errors`, as written.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct OwnError {
    /// The status that it comes with.
    pub status: u16,
    /// Pointer to the member that says it.
    pub pointer: String,
    /// What the member says.
    pub value: String,
    /// What it means.
    pub means: String,
}

/// Where error bodies name what they do not take.
#[derive(Clone, Debug, Default)]
pub struct InvalidFields {
    /// The pointers, as written.
    pub pointers: Vec<String>,
    /// Every name that a request has; none where there is no pointer.
    pub names: BTreeSet<String>,
}

/// `x-contacts-rate-limit`, as written.
#[derive(Clone, Copy, Debug, serde::Deserialize)]
pub struct RateLimit {
    /// How many requests.
    pub requests: u32,
    /// In how many seconds.
    pub seconds: u32,
}

/// A server.
#[derive(Clone, Debug, Default)]
pub struct Server {
    /// URL template, such as `https://{host}/api`.
    pub url: String,
    /// Its variables: name, default, description, and whether the caller must choose.
    pub variables: Vec<Variable>,
}

/// A variable of a server's URL.
#[derive(Clone, Debug)]
pub struct Variable {
    /// Its name in the template.
    pub name: String,
    /// Its default.
    pub default: String,
    /// What it is.
    pub description: String,
    /// Whether the default is an example only.
    pub required: bool,
}

/// A security scheme.
#[derive(Clone, Debug)]
pub struct Scheme {
    /// Its name in the document.
    pub name: String,
    /// Where its value goes.
    pub place: Place,
    /// What it is.
    pub description: String,
}

/// Where a credential goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// `Authorization: Bearer`.
    Bearer,
    /// A header.
    Header(String),
    /// A query parameter.
    Query(String),
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The operationId.
    pub id: String,
    /// JSON pointer to it in the document.
    pub pointer: String,
    /// HTTP method in capitals.
    pub method: String,
    /// Path template.
    pub path: String,
    /// One line.
    pub summary: String,
    /// More lines.
    pub description: String,
    /// Path, query and header parameters.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// Answers with a success status.
    pub successes: Vec<Response>,
    /// All other answers.
    pub errors: Vec<Response>,
    /// Whether it carries a credential.
    pub authorized: bool,
    /// A server of its own.
    pub server: Option<String>,
    /// Whether a repeated call has the effect of one.
    pub idempotent: bool,
    /// Words of `x-contacts-capability`.
    pub capabilities: Vec<String>,
    /// `x-contacts-pagination`.
    pub pagination: Option<Pagination>,
    /// `x-contacts-rate-limit` of its own.
    pub rate_limit: Option<RateLimit>,
}

impl Operation {
    /// JSON pointer to a status in the body that overrules the HTTP status.
    pub fn status_pointer(&self) -> Option<&str> {
        self.successes
            .iter()
            .chain(&self.errors)
            .find_map(|response| response.status_pointer.as_deref())
    }
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// `path`, `query` or `header`.
    pub location: Location,
    /// How it is written.
    pub style: Style,
    /// Whether a call needs it.
    pub required: bool,
    /// Its type.
    pub schema: Type,
    /// What it is.
    pub description: String,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// A segment of the path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A part of a form.
    Form,
}

/// How a parameter is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `form`, exploded.
    Form,
    /// `form`, not exploded.
    Commas,
    /// `deepObject`.
    DeepObject,
    /// JSON text.
    Json,
}

/// A request body.
#[derive(Clone, Debug)]
pub enum Body {
    /// JSON, and whether a call needs it.
    Json(Type, bool),
    /// `multipart/form-data`: its parts are parameters.
    Form,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Response {
    /// Which statuses it stands for.
    pub status: Status,
    /// Its body.
    pub content: Content,
    /// JSON pointer to a status in the body that overrules the HTTP status.
    pub status_pointer: Option<String>,
    /// What it means.
    pub description: String,
}

/// Which statuses an answer stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// One status.
    Code(u16),
    /// A hundred of them: `4XX`.
    Range(u16),
    /// Every other.
    Default,
}

/// A body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// None.
    Empty,
    /// JSON of a type.
    Json(Type),
    /// Text, bare or as a JSON string.
    Text,
    /// Anything else, as bytes.
    Bytes,
}

/// A type, as far as the emitter needs to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// `String`
    Text,
    /// `WireTime`
    Time,
    /// `i64`
    Integer,
    /// `f64`
    Number,
    /// `bool`
    Boolean,
    /// Any JSON.
    Any,
    /// A file in a form.
    File,
    /// `Vec<T>`
    List(Box<Type>),
    /// A map from text to `T`.
    Map(Box<Type>),
    /// A generated type.
    Component(String),
    /// A generated enum, open.
    Open(String),
    /// A generated type with its bytes.
    Sourced(String),
}

/// `x-contacts-pagination`, as written.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Pagination {
    /// `page`, `offset`, `cursor`, `buckets` or `none`.
    pub scheme: String,
    /// `query` or `body`.
    #[serde(rename = "in")]
    pub location: Option<String>,
    /// Page or cursor parameter.
    pub page: String,
    /// Size parameter.
    pub size: Option<String>,
    /// Size if none is given.
    pub default_size: Option<u64>,
    /// The real maximum.
    pub max_size: Option<u64>,
    /// First page.
    pub first: Option<u64>,
    /// Pointer to the list.
    pub items: Option<String>,
    /// End condition.
    pub end: Option<String>,
    /// Pointer to the echoed number.
    pub number: Option<String>,
    /// Pointer to the number of pages.
    pub pages: Option<String>,
    /// Pointer to the total.
    pub total: Option<String>,
    /// Pointer to whether the total is a cap.
    pub capped: Option<String>,
    /// Pointer in a record to its id.
    pub id: Option<String>,
    /// Pointer to the next cursor.
    pub next: Option<String>,
    /// Pointer in a bucket to its list.
    pub bucket_items: Option<String>,
    /// Pointer in a bucket to its total.
    pub bucket_total: Option<String>,
}
