//! An export's issues and extra, as a statistic without values, and what they propose for the spec.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Value, json};

use super::format;
use super::private::field_name;
use crate::spec::{Schema, Spec, child, type_of_value};

/// Most rows of one statistic; what comes after is counted and not told apart.
const ROWS: usize = 2_000;
/// Most different names below one place: beyond, they are data.
const NAMES: usize = 64;

/// What an export says of one vendor's spec.
pub struct Observation<'a> {
    spec: &'a Spec<'a>,
    /// The schemas of records, those of contacts first.
    records: Vec<Schema<'a>>,
    contacts: u64,
    rows: BTreeMap<(String, String), Row>,
    names: BTreeMap<String, BTreeSet<String>>,
    left_out: u64,
}

/// One line of the statistic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// Where in a record, `-` for every element of a list and `*` for every key of a map.
    pub pointer: String,
    /// The issue's code, or `extra` for what the model has no slot for.
    pub code: String,
    /// How often.
    pub count: u64,
    /// The JSON types that were met.
    pub types: BTreeSet<String>,
    /// The shortest and the longest: characters of a text, elements of a list, members of an object.
    pub lengths: Option<(u64, u64)>,
    /// The format that every text had.
    pub format: Option<&'static str>,
    /// Where the spec has it, or would have it; empty where no record fits.
    pub spec: String,
    /// Whether the spec has it.
    pub declared: bool,
    #[serde(skip)]
    formats: BTreeSet<Option<&'static str>>,
}

/// An edit of the spec that would agree with what was observed. For a person to judge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// JSON pointer of what is to be written.
    pub pointer: String,
    /// What to write there, as YAML.
    pub yaml: String,
    /// Why: lower case, no final stop.
    pub reason: String,
}

impl<'a> Observation<'a> {
    /// Begins with no contact.
    pub fn new(spec: &'a Spec<'a>) -> Self {
        Self {
            spec,
            records: records(spec),
            contacts: 0,
            rows: BTreeMap::new(),
            names: BTreeMap::new(),
            left_out: 0,
        }
    }

    /// How many contacts of this vendor were read.
    pub fn contacts(&self) -> u64 {
        self.contacts
    }

