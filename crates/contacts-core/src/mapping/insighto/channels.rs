//! The `channels` of a contact: its telephone number, which is nowhere else, and who it is elsewhere.
//!
//! Keys and their meaning are on docs.insighto.ai, page "outreach/contacts". There `country_code` is the
//! calling code (`1`) and `dial_code` the country (`US`): the reverse of what the words mean elsewhere.

#![deny(unused_variables)]

use contacts_insighto::types;
use contacts_runtime::Patch;
use serde_json::{Map, Value};

use crate::mapping::scope::Scope;
use crate::model::{
    ChannelIdentity, Contact, EmailAddress, IdentityKind, IssueCode, PhoneNumber, RegionSource,
    Service,
};
use crate::normalize::phone::{PhoneHint, phone};

pub(super) fn channels(at: &mut Scope<'_>, channels: types::Channels, contact: &mut Contact) {
    let types::Channels {
        country_code,
        dial_code,
        email,
        instagram,
        microsoft_teams,
        national_number,
        slack,
        telephone,
        whatsapp,
        extra,
    } = channels;
    for found in at.emails("email", email) {
        if !contact.emails.iter().any(|known| is_same(known, &found)) {
            contact.emails.push(found);
        }
    }
    let number = Number {
        calling_code: at.text("country_code", country_code),
        country: at.text("dial_code", dial_code),
    };
    contact.phones = number.phones(at, telephone, national_number);
    number.check(at, &contact.phones);

    let whatsapp = at.text("whatsapp", whatsapp).map(|value| ChannelIdentity {
        service: Service::Whatsapp,
        kind: is_number(&value).then_some(IdentityKind::Phone),
        value,
        ..ChannelIdentity::default()
    });
    contact.online_services.extend(whatsapp);
    for (key, member, service, kind) in [
        (
            "instagram",
            instagram,
            Service::Instagram,
            IdentityKind::Handle,
        ),
        ("slack", slack, Service::Slack, IdentityKind::Opaque),
        (
            "microsoft_teams",
            microsoft_teams,
            Service::MicrosoftTeams,
            IdentityKind::Opaque,
        ),
    ] {
        let identity = at.text(key, member).map(|value| ChannelIdentity {
            service,
            kind: Some(kind),
            value,
            ..ChannelIdentity::default()
        });
        contact.online_services.extend(identity);
    }
    contact.online_services.extend(others(at, extra));
}

/// What `channels` says beside a number about its country.
struct Number {
    calling_code: Option<String>,
    country: Option<String>,
}

impl Number {
    /// The whole number; the national one only where the whole one is not there or can't be read.
    fn phones(
        &self,
        at: &mut Scope<'_>,
        telephone: Patch<String>,
        national: Patch<String>,
    ) -> Vec<PhoneNumber> {
        let hint = self.hint(telephone.as_option());
        let mut phones = at.phones_with("telephone", telephone, hint);
        let Some(e164) = phones.first().and_then(|phone| phone.e164.as_deref()) else {
            let hint = self.hint_of_national();
            phones.extend(at.phones_with("national_number", national, hint));
            return phones;
        };
        if let Some(national) = at.text("national_number", national)
            && !self.is_same(&national, e164)
        {
            at.misfit("national_number", IssueCode::Conflict, national.into());
        }
        phones
    }

    /// Integrations send the whole number without its plus sign, so a calling code in front of it is not
    /// repeated. With the country, the numbering plan tells the two apart.
    fn hint(&self, telephone: Option<&String>) -> PhoneHint<'_> {
        match (&self.country, &self.calling_code, telephone) {
            (Some(country), _, _) => PhoneHint::Region(country, RegionSource::Sibling),
            (None, Some(code), Some(telephone)) if !telephone.starts_with(code.as_str()) => {
                PhoneHint::CountryCode(code)
            }
            _ => PhoneHint::Nothing,
        }
    }

    fn hint_of_national(&self) -> PhoneHint<'_> {
        match (&self.calling_code, &self.country) {
            (Some(code), _) => PhoneHint::CountryCode(code),
            (None, Some(country)) => PhoneHint::Region(country, RegionSource::Sibling),
            (None, None) => PhoneHint::Nothing,
        }
    }

    /// Whether the national number is the end of the whole one, or what a numbering plan makes of it.
    fn is_same(&self, national: &str, e164: &str) -> bool {
        let digits: String = national.chars().filter(char::is_ascii_digit).collect();
        // A plus sign and a calling code of one to three digits (ITU-T E.164).
        let rest = e164.strip_suffix(digits.trim_start_matches('0'));
        if rest.is_some_and(|rest| (2..=4).contains(&rest.len())) {
            return true;
        }
        let (read, _) = phone(national.to_owned(), self.hint_of_national());
        read.e164.as_deref() == Some(e164)
    }

    /// Calling code and country repeat what the number says. Without a number to compare them with they
    /// are kept in extra.
    fn check(self, at: &mut Scope<'_>, phones: &[PhoneNumber]) {
        let read = phones.iter().find(|phone| phone.e164.is_some());
        match (
            self.calling_code,
            read.and_then(|phone| phone.e164.as_deref()),
        ) {
            (Some(code), Some(e164)) => {
                let digits = e164.trim_start_matches('+');
                if !digits.starts_with(code.trim().trim_start_matches('+')) {
                    at.misfit("country_code", IssueCode::Conflict, code.into());
                }
            }
            (code, None) => at.keep("country_code", code),
            (None, Some(_)) => {}
        }
        match (self.country, read.and_then(|phone| phone.region.as_deref())) {
            (Some(country), Some(region)) => {
                if !country.trim().eq_ignore_ascii_case(region) {
                    at.misfit("dial_code", IssueCode::Conflict, country.into());
                }
            }
            (country, None) => at.keep("dial_code", country),
            (None, Some(_)) => {}
        }
    }
}

