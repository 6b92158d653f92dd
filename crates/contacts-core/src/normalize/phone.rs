//! Telephone numbers.

use crate::model::{IssueCode, PhoneNumber, RegionSource};

/// What is known of the country code of a number that may not carry one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PhoneHint<'a> {
    /// Nothing.
    #[default]
    Nothing,
    /// The number is of this region (ISO 3166 alpha-2), and something states that.
    Region(&'a str, RegionSource),
    /// The country calling code is this one, such as `1` or `+972`, and a sibling states that.
    CountryCode(&'a str),
    /// The vendor promises that numbers carry their country code, with or without a plus sign.
    International,
}

/// Reads telephone numbers. A trait, so that the numbering plan behind it can be exchanged.
pub trait PhoneNormalizer {
    /// Reads one number. E.164 comes out only where the value, a sibling or the vendor's contract states
    /// the country code; the text is kept as it is in any case.
    fn normalize(&self, raw: String, hint: PhoneHint<'_>) -> (PhoneNumber, Option<IssueCode>);
}

/// The normaliser of this build: with the feature `phone` the numbering plans of libphonenumber, without
/// it only the form of E.164.
///
/// ```
/// use contacts_core::normalize::phone::{PhoneHint, phone};
///
/// let (number, problem) = phone("+1 202-555-0143".to_owned(), PhoneHint::Nothing);
/// assert_eq!(number.e164.as_deref(), Some("+12025550143"));
/// assert!(problem.is_none());
///
/// let (number, problem) = phone("054-1234567".to_owned(), PhoneHint::Nothing);
/// assert_eq!(number.e164, None, "nobody says of which country");
/// assert_eq!(problem.map(|code| code.as_str()), Some("phone-needs-region"));
/// ```
pub fn phone(raw: String, hint: PhoneHint<'_>) -> (PhoneNumber, Option<IssueCode>) {
    #[cfg(feature = "phone")]
    let plan = super::phone_plan::NumberingPlan;
    #[cfg(not(feature = "phone"))]
    let plan = FormOnly;
    plan.normalize(raw, hint)
}

/// A number as written: the scheme in front of it cut off, and whether it states its country code.
pub(super) struct Written<'a> {
    pub scheme: Option<&'a str>,
    pub number: &'a str,
    pub states_country: bool,
}

pub(super) fn written(raw: &str) -> Written<'_> {
    let text = raw.trim();
    let (scheme, number) = match text.split_once(':') {
        Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest.trim()),
        _ => (None, text),
    };
    Written {
        scheme,
        number,
        // U+FF0B is the full-width plus sign, which libphonenumber reads as one.
        states_country: number.starts_with(['+', '\u{ff0b}'])
            || number.contains(";phone-context=+"),
    }
}

fn is_scheme(text: &str) -> bool {
    !text.is_empty()
        && text.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && text
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || "+-._".contains(letter))
}

/// The number with its country code in front, where the hint gives one; and what states it.
pub(super) fn with_country(
    written: &Written<'_>,
    hint: PhoneHint<'_>,
) -> Option<(String, RegionSource)> {
    if written.states_country {
        return Some((written.number.to_owned(), RegionSource::Value));
    }
    match hint {
        PhoneHint::International => {
            let digits = written.number.strip_prefix("00").unwrap_or(written.number);
            Some((format!("+{digits}"), RegionSource::VendorContract))
        }
        PhoneHint::CountryCode(code) => {
            let code = code.trim().trim_start_matches('+');
            let stated = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit());
            stated.then(|| (format!("+{code} {}", written.number), RegionSource::Sibling))
        }
        PhoneHint::Nothing | PhoneHint::Region(..) => None,
    }
}

/// Knows no numbering plan: takes a number for E.164 if it has the form of one.
#[cfg(any(test, not(feature = "phone")))]
pub(super) struct FormOnly;

#[cfg(any(test, not(feature = "phone")))]
impl PhoneNormalizer for FormOnly {
    fn normalize(&self, raw: String, hint: PhoneHint<'_>) -> (PhoneNumber, Option<IssueCode>) {
        let written = written(&raw);
        let scheme = written.scheme.map(str::to_ascii_lowercase);
        let found = with_country(&written, hint);
        let digits = written.number.chars().filter(char::is_ascii_digit).count();
        let written_plainly = written
            .number
            .chars()
            .all(|letter| letter.is_ascii_digit() || "+-.()/ \u{a0}".contains(letter));
        let (e164, region_source, problem) = match found {
            _ if !written_plainly || digits == 0 => (None, None, Some(IssueCode::InvalidPhone)),
            None => (None, None, Some(IssueCode::PhoneNeedsRegion)),
            Some((number, source)) => {
                let digits: String = number.chars().filter(char::is_ascii_digit).collect();
                // ITU-T E.164: up to 15 digits, no country code begins with 0.
                if (7..=15).contains(&digits.len()) && !digits.starts_with('0') {
                    let assumed = source == RegionSource::VendorContract;
                    let problem = assumed.then_some(IssueCode::PhoneAssumedInternational);
                    (Some(format!("+{digits}")), Some(source), problem)
                } else {
                    (None, None, Some(IssueCode::InvalidPhone))
                }
            }
        };
        let phone = PhoneNumber {
            scheme,
            e164,
            region_source,
            raw,
            ..PhoneNumber::default()
        };
        (phone, problem)
    }
}
