//! Points of contact and what else is normalised: e-mail, telephone, pictures, places, languages.

use serde_json::{Map, Value};

use super::received::Received;
use super::scope::Scope;
use crate::model::{
    Address, Country, EmailAddress, Found, GeoPoint, IssueCode, KeptIn, LanguagePref, Media,
    MediaKind, PhoneNumber, TimeZone, Verification,
};
use crate::normalize::phone::PhoneHint;
use crate::normalize::{country, email, language, phone, time_zone, url};

/// One address or number of a vendor that has more to say of it, before it is normalised.
pub struct Point {
    /// The address or number.
    pub text: String,
    /// The member that holds it.
    pub key: &'static str,
    /// Whether somebody proved to own it.
    pub verified: Verification,
    /// Which of several comes first: 1 before 2.
    pub pref: Option<u8>,
}

/// Reads the object that a vendor has in place of an address or number: `None` is an object that names none. One that is
/// something else is given back.
pub type PointObject = fn(&mut Scope<'_>, Members) -> Result<Option<Point>, Members>;

type Members = Map<String, Value>;

impl Scope<'_> {
    /// E-mail addresses: one string, or a list of strings. `""` is none.
    pub fn emails(&mut self, key: &str, member: impl Received) -> Vec<EmailAddress> {
        self.emails_or(key, member, no_object)
    }

    /// E-mail addresses, where a vendor also has objects in place of strings.
    pub fn emails_or(
        &mut self,
        key: &str,
        member: impl Received,
        object: PointObject,
    ) -> Vec<EmailAddress> {
        self.points(key, member, object, |scope, key, point| {
            let (mut email, problem) = email::email(point.text);
            if let Some(code) = problem {
                scope.issue(key, code, email.raw.as_str());
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

    /// Telephone numbers, where a vendor also has objects in place of strings.
    pub fn phones_or(
        &mut self,
        key: &str,
        member: impl Received,
        object: PointObject,
    ) -> Vec<PhoneNumber> {
        self.numbers(key, member, PhoneHint::Nothing, object)
    }

    /// Telephone numbers, where something beside the value states the country code.
    pub fn phones_with(
        &mut self,
        key: &str,
        member: impl Received,
        hint: PhoneHint<'_>,
    ) -> Vec<PhoneNumber> {
        self.numbers(key, member, hint, no_object)
    }

    fn numbers(
        &mut self,
        key: &str,
        member: impl Received,
        hint: PhoneHint<'_>,
        object: PointObject,
    ) -> Vec<PhoneNumber> {
        self.points(key, member, object, |scope, key, point| {
            let (mut phone, problem) = phone::phone(point.text, hint);
            if let Some(code) = problem {
                scope.issue(key, code, phone.raw.as_str());
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
        object: PointObject,
        read: impl Fn(&mut Scope<'_>, &str, Point) -> T,
    ) -> Vec<T> {
        let mut points = Vec::new();
        match self.take(key, member) {
            None | Some(Value::Null) => {}
            Some(Value::Array(elements)) => {
                let mut scope = self.within(key);
                for (index, element) in elements.into_iter().enumerate() {
                    points.extend(scope.at_index(index).point("", element, object, &read));
                }
            }
            Some(value) => points.extend(self.point(key, value, object, &read)),
        }
        points
    }

    fn point<T>(
        &mut self,
        key: &str,
        value: Value,
        object: PointObject,
        read: &impl Fn(&mut Scope<'_>, &str, Point) -> T,
    ) -> Option<T> {
        let other = match value {
            Value::Null => return None,
            Value::String(text) if text.is_empty() => return None,
            Value::String(text) => {
                let point = Point {
                    text,
                    key: "",
                    verified: Verification::Unknown,
                    pref: None,
                };
                return Some(read(self, key, point));
            }
            Value::Object(members) => {
                let mut scope = self.within(key);
                match object(&mut scope, members) {
                    Ok(point) => return point.map(|point| read(&mut scope, point.key, point)),
                    Err(members) => Value::Object(members),
                }
            }
            other => other,
        };
        self.misfit(key, IssueCode::TypeMismatch, other);
        None
    }
}

/// Objects that name no point.
fn no_object(_: &mut Scope<'_>, members: Members) -> Result<Option<Point>, Members> {
    Err(members)
}

fn take_number(members: &mut Members, names: &[&'static str]) -> Option<(&'static str, f64)> {
    names.iter().find_map(|name| {
        let number = members.get(*name)?.as_f64()?;
        members.remove(*name);
        Some((*name, number))
    })
}

fn members_of(members: &Members) -> Found {
    Found {
        json_type: crate::model::JsonType::Object,
        length: members.len(),
    }
}
