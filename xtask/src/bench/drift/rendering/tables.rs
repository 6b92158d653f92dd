//! Pages that are tables: as HTML, as markdown, and copied as text with a bar between cells.

use super::style::{Hidden, Style};
use super::{Paper, bare_value, escape};
use crate::bench::drift::example::Placeholders;
use crate::bench::drift::fact::{Aspect, Shows, Subject};
use crate::bench::drift::model::{Endpoint, Kind, Model, Schema};
use crate::bench::drift::openapi::described;

/// How tables look.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Html,
    Pipes,
    Markdown,
}

/// A page of HTML tables.
pub fn html(model: &Model, style: &Style) -> Paper {
    render(model, style, Form::Html)
}

/// The same copied as text.
pub fn pipes(model: &Model, style: &Style) -> Paper {
    render(model, style, Form::Pipes)
}

/// Tables in a markdown file.
pub fn markdown(model: &Model, style: &Style) -> Paper {
    render(model, style, Form::Markdown)
}

fn render(model: &Model, style: &Style, form: Form) -> Paper {
    let mut sheet = Sheet {
        paper: Paper::default(),
        form,
        style,
    };
    sheet.head(model);
    for (nth, endpoint) in model.endpoints.iter().enumerate() {
        sheet.endpoint(model, nth, endpoint);
    }
    sheet.foot();
    sheet.paper
}

struct Sheet<'a> {
    paper: Paper,
    form: Form,
    style: &'a Style,
}

