//! `cargo xtask generate`: the crates from the specs, or whether they are fresh.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::thread;

use spec_drift::report::Report;
use spec_drift::{Certainty, Code as Rule, Finding, Level, Place, Span};

use super::drift::output::OutputArgs;
use super::{OK, STALE, code_of, finding, report, slugs};
use crate::diagnostic::{Diagnostic, Position};
use crate::generate::lock::{self, Entry, Lock, Stale};
use crate::generate::{Generated, Source, generate, matrix, write};
use crate::vendor::{self, VendorFolder};

const MATRIX: &str = "README.md: the vendor table";

/// Generates what is stale. Writes nothing unless everything can be generated.
///
/// # Errors
///
/// If a file can't be read or written.
pub fn run(root: &Path, named: &[String], out: &mut dyn Write) -> io::Result<u8> {
    let slugs = match slugs(root, named) {
        Ok(slugs) => slugs,
        Err(findings) => return failed(out, &findings),
    };
    let generator = lock::generator_hash(root)?;
    let mut lock = Lock::read(root);
    let mut stale = Vec::new();
    for slug in &slugs {
        if let Some(reason) = lock.stale(root, slug, &generator)? {
            stale.push((slug.clone(), reason));
        }
    }
    let table = |root| lock::text_hash(&matrix::section(root).unwrap_or_default());
    if stale.is_empty() && lock.table == table(root) {
        writeln!(out, "everything is fresh")?;
        return Ok(OK);
    }
    let (all, readme) =
        match in_memory(root, &stale).and_then(|all| Ok((all, matrix::update(root)?))) {
            Ok(generated) => generated,
            Err(findings) => return failed(out, &findings),
        };
    for ((slug, reason), generated) in stale.iter().zip(&all) {
        write::swap_in(root, slug, generated)?;
        lock.vendors
            .insert(slug.clone(), Entry::of(root, slug, &generator, generated)?);
        writeln!(out, "{slug}: generated, because {}", because(slug, reason))?;
    }
    if let Some(text) = readme {
        write::replace(&root.join("README.md"), &text)?;
        writeln!(out, "{MATRIX}: written")?;
    }
    let known = vendor::slugs(root).unwrap_or_default();
    lock.vendors.retain(|slug, _| known.contains(slug));
    lock.table = table(root);
    write::replace(&lock::path(root), &lock.to_text())?;
    Ok(OK)
}

/// Says what is stale and why; writes nothing. As text, unless the form or the file of a report is given.
///
/// # Errors
///
/// If a file can't be read, or the report can't be written.
pub fn check(
    root: &Path,
    named: &[String],
    output: &OutputArgs,
    out: &mut dyn Write,
) -> io::Result<u8> {
    let result = stale(root, named)?;
    if !output.is_given() {
        return match result {
            Ok(findings) => tell(&findings, out),
            Err(findings) => failed(out, &findings),
        };
    }
    let (code, findings) = match result {
        Ok(findings) if findings.is_empty() => (OK, findings),
        Ok(findings) => (STALE, findings),
        Err(problems) => (
            code_of(&problems),
            problems.iter().map(not_generated).collect(),
        ),
    };
    let subject = [&["generate --check".to_owned()], named].concat().join(" ");
    let report = Report {
        subject,
        findings,
        ..Report::default()
    };
    output.write(&report, out)?;
    Ok(code)
}

fn tell(findings: &[Finding], out: &mut dyn Write) -> io::Result<u8> {
    for finding in findings {
        writeln!(out, "{}", finding.reason)?;
        for file in &finding.uses {
            writeln!(out, "    differs: {file}")?;
        }
        writeln!(out, "    remedy: {}", finding.remedy)?;
    }
    if findings.is_empty() {
        writeln!(out, "everything is fresh")?;
        return Ok(OK);
    }
    Ok(STALE)
}

