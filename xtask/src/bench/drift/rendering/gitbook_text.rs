//! A GitBook page copied from a browser, with and without what some captures lose.

use super::gitbook::{Row, authorization, http, sections};
use super::style::{Hidden, Style};
use super::{Paper, bare_value};
use crate::bench::drift::example::Placeholders;
use crate::bench::drift::fact::{Aspect, Subject};
use crate::bench::drift::model::{Endpoint, Model};
use crate::bench::drift::openapi::described;

/// The whole page.
pub fn full(model: &Model, style: &Style) -> Paper {
    let mut paper = Paper::default();
    head(&mut paper, model, style);
    paper.line(&model.section);
    paper.glue("\n");
    for (nth, endpoint) in model.endpoints.iter().enumerate() {
        operation(&mut paper, model, nth, endpoint, style);
    }
    foot(&mut paper, style);
    paper
}

fn operation(paper: &mut Paper, model: &Model, nth: usize, endpoint: &Endpoint, style: &Style) {
    let subject = Subject::Endpoint(nth);
    paper.facts.state(&subject, Aspect::Exists, "");
    paper
        .facts
        .state(&subject, Aspect::Method, &endpoint.method);
    paper.facts.state(&subject, Aspect::Path, &endpoint.path);
    paper
        .facts
        .state(&Subject::Server, Aspect::Host, &model.server);
    let method = endpoint.method.to_lowercase();
    paper.line(format!(
        "{}\n\n{method}\n\n{}\n\n{}\n",
        endpoint.title, model.server, endpoint.path
    ));
    let text = described(model, endpoint);
    if !text.is_empty() {
        paper.line(format!("{text}\n"));
        state_page_size(paper, model, nth);
    }
    paper.line(format!("{}\n", style.word("Authorizations")));
    let key = authorization(model);
    paper
        .facts
        .state(&Subject::Authentication, Aspect::Name, &model.auth.name);
    if model.auth.kind == "bearer" {
        paper
            .facts
            .state(&Subject::Authentication, Aspect::Type, "bearer");
    }
    write(paper, &key, style);
    for section in sections(nth, endpoint, false, style, &mut paper.facts) {
        paper.line(format!("{}\n", section.heading));
        for row in &section.rows {
            write(paper, row, style);
        }
    }
    paper.line(format!("{}\n", style.word("Responses")));
    for (status, response) in &endpoint.responses.0 {
        paper
            .facts
            .state(&Subject::Response(nth, status.clone()), Aspect::Exists, "");
        paper.line(format!("{status}\n\n{}\n", response.text));
        if response.body.is_some() {
            paper.line("application/json\n");
        }
    }
    paper.line(format!("{method}\n\n{}\n", endpoint.path));
    paper.line(http(model, endpoint));
    if let Some(body) = &endpoint.request {
        paper.facts.example(nth, "request", body, true);
        let example = style.example(body, Placeholders::Gitbook);
        paper.line(format!("\n{}", example.pretty(&style.indent(2))));
    }
    if style.chrome {
        paper.line("\nTest it");
    }
    if let Some((status, response)) = endpoint.responses.0.first() {
        paper.line(format!("\n{status}\n\n{}\n", response.text));
        if let Some(body) = &response.body {
            paper.facts.example(nth, "0", body, true);
            for _ in 0..style.copies.unwrap_or(1) {
                let example = style.example(body, Placeholders::Gitbook);
                paper.line(example.pretty(&style.indent(2)));
            }
        }
    }
    paper.glue("\n");
}

fn write(paper: &mut Paper, row: &Row, style: &Style) {
    let word = if row.required { "Required" } else { "Optional" };
    let example = row
        .example
        .as_ref()
        .map(|value| format!("Example: {}", bare_value(value)));
    // What is glued together is the type and its neighbours.
    let name = match row.kind.is_empty() {
        true => format!("{}\n", row.name),
        false => row.name.clone(),
    };
    paper.line(format!(
        "{name}{}{word}{}",
        row.kind,
        example.unwrap_or_default()
    ));
    if !row.text.is_empty() {
        paper.line(format!("\n{}\n", row.text));
    }
    if let Some(default) = &row.default {
        paper.line(format!(
            "{}: {}",
            style.word("Default"),
            bare_value(default)
        ));
    }
    if let Some(pattern) = &row.pattern {
        paper.line(format!("Pattern: {pattern}"));
    }
    if !row.options.is_empty() {
        // The values stand on buttons, which a copied page loses.
        paper.line(format!("{}:", style.word("Possible values")));
    }
    if row.folded {
        paper.line("Show properties");
    }
}

/// The page without names, types and most line ends, as readers of articles keep it.
pub fn glued(model: &Model, style: &Style) -> Paper {
    let mut paper = Paper::default();
    head(&mut paper, model, style);
    paper.line(&model.section);
    for (nth, endpoint) in model.endpoints.iter().enumerate() {
        let subject = Subject::Endpoint(nth);
        paper.facts.state(&subject, Aspect::Exists, "");
        paper.line(described(model, endpoint));
        state_page_size(&mut paper, model, nth);
        paper.line(&model.auth.text);
        paper.glue("your_api_key");
        let parameters = endpoint.parameters().map(|(_, _, schema)| schema);
        let fields = endpoint.request.iter().flat_map(|body| body.members());
        let all: Vec<_> = parameters.chain(fields.map(|(_, field)| field)).collect();
        for (row, schema) in all.into_iter().enumerate() {
            let subject = Subject::Nameless(nth, row);
            paper.facts.state(&subject, Aspect::Exists, &schema.text);
            paper.line(&schema.text);
            let default = schema
                .default
                .as_ref()
                .filter(|_| style.shows(Hidden::Defaults));
            if let Some(value) = schema.example.as_ref().or(default) {
                paper.glue(bare_value(value));
            }
        }
        for (status, response) in &endpoint.responses.0 {
            let subject = Subject::Response(nth, status.clone());
            paper.facts.state(&subject, Aspect::Exists, &response.text);
            paper.line(&response.text);
        }
    }
    foot(&mut paper, style);
    paper
}

fn state_page_size(paper: &mut Paper, model: &Model, nth: usize) {
    if let (Some(size), 0) = (&model.page_size, nth) {
        let records = size.records.to_string();
        paper
            .facts
            .state(&Subject::PageSize, Aspect::Records, records);
    }
}

fn head(paper: &mut Paper, model: &Model, style: &Style) {
    if style.chrome {
        paper.lines(&[
            "Ask or search…",
            "Ctrl",
            "K",
            "Home",
            "API reference",
            &model.section,
            "Webhooks",
            "Powered by GitBook",
        ]);
        paper.lines(&["On this page", "Copy"]);
    }
}

fn foot(paper: &mut Paper, style: &Style) {
    if style.chrome {
        paper.lines(&["Previous", "Authentication", "Next", "Webhooks"]);
        paper.lines(&[
            "Last updated 4 months ago",
            "Was this helpful?",
            "Cookies",
            "Accept",
            "Reject",
        ]);
    } else {
        paper.lines(&["Last updated", "Was this helpful?"]);
    }
}
