//! A GitBook page as its server sends it: `openapi-…` classes around everything.

use super::gitbook::{Row, authorization, http, sections};
use super::style::Style;
use super::{Paper, bare_value, escape};
use crate::bench::drift::example::Placeholders;
use crate::bench::drift::fact::{Aspect, Subject};
use crate::bench::drift::model::{Endpoint, Model};
use crate::bench::drift::openapi::described;

/// The whole page.
pub fn render(model: &Model, style: &Style) -> Paper {
    let mut paper = Paper::default();
    let section = escape(&model.section);
    paper.line("<!DOCTYPE html><html lang=\"en\" class=\"circular-corners\"><head><meta charSet=\"utf-8\"/>");
    paper.line(format!(
        "<title>{section} | Docs</title><meta name=\"generator\" content=\"GitBook\"/>"
    ));
    paper.line("<style>.openapi-operation{display:flex}</style></head><body>");
    if style.chrome {
        paper.line("<header id=\"site-header\"><a href=\"/\">Docs</a><button>Ask or search…</button></header>");
        paper.line("<aside data-testid=\"table-of-contents\"><ul><li><a href=\"/a\">Authentication</a></li><li><a href=\"/b\">Webhooks</a></li></ul></aside>");
    }
    paper.line("<main class=\"flex-1\"><header class=\"max-w-3xl\">");
    paper.line(format!(
        "<h1 class=\"text-4xl font-bold\">{section}</h1></header><div class=\"grid\">"
    ));
    for (nth, endpoint) in model.endpoints.iter().enumerate() {
        operation(&mut paper, model, nth, endpoint, style);
    }
    paper.line("</div>");
    if style.chrome {
        paper.line("<a href=\"/a\">Previous<span>Authentication</span></a><a href=\"/b\">Next<span>Webhooks</span></a>");
        paper.line("<p>Last updated <time dateTime=\"2025-05-05T05:05:05.000Z\">4 months ago</time></p><p>Was this helpful?</p>");
    }
    paper.line("</main><script>window.__data={\"page\":1}</script></body></html>");
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
    let id = endpoint.title.to_lowercase().replace(' ', "-");
    paper.line("<div class=\"openapi-operation\">");
    paper.line(format!(
        "<div class=\"openapi-summary\" id=\"{id}\"><h2 class=\"openapi-summary-title\">{}</h2>",
        escape(&endpoint.title)
    ));
    paper.glue(format!("<div class=\"openapi-path\"><div class=\"openapi-method openapi-method-{method}\">{method}</div>"));
    let path = escape(&endpoint.path)
        .replace('{', "</span><span class=\"openapi-path-variable\">{")
        .replace('}', "}</span><span>");
    paper.line(format!(
        "<button class=\"openapi-path-title\"><span class=\"openapi-path-server\">{}</span><span>{path}</span></button></div></div>",
        escape(&model.server)
    ));
    paper.line("<div class=\"openapi-columns\"><div class=\"openapi-column-spec\">");
    let text = described(model, endpoint);
    if !text.is_empty() {
        paper.line(format!(
            "<div class=\"openapi-description openapi-markdown\"><p>{}</p></div>",
            escape(&text)
        ));
        if let (Some(size), 0) = (&model.page_size, nth) {
            let records = size.records.to_string();
            paper
                .facts
                .state(&Subject::PageSize, Aspect::Records, records);
        }
    }
    paper
        .facts
        .state(&Subject::Authentication, Aspect::Name, &model.auth.name);
    if model.auth.kind == "bearer" {
        paper
            .facts
            .state(&Subject::Authentication, Aspect::Type, "bearer");
    }
    open(paper, style.word("Authorizations"), "openapi-securities");
    write(paper, &authorization(model), style);
    paper.line("</div></div>");
    for section in sections(nth, endpoint, true, style, &mut paper.facts) {
        open(paper, &section.heading, "openapi-parameters");
        for row in &section.rows {
            write(paper, row, style);
        }
        paper.line("</div></div>");
    }
    open(paper, style.word("Responses"), "openapi-responses");
    for (status, response) in &endpoint.responses.0 {
        paper
            .facts
            .state(&Subject::Response(nth, status.clone()), Aspect::Exists, "");
        paper.glue("<div class=\"openapi-disclosure-group\"><button class=\"openapi-disclosure-group-trigger\" aria-expanded=\"false\">");
        paper.glue(format!(
            "<div class=\"openapi-response-tab-content\"><span class=\"openapi-response-statuscode\">{status}</span><div class=\"openapi-response-description openapi-markdown\"><p>{}</p></div></div>",
            escape(&response.text)
        ));
        if response.body.is_some() {
            paper.glue("<div class=\"openapi-disclosure-group-mediatype\"><span>application/json</span></div>");
        }
        paper.line("</button></div>");
    }
    paper.line("</div></div></div>");
    examples(paper, model, nth, endpoint, style);
    paper.line("</div></div>");
}

