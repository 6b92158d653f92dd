//! What each set of cargo features brings along, and which Rust the dependencies need: as cargo says, without building.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking, also in its helpers"
)]

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use contacts_tests::root;
use serde_json::Value;

/// What a feature decides on, beside the crates of this workspace.
const OPTIONAL: &[&str] = &[
    "calcard",
    "parquet",
    "rlibphonenumber",
    "rustls",
    "schemars",
];

#[test]
fn a_vendor_brings_its_own_crate_and_no_other() {
    for slug in slugs() {
        let own = format!("contacts-{slug}");
        let core = ["contacts-core", "contacts-runtime", &own];
        assert_eq!(brought("contacts-core", &slug), names(&core));
        let all = ["contacts", "contacts-core", "contacts-runtime", &own];
        assert_eq!(brought("contacts", &slug), names(&all));
    }
}

#[test]
fn without_features_there_are_no_vendors() {
    let core = ["contacts-core", "contacts-runtime"];
    assert_eq!(brought("contacts-core", ""), names(&core));
    let contacts = ["contacts", "contacts-core", "contacts-runtime"];
    assert_eq!(brought("contacts", ""), names(&contacts));
    // The columns of an export are those of the schema.
    let export = [
        "contacts-export",
        "contacts-core",
        "contacts-runtime",
        "schemars",
    ];
    assert_eq!(brought("contacts-export", ""), names(&export));
}

#[test]
fn a_feature_brings_what_it_is_called_for() {
    for (package, feature, dependency) in [
        ("contacts", "phone", "rlibphonenumber"),
        ("contacts", "schema", "schemars"),
        ("contacts", "rustls", "rustls"),
        ("contacts-core", "phone", "rlibphonenumber"),
        ("contacts-core", "schema", "schemars"),
        ("contacts-export", "parquet", "parquet"),
        ("contacts-export", "vcard", "calcard"),
    ] {
        let mut with = brought(package, "");
        assert!(
            with.insert(dependency.to_owned()),
            "{package} has {dependency} anyway"
        );
        assert_eq!(brought(package, feature), with, "{package} {feature}");
    }
}

/// What the code of this workspace uses of the standard library, clippy compares with `rust-version`.
#[test]
fn no_dependency_needs_a_newer_rust_than_this_workspace_says() {
    let metadata = [
        "metadata",
        "--format-version=1",
        "--filter-platform=host-tuple",
    ];
    let metadata: Value = serde_json::from_str(&cargo(&metadata)).unwrap();
    let version = |package: &Value| -> Option<Vec<u32>> {
        let version = package["rust_version"].as_str()?;
        let parts = version.split('.').map(|part| part.parse().unwrap());
        Some(parts.chain([0]).take(2).collect())
    };
    let resolved: BTreeSet<&str> = metadata["resolve"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|node| node["id"].as_str())
        .collect();
    let packages = metadata["packages"].as_array().unwrap();
    let own = packages
        .iter()
        .find(|package| package["name"] == "contacts");
    let own = own.and_then(version).unwrap();
    let newer: Vec<String> = packages
        .iter()
        .filter(|package| {
            package["id"]
                .as_str()
                .is_some_and(|id| resolved.contains(id))
        })
        .filter(|package| version(package).is_some_and(|needed| needed > own))
        .map(|package| format!("{} needs {}", package["name"], package["rust_version"]))
        .collect();
    assert!(newer.is_empty(), "than {own:?}: {newer:#?}");
}

fn slugs() -> Vec<String> {
    let folders = fs::read_dir(root().join("specs")).unwrap();
    let folders = folders.map(|entry| entry.unwrap());
    folders
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect()
}

fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// What a package with these features alone is built from: crates of this workspace, and what is optional.
fn brought(package: &str, features: &str) -> BTreeSet<String> {
    let features = format!("--features={features}");
    let tree = [
        "tree",
        "--edges=normal",
        "--prefix=none",
        "--no-default-features",
    ];
    let tree = cargo(&[&tree[..], &["--package", package, &features]].concat());
    tree.lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|name| name.starts_with("contacts") || OPTIONAL.contains(name))
        .map(str::to_owned)
        .collect()
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--locked", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}
