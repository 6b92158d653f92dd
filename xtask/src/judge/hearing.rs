//! What the judges said of one vendor: every answer by its operation, every violation once.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, Write};
use std::ops::Range;

use serde_json::Value;

use super::deviations::Judges;
use crate::vendor::VendorFolder;

pub const METHODS: &[&str] = &["get", "put", "post", "delete", "patch", "head", "options"];

const SUCCESS: Range<u64> = 200..300;

/// What was said of one vendor.
#[derive(Debug, Default)]
pub struct Hearing {
    name: String,
    slug: String,
    /// Of each operation, how many answers had which status.
    answers: BTreeMap<String, BTreeMap<u64, usize>>,
    /// Each violation, with how often it came.
    violations: BTreeMap<Violation, usize>,
    /// Operations by method and path.
    operations: BTreeMap<String, String>,
}

/// What a judge holds against an answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Violation {
    judge: &'static str,
    operation: String,
    code: String,
    message: String,
}

impl Hearing {
    /// Of a vendor of whom nothing was said yet.
    pub fn new(folder: &VendorFolder) -> Self {
        let mut hearing = Self {
            name: folder.manifest.name.clone(),
            slug: folder.slug.clone(),
            operations: operations(folder.spec.value()),
            ..Self::default()
        };
        for operation in hearing.operations.values() {
            hearing.answers.entry(operation.clone()).or_default();
        }
        hearing
    }

    /// Reads the events of Schemathesis, one a line.
    ///
    /// # Errors
    ///
    /// If they can't be read.
    pub fn hear(&mut self, events: impl BufRead) -> io::Result<()> {
        for line in events.lines() {
            let event: Value = serde_json::from_str(&line?)?;
            if let Some(recorder) = event.pointer("/ScenarioFinished/recorder") {
                self.record(recorder);
            }
            let error = event
                .get("NonFatalError")
                .or_else(|| event.get("FatalError"));
            if let Some(error) = error {
                let part = |pointer| error.pointer(pointer).and_then(Value::as_str);
                let operation = self.named(part("/label").unwrap_or_default());
                let message = part("/value/message").unwrap_or_default();
                let code = part("/value/type").unwrap_or("error");
                self.add("schemathesis", &operation, code, first_line(message));
            }
        }
        Ok(())
    }

    /// The operationId of `GET /contacts`; of anything else, itself.
    fn named(&self, label: &str) -> String {
        self.operations
            .get(label)
            .map_or(label, String::as_str)
            .to_owned()
    }

    fn record(&mut self, recorder: &Value) {
        let object = |name| recorder.get(name).and_then(Value::as_object);
        let (Some(cases), Some(interactions)) = (object("cases"), object("interactions")) else {
            return;
        };
        for (id, interaction) in interactions {
            let case = cases.get(id).and_then(|case| case.get("value"));
            let part = |name| case.and_then(|case| case.get(name)).and_then(Value::as_str);
            let (Some(method), Some(path)) = (part("method"), part("path")) else {
                continue;
            };
            let Some(operation) = self.operations.get(&key(method, path)).cloned() else {
                continue;
            };
            let Some(response) = interaction
                .get("response")
                .filter(|answer| answer.is_object())
            else {
                self.add(
                    "schemathesis",
                    &operation,
                    "no answer",
                    "the connection broke",
                );
                continue;
            };
            let status = response.get("status_code").and_then(Value::as_u64);
            let answers = self.answers.entry(operation.clone()).or_default();
            *answers.entry(status.unwrap_or_default()).or_default() += 1;
            for noted in noted(response) {
                self.add("prism", &operation, &noted.0, &noted.1);
            }
        }
        for check in object("checks")
            .into_iter()
            .flat_map(serde_json::Map::values)
            .filter_map(Value::as_array)
            .flatten()
        {
            let Some(failure) = check.pointer("/failure_info/failure") else {
                continue;
            };
            let part = |name| {
                failure
                    .get(name)
                    .and_then(Value::as_str)
                    .unwrap_or_default()
            };
            let operation = self.named(part("operation"));
            let name = check
                .get("name")
                .and_then(Value::as_str)
                .unwrap_or_default();
            self.add(
                "schemathesis",
                &operation,
                name,
                first_line(part("message")),
            );
        }
    }

    fn add(&mut self, judge: &'static str, operation: &str, code: &str, message: &str) {
        let violation = Violation {
            judge,
            operation: operation.to_owned(),
            code: code.to_owned(),
            message: message.to_owned(),
        };
        *self.violations.entry(violation).or_default() += 1;
    }

    /// Whether every violation is explained, every explanation needed, and every operation answered.
    pub fn is_clean(&self, judges: &Judges) -> bool {
        self.unexplained(judges).next().is_none()
            && unused(self, judges).is_empty()
            && self.answers.values().all(|statuses| !statuses.is_empty())
    }

