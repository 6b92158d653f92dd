//! What can go wrong, with what to do about it.

use contacts_core::mapping::MapError;
use contacts_runtime::client;
use contacts_runtime::operation::{Capability, Vendor};

use crate::account::AccountError;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The account can't be used.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The vendor can't do this.
    #[error(transparent)]
    Unsupported(#[from] Unsupported),
    /// The call failed.
    #[error("{slug}: {source}{}", advice(slug, source))]
    Call {
        /// The vendor.
        slug: &'static str,
        /// Why.
        source: client::Error,
    },
    /// The answer can't be mapped.
    #[error(transparent)]
    Map(#[from] MapError),
}

/// A vendor has no operation for this.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error(
    "{} has no operation for {capability}: none is documented or known ({})",
    vendor.name, vendor.documentation.first().unwrap_or(&"no documentation")
)]
pub struct Unsupported {
    /// The vendor.
    pub vendor: &'static Vendor,
    /// What was asked for.
    pub capability: Capability,
}

impl Error {
    /// The status that the vendor answered, if it answered.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Call { source, .. } => source.status(),
            _ => None,
        }
    }

    /// Whether the vendor refused the credential.
    pub fn is_refused_credential(&self) -> bool {
        matches!(self.status(), Some(401 | 403))
    }
}

fn advice(slug: &str, error: &client::Error) -> String {
    let slug = slug.to_uppercase();
    match (error, error.status()) {
        (_, Some(401 | 403)) => {
            format!(
                "; the vendor refuses the credential: check CONTACTS_{slug}_… and what it may do"
            )
        }
        (client::Error::Transport(_), _) => {
            format!("; check CONTACTS_{slug}_BASE_URL and the network")
        }
        (_, Some(404)) => format!("; check CONTACTS_{slug}_BASE_URL and the ids"),
        (_, Some(429)) => "; the vendor asks for a pause: try again later".to_owned(),
        (client::Error::Decode { .. }, _) => {
            format!("; if CONTACTS_{slug}_BASE_URL is the vendor's API, its answers have changed")
        }
        _ => String::new(),
    }
}
