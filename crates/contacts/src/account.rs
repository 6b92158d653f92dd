//! An account at a vendor: where it is, and what proves who is calling.

mod error;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use contacts_runtime::client::policy::{Attempt, Observer, Policy};
use contacts_runtime::client::{BaseUrl, BaseUrlError, Secret, Slot, Transport};
use contacts_runtime::operation::Vendor;

use crate::contacts::Contacts;
use crate::vendors;

pub use error::AccountError;

/// An account at one vendor. Secrets in it never show.
#[derive(Clone)]
pub struct Account {
    vendor: &'static Vendor,
    base_url: Option<String>,
    credentials: BTreeMap<&'static str, Secret>,
    settings: BTreeMap<&'static str, String>,
    policy: Policy,
    watcher: Option<Watcher>,
}

/// Who is told how calls go.
#[derive(Clone)]
struct Watcher(Arc<dyn Observer>);

impl Account {
    /// An account at the vendor with this slug, without anything that it needs.
    ///
    /// # Errors
    ///
    /// If there is no such vendor in this build.
    pub fn new(slug: &str) -> Result<Self, AccountError> {
        let (vendor, ..) = vendors::row(slug)?;
        Ok(Self {
            vendor,
            base_url: None,
            credentials: BTreeMap::new(),
            settings: BTreeMap::new(),
            policy: Policy::default(),
            watcher: None,
        })
    }

    /// With everything that the environment has for this vendor: `CONTACTS_<SLUG>_BASE_URL`, and the variables that
    /// the vendor's credentials and settings name. `variable` looks one up; pass
    /// `|name| std::env::var(name).ok()`. What is empty counts as absent, and spaces around a value do not count.
    ///
    /// What is given later wins: the environment over what was given before it, and what is given after it over the
    /// environment.
    pub fn from_environment(mut self, variable: impl Fn(&str) -> Option<String>) -> Self {
        let value = |name: &str| {
            let value = variable(name)?.trim().to_owned();
            (!value.is_empty()).then_some(value)
        };
        self.base_url = value(&self.base_url_variable()).or(self.base_url);
        for slot in self.vendor.credentials {
            if let Some(secret) = value(slot.env) {
                self.credentials.insert(slot.scheme, Secret::new(secret));
            }
        }
        for setting in self.vendor.settings {
            if let Some(value) = value(setting.env) {
                self.settings.insert(setting.parameter, value);
            }
        }
        self
    }

    /// At this base URL.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// With a credential for one of the vendor's slots.
    ///
    /// # Errors
    ///
    /// If the vendor has no such slot.
    pub fn credential(
        mut self,
        scheme: &str,
        secret: impl Into<Secret>,
    ) -> Result<Self, AccountError> {
        let known = || self.vendor.credentials.iter().map(|slot| slot.scheme);
        let Some(slot) = known().find(|known| *known == scheme) else {
            return Err(AccountError::UnknownCredential {
                slug: self.vendor.slug,
                scheme: scheme.to_owned(),
                known: known().collect(),
            });
        };
        self.credentials.insert(slot, secret.into());
        Ok(self)
    }

    /// With one of the vendor's settings.
    ///
    /// # Errors
    ///
    /// If the vendor has no such setting.
    pub fn setting(
        mut self,
        parameter: &str,
        value: impl Into<String>,
    ) -> Result<Self, AccountError> {
        let known = || self.vendor.settings.iter().map(|setting| setting.parameter);
        let Some(name) = known().find(|known| *known == parameter) else {
            return Err(AccountError::UnknownSetting {
                slug: self.vendor.slug,
                parameter: parameter.to_owned(),
                known: known().collect(),
            });
        };
        self.settings.insert(name, value.into());
        Ok(self)
    }

