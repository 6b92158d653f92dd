//! Telephone numbers.

use serde::{Deserialize, Serialize};

use super::data::{blank, data};
use super::verification::Verification;

data! {
    /// A telephone number, raw beside normalised (RFC 9553 section 2.3.3). Never rewritten.
    pub struct PhoneNumber {
        /// As received.
        pub raw: String,
        /// A scheme in front of the number, such as `whatsapp` or `tel`.
        pub scheme: Option<String>,
        /// E.164, only where something states the country code.
        pub e164: Option<String>,
        /// Extension.
        pub extension: Option<String>,
        /// ISO 3166 alpha-2 code of the region that the number belongs to.
        pub region: Option<String>,
        /// What stated the country code.
        pub region_source: Option<RegionSource>,
        /// What the numbering plan says of it.
        pub validity: PhoneValidity,
        /// Whether the vendor says that somebody proved to own it.
        pub verified: Verification,
        /// Rank among the numbers, 1 first, up to 100.
        pub pref: Option<u8>,
        /// What the vendor calls it.
        pub label: Option<String>,
    }
}

/// What stated the country code of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RegionSource {
    /// The value itself begins with `+` or is a `tel:` URI with one.
    Value,
    /// A member beside it.
    Sibling,
    /// A setting of the account.
    Account,
    /// The vendor's documentation says that numbers carry it.
    VendorContract,
}

/// What the numbering plan says of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PhoneValidity {
    /// In the numbering plan.
    Valid,
    /// Of a possible length, not in the plan that we know.
    Possible,
    /// Of an impossible length.
    Invalid,
    /// Not read: no region, no number, or built without the feature `phone`.
    #[default]
    Unparsed,
}

blank!(PhoneValidity: _validity => false;);
