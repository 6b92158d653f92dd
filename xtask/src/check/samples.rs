//! Samples: named for what they show, true to the spec (or not, if they are odd), and complete.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::Validator;
use serde_json::Value;

use super::json_schema::Converted;
use super::references::Graph;
use super::spec::{Operation, Response, Spec, is_json};
use super::{Findings, people, schema};
use crate::diagnostic::{Code, Diagnostic, Position, did_you_mean, quoted};
use crate::document::Document;
use crate::vendor::{Sample, SampleFormat, SampleName, VendorFolder};

/// The cases that a list which goes page by page has to have.
const PAGES: [&str; 4] = ["first", "middle", "last", "empty"];

/// After so many findings about one sample the rest is not told.
const MAX_FINDINGS: usize = 20;

pub(super) fn check<'a>(
    folder: &'a VendorFolder,
    spec: &Spec<'a>,
    graph: &Graph<'_>,
    found: &mut Findings,
) {
    let mut rule = Rule {
        document: spec.document,
        explained: found.0.iter().any(|finding| {
            matches!(
                finding.code,
                Code::NotOpenapi | Code::RefNotInternal | Code::RefUnresolved
            )
        }),
        // A schema that never ends would have a validator run for ever.
        converted: graph.ends.then(|| Converted::new(spec)),
        validators: BTreeMap::new(),
        cases: BTreeMap::new(),
        found,
    };
    for sample in &folder.samples {
        rule.sample(spec, sample);
    }
    for operation in &spec.operations {
        rule.complete(spec, operation);
    }
}

struct Rule<'a, 'f> {
    document: &'a Document,
    /// Whether other rules say already why a schema cannot be used.
    explained: bool,
    converted: Option<Converted>,
    /// By the place of the response.
    validators: BTreeMap<String, Option<Validator>>,
    /// The cases of successful samples by operation.
    cases: BTreeMap<&'a str, BTreeSet<&'a str>>,
    found: &'f mut Findings,
}

