//! Whose contacts an export has.

use std::fmt;

/// Whose contacts they are: what tells one account of a vendor from another one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whose {
    /// Base URL of the server that is asked.
    pub instance: String,
    /// The account, where the vendor has one in its paths; in an export, also where its contacts say so.
    pub account: Option<String>,
    /// What tells the account's credential from others, where it takes that to know the account.
    pub stamp: Option<String>,
}

impl Whose {
    /// Whether both are the same account, as far as both say.
    pub fn agrees(&self, other: &Self) -> bool {
        self.is_near(other) && agree(self.stamp.as_ref(), other.stamp.as_ref())
    }

    /// Whether nothing but the credential is another one, so that it may be a new one of the same account.
    pub fn differs_by_stamp(&self, other: &Self) -> bool {
        self.is_near(other) && !self.agrees(other)
    }

    fn is_near(&self, other: &Self) -> bool {
        self.instance == other.instance && agree(self.account.as_ref(), other.account.as_ref())
    }
}

/// What is not known is no difference: exports of earlier releases say less.
fn agree<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
    one.is_none() || other.is_none() || one == other
}

impl fmt::Display for Whose {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.instance)?;
        if let Some(account) = &self.account {
            write!(formatter, ", account {account}")?;
        }
        if let Some(stamp) = &self.stamp {
            write!(formatter, ", credential {stamp}")?;
        }
        Ok(())
    }
}
