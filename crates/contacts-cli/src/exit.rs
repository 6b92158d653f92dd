//! Exit codes, and why a command failed.

use std::io;
use std::process::ExitCode;

use contacts::core::mapping::{BodyProblem, MapError};
use contacts::runtime::operation::{Capability, Meaning};
use contacts::runtime::replay::{ArgumentError, CallError};
use contacts::{AccountError, Error, vendors};

use crate::config::ConfigError;
use crate::text::meant;

macro_rules! exits {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $meaning:literal;)*) => {
        /// The exit codes of the command.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Exit { $($(#[$doc])* $name = $code,)* }

        impl Exit {
            /// Every code, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// What it means, for help and README.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }
        }
    };
}

exits! {
    /// All went well.
    Ok = 0, "all went well, also if the reader of the output went away";
    /// The command failed.
    Failed = 1, "the command failed, also where the vendor has no contact with an id";
    /// The command was called wrongly, or an account or a setting is unknown or missing.
    Usage = 2, "it was called wrongly, names a vendor, setting or file that is not there, or the vendor can't do this";
    /// A credential is missing, or the vendor refuses it.
    Credentials = 4, "a credential is missing, can't be read, or is refused by the vendor";
    /// Something did not come or could not be read, so that the result is not complete.
    Incomplete = 5, "the result is not complete, and standard error says why";
    /// Some of the writes were made and others not, or what undoes them could not be kept.
    Partly = 6, "writes were made in part, or what undoes them could not be kept; standard error says how to go on";
}

