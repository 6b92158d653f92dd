//! What a page documents, apart from how it looks: read from `pages/*.json`.
//!
//! A schema is written as it looks: an object as an object, a list as a list of its element, anything else as a line of
//! words: `string:uuid nullable required default=… min=… max=… enum=a,b pattern=… example=… absent -- what it is`. The words of
//! an object stand under the empty key, those of a list behind its element.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// One page.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Model {
    /// Its name in figures.
    pub name: String,
    /// How its own platform shows it.
    #[serde(default)]
    pub layout: Layout,
    /// The heading of its chapter.
    pub section: String,
    /// Where the API is served.
    pub server: String,
    /// How callers prove who they are.
    pub auth: Auth,
    /// Prose that tells how many records a page of the list has; `{}` stands for the number.
    #[serde(default)]
    pub page_size: Option<PageSize>,
    /// What it documents.
    pub endpoints: Vec<Endpoint>,
}

/// What the one who captured the page saw of it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Layout {
    /// Method and path are there.
    pub endpoint: bool,
    /// How often the example stands there.
    pub copies: usize,
    /// Spaces in front of a level of the example.
    pub indent: usize,
    /// Each pill on its own line instead of glued to its neighbour.
    pub lines: bool,
    /// The status of the answer is there.
    pub status: bool,
    /// Ranges stand without the words that say that they are ranges.
    pub bare_ranges: bool,
    /// The fields below the first level are there.
    pub expanded: bool,
    /// Documents name the schemas of elements instead of writing them out.
    pub references: bool,
    /// The version of OpenAPI of embedded documents.
    pub openapi: String,
    /// Names of security schemes that stand as tabs.
    pub schemes: String,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            endpoint: true,
            copies: 1,
            indent: 2,
            lines: false,
            status: true,
            bare_ranges: false,
            expanded: false,
            references: false,
            openapi: "3.0.3".to_owned(),
            schemes: String::new(),
        }
    }
}

/// How callers prove who they are.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Auth {
    /// `bearer` or `apiKey`.
    pub kind: String,
    /// `header` or `query`.
    pub location: String,
    /// Of the header or parameter.
    pub name: String,
    /// What it is.
    pub text: String,
}

/// How many records a page of the list has.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct PageSize {
    /// Records.
    pub records: u64,
    /// The sentence; `{}` stands for the number.
    pub text: String,
}

/// One operation.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Endpoint {
    /// Its heading.
    pub title: String,
    /// In capitals.
    pub method: String,
    /// With `{name}`.
    pub path: String,
    /// What it does.
    pub text: String,
    /// What it takes.
    #[serde(default)]
    pub parameters: Ordered<Schema>,
    /// What callers send.
    #[serde(default)]
    pub request: Option<Schema>,
    /// What it answers, by status.
    pub responses: Ordered<Response>,
}

impl Endpoint {
    /// Place and name of each parameter.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str, &Schema)> {
        self.parameters.0.iter().map(|(key, schema)| {
            let (location, name) = key.split_once(' ').unwrap_or(("query", key));
            (location, name, schema)
        })
    }

    /// The parameters of one place.
    pub fn parameters_in(&self, place: &str) -> Vec<(&str, &Schema)> {
        let all = self.parameters();
        all.filter(|(location, ..)| *location == place)
            .map(|(_, name, schema)| (name, schema))
            .collect()
    }
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Response {
    /// When it comes.
    pub text: String,
    /// Its body.
    #[serde(default)]
    pub body: Option<Schema>,
}

/// Members in the order of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Ordered<T>(pub Vec<(String, T)>);

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = Ordered<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Ordered(members))
            }
        }
        deserializer.deserialize_map(Members(std::marker::PhantomData))
    }
}

/// What a parameter or member may be.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    /// Its type.
    pub kind: Kind,
    /// In the words of OpenAPI.
    pub format: Option<String>,
    /// It may be null.
    pub nullable: bool,
    /// It must be there.
    pub required: bool,
    /// What is taken when it is not there.
    pub default: Option<Value>,
    /// Smallest value.
    pub minimum: Option<i64>,
    /// Largest value.
    pub maximum: Option<i64>,
    /// The only values.
    pub values: Vec<String>,
    /// The expression of its values.
    pub pattern: Option<String>,
    /// A value.
    pub example: Option<Value>,
    /// Examples beside a table that has it leave it out.
    pub absent: bool,
    /// What it is.
    pub text: String,
}

/// A type.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// Null and nothing else.
    Null,
    /// Anything.
    Any,
    /// An object; a free one without members.
    Object(Vec<(String, Schema)>),
    /// A list.
    Array(Box<Schema>),
}

impl Kind {
    /// In the words of OpenAPI.
    pub fn name(&self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Null => "null",
            Self::Any => "any",
            Self::Object(_) => "object",
            Self::Array(_) => "array",
        }
    }
}

impl Schema {
    /// A schema of this type that says nothing else.
    pub fn of(kind: Kind) -> Self {
        Self {
            kind,
            format: None,
            nullable: false,
            required: false,
            default: None,
            minimum: None,
            maximum: None,
            values: Vec::new(),
            pattern: None,
            example: None,
            absent: false,
            text: String::new(),
        }
    }

