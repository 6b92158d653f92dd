//! Credentials: typed slots, read from the security schemes of a spec.

use std::fmt;

use super::sweep::Key;

/// A secret. It never shows in `Debug`, and has no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a secret.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// Four hexadecimal digits that tell two secrets apart, for files that are not to be taken for those of another account.
    ///
    /// They are 16 bits of a hash: one in 65,536 other secrets has the same ones, so that nobody can say from them, or try out
    /// by them, what the secret is, and not even many files say more than one.
    pub fn stamp(&self) -> String {
        let [first, second, ..] = Key::of(self.0.as_bytes()).bytes();
        format!("{first:02x}{second:02x}")
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Secret {
    fn from(secret: &str) -> Self {
        Self::new(secret)
    }
}

impl From<String> for Secret {
    fn from(secret: String) -> Self {
        Self::new(secret)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

/// Where a credential goes in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Placement {
    /// `Authorization: Bearer …`
    Bearer,
    /// A header with this name, in lower case.
    Header(&'static str),
    /// A query parameter with this name.
    Query(&'static str),
}

/// One credential and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    placement: Placement,
    secret: Secret,
}

impl Slot {
    /// A secret for a place.
    pub fn new(placement: Placement, secret: Secret) -> Self {
        Self { placement, secret }
    }

    pub(crate) fn placement(&self) -> Placement {
        self.placement
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.secret
    }
}