impl Sheet<'_> {
    fn head(&mut self, model: &Model) {
        let section = &model.section;
        match self.form {
            Form::Html => {
                self.paper.line(format!(
                    "<!DOCTYPE html>\n<html><head><title>{}</title></head><body>",
                    escape(section)
                ));
                if self.style.chrome {
                    self.paper.line("<nav><ul><li><a href=\"a.html\">Create Contact</a></li><li><a href=\"b.html\">Update Contact</a></li></ul></nav>");
                }
                self.paper.line("<div id=\"main\">");
            }
            Form::Markdown => {
                if self.style.chrome {
                    self.paper.line("[Home](/) > [API](/api)\n");
                }
                self.paper.line(format!("# {section}\n"));
            }
            Form::Pipes if self.style.chrome => {
                self.paper.lines(&[
                    "Home",
                    "Getting started",
                    "Create Contact",
                    "Update Contact",
                    "Search",
                ]);
            }
            Form::Pipes => {}
        }
    }

    fn foot(&mut self) {
        match self.form {
            Form::Html => {
                self.paper.line("</div>");
                if self.style.chrome {
                    self.paper.line("<footer>© 2025 Docs. All rights reserved. <a href=\"/terms\">Terms</a></footer>");
                }
                self.paper.line("</body></html>");
            }
            Form::Markdown if self.style.chrome => {
                self.paper.line("---\n\n[Next: Create Contact](create.md)")
            }
            Form::Pipes if self.style.chrome => {
                self.paper.line("© 2025 Docs. All rights reserved.")
            }
            _ => {}
        }
    }

    fn endpoint(&mut self, model: &Model, nth: usize, endpoint: &Endpoint) {
        let facts = &mut self.paper.facts;
        facts.state(&Subject::Endpoint(nth), Aspect::Exists, "");
        facts.state(&Subject::Endpoint(nth), Aspect::Method, &endpoint.method);
        facts.state(&Subject::Endpoint(nth), Aspect::Path, &endpoint.path);
        facts.state(&Subject::Server, Aspect::Host, &model.server);
        if let (Some(size), 0) = (&model.page_size, nth) {
            facts.state(
                &Subject::PageSize,
                Aspect::Records,
                size.records.to_string(),
            );
        }
        self.title(&endpoint.title);
        self.prose(&described(model, endpoint));
        self.label("Settings:");
        self.table(
            &[],
            &[
                vec![
                    "URL".to_owned(),
                    format!("{}{}", model.server, endpoint.path),
                ],
                vec!["Method".to_owned(), format!("JSON via {}", endpoint.method)],
            ],
        );
        self.authorization(model);
        for (place, label) in [
            ("path", "Path Parameters:"),
            ("query", "Query Parameters:"),
            ("header", "Header Parameters:"),
        ] {
            let parameters: Vec<_> = endpoint
                .parameters_in(place)
                .into_iter()
                .map(|(name, schema)| {
                    (
                        Subject::Parameter(nth, place.to_owned(), name.to_owned()),
                        name.to_owned(),
                        schema,
                    )
                })
                .collect();
            // What stands in a path is shown without its type, as the page of the tables' author does.
            self.parameters(
                label,
                &parameters,
                place != "path" || self.form == Form::Markdown,
            );
        }
        if let Some(body) = &endpoint.request {
            let fields: Vec<_> = body
                .members()
                .iter()
                .map(|(name, field)| {
                    (
                        Subject::Field(nth, "request".to_owned(), vec![name.clone()]),
                        name.clone(),
                        field,
                    )
                })
                .collect();
            self.parameters("Body Parameters:", &fields, true);
        }
        if let Some((_, response)) = endpoint.responses.0.first() {
            self.label("Response:");
            if let Some(body) = &response.body {
                let shown = body.without_absent();
                for _ in 0..self.style.copies.unwrap_or(1) {
                    let example = self.style.example(&shown, Placeholders::Generic);
                    self.example(&example.pretty(&self.style.indent(model.layout.indent)));
                }
                self.paper.facts.example(nth, "0", &shown, true);
                self.fields(nth, "0", body);
            }
        }
    }

    fn authorization(&mut self, model: &Model) {
        let facts = &mut self.paper.facts;
        facts.state(&Subject::Authentication, Aspect::Name, &model.auth.name);
        self.label("Authorization:");
        let place = match model.auth.location.as_str() {
            "query" => "Query Parameter",
            _ => "Header Parameter",
        };
        let description = self.style.word("Description");
        self.table(
            &[place, description],
            &[vec![model.auth.name.clone(), model.auth.text.clone()]],
        );
    }

    fn parameters(&mut self, label: &str, rows: &[(Subject, String, &Schema)], types: bool) {
        if rows.is_empty() {
            return;
        }
        let types = types && self.style.shows(Hidden::Types);
        let values = self.form != Form::Pipes;
        let shows = Shows {
            types,
            formats: types,
            nullable: values,
            optional: true,
            defaults: values && self.style.shows(Hidden::Defaults),
            ranges: true,
            enums: values && self.style.shows(Hidden::Enums),
            patterns: false,
            required: true,
        };
        self.label(self.style.word(label));
        let mut heads = vec![
            self.style.word("Parameter"),
            self.style.word("Description"),
            "Required",
        ];
        if types {
            heads.insert(1, "type");
        }
        let mut cells = Vec::new();
        for (subject, name, schema) in rows {
            self.paper.facts.schema(subject, schema, shows);
            let required = self.style.word(if schema.required { "yes" } else { "no" });
            let mut row = vec![
                name.clone(),
                self.about(schema, values),
                required.to_owned(),
            ];
            if types {
                row.insert(1, type_name(schema));
            }
            cells.push(row);
        }
        self.table(&heads, &cells);
    }

    /// The description with what it says of values; copied as text it loses what stood in boxes.
    fn about(&self, schema: &Schema, values: bool) -> String {
        let mut about = schema.text.clone();
        let mut add = |label: &str, value: String| {
            about.push_str(&format!(" {label}: {value}"));
        };
        for (label, bound) in [("Minimum", schema.minimum), ("Maximum", schema.maximum)] {
            if let Some(bound) = bound {
                add(label, bound.to_string());
            }
        }
        let boxed = |value: String| match (values, self.form) {
            (false, _) => String::new(),
            (true, Form::Html) => format!("\u{1}{value}\u{2}"),
            (true, _) => format!("`{value}`"),
        };
        if !schema.choices().is_empty() && self.style.shows(Hidden::Enums) {
            let all: Vec<String> = schema.choices().iter().cloned().map(boxed).collect();
            let all = if values {
                all.join(", ")
            } else {
                String::new()
            };
            add(self.style.word("Enum"), all);
        }
        if let (Some(default), true) = (&schema.default, self.style.shows(Hidden::Defaults)) {
            add(self.style.word("Default"), boxed(bare_value(default)));
        }
        if schema.nullable && values {
            about.push_str(" Can be null.");
        }
        about.trim().to_owned()
    }

    fn fields(&mut self, nth: usize, side: &str, body: &Schema) {
        let mut rows = Vec::new();
        self.below(nth, side, body, &mut Vec::new(), &mut rows);
        let types = self.form != Form::Pipes && self.style.shows(Hidden::Types);
        self.label(self.style.word("Response-Explain:"));
        let mut heads = vec![self.style.word("Parameter"), self.style.word("Description")];
        if types {
            heads.insert(1, "Type");
        }
        self.table(&heads, &rows);
    }

    fn below(
        &mut self,
        nth: usize,
        side: &str,
        schema: &Schema,
        path: &mut Vec<String>,
        rows: &mut Vec<Vec<String>>,
    ) {
        if let Kind::Array(item) = &schema.kind {
            path.push("-".to_owned());
            self.below(nth, side, item, path, rows);
            path.pop();
            return;
        }
        for (name, field) in schema.members() {
            path.push(name.clone());
            let values = self.form != Form::Pipes;
            let types = values && self.style.shows(Hidden::Types);
            let shows = Shows {
                types,
                formats: types,
                nullable: values,
                defaults: values && self.style.shows(Hidden::Defaults),
                ranges: true,
                enums: values && self.style.shows(Hidden::Enums),
                ..Shows::NAMES
            };
            let subject = Subject::Field(nth, side.to_owned(), path.clone());
            self.paper.facts.schema(&subject, field, shows);
            let steps: Vec<&str> = path
                .iter()
                .map(String::as_str)
                .filter(|step| *step != "-")
                .collect();
            let mut row = vec![steps.join(" -> "), self.about(field, values)];
            if types {
                row.insert(1, type_name(field));
            }
            rows.push(row);
            self.below(nth, side, field, path, rows);
            path.pop();
        }
    }

    fn title(&mut self, title: &str) {
        match self.form {
            Form::Html => self.paper.line(format!("<h1>{}</h1>", escape(title))),
            Form::Markdown => self.paper.line(format!("## {title}\n")),
            Form::Pipes => self.paper.line(title),
        }
    }

    fn prose(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.form {
            Form::Html => self.paper.line(format!("<p>{}</p>", escape(text))),
            Form::Markdown => self.paper.line(format!("{text}\n")),
            Form::Pipes => self.paper.line(text),
        }
    }

    fn label(&mut self, label: &str) {
        match self.form {
            Form::Html => self.paper.line(format!("<h3>{label}</h3>")),
            Form::Markdown => self
                .paper
                .line(format!("### {}\n", label.trim_end_matches(':'))),
            Form::Pipes => self.paper.line(label),
        }
    }

    fn example(&mut self, text: &str) {
        match self.form {
            Form::Html => self
                .paper
                .line(format!("<pre><code>{}</code></pre>", escape(text))),
            Form::Markdown => self.paper.line(format!("```json\n{text}\n```\n")),
            Form::Pipes => self.paper.line(text),
        }
    }

    fn table(&mut self, heads: &[&str], rows: &[Vec<String>]) {
        match self.form {
            Form::Html => {
                self.paper.line("<table class=\"table\">");
                if !heads.is_empty() {
                    let cells: Vec<String> = heads
                        .iter()
                        .map(|head| format!("<th>{head}</th>"))
                        .collect();
                    self.paper
                        .line(format!("<thead><tr>{}</tr></thead>", cells.concat()));
                }
                self.paper.line("<tbody>");
                for row in rows {
                    let cells: Vec<String> = row
                        .iter()
                        .map(|cell| format!("<td>{}</td>", boxes(&escape(cell))))
                        .collect();
                    self.paper.line(format!("<tr>{}</tr>", cells.concat()));
                }
                self.paper.line("</tbody></table>");
            }
            Form::Pipes => {
                if !heads.is_empty() {
                    self.paper.line(format!("{} |", heads.join(" | ")));
                }
                for row in rows {
                    self.paper.line(format!("{} |", row.join(" | ")));
                }
            }
            Form::Markdown => {
                let width = heads.len().max(rows.first().map_or(0, Vec::len));
                let heads = match heads.is_empty() {
                    true => vec![" "; width],
                    false => heads.to_vec(),
                };
                self.paper.line(format!("| {} |", heads.join(" | ")));
                self.paper.line(format!("|{}", " --- |".repeat(width)));
                for row in rows {
                    let cells: Vec<String> =
                        row.iter().map(|cell| cell.replace('|', "\\|")).collect();
                    self.paper.line(format!("| {} |", cells.join(" | ")));
                }
                self.paper.glue("\n");
            }
        }
    }
}

fn boxes(cell: &str) -> String {
    cell.replace('\u{1}', "<code>").replace('\u{2}', "</code>")
}

fn type_name(schema: &Schema) -> String {
    let name = match &schema.kind {
        Kind::Array(item) => format!("array of {}", item.kind.name()),
        kind => kind.name().to_owned(),
    };
    match &schema.format {
        Some(format) => format!("{name} ({format})"),
        None => name,
    }
}