    /// Members of an object, or of the elements of a list.
    pub fn members(&self) -> &[(String, Self)] {
        match &self.kind {
            Kind::Object(members) => members,
            Kind::Array(item) => item.members(),
            _ => &[],
        }
    }

    /// The schema as examples beside a table show it.
    pub fn without_absent(&self) -> Self {
        let kind = match &self.kind {
            Kind::Object(members) => {
                let shown = members.iter().filter(|(_, member)| !member.absent);
                Kind::Object(
                    shown
                        .map(|(name, member)| (name.clone(), member.without_absent()))
                        .collect(),
                )
            }
            Kind::Array(item) => Kind::Array(Box::new(item.without_absent())),
            kind => kind.clone(),
        };
        Self {
            kind,
            ..self.clone()
        }
    }

    /// Its values, or those of its elements.
    pub fn choices(&self) -> &[String] {
        match &self.kind {
            Kind::Array(item) => &item.values,
            _ => &self.values,
        }
    }

    /// Reads a line of words.
    fn line(line: &str) -> Result<Self, String> {
        let (words, text) = line.split_once("-- ").unwrap_or((line, ""));
        let mut schema = Self::of(Kind::Any);
        schema.text = text.trim().to_owned();
        for word in words.split_whitespace() {
            schema.take(word)?;
        }
        Ok(schema)
    }

    fn take(&mut self, word: &str) -> Result<(), String> {
        let number = |value: &str| value.parse().map_err(|_| format!("no number in `{word}`"));
        let json = |value: &str| {
            serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()))
        };
        match word.split_once('=') {
            Some(("default", value)) => self.default = Some(json(value)),
            Some(("example", value)) => self.example = Some(json(value)),
            Some(("min", value)) => self.minimum = Some(number(value)?),
            Some(("max", value)) => self.maximum = Some(number(value)?),
            Some(("enum", value)) => self.values = value.split(',').map(str::to_owned).collect(),
            Some(("pattern", value)) => self.pattern = Some(value.to_owned()),
            Some(_) => return Err(format!("unknown word `{word}`")),
            None => match word {
                "nullable" => self.nullable = true,
                "required" => self.required = true,
                "absent" => self.absent = true,
                _ => {
                    let (kind, format) = match word.split_once(':') {
                        Some((kind, format)) => (kind, Some(format.to_owned())),
                        None => (word, None),
                    };
                    self.format = format;
                    self.kind = match kind {
                        "string" => Kind::String,
                        "integer" => Kind::Integer,
                        "number" => Kind::Number,
                        "boolean" => Kind::Boolean,
                        "null" => Kind::Null,
                        "any" => Kind::Any,
                        "object" => Kind::Object(Vec::new()),
                        "array" => Kind::Array(Box::new(Self::of(Kind::Any))),
                        _ => return Err(format!("unknown word `{word}`")),
                    };
                }
            },
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Schema {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;
        impl<'de> Visitor<'de> for Shape {
            type Value = Schema;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("words, an object or a list")
            }

            fn visit_str<E: serde::de::Error>(self, line: &str) -> Result<Schema, E> {
                Schema::line(line).map_err(E::custom)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Schema, A::Error> {
                let mut schema = Schema::of(Kind::Any);
                let mut members = Vec::new();
                while let Some((name, member)) = map.next_entry::<String, Schema>()? {
                    if name.is_empty() {
                        schema = member;
                    } else {
                        members.push((name, member));
                    }
                }
                schema.kind = Kind::Object(members);
                Ok(schema)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Schema, A::Error> {
                let item: Schema = list
                    .next_element()?
                    .ok_or_else(|| serde::de::Error::custom("a list needs its element"))?;
                let mut schema: Schema = match list.next_element()? {
                    Some(words) => words,
                    None => Schema::of(Kind::Any),
                };
                schema.kind = Kind::Array(Box::new(item));
                Ok(schema)
            }
        }
        deserializer.deserialize_any(Shape)
    }
}

/// The pages of the benchmark on which the tool is mended.
///
/// # Errors
///
/// If one of them can't be read.
pub fn pages() -> Result<Vec<Model>, String> {
    read(&[
        include_str!("pages/insighto.json"),
        include_str!("pages/chatbotx.json"),
        include_str!("pages/digital99.json"),
        include_str!("pages/tetherai.json"),
        include_str!("pages/dmchamp.json"),
        include_str!("pages/invoices.json"),
        include_str!("pages/devices.json"),
        include_str!("pages/bookings.json"),
        include_str!("pages/tickets.json"),
        include_str!("pages/shipments.json"),
        include_str!("pages/members.json"),
        include_str!("pages/recordings.json"),
        include_str!("pages/courses.json"),
        include_str!("pages/payouts.json"),
        include_str!("pages/notices.json"),
    ])
}

/// The pages that only measure: whoever looks at what goes wrong on them and mends it writes others.
///
/// # Errors
///
/// If one of them can't be read.
pub fn fresh_pages() -> Result<Vec<Model>, String> {
    read(&[
        include_str!("pages/fresh/gardens.json"),
        include_str!("pages/fresh/lockers.json"),
    ])
}

fn read(files: &[&str]) -> Result<Vec<Model>, String> {
    let models = files.iter().map(|text| serde_json::from_str(text));
    models
        .collect::<Result<_, _>>()
        .map_err(|error| format!("a page of the benchmark can't be read: {error}"))
}
