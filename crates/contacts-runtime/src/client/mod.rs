//! The transport on which generated clients run.
//!
//! A generated operation makes a [`Request`], the [`Transport`] adds the credential and sends it, and the
//! [`Response`] is decoded by its status. Policies such as retries and deadlines belong in [`Transport::send`],
//! the one place that every call passes.

mod base_url;
mod body;
mod credential;
mod error;
mod multipart;
mod paging;
mod request;
mod response;
mod transport;

pub use base_url::{BaseUrl, BaseUrlError};
pub use body::Body;
pub use credential::{Placement, Secret, Slot};
pub use error::{CursorLoop, DecodeStatus, Error, RequestError, TransportError, Undocumented};
pub use multipart::FilePart;
pub use paging::{Bucket, Cursor, Page, convert, count, pages, records, text};
pub use request::{Request, Style};
pub use response::{Response, ResponseValue};
pub use transport::{BuildError, Transport, TransportBuilder};
