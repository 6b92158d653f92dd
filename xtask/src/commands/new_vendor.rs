//! `cargo xtask new-vendor`: a vendor that builds, to be filled by hand.

use std::io::{self, Write};
use std::path::Path;
use std::process::Command;

use super::{FAILED, OK, USAGE, generate};
use crate::new_vendor::{Refused, new_vendor};

/// Scaffolds a vendor and generates its client.
///
/// # Errors
///
/// If `out` can't be written.
pub fn run(root: &Path, slug: &str, name: &str, out: &mut dyn Write) -> io::Result<u8> {
    let written = match new_vendor(root, slug, name) {
        Ok(written) => written,
        Err(refused) => {
            writeln!(out, "{refused}")?;
            return Ok(match refused {
                Refused::Slug(_) | Refused::Exists(_) => USAGE,
                _ => FAILED,
            });
        }
    };
    for path in &written {
        writeln!(out, "wrote {path}")?;
    }
    match generate::run(root, &[slug.to_owned()], out)? {
        OK => {}
        code => return Ok(code),
    }
    if !format(root, &written) {
        writeln!(out, "rustfmt did not run: cargo fmt --all")?;
    }
    writeln!(
        out,
        "next: write specs/{slug} from the vendor's pages, then cargo xtask check {slug}"
    )?;
    Ok(OK)
}

/// Formats what was written: in which order imports and modules stand depends on the slug.
fn format(root: &Path, written: &[String]) -> bool {
    let rust = written.iter().filter(|path| path.ends_with(".rs"));
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--edition", "2024"]).args(rust);
    let done = rustfmt.current_dir(root).output();
    done.is_ok_and(|output| output.status.success())
}
