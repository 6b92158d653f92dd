//! Points of contact and what else is normalised: e-mail, telephone, pictures, places, languages.

use serde_json::{Map, Value};

use super::received::Received;
use super::scope::Scope;
use crate::model::{
    Address, Country, EmailAddress, Found, GeoPoint, IssueCode, KeptIn, LanguagePref, Media,
    MediaKind, PhoneNumber, TimeZone, Timestamp, Verification,
};
use crate::normalize::phone::PhoneHint;
use crate::normalize::{country, email, language, phone, time_zone, url};

impl Scope<'_> {
    /// E-mail addresses: one string, or a list of strings or of objects with `value`, `isPrimary`,
    /// `verifiedAt`, `verifiedBy` and `verificationSource` (TetherAI's later form). `""` is none.
    pub fn emails(&mut self, key: &str, member: impl Received) -> Vec<EmailAddress> {
        self.points(key, member, |scope, point| {
            let (mut email, problem) = email::email(point.text);
            if let Some(code) = problem {
                scope.issue(point.key, code, email.raw.as_str());
            }
            email.verified = point.verified;
            email.pref = point.pref;
            email
        })
    }

    /// Telephone numbers, in the forms of [`emails`](Self::emails); the country code only where the value
    /// states it.
    pub fn phones(&mut self, key: &str, member: impl Received) -> Vec<PhoneNumber> {
        self.phones_with(key, member, PhoneHint::Nothing)
    }

    /// Telephone numbers, where something beside the value states the country code.
    pub fn phones_with(
        &mut self,
        key: &str,
        member: impl Received,
        hint: PhoneHint<'_>,
    ) -> Vec<PhoneNumber> {
        self.points(key, member, |scope, point| {
            let (mut phone, problem) = phone::phone(point.text, hint);
            if let Some(code) = problem {
                scope.issue(point.key, code, phone.raw.as_str());
            }
            phone.verified = point.verified;
            phone.pref = point.pref;
            phone
        })
    }

    /// Says of the first address whether it is verified. Without an address the flag is kept in extra.
    pub fn email_verified(
        &mut self,
        key: &str,
        member: impl Received,
        emails: &mut [EmailAddress],
    ) {
        match emails.first_mut() {
            Some(email) => {
                if let Some(verified) = self.flag(key, member) {
                    email.verified = verified.into();
                }
            }
            None => self.keep(key, member),
        }
    }

    /// Pictures of the contact. `""` is none.
    pub fn photos(&mut self, key: &str, member: impl Received) -> Vec<Media> {
        let Some(raw) = self.text(key, member) else {
            return Vec::new();
        };
        let (uri, problem) = url::url(&raw);
        if let Some(code) = problem {
            self.issue(key, code, raw.as_str());
        }
        vec![Media {
            kind: MediaKind::Photo,
            raw,
            uri,
        }]
    }

    /// Languages that the contact prefers.
    pub fn languages(&mut self, key: &str, member: impl Received) -> Vec<LanguagePref> {
        let language = self.normalized(key, member, language::language, |value| &value.raw);
        language.into_iter().collect()
    }

    /// A country.
    pub fn country(&mut self, key: &str, member: impl Received) -> Option<Country> {
        self.normalized(key, member, country::country, |value| &value.raw)
    }

    /// A time zone.
    pub fn time_zone(&mut self, key: &str, member: impl Received) -> Option<TimeZone> {
        self.normalized(key, member, time_zone::time_zone, |value| &value.raw)
    }

    /// A place: a text becomes the full address, an object with latitude and longitude the coordinates.
    pub fn location(&mut self, key: &str, member: impl Received, address: &mut Address) {
        match self.take(key, member) {
            None | Some(Value::Null) => {}
            Some(Value::String(text)) if text.is_empty() => {}
            Some(Value::String(text)) => address.full = Some(text),
            Some(Value::Object(mut members)) => {
                let latitude = take_number(&mut members, &["latitude", "lat"]);
                let longitude = take_number(&mut members, &["longitude", "lng", "lon"]);
                match (latitude, longitude) {
                    (Some((_, latitude)), Some((_, longitude))) => {
                        address.coordinates = Some(GeoPoint {
                            latitude,
                            longitude,
                        });
                    }
                    (one, other) => {
                        for (name, number) in one.into_iter().chain(other) {
                            members.insert(name.to_owned(), number.into());
                        }
                        self.note(
                            key,
                            IssueCode::TypeMismatch,
                            members_of(&members),
                            KeptIn::Extra,
                        );
                    }
                }
                self.within(key).extra(members);
            }
            Some(other) => self.misfit(key, IssueCode::TypeMismatch, other),
        }
    }

    fn normalized<T>(
        &mut self,
        key: &str,
        member: impl Received,
        normalize: impl FnOnce(String) -> (T, Option<IssueCode>),
        raw: impl FnOnce(&T) -> &String,
    ) -> Option<T> {
        let text = self.text(key, member)?;
        let (value, problem) = normalize(text);
        if let Some(code) = problem {
            self.issue(key, code, raw(&value).as_str());
        }
        Some(value)
    }

    fn points<T>(
        &mut self,
        key: &str,
        member: impl Received,
        mut read: impl FnMut(&mut Scope<'_>, Point<'_>) -> T,
    ) -> Vec<T> {
        let mut points = Vec::new();
        match self.take(key, member) {
            None | Some(Value::Null) => {}
            Some(Value::Array(elements)) => {
                let mut scope = self.within(key);
                for (index, element) in elements.into_iter().enumerate() {
                    points.extend(scope.at_index(index).point("", element, &mut read));
                }
            }
            Some(value) => points.extend(self.point(key, value, &mut read)),
        }
        points
    }

    fn point<T>(
        &mut self,
        key: &str,
        value: Value,
        read: &mut impl FnMut(&mut Scope<'_>, Point<'_>) -> T,
    ) -> Option<T> {
        let mut members = match value {
            Value::Null => return None,
            Value::String(text) if text.is_empty() => return None,
            Value::String(text) => {
                return Some(read(
                    self,
                    Point {
                        text,
                        key,
                        ..Point::default()
                    },
                ));
            }
            Value::Object(members) if members.get("value").is_some_and(Value::is_string) => members,
            other => {
                self.misfit(key, IssueCode::TypeMismatch, other);
                return None;
            }
        };
        let mut scope = self.within(key);
        let Some(text) = scope.text("value", members.remove("value")) else {
            scope.extra(members);
            return None;
        };
        // Null is not verified, no key is unknown.
        let denied = members.get("verifiedAt").is_some_and(Value::is_null);
        let pref = scope.flag("isPrimary", members.remove("isPrimary"));
        let at = scope.time("verifiedAt", members.remove("verifiedAt"));
        let by = scope.text("verifiedBy", members.remove("verifiedBy"));
        let source = scope.text("verificationSource", members.remove("verificationSource"));
        scope.extra(members);
        let point = Point {
            text,
            key: "value",
            pref: pref.map(|primary| if primary { 1 } else { 2 }),
            verified: match verification(at, by, source) {
                Verification::Unknown if denied => Verification::No,
                verified => verified,
            },
        };
        Some(read(&mut scope, point))
    }
}

/// One address or number before it is normalised.
#[derive(Default)]
struct Point<'a> {
    text: String,
    key: &'a str,
    verified: Verification,
    pref: Option<u8>,
}

fn verification(at: Option<Timestamp>, by: Option<String>, source: Option<String>) -> Verification {
    if at.is_none() && by.is_none() && source.is_none() {
        Verification::Unknown
    } else {
        Verification::Yes { at, by, source }
    }
}

fn take_number(
    members: &mut Map<String, Value>,
    names: &[&'static str],
) -> Option<(&'static str, f64)> {
    names.iter().find_map(|name| {
        let number = members.get(*name)?.as_f64()?;
        members.remove(*name);
        Some((*name, number))
    })
}

fn members_of(members: &Map<String, Value>) -> Found {
    Found {
        json_type: crate::model::JsonType::Object,
        length: members.len(),
    }
}
