//! Answers of the samples beside the schemas that the spec gives for them.

use serde_json::Value;
use xtask::generate::lower;
use xtask::vendor::{SampleFormat, SampleName};

use crate::Subject;

/// A component in the body of an answer.
#[derive(Clone, Debug)]
pub struct Part {
    /// The component's name in the spec.
    pub component: String,
    /// JSON pointer to it in the body.
    pub pointer: String,
}

impl Subject {
    /// The schema of a sample of JSON that is no oddity.
    pub fn schema(&self, name: &SampleName<'_>) -> Option<&Value> {
        if name.is_odd() || name.format != SampleFormat::Json {
            return None;
        }
        let paths = self.lowered.named.get("paths")?.as_object()?;
        let operation = paths
            .values()
            .filter_map(Value::as_object)
            .flatten()
            .map(|(_, operation)| operation)
            .find(|operation| operation.get("operationId") == Some(&Value::from(name.operation)))?;
        let responses = operation.get("responses")?;
        let response = responses
            .get(name.status.to_string())
            .or_else(|| responses.get("default"))?;
        response.pointer("/content/application~1json/schema")
    }

    /// The body's own component first, and then every record in it: in a page, records stand with their bytes, which
    /// would prove nothing of their type.
    pub fn parts(&self, schema: &Value, body: &Value) -> Vec<Part> {
        let mut parts = Vec::new();
        self.collect(schema, body, String::new(), true, &mut parts);
        parts
    }

    fn collect(
        &self,
        schema: &Value,
        value: &Value,
        pointer: String,
        top: bool,
        parts: &mut Vec<Part>,
    ) {
        if value.is_null() {
            return;
        }
        if let Some(name) = lower::reference(schema) {
            if top || self.lowered.records.contains(name) {
                parts.push(Part {
                    component: name.to_owned(),
                    pointer: pointer.clone(),
                });
            }
            let component = self
                .lowered
                .named
                .pointer(&format!("/components/schemas/{name}"));
            return component
                .into_iter()
                .for_each(|schema| self.collect(schema, value, pointer.clone(), false, parts));
        }
        let below = |key: &str| format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
        let properties = schema.get("properties").and_then(Value::as_object);
        for (property, schema) in properties.into_iter().flatten() {
            if let Some(value) = value.get(property) {
                self.collect(schema, value, below(property), false, parts);
            }
        }
        for (index, element) in value.as_array().into_iter().flatten().enumerate() {
            let items = schema.get("items").unwrap_or(&Value::Null);
            self.collect(items, element, below(&index.to_string()), top, parts);
        }
        if let (Some(schema), Some(members)) =
            (schema.get("additionalProperties"), value.as_object())
        {
            for (key, member) in members {
                self.collect(schema, member, below(key), false, parts);
            }
        }
    }
}