fn examples(paper: &mut Paper, model: &Model, nth: usize, endpoint: &Endpoint, style: &Style) {
    paper.line("<div class=\"openapi-column-preview\"><div class=\"openapi-codesample\">");
    let mut call = http(model, endpoint);
    if let Some(body) = &endpoint.request {
        paper.facts.example(nth, "request", body, true);
        let example = style.example(body, Placeholders::Gitbook);
        call.push_str(&format!("\n\n{}", example.pretty(&style.indent(2))));
    }
    code(paper, &call);
    paper.line("</div>");
    if let Some((status, response)) = endpoint.responses.0.first() {
        paper.line("<div class=\"openapi-response-examples\">");
        paper.line(format!("<div class=\"openapi-response-examples-header\"><span class=\"openapi-statuscode\">{status}</span></div>"));
        if let Some(body) = &response.body {
            paper.facts.example(nth, "0", body, true);
            for _ in 0..style.copies.unwrap_or(1) {
                let example = style.example(body, Placeholders::Gitbook);
                code(paper, &example.pretty(&style.indent(2)));
            }
        }
        paper.line("</div>");
    }
    paper.line("</div>");
}

fn open(paper: &mut Paper, heading: &str, class: &str) {
    paper.line(format!("<div class=\"openapi-section {class}\"><div class=\"openapi-section-header\"><div class=\"openapi-section-header-content\">{heading}</div></div><div class=\"openapi-section-body\">"));
}

fn write(paper: &mut Paper, row: &Row, style: &Style) {
    paper.glue("<div class=\"openapi-schema\"><div class=\"openapi-schema-presentation\"><span class=\"openapi-schema-name\">");
    paper.glue(format!(
        "<span class=\"openapi-schema-propertyname\">{}</span>",
        escape(&row.name)
    ));
    if !row.kind.is_empty() {
        paper.glue(format!(
            "<span><span class=\"openapi-schema-type\">{}</span></span>",
            escape(&row.kind)
        ));
    }
    paper.line(match row.required {
        true => "<span class=\"openapi-schema-required\">Required</span></span>",
        false => "<span class=\"openapi-schema-optional\">Optional</span></span>",
    });
    if !row.text.is_empty() {
        paper.line(format!(
            "<div class=\"openapi-schema-description openapi-markdown\"><p>{}</p></div>",
            escape(&row.text)
        ));
    }
    if let Some(default) = &row.default {
        paper.line(format!(
            "<span class=\"openapi-schema-default\">{}: <code>{}</code></span>",
            style.word("Default"),
            escape(&bare_value(default))
        ));
    }
    if let Some(example) = &row.example {
        paper.line(format!(
            "<span class=\"openapi-schema-example\">Example: <code>{}</code></span>",
            escape(&bare_value(example))
        ));
    }
    if let Some(pattern) = &row.pattern {
        paper.line(format!(
            "<span class=\"openapi-schema-pattern\">Pattern: <code>{}</code></span>",
            escape(pattern)
        ));
    }
    if !row.options.is_empty() {
        paper.glue(format!(
            "<span class=\"openapi-schema-enum\">{}: ",
            style.word("Possible values")
        ));
        for option in &row.options {
            paper.glue(format!("<span class=\"openapi-schema-enum-value\"><button class=\"openapi-copy-button\"><code>{}</code></button></span>", escape(option)));
        }
        paper.line("</span>");
    }
    if row.folded {
        paper.line("<button class=\"openapi-disclosure-trigger\" aria-expanded=\"false\">Show properties</button>");
    }
    paper.line("</div></div>");
}

fn code(paper: &mut Paper, text: &str) {
    let lines = text.lines().map(|line| format!("<span class=\"highlight-line\"><span class=\"highlight-line-content\">{}</span></span>", escape(line)));
    let lines: Vec<String> = lines.collect();
    paper.line(format!(
        "<div class=\"openapi-codeblock\"><pre><code>{}</code></pre></div>",
        lines.join("\n")
    ));
}
