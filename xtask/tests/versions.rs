//! Versions of real specs: the table of rules against the Rust that the generator really makes, and against five specs with
//! a thousand edits.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use quote::ToTokens;
use serde_json::{Map, Value, json};
use spec_drift::versions::{Change, Row, Step, compare, step};
use xtask::document::Document;
use xtask::generate::{Source, generate};
use xtask::vendor;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn specs() -> Vec<(String, Value)> {
    let slugs = vendor::slugs(root()).unwrap();
    let read = |slug: String| {
        let file = root().join("specs").join(&slug).join("openapi.yaml");
        let document = Document::parse("openapi.yaml", fs::read(file).unwrap()).unwrap();
        (slug, document.value().clone())
    };
    slugs.into_iter().map(read).collect()
}

fn fixtures() -> Map<String, Value> {
    let file = root().join("crates/spec-drift/tests/versions/rules.json");
    serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
}

fn edited(document: &Value, edits: &Value) -> Value {
    let mut document = document.clone();
    for (pointer, value) in edits.as_object().into_iter().flatten() {
        let pointer = pointer
            .replace("@schema", "/components/schemas/Sent")
            .replace("@body", "/paths/~1things/post/requestBody");
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let key = key.replace("~1", "/").replace("~0", "~");
        match (document.pointer_mut(parent).unwrap(), value) {
            (Value::Object(members), Value::Null) => drop(members.remove(&key)),
            (Value::Object(members), value) => drop(members.insert(key, value.clone())),
            (Value::Array(elements), Value::Null) => drop(elements.remove(key.parse().unwrap())),
            (Value::Array(elements), value) => match key.parse::<usize>().unwrap() {
                index if index < elements.len() => elements[index] = value.clone(),
                _ => elements.push(value.clone()),
            },
            _ => panic!("{pointer}: its parent holds nothing"),
        }
    }
    document
}

fn generated(spec: &Value) -> Option<BTreeMap<String, String>> {
    let ids = spec["paths"]
        .as_object()?
        .values()
        .flat_map(|item| item.as_object().unwrap().values());
    let ids = ids.filter_map(|operation| operation.get("operationId")?.as_str());
    let operations: Map<String, Value> = ids.map(|id| (id.to_owned(), json!("page"))).collect();
    let source = Source {
        slug: "things".to_owned(),
        spec: spec.clone(),
        vendor: json!({ "slug": "things", "name": "Things" }),
        evidence: json!({ "sources": { "page": { "kind": "documented", "title": "A page", "url": "https://example.com" } },
            "operations": operations }),
    };
    generate(&source).ok().map(|generated| generated.files)
}

/// What a crate promises: names with their signatures, and of each type whether it may grow.
#[derive(Default)]
struct Surface {
    items: BTreeMap<String, String>,
    open: BTreeSet<String>,
}

fn surface(files: &BTreeMap<String, String>) -> Surface {
    let mut surface = Surface::default();
    for (file, text) in files {
        for item in syn::parse_file(text).unwrap().items {
            surface.item(file, &item);
        }
    }
    surface
}

impl Surface {
    fn add(&mut self, name: String, signature: impl ToTokens) {
        self.items
            .insert(name, signature.to_token_stream().to_string());
    }

