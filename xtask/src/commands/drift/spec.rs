//! `cargo xtask drift spec`: two versions of the specs, for callers of the APIs and for users of the crates.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;
use serde_json::Value;
use spec_drift::Level;
use spec_drift::report::terminal::Screen;
use spec_drift::report::{Bump, Report};
use spec_drift::versions::{Change, Step, changelog, compare, findings, next, step};

use super::output::OutputArgs;
use super::{DRIFT, UNREADABLE, place};
use crate::commands::OK;
use crate::diagnostic;
use crate::document::Document;
use crate::vendor;

/// What to compare.
#[derive(Args, Clone, Debug)]
pub struct Arguments {
    /// The older version: a file, a file of a revision (HEAD~3:specs/insighto/openapi.yaml), or a revision for all vendors.
    pub old: String,
    /// The newer version; the working tree if not given.
    pub new: Option<String>,
    /// With revisions, only these vendors.
    #[arg(long, value_name = "SLUG")]
    pub vendor: Vec<String>,
    /// Print the changelog entries instead of the report.
    #[arg(long)]
    pub changelog: bool,
    /// The report.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// A vendor's spec in two versions.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The vendor's slug.
    pub slug: String,
    /// The older version.
    pub old: Version,
    /// The newer version.
    pub new: Version,
}

/// A spec with its text.
#[derive(Clone, Debug)]
pub struct Version {
    /// The spec.
    pub document: Document,
    text: String,
}

/// Compares and writes the report. Exit code 1 if something breaks somebody or can't be decided, 3 if an input can't be read.
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
    let pairs = match pairs(root, arguments) {
        Ok(pairs) => pairs,
        Err(problem) => {
            writeln!(out, "{problem}")?;
            return Ok(UNREADABLE);
        }
    };
    let version = version(root, &arguments.old);
    let mut report = Report {
        subject: "drift spec".to_owned(),
        ..Report::default()
    };
    let mut entries = String::new();
    for pair in &pairs {
        let changes = compare(pair.old.document.value(), pair.new.document.value());
        report.findings.extend(pair.findings(&changes));
        report.bumps.extend(bump(&pair.slug, &version, &changes));
        if step(&changes) != Step::None {
            let next = next(&version, step(&changes)).unwrap_or_else(|| "unreleased".to_owned());
            entries.push_str(&changelog(
                &format!("contacts-{}", pair.slug),
                &next,
                &changes,
            ));
            entries.push('\n');
        }
    }
    if arguments.changelog {
        out.write_all(entries.as_bytes())?;
    } else {
        arguments.output.clone().on(screen).write(&report, out)?;
    }
    let asks = report
        .findings
        .iter()
        .any(|finding| finding.level > Level::Note);
    Ok(if asks { DRIFT } else { OK })
}

impl Pair {
    /// The changes as findings, with their places in both files.
    pub fn findings(&self, changes: &[Change]) -> Vec<spec_drift::Finding> {
        findings(
            &self.slug,
            changes,
            |pointer| Some(self.old.place(pointer)),
            |pointer| Some(self.new.place(pointer)),
        )
    }
}

impl Version {
    fn place(&self, pointer: &str) -> spec_drift::Place {
        place(&self.document, &self.text, pointer)
    }
}

/// The step of a vendor's crate; `None` if the generated code stays as it is.
fn bump(slug: &str, version: &str, changes: &[Change]) -> Option<Bump> {
    let step = step(changes);
    let decides = changes
        .iter()
        .find(|change| change.rust == step)
        .filter(|_| step != Step::None)?;
    Some(Bump {
        package: format!("contacts-{slug}"),
        from: version.to_owned(),
        to: next(version, step).unwrap_or_else(|| version.to_owned()),
        step: step.to_string(),
        reason: format!(
            "{}: {} at {}",
            decides.code,
            decides.rust_reason,
            decides.pointer()
        ),
    })
}

