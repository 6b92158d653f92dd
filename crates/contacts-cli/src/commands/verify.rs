//! `contacts verify`.

use std::path::PathBuf;

use clap::Args;
use contacts_export::{Finding, verify};

use super::further::remarks;
use crate::arguments::{ValueFormat, ValueOutput};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::text::{counted, plain};

/// Check an export against its manifest: every file there and unchanged, every contact counted again.
///
/// Exit code 1 if anything is not as the manifest says, 5 if all is but the vendor's list did not come whole.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts verify backup\n  contacts verify backup --format json"
)]
pub struct Arguments {
    /// The folder of the export.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    #[command(flatten)]
    output: ValueOutput,
}

pub fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let verified = verify(&arguments.folder)?;
    let unfinished = |finding: &Finding| matches!(finding, Finding::Unfinished { .. });
    let exit = if verified.findings.iter().any(|finding| !unfinished(finding)) {
        Exit::Failed
    } else if verified.findings.is_empty() && verified.manifest.is_complete() {
        Exit::Ok
    } else {
        Exit::Incomplete
    };
    if arguments.output.format == ValueFormat::Json {
        console.value(&verified)?;
        return Ok(exit);
    }
    for source in &verified.manifest.sources {
        let vendor = plain(&source.vendor);
        let contacts = counted(source.counts.contacts as usize, "contact");
        let files = counted(source.parts.len(), "file");
        let verdict = match &source.verdict {
            None => "goes on".to_owned(),
            Some(verdict) if !verdict.complete => {
                format!("incomplete: {}", source.reasons().join("; "))
            }
            Some(_) if source.extent.leaves_out.is_empty() => "complete".to_owned(),
            Some(_) => "complete*".to_owned(),
        };
        writeln!(console.out, "{vendor}: {contacts} in {files}; {verdict}")?;
        for remark in remarks(&source.extent, &format!("contacts export {vendor}")) {
            writeln!(console.out, "{vendor}: {}", plain(&remark))?;
        }
    }
    for finding in &verified.findings {
        writeln!(console.out, "{}", plain(&finding.to_string()))?;
    }
    match exit {
        Exit::Failed => writeln!(
            console.out,
            "what is missing or damaged can't be fetched into this export: take it from a copy, or export again into another folder"
        )?,
        Exit::Incomplete if !verified.is_sound() => writeln!(
            console.out,
            "the command that began the export goes on with it: contacts export … --resume"
        )?,
        _ => {}
    }
    if verified.is_sound() {
        writeln!(console.out, "all files are as they were written")?;
    }
    Ok(exit)
}
