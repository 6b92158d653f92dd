//! Two versions of an OpenAPI document: every change, for callers of the API and for Rust users of the generated crate.
//!
//! Components are compared once, by name, and know which operations use them: one change a cause, with all its uses.
//!
//! ```
//! use serde_json::json;
//! use spec_drift::versions::{Callers, Step, compare};
//!
//! let old = json!({ "paths": { "/contacts": { "get": { "operationId": "listContacts" } } } });
//! let changes = compare(&old, &json!({ "paths": {} }));
//! assert_eq!(changes[0].code.name(), "operation-removed");
//! assert_eq!((changes[0].callers, changes[0].rust), (Callers::Breaking, Step::Major));
//! ```

mod bodies;
mod change;
mod changelog;
mod document;
mod keywords;
mod operations;
mod parameters;
mod properties;
mod root;
mod rule;
mod rust_type;
mod schemas;
mod table;
mod version;

pub use change::{Change, compare, findings};
pub use changelog::changelog;
pub use document::Use;
pub use rule::{
    Action, Aspect, Callers, Direction, Row, Rule, Rust, Step, Subject, Verdict, Verdicts,
};
pub use table::TABLE;
pub use version::{next, step};
