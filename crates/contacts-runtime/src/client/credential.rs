//! Credentials: typed slots, read from the security schemes of a spec.

use std::fmt;

/// A secret. It never shows in `Debug`, and has no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a secret.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
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
