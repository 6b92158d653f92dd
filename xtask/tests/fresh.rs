//! `cargo xtask generate` in a copy: what it says of staleness, and that a failure overwrites nothing.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, also in its helpers"
)]

use std::fs;
use std::path::Path;

use xtask::commands::drift::output::{Format, OutputArgs};
use xtask::commands::{FAILED, OK, STALE, USAGE, check, generate, list};

/// A root with two vendors, and what generation reads beside them.
fn root() -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a folder");
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for path in ["specs/dmchamp", "specs/insighto", "xtask/src/generate"] {
        copy(&here.join(path), &root.path().join(path));
    }
    for path in ["specs/extensions.schema.json", "Cargo.lock"] {
        fs::copy(here.join(path), root.path().join(path)).expect("a file");
    }
    root
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).expect("a file");
        }
    }
}

fn run(root: &Path) -> (u8, String) {
    let mut out = Vec::new();
    let code = generate::run(root, &[], &mut out).expect("it writes");
    (code, String::from_utf8(out).expect("text"))
}

fn check(root: &Path) -> (u8, String) {
    let mut out = Vec::new();
    let code = generate::check(root, &[], &OutputArgs::default(), &mut out).expect("it writes");
    (code, String::from_utf8(out).expect("text"))
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).expect("a file");
    assert!(
        text.contains(from),
        "{} does not hold {from}",
        path.display()
    );
    fs::write(path, text.replacen(from, to, 1)).expect("a file");
}

#[test]
fn staleness_has_a_reason_and_a_remedy() {
    let root = root();
    let root = root.path();
    assert_eq!(check(root).0, STALE);
    let (code, said) = run(root);
    assert_eq!((code, said.lines().count()), (OK, 2), "{said}");
    assert_eq!(check(root), (OK, "everything is fresh\n".to_owned()));
    assert_eq!(run(root), (OK, "everything is fresh\n".to_owned()));

    let mut story = String::new();
    let mut tell = |title: &str| {
        let (code, said) = check(root);
        story.push_str(&format!("{title}: exit code {code}\n{said}\n"));
        assert_eq!(run(root).0, OK);
        assert_eq!(check(root).0, OK);
    };
    edit(
        &root.join("specs/insighto/openapi.yaml"),
        "summary: List the contacts",
        "summary: Lists the contacts",
    );
    tell("a spec was edited");
    edit(
        &root.join("crates/contacts-dmchamp/src/generated/types.rs"),
        "pub struct",
        "pub  struct",
    );
    tell("a generated file was edited by hand");
    fs::remove_file(root.join("crates/contacts-dmchamp/src/generated/client.rs")).expect("a file");
    tell("a generated file was removed");
    edit(
        &root.join("xtask/src/generate/mod.rs"),
        "//! From",
        "//! from",
    );
    tell("the generator was changed");
    insta::assert_snapshot!(story);
}

#[test]
fn staleness_is_reported_as_drift_is() {
    let root = root();
    let root = root.path();
    let report = || {
        let output = OutputArgs {
            format: Some(Format::Json),
            ..OutputArgs::default()
        };
        let mut out = Vec::new();
        let code = generate::check(root, &[], &output, &mut out).expect("it writes");
        let report: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
        (code, report)
    };
    let codes = |report: &serde_json::Value| -> Vec<String> {
        let findings = report["findings"].as_array().expect("findings");
        findings
            .iter()
            .map(|it| format!("{} {}", it["vendor"], it["code"]).replace('"', ""))
            .collect()
    };
    let (code, said) = report();
    assert_eq!(code, STALE);
    assert_eq!(
        codes(&said),
        [
            "dmchamp code-never-generated",
            "insighto code-never-generated"
        ]
    );
    assert_eq!(run(root).0, OK);
    let (code, said) = report();
    assert_eq!((code, codes(&said)), (OK, vec![]));

    let client = "crates/contacts-dmchamp/src/generated/client.rs";
    fs::remove_file(root.join(client)).expect("a file");
    let spec = root.join("specs/insighto/openapi.yaml");
    edit(
        &spec,
        "summary: List the contacts",
        "summary: Lists the contacts",
    );
    let (code, said) = report();
    assert_eq!(code, STALE);
    assert_eq!(
        codes(&said),
        ["dmchamp code-edited-by-hand", "insighto code-spec-edited"]
    );
    assert_eq!(said["findings"][0]["uses"][0], client);

    edit(&spec, "items: /data/items", "items: /data/itmes");
    let (code, said) = report();
    assert_eq!(code, FAILED);
    assert!(
        codes(&said)
            .iter()
            .all(|it| it.ends_with("code-not-generated"))
    );
    assert!(said["findings"][0]["spec"]["line"].as_u64() > Some(1));
}

#[test]
fn a_failure_overwrites_nothing() {
    let root = root();
    let root = root.path();
    assert_eq!(run(root).0, OK);
    let types = root.join("crates/contacts-dmchamp/src/generated/types.rs");
    let before = (
        fs::read(&types).expect("a file"),
        fs::read(root.join("specs/lock.toml")).expect("a file"),
    );
    // One spec changes and could be generated, the other is broken half-way.
    edit(
        &root.join("specs/dmchamp/openapi.yaml"),
        "summary: ",
        "summary: Now ",
    );
    edit(
        &root.join("specs/insighto/openapi.yaml"),
        "items: /data/items",
        "items: /data/itmes",
    );
    let (code, said) = run(root);
    assert_eq!(code, FAILED, "{said}");
    insta::assert_snapshot!(said);
    assert_eq!(
        (
            fs::read(&types).expect("a file"),
            fs::read(root.join("specs/lock.toml")).expect("a file")
        ),
        before
    );
}

#[test]
fn a_spec_that_is_no_yaml_and_an_unknown_vendor_are_one_clear_message_each() {
    let root = root();
    let root = root.path();
    fs::write(
        root.join("specs/dmchamp/openapi.yaml"),
        "openapi: [3.0.3\ninfo: }",
    )
    .expect("a file");
    let mut out = Vec::new();
    assert_eq!(
        generate::run(root, &["dmchamp".to_owned()], &mut out).expect("it writes"),
        FAILED
    );
    let unknown = ["dmchamps".to_owned()];
    assert_eq!(
        list::run(root, &unknown, &mut out).expect("it writes"),
        USAGE
    );
    let generated = generate::run(root, &unknown, &mut Vec::new()).expect("it writes");
    let today = jiff::civil::date(2026, 11, 20);
    let checked = check::run(root, &unknown, false, today, &mut Vec::new()).expect("it writes");
    assert_eq!((generated, checked), (USAGE, USAGE));
    insta::assert_snapshot!(String::from_utf8(out).expect("text"));
}
