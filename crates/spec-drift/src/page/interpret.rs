//! The parts of a page as claims: what each part states depends on the titles, statuses and names before it.

mod addresses;
mod answers;
mod blocks;
mod credentials;
mod fields;
mod labels;
mod lines;
mod names;
mod subjects;
mod tables;
mod unnamed;

use std::collections::BTreeSet;
use std::ops::Range;

use super::model::Kind;
use super::part::{Card, Part, Place};
use super::words::{self, Section};
use super::{boilerplate, example};
use crate::claim::{Endpoint, Fact, Location, Says, Side, Type};
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

    /// A title as markup marks it, or a line that is one.
    fn heading(&mut self, range: Range<usize>) {
        let text = self.slice(&range);
        if let Some(rule) = boilerplate::line(text).filter(|rule| *rule == "navigation") {
            self.out.boilerplate.push((range, rule));
            return;
        }
        if let Some((status, _)) = words::status(text) {
            self.say_status(range, status);
            return;
        }
        self.end_list();
        match words::section(text) {
            Some(section) => self.begin(section),
            None => {
                let was = self.section;
                self.section = Section::Other;
                self.request_next = None;
                if was != Section::Other || words::title(text) {
                    self.new_title(range.clone());
                }
                for (found, fact) in words::limits(text) {
                    self.state(
                        range.start + found.start..range.start + found.end,
                        None,
                        fact,
                    );
                }
            }
        }
        self.out.prose.push((range, "heading"));
    }

    fn new_title(&mut self, range: Range<usize>) {
        let text = self.slice(&range).trim();
        if self.titled && words::title(text) {
            let endpoint = Endpoint {
                method: None,
                path: None,
                title: Some(text.to_owned()),
            };
            let at = self.endpoint(endpoint);
            self.endpoint = Some(at);
            self.state(range.clone(), None, Fact::Endpoint);
        }
        self.introduced = words::title(text).then_some(self.out.claims.len());
        self.title = Some(range);
        self.statuses.clear();
        self.status = None;
    }

    /// Begins a section.
    /// Where this endpoint stands among those of the page; it is put there if nobody has named it yet.
    fn endpoint(&mut self, endpoint: Endpoint) -> usize {
        let endpoints = &mut self.out.endpoints;
        let known = endpoints.iter().position(|known| *known == endpoint);
        known.unwrap_or_else(|| {
            endpoints.push(endpoint);
            endpoints.len() - 1
        })
    }

    fn begin(&mut self, section: Section) {
        self.end_list();
        self.section = section;
        self.subject = None;
        self.request_next = match section {
            Section::Body | Section::Request => Some(true),
            Section::Response => Some(false),
            _ => None,
        };
        if section != Section::Response {
            self.statuses.clear();
            self.status = None;
        }
    }

    /// States a fact of the current endpoint.
    fn state(&mut self, range: Range<usize>, block: Option<usize>, fact: Fact) {
        self.out.claims.push(Stated {
            range,
            endpoint: self.endpoint,
            block,
            fact,
        });
    }

    /// States something of the current subject; of a parameter without a name where there is none.
    fn say(&mut self, range: Range<usize>, says: Says) {
        let subject = self.subject.clone().unwrap_or_else(|| {
            let location = match self.section {
                Section::Parameters(location) => location,
                _ => None,
            };
            Subject::new(Target::Parameter {
                name: None,
                location,
            })
        });
        if matches!(says, Says::Required(_))
            && let Some(subject) = &mut self.subject
        {
            subject.beside = subject.beside.max(Beside::Required);
        }
        if let Says::Type(kind) = &says
            && let Some(subject) = &mut self.subject
        {
            subject.kind = Some(*kind);
        }
        let end = range.end;
        let fact = match subject.target {
            Target::Parameter { name, location } => Fact::Parameter {
                name,
                location,
                says,
            },
            Target::Field { side, pointer } => Fact::Field {
                side,
                pointer,
                says,
            },
            Target::Credential => return,
        };
        if let Some(whole) = self.out.claims.last_mut()
            && let Some(range) = joined(&whole.fact, &fact, &whole.range, &range)
            && let Fact::Parameter { says: both, .. } | Fact::Field { says: both, .. } =
                &mut whole.fact
        {
            *both = range;
            whole.range.end = whole.range.end.max(end);
            return;
        }
        let block = match &mut self.list {
            Some((list, _, number)) if self.subject.is_some() => {
                list.end = list.end.max(range.end);
                list.start = list.start.min(range.start);
                Some(*number)
            }
            _ => None,
        };
        self.state(range, block, fact);
    }

    /// Begins a list of parameters or members, or goes on with it.
    fn in_list(&mut self, range: &Range<usize>, kind: Kind) {
        match &mut self.list {
            Some((list, current, _)) if *current == kind => list.end = list.end.max(range.end),
            _ => {
                self.end_list();
                let number = self.out.blocks.len();
                self.out.blocks.push(Shown {
                    range: range.clone(),
                    endpoint: self.endpoint,
                    kind,
                });
                self.list = Some((range.clone(), kind, number));
            }
        }
    }

    fn end_list(&mut self) {
        self.end_credential();
        if let Some((range, _, number)) = self.list.take()
            && let Some(block) = self.out.blocks.get_mut(number)
        {
            block.range = range;
        }
        self.subject = None;
    }

    /// The side and status of what stands here.
    fn side(&self) -> Side {
        match self.section {
            Section::Body | Section::Request => Side::Request,
            _ => Side::Response(self.status),
        }
    }

    fn open(&mut self, card: &Card) {
        let outer = self.subject.clone();
        let base = self
            .cards
            .iter()
            .rev()
            .find_map(|(_, pointer)| pointer.clone());
        let side = match card.place {
            Place::Request => Some(Side::Request),
            Place::Response => Some(Side::Response(self.status)),
            Place::Section if matches!(self.section, Section::Body | Section::Response) => {
                Some(self.side())
            }
            Place::Section if base.is_some() => Some(self.side()),
            _ => None,
        };
        let (target, kind, pointer) = match (side, &self.section, card.place) {
            (Some(side), _, _) => {
                // Inside a card, a name may be written with or without its parent's.
                let pointer = fields::under(base.as_deref(), &card.name);
                (
                    Target::Field {
                        side,
                        pointer: pointer.clone(),
                    },
                    Kind::Fields { side },
                    Some(pointer),
                )
            }
            (None, Section::Authentication, _) => (Target::Credential, Kind::Parameters, None),
            (None, section, place) => {
                let location = match (place, section) {
                    (Place::Parameter(location), _) => location,
                    (_, Section::Parameters(location)) => *location,
                    _ => None,
                };
                (
                    Target::Parameter {
                        name: Some(card.name.clone()),
                        location,
                    },
                    Kind::Parameters,
                    None,
                )
            }
        };
        let place = match &target {
            Target::Parameter { location, .. }
                if credentials::is_credential_of(&card.name, *location) =>
            {
                Some(*location)
            }
            Target::Credential => Some(None),
            _ => None,
        };
        if let Some(location) = place {
            self.end_credential();
            self.credential(card.range.clone(), Some(&card.name), &card.marks);
            if location.is_some() {
                self.place_credential(location);
            }
            self.subject = Some(Subject::new(Target::Credential));
            self.cards.push((outer, None));
            return;
        }
        self.in_list(&card.range, kind);
        self.subject = Some(Subject::new(target));
        self.say(card.name_range.clone(), Says::Exists);
        self.marks(0, &card.marks);
        self.cards.push((outer, pointer));
    }

    /// An example whose texts don't tell whether they are placeholders is what all other examples of the page are.
    fn settle_examples(&mut self) {
        let told: BTreeSet<bool> = self.examples.iter().filter_map(|(_, told)| *told).collect();
        if told != BTreeSet::from([true]) {
            return;
        }
        for (number, _) in self.examples.iter().filter(|(_, told)| told.is_none()) {
            if let Some(Shown {
                kind: Kind::Example { placeholders, .. },
                ..
            }) = self.out.blocks.get_mut(*number)
            {
                *placeholders = true;
            }
        }
    }

    /// Gives a page's only endpoint to all of its claims.
    fn settle(&mut self) {
        if self.out.endpoints.is_empty()
            && let Some(title) = self.title.clone()
        {
            let title = Some(self.slice(&title).trim().to_owned());
            self.out.endpoints.push(Endpoint {
                method: None,
                path: None,
                title,
            });
        }
        if let [_] = self.out.endpoints.as_slice() {
            for claim in &mut self.out.claims {
                claim.endpoint = Some(0);
            }
            for block in &mut self.out.blocks {
                block.endpoint = Some(0);
            }
        }
        self.settle_examples();
        // One statement in one place is made once.
        let mut seen = BTreeSet::new();
        self.out.claims.retain(|claim| {
            seen.insert((
                claim.range.start,
                claim.range.end,
                claim.endpoint,
                claim.block,
                format!("{:?}", claim.fact),
            ))
        });
    }
}

