//! Laws that hold for any text, and the texts that vendors are known to send.

use jiff::Timestamp as Instant;
use proptest::prelude::*;
use serde_json::Number;

use super::phone::{FormOnly, PhoneHint, PhoneNormalizer, phone};
use super::{
    country::country, email::email, language::language, time_zone::time_zone, timestamp, url::url,
};
use crate::model::{IssueCode, RegionSource, TimeOrigin};

/// Any text, and often one that almost fits.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ +0-9()./;x-]{0,24}",
        "(tel|whatsapp):[+0-9-]{0,16}",
        "[a-zA-Z0-9.+_-]{0,12}@[a-zA-Z0-9.-]{0,12}",
        "[a-zA-Z]{1,4}([-_][a-zA-Z0-9]{1,9}){0,4}",
        "[0-9]{1,4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})?",
        "-?[0-9]{1,20}(\\.[0-9]{1,9})?",
        "[a-z]{1,6}:(//)?[a-z0-9./?#]{0,20}",
    ]
}

proptest! {
    #[test]
    fn every_normaliser_keeps_the_text(text in text()) {
        prop_assert_eq!(email(text.clone()).0.raw, text.clone());
        prop_assert_eq!(phone(text.clone(), PhoneHint::Nothing).0.raw, text.clone());
        prop_assert_eq!(phone(text.clone(), PhoneHint::International).0.raw, text.clone());
        prop_assert_eq!(phone(text.clone(), PhoneHint::CountryCode(&text)).0.raw, text.clone());
        prop_assert_eq!(phone(text.clone(), PhoneHint::Region(&text, RegionSource::Sibling)).0.raw, text.clone());
        prop_assert_eq!(FormOnly.normalize(text.clone(), PhoneHint::International).0.raw, text.clone());
        prop_assert_eq!(language(text.clone()).0.raw, text.clone());
        prop_assert_eq!(country(text.clone()).0.raw, text.clone());
        prop_assert_eq!(time_zone(text.clone()).0.raw, text.clone());
        prop_assert_eq!(timestamp::from_text(text.clone()).0.text, text.clone());
        url(&text);
    }

    #[test]
    fn a_time_as_javascript_prints_it_is_what_jiff_says(
        text in "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]\\.[0-9]{3}Z"
    ) {
        prop_assert_eq!(timestamp::from_text(text.clone()).0.instant, text.parse::<Instant>().ok());
    }

    #[test]
    fn a_normal_form_is_its_own_normal_form(text in text()) {
        if let Some(address) = email(text.clone()).0.address {
            prop_assert_eq!(email(address.clone()).0.address, Some(address));
        }
        if let Some(e164) = phone(text.clone(), PhoneHint::International).0.e164 {
            prop_assert_eq!(phone(e164.clone(), PhoneHint::Nothing).0.e164, Some(e164));
        }
        if let Some(tag) = language(text.clone()).0.language {
            prop_assert_eq!(language(tag.clone()).0.language, Some(tag));
        }
        if let Some(alpha2) = country(text.clone()).0.alpha2 {
            prop_assert_eq!(country(alpha2.clone()).0.alpha2, Some(alpha2));
        }
        if let Some(iana) = time_zone(text.clone()).0.iana {
            prop_assert_eq!(time_zone(iana.clone()).0.iana, Some(iana));
        }
        if let Some(uri) = url(&text).0 {
            prop_assert_eq!(url(&uri).0, Some(uri));
        }
        if let Some(instant) = timestamp::from_text(text).0.instant {
            let again = timestamp::from_text(instant.to_string()).0;
            prop_assert_eq!(again.instant, Some(instant));
            prop_assert_eq!(again.origin, TimeOrigin::Rfc3339);
        }
    }

    #[test]
    fn a_value_or_a_problem_but_never_neither(text in text()) {
        let (address, problem) = email(text.clone());
        prop_assert_eq!(address.address.is_none(), problem.is_some());
        let (number, problem) = phone(text.clone(), PhoneHint::Nothing);
        prop_assert_eq!(number.e164.is_none(), problem.is_some());
        let (tag, problem) = language(text.clone());
        prop_assert_eq!(tag.language.is_none(), problem.is_some());
        let (time, problem) = timestamp::from_text(text);
        prop_assert!(time.instant.is_some() || problem == Some(IssueCode::InvalidTimestamp));
    }

    #[test]
    fn any_number_can_be_asked_for_its_time(whole in any::<i64>(), float in any::<f64>()) {
        timestamp::from_number(&whole.into());
        if let Some(number) = Number::from_f64(float) {
            timestamp::from_number(&number);
        }
    }
}

