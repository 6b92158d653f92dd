//! Where a contact comes from.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use super::data::{blank, data, words};

data! {
    /// Provenance: the vendor, the server, the account and the vendor's id of the contact.
    pub struct Source {
        /// Slug of the vendor, such as `chatbotx`.
        pub provider: String,
        /// Base URL of the server that was asked.
        pub instance: String,
        /// The account, workspace or organisation that the contact belongs to.
        pub account: Option<RemoteId>,
        /// The vendor's id of the contact.
        pub id: RemoteId,
        /// Ids that other systems gave to the contact.
        pub external_ids: Vec<ExternalId>,
    }

    /// An id that another system gave to a contact, stored by the vendor.
    pub struct ExternalId {
        /// What kind of id it is.
        pub kind: ExternalIdKind,
        /// The id.
        pub value: String,
    }
}

words! {
    /// What kind of external id a vendor stores.
    pub enum ExternalIdKind {
        /// An identifier that the account chose.
        Identifier = "identifier",
        /// The parameter of the referral link that the contact came by. Not a key to match by.
        Ref = "ref",
        /// An id in an external system.
        ExternalId = "external-id",
        /// An id in a custom channel.
        CustomChannel = "custom-channel",
    }
}

impl Default for ExternalIdKind {
    fn default() -> Self {
        Self::Unknown(String::new())
    }
}

impl Source {
    /// A stable uid for the contact: `urn:uuid:` and a version 5 UUID over provider, instance, account
    /// and id (RFC 9562 section 5.5; RFC 9553 section 2.1.9). It can be had without asking anybody.
    pub fn uid(&self) -> String {
        let account = self.account.as_ref().map(RemoteId::key).unwrap_or_default();
        // The unit separator can't occur in a slug or a URL, so two sources never run together.
        let name = [
            &self.provider,
            self.instance.trim_end_matches('/'),
            &account,
            &self.id.key(),
        ]
        .join("\u{1f}");
        Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes())
            .urn()
            .to_string()
    }
}

/// A vendor's id, never read for meaning. The integer `7` and the string `"7"` are two ids.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RemoteId {
    kind: WireKind,
    text: String,
}

/// How an id is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum WireKind {
    /// A JSON number.
    Integer,
    /// A string of decimal digits, often longer than a JSON number may be.
    Digits,
    /// A string with a UUID.
    Uuid,
    /// A string of 24 hexadecimal digits.
    ObjectId,
    /// Any other string.
    Text,
}

impl RemoteId {
    /// An id that came as a JSON number.
    pub fn integer(number: impl fmt::Display) -> Self {
        Self {
            kind: WireKind::Integer,
            text: number.to_string(),
        }
    }

    /// An id that came as a string.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            kind: WireKind::of(&text),
            text,
        }
    }

    /// How it is written.
    pub fn kind(&self) -> WireKind {
        self.kind
    }

    /// The text of the id, without quotes.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The id with its JSON type, so that `7` and `"7"` differ.
    fn key(&self) -> String {
        match self.kind {
            WireKind::Integer => self.text.clone(),
            _ => format!("\"{}\"", self.text),
        }
    }
}

impl Default for RemoteId {
    fn default() -> Self {
        Self::text("")
    }
}

impl WireKind {
    fn of(text: &str) -> Self {
        let all = |test: fn(&u8) -> bool| text.bytes().all(|byte| test(&byte));
        match text.len() {
            0 => Self::Text,
            _ if all(u8::is_ascii_digit) => Self::Digits,
            24 if all(u8::is_ascii_hexdigit) => Self::ObjectId,
            36 if Uuid::try_parse(text).is_ok() => Self::Uuid,
            _ => Self::Text,
        }
    }
}

impl fmt::Display for RemoteId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.text)
    }
}

contacts_runtime::opaque_debug!(RemoteId);

impl Serialize for RemoteId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.kind == WireKind::Integer
            && let Ok(number) = self.text.parse::<serde_json::Number>()
        {
            return number.serialize(serializer);
        }
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for RemoteId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Wire {
            Number(serde_json::Number),
            Text(String),
        }
        Ok(match Wire::deserialize(deserializer)? {
            Wire::Number(number) => Self::integer(number),
            Wire::Text(text) => Self::text(text),
        })
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for RemoteId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RemoteId".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A vendor's id, as the JSON type that the vendor uses.",
            "type": ["integer", "string"],
        })
    }
}

blank!(RemoteId: id => id.text.is_empty(););
