//! What can go wrong, with what to do about it.

use std::fmt;

use contacts_core::mapping::MapError;
use contacts_runtime::client::{self, Body};
use contacts_runtime::operation::{Capability, Meaning, Operation, Vendor};
use contacts_runtime::replay;

use crate::account::AccountError;
use crate::plan::{Applied, Refusal, StepOutcome};
use crate::provider::failed;
use crate::vendors::vendors;
use crate::write::{FieldPath, Refinement};

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
        /// What it says, in the vendor's words.
        body: Body,
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
    /// A call by name is not one that the vendor has, or its arguments are not those of the operation. Nothing was sent.
    Arguments {
        /// The vendor.
        slug: &'static str,
        /// Which argument, and why.
        source: replay::CallError,
    },
    /// The vendor can't do everything of a write. Nothing was sent.
    Refused {
        /// The vendor.
        slug: &'static str,
        /// What it can't do, and why.
        refused: Vec<Refusal>,
    },
    /// The account has no custom attribute of this name. Nothing was searched for.
    UnknownAttribute {
        /// The vendor.
        slug: &'static str,
        /// What was asked for.
        name: String,
        /// The names of those that there are.
        known: Vec<String>,
    },
    /// The contact that something is asked of, or the contact or note to write to, is not there. Nothing was written.
    Gone {
        /// The vendor.
        slug: &'static str,
        /// What is not there.
        what: &'static str,
    },
    /// The vendor did not say the id of the new contact, and nobody can find it: the rest was not sent.
    NoId {
        /// The vendor.
        slug: &'static str,
    },
    /// The contact has changed since the plan was made. Nothing was sent.
    Changed {
        /// The vendor.
        slug: &'static str,
        /// What has changed.
        fields: Vec<FieldPath>,
    },
    /// The plan was made for another account. Nothing was sent.
    OtherAccount {
        /// The vendor.
        slug: &'static str,
    },
    /// Another contact has what this one should get: its telephone number, e-mail address or identifier.
    Conflict {
        /// The vendor.
        slug: &'static str,
        /// The operation called.
        operation: &'static Operation,
        /// The status that the vendor answered.
        status: u16,
        /// The vendor's ids of the contacts that have it, as far as they can be found.
        existing: Vec<String>,
        /// What the answer says, in the vendor's words.
        body: Body,
    },
    /// Some of a write was done, or may have been, and the rest was not: all that is known of it, with what undoes it.
    Unfinished(Box<Applied>),
}

/// A vendor can't do this, or not in this way.
#[derive(Clone, Debug)]
pub struct Unsupported {
    /// The vendor.
    pub vendor: &'static Vendor,
    /// What was asked for.
    pub capability: Capability,
    /// The terms of a filter that it has not, if it has others.
    pub terms: Vec<&'static str>,
    /// Why, and how that is known, where there is more to say than that it has no operation for it.
    pub reason: Option<&'static Refinement>,
}

impl Error {
    /// The error of a call by name to the vendor with this slug.
    pub fn by_name(slug: &'static str, error: replay::CallError) -> Self {
        match error {
            replay::CallError::Call(error) => failed(slug, *error),
            source => Self::Arguments { slug, source },
        }
    }