fn pairs(root: &Path, arguments: &Arguments) -> Result<Vec<Pair>, String> {
    let new = arguments.new.as_deref();
    if is_file(root, &arguments.old) {
        let new = new.ok_or("a file is compared with a file: give the newer one too")?;
        let pair = Pair {
            slug: slug_of(new)
                .or_else(|| slug_of(&arguments.old))
                .unwrap_or_default(),
            old: read(root, &arguments.old)?,
            new: read(root, new)?,
        };
        return Ok(vec![pair]);
    }
    let slugs = match arguments.vendor.as_slice() {
        [] => vendor::slugs(root).map_err(|finding| diagnostic::to_text(&[finding]))?,
        named => named.to_vec(),
    };
    let mut pairs = Vec::new();
    for slug in slugs {
        let file = format!("specs/{slug}/openapi.yaml");
        let at = |revision: &str| format!("{revision}:{file}");
        // A vendor that one of the versions does not have has no older or newer spec.
        if !exists(root, &at(&arguments.old))?
            || !new.map_or(Ok(true), |new| exists(root, &at(new)))?
        {
            continue;
        }
        pairs.push(Pair {
            old: read(root, &at(&arguments.old))?,
            new: read(root, &new.map_or_else(|| file.clone(), at))?,
            slug,
        });
    }
    Ok(pairs)
}

fn is_file(root: &Path, name: &str) -> bool {
    name.contains(':') || on_disk(root, name).is_some()
}

/// A file, as seen from where the command runs or from the workspace.
fn on_disk(root: &Path, name: &str) -> Option<PathBuf> {
    [PathBuf::from(name), root.join(name)]
        .into_iter()
        .find(|path| path.is_file())
}

fn read(root: &Path, name: &str) -> Result<Version, String> {
    let bytes = match on_disk(root, name) {
        Some(path) => fs::read(&path).map_err(|error| format!("{name}: {error}"))?,
        None => git(root, &["show", name])?,
    };
    let document =
        Document::parse(name, &bytes).map_err(|findings| diagnostic::to_text(&findings))?;
    Ok(Version {
        document,
        text: String::from_utf8_lossy(&bytes).into_owned(),
    })
}

fn exists(root: &Path, name: &str) -> Result<bool, String> {
    let (revision, file) = name.split_once(':').unwrap_or((name, ""));
    let found = git(root, &["ls-tree", "--name-only", revision, file])?;
    Ok(!found.is_empty())
}

/// What git prints.
fn git(root: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    if arguments
        .iter()
        .skip(1)
        .any(|argument| argument.starts_with('-') && *argument != "--name-only")
    {
        return Err("a revision does not begin with a dash".to_owned());
    }
    let output = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(arguments)
        .output();
    let output = output.map_err(|error| format!("git can't be run: {error}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("git {}: {}", arguments.join(" "), said.trim()));
    }
    Ok(output.stdout)
}

/// The slug in `specs/<slug>/openapi.yaml`.
fn slug_of(name: &str) -> Option<String> {
    let path = Path::new(name.rsplit(':').next()?);
    let folder = path.parent()?;
    (folder.parent()?.file_name()? == "specs")
        .then(|| folder.file_name()?.to_str().map(str::to_owned))?
}

/// The version of the workspace, in the older version where that is a revision.
fn version(root: &Path, old: &str) -> String {
    let revision = old.split(':').next().unwrap_or_default();
    let then = || git(root, &["show", &format!("{revision}:Cargo.toml")]).ok();
    let text = match on_disk(root, old) {
        Some(_) => None,
        None => then(),
    };
    let text = text
        .or_else(|| fs::read(root.join("Cargo.toml")).ok())
        .unwrap_or_default();
    let manifest = String::from_utf8_lossy(&text)
        .parse::<toml::Table>()
        .map(|table| serde_json::json!(table));
    let version = |manifest: &Value| {
        manifest
            .pointer("/workspace/package/version")?
            .as_str()
            .map(str::to_owned)
    };
    manifest
        .ok()
        .as_ref()
        .and_then(version)
        .unwrap_or_else(|| "0.0.0".to_owned())
}
