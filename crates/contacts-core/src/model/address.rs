//! Where a contact is, and the languages that it reads.

use super::data::data;

data! {
    /// An address (RFC 9553 section 2.5.1).
    pub struct Address {
        /// Street and number.
        pub street: Option<String>,
        /// City (`AddressComponent` of kind `locality`).
        pub locality: Option<String>,
        /// State or province (`AddressComponent` of kind `region`).
        pub region: Option<String>,
        /// Postal code.
        pub postcode: Option<String>,
        /// Country.
        pub country: Option<Country>,
        /// Time zone.
        pub time_zone: Option<TimeZone>,
        /// Coordinates.
        pub coordinates: Option<GeoPoint>,
        /// The whole address as one text.
        pub full: Option<String>,
    }

    /// A country, raw beside normalised.
    pub struct Country {
        /// As received.
        pub raw: String,
        /// ISO 3166-1 alpha-2, where the text is a code or an exact English name.
        pub alpha2: Option<String>,
    }

    /// A time zone, raw beside normalised.
    pub struct TimeZone {
        /// As received.
        pub raw: String,
        /// Name in the IANA Time Zone Database, where the text is one.
        pub iana: Option<String>,
    }

    /// A point on Earth, in degrees (WGS 84).
    pub struct GeoPoint {
        /// North is positive.
        pub latitude: f64,
        /// East is positive.
        pub longitude: f64,
    }

    /// A language that the contact prefers (RFC 9553 section 2.3.4), raw beside normalised.
    pub struct LanguagePref {
        /// As received.
        pub raw: String,
        /// BCP 47 tag, where the text is one.
        pub language: Option<String>,
        /// Rank among the languages, 1 first, up to 100.
        pub pref: Option<u8>,
    }
}
