//! `cargo xtask observe`: an export's issues and extra as a statistic without values, and what they propose for the specs.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use serde_json::Value;
use spec_drift::Spec;
use spec_drift::payload::Observation;

use super::drift::{UNREADABLE, USAGE};
use super::{OK, report};
use crate::vendor::VendorFolder;

/// Reads exports, JSON Lines of contacts as `contacts list` and `contacts map` print them, and writes statistic and proposals.
/// The export `-` is standard input, which is kept in memory: exports are read once for each vendor.
///
/// # Errors
///
/// If `out` can't be written.
pub fn run(
    root: &Path,
    names: &[String],
    json: bool,
    stdin: &mut dyn Read,
    out: &mut dyn Write,
) -> io::Result<u8> {
    let mut piped = Vec::new();
    if names.iter().any(|name| name == "-") {
        stdin.read_to_end(&mut piped)?;
    }
    let exports = &Exports { names, piped };
    let vendors = match vendors(exports) {
        Ok(vendors) => vendors,
        Err(problem) => {
            writeln!(out, "{problem}")?;
            return Ok(UNREADABLE);
        }
    };
    if vendors.is_empty() {
        writeln!(
            out,
            "no contacts: an export has one contact a line, as `contacts list --format jsonl` prints them"
        )?;
        return Ok(USAGE);
    }
    let mut all = Vec::new();
    for slug in vendors {
        let folder = match VendorFolder::load(root, &slug) {
            Ok(folder) => folder,
            Err(findings) => {
                report(out, &findings)?;
                return Ok(UNREADABLE);
            }
        };
        let spec = Spec::new(
            &folder.slug,
            folder.spec.file(),
            folder.spec.value(),
            &|_| None,
        );
        let mut observation = Observation::new(&spec);
        // What could be read once can be read again.
        let _ = each(exports, |contact| observation.add(contact));
        if json {
            all.push(serde_json::json!({
                "vendor": folder.slug,
                "contacts": observation.contacts(),
                "rows": observation.rows(),
                "leftOut": observation.left_out(),
                "proposals": observation.proposals(),
            }));
        } else {
            text(&folder, &observation, out)?;
        }
    }
    if json {
        writeln!(out, "{:#}", Value::from(all))?;
    }
    Ok(OK)
}

fn text(
    folder: &VendorFolder,
    observation: &Observation<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "{}: contacts: {}", folder.slug, observation.contacts())?;
    let rows = observation.rows();
    let width = rows
        .iter()
        .map(|row| row.pointer.chars().count())
        .max()
        .unwrap_or_default()
        .min(60);
    for row in &rows {
        let types: Vec<&str> = row.types.iter().map(String::as_str).collect();
        let length = row
            .lengths
            .map(|(low, high)| format!(", length {low} to {high}"))
            .unwrap_or_default();
        let format = row
            .format
            .map(|format| format!(", {format}"))
            .unwrap_or_default();
        let known = if row.declared {
            ""
        } else {
            ", not in the spec"
        };
        let (pointer, code, count) = (&row.pointer, &row.code, row.count);
        writeln!(
            out,
            "  {pointer:width$}  {code:24} {count:>6}  {}{format}{length}{known}",
            types.join(" or ")
        )?;
    }
    if observation.left_out() > 0 {
        writeln!(
            out,
            "  and {} more, too many to tell apart",
            observation.left_out()
        )?;
    }
    for proposal in observation.proposals() {
        let position = folder.spec.position(&proposal.pointer);
        writeln!(
            out,
            "\n{}:{position}: {}",
            folder.spec.file(),
            proposal.reason
        )?;
        writeln!(out, "    # at {}\n    {}", proposal.pointer, proposal.yaml)?;
    }
    Ok(())
}

/// The vendors of whom there are contacts.
fn vendors(exports: &Exports<'_>) -> Result<BTreeSet<String>, String> {
    let mut vendors = BTreeSet::new();
    each(exports, |contact| {
        let slug = contact.pointer("/source/provider").and_then(Value::as_str);
        vendors.extend(slug.map(str::to_owned));
    })?;
    Ok(vendors)
}

/// Files, and what came from standard input.
struct Exports<'a> {
    names: &'a [String],
    piped: Vec<u8>,
}

/// Gives each contact of the exports to `take`.
fn each(exports: &Exports<'_>, mut take: impl FnMut(&Value)) -> Result<(), String> {
    for name in exports.names {
        let lines: Box<dyn BufRead> = match name.as_str() {
            "-" => Box::new(exports.piped.as_slice()),
            path => {
                let file = File::open(path).map_err(|error| format!("{path}: {error}"))?;
                Box::new(BufReader::new(file))
            }
        };
        for (index, line) in lines.lines().enumerate() {
            let line = line.map_err(|error| format!("{name}:{}: {error}", index + 1))?;
            if line.trim().is_empty() {
                continue;
            }
            // The reader's own words may quote the line.
            let contact = serde_json::from_str(&line);
            take(&contact.map_err(|_| format!("{name}:{}: the line is no JSON", index + 1))?);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Exports are read more than once, which a pipe can't be.
    #[test]
    fn standard_input_is_an_export() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut piped = br#"{"source":{"provider":"dmchamp"},"issues":[]}"#.as_slice();
        let mut out = Vec::new();
        let code = run(&root, &["-".to_owned()], false, &mut piped, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!((code, text.as_str()), (OK, "dmchamp: contacts: 1\n"));
    }
}
