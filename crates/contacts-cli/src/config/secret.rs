//! Where a secret comes from: a variable, a file, a command, the keyring of the system, or the configuration itself.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use contacts::runtime::client::Secret;

use super::error::ConfigError;
use super::layers::Variable;

/// Longer than any secret: whatever gives more is something else.
const MOST: u64 = 64 << 10;

/// Where a secret comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretSource {
    /// It stands in the configuration.
    Inline(Secret),
    /// An environment variable.
    Variable(String),
    /// A file of its own.
    File(PathBuf),
    /// What a command prints.
    Command(Vec<String>),
    /// The keyring of the system, under this name.
    Keyring(String),
}

impl SecretSource {
    /// The secret.
    ///
    /// # Errors
    ///
    /// If it is not there, or others can read it.
    pub fn read(&self, variable: Variable) -> Result<Secret, ConfigError> {
        let text = match self {
            Self::Inline(secret) => return Ok(secret.clone()),
            Self::Variable(name) => variable(name)
                .ok_or_else(|| self.failed("it is not set: set it, or name another source"))?,
            Self::File(path) => self.read_file(path)?,
            Self::Command(command) => self.read_command(command)?,
            Self::Keyring(name) => self.read_keyring(name)?,
        };
        let secret = text.trim();
        if secret.is_empty() {
            return Err(self.failed("it is empty"));
        }
        if secret.contains(|letter: char| letter.is_control()) {
            return Err(self.failed("it has more than one line: a secret is one line"));
        }
        Ok(Secret::new(secret))
    }

    /// What it is, without a secret: of a command no more than its program.
    pub fn describe(&self) -> String {
        match self {
            Self::Inline(_) => "the configuration".to_owned(),
            Self::Variable(name) => format!("the variable {name}"),
            Self::File(path) => format!("the file {}", path.display()),
            Self::Command(command) => {
                format!("the command {}", command.first().map_or("", String::as_str))
            }
            Self::Keyring(name) => format!("the keyring entry {name}"),
        }
    }

    fn read_file(&self, path: &Path) -> Result<String, ConfigError> {
        let unreadable = |error: io::Error| self.failed(&format!("it can't be read: {error}"));
        let file = File::open(path).map_err(unreadable)?;
        check_readers(path, &file)?;
        super::whole(&file, MOST).map_err(unreadable)
    }

    /// The command has the terminal, so that it can ask for a passphrase.
    fn read_command(&self, command: &[String]) -> Result<String, ConfigError> {
        let (program, arguments) = command
            .split_first()
            .ok_or_else(|| self.failed("it has no program"))?;
        let output = Command::new(program)
            .args(arguments)
            .stdin(Stdio::inherit())
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| self.failed(&format!("it can't be run: {error}")))?;
        if !output.status.success() {
            return Err(self.failed(&format!("it failed with {}", output.status)));
        }
        String::from_utf8(output.stdout).map_err(|_| self.failed("it printed no text in UTF-8"))
    }

    #[cfg(feature = "keyring")]
    fn read_keyring(&self, name: &str) -> Result<String, ConfigError> {
        super::keyring::read(name).map_err(|problem| self.failed(&problem))
    }

    #[cfg(not(feature = "keyring"))]
    fn read_keyring(&self, _: &str) -> Result<String, ConfigError> {
        Err(self.failed(
            "this build has no keyring: build with --features keyring, or take a file or a command",
        ))
    }

    fn failed(&self, problem: &str) -> ConfigError {
        ConfigError::Secret {
            from: self.describe(),
            problem: problem.to_owned(),
        }
    }
}

/// Refuses a file that others than its owner can read.
#[cfg(unix)]
pub fn check_readers(path: &Path, file: &File) -> Result<(), ConfigError> {
    match mode(path, file)? {
        mode if mode & 0o077 == 0 => Ok(()),
        mode => Err(ConfigError::Readable {
            path: path.to_owned(),
            mode,
        }),
    }
}

/// Refuses a file that others than its owner can write.
#[cfg(unix)]
pub fn check_writers(path: &Path, file: &File) -> Result<(), ConfigError> {
    match mode(path, file)? {
        mode if mode & 0o022 == 0 => Ok(()),
        mode => Err(ConfigError::Writable {
            path: path.to_owned(),
            mode,
        }),
    }
}

/// Of the open file, so that it is the one that is read.
#[cfg(unix)]
fn mode(path: &Path, file: &File) -> Result<u32, ConfigError> {
    use std::os::unix::fs::MetadataExt;
    match file.metadata() {
        Ok(data) => Ok(data.mode() & 0o7777),
        Err(error) => Err(ConfigError::Unreadable {
            path: path.to_owned(),
            error,
        }),
    }
}

/// Where files have no modes, the folder of the user is the guard.
#[cfg(not(unix))]
pub fn check_readers(_: &Path, _: &File) -> Result<(), ConfigError> {
    Ok(())
}

/// Where files have no modes, the folder of the user is the guard.
#[cfg(not(unix))]
pub fn check_writers(_: &Path, _: &File) -> Result<(), ConfigError> {
    Ok(())
}
