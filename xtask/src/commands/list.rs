//! `cargo xtask list`: vendors, operations, freshness.

use std::io::{self, Write};
use std::path::Path;

use super::{FAILED, OK, code_of, finding, report, slugs};
use crate::generate::{api, lock, lower};
use crate::vendor::VendorFolder;

/// Lists the vendors with their operations.
///
/// # Errors
///
/// If a file can't be read, or `out` can't be written.
pub fn run(root: &Path, named: &[String], out: &mut dyn Write) -> io::Result<u8> {
    let slugs = match slugs(root, named) {
        Ok(slugs) => slugs,
        Err(findings) => {
            report(out, &findings)?;
            return Ok(code_of(&findings));
        }
    };
    let generator = lock::generator_hash(root)?;
    let lock = lock::Lock::read(root);
    let mut code = OK;
    for slug in slugs {
        let folder = match VendorFolder::load(root, &slug) {
            Ok(folder) => folder,
            Err(findings) => {
                report(out, &findings)?;
                code = FAILED;
                continue;
            }
        };
        let read = lower::lower(folder.spec.value()).and_then(|lowered| api::read(&lowered));
        let api = match read {
            Ok(api) => api,
            Err(problem) => {
                report(out, &[finding(&folder, &problem)])?;
                code = FAILED;
                continue;
            }
        };
        let freshness = match lock.stale(root, &slug, &generator)? {
            None => "fresh",
            Some(_) => "stale",
        };
        writeln!(
            out,
            "{slug} ({}): {} operations, {} samples, {freshness}",
            folder.manifest.name,
            api.operations.len(),
            folder.samples.len()
        )?;
        for operation in &api.operations {
            let serves = operation.capabilities.join(", ");
            writeln!(
                out,
                "    {:<32} {:<6} {}  {serves}",
                operation.id, operation.method, operation.path
            )?;
        }
    }
    Ok(code)
}
