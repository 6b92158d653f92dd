//! `cargo xtask judge`: what others say of the sandboxes.

use std::io::{self, Write};
use std::path::Path;

use super::{FAILED, FINDINGS, OK, code_of, report, slugs};
use crate::judge::{Traffic, judge};

/// What to judge.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Vendors; all if none is named.
    pub slugs: Vec<String>,
    /// How much to ask.
    #[command(flatten)]
    pub traffic: Traffic,
}

/// Judges the sandboxes, and writes what was found.
///
/// # Errors
///
/// If `out` can't be written.
pub fn run(root: &Path, arguments: &Arguments, out: &mut dyn Write) -> io::Result<u8> {
    let slugs = match slugs(root, &arguments.slugs) {
        Ok(slugs) => slugs,
        Err(findings) => {
            report(out, &findings)?;
            return Ok(code_of(&findings));
        }
    };
    let mut code = OK;
    for slug in slugs {
        match judge(root, &slug, &arguments.traffic) {
            Ok((hearing, judges)) => {
                hearing.write(&judges, out)?;
                if !hearing.is_clean(&judges) {
                    code = code.max(FINDINGS);
                }
            }
            Err(problem) => {
                writeln!(out, "{slug}: {problem}")?;
                code = FAILED;
            }
        }
        out.flush()?;
    }
    Ok(code)
}
