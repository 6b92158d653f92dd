//! Who was asked.

/// Who was asked: what the records of an answer don't say about themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Slug of the vendor.
    pub provider: String,
    /// Base URL of the server.
    pub instance: String,
    /// The account in the path of the request or the configuration, where the vendor has one there.
    pub account: Option<String>,
}

impl Origin {
    /// A vendor's server, without an account.
    pub fn new(provider: impl Into<String>, instance: impl Into<String>) -> Self {
        Self {
            provider: provider.into(),
            instance: instance.into(),
            account: None,
        }
    }

    /// In this account.
    pub fn account(self, account: impl Into<String>) -> Self {
        Self {
            account: Some(account.into()),
            ..self
        }
    }
}
