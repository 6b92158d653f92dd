//! The whole way of a change on a vendor's page: finding, fix, generation, a mapping that must decide, snapshot, version step.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

use std::fs;
use std::io;
use std::process::Output;

use contacts_tests::{Workspace, root};
use serde_json::Value;
use xtask::commands::drift::output::{Format, OutputArgs};
use xtask::commands::drift::page::{self, PageArgs};
use xtask::commands::drift::spec;
use xtask::commands::generate;

const CLEAN: u8 = 0;
const DRIFT: u8 = 1;
const GENERATE: u8 = 4;

const SPEC: &str = "specs/dmchamp/openapi.yaml";
const EVIDENCE: &str = "specs/dmchamp/evidence.toml";
const MAPPING: &str = "crates/contacts-core/src/mapping/dmchamp.rs";

#[test]
fn a_page_changes_and_everything_follows() {
    let copy = Workspace::copy().expect("a copy");
    let read = |file: &str| fs::read_to_string(copy.root().join(file)).expect("it is there");
    let (spec_before, evidence_before) = (read(SPEC), read(EVIDENCE));

    // The page as the spec was written from it, and the page with one more property.
    assert_eq!(drift(&copy, "tags.md", false).0, CLEAN);
    let (code, report) = drift(&copy, "tags.later.md", false);
    assert_eq!(code, DRIFT);
    let findings = report["findings"].as_array().expect("findings");
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!(findings[0]["code"], "page-field-unknown");
    assert_eq!(
        findings[0]["pointer"],
        "/components/schemas/Tag/properties/color"
    );
    assert_eq!(findings[0]["source"]["line"], 16);
    assert_eq!(read(SPEC), spec_before, "only a fix writes");

    // What needs no decision is written, beside what was there.
    assert_eq!(drift(&copy, "tags.later.md", true).0, GENERATE);
    for (file, before) in [(SPEC, spec_before), (EVIDENCE, evidence_before)] {
        let after = read(file);
        let added: Vec<&str> = after
            .lines()
            .filter(|line| !before.lines().any(|old| old == *line))
            .collect();
        assert_eq!(added.len(), 1, "{file}: {added:?}");
        assert!(added[0].contains("color"), "{file}: {added:?}");
        assert_eq!(
            after.lines().count(),
            before.lines().count() + 1,
            "{file}: comments and order stay"
        );
    }
    assert_eq!(drift(&copy, "tags.later.md", false).0, CLEAN);

    let vendors = ["dmchamp".to_owned()];
    assert_eq!(
        generate::check(
            copy.root(),
            &vendors,
            &OutputArgs::default(),
            &mut Vec::new()
        )
        .expect("it writes"),
        GENERATE
    );
    assert_eq!(
        generate::run(copy.root(), &vendors, &mut Vec::new()).expect("it writes"),
        CLEAN
    );

    // The mapping must decide what becomes of it.
    let undecided = core(&copy, &["check"]);
    assert!(
        !undecided.status.success(),
        "the mapping forgets color and compiles all the same"
    );
    assert!(text(&undecided).contains("color"), "{}", text(&undecided));
    copy.edit(
        MAPPING,
        "let types::Tag {\n",
        "let types::Tag {\n        color,\n",
    )
    .expect("an edit");
    copy.edit(
        MAPPING,
        "    let tag = Tag {\n",
        "    at.keep(\"color\", color);\n    let tag = Tag {\n",
    )
    .expect("an edit");

    // A sample shows where it goes.
    let sample = copy
        .root()
        .join("specs/dmchamp/samples/listTags.200.coloured.json");
    fs::write(
        sample,
        r##"[{ "name": "vip", "description": "Buys often", "color": "green" }]"##,
    )
    .expect("a sample");
    let shown = core(&copy, &["test", "--test", "samples"]);
    assert!(shown.status.success(), "{}", text(&shown));
    assert!(
        text(&shown).contains("green"),
        "the snapshot says where it went: {}",
        text(&shown)
    );

    // A struct with one more member is another major version.
    let bumps = versions(&copy)["bumps"].take();
    assert_eq!(bumps[0]["package"], "contacts-dmchamp", "{bumps:#}");
    assert_eq!(bumps[0]["step"], "major", "{bumps:#}");
}

/// Holds a page against the spec: exit code and report.
fn drift(copy: &Workspace, name: &str, fix: bool) -> (u8, Value) {
    let file = copy.root().join("report.json");
    let arguments = PageArgs {
        slug: "dmchamp".to_owned(),
        pages: vec![
            root()
                .join("tests/tests/pages")
                .join(name)
                .display()
                .to_string(),
        ],
        each: false,
        fix,
        address: fix.then(|| "https://help.dmchamp.com/tags".to_owned()),
        seen: None,
        output: to(&file),
    };
    let today = "2026-11-21".parse().expect("a date");
    let code = page::run(
        copy.root(),
        &arguments,
        today,
        &mut io::empty(),
        &mut Vec::new(),
        &mut Vec::new(),
    )
    .expect("it writes");
    (code, json(&file))
}

/// Compares the spec with the one that the copy began with.
fn versions(copy: &Workspace) -> Value {
    let file = copy.root().join("versions.json");
    let arguments = spec::Arguments {
        old: root().join(SPEC).display().to_string(),
        new: Some(copy.root().join(SPEC).display().to_string()),
        vendor: Vec::new(),
        changelog: false,
        output: to(&file),
    };
    let screen = arguments.output.screen;
    spec::run(copy.root(), &arguments, screen, &mut Vec::new()).expect("it writes");
    json(&file)
}

fn to(file: &std::path::Path) -> OutputArgs {
    OutputArgs {
        format: Some(Format::Json),
        out: vec![file.to_owned()],
        ..OutputArgs::default()
    }
}

fn json(file: &std::path::Path) -> Value {
    serde_json::from_str(&fs::read_to_string(file).expect("a report")).expect("JSON")
}

/// Cargo on the core with this vendor alone.
fn core(copy: &Workspace, command: &[&str]) -> Output {
    let mut arguments = command.to_vec();
    let package = [
        "--package",
        "contacts-core",
        "--no-default-features",
        "--features",
        "dmchamp",
    ];
    arguments.splice(1..1, package);
    if command.contains(&"samples") {
        arguments.extend(["--", "--nocapture", "every_sample"]);
    }
    copy.cargo(&arguments).expect("cargo runs")
}

fn text(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}