/// The table of the exit codes for the help.
pub fn table() -> String {
    let line = |exit: &Exit| format!("  {}  {}", *exit as u8, exit.meaning());
    let lines: Vec<String> = Exit::ALL.iter().map(line).collect();
    format!("Exit codes:\n{}", lines.join("\n"))
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command failed. The message says what, where, why and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// From the library.
    #[error("{}", message(.0))]
    Contacts(Error),
    /// The configuration can't be used.
    #[error("{0}")]
    Config(ConfigError),
    /// A body can't be mapped.
    #[error("{file}: {}", map_message(.error))]
    Body {
        /// Where the body is from.
        file: String,
        /// Why.
        error: MapError,
    },
    /// A body is no text.
    #[error("{file}: {problem}")]
    NotText {
        /// Where the body is from.
        file: String,
        /// What it is, and what to do.
        problem: String,
    },
    /// A file can't be read.
    #[error("{file} can't be read: {error}; name another file, or - for standard input")]
    Read {
        /// The file.
        file: String,
        /// Why.
        error: io::Error,
    },
    /// A file that the command goes by can't be read.
    #[error("{file} can't be read: {error}")]
    Source {
        /// The file.
        file: String,
        /// Why.
        error: io::Error,
    },
    /// A file can't be written.
    #[error("{file} can't be written: {error}; name another place with --out")]
    Write {
        /// The file.
        file: String,
        /// Why.
        error: io::Error,
    },
    /// A folder can't be written.
    #[error("{folder} can't be written: {error}; name another folder")]
    Folder {
        /// The folder.
        folder: String,
        /// Why.
        error: io::Error,
    },
    /// Nobody has this id.
    #[error("{slug} has no contact {id}: `contacts list {slug}` shows the ids")]
    Nobody {
        /// The vendor.
        slug: String,
        /// The id.
        id: String,
    },
    /// A contact with the same address is there already.
    #[error(
        "{slug}: a contact with the same number or address is there already, so nothing was sent: {existing}; update it, or pass --allow-duplicate"
    )]
    Duplicate {
        /// The vendor.
        slug: &'static str,
        /// Its ids.
        existing: String,
    },
    /// What has to be kept of a write can't be, so it is not sent.
    #[error(
        "{file} can't be written: {error}; nothing more was sent: make room, or name another file with {option}"
    )]
    Kept {
        /// The file.
        file: String,
        /// Why.
        error: io::Error,
        /// What names another one.
        option: &'static str,
    },
    /// Another run writes what has to be kept of a write.
    #[error(
        "{file} is written by another run, so nothing was sent: wait until that is over, or name another file with {option}"
    )]
    Busy {
        /// The file.
        file: String,
        /// What names another one.
        option: &'static str,
    },
    /// What became of a write can't be kept, and it was sent.
    #[error(
        "{file} can't be written: {error}; the write was sent, and the journal does not know: make room, then the same command looks for it and goes on"
    )]
    NotKept {
        /// The file.
        file: String,
        /// Why.
        error: io::Error,
    },
    /// What undoes a write can't be kept, and it was sent.
    #[error(
        "{file} can't be written: {error}; the write was sent: keep the line above that undoes it"
    )]
    NotUndoable {
        /// The file.
        file: String,
        /// Why.
        error: io::Error,
    },
    /// Some writes were made and others not.
    #[error("{0}")]
    Partly(String),
    /// A write may have been made.
    #[error("{0}")]
    Unsure(String),
    /// An export can't be written or read.
    #[error("{}", export_message(.0))]
    Export(#[from] contacts_export::Error),
    /// The result can't be written.
    #[error("the output can't be written: {0}")]
    Output(#[from] io::Error),
    /// The command was called wrongly.
    #[error("{0}")]
    Usage(String),
    /// The sandbox does not start.
    #[error("the sandbox does not start: {0}")]
    Sandbox(#[from] contacts_sandbox::Error),
}

/// Characters of an answer that are shown.
const MOST_OF_ANSWER: usize = 4000;

impl Failure {
    /// What the vendor answered, as far as a person reads it, if it gave a reason in words of its own.
    pub fn answer(&self) -> Option<String> {
        let Self::Contacts(error) = self else {
            return None;
        };
        let text = error.body()?.text();
        let text = text.trim();
        (!text.is_empty()).then(|| text.chars().take(MOST_OF_ANSWER).collect())
    }

    /// The exit code for it.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) => Exit::Usage,
            Self::Read { error, .. } | Self::Source { error, .. }
                if error.kind() == io::ErrorKind::NotFound =>
            {
                Exit::Usage
            }
            Self::Export(
                contacts_export::Error::Occupied { .. }
                | contacts_export::Error::NoExport { .. }
                | contacts_export::Error::NoFolder { .. }
                | contacts_export::Error::OtherFormat { .. }
                | contacts_export::Error::OtherAccount { .. }
                | contacts_export::Error::OtherExtent { .. }
                | contacts_export::Error::Model { .. }
                | contacts_export::Error::Version { .. },
            ) => Exit::Usage,
            Self::Partly(_) | Self::Unsure(_) | Self::NotKept { .. } | Self::NotUndoable { .. } => {
                Exit::Partly
            }
            Self::Config(error) if error.is_about_secret() => Exit::Credentials,
            Self::Config(_) => Exit::Usage,
            Self::Contacts(error) => match error {
                Error::Account(AccountError::MissingCredential { .. }) => Exit::Credentials,
                Error::Account(AccountError::Build(_)) => Exit::Failed,
                Error::Account(_)
                | Error::Unsupported(_)
                | Error::Arguments { .. }
                | Error::Refused { .. }
                | Error::UnknownAttribute { .. } => Exit::Usage,
                Error::Map(MapError::UnknownVendor { .. } | MapError::UnknownOperation { .. }) => {
                    Exit::Usage
                }
                error if error.is_refused_credential() => Exit::Credentials,
                _ => Exit::Failed,
            },
            _ => Exit::Failed,
        }
    }

    /// The message without the vendor, for where a line begins with it already.
    pub fn behind(&self, slug: &str) -> String {
        let message = self.to_string();
        match message
            .strip_prefix(slug)
            .and_then(|rest| rest.strip_prefix(": "))
        {
            Some(rest) => rest.to_owned(),
            None => message,
        }
    }

    /// Whether the same command fails in the same way.
    pub fn is_for_good(&self) -> bool {
        match self {
            Self::Duplicate { .. }
            | Self::Contacts(Error::Gone { .. } | Error::Conflict { .. }) => true,
            Self::Contacts(error) if error.meaning() == Some(Meaning::Invalid) => true,
            failure => failure.exit() == Exit::Usage,
        }
    }

    /// What failed before a write was sent, had it failed after that.
    pub fn after_sending(self) -> Self {
        match self {
            Self::Kept { file, error, .. } => Self::NotKept { file, error },
            failure => failure,
        }
    }

    /// Whether the write was sent, and only what became of it could not be kept or told.
    pub fn was_sent(&self) -> bool {
        matches!(
            self,
            Self::Output(_) | Self::NotUndoable { .. } | Self::NotKept { .. }
        )
    }

    /// Whether the reader of the output went away, which is no failure.
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Contacts(error)
    }
}

impl From<AccountError> for Failure {
    fn from(error: AccountError) -> Self {
        Self::Contacts(error.into())
    }
}

