//! The parts of a page as claims: what each part states depends on the titles, statuses and names before it.

mod addresses;
mod answers;
mod blocks;
mod cards;
mod credentials;
mod fields;
mod headings;
mod labels;
mod levels;
mod lines;
mod names;
mod saying;
mod settle;
mod subjects;
mod tables;
mod unnamed;

use std::collections::BTreeSet;
use std::ops::Range;

use super::chips;
use super::model::Kind;
use super::part::Part;
use super::words::Section;
use crate::claim::{Endpoint, Fact, Location, Side, Type};
use addresses::path_of;
use credentials::Credential;

/// A claim in bytes of the flat text.
pub(super) struct Stated {
    pub range: Range<usize>,
    pub endpoint: Option<usize>,
    pub block: Option<usize>,
    pub fact: Fact,
}

/// A block in bytes of the flat text.
pub(super) struct Shown {
    pub range: Range<usize>,
    pub endpoint: Option<usize>,
    pub kind: Kind,
}

/// What the parts state.
#[derive(Default)]
pub(super) struct Outcome {
    pub claims: Vec<Stated>,
    pub blocks: Vec<Shown>,
    pub endpoints: Vec<Endpoint>,
    pub boilerplate: Vec<(Range<usize>, &'static str)>,
    pub prose: Vec<(Range<usize>, &'static str)>,
}

/// Reads the parts of a page.
pub(super) fn interpret(text: &str, parts: &[Part]) -> Outcome {
    let mut interpreter = Interpreter {
        text,
        parts,
        out: Outcome::default(),
        quoted: text.split('"').filter(|it| chips::is_name(it)).collect(),
        declared: Vec::new(),
        endpoint: None,
        section: Section::Open,
        statuses: Vec::new(),
        status: None,
        subject: None,
        list: None,
        cards: Vec::new(),
        request_next: None,
        title: None,
        credential: None,
        introduced: None,
        body_next: false,
        titled: false,
        machines: false,
        examples: Vec::new(),
    };
    interpreter.declare();
    if unnamed::applies(&interpreter) {
        unnamed::read(&mut interpreter);
    } else {
        let mut index = 0;
        while index < parts.len() {
            index += interpreter.part(index).max(1);
        }
        interpreter.end_list();
    }
    levels::lead(&mut interpreter.out);
    fields::resolve(&mut interpreter.out);
    interpreter.settle();
    interpreter.out
}

/// What statements without a name of their own are about.
#[derive(Clone, Debug)]
struct Subject {
    target: Target,
    kind: Option<Type>,
    beside: Beside,
}

/// What was read beside the name of a subject, so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Beside {
    /// Nothing that ends its marks.
    Marks,
    /// Whether it is required, which no page says twice.
    Required,
    /// Its description, which stands behind all marks.
    Description,
}

impl Subject {
    fn new(target: Target) -> Self {
        Self {
            target,
            kind: None,
            beside: Beside::Marks,
        }
    }
}

#[derive(Clone, Debug)]
enum Target {
    Parameter {
        name: Option<String>,
        location: Option<Location>,
    },
    Field {
        side: Side,
        pointer: String,
    },
    Credential,
}

struct Interpreter<'a> {
    text: &'a str,
    parts: &'a [Part],
    out: Outcome,
    /// What stands in quotes on the page: the names of its examples among it.
    quoted: BTreeSet<&'a str>,
    /// Methods and paths that the page names as such.
    declared: Vec<(String, String)>,
    endpoint: Option<usize>,
    section: Section,
    /// Statuses that were named and whose examples may follow.
    statuses: Vec<u16>,
    /// The status under which members stand.
    status: Option<u16>,
    subject: Option<Subject>,
    /// The list of parameters or members that is being read.
    list: Option<(Range<usize>, Kind, usize)>,
    /// Open cards: the subjects outside of them.
    cards: Vec<(Option<Subject>, Option<String>)>,
    /// Whose the next example is, where markup or a command before it says so.
    request_next: Option<bool>,
    /// The last title that may be an endpoint's.
    title: Option<Range<usize>>,
    credential: Option<Credential>,
    /// Where the claims start that stand between an endpoint's title and its address.
    introduced: Option<usize>,
    /// The next example is the body of the request that stands above it.
    body_next: bool,
    /// Nothing on the page names an address, so that endpoints are told apart by their titles.
    titled: bool,
    /// What stands here is addressed to machines that read the page.
    machines: bool,
    /// The examples by the number of their block, with whether they hold placeholders, where their texts tell.
    examples: Vec<(usize, Option<bool>)>,
}

