//! A sweep's position as a small JSON value without secrets, so that another process can go on.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::key::Key;
use super::listing::Listing;
use super::state::State;

/// The form of the value; another form has another number.
const VERSION: u32 = 1;

/// Where a sweep is between two pages. Keep it with what came up to there; [`Display`](fmt::Display) and [`FromStr`] are its
/// text, one line of JSON of at most a few kilobytes.
///
/// Holds page numbers or the vendor's cursor, counts, and hashes of the query and of the last ids: no credential, no URL,
/// no contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resume {
    version: u32,
    vendor: String,
    operation: String,
    query: Key,
    pub(super) state: Box<State>,
}

/// Why a sweep can't go on from a resume value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResumeError {
    /// The text is cut off, or was changed.
    #[error(
        "the resume value is not whole ({reason}): keep it as it was written, in one piece, or begin a new sweep"
    )]
    Damaged {
        /// What is wrong with it, without any of it.
        reason: String,
    },
    /// Another release wrote it in another form.
    #[error(
        "the resume value has version {found} where this release reads version {known}: finish with the release that began, or begin a new sweep"
    )]
    Version {
        /// Of the value.
        found: u32,
        /// Of this release.
        known: u32,
    },
    /// It is of another vendor.
    #[error(
        "the resume value is of {found}, not of {expected}: pass it to the vendor that it is of, or begin a new sweep"
    )]
    Vendor {
        /// Of the value.
        found: String,
        /// Of the call.
        expected: &'static str,
    },
    /// It is of another operation.
    #[error(
        "the resume value is of {found}, not of {expected}: pass it to the call that it is of, or begin a new sweep"
    )]
    Operation {
        /// Of the value.
        found: String,
        /// Of the call.
        expected: &'static str,
    },
    /// It is of a call with other parameters, or to another server.
    #[error(
        "the resume value is of another query of {operation}: make the call with the parameters and the server that it began with, or begin a new sweep"
    )]
    Query {
        /// The operation.
        operation: &'static str,
    },
}

impl Resume {
    pub(super) fn new(listing: &impl Listing, state: &State) -> Self {
        Self {
            version: VERSION,
            vendor: listing.operation().vendor.to_owned(),
            operation: listing.operation().id.to_owned(),
            query: listing.query(),
            state: Box::new(state.clone()),
        }
    }

    /// Whether the sweep is at its end, so that there is nothing to go on with.
    pub fn is_at_end(&self) -> bool {
        self.state.next.is_none()
    }

    /// Whether it is of this call.
    pub(super) fn check(&self, listing: &impl Listing) -> Result<(), ResumeError> {
        if self.version != VERSION {
            return Err(ResumeError::Version {
                found: self.version,
                known: VERSION,
            });
        }
        let (vendor, operation) = (listing.operation().vendor, listing.operation().id);
        if self.vendor != vendor {
            return Err(ResumeError::Vendor {
                found: shown(&self.vendor),
                expected: vendor,
            });
        }
        if self.operation != operation {
            return Err(ResumeError::Operation {
                found: shown(&self.operation),
                expected: operation,
            });
        }
        if self.query != listing.query() {
            return Err(ResumeError::Query { operation });
        }
        Ok(())
    }
}

impl FromStr for Resume {
    type Err = ResumeError;

    fn from_str(text: &str) -> Result<Self, ResumeError> {
        /// What every version has.
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        let versioned: Versioned = crate::decode(text).map_err(|error| damaged(&error))?;
        if versioned.version != VERSION {
            return Err(ResumeError::Version {
                found: versioned.version,
                known: VERSION,
            });
        }
        crate::decode(text).map_err(|error| damaged(&error))
    }
}

impl fmt::Display for Resume {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = serde_json::to_string(self).map_err(|_| fmt::Error)?;
        formatter.write_str(&text)
    }
}

fn damaged(error: &crate::DecodeError) -> ResumeError {
    ResumeError::Damaged {
        reason: error.to_string(),
    }
}

/// A name of the value as an error may show it: it may be anybody's text.
fn shown(name: &str) -> String {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    match name.len() <= 64 && name.chars().all(is_name) {
        true => name.to_owned(),
        false => "something else".to_owned(),
    }
}
