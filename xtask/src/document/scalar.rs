//! What an unquoted YAML scalar means, by the core schema of YAML 1.2.

use serde_json::{Number, Value};

/// The value of a plain scalar, or why it has none in JSON.
pub(super) fn plain(text: &str) -> Result<Value, &'static str> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Value::Null),
        "true" | "True" | "TRUE" => return Ok(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Ok(Value::Bool(false)),
        _ => {}
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Err("infinity and not-a-number have no form in JSON");
    }
    if is_based(text, "0o", 8) || is_based(text, "0x", 16) {
        return Err("octal and hexadecimal numbers are shown as decimals by other tools");
    }
    if !is_number(unsigned) {
        return Ok(Value::String(text.to_owned()));
    }
    if text.starts_with('+') {
        return Err("the number would lose its plus sign");
    }
    let integer = unsigned.split(['.', 'e', 'E']).next().unwrap_or_default();
    if integer.is_empty() || (integer.len() > 1 && integer.starts_with('0')) {
        return Err("the number would lose or gain a zero in front");
    }
    number(text).map(Value::Number)
}

fn number(text: &str) -> Result<Number, &'static str> {
    if text.contains(['.', 'e', 'E']) {
        let float: f64 = text.parse().map_err(|_| "the number cannot be read")?;
        return Number::from_f64(float).ok_or("the number is too large");
    }
    if let Ok(integer) = text.parse::<i64>() {
        return Ok(integer.into());
    }
    text.parse::<u64>()
        .map(Number::from)
        .map_err(|_| "the number has more digits than 64 bits hold")
}

/// `[0-9]+` or `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_number(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent_fits = exponent.is_none_or(|exponent| {
        let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !exponent.is_empty() && digits(exponent)
    });
    digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty()) && exponent_fits
}

fn is_based(text: &str, prefix: &str, radix: u32) -> bool {
    text.strip_prefix(prefix)
        .is_some_and(|digits| !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::plain;

    #[test]
    fn the_core_schema_and_nothing_more() {
        for (text, value) in [
            ("on", json!("on")),
            ("no", json!("no")),
            ("Yes", json!("Yes")),
            ("y", json!("y")),
            ("2026-11-20", json!("2026-11-20")),
            ("12:30", json!("12:30")),
            ("1_000", json!("1_000")),
            ("null", json!(null)),
            ("~", json!(null)),
            ("", json!(null)),
            ("nULL", json!("nULL")),
            ("true", json!(true)),
            ("False", json!(false)),
            ("tRUE", json!("tRUE")),
            ("0", json!(0)),
            ("-17", json!(-17)),
            ("18446744073709551615", json!(u64::MAX)),
            ("1.5", json!(1.5)),
            ("1.", json!(1.0)),
            ("1e3", json!(1000.0)),
            ("-0.5e-1", json!(-0.05)),
            (".", json!(".")),
            ("-", json!("-")),
            ("e5", json!("e5")),
            ("1e", json!("1e")),
            ("3.0.3", json!("3.0.3")),
            ("0b1", json!("0b1")),
            ("0o9", json!("0o9")),
        ] {
            assert_eq!(plain(text), Ok(value), "{text}");
        }
        for text in [
            "+15550100",
            "007",
            "-01",
            "0x10",
            "0o17",
            ".5",
            ".inf",
            "-.INF",
            ".nan",
            "1e400",
            "18446744073709551616",
            "-9223372036854775809",
            "00",
        ] {
            assert!(plain(text).is_err(), "{text}");
        }
    }
}
