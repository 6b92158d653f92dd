//! A vendor's folder under specs/, read and typed: what checking and generating begin with.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
pub use spec_drift::spec::EvidenceKind;

use crate::check::schema::{self, Shape};
use crate::diagnostic::{Code, Diagnostic, Position, did_you_mean, sort};
use crate::document::{Document, MAX_BYTES};
use crate::judge::Judges;

/// Everything in a vendor's folder that programs read.
#[derive(Clone, Debug)]
pub struct VendorFolder {
    /// The folder's name.
    pub slug: String,
    /// openapi.yaml.
    pub spec: Document,
    /// vendor.toml, with the places of its parts.
    pub manifest_document: Document,
    /// vendor.toml, typed.
    pub manifest: Manifest,
    /// evidence.toml, with the places of its parts.
    pub evidence_document: Document,
    /// evidence.toml, typed.
    pub evidence: Evidence,
    /// judges.toml, with the places of its parts, if there is one.
    pub judges_document: Option<Document>,
    /// judges.toml, typed; empty if there is none.
    pub judges: Judges,
    /// The files in samples/, by name.
    pub samples: Vec<Sample>,
}

/// The bytes of a vendor's folder, wherever they come from.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// openapi.yaml.
    pub spec: Vec<u8>,
    /// vendor.toml.
    pub manifest: Vec<u8>,
    /// evidence.toml.
    pub evidence: Vec<u8>,
    /// judges.toml, which not every vendor has.
    pub judges: Option<Vec<u8>>,
    /// File name and content of each sample.
    pub samples: BTreeMap<String, Vec<u8>>,
}

/// vendor.toml: who the vendor is, and what a person must bring along.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Manifest {
    /// Folder, crate, feature, module and command argument.
    pub slug: String,
    /// The name as the vendor writes it.
    pub name: String,
    /// What the vendor is, in one line.
    pub summary: String,
    /// The pages that the spec was written from.
    pub documentation: Vec<String>,
    /// What to pass as base URL, in one sentence.
    pub base_url: String,
    /// One for each security scheme.
    pub credentials: Vec<Credential>,
    /// What else a call needs.
    #[serde(default)]
    pub settings: Vec<Setting>,
    /// Differences between page and spec that are known and accepted for a while.
    #[serde(default)]
    pub accepted_drift: Vec<AcceptedDrift>,
}

/// A secret that goes with each request.
#[derive(Clone, Debug, Deserialize)]
pub struct Credential {
    /// Its name under components/securitySchemes.
    pub scheme: String,
    /// The environment variable that holds it.
    pub env: String,
    /// What it is and where a person finds it.
    pub title: String,
}

/// A value that is the same for all calls of one customer.
#[derive(Clone, Debug, Deserialize)]
pub struct Setting {
    /// The path parameter or server variable that it fills.
    pub parameter: String,
    /// The environment variable that holds it.
    pub env: String,
    /// What it is and where a person finds it.
    pub title: String,
}

/// A difference that is no news until a date.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct AcceptedDrift {
    /// The code of the drift.
    pub code: String,
    /// Where it is.
    pub pointer: String,
    /// Why it is accepted.
    pub reason: String,
    /// The last day on which it is.
    pub expires: String,
    /// The first digits of the SHA-256 of the page: another version of the page is not accepted.
    pub page_hash: Option<String>,
}

/// evidence.toml: where each statement of the spec is known from.
#[derive(Clone, Debug, Deserialize)]
pub struct Evidence {
    /// Pages, source files and other people's code, by a name of ours.
    pub sources: BTreeMap<String, Source>,
    /// One entry for each operationId with a rate limit of its own, and `all` for that of the document.
    #[serde(default, rename = "rate-limits")]
    pub rate_limits: BTreeMap<String, Entry>,
    /// One entry for each value of `x-contacts-errors`.
    #[serde(default)]
    pub errors: BTreeMap<String, Entry>,
    /// One entry for each operationId.
    pub operations: BTreeMap<String, Entry>,
    /// By operationId, one entry for each parameter.
    #[serde(default)]
    pub parameters: BTreeMap<String, BTreeMap<String, Entry>>,
    /// By operationId, one entry for each status.
    #[serde(default)]
    pub responses: BTreeMap<String, BTreeMap<String, Entry>>,
    /// By component schema, one entry for each property.
    #[serde(default)]
    pub fields: BTreeMap<String, BTreeMap<String, Entry>>,
}

/// Something that tells us about a vendor's API.
#[derive(Clone, Debug, Deserialize)]
pub struct Source {
    /// How good it is.
    pub kind: EvidenceKind,
    /// What it is called.
    pub title: String,
    /// Where it is.
    pub url: Option<String>,
    /// When we saw it, YYYY-MM-DD.
    pub seen: Option<String>,
    /// What else to know about it.
    pub note: Option<String>,
}

