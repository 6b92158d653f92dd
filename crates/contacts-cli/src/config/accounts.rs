//! Which accounts there are: one a profile, and one a vendor that the environment alone configures.

use std::fmt;

use contacts::Account;
use contacts::runtime::operation::Vendor;

use super::error::ConfigError;
use super::layers::{Layers, Variable};
use super::{Broken, Config, Profile};
use crate::arguments::AccountOptions;
use crate::exit::Failure;

/// An account, before anything of it was put together.
#[derive(Clone, Copy, Debug)]
pub enum Chosen<'a> {
    /// That of a profile.
    Profile(&'a str, &'a Result<Profile, Broken>),
    /// That of a vendor without a profile.
    Vendor(&'static Vendor),
}

impl Config {
    /// The account that a command works with: of the profile asked for, else of the one that is called like the vendor, else
    /// without one.
    ///
    /// # Errors
    ///
    /// If the vendor is unknown, or the profile is, is broken, or is of another vendor.
    pub fn account(&self, slug: &str, asked: Option<&str>) -> Result<Chosen<'_>, Failure> {
        let vendor = Account::new(slug)?.vendor();
        let chosen = match (asked, self.profiles.get_key_value(slug)) {
            (Some(asked), _) => self.profile(asked)?,
            (None, Some((name, profile))) => Chosen::Profile(name, profile),
            (None, None) => Chosen::Vendor(vendor),
        };
        match chosen {
            Chosen::Profile(name, Ok(profile)) if profile.vendor.slug != slug => {
                Err(Failure::Config(ConfigError::OtherVendor {
                    path: self.path.clone(),
                    name: name.to_owned(),
                    vendor: profile.vendor.slug,
                    asked: slug.to_owned(),
                }))
            }
            chosen => Ok(chosen),
        }
    }

    /// The accounts that these names of profiles and vendors mean; without a name, all. With a profile asked for, the names are
    /// those of its vendor, as for other commands.
    ///
    /// # Errors
    ///
    /// If a name or the profile is unknown, or the profile is of another vendor.
    pub fn accounts(
        &self,
        names: &[String],
        asked: Option<&str>,
        variable: Variable,
    ) -> Result<Vec<Chosen<'_>>, Failure> {
        if let Some(asked) = asked {
            for slug in names {
                self.account(slug, Some(asked))?;
            }
            return Ok(vec![self.profile(asked)?]);
        }
        let all = self.all(variable);
        if names.is_empty() {
            return Ok(all);
        }
        let mut accounts: Vec<Chosen<'_>> = Vec::new();
        for name in names {
            let of_name = all.iter().filter(|it| it.is_called(name));
            let mut found: Vec<_> = of_name.copied().collect();
            if found.is_empty() {
                let vendor = contacts::vendors().find(|vendor| vendor.slug == name);
                let unknown = || ConfigError::UnknownName {
                    path: self.path.clone(),
                    name: name.clone(),
                    known: self.names(),
                };
                found.push(Chosen::Vendor(vendor.ok_or_else(unknown)?));
            }
            found.retain(|it| accounts.iter().all(|known| known.name() != it.name()));
            accounts.extend(found);
        }
        Ok(accounts)
    }

    /// Each profile, then each vendor that the environment configures.
    fn all(&self, variable: Variable) -> Vec<Chosen<'_>> {
        let profiles = self.profiles.iter();
        let mut all: Vec<_> = profiles
            .map(|(name, profile)| Chosen::Profile(name, profile))
            .collect();
        for vendor in contacts::vendors() {
            // The profile with the name of a vendor is the vendor's usual account.
            if self.profiles.contains_key(vendor.slug) {
                continue;
            }
            let alone = Chosen::Vendor(vendor);
            // What is no credential may be meant for a profile.
            let has_profile = all.iter().any(|it| it.is_called(vendor.slug));
            let layers = alone.layers(self, &AccountOptions::default(), variable);
            let is_configured = layers.map_or(!has_profile, |layers| {
                layers.has_credential() || (!has_profile && !layers.is_empty())
            });
            if is_configured {
                all.push(alone);
            }
        }
        all
    }

    /// The profiles of a vendor that are not broken.
    pub fn profiles_of(&self, slug: &str) -> Vec<String> {
        let of = |profile: &Result<Profile, Broken>| {
            let profile = profile.as_ref();
            profile.is_ok_and(|profile| profile.vendor.slug == slug)
        };
        let profiles = self.profiles.iter().filter(|(_, profile)| of(profile));
        profiles.map(|(name, _)| name.clone()).collect()
    }

    fn profile(&self, name: &str) -> Result<Chosen<'_>, ConfigError> {
        match self.profiles.get_key_value(name) {
            Some((name, profile)) => Ok(Chosen::Profile(name, profile)),
            None => Err(ConfigError::UnknownProfile {
                path: self.path.clone(),
                name: name.to_owned(),
                known: self.names(),
            }),
        }
    }
}

impl<'a> Chosen<'a> {
    /// The profile, if it is that of one.
    pub fn profile(&self) -> Option<&'a str> {
        match self {
            Self::Profile(name, _) => Some(name),
            Self::Vendor(_) => None,
        }
    }

    /// The vendor; nothing if the profile is too broken to say.
    pub fn vendor(&self) -> Option<&'static Vendor> {
        match self {
            Self::Profile(_, Ok(profile)) => Some(profile.vendor),
            Self::Profile(_, Err(broken)) => broken.vendor,
            Self::Vendor(vendor) => Some(vendor),
        }
    }

    /// As it is asked for.
    pub fn name(&self) -> &'a str {
        match self {
            Self::Profile(name, _) => name,
            Self::Vendor(vendor) => vendor.slug,
        }
    }

    /// Everything that it is made of.
    ///
    /// # Errors
    ///
    /// If the profile is broken, or an option or a variable can't be used.
    pub fn layers(
        &self,
        config: &Config,
        options: &AccountOptions,
        variable: Variable,
    ) -> Result<Layers, Failure> {
        match self {
            Self::Profile(name, Ok(profile)) => {
                let from = Some((*name, profile));
                Layers::of(profile.vendor, config, from, options, variable)
            }
            Self::Profile(_, Err(broken)) => {
                Err(ConfigError::Invalid(broken.problem.clone()).into())
            }
            Self::Vendor(vendor) => Layers::of(vendor, config, None, options, variable),
        }
    }

    /// Whether it or its vendor has this name.
    fn is_called(&self, name: &str) -> bool {
        self.name() == name || self.vendor().is_some_and(|vendor| vendor.slug == name)
    }
}

impl fmt::Display for Chosen<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())?;
        match self.vendor() {
            Some(vendor) if vendor.slug != self.name() => write!(formatter, " ({})", vendor.slug),
            _ => Ok(()),
        }
    }
}