    /// How many observations did not get a row of their own, because there were too many.
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Takes in a contact, as `contacts list` and `contacts map` print it. Contacts of other vendors are passed over.
    pub fn add(&mut self, contact: &Value) {
        if contact.pointer("/source/provider").and_then(Value::as_str) != Some(self.spec.vendor) {
            return;
        }
        self.contacts += 1;
        for issue in contact
            .get("issues")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let text = |pointer: &str| {
                issue
                    .pointer(pointer)
                    .and_then(Value::as_str)
                    .unwrap_or_default()
            };
            let length = issue.pointer("/found/length").and_then(Value::as_u64);
            // A code is a word of ours, and whatever else stands there is not shown.
            let code = super::private::enum_word(text("/code")).unwrap_or("issue");
            self.row(
                text("/path"),
                code,
                json_type(text("/found/type")),
                length,
                None,
            );
        }
        let extra = contact
            .pointer("/extra")
            .and_then(|extra| extra.get(self.spec.vendor))
            .and_then(Value::as_object);
        for (pointer, value) in extra.into_iter().flatten() {
            let (of, length) = measured(value);
            let format = value.as_str().map(format::of);
            self.row(pointer, "extra", of, length, format);
        }
    }

    /// The statistic, by place.
    pub fn rows(&self) -> Vec<Row> {
        let finished = |row: &Row| {
            let mut row = row.clone();
            if let [Some(format)] = row.formats.iter().copied().collect::<Vec<_>>().as_slice() {
                row.format = Some(format);
            }
            row
        };
        self.rows.values().map(finished).collect()
    }

    /// What the statistic proposes for the spec.
    pub fn proposals(&self) -> Vec<Proposal> {
        self.rows()
            .iter()
            .filter_map(|row| self.proposal(row))
            .collect()
    }

    fn row(
        &mut self,
        pointer: &str,
        code: &str,
        of: &str,
        length: Option<u64>,
        format: Option<Option<&'static str>>,
    ) {
        let (pointer, spec, declared) = self.placed(pointer);
        let key = (pointer.clone(), code.to_owned());
        if !self.rows.contains_key(&key) && self.rows.len() >= ROWS {
            self.left_out += 1;
            return;
        }
        let row = self.rows.entry(key).or_default();
        (row.pointer, row.code, row.spec, row.declared) =
            (pointer, code.to_owned(), spec, declared);
        row.count += 1;
        row.types.insert(of.to_owned());
        if let Some(length) = length {
            let (low, high) = row.lengths.unwrap_or((length, length));
            row.lengths = Some((low.min(length), high.max(length)));
        }
        if let Some(format) = format {
            row.formats.insert(format);
        }
    }

    /// A pointer of a record as it is shown, and where the spec has it.
    fn placed(&mut self, pointer: &str) -> (String, String, bool) {
        let best = self
            .records
            .iter()
            .map(|record| follow(record, pointer))
            .reduce(|best, next| {
                if (next.declared, next.depth) > (best.declared, best.depth) {
                    next
                } else {
                    best
                }
            });
        let Some(mut best) = best else {
            return ("/*".to_owned(), String::new(), false);
        };
        if let Some(name) = best.undeclared.take() {
            let names = self.names.entry(best.spec.clone()).or_default();
            let known = names.contains(&name) || names.len() < NAMES;
            let name = if known { name } else { "*".to_owned() };
            names.insert(name.clone());
            best.pointer = child(&best.pointer, &name);
            best.spec = child(&child(&best.spec, "properties"), &name);
        }
        (best.pointer, best.spec, best.declared)
    }

    fn proposal(&self, row: &Row) -> Option<Proposal> {
        let times = |what: &str| format!("{what} in {} of {} contacts", row.count, self.contacts);
        let name = row.spec.rsplit('/').next().unwrap_or_default();
        if row.code == "extra" && !row.declared && !row.spec.is_empty() && name != "*" {
            let mut schema = schema_of(&row.types, row.format);
            if let Some(schema) = schema.as_object_mut() {
                schema.insert("nullable".to_owned(), true.into());
            }
            let yaml = format!("{}: {}", scalar(name), flow(&schema));
            return Some(Proposal {
                pointer: row.spec.clone(),
                yaml,
                reason: times("the spec does not have it"),
            });
        }
        let declared = self
            .spec
            .document
            .pointer(&row.spec)
            .filter(|_| row.declared)?;
        let mut schema = declared.clone();
        let object = schema.as_object_mut()?;
        let reason = match row.code.as_str() {
            "type-mismatch" if row.types.contains("null") && row.types.len() == 1 => {
                object.insert("nullable".to_owned(), true.into());
                times("it is null")
            }
            "type-mismatch" => {
                let (types, format) = (&row.types, row.format);
                object.retain(|key, _| {
                    key == "description" || key == "nullable" || key.starts_with("x-")
                });
                object.extend(
                    schema_of(types, format)
                        .as_object()
                        .cloned()
                        .unwrap_or_default(),
                );
                times("it has another type")
            }
            "invalid-timestamp" => {
                object.remove("format")?;
                times("it is no date-time")
            }
            "unknown-enum-value" => {
                return Some(Proposal {
                    pointer: format!("{}/enum", row.spec),
                    yaml: "# add the value that `cargo xtask drift payload` shows".to_owned(),
                    reason: times("a value is not in the list"),
                });
            }
            "missing-required" => {
                let (owner, _) = row.spec.rsplit_once("/properties/")?;
                let required = self
                    .spec
                    .document
                    .pointer(&format!("{owner}/required"))?
                    .as_array()?;
                let rest: Vec<&Value> = required
                    .iter()
                    .filter(|other| other.as_str() != Some(name))
                    .collect();
                return Some(Proposal {
                    pointer: format!("{owner}/required"),
                    yaml: format!("required: {}", flow(&json!(rest))),
                    reason: times("it is not there"),
                });
            }
            _ => return None,
        };
        let yaml = format!("{}: {}", scalar(name), flow(&schema));
        Some(Proposal {
            pointer: row.spec.clone(),
            yaml,
            reason,
        })
    }
}

/// How far the spec knows a pointer.
#[derive(Debug, Default)]
struct Followed {
    pointer: String,
    spec: String,
    depth: usize,
    declared: bool,
    /// The name at which the spec ends.
    undeclared: Option<String>,
}

fn follow(record: &Schema<'_>, pointer: &str) -> Followed {
    let mut schema = record.clone();
    let mut followed = Followed {
        spec: schema.target().to_owned(),
        declared: true,
        ..Followed::default()
    };
    for step in pointer.split('/').skip(1) {
        let name = step.replace("~1", "/").replace("~0", "~");
        let is_index = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
        let next = match (
            schema.property(&name),
            schema.items().filter(|_| is_index),
            schema.additional(),
        ) {
            (Some(property), ..) => (property, name),
            (None, Some(items), _) => (items, "-".to_owned()),
            (None, None, Some(values)) => (values, "*".to_owned()),
            (None, None, None) => {
                followed.spec = schema.target().to_owned();
                if schema.names().is_empty() {
                    // The spec says that anything may be there: what is below is data.
                    followed
                        .pointer
                        .push_str(if is_index { "/-" } else { "/*" });
                } else {
                    followed.declared = false;
                    followed.undeclared = Some(field_name(&name).to_owned());
                }
                return followed;
            }
        };
        followed.depth += 1;
        followed.pointer = child(&followed.pointer, &next.1);
        followed.spec = next.0.pointer.clone();
        schema = next.0;
    }
    followed
}

