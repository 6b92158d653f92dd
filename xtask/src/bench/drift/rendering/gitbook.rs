//! What GitBook shows of an endpoint, before it is text or HTML.

use super::style::{Hidden, Style};
use crate::bench::drift::fact::{Facts, Shows, Subject};
use crate::bench::drift::model::{Endpoint, Kind, Model, Schema};

/// A heading with the parameters or members under it.
pub struct Section {
    /// The heading.
    pub heading: String,
    /// What stands under it.
    pub rows: Vec<Row>,
}

/// A parameter or member.
pub struct Row {
    /// Its name.
    pub name: String,
    /// Its type with what follows it.
    pub kind: String,
    /// It must be there.
    pub required: bool,
    /// What it is.
    pub text: String,
    /// What is taken when it is not there.
    pub default: Option<serde_json::Value>,
    /// A value.
    pub example: Option<serde_json::Value>,
    /// Values.
    pub options: Vec<String>,
    /// Expression.
    pub pattern: Option<String>,
    /// It has members that are folded.
    pub folded: bool,
}

/// What people see of the rows' values: a copied page loses what stands on buttons.
pub fn sections(
    nth: usize,
    endpoint: &Endpoint,
    buttons: bool,
    style: &Style,
    facts: &mut Facts,
) -> Vec<Section> {
    let mut sections = Vec::new();
    let places = [
        ("path", "Path parameters"),
        ("query", "Query parameters"),
        ("header", "Header parameters"),
    ];
    for (place, heading) in places {
        let mut rows = Vec::new();
        for (name, schema) in endpoint.parameters_in(place) {
            let subject = Subject::Parameter(nth, place.to_owned(), name.to_owned());
            facts.schema(&subject, schema, shows(schema, buttons, style));
            rows.push(row(name, schema, style));
        }
        if !rows.is_empty() {
            sections.push(Section {
                heading: style.word(heading).to_owned(),
                rows,
            });
        }
    }
    if let Some(body) = &endpoint.request {
        let mut rows = Vec::new();
        for (name, field) in body.members() {
            let subject = Subject::Field(nth, "request".to_owned(), vec![name.clone()]);
            facts.schema(&subject, field, shows(field, buttons, style));
            rows.push(row(name, field, style));
        }
        sections.push(Section {
            heading: "Body".to_owned(),
            rows,
        });
    }
    sections
}

/// How the key or token is shown.
pub fn authorization(model: &Model) -> Row {
    let text = match model.auth.kind.as_str() {
        "bearer" => "Bearer authentication header of the form Bearer <token>.".to_owned(),
        _ => model.auth.text.clone(),
    };
    Row {
        name: model.auth.name.clone(),
        kind: "string".to_owned(),
        required: true,
        text,
        default: None,
        example: None,
        options: Vec::new(),
        pattern: None,
        folded: false,
    }
}

/// The request as HTTP.
pub fn http(model: &Model, endpoint: &Endpoint) -> String {
    let server = model.server.trim_start_matches("https://");
    let (host, base) = server.split_once('/').unwrap_or((server, ""));
    let base = if base.is_empty() {
        String::new()
    } else {
        format!("/{base}")
    };
    let mut lines = vec![
        format!("{} {base}{} HTTP/1.1", endpoint.method, endpoint.path),
        format!("Host: {host}"),
    ];
    match (model.auth.kind.as_str(), model.auth.location.as_str()) {
        ("bearer", _) => lines.push(format!("{}: Bearer YOUR_SECRET_TOKEN", model.auth.name)),
        (_, "header") => lines.push(format!("{}: YOUR_API_KEY", model.auth.name)),
        _ => {}
    }
    if endpoint.request.is_some() {
        lines.push("Content-Type: application/json".to_owned());
    }
    lines.push("Accept: */*".to_owned());
    lines.join("\n")
}

fn shows(schema: &Schema, buttons: bool, style: &Style) -> Shows {
    Shows {
        types: style.shows(Hidden::Types),
        formats: style.shows(Hidden::Types),
        nullable: style.shows(Hidden::Types),
        optional: true,
        defaults: style.shows(Hidden::Defaults),
        // Bounds give way to `nullable`, and a lower bound of zero is never shown.
        ranges: style.shows(Hidden::Types) && !schema.nullable && schema.minimum.unwrap_or(1) != 0,
        enums: buttons && style.shows(Hidden::Enums),
        ..Shows::ALL
    }
}

fn row(name: &str, schema: &Schema, style: &Style) -> Row {
    Row {
        name: name.to_owned(),
        kind: match style.shows(Hidden::Types) {
            true => kind(schema),
            false => String::new(),
        },
        required: schema.required,
        text: schema.text.clone(),
        default: schema
            .default
            .clone()
            .filter(|_| style.shows(Hidden::Defaults)),
        example: schema.example.clone(),
        options: match style.shows(Hidden::Enums) {
            true => schema.choices().to_vec(),
            false => Vec::new(),
        },
        pattern: schema.pattern.clone(),
        folded: !schema.members().is_empty(),
    }
}

/// `integer · int32 · min: 1 · max: 500`, `string · enum`, `string | nullable`.
fn kind(schema: &Schema) -> String {
    let mut kind = match &schema.kind {
        Kind::Array(item) => format!("{}[]", item.kind.name()),
        kind => kind.name().to_owned(),
    };
    if !schema.choices().is_empty() {
        kind.push_str(" · enum");
    } else if let Some(format) = &schema.format {
        kind.push_str(" · ");
        kind.push_str(format);
    }
    if schema.nullable {
        return format!("{kind} | nullable");
    }
    for (word, bound) in [("min", schema.minimum), ("max", schema.maximum)] {
        if let Some(bound) = bound.filter(|bound| *bound != 0) {
            kind.push_str(&format!(" · {word}: {bound}"));
        }
    }
    kind
}
