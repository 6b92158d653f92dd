//! The transport on which generated clients run.
//!
//! A generated operation makes a [`Request`], the [`Transport`] adds the credential and sends it, and the
//! [`Response`] is decoded by its status. Every call passes [`Transport::send`], which keeps it to the [`policy`].

mod attempt;
mod base_url;
mod body;
mod bounds;
mod call;
mod credential;
mod error;
mod multipart;
pub mod policy;
mod request;
mod response;
mod sweep;
#[cfg(test)]
mod tests;
#[cfg(feature = "rustls")]
mod tls;
mod transport;

/// The HTTP client, of the version that [`TransportBuilder::http_client`] takes.
pub use reqwest;

pub use crate::operation::Meaning;
pub use base_url::{BaseUrl, BaseUrlError};
pub use body::Body;
pub use credential::{Placement, Secret, Slot};
pub use error::{
    Bound, CursorLoop, DecodeStatus, Error, RequestError, TransportError, Undocumented,
};
pub use multipart::FilePart;
pub use policy::{Clock, Observer, Policy, PolicyError, Random, VirtualClock};
pub use request::{Request, Style};
pub use response::{Response, ResponseValue};
pub use sweep::{
    Batch, Bucket, Cursor, Dedup, Facts, Identity, Key, Listing, Mark, Reason, Resume, ResumeError,
    Sweep, SweepError, SweepOptions, Tally, Trace, Verdict,
};
// Named by generated code alone.
#[doc(hidden)]
pub use sweep::{convert, count, text};
pub use transport::{BuildError, Transport, TransportBuilder};
