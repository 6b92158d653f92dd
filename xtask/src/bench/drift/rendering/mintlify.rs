//! What Mintlify shows of an endpoint, before it is text or HTML.

use super::bare_value;
use super::style::{Hidden, Style};
use crate::bench::drift::example::Placeholders;
use crate::bench::drift::fact::{Aspect, Facts, Shows, Subject, range};
use crate::bench::drift::model::{Endpoint, Kind, Model, Schema};

/// A heading with what stands under it.
pub struct Section {
    /// The heading.
    pub heading: String,
    /// A line under it.
    pub line: Option<String>,
    /// A sentence under that.
    pub text: String,
    /// The parameters or members.
    pub rows: Vec<Row>,
}

/// A parameter or member.
pub struct Row {
    /// Its name.
    pub name: String,
    /// Type, place and default.
    pub pills: Vec<String>,
    /// The pill in red.
    pub required: bool,
    /// What it is.
    pub text: String,
    /// Bounds.
    pub range: Option<String>,
    /// Values.
    pub options: Vec<String>,
    /// Expression.
    pub pattern: Option<String>,
    /// It has members that are folded.
    pub folded: bool,
}

/// The sections of an endpoint. States what they show.
pub fn sections(
    model: &Model,
    endpoint: &Endpoint,
    style: &Style,
    facts: &mut Facts,
) -> Vec<Section> {
    let mut sections = vec![authorizations(model, style, facts)];
    let places = [
        ("path", "Path Parameters"),
        ("query", "Query Parameters"),
        ("header", "Headers"),
    ];
    for (place, heading) in places {
        let parameters = endpoint.parameters_in(place);
        let rows: Vec<Row> = parameters
            .into_iter()
            .map(|(name, schema)| {
                let subject = Subject::Parameter(0, place.to_owned(), name.to_owned());
                facts.schema(&subject, schema, shows(style));
                row(name, schema, style)
            })
            .collect();
        if !rows.is_empty() {
            sections.push(Section {
                heading: style.word(heading).to_owned(),
                line: None,
                text: String::new(),
                rows,
            });
        }
    }
    if let Some(body) = &endpoint.request {
        let mut rows = Vec::new();
        members(
            "request",
            body,
            &mut Vec::new(),
            model.layout.expanded,
            style,
            facts,
            &mut rows,
        );
        sections.push(Section {
            heading: style.word("Body").to_owned(),
            line: Some("application/json".to_owned()),
            text: String::new(),
            rows,
        });
    }
    if let Some((status, response)) = endpoint.responses.0.first() {
        let mut rows = Vec::new();
        if let Some(body) = &response.body {
            members(
                "0",
                body,
                &mut Vec::new(),
                model.layout.expanded,
                style,
                facts,
                &mut rows,
            );
        }
        let line = model.layout.status.then(|| {
            facts.state(&Subject::Response(0, status.clone()), Aspect::Exists, "");
            format!("{status} - application/json")
        });
        sections.push(Section {
            heading: style.word("Response").to_owned(),
            line,
            text: response.text.clone(),
            rows,
        });
    }
    sections
}

fn authorizations(model: &Model, style: &Style, facts: &mut Facts) -> Section {
    facts.state(&Subject::Authentication, Aspect::Name, &model.auth.name);
    facts.state(&Subject::Authentication, Aspect::Type, &model.auth.kind);
    let mut pills = vec![model.auth.location.clone()];
    if style.shows(Hidden::Types) {
        pills.insert(0, "string".to_owned());
    }
    Section {
        heading: style.word("Authorizations").to_owned(),
        line: None,
        text: String::new(),
        rows: vec![Row {
            name: model.auth.name.clone(),
            pills,
            required: true,
            text: model.auth.text.clone(),
            range: None,
            options: Vec::new(),
            pattern: None,
            folded: false,
        }],
    }
}

fn shows(style: &Style) -> Shows {
    Shows {
        types: style.shows(Hidden::Types),
        formats: style.shows(Hidden::Types),
        nullable: style.shows(Hidden::Types),
        defaults: style.shows(Hidden::Defaults),
        enums: style.shows(Hidden::Enums),
        ..Shows::ALL
    }
}

