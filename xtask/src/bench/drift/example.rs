//! Bodies that pages show as examples: each platform has its own placeholders, people put values.

use serde_json::{Value, json};

use super::model::{Kind, Schema};
use super::openapi::enum_value;
use super::random::Random;
use super::tree::Tree;

/// Whose placeholders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placeholders {
    /// `"<string>"`, `123`.
    Mintlify,
    /// `"text"`, `1`.
    Gitbook,
    /// `"string"`, `0`.
    Generic,
}

/// How examples are made.
#[derive(Clone, Debug)]
pub struct Sampler {
    /// The alphabet.
    pub placeholders: Placeholders,
    /// Values that people would put, from this seed, instead of placeholders.
    pub values: Option<u64>,
    /// The moment that stands for every moment, if it is another than usual.
    pub moment: Option<&'static str>,
}

impl Sampler {
    /// The example of a schema.
    pub fn example(&self, schema: &Schema) -> Tree {
        self.sample(schema, &mut Random::new(self.values.unwrap_or_default()))
    }

    fn sample(&self, schema: &Schema, random: &mut Random) -> Tree {
        match &schema.kind {
            Kind::Object(members) if members.is_empty() => {
                let given = schema.example.clone();
                given.map_or_else(|| Tree::Map(Vec::new()), Tree::from)
            }
            Kind::Object(members) => Tree::map(
                members
                    .iter()
                    .map(|(name, member)| (name.clone(), self.sample(member, random))),
            ),
            Kind::Array(item) => Tree::List(vec![self.sample(item, random)]),
            _ => self.leaf(schema, random).into(),
        }
    }

    fn leaf(&self, schema: &Schema, random: &mut Random) -> Value {
        if let Some(given) = schema.example.as_ref().or(schema.default.as_ref()) {
            return given.clone();
        }
        if let Some(first) = schema.values.first() {
            return match self.values {
                Some(_) => enum_value(schema, random.pick(&schema.values).unwrap_or(first)),
                None => enum_value(schema, first),
            };
        }
        match self.values {
            Some(_) => value(schema, random),
            None => self.placeholder(schema),
        }
    }

    fn placeholder(&self, schema: &Schema) -> Value {
        let moment = |usual: &str| json!(self.moment.unwrap_or(usual));
        let format = schema.format.as_deref();
        match (self.placeholders, &schema.kind, format) {
            (_, Kind::Null, _) => Value::Null,
            (_, Kind::Boolean, _) if self.placeholders == Placeholders::Generic => json!(false),
            (_, Kind::Boolean, _) => json!(true),

            (Placeholders::Mintlify, Kind::String, Some("date-time")) => {
                moment("2023-11-07T05:31:56Z")
            }
            (Placeholders::Mintlify, Kind::String, Some("date")) => json!("2023-12-25"),
            (Placeholders::Mintlify, Kind::String, Some("uuid")) => {
                json!("3c90c3cc-0d44-4b50-8888-8dd25736052a")
            }
            (Placeholders::Mintlify, Kind::String, Some("email")) => json!("jsmith@example.com"),
            (Placeholders::Mintlify, Kind::String, _) => json!("<string>"),
            // A bounded number is shown one above its lower bound.
            (Placeholders::Mintlify, Kind::Integer | Kind::Number, _) => {
                json!(schema.minimum.map_or(123, |least| least + 1))
            }
            (Placeholders::Mintlify, ..) => json!("<unknown>"),

            (Placeholders::Gitbook, Kind::String, Some("date-time")) => {
                moment("2025-03-04T10:20:30.456Z")
            }
            (Placeholders::Gitbook, Kind::String, Some("date")) => json!("2025-03-04"),
            (Placeholders::Gitbook, Kind::String, Some("uuid")) => {
                json!("123e4567-e89b-12d3-a456-426614174000")
            }
            (Placeholders::Gitbook, Kind::String, Some("email")) => json!("name@example.com"),
            (Placeholders::Gitbook, Kind::String, _) => json!("text"),
            (Placeholders::Gitbook, Kind::Integer | Kind::Number, _) => {
                json!(schema.minimum.unwrap_or(1))
            }
            (Placeholders::Gitbook, ..) => Value::Null,

            (Placeholders::Generic, Kind::String, Some("date-time")) => {
                moment("2019-08-24T14:15:22Z")
            }
            (Placeholders::Generic, Kind::String, Some("date")) => json!("2019-08-24"),
            (Placeholders::Generic, Kind::String, Some("uuid")) => {
                json!("497f6eca-6276-4993-bfeb-53cbbbba6f08")
            }
            (Placeholders::Generic, Kind::String, Some("email")) => json!("user@example.com"),
            (Placeholders::Generic, Kind::String, _) => json!("string"),
            (Placeholders::Generic, Kind::Integer | Kind::Number, _) => {
                json!(schema.minimum.unwrap_or(0))
            }
            (Placeholders::Generic, ..) => Value::Null,
        }
    }
}

/// A value that a person would put, of the schema's type and within its bounds.
fn value(schema: &Schema, random: &mut Random) -> Value {
    let least = schema.minimum.unwrap_or(1);
    let most = schema.maximum.unwrap_or(least + 40).min(least + 40);
    match (&schema.kind, schema.format.as_deref()) {
        (Kind::Boolean, _) => json!(random.below(2) == 1),
        (Kind::Integer, _) => json!(
            least
                + random
                    .below((most - least + 1).unsigned_abs())
                    .cast_signed()
        ),
        (Kind::Number, _) => json!(least as f64 + 0.5),
        (Kind::String, Some("date-time")) => {
            json!(format!(
                "2024-0{}-1{}T08:30:00Z",
                1 + random.below(9),
                random.below(9)
            ))
        }
        (Kind::String, Some("date")) => json!(format!("2024-0{}-15", 1 + random.below(9))),
        (Kind::String, Some("uuid")) => {
            json!(format!(
                "{:08x}-1c5a-4f0e-9d3b-{:012x}",
                random.below(1 << 32),
                random.below(1 << 48)
            ))
        }
        (Kind::String, Some("email")) => json!("ada@example.org"),
        (Kind::String, _) if schema.pattern.is_some() => json!("4711"),
        (Kind::String, _) => {
            let words = [
                "Ada",
                "Grace",
                "north",
                "open",
                "b7f2",
                "Acme",
                "en",
                "first one",
            ];
            json!(random.pick(&words).copied().unwrap_or("Ada"))
        }
        (Kind::Any, _) => json!("anything"),
        _ => Value::Null,
    }
}
