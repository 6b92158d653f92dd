//! `cargo xtask drift page` in a copy: each exit code, and that a fix is done once.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking, also in its helpers"
)]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;
use xtask::commands::check::{self, Explained};
use xtask::commands::drift::output::{Format, OutputArgs};
use xtask::commands::drift::page::{self, PageArgs};

const CLEAN: u8 = 0;
const DRIFT: u8 = 1;
const USAGE: u8 = 2;
const UNREADABLE: u8 = 3;
const GENERATE: u8 = 4;
const EXPIRED: u8 = 5;

/// What the page of tags says now, and what the spec lacks then.
const UNKNOWN: &str = "/components/schemas/Tag/properties/color";

/// A root with one vendor.
fn root() -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a folder");
    copy(&here("specs/dmchamp"), &root.path().join("specs/dmchamp"));
    root
}

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
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

/// A page in our own words.
fn sample(name: &str) -> String {
    here("tests/tests/pages").join(name).display().to_string()
}

fn arguments(slug: &str, pages: &[String], fix: bool) -> PageArgs {
    PageArgs {
        slug: slug.to_owned(),
        pages: pages.to_vec(),
        each: false,
        fix,
        address: None,
        seen: None,
        output: OutputArgs {
            format: Some(Format::Json),
            ..OutputArgs::default()
        },
    }
}

/// Exit code, what was printed, and what was said beside it.
fn run(root: &Path, slug: &str, pages: &[String], fix: bool) -> (u8, String, String) {
    start(root, arguments(slug, pages, fix))
}

fn start(root: &Path, arguments: PageArgs) -> (u8, String, String) {
    let today = "2026-11-21".parse().expect("a date");
    let (mut out, mut log) = (Vec::new(), Vec::new());
    let code = page::run(
        root,
        &arguments,
        today,
        &mut io::empty(),
        &mut out,
        &mut log,
    )
    .expect("it writes");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (code, text(out), text(log))
}

/// Exit code, and the codes of the findings.
fn held(root: &Path, pages: &[String], fix: bool) -> (u8, Vec<String>) {
    let (code, out, _) = run(root, "dmchamp", pages, fix);
    let report: Value = serde_json::from_str(&out).expect("JSON and nothing else");
    let findings = report["findings"].as_array().expect("findings");
    let code_of = |finding: &Value| finding["code"].as_str().expect("a code").to_owned();
    (code, findings.iter().map(code_of).collect())
}

/// Lets the manifest of the copy say more, or something else.
fn manifest(root: &Path, edit: impl Fn(String) -> String) {
    let path = root.join("specs/dmchamp/vendor.toml");
    let text = fs::read_to_string(&path).expect("a manifest");
    fs::write(path, edit(text)).expect("a manifest");
}

fn accept(root: &Path, expires: &str) {
    manifest(root, |text| {
        format!(
            "{text}\n[[accepted-drift]]\ncode = \"page-field-unknown\"\npointer = \"{UNKNOWN}\"\nreason = \"The mapping has no place for it.\"\nexpires = \"{expires}\"\n"
        )
    });
}

#[test]
fn each_outcome_has_its_exit_code() {
    let root = root();
    let root = root.path();
    let (old, new) = (sample("tags.md"), sample("tags.later.md"));
    assert_eq!(
        held(root, std::slice::from_ref(&old), false),
        (CLEAN, vec![])
    );
    let unknown = vec!["page-field-unknown".to_owned()];
    assert_eq!(
        held(root, std::slice::from_ref(&new), false),
        (DRIFT, unknown)
    );
    let (code, said, _) = run(root, "nobody", std::slice::from_ref(&old), false);
    assert_eq!(code, USAGE, "{said}");

    accept(root, "2026-11-20");
    let (code, codes) = held(root, std::slice::from_ref(&new), false);
    assert_eq!(code, EXPIRED, "{codes:?}");
    assert!(
        codes.contains(&"acceptance-expired".to_owned()),
        "{codes:?}"
    );
}

#[test]
fn accepted_drift_is_clean_until_its_day() {
    let root = root();
    accept(root.path(), "2026-11-22");
    let (code, codes) = held(root.path(), &[sample("tags.later.md")], false);
    assert_eq!(code, CLEAN, "{codes:?}");
    // A page that can't be read is no reason to give it up.
    let (code, codes) = held(root.path(), &["no-such-page.md".to_owned()], false);
    assert_eq!(
        (code, codes),
        (UNREADABLE, vec!["page-unreadable".to_owned()])
    );
}

#[test]
fn what_cannot_be_read_is_a_finding_beside_the_others() {
    let root = root();
    let pages = ["no-such-page.md".to_owned(), sample("tags.later.md")];
    let (code, codes) = held(root.path(), &pages, false);
    assert_eq!(code, UNREADABLE);
    assert_eq!(codes, ["page-field-unknown", "page-unreadable"]);
}

#[test]
fn without_a_page_the_documentation_of_the_vendor_is_held() {
    let root = root();
    // An address that nobody has to be asked about.
    manifest(root.path(), |text| {
        let start = text.find("documentation = [").expect("the pages");
        let end = text.find("]\n").expect("their end");
        assert!(start < end, "the pages come first");
        let (before, after) = (&text[..start], &text[end..]);
        format!("{before}documentation = [\"https://[\"{after}")
    });
    let (code, out, _) = run(root.path(), "dmchamp", &[], false);
    assert_eq!(code, UNREADABLE);
    let report: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(report["findings"][0]["found"], "https://[");
}

/// The files of the vendor that a fix may change.
fn files(root: &Path) -> [String; 3] {
    ["openapi.yaml", "evidence.toml", "vendor.toml"]
        .map(|file| fs::read_to_string(root.join("specs/dmchamp").join(file)).expect("a file"))
}

