//! How well the specs are known may only get better: `coverage.toml` holds the figures.
//!
//! Where a figure has got better, write the new one into `xtask/tests/coverage.toml`; the failure prints it.

#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, also in its helpers"
)]

use std::path::Path;

use spec_drift::Spec;
use spec_drift::coverage::{Baseline, evidence};
use xtask::vendor::{self, VendorFolder};

#[test]
fn no_spec_assumes_more_than_it_did() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut now = Baseline::default();
    for slug in vendor::slugs(&root).unwrap() {
        let folder = VendorFolder::load(&root, &slug).unwrap();
        let locate = |_: &str| None;
        let spec = Spec::new(&slug, folder.spec.file(), folder.spec.value(), &locate)
            .with_evidence(folder.evidence_document.value());
        now.spec(&slug, &evidence(&spec));
    }
    let baseline: Baseline = toml::from_str(include_str!("coverage.toml")).unwrap();
    let worse = baseline.worse(&now);
    assert!(worse.is_empty(), "{}", worse.join("\n"));
    // A baseline that lags behind would let the next change make it worse unseen.
    assert_eq!(
        baseline,
        now,
        "write into xtask/tests/coverage.toml:\n{}",
        toml::to_string(&now).unwrap()
    );
}