/// Any other key is a channel too: the guide names nine, and others occur.
fn others(at: &mut Scope<'_>, channels: Map<String, Value>) -> Vec<ChannelIdentity> {
    let mut identities = Vec::new();
    for (key, value) in channels {
        let (value, data) = match value {
            Value::Null => continue,
            Value::String(text) if text.is_empty() => continue,
            Value::String(text) => (text, None),
            Value::Object(mut members) => match members.remove("id") {
                Some(Value::String(id)) => (id, Some(members)),
                id => {
                    members.extend(id.map(|id| ("id".to_owned(), id)));
                    at.keep(&key, members);
                    continue;
                }
            },
            other => {
                at.keep(&key, other);
                continue;
            }
        };
        let service = Service::from_vendor(key.clone());
        if !service.is_known() {
            at.issue(&key, IssueCode::UnknownEnumValue, key.as_str());
        }
        identities.push(ChannelIdentity {
            service,
            value,
            data: data.filter(|data| !data.is_empty()).map(Value::Object),
            ..ChannelIdentity::default()
        });
    }
    identities
}

fn is_same(one: &EmailAddress, other: &EmailAddress) -> bool {
    one.raw == other.raw || (one.match_key.is_some() && one.match_key == other.match_key)
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::Origin;

    /// The contact of these channels, and the codes of its issues.
    fn contact(channels: &str) -> (Contact, Vec<&'static str>) {
        let body = format!(
            r#"{{"data": {{"id": "1", "email": "a@example.com", "channels": {channels}}}}}"#
        );
        let origin = Origin::new("insighto", "https://api.insighto.ai");
        let mut mapped = super::super::MAPPING
            .map("getContact", &body, &origin)
            .unwrap();
        let contact = mapped.contacts.remove(0);
        let codes = contact
            .issues
            .iter()
            .map(|issue| issue.code.as_str())
            .collect();
        (contact, codes)
    }

    fn numbers(channels: &str) -> (Vec<Option<String>>, Vec<&'static str>) {
        let (contact, codes) = contact(channels);
        let numbers = contact.phones.into_iter().map(|phone| phone.e164);
        (numbers.collect(), codes)
    }

    #[test]
    fn the_parts_of_a_number_are_checked_against_the_whole() {
        let whole = || vec![Some("+12025550123".to_owned())];
        let agree = r#"{"telephone": "+12025550123", "national_number": "(202) 555-0123", "country_code": "+1"}"#;
        assert_eq!(numbers(agree), (whole(), vec![]));
        let alone = r#"{"telephone": "+12025550123", "national_number": "2025550123"}"#;
        assert_eq!(numbers(alone), (whole(), vec![]));
        let other = r#"{"telephone": "+12025550123", "national_number": "2025550124", "country_code": "44"}"#;
        assert_eq!(numbers(other), (whole(), vec!["conflict", "conflict"]));
    }

    #[test]
    fn a_number_that_can_not_be_read_leaves_room_for_its_parts() {
        let parts =
            r#"{"telephone": "none", "national_number": "2025550123", "country_code": "1"}"#;
        let expected = vec![None, Some("+12025550123".to_owned())];
        assert_eq!(numbers(parts), (expected, vec!["invalid-phone"]));
    }

    #[test]
    fn a_calling_code_is_not_put_before_a_number_that_begins_with_it() {
        let begins = r#"{"telephone": "12025550123", "country_code": "1"}"#;
        assert_eq!(numbers(begins), (vec![None], vec!["phone-needs-region"]));
        let other = r#"{"telephone": "2025550123", "country_code": "1"}"#;
        assert_eq!(
            numbers(other),
            (vec![Some("+12025550123".to_owned())], vec![])
        );
    }

    #[cfg(feature = "phone")]
    #[test]
    fn a_numbering_plan_knows_prefixes_that_the_whole_number_has_not() {
        // Argentina writes mobiles with 0 and 15 at home, with 9 abroad.
        let mobile = r#"{"telephone": "+5491123456789", "national_number": "011 15-2345-6789", "country_code": "54", "dial_code": "ar"}"#;
        assert_eq!(
            numbers(mobile),
            (vec![Some("+5491123456789".to_owned())], vec![])
        );
        let swapped = r#"{"telephone": "+12025550123", "country_code": "1", "dial_code": "GB"}"#;
        assert_eq!(numbers(swapped).1, ["conflict"]);
    }

    #[test]
    fn another_address_is_a_second_one() {
        assert_eq!(contact(r#"{"email": "A@example.com"}"#).0.emails.len(), 1);
        assert_eq!(contact(r#"{"email": "b@example.com"}"#).0.emails.len(), 2);
    }

    #[test]
    fn a_key_that_nobody_knew_is_a_channel() {
        let (contact, codes) = contact(
            r#"{"pigeon": "p", "line": {"id": 7}, "sms": [], "whatsapp": "US.13491208655302741918"}"#,
        );
        let [whatsapp, pigeon] = &contact.online_services[..] else {
            panic!("two identities")
        };
        assert_eq!(whatsapp.kind, None, "a business-scoped id is no number");
        assert_eq!(pigeon.service, Service::Unknown("pigeon".to_owned()));
        assert_eq!(codes, ["unknown-enum-value"]);
        assert_eq!(
            contact.extra.get("insighto", "/channels/line").unwrap()["id"],
            7
        );
        assert!(contact.extra.get("insighto", "/channels/sms").is_some());
    }
}
