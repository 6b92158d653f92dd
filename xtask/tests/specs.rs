//! The vendor specs of this workspace pass the check.

use std::path::Path;

use xtask::check::check;
use xtask::diagnostic::to_text;
use xtask::vendor::{VendorFolder, slugs};

/// A day on which no accepted drift has ended; CI runs `cargo xtask check` with the real one.
const TODAY: jiff::civil::Date = jiff::civil::date(2026, 11, 20);

#[test]
fn the_specs_have_no_findings() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let slugs = slugs(&root).unwrap();
    assert!(!slugs.is_empty());
    let findings: Vec<_> = slugs
        .iter()
        .flat_map(|slug| match VendorFolder::load(&root, slug) {
            Ok(folder) => check(&folder, TODAY),
            Err(findings) => findings,
        })
        .collect();
    assert!(
        findings.is_empty(),
        "{} findings\n{}",
        findings.len(),
        to_text(&findings)
    );
}
