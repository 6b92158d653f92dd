//! Telephone numbers by the numbering plans of libphonenumber.

use rlibphonenumber::{NumberLengthType, PHONE_NUMBER_UTIL, ParseError, PhoneNumberFormat, Region};

use super::phone::{PhoneHint, PhoneNormalizer, with_country, written};
use crate::model::{IssueCode, PhoneNumber, PhoneValidity, RegionSource};

/// Longer texts are not numbers; libphonenumber stops at 250 as well.
const LONGEST: usize = 250;

/// The numbering plans of libphonenumber.
pub(super) struct NumberingPlan;

impl PhoneNormalizer for NumberingPlan {
    fn normalize(&self, raw: String, hint: PhoneHint<'_>) -> (PhoneNumber, Option<IssueCode>) {
        let mut phone = PhoneNumber::default();
        let problem = read(&raw, hint, &mut phone);
        phone.raw = raw;
        (phone, problem)
    }
}

fn read(raw: &str, hint: PhoneHint<'_>, phone: &mut PhoneNumber) -> Option<IssueCode> {
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
    let parsed = match PHONE_NUMBER_UTIL.parse(&number, region) {
        Ok(parsed) => parsed,
        // The region that was stated is none.
        Err(ParseError::InvalidCountryCode) if region.is_some() => {
            return Some(IssueCode::PhoneNeedsRegion);
        }
        Err(_) => return Some(IssueCode::InvalidPhone),
    };
    phone.extension = (!parsed.extension().is_empty()).then(|| parsed.extension().to_owned());
    phone.validity = if parsed.is_valid() {
        PhoneValidity::Valid
    } else if matches!(
        parsed.is_possible_with_reason(),
        Ok(NumberLengthType::IsPossible)
    ) {
        PhoneValidity::Possible
    } else {
        PhoneValidity::Invalid
    };
    if phone.validity == PhoneValidity::Invalid {
        return Some(IssueCode::InvalidPhone);
    }
    phone.e164 = Some(parsed.format_as(PhoneNumberFormat::E164).into_owned());
    phone.region = parsed.get_region_code().map(|region| region.to_string());
    phone.region_source = Some(source);
    (source == RegionSource::VendorContract).then_some(IssueCode::PhoneAssumedInternational)
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
