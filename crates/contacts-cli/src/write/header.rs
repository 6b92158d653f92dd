//! The first line of a file that belongs to one account: whose it is.

use std::fmt::{self, Display, Formatter};

use contacts::Contacts;
use serde::{Deserialize, Serialize};

/// Whose a file is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Header {
    vendor: String,
    instance: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    /// What tells the credential from that of another account, where nothing else does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stamp: Option<String>,
}

impl Header {
    /// Of this account; with a new credential, of any that nothing else tells from it.
    pub fn of(contacts: &Contacts, has_new_credential: bool) -> Self {
        let stamp = contacts.stamp().filter(|_| !has_new_credential);
        Self {
            vendor: contacts.vendor().slug.to_owned(),
            instance: contacts.instance().to_owned(),
            account: contacts.account().map(str::to_owned),
            stamp: stamp.map(str::to_owned),
        }
    }

    fn place(&self) -> (&str, &str, Option<&str>) {
        (&self.vendor, &self.instance, self.account.as_deref())
    }

    /// What else to do where the file of `self` is refused for `other`, put behind what there is to do.
    pub fn advice(&self, other: &Self) -> &'static str {
        match self.place() == other.place() {
            true => "; if it is the same account with a new credential, pass --new-credential",
            false => "",
        }
    }
}

impl PartialEq for Header {
    /// Whether they are of the same account, as far as both say: files of earlier releases have no stamp.
    fn eq(&self, other: &Self) -> bool {
        let unsaid = self.stamp.is_none() || other.stamp.is_none();
        self.place() == other.place() && (unsaid || self.stamp == other.stamp)
    }
}

impl Display for Header {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.vendor)?;
        if let Some(account) = &self.account {
            write!(formatter, " account {account}")?;
        }
        write!(formatter, " at {}", self.instance)?;
        if let Some(stamp) = &self.stamp {
            write!(formatter, " with the credential {stamp}")?;
        }
        Ok(())
    }
}