/// The evidence of one statement.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Entry {
    /// The name of its source.
    Source(String),
    /// The source with a remark.
    Detailed {
        /// The name of its source.
        source: String,
        /// Overrules the kind of the source.
        kind: Option<EvidenceKind>,
        /// What is special about this statement.
        note: Option<String>,
    },
}

impl Entry {
    /// The name of the source.
    #[must_use]
    pub fn source(&self) -> &str {
        match self {
            Self::Source(source) | Self::Detailed { source, .. } => source,
        }
    }

    /// How well the statement is known, if its source is defined.
    #[must_use]
    pub fn kind(&self, evidence: &Evidence) -> Option<EvidenceKind> {
        match self {
            Self::Detailed {
                kind: Some(kind), ..
            } => Some(*kind),
            _ => evidence
                .sources
                .get(self.source())
                .map(|source| source.kind),
        }
    }
}

/// A body as the vendor sends it, with invented people.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The file's name within samples/.
    pub file_name: String,
    /// The file, from the root of the workspace.
    pub file: String,
    /// The body.
    pub bytes: Vec<u8>,
}

/// What a sample's file name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleName<'a> {
    /// The operationId.
    pub operation: &'a str,
    /// The HTTP status.
    pub status: u16,
    /// What is special about it.
    pub case: &'a str,
    /// json, txt, csv or html.
    pub format: SampleFormat,
}

/// How a sample is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleFormat {
    /// JSON, or what claims to be.
    Json,
    /// Bare text.
    Text,
    /// Comma-separated values.
    Csv,
    /// A page.
    Html,
}

impl Sample {
    /// Splits the name `<operationId>.<status>.<case>.<extension>`; `None` for another form.
    #[must_use]
    pub fn name(&self) -> Option<SampleName<'_>> {
        let mut parts = self.file_name.split('.');
        let (operation, status, case) = (parts.next()?, parts.next()?, parts.next()?);
        let format = match parts.next()? {
            "json" => SampleFormat::Json,
            "txt" => SampleFormat::Text,
            "csv" => SampleFormat::Csv,
            "html" => SampleFormat::Html,
            _ => return None,
        };
        let kebab = case.split('-').all(|word| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        });
        let three_digits = status.len() == 3 && status.bytes().all(|b| b.is_ascii_digit());
        let status = status
            .parse()
            .ok()
            .filter(|status| (100..600).contains(status))?;
        let whole = parts.next().is_none() && !operation.is_empty() && three_digits && kebab;
        whole.then_some(SampleName {
            operation,
            status,
            case,
            format,
        })
    }
}

impl SampleName<'_> {
    /// Whether the sample is an oddity outside the spec.
    #[must_use]
    pub fn is_odd(&self) -> bool {
        self.case.starts_with("odd-")
    }
}

impl VendorFolder {
    /// Reads the folder `specs/<slug>` of a workspace.
    ///
    /// # Errors
    /// Whatever keeps openapi.yaml, vendor.toml or evidence.toml from being read; an unknown slug
    /// is answered with the known ones. What the files say is for [`crate::check::check`].
    pub fn load(root: &Path, slug: &str) -> Result<Self, Vec<Diagnostic>> {
        let known = slugs(root).map_err(|diagnostic| vec![diagnostic])?;
        if !known.iter().any(|name| name == slug) {
            let near = did_you_mean(slug, known.iter().map(String::as_str))
                .map(|near| format!("did you mean `{near}`? "))
                .unwrap_or_default();
            let reason = format!("there is no vendor `{slug}`");
            let remedy = format!("{near}the vendors are {}", known.join(", "));
            return Err(vec![problem(
                Code::UnknownVendor,
                "specs".to_owned(),
                reason,
                remedy,
            )]);
        }
        let mut findings = Vec::new();
        let mut read = |path: &str| {
            read(root, &format!("specs/{slug}/{path}")).unwrap_or_else(|finding| {
                findings.push(finding);
                Vec::new()
            })
        };
        let mut files = Files {
            spec: read("openapi.yaml"),
            manifest: read("vendor.toml"),
            evidence: read("evidence.toml"),
            judges: None,
            samples: BTreeMap::new(),
        };
        if root.join("specs").join(slug).join("judges.toml").exists() {
            files.judges = Some(read("judges.toml"));
        }
        let samples = format!("specs/{slug}/samples");
        for name in entries(root, &samples).unwrap_or_default() {
            let content = read(&format!("samples/{name}"));
            files.samples.insert(name, content);
        }
        if findings.is_empty() {
            Self::parse(slug, files)
        } else {
            Err(findings)
        }
    }

