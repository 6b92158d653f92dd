//! One part of a contact as one object of a Card, and back.

use serde_json::{Map, Value};

use super::card;
use super::card::Component;
use crate::model;
use crate::normalize::phone::PhoneHint;
use crate::normalize::{country, email, language, phone, time_zone, timestamp, url};

/// A part of a contact that has a form in JSContact.
pub(super) trait Part: Sized {
    /// The form.
    type Form: Default;

    /// The form, as far as it goes; none where JSContact has no valid one.
    fn form(&self) -> Option<Self::Form>;

    /// The part that a form alone says.
    fn of(form: &Self::Form) -> Self;

    /// The properties of the form that we don't know.
    fn other(form: &mut Self::Form) -> &mut Map<String, Value>;
}

macro_rules! part {
    ($model:ty, $form:ty, |$part:ident| $to:expr, |$from:ident| $of:expr) => {
        impl Part for $model {
            type Form = $form;

            fn form(&self) -> Option<$form> {
                let $part = self;
                $to
            }

            fn of($from: &$form) -> Self {
                $of
            }

            fn other(form: &mut $form) -> &mut Map<String, Value> {
                &mut form.other
            }
        }
    };
}

part!(
    model::Name,
    card::Name,
    |name| {
        let given = name
            .given
            .as_deref()
            .map(|text| Component::new("given", text));
        let surname = name
            .surname
            .as_deref()
            .map(|text| Component::new("surname", text));
        let components: Vec<_> = given.into_iter().chain(surname).collect();
        let is_empty = components.is_empty() && name.full.is_none();
        (!is_empty).then(|| card::Name {
            is_ordered: (!components.is_empty()).then_some(false),
            components,
            full: name.full.clone(),
            ..card::Name::default()
        })
    },
    |form| model::Name {
        given: component(&form.components, "given"),
        surname: component(&form.components, "surname"),
        full: form.full.clone(),
    }
);

part!(
    model::Organization,
    card::Organization,
    |organization| organization.name.clone().map(|name| card::Organization {
        name: Some(name),
        ..card::Organization::default()
    }),
    |form| model::Organization {
        name: form.name.clone(),
    }
);

part!(
    model::EmailAddress,
    card::EmailAddress,
    |email| email.address.clone().map(|address| card::EmailAddress {
        address,
        pref: email.pref,
        label: email.label.clone(),
        ..card::EmailAddress::default()
    }),
    |form| model::EmailAddress {
        pref: form.pref,
        label: form.label.clone(),
        ..email::email(form.address.clone()).0
    }
);

part!(
    model::PhoneNumber,
    card::Phone,
    |phone| {
        let number = phone.e164.as_ref().unwrap_or(&phone.raw).clone();
        (!number.is_empty()).then(|| card::Phone {
            number,
            pref: phone.pref,
            label: phone.label.clone(),
            ..card::Phone::default()
        })
    },
    |form| model::PhoneNumber {
        pref: form.pref,
        label: form.label.clone(),
        ..phone::phone(form.number.clone(), PhoneHint::Nothing).0
    }
);

part!(
    model::ChannelIdentity,
    card::OnlineService,
    |identity| (!identity.value.is_empty()).then(|| card::OnlineService {
        service: Some(identity.service.as_str().to_owned()).filter(|name| !name.is_empty()),
        user: Some(identity.value.clone()),
        pref: identity.pref,
        ..card::OnlineService::default()
    }),
    |form| model::ChannelIdentity {
        service: form.service.clone().unwrap_or_default().into(),
        value: form
            .user
            .clone()
            .or_else(|| form.uri.clone())
            .unwrap_or_default(),
        pref: form.pref,
        ..model::ChannelIdentity::default()
    }
);

part!(
    model::LanguagePref,
    card::LanguagePref,
    |language| language.language.clone().map(|tag| card::LanguagePref {
        language: tag,
        pref: language.pref,
        ..card::LanguagePref::default()
    }),
    |form| model::LanguagePref {
        pref: form.pref,
        ..language::language(form.language.clone()).0
    }
);

