//! What is wrong with what a vendor sent. A value, never an error.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// Something that is wrong at one place of a record. Says where and what, never the value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Issue {
    /// JSON pointer into the record, or into the body for what lies outside records.
    pub path: String,
    /// What it is.
    pub code: IssueCode,
    /// How much it matters.
    pub severity: Severity,
    /// What was found there.
    pub found: Found,
    /// Where the value is kept.
    pub kept_in: KeptIn,
}

/// What was found: the JSON type and how long it is, never the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// JSON type.
    #[serde(rename = "type")]
    pub json_type: JsonType,
    /// Characters of a string or a number, elements of an array, members of an object.
    pub length: usize,
}

/// The types of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say all")]
pub enum JsonType {
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}

/// How much an issue matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know; the value has its slot.
    Info,
    /// The value is kept, its slot is empty or doubtful.
    Warning,
    /// A whole record could not be read, or did not come.
    Error,
}

/// Where a value with an issue is kept. The exact bytes of the record have it in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum KeptIn {
    /// In its slot, as raw text or as its value.
    Slot,
    /// In `extra`, under its pointer.
    Extra,
    /// In the exact bytes only.
    Raw,
    /// In the list of records that could not be read.
    Undecodable,
    /// Nowhere: it did not come.
    Nowhere,
}

impl From<&Value> for Found {
    fn from(value: &Value) -> Self {
        let (json_type, length) = match value {
            Value::Null => (JsonType::Null, 0),
            Value::Bool(_) => (JsonType::Boolean, 0),
            Value::Number(number) => (JsonType::Number, number.to_string().len()),
            Value::String(text) => (JsonType::String, text.chars().count()),
            Value::Array(elements) => (JsonType::Array, elements.len()),
            Value::Object(members) => (JsonType::Object, members.len()),
        };
        Self { json_type, length }
    }
}

impl From<&str> for Found {
    fn from(text: &str) -> Self {
        Self {
            json_type: JsonType::String,
            length: text.chars().count(),
        }
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.path.is_empty() {
            "/"
        } else {
            &self.path
        };
        write!(formatter, "{place}: {}: {}", self.code, self.code.summary())
    }
}

macro_rules! codes {
    ($($(#[$meta:meta])* $variant:ident = $word:literal, $severity:ident, $summary:literal;)*) => {
        /// What is wrong, by a stable kebab-case code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum IssueCode {
            $(#[doc = $summary] $variant,)*
        }

        impl IssueCode {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The code.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// What it means, in one line.
            pub const fn summary(self) -> &'static str {
                match self { $(Self::$variant => $summary,)* }
            }

            /// How much it matters.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    InvalidEmail = "invalid-email", Warning, "not one e-mail address";
    InvalidPhone = "invalid-phone", Warning, "not a telephone number";
    PhoneNeedsRegion = "phone-needs-region", Warning, "a telephone number without a country code, and nothing states one";
    PhoneAssumedInternational = "phone-assumed-international", Info, "a telephone number without a plus sign, read with its country code as the vendor promises";
    InvalidTimestamp = "invalid-timestamp", Warning, "not a point in time";
    TimestampWithoutOffset = "timestamp-without-offset", Warning, "a date-time without an offset, taken as UTC";
    TimestampUnit = "timestamp-unit", Info, "milliseconds where seconds are expected, read as milliseconds";
    InvalidUrl = "invalid-url", Warning, "not an absolute URI";
    InvalidLanguage = "invalid-language", Warning, "not a BCP 47 language tag";
    InvalidTimeZone = "invalid-time-zone", Warning, "not a name of the IANA Time Zone Database";
    UnknownCountry = "unknown-country", Warning, "not an ISO 3166 code or an exact English name";
    UnknownEnumValue = "unknown-enum-value", Info, "a word that is not in the known list";
    TypeMismatch = "type-mismatch", Warning, "not of the JSON type that the spec gives";
    MissingRequired = "missing-required", Warning, "a value that the spec requires is not there";
    Placeholder = "placeholder", Info, "a word that the vendor fills in where it knows nothing";
    Conflict = "conflict", Warning, "two places that should agree do not";
    DuplicateId = "duplicate-id", Warning, "an id that occurs twice";
    SecretRedacted = "secret-redacted", Warning, "a secret that should not have been sent; its value was not stored";
    UndecodableRecord = "undecodable-record", Error, "a record that could not be read";
    DetailNotRead = "detail-not-read", Error, "something of the contact that had to be asked for by itself did not come, or not whole";
    Vanished = "vanished", Warning, "the contact was gone when something of it was asked for by itself: it is kept as the list gave it";
}

impl fmt::Display for IssueCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl Serialize for IssueCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for IssueCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        let known = Self::ALL.iter().copied().find(|code| code.as_str() == word);
        known.ok_or_else(|| serde::de::Error::custom("not a known issue code"))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for IssueCode {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "IssueCode".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let words: Vec<_> = Self::ALL.iter().map(|code| code.as_str()).collect();
        schemars::json_schema!({ "type": "string", "enum": words })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_kebab_case() {
        let mut words: Vec<_> = IssueCode::ALL.iter().map(|code| code.as_str()).collect();
        for word in &words {
            assert!(
                word.bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'-'),
                "{word}"
            );
        }
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), IssueCode::ALL.len());
    }
}
