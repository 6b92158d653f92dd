//! `cargo xtask check`: everything that a spec must satisfy before generation.

use std::io::{self, Write};
use std::path::Path;
use std::str::FromStr;

use jiff::civil::Date;

use super::{FINDINGS, OK, USAGE, code_of, report, slugs};
use crate::check::check;
use crate::diagnostic::{self, Code, Diagnostic};
use crate::vendor::VendorFolder;

/// Checks the vendors and writes the findings, as text or as JSON.
///
/// # Errors
///
/// If `out` can't be written.
pub fn run(
    root: &Path,
    named: &[String],
    json: bool,
    today: Date,
    out: &mut dyn Write,
) -> io::Result<u8> {
    let mut findings = findings(root, named, today);
    diagnostic::sort(&mut findings);
    if json {
        writeln!(out, "{:#}", diagnostic::to_json(&findings))?;
    } else {
        report(out, &findings)?;
        match findings.len() {
            0 => writeln!(out, "no findings")?,
            1 => writeln!(
                out,
                "1 finding; `cargo xtask check --explain CODE` says what it means"
            )?,
            many => writeln!(
                out,
                "{many} findings; `cargo xtask check --explain CODE` says what one means"
            )?,
        }
    }
    Ok(match code_of(&findings) {
        USAGE => USAGE,
        _ if findings.is_empty() => OK,
        _ => FINDINGS,
    })
}

/// A code of any command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Explained {
    /// Of `cargo xtask check` and `generate`.
    Ours(Code),
    /// Of `cargo xtask drift`.
    Drift(spec_drift::Code),
}

impl FromStr for Explained {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let ours = || name.parse().ok().map(Self::Ours);
        let drift = || name.parse().ok().map(Self::Drift);
        let names = || {
            let drift = spec_drift::Code::ALL.iter().map(|code| code.name());
            Code::ALL.iter().map(|code| code.name()).chain(drift)
        };
        let unknown = || match diagnostic::did_you_mean(name, names()) {
            Some(near) => format!("no finding has this code; did you mean `{near}`?"),
            None => "no finding has this code".to_owned(),
        };
        ours().or_else(drift).ok_or_else(unknown)
    }
}

/// Writes what a code means.
///
/// # Errors
///
/// If `out` can't be written.
pub fn explain(code: Explained, out: &mut dyn Write) -> io::Result<u8> {
    match code {
        Explained::Ours(code) => out.write_all(diagnostic::explain(code).as_bytes())?,
        Explained::Drift(code) => {
            let (meaning, explanation) = (code.meaning(), code.explanation());
            write!(out, "{code}: {meaning}\n\n{explanation}\n")?;
        }
    }
    Ok(OK)
}

fn findings(root: &Path, named: &[String], today: Date) -> Vec<Diagnostic> {
    let slugs = match slugs(root, named) {
        Ok(slugs) => slugs,
        Err(findings) => return findings,
    };
    slugs
        .iter()
        .flat_map(|slug| match VendorFolder::load(root, slug) {
            Ok(folder) => check(&folder, today),
            Err(findings) => findings,
        })
        .collect()
}
