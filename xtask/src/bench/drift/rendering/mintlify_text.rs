//! A Mintlify page copied from a browser, with and without what some captures lose.

use super::Paper;
use super::mintlify::{Row, Section, curl, sections};
use super::style::{Hidden, Style};
use crate::bench::drift::example::Placeholders;
use crate::bench::drift::fact::{Aspect, Facts, Subject, range};
use crate::bench::drift::model::{Endpoint, Kind, Model};
use crate::bench::drift::openapi::described;

/// The whole page.
pub fn full(model: &Model, style: &Style) -> Paper {
    let mut paper = Paper::default();
    let Some(endpoint) = model.endpoints.first() else {
        return paper;
    };
    head(&mut paper, model, style);
    if model.layout.lines {
        address(&mut paper, endpoint);
        titles(&mut paper, model, endpoint, style);
    } else {
        paper.line(&model.section);
        titles(&mut paper, model, endpoint, style);
        address(&mut paper, endpoint);
        if style.chrome {
            paper.line("Try it");
        }
        paper.line(&endpoint.title);
    }
    panel(&mut paper, model, endpoint, style, 0);
    paper.glue("\n\n");
    for section in sections(model, endpoint, style, &mut paper.facts) {
        write(&mut paper, &section, model.layout.lines, style);
    }
    foot(&mut paper, style);
    let copies = if style.second.is_some() {
        2
    } else {
        style.copies.unwrap_or(1)
    };
    for nth in 1..copies {
        // The panel stands there for wide windows and again for narrow ones.
        paper.line(&endpoint.title);
        panel(&mut paper, model, endpoint, style, nth);
        paper.glue("\n");
    }
    paper
}

/// Call and example.
fn panel(paper: &mut Paper, model: &Model, endpoint: &Endpoint, style: &Style, nth: usize) {
    let call = curl(model, endpoint, style, &mut paper.facts);
    paper.line(call);
    if model.layout.status {
        for (status, _) in &endpoint.responses.0 {
            paper.line(status);
            let subject = Subject::Response(0, status.clone());
            paper.facts.state(&subject, Aspect::Exists, "");
        }
    }
    copy(paper, model, endpoint, style, nth);
}

/// The page without names and types, as readers of articles keep it.
pub fn bare(model: &Model, style: &Style) -> Paper {
    let mut paper = Paper::default();
    let Some(endpoint) = model.endpoints.first() else {
        return paper;
    };
    head(&mut paper, model, style);
    if model.layout.endpoint {
        paper.line(&model.section);
        titles(&mut paper, model, endpoint, style);
        address(&mut paper, endpoint);
        paper.line(&endpoint.title);
        let call = curl(model, endpoint, style, &mut paper.facts);
        paper.glue(call);
        copy(&mut paper, model, endpoint, style, 0);
        paper.line(style.word("Authorizations"));
        if !model.layout.schemes.is_empty() {
            paper.line(&model.layout.schemes);
        }
    } else {
        // The example comes before the heading and again behind it.
        for nth in 0..style.copies.unwrap_or(model.layout.copies) {
            if nth == 1 {
                paper.line(described(model, endpoint));
                state_page_size(model, &mut paper.facts);
            }
            copy(&mut paper, model, endpoint, style, nth);
            paper.glue("\n");
        }
    }
    paper.line(&model.auth.text);
    if model.auth.kind == "bearer" {
        paper
            .facts
            .state(&Subject::Authentication, Aspect::Type, "bearer");
    }
    if model.layout.endpoint && !endpoint.parameters.0.is_empty() {
        paper.line(style.word("Query Parameters"));
    }
    nameless(&mut paper, model, endpoint, style);
    if let Some((_, response)) = endpoint.responses.0.first() {
        if !response.text.is_empty() {
            paper.fresh_line(&response.text);
        }
        if !model.layout.endpoint {
            paper.lines(&["The response is of type object", "."]);
        }
    }
    foot(&mut paper, style);
    if model.layout.endpoint {
        paper.line("⌘I");
        for nth in 1..style.copies.unwrap_or(model.layout.copies) {
            paper.line(&endpoint.title);
            let call = curl(model, endpoint, style, &mut paper.facts);
            paper.glue(call);
            copy(&mut paper, model, endpoint, style, nth);
        }
    }
    paper
}

