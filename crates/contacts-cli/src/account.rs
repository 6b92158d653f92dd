//! The account that a command works with.

use contacts::runtime::client::policy::Rate;
use contacts::runtime::operation::Capability;
use contacts::{Account, Error, Unsupported};
use contacts_sandbox::{Options, Running, Sandbox};

use crate::arguments::AccountOptions;
use crate::config::{Chosen, Config, ConfigError, Layers, environment};
use crate::exit::Failure;

/// Refuses what the vendor can't do, before anybody looks for its key.
pub fn need(slug: &str, capability: Capability) -> Result<(), Failure> {
    let vendor = Account::new(slug)?.vendor();
    if vendor.serving(capability).is_empty() {
        return Err(Error::from(Unsupported::new(vendor, capability)).into());
    }
    Ok(())
}

/// The account of a vendor, with the sandbox behind it if it is one: that lives as long as the value.
pub async fn open(
    slug: &str,
    options: &AccountOptions,
) -> Result<(Account, Option<Running>), Failure> {
    if let Some(contacts) = options.sandbox {
        let (account, running) = sandbox(slug, contacts).await?;
        // The limits are the vendor's; a sandbox of one's own has none.
        let rate = options.rate_limit.map_or(Rate::Unlimited, Rate::from);
        return Ok((account.policy(options.policy(rate)), Some(running)));
    }
    let config = Config::read(options.config.as_deref())?;
    let chosen = config.account(slug, options.profile.as_deref())?;
    let layers = chosen.layers(&config, options, environment)?;
    let known = config.profiles_of(slug);
    if matches!(chosen, Chosen::Vendor(_)) && !layers.has_credential() && !known.is_empty() {
        let vendor = layers.vendor.slug;
        return Err(ConfigError::NoneChosen { vendor, known }.into());
    }
    Ok((of(&layers, options)?, None))
}

/// The account that is put together so, with its secrets read.
pub fn of(layers: &Layers, options: &AccountOptions) -> Result<Account, Failure> {
    let account = layers.account(environment)?;
    Ok(account.policy(options.policy(layers.rate())))
}

/// A sandbox of one vendor with its account.
pub async fn sandbox(slug: &str, contacts: u64) -> Result<(Account, Running), Failure> {
    // The library has the better words for a slug that is none.
    Account::new(slug)?;
    let options = Options {
        contacts,
        ..Options::default()
    };
    let running = Sandbox::start(slug, options).await?;
    Ok((connected(&running)?, running))
}

/// The account of a sandbox.
pub fn connected(running: &Running) -> Result<Account, Failure> {
    let mut account = Account::new(running.slug())?.base_url(running.base_url());
    let vendor = account.vendor();
    for slot in vendor.credentials {
        if let Some(secret) = running.credential(slot.scheme) {
            account = account.credential(slot.scheme, secret)?;
        }
    }
    for setting in vendor.settings {
        if let Some(value) = running.setting(setting.parameter) {
            account = account.setting(setting.parameter, value)?;
        }
    }
    Ok(account)
}
