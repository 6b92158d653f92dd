//! People and teams of the account, who work with contacts.

use super::data::data;
use super::source::RemoteId;
use super::time::Timestamp;

data! {
    /// A user of the account: an id, or what the vendor says beside it.
    pub struct UserRef {
        /// The vendor's id.
        pub id: Option<RemoteId>,
        /// Name.
        pub name: Option<String>,
        /// E-mail address, as received.
        pub email: Option<String>,
        /// Whether the address is verified.
        pub email_verified: Option<bool>,
        /// Telephone number, as received.
        pub phone: Option<String>,
        /// URL of a picture.
        pub image: Option<String>,
        /// Role, in the vendor's words.
        pub role: Option<String>,
        /// Whether it is nobody in particular.
        pub anonymous: Option<bool>,
        /// Whether the user has to choose a new password.
        pub must_change_password: Option<bool>,
        /// The tenant or account that the user belongs to.
        pub account: Option<RemoteId>,
        /// When the user was made.
        pub created_at: Option<Timestamp>,
        /// When the user was last changed.
        pub updated_at: Option<Timestamp>,
    }

    /// A team of the account.
    pub struct TeamRef {
        /// The vendor's id.
        pub id: Option<RemoteId>,
        /// Name.
        pub name: Option<String>,
        /// The account that it belongs to.
        pub account: Option<RemoteId>,
        /// When it was made.
        pub created_at: Option<Timestamp>,
        /// When it was last changed.
        pub updated_at: Option<Timestamp>,
    }
}

impl UserRef {
    /// A user of whom only the id is known.
    pub fn with_id(id: RemoteId) -> Self {
        Self {
            id: Some(id),
            ..Self::default()
        }
    }
}
