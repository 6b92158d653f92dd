//! The table of rules against `cargo semver-checks`, where that is installed: it finds nothing that the table does not know.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use spec_drift::versions::{Step, compare, step};
use xtask::document::Document;
use xtask::generate::{Source, generate};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Writes the types of a spec as a crate of their own.
fn write_crate(folder: &Path, spec: &Value, evidence: &Value, vendor: &Value) {
    let source = Source {
        slug: "sample".to_owned(),
        spec: spec.clone(),
        vendor: vendor.clone(),
        evidence: evidence.clone(),
    };
    fs::create_dir_all(folder.join("src")).unwrap();
    let types = &generate(&source).unwrap().files["types.rs"];
    fs::write(folder.join("src/lib.rs"), "pub mod types;\n").unwrap();
    fs::write(folder.join("src/types.rs"), types).unwrap();
    let runtime = root()
        .join("crates/contacts-runtime")
        .canonicalize()
        .unwrap();
    let manifest = format!(
        "[workspace]\n[package]\nname = \"sample\"\nversion = \"1.0.0\"\nedition = \"2024\"\n[dependencies]\n\
         contacts-runtime = {{ path = {runtime:?}, default-features = false }}\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
}

/// The smallest step with which `cargo semver-checks` is content.
fn checked(folder: &Path, target: &Path) -> Step {
    for (word, step) in [("patch", Step::Patch), ("minor", Step::Minor)] {
        let output = Command::new("cargo")
            .args(["semver-checks", "--release-type", word, "--manifest-path"])
            .arg(folder.join("new/Cargo.toml"))
            .arg("--baseline-root")
            .arg(folder.join("old"))
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_TARGET_DIR", target)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            said.contains("Summary"),
            "cargo semver-checks gave up: {said}"
        );
        if output.status.success() {
            return step;
        }
    }
    Step::Major
}

#[test]
fn the_table_knows_everything_that_semver_checks_finds() {
    let installed = Command::new("cargo")
        .args(["semver-checks", "--version"])
        .output();
    if !installed.is_ok_and(|output| output.status.success()) {
        println!("skipped: cargo semver-checks is not installed");
        return;
    }
    let load = |name: &str| {
        let bytes = fs::read(root().join("specs/insighto").join(name)).unwrap();
        match name.ends_with("toml") {
            true => Document::parse_toml(name, bytes).unwrap().value().clone(),
            false => Document::parse(name, bytes).unwrap().value().clone(),
        }
    };
    let (old, evidence, vendor) = (
        load("openapi.yaml"),
        load("evidence.toml"),
        load("vendor.toml"),
    );
    let folder = tempfile::tempdir().unwrap();
    write_crate(&folder.path().join("old"), &old, &evidence, &vendor);
    // What semver-checks has a lint for is said by the last column; types of fields and arguments it does not see.
    for (pointer, key, value, seen) in [
        (
            "/components/schemas/Contact/properties",
            "nickname",
            Some(json!({ "type": "string" })),
            true,
        ),
        (
            "/components/schemas/Contact/properties",
            "email",
            None,
            true,
        ),
        (
            "/components/schemas",
            "Nickname",
            Some(json!({ "type": "object", "properties": { "a": { "type": "string" } } })),
            false,
        ),
        (
            "/components/schemas/Contact/properties/email",
            "description",
            Some(json!("Another word.")),
            false,
        ),
        (
            "/components/schemas/Contact/properties/email",
            "type",
            Some(json!("integer")),
            false,
        ),
    ] {
        let mut new = old.clone();
        let parent = new
            .pointer_mut(pointer)
            .and_then(Value::as_object_mut)
            .unwrap();
        match value {
            Some(value) => drop(parent.insert(key.to_owned(), value)),
            None => drop(parent.remove(key)),
        }
        write_crate(&folder.path().join("new"), &new, &evidence, &vendor);
        let (table, found) = (
            step(&compare(&old, &new)),
            checked(folder.path(), &folder.path().join("target")),
        );
        println!(
            "{pointer}/{key}: the table says {table}, cargo semver-checks is content with {found}"
        );
        assert!(
            found <= table,
            "{pointer}/{key}: the table says {table}, cargo semver-checks says {found}"
        );
        assert_eq!(
            found == Step::Major,
            seen,
            "{pointer}/{key}: cargo semver-checks says {found}"
        );
    }
}
