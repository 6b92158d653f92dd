//! What is missing of an account or wrong with it, and where it is set.

use contacts_runtime::client::{BaseUrlError, BuildError};

/// Why an account can't be used. The message says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AccountError {
    /// No vendor has this slug.
    #[error("there is no vendor {slug}: the vendors are {}", known.join(", "))]
    UnknownVendor {
        /// What was asked for.
        slug: String,
        /// The slugs of this build.
        known: Vec<&'static str>,
    },
    /// The vendor has no credential of this name.
    #[error("{slug} has no credential {scheme}: it has {}", known.join(", "))]
    UnknownCredential {
        /// The vendor.
        slug: &'static str,
        /// What was given.
        scheme: String,
        /// The names that it has.
        known: Vec<&'static str>,
    },
    /// The vendor has no setting of this name.
    #[error("{slug} has no setting {parameter}: it has {}", listed(known))]
    UnknownSetting {
        /// The vendor.
        slug: &'static str,
        /// What was given.
        parameter: String,
        /// The names that it has.
        known: Vec<&'static str>,
    },
    /// No credential was given.
    #[error("{slug} needs a credential: set {} ({title})", env.join(" or "))]
    MissingCredential {
        /// The vendor.
        slug: &'static str,
        /// The environment variables, one of which is enough.
        env: Vec<&'static str>,
        /// What it is and where it comes from.
        title: &'static str,
    },
    /// A setting was not given.
    #[error("{slug} needs {parameter}: set {env} ({title})")]
    MissingSetting {
        /// The vendor.
        slug: &'static str,
        /// The setting.
        parameter: &'static str,
        /// The environment variable.
        env: &'static str,
        /// What it is and where it comes from.
        title: &'static str,
    },
    /// No base URL was given, and the vendor has none that serves everybody.
    #[error("{slug} needs a base URL: set {env} ({hint})")]
    MissingBaseUrl {
        /// The vendor.
        slug: &'static str,
        /// The environment variable.
        env: String,
        /// What it looks like.
        hint: &'static str,
    },
    /// A setting is not of the form that the vendor wants.
    #[error("{slug}: {parameter} must be {expected}")]
    InvalidSetting {
        /// The vendor.
        slug: &'static str,
        /// The setting.
        parameter: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// The base URL is none.
    #[error("{slug}: {reason} (for {slug}: {hint})")]
    BaseUrl {
        /// The vendor.
        slug: &'static str,
        /// What it looks like.
        hint: &'static str,
        /// Why.
        reason: BaseUrlError,
    },
    /// The HTTP client can't be set up.
    #[error(transparent)]
    Build(#[from] BuildError),
}

fn listed(names: &[&str]) -> String {
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}
