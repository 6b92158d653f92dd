//! Vendor text that must not become code, markup or a link in rustdoc, and strings that hide
//! something from the reader.

use serde_json::Value;

use super::Findings;
use super::spec::Spec;
use crate::diagnostic::{Code, child, is_invisible};
use crate::document::Document;
use crate::vendor::VendorFolder;

/// Longest text, in characters.
const MAX_LENGTH: usize = 2_000;

const REMEDY: &str = "write plain sentences; single back-ticks around a word, opened and closed in one line, are fine";

pub(super) fn check(folder: &VendorFolder, spec: &Spec<'_>, found: &mut Findings) {
    for document in [
        &folder.spec,
        &folder.manifest_document,
        &folder.evidence_document,
    ] {
        strings(document, document.value(), &mut String::new(), found);
    }
    for place in &spec.places {
        for key in ["description", "summary", "title"] {
            if let Some(text) = place.text(key) {
                prose(spec.document, &place.at(key), text, found);
            }
        }
    }
    let manifest = &folder.manifest;
    let mut texts = vec![
        ("/name".to_owned(), &manifest.name),
        ("/summary".to_owned(), &manifest.summary),
    ];
    let credentials = manifest.credentials.iter().enumerate();
    texts.extend(credentials.map(|(index, it)| (format!("/credentials/{index}/title"), &it.title)));
    let settings = manifest.settings.iter().enumerate();
    texts.extend(settings.map(|(index, it)| (format!("/settings/{index}/title"), &it.title)));
    for (pointer, text) in texts {
        prose(&folder.manifest_document, &pointer, text, found);
    }
}

/// Looks at each string, key or value. Documents are at most [`crate::document::MAX_DEPTH`] deep.
fn strings(document: &Document, value: &Value, pointer: &mut String, found: &mut Findings) {
    match value {
        Value::String(text) => {
            if let Some(hidden) = text.chars().find(|c| is_invisible(*c) && *c != '\n') {
                let reason = format!(
                    "the text holds the invisible character U+{:04X}",
                    u32::from(hidden)
                );
                found.find(
                    document,
                    Code::CharacterInvisible,
                    pointer.as_str(),
                    reason,
                    "take it out",
                );
            }
            let is_prose = ["/description", "/summary", "/title"]
                .iter()
                .any(|end| pointer.ends_with(end));
            if !is_prose && (text.contains("```") || text.contains("~~~")) {
                let reason =
                    "the value holds a code fence, and values are shown in the documentation";
                found.find(
                    document,
                    Code::TextHostile,
                    pointer.as_str(),
                    reason,
                    "take the fence out",
                );
            }
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                within(document, value, pointer, &index.to_string(), found);
            }
        }
        Value::Object(values) => {
            for (key, value) in values {
                if let Some(hidden) = key.chars().find(|c| is_invisible(*c)) {
                    let reason = format!(
                        "the key holds the invisible character U+{:04X}",
                        u32::from(hidden)
                    );
                    found.find(
                        document,
                        Code::CharacterInvisible,
                        child(pointer, key),
                        reason,
                        "take it out",
                    );
                }
                within(document, value, pointer, key, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn within(
    document: &Document,
    value: &Value,
    pointer: &mut String,
    step: &str,
    found: &mut Findings,
) {
    let length = pointer.len();
    pointer.push_str(&child("", step));
    strings(document, value, pointer, found);
    pointer.truncate(length);
}

fn prose(document: &Document, pointer: &str, text: &str, found: &mut Findings) {
    let length = text.chars().count();
    if length > MAX_LENGTH {
        let reason = format!("the text has {length} characters, more than {MAX_LENGTH}");
        found.find(
            document,
            Code::TextTooLong,
            pointer,
            reason,
            "say what a reader needs in a few sentences",
        );
    }
    if let Some(reason) = hostile(text) {
        found.find(document, Code::TextHostile, pointer, reason, REMEDY);
    }
}

/// What in a text could be more than text.
fn hostile(text: &str) -> Option<&'static str> {
    if text.contains("``") || text.contains("~~~") {
        return Some("the text holds a code fence");
    }
    if text.contains('\\') {
        return Some("the text holds a backslash, which changes what follows it");
    }
    // Also after a list marker or a quotation mark, where fewer would do.
    if text.contains("    ") || text.contains('\t') {
        return Some("the text holds an indented block");
    }
    text.lines().find_map(line)
}

fn line(line: &str) -> Option<&'static str> {
    let parts: Vec<&str> = line.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return Some("a back-tick is not closed in its line");
    }
    // What stands between back-ticks is shown as it is.
    let bare: String = parts.into_iter().step_by(2).collect::<Vec<_>>().join("x");
    let mut tail = bare.as_str();
    while let Some((_, after)) = tail.split_once('<') {
        if after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            return Some("the text holds an HTML tag or a link in angle brackets");
        }
        tail = after;
    }
    let address = bare
        .split("://")
        .skip(1)
        .any(|after| after.starts_with(|c: char| !c.is_whitespace() && !",.;".contains(c)));
    if address || bare.to_ascii_lowercase().contains("www.") || bare.contains("mailto:") {
        return Some("the text holds a link");
    }
    if bare.contains("](") || bare.contains("][") || bare.contains("]:") {
        return Some("the text holds a link in brackets");
    }
    let mut tail = bare.as_str();
    while let Some((_, after)) = tail.split_once('[') {
        if after
            .split_once(']')
            .is_some_and(|(inside, _)| !inside.trim().is_empty())
        {
            return Some("the text holds words in brackets, which rustdoc reads as a link");
        }
        tail = after;
    }
    if bare.contains('&') && entity(&bare) {
        return Some("the text holds an HTML entity");
    }
    None
}

fn entity(text: &str) -> bool {
    text.split('&').skip(1).any(|after| {
        after.split_once(';').is_some_and(|(name, _)| {
            (2..12).contains(&name.len())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#')
        })
    })
}

#[cfg(test)]
mod tests {
    use super::hostile;

    #[test]
    fn plain_sentences_pass_and_markup_does_not() {
        for text in [
            "Lists, 15 to a page, the contacts.",
            "Use `labels[]`, or `<id>`.",
            "a < b && b > c",
            "names such as labels[]",
            "One line.\nAnother line.",
            "R&D; and so on",
            "the host, without https://",
            "https:// and the host",
            "50 % of 3 * 4",
            "- a point\n- another",
        ] {
            assert_eq!(hostile(text), None, "{text}");
        }
        for text in [
            "```\nstd::process::exit(1)\n```",
            "~~~",
            "    let x = 1;",
            "- \t code",
            "-     code",
            "a `b",
            "``a``",
            "`a\n`[x]`",
            "<b>bold</b>",
            "<https://example.com>",
            "<!-- x -->",
            "[a](b)",
            "[Vec]",
            "[a][b]",
            "[a]: b",
            "see https://example.com",
            "see www.example.com",
            "\\`",
            "&lt;script&gt;",
            "![x](y)",
        ] {
            assert!(hostile(text).is_some(), "{text}");
        }
    }
}
