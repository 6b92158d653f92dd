//! What of a contact can be compared with another one.

use std::borrow::Cow;

use super::rules::{EmailFolding, Rules};
use crate::model::{
    ChannelIdentity, Contact, EmailAddress, IdentityKind, IdentityScope, PhoneNumber, RemoteId,
    Service, Source, Verification,
};
use crate::normalize::email::email;
use crate::normalize::phone::{PhoneHint, phone};

/// Stands between the parts of a key. The value is the last part.
pub(super) const BREAK: &str = "\u{1f}";

/// Something that two contacts can have in common.
pub(super) struct Key {
    pub family: Family,
    pub text: String,
    /// Of an e-mail address: verified. Of a telephone number: written with the optional digits.
    pub flag: bool,
    pub blocked: bool,
}

/// What a key is of. Keys of one text in two families have nothing to do with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    ExternalId,
    Channel,
    Phone,
    Email,
}

impl Family {
    pub const ALL: [Self; 4] = [Self::ExternalId, Self::Channel, Self::Phone, Self::Email];
}

/// The keys of a contact, in its own order. Longer texts than any real value are no keys.
pub(super) fn keys(contact: &Contact, rules: &Rules) -> impl Iterator<Item = Key> {
    let source = &contact.source;
    let ids = source
        .external_ids
        .iter()
        .filter(|id| rules.external_ids.contains(&id.kind) && !id.value.trim().is_empty())
        .map(|id| Key {
            family: Family::ExternalId,
            text: join(&[id.kind.as_str(), id.value.trim()]),
            flag: false,
            blocked: rules.blocked.has_id(id.value.trim()),
        });
    let channels = contact
        .online_services
        .iter()
        .filter_map(|identity| channel(identity, source, rules));
    let phones = contact
        .phones
        .iter()
        .filter_map(|phone| number(phone, rules));
    let emails = contact
        .emails
        .iter()
        .filter_map(|email| address(email, rules));
    ids.chain(channels)
        .chain(phones)
        .chain(emails)
        .filter(|key| key.text.len() <= 1024)
}

/// An identity is a telephone number, an e-mail address, a public name of the whole service, or an id that
/// means something in one inbox or one account only.
fn channel(identity: &ChannelIdentity, source: &Source, rules: &Rules) -> Option<Key> {
    let value = identity.value.trim();
    let service = identity.service.as_str();
    // A word of the vendor, which could pass for other parts.
    if value.is_empty() || service.contains(BREAK) {
        return None;
    }
    let text = match (&identity.kind, &identity.scope) {
        (Some(IdentityKind::Phone), _) => {
            return number(&phone_of(value, &identity.service), rules);
        }
        (Some(IdentityKind::Email), _) => return address(&email(value.to_owned()).0, rules),
        (Some(IdentityKind::Handle), None) => join(&[service, &handle(value)?]),
        (_, Some(IdentityScope::Inbox)) => {
            // Without its inbox nobody can say where the id means something.
            let inbox = identity.inbox.as_ref()?.id.as_ref()?;
            join(&[service, &place(source), &written(inbox), value])
        }
        _ => join(&[service, &place(source), value]),
    };
    Some(Key {
        family: Family::Channel,
        text,
        flag: false,
        blocked: rules.blocked.has_id(value),
    })
}

/// WhatsApp writes numbers with their country code and without a plus sign.
fn phone_of(value: &str, service: &Service) -> PhoneNumber {
    let is_whatsapp =
        *service == Service::Whatsapp && value.starts_with(|digit: char| digit.is_ascii_digit());
    let sign = if is_whatsapp { "+" } else { "" };
    phone(format!("{sign}{value}"), PhoneHint::Nothing).0
}

/// A public name: without its sign, in lower case. Agents also type in links, which are no names.
fn handle(value: &str) -> Option<String> {
    let name = value.strip_prefix('@').unwrap_or(value);
    let is_name = |letter: char| letter != '/' && !letter.is_whitespace() && !letter.is_control();
    (!name.is_empty() && name.chars().all(is_name)).then(|| name.to_lowercase())
}

fn number(phone: &PhoneNumber, rules: &Rules) -> Option<Key> {
    let digits = phone.e164.clone().or_else(|| as_written(phone))?;
    let spelled = rules
        .phone_spellings
        .iter()
        .find_map(|spelling| spelling.short(&digits));
    let (mut text, flag) = match spelled {
        Some(spelled) => spelled,
        None => (phone.e164.clone()?, false),
    };
    // Two persons at two extensions of a switchboard share no number.
    if let Some(extension) = &phone.extension {
        text = format!("{text};ext={extension}");
    }
    Some(Key {
        family: Family::Phone,
        text,
        flag,
        blocked: rules.blocked.has_phone(&digits),
    })
}

/// A number with its country code that its plan does not know, as `+521` is not in Mexico's any more. It may
/// be the old spelling of one that it knows.
fn as_written(phone: &PhoneNumber) -> Option<String> {
    let text = phone.raw.trim();
    let number = match &phone.scheme {
        Some(scheme) => text.get(scheme.len() + 1..)?.trim_start(),
        None => text,
    };
    let is_plain = |letter: char| letter.is_ascii_digit() || "+-.() ".contains(letter);
    (number.starts_with('+') && number.chars().all(is_plain)).then(|| {
        number
            .chars()
            .filter(|letter| letter.is_ascii_digit() || *letter == '+')
            .collect()
    })
}

fn address(email: &EmailAddress, rules: &Rules) -> Option<Key> {
    let key = email
        .match_key
        .as_deref()
        .or(email.address.as_deref())?
        .trim()
        .to_lowercase();
    let (mailbox, domain) = key.rsplit_once('@')?;
    let domain = match domain.is_ascii() {
        true => Cow::Borrowed(domain),
        false => idna::domain_to_ascii(domain).map_or(Cow::Borrowed(domain), Cow::Owned),
    };
    let folding = rules.email_folding.get(domain.as_ref()).copied();
    let mailbox = fold(mailbox, folding.unwrap_or_default());
    let text = format!("{mailbox}@{domain}");
    Some(Key {
        family: Family::Email,
        blocked: rules.blocked.has_email(&text),
        text,
        flag: matches!(email.verified, Verification::Yes { .. }),
    })
}

fn fold(mailbox: &str, folding: EmailFolding) -> Cow<'_, str> {
    let name = match mailbox.split_once('+') {
        Some((name, _)) if folding.plus && !name.is_empty() => name,
        _ => mailbox,
    };
    match folding.dots {
        true => Cow::Owned(name.replace('.', "")),
        false => Cow::Borrowed(name),
    }
}

/// Server and account, which say where an id means something.
fn place(source: &Source) -> String {
    let account = source.account.as_ref().map(written).unwrap_or_default();
    join(&[
        &source.provider,
        source.instance.trim_end_matches('/'),
        &account,
    ])
}

/// An id with its JSON type, so that `7` and `"7"` differ.
fn written(id: &RemoteId) -> String {
    serde_json::to_string(id).unwrap_or_default()
}

/// The parts, of which only the last one may contain the break.
fn join(parts: &[&str]) -> String {
    parts.join(BREAK)
}
