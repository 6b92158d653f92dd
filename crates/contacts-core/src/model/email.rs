//! E-mail addresses.

use super::data::data;
use super::verification::Verification;

data! {
    /// An e-mail address, raw beside normalised (RFC 9553 section 2.3.1).
    pub struct EmailAddress {
        /// As received.
        pub raw: String,
        /// The addr-spec, trimmed; absent where the text is not one address.
        pub address: Option<String>,
        /// The address in lower case, to compare by. Dots and plus tags are not folded.
        pub match_key: Option<String>,
        /// Whether the vendor says that somebody proved to own it.
        pub verified: Verification,
        /// Rank among the addresses, 1 first, up to 100.
        pub pref: Option<u8>,
        /// What the vendor calls it.
        pub label: Option<String>,
    }
}
