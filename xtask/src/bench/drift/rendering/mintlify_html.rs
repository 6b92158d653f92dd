//! A Mintlify page as its server sends it: utility classes, `data-component-part`, highlighted code line by line.

use super::mintlify::{Row, Section, curl, sections};
use super::style::Style;
use super::{Paper, escape};
use crate::bench::drift::example::Placeholders;
use crate::bench::drift::fact::{Aspect, Subject};
use crate::bench::drift::model::Model;
use crate::bench::drift::openapi::described;

/// The whole page.
pub fn render(model: &Model, style: &Style) -> Paper {
    let mut paper = Paper::default();
    let Some(endpoint) = model.endpoints.first() else {
        return paper;
    };
    let title = escape(&endpoint.title);
    let text = described(model, endpoint);
    paper.line("<!DOCTYPE html><html lang=\"en\" class=\"h-full\"><head><meta charSet=\"utf-8\"/>");
    paper.line(format!(
        "<title>{title} - Docs</title><meta name=\"generator\" content=\"Mintlify\"/>"
    ));
    paper.line("<style>:root{--primary:22 163 74}.hidden{display:none}</style>");
    paper.line("<script>(self.__next_f=self.__next_f||[]).push([0])</script></head><body class=\"antialiased\">");
    if style.chrome {
        navigation(&mut paper, model);
    }
    paper.line("<div id=\"content-area\" class=\"relative grow\"><header id=\"header\" class=\"relative\">");
    paper.line(format!(
        "<div class=\"eyebrow h-5 text-sm\">{}</div>",
        escape(&model.section)
    ));
    paper.line(format!(
        "<h1 id=\"page-title\" class=\"inline-block text-2xl\">{title}</h1>"
    ));
    if !text.is_empty() {
        paper.line(format!(
            "<div class=\"mt-2 text-lg prose\"><p>{}</p></div>",
            escape(&text)
        ));
        if let Some(size) = &model.page_size {
            let records = size.records.to_string();
            paper
                .facts
                .state(&Subject::PageSize, Aspect::Records, records);
        }
    }
    paper.line(
        "</header><div id=\"api-playground-2-operation-page\" class=\"flex flex-col gap-8\">",
    );
    paper.line("<div class=\"flex items-center rounded-2xl p-1.5 w-full\">");
    paper.glue(format!(
        "<div class=\"method-pill rounded-lg font-bold px-1.5 py-0.5 text-sm\">{}</div>",
        endpoint.method
    ));
    paper.glue("<div class=\"flex items-center overflow-x-auto font-mono\">");
    for step in endpoint.path.split('/').skip(1) {
        paper.glue(format!(
            "<div class=\"text-gray-400\">/</div><div class=\"text-gray-800\">{step}</div>"
        ));
    }
    paper.line("</div><button aria-label=\"Try it\" class=\"tryit-button px-3 h-9\"><span>Try it</span></button></div>");
    for section in sections(model, endpoint, style, &mut paper.facts) {
        write(&mut paper, &section, style);
    }
    paper.line("</div><div id=\"api-panel\" class=\"xl:w-[28rem]\">");
    let call = curl(model, endpoint, style, &mut paper.facts);
    code(&mut paper, &endpoint.title, "bash", &call);
    for _ in 0..style.copies.unwrap_or(1) {
        if let Some((status, response)) = endpoint.responses.0.first() {
            paper
                .line("<div role=\"tablist\" aria-label=\"Code examples\" class=\"text-xs flex\">");
            for (status, _) in &endpoint.responses.0 {
                paper.line(format!(
                    "<button role=\"tab\" class=\"px-1.5\">{status}</button>"
                ));
                let subject = Subject::Response(0, status.clone());
                paper.facts.state(&subject, Aspect::Exists, "");
            }
            paper.line("</div>");
            if let Some(body) = &response.body {
                paper.facts.example(0, "0", body, true);
                let example = style.example(body, Placeholders::Mintlify);
                code(
                    &mut paper,
                    status,
                    "json",
                    &example.pretty(&style.indent(2)),
                );
            }
        }
    }
    paper.line("</div></div>");
    if style.chrome {
        paper.line("<div class=\"feedback-toolbar\"><p>Was this page helpful?</p><button>Yes</button><button>No</button></div>");
        paper.line("<footer id=\"footer\"><a href=\"https://x.com/docs\">x</a><a href=\"https://mintlify.com\">Powered by Mintlify</a></footer>");
    }
    paper.line("<script>self.__next_f.push([1,\"{\\\"props\\\":{\\\"page\\\":1,\\\"size\\\":50}}\"])</script></body></html>");
    paper
}

fn navigation(paper: &mut Paper, model: &Model) {
    paper.line("<div id=\"navbar\"><a href=\"/\">Docs</a><button type=\"button\">Search...<kbd>⌘K</kbd></button></div>");
    paper.line("<div id=\"sidebar\"><nav><ul>");
    paper.line(format!(
        "<li><h5 id=\"sidebar-title\">{}</h5></li>",
        escape(&model.section)
    ));
    for (method, title) in [("GET", "Read one"), ("DEL", "Remove one")] {
        paper.line(format!("<li><a href=\"/reference\"><span class=\"method-nav-pill\">{method}</span><span>{title}</span></a></li>"));
    }
    paper.line("</ul></nav></div>");
}

