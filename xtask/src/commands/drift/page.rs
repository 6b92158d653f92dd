//! `cargo xtask drift page`: pages of documentation held against a spec, or two captures of one page against each other.

use std::collections::BTreeSet;
use std::io::{self, Read, Write};
use std::path::Path;

use clap::Args;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use spec_drift::acceptance::{Acceptance, Register};
use spec_drift::report::{Report, SpecView};
use spec_drift::{Certainty, Code, Finding, Ledger, Level, Page, Place, Span, Spec};
use spec_drift::{bind, compare, coverage, page};

use super::fix::fix;
use super::output::OutputArgs;
use super::provenance;
use super::texts::Texts;
use super::{DRIFT, EXPIRED, UNREADABLE, USAGE};
use crate::capture::captures;
use crate::commands::{OK, STALE};
use crate::diagnostic;
use crate::vendor::{AcceptedDrift, VendorFolder};

/// Which pages, against what.
#[derive(Args, Clone, Debug)]
pub struct PageArgs {
    /// The vendor whose spec the pages are held against.
    pub slug: String,
    /// Files, folders, `https://` addresses, or `-` for standard input; the addresses of the vendor's documentation if none is
    /// given. Two that are captures of one page are held against each other, the older one first: both show some operation, or
    /// most of their lines are the same.
    #[arg(value_name = "PAGE")]
    pub pages: Vec<String>,
    /// Hold each page against the spec, also if there are two of one page.
    #[arg(long, conflicts_with = "fix")]
    pub each: bool,
    /// Write what is certain into openapi.yaml and evidence.toml.
    #[arg(long)]
    pub fix: bool,
    /// The address at which the page was captured, for evidence.toml; that of a page from the web is known.
    #[arg(long, value_name = "ADDRESS", requires = "fix")]
    pub address: Option<String>,
    /// The day on which the page was captured, for evidence.toml; today for a page from the web, a file's own day for a file.
    #[arg(long, value_name = "DAY", requires = "fix")]
    pub seen: Option<Date>,
    /// Where the report goes.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Reads the pages, reports what does not agree, and says by its exit code what there is to do: 0 nothing, 1 drift, 2 usage,
/// 3 an input can't be read, 4 generate, 5 an acceptance has expired. The report goes to `out`, what a fix did to `log`.
///
/// # Errors
///
/// If a report or a fixed file can't be written.
pub fn run(
    root: &Path,
    args: &PageArgs,
    today: Date,
    stdin: &mut dyn Read,
    out: &mut dyn Write,
    log: &mut dyn Write,
) -> io::Result<u8> {
    let folder = match VendorFolder::load(root, &args.slug) {
        Ok(folder) => folder,
        Err(findings) => {
            out.write_all(diagnostic::to_text(&findings).as_bytes())?;
            let unknown = findings
                .iter()
                .any(|it| it.code == diagnostic::Code::UnknownVendor);
            return Ok(if unknown { USAGE } else { UNREADABLE });
        }
    };
    let names = match args.pages.as_slice() {
        [] => &folder.manifest.documentation,
        _ => &args.pages,
    };
    let mut texts = Texts::read(root, &args.slug)?;
    let mut report = Report {
        subject: format!("drift page {}", args.slug),
        ..Report::default()
    };
    let (mut pages, unreadable) = read(&args.slug, names, today, stdin);
    report.findings.extend(unreadable);
    if args.address.is_some() && pages.len() > 1 {
        writeln!(
            log,
            "--address is that of one page: {} pages are given",
            pages.len()
        )?;
        return Ok(USAGE);
    }
    for captured in &mut pages {
        captured.address = args.address.clone().or_else(|| captured.address.take());
        captured.seen = args.seen.or(captured.seen);
    }

    let mut fixed = 0;
    if args.fix {
        fixed = fix(&args.slug, &folder, &pages, &mut texts, log)?;
        if fixed > 0 {
            texts.write(root, &args.slug)?;
        }
    }
    let folder = if fixed > 0 {
        match VendorFolder::load(root, &args.slug) {
            Ok(folder) => folder,
            Err(findings) => {
                out.write_all(diagnostic::to_text(&findings).as_bytes())?;
                return Ok(UNREADABLE);
            }
        }
    } else {
        folder
    };
    hold(&folder, &texts, &pages, args, today, &mut report);
    args.output.write(&report, out)?;
    Ok(exit_code(&report, fixed > 0))
}

fn exit_code(report: &Report, fixed: bool) -> u8 {
    let has = |code: &dyn Fn(Code) -> bool| report.findings.iter().any(|it| code(it.code));
    if has(&|code| code == Code::PageUnreadable) {
        UNREADABLE
    } else if has(&|code| matches!(code, Code::AcceptanceExpired | Code::AcceptanceUnused)) {
        EXPIRED
    } else if report.findings.iter().any(|it| it.level > Level::Note) {
        DRIFT
    } else if fixed {
        STALE
    } else {
        OK
    }
}

/// A page that was read.
pub(super) struct Captured {
    pub page: Page,
    /// The hash of its bytes.
    hash: String,
    /// Where it comes from, if somebody said.
    pub address: Option<String>,
    /// When it was captured, if that is known.
    pub seen: Option<Date>,
}

fn read(
    slug: &str,
    names: &[String],
    today: Date,
    stdin: &mut dyn Read,
) -> (Vec<Captured>, Vec<Finding>) {
    let (mut pages, mut findings) = (Vec::new(), Vec::new());
    for name in names {
        let inputs = match captures(name, stdin) {
            Ok(inputs) => inputs,
            Err(error) => {
                let remedy = "check the name or the address";
                findings.push(unreadable(slug, &error.name, error.reason, remedy));
                continue;
            }
        };
        for input in inputs {
            match page::read(&input.name, &input.bytes) {
                Ok(page) => {
                    let hash = Sha256::digest(&input.bytes);
                    let hash = hash.iter().map(|byte| format!("{byte:02x}")).collect();
                    let is_web = input.name.contains("://");
                    let day = || provenance::day_of_file(&input.name);
                    pages.push(Captured {
                        page,
                        hash,
                        address: is_web.then(|| input.name.clone()),
                        seen: if is_web { Some(today) } else { day() },
                    });
                }
                Err(error) => {
                    let remedy =
                        "capture the page again, and hold the new capture against the spec";
                    findings.push(unreadable(slug, &input.name, error.to_string(), remedy));
                }
            }
        }
    }
    (pages, findings)
}

/// A page of which nothing can be said, found by its name.
fn unreadable(slug: &str, name: &str, reason: String, remedy: &str) -> Finding {
    Finding {
        code: Code::PageUnreadable,
        level: Level::Error,
        certainty: Certainty::Certain,
        vendor: slug.to_owned(),
        operation: None,
        pointer: String::new(),
        reason,
        expected: None,
        found: Some(name.to_owned()),
        remedy: remedy.to_owned(),
        source: Some(Place::of(name, "", Span { start: 0, end: 0 })),
        spec: None,
        uses: Vec::new(),
    }
}

/// Holds the pages against the spec, or the two captures of one page against each other.
fn hold(
    folder: &VendorFolder,
    texts: &Texts,
    pages: &[Captured],
    args: &PageArgs,
    today: Date,
    report: &mut Report,
) {
    let locate = |pointer: &str| texts.place(&folder.spec, &texts.spec, pointer);
    let spec = Spec::new(
        &folder.slug,
        folder.spec.file(),
        folder.spec.value(),
        &locate,
    )
    .with_evidence(folder.evidence_document.value());
    let mut ledgers: Vec<Ledger> = pages.iter().map(|it| bind::bind(&it.page, &spec)).collect();
    let two = args.pages.len() == 2 && !args.each && !args.fix;
    if let ([old, new], [_, is], true) = (pages, ledgers.as_slice(), two) {
        if compare::of_one_page(&old.page, &new.page, &spec) {
            report.subject = format!(
                "{}: two captures of one page, {} then {}",
                report.subject, old.page.name, new.page.name
            );
            report
                .findings
                .extend(compare::pages_of(&old.page, &new.page, &spec));
            report
                .pages
                .push(coverage::view(&folder.slug, &new.page, is));
            report.specs.push(view(folder, texts, &spec, report));
            return;
        }
        report.subject = format!("{}: two pages that share no operation", report.subject);
    }
    report.subject = match pages.len() {
        1 => format!("{}, held against the spec", report.subject),
        _ => format!("{}, each held against the spec", report.subject),
    };
    let acceptances: Vec<Acceptance> = folder
        .manifest
        .accepted_drift
        .iter()
        .map(acceptance)
        .collect();
    let today = today.to_string();
    let place = |index: usize| {
        let pointer = format!("/accepted-drift/{index}");
        texts.place(&folder.manifest_document, &texts.manifest, &pointer)
    };
    let mut register = Register::new(&folder.slug, &acceptances, &today, place);
    for (captured, ledger) in pages.iter().zip(&mut ledgers) {
        register.apply(ledger, &captured.hash);
        report
            .pages
            .push(coverage::view(&folder.slug, &captured.page, ledger));
        for (fingerprint, changes) in &ledger.changes {
            let named = provenance::named(changes, captured, &spec, &folder.evidence);
            let edits = named.map_or_else(|_| Vec::new(), |it| texts.edits(folder, &it));
            if !edits.is_empty() {
                report.fixes.insert(fingerprint.clone(), edits);
            }
        }
        report.findings.append(&mut ledger.findings);
    }
    // What an acceptance excuses may stand on a page that could not be read.
    let complete = report
        .findings
        .iter()
        .all(|it| it.code != Code::PageUnreadable);
    let finished = register.finish().into_iter();
    report
        .findings
        .extend(finished.filter(|it| complete || it.code != Code::AcceptanceUnused));
    report.specs.push(view(folder, texts, &spec, report));
}

fn acceptance(entry: &AcceptedDrift) -> Acceptance {
    Acceptance {
        code: entry.code.clone(),
        pointer: entry.pointer.clone(),
        reason: entry.reason.clone(),
        expires: entry.expires.clone(),
        page_hash: entry.page_hash.clone(),
    }
}

fn view(folder: &VendorFolder, texts: &Texts, spec: &Spec<'_>, report: &Report) -> SpecView {
    let parts = report
        .pages
        .iter()
        .flat_map(|page| &page.parts)
        .filter_map(|part| part.pointer.clone());
    let pointers: BTreeSet<String> = parts
        .chain(report.findings.iter().map(|it| it.pointer.clone()))
        .collect();
    let place = |pointer: String| {
        let span = texts.span(&folder.spec, &texts.spec, &pointer)?;
        Some((pointer, span))
    };
    SpecView {
        vendor: folder.slug.clone(),
        file: folder.spec.file().to_owned(),
        text: texts.spec.clone(),
        places: pointers.into_iter().filter_map(place).collect(),
        evidence: coverage::evidence(spec),
    }
}
