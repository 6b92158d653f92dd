//! Pages that lost everything but their sentences: titles, descriptions with the next one glued to an example, words for
//! statuses. What they state has no names; it must neither vanish nor be guessed.

use std::ops::Range;

use super::super::boilerplate;
use super::super::constraint;
use super::super::part::Part;
use super::super::words::{self, Section};
use super::Interpreter;
use crate::claim::{Endpoint, Fact, Location, Says};

/// Whether a page is one of these: titles and sentences, and nothing that names an address, a parameter or a body.
pub(super) fn applies(page: &Interpreter<'_>) -> bool {
    let mut titles = 0;
    let mut answers = 0;
    let mut keys = 0;
    for (index, part) in page.parts.iter().enumerate() {
        match part {
            Part::Line { range } => {
                let text = page.slice(range);
                let section = words::section(text).filter(|it| !is_in_menus(*it));
                if section.is_some() && !text.contains(' ') || page.endpoint_at(index).is_some() {
                    return false;
                }
                titles += usize::from(words::title(text));
                keys += usize::from(begins_with_key(text));
                answers += usize::from(words::answer(text) || words::answer(tail(text)));
            }
            Part::Heading { range } => titles += usize::from(words::title(page.slice(range))),
            Part::Noise { .. } => {}
            _ => return false,
        }
    }
    keys >= 1 || titles >= 1 && answers >= 2
}

/// Whether sites have such a line around their pages: `Authentication` is a page of its own, `Cookies` a question.
fn is_in_menus(section: Section) -> bool {
    matches!(
        section,
        Section::Authentication | Section::Parameters(Some(Location::Cookie))
    )
}

/// Whether a sentence is glued to the placeholder of a key: with its key begins what an operation takes.
fn begins_with_key(text: &str) -> bool {
    let value = glue(text).and_then(|at| text.get(..at));
    value.is_some_and(|value| super::blocks::is_credential("", value))
}

/// What follows a glued example, or the whole text.
fn tail(text: &str) -> &str {
    glue(text).and_then(|at| text.get(at..)).unwrap_or(text)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Parameters,
    Answers,
}

/// Reads such a page.
pub(super) fn read(page: &mut Interpreter<'_>) {
    let mut state = State::Start;
    let mut noise = Vec::new();
    // The last lines that stated nothing: what an operation does, then what its key is.
    let mut before: Vec<Range<usize>> = Vec::new();
    let mut first: Option<&str> = None;
    for part in page.parts {
        let (Part::Line { range } | Part::Heading { range }) = part else {
            if let Part::Noise { range, rule } = part {
                noise.push((range.clone(), *rule));
            }
            continue;
        };
        let mut range = range.clone();
        let text = page.slice(&range);
        if first.is_some_and(|first| first == text.trim()) {
            // The page's own title again: somebody captured it twice.
            state = State::Start;
        }
        first = first.or(Some(text.trim()).filter(|text| boilerplate::line(text).is_none()));
        if let Some(at) = glue(text) {
            if state != State::Parameters && begins_with_key(text) {
                let said = before.len().checked_sub(2).and_then(|at| before.get(at));
                begin(page, said.cloned());
                state = State::Parameters;
                page.out
                    .prose
                    .push((range.start..range.start + at, "example"));
                range.start += at;
                before.clear();
                state = one(page, range, state);
                continue;
            }
            // What was glued before belongs to the line before.
            let value = range.start..range.start + at;
            let credential = page
                .out
                .claims
                .last()
                .is_some_and(|claim| matches!(claim.fact, Fact::Authentication { .. }));
            if state == State::Parameters && !credential {
                let literal = constraint::literal(page.slice(&value), None);
                page.state(
                    value,
                    None,
                    Fact::Parameter {
                        name: None,
                        location: None,
                        says: Says::Example(literal),
                    },
                );
            } else {
                page.out.prose.push((value, "example"));
            }
            range.start += at;
        }
        before.push(range.clone());
        state = one(page, range, state);
    }
    page.out.boilerplate.extend(noise);
}

