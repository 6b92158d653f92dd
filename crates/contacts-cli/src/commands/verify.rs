//! `contacts verify`.

use std::fmt;
use std::path::PathBuf;

use clap::Args;
use contacts_export::manifest::Spec;
use contacts_export::{Finding, Manifest, Verified, verify};
use serde::Serialize;

use super::further::{remarks, vanished};
use crate::arguments::{ValueFormat, ValueOutput};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::text::counted;

/// Check an export against its manifest: every file there and unchanged, every contact counted again.
///
/// Exit code 1 if a file is not as the manifest says, 5 if all are but a vendor's list did not come whole. An export that another
/// release read by another version of a vendor's spec is no worse for it; that is said, and changes no exit code.
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
    let exit = if verified.findings.iter().any(|of| !goes_on(&verified, of)) {
        Exit::Failed
    } else if verified.findings.is_empty() && verified.manifest.is_complete() {
        Exit::Ok
    } else {
        Exit::Incomplete
    };
    let other_specs = other_specs(&verified.manifest);
    if arguments.output.format == ValueFormat::Json {
        console.value(&Told {
            verified: &verified,
            other_specs,
        })?;
        return Ok(exit);
    }
    for source in &verified.manifest.sources {
        let contacts = counted(source.counts.contacts as usize, "contact");
        let files = counted(source.parts.len(), "file");
        let verdict = match (&source.verdict, &source.broke_off) {
            (None, Some(why)) => format!("broke off: {why}"),
            (None, None) => "not at its end".to_owned(),
            (Some(verdict), _) if !verdict.complete => {
                format!("incomplete: {}", source.reasons().join("; "))
            }
            (Some(_), _) if source.extent.leaves_out.is_empty() => "complete".to_owned(),
            (Some(_), _) => "complete*".to_owned(),
        };
        let vendor = &source.vendor;
        console.text(&format!("{vendor}: {contacts} in {files}; {verdict}"), 2)?;
        let remarks = remarks(&source.extent, &format!("contacts export {vendor}"));
        for remark in vanished(source.counts.vanished).into_iter().chain(remarks) {
            console.text(&format!("{vendor}: {remark}"), 2)?;
        }
    }
    for finding in &verified.findings {
        console.text(&finding.to_string(), 2)?;
    }
    for other in &other_specs {
        console.text(&format!("note: {other}"), 2)?;
    }
    let advice = match exit {
        Exit::Failed => Some(
            "what is missing or damaged can't be fetched into this export: take it from a copy, or export again into another folder",
        ),
        Exit::Incomplete if !verified.is_sound() => {
            Some("the command that began the export goes on with it: contacts export … --resume")
        }
        _ => None,
    };
    if let Some(advice) = advice {
        console.text(advice, 2)?;
    }
    if verified.is_sound() {
        console.text("all files are as they were written", 2)?;
    }
    Ok(exit)
}

/// Whether the command that began the export mends it when it goes on: it writes anew what was never finished.
fn goes_on(verified: &Verified, finding: &Finding) -> bool {
    let mut findings = verified.findings.iter();
    let unfinished = |of: &Finding| matches!(of, Finding::Unfinished { .. });
    match finding {
        Finding::StrayFile { partial: true, .. } => findings.any(unfinished),
        finding => unfinished(finding),
    }
}

/// As JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told<'a> {
    #[serde(flatten)]
    verified: &'a Verified,
    other_specs: Vec<OtherSpec<'a>>,
}

/// A vendor's spec that is not the one of this release.
#[derive(Serialize)]
struct OtherSpec<'a> {
    vendor: &'a str,
    /// The one that the export was read by.
    export: &'a Spec,
    /// The one of this release; nothing if it does not know the vendor.
    release: Option<Spec>,
}

/// The sources whose answers this release would read by another spec.
fn other_specs(manifest: &Manifest) -> Vec<OtherSpec<'_>> {
    let others = manifest.sources.iter().filter_map(|source| {
        let vendor = contacts::vendors().find(|vendor| vendor.slug == source.vendor);
        let release = vendor.map(Spec::of);
        let agrees = release.as_ref().is_some_and(|now| now.agrees(&source.spec));
        (!agrees).then_some(OtherSpec {
            vendor: &source.vendor,
            export: &source.spec,
            release,
        })
    });
    others.collect()
}

impl fmt::Display for OtherSpec<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (vendor, then) = (self.vendor, &self.export.version);
        match &self.release {
            None => write!(formatter, "{vendor} is no vendor that this release knows"),
            Some(now) if now.version == *then => write!(
                formatter,
                "{vendor} was read by another state of its spec {then} than this release has: export again to have what it reads"
            ),
            Some(now) => write!(
                formatter,
                "{vendor} was read by its spec {then}, and this release has {}: export again to have what it reads",
                now.version
            ),
        }
    }
}
