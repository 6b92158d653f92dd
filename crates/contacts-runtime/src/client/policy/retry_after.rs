//! How long a vendor asks to wait, in any of the ways in which vendors say it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use reqwest::header::{HeaderMap, RETRY_AFTER};

/// Numbers from here on are times, and no durations: nobody asks for a wait of thirty years.
const LEAST_TIME: u64 = 1_000_000_000;
/// Times from here on are in milliseconds.
const LEAST_MILLISECONDS: u64 = 1_000_000_000_000;

/// How long an answer asks to wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::client) struct Asked {
    /// By `Retry-After`.
    pub(in crate::client) retry_after: Option<Duration>,
    /// By a header of the `RateLimit` family: when there are requests left again.
    pub(in crate::client) reset: Option<Duration>,
}

impl Asked {
    /// What these headers ask for, as a wait from `now` on. A time that has passed asks for none, which is not the same as
    /// not asking.
    pub(in crate::client) fn read(headers: &HeaderMap, now: SystemTime) -> Self {
        let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
        let number = |name: &str| seconds(text(name)?, now);
        Self {
            retry_after: text(RETRY_AFTER.as_str()).and_then(|text| {
                seconds(text, now)
                    .or_else(|| Some(until(httpdate::parse_http_date(text).ok()?, now)))
            }),
            reset: number("ratelimit-reset")
                .or_else(|| number("x-ratelimit-reset"))
                .or_else(|| structured(text("ratelimit")?, now)),
        }
    }

    /// The wait; what `Retry-After` says goes before the rest.
    pub(in crate::client) fn wait(&self) -> Option<Duration> {
        self.retry_after.or(self.reset)
    }
}

/// A whole or broken number of seconds, or a time since 1970.
fn seconds(text: &str, now: SystemTime) -> Option<Duration> {
    if let Ok(number) = text.parse::<u64>() {
        if number < LEAST_TIME {
            return Some(Duration::from_secs(number));
        }
        let time = match number < LEAST_MILLISECONDS {
            true => Duration::from_secs(number),
            false => Duration::from_millis(number),
        };
        return Some(until(UNIX_EPOCH.checked_add(time)?, now));
    }
    let number = text
        .parse::<f64>()
        .ok()
        .filter(|number| *number < LEAST_TIME as f64)?;
    Duration::try_from_secs_f64(number).ok()
}

fn until(time: SystemTime, now: SystemTime) -> Duration {
    time.duration_since(now).unwrap_or_default()
}

/// The longest `t` of `RateLimit: "default";r=0;t=30`, or `reset` of the older `limit=100, remaining=0, reset=30`, among
/// the limits of which nothing is left.
fn structured(text: &str, now: SystemTime) -> Option<Duration> {
    let value = |item: &str, name: &str| {
        item.split(';').find_map(|member| {
            let (key, value) = member.split_once('=')?;
            (key.trim() == name)
                .then(|| seconds(value.trim(), now))
                .flatten()
        })
    };
    let older = value(&text.replace(',', ";"), "reset");
    let newer = text
        .split(',')
        .filter(|item| value(item, "r").is_none_or(|left| left.is_zero()))
        .filter_map(|item| value(item, "t"))
        .max();
    newer.or(older)
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    /// 1994-11-06T08:49:00Z, 37 seconds before the date that RFC 9110 has in its examples.
    const NOW: u64 = 784_111_740;

    fn asked(headers: &[(&'static str, &'static str)]) -> Asked {
        let headers = headers.iter().map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        });
        Asked::read(&headers.collect(), UNIX_EPOCH + Duration::from_secs(NOW))
    }

    #[test]
    fn every_way_to_say_it_is_read() {
        let table: &[(&'static str, &'static str, Option<u64>)] = &[
            ("retry-after", "37", Some(37_000)),
            ("retry-after", " 37 ", Some(37_000)),
            ("retry-after", "0", Some(0)),
            ("retry-after", "0.5", Some(500)),
            ("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT", Some(37_000)),
            (
                "retry-after",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                Some(37_000),
            ),
            ("retry-after", "Sun Nov  6 08:49:37 1994", Some(37_000)),
            ("retry-after", "Sun, 06 Nov 1994 08:48:37 GMT", Some(0)),
            ("retry-after", "18446744073709551615", Some(u64::MAX)),
            ("retry-after", "-1", None),
            ("retry-after", "NaN", None),
            ("retry-after", "1e30", None),
            ("retry-after", "soon", None),
            ("retry-after", "", None),
            ("ratelimit-reset", "37", Some(37_000)),
            ("x-ratelimit-reset", "37", Some(37_000)),
            ("ratelimit", r#""default";r=0;t=37"#, Some(37_000)),
            (
                "ratelimit",
                r#""burst";r=0;t=5, "day";r=0;t=37"#,
                Some(37_000),
            ),
            (
                "ratelimit",
                r#""burst";r=0;t=5, "day";r=9;t=37"#,
                Some(5_000),
            ),
            (
                "ratelimit",
                "limit=100, remaining=0, reset=37",
                Some(37_000),
            ),
            ("ratelimit", "whatever", None),
        ];
        for (name, value, expected) in table {
            let asked = asked(&[(*name, *value)]);
            match expected {
                Some(u64::MAX) => assert!(
                    asked.wait() > Some(Duration::from_secs(LEAST_TIME)),
                    "{value}"
                ),
                expected => assert_eq!(
                    asked.wait(),
                    expected.map(Duration::from_millis),
                    "{name}: {value}"
                ),
            }
            assert_eq!(
                asked.retry_after.is_some(),
                *name == "retry-after" && expected.is_some()
            );
        }
    }

    #[test]
    fn a_reset_may_be_a_time_in_seconds_or_milliseconds() {
        let now = UNIX_EPOCH + Duration::from_secs(1_760_000_000);
        assert_eq!(seconds("1760000037", now), Some(Duration::from_secs(37)));
        assert_eq!(
            seconds("1760000037500", now),
            Some(Duration::from_millis(37_500))
        );
        assert_eq!(seconds("1759999999", now), Some(Duration::ZERO));
    }

    #[test]
    fn retry_after_goes_before_the_rest() {
        let both = asked(&[("ratelimit-reset", "60"), ("retry-after", "2")]);
        assert_eq!(both.wait(), Some(Duration::from_secs(2)));
        assert_eq!(both.reset, Some(Duration::from_secs(60)));
    }
}
