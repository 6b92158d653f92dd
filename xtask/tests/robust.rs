//! No input makes reading, checking or generating panic: arbitrary bytes, deep nesting, and specs with parts
//! taken out, doubled or exchanged. The cases are the same in every run.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, also in its helpers"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::Instant;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use xtask::check::check;
use xtask::commands::generate::source;
use xtask::diagnostic::{Diagnostic, to_json, to_text};
use xtask::document::Document;
use xtask::generate::generate;
use xtask::generate::lower::references;
use xtask::vendor::{Files, VendorFolder};

const TODAY: jiff::civil::Date = jiff::civil::date(2026, 11, 20);

fn run<S: Strategy>(cases: u32, strategy: &S, test: impl Fn(S::Value)) {
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        max_shrink_iters: 200,
        ..ProptestConfig::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    runner
        .run(strategy, |value| {
            test(value);
            Ok(())
        })
        .unwrap();
}

/// What every answer has to satisfy.
fn sound(findings: &[Diagnostic]) {
    for finding in findings {
        assert!(
            finding.position.line > 0 && finding.position.column > 0,
            "{finding}"
        );
        assert!(
            !finding.reason.is_empty() && !finding.remedy.is_empty(),
            "{finding}"
        );
    }
    assert!(
        to_text(findings)
            .chars()
            .all(|c| c == '\n' || !c.is_control())
    );
    assert_eq!(
        to_json(findings).as_array().map(Vec::len),
        Some(findings.len())
    );
}

fn read(bytes: &[u8]) {
    for parsed in [
        Document::parse("a.yaml", bytes),
        Document::parse_toml("a.toml", bytes),
        Document::parse_json("a.json", bytes),
    ] {
        match parsed {
            Ok(document) => {
                let _ = document.position("/a/0/~1/b");
            }
            Err(findings) => {
                assert!(!findings.is_empty());
                sound(&findings);
            }
        }
    }
}

#[test]
fn bytes_do_not_panic() {
    run(2_000, &vec(any::<u8>(), 0..200), |bytes| read(&bytes));
}

#[test]
fn words_of_the_languages_do_not_panic() {
    let words = select(vec![
        "- ",
        "a: ",
        "b",
        ": ",
        "? ",
        "{",
        "}",
        "[",
        "]",
        ",",
        "\n",
        "\n  ",
        "\n    ",
        "|",
        ">-",
        "'",
        "\"",
        "&x ",
        "*x",
        "!!str ",
        "! ",
        "<<: ",
        "---\n",
        "...\n",
        "%YAML 1.2\n",
        "#",
        "\t",
        "\r",
        "\u{feff}",
        "\u{2028}",
        "\0",
        "=",
        "[[",
        "]]",
        "1e9",
        "+1",
        "0x",
        "\\",
        "\\u",
        "é",
        "\u{1f600}",
        "~",
        "null",
        "true",
        "2026-11-20",
        "\"\"\"",
        "'''",
        "@",
        "`",
        "%",
    ]);
    run(4_000, &vec(words, 0..60), |words| {
        read(words.concat().as_bytes())
    });
}

#[test]
fn deep_and_long_documents_do_not_panic() {
    for part in [
        "[", "{", "{a: ", "[{a: [", "- ", "? ", "a: {", "a:\n ", "\"", "'", "!", "&a ", "a: ",
        "a = [", "[a.", "{a=", "{\"a\":", "#", "\n", "%", "|\n", "- - ", ": ",
    ] {
        read(part.repeat(20_000).as_bytes());
    }
    let mut nested = String::new();
    for depth in 0..200 {
        nested.push_str(&format!("{}a:\n", " ".repeat(depth)));
    }
    read(nested.as_bytes());
    read(format!("[{}]", "1,".repeat(300_000)).as_bytes());
    read(&vec![b'a'; 5 * 1024 * 1024]);
}

/// A change to a document: where (by number), and what.
type Change = (usize, usize, u8);

