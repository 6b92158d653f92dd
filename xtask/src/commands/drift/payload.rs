//! `cargo xtask drift payload`: what vendors really send, against the spec.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use clap::Args;
use spec_drift::payload::{Conformance, Subject};
use spec_drift::report::Report;
use spec_drift::report::terminal::Screen;
use spec_drift::{Level, Spec};

use super::output::OutputArgs;
use super::{DRIFT, UNREADABLE, USAGE, place};
use crate::commands::{OK, report as print};
use crate::diagnostic::did_you_mean;
use crate::vendor::VendorFolder;

/// What to hold against which operation.
#[derive(Args, Clone, Debug)]
pub struct Arguments {
    /// The vendor.
    pub slug: String,
    /// The operationId.
    pub operation: String,
    /// Bodies: JSON, JSON Lines, or HTTP archives whose names end in .har; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
    /// The HTTP status of the bodies; an archive has its own.
    #[arg(long)]
    pub status: Option<u16>,
    /// The bodies are what callers send.
    #[arg(long, conflicts_with = "status")]
    pub request: bool,
    /// The report.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Compares and writes the report. Exit code 1 if something is undocumented or contradicts, 3 if an input can't be read.
///
/// # Errors
///
/// If `out` or a file of the report can't be written.
pub fn run(
    root: &Path,
    arguments: &Arguments,
    screen: Screen,
    out: &mut dyn Write,
) -> io::Result<u8> {
    let folder = match VendorFolder::load(root, &arguments.slug) {
        Ok(folder) => folder,
        Err(findings) => {
            print(out, &findings)?;
            return Ok(UNREADABLE);
        }
    };
    // Only quotes need the text: without it a finding still says where.
    let text = fs::read_to_string(root.join(folder.spec.file())).unwrap_or_default();
    let locate = |pointer: &str| Some(place(&folder.spec, &text, pointer));
    let spec = Spec::new(
        &folder.slug,
        folder.spec.file(),
        folder.spec.value(),
        &locate,
    );
    let mut conformance = match Conformance::new(&spec, &arguments.operation) {
        Ok(conformance) => conformance,
        Err(unknown) => {
            let names = spec.operations.iter().map(|it| it.id.as_str());
            match did_you_mean(&arguments.operation, names) {
                Some(near) => writeln!(out, "{unknown}; did you mean `{near}`?")?,
                None => writeln!(out, "{unknown}")?,
            }
            return Ok(USAGE);
        }
    };
    let subject = if arguments.request {
        Subject::Request
    } else {
        Subject::Response(arguments.status)
    };
    for name in &arguments.files {
        let reader: Box<dyn Read> = match name.as_str() {
            "-" => Box::new(io::stdin().lock()),
            path => match File::open(path) {
                Ok(file) => Box::new(file),
                Err(error) => {
                    writeln!(out, "{path}: {error}")?;
                    return Ok(UNREADABLE);
                }
            },
        };
        let mut reader = BufReader::new(reader);
        if name.ends_with(".har") || is_archive(&mut reader) {
            conformance.har(name, reader);
        } else {
            conformance.json(name, reader, subject);
        }
    }
    let report = Report {
        subject: format!(
            "drift payload {} {}: bodies read: {}",
            folder.slug,
            arguments.operation,
            conformance.bodies()
        ),
        findings: conformance.findings(),
        ..Report::default()
    };
    arguments.output.clone().on(screen).write(&report, out)?;
    let is_unreadable =
        |finding: &spec_drift::Finding| finding.code == spec_drift::Code::PayloadUnreadable;
    Ok(
        match report
            .findings
            .iter()
            .any(|finding| finding.level > Level::Note)
        {
            _ if report.findings.iter().any(is_unreadable) => UNREADABLE,
            true => DRIFT,
            false => OK,
        },
    )
}

/// Whether the first bytes are those of an HTTP archive.
fn is_archive(reader: &mut impl BufRead) -> bool {
    let start = reader.fill_buf().unwrap_or_default();
    let start: Vec<u8> = start
        .iter()
        .filter(|byte| !byte.is_ascii_whitespace())
        .take(8)
        .copied()
        .collect();
    start == b"{\"log\":{"
}