/// What is left of parameters whose names and types are lost.
fn nameless(paper: &mut Paper, model: &Model, endpoint: &Endpoint, style: &Style) {
    let mut nth = 0;
    for place in ["path", "query", "header"] {
        for (_, schema) in endpoint.parameters_in(place) {
            let subject = Subject::Nameless(0, nth);
            if !schema.text.is_empty() {
                paper.fresh_line(&schema.text);
            }
            if schema.minimum.is_some() || schema.maximum.is_some() {
                match model.layout.bare_ranges {
                    true => paper.line(range(schema)),
                    false => paper.glue(format!(
                        "{}:\n{}",
                        style.word("Required range"),
                        range(schema)
                    )),
                }
                paper.facts.state(&subject, Aspect::Range, range(schema));
                nth += 1;
            }
            if matches!(schema.kind, Kind::Array(_) | Kind::Object(_)) && !model.layout.bare_ranges
            {
                paper.line("Show child attributes");
            }
            if !schema.choices().is_empty() && style.shows(Hidden::Enums) {
                paper.glue(format!(
                    "{}:\n{} ",
                    style.word("Available options"),
                    schema.choices().join(", ")
                ));
                paper
                    .facts
                    .state(&subject, Aspect::Enum, schema.choices().join(","));
            }
            if !schema.choices().is_empty() {
                nth += 1;
            }
            if let Some(pattern) = &schema.pattern {
                paper.glue(format!("Pattern:\n{pattern}"));
                paper.facts.state(&subject, Aspect::Pattern, pattern);
                nth += 1;
            }
        }
    }
}

fn head(paper: &mut Paper, model: &Model, style: &Style) {
    if style.chrome {
        paper.lines(&[
            "Skip to main content",
            "Docs home page",
            "Search...",
            "⌘K",
            "Ask AI",
            "Support",
            "Dashboard",
        ]);
        paper.lines(&[
            "Get started",
            "Introduction",
            "Authentication",
            "Rate limits",
            &model.section,
        ]);
        paper.lines(&["GETRead one", "DELRemove one", "On this page", "Overview"]);
    } else if model.layout.lines {
        paper.line("Skip to main content");
    }
}

fn foot(paper: &mut Paper, style: &Style) {
    if style.chrome {
        paper.lines(&[
            "Was this page helpful?",
            "YesNo",
            "Suggest edits",
            "Previous",
            "Read one",
            "Next",
            "⌘I",
        ]);
        paper.lines(&["x", "github", "linkedin", "Powered by Mintlify"]);
    } else {
        paper.glue("Was this page helpful?\n");
    }
}

fn titles(paper: &mut Paper, model: &Model, endpoint: &Endpoint, style: &Style) {
    paper.line(&endpoint.title);
    if style.chrome {
        paper.line("Copy page");
    }
    let text = described(model, endpoint);
    if !text.is_empty() {
        paper.line(text);
        state_page_size(model, &mut paper.facts);
    }
}

fn state_page_size(model: &Model, facts: &mut Facts) {
    if let Some(size) = &model.page_size {
        facts.state(
            &Subject::PageSize,
            Aspect::Records,
            size.records.to_string(),
        );
    }
}

fn address(paper: &mut Paper, endpoint: &Endpoint) {
    paper.line(&endpoint.method);
    for step in endpoint.path.split('/').skip(1) {
        paper.lines(&["/", step]);
    }
    paper
        .facts
        .state(&Subject::Endpoint(0), Aspect::Method, &endpoint.method);
    paper
        .facts
        .state(&Subject::Endpoint(0), Aspect::Path, &endpoint.path);
}

/// Writes the example of the first answer; the second copy shows what the style wants it to show.
fn copy(paper: &mut Paper, model: &Model, endpoint: &Endpoint, style: &Style, nth: usize) {
    let second = style.second.as_ref().filter(|_| nth > 0);
    let endpoint = second
        .and_then(|model| model.endpoints.first())
        .unwrap_or(endpoint);
    let Some((_, response)) = endpoint.responses.0.first() else {
        return;
    };
    if let Some(body) = &response.body {
        paper.facts.example(0, "0", body, true);
        let example = style.example(body, Placeholders::Mintlify);
        paper.glue(example.pretty(&style.indent(model.layout.indent)));
    }
}

fn write(paper: &mut Paper, section: &Section, lines: bool, style: &Style) {
    paper.line(&section.heading);
    if let Some(line) = &section.line {
        paper.line(line);
    }
    paper.glue("\n");
    if !section.text.is_empty() {
        paper.line(&section.text);
        paper.glue("\n");
    }
    for row in &section.rows {
        write_row(paper, row, lines, style);
    }
    paper.glue("\n");
}

fn write_row(paper: &mut Paper, row: &Row, lines: bool, style: &Style) {
    paper.line(&row.name);
    let mut pills = row.pills.clone();
    if row.required {
        pills.push(style.word("required").to_owned());
    }
    if !pills.is_empty() {
        paper.line(pills.join(if lines { "\n" } else { "" }));
    }
    if !row.text.is_empty() {
        paper.line(format!("\n{}\n", row.text));
    }
    if let Some(range) = &row.range {
        paper.line(format!("{}: {range}", style.word("Required range")));
    }
    if !row.options.is_empty() {
        let label = style.word("Available options");
        match lines {
            true => paper.line(format!("{label}:\n{}", row.options.join(", "))),
            false => paper.line(format!("{label}: {} ", row.options.join(", \n"))),
        }
    }
    if let Some(pattern) = &row.pattern {
        paper.line(format!("Pattern: {pattern}"));
    }
    if row.folded && !lines {
        paper.line("Show child attributes");
    }
    if !lines {
        paper.glue("\n");
    }
}
