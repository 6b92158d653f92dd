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
pub struct Evidence {
    entries: BTreeMap<String, (String, Option<EvidenceKind>)>,
    /// The address of each source that has one, with the day on which it was seen.
    addresses: BTreeMap<String, (String, String)>,
}

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
        let mut addresses = BTreeMap::new();
        for (name, source) in table(sources) {
            let word = |key: &str| source.get(key).and_then(Value::as_str);
            if let Some(url) = word("url") {
                let seen = word("seen").unwrap_or_default().to_owned();
                addresses.insert(name, (address(url).to_owned(), seen));
            }
        }
        Self { entries, addresses }
    }

    /// The source that stands for the page at this address: the one that was seen last, if there are several.
    pub fn source_at(&self, url: &str) -> Option<&str> {
        let url = address(url);
        let at = self.addresses.iter().filter(|(_, (known, _))| known == url);
        at.max_by_key(|(_, (_, seen))| seen)
            .map(|(name, _)| name.as_str())
    }

    /// Whether nothing is known at all.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many operations, parameters, responses and fields are known from where.
    pub fn counts(&self) -> BTreeMap<EvidenceKind, usize> {
        let mut counts = BTreeMap::new();
        for kind in self.entries.values().filter_map(|(_, kind)| *kind) {
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
        self.entries.get(key).map(|(source, _)| source.as_str())
    }
}

/// An address without what does not tell pages apart: a slash at its end, the ending of the markdown form, a fragment.
fn address(url: &str) -> &str {
    let url = url.split('#').next().unwrap_or_default();
    let url = url.trim_end_matches('/');
    url.strip_suffix(".md").unwrap_or(url)
}
