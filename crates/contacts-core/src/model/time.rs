//! Points in time that keep the text they came as.

use serde::{Deserialize, Serialize};

use super::data::{blank, data};

data! {
    /// A point in time beside the text that it was read from.
    ///
    /// ```
    /// use contacts_core::normalize::timestamp;
    ///
    /// let (created, problem) = timestamp::from_text("2023-11-07T07:31:56.120+02:00".to_owned());
    /// assert_eq!(created.instant.map(|instant| instant.to_string()).as_deref(), Some("2023-11-07T05:31:56.12Z"));
    /// assert_eq!(created.text, "2023-11-07T07:31:56.120+02:00");
    /// assert!(problem.is_none());
    /// ```
    pub struct Timestamp {
        /// The instant, where the text says one. jiff prints it as RFC 9553's `UTCDateTime`.
        #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
        pub instant: Option<jiff::Timestamp>,
        /// The text or the number as received.
        pub text: String,
        /// How the text was read.
        pub origin: TimeOrigin,
    }
}

/// How a timestamp was written, and so how far it can be trusted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TimeOrigin {
    /// RFC 3339 with an offset.
    #[default]
    Rfc3339,
    /// A date-time without an offset, taken as UTC.
    NaiveAssumedUtc,
    /// Whole seconds since 1970.
    EpochSeconds,
    /// Milliseconds since 1970.
    EpochMilliseconds,
    /// Seconds since 1970 with a fraction.
    EpochFloat,
    /// Not readable; only the text is there.
    Unreadable,
}

impl Timestamp {
    /// Whether both name the same instant, however they are written.
    pub fn is_same_instant(&self, other: &Self) -> bool {
        self.instant.is_some() && self.instant == other.instant
    }
}

impl From<jiff::Timestamp> for Timestamp {
    fn from(instant: jiff::Timestamp) -> Self {
        Self {
            instant: Some(instant),
            text: instant.to_string(),
            origin: TimeOrigin::Rfc3339,
        }
    }
}

blank!(TimeOrigin: _origin => false;);
