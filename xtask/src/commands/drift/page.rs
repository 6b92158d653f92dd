//! `cargo xtask drift page`: pages of documentation held against a spec, or two captures of one page against each other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

use clap::Args;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use spec_drift::acceptance::{Acceptance, Register};
use spec_drift::fix::Change;
use spec_drift::report::{Edit, Report, SpecView};
use spec_drift::{Certainty, Code, Finding, Ledger, Level, Page, Place, Span, Spec};
use spec_drift::{bind, compare, coverage, page};

use super::output::OutputArgs;
use super::{DRIFT, EXPIRED, UNREADABLE, USAGE};
use crate::capture::captures;
use crate::check::check;
use crate::commands::{OK, STALE};
use crate::diagnostic::{self, Position};
use crate::document::Document;
use crate::edit;
use crate::vendor::{AcceptedDrift, Files, VendorFolder};

/// Which pages, against what.
#[derive(Args, Clone, Debug)]
pub struct PageArgs {
    /// The vendor whose spec the pages are held against.
    pub slug: String,
    /// Files, folders, `https://` addresses, or `-` for standard input; the addresses of the vendor's documentation if none is
    /// given. Two captures of one page are held against each other: the older one first.
    #[arg(value_name = "PAGE")]
    pub pages: Vec<String>,
    /// Hold each page against the spec, also if there are two of one page.
    #[arg(long, conflicts_with = "fix")]
    pub each: bool,
    /// Write what is certain into openapi.yaml and evidence.toml.
    #[arg(long)]
    pub fix: bool,
    /// Where the report goes.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Reads the pages, reports what does not agree, and says by its exit code what there is to do: 0 nothing, 1 drift, 2 usage,
/// 3 an input can't be read, 4 generate, 5 an exception has expired. The report goes to `out`, what a fix did to `log`.
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
    let (pages, unreadable) = read(&args.slug, names, stdin);
    report.findings.extend(unreadable);

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

/// A page that was read, with the hash of its bytes.
struct Captured {
    page: Page,
    hash: String,
}

fn read(slug: &str, names: &[String], stdin: &mut dyn Read) -> (Vec<Captured>, Vec<Finding>) {
    let (mut pages, mut findings) = (Vec::new(), Vec::new());
    for name in names {
        let inputs = match captures(name, stdin) {
            Ok(inputs) => inputs,
            Err(error) => {
                findings.push(unreadable(slug, &error.name, error.reason));
                continue;
            }
        };
        for input in inputs {
            match page::read(&input.name, &input.bytes) {
                Ok(page) => {
                    let hash = Sha256::digest(&input.bytes);
                    let hash = hash.iter().map(|byte| format!("{byte:02x}")).collect();
                    pages.push(Captured { page, hash });
                }
                Err(error) => findings.push(unreadable(slug, &input.name, error.to_string())),
            }
        }
    }
    (pages, findings)
}

/// A page of which nothing can be said, found by its name.
fn unreadable(slug: &str, name: &str, reason: String) -> Finding {
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
        remedy: "capture the page again, and hold the new capture against the spec".to_owned(),
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
    if let ([old, new], [was, is], false) = (pages, ledgers.as_slice(), args.each) {
        let same = was.operations == is.operations && args.pages.len() == 2;
        if same && !args.fix {
            report.subject = format!(
                "{}: {} then {}",
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
    }
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
    for (page, ledger) in pages.iter().zip(&mut ledgers) {
        register.apply(ledger, &page.hash);
        report
            .pages
            .push(coverage::view(&folder.slug, &page.page, ledger));
        for (fingerprint, changes) in &ledger.changes {
            let edits = texts.edits(folder, changes);
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

/// The files that a fix may change, as they stand.
struct Texts {
    spec: String,
    evidence: String,
    manifest: String,
}

impl Texts {
    fn read(root: &Path, slug: &str) -> io::Result<Self> {
        let read = |name: &str| fs::read_to_string(root.join("specs").join(slug).join(name));
        Ok(Self {
            spec: read("openapi.yaml")?,
            evidence: read("evidence.toml")?,
            manifest: read("vendor.toml")?,
        })
    }

    fn write(&self, root: &Path, slug: &str) -> io::Result<()> {
        let folder = root.join("specs").join(slug);
        fs::write(folder.join("openapi.yaml"), &self.spec)?;
        fs::write(folder.join("evidence.toml"), &self.evidence)
    }

    /// Where the value of a pointer, or its nearest parent's key, stands.
    fn place(&self, document: &Document, text: &str, pointer: &str) -> Option<Place> {
        let start = offset(text, document.position(pointer));
        let end = match document.end_position(pointer) {
            Some(end) => offset(text, end),
            None => start,
        };
        // The first line says enough of a long value.
        let first = text
            .get(start..)
            .and_then(|rest| rest.find('\n'))
            .map_or(text.len(), |at| start + at);
        Some(Place::of(
            document.file(),
            text,
            Span {
                start,
                end: end.min(first).max(start),
            },
        ))
    }

    fn span(&self, document: &Document, text: &str, pointer: &str) -> Option<Span> {
        let end = document.end_position(pointer)?;
        Some(Span {
            start: offset(text, document.position(pointer)),
            end: offset(text, end),
        })
    }

    fn with(&self, changes: &[Change]) -> Result<Self, edit::Unwritable> {
        let mut texts = Self {
            spec: self.spec.clone(),
            evidence: self.evidence.clone(),
            manifest: self.manifest.clone(),
        };
        for change in changes {
            texts.spec = edit::yaml(&texts.spec, change)?;
            texts.evidence = edit::toml(&texts.evidence, change)?;
        }
        Ok(texts)
    }

    /// The edits that some changes are, as places in the files; none if they can't be written.
    fn edits(&self, folder: &VendorFolder, changes: &[Change]) -> Vec<Edit> {
        let Ok(changed) = self.with(changes) else {
            return Vec::new();
        };
        let evidence = folder.evidence_document.file();
        let pairs = [
            (folder.spec.file(), &self.spec, &changed.spec),
            (evidence, &self.evidence, &changed.evidence),
        ];
        pairs
            .into_iter()
            .filter_map(|(file, old, new)| Edit::between(file, old, new))
            .collect()
    }
}

fn offset(text: &str, position: Position) -> usize {
    let lines = text
        .split_inclusive('\n')
        .take(position.line.saturating_sub(1));
    let start: usize = lines.map(str::len).sum();
    let line = text.get(start..).unwrap_or_default();
    let within = line.char_indices().nth(position.column.saturating_sub(1));
    start + within.map_or(line.len(), |(at, _)| at)
}

/// Writes what is certain into the texts, finding by finding: a change after which `cargo xtask check` finds more than before
/// is taken back. Answers how many findings it mended.
fn fix(
    slug: &str,
    folder: &VendorFolder,
    pages: &[Captured],
    texts: &mut Texts,
    log: &mut dyn Write,
) -> io::Result<usize> {
    let mut changes: BTreeMap<String, (Finding, Vec<Change>)> = BTreeMap::new();
    {
        let locate = |pointer: &str| texts.place(&folder.spec, &texts.spec, pointer);
        let spec = Spec::new(slug, folder.spec.file(), folder.spec.value(), &locate)
            .with_evidence(folder.evidence_document.value());
        for captured in pages {
            let ledger = bind::bind(&captured.page, &spec);
            let accepted = |finding: &Finding| {
                let same = |it: &AcceptedDrift| {
                    it.code == finding.code.name() && it.pointer == finding.pointer
                };
                folder.manifest.accepted_drift.iter().any(same)
            };
            for finding in ledger.findings.iter().filter(|it| !accepted(it)) {
                let certain =
                    finding.certainty == Certainty::Certain && finding.level > Level::Note;
                if let Some(change) = ledger
                    .changes
                    .get(&finding.fingerprint())
                    .filter(|_| certain)
                {
                    changes.insert(finding.fingerprint(), (finding.clone(), change.clone()));
                }
            }
        }
    }
    // The day does not matter: what it decides is the same before and after.
    let day = jiff::civil::date(2000, 1, 1);
    let problems = |folder: &VendorFolder| -> BTreeSet<String> {
        check(folder, day)
            .into_iter()
            .map(|it| format!("{} {} {}", it.code, it.pointer, it.reason))
            .collect()
    };
    let known = problems(folder);
    let samples = || {
        folder
            .samples
            .iter()
            .map(|it| (it.file_name.clone(), it.bytes.clone()))
            .collect()
    };
    let mut fixed = 0;
    for (finding, changes) in changes.into_values() {
        let changed = texts
            .with(&changes)
            .map_err(|error| error.to_string())
            .and_then(|changed| {
                let files = Files {
                    spec: changed.spec.clone().into_bytes(),
                    evidence: changed.evidence.clone().into_bytes(),
                    manifest: changed.manifest.clone().into_bytes(),
                    judges: None,
                    samples: samples(),
                };
                let first = |problems: Vec<String>| problems.into_iter().next().unwrap_or_default();
                let parsed = VendorFolder::parse(slug, files).map_err(|problems| {
                    first(problems.into_iter().map(|it| it.reason).collect())
                })?;
                let new: Vec<String> = problems(&parsed).difference(&known).cloned().collect();
                if new.is_empty() {
                    Ok(changed)
                } else {
                    Err(first(new))
                }
            });
        match changed {
            Ok(changed) => {
                *texts = changed;
                fixed += 1;
                writeln!(log, "fixed: {}: {}", finding.code, finding.pointer)?;
            }
            Err(reason) => writeln!(
                log,
                "not fixed: {}: {}: {reason}",
                finding.code, finding.pointer
            )?,
        }
    }
    Ok(fixed)
}