impl<'a> Rule<'a, '_> {
    fn sample(&mut self, spec: &Spec<'a>, sample: &'a Sample) {
        let Some(name) = sample.name() else {
            let reason = format!(
                "{} is not of the form operation.status.case.extension",
                quoted(&sample.file_name)
            );
            let remedy =
                "write `<operationId>.<status>.<case>.<json|txt|csv|html>`, the case in kebab-case";
            self.whole(sample, Code::SampleNameInvalid, reason, remedy);
            return;
        };
        let text = String::from_utf8_lossy(&sample.bytes);
        let body = match name.format {
            SampleFormat::Json => Document::parse_json(&sample.file, &sample.bytes),
            _ => Err(Vec::new()),
        };
        match &body {
            Ok(document) => people::in_json(document, self.found),
            Err(_) => people::in_text(&sample.file, &text, self.found),
        }
        let Some(operation) = spec
            .operations
            .iter()
            .find(|operation| operation.id == Some(name.operation))
        else {
            let known = spec.operations.iter().filter_map(|operation| operation.id);
            let remedy = match did_you_mean(name.operation, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "name an operation of the spec, or take the file out".to_owned(),
            };
            self.whole(
                sample,
                Code::SampleNameInvalid,
                format!("the spec has no operation {}", quoted(name.operation)),
                &remedy,
            );
            return;
        };
        if !name.is_odd() && (200..300).contains(&name.status) {
            self.cases
                .entry(name.operation)
                .or_default()
                .insert(name.case);
        }
        let Some(response) = operation.response(name.status) else {
            if !name.is_odd() {
                let reason = format!("the operation has no response with status {}", name.status);
                self.whole(
                    sample,
                    Code::SampleNameInvalid,
                    reason,
                    "add the response to the spec, or begin the case with `odd-`",
                );
            }
            return;
        };
        let findings = match (body, name.format) {
            (Err(errors), SampleFormat::Json) => Some(errors),
            (Ok(document), _) => self.json(response, &document),
            (Err(_), _) => self.text(response, sample, &text, name),
        };
        let Some(findings) = findings else { return };
        if name.is_odd() && findings.is_empty() {
            let reason = "the sample fits the spec although its name says odd".to_owned();
            self.whole(
                sample,
                Code::SampleAccepted,
                reason,
                "take `odd-` from its name, or make the spec stricter",
            );
        }
        if !name.is_odd() {
            for finding in findings {
                self.found.push(finding);
            }
        }
    }

    /// What is wrong with a JSON body. `None` if that cannot be known.
    fn json(&mut self, response: &Response<'a>, document: &Document) -> Option<Vec<Diagnostic>> {
        let Some(schema) = response.json() else {
            let reason = format!("the response {} has no JSON body", quoted(response.status));
            return Some(vec![document.finding(
                Code::SampleRejected,
                "",
                reason,
                "give the sample the extension of its media type, or add the body to the spec",
            )]);
        };
        let validator = self.validator(response, schema)?;
        Some(errors(validator, document.value(), document))
    }

    /// What is wrong with a body of bare text.
    fn text(
        &mut self,
        response: &Response<'a>,
        sample: &Sample,
        text: &str,
        name: SampleName<'_>,
    ) -> Option<Vec<Diagnostic>> {
        let wanted = |media: &str| match name.format {
            SampleFormat::Csv => media == "text/csv",
            SampleFormat::Html => media == "text/html",
            _ => media.starts_with("text/") && media != "text/html" && media != "text/csv",
        };
        if response.media_types().any(|(media, _)| wanted(media)) {
            return Some(Vec::new());
        }
        // Servers that send a bare string call it JSON all the same.
        let bare = name.format == SampleFormat::Text;
        if let Some(schema) = response.json().filter(|_| bare) {
            let validator = self.validator(response, schema)?;
            let value = Value::String(text.trim_end_matches(['\r', '\n']).to_owned());
            return Some(if validator.is_valid(&value) {
                Vec::new()
            } else {
                let reason = "the schema does not take bare text".to_owned();
                vec![whole(
                    sample,
                    Code::SampleRejected,
                    reason,
                    "describe the body as `type: string`, or begin the case with `odd-`",
                )]
            });
        }
        let media: Vec<&str> = response
            .media_types()
            .map(|(media, _)| media.as_str())
            .collect();
        let media = if media.is_empty() {
            "no body".to_owned()
        } else {
            media.join(", ")
        };
        let reason = format!("the response {} has {media}", quoted(response.status));
        Some(vec![whole(
            sample,
            Code::SampleRejected,
            reason,
            "add the media type to the spec, or begin the case with `odd-`",
        )])
    }

    fn validator(&mut self, response: &Response<'a>, schema: &Value) -> Option<&Validator> {
        let converted = self.converted.as_ref()?;
        let entry = self.validators.entry(response.pointer.clone());
        let found = &mut *self.found;
        let compiled = entry.or_insert_with(|| {
            let refuse = |reason: String| {
                if self.explained {
                    return;
                }
                let reason = format!("the schema of the body cannot be used: {reason}");
                let remedy =
                    "correct it or what it refers to; until then no sample is held against it";
                let pointer = response.pointer.as_str();
                found.find(self.document, Code::NotOpenapi, pointer, reason, remedy);
            };
            converted.validator(schema).map_err(refuse).ok()
        });
        compiled.as_ref()
    }

    fn complete(&mut self, spec: &Spec<'a>, operation: &Operation<'a>) {
        let Some(id) = operation.id else { return };
        if !operation.responses.iter().any(|response| {
            response.status.starts_with('2')
                && response.media_types().any(|(media, _)| is_json(media))
        }) {
            return;
        }
        let none = BTreeSet::new();
        let cases = self.cases.get(id).unwrap_or(&none);
        if cases.is_empty() {
            let reason = format!("{} has no sample of its success", quoted(id));
            let remedy = format!(
                "add samples/{id}.<status>.<case>.json, as the vendor's page shows it, with invented people"
            );
            self.found.find(
                spec.document,
                Code::SampleMissing,
                operation.pointer.as_str(),
                reason,
                remedy,
            );
            return;
        }
        let scheme = operation
            .object
            .get("x-contacts-pagination")
            .and_then(|it| it.get("scheme"))
            .and_then(Value::as_str);
        if !matches!(scheme, Some("page" | "cursor")) {
            return;
        }
        let lacking: Vec<&str> = PAGES
            .into_iter()
            .filter(|page| {
                !cases
                    .iter()
                    .any(|case| case.split('-').any(|word| word == *page))
            })
            .collect();
        if !lacking.is_empty() {
            let reason = format!(
                "the list {} has no sample of these pages: {}",
                quoted(id),
                lacking.join(", ")
            );
            let remedy = "add samples whose cases hold first, middle, last and empty";
            self.found.find(
                spec.document,
                Code::SampleMissing,
                operation.pointer.as_str(),
                reason,
                remedy,
            );
        }
    }

    fn whole(&mut self, sample: &Sample, code: Code, reason: String, remedy: &str) {
        self.found.push(whole(sample, code, reason, remedy));
    }
}

/// A finding about a sample as a whole.
fn whole(sample: &Sample, code: Code, reason: String, remedy: &str) -> Diagnostic {
    let (file, pointer, remedy) = (sample.file.clone(), String::new(), remedy.to_owned());
    Diagnostic {
        code,
        file,
        position: Position::START,
        pointer,
        reason,
        remedy,
    }
}

fn errors(validator: &Validator, value: &Value, document: &Document) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for error in validator.iter_errors(value).take(MAX_FINDINGS) {
        for (pointer, reason) in schema::leaves(&error) {
            let remedy = "write what the vendor sends, or correct the spec; beyond the spec, begin the case with `odd-`";
            findings.push(document.finding(Code::SampleRejected, pointer, reason, remedy));
        }
    }
    findings.truncate(MAX_FINDINGS);
    findings
}
