//! Schemathesis sends requests through Prism, and writes down every one with its answer and its checks.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value, json};

use super::deviations::Judges;
use super::servers::{About, Prism};
use super::{Problem, Traffic};
use crate::vendor::VendorFolder;

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

/// Schemathesis, and what it reads.
pub struct Schemathesis<'a> {
    /// The program.
    pub program: PathBuf,
    /// The vendor.
    pub folder: &'a VendorFolder,
    /// Its openapi.yaml.
    pub spec: &'a Path,
}

impl Schemathesis<'_> {
    /// Sends requests, and returns the file with the events, one a line.
    ///
    /// # Errors
    ///
    /// If it can't be started or does not get as far as writing events.
    pub fn send(
        &self,
        prism: &Prism,
        about: &About,
        judges: &Judges,
        traffic: Traffic,
    ) -> Result<PathBuf, Problem> {
        let work = std::env::temp_dir().join(format!(
            "contacts-judge-{}-{}",
            self.folder.slug,
            std::process::id()
        ));
        let config = work.join("schemathesis.toml");
        let events = work.join("events.ndjson");
        let failed = |file: &Path, reason: String| Problem::File {
            file: file.display().to_string(),
            reason,
        };
        fs::create_dir_all(&work).map_err(|error| failed(&work, error.to_string()))?;
        let text = toml::to_string(&settings(self.folder.spec.value(), about, judges))
            .map_err(|error| failed(&config, error.to_string()))?;
        fs::write(&config, text).map_err(|error| failed(&config, error.to_string()))?;
        // The exit code says only whether there are failures, which the events tell better.
        let output = Command::new(&self.program)
            .arg("--config-file")
            .arg(&config)
            .arg("run")
            .arg(self.spec)
            .args(["--url", &prism.url])
            .args(["--mode", "positive"])
            .args(["--max-examples", &traffic.max_examples.to_string()])
            .args(["--seed", &traffic.seed.to_string()])
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

/// What Schemathesis is told: the credentials of the sandbox, and parameters that name something there is.
fn settings(spec: &Value, about: &About, judges: &Judges) -> Value {
    let mut auth = Map::new();
    for (scheme, secret) in &about.credentials {
        let pointer = format!("/components/securitySchemes/{scheme}/type");
        let http = spec.pointer(&pointer).and_then(Value::as_str) == Some("http");
        let how = if http { "bearer" } else { "api_key" };
        auth.insert(scheme.clone(), json!({ (how): secret }));
    }
    let (mut parameters, mut dictionaries) = (Map::new(), Map::new());
    let settings = about.settings.iter().map(|(name, value)| {
        let values = vec![value.clone()];
        (format!("path.{name}"), values, 1.0)
    });
    let known = judges.parameters.iter().map(|(parameter, values)| {
        let values = values.iter().flat_map(|value| known(value, about));
        (parameter.clone(), values.collect(), 0.8)
    });
    for (number, (parameter, values, probability)) in settings.chain(known).enumerate() {
        let dictionary = format!("values{number}");
        let binding = json!({ "dictionary": &dictionary, "probability": probability });
        parameters.insert(parameter, binding);
        dictionaries.insert(dictionary, json!({ "values": values }));
    }
    json!({
        "auth": { "openapi": auth },
        "parameters": parameters,
        "dictionaries": dictionaries,
    })
}

/// A value, with the word `contact` as the id of each contact of the sandbox.
fn known(value: &str, about: &About) -> Vec<String> {
    if !value.contains("contact") {
        return vec![value.to_owned()];
    }
    let ids = about.contacts.iter();
    ids.map(|id| value.replace("contact", id)).collect()
}
