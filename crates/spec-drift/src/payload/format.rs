//! Formats that are decided by looking, not by guessing. A format that is not known here holds every text.

/// Whether a text has a format of OpenAPI.
pub fn holds(format: &str, text: &str) -> bool {
    match format {
        "date" => is_date(text),
        "date-time" => is_date_time(text),
        "uuid" => is_shaped(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"),
        "email" => text.split_once('@').is_some_and(|(local, host)| {
            !local.is_empty() && host.contains('.') && !text.contains(' ')
        }),
        "uri" => text.split_once(':').is_some_and(|(scheme, rest)| {
            !rest.is_empty()
                && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        }),
        _ => true,
    }
}

/// The format that a text has, of those that say something of what it is.
pub fn of(text: &str) -> Option<&'static str> {
    ["date-time", "date", "uuid"]
        .into_iter()
        .find(|format| holds(format, text))
}

fn is_date(text: &str) -> bool {
    let number = |range: std::ops::Range<usize>| {
        text.get(range).and_then(|digits| digits.parse::<u8>().ok())
    };
    is_shaped(text, "dddd-dd-dd")
        && number(5..7).is_some_and(|month| (1..=12).contains(&month))
        && number(8..10).is_some_and(|day| (1..=31).contains(&day))
}

/// RFC 3339: a date, a time of seconds or finer, and an offset.
fn is_date_time(text: &str) -> bool {
    let Some((date, rest)) = text.split_at_checked(10) else {
        return false;
    };
    let Some(rest) = rest.strip_prefix(['T', 't', ' ']) else {
        return false;
    };
    let Some((time, rest)) = rest.split_at_checked(8) else {
        return false;
    };
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => {
            let offset = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if offset.len() == fraction.len() {
                return false;
            }
            offset
        }
        None => rest,
    };
    let is_offset = matches!(rest, "Z" | "z")
        || rest
            .strip_prefix(['+', '-'])
            .is_some_and(|rest| is_shaped(rest, "dd:dd"));
    is_date(date) && is_shaped(time, "dd:dd:dd") && is_offset
}

/// Whether a text is of a shape: `d` is a digit, `x` a hexadecimal one, anything else itself.
fn is_shaped(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text
            .bytes()
            .zip(shape.bytes())
            .all(|(byte, wanted)| match wanted {
                b'd' => byte.is_ascii_digit(),
                b'x' => byte.is_ascii_hexdigit(),
                wanted => byte == wanted,
            })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_decided_by_looking() {
        for text in [
            "2024-06-19T15:22:45Z",
            "2024-06-19T15:22:45.123+02:00",
            "2024-06-19 15:22:45z",
        ] {
            assert_eq!(of(text), Some("date-time"), "{text}");
        }
        for text in [
            "2024-06-19T15:22:45",
            "2024-13-19T15:22:45Z",
            "2024-06-19T15:22:45.Z",
            "",
            "é024-06-19T15:22:45Z",
        ] {
            assert_ne!(of(text), Some("date-time"), "{text}");
        }
        assert_eq!(of("2024-06-19"), Some("date"));
        assert_eq!(of("3c90c3cc-0d44-4b50-8888-8dd25736052a"), Some("uuid"));
        assert!(holds("email", "a@example.com") && !holds("email", "a") && !holds("uri", "a b"));
        assert!(holds("int64", "anything"));
    }
}
