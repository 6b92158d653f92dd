//! Points in time.

use jiff::Timestamp as Instant;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use serde_json::Number;

use crate::model::{IssueCode, TimeOrigin, Timestamp};

/// Seconds from here on are taken for milliseconds: the year 5138, or as milliseconds March 1973.
const MILLISECONDS_FROM: i64 = 100_000_000_000;

/// Reads a text: RFC 3339, or else a date-time without an offset, which is taken as UTC, or else the
/// digits of seconds since 1970.
///
/// A leap second (`:60`) and the offset are in `text` only; the instant has neither.
pub fn from_text(text: String) -> (Timestamp, Option<IssueCode>) {
    let trimmed = text.trim();
    let (instant, origin, problem) = if let Some(instant) = rfc3339(trimmed) {
        (Some(instant), TimeOrigin::Rfc3339, None)
    } else if let Some(instant) = naive(trimmed) {
        let problem = Some(IssueCode::TimestampWithoutOffset);
        (Some(instant), TimeOrigin::NaiveAssumedUtc, problem)
    } else if let Some((instant, origin, problem)) = trimmed
        .parse::<Number>()
        .ok()
        .and_then(|number| epoch(&number))
    {
        (Some(instant), origin, problem)
    } else {
        (
            None,
            TimeOrigin::Unreadable,
            Some(IssueCode::InvalidTimestamp),
        )
    };
    let timestamp = Timestamp {
        instant,
        text,
        origin,
    };
    (timestamp, problem)
}

/// Reads a number of seconds since 1970, whole or with a fraction. What is too large for seconds is read
/// as milliseconds, with an issue.
pub fn from_number(number: &Number) -> (Timestamp, Option<IssueCode>) {
    let (instant, origin, problem) = match epoch(number) {
        Some((instant, origin, problem)) => (Some(instant), origin, problem),
        None => (
            None,
            TimeOrigin::Unreadable,
            Some(IssueCode::InvalidTimestamp),
        ),
    };
    let timestamp = Timestamp {
        instant,
        text: number.to_string(),
        origin,
    };
    (timestamp, problem)
}

fn rfc3339(text: &str) -> Option<Instant> {
    in_javascript(text).or_else(|| text.parse().ok())
}

/// The one form in which JavaScript prints a time, `2026-08-14T16:20:31.118Z`: most of what vendors send. jiff reads it
/// like any other form, and takes several times as long.
fn in_javascript(text: &str) -> Option<Instant> {
    #[rustfmt::skip]
    let &[y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1, b'T',
          h0, h1, b':', n0, n1, b':', s0, s1, b'.', f0, f1, f2, b'Z'] = text.as_bytes()
    else {
        return None;
    };
    let date_time = DateTime::new(
        digits([y0, y1, y2, y3])?,
        digits([m0, m1])?.try_into().ok()?,
        digits([d0, d1])?.try_into().ok()?,
        digits([h0, h1])?.try_into().ok()?,
        digits([n0, n1])?.try_into().ok()?,
        digits([s0, s1])?.try_into().ok()?,
        i32::from(digits([f0, f1, f2])?) * 1_000_000,
    );
    Offset::UTC.to_timestamp(date_time.ok()?).ok()
}

fn digits<const N: usize>(digits: [u8; N]) -> Option<i16> {
    digits.into_iter().try_fold(0, |number, digit| {
        let value = digit.is_ascii_digit().then(|| digit - b'0')?;
        Some(10 * number + i16::from(value))
    })
}

fn naive(text: &str) -> Option<Instant> {
    let date_time = text.parse::<DateTime>().ok()?;
    let zoned = date_time.to_zoned(TimeZone::UTC).ok()?;
    Some(zoned.timestamp())
}

fn epoch(number: &Number) -> Option<(Instant, TimeOrigin, Option<IssueCode>)> {
    if let Some(seconds) = number.as_i64() {
        return if seconds.unsigned_abs() < MILLISECONDS_FROM.unsigned_abs() {
            let instant = Instant::from_second(seconds).ok()?;
            Some((instant, TimeOrigin::EpochSeconds, None))
        } else {
            let instant = Instant::from_millisecond(seconds).ok()?;
            let problem = Some(IssueCode::TimestampUnit);
            Some((instant, TimeOrigin::EpochMilliseconds, problem))
        };
    }
    let seconds = number.as_f64()?;
    if seconds.abs() >= 1e11 {
        let duration = jiff::SignedDuration::try_from_secs_f64(seconds / 1e3).ok()?;
        let instant = Instant::from_duration(duration).ok()?;
        let problem = Some(IssueCode::TimestampUnit);
        return Some((instant, TimeOrigin::EpochMilliseconds, problem));
    }
    // A float of this size has no more than microseconds to say.
    let microseconds = jiff::SignedDuration::try_from_secs_f64(seconds)
        .ok()?
        .round(jiff::SignedDurationRound::new().smallest(jiff::Unit::Microsecond))
        .ok()?;
    let instant = Instant::from_duration(microseconds).ok()?;
    Some((instant, TimeOrigin::EpochFloat, None))
}
