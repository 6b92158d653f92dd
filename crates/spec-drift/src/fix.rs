//! Changes of a spec that mend a finding by themselves. Writing them into a file is the caller's work.

use serde::Serialize;
use serde_json::Value;

/// One change of an OpenAPI document.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", tag = "change")]
pub enum Change {
    /// The value at the pointer is this; the key is added at the end of its parent where it is missing.
    Set {
        /// Where.
        pointer: String,
        /// What stands there then.
        value: Value,
    },
    /// The key or element at the pointer goes.
    Remove {
        /// Where.
        pointer: String,
    },
    /// The list at the pointer gets this element at its end.
    Append {
        /// The list.
        pointer: String,
        /// The element.
        value: Value,
    },
    /// `evidence.toml` says where the thing at the pointer is known from.
    Evidence {
        /// The table: `fields.Contact`.
        table: String,
        /// The key in it.
        key: String,
        /// The name of the source; `None` is the page itself, which is no source yet: whoever writes the change names it.
        source: Option<String>,
    },
    /// `evidence.toml` gets a source: a page of the vendor.
    Source {
        /// The name by which entries call it.
        name: String,
        /// What it is called.
        title: String,
        /// Its address.
        url: String,
        /// The day on which it was seen, as `2026-11-21`.
        seen: String,
    },
}
