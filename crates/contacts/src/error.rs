//! What can go wrong, with what to do about it.

use std::fmt;

use contacts_core::mapping::MapError;
use contacts_runtime::client;
use contacts_runtime::operation::{Capability, Meaning, Operation, Vendor};

use crate::account::AccountError;
use crate::vendors::vendors;

/// Why there is no answer. The message says what happened, where, and what to do.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The account can't be used.
    Account(AccountError),
    /// The vendor can't do this.
    Unsupported(Unsupported),
    /// The vendor answered with an error that its spec has.
    Answered {
        /// The vendor.
        slug: &'static str,
        /// The operation called.
        operation: &'static Operation,
        /// The status.
        status: u16,
        /// What it means, whatever the status.
        meaning: Option<Meaning>,
    },
    /// The call gave no answer, or one that the vendor's spec does not have.
    Call {
        /// The vendor.
        slug: &'static str,
        /// Why.
        source: client::Error,
    },
    /// A sweep can't go on from this value.
    Resume {
        /// The vendor.
        slug: &'static str,
        /// Why.
        source: client::ResumeError,
    },
    /// The answer can't be mapped.
    Map(MapError),
}

/// A vendor has no operation for this.
#[derive(Clone, Copy, Debug)]
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
            Self::Answered { status, .. } => Some(*status),
            Self::Call { source, .. } => source.status(),
            _ => None,
        }
    }

    /// Whether the vendor refuses the credential, or does not let it do this.
    pub fn is_refused_credential(&self) -> bool {
        matches!(
            self.meaning(),
            Some(Meaning::Unauthorized | Meaning::Forbidden)
        )
    }

    /// What the vendor's answer means, if it is an error.
    pub fn meaning(&self) -> Option<Meaning> {
        match self {
            Self::Answered { meaning, .. } => *meaning,
            Self::Call { source, .. } => source.meaning(),
            _ => None,
        }
    }

    /// What to do about a failed call, where there is something. The message has it already.
    pub fn advice(&self) -> Option<String> {
        let (vendor, source) = match self {
            Self::Answered { slug, .. } => (*slug, None),
            Self::Call { slug, source } => (*slug, Some(source)),
            _ => return None,
        };
        let slug = vendor.to_uppercase();
        Some(match (source, self.status()) {
            (_, Some(403)) => format!(
                "the vendor does not let the credential do this: check the rights of {} and the state of the account",
                variables(vendor)
            ),
            _ if self.is_refused_credential() => {
                format!(
                    "the vendor refuses the credential: check {}",
                    variables(vendor)
                )
            }
            (_, Some(300..400)) => format!(
                "redirects are not followed, they would carry the credential elsewhere: check CONTACTS_{slug}_BASE_URL"
            ),
            (Some(client::Error::Transport(_)), _) => {
                format!("check CONTACTS_{slug}_BASE_URL and the network")
            }
            (Some(client::Error::Decode { .. }), _) => {
                format!("if CONTACTS_{slug}_BASE_URL is the vendor's API, its answers have changed")
            }
            (_, Some(404)) => format!("check CONTACTS_{slug}_BASE_URL and the ids"),
            (_, Some(429)) => "the vendor asks for a pause: try again later".to_owned(),
            (_, Some(500..)) => "the fault is the vendor's: try again later".to_owned(),
            _ => return None,
        })
    }

    /// What happened, without advice.
    fn happened(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(error) => fmt::Display::fmt(error, formatter),
            Self::Unsupported(error) => fmt::Display::fmt(error, formatter),
            Self::Map(error) => fmt::Display::fmt(error, formatter),
            Self::Call { slug, source } => write!(formatter, "{slug}: {source}"),
            Self::Resume { slug, source } => write!(formatter, "{slug}: {source}"),
            Self::Answered {
                slug,
                operation,
                status,
                ..
            } => {
                let id = operation.id;
                write!(
                    formatter,
                    "{slug}: {id}: the vendor answered {status} with an error"
                )
            }
        }
    }
}

/// The variables that hold a vendor's credential.
fn variables(slug: &str) -> String {
    let vendor = vendors().find(|vendor| vendor.slug == slug);
    let slots = vendor.iter().flat_map(|vendor| vendor.credentials);
    let names: Vec<&str> = slots.map(|slot| slot.env).collect();
    names.join(" or ")
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.happened(formatter)?;
        match self.advice() {
            Some(advice) => write!(formatter, "; {advice}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {
    // What a message says already is no source of it.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Account(error) => error.source(),
            Self::Call { source, .. } => source.source(),
            Self::Map(error) => error.source(),
            Self::Unsupported(_) | Self::Answered { .. } | Self::Resume { .. } => None,
        }
    }
}

impl From<AccountError> for Error {
    fn from(error: AccountError) -> Self {
        Self::Account(error)
    }
}

impl From<Unsupported> for Error {
    fn from(error: Unsupported) -> Self {
        Self::Unsupported(error)
    }
}

impl From<MapError> for Error {
    fn from(error: MapError) -> Self {
        Self::Map(error)
    }
}

impl Unsupported {
    /// The other ways to contacts that the vendor has.
    pub fn instead(&self) -> Vec<Capability> {
        const WAYS: [Capability; 5] = [
            Capability::List,
            Capability::Get,
            Capability::FindByPhone,
            Capability::FindByEmail,
            Capability::Search,
        ];
        let has = |way: &Capability| !self.vendor.serving(*way).is_empty();
        WAYS.into_iter()
            .filter(|way| *way != self.capability && has(way))
            .collect()
    }
}

impl fmt::Display for Unsupported {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let page = self.vendor.documentation.first();
        let words = |capability: &Capability| capability.as_str().replace('-', " ");
        write!(
            formatter,
            "{} can't {}: no operation for it is documented or known ({})",
            self.vendor.name,
            words(&self.capability),
            page.unwrap_or(&"no documentation"),
        )?;
        let instead: Vec<String> = self.instead().iter().map(words).collect();
        match instead.as_slice() {
            [] => Ok(()),
            instead => write!(formatter, "; it can {}", instead.join(", ")),
        }
    }
}

impl std::error::Error for Unsupported {}
