//! What a rendering shows: an edit counts where it changes one of these, and nowhere else.

use std::collections::BTreeSet;

use serde::Serialize;

use super::model::{Kind, Schema};

/// What a statement is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Subject {
    /// The server.
    Server,
    /// How callers prove who they are.
    Authentication,
    /// How many records a page of the list has.
    PageSize,
    /// An endpoint, by its place on the page.
    Endpoint(usize),
    /// An answer of an endpoint, by its status.
    Response(usize, String),
    /// A parameter of an endpoint: place and name.
    Parameter(usize, String, String),
    /// A member of a body of an endpoint: `request` or the place of the answer, and the way to it with `-` for elements.
    Field(usize, String, Vec<String>),
    /// Something that the page does not name, by its place among such things.
    Nameless(usize, usize),
}

/// Which side of its subject a statement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aspect {
    /// That it is there.
    Exists,
    /// Its type.
    Type,
    /// Its format.
    Format,
    /// Whether it may be null.
    Nullable,
    /// Whether it must be there.
    Required,
    /// What is taken when it is not there.
    Default,
    /// Its bounds.
    Range,
    /// Its values.
    Enum,
    /// The expression of its values.
    Pattern,
    /// The method of an endpoint.
    Method,
    /// The path of an endpoint.
    Path,
    /// The address of the server.
    Host,
    /// The name of a header or parameter.
    Name,
    /// How many records.
    Records,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stated {
    /// What it is about.
    pub subject: Subject,
    /// Which side of it.
    pub aspect: Aspect,
    /// What it says.
    pub value: String,
}

/// Which sides of parameters and members a rendering shows.
#[derive(Clone, Copy, Debug)]
pub struct Shows {
    /// Their types.
    pub types: bool,
    /// Their formats.
    pub formats: bool,
    /// That they may be null.
    pub nullable: bool,
    /// That they must be there.
    pub required: bool,
    /// That they need not be there.
    pub optional: bool,
    /// What is taken when they are not there.
    pub defaults: bool,
    /// Their bounds.
    pub ranges: bool,
    /// Their values.
    pub enums: bool,
    /// The expressions of their values.
    pub patterns: bool,
}

impl Shows {
    /// Everything.
    pub const ALL: Self = Self {
        types: true,
        formats: true,
        nullable: true,
        required: true,
        optional: false,
        defaults: true,
        ranges: true,
        enums: true,
        patterns: true,
    };

    /// That they are there, and nothing else.
    pub const NAMES: Self = Self {
        types: false,
        formats: false,
        nullable: false,
        required: false,
        optional: false,
        defaults: false,
        ranges: false,
        enums: false,
        patterns: false,
    };
}

/// The statements of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts(pub BTreeSet<Stated>);

impl Facts {
    /// Notes a statement.
    pub fn state(&mut self, subject: &Subject, aspect: Aspect, value: impl Into<String>) {
        self.0.insert(Stated {
            subject: subject.clone(),
            aspect,
            value: value.into(),
        });
    }

    /// Notes what is stated of a parameter or member.
    pub fn schema(&mut self, subject: &Subject, schema: &Schema, shows: Shows) {
        self.state(subject, Aspect::Exists, "");
        if shows.types && schema.kind != Kind::Any {
            self.state(subject, Aspect::Type, schema.kind.name());
        }
        if let (true, Some(format)) = (shows.formats, &schema.format) {
            self.state(subject, Aspect::Format, format);
        }
        if shows.nullable && schema.nullable {
            self.state(subject, Aspect::Nullable, "true");
        }
        match schema.required {
            true if shows.required => self.state(subject, Aspect::Required, "true"),
            false if shows.optional => self.state(subject, Aspect::Required, "false"),
            _ => {}
        }
        if let (true, Some(default)) = (shows.defaults, &schema.default) {
            self.state(subject, Aspect::Default, default.to_string());
        }
        if shows.ranges && (schema.minimum.is_some() || schema.maximum.is_some()) {
            self.state(subject, Aspect::Range, range(schema));
        }
        if shows.enums && !schema.choices().is_empty() {
            let mut values = schema.choices().to_vec();
            values.sort_unstable();
            self.state(subject, Aspect::Enum, values.join(","));
        }
        if let (true, Some(pattern)) = (shows.patterns, &schema.pattern) {
            self.state(subject, Aspect::Pattern, pattern);
        }
    }

    /// Notes what is stated of a schema and everything in it.
    pub fn body(&mut self, endpoint: usize, side: &str, schema: &Schema, shows: Shows) {
        self.below(
            endpoint,
            side,
            &mut Vec::new(),
            schema,
            &mut |facts, subject, schema| {
                facts.schema(subject, schema, shows);
            },
        );
    }

    /// Notes what an example of a schema states: with placeholders that tell a format from plain text, or without.
    pub fn example(&mut self, endpoint: usize, side: &str, schema: &Schema, tells_formats: bool) {
        self.below(
            endpoint,
            side,
            &mut Vec::new(),
            schema,
            &mut |facts, subject, schema| {
                facts.state(subject, Aspect::Exists, "");
                let name = match schema.kind {
                    // An example can't tell whole numbers from others, nor anything from null.
                    Kind::Integer | Kind::Number => "number",
                    Kind::Any => "",
                    ref kind => kind.name(),
                };
                facts.state(subject, Aspect::Type, name);
                let shown = schema.values.is_empty()
                    && schema.default.is_none()
                    && schema.example.is_none();
                if schema.kind == Kind::String && shown {
                    let format = schema.format.as_deref().unwrap_or_default();
                    let told = ["date-time", "date", "uuid", "email"].contains(&format);
                    match (told, tells_formats) {
                        (true, _) => facts.state(subject, Aspect::Format, format),
                        (false, true) => facts.state(subject, Aspect::Format, ""),
                        _ => {}
                    }
                }
            },
        );
    }

    fn below(
        &mut self,
        endpoint: usize,
        side: &str,
        path: &mut Vec<String>,
        schema: &Schema,
        note: &mut impl FnMut(&mut Self, &Subject, &Schema),
    ) {
        if !path.is_empty() {
            let subject = Subject::Field(endpoint, side.to_owned(), path.clone());
            note(self, &subject, schema);
        }
        match &schema.kind {
            Kind::Object(members) => {
                for (name, member) in members {
                    path.push(name.clone());
                    self.below(endpoint, side, path, member, note);
                    path.pop();
                }
            }
            Kind::Array(item) => {
                path.push("-".to_owned());
                self.below(endpoint, side, path, item, note);
                path.pop();
            }
            _ => {}
        }
    }
}

/// Bounds the way Mintlify writes them.
pub fn range(schema: &Schema) -> String {
    match (schema.minimum, schema.maximum) {
        (Some(least), Some(most)) => format!("{least} <= x <= {most}"),
        (Some(least), None) => format!("x >= {least}"),
        (None, Some(most)) => format!("x <= {most}"),
        (None, None) => String::new(),
    }
}
