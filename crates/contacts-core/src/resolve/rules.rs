//! What links two contacts and what never does, as data with defaults.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::model::ExternalIdKind;

/// What links two contacts. A name never does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum KeyKind {
    /// The same external id of one kind.
    ExternalId,
    /// The same identity in a channel, in one scope: an inbox, an account, or the service for public names.
    Channel,
    /// The same e-mail address, verified on both sides.
    VerifiedEmail,
    /// The same telephone number in E.164.
    Phone,
    /// The same telephone number in another spelling of its country, see [`PhoneSpelling`].
    PhoneSpelling,
    /// The same e-mail address.
    Email,
}

/// What counts as the same person. All of it has defaults, so a file names only what it changes.
///
/// ```
/// use contacts_core::resolve::{KeyKind, Rules};
///
/// let rules: Rules = serde_json::from_str(r#"{"limits": {"emails": 2}, "keys": ["phone", "email"]}"#)?;
/// assert_eq!(rules.keys, [KeyKind::Phone, KeyKind::Email]);
/// assert_eq!(rules.limits.phones, Rules::default().limits.phones);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Rules {
    /// What links, strongest first: where a limit leaves room for one of two links, the stronger one holds.
    /// What is left out links nobody.
    pub keys: Vec<KeyKind>,
    /// The kinds of external ids that name a person.
    pub external_ids: BTreeSet<ExternalIdKind>,
    /// Values that say nothing about who somebody is.
    pub blocked: Blocked,
    /// How much one person may have.
    pub limits: Limits,
    /// Spellings of an address that are one mailbox, by domain in lower case. Empty by default: only the
    /// owner of a domain knows.
    pub email_folding: BTreeMap<String, EmailFolding>,
    /// Spellings of a telephone number that are one line. The numbers stay as they are.
    pub phone_spellings: Vec<PhoneSpelling>,
}

/// Values that say nothing about who somebody is. They link nobody and count for no limit.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Blocked {
    /// Local parts of e-mail addresses, in lower case; what stands behind a plus sign does not count.
    pub mailboxes: BTreeSet<String>,
    /// Domains of e-mail addresses, in lower case, with all below them.
    pub domains: BTreeSet<String>,
    /// Whole e-mail addresses, in lower case.
    pub emails: BTreeSet<String>,
    /// Telephone numbers in E.164.
    pub phones: BTreeSet<String>,
    /// Telephone numbers of which the last seven digits are one and the same.
    pub repeated_digits: bool,
    /// External ids and identities in channels, in lower case. Those of zeros only are blocked anyway.
    pub ids: BTreeSet<String>,
}

/// How much one person may have, and how many contacts one value may name. What would go beyond is refused.
///
/// The time that a link takes grows with the limits: they are no numbers of thousands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Limits {
    /// E-mail addresses of one cluster.
    pub emails: usize,
    /// Telephone numbers of one cluster; spellings of a line count once.
    pub phones: usize,
    /// External ids of one kind that one account gave to one cluster.
    pub external_ids: usize,
    /// Contacts that have one value in common. With more it is a shared mailbox or number, and links none.
    pub contacts: usize,
}

/// Which spellings of an address are one mailbox at a domain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct EmailFolding {
    /// Dots in the local part do not count.
    pub dots: bool,
    /// What stands behind a plus sign does not count.
    pub plus: bool,
}

/// Digits that the numbers of a country are written with or without.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PhoneSpelling {
    /// What people call it.
    pub name: String,
    /// Country calling code, digits only.
    pub country: String,
    /// How many digits stand between the calling code and the optional ones: an area code.
    pub area: usize,
    /// The digits that may be there or not.
    pub optional: String,
    /// How many digits follow.
    pub rest: usize,
    /// What the first of these may be.
    pub first: String,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            keys: vec![
                KeyKind::ExternalId,
                KeyKind::Channel,
                KeyKind::VerifiedEmail,
                KeyKind::Phone,
                KeyKind::PhoneSpelling,
                KeyKind::Email,
            ],
            // A referral parameter names a link and not a person.
            external_ids: [ExternalIdKind::Identifier, ExternalIdKind::ExternalId].into(),
            blocked: Blocked::default(),
            limits: Limits::default(),
            email_folding: BTreeMap::new(),
            phone_spellings: vec![
                // Mobile numbers got a ninth digit up to 2016; WhatsApp still knows many without it.
                spelling("br-ninth-digit", "55", 2, "9", 8, "6789"),
                // The 1 of mobile numbers, gone since 2019, is still in front of what WhatsApp sends.
                spelling("mx-mobile-one", "52", 0, "1", 10, "23456789"),
                // The 9 of mobile numbers that are called from abroad.
                spelling("ar-mobile-nine", "54", 0, "9", 10, "123"),
            ],
        }
    }
}

