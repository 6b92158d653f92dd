//! The account that a command writes to.

use contacts::Contacts;
use contacts_sandbox::Running;

use super::header::Header;
use crate::account;
use crate::arguments::AccountOptions;
use crate::config::RateLimit;
use crate::console::Console;
use crate::exit::Failure;
use crate::text::quoted;

/// The account that a command writes to.
pub struct Target {
    /// The account.
    pub contacts: Contacts,
    pub(super) header: Header,
    /// The options that lead to it, for a shell; none where nothing is left of it after the command.
    pub(super) options: Option<String>,
    _sandbox: Option<Running>,
}

impl Target {
    /// Connects.
    pub async fn open(
        slug: &str,
        options: &AccountOptions,
        console: &mut Console<'_>,
    ) -> Result<Self, Failure> {
        let (opened, sandbox) = account::open(slug, options).await?;
        let contacts = console.watched(opened).connect()?;
        Ok(Self {
            header: Header::of(&contacts, options.new_credential),
            options: sandbox.is_none().then(|| written(options)),
            contacts,
            _sandbox: sandbox,
        })
    }

    /// Whether it is there after the command.
    pub fn is_lasting(&self) -> bool {
        self.options.is_some()
    }

    /// The vendor.
    pub fn slug(&self) -> &'static str {
        self.contacts.vendor().slug
    }
}

/// The options that lead to an account, as they were given, each with a space before it.
pub fn written(options: &AccountOptions) -> String {
    let mut text = String::new();
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            text.push_str(&format!(" {name} {}", quoted(&value)));
        }
    };
    add("--sandbox", options.sandbox.map(|it| it.to_string()));
    add("--profile", options.profile.clone());
    let config = options.config.as_ref();
    add("--config", config.map(|path| path.display().to_string()));
    add("--base-url", options.base_url.clone());
    for setting in &options.settings {
        add("--set", Some(setting.clone()));
    }
    add("--rate-limit", options.rate_limit.map(RateLimit::word));
    add("--attempts", options.attempts.map(|it| it.to_string()));
    add("--timeout", options.timeout.map(|it| it.to_string()));
    if options.new_credential {
        text.push_str(" --new-credential");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_option_is_written_as_a_shell_takes_it() {
        let options = AccountOptions {
            profile: Some("o'hara & sons".to_owned()),
            config: Some("my files/slow.toml".into()),
            base_url: Some("https://crm.example.com/api".to_owned()),
            settings: vec!["account_id=7".to_owned(), "host=a b".to_owned()],
            rate_limit: Some(RateLimit::PerSecond(0.5)),
            attempts: Some(2),
            timeout: Some(9),
            new_credential: true,
            sandbox: None,
        };
        let written = written(&options);
        assert_eq!(
            shlex::split(&written).unwrap(),
            [
                "--profile",
                "o'hara & sons",
                "--config",
                "my files/slow.toml",
                "--base-url",
                "https://crm.example.com/api",
                "--set",
                "account_id=7",
                "--set",
                "host=a b",
                "--rate-limit",
                "0.5",
                "--attempts",
                "2",
                "--timeout",
                "9",
                "--new-credential"
            ]
        );
        assert_eq!(super::written(&AccountOptions::default()), "");
    }
}