fn odd_values() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(false),
        json!(-1),
        json!(u64::MAX),
        json!(1e300),
        json!(""),
        json!("x"),
        json!("\u{202e}\u{0}"),
        json!("```\n    code\n<b>"),
        json!("/"),
        json!("~2"),
        json!("#"),
        json!("#/"),
        json!("#/components/schemas/Contact"),
        json!({ "$ref": "#/components/schemas/Contact" }),
        json!({ "$ref": "#" }),
        json!({ "$ref": 7 }),
        json!({ "$ref": "#/paths" }),
        json!([]),
        json!([[]]),
        json!({}),
        json!([null]),
        json!("\u{1f600}".repeat(600)),
        json!("(".repeat(200)),
        json!({ "": {} }),
        json!({ "allOf": [{ "$ref": "#/components/schemas/Contact" }] }),
        json!("9".repeat(400)),
        json!(["a", "A", "a "]),
    ]
}

fn pointers(value: &Value, here: &str, out: &mut Vec<String>) {
    out.push(here.to_owned());
    match value {
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                pointers(value, &format!("{here}/{index}"), out);
            }
        }
        Value::Object(values) => {
            for (key, value) in values {
                pointers(value, &xtask::diagnostic::child(here, key), out);
            }
        }
        _ => {}
    }
}

/// Takes out, exchanges, doubles or renames a part.
fn mutate(value: &mut Value, (at, other, how): Change) {
    let mut places = Vec::new();
    pointers(value, "", &mut places);
    let place = places[at % places.len()].clone();
    let odd = odd_values();
    let from_elsewhere = value
        .pointer(&places[other % places.len()])
        .cloned()
        .unwrap();
    let (parent, key) = place
        .rsplit_once('/')
        .map_or(("", ""), |(parent, key)| (parent, key));
    let key = key.replace("~1", "/").replace("~0", "~");
    match how % 6 {
        0 => *value.pointer_mut(&place).unwrap() = odd[other % odd.len()].clone(),
        1 => *value.pointer_mut(&place).unwrap() = from_elsewhere,
        2 => match value.pointer_mut(parent) {
            Some(Value::Object(map)) => {
                map.remove(&key);
            }
            Some(Value::Array(list)) => list.truncate(at % (list.len() + 1)),
            _ => {}
        },
        3 => match value.pointer_mut(parent) {
            Some(Value::Object(map)) => {
                if let Some(moved) = map.remove(&key) {
                    let names = [
                        "",
                        "x-contacts-record",
                        "$ref",
                        "Extra",
                        "a/b~c",
                        "properties",
                        "oneOf",
                        "{x}",
                        "/{x}/{x",
                        "default",
                        "allOf",
                        "200",
                    ];
                    map.insert(names[other % names.len()].to_owned(), moved);
                }
            }
            Some(Value::Array(list)) => list.push(from_elsewhere),
            _ => {}
        },
        4 => match value.pointer_mut(&place) {
            Some(Value::Object(map)) => {
                let keys: Vec<_> = odd.iter().filter_map(Value::as_str).collect();
                map.insert(keys[at % keys.len()].to_owned(), from_elsewhere);
            }
            Some(Value::String(text)) => {
                text.push_str(["}", "\u{200b}", "/..", "`", "[x]", "@gmail.com"][other % 6])
            }
            _ => {}
        },
        _ => match value.pointer_mut(&place) {
            Some(Value::Object(map)) => {
                let keys = [
                    "nullable",
                    "required",
                    "enum",
                    "type",
                    "items",
                    "not",
                    "oneOf",
                    "anyOf",
                    "in",
                    "content",
                    "x-contacts-pagination",
                    "x-contacts-status",
                ];
                map.insert(
                    keys[at % keys.len()].to_owned(),
                    odd[other % odd.len()].clone(),
                );
            }
            other_value => {
                if let Some(part) = other_value {
                    *part = json!([part.clone(), { "oneOf": [part.clone()] }]);
                }
            }
        },
    }
}

