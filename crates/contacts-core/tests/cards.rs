//! Our Cards, read by somebody else: the Card of every contact of every sample goes through calcard's reader and
//! comes out with nothing changed but one thing, which is calcard's own: it keeps times by the second.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::path::Path;

use calcard::jscontact::JSContact;
use contacts_core::jscontact::export;
use contacts_core::mapping::{MAPPINGS, Origin};
use serde_json::Value;

#[test]
fn every_card_of_the_samples_is_read_by_somebody_else() {
    let mut cards = 0;
    let mut changed = Vec::new();
    for mapping in MAPPINGS {
        let slug = mapping.vendor.slug;
        let origin = Origin::new(slug, "https://crm.example.com").account("7");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../specs")
            .join(slug)
            .join("samples");
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            let body = String::from_utf8_lossy(&fs::read(entry.path()).unwrap()).into_owned();
            let operation = name.split('.').next().unwrap();
            let contacts = mapping
                .map(operation, &body, &origin)
                .map(|mapped| mapped.contacts);
            for contact in contacts.into_iter().flatten() {
                let ours = serde_json::to_string(&export(&contact)).unwrap();
                let theirs = JSContact::<String, String>::parse(&ours)
                    .unwrap()
                    .to_string_pretty();
                let ours: Value = serde_json::from_str(&ours).unwrap();
                let theirs: Value = serde_json::from_str(&theirs).unwrap();
                for difference in differences(&ours, &theirs, "") {
                    changed.push(format!("{slug}/{name}: {difference}"));
                }
                cards += 1;
            }
        }
    }
    assert!(cards > 500, "{cards}");
    assert!(changed.is_empty(), "{changed:#?}");
}

/// The places where two values differ.
fn differences(ours: &Value, theirs: &Value, path: &str) -> Vec<String> {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            let keys = ours
                .keys()
                .chain(theirs.keys().filter(|key| !ours.contains_key(*key)));
            let pair = |key: &String| {
                let member = |members: &serde_json::Map<String, Value>| {
                    members.get(key).cloned().unwrap_or_default()
                };
                differences(&member(ours), &member(theirs), &format!("{path}/{key}"))
            };
            keys.flat_map(pair).collect()
        }
        (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => {
            let pairs = ours.iter().zip(theirs).enumerate();
            pairs
                .flat_map(|(index, (ours, theirs))| {
                    differences(ours, theirs, &format!("{path}/{index}"))
                })
                .collect()
        }
        _ if ours == theirs => Vec::new(),
        (Value::String(ours), Value::String(theirs))
            if ["/created", "/updated"].contains(&path) && is_same_second(ours, theirs) =>
        {
            Vec::new()
        }
        _ => vec![format!("{path}: {ours} became {theirs}")],
    }
}

fn is_same_second(ours: &str, theirs: &str) -> bool {
    let second = |time: &str| time.parse::<jiff::Timestamp>().unwrap().as_second();
    second(ours) == second(theirs)
}