fn write(paper: &mut Paper, section: &Section, style: &Style) {
    paper.line("<div class=\"api-section\"><div class=\"api-section-heading flex flex-col\">");
    paper.line(format!(
        "<h4 class=\"api-section-heading-title\">{}</h4>",
        section.heading
    ));
    if let Some(line) = &section.line {
        let (status, media) = line.split_once(" - ").unwrap_or(("", line));
        if !status.is_empty() {
            paper.glue(format!(
                "<button class=\"api-status\"><p>{status}</p></button>"
            ));
        }
        paper.line(format!(
            "<div class=\"api-section-heading-subtitle font-mono text-xs\">{media}</div>"
        ));
    }
    paper.line("</div>");
    if !section.text.is_empty() {
        paper.line(format!(
            "<div class=\"prose mt-2\"><p>{}</p></div>",
            escape(&section.text)
        ));
    }
    for row in &section.rows {
        write_row(paper, row, style);
    }
    paper.line("</div>");
}

fn write_row(paper: &mut Paper, row: &Row, style: &Style) {
    let id = format!("parameter-{}", row.name.to_lowercase().replace('.', "-"));
    paper.line("<div class=\"primitive-param-field border-gray-100 border-b last:border-b-0\"><div class=\"py-6\">");
    paper.line(format!(
        "<div class=\"flex font-mono text-sm group/param-head param-head\" id=\"{id}\">"
    ));
    paper.glue(format!("<a href=\"#{id}\" class=\"-ml-10 opacity-0\" aria-label=\"Navigate to header\">\u{200b}</a>"));
    match row.name.rsplit_once('.') {
        Some((way, name)) => paper.glue(format!(
            "<div class=\"font-semibold text-primary\" data-component-part=\"field-name\"><span class=\"text-gray-500\">{way}.</span>{name}</div>"
        )),
        None => paper.glue(format!("<div class=\"font-semibold text-primary\" data-component-part=\"field-name\">{}</div>", row.name)),
    }
    paper.glue("<div class=\"inline text-xs\" data-component-part=\"field-meta\">");
    for pill in &row.pills {
        let inner = match pill.strip_prefix(style.word("default:")) {
            Some(value) => format!(
                "<span class=\"text-gray-400\">{}</span><span>{}</span>",
                style.word("default:"),
                escape(value)
            ),
            None => format!("<span>{}</span>", escape(pill)),
        };
        paper.glue(format!("<div class=\"rounded-md px-2 py-0.5\" data-component-part=\"field-info-pill\">{inner}</div>"));
    }
    if row.required {
        paper.glue(format!(
            "<div class=\"rounded-md bg-red-100/50\" data-component-part=\"field-required-pill\">{}</div>",
            style.word("required")
        ));
    }
    paper.line("</div></div>");
    if !row.text.is_empty() {
        paper.line(format!(
            "<div class=\"mt-4\"><div class=\"prose prose-sm\"><p>{}</p></div></div>",
            escape(&row.text)
        ));
    }
    if let Some(range) = &row.range {
        paper.line(format!(
            "<div class=\"mt-4 text-sm\"><span>{}</span>: <code>{}</code></div>",
            style.word("Required range"),
            escape(range)
        ));
    }
    if !row.options.is_empty() {
        let options: Vec<String> = row
            .options
            .iter()
            .map(|option| format!("<code>{}</code>", escape(option)))
            .collect();
        paper.line(format!(
            "<div class=\"mt-4 text-sm whitespace-pre-wrap\"><span>{}</span>: {}</div>",
            style.word("Available options"),
            options.join(", ")
        ));
    }
    if let Some(pattern) = &row.pattern {
        paper.line(format!(
            "<div class=\"mt-4 text-sm\"><span>Pattern</span>: <code>{}</code></div>",
            escape(pattern)
        ));
    }
    if row.folded {
        paper.line("<details class=\"expandable mt-4\" data-component-part=\"expandable\"><summary><p class=\"m-0\">Show child attributes</p></summary><div class=\"expandable-content\"></div></details>");
    }
    paper.line("</div></div>");
}

/// A block of code, a span for each line and for each sign that is coloured.
fn code(paper: &mut Paper, title: &str, language: &str, text: &str) {
    paper.line(format!(
        "<div class=\"code-block\" data-component-part=\"code-block-root\" language=\"{language}\"><div class=\"code-block-header\">{}<button aria-label=\"Copy the contents from the code block\"></button></div>",
        escape(title)
    ));
    paper.glue(format!(
        "<pre class=\"shiki\" language=\"{language}\"><code language=\"{language}\">"
    ));
    let lines: Vec<String> = text
        .lines()
        .map(|line| {
            let coloured = match line.split_once("\": ") {
                Some((key, value)) => format!(
                    "<span style=\"color:#116329\">{}\"</span><span style=\"color:#1F2328\">: </span><span style=\"color:#0A3069\">{}</span>",
                    escape(key),
                    escape(value)
                ),
                None => format!("<span style=\"color:#1F2328\">{}</span>", escape(line)),
            };
            format!("<span class=\"line\">{coloured}</span>")
        })
        .collect();
    paper.glue(lines.join("\n"));
    paper.line("</code></pre></div>");
}
