//! The first line of a file that belongs to one account: whose it is.

use std::fmt::{self, Display, Formatter};

use contacts::Contacts;
use serde::{Deserialize, Serialize};

/// Whose a file is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Header {
    vendor: String,
    instance: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<String>,
}

impl Header {
    /// Of this account.
    pub fn of(contacts: &Contacts) -> Self {
        Self {
            vendor: contacts.vendor().slug.to_owned(),
            instance: contacts.instance().to_owned(),
            account: contacts.account().map(str::to_owned),
        }
    }
}

impl Display for Header {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.vendor)?;
        if let Some(account) = &self.account {
            write!(formatter, " account {account}")?;
        }
        write!(formatter, " at {}", self.instance)
    }
}
