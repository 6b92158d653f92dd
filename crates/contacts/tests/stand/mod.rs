//! A vendor's sandbox, and an account at it.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use contacts::Account;
use contacts_sandbox::{Options, Running, Sandbox};

/// A sandbox with so many contacts, and an account with all that it needs.
pub async fn start(slug: &str, contacts: u64) -> (Account, Running) {
    let options = Options {
        contacts,
        ..Options::default()
    };
    let running = Sandbox::start(slug, options).await.unwrap();
    let mut account = Account::new(slug).unwrap().base_url(running.base_url());
    for slot in account.vendor().credentials {
        if let Some(secret) = running.credential(slot.scheme) {
            account = account.credential(slot.scheme, secret).unwrap();
        }
    }
    for setting in account.vendor().settings {
        if let Some(value) = running.setting(setting.parameter) {
            account = account.setting(setting.parameter, value).unwrap();
        }
    }
    (account, running)
}
