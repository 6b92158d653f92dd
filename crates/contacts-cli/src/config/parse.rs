//! The text of a configuration as profiles.
//!
//! Read value by value and not by serde, whose messages quote what they refuse: that may be a secret.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use contacts::Account;
use contacts::runtime::client::Secret;
use contacts::runtime::operation::Vendor;
use etcetera::BaseStrategy;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::ConfigError;
use super::rate::{NoRateLimit, RateLimit};
use super::secret::SecretSource;
use super::{Located, Profile};
use crate::text::meant;

type Key<'a> = Spanned<std::borrow::Cow<'a, str>>;
type Value<'a> = Spanned<DeValue<'a>>;

/// The profiles of a file.
///
/// # Errors
///
/// The first thing that is wrong, with its line and column.
pub fn profiles(path: &Path, text: &str) -> Result<BTreeMap<String, Profile>, ConfigError> {
    let file = Source { path, text };
    let table = DeTable::parse(text).map_err(|error| {
        // Its message has the kind of mistake, never the line.
        file.invalid(error.span().unwrap_or_default(), error.message())
    })?;
    let mut profiles = BTreeMap::new();
    for (key, value) in table.get_ref() {
        let "profiles" = key.get_ref().as_ref() else {
            return Err(file.unknown(key, "the file", &["profiles"]));
        };
        for (name, value) in file.table(value, "profiles")? {
            profiles.insert(name.get_ref().to_string(), file.profile(name, value)?);
        }
    }
    Ok(profiles)
}

/// What is read, for messages.
struct Source<'a> {
    path: &'a Path,
    text: &'a str,
}

