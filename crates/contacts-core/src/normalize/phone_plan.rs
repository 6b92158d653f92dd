//! Telephone numbers by the numbering plans of libphonenumber.

use rlibphonenumber::{
    NumberLengthType, PHONE_NUMBER_UTIL, ParseError, PhoneNumber, PhoneNumberFormat, Region,
};

use super::phone::{PhoneHint, PhoneNormalizer, with_country, written};
use crate::model::{IssueCode, PhoneNumber as Phone, PhoneValidity, RegionSource};

/// Longer texts are not numbers; libphonenumber stops at 250 as well.
const LONGEST: usize = 250;

/// The numbering plans of libphonenumber.
pub(super) struct NumberingPlan;

impl PhoneNormalizer for NumberingPlan {
    fn normalize(&self, raw: String, hint: PhoneHint<'_>) -> (Phone, Option<IssueCode>) {
        let mut phone = Phone::default();
        let problem = read(&raw, hint, &mut phone);
        phone.raw = raw;
        (phone, problem)
    }
}

fn read(raw: &str, hint: PhoneHint<'_>, phone: &mut Phone) -> Option<IssueCode> {
    if raw.len() > LONGEST {
        return Some(IssueCode::InvalidPhone);
    }
    let written = written(raw);
    phone.scheme = written.scheme.map(str::to_ascii_lowercase);
    let (number, region, source) = match (with_country(&written, hint), hint) {
        (Some((number, source)), _) => (number, None, source),
        (None, PhoneHint::Region(code, source)) => match region(code) {
            Some(region) => (written.number.to_owned(), Some(region), source),
            None => return Some(needs_region(written.number)),
        },
        (None, _) => return Some(needs_region(written.number)),
    };
    let (parsed, region, validity) = match at_once(&number) {
        Some((parsed, region)) => (parsed, Some(region), PhoneValidity::Valid),
        None => match PHONE_NUMBER_UTIL.parse(&number, region) {
            Ok(parsed) => {
                let region = parsed.get_region_code();
                let validity = validity(&number, &parsed, region);
                (parsed, region, validity)
            }
            // The region that was stated is none.
            Err(ParseError::InvalidCountryCode) if region.is_some() => {
                return Some(IssueCode::PhoneNeedsRegion);
            }
            Err(_) => return Some(IssueCode::InvalidPhone),
        },
    };
    phone.extension = (!parsed.extension().is_empty()).then(|| parsed.extension().to_owned());
    phone.validity = validity;
    if phone.validity == PhoneValidity::Invalid {
        return Some(IssueCode::InvalidPhone);
    }
    phone.e164 = Some(parsed.format_as(PhoneNumberFormat::E164).into_owned());
    phone.region = region.map(|region| region.to_string());
    phone.region_source = Some(source);
    (source == RegionSource::VendorContract).then_some(IssueCode::PhoneAssumedInternational)
}

fn validity(text: &str, number: &PhoneNumber, region: Option<Region>) -> PhoneValidity {
    if region.is_some_and(|region| number.is_valid_for_region(region)) {
        PhoneValidity::Valid
    } else if matches!(
        number.is_possible_with_reason(),
        Ok(NumberLengthType::IsPossible)
    ) && is_stable(text, number)
    {
        PhoneValidity::Possible
    } else {
        PhoneValidity::Invalid
    }
}

/// Whether the E.164 of a number reads as the same number. Of several zeros in front of a number that is in no plan the
/// parser takes one for the national prefix, and another one at the next reading.
fn is_stable(text: &str, number: &PhoneNumber) -> bool {
    let e164 = number.format_as(PhoneNumberFormat::E164);
    // What was written so was read just now.
    e164 == text
        || PHONE_NUMBER_UTIL
            .parse(&e164, None)
            .is_ok_and(|again| again.format_as(PhoneNumberFormat::E164) == e164)
}

/// A valid number that is written as E.164 already. Parsing it takes several times as long and gives the
/// same, which a test holds over all regions.
fn at_once(text: &str) -> Option<(PhoneNumber, Region)> {
    let digits = text.strip_prefix('+')?;
    let plain =
        (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    // No calling code begins another one.
    let (code, national, mut regions) = (1..=3).filter(|_| plain).find_map(|length| {
        let (code, national) = digits.split_at_checked(length)?;
        let code: i32 = code.parse().ok()?;
        let regions = PHONE_NUMBER_UTIL.get_regions_for_country_calling_code(code)?;
        Some((code, national, regions))
    })?;
    if national.starts_with('0') {
        // Leading zeros count in some countries; that is for the parser.
        return None;
    }
    let number = PhoneNumber {
        country_code: code,
        national_number: national.parse().ok()?,
        ..PhoneNumber::default()
    };
    let region = regions.find(|region| number.is_valid_for_region(*region))?;
    Some((number, region))
}

/// A text without a digit is no number at all; any other lacks its region only.
fn needs_region(text: &str) -> IssueCode {
    if text.chars().any(char::is_numeric) {
        IssueCode::PhoneNeedsRegion
    } else {
        IssueCode::InvalidPhone
    }
}

fn region(code: &str) -> Option<Region> {
    code.trim().to_ascii_uppercase().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers of every region, with a national prefix in front of some: what is taken at once is what
    /// the parser says.
    #[test]
    fn what_is_taken_at_once_is_what_the_parser_says() {
        let mut taken = 0;
        for code in PHONE_NUMBER_UTIL.get_supported_calling_codes() {
            let mut seed = 12_345_u64 + code.unsigned_abs() as u64;
            for _ in 0..400 {
                // A linear congruential generator (Knuth, MMIX): the same numbers each time.
                seed = seed
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                let length = 6 + (seed >> 60) as usize % 7;
                let digits = format!("{:020}", seed >> 3);
                let text = format!(
                    "+{code}{}",
                    digits.get(digits.len() - length..).unwrap_or_default()
                );
                if let Some((number, region)) = at_once(&text) {
                    let parsed = PHONE_NUMBER_UTIL.parse(&text, None).unwrap();
                    assert_eq!(
                        number.format_as(PhoneNumberFormat::E164),
                        parsed.format_as(PhoneNumberFormat::E164)
                    );
                    assert_eq!(Some(region), parsed.get_region_code());
                    taken += 1;
                }
            }
        }
        assert!(taken > 1000, "{taken}");
    }
}
