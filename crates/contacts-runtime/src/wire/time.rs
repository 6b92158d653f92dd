//! Timestamps that keep their text.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A timestamp as the vendor wrote it.
///
/// Reading it never fails, whatever the text: vendors send `""`, local times without an offset, and
/// worse. [`instant`](Self::instant) gives the point in time where the text is RFC 3339.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WireTime(String);

impl WireTime {
    /// The text as received.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text as received, owned.
    pub fn into_string(self) -> String {
        self.0
    }

    /// The point in time, if the text is an RFC 3339 date-time with an offset.
    pub fn instant(&self) -> Option<jiff::Timestamp> {
        self.0.parse().ok()
    }
}

impl From<jiff::Timestamp> for WireTime {
    fn from(instant: jiff::Timestamp) -> Self {
        Self(instant.to_string())
    }
}

impl From<String> for WireTime {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for WireTime {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for WireTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for WireTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
