//! Whether somebody proved to own an address or a number.

use serde::{Deserialize, Serialize};

use super::data::blank;
use super::time::Timestamp;

/// What a vendor says about the ownership of an address. A fact apart from consent.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Verification {
    /// The vendor says nothing.
    #[default]
    Unknown,
    /// The vendor says that it is not verified.
    No,
    /// The vendor says that it is verified.
    Yes {
        /// When.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
        /// By whom: the vendor's id of a user.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
        /// How, in the vendor's words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<String>,
    },
}

contacts_runtime::opaque_debug!(Verification);

impl From<bool> for Verification {
    fn from(verified: bool) -> Self {
        if verified {
            Self::Yes {
                at: None,
                by: None,
                source: None,
            }
        } else {
            Self::No
        }
    }
}

blank!(Verification: verification => *verification == Verification::Unknown;);
