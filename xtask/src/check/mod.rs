//! Everything that is held against a vendor's folder: one file a group of rules, each rule with
//! its code. All findings are collected; nothing stops at the first, and no input panics.

mod evidence;
mod extensions;
mod json_schema;
mod judges;
mod manifest;
mod names;
mod objects;
mod openapi;
mod paths;
mod people;
mod references;
mod samples;
pub(crate) mod schema;
mod security;
mod sizes;
mod spec;
mod support;
mod text;

use jiff::civil::Date;

use crate::diagnostic::{Code, Diagnostic, Position, sort};
use crate::document::Document;
use crate::vendor::VendorFolder;
use spec::Spec;

/// After so many findings the rest is not looked for.
pub(crate) const MAX_FINDINGS: usize = 1_000;

/// Checks a vendor's folder; `today` is the day on which accepted drift is judged.
///
/// The findings come in the order of files and lines.
#[must_use]
pub fn check(folder: &VendorFolder, today: Date) -> Vec<Diagnostic> {
    let spec = Spec::new(&folder.spec);
    let mut found = Findings(Vec::new());
    openapi::check(&spec, &mut found);
    extensions::check(&spec, &mut found);
    let graph = references::check(&spec, &mut found);
    objects::check(&spec, &mut found);
    names::check(&spec, &mut found);
    paths::check(&spec, &mut found);
    security::check(&spec, &mut found);
    support::check(&spec, &graph, &mut found);
    text::check(folder, &spec, &mut found);
    evidence::check(folder, &spec, &mut found);
    manifest::check(folder, &spec, today, &mut found);
    samples::check(folder, &spec, &graph, &mut found);
    judges::check(folder, &spec, &mut found);
    let Findings(mut findings) = found;
    sort(&mut findings);
    if findings.len() > MAX_FINDINGS {
        findings.truncate(MAX_FINDINGS);
        findings.push(Diagnostic {
            code: Code::LimitExceeded,
            file: folder.spec.file().to_owned(),
            position: Position::START,
            pointer: String::new(),
            reason: format!("there are more than {MAX_FINDINGS} findings"),
            remedy: "correct these and check again".to_owned(),
        });
    }
    findings
}

/// Where rules put what they find. It stops taking more long after anyone would read on, so that a
/// hostile document cannot use up the memory.
struct Findings(Vec<Diagnostic>);

impl Findings {
    fn find(
        &mut self,
        document: &Document,
        code: Code,
        pointer: impl Into<String>,
        reason: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.push(document.finding(code, pointer, reason, remedy));
    }

    fn push(&mut self, diagnostic: Diagnostic) {
        if self.0.len() < 2 * MAX_FINDINGS {
            self.0.push(diagnostic);
        }
    }
}
