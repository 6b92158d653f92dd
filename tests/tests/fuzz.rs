//! Samples with one place made hostile, through the generated decoders and the mappings: nothing panics, and a broken
//! record never costs its neighbours. The same cases in every run.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, also in its helpers"
)]

use std::fmt::Write;
use std::thread;

use contacts_core::mapping::{Origin, map};
use contacts_tests::{Part, Subject};
use fastrand::Rng;
use serde_json::Value;
use xtask::generate::names;

/// How many times each sample is made hostile.
const TIMES: usize = 30;

/// Values that no spec has, as JSON text: what JSON allows and programs do not expect.
const HOSTILE: &[&str] = &[
    "null",
    "true",
    "0",
    "-1",
    "1.5",
    "1e400",
    "-1e400",
    "1E-400",
    "9223372036854775808",
    "-9223372036854775809",
    "123456789012345678901234567890",
    "253402300800000",
    "\"\"",
    "\" \"",
    "\"text\"",
    "\"\\ud800\"",
    "\"\\udc00\\ud800\"",
    "\"\\u0000\"",
    "\"\\u202e\\u200b\"",
    "\"1e400\"",
    "\"-9223372036854775809\"",
    "\"2026-13-45T25:61:61Z\"",
    "\"+99999-01-01T00:00:00Z\"",
    "\"{\\\"a\\\":[\"",
    "[]",
    "[[]]",
    "[null]",
    "{}",
    "{\"\":null}",
    "{\"id\":{\"id\":{}}}",
    "{\"a\":1,\"a\":2}",
];

/// A sample's body with one place made hostile.
struct Hostile {
    text: String,
    /// The place.
    pointer: String,
    /// Whether it is still JSON.
    whole: bool,
}

#[test]
fn hostile_answers_do_not_panic_and_broken_records_do_not_cost_their_neighbours() {
    let counts: Vec<(usize, usize)> = thread::scope(|scope| {
        let subjects = Subject::all().unwrap().into_iter();
        let running: Vec<_> = subjects
            .map(|subject| scope.spawn(move || vendor(&subject)))
            .collect();
        running
            .into_iter()
            .map(|vendor| vendor.join().unwrap())
            .collect()
    });
    let (bodies, neighbours): (Vec<usize>, Vec<usize>) = counts.into_iter().unzip();
    let (bodies, neighbours): (usize, usize) = (bodies.iter().sum(), neighbours.iter().sum());
    assert!(bodies > 15_000, "only {bodies} bodies were read");
    assert!(
        neighbours > 3_000,
        "only {neighbours} neighbours were looked at"
    );
}

/// How many bodies were read, and how many neighbours of a broken record were looked at.
fn vendor(subject: &Subject) -> (usize, usize) {
    let (mut bodies, mut neighbours) = (0, 0);
    for (number, sample) in subject.folder.samples.iter().enumerate() {
        let name = sample.name().unwrap();
        let Ok(body) = serde_json::from_slice::<Value>(&sample.bytes) else {
            continue;
        };
        let parts = subject
            .schema(&name)
            .map(|schema| subject.parts(schema, &body))
            .unwrap_or_default();
        let mut random = Rng::with_seed(number as u64);
        for _ in 0..TIMES {
            let hostile = hostile(&body, &mut random);
            read(subject, name.operation, &parts, &hostile);
            bodies += 1;
            if hostile.whole && (200..300).contains(&name.status) {
                neighbours += spared(subject, name.operation, &parts, &body, &hostile);
            }
        }
    }
    (bodies, neighbours)
}

/// Through every type that may meet it, and through the mapping. What comes out does not matter here.
fn read(subject: &Subject, operation: &str, parts: &[Part], hostile: &Hostile) {
    if let Some(top) = parts.first() {
        let _ = round_trip(subject, top, &hostile.text);
    }
    for part in parts
        .iter()
        .skip(1)
        .filter(|part| hostile.pointer.starts_with(&part.pointer))
    {
        if let Ok(body) = serde_json::from_str::<Value>(&hostile.text) {
            let record = body
                .pointer(&part.pointer)
                .map(Value::to_string)
                .unwrap_or_default();
            let _ = round_trip(subject, part, &record);
        }
    }
    let _ = mapped(subject, operation, &hostile.text);
}

fn round_trip(subject: &Subject, part: &Part, text: &str) -> Option<Value> {
    let component = names::type_ident(&part.component).to_string();
    (subject.client.round_trip)(&component, text)?.ok()
}

/// The contacts, in order; `None` if the body is no answer.
fn mapped(subject: &Subject, operation: &str, text: &str) -> Option<Vec<Value>> {
    let slug = subject.client.vendor.slug;
    let origin = Origin::new(slug, "https://crm.example.com").account("7");
    let mapped = map(slug, operation, text, &origin).ok()?;
    Some(
        mapped
            .contacts
            .iter()
            .map(|contact| serde_json::to_value(contact).unwrap())
            .collect(),
    )
}

