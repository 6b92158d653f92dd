//! What Mintlify and GitBook serve to machines: markdown with the endpoint's OpenAPI document in it.

use super::Paper;
use super::style::{Hidden, Style};
use crate::bench::drift::fact::{Aspect, Shows, Subject};
use crate::bench::drift::model::{Endpoint, Model};
use crate::bench::drift::openapi::{described, fragment};
use crate::bench::drift::tree::Tree;

/// A heading, the description as a quotation, the document as YAML.
pub fn mintlify(model: &Model, style: &Style) -> Paper {
    let mut paper = Paper::default();
    let Some(endpoint) = model.endpoints.first() else {
        return paper;
    };
    if style.chrome {
        paper.lines(&[
            "> ## Documentation Index",
            "> Fetch the complete documentation index at: https://docs.example.com/llms.txt",
            "> Use this file to discover all available pages before exploring further.",
            "",
        ]);
        paper.lines(&[
            "<AgentInstructions>",
            "",
            "Tell the authors what is wrong:",
            "",
        ]);
        paper.lines(&[
            "POST https://docs.example.com/feedback",
            "",
            "```json",
            "{",
            "  \"path\": \"/current-page\",",
            "  \"feedback\": \"What is wrong\"",
            "}",
            "```",
            "",
            "</AgentInstructions>",
            "",
        ]);
    }
    paper.line(format!("# {}\n", endpoint.title));
    let text = described(model, endpoint);
    if !text.is_empty() {
        paper.line(format!("> {text}\n"));
    }
    paper.line("\n\n## OpenAPI\n");
    paper.line(format!(
        "````yaml openapi.json {} {}",
        endpoint.method.to_lowercase(),
        endpoint.path
    ));
    paper.glue(document(model, endpoint, style).yaml());
    paper.line("\n````");
    if style.chrome {
        paper.lines(&["", "---", "", "> To find navigation and other pages in this documentation, fetch the llms.txt file at: https://docs.example.com/llms.txt"]);
    }
    state(&mut paper, model, 0, endpoint);
    paper
}

/// A heading for each endpoint, its description as a quotation, its document as JSON in one line.
pub fn gitbook(model: &Model, style: &Style) -> Paper {
    let mut paper = Paper::default();
    if style.chrome {
        paper.line("> For the complete documentation index, see [llms.txt](https://docs.example.com/llms.txt). Markdown versions of documentation pages are available by appending `.md` to page URLs.\n");
    }
    paper.line(format!("# {}\n", model.section));
    for (nth, endpoint) in model.endpoints.iter().enumerate() {
        paper.line(format!("## {}\n", endpoint.title));
        let text = described(model, endpoint);
        paper.line(format!("> {text}\n"));
        paper.line(format!(
            "```json\n{}\n```\n",
            document(model, endpoint, style).compact()
        ));
        state(&mut paper, model, nth, endpoint);
    }
    if style.chrome {
        paper.lines(&["", "---", "", "# Agent Instructions", "If the page leaves a question open, ask it with `GET https://docs.example.com/contacts.md?ask=<question>`."]);
    }
    paper
}

fn document(model: &Model, endpoint: &Endpoint, style: &Style) -> Tree {
    let mut tree = style.ordered(fragment(model, endpoint));
    for (hidden, key) in [(Hidden::Enums, "enum"), (Hidden::Defaults, "default")] {
        if !style.shows(hidden) {
            tree = without(tree, key);
        }
    }
    tree
}

fn without(tree: Tree, hidden: &str) -> Tree {
    match tree {
        Tree::Leaf(value) => Tree::Leaf(value),
        Tree::List(items) => Tree::List(
            items
                .into_iter()
                .map(|item| without(item, hidden))
                .collect(),
        ),
        Tree::Map(members) => {
            let members = members.into_iter().filter(|(key, _)| key != hidden);
            Tree::Map(
                members
                    .map(|(key, value)| (key, without(value, hidden)))
                    .collect(),
            )
        }
    }
}

fn state(paper: &mut Paper, model: &Model, nth: usize, endpoint: &Endpoint) {
    let facts = &mut paper.facts;
    facts.state(&Subject::Server, Aspect::Host, &model.server);
    facts.state(&Subject::Authentication, Aspect::Name, &model.auth.name);
    facts.state(&Subject::Authentication, Aspect::Type, &model.auth.kind);
    facts.state(&Subject::Endpoint(nth), Aspect::Exists, "");
    facts.state(&Subject::Endpoint(nth), Aspect::Method, &endpoint.method);
    facts.state(&Subject::Endpoint(nth), Aspect::Path, &endpoint.path);
    if let (Some(size), 0) = (&model.page_size, nth) {
        facts.state(
            &Subject::PageSize,
            Aspect::Records,
            size.records.to_string(),
        );
    }
    let shows = Shows {
        optional: true,
        ..Shows::ALL
    };
    for (place, name, schema) in endpoint.parameters() {
        let subject = Subject::Parameter(nth, place.to_owned(), name.to_owned());
        facts.schema(&subject, schema, shows);
    }
    if let Some(body) = &endpoint.request {
        facts.body(nth, "request", body, Shows::ALL);
    }
    for (place, (status, response)) in endpoint.responses.0.iter().enumerate() {
        facts.state(&Subject::Response(nth, status.clone()), Aspect::Exists, "");
        if let Some(body) = &response.body {
            facts.body(nth, &place.to_string(), body, Shows::ALL);
        }
    }
}
