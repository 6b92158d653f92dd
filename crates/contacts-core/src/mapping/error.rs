//! What keeps a whole answer from being mapped. What is wrong with data is an issue instead.

use std::fmt;

use contacts_runtime::DecodeError;

/// Why an answer could not be mapped at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MapError {
    /// No mapping has this slug.
    #[error("unknown vendor {slug:?}: this build knows {known}; a vendor is a feature of contacts-core", known = list(.known))]
    UnknownVendor {
        /// What was asked for.
        slug: String,
        /// The slugs of this build.
        known: Vec<&'static str>,
    },
    /// The vendor has no operation of this id.
    #[error("unknown operation {operation:?} of {slug}: its spec has {known}", known = list(.known))]
    UnknownOperation {
        /// The vendor.
        slug: &'static str,
        /// What was asked for.
        operation: String,
        /// The operations of its spec.
        known: Vec<&'static str>,
    },
    /// The body is not what the operation answers.
    #[error("{slug} {operation}: {problem}")]
    Body {
        /// The vendor.
        slug: &'static str,
        /// The operation.
        operation: String,
        /// What the body is instead, and what to do about it.
        problem: BodyProblem,
        /// Where it leaves the expected shape.
        #[source]
        source: Option<DecodeError>,
    },
}

/// What a body is instead of the expected JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BodyProblem {
    /// Nothing.
    Empty,
    /// A web page.
    Html,
    /// The beginning of JSON.
    Truncated,
    /// Some other text.
    NotJson,
    /// JSON of another shape.
    Shape,
}

impl fmt::Display for BodyProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Empty => "the body is empty: ask again, or check that this operation was called",
            Self::Html => {
                "the body is HTML, not JSON: check the base URL, and whether a proxy or a login page answered"
            }
            Self::Truncated => "the body ends too early: ask again",
            Self::NotJson => {
                "the body is not JSON: check the base URL, and that the status was one of success"
            }
            Self::Shape => {
                "the body is JSON of another shape: check that this operation was called and the status was one of success; if so, the spec is out of date"
            }
        })
    }
}

impl BodyProblem {
    /// What is wrong with a body that could not be read.
    pub(super) fn of(body: &str, error: Option<&DecodeError>) -> Self {
        let reason = error.map(DecodeError::reason).unwrap_or_default();
        if body.trim().is_empty() {
            Self::Empty
        } else if body.trim_start().starts_with('<') {
            Self::Html
        } else if reason == "the text ends too early" {
            Self::Truncated
        } else if reason.is_empty()
            || reason.starts_with("not JSON")
            || reason.starts_with("more text")
        {
            Self::NotJson
        } else {
            Self::Shape
        }
    }
}

fn list(names: &[&'static str]) -> String {
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}