impl Source<'_> {
    fn profile(&self, name: &Key<'_>, value: &Value<'_>) -> Result<Profile, ConfigError> {
        let title = format!("the profile {}", name.get_ref());
        let table = self.table(value, &title)?;
        let vendor = match table.iter().find(|(key, _)| key.get_ref() == "vendor") {
            Some((_, value)) => self.vendor(value)?,
            None => {
                let problem = format!("{title} has no vendor: add a line such as vendor = \"…\"");
                return Err(self.invalid(name.span(), &problem));
            }
        };
        let mut profile = Profile {
            vendor,
            base_url: None,
            rate_limit: None,
            settings: BTreeMap::new(),
            credentials: BTreeMap::new(),
        };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "vendor" => {}
                "base-url" => {
                    profile.base_url = Some(self.located(value, self.string(value, "base-url")?));
                }
                "rate-limit" => {
                    profile.rate_limit = Some(self.located(value, self.rate_limit(value)?));
                }
                "settings" => {
                    let known: Vec<&str> = vendor.settings.iter().map(|it| it.parameter).collect();
                    for (key, value) in self.table(value, "settings")? {
                        let name = self.known(key, vendor.slug, &known)?;
                        let text = match value.get_ref() {
                            // A number is written without quotes where it is one.
                            DeValue::Integer(number) => number.to_string(),
                            _ => self.string(value, name)?,
                        };
                        profile.settings.insert(name, self.located(value, text));
                    }
                }
                "credentials" => {
                    let known: Vec<&str> = vendor.credentials.iter().map(|it| it.scheme).collect();
                    for (key, value) in self.table(value, "credentials")? {
                        let name = self.known(key, vendor.slug, &known)?;
                        let source = self.secret(value, name)?;
                        profile
                            .credentials
                            .insert(name, self.located(value, source));
                    }
                }
                _ => {
                    let known = [
                        "vendor",
                        "base-url",
                        "rate-limit",
                        "settings",
                        "credentials",
                    ];
                    return Err(self.unknown(key, "a profile", &known));
                }
            }
        }
        Ok(profile)
    }

    fn vendor(&self, value: &Value<'_>) -> Result<&'static Vendor, ConfigError> {
        let slug = self.string(value, "vendor")?;
        match Account::new(&slug) {
            Ok(account) => Ok(account.vendor()),
            Err(error) => Err(self.invalid(value.span(), &error.to_string())),
        }
    }

    /// A number, or `"none"`.
    fn rate_limit(&self, value: &Value<'_>) -> Result<RateLimit, ConfigError> {
        let limit = match value.get_ref() {
            DeValue::Integer(number) => number.to_string().parse(),
            DeValue::Float(number) => number.as_str().parse(),
            DeValue::String(text) => text.trim().parse(),
            _ => Err(NoRateLimit),
        };
        limit.map_err(|error: NoRateLimit| {
            self.invalid(value.span(), &format!("rate-limit {error}"))
        })
    }

    /// `"…"`, `{ env = "…" }`, `{ file = "…" }`, `{ command = ["…"] }` or `{ keyring = "…" }`.
    fn secret(&self, value: &Value<'_>, name: &str) -> Result<SecretSource, ConfigError> {
        const SOURCES: [&str; 4] = ["env", "file", "command", "keyring"];
        let table = match value.get_ref() {
            DeValue::String(secret) => {
                return Ok(SecretSource::Inline(Secret::new(secret.as_ref())));
            }
            DeValue::Table(table) => table,
            _ => {
                let problem = format!(
                    "{name} must be text, or a table with one of {}",
                    SOURCES.join(", ")
                );
                return Err(self.invalid(value.span(), &problem));
            }
        };
        let mut entries = table.iter();
        let (Some((key, inner)), None) = (entries.next(), entries.next()) else {
            let problem = format!("{name} must have one of {}", SOURCES.join(", "));
            return Err(self.invalid(value.span(), &problem));
        };
        Ok(match key.get_ref().as_ref() {
            "env" => SecretSource::Variable(self.string(inner, "env")?),
            "file" => SecretSource::File(self.beside(&self.string(inner, "file")?)),
            "keyring" => SecretSource::Keyring(self.string(inner, "keyring")?),
            "command" => SecretSource::Command(self.words(inner)?),
            _ => return Err(self.unknown(key, "a credential", &SOURCES)),
        })
    }

    fn words(&self, value: &Value<'_>) -> Result<Vec<String>, ConfigError> {
        let words = value.get_ref().as_array().map(|words| {
            let text = |word: &Value<'_>| word.get_ref().as_str().map(str::to_owned);
            words.iter().map(text).collect::<Option<Vec<_>>>()
        });
        match words.flatten() {
            Some(words) if !words.is_empty() => Ok(words),
            _ => Err(self.invalid(
                value.span(),
                "command must be a list of texts: the program and its arguments, such as [\"pass\", \"show\", \"crm\"]",
            )),
        }
    }

    /// A path as it is meant here: beside this file, or below the home folder.
    fn beside(&self, path: &str) -> PathBuf {
        let home = path.strip_prefix("~/").and_then(|rest| {
            let folders = etcetera::choose_base_strategy().ok()?;
            Some(folders.home_dir().join(rest))
        });
        home.unwrap_or_else(|| match self.path.parent() {
            Some(folder) => folder.join(path),
            None => path.into(),
        })
    }

    fn table<'v, 'i>(
        &self,
        value: &'v Value<'i>,
        name: &str,
    ) -> Result<&'v DeTable<'i>, ConfigError> {
        value.get_ref().as_table().ok_or_else(|| {
            let found = value.get_ref().type_str();
            self.invalid(
                value.span(),
                &format!("{name} must be a table, not {found}"),
            )
        })
    }

    fn string(&self, value: &Value<'_>, name: &str) -> Result<String, ConfigError> {
        match value.get_ref().as_str().map(str::trim) {
            Some("") => Err(self.invalid(value.span(), &format!("{name} is empty"))),
            Some(text) => Ok(text.to_owned()),
            None => {
                let found = value.get_ref().type_str();
                Err(self.invalid(value.span(), &format!("{name} must be text, not {found}")))
            }
        }
    }

    fn known(
        &self,
        key: &Key<'_>,
        of: &str,
        known: &[&'static str],
    ) -> Result<&'static str, ConfigError> {
        let name = known.iter().copied().find(|name| key.get_ref() == name);
        name.ok_or_else(|| self.unknown(key, of, known))
    }

    fn unknown(&self, key: &Key<'_>, of: &str, known: &[&str]) -> ConfigError {
        let name = key.get_ref();
        let has = if known.is_empty() {
            "none".to_owned()
        } else {
            known.join(", ")
        };
        let problem = match meant(name, known.iter().copied()) {
            Some(meant) => format!("{of} has no {name}: it has {has}; did you mean {meant}?"),
            None => format!("{of} has no {name}: it has {has}"),
        };
        self.invalid(key.span(), &problem)
    }

    fn located<T>(&self, at: &Value<'_>, value: T) -> Located<T> {
        let line = self.place(at.span().start).0;
        Located { value, line }
    }

    fn invalid(&self, at: Range<usize>, problem: &str) -> ConfigError {
        let (line, column) = self.place(at.start);
        ConfigError::Invalid {
            path: self.path.to_owned(),
            line,
            column,
            problem: problem.to_owned(),
        }
    }

    /// Line and column of a byte.
    fn place(&self, byte: usize) -> (usize, usize) {
        let before = self.text.get(..byte).unwrap_or(self.text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        (before.matches('\n').count() + 1, line.chars().count() + 1)
    }
}
