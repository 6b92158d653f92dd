//! Canaries: values that stand for secrets and people, planted where those go, and searched for where they must not be.

use serde_json::{Map, Value};

/// What every canary in text holds.
pub const TEXT: &str = "k4n4ri3nv0g3l";
/// What every canary in a number holds.
pub const NUMBER: i64 = 7_305_918_264;
/// What every canary in a date holds.
pub const DATE: &str = "1907-11-29T05:43:21";

/// Letters on both sides of a place where a canary was found.
const AROUND: usize = 60;

/// A canary for a place, such as a credential slot. Says where it is from, and holds what URLs and headers escape.
pub fn text(place: &str) -> String {
    format!("{TEXT}+{place}/&=@example.com")
}

/// The same JSON with a canary in each leaf that holds text or a number. What it is of says the place: `request`.
pub fn planted(value: &Value, place: &str) -> Value {
    match value {
        Value::Null | Value::Bool(_) => value.clone(),
        Value::Number(_) => Value::from(NUMBER),
        Value::String(own) if own.starts_with("20") && own.contains('T') => {
            Value::from(format!("{DATE}Z"))
        }
        Value::String(_) => Value::from(text(place)),
        Value::Array(elements) => elements
            .iter()
            .enumerate()
            .map(|(index, element)| planted(element, &format!("{place}.{index}")))
            .collect(),
        Value::Object(members) => members
            .iter()
            .map(|(key, member)| (key.clone(), planted(member, &format!("{place}.{key}"))))
            .collect(),
    }
}

/// The same JSON with canaries as [`planted`], but of the wrong type: text for numbers, objects with a canary as key for
/// text.
pub fn mistyped(value: &Value, place: &str) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Bool(_) | Value::Number(_) => Value::from(text(place)),
        Value::String(_) => {
            Value::Object(Map::from_iter([(text(place), Value::from(text(place)))]))
        }
        Value::Array(elements) => elements
            .iter()
            .map(|element| mistyped(element, place))
            .collect(),
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(key, member)| (key.clone(), mistyped(member, &format!("{place}.{key}"))));
            // And a member that the spec does not have, whose name is somebody's.
            members
                .chain([(text("key"), Value::from(text(place)))])
                .collect()
        }
    }
}

/// Searches for canaries: as they are, percent-encoded, in hexadecimal digits, and in base64 whatever stands before them.
pub struct Search {
    /// In lower case, for a text in lower case.
    folded: Vec<String>,
    exact: Vec<String>,
}

impl Default for Search {
    fn default() -> Self {
        let (mut folded, mut exact) = (Vec::new(), Vec::new());
        for canary in [TEXT.to_owned(), NUMBER.to_string(), DATE.to_owned()] {
            let hex = |before: &str| {
                canary
                    .bytes()
                    .map(|byte| format!("{before}{byte:02x}"))
                    .collect::<String>()
            };
            folded.extend([hex("%"), hex("")]);
            exact.extend((0..3).map(|before| base64(&canary, before)));
            folded.push(canary.to_lowercase());
        }
        Self { folded, exact }
    }
}

impl Search {
    /// Where canaries stand in a text, with what is around them.
    pub fn hits(&self, text: &str) -> Vec<String> {
        let lower = text.to_ascii_lowercase();
        let folded = self
            .folded
            .iter()
            .flat_map(|form| lower.match_indices(form.as_str()));
        let exact = self
            .exact
            .iter()
            .flat_map(|form| text.match_indices(form.as_str()));
        folded
            .chain(exact)
            .map(|(at, form)| around(text, at, form.len()))
            .collect()
    }
}

fn around(text: &str, at: usize, length: usize) -> String {
    let (from, to) = (
        at.saturating_sub(AROUND),
        (at + length + AROUND).min(text.len()),
    );
    String::from_utf8_lossy(text.as_bytes().get(from..to).unwrap_or_default()).into_owned()
}

/// The part of the base64 of a text that stays the same whatever follows it, and whatever `before` bytes stand before it.
fn base64(text: &str, before: usize) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: Vec<u8> = text
        .bytes()
        .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1))
        .collect();
    // The first letter may hold bits of what stands before.
    let skipped = (6 - before * 8 % 6) % 6;
    bits.get(skipped..)
        .unwrap_or_default()
        .chunks_exact(6)
        .filter_map(|six| LETTERS.get(six.iter().fold(0, |sum, bit| sum * 2 + usize::from(*bit))))
        .map(|letter| char::from(*letter))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From `printf … | base64`.
    #[test]
    fn canaries_are_found_in_every_form() {
        let search = Search::default();
        for text in [
            "x k4n4ri3nv0g3l y",
            "K4N4RI3NV0G3L",
            "token=%6B%34%6e%34%72%69%33%6e%76%30%67%33%6c",
            "6b346e347269336e763067336c",
            "azRuNHJpM252MGczbA==",
            "eGs0bjRyaTNudjBnM2w=",
            "eHlrNG40cmkzbnYwZzNseg==",
            "+1 7305918264",
            "NzMwNTkxODI2NA==",
            "at 1907-11-29T05:43:21Z",
        ] {
            assert!(!search.hits(text).is_empty(), "{text}");
        }
        assert!(search.hits("k4n4ri3 nv0g3l 730591 826").is_empty());
    }

    #[test]
    fn what_is_planted_is_found_in_each_leaf() {
        let value =
            serde_json::json!({ "name": "Ada", "tags": ["a", 1], "since": "2026-01-01T00:00:00Z" });
        for with_canaries in [planted(&value, "body"), mistyped(&value, "body")] {
            let hits = Search::default().hits(&with_canaries.to_string());
            assert!(hits.len() >= 4, "{hits:?}");
        }
    }
}