#[test]
fn emails() {
    let cases = [
        ("Ada@Example.com", true),
        ("ada+crm@example.co.il", true),
        ("søren@exämple.dk", true),
        ("Ada <ada@example.com>", false),
        ("ada@example.com, bob@example.com", false),
        ("[email\u{a0}protected]", false),
        ("ada@", false),
        ("@example.com", false),
        ("a..b@example.com", false),
        ("", false),
    ];
    for (text, fits) in cases {
        assert_eq!(email(text.to_owned()).0.address.is_some(), fits, "{text}");
    }
}

#[cfg(feature = "phone")]
#[test]
fn phones() {
    let e164 = |text: &str, hint| {
        let (number, problem) = phone(text.to_owned(), hint);
        (number.e164, problem)
    };
    let us = Some("+12025550143".to_owned());
    let assumed = Some(IssueCode::PhoneAssumedInternational);
    assert_eq!(
        e164("+1 (202) 555-0143", PhoneHint::Nothing),
        (us.clone(), None)
    );
    assert_eq!(
        e164("whatsapp:+12025550143", PhoneHint::Nothing),
        (us.clone(), None)
    );
    assert_eq!(
        e164("tel:+1-202-555-0143", PhoneHint::Nothing),
        (us.clone(), None)
    );
    assert_eq!(
        e164("12025550143", PhoneHint::International),
        (us.clone(), assumed)
    );
    assert_eq!(
        e164("2025550143", PhoneHint::CountryCode("1")),
        (us.clone(), None)
    );
    assert_eq!(
        e164("2025550143", PhoneHint::Region("us", RegionSource::Sibling)),
        (us, None)
    );
    assert_eq!(
        e164("2025550143", PhoneHint::Nothing),
        (None, Some(IssueCode::PhoneNeedsRegion))
    );
    assert_eq!(
        e164("2025550143", PhoneHint::Region("zz", RegionSource::Sibling)).1,
        Some(IssueCode::PhoneNeedsRegion)
    );
    assert_eq!(
        e164("call me", PhoneHint::Nothing),
        (None, Some(IssueCode::InvalidPhone))
    );
    assert_eq!(
        e164("+1", PhoneHint::Nothing),
        (None, Some(IssueCode::InvalidPhone))
    );
    // The parser takes away one zero at each reading, so there is no normal form.
    assert_eq!(
        e164("+600000000000", PhoneHint::Nothing),
        (None, Some(IssueCode::InvalidPhone))
    );
    let (number, _) = phone("+1 202-555-0143 ext. 7".to_owned(), PhoneHint::Nothing);
    assert_eq!(number.extension.as_deref(), Some("7"));
    assert_eq!(number.region.as_deref(), Some("US"));
}

#[test]
fn languages() {
    let cases = [
        ("en_US", Some("en-US")),
        ("he", Some("he")),
        ("zh-hant-tw", Some("zh-Hant-TW")),
        ("es-419", Some("es-419")),
        ("de-1996", Some("de-1996")),
        ("en-u-ca-gregory-x-a", Some("en-u-ca-gregory-x-a")),
        ("english", None),
        ("en-", None),
        ("en-US-US", None),
        ("en-u", None),
        ("", None),
        ("C", None),
    ];
    for (text, tag) in cases {
        assert_eq!(
            language(text.to_owned()).0.language.as_deref(),
            tag,
            "{text}"
        );
    }
}

#[test]
fn timestamps() {
    let read = |text: &str| timestamp::from_text(text.to_owned());
    let instant: Instant = "2023-11-07T05:31:56Z".parse().unwrap();
    let (time, problem) = read("2023-11-07T07:31:56+02:00");
    assert_eq!((time.instant, problem), (Some(instant), None));
    let (time, problem) = read("2023-11-07 05:31:56");
    assert_eq!(
        (time.instant, problem),
        (Some(instant), Some(IssueCode::TimestampWithoutOffset))
    );
    let (time, problem) = read("1699335116");
    assert_eq!(
        (time.instant, time.origin, problem),
        (Some(instant), TimeOrigin::EpochSeconds, None)
    );
    let (time, problem) = timestamp::from_number(&1_699_335_116_000_i64.into());
    assert_eq!(
        (time.instant, problem),
        (Some(instant), Some(IssueCode::TimestampUnit))
    );
    let (time, problem) = timestamp::from_number(&Number::from_f64(1_699_335_116.25).unwrap());
    assert_eq!(time.instant.unwrap().to_string(), "2023-11-07T05:31:56.25Z");
    assert_eq!((time.origin, problem), (TimeOrigin::EpochFloat, None));
    assert_eq!(read("").1, Some(IssueCode::InvalidTimestamp));
    assert_eq!(read("0000-00-00").1, Some(IssueCode::InvalidTimestamp));
    assert_eq!(timestamp::from_number(&0.into()).0.text, "0");
}

#[test]
fn the_table_of_countries_is_complete() {
    let codes: std::collections::BTreeSet<_> =
        super::country::COUNTRIES.iter().map(|row| row.0).collect();
    assert_eq!(codes.len(), 249);
}
