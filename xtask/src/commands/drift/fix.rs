//! `cargo xtask drift page --fix`: what is certain is written into the files of the vendor.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use spec_drift::fix::Change;
use spec_drift::{Certainty, Finding, Level, Spec, bind};

use super::page::Captured;
use super::provenance;
use super::texts::Texts;
use crate::check::check;
use crate::vendor::{AcceptedDrift, Files, VendorFolder};

/// Writes what is certain into the texts, finding by finding: a change after which `cargo xtask check` finds more than before
/// is taken back. Answers how many findings it mended.
pub(super) fn fix(
    slug: &str,
    folder: &VendorFolder,
    pages: &[Captured],
    texts: &mut Texts,
    log: &mut dyn Write,
) -> io::Result<usize> {
    let mut changes: BTreeMap<String, (Finding, Result<Vec<Change>, String>)> = BTreeMap::new();
    {
        let locate = |pointer: &str| texts.place(&folder.spec, &texts.spec, pointer);
        let spec = Spec::new(slug, folder.spec.file(), folder.spec.value(), &locate)
            .with_evidence(folder.evidence_document.value());
        for captured in pages {
            let ledger = bind::bind(&captured.page, &spec);
            let accepted = |finding: &Finding| {
                let same = |it: &AcceptedDrift| {
                    it.code == finding.code.name() && it.pointer == finding.pointer
                };
                folder.manifest.accepted_drift.iter().any(same)
            };
            for finding in ledger.findings.iter().filter(|it| !accepted(it)) {
                let certain =
                    finding.certainty == Certainty::Certain && finding.level > Level::Note;
                if let Some(change) = ledger
                    .changes
                    .get(&finding.fingerprint())
                    .filter(|_| certain)
                {
                    let change = provenance::named(change, captured, &spec, &folder.evidence);
                    changes.insert(finding.fingerprint(), (finding.clone(), change));
                }
            }
        }
    }
    // The day does not matter: what it decides is the same before and after.
    let day = jiff::civil::date(2000, 1, 1);
    let problems = |folder: &VendorFolder| -> BTreeSet<String> {
        check(folder, day)
            .into_iter()
            .map(|it| format!("{} {} {}", it.code, it.pointer, it.reason))
            .collect()
    };
    let known = problems(folder);
    let samples = || {
        folder
            .samples
            .iter()
            .map(|it| (it.file_name.clone(), it.bytes.clone()))
            .collect()
    };
    let mut fixed = 0;
    for (finding, changes) in changes.into_values() {
        let changed = changes
            .and_then(|changes| texts.with(&changes).map_err(|error| error.to_string()))
            .and_then(|changed| {
                let files = Files {
                    spec: changed.spec.clone().into_bytes(),
                    evidence: changed.evidence.clone().into_bytes(),
                    manifest: changed.manifest.clone().into_bytes(),
                    judges: None,
                    samples: samples(),
                };
                let first = |problems: Vec<String>| problems.into_iter().next().unwrap_or_default();
                let parsed = VendorFolder::parse(slug, files).map_err(|problems| {
                    first(problems.into_iter().map(|it| it.reason).collect())
                })?;
                let new: Vec<String> = problems(&parsed).difference(&known).cloned().collect();
                if new.is_empty() {
                    Ok(changed)
                } else {
                    Err(first(new))
                }
            });
        match changed {
            Ok(changed) => {
                *texts = changed;
                fixed += 1;
                writeln!(log, "fixed: {}: {}", finding.code, finding.pointer)?;
            }
            Err(reason) => writeln!(
                log,
                "not fixed: {}: {}: {reason}",
                finding.code, finding.pointer
            )?,
        }
    }
    Ok(fixed)
}
