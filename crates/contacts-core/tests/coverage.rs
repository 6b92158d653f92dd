//! The table of fields and vendors, proven by the samples: what it says of each field is what the ledger shows.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use contacts_core::coverage::{Coverage, FieldCoverage, PATHS, matrix, of};
use contacts_core::ledger::{Fate, trace};
use contacts_core::mapping::{MAPPINGS, Mapping, Origin};
use serde_json::Value;

/// Slots that say where a record came from or what is wrong with it, not what a vendor has.
const BESIDE: [&str; 4] = ["source/provider", "source/instance", "issues", "extra"];

#[test]
fn every_vendor_fills_what_its_table_says_and_nothing_else() {
    std::thread::scope(|scope| {
        for mapping in MAPPINGS {
            scope.spawn(|| check(mapping));
        }
    });
}

#[test]
fn the_matrix() {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("coverage", matrix(MAPPINGS));
    });
}

#[test]
fn a_table_names_each_field_once_and_in_order() {
    for mapping in MAPPINGS {
        let place = |field: &FieldCoverage| {
            let place = PATHS.iter().position(|path| *path == field.path);
            place.unwrap_or_else(|| panic!("{}: {} is no field", mapping.vendor.slug, field.path))
        };
        assert!(
            mapping
                .fields
                .iter()
                .map(place)
                .is_sorted_by(|one, next| one < next)
        );
        assert!(mapping.fields.iter().all(|field| !field.at.is_empty()));
        assert!(
            mapping
                .fields
                .iter()
                .all(|field| field.coverage != Coverage::Absent)
        );
    }
}

/// What the samples show of one pointer of one field.
#[derive(Default)]
struct Shown {
    reached: bool,
    in_extra: bool,
    given_back: usize,
    /// Samples whose value is not given back.
    changed: Vec<String>,
}

fn check(mapping: &Mapping) {
    let slug = mapping.vendor.slug;
    let origin = Origin::new(slug, "https://crm.example.com");
    let mut shown: BTreeMap<(&str, &str), Shown> = BTreeMap::new();
    let mut problems = BTreeSet::new();
    for (name, body) in samples(slug) {
        let operation = name.split('.').next().unwrap();
        let map = |body: &str| mapping.map(operation, body, &origin);
        let Ok(mapped) = map(&body) else { continue };
        let filled = filled(&serde_json::to_value(mapped).unwrap());
        for path in filled.keys() {
            if !PATHS.contains(&path.as_str()) {
                problems.insert(format!("{path} is filled and no field"));
            } else if matches!(of(mapping, path).0, Coverage::Absent | Coverage::Extra) {
                problems.insert(format!("{path} is not in the table, and {name} fills it"));
            }
        }
        let json: Value = serde_json::from_str(&body).unwrap();
        for row in trace(&body, map).unwrap().rows {
            let leaf = json.pointer(&row.pointer).unwrap();
            for field in mapping.fields {
                for at in field
                    .at
                    .iter()
                    .filter(|at| is_at(at, operation, &row.pointer))
                {
                    let shown = shown.entry((field.path, at)).or_default();
                    shown.in_extra |= row.fate == Fate::Extra;
                    let Fate::Mapped(slots) = &row.fate else {
                        continue;
                    };
                    if !slots
                        .iter()
                        .any(|slot| path_of_slot(slot) == Some(field.path))
                    {
                        continue;
                    }
                    shown.reached = true;
                    let text = scalar(leaf).filter(|text| !text.is_empty());
                    match text.map(|text| {
                        filled
                            .get(field.path)
                            .is_some_and(|all| all.contains(&text))
                    }) {
                        Some(true) => shown.given_back += 1,
                        Some(false) => shown.changed.push(format!("{name}{}", row.pointer)),
                        None => {}
                    }
                }
            }
        }
    }
    for field in mapping.fields {
        for at in field.at {
            let shown = shown.remove(&(field.path, at)).unwrap_or_default();
            let problem = match field.coverage {
                Coverage::Lossless if !shown.changed.is_empty() => {
                    Some(format!("is not given back in {:?}", shown.changed))
                }
                Coverage::Lossless if shown.given_back == 0 => {
                    Some("reaches it in no sample".to_owned())
                }
                Coverage::Derived if !shown.reached => Some("reaches it in no sample".to_owned()),
                Coverage::Derived if shown.changed.is_empty() => {
                    Some("is given back: say lossless".to_owned())
                }
                Coverage::Extra if !shown.in_extra => {
                    Some("is in the extra of no sample".to_owned())
                }
                Coverage::Extra if shown.reached => Some("is in the field".to_owned()),
                _ => None,
            };
            problems.extend(problem.map(|problem| format!("{}: {at} {problem}", field.path)));
        }
    }
    assert!(problems.is_empty(), "{slug}: {problems:#?}");
}

/// Whether a pointer into a body is one into a record, which is somewhere in the body.
fn is_at(at: &str, operation: &str, pointer: &str) -> bool {
    let (only, at) = at.split_once('#').unwrap_or((operation, at));
    let steps: Vec<_> = pointer.split('/').skip(1).collect();
    let pattern: Vec<_> = at.split('/').skip(1).collect();
    let Some(start) = steps.len().checked_sub(pattern.len()) else {
        return false;
    };
    let fits = |(pattern, step): (&&str, &&str)| *pattern == "*" || pattern == step;
    only == operation && pattern.iter().zip(&steps[start..]).all(fits)
}

/// The texts of all values of each field, of all records.
fn filled(mapped: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let mut filled = BTreeMap::new();
    for (list, records) in mapped.as_object().unwrap() {
        let path = match list.as_str() {
            "contacts" => "",
            "tags" | "notes" | "conversations" => list,
            _ => continue,
        };
        collect(records, path, &mut filled);
    }
    filled
}

fn collect(value: &Value, path: &str, filled: &mut BTreeMap<String, BTreeSet<String>>) {
    match value {
        Value::Array(elements) => elements
            .iter()
            .for_each(|element| collect(element, path, filled)),
        Value::Object(members) => {
            for (key, member) in members {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}/{key}")
                };
                if !BESIDE.contains(&path.as_str()) {
                    collect(member, &path, filled);
                }
            }
        }
        _ => {
            let field = field_of(path).unwrap_or(path).to_owned();
            filled.entry(field).or_default().extend(scalar(value));
        }
    }
}

/// The field that a path is of: the longest one that it begins with.
fn field_of(path: &str) -> Option<&'static str> {
    let begins = |field: &&&str| {
        path.strip_prefix(**field)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    PATHS
        .iter()
        .filter(begins)
        .max_by_key(|field| field.len())
        .copied()
}

fn path_of_slot(slot: &str) -> Option<&'static str> {
    let path = slot.replace("[]", "").replace('.', "/");
    field_of(path.strip_prefix("contacts/").unwrap_or(&path))
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Name and body of each sample of a success that is JSON.
fn samples(slug: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../specs")
        .join(slug)
        .join("samples");
    let mut samples = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let body = String::from_utf8_lossy(&fs::read(entry.path()).unwrap()).into_owned();
        let is_success = name
            .split('.')
            .nth(1)
            .is_some_and(|status| status.starts_with('2'));
        if is_success && serde_json::from_str::<Value>(&body).is_ok() {
            samples.push((name, body));
        }
    }
    samples.sort();
    samples
}