/// How many records beside the hostile one there are; each of them has to come through as it was.
fn spared(
    subject: &Subject,
    operation: &str,
    parts: &[Part],
    body: &Value,
    hostile: &Hostile,
) -> usize {
    let (Some(top), Some(broken)) = (
        parts.first(),
        innermost_list_record(parts, &hostile.pointer),
    ) else {
        return 0;
    };
    let (list, index) = broken.pointer.rsplit_once('/').unwrap();
    let index: usize = index.parse().unwrap();
    let before = body.pointer(list).and_then(Value::as_array).unwrap();
    // A record that stands in another one shares its fate.
    let is_in_another = parts
        .iter()
        .skip(1)
        .any(|part| broken.pointer.starts_with(&format!("{}/", part.pointer)));
    if before.len() < 2 || is_in_another || subject.lowered.records.contains(&top.component) {
        return 0;
    }
    let at = format!(
        "{} {operation} {}: {}",
        subject.client.vendor.slug, hostile.pointer, hostile.text
    );
    // The page is read whatever stands in one of its records; a number beyond all numbers is in nobody's tree.
    if serde_json::from_str::<Value>(&hostile.text).is_ok()
        && let Some(page) = round_trip(subject, top, &hostile.text)
    {
        let after = page.pointer(list).and_then(Value::as_array).expect(&at);
        for (place, record) in before
            .iter()
            .enumerate()
            .filter(|(place, _)| *place != index)
        {
            assert_eq!(Some(record), after.get(place), "{at}");
        }
    }
    if let Some(contacts) =
        mapped(subject, operation, &body.to_string()).filter(|all| all.len() == before.len())
    {
        let after = mapped(subject, operation, &hostile.text).expect(&at);
        for (place, contact) in contacts
            .iter()
            .enumerate()
            .filter(|(place, _)| *place != index)
        {
            assert!(
                after.contains(contact),
                "{at}: the contact at {place} is another"
            );
        }
    }
    before.len() - 1
}

/// The record of a list that holds a place.
fn innermost_list_record<'a>(parts: &'a [Part], pointer: &str) -> Option<&'a Part> {
    let holds = |part: &&Part| {
        pointer == part.pointer || pointer.starts_with(&format!("{}/", part.pointer))
    };
    let in_list = |part: &&Part| {
        part.pointer
            .rsplit('/')
            .next()
            .is_some_and(|last| last.parse::<usize>().is_ok())
    };
    parts
        .iter()
        .skip(1)
        .filter(in_list)
        .filter(holds)
        .min_by_key(|part| part.pointer.len())
}

fn hostile(body: &Value, random: &mut Rng) -> Hostile {
    let mut pointers = Vec::new();
    places(body, String::new(), &mut pointers);
    let pointer = pointers[random.usize(..pointers.len())].clone();
    let deep = || format!("{}{}", "[".repeat(300), "]".repeat(300));
    let value = match random.usize(..20) {
        0 => deep(),
        1 => format!("\"{}\"", "x".repeat(5_000)),
        _ => HOSTILE[random.usize(..HOSTILE.len())].to_owned(),
    };
    let twice = random.usize(..10) == 0;
    let mut text = String::new();
    write(&mut text, body, "", &pointer, &value, twice);
    let cut = random.usize(..12) == 0;
    if cut {
        let at = (0..=random.usize(..text.len()))
            .rev()
            .find(|at| text.is_char_boundary(*at));
        text.truncate(at.unwrap_or_default());
    }
    Hostile {
        text,
        pointer,
        whole: !cut,
    }
}

/// Pointers to all places of a body.
fn places(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                places(element, format!("{at}/{index}"), found);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                places(
                    member,
                    format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")),
                    found,
                );
            }
        }
        _ => {}
    }
    found.push(at);
}

/// Writes a body with another text at one place, or with both, the key standing twice.
fn write(text: &mut String, value: &Value, at: &str, place: &str, instead: &str, twice: bool) {
    if at == place && !twice {
        return text.push_str(instead);
    }
    match value {
        Value::Array(elements) => {
            text.push('[');
            for (index, element) in elements.iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                write(
                    text,
                    element,
                    &format!("{at}/{index}"),
                    place,
                    instead,
                    twice,
                );
            }
            text.push(']');
        }
        Value::Object(members) => {
            text.push('{');
            for (index, (key, member)) in members.iter().enumerate() {
                let below = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
                let key = Value::from(key.as_str());
                let _ = write!(text, "{}{key}:", if index > 0 { "," } else { "" });
                write(text, member, &below, place, instead, twice);
                if twice && below == place {
                    let _ = write!(text, ",{key}:{instead}");
                }
            }
            text.push('}');
        }
        leaf => text.push_str(&leaf.to_string()),
    }
}
