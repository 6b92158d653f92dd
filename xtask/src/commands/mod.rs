//! The commands: thin, writing to the writer that they are given, answering with an exit code.

pub mod bench_types;
pub mod check;
pub mod drift;
pub mod generate;
pub mod judge;
pub mod list;
pub mod new_vendor;
pub mod observe;

use std::io;
use std::path::Path;

use crate::diagnostic::{self, Code, Diagnostic};
use crate::generate::Problem;
use crate::vendor::{self, VendorFolder};

/// Everything is as it should be.
pub const OK: u8 = 0;
/// There are findings.
pub const FINDINGS: u8 = 1;
/// The command was called with something that it does not know.
pub const USAGE: u8 = 2;
/// Something generated is not what its spec says.
pub const STALE: u8 = 4;
/// The command could not do its work.
pub const FAILED: u8 = 100;

/// The slugs that are meant: those named, or all.
///
/// # Errors
///
/// If one of them is no vendor.
pub fn slugs(root: &Path, named: &[String]) -> Result<Vec<String>, Vec<Diagnostic>> {
    if named.is_empty() {
        return vendor::slugs(root).map_err(|finding| vec![finding]);
    }
    for slug in named {
        VendorFolder::load(root, slug)?;
    }
    Ok(named.to_vec())
}

/// What generation found, at its place in the spec.
pub fn finding(folder: &VendorFolder, problem: &Problem) -> Diagnostic {
    let remedy = format!("cargo xtask check {}", folder.slug);
    folder.spec.finding(
        Code::GenerationFailed,
        &problem.pointer,
        &problem.reason,
        remedy,
    )
}

/// The exit code for findings that keep a command from its work: a vendor that nobody knows is the caller's slip.
fn code_of(findings: &[Diagnostic]) -> u8 {
    let unknown = |finding: &Diagnostic| finding.code == Code::UnknownVendor;
    match findings.iter().any(unknown) {
        true => USAGE,
        false => FAILED,
    }
}

/// Writes findings the way people read them.
fn report(out: &mut dyn io::Write, findings: &[Diagnostic]) -> io::Result<()> {
    out.write_all(diagnostic::to_text(findings).as_bytes())
}