/// The library's message, with what this command has besides: its options, and the name that was probably meant.
fn message(error: &Error) -> String {
    match error {
        Error::Account(problem) => account_message(problem),
        Error::Map(problem) => map_message(problem),
        Error::Unsupported(problem) if problem.capability == Capability::List => {
            format!("{error}; `contacts demo` shows such a vendor looked up contact by contact")
        }
        Error::Gone { slug, what: "note" } => {
            format!("{error}; `contacts note {slug} ID` shows the notes of a contact")
        }
        Error::Gone { slug, .. } if can(slug, Capability::List) => {
            format!("{error}; `contacts list {slug}` shows the ids")
        }
        Error::Answered {
            status: 400 | 404 | 422,
            ..
        } if error.advice().is_none() => {
            format!(
                "{error}: it does not take what was sent: check ids and values, --show-answer shows its words"
            )
        }
        Error::Arguments {
            source: CallError::Argument(ArgumentError::Missing { name, .. }),
            ..
        } => match *name {
            "body" => format!("{error}; pass --body"),
            name => format!("{error}; pass -f {name}=…"),
        },
        Error::Refused { refused, .. } if refused.iter().any(|refusal| refusal.unverified) => {
            format!("{error}; --allow-unverified does it all the same")
        }
        // Between what happened and what to do: why, in the words of the machine.
        Error::Call { slug, source } => {
            let mut text = format!("{slug}: {source}");
            if let Some(cause) = first_cause(source) {
                text = format!("{text}: {cause}");
                if is_about_time(&cause) {
                    return format!(
                        "{text}; if this machine's clock is wrong, that is why: compare it with another one"
                    );
                }
            }
            match error.advice() {
                Some(advice) => format!("{text}; {advice}"),
                None => text,
            }
        }
        error => error.to_string(),
    }
}

fn can(slug: &str, capability: Capability) -> bool {
    let vendor = vendors().find(|vendor| vendor.slug == slug);
    vendor.is_some_and(|vendor| !vendor.serving(capability).is_empty())
}

fn account_message(error: &AccountError) -> String {
    match error {
        AccountError::UnknownVendor { slug, known } => match meant(slug, known.iter().copied()) {
            None => format!("{error}; a profile is named with --profile"),
            meant => did_you_mean(error, meant),
        },
        AccountError::UnknownSetting {
            parameter, known, ..
        } => did_you_mean(error, meant(parameter, known.iter().copied())),
        AccountError::MissingSetting { parameter, .. } => {
            format!("{error}, or pass --set {parameter}=…")
        }
        AccountError::MissingBaseUrl { .. } => format!("{error}, or pass --base-url"),
        error => match first_cause(error) {
            Some(cause) => format!("{error}: {cause}"),
            None => error.to_string(),
        },
    }
}

fn export_message(error: &contacts_export::Error) -> String {
    match error {
        contacts_export::Error::OtherAccount { found, asked, .. }
            if found.differs_by_stamp(asked) =>
        {
            format!(
                "{error}; if it is the same account with a new credential, pass --new-credential"
            )
        }
        error => error.to_string(),
    }
}

fn map_message(error: &MapError) -> String {
    match error {
        MapError::UnknownVendor { slug, known } => {
            did_you_mean(error, meant(slug, known.iter().copied()))
        }
        MapError::UnknownOperation {
            operation, known, ..
        } => did_you_mean(error, meant(operation, known.iter().copied())),
        // Where a web page or nothing leaves the shape of JSON says nothing more.
        MapError::Body {
            problem, source, ..
        } => match source {
            Some(cause) if !matches!(problem, BodyProblem::Empty | BodyProblem::Html) => {
                format!("{error}; in detail: {cause}")
            }
            _ => error.to_string(),
        },
        _ => error.to_string(),
    }
}

/// The message, with the name that was probably meant.
pub fn did_you_mean(error: &impl ToString, name: Option<&str>) -> String {
    match name {
        Some(name) => format!("{}; did you mean {name}?", error.to_string()),
        None => error.to_string(),
    }
}

/// Whether a certificate is refused for the time that it is: more often the clock is wrong than the certificate.
fn is_about_time(cause: &str) -> bool {
    let cause = cause.to_lowercase();
    let words = ["expired", "not valid yet", "notvalidyet", "not yet valid"];
    cause.contains("certificate") && words.iter().any(|word| cause.contains(word))
}

/// The cause that no other one is behind; those between say "error sending request" and the like.
fn first_cause(error: &dyn std::error::Error) -> Option<String> {
    let mut cause = error.source()?;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    Some(cause.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_out_of_its_time_may_be_a_wrong_clock() {
        for (cause, expected) in [
            (
                "invalid peer certificate: certificate expired: verification time 4 (UNIX), but …",
                true,
            ),
            (
                "invalid peer certificate: certificate not valid yet: verification time …",
                true,
            ),
            ("invalid peer certificate: UnknownIssuer", false),
            ("the session expired", false),
        ] {
            assert_eq!(is_about_time(cause), expected, "{cause}");
        }
    }

    #[test]
    fn exit_codes_are_in_order_and_each_has_a_meaning() {
        let codes: Vec<u8> = Exit::ALL.iter().map(|exit| *exit as u8).collect();
        assert_eq!(codes, [0, 1, 2, 4, 5, 6]);
        assert!(Exit::ALL.iter().all(|exit| !exit.meaning().is_empty()));
    }
}