    /// With this policy for its calls: attempts, bounds, rate.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// With somebody who is told of each attempt of a call, for progress and figures.
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.watcher = Some(Watcher(observer));
        self
    }

    /// The vendor.
    pub fn vendor(&self) -> &'static Vendor {
        self.vendor
    }

    /// The client of this account. Connects only when it is used.
    ///
    /// # Errors
    ///
    /// What is missing or wrong, and where it is set.
    pub fn connect(&self) -> Result<Contacts, AccountError> {
        vendors::connect(self)
    }

    /// The environment variable that holds the base URL.
    pub fn base_url_variable(&self) -> String {
        format!("CONTACTS_{}_BASE_URL", self.vendor.slug.to_uppercase())
    }

    /// The base URL: the one given, else what `otherwise` makes of the settings.
    pub(crate) fn server(
        &self,
        otherwise: impl FnOnce() -> Option<Result<BaseUrl, BaseUrlError>>,
    ) -> Result<BaseUrl, AccountError> {
        let (slug, hint) = (self.vendor.slug, self.vendor.base_url);
        let given = self.base_url.as_deref().map(str::parse);
        given
            .or_else(otherwise)
            .ok_or_else(|| AccountError::MissingBaseUrl {
                slug,
                env: self.base_url_variable(),
                hint,
            })?
            .map_err(|reason| AccountError::BaseUrl { slug, hint, reason })
    }

    /// The transport to a server, with a credential in its slots.
    pub(crate) fn transport(
        &self,
        base_url: BaseUrl,
        slots: Vec<Slot>,
    ) -> Result<Transport, AccountError> {
        let mut builder = Transport::builder(base_url, slots).policy(self.policy);
        if let Some(watcher) = &self.watcher {
            builder = builder.observer(watcher.clone());
        }
        Ok(builder.build()?)
    }

    /// The secret of a slot, if it was given.
    pub(crate) fn secret(&self, scheme: &str) -> Option<Secret> {
        self.credentials.get(scheme).cloned()
    }

    /// The stamp of the credential, the one that is taken if several were given.
    pub(crate) fn stamp(&self) -> Option<String> {
        let mut schemes = self.vendor.credentials.iter().map(|slot| slot.scheme);
        let secret = schemes.find_map(|scheme| self.credentials.get(scheme))?;
        Some(secret.stamp())
    }

    /// The error that no credential was given.
    pub(crate) fn missing_credential(&self) -> AccountError {
        AccountError::MissingCredential {
            slug: self.vendor.slug,
            env: self
                .vendor
                .credentials
                .iter()
                .map(|slot| slot.env)
                .collect(),
            title: self
                .vendor
                .credentials
                .first()
                .map_or("", |slot| slot.title),
        }
    }

    /// A setting, if it was given.
    pub(crate) fn optional(&self, parameter: &str) -> Option<&str> {
        self.settings.get(parameter).map(String::as_str)
    }

    /// A setting.
    pub(crate) fn required(&self, parameter: &str) -> Result<&str, AccountError> {
        self.optional(parameter).ok_or_else(|| {
            let setting = self
                .vendor
                .settings
                .iter()
                .find(|setting| setting.parameter == parameter);
            AccountError::MissingSetting {
                slug: self.vendor.slug,
                parameter: setting.map_or("", |setting| setting.parameter),
                env: setting.map_or("", |setting| setting.env),
                title: setting.map_or("", |setting| setting.title),
            }
        })
    }

    /// A setting that is a number.
    pub(crate) fn required_number(&self, parameter: &'static str) -> Result<i64, AccountError> {
        self.required(parameter)?
            .trim()
            .parse()
            .map_err(|_| AccountError::InvalidSetting {
                slug: self.vendor.slug,
                parameter,
                expected: "a whole number",
            })
    }
}

impl Observer for Watcher {
    fn attempt_ended(&self, attempt: &Attempt<'_>) {
        self.0.attempt_ended(attempt);
    }
}

impl fmt::Debug for Watcher {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Watcher")
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A base URL that is refused is not shown: it may hold a password.
        let base_url = self.base_url.as_deref().map(str::parse::<BaseUrl>);
        formatter
            .debug_struct("Account")
            .field("vendor", &self.vendor)
            .field("base_url", &base_url)
            .field("credentials", &self.credentials)
            .field("settings", &self.settings)
            .field("policy", &self.policy)
            .field("watcher", &self.watcher)
            .finish()
    }
}

impl fmt::Display for Account {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.vendor.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "5ecret-key-that-never-shows";

    fn account(slug: &str) -> Account {
        Account::new(slug).unwrap()
    }

    fn refused(account: &Account) -> String {
        account.connect().unwrap_err().to_string()
    }

    #[test]
    fn unknown_names_are_answered_with_the_known_ones() {
        let vendor = Account::new("hubspot").unwrap_err();
        let setting = account("digital99").setting("colour", "red").unwrap_err();
        let none = account("dmchamp").setting("colour", "red").unwrap_err();
        let credential = account("chatbotx").credential("key", SECRET).unwrap_err();
        insta::assert_snapshot!(
            [vendor, setting, none, credential].map(|error| error.to_string()).join("\n"),
            @"
        there is no vendor hubspot: the vendors are insighto, chatbotx, digital99, tetherai, dmchamp
        digital99 has no setting colour: it has account_id, host
        dmchamp has no setting colour: it has none
        chatbotx has no credential key: it has developerAccessToken, tokenInSearchParams
        "
        );
    }

