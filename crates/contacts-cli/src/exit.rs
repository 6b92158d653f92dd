//! Exit codes, and why a command failed.

use std::io;
use std::process::ExitCode;

use contacts::core::mapping::{BodyProblem, MapError};
use contacts::{AccountError, Error};

use crate::text::meant;

/// The exit codes of the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// All went well.
    Ok = 0,
    /// The command failed.
    Failed = 1,
    /// The command was called wrongly, or an account or a setting is unknown or missing.
    Usage = 2,
    /// A credential is missing, or the vendor refuses it.
    Credentials = 4,
    /// Something did not come or could not be read, so that the result is not complete.
    Incomplete = 5,
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
    #[error(
        "{file} can't be read: {error}; name the file with the answer, or - for standard input"
    )]
    Read {
        /// The file.
        file: String,
        /// Why.
        error: io::Error,
    },
    /// A file can't be written.
    #[error("{file} can't be written: {error}; name another folder with --out")]
    Write {
        /// The file.
        file: String,
        /// Why.
        error: io::Error,
    },
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

impl Failure {
    /// The exit code for it.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) => Exit::Usage,
            Self::Contacts(error) => match error {
                Error::Account(AccountError::MissingCredential { .. }) => Exit::Credentials,
                Error::Account(AccountError::Build(_)) => Exit::Failed,
                Error::Account(_) | Error::Unsupported(_) => Exit::Usage,
                Error::Map(MapError::UnknownVendor { .. } | MapError::UnknownOperation { .. }) => {
                    Exit::Usage
                }
                error if error.is_refused_credential() => Exit::Credentials,
                _ => Exit::Failed,
            },
            _ => Exit::Failed,
        }
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
        Error::Unsupported(_) => {
            format!("{error}; `contacts demo` shows such a vendor looked up contact by contact")
        }
        // Between what happened and what to do: why, in the words of the machine.
        Error::Call { slug, source } => {
            let mut text = format!("{slug}: {source}");
            if let Some(cause) = first_cause(source) {
                text = format!("{text}: {cause}");
            }
            match error.advice() {
                Some(advice) => format!("{text}; {advice}"),
                None => text,
            }
        }
        error => error.to_string(),
    }
}

fn account_message(error: &AccountError) -> String {
    match error {
        AccountError::UnknownVendor { slug, known } => {
            did_you_mean(error, meant(slug, known.iter().copied()))
        }
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
    }
}

fn did_you_mean(error: &impl ToString, name: Option<&str>) -> String {
    match name {
        Some(name) => format!("{}; did you mean {name}?", error.to_string()),
        None => error.to_string(),
    }
}

/// The cause that no other one is behind; those between say "error sending request" and the like.
fn first_cause(error: &dyn std::error::Error) -> Option<String> {
    let mut cause = error.source()?;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    Some(cause.to_string())
}