    fn unexplained<'a>(
        &'a self,
        judges: &'a Judges,
    ) -> impl Iterator<Item = (&'a Violation, &'a usize)> {
        self.violations
            .iter()
            .filter(|(violation, _)| explanation(violation, judges).is_none())
    }

    /// Writes what was said, the way people read it.
    ///
    /// # Errors
    ///
    /// If `out` can't be written.
    pub fn write(&self, judges: &Judges, out: &mut dyn Write) -> io::Result<()> {
        let answers: usize = self.answers.values().flat_map(BTreeMap::values).sum();
        let reached = |wanted: fn(u64) -> bool| {
            let has = |statuses: &&BTreeMap<u64, usize>| statuses.keys().copied().any(wanted);
            self.answers.values().filter(has).count()
        };
        let unexplained: usize = self.unexplained(judges).count();
        writeln!(
            out,
            "{} ({}): {} operations judged, {} of them with an answer of success; {answers} answers; {} kinds of violations, {unexplained} of them without an explanation",
            self.name,
            self.slug,
            reached(|_| true),
            reached(|status| SUCCESS.contains(&status)),
            self.violations.len(),
        )?;
        for (operation, statuses) in &self.answers {
            if statuses.is_empty() {
                writeln!(out, "  {operation}: never called")?;
            } else if !statuses.keys().any(|status| SUCCESS.contains(status)) {
                let statuses = statuses.keys().map(u64::to_string);
                let statuses: Vec<String> = statuses.collect();
                let statuses = statuses.join(", ");
                writeln!(out, "  {operation}: no success, only {statuses}")?;
            }
        }
        for (violation, count) in self.unexplained(judges) {
            let Violation {
                judge,
                operation,
                code,
                message,
            } = violation;
            writeln!(
                out,
                "  {operation}: {judge} {code} ({count} times): {message}"
            )?;
        }
        for deviation in &judges.deviations {
            let explained = self.violations.iter().filter(|(violation, _)| {
                explanation(violation, judges).is_some_and(|own| std::ptr::eq(own, deviation))
            });
            let operations: BTreeSet<&str> = explained
                .map(|(violation, _)| violation.operation.as_str())
                .collect();
            if !operations.is_empty() {
                let count = operations.len();
                writeln!(
                    out,
                    "  as the vendor does it ({} in {count} operations): {}",
                    deviation.code, deviation.reason
                )?;
            }
        }
        for reason in unused(self, judges) {
            writeln!(
                out,
                "  specs/{}/judges.toml explains what nobody found any more: {reason}",
                self.slug
            )?;
        }
        Ok(())
    }
}

fn explanation<'a>(
    violation: &Violation,
    judges: &'a Judges,
) -> Option<&'a super::deviations::Deviation> {
    let Violation {
        judge,
        operation,
        code,
        message,
    } = violation;
    let explains = |deviation: &&super::deviations::Deviation| {
        deviation.explains(judge, operation, code, message)
    };
    judges.deviations.iter().find(explains)
}

/// The reasons of deviations that explain nothing.
fn unused<'a>(hearing: &Hearing, judges: &'a Judges) -> Vec<&'a str> {
    let is_used = |deviation: &&super::deviations::Deviation| {
        hearing.violations.keys().any(|violation| {
            explanation(violation, judges).is_some_and(|own| std::ptr::eq(own, *deviation))
        })
    };
    let unused = judges
        .deviations
        .iter()
        .filter(|deviation| !is_used(deviation));
    unused.map(|deviation| deviation.reason.as_str()).collect()
}

/// The operationIds of a spec by method and path.
fn operations(spec: &Value) -> BTreeMap<String, String> {
    let mut operations = BTreeMap::new();
    let paths = spec.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        for method in METHODS {
            let id = item
                .get(method)
                .and_then(|operation| operation.get("operationId"));
            if let Some(id) = id.and_then(Value::as_str) {
                operations.insert(key(method, path), id.to_owned());
            }
        }
    }
    operations
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

fn key(method: &str, path: &str) -> String {
    format!("{} {path}", method.to_uppercase())
}

/// What Prism notes on an answer: code and place with message. What it holds against the request is the traffic's fault.
fn noted(response: &Value) -> Vec<(String, String)> {
    let header = response
        .pointer("/headers/sl-violations/0")
        .and_then(Value::as_str);
    let noted: Vec<Value> = header
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    let noted = noted.iter().filter_map(|violation| {
        let part = |name| {
            violation
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let location = violation.get("location")?.as_array()?;
        let location: Vec<&str> = location.iter().filter_map(Value::as_str).collect();
        let ("response", rest) = location.split_first().map(|(first, rest)| (*first, rest))? else {
            return None;
        };
        // Positions in lists do not make another violation. Messages repeat the place with dots, without `body`.
        let kinds: Vec<&str> = rest
            .iter()
            .map(|segment| segment.parse::<usize>().map_or(*segment, |_| "*"))
            .collect();
        let within = |segments: &[&str]| segments.get(1..).unwrap_or_default().join(".");
        let message = part("message").replace(&within(rest), &within(&kinds));
        Some((
            part("code").to_owned(),
            format!("{}: {message}", kinds.join("/")),
        ))
    });
    noted.collect()
}
