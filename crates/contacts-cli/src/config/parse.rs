//! The text of a configuration as profiles. One that is broken leaves the others as they are.
//!
//! Read value by value and not by serde, whose messages quote what they refuse: that may be a secret.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use contacts::runtime::client::{BaseUrl, Secret};
use contacts::runtime::operation::Vendor;
use contacts::{Account, vendors};
use etcetera::BaseStrategy;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::Invalid;
use super::rate::{NoRateLimit, RateLimit};
use super::secret::SecretSource;
use super::{Broken, Located, Profile};
use crate::exit::did_you_mean;
use crate::text::meant;

type Key<'a> = Spanned<std::borrow::Cow<'a, str>>;
type Value<'a> = Spanned<DeValue<'a>>;

/// What a file holds.
pub struct Parsed {
    /// Its profiles by name.
    pub profiles: BTreeMap<String, Result<Profile, Broken>>,
    /// What it has to be kept from others for.
    pub guarded: Guarded,
}

/// What a file has to be kept from others for; each includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Guarded {
    /// Nothing.
    Nothing,
    /// It says where secrets come from.
    Sources,
    /// It holds a secret.
    Secrets,
}

/// The profiles of a file.
///
/// # Errors
///
/// Where it is no TOML, or has something besides profiles.
pub fn parse(path: &Path, text: &str) -> Result<Parsed, Invalid> {
    let file = Source { path, text };
    let table = DeTable::parse(text).map_err(|error| {
        // Its message has the kind of mistake, never the line.
        file.invalid(error.span().unwrap_or_default(), error.message())
    })?;
    let (mut profiles, mut guarded) = (BTreeMap::new(), Guarded::Nothing);
    for (key, value) in table.get_ref() {
        let "profiles" = key.get_ref().as_ref() else {
            return Err(file.unknown(key, "the file", &["profiles"]));
        };
        for (name, value) in file.table(value, "profiles")? {
            profiles.insert(name.get_ref().to_string(), file.profile(name, value));
            guarded = guarded.max(guarded_for(value));
        }
    }
    Ok(Parsed { profiles, guarded })
}

/// Of a broken profile too: what is no credential yet may be a secret all the same.
fn guarded_for(profile: &Value<'_>) -> Guarded {
    let profile = profile.get_ref().as_table();
    let credentials = profile.and_then(|table| table.get("credentials"));
    match credentials.map(Spanned::get_ref) {
        None => Guarded::Nothing,
        Some(DeValue::Table(sources)) => {
            let each = sources.iter().map(|(_, source)| match source.get_ref() {
                DeValue::Table(_) => Guarded::Sources,
                _ => Guarded::Secrets,
            });
            each.max().unwrap_or(Guarded::Nothing)
        }
        Some(_) => Guarded::Secrets,
    }
}

/// What is read, for messages.
struct Source<'a> {
    path: &'a Path,
    text: &'a str,
}

impl Source<'_> {
    fn profile(&self, name: &Key<'_>, value: &Value<'_>) -> Result<Profile, Broken> {
        let broken = |vendor| move |problem| Broken { vendor, problem };
        let (vendor, table) = self.vendor(name, value).map_err(broken(None))?;
        self.parts(vendor, table).map_err(broken(Some(vendor)))
    }

    /// The vendor of a profile, and all that the profile has.
    fn vendor<'v, 'i>(
        &self,
        name: &Key<'_>,
        value: &'v Value<'i>,
    ) -> Result<(&'static Vendor, &'v DeTable<'i>), Invalid> {
        let title = format!("the profile {}", name.get_ref());
        let table = self.table(value, &title)?;
        let Some(value) = table.get("vendor") else {
            let problem = format!("{title} has no vendor: add a line such as vendor = \"…\"");
            return Err(self.invalid(name.span(), &problem));
        };
        let slug = self.string(value, "vendor")?;
        match Account::new(&slug) {
            Ok(account) => Ok((account.vendor(), table)),
            Err(error) => {
                let problem = did_you_mean(&error, meant(&slug, vendors().map(|it| it.slug)));
                Err(self.invalid(value.span(), &problem))
            }
        }
    }

    fn parts(&self, vendor: &'static Vendor, table: &DeTable<'_>) -> Result<Profile, Invalid> {
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
                    profile.base_url = Some(self.located(value, self.base_url(value)?));
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

    fn base_url(&self, value: &Value<'_>) -> Result<String, Invalid> {
        let url = self.string(value, "base-url")?;
        match url.parse::<BaseUrl>() {
            Ok(_) => Ok(url),
            Err(error) => Err(self.invalid(value.span(), &error.to_string())),
        }
    }

    /// A number, or `"none"`.
    fn rate_limit(&self, value: &Value<'_>) -> Result<RateLimit, Invalid> {
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
    fn secret(&self, value: &Value<'_>, name: &str) -> Result<SecretSource, Invalid> {
        const SOURCES: [&str; 4] = ["env", "file", "command", "keyring"];
        let table = match value.get_ref() {
            DeValue::String(_) => {
                let secret = self.string(value, name)?;
                if secret.contains(|letter: char| letter.is_control()) {
                    let problem = format!("{name} has more than one line: a secret is one line");
                    return Err(self.invalid(value.span(), &problem));
                }
                return Ok(SecretSource::Inline(Secret::new(secret)));
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

    fn words(&self, value: &Value<'_>) -> Result<Vec<String>, Invalid> {
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

    fn table<'v, 'i>(&self, value: &'v Value<'i>, name: &str) -> Result<&'v DeTable<'i>, Invalid> {
        value.get_ref().as_table().ok_or_else(|| {
            let found = value.get_ref().type_str();
            self.invalid(
                value.span(),
                &format!("{name} must be a table, not {found}"),
            )
        })
    }

    fn string(&self, value: &Value<'_>, name: &str) -> Result<String, Invalid> {
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
    ) -> Result<&'static str, Invalid> {
        let name = known.iter().copied().find(|name| key.get_ref() == name);
        name.ok_or_else(|| self.unknown(key, of, known))
    }

    fn unknown(&self, key: &Key<'_>, of: &str, known: &[&str]) -> Invalid {
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

    fn invalid(&self, at: Range<usize>, problem: &str) -> Invalid {
        let (line, column) = self.place(at.start);
        Invalid {
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