impl<'a> Interpreter<'a> {
    fn slice(&self, range: &Range<usize>) -> &'a str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// The line at this place among the parts.
    fn line_at(&self, index: usize) -> Option<(&'a str, Range<usize>)> {
        match self.parts.get(index)? {
            Part::Line { range } => Some((self.slice(range), range.clone())),
            _ => None,
        }
    }

    /// Methods and paths are looked for first: an address in an example is told apart into server and path by them.
    fn declare(&mut self) {
        let mut index = 0;
        while index < self.parts.len() {
            if let Some(Part::Endpoint {
                method: Some(method),
                url,
                ..
            }) = self.parts.get(index)
            {
                self.declared.push((method.clone(), path_of(url)));
            } else if let Some(named) = self.endpoint_at(index) {
                self.declared.push((named.method, path_of(&named.url)));
                index += named.taken;
                continue;
            }
            index += 1;
        }
        self.titled = self.declared.is_empty()
            && !self.parts.iter().any(|part| match part {
                Part::Endpoint { .. } => true,
                Part::Code { range, .. } | Part::Table { range, .. } => {
                    let text = self.slice(range);
                    text.contains("://") || text.contains("paths")
                }
                _ => false,
            });
    }

    fn part(&mut self, index: usize) -> usize {
        let Some(part) = self.parts.get(index) else {
            return 1;
        };
        if let Part::Heading { range } | Part::Line { range } = part
            && (matches!(part, Part::Heading { .. }) || !self.machines)
        {
            let title = self.slice(range).to_ascii_lowercase();
            self.machines = title.len() < 80
                && (title.starts_with("agent instructions")
                    || title.starts_with("instructions for ai"));
        }
        if self.machines
            && let Part::Heading { range }
            | Part::Line { range }
            | Part::Code { range, .. }
            | Part::Table { range, .. } = part
        {
            self.out
                .boilerplate
                .push((range.clone(), "agent-instructions"));
            return 1;
        }
        match part {
            Part::Heading { range } => {
                if let Some(taken) = self.endpoint_line(index) {
                    return taken;
                }
                self.heading(range.clone());
                1
            }
            Part::Line { .. } => self.line(index),
            Part::Code { range, info } => {
                self.code(range.clone(), info);
                1
            }
            Part::Table {
                range,
                rows,
                headed,
            } => {
                self.table(range.clone(), rows, *headed);
                1
            }
            Part::Open(card) => {
                self.open(card);
                1
            }
            Part::Close => {
                if let Some((subject, _)) = self.cards.pop() {
                    if matches!(
                        self.subject.as_ref().map(|subject| &subject.target),
                        Some(Target::Credential)
                    ) {
                        self.end_credential();
                    }
                    self.subject = subject;
                }
                1
            }
            Part::Endpoint { range, method, url } => {
                self.declare_endpoint(range.clone(), method.clone(), url);
                1
            }
            Part::Side { request } => {
                self.end_list();
                self.request_next = Some(*request);
                self.section = if *request {
                    Section::Request
                } else {
                    Section::Response
                };
                1
            }
            Part::Noise { range, rule } => {
                self.out.boilerplate.push((range.clone(), rule));
                1
            }
        }
    }
}
