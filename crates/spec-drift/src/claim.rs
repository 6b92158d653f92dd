//! What a page of documentation states, statement by statement, each with the bytes that state it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Bytes of a page, as it was captured: `start..end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// One statement of a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// The bytes that make it. A page that repeats itself makes the claim more than once.
    pub span: Span,
    /// The endpoint under which it stands on the page, if the page says so: method in capitals and path, or one of them.
    pub endpoint: Option<Endpoint>,
    /// The example, table or definition in which it stands, by its number in the page's `blocks`; `None` for a line of text.
    /// Two examples are never merged: what they say of one member may differ, and that is itself worth a finding.
    pub block: Option<usize>,
    /// What it states.
    pub fact: Fact,
}

/// An endpoint as a page names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Endpoint {
    /// The HTTP method in capitals.
    pub method: Option<String>,
    /// The path template, `{name}` for parameters whatever the page's own style is.
    pub path: Option<String>,
    /// The title of the endpoint's section, as a hint where neither is given.
    pub title: Option<String>,
}

/// What a claim states.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Fact {
    /// There is an endpoint: the claim's own.
    Endpoint,
    /// The API is served at this URL, without the endpoint's path.
    Server(String),
    /// Callers prove who they are like this. What the page does not say is `None`.
    Authentication {
        /// `http bearer`, `http basic`, `apiKey`, `oauth2`.
        kind: Option<String>,
        /// Where the credential goes.
        location: Option<Location>,
        /// The header's or parameter's name.
        name: Option<String>,
        /// Its format, such as `Bearer {token}`.
        format: Option<String>,
    },
    /// A parameter of the endpoint.
    Parameter {
        /// Its name; `None` where a page states something of a parameter that it does not name.
        name: Option<String>,
        /// Where it goes.
        location: Option<Location>,
        /// What is stated of it.
        says: Says,
    },
    /// A member of a body.
    Field {
        /// Of the request, or of the answer with this status.
        side: Side,
        /// JSON pointer from the root of the body, `-` for every element of a list and `*` for every key of a map.
        pointer: String,
        /// What is stated of it.
        says: Says,
    },
    /// The endpoint answers like this.
    Response {
        /// The status, where the page names one.
        status: Option<u16>,
        /// The page's words for it, as a hint for the status where it names none.
        text: Option<String>,
    },
    /// A page of the list has this many records, as prose says.
    PageSize(u64),
    /// So many requests are allowed in so many seconds, as prose says.
    RateLimit {
        /// Requests.
        requests: u64,
        /// Seconds.
        seconds: u64,
    },
    /// The endpoint should no longer be used, or may be.
    Deprecated(bool),
}

/// What is stated of a parameter or member.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Says {
    /// It exists.
    Exists,
    /// Its type.
    Type(Type),
    /// Its format, in the words of OpenAPI: `date-time`, `uuid`, `email`.
    Format(String),
    /// It may be null, or never is.
    Nullable(bool),
    /// It must be there, or need not be.
    Required(bool),
    /// What is taken when it is not there.
    Default(Value),
    /// Bounds of a number; `None` is open. Bounds are inclusive unless said otherwise.
    Range {
        /// Smallest value.
        minimum: Option<serde_json::Number>,
        /// Largest value.
        maximum: Option<serde_json::Number>,
        /// The minimum itself is not allowed.
        exclusive_minimum: bool,
        /// The maximum itself is not allowed.
        exclusive_maximum: bool,
    },
    /// Bounds of a text's or list's length.
    Length {
        /// Smallest length.
        minimum: Option<u64>,
        /// Largest length.
        maximum: Option<u64>,
    },
    /// The only values.
    Enum(Vec<Value>),
    /// Some of its values; others may exist.
    Example(Value),
    /// The regular expression of its values.
    Pattern(String),
    /// It should no longer be used.
    Deprecated(bool),
}

/// A JSON type as a page shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Type {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// A number of which the page does not say whether it is whole.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A list.
    Array,
    /// An object.
    Object,
    /// Null and nothing else.
    Null,
    /// The page says that it may be anything.
    Any,
}

/// Where a parameter or credential goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
    /// In the body.
    Body,
}

/// Whose body it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Side {
    /// What callers send.
    Request,
    /// What the vendor answers, with the status where the page names one.
    Response(Option<u16>),
}
