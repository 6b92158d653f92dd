//! The part of RFC 9553's Card that contacts fill. All other properties are kept as they are.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An object of objects by id (RFC 9553 section 1.4.1).
pub type ById<T> = BTreeMap<String, T>;

macro_rules! objects {
    ($(
        $(#[$meta:meta])*
        pub struct $name:ident { $($(#[$member_meta:meta])* pub $member:ident: $type:ty,)* }
    )*) => {$(
        $(#[$meta])*
        #[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        pub struct $name {
            $($(#[$member_meta])* #[serde(skip_serializing_if = "is_empty")] pub $member: $type,)*
            /// All other properties.
            #[serde(flatten)]
            pub other: Map<String, Value>,
        }

        contacts_runtime::opaque_debug!($name);
    )*};
}

fn is_empty<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

objects! {
    /// A Card (section 2).
    pub struct Card {
        /// `Card`.
        #[serde(rename = "@type")]
        pub object_type: String,
        /// `1.0`.
        pub version: String,
        /// Stable id of the contact, a URI.
        pub uid: String,
        /// What the Card is about; `individual` from us.
        pub kind: Option<String>,
        /// When it was made, as `UTCDateTime`.
        pub created: Option<String>,
        /// When it was last changed, as `UTCDateTime`.
        pub updated: Option<String>,
        /// Name.
        pub name: Option<Name>,
        /// Organisations.
        pub organizations: ById<Organization>,
        /// E-mail addresses.
        pub emails: ById<EmailAddress>,
        /// Telephone numbers.
        pub phones: ById<Phone>,
        /// Identities in messaging channels.
        pub online_services: ById<OnlineService>,
        /// Languages.
        pub preferred_languages: ById<LanguagePref>,
        /// Addresses.
        pub addresses: ById<Address>,
        /// Pictures.
        pub media: ById<Media>,
        /// Tags.
        pub keywords: BTreeMap<String, bool>,
        /// Notes.
        pub notes: ById<Note>,
    }

    /// A name (section 2.2.1).
    pub struct Name {
        /// Its parts.
        pub components: Vec<Component>,
        /// Whether the parts are in the order in which they are written.
        pub is_ordered: Option<bool>,
        /// The name as one text.
        pub full: Option<String>,
    }

    /// A part of a name or of an address.
    pub struct Component {
        /// What it is, such as `given` or `locality`.
        pub kind: String,
        /// Its text.
        pub value: String,
    }

    /// An organisation (section 2.2.3).
    pub struct Organization {
        /// Name.
        pub name: Option<String>,
    }

    /// An e-mail address (section 2.3.1).
    pub struct EmailAddress {
        /// An addr-spec.
        pub address: String,
        /// Rank, 1 first.
        pub pref: Option<u8>,
        /// Label.
        pub label: Option<String>,
    }

    /// A telephone number (section 2.3.3).
    pub struct Phone {
        /// A URI or free text.
        pub number: String,
        /// Rank, 1 first.
        pub pref: Option<u8>,
        /// Label.
        pub label: Option<String>,
    }

    /// An identity in a service (section 2.3.2).
    pub struct OnlineService {
        /// Name of the service.
        pub service: Option<String>,
        /// The identity as a URI.
        pub uri: Option<String>,
        /// The identity as a text.
        pub user: Option<String>,
        /// Rank, 1 first.
        pub pref: Option<u8>,
    }

    /// A language (section 2.3.4).
    pub struct LanguagePref {
        /// BCP 47 tag.
        pub language: String,
        /// Rank, 1 first.
        pub pref: Option<u8>,
    }

    /// An address (section 2.5.1).
    pub struct Address {
        /// Its parts.
        pub components: Vec<Component>,
        /// Whether the parts are in the order in which they are written.
        pub is_ordered: Option<bool>,
        /// ISO 3166-1 alpha-2.
        pub country_code: Option<String>,
        /// A `geo:` URI (RFC 5870).
        pub coordinates: Option<String>,
        /// IANA name.
        pub time_zone: Option<String>,
        /// The address as one text.
        pub full: Option<String>,
    }

    /// A picture (section 2.6.4).
    pub struct Media {
        /// `photo`, `logo` or `sound`.
        pub kind: String,
        /// Where it is.
        pub uri: String,
    }

    /// A note (section 2.8.3).
    pub struct Note {
        /// Text.
        pub note: String,
        /// When it was written, as `UTCDateTime`.
        pub created: Option<String>,
        /// Who wrote it.
        pub author: Option<Author>,
    }

    /// Who wrote a note.
    pub struct Author {
        /// Name.
        pub name: Option<String>,
    }
}

impl Component {
    /// A part of this kind.
    pub fn new(kind: &str, value: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            value: value.to_owned(),
            other: Map::new(),
        }
    }
}