fn members(
    side: &str,
    schema: &Schema,
    path: &mut Vec<String>,
    expanded: bool,
    style: &Style,
    facts: &mut Facts,
    rows: &mut Vec<Row>,
) {
    if let Kind::Array(item) = &schema.kind {
        path.push("-".to_owned());
        members(side, item, path, expanded, style, facts, rows);
        path.pop();
        return;
    }
    let Kind::Object(fields) = &schema.kind else {
        return;
    };
    for (name, field) in fields {
        path.push(name.clone());
        let subject = Subject::Field(0, side.to_owned(), path.clone());
        facts.schema(&subject, field, shows(style));
        let dotted: Vec<&str> = path
            .iter()
            .map(String::as_str)
            .filter(|step| *step != "-")
            .collect();
        let folded = !field.members().is_empty() && !expanded;
        rows.push(Row {
            folded,
            ..row(&dotted.join("."), field, style)
        });
        if expanded {
            members(side, field, path, expanded, style, facts, rows);
        }
        path.pop();
    }
}

fn row(name: &str, schema: &Schema, style: &Style) -> Row {
    let mut pills = Vec::new();
    if style.shows(Hidden::Types) && schema.kind != Kind::Any {
        pills.push(type_name(schema));
    }
    if let (Some(default), true) = (&schema.default, style.shows(Hidden::Defaults)) {
        pills.push(format!("{}{}", style.word("default:"), bare_value(default)));
    }
    let bounded = schema.minimum.is_some() || schema.maximum.is_some();
    Row {
        name: name.to_owned(),
        pills,
        required: schema.required,
        text: schema.text.clone(),
        range: bounded.then(|| range(schema)),
        options: match style.shows(Hidden::Enums) {
            true => schema.choices().to_vec(),
            false => Vec::new(),
        },
        pattern: schema.pattern.clone(),
        folded: !schema.members().is_empty(),
    }
}

/// `string<uuid> | null`, `enum<string>`, `object[]`.
fn type_name(schema: &Schema) -> String {
    let name = match &schema.kind {
        Kind::Array(item) => match type_name(item) {
            name if name.is_empty() => "any[]".to_owned(),
            name => format!("{name}[]"),
        },
        Kind::Any => String::new(),
        kind if !schema.values.is_empty() => format!("enum<{}>", kind.name()),
        kind => match &schema.format {
            Some(format) => format!("{}<{format}>", kind.name()),
            None => kind.name().to_owned(),
        },
    };
    match schema.nullable {
        true => format!("{name} | null"),
        false => name,
    }
}

/// The request as a call of curl. States what it shows.
pub fn curl(model: &Model, endpoint: &Endpoint, style: &Style, facts: &mut Facts) -> String {
    facts.state(&Subject::Server, Aspect::Host, &model.server);
    facts.state(&Subject::Endpoint(0), Aspect::Path, &endpoint.path);
    facts.state(&Subject::Endpoint(0), Aspect::Method, &endpoint.method);
    let url = format!("{}{}", model.server, endpoint.path);
    let mut arguments = vec![format!("--request {}", endpoint.method)];
    match (model.auth.kind.as_str(), model.auth.location.as_str()) {
        ("bearer", _) => {
            arguments.push(format!("--url {url}"));
            arguments.push(format!("--header '{}: Bearer <token>'", model.auth.name));
        }
        (_, "query") => arguments.push(format!("--url '{url}?{}=<api-key>'", model.auth.name)),
        _ => {
            arguments.push(format!("--url {url}"));
            arguments.push(format!("--header '{}: <api-key>'", model.auth.name));
        }
    }
    for (name, _) in endpoint.parameters_in("header") {
        arguments.push(format!("--header '{name}: <{}>'", name.to_lowercase()));
    }
    if let Some(body) = &endpoint.request {
        facts.example(0, "request", body, true);
        let example = style.example(body, Placeholders::Mintlify);
        arguments.push("--header 'Content-Type: application/json'".to_owned());
        arguments.push(format!("--data '\n{}\n'", example.pretty("  ")));
    }
    // Where a capture loses what stands in front of lines, it does so everywhere.
    let margin = if model.layout.indent == 0 { "" } else { "  " };
    format!("curl {}", arguments.join(&format!(" \\\n{margin}")))
}