fn files(folder: &Path, samples: usize) -> Files {
    let read = |name: &str| fs::read(folder.join(name)).unwrap();
    let mut names: Vec<_> = fs::read_dir(folder.join("samples"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    names.sort();
    let sample = |path: &std::path::PathBuf| {
        (
            path.file_name().unwrap().to_string_lossy().into_owned(),
            fs::read(path).unwrap(),
        )
    };
    let samples: BTreeMap<_, _> = names.iter().take(samples).map(sample).collect();
    Files {
        spec: read("openapi.yaml"),
        manifest: read("vendor.toml"),
        evidence: read("evidence.toml"),
        judges: None,
        samples,
    }
}

/// Checks a folder after changes to its spec; what it finds is sound, and it finds it in time.
fn check_changed(slug: &str, files: &Files, changes: &[Change]) {
    let mut spec = Document::parse("openapi.yaml", &files.spec)
        .unwrap()
        .value()
        .clone();
    for change in changes {
        mutate(&mut spec, *change);
    }
    let files = Files {
        spec: serde_json::to_vec(&spec).unwrap(),
        ..files.clone()
    };
    let begin = Instant::now();
    match VendorFolder::parse(slug, files) {
        Ok(folder) => sound(&check(&folder, TODAY)),
        Err(findings) => sound(&findings),
    }
    assert!(begin.elapsed().as_secs() < 10, "{changes:?}");
}

#[test]
fn changed_specs_do_not_panic() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let change = (any::<u32>(), any::<u32>(), any::<u8>())
        .prop_map(|(at, other, how)| (at as usize, other as usize, how));
    let changes = vec(change, 1..8);
    let base = files(&root.join("tests/check/base"), 4);
    run(250, &changes, |changes| {
        check_changed("acme", &base, &changes)
    });
    for slug in xtask::vendor::slugs(&root.join("..")).unwrap() {
        let folder = files(&root.join("../specs").join(&slug), 3);
        run(8, &changes, |changes| {
            check_changed(&slug, &folder, &changes)
        });
    }
}

/// One path of a spec with the types that it needs: it generates in a moment, and all paths have their turn.
fn with_one_path(spec: &Value, at: usize) -> Value {
    let mut spec = spec.clone();
    let paths = spec["paths"].as_object_mut().unwrap();
    let kept = paths.keys().nth(at % paths.len()).cloned();
    paths.retain(|path, _| Some(path) == kept.as_ref());
    let mut open = references(&spec["paths"]);
    open.extend(references(&spec["components"]["responses"]));
    open.extend(references(&spec["components"]["parameters"]));
    let mut needed = BTreeSet::new();
    while let Some(name) = open.pop() {
        if needed.insert(name.clone()) {
            open.extend(references(&spec["components"]["schemas"][&name]));
        }
    }
    let schemas = spec["components"]["schemas"].as_object_mut().unwrap();
    schemas.retain(|name, _| needed.contains(name));
    spec
}

/// Also what `check` would refuse gives Rust or a problem.
#[test]
fn changed_specs_generate_rust_or_a_problem() {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let change = (any::<u32>(), any::<u32>(), any::<u8>())
        .prop_map(|(at, other, how)| (at as usize, other as usize, how));
    let changes = (any::<u16>(), vec(change, 1..6));
    for slug in xtask::vendor::slugs(&specs.join("..")).unwrap() {
        let folder = VendorFolder::parse(&slug, files(&specs.join(&slug), 0)).unwrap();
        let original = source(&folder);
        run(120, &changes, |(at, changes)| {
            let mut source = original.clone();
            source.spec = with_one_path(&source.spec, usize::from(at));
            for change in changes {
                mutate(&mut source.spec, change);
            }
            match generate(&source) {
                Ok(generated) => {
                    for (name, text) in &generated.files {
                        assert!(syn::parse_file(text).is_ok(), "{name}:\n{text}");
                    }
                }
                Err(problem) => assert!(!problem.reason.is_empty()),
            }
        });
    }
}

#[test]
fn cut_off_files_do_not_panic() {
    let base = files(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/base"),
        20,
    );
    run(
        60,
        &(any::<u16>(), 0..4_usize, any::<u8>()),
        |(at, which, byte)| {
            let mut files = base.clone();
            let bytes = match which {
                0 => &mut files.spec,
                1 => &mut files.manifest,
                2 => &mut files.evidence,
                _ => files
                    .samples
                    .values_mut()
                    .nth(usize::from(byte) % 10)
                    .unwrap(),
            };
            let at = usize::from(at) % bytes.len();
            if byte % 2 == 0 {
                bytes.truncate(at)
            } else {
                bytes[at] = byte
            }
            match VendorFolder::parse("acme", files) {
                Ok(folder) => sound(&check(&folder, TODAY)),
                Err(findings) => sound(&findings),
            }
        },
    );
}