/// Two halves of a range, where a page writes its bounds one after the other.
fn joined(
    before: &Fact,
    after: &Fact,
    first: &Range<usize>,
    second: &Range<usize>,
) -> Option<Says> {
    let (
        Says::Range {
            minimum,
            maximum,
            exclusive_minimum,
            exclusive_maximum,
        },
        Says::Range {
            minimum: from,
            maximum: to,
            exclusive_minimum: above,
            exclusive_maximum: below,
        },
    ) = (match (before, after) {
        (
            Fact::Parameter {
                name,
                location,
                says,
            },
            Fact::Parameter {
                name: other,
                location: place,
                says: more,
            },
        ) if name.is_some() && name == other && location == place => (says, more),
        (
            Fact::Field {
                side,
                pointer,
                says,
            },
            Fact::Field {
                side: own,
                pointer: other,
                says: more,
            },
        ) if side == own && pointer == other => (says, more),
        _ => return None,
    })
    else {
        return None;
    };
    let halves =
        minimum.is_some() != from.is_some() && maximum.is_some() != to.is_some() && first != second;
    halves.then(|| Says::Range {
        minimum: minimum.clone().or_else(|| from.clone()),
        maximum: maximum.clone().or_else(|| to.clone()),
        exclusive_minimum: *exclusive_minimum || *above,
        exclusive_maximum: *exclusive_maximum || *below,
    })
}

