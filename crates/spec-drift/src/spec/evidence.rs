//! Where the statements of a spec are known from: `evidence.toml` as a value.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How well a statement is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceKind {
    /// The vendor's own pages say so.
    Documented,
    /// The vendor's own source code shows it.
    Source,
    /// Someone else's code or pages say so.
    ThirdParty,
    /// Seen in an answer of the vendor's server.
    Observed,
    /// Inferred.
    Assumed,
}

impl EvidenceKind {
    /// Every kind, the best known first.
    pub const ALL: [Self; 5] = [
        Self::Documented,
        Self::Source,
        Self::ThirdParty,
        Self::Observed,
        Self::Assumed,
    ];

    /// The word for it in the files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Source => "source",
            Self::ThirdParty => "third-party",
            Self::Observed => "observed",
            Self::Assumed => "assumed",
        }
    }

    fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == word)
    }
}

/// The evidence of every operation, parameter, response and field.
#[derive(Clone, Debug, Default)]
pub struct Evidence(BTreeMap<String, (String, Option<EvidenceKind>)>);

impl Evidence {
    pub(super) fn new(value: &Value) -> Self {
        let mut entries = BTreeMap::new();
        let sources = value.get("sources");
        let mut enter = |key: String, entry: &Value| {
            let word =
                |value: &Value, key| value.get(key).and_then(Value::as_str).map(str::to_owned);
            let Some(source) = entry
                .as_str()
                .map(str::to_owned)
                .or_else(|| word(entry, "source"))
            else {
                return;
            };
            let of_source = || word(sources?.get(&source)?, "kind");
            let kind = word(entry, "kind")
                .or_else(of_source)
                .and_then(|kind| EvidenceKind::of(&kind));
            entries.insert(key, (source, kind));
        };
        let table = |value: Option<&Value>| {
            value
                .and_then(Value::as_object)
                .cloned()
                .unwrap_or_default()
        };
        for (id, entry) in table(value.get("operations")) {
            enter(format!("operations/{id}"), &entry);
        }
        for group in ["parameters", "responses", "fields"] {
            for (owner, things) in table(value.get(group)) {
                for (name, entry) in table(Some(&things)) {
                    enter(format!("{group}/{owner}/{name}"), &entry);
                }
            }
        }
        Self(entries)
    }

    /// Whether nothing is known at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many operations, parameters, responses and fields are known from where.
    pub fn counts(&self) -> BTreeMap<EvidenceKind, usize> {
        let mut counts = BTreeMap::new();
        for kind in self.0.values().filter_map(|(_, kind)| *kind) {
            *counts.entry(kind).or_default() += 1;
        }
        counts
    }

    /// The source of an operation.
    pub fn operation(&self, id: &str) -> Option<&str> {
        self.source(&format!("operations/{id}"))
    }

    /// The source of a parameter of an operation.
    pub fn parameter(&self, operation: &str, name: &str) -> Option<&str> {
        self.source(&format!("parameters/{operation}/{name}"))
    }

    /// The source of a response of an operation.
    pub fn response(&self, operation: &str, status: &str) -> Option<&str> {
        self.source(&format!("responses/{operation}/{status}"))
    }

    /// The source of a property of a component schema, by the property's pointer in the document.
    pub fn field(&self, pointer: &str) -> Option<&str> {
        let (component, name) = pointer
            .strip_prefix("/components/schemas/")?
            .split_once("/properties/")?;
        self.source(&format!(
            "fields/{component}/{}",
            name.replace("~1", "/").replace("~0", "~")
        ))
    }

    fn source(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(|(source, _)| source.as_str())
    }
}