impl Default for Blocked {
    fn default() -> Self {
        Self {
            mailboxes: set(&[
                "anonymous",
                "do-not-reply",
                "donotreply",
                "fake",
                "mailer-daemon",
                "na",
                "no-reply",
                "nobody",
                "noemail",
                "none",
                "noreply",
                "null",
                "postmaster",
                "test",
                "undefined",
                "unknown",
            ]),
            domains: set(&["invalid"]),
            emails: set(&["a@a.com", "asdf@asdf.com", "email@email.com"]),
            phones: set(&["+11234567890"]),
            repeated_digits: true,
            ids: set(&[
                "-",
                "anonymous",
                "default",
                "guest",
                "n/a",
                "na",
                "nil",
                "none",
                "null",
                "test",
                "undefined",
                "unknown",
            ]),
        }
    }
}

impl Default for Limits {
    /// Five of each point of contact and one external id, as customer data platforms have it; ten contacts
    /// with one value are more than one person has in five vendors, each with a double.
    fn default() -> Self {
        Self {
            emails: 5,
            phones: 5,
            external_ids: 1,
            contacts: 10,
        }
    }
}

// Somebody may have put people's addresses there.
contacts_runtime::opaque_debug!(Rules, Blocked);

impl Blocked {
    pub(super) fn has_email(&self, key: &str) -> bool {
        let Some((mailbox, domain)) = key.rsplit_once('@') else {
            return false;
        };
        let name = mailbox.split('+').next().unwrap_or_default();
        let mut above =
            std::iter::successors(Some(domain), |domain| Some(domain.split_once('.')?.1));
        self.mailboxes.contains(name)
            || self.emails.contains(key)
            || above.any(|domain| self.domains.contains(domain))
    }

    pub(super) fn has_phone(&self, e164: &str) -> bool {
        let mut last = e164.bytes().rev().take(7);
        let first = last.next();
        (self.repeated_digits && last.all(|digit| Some(digit) == first))
            || self.phones.contains(e164)
    }

    pub(super) fn has_id(&self, value: &str) -> bool {
        value.bytes().all(|byte| byte == b'0' || byte == b'-')
            || self.ids.contains(&value.to_lowercase())
    }
}

impl Rules {
    /// The longer spelling of a number that is in its short one.
    pub(super) fn long(&self, short: &str) -> String {
        let long = self
            .phone_spellings
            .iter()
            .find_map(|spelling| spelling.long(short));
        long.unwrap_or_else(|| short.to_owned())
    }
}

impl PhoneSpelling {
    fn long(&self, short: &str) -> Option<String> {
        let number = short.split(';').next()?;
        self.short(number)?;
        let (before, after) = short.split_at_checked(1 + self.country.len() + self.area)?;
        Some(format!("{before}{}{after}", self.optional))
    }

    /// The number without the optional digits, and whether it had them; none if it is no such number.
    pub(super) fn short(&self, e164: &str) -> Option<(String, bool)> {
        let national = e164
            .strip_prefix('+')?
            .strip_prefix(self.country.as_str())?;
        let (area, rest) = national.split_at_checked(self.area)?;
        let fits = |rest: &str| {
            rest.len() == self.rest && rest.starts_with(|digit| self.first.contains(digit))
        };
        let short = |rest| format!("+{}{area}{rest}", self.country);
        match rest
            .strip_prefix(self.optional.as_str())
            .filter(|rest| fits(rest))
        {
            Some(without) => Some((short(without), true)),
            None => fits(rest).then(|| (short(rest), false)),
        }
    }
}

fn spelling(
    name: &str,
    country: &str,
    area: usize,
    optional: &str,
    rest: usize,
    first: &str,
) -> PhoneSpelling {
    PhoneSpelling {
        name: name.to_owned(),
        country: country.to_owned(),
        area,
        optional: optional.to_owned(),
        rest,
        first: first.to_owned(),
    }
}

fn set(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

impl KeyKind {
    /// What it is, in words for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::ExternalId => "external id",
            Self::Channel => "identity in a channel",
            Self::VerifiedEmail => "verified e-mail address",
            Self::Phone => "telephone number",
            Self::PhoneSpelling => "telephone number in another spelling",
            Self::Email => "e-mail address",
        }
    }
}