/// What is not what its spec says, one finding a vendor; or why that can't be known.
fn stale(root: &Path, named: &[String]) -> io::Result<Result<Vec<Finding>, Vec<Diagnostic>>> {
    let slugs = match slugs(root, named) {
        Ok(slugs) => slugs,
        Err(findings) => return Ok(Err(findings)),
    };
    let generator = lock::generator_hash(root)?;
    let lock = Lock::read(root);
    let asked: Vec<_> = slugs
        .iter()
        .map(|slug| (slug.clone(), Stale::NeverGenerated))
        .collect();
    let all = match in_memory(root, &asked) {
        Ok(all) => all,
        Err(findings) => return Ok(Err(findings)),
    };
    let mut stale = Vec::new();
    for (slug, generated) in slugs.iter().zip(&all) {
        let reason = lock.stale(root, slug, &generator)?;
        let differing = differing(root, slug, generated);
        if reason.is_none() && differing.is_empty() {
            continue;
        }
        let reason = reason.unwrap_or(Stale::GeneratorChanged);
        let folder = format!("crates/contacts-{slug}/src/generated");
        let code = match reason {
            Stale::NeverGenerated => Rule::CodeNeverGenerated,
            Stale::SpecEdited => Rule::CodeSpecEdited,
            Stale::GeneratorChanged => Rule::CodeGeneratorChanged,
            Stale::FilesEdited(_) => Rule::CodeEditedByHand,
        };
        stale.push(Finding {
            vendor: slug.clone(),
            source: Some(whole(&folder)),
            spec: Some(whole(&format!("specs/{slug}/openapi.yaml"))),
            uses: differing
                .iter()
                .map(|file| format!("{folder}/{file}"))
                .collect(),
            ..found(
                code,
                format!("{slug}: stale, because {}", because(slug, &reason)),
                format!("cargo xtask generate {slug}"),
            )
        });
    }
    if named.is_empty() && !matrix_is_fresh(root)? {
        stale.push(Finding {
            source: Some(whole("README.md")),
            ..found(
                Rule::CodeTableStale,
                format!("{MATRIX}: stale"),
                "cargo xtask generate".to_owned(),
            )
        });
    }
    Ok(Ok(stale))
}

fn not_generated(problem: &Diagnostic) -> Finding {
    let Position { line, column } = problem.position;
    Finding {
        pointer: problem.pointer.clone(),
        spec: Some(Place {
            line,
            column,
            ..whole(&problem.file)
        }),
        ..found(
            Rule::CodeNotGenerated,
            format!("{}: {}", problem.code, problem.reason),
            problem.remedy.clone(),
        )
    }
}

fn found(code: Rule, reason: String, remedy: String) -> Finding {
    Finding {
        code,
        level: Level::Error,
        certainty: Certainty::Certain,
        vendor: String::new(),
        operation: None,
        pointer: String::new(),
        reason,
        expected: None,
        found: None,
        remedy,
        source: None,
        spec: None,
        uses: Vec::new(),
    }
}

/// A file as a whole.
fn whole(file: &str) -> Place {
    Place::of(file, "", Span { start: 0, end: 0 })
}

/// What generation reads of a vendor.
pub fn source(folder: &VendorFolder) -> Source {
    Source {
        slug: folder.slug.clone(),
        spec: folder.spec.value().clone(),
        vendor: folder.manifest_document.value().clone(),
        evidence: folder.evidence_document.value().clone(),
    }
}

/// Generates all of them, one thread each.
fn in_memory(root: &Path, stale: &[(String, Stale)]) -> Result<Vec<Generated>, Vec<Diagnostic>> {
    let one = |slug: &str| -> Result<Generated, Vec<Diagnostic>> {
        let folder = VendorFolder::load(root, slug)?;
        generate(&source(&folder)).map_err(|problem| vec![finding(&folder, &problem)])
    };
    let results = thread::scope(|scope| {
        let threads: Vec<_> = stale
            .iter()
            .map(|(slug, _)| scope.spawn(move || one(slug)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err(Vec::new())))
            .collect::<Vec<_>>()
    });
    let (mut all, mut findings) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(generated) => all.push(generated),
            Err(more) => findings.extend(more),
        }
    }
    if all.len() == stale.len() {
        Ok(all)
    } else {
        Err(findings)
    }
}

fn matrix_is_fresh(root: &Path) -> io::Result<bool> {
    Ok(matches!(matrix::update(root), Ok(None)))
}

/// The files whose text is not what was generated.
fn differing(root: &Path, slug: &str, generated: &Generated) -> Vec<String> {
    let folder = lock::folder(root, slug);
    generated
        .files
        .iter()
        .filter(|(name, text)| fs::read_to_string(folder.join(name)).ok().as_ref() != Some(text))
        .map(|(name, _)| name.clone())
        .collect()
}

fn because(slug: &str, reason: &Stale) -> String {
    match reason {
        Stale::NeverGenerated => "it was never generated".to_owned(),
        Stale::SpecEdited => format!("specs/{slug} was edited since the last generation"),
        Stale::GeneratorChanged => "the generator was changed since the last generation".to_owned(),
        Stale::FilesEdited(files) => {
            format!("generated files were edited by hand: {}", files.join(", "))
        }
    }
}

fn failed(out: &mut dyn Write, findings: &[Diagnostic]) -> io::Result<u8> {
    report(out, findings)?;
    writeln!(out, "nothing was written")?;
    Ok(code_of(findings))
}