/// Begins an operation, of which this says what it does.
fn begin(page: &mut Interpreter<'_>, said: Option<Range<usize>>) {
    let title = said
        .as_ref()
        .map(|range| page.slice(range).trim().to_owned());
    page.out.endpoints.push(Endpoint {
        method: None,
        path: None,
        title,
    });
    page.endpoint = Some(page.out.endpoints.len() - 1);
    if let Some(range) = said {
        page.state(range, None, Fact::Endpoint);
    }
}

fn one(page: &mut Interpreter<'_>, range: Range<usize>, state: State) -> State {
    let text = page.slice(&range).trim();
    if let Some(found) = words::deprecation(text) {
        let place = range.start + found.start..range.start + found.end;
        page.state(place, None, Fact::Deprecated(true));
        page.out.prose.push((range, "sentence"));
        return state;
    }
    for (found, fact) in words::limits(text) {
        page.state(
            range.start + found.start..range.start + found.end,
            None,
            fact,
        );
    }
    if words::title(text) && state != State::Parameters {
        begin(page, Some(range));
        return State::Parameters;
    }
    if let Some((status, _)) = words::status(text) {
        page.state(
            range,
            None,
            Fact::Response {
                status: Some(status),
                text: None,
            },
        );
        return State::Answers;
    }
    if words::answer(text) && page.endpoint.is_some() {
        page.state(
            range,
            None,
            Fact::Response {
                status: None,
                text: Some(text.trim_end_matches('.').to_owned()),
            },
        );
        return State::Answers;
    }
    if let Some(rule) = boilerplate::line(text) {
        page.out.boilerplate.push((range, rule));
        return state;
    }
    // Descriptions have more than one word; menus have one.
    if state != State::Parameters || !text.contains(' ') {
        page.out.prose.push((
            range,
            if text.contains(' ') {
                "sentence"
            } else {
                "heading"
            },
        ));
        return state;
    }
    if let Some(fact) = words::authentication(text) {
        page.state(range, None, fact);
        return state;
    }
    page.state(
        range.clone(),
        None,
        Fact::Parameter {
            name: None,
            location: None,
            says: Says::Exists,
        },
    );
    for (found, says) in constraint::described(text, None) {
        let found = range.start + found.start..range.start + found.end;
        page.state(
            found,
            None,
            Fact::Parameter {
                name: None,
                location: None,
                says,
            },
        );
    }
    state
}

/// Names that have a capital inside.
const BRANDS: &[&str] = &[
    "WhatsApp",
    "LinkedIn",
    "YouTube",
    "TikTok",
    "GitHub",
    "GitLab",
    "JavaScript",
    "TypeScript",
    "OpenAPI",
    "PayPal",
    "HubSpot",
    "OAuth",
    "GraphQL",
    "WebSocket",
    "ChatBot",
    "WordPress",
    "iPhone",
    "DateTime",
    "PostgreSQL",
    "MySQL",
    "WooCommerce",
    "BigQuery",
    "MailChimp",
    "ClickUp",
    "WeChat",
    "OpenAI",
    "ChatGPT",
    "SendGrid",
];

/// Where an example ends to which a sentence is glued: `your_api_keyContact's number`, `falseExternal id`.
fn glue(text: &str) -> Option<usize> {
    let first = text.split(' ').next()?;
    if BRANDS.iter().any(|brand| first.starts_with(brand)) {
        return None;
    }
    let mut before = None;
    for (at, char) in first.char_indices() {
        let next = first.get(at..)?.chars().nth(1);
        if char.is_ascii_uppercase()
            && before.is_some_and(|before: char| {
                before.is_ascii_lowercase() || before.is_ascii_digit() || ")]}\"_".contains(before)
            })
            && next.is_none_or(|next| next.is_ascii_lowercase() || next == 'D' || next == '\'')
        {
            return Some(at);
        }
        before = Some(char);
    }
    None
}