part!(
    model::Address,
    card::Address,
    |address| {
        let country = address.country.as_ref();
        let alpha2 = country.and_then(|country| country.alpha2.clone());
        let named = country
            .map(|country| &country.raw)
            .filter(|raw| Some(*raw) != alpha2.as_ref());
        let parts = [
            ("name", address.street.as_ref()),
            ("locality", address.locality.as_ref()),
            ("region", address.region.as_ref()),
            ("postcode", address.postcode.as_ref()),
            ("country", named),
        ];
        let components: Vec<_> = parts
            .into_iter()
            .filter_map(|(kind, text)| Some(Component::new(kind, text?)))
            .collect();
        let point = address.coordinates.as_ref();
        let form = card::Address {
            is_ordered: (!components.is_empty()).then_some(false),
            components,
            country_code: alpha2,
            coordinates: point.map(|point| format!("geo:{},{}", point.latitude, point.longitude)),
            time_zone: address
                .time_zone
                .as_ref()
                .and_then(|zone| zone.iana.clone()),
            full: address.full.clone(),
            ..card::Address::default()
        };
        (form != card::Address::default()).then_some(form)
    },
    |form| model::Address {
        street: component(&form.components, "name"),
        locality: component(&form.components, "locality"),
        region: component(&form.components, "region"),
        postcode: component(&form.components, "postcode"),
        country: component(&form.components, "country")
            .or_else(|| form.country_code.clone())
            .map(|raw| country::country(raw).0)
            .map(|found| model::Country {
                alpha2: found.alpha2.or_else(|| form.country_code.clone()),
                ..found
            }),
        time_zone: form
            .time_zone
            .clone()
            .map(|raw| time_zone::time_zone(raw).0),
        coordinates: form.coordinates.as_deref().and_then(geo),
        full: form.full.clone(),
    }
);

part!(
    model::Media,
    card::Media,
    |media| media.uri.clone().map(|uri| card::Media {
        kind: media.kind.as_str().to_owned(),
        uri,
        ..card::Media::default()
    }),
    |form| model::Media {
        kind: form.kind.clone().into(),
        uri: url::url(&form.uri).0,
        raw: form.uri.clone(),
    }
);

part!(
    model::Note,
    card::Note,
    |note| (!note.text.is_empty()).then(|| card::Note {
        note: note.text.clone(),
        created: note.created_at.as_ref().and_then(utc),
        author: note
            .author
            .as_ref()
            .and_then(|author| author.name.clone())
            .map(|name| card::Author {
                name: Some(name),
                ..card::Author::default()
            }),
        ..card::Note::default()
    }),
    |form| model::Note {
        text: form.note.clone(),
        created_at: form.created.clone().map(time),
        author: form.author.as_ref().map(|author| model::UserRef {
            name: author.name.clone(),
            ..model::UserRef::default()
        }),
        ..model::Note::default()
    }
);

/// A timestamp as `UTCDateTime` (section 1.4.5): jiff prints no trailing zeros.
pub(super) fn utc(time: &model::Timestamp) -> Option<String> {
    time.instant.map(|instant| instant.to_string())
}

/// A timestamp from its text.
pub(super) fn time(text: String) -> model::Timestamp {
    timestamp::from_text(text).0
}

fn component(components: &[Component], kind: &str) -> Option<String> {
    let mut components = components.iter();
    let found = components.find(|component| component.kind == kind)?;
    Some(found.value.clone())
}

fn geo(uri: &str) -> Option<model::GeoPoint> {
    let coordinates = uri.strip_prefix("geo:")?.split(';').next()?;
    let mut numbers = coordinates
        .split(',')
        .map(|number| number.trim().parse().ok());
    Some(model::GeoPoint {
        latitude: numbers.next()??,
        longitude: numbers.next()??,
    })
}
