//! A vendor under test: its spec and samples beside its generated client.

use contacts_runtime::replay::Replay;
use serde_json::{Map, Value, json};
use xtask::generate::api::{self, Api, Body, Operation, Type};
use xtask::generate::lower::{self, Lowered};
use xtask::vendor::{SampleFormat, VendorFolder};

use crate::{CLIENTS, root};

/// How deep invented arguments go into optional properties: types that hold themselves must end somewhere.
const DEPTH: usize = 5;

/// A vendor under test.
pub struct Subject {
    /// The generated client.
    pub client: &'static Replay,
    /// The folder under specs.
    pub folder: VendorFolder,
    /// The spec after lowering.
    pub lowered: Lowered,
    /// The operations.
    pub api: Api,
}

/// Which arguments to invent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// Those that a call needs.
    Needed,
    /// All that there are, with all properties of the body.
    Every,
}

/// An answer from the samples.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The file's name.
    pub sample: String,
    /// The HTTP status.
    pub status: u16,
    /// The content type.
    pub content_type: &'static str,
    /// The body.
    pub body: Vec<u8>,
}

impl Subject {
    /// All vendors.
    ///
    /// # Errors
    ///
    /// If a spec does not load; `cargo xtask check` says more.
    pub fn all() -> Result<Vec<Self>, String> {
        CLIENTS.iter().map(|client| Self::load(client)).collect()
    }

    fn load(client: &'static Replay) -> Result<Self, String> {
        let slug = client.vendor.slug;
        let folder =
            VendorFolder::load(root(), slug).map_err(|findings| format!("{findings:?}"))?;
        let lowered = lower::lower(folder.spec.value()).map_err(|problem| problem.to_string())?;
        let api = api::read(&lowered).map_err(|problem| problem.to_string())?;
        Ok(Self {
            client,
            folder,
            lowered,
            api,
        })
    }

    /// Invented arguments of an operation, such as its types ask for.
    pub fn arguments(&self, operation: &Operation, fill: Fill) -> Value {
        let mut arguments = Map::new();
        for parameter in &operation.parameters {
            if parameter.required || fill == Fill::Every {
                arguments.insert(
                    parameter.name.clone(),
                    self.of_type(&parameter.schema, fill),
                );
            }
        }
        if let Some(Body::Json(schema, required)) = &operation.body
            && (*required || fill == Fill::Every)
        {
            arguments.insert("body".to_owned(), self.of_type(schema, fill));
        }
        Value::Object(arguments)
    }

    /// The samples of an operation's answers, oddities included.
    pub fn replies(&self, operation: &str) -> Vec<Reply> {
        let samples = self.folder.samples.iter();
        samples
            .filter_map(|sample| {
                let name = sample.name().filter(|name| name.operation == operation)?;
                Some(Reply {
                    sample: sample.file_name.clone(),
                    status: name.status,
                    content_type: match name.format {
                        SampleFormat::Json => "application/json",
                        SampleFormat::Text => "text/plain",
                        SampleFormat::Csv => "text/csv",
                        SampleFormat::Html => "text/html",
                    },
                    body: sample.bytes.clone(),
                })
            })
            .collect()
    }

    /// A body such as the operation answers on success: the first sample of one, or nothing.
    pub fn success(&self, operation: &str) -> Reply {
        let replies = self.replies(operation).into_iter();
        let is_plain =
            |reply: &Reply| (200..300).contains(&reply.status) && !reply.sample.contains(".odd-");
        replies
            .filter(is_plain)
            .max_by_key(|reply| reply.body.len())
            .unwrap_or(Reply {
                sample: String::new(),
                status: 200,
                content_type: "application/json",
                body: Vec::new(),
            })
    }

    fn of_type(&self, schema: &Type, fill: Fill) -> Value {
        match schema {
            Type::Text | Type::Any => json!("text"),
            Type::Time => json!("2026-01-02T03:04:05Z"),
            Type::Integer => json!(1),
            Type::Number => json!(1.5),
            Type::Boolean => json!(true),
            Type::File => {
                json!({ "name": "contacts.csv", "type": "text/csv", "text": "name\nAda Example\n" })
            }
            Type::List(inner) => json!([self.of_type(inner, fill)]),
            Type::Map(inner) => json!({ "key": self.of_type(inner, fill) }),
            Type::Component(name) | Type::Open(name) | Type::Sourced(name) => {
                self.of_component(name, fill, 0)
            }
        }
    }

    fn of_component(&self, name: &str, fill: Fill, depth: usize) -> Value {
        let schema = self
            .lowered
            .named
            .pointer(&format!("/components/schemas/{name}"));
        self.of_schema(schema.unwrap_or(&Value::Null), fill, depth)
    }

    fn of_schema(&self, schema: &Value, fill: Fill, depth: usize) -> Value {
        if let Some(name) = lower::reference(schema) {
            return self.of_component(name, fill, depth + 1);
        }
        for composed in ["allOf", "oneOf", "anyOf"] {
            if let Some(first) = schema.pointer(&format!("/{composed}/0")) {
                return self.of_schema(first, fill, depth);
            }
        }
        if let Some(first) = schema.pointer("/enum/0") {
            return first.clone();
        }
        let word = |key: &str| schema.get(key).and_then(Value::as_str);
        match (word("type"), word("format")) {
            (Some("string"), Some("date-time" | "date")) => json!("2026-01-02T03:04:05Z"),
            (Some("integer"), _) => json!(1),
            (Some("number"), _) => json!(1.5),
            (Some("boolean"), _) => json!(true),
            (Some("array"), _) => {
                json!([self.of_schema(
                    schema.get("items").unwrap_or(&Value::Null),
                    fill,
                    depth + 1
                )])
            }
            (Some("object"), _) => Value::Object(self.members(schema, fill, depth)),
            _ => json!("text"),
        }
    }

    fn members(&self, schema: &Value, fill: Fill, depth: usize) -> Map<String, Value> {
        let required = schema.get("required").and_then(Value::as_array);
        let is_required =
            |name: &String| required.is_some_and(|names| names.contains(&json!(name)));
        let properties = schema.get("properties").and_then(Value::as_object);
        let mut members: Map<String, Value> = properties
            .into_iter()
            .flatten()
            .filter(|(name, _)| is_required(name) || (fill == Fill::Every && depth < DEPTH))
            .map(|(name, schema)| (name.clone(), self.of_schema(schema, fill, depth + 1)))
            .collect();
        if let Some(more) = schema
            .get("additionalProperties")
            .filter(|more| more.is_object())
            && fill == Fill::Every
            && depth < DEPTH
        {
            members.insert("key".to_owned(), self.of_schema(more, fill, depth + 1));
        }
        members
    }
}
