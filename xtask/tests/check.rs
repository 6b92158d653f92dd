//! Each rule shows itself on the smallest spec that breaks it.
//!
//! `check/base` is a vendor's folder without a fault. Each file `check/<code>/<case>.toml` says what
//! to change in it, and the findings of all cases of a code are a snapshot.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, also in its helpers"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use xtask::check::check;
use xtask::code::{Code, Stage};
use xtask::diagnostic::{Diagnostic, sort, to_text};
use xtask::vendor::VendorFolder;

const TODAY: jiff::civil::Date = jiff::civil::date(2026, 11, 20);

/// What to change in the base.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// The vendor to ask for.
    #[serde(default = "acme")]
    slug: String,
    #[serde(default)]
    remove: Vec<String>,
    #[serde(default)]
    add: Vec<Add>,
    #[serde(default)]
    replace: Vec<Replace>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Add {
    file: String,
    text: String,
}

/// The one place where `find` stands gets `with`, as often as `times` says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Replace {
    file: String,
    find: String,
    with: String,
    #[serde(default = "once")]
    times: usize,
}

fn acme() -> String {
    "acme".to_owned()
}

fn once() -> usize {
    1
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/check")
        .join(name)
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn base() -> BTreeMap<String, String> {
    let folder = folder("base");
    let files = ["openapi.yaml", "vendor.toml", "evidence.toml"].map(str::to_owned);
    let samples = names(&folder.join("samples"))
        .into_iter()
        .map(|name| format!("samples/{name}"));
    let read = |name: String| {
        let text = fs::read_to_string(folder.join(&name)).unwrap();
        (name, text)
    };
    files.into_iter().chain(samples).map(read).collect()
}

fn changed(case: &Case, name: &str) -> BTreeMap<String, String> {
    let mut files = base();
    for file in &case.remove {
        assert!(files.remove(file).is_some(), "{name}: there is no {file}");
    }
    files.extend(
        case.add
            .iter()
            .map(|add| (add.file.clone(), add.text.clone())),
    );
    for Replace {
        file,
        find,
        with,
        times,
    } in &case.replace
    {
        let text = files
            .get_mut(file)
            .unwrap_or_else(|| panic!("{name}: there is no {file}"));
        assert_eq!(text.matches(find).count(), 1, "{name}: {find:?} in {file}");
        *text = text.replace(find, &with.repeat(*times));
    }
    files
}

fn findings(slug: &str, files: &BTreeMap<String, String>, place: &str) -> Vec<Diagnostic> {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("check")
        .join(place);
    let _ = fs::remove_dir_all(&root);
    for (name, text) in files {
        let path = root.join("specs/acme").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    match VendorFolder::load(&root, slug) {
        Ok(folder) => check(&folder, TODAY),
        Err(mut findings) => {
            sort(&mut findings);
            findings
        }
    }
}

#[test]
fn the_base_has_no_findings() {
    let findings = findings("acme", &base(), "base");
    assert!(findings.is_empty(), "{}", to_text(&findings));
}

#[test]
fn each_case_shows_its_code() {
    for name in names(&folder("")) {
        if name == "base" {
            continue;
        }
        let code: Code = name.parse().unwrap();
        let mut shown = String::new();
        for case_file in names(&folder(&name)) {
            let text = fs::read_to_string(folder(&name).join(&case_file)).unwrap();
            let case: Case =
                toml::from_str(&text).unwrap_or_else(|error| panic!("{name}/{case_file}: {error}"));
            let label = format!("{name}/{}", case_file.trim_end_matches(".toml"));
            let findings = findings(&case.slug, &changed(&case, &label), &label);
            assert!(
                findings.iter().any(|finding| finding.code == code),
                "{label}\n{}",
                to_text(&findings)
            );
            let about = text.lines().next().unwrap_or_default();
            shown.push_str(&format!("{about}\n{}\n", to_text(&findings)));
        }
        insta::assert_snapshot!(name.as_str(), shown.trim_end());
    }
}

#[test]
fn each_code_of_the_check_has_a_case() {
    let folders = names(&folder(""));
    for code in Code::ALL.iter().filter(|code| code.stage() == Stage::Check) {
        assert!(
            folders.iter().any(|name| name == code.name()),
            "{code} has no case"
        );
    }
}
