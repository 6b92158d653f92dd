//! Pictures.

use super::data::{data, words};

data! {
    /// A picture of the contact (RFC 9553 section 2.6.4), raw beside normalised.
    pub struct Media {
        /// What it shows.
        pub kind: MediaKind,
        /// As received: a URL, or a vendor's storage key.
        pub raw: String,
        /// The URI, where the text is one.
        pub uri: Option<String>,
    }
}

words! {
    /// What a picture shows.
    #[derive(Default)]
    pub enum MediaKind {
        /// The contact.
        #[default]
        Photo = "photo",
        /// The mark of an organisation.
        Logo = "logo",
    }
}