/// The page of tags as it is now, captured at this address.
fn fix_at(address: &str) -> PageArgs {
    PageArgs {
        address: Some(address.to_owned()),
        seen: "2026-11-19".parse().ok(),
        ..arguments("dmchamp", &[sample("tags.later.md")], true)
    }
}

#[test]
fn a_second_fix_changes_nothing() {
    let root = root();
    let fix = fix_at("https://help.dmchamp.com/tags");
    let before = files(root.path());
    let (code, out, log) = start(root.path(), fix.clone());
    assert_eq!(code, GENERATE);
    assert!(
        serde_json::from_str::<Value>(&out).is_ok(),
        "JSON alone: {out}"
    );
    assert_eq!(log, format!("fixed: page-field-unknown: {UNKNOWN}\n"));
    let once = files(root.path());
    assert_ne!(once, before);
    let (code, _, log) = start(root.path(), fix);
    assert_eq!((code, log.as_str()), (CLEAN, ""));
    assert_eq!(files(root.path()), once);
}

/// The evidence of what a fix adds is the page at its address: a source that is known, or a new one; without an address, none.
#[test]
fn a_fix_is_known_from_the_page_that_asked_for_it() {
    let fixed = |address: &str| {
        let root = root();
        let (code, _, log) = start(root.path(), fix_at(address));
        assert_eq!(code, GENERATE, "{log}");
        let [_, evidence, _] = files(root.path());
        evidence
    };
    let known = fixed("https://help.dmchamp.com/tags/");
    assert!(known.contains("color = \"tags\""), "{known}");
    assert!(!known.contains("tags-2"), "{known}");
    let new = fixed("https://help.dmchamp.com/new/tags.md");
    let source = "[sources.tags-2]\nkind = \"documented\"\ntitle = \"tags.md\"\nurl = \"https://help.dmchamp.com/new/tags.md\"\nseen = 2026-11-19\n";
    assert!(new.contains(source), "{new}");
    assert!(new.contains("color = \"tags-2\""), "{new}");

    let root = root();
    let before = files(root.path());
    let (code, _, log) = run(root.path(), "dmchamp", &[sample("tags.later.md")], true);
    assert_eq!(code, DRIFT);
    assert!(
        log.starts_with("not fixed") && log.contains("--address"),
        "{log}"
    );
    assert_eq!(files(root.path()), before);
}

/// A page of several operations, in our own words.
const CONTACTS: &str = "# Contacts

## Get a contact

`GET https://api.dmchamp.com/v1/contacts`

## Create a contact

`POST https://api.dmchamp.com/v1/contacts`

## Update a contact

`PUT https://api.dmchamp.com/v1/contacts/{contactId}`

## Add a contact to a list

`POST https://api.dmchamp.com/v1/contacts/lists`
";

#[test]
fn an_operation_that_is_gone_is_drift_in_both_modes() {
    let root = root();
    let page = |name: &str, text: &str| {
        let path = root.path().join(name);
        fs::write(&path, text).expect("a page");
        path.display().to_string()
    };
    let old = page("old.md", CONTACTS);
    let start = CONTACTS.find("## Update").expect("a section");
    let end = CONTACTS.find("## Add").expect("a section");
    let gone = page(
        "new.md",
        &format!("{}{}", &CONTACTS[..start], &CONTACTS[end..]),
    );
    let codes = |pages: &[String]| held(root.path(), pages, false);
    assert_eq!(codes(std::slice::from_ref(&old)), (CLEAN, vec![]));
    assert_eq!(
        codes(std::slice::from_ref(&gone)),
        (DRIFT, vec!["page-operation-missing".to_owned()])
    );
    assert_eq!(
        codes(&[old.clone(), gone.clone()]),
        (DRIFT, vec!["page-operation-removed".to_owned()])
    );
    assert_eq!(
        codes(&[gone.clone(), old.clone()]),
        (DRIFT, vec!["page-operation-added".to_owned()])
    );

    let run_as = |arguments| self::start(root.path(), arguments);
    let subject = |pages: &[String], each: bool| {
        let arguments = PageArgs {
            each,
            ..arguments("dmchamp", pages, false)
        };
        let report: Value = serde_json::from_str(&run_as(arguments).1).expect("JSON");
        report["subject"].as_str().expect("a subject").to_owned()
    };
    let two = subject(&[old.clone(), gone.clone()], false);
    assert!(two.contains("two captures of one page"), "{two}");
    let each = subject(&[old.clone(), gone], true);
    assert!(each.ends_with("each held against the spec"), "{each}");
    let apart = subject(&[old, sample("tags.md")], false);
    assert!(apart.contains("share no operation"), "{apart}");
}

#[test]
fn a_name_that_leads_nowhere_is_no_capture_to_make_again() {
    let root = root();
    let (_, out, _) = run(
        root.path(),
        "dmchamp",
        &["no-such-page.md".to_owned()],
        false,
    );
    let report: Value = serde_json::from_str(&out).expect("JSON");
    let remedy = report["findings"][0]["remedy"].as_str().expect("a remedy");
    assert!(!remedy.contains("capture"), "{remedy}");
}

/// One `--explain` knows the codes of every command.
#[test]
fn each_code_is_explained() {
    for name in ["page-default-differs", "evidence-missing"] {
        let code: Explained = name.parse().expect("a code");
        let mut out = Vec::new();
        check::explain(code, &mut out).expect("it writes");
        let text = String::from_utf8(out).expect("text");
        assert!(text.starts_with(&format!("{name}: ")), "{text}");
    }
    let unknown = "page-default-difers"
        .parse::<Explained>()
        .expect_err("no code");
    assert!(unknown.contains("`page-default-differs`"), "{unknown}");
}
