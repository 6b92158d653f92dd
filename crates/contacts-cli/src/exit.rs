//! Exit codes, and why a command failed.

use std::io;
use std::process::ExitCode;

use contacts::core::mapping::MapError;
use contacts::{AccountError, Error};

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
    /// Something could not be read, so that the result is not complete.
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
    #[error("{}", with_causes(.0))]
    Contacts(#[from] Error),
    /// A file can't be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// The result can't be written.
    #[error("the output can't be written: {0}")]
    Output(#[from] io::Error),
    /// The command was called wrongly.
    #[error("{0}")]
    Usage(String),
    /// The sandbox does not start.
    #[error("{}", with_causes(.0))]
    Sandbox(#[from] contacts_sandbox::Error),
}

impl Failure {
    /// The exit code for it.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) => Exit::Usage,
            Self::Contacts(Error::Account(AccountError::MissingCredential { .. })) => {
                Exit::Credentials
            }
            Self::Contacts(Error::Account(_) | Error::Unsupported(_)) => Exit::Usage,
            Self::Contacts(error) if error.is_refused_credential() => Exit::Credentials,
            Self::Contacts(Error::Map(
                MapError::UnknownVendor { .. } | MapError::UnknownOperation { .. },
            )) => Exit::Usage,
            _ => Exit::Failed,
        }
    }

    /// Whether the reader of the output went away, which is no failure.
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl From<AccountError> for Failure {
    fn from(error: AccountError) -> Self {
        Self::Contacts(error.into())
    }
}

impl From<contacts::core::mapping::MapError> for Failure {
    fn from(error: contacts::core::mapping::MapError) -> Self {
        Self::Contacts(error.into())
    }
}

/// The message with those of its causes, as far as they say more.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        cause = error.source();
    }
    text
}
