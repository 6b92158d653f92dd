//! Every sample of every vendor as a payload: those that fit their spec contradict nothing, and each odd one is found out.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use std::path::Path;

use spec_drift::payload::{Conformance, Subject};
use spec_drift::{Level, Spec};
use xtask::vendor::{self, SampleFormat, VendorFolder};

#[test]
fn samples_contradict_nothing_and_odd_ones_are_found_out() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let (mut fitting, mut odd) = (0, 0);
    for slug in vendor::slugs(root).unwrap() {
        let folder = VendorFolder::load(root, &slug).unwrap();
        let spec = Spec::new(&slug, "openapi.yaml", folder.spec.value(), &|_| None);
        for sample in &folder.samples {
            let name = sample.name().unwrap();
            if name.format != SampleFormat::Json {
                continue;
            }
            let mut conformance = Conformance::new(&spec, name.operation).unwrap();
            conformance.json(
                &sample.file,
                sample.bytes.as_slice(),
                Subject::Response(Some(name.status)),
            );
            let worst = conformance
                .findings()
                .into_iter()
                .map(|finding| finding.level)
                .max();
            if name.is_odd() {
                odd += 1;
                assert!(
                    worst > Some(Level::Note),
                    "{slug}/{}: nothing odd is found",
                    sample.file
                );
            } else {
                fitting += 1;
                // What the spec does not know it does not refuse.
                assert!(
                    worst < Some(Level::Error),
                    "{slug}/{}: {:#?}",
                    sample.file,
                    conformance.findings()
                );
            }
        }
    }
    assert!(
        fitting > 100 && odd > 10,
        "{fitting} samples and {odd} odd ones"
    );
}
