//! Payloads against the spec, with a closed world: what they hold and the spec does not know, what contradicts it, and what
//! the spec has and no payload ever held. Counts and JSON paths come out, never a value that could be somebody's.
//!
//! Bodies are read as a stream: memory grows with the spec and with what is found, not with the payload.
//!
//! ```
//! use serde_json::json;
//! use spec_drift::Spec;
//! use spec_drift::payload::{Conformance, Subject};
//!
//! let document = json!({ "paths": { "/contacts/{id}": { "get": {
//!     "operationId": "getContact",
//!     "responses": { "200": { "content": { "application/json": { "schema": {
//!         "type": "object", "required": ["id"], "properties": { "id": { "type": "string" } }
//!     } } } } }
//! } } } });
//! let spec = Spec::new("sample", "openapi.yaml", &document, &|_| None);
//! let mut conformance = Conformance::new(&spec, "getContact")?;
//! conformance.json("a.json", &br#"{"id": 7, "nickname": "a"}"#[..], Subject::Response(Some(200)));
//! let found: Vec<_> = conformance.findings().iter().map(|finding| finding.code.name()).collect();
//! assert_eq!(found, ["payload-type-differs", "payload-undocumented-field"]);
//! # Ok::<(), spec_drift::payload::UnknownOperation>(())
//! ```

mod conformance;
mod format;
mod har;
mod observe;
mod place;
mod private;
mod tally;
mod walk;

pub use conformance::{Conformance, Subject, UnknownOperation};
pub use observe::{Observation, Proposal};
