//! Schemathesis sends requests through Prism, and writes down every one with its answer and its checks.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value, json};

use super::deviations::{Judges, Parameters};
use super::members;
use super::servers::{About, Prism};
use super::{Problem, Traffic};

/// What is checked. Left out is what holds vendors to more than their specs say: that they refuse what does not fit
/// (they take most of it), accept all that fits, and answer other methods with 405.
const CHECKS: &[&str] = &[
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "ignored_auth",
    "use_after_free",
    "ensure_resource_availability",
];

/// What most requests send in place of something invented; the others find what happens to what is not there.
const MOST: f64 = 0.8;

/// Schemathesis, and what it reads.
pub struct Schemathesis<'a> {
    /// The program.
    pub program: PathBuf,
    /// The vendor's openapi.yaml.
    pub spec: &'a Path,
    /// What it is told.
    pub settings: Value,
    /// How much to ask.
    pub traffic: &'a Traffic,
}

impl Schemathesis<'_> {
    /// Sends requests to these operations, and returns the file with the events, one a line, which is in `work`.
    ///
    /// # Errors
    ///
    /// If it can't be started or does not get as far as writing events.
    pub fn send(
        &self,
        prism: &Prism,
        operations: &[String],
        work: &Path,
    ) -> Result<PathBuf, Problem> {
        let config = work.join("schemathesis.toml");
        let events = work.join("events.ndjson");
        let failed = |file: &Path, reason: String| Problem::File {
            file: file.display().to_string(),
            reason,
        };
        fs::create_dir_all(work).map_err(|error| failed(work, error.to_string()))?;
        let text =
            toml::to_string(&self.settings).map_err(|error| failed(&config, error.to_string()))?;
        fs::write(&config, text).map_err(|error| failed(&config, error.to_string()))?;
        // Those of an earlier run, if there was one.
        let _ = fs::remove_file(&events);
        let Traffic {
            max_examples, seed, ..
        } = self.traffic;
        // The exit code says only whether there are failures, which the events tell better.
        let output = Command::new(&self.program)
            // What it remembers of a run is not the workspace's.
            .current_dir(work)
            .arg("--config-file")
            .arg(&config)
            .arg("run")
            .arg(self.spec)
            .args(
                operations
                    .iter()
                    .flat_map(|id| ["--include-operation-id", id]),
            )
            .args(["--url", &prism.url])
            .args(["--mode", "positive"])
            .args(["--max-examples", &max_examples.to_string()])
            .args(["--seed", &seed.to_string()])
            .args(["--phases", "examples,coverage,fuzzing,stateful"])
            .args(["--checks", &CHECKS.join(",")])
            .args(["--continue-on-failure", "--no-shrink", "--report", "ndjson"])
            .args(["--output-sanitize", "false", "--warnings", "off"])
            .arg("--report-ndjson-path")
            .arg(&events)
            .output()
            .map_err(|error| failed(&self.program, error.to_string()))?;
        if events.exists() {
            return Ok(events);
        }
        let said = String::from_utf8_lossy(&output.stderr).into_owned()
            + &String::from_utf8_lossy(&output.stdout);
        Err(failed(&self.program, said))
    }
}

/// What Schemathesis is told: the credentials of the sandbox, and what to send.
///
/// # Errors
///
/// If judges.toml names a setting that the sandbox does not have.
pub fn settings(spec: &Value, about: &About, judges: &Judges) -> Result<Value, Problem> {
    let mut auth = Map::new();
    for (scheme, secret) in &about.credentials {
        let pointer = format!("/components/securitySchemes/{scheme}/type");
        let http = spec.pointer(&pointer).and_then(Value::as_str) == Some("http");
        let how = if http { "bearer" } else { "api_key" };
        auth.insert(scheme.clone(), json!({ (how): secret }));
    }
    let mut dictionaries = Map::new();
    let all: Vec<&Value> = members::operations(spec).collect();
    let mut parameters = parameters(spec, &all, &judges.parameters, about, &mut dictionaries)?;
    for (name, value) in &about.settings {
        let named = parameters.entry(format!("path.{name}"));
        named.or_insert_with(|| Value::from(value.as_str()));
    }
    let mut operations = Vec::new();
    for (operation, sent) in &judges.operations {
        let named = |of: &&Value| of.get("operationId").and_then(Value::as_str) == Some(operation);
        let own: Vec<&Value> = members::operations(spec).filter(named).collect();
        let parameters = self::parameters(spec, &own, sent, about, &mut dictionaries)?;
        operations.push(json!({ "include-operation-id": operation, "parameters": parameters }));
    }
    Ok(json!({
        "auth": { "openapi": auth },
        "parameters": parameters,
        "dictionaries": dictionaries,
        "operations": operations,
    }))
}

/// What to send to some operations, with the values to choose from among the dictionaries.
fn parameters(
    spec: &Value,
    operations: &[&Value],
    sent: &Parameters,
    about: &About,
    dictionaries: &mut Map<String, Value>,
) -> Result<Map<String, Value>, Problem> {
    let mut parameters = Map::new();
    for (parameter, sent) in sent {
        let mut values = Vec::new();
        for value in sent {
            values.extend(fill(value, about)?.into_iter().map(Value::from));
        }
        // Of a text where a body wants a number, Schemathesis makes no use.
        let mut operations = operations.iter();
        if operations.any(|operation| members::is_integer(spec, operation, parameter)) {
            values = values.into_iter().map(number).collect();
        }
        let name = format!("values{}", dictionaries.len());
        let binding = json!({ "dictionary": &name, "probability": MOST });
        parameters.insert(parameter.clone(), binding);
        dictionaries.insert(name, json!({ "values": values }));
    }
    Ok(parameters)
}

/// A whole number for its digits.
fn number(value: Value) -> Value {
    let digits = value.as_str().and_then(|text| text.parse::<i64>().ok());
    digits.map_or(value, Value::from)
}

/// A value with what the sandbox knows in place of names in braces.
fn fill(value: &str, about: &About) -> Result<Vec<String>, Problem> {
    let named = |text: &str| Some(text.split_once('{')?.1.split_once('}')?.0.to_owned());
    let Some(name) = named(value) else {
        return Ok(vec![value.to_owned()]);
    };
    let place = format!("{{{name}}}");
    let (last, others) = match about.contacts.split_last() {
        Some((last, others)) => (Some(last), others),
        None => (None, [].as_slice()),
    };
    let known: Option<Vec<&String>> = match name.as_str() {
        "id" => Some(others.iter().map(|contact| &contact.id).collect()),
        "last_id" => last.map(|last| vec![&last.id]),
        "phone" => Some(
            others
                .iter()
                .filter_map(|contact| contact.phone.as_ref())
                .collect(),
        ),
        "email" => Some(
            others
                .iter()
                .filter_map(|contact| contact.email.as_ref())
                .collect(),
        ),
        setting => about.settings.get(setting).map(|value| vec![value]),
    };
    match known {
        Some(known) => Ok(known
            .iter()
            .map(|known| value.replace(&place, known))
            .collect()),
        None => Err(Problem::File {
            file: "judges.toml".to_owned(),
            reason: format!(
                "the sandbox has no setting `{name}`; it has {:?}",
                about.settings.keys()
            ),
        }),
    }
}