/// The path of an address, in braces for parameters, without query and slash at its end.
fn path_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = if url.contains("://") || !rest.starts_with('/') {
        rest.find('/')
            .and_then(|at| rest.get(at..))
            .unwrap_or_default()
    } else {
        rest
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let segments = path.split('/').map(|segment| {
        let inner = segment
            .strip_prefix(':')
            .or_else(|| {
                segment
                    .strip_prefix("{{")
                    .and_then(|inner| inner.strip_suffix("}}"))
            })
            .or_else(|| {
                segment
                    .strip_prefix('{')
                    .and_then(|inner| inner.strip_suffix('}'))
            })
            .or_else(|| {
                segment
                    .strip_prefix('<')
                    .and_then(|inner| inner.strip_suffix('>'))
            });
        match inner {
            Some(name) if !name.is_empty() => format!("{{{name}}}"),
            _ => segment.to_owned(),
        }
    });
    let path = segments.collect::<Vec<_>>().join("/");
    if path.len() > 1 {
        path.trim_end_matches('/').to_owned()
    } else {
        path
    }
}

/// The facts of an example, for the blocks.
fn example_facts(node: &super::node::Node) -> (Option<bool>, Vec<example::Shown>) {
    let placeholders = example::placeholders(node);
    let shown = example::shown(node, placeholders.unwrap_or_default());
    (placeholders, shown)
}