    #[test]
    fn what_is_missing_is_said_with_the_variable_that_holds_it() {
        let key = |slug, scheme| account(slug).credential(scheme, SECRET).unwrap();
        let digital99 = key("digital99", "userApiKey");
        let seven = digital99.clone().setting("account_id", "seven").unwrap();
        let messages = [
            refused(&account("insighto")),
            refused(&account("chatbotx")),
            refused(&account("tetherai")),
            refused(&digital99),
            refused(&seven),
            refused(&key("insighto", "apiKey").base_url("http://api.insighto.ai")),
            refused(&key("insighto", "apiKey").base_url(format!("https://me:{SECRET}@host"))),
        ];
        let messages = messages.join("\n");
        assert!(!messages.contains(SECRET), "{messages}");
        insta::assert_snapshot!(messages, @"
        insighto needs a credential: set CONTACTS_INSIGHTO_API_KEY (Personal API key, from Settings, API tokens)
        chatbotx needs a credential: set CONTACTS_CHATBOTX_TOKEN or CONTACTS_CHATBOTX_QUERY_TOKEN (Token of the workspace, sent as a bearer token)
        tetherai needs a base URL: set CONTACTS_TETHERAI_BASE_URL (https:// and the host of the customer's own instance; there is no shared one)
        digital99 needs account_id: set CONTACTS_DIGITAL99_ACCOUNT_ID (Numeric id of the account)
        digital99: account_id must be a whole number
        insighto: the base URL is plain http to another machine, which would show the credential to the network: use https (for insighto: https://api.insighto.ai, without the /api/v1 that the paths bring along)
        insighto: the base URL holds user info: pass credentials by their slots instead (for insighto: https://api.insighto.ai, without the /api/v1 that the paths bring along)
        ");
    }

    #[test]
    fn what_is_given_later_wins() {
        let environment = |name: &str| {
            let value = match name {
                "CONTACTS_DIGITAL99_BASE_URL" => " https://environment.example.com/api\n",
                "CONTACTS_DIGITAL99_ACCOUNT_ID" => "7 ",
                "CONTACTS_DIGITAL99_HOST" => "  ",
                "CONTACTS_DIGITAL99_API_ACCESS_TOKEN" => "from-the-environment\n",
                _ => return None,
            };
            Some(value.to_owned())
        };
        let before = account("digital99")
            .base_url("https://before.example.com/api")
            .setting("account_id", "1")
            .unwrap()
            .setting("host", "before.example.com")
            .unwrap()
            .credential("userApiKey", "before")
            .unwrap()
            .from_environment(environment);
        assert_eq!(
            before.base_url.as_deref(),
            Some("https://environment.example.com/api")
        );
        assert_eq!(before.optional("account_id"), Some("7"));
        assert_eq!(
            before.secret("userApiKey"),
            Some(Secret::new("from-the-environment"))
        );
        // A variable without a value is none.
        assert_eq!(before.optional("host"), Some("before.example.com"));

        let after = before
            .base_url("https://after.example.com/api")
            .setting("account_id", "9")
            .unwrap()
            .credential("userApiKey", "after")
            .unwrap();
        assert_eq!(
            after.base_url.as_deref(),
            Some("https://after.example.com/api")
        );
        assert_eq!(after.optional("account_id"), Some("9"));
        assert_eq!(after.secret("userApiKey"), Some(Secret::new("after")));
    }

    #[test]
    fn debug_shows_no_secret() {
        for vendor in vendors::vendors() {
            let account = account(vendor.slug).from_environment(|_| Some(SECRET.to_owned()));
            assert!(!account.credentials.is_empty(), "{}", vendor.slug);
            // Settings are no secrets, and these have the secret's text.
            let account = Account {
                settings: BTreeMap::new(),
                ..account
            };
            let key = format!("https://key:{SECRET}@crm.example.com");
            let query = format!("https://crm.example.com/?token={SECRET}");
            for base_url in [SECRET, &key, &query] {
                let account = account.clone().base_url(base_url);
                let shown = format!("{account:?} {account:#?} {account}");
                assert!(!shown.contains(SECRET), "{shown}");
            }
        }
    }

    #[test]
    fn debug_shows_what_an_account_is_of() {
        let account = account("dmchamp").base_url("https://crm.example.com/api");
        let shown = format!("{account:?}");
        assert!(shown.contains("vendor: Vendor(dmchamp)"), "{shown}");
        assert!(shown.contains("https://crm.example.com/api"), "{shown}");
        assert!(shown.len() < 1000, "{shown}");
    }

    #[test]
    fn clients_show_no_secret() {
        for vendor in vendors::vendors() {
            let account = account(vendor.slug).from_environment(|name| match name {
                "CONTACTS_DIGITAL99_ACCOUNT_ID" => Some("7".to_owned()),
                name if name.ends_with("_BASE_URL") => Some("https://crm.example.com".to_owned()),
                name if name.contains("KEY") || name.contains("TOKEN") => Some(SECRET.to_owned()),
                _ => None,
            });
            let shown = format!("{:?}", account.connect().unwrap());
            assert_eq!(shown, format!("Contacts({})", vendor.slug));
        }
    }
}
