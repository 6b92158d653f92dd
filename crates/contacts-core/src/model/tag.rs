//! Tags.

use super::data::data;
use super::source::RemoteId;
use super::time::Timestamp;

data! {
    /// A tag or label (RFC 9553 section 2.8.2, `keywords`).
    pub struct Tag {
        /// The vendor's id.
        pub id: Option<RemoteId>,
        /// Its name.
        pub name: String,
        /// What it is for.
        pub description: Option<String>,
        /// The folder that it lies in.
        pub folder: Option<RemoteId>,
        /// The account that it belongs to.
        pub account: Option<RemoteId>,
        /// Whether the vendor mirrors it to Messenger.
        pub sync_to_messenger: Option<bool>,
        /// When it was made.
        pub created_at: Option<Timestamp>,
        /// When it was last changed.
        pub updated_at: Option<Timestamp>,
        /// When it was deleted. A deleted tag is kept, and not exported.
        pub deleted_at: Option<Timestamp>,
    }
}

impl Tag {
    /// A tag of which only the name is known.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }
}
