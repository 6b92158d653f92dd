//! Other values for a leaf, of a fitting type.

use jiff::ToSpan;
use serde_json::{Number, Value, json};

/// Other values for a leaf, the most fitting first.
pub(super) fn changes(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => vec![
            json!("2001-02-03T04:05:06Z"),
            json!("x@example.com"),
            json!("1f0c2f6e-6c1c-4b7e-9d53-7a1f6f1f2a30"),
            json!(7),
            json!(true),
            json!({"x": "x"}),
            json!(["x"]),
        ],
        Value::Bool(flag) => vec![json!(!flag)],
        Value::Number(number) => numbers(number),
        Value::String(text) => texts(text).into_iter().map(Value::String).collect(),
        Value::Array(_) => vec![
            json!(["x"]),
            json!([{"x": "x"}]),
            json!([{"id": "7", "name": "x"}]),
            json!([{"value": "x@example.com"}]),
            json!([7]),
        ],
        Value::Object(_) => vec![
            json!({"x": "x"}),
            json!({"id": "7", "name": "x"}),
            json!({"id": 7}),
        ],
    }
}

fn numbers(number: &Number) -> Vec<Value> {
    if let Some(whole) = number.as_i64() {
        vec![
            json!(whole.saturating_add(1)),
            json!(whole.saturating_sub(1)),
        ]
    } else if let Some(whole) = number.as_u64() {
        vec![json!(whole.saturating_sub(1))]
    } else {
        let float = number.as_f64().unwrap_or_default();
        vec![json!(float + 1.0), json!(float / 2.0)]
    }
}

fn texts(text: &str) -> Vec<String> {
    let mut texts = Vec::new();
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        texts.extend(
            instant
                .checked_add(1.second())
                .map(|later| later.to_string()),
        );
    } else {
        texts.extend(last_letter_changed(text));
    }
    // Still an e-mail address, a URL, a word or a name if it was one.
    texts.push(format!("{text}x"));
    texts.push(format!("x{text}"));
    texts
}

/// A last digit becomes another digit, a last hexadecimal letter another one: ids, numbers and dates stay
/// of their kind.
fn last_letter_changed(text: &str) -> Option<String> {
    let (at, last) = text.char_indices().next_back()?;
    let other = match last {
        '0' => '1',
        '1'..='9' => '0',
        'a' => 'b',
        'b'..='f' => 'a',
        'A' => 'B',
        'B'..='F' => 'A',
        _ => return None,
    };
    Some(format!("{}{other}", text.get(..at)?))
}
