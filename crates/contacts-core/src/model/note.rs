//! Notes.

use super::data::data;
use super::source::RemoteId;
use super::time::Timestamp;
use super::user::UserRef;

data! {
    /// A note on a contact (RFC 9553 section 2.8.3).
    pub struct Note {
        /// The vendor's id.
        pub id: Option<RemoteId>,
        /// Its text.
        pub text: String,
        /// Who wrote it.
        pub author: Option<UserRef>,
        /// The account that it belongs to.
        pub account: Option<RemoteId>,
        /// The contact that it is on, where the note does not come with one.
        pub contact_id: Option<RemoteId>,
        /// When it was written.
        pub created_at: Option<Timestamp>,
        /// When it was last changed.
        pub updated_at: Option<Timestamp>,
    }
}
