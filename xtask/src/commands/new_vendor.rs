//! `cargo xtask new-vendor`: a vendor that builds, to be filled by hand.

use std::io::{self, Write};
use std::path::Path;

use super::{FAILED, OK, generate};
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
            return Ok(if matches!(refused, Refused::Slug(_)) {
                2
            } else {
                FAILED
            });
        }
    };
    for path in written {
        writeln!(out, "wrote {path}")?;
    }
    match generate::run(root, &[slug.to_owned()], out)? {
        OK => {}
        code => return Ok(code),
    }
    writeln!(
        out,
        "next: write specs/{slug} from the vendor's pages, then cargo xtask check {slug}"
    )?;
    Ok(OK)
}
