//! `cargo xtask bench-types`: the baseline of the benchmark.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::{FAILED, OK};
use crate::bench_types::{INPUT, OUTPUT, baseline};
use crate::generate::write;

/// Writes the types that the benchmark compares with.
///
/// # Errors
///
/// If a file can't be read or written.
pub fn run(root: &Path, out: &mut dyn Write) -> io::Result<u8> {
    match baseline(&fs::read_to_string(root.join(INPUT))?) {
        Ok(text) => {
            write::replace(&root.join(OUTPUT), &text)?;
            writeln!(out, "wrote {OUTPUT}")?;
            Ok(OK)
        }
        Err(error) => {
            writeln!(out, "{INPUT}: {error}")?;
            Ok(FAILED)
        }
    }
}