    /// Makes sense of the bytes of a folder.
    ///
    /// # Errors
    /// As for [`VendorFolder::load`].
    pub fn parse(slug: &str, files: Files) -> Result<Self, Vec<Diagnostic>> {
        let file = |name: &str| format!("specs/{slug}/{name}");
        let mut findings = Vec::new();
        let mut keep = |parsed: Result<Document, Vec<Diagnostic>>| {
            parsed
                .map_err(|mut errors| findings.append(&mut errors))
                .ok()
        };
        let spec = keep(Document::parse(&file("openapi.yaml"), files.spec));
        let manifest = keep(Document::parse_toml(&file("vendor.toml"), files.manifest));
        let evidence = keep(Document::parse_toml(&file("evidence.toml"), files.evidence));
        let judges_document = files
            .judges
            .and_then(|bytes| keep(Document::parse_toml(&file("judges.toml"), bytes)));
        let typed_manifest = manifest
            .as_ref()
            .and_then(|it| typed(it, Shape::Vendor, &mut findings));
        let typed_evidence = evidence
            .as_ref()
            .and_then(|it| typed(it, Shape::Evidence, &mut findings));
        let judges = judges_document
            .as_ref()
            .and_then(|it| typed(it, Shape::Judges, &mut findings));
        let samples = files.samples.into_iter().map(|(file_name, bytes)| {
            let file = file(&format!("samples/{file_name}"));
            Sample {
                file_name,
                file,
                bytes,
            }
        });
        match (spec, manifest, typed_manifest, evidence, typed_evidence) {
            (
                Some(spec),
                Some(manifest_document),
                Some(manifest),
                Some(evidence_document),
                Some(evidence),
            ) if findings.is_empty() => {
                let samples = samples.collect();
                let slug = slug.to_owned();
                Ok(Self {
                    slug,
                    spec,
                    manifest_document,
                    manifest,
                    evidence_document,
                    evidence,
                    judges_document,
                    judges: judges.unwrap_or_default(),
                    samples,
                })
            }
            _ => {
                sort(&mut findings);
                Err(findings)
            }
        }
    }
}

/// The slugs of all vendors, in order: the folders of specs/ that hold a vendor.toml or openapi.yaml.
///
/// # Errors
/// When specs/ cannot be read.
pub fn slugs(root: &Path) -> Result<Vec<String>, Diagnostic> {
    let is_vendor = |slug: &String| {
        let folder = root.join("specs").join(slug);
        folder.join("vendor.toml").is_file() || folder.join("openapi.yaml").is_file()
    };
    Ok(entries(root, "specs")?
        .into_iter()
        .filter(is_vendor)
        .collect())
}

/// The names in a folder, sorted; hidden files are no part of it.
fn entries(root: &Path, folder: &str) -> Result<Vec<String>, Diagnostic> {
    let unreadable = |error: &std::io::Error| {
        let remedy = "run the command in the workspace, where specs/ is".to_owned();
        problem(
            Code::FileUnreadable,
            folder.to_owned(),
            format!("the folder cannot be read: {error}"),
            remedy,
        )
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(root.join(folder)).map_err(|error| unreadable(&error))? {
        let name = entry
            .map_err(|error| unreadable(&error))?
            .file_name()
            .to_string_lossy()
            .into_owned();
        if !name.starts_with('.') {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn read(root: &Path, file: &str) -> Result<Vec<u8>, Diagnostic> {
    let path = root.join(file);
    let unreadable = |error: std::io::Error| {
        let reason = format!("the file cannot be read: {error}");
        problem(
            Code::FileUnreadable,
            file.to_owned(),
            reason,
            "add the file; specs/README.md says what it holds".to_owned(),
        )
    };
    let size = fs::metadata(&path).map_err(unreadable)?.len();
    if size > MAX_BYTES as u64 {
        let reason = format!("the file has {size} bytes, more than {MAX_BYTES}");
        return Err(problem(
            Code::LimitExceeded,
            file.to_owned(),
            reason,
            "keep the file below 4 MiB".to_owned(),
        ));
    }
    fs::read(&path).map_err(unreadable)
}

/// Checks the shape of a document, and gives its typed form if it fits.
fn typed<T: for<'de> Deserialize<'de>>(
    document: &Document,
    shape: Shape,
    findings: &mut Vec<Diagnostic>,
) -> Option<T> {
    let mut problems = schema::findings(document, shape);
    if problems.is_empty() {
        match serde_json::from_value(document.value().clone()) {
            Ok(typed) => return Some(typed),
            Err(error) => {
                let remedy = "write it as specs/README.md shows";
                problems.push(document.finding(Code::TomlShape, "", error.to_string(), remedy));
            }
        }
    }
    findings.append(&mut problems);
    None
}

fn problem(code: Code, file: String, reason: String, remedy: String) -> Diagnostic {
    Diagnostic {
        code,
        file,
        position: Position::START,
        pointer: String::new(),
        reason,
        remedy,
    }
}