/// The schemas of records: those of operations that list or get contacts first.
fn records<'a>(spec: &Spec<'a>) -> Vec<Schema<'a>> {
    let components = spec
        .document
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    let is_record = |schema: &Value| schema.get("x-contacts-record") == Some(&Value::Bool(true));
    let mut records: Vec<Schema<'a>> = components
        .into_iter()
        .flatten()
        .filter(|(_, schema)| is_record(schema))
        .map(|(name, schema)| {
            Schema::new(spec.document, child("/components/schemas", name), schema)
        })
        .collect();
    let mut first: Vec<String> = Vec::new();
    for operation in &spec.operations {
        let value = spec.document.pointer(&operation.pointer);
        let capabilities = value
            .and_then(|value| value.get("x-contacts-capability"))
            .and_then(Value::as_array);
        let of_contacts = |word: &Value| {
            matches!(
                word.as_str(),
                Some("list" | "get" | "search" | "filter" | "find-by-phone" | "find-by-email")
            )
        };
        let items = operation
            .pagination
            .as_ref()
            .and_then(|(_, pagination)| pagination.get("items")?.as_str());
        if let (true, Some(items), Some(body)) = (
            capabilities.into_iter().flatten().any(of_contacts),
            items,
            operation
                .success()
                .and_then(|response| response.body.as_ref()),
        ) && let crate::spec::Field::Declared(list) = body.at(items)
            && let Some(record) = list.items()
        {
            first.push(record.target().to_owned());
        }
    }
    records.sort_by_key(|record| !first.iter().any(|target| target == record.target()));
    records
}

fn schema_of(types: &BTreeSet<String>, format: Option<&str>) -> Value {
    let known: Vec<&str> = types
        .iter()
        .map(String::as_str)
        .filter(|of| *of != "null")
        .collect();
    match known.as_slice() {
        ["string"] => match format {
            Some(format) => json!({ "type": "string", "format": format }),
            None => json!({ "type": "string" }),
        },
        ["integer"] => json!({ "type": "integer", "format": "int64" }),
        ["number"] | ["integer", "number"] => json!({ "type": "number" }),
        ["boolean"] => json!({ "type": "boolean" }),
        ["array"] => json!({ "type": "array", "items": {} }),
        ["object"] => json!({ "type": "object", "additionalProperties": {} }),
        _ => json!({}),
    }
}

fn measured(value: &Value) -> (&'static str, Option<u64>) {
    let length = match value {
        Value::String(text) => Some(text.chars().count()),
        Value::Array(elements) => Some(elements.len()),
        Value::Object(members) => Some(members.len()),
        _ => None,
    };
    let of = type_of_value(value);
    (super::walk::name(of), length.map(|length| length as u64))
}

/// A word of JSON types, or nothing that could be anything else.
fn json_type(word: &str) -> &'static str {
    let known = [
        "null", "boolean", "number", "integer", "string", "array", "object",
    ];
    known
        .into_iter()
        .find(|known| *known == word)
        .unwrap_or("unknown")
}

/// A value as YAML on one line.
fn flow(value: &Value) -> String {
    match value {
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            // As people write schemas: what it is first.
            let mut members: Vec<_> = members.iter().collect();
            let rank = |key: &str| {
                ["type", "format", "nullable"]
                    .iter()
                    .position(|first| *first == key)
                    .unwrap_or(usize::MAX)
            };
            members.sort_by_key(|(key, _)| (rank(key), key.as_str()));
            let members: Vec<String> = members
                .into_iter()
                .map(|(key, value)| format!("{}: {}", scalar(key), flow(value)))
                .collect();
            format!("{{ {} }}", members.join(", "))
        }
        Value::Array(elements) => {
            format!(
                "[{}]",
                elements.iter().map(flow).collect::<Vec<_>>().join(", ")
            )
        }
        Value::String(text) => scalar(text),
        other => other.to_string(),
    }
}

/// A text as YAML: as it is where that means the same, else as JSON, which YAML reads.
fn scalar(text: &str) -> String {
    let is_plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
        );
    if is_plain {
        text.to_owned()
    } else {
        Value::from(text).to_string()
    }
}
