//! A text that somebody wrote by hand.

use super::style::{Hidden, Style};
use super::{Paper, bare_value};
use crate::bench::drift::example::Placeholders;
use crate::bench::drift::fact::{Aspect, Shows, Subject};
use crate::bench::drift::model::{Endpoint, Kind, Model, Schema};
use crate::bench::drift::openapi::described;

/// The whole page.
pub fn render(model: &Model, style: &Style) -> Paper {
    let mut paper = Paper::default();
    if style.chrome {
        paper.lines(&["Documentation  |  Changelog  |  Support", ""]);
    }
    let title = model.section.to_uppercase();
    paper.line(format!("{title}\n{}\n", "=".repeat(title.len())));
    paper.line(format!("Base URL: {}\n", model.server));
    paper
        .facts
        .state(&Subject::Server, Aspect::Host, &model.server);
    paper
        .facts
        .state(&Subject::Authentication, Aspect::Name, &model.auth.name);
    paper.line(
        match (model.auth.kind.as_str(), model.auth.location.as_str()) {
            ("bearer", _) => format!("Authentication: {}: Bearer <token>\n", model.auth.name),
            (_, place) => format!(
                "Authentication: API key in the {place} parameter {}\n",
                model.auth.name
            )
            .replace("header parameter", "header"),
        },
    );
    for (nth, endpoint) in model.endpoints.iter().enumerate() {
        write(&mut paper, model, nth, endpoint, style);
    }
    if style.chrome {
        paper.line("Questions? Write to us.");
    }
    paper
}

fn write(paper: &mut Paper, model: &Model, nth: usize, endpoint: &Endpoint, style: &Style) {
    let subject = Subject::Endpoint(nth);
    paper.facts.state(&subject, Aspect::Exists, "");
    paper
        .facts
        .state(&subject, Aspect::Method, &endpoint.method);
    paper.facts.state(&subject, Aspect::Path, &endpoint.path);
    if let (Some(size), 0) = (&model.page_size, nth) {
        paper.facts.state(
            &Subject::PageSize,
            Aspect::Records,
            size.records.to_string(),
        );
    }
    paper.line(format!(
        "{}\n{}\n",
        endpoint.title,
        "-".repeat(endpoint.title.len())
    ));
    paper.line(format!("{} {}\n", endpoint.method, endpoint.path));
    let text = described(model, endpoint);
    if !text.is_empty() {
        paper.line(format!("{text}\n"));
    }
    for (place, heading) in [
        ("path", "Path parameters"),
        ("query", "Query parameters"),
        ("header", "Header parameters"),
    ] {
        let parameters = endpoint.parameters_in(place);
        if !parameters.is_empty() {
            paper.line(format!("{}:", style.word(heading)));
        }
        for (name, schema) in parameters {
            let subject = Subject::Parameter(nth, place.to_owned(), name.to_owned());
            item(paper, &subject, name, schema, style);
        }
    }
    if let Some(body) = &endpoint.request {
        paper.line(format!("{}:", style.word("Body")));
        for (name, field) in body.members() {
            let subject = Subject::Field(nth, "request".to_owned(), vec![name.clone()]);
            item(paper, &subject, name, field, style);
        }
    }
    paper.glue("\n");
    for (place, (status, response)) in endpoint.responses.0.iter().enumerate() {
        paper
            .facts
            .state(&Subject::Response(nth, status.clone()), Aspect::Exists, "");
        paper.line(format!("Response {status}: {}\n", response.text));
        if let Some(body) = &response.body {
            paper.facts.example(nth, &place.to_string(), body, true);
            for _ in 0..style.copies.unwrap_or(1) {
                let example = style.example(body, Placeholders::Generic);
                paper.line(format!("{}\n", example.pretty(&style.indent(4))));
            }
        }
    }
}

/// `  page (integer, optional, default: 1, min: 1) - Which page`
fn item(paper: &mut Paper, subject: &Subject, name: &str, schema: &Schema, style: &Style) {
    let shows = Shows {
        types: style.shows(Hidden::Types),
        formats: style.shows(Hidden::Types),
        optional: true,
        defaults: style.shows(Hidden::Defaults),
        enums: style.shows(Hidden::Enums),
        patterns: false,
        ..Shows::ALL
    };
    paper.facts.schema(subject, schema, shows);
    let mut words = Vec::new();
    if shows.types && schema.kind != Kind::Any {
        words.push(schema.kind.name().to_owned());
        words.extend(schema.format.clone());
    }
    words.push(
        if schema.required {
            "required"
        } else {
            "optional"
        }
        .to_owned(),
    );
    if schema.nullable {
        words.push("nullable".to_owned());
    }
    if let (Some(default), true) = (&schema.default, shows.defaults) {
        words.push(format!("default: {}", bare_value(default)));
    }
    for (word, bound) in [("min", schema.minimum), ("max", schema.maximum)] {
        words.extend(bound.map(|bound| format!("{word}: {bound}")));
    }
    if !schema.choices().is_empty() && shows.enums {
        words.push(format!("one of: {}", schema.choices().join(" | ")));
    }
    let text = match schema.text.is_empty() {
        true => String::new(),
        false => format!(" - {}", schema.text),
    };
    paper.line(format!("  {name} ({}){text}", words.join(", ")));
}