    fn item(&mut self, file: &str, item: &syn::Item) {
        let is_open = |attributes: &[syn::Attribute]| {
            attributes
                .iter()
                .any(|it| it.path().is_ident("non_exhaustive"))
        };
        match item {
            syn::Item::Struct(item) if matches!(item.vis, syn::Visibility::Public(_)) => {
                let name = format!("{file} {}", item.ident);
                if is_open(&item.attrs)
                    || item
                        .fields
                        .iter()
                        .any(|field| !matches!(field.vis, syn::Visibility::Public(_)))
                {
                    self.open.insert(name.clone());
                }
                self.add(name.clone(), &item.generics);
                for (index, field) in item.fields.iter().enumerate() {
                    if matches!(field.vis, syn::Visibility::Public(_)) {
                        let field_name = field
                            .ident
                            .as_ref()
                            .map_or_else(|| index.to_string(), ToString::to_string);
                        self.add(format!("{name} . {field_name}"), &field.ty);
                    }
                }
                for attribute in item
                    .attrs
                    .iter()
                    .filter(|attribute| attribute.path().is_ident("derive"))
                {
                    for part in attribute.to_token_stream().to_string().split(',') {
                        if part.contains("Default") {
                            self.add(format!("{file} impl Default for {}", item.ident), "");
                        }
                    }
                }
            }
            syn::Item::Enum(item) => {
                let name = format!("{file} {}", item.ident);
                if is_open(&item.attrs) {
                    self.open.insert(name.clone());
                }
                self.add(name.clone(), &item.generics);
                for variant in &item.variants {
                    self.add(format!("{name} . {}", variant.ident), &variant.fields);
                }
            }
            syn::Item::Impl(item) if item.trait_.is_none() => {
                let of = item.self_ty.to_token_stream().to_string();
                for member in &item.items {
                    if let syn::ImplItem::Fn(method) = member
                        && matches!(method.vis, syn::Visibility::Public(_))
                    {
                        // Callers don't know the names of arguments.
                        let types = method.sig.inputs.iter().map(|input| match input {
                            syn::FnArg::Typed(typed) => typed.ty.to_token_stream().to_string(),
                            receiver => receiver.to_token_stream().to_string(),
                        });
                        let types: Vec<String> = types.collect();
                        let output = method.sig.output.to_token_stream().to_string();
                        self.items.insert(
                            format!("{file} {of} :: {}", method.sig.ident),
                            format!("{types:?} {output}"),
                        );
                    }
                }
            }
            syn::Item::Fn(item) => {
                let types: Vec<String> = item
                    .sig
                    .inputs
                    .iter()
                    .map(|input| input.to_token_stream().to_string())
                    .collect();
                self.items.insert(
                    format!("{file} fn {}", item.sig.ident),
                    format!("{types:?}"),
                );
            }
            syn::Item::Const(item) => self.add(format!("{file} const {}", item.ident), &item.ty),
            syn::Item::Static(item) => self.add(format!("{file} static {}", item.ident), &item.ty),
            _ => {}
        }
    }
}

/// The step from one generated crate to another, read off the Rust.
fn step_of(old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> Step {
    let (before, after) = (surface(old), surface(new));
    let gone = before
        .items
        .iter()
        .any(|(name, signature)| after.items.get(name) != Some(signature));
    let mut fresh = after
        .items
        .keys()
        .filter(|name| !before.items.contains_key(*name))
        .peekable();
    let is_new = fresh.peek().is_some();
    // A field or variant more is a problem for those who take the type apart, where it was there and does not say it may grow.
    let grows = fresh.any(|name| {
        name.split_once(" . ")
            .is_some_and(|(of, _)| before.items.contains_key(of) && !before.open.contains(of))
    });
    match (gone || grows, is_new) {
        (true, _) => Step::Major,
        (_, true) => Step::Minor,
        _ if old != new => Step::Patch,
        _ => Step::None,
    }
}

/// The generator refuses these, so there is no Rust to look at.
const NOT_GENERATED: &[&str] = &["part-added", "part-removed"];

/// Rules whose step is the meaning of data, or of words that the generator shows elsewhere, and not of a signature.
const BY_MEANING: &[(&str, Step, &str)] = &[
    (
        "capability-added",
        Step::Patch,
        "a capability is a value in a static",
    ),
    (
        "capability-removed",
        Step::Patch,
        "a capability is a value in a static",
    ),
    (
        "parameters-reordered",
        Step::Patch,
        "two arguments of one type change places, which no signature shows",
    ),
    (
        "evidence-changed",
        Step::None,
        "evidence.toml changes with it, and is what the generator reads",
    ),
];

#[test]
fn the_step_of_each_rule_is_the_one_that_the_generated_rust_takes() {
    let base = fs::read(root().join("crates/spec-drift/tests/versions/base.json")).unwrap();
    let base: Value = serde_json::from_slice(&base).unwrap();
    let mut differ = Vec::new();
    for (name, fixture) in fixtures() {
        let old = edited(&base, &fixture["before"]);
        let new = edited(&old, &fixture["after"]);
        let (Some(before), Some(after)) = (generated(&old), generated(&new)) else {
            if !NOT_GENERATED.contains(&name.as_str()) {
                differ.push(format!("{name}: not generated"));
            }
            continue;
        };
        let by_meaning = BY_MEANING.iter().find(|(other, ..)| *other == name);
        let expected = by_meaning.map_or_else(
            || fixture["rust"].as_str().unwrap().to_owned(),
            |(_, step, _)| step.to_string(),
        );
        let found = step_of(&before, &after).to_string();
        if NOT_GENERATED.contains(&name.as_str()) || found != expected {
            differ.push(format!(
                "{name}: the table says {expected}, the generated Rust takes {found}"
            ));
        }
    }
    assert!(differ.is_empty(), "{differ:#?}");
}

/// Numbers that look random and are the same each time (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((bits ^ (bits >> 31)) % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }
}

fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                pointers(
                    member,
                    &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")),
                    found,
                );
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                pointers(element, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// One edit somewhere: a part is taken out, or becomes something else, or what stands elsewhere.
fn mutate(document: &mut Value, numbers: &mut Numbers) {
    let mut places = Vec::new();
    pointers(document, "", &mut places);
    let other = document
        .pointer(&places[numbers.below(places.len())])
        .cloned()
        .unwrap();
    let place = &places[numbers.below(places.len() - 1) + 1];
    let (parent, key) = place.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/").replace("~0", "~");
    match (numbers.below(3), document.pointer_mut(parent).unwrap()) {
        (0, Value::Object(members)) => drop(members.remove(&key)),
        (0, Value::Array(elements)) => drop(elements.remove(key.parse().unwrap())),
        (1, _) => *document.pointer_mut(place).unwrap() = other,
        _ => {
            let strange = [
                json!(null),
                json!(true),
                json!(-1.5),
                json!("string"),
                json!([]),
                json!({}),
                json!({ "$ref": "#" }),
            ];
            *document.pointer_mut(place).unwrap() = strange[numbers.below(strange.len())].clone();
        }
    }
}

fn mirrored(changes: &[Change]) -> BTreeSet<String> {
    changes
        .iter()
        .map(|change| {
            let inverse = Row::of(change.code).unwrap().inverse;
            format!(
                "{inverse} {:?} {:?} {:?} {:?}",
                change.new, change.old, change.after, change.before
            )
        })
        .collect()
}

fn plain(changes: &[Change]) -> BTreeSet<String> {
    changes
        .iter()
        .map(|change| {
            format!(
                "{} {:?} {:?} {:?} {:?}",
                change.code, change.old, change.new, change.before, change.after
            )
        })
        .collect()
}

/// A document without what OpenAPI means where nothing is said: to leave that out is no change.
fn without_defaults(document: Value) -> Value {
    let defaults = [
        ("style", json!("form")),
        ("required", json!(false)),
        ("deprecated", json!(false)),
        ("nullable", json!(false)),
    ];
    match document {
        Value::Object(mut members) => {
            // A parameter of the path is required whatever it says.
            if members.get("in") == Some(&json!("path")) {
                members.remove("required");
            }
            // No list of capabilities is an empty one; the check of the specs refuses what is none.
            let capabilities = members
                .get("x-contacts-capability")
                .and_then(Value::as_array);
            if capabilities.is_none_or(Vec::is_empty) {
                members.remove("x-contacts-capability");
            }
            // What has properties is an object, said or not.
            if members.contains_key("properties") && members.get("type") == Some(&json!("object")) {
                members.remove("type");
            }
            members.retain(|name, value| !defaults.iter().any(|it| it.0 == name && it.1 == *value));
            let plain = members.into_iter();
            plain
                .map(|(name, value)| (name, without_defaults(value)))
                .collect()
        }
        Value::Array(elements) => elements.into_iter().map(without_defaults).collect(),
        scalar => scalar,
    }
}

#[test]
fn a_spec_does_not_differ_from_itself() {
    for (slug, spec) in specs() {
        assert_eq!(compare(&spec, &spec), [], "{slug}");
        assert_eq!(step(&compare(&spec, &Value::Null)), Step::Major, "{slug}");
    }
}

#[test]
fn the_way_back_is_the_mirror_image_and_no_edit_makes_it_panic() {
    let mut numbers = Numbers(20_261_121);
    for (slug, spec) in specs() {
        for round in 0..40 {
            let mut edited = spec.clone();
            for _ in 0..=numbers.below(4) {
                mutate(&mut edited, &mut numbers);
            }
            let (there, back) = (compare(&spec, &edited), compare(&edited, &spec));
            assert_eq!(plain(&there), mirrored(&back), "{slug} {round}");
            // An edit may leave a document that is none, of which nothing can be said.
            let is_openapi = serde_json::from_value::<openapiv3::OpenAPI>(edited.clone()).is_ok();
            let differs = without_defaults(edited) != without_defaults(spec.clone());
            if is_openapi && differs && there.is_empty() {
                panic!("{slug} {round}: an edit without a change");
            }
        }
    }
}
