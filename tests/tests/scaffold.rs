//! The promises that only a compiler can keep, tried in a copy of the workspace.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, also in its helpers"
)]

use std::process::Output;

use contacts_tests::Workspace;

fn text(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[test]
fn a_vendor_that_is_half_written_is_said_to_be() {
    let copy = Workspace::copy().expect("a copy");
    // A file where the folder of the crate would be.
    std::fs::write(copy.root().join("crates/contacts-acme"), "").expect("it writes");
    let mut out = Vec::new();
    let code = xtask::commands::new_vendor::run(copy.root(), "acme", "Acme CRM", &mut out)
        .expect("it writes");
    let said = String::from_utf8_lossy(&out);
    assert_eq!(code, 100, "{said}");
    assert!(
        said.starts_with("crates/contacts-acme/Cargo.toml: "),
        "{said}"
    );
    let (_, written) = said.split_once("written before it: ").expect("a list");
    for file in written.trim().split(", ") {
        assert!(copy.root().join(file).is_file(), "{file}");
    }
}

#[test]
fn a_new_vendor_builds_and_maps_its_samples() {
    let copy = Workspace::copy().expect("a copy");
    let mut out = Vec::new();
    let code = xtask::commands::new_vendor::run(copy.root(), "acme", "Acme CRM", &mut out)
        .expect("it writes");
    assert_eq!(code, 0, "{}", String::from_utf8_lossy(&out));

    let mut out = Vec::new();
    let today = "2026-11-21".parse().expect("a date");
    let code =
        xtask::commands::check::run(copy.root(), &["acme".to_owned()], false, today, &mut out)
            .expect("it writes");
    assert_eq!(code, 0, "{}", String::from_utf8_lossy(&out));

    for arguments in [
        &[
            "test",
            "--package",
            "contacts-core",
            "--no-default-features",
            "--features",
            "acme",
            "--test",
            "samples",
        ][..],
        &[
            "check",
            "--package",
            "contacts-acme",
            "--features",
            "replay",
        ],
        &[
            "check",
            "--package",
            "contacts",
            "--no-default-features",
            "--features",
            "acme",
        ][..],
    ] {
        let output = copy.cargo(arguments).expect("cargo runs");
        assert!(output.status.success(), "{}", text(&output));
    }

    // In which order rustfmt wants imports and modules depends on the slug.
    let code = xtask::commands::new_vendor::run(copy.root(), "zeta", "Zeta", &mut Vec::new())
        .expect("it writes");
    assert_eq!(code, 0);
    let output = copy.cargo(&["fmt", "--all", "--check"]);
    let output = output.expect("cargo runs");
    assert!(output.status.success(), "{}", text(&output));

    let code = xtask::commands::new_vendor::run(copy.root(), "acme", "Acme CRM", &mut Vec::new())
        .expect("it writes");
    assert_eq!(code, 2, "a vendor that is there is not overwritten");
}

#[test]
fn a_mapping_that_forgets_a_field_does_not_compile() {
    let copy = Workspace::copy().expect("a copy");
    let check = [
        "check",
        "--package",
        "contacts-core",
        "--no-default-features",
        "--features",
        "dmchamp",
    ];
    let before = copy.cargo(&check).expect("cargo runs");
    assert!(before.status.success(), "{}", text(&before));

    // The vendor's page gains a field; the spec takes it over.
    let contact = "    Contact:\n";
    let spec = std::fs::read_to_string(copy.root().join("specs/dmchamp/openapi.yaml"))
        .expect("it is there");
    let (_, rest) = spec
        .split_once(contact)
        .expect("a component called Contact");
    let (head, _) = rest
        .split_once("      properties:\n")
        .expect("it has properties");
    let place = format!("{contact}{head}      properties:\n");
    let field = "        shoeSize:\n          type: integer\n          format: int64\n          description: Size of the shoe.\n";
    copy.edit(
        "specs/dmchamp/openapi.yaml",
        &place,
        &format!("{place}{field}"),
    )
    .expect("an edit");
    let code =
        xtask::commands::generate::run(copy.root(), &["dmchamp".to_owned()], &mut Vec::new())
            .expect("it writes");
    assert_eq!(code, 0);

    let after = copy.cargo(&check).expect("cargo runs");
    assert!(
        !after.status.success(),
        "the mapping forgets shoe_size and compiles all the same"
    );
    assert!(text(&after).contains("shoe_size"), "{}", text(&after));
}