    /// The status that the vendor answered, if it answered.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Answered { status, .. } => Some(*status),
            Self::Call { source, .. } => source.status(),
            Self::Conflict { status, .. } => Some(*status),
            Self::Unfinished(applied) => applied.error()?.status(),
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
            Self::Conflict { .. } => Some(Meaning::Conflict),
            Self::Unfinished(applied) => applied.error()?.meaning(),
            _ => None,
        }
    }

    /// What the vendor answered, if it answered: the place to look for its reasons. No message shows it, as it may hold people's
    /// data or what was sent.
    pub fn body(&self) -> Option<&Body> {
        match self {
            Self::Answered { body, .. } | Self::Conflict { body, .. } => Some(body),
            Self::Call { source, .. } => source.body(),
            Self::Unfinished(applied) => applied.error()?.body(),
            _ => None,
        }
    }

    /// What of the request the vendor does not take, where its answer names it: paths such as `contact_ids/1`, of names that
    /// its spec has. The message has them already.
    pub fn invalid_fields(&self) -> Vec<String> {
        let slug = match self {
            Self::Answered { slug, .. } | Self::Call { slug, .. } => slug,
            _ => return Vec::new(),
        };
        let vendor = vendors().find(|vendor| vendor.slug == *slug);
        let body = self
            .body()
            .filter(|_| self.status().is_some_and(|status| status >= 400));
        match (vendor, body) {
            (Some(vendor), Some(body)) => vendor.invalid_fields.of(body.as_bytes()),
            _ => Vec::new(),
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
            (
                Some(client::Error::Decode {
                    content_type: Some(media),
                    ..
                }),
                _,
            ) if media.starts_with("text/html") => {
                format!(
                    "a web page came in place of the API: check CONTACTS_{slug}_BASE_URL, and what stands between here and there (a proxy, a page to sign in)"
                )
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
            Self::Arguments { slug, source } => match source {
                replay::CallError::Argument(error) => write!(formatter, "{slug}: {error}"),
                // The others name the vendor.
                source => fmt::Display::fmt(source, formatter),
            },
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
            Self::Refused { slug, refused } => {
                let refused: Vec<_> = refused.iter().map(Refusal::to_string).collect();
                write!(formatter, "{slug} can't write this: {}", refused.join("; "))
            }
            Self::UnknownAttribute { slug, name, known } => {
                write!(
                    formatter,
                    "{slug}: the account has no custom attribute {name}: "
                )?;
                match known.as_slice() {
                    [] => formatter.write_str("it has none"),
                    known => write!(formatter, "it has {}", known.join(", ")),
                }
            }
            Self::Gone { slug, what } => {
                write!(formatter, "{slug}: there is no {what} with this id")
            }
            Self::NoId { slug } => write!(
                formatter,
                "{slug}: the answer has no id of the contact, which can't be found by its address either, so this was not sent"
            ),
            Self::Changed { slug, fields } => {
                let fields: Vec<_> = fields.iter().map(FieldPath::to_string).collect();
                write!(
                    formatter,
                    "{slug}: the contact has changed since the plan was made ({}): make a new plan",
                    fields.join(", ")
                )
            }
            Self::OtherAccount { slug } => write!(
                formatter,
                "{slug}: the plan was made for another account: make a new plan"
            ),
            Self::Conflict {
                slug,
                operation,
                status,
                existing,
                ..
            } => {
                let id = operation.id;
                write!(
                    formatter,
                    "{slug}: {id}: the vendor answered {status}, as another contact has this telephone number, e-mail address or identifier"
                )?;
                match existing.as_slice() {
                    [] => Ok(()),
                    existing => write!(formatter, ": {}", existing.join(", ")),
                }
            }
            Self::Unfinished(applied) => {
                let steps = &applied.steps;
                let done = steps.iter().filter(|step| step.is_done()).count();
                write!(formatter, "{done} of {} steps done", steps.len())?;
                if steps.iter().any(StepOutcome::is_unknown) {
                    formatter.write_str(", and one that may or may not be")?;
                }
                match applied.error() {
                    Some(error) => write!(formatter, ": {error}"),
                    None => Ok(()),
                }
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
        let fields = self.invalid_fields();
        if !fields.is_empty() {
            write!(formatter, " (it names {})", fields.join(", "))?;
        }
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
            Self::Arguments { .. }
            | Self::Unsupported(_)
            | Self::Answered { .. }
            | Self::Resume { .. }
            | Self::Refused { .. }
            | Self::UnknownAttribute { .. }
            | Self::Gone { .. }
            | Self::NoId { .. }
            | Self::Changed { .. }
            | Self::OtherAccount { .. }
            | Self::Conflict { .. }
            | Self::Unfinished(_) => None,
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
    /// A vendor that can't do this at all.
    pub fn new(vendor: &'static Vendor, capability: Capability) -> Self {
        Self {
            vendor,
            capability,
            terms: Vec::new(),
            reason: None,
        }
    }

    /// The other ways to contacts that the vendor has.
    pub fn instead(&self) -> Vec<Capability> {
        const READS: &[Capability] = &[
            Capability::List,
            Capability::Get,
            Capability::FindByPhone,
            Capability::FindByEmail,
            Capability::Search,
        ];
        const WRITES: &[Capability] = &[Capability::Create, Capability::Upsert, Capability::Update];
        let ways = match self.capability {
            Capability::Create | Capability::Upsert | Capability::Update => WRITES,
            _ => READS,
        };
        let has = |way: &Capability| !self.vendor.serving(*way).is_empty();
        let ways = ways.iter().copied();
        ways.filter(|way| *way != self.capability && has(way))
            .collect()
    }
}

impl fmt::Display for Unsupported {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = |capability: &Capability| capability.as_str().replace('-', " ");
        write!(
            formatter,
            "{} can't {}",
            self.vendor.name,
            words(&self.capability)
        )?;
        let page = self.vendor.documentation.first();
        let page = page.unwrap_or(&"no documentation");
        if !self.terms.is_empty() {
            return write!(formatter, " by {} ({page})", self.terms.join(", "));
        }
        let operation = self.vendor.serving(self.capability).into_iter().next();
        if operation.is_some() {
            formatter.write_str(" in this way")?;
        }
        match (self.reason, operation) {
            (Some(Refinement { text, source, .. }), _) => write!(formatter, ": {text} ({source})")?,
            (None, Some(operation)) => {
                write!(formatter, ": call {} by its name ({page})", operation.id)?
            }
            (None, None) => write!(
                formatter,
                ": no operation for it is documented or known ({page})"
            )?,
        }
        if operation.is_some() || self.reason.is_some() {
            return Ok(());
        }
        let instead: Vec<String> = self.instead().iter().map(words).collect();
        match instead.as_slice() {
            [] => Ok(()),
            instead => write!(formatter, "; it can {}", instead.join(", ")),
        }
    }
}

impl std::error::Error for Unsupported {}
