//! People in samples are invented: no address or number that could be someone's.

use serde_json::Value;

use super::Findings;
use crate::diagnostic::{Code, Diagnostic, Position, child};
use crate::document::Document;

/// Domains and endings that belong to nobody (RFC 2606).
const DOMAINS: [&str; 3] = ["example.com", "example.org", "example.net"];
const ENDINGS: [&str; 4] = ["example", "test", "invalid", "localhost"];
/// What messengers put behind a telephone number.
const MESSENGERS: [&str; 5] = ["s.whatsapp.net", "c.us", "g.us", "lid", "broadcast"];

/// Words in a key that say that its value is a telephone number.
const PHONE_KEYS: [&str; 6] = ["phone", "mobile", "whatsapp", "telephone", "msisdn", "fax"];

const REMEDY_MAIL: &str = "use an address at example.com, example.org, .example, .test or .invalid";
const REMEDY_PHONE: &str = "use a number +1 555 01xx, or +1 … 555 01xx with an area code";

/// Looks through a JSON sample.
pub(super) fn in_json(document: &Document, found: &mut Findings) {
    leaves(document.value(), "", "", &mut |pointer, key, text| {
        if real_mail(text) {
            let reason = "an e-mail address could be someone's";
            found.find(document, Code::SampleReal, pointer, reason, REMEDY_MAIL);
        } else if real_phone(key, text) {
            let reason = "a telephone number could be someone's";
            found.find(document, Code::SampleReal, pointer, reason, REMEDY_PHONE);
        }
    });
}

/// Looks through a sample of another form, line by line.
pub(super) fn in_text(file: &str, text: &str, found: &mut Findings) {
    for (index, line) in text.lines().enumerate() {
        let problem = if real_mail(line) {
            Some(("an e-mail address could be someone's", REMEDY_MAIL))
        } else if line
            .split([',', ';', '"', '\'', '<', '>', '\t'])
            .any(|word| real_phone("", word))
        {
            Some(("a telephone number could be someone's", REMEDY_PHONE))
        } else {
            None
        };
        if let Some((reason, remedy)) = problem {
            found.push(Diagnostic {
                code: Code::SampleReal,
                file: file.to_owned(),
                position: Position {
                    line: index + 1,
                    column: 1,
                },
                pointer: String::new(),
                reason: reason.to_owned(),
                remedy: remedy.to_owned(),
            });
        }
    }
}

/// Calls with pointer, nearest key and text of each string, and of each number.
fn leaves(value: &Value, pointer: &str, key: &str, look: &mut dyn FnMut(&str, &str, &str)) {
    match value {
        Value::String(text) => look(pointer, key, text),
        Value::Number(number) => look(pointer, key, &number.to_string()),
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                leaves(value, &format!("{pointer}/{index}"), key, look);
            }
        }
        Value::Object(values) => {
            for (key, value) in values {
                leaves(value, &child(pointer, key), key, look);
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

/// Whether a text holds an e-mail address outside the reserved domains.
fn real_mail(text: &str) -> bool {
    let mut before = "";
    for part in text.split_inclusive('@') {
        let local = before.trim_end_matches('@');
        let local_fits = before.ends_with('@')
            && local.ends_with(|c: char| c.is_alphanumeric() || "._-+!".contains(c));
        if local_fits {
            let is_host = |c: char| c.is_alphanumeric() || c == '.' || c == '-';
            let host = part.split(|c: char| !is_host(c)).next().unwrap_or_default();
            let host = host.trim_matches(['.', '-']).to_lowercase();
            let reserved = DOMAINS
                .iter()
                .any(|domain| host == *domain || host.ends_with(&format!(".{domain}")))
                || host
                    .rsplit('.')
                    .next()
                    .is_some_and(|ending| ENDINGS.contains(&ending))
                || MESSENGERS.contains(&host.as_str());
            if host.contains('.') && !reserved {
                return true;
            }
        }
        before = part;
    }
    false
}

/// Whether a text is a telephone number outside 555-01xx.
fn real_phone(key: &str, text: &str) -> bool {
    let text = text.trim();
    // What a messenger calls its users.
    let (text, messenger) = match text.split_once('@') {
        Some((number, "c.us" | "s.whatsapp.net")) => (number, true),
        Some(_) => return false,
        None => (text, false),
    };
    let number = text
        .strip_prefix("tel:")
        .or_else(|| text.strip_prefix("whatsapp:"))
        .unwrap_or(text);
    let written_as_one = number
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '.' | '(' | ')' | '/'));
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    if !written_as_one || !(7..=15).contains(&digits.len()) {
        return false;
    }
    let key = key.to_lowercase();
    let named = messenger
        || PHONE_KEYS.iter().any(|word| key.contains(word))
            && !key.contains("_id")
            && !key.ends_with("id")
        || matches!(key.as_str(), "wa_id" | "waid");
    let groups: Vec<usize> = number
        .split(|c: char| !c.is_ascii_digit())
        .map(str::len)
        .filter(|length| *length > 0)
        .collect();
    let north_american = groups.len() > 1 && groups.ends_with(&[3, 4]) && !number.contains('/');
    let is_phone = number.starts_with('+') || north_american || named;
    is_phone && !invented(&digits)
}

/// 555-01xx, with or without area code and country; the area code 555 belongs to nobody either.
fn invented(digits: &str) -> bool {
    let national = digits.strip_prefix('1').unwrap_or(digits);
    let short = |number: &str| number.len() == 7 && number.starts_with("55501");
    let with_area = |number: &str| {
        number.len() == 10 && (number.starts_with("55501") || number.get(3..).is_some_and(short))
    };
    [digits, national]
        .into_iter()
        .any(|number| short(number) || with_area(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invented_people_pass_and_others_do_not() {
        for text in [
            "ada@example.com",
            "ada@mail.example.org",
            "x@y.test",
            "a@b.invalid",
            "@ada",
            "5550100@c.us",
            "a @ b.com",
        ] {
            assert!(!real_mail(text), "{text}");
        }
        for text in [
            "ada@gmail.com",
            "Ada <ada@lovelace.org>",
            "write to a@example.com or b@web.de",
        ] {
            assert!(real_mail(text), "{text}");
        }
        for (key, text) in [
            ("phone", "+1 555 0100"),
            ("phone", "+15550123"),
            ("phone", "+12025550123"),
            ("phone", "(202) 555-0199"),
            ("phone", "5550100"),
            ("id", "1234567890"),
            ("created_at", "1700000000"),
            ("phone_id", "123456789"),
            ("date", "2026-11-20"),
            ("phone", ""),
            ("phone", "none"),
            ("wa", "15550100@s.whatsapp.net"),
        ] {
            assert!(!real_phone(key, text), "{key} {text}");
        }
        for (key, text) in [
            ("any", "+49 30 901820"),
            ("phone", "4930901820"),
            ("x", "202-456-1414"),
            ("wa", "4930901820@c.us"),
            ("wa_id", "972501234567"),
            ("text", "tel:+4930901820"),
        ] {
            assert!(real_phone(key, text), "{key} {text}");
        }
    }
}
