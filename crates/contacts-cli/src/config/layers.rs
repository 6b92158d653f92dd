//! What an account is made of, and where each part comes from: options over environment over profile.

use std::fmt;
use std::path::PathBuf;

use contacts::Account;
use contacts::runtime::client::policy::Rate;
use contacts::runtime::operation::{CredentialSlot, Setting, Vendor};

use super::error::ConfigError;
use super::rate::{NoRateLimit, RateLimit};
use super::secret::SecretSource;
use super::{Config, Located, Profile};
use crate::arguments::AccountOptions;
use crate::exit::Failure;

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An option of the command.
    Option(&'static str),
    /// An environment variable.
    Variable(String),
    /// A line of a profile.
    Profile {
        /// Its name.
        name: String,
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
}

/// A value with its origin.
#[derive(Clone, Debug)]
pub struct Given<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub from: Origin,
}

/// Everything that an account is made of.
#[derive(Debug)]
pub struct Layers {
    /// The vendor.
    pub vendor: &'static Vendor,
    /// The variable that holds the base URL.
    pub base_url_variable: String,
    /// The base URL, if it is not the vendor's own.
    pub base_url: Option<Given<String>>,
    /// The variable that holds the limit of requests.
    pub rate_limit_variable: String,
    /// How many requests go out, if not as many as the vendor documents.
    pub rate_limit: Option<Given<RateLimit>>,
    /// Each setting that the vendor has.
    pub settings: Vec<(&'static Setting, Option<Given<String>>)>,
    /// Each credential that the vendor has; one is enough.
    pub credentials: Vec<(&'static CredentialSlot, Option<Given<SecretSource>>)>,
}

/// What looks up an environment variable.
pub type Variable = fn(&str) -> Option<String>;

/// A variable of the environment that this runs in.
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

impl Layers {
    /// Puts an account together.
    ///
    /// # Errors
    ///
    /// If a setting is unknown, or a variable holds what it must not.
    pub fn of(
        vendor: &'static Vendor,
        config: &Config,
        profile: Option<(&str, &Profile)>,
        options: &AccountOptions,
        variable: Variable,
    ) -> Result<Self, Failure> {
        let account = Account::new(vendor.slug)?;
        let mut layers = Self {
            vendor,
            base_url_variable: account.base_url_variable(),
            base_url: None,
            rate_limit_variable: format!("CONTACTS_{}_RATE_LIMIT", vendor.slug.to_uppercase()),
            rate_limit: None,
            settings: vendor.settings.iter().map(|it| (it, None)).collect(),
            credentials: vendor.credentials.iter().map(|it| (it, None)).collect(),
        };
        if let Some((name, profile)) = profile {
            layers.add_profile(config, name, profile);
        }
        layers.add_environment(variable)?;
        layers.add_options(options)?;
        Ok(layers)
    }

    fn add_profile(&mut self, config: &Config, name: &str, profile: &Profile) {
        let from = |line| Origin::Profile {
            name: name.to_owned(),
            path: config.path.clone(),
            line,
        };
        self.base_url = profile.base_url.as_ref().map(|url| given(url, from));
        self.rate_limit = profile.rate_limit.as_ref().map(|limit| given(limit, from));
        for (setting, value) in &mut self.settings {
            let found = profile.settings.get(setting.parameter);
            *value = found.map(|found| given(found, from));
        }
        for (slot, value) in &mut self.credentials {
            let found = profile.credentials.get(slot.scheme);
            *value = found.map(|found| given(found, from));
        }
    }

    fn add_environment(&mut self, variable: Variable) -> Result<(), Failure> {
        let found = |name: &str| {
            let value = variable(name)?.trim().to_owned();
            let from = Origin::Variable(name.to_owned());
            (!value.is_empty()).then_some(Given { value, from })
        };
        self.base_url = found(&self.base_url_variable).or(self.base_url.take());
        if let Some(Given { value, from }) = found(&self.rate_limit_variable) {
            let value = value.parse().map_err(|error: NoRateLimit| {
                Failure::Usage(format!("{} {error}", self.rate_limit_variable))
            })?;
            self.rate_limit = Some(Given { value, from });
        }
        for (setting, value) in &mut self.settings {
            *value = found(setting.env).or(value.take());
        }
        // One credential is enough, so that one of them takes the place of all that the profile has.
        let slots = self.credentials.iter();
        let mut secrets: Vec<_> = slots.map(|(slot, _)| found(slot.env)).collect();
        if secrets.iter().any(Option::is_some) {
            for ((slot, value), secret) in self.credentials.iter_mut().zip(&mut secrets) {
                *value = secret.take().map(|secret| Given {
                    value: SecretSource::Variable(slot.env.to_owned()),
                    from: secret.from,
                });
            }
        }
        Ok(())
    }

    fn add_options(&mut self, options: &AccountOptions) -> Result<(), Failure> {
        if let Some(url) = &options.base_url {
            self.base_url = Some(Given {
                value: url.clone(),
                from: Origin::Option("--base-url"),
            });
        }
        if let Some(value) = options.rate_limit {
            self.rate_limit = Some(Given {
                value,
                from: Origin::Option("--rate-limit"),
            });
        }
        for text in &options.settings {
            let Some((name, value)) = text.split_once('=') else {
                return Err(Failure::Usage(format!(
                    "--set {text} has no =: write it as NAME=VALUE, such as --set account_id=7"
                )));
            };
            // The library knows how to refuse a name.
            Account::new(self.vendor.slug)?.setting(name, value)?;
            let mut settings = self.settings.iter_mut();
            if let Some((_, place)) = settings.find(|(known, _)| known.parameter == name) {
                *place = Some(Given {
                    value: value.to_owned(),
                    from: Origin::Option("--set"),
                });
            }
        }
        Ok(())
    }

    /// Whether a credential is given.
    pub fn has_credential(&self) -> bool {
        self.credentials.iter().any(|(_, source)| source.is_some())
    }

    /// Whether nothing is given.
    pub fn is_empty(&self) -> bool {
        let has_setting = self.settings.iter().any(|(_, value)| value.is_some());
        self.base_url.is_none()
            && self.rate_limit.is_none()
            && !has_setting
            && !self.has_credential()
    }

    /// How many requests go out.
    pub fn rate(&self) -> Rate {
        let given = self.rate_limit.as_ref();
        given.map_or(Rate::Documented, |limit| limit.value.into())
    }

    /// The account, with its secrets read.
    ///
    /// # Errors
    ///
    /// If a secret can't be had.
    pub fn account(&self, variable: Variable) -> Result<Account, Failure> {
        let mut account = Account::new(self.vendor.slug)?;
        if let Some(url) = &self.base_url {
            account = account.base_url(&url.value);
        }
        for (setting, value) in &self.settings {
            if let Some(value) = value {
                account = account.setting(setting.parameter, &value.value)?;
            }
        }
        for (slot, source) in &self.credentials {
            if let Some(source) = source {
                account = account.credential(slot.scheme, source.value.read(variable)?)?;
            }
        }
        Ok(account)
    }
}

fn given<T: Clone>(located: &Located<T>, from: impl Fn(usize) -> Origin) -> Given<T> {
    Given {
        value: located.value.clone(),
        from: from(located.line),
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Option(name) => formatter.write_str(name),
            Self::Variable(name) => formatter.write_str(name),
            Self::Profile { name, path, line } => {
                write!(formatter, "profile {name}, {}:{line}", path.display())
            }
        }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}
