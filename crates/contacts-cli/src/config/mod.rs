//! The configuration file: where it is, the profiles in it, and who may read it.

mod accounts;
mod error;
#[cfg(any(feature = "keyring", test))]
mod keyring;
mod layers;
mod parse;
mod rate;
mod secret;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use contacts::runtime::operation::Vendor;
use etcetera::BaseStrategy;

use parse::{Guarded, Parsed};

pub use accounts::Chosen;
pub use error::{ConfigError, Invalid, listed};
pub use layers::{Layers, Origin, environment};
pub use rate::RateLimit;
pub use secret::SecretSource;

/// The bytes of a configuration.
const MOST: u64 = 1 << 20;

/// The profiles of a user. Where there is no file, there are none.
#[derive(Debug, Default)]
pub struct Config {
    /// The file.
    pub path: PathBuf,
    /// Whether it is there.
    pub is_there: bool,
    /// Its profiles by name. One that is broken stops nobody who needs another one.
    pub profiles: BTreeMap<String, Result<Profile, Broken>>,
}

/// A profile that can't be used.
#[derive(Debug)]
pub struct Broken {
    /// The vendor, if the profile says so much.
    pub vendor: Option<&'static Vendor>,
    /// Why not.
    pub problem: Invalid,
}

/// What one profile has of an account.
#[derive(Debug)]
pub struct Profile {
    /// The vendor.
    pub vendor: &'static Vendor,
    /// Where the API is.
    pub base_url: Option<Located<String>>,
    /// How many requests go out.
    pub rate_limit: Option<Located<RateLimit>>,
    /// Settings by parameter.
    pub settings: BTreeMap<&'static str, Located<String>>,
    /// Where secrets come from, by security scheme.
    pub credentials: BTreeMap<&'static str, Located<SecretSource>>,
}

/// A value, and the line that it stands in.
#[derive(Debug)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// The line, from 1.
    pub line: usize,
}

impl Config {
    /// The file that is named, else the one of this user if it is there.
    ///
    /// # Errors
    ///
    /// If it can't be read, is no configuration, or may be read or written by those who must not.
    pub fn read(named: Option<&Path>) -> Result<Self, ConfigError> {
        let path = path(named)?;
        let unreadable = |error| ConfigError::Unreadable {
            path: path.clone(),
            error,
        };
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound && named.is_none() => {
                return Ok(Self {
                    path,
                    ..Self::default()
                });
            }
            Err(error) => return Err(unreadable(error)),
        };
        let text = whole(&file, MOST).map_err(unreadable)?;
        let Parsed { profiles, guarded } = parse::parse(&path, &text)?;
        if guarded >= Guarded::Secrets {
            secret::check_readers(&path, &file)?;
        }
        if guarded >= Guarded::Sources {
            // Whoever can write it decides where secrets go, and which command gives them.
            secret::check_writers(&path, &file)?;
        }
        Ok(Self {
            path,
            is_there: true,
            profiles,
        })
    }

    /// All profiles with their vendors.
    pub fn names(&self) -> Vec<(String, &'static str)> {
        let vendor = |profile: &Result<Profile, Broken>| match profile {
            Ok(profile) => profile.vendor.slug,
            Err(_) => "broken",
        };
        let profiles = self.profiles.iter();
        profiles
            .map(|(name, profile)| (name.clone(), vendor(profile)))
            .collect()
    }
}

/// The text of a file, unless it is larger than it can be: then it is another file.
fn whole(file: &File, most: u64) -> io::Result<String> {
    let mut text = String::new();
    file.take(most + 1).read_to_string(&mut text)?;
    if text.len() as u64 > most {
        let problem = format!("it is larger than {} KiB", most >> 10);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, problem));
    }
    Ok(text)
}

/// Where the file is: as named, else in the folder that the platform has for it.
///
/// # Errors
///
/// If this user has no home folder.
pub fn path(named: Option<&Path>) -> Result<PathBuf, ConfigError> {
    if let Some(path) = named {
        return Ok(path.to_owned());
    }
    let folders = etcetera::choose_base_strategy().map_err(|_| ConfigError::NoHome)?;
    Ok(folders.config_dir().join("contacts").join("config.toml"))
}
