//! Lines: titles of sections, addresses, statuses, names with their marks, labels with their values, sentences.

use std::ops::Range;

use super::super::chips::{self, Chip, Marked};
use super::super::constraint::{self, Label};
use super::super::model::Kind;
use super::super::part::trim;
use super::super::types::Typed;
use super::super::words::{self, Section};
use super::super::{boilerplate, table};
use super::{Credential, Interpreter, Subject, Target, fields};
use crate::claim::{Fact, Location, Says, Type};

/// An endpoint as lines name it.
pub(super) struct Named {
    pub method: String,
    /// Where the page sets it apart from the path.
    pub server: Option<String>,
    /// The path, or the whole address.
    pub url: String,
    pub range: Range<usize>,
    /// So many parts.
    pub taken: usize,
}

impl<'a> Interpreter<'a> {
    /// Reads the line here; how many parts that took.
    pub(super) fn line(&mut self, index: usize) -> usize {
        let Some((text, range)) = self.line_at(index) else {
            return 1;
        };
        if let Some(taken) = self.endpoint_line(index) {
            return taken;
        }
        if let Some((status, _)) = words::status(text)
            && words::section(text.split(':').next().unwrap_or(text)) == Some(Section::Response)
        {
            // `Response 200` is a title and a status: what follows is its own.
            self.begin(Section::Response);
            self.statuses.clear();
            self.say_status(range, status);
            return 1;
        }
        if let Some(taken) = self.section_line(index, text, &range) {
            return taken;
        }
        if let Some(taken) = self.label_line(index, text, &range) {
            return taken;
        }
        if let Some(tabs) = words::tabs(text) {
            for (at, status) in tabs {
                self.say_status(range.start + at.start..range.start + at.end, status);
            }
            return 1;
        }
        if let Some((status, rest)) = words::status(text)
            && (self.section == Section::Response
                || !rest.is_empty()
                || text.starts_with(|char: char| char.is_ascii_alphabetic())
                || !matches!(self.section, Section::Parameters(_) | Section::Body))
        {
            self.say_status(range, status);
            return 1;
        }
        let naming = matches!(
            self.section,
            Section::Parameters(_) | Section::Body | Section::Response | Section::Authentication
        );
        if naming && let Some(taken) = self.name_line(index, text, &range) {
            return taken;
        }
        if words::method(text).is_some() {
            // A method without an address stands before a title in a list of pages, or on a tab.
            self.out.boilerplate.push((range, "navigation"));
            return 1;
        }
        if let Some(rule) = boilerplate::line(text) {
            self.out.boilerplate.push((range, rule));
            return 1;
        }
        if let Some(range_of) = constraint::range(text)
            && !text.contains('-')
        {
            self.say(range, range_of);
            return 1;
        }
        if let Some(url) = words::url(text)
            && url == (0..text.len())
        {
            self.whole_address(range, text);
            return 1;
        }
        if self.cards.is_empty()
            && self.subject.is_none()
            && self.section != Section::Authentication
            && words::answer(text)
        {
            self.say_answer(range, text);
            return 1;
        }
        if self.section != Section::Authentication && self.subject.is_none() && words::title(text) {
            self.new_title(range.clone());
            self.out.prose.push((range, "title"));
            return 1;
        }
        self.description(range);
        1
    }

    /// Method and address at this place, over as many lines as a page spreads them.
    pub(super) fn endpoint_at(&self, index: usize) -> Option<Named> {
        let (text, range) = match self.parts.get(index)? {
            super::Part::Line { range } | super::Part::Heading { range } => {
                (self.slice(range), range.clone())
            }
            _ => return None,
        };
        if let Some((method, url)) = words::endpoint(text) {
            return Some(Named {
                method,
                server: None,
                url,
                range,
                taken: 1,
            });
        }
        let method = words::method(text)?;
        let (next, next_range) = self.line_at(index + 1)?;
        if !next.starts_with('/') && !next.starts_with("http") && !next.starts_with("{{") {
            return None;
        }
        if !is_in_pieces(next) {
            return None;
        }
        let mut url: String = next.split_whitespace().collect();
        let mut end = next_range.end;
        let mut taken = 2;
        // What a page sets apart from the path is the server, base path and all.
        let mut server = next
            .split_whitespace()
            .next()
            .filter(|first| first.len() < url.len() && first.contains("://"))
            .map(str::to_owned);
        // `/`, `v1`, `/`, `contacts`: each on a line of its own.
        while let Some((line, line_range)) = self.line_at(index + taken) {
            let segment = line.trim();
            let plain = !segment.is_empty()
                && segment
                    .chars()
                    .all(|char| char.is_ascii_alphanumeric() || "_-.{}:~<>".contains(char));
            let goes_on = if url.ends_with('/') {
                plain
            } else {
                segment == "/" || (segment.starts_with('/') && !segment.contains(' '))
            };
            if !goes_on || taken > 40 {
                break;
            }
            if taken == 2 && url.contains("://") && segment.len() > 1 && segment.starts_with('/') {
                server = Some(url.clone());
            }
            url.push_str(segment);
            end = line_range.end;
            taken += 1;
        }
        if let Some(server) = &mut server {
            url.drain(..server.len());
            server.truncate(server.trim_end_matches('/').len());
        }
        (url.len() > 1).then_some(Named {
            method,
            server,
            url,
            range: range.start..end,
            taken,
        })
    }

    pub(super) fn endpoint_line(&mut self, index: usize) -> Option<usize> {
        let named = self.endpoint_at(index)?;
        self.declare_endpoint(named.range.clone(), Some(named.method), &named.url);
        if let Some(server) = named.server {
            self.state(named.range, None, Fact::Server(server));
        }
        self.title = None;
        Some(named.taken)
    }

    fn section_line(&mut self, index: usize, text: &'a str, range: &Range<usize>) -> Option<usize> {
        let bare = text.trim();
        let section = words::section(bare)?;
        let colon = bare.ends_with([':', '*']);
        // `Authorization` and `path` are names, too; what stands before marks is one.
        let next_marks = self.line_at(index + 1).is_some_and(|(next, _)| {
            chips::all(next).is_some() && boilerplate::line(next).is_none()
        });
        if !colon && next_marks && self.section != Section::Open && self.section != Section::Other {
            return None;
        }
        let lower_name = bare.starts_with(|char: char| char.is_ascii_lowercase())
            && !bare.contains(' ')
            && !colon;
        if lower_name && (self.section != Section::Open || chips::all(bare).is_some()) {
            return None;
        }
        self.begin(section);
        self.out.prose.push((range.clone(), "section"));
        Some(1)
    }

    /// `Required range: x >= 1`, its value on this line or on those that follow.
    fn label_line(&mut self, index: usize, text: &'a str, range: &Range<usize>) -> Option<usize> {
        let (label, value_at) = constraint::label(text)?;
        if matches!(
            label,
            Label::Example | Label::Type | Label::Format | Label::Required
        ) && self.subject.is_none()
        {
            return None;
        }
        let value = text.get(value_at..)?.trim();
        let kind = self.subject.as_ref().and_then(|subject| subject.kind);
        if label == Label::Enum {
            return Some(self.options(index, value, range, kind));
        }
        if !value.is_empty() {
            match constraint::labelled(label, value, kind) {
                Some(says) => {
                    for says in says {
                        self.say(range.clone(), says);
                    }
                }
                None if self.subject.is_none() && text.split_whitespace().count() > 6 => {
                    return None;
                }
                None => self.out.prose.push((range.clone(), "value-not-understood")),
            }
            return Some(1);
        }
        let lost = |this: &mut Self| this.out.prose.push((range.clone(), "value-lost"));
        let Some((next, next_range)) = self
            .line_at(index + 1)
            .filter(|(next, _)| constraint::label(next).is_none())
        else {
            lost(self);
            return Some(1);
        };
        let stops = words::section(next).is_some()
            || (self.is_head(index + 1) && label != Label::Default && label != Label::Example);
        match (stops, constraint::labelled(label, next, kind)) {
            (false, Some(says)) => {
                for says in says {
                    self.say(range.start..next_range.end, says);
                }
                Some(2)
            }
            _ => {
                lost(self);
                Some(1)
            }
        }
    }

    /// Options after their label: on its line, on lines that end in commas, or one a line up to the next name.
    fn options(
        &mut self,
        index: usize,
        value: &str,
        range: &Range<usize>,
        kind: Option<Type>,
    ) -> usize {
        let mut list = value.to_owned();
        let mut end = range.end;
        let mut taken = 1;
        let own_line = list.is_empty();
        let mut commas = false;
        while let Some((next, next_range)) = self.line_at(index + taken) {
            let next = next.trim();
            let continued = list.trim_end().ends_with(',') || next.starts_with(',');
            let labelled = constraint::label(next).is_some()
                || words::section(next).is_some()
                || words::status(next).is_some();
            // Where options stand one a line, a name is what a type follows.
            let single = own_line
                && !next.contains(' ')
                && !commas
                && !self.is_head(index + taken)
                && taken < 60;
            if labelled
                || !(continued || list.is_empty() || single)
                || next.split_whitespace().count() > 60
            {
                break;
            }
            if list.is_empty() && self.is_head(index + taken) && !next.contains(',') {
                break;
            }
            if !list.is_empty() && !continued {
                list.push(',');
            }
            commas |= next.contains(',');
            list.push_str(next);
            end = next_range.end;
            taken += 1;
        }
        // The title that follows may be glued to the last option.
        let title = list
            .rsplit_once(' ')
            .map(|(_, last)| last)
            .filter(|last| last.starts_with(|char: char| char.is_ascii_uppercase()));
        let section = title.and_then(words::section);
        if let (Some(title), Some(_)) = (title, section) {
            list.truncate(list.len() - title.len());
        }
        match constraint::labelled(Label::Enum, &list, kind) {
            Some(says) => {
                for says in says {
                    self.say(range.start..end, says);
                }
                if let Some(section) = section {
                    self.begin(section);
                }
                taken
            }
            None => {
                self.out.prose.push((range.clone(), "value-lost"));
                1
            }
        }
    }

    /// Whether a parameter or member begins at this line, by the marks on it or below it.
    fn is_head(&self, index: usize) -> bool {
        let Some((text, _)) = self.line_at(index) else {
            return false;
        };
        let bare = text.trim().trim_end_matches('*').trim_end();
        if chips::unglue(bare).is_some_and(|(_, marks)| marks.len() > 1) {
            return true;
        }
        let marks_below = || {
            self.line_at(index + 1).is_some_and(|(next, _)| {
                chips::all(next).is_some_and(|marks| {
                    marks.iter().any(|(_, chip)| match chip {
                        // `email` alone may be an option, too.
                        Chip::Type(typed) => typed.format.is_none() || !chips::is_name(next.trim()),
                        Chip::Location(_) | Chip::Says(Says::Required(_) | Says::Deprecated(_)) => {
                            true
                        }
                        _ => false,
                    })
                })
            })
        };
        if chips::is_name(bare) {
            return marks_below();
        }
        self.head(text).is_some_and(|(_, marks, _)| {
            marks.iter().any(|(_, chip)| matches!(chip, Chip::Type(_)))
        })
    }

    /// A name and the marks beside it, and where a description follows: `page integer default:1`, `page (integer): which page`.
    fn head(&self, text: &str) -> Option<(Range<usize>, Vec<Marked>, usize)> {
        let text = text.trim_end();
        // `Base URL: https://api.example.com` begins a section of one line.
        if text
            .split_once(':')
            .is_some_and(|(title, _)| title.contains(' ') && words::section(title).is_some())
        {
            return None;
        }
        let first = text.split([' ', '\t', '\n', '\u{a0}']).next()?;
        let colon = first.trim_end_matches([':', '*', ',']);
        if chips::is_name(colon) && first.len() < text.len() {
            let after = text.get(first.len()..)?;
            let starred = first.ends_with('*') || after.trim_start().starts_with('*');
            let skip = after.len() - after.trim_start_matches([' ', '*', '\t']).len();
            let (mut marks, end) = chips::leading(after.get(skip..)?);
            let base = first.len() + skip;
            for (range, _) in &mut marks {
                *range = range.start + base..range.end + base;
            }
            if starred {
                marks.push((0..first.len(), Chip::Says(Says::Required(true))));
            }
            // A word that begins a sentence is no name because a type stands in it.
            let typed = marks
                .iter()
                .any(|(_, chip)| matches!(chip, Chip::Type(_) | Chip::Says(_)));
            let rest = text.get(base + end..).unwrap_or_default().trim_start();
            let separated = rest.is_empty()
                || rest.starts_with([')', ':', '-', '\u{2013}', '\u{2014}', '.', '|'])
                || rest.starts_with(|char: char| char.is_ascii_uppercase());
            if !marks.is_empty() && typed && separated {
                return Some((0..colon.len(), marks, base + end));
            }
            // `page - which page`, `page: which page`.
            let dash = after.trim_start();
            if dash.starts_with("- ")
                || dash.starts_with("\u{2013} ")
                || dash.starts_with("\u{2014} ")
                || (first.ends_with(':') && is_identifier(colon) && !dash.contains(": "))
            {
                return Some((0..colon.len(), marks, base));
            }
            return None;
        }
        if first.len() == text.len() {
            let (at, marks) = chips::unglue(first)?;
            return Some((0..at, marks, text.len()));
        }
        // Glued to marks that have spaces: `querystring · max: 512Required`.
        let (at, marks) = chips::unglue(text)?;
        Some((0..at, marks, text.len()))
    }

    /// A line in a list of parameters, members or credentials.
    fn name_line(&mut self, index: usize, text: &'a str, range: &Range<usize>) -> Option<usize> {
        let bare = text
            .trim()
            .trim_start_matches(['-', '\u{2022}', '*'])
            .trim_start();
        let start = range.end - bare.len().min(range.len());
        let bare = bare.trim_end();
        if is_column_titles(bare) {
            self.out.prose.push((range.clone(), "table"));
            return Some(1);
        }
        // Marks of the name above.
        let naming_below = self
            .line_at(index + 1)
            .and_then(|(next, _)| chips::all(next))
            .is_some_and(|marks| marks.iter().any(|(_, chip)| matches!(chip, Chip::Type(_))));
        if let Some(marks) = chips::all(bare)
            && !(naming_below
                && chips::is_name(bare)
                && marks.len() == 1
                && !matches!(marks.first(), Some((_, Chip::Says(_))))
                && self.typed_already())
            && (self.subject.is_some()
                || self.section == Section::Authentication && self.credential.is_some())
        {
            if self.section == Section::Authentication {
                self.credential(range.clone(), None, &marks);
            } else {
                self.marks(start, &marks);
            }
            return Some(1);
        }
        let marked_below = naming_below
            || self
                .line_at(index + 1)
                .and_then(|(next, _)| chips::all(next))
                .is_some_and(|marks| {
                    marks
                        .iter()
                        .any(|(_, chip)| matches!(chip, Chip::Says(Says::Required(_))))
                });
        let starred = bare.ends_with('*');
        let name = bare.trim_end_matches('*').trim_end();
        let unglued = chips::unglue(bare)
            .filter(|(_, marks)| marks.len() > 1 || (!naming_below && glued_safely(bare)));
        let alone = chips::is_name(name)
            && unglued.is_none()
            && boilerplate::line(name).is_none_or(|_| marked_below)
            && words::method(name).is_none();
        let named = if self.section == Section::Authentication {
            is_header_name(name)
        } else {
            is_identifier(name)
        };
        if alone
            && self.section == Section::Authentication
            && !naming_below
            && !named
            && is_identifier(name)
        {
            self.out.prose.push((range.clone(), "scheme-name"));
            return Some(1);
        }
        if alone && (marked_below || named) {
            if self.section == Section::Authentication && !naming_below && self.credential.is_some()
            {
                self.out.prose.push((range.clone(), "scheme-name"));
                return Some(1);
            }
            self.begin_subject(start..start + name.len(), name);
            if starred {
                self.say(range.clone(), Says::Required(true));
            }
            return Some(1);
        }
        let (name_range, marks, end) = match unglued {
            Some((at, marks)) => (0..at, marks, bare.len()),
            None => self.head(bare)?,
        };
        let name = bare.get(name_range.clone())?;
        self.begin_subject(start + name_range.start..start + name_range.end, name);
        if self.section == Section::Authentication {
            let marks: Vec<Marked> = marks;
            self.credential(range.clone(), None, &marks);
        } else {
            self.marks(start, &marks);
        }
        let rest = trim(self.text, start + end..start + bare.len());
        let skip = self.slice(&rest).len()
            - self
                .slice(&rest)
                .trim_start_matches([':', '-', '\u{2013}', '\u{2014}', ')', ' ', '|', '.'])
                .len();
        if rest.start + skip < rest.end {
            self.description(rest.start + skip..rest.end);
        }
        Some(1)
    }

    fn typed_already(&self) -> bool {
        self.subject
            .as_ref()
            .is_some_and(|subject| subject.kind.is_some())
    }

    fn begin_subject(&mut self, range: Range<usize>, name: &str) {
        let (target, kind) = match self.section {
            Section::Authentication => {
                self.end_credential();
                self.credential(range, Some(name), &[]);
                return;
            }
            Section::Parameters(location) if is_credential_of(name, location) => {
                self.end_credential();
                self.credential(range, Some(name), &[]);
                self.place_credential(location);
                self.subject = Some(Subject {
                    target: Target::Credential,
                    kind: None,
                });
                return;
            }
            Section::Parameters(location) => {
                self.end_credential();
                (
                    Target::Parameter {
                        name: Some(name.to_owned()),
                        location,
                    },
                    Kind::Parameters,
                )
            }
            _ => {
                let side = self.side();
                (
                    Target::Field {
                        side,
                        pointer: fields::pointer(name),
                    },
                    Kind::Fields { side },
                )
            }
        };
        self.in_list(&range, kind);
        self.subject = Some(Subject { target, kind: None });
        self.say(range, Says::Exists);
    }

    /// States marks of the current subject; `base` is where their bytes count from.
    pub(super) fn marks(&mut self, base: usize, marks: &[Marked]) {
        // The type first: what a default's bytes mean depends on it.
        for (range, chip) in marks {
            if let Chip::Type(typed) = chip {
                self.typed(base + range.start..base + range.end, typed);
            }
        }
        for (range, chip) in marks {
            let range = base + range.start..base + range.end;
            match chip {
                Chip::Type(_) | Chip::Other => {}
                Chip::Says(says) => {
                    let kind = self.subject.as_ref().and_then(|subject| subject.kind);
                    self.say(range, retyped(says.clone(), kind));
                }
                Chip::Location(place) => self.locate(*place),
            }
        }
    }

    pub(super) fn typed(&mut self, range: Range<usize>, typed: &Typed) {
        for says in typed.says() {
            self.say(range.clone(), says);
        }
        if let (
            Some(items),
            Some(Subject {
                target: Target::Field { side, pointer },
                ..
            }),
        ) = (&typed.items, self.subject.clone())
        {
            let outer = self.subject.clone();
            self.subject = Some(Subject {
                target: Target::Field {
                    side,
                    pointer: format!("{pointer}/-"),
                },
                kind: None,
            });
            self.typed(range, items);
            self.subject = outer;
        }
    }

    /// A mark says where the current parameter goes: what was stated of it so far goes there, too.
    fn locate(&mut self, place: Location) {
        let Some(Subject {
            target: Target::Parameter { name, location },
            ..
        }) = &mut self.subject
        else {
            return;
        };
        let (name, before) = (name.clone(), *location);
        *location = Some(place);
        for claim in self.out.claims.iter_mut().rev().take(12) {
            if let Fact::Parameter {
                name: other,
                location,
                ..
            } = &mut claim.fact
                && *other == name
                && *location == before
            {
                *location = Some(place);
            }
        }
    }

    /// Adds to the credential that a section describes.
    pub(super) fn credential(&mut self, range: Range<usize>, name: Option<&str>, marks: &[Marked]) {
        let credential = self.credential.get_or_insert_with(|| Credential {
            range: range.clone(),
            name: None,
            location: None,
            kind: None,
            format: None,
        });
        credential.range =
            credential.range.start.min(range.start)..credential.range.end.max(range.end);
        if let Some(name) = name {
            credential.name = Some(name.to_owned());
        }
        for (_, chip) in marks {
            if let Chip::Location(location) = chip {
                credential.location = Some(*location);
            }
        }
    }

    /// Says where the credential at hand goes.
    pub(super) fn place_credential(&mut self, location: Option<Location>) {
        if let Some(credential) = &mut self.credential {
            credential.location = location;
        }
    }

    pub(super) fn say_status(&mut self, range: Range<usize>, status: u16) {
        if self.section == Section::Response && self.list.is_some() {
            self.end_list();
        }
        if !matches!(self.section, Section::Response) {
            self.end_list();
            if !matches!(self.section, Section::Open | Section::Other) {
                self.section = Section::Response;
                self.request_next = Some(false);
            }
        }
        self.body_next = false;
        // The first of several tabs is the one that is open; tabs stand side by side.
        let fresh = self.statuses.is_empty();
        if self.statuses.contains(&status) {
            // Named again: the examples follow, after a list of all answers.
            self.statuses.clear();
        }
        self.statuses.push(status);
        let tab = self.out.claims.last().is_some_and(|before| {
            matches!(
                before.fact,
                Fact::Response {
                    status: Some(_),
                    ..
                }
            ) && self
                .text
                .get(before.range.end..range.start)
                .is_some_and(|between| between.trim().is_empty())
        });
        if fresh || self.section == Section::Response && !tab {
            self.status = Some(status);
        }
        self.state(
            range,
            None,
            Fact::Response {
                status: Some(status),
                text: None,
            },
        );
    }

    fn say_answer(&mut self, range: Range<usize>, text: &str) {
        if !self.statuses.is_empty() || self.status.is_some() {
            // The words for a status that stands above them.
            self.out.prose.push((range, "status-text"));
            return;
        }
        self.state(
            range,
            None,
            Fact::Response {
                status: None,
                text: Some(text.trim().trim_end_matches('.').to_owned()),
            },
        );
    }

    fn whole_address(&mut self, range: Range<usize>, text: &str) {
        if path_is_operation(text, &self.declared) {
            self.address(range.clone(), range, None, text);
        } else if self.section == Section::Endpoint {
            self.state(
                range,
                None,
                Fact::Server(text.trim_end_matches('/').to_owned()),
            );
        } else {
            self.out.prose.push((range, "address"));
        }
    }

    /// A sentence: what it says of its subject, of limits, of credentials.
    pub(super) fn description(&mut self, range: Range<usize>) {
        let text = self.slice(&range);
        if text.trim().is_empty() {
            return;
        }
        self.facts_in(range.clone());
        let mut rule = "sentence";
        if self.section == Section::Authentication
            || matches!(
                self.subject.as_ref().map(|subject| &subject.target),
                Some(Target::Credential)
            )
        {
            match words::authentication(text) {
                Some(Fact::Authentication {
                    kind,
                    location,
                    name,
                    format,
                }) => {
                    self.credential(range.clone(), None, &[]);
                    if let Some(credential) = &mut self.credential {
                        credential.kind = kind;
                        credential.location = credential.location.or(location);
                        credential.format = format;
                        credential.name = credential.name.take().or(name);
                    }
                }
                _ => rule = "description",
            }
        } else if self.subject.is_some() {
            rule = "description";
            self.type_in_description(&range);
            let kind = self.subject.as_ref().and_then(|subject| subject.kind);
            for (found, says) in constraint::described(text, kind) {
                self.say(range.start + found.start..range.start + found.end, says);
            }
        } else if let Some(fact) = words::authentication(text) {
            self.state(range.clone(), None, fact);
        } else if let Some(kind) = whole_type(text) {
            let side = self.side();
            self.state(
                range.clone(),
                None,
                Fact::Field {
                    side,
                    pointer: String::new(),
                    says: Says::Type(kind),
                },
            );
        } else if (self.section == Section::Endpoint || text.to_lowercase().contains("base url"))
            && let Some(url) = words::url(text)
            // A word of its own: in brackets and quotes it is somebody else's.
            && text
                .get(..url.start)
                .is_some_and(|before| before.is_empty() || before.ends_with([' ', '`']))
        {
            let at = range.start + url.start..range.start + url.end;
            let server = self.slice(&at).trim_end_matches('/').to_owned();
            self.state(at, None, Fact::Server(server));
        }
        // A single word that no rule knows is not read; a sentence is for people.
        if text.split_whitespace().count() > 1
            || text.ends_with('.')
            || rule == "description"
            || self.section == Section::Open
            || self.section == Section::Other
        {
            self.out.prose.push((range, rule));
        }
    }

    /// What a text says of limits.
    pub(super) fn facts_in(&mut self, range: Range<usize>) {
        let text = self.slice(&range);
        // A parameter's own default or bound is said of the parameter.
        let of_subject =
            self.subject.is_some() && !matches!(self.section, Section::Open | Section::Other);
        for (found, fact) in words::limits(text) {
            if of_subject && matches!(fact, Fact::PageSize(_)) {
                continue;
            }
            self.state(
                range.start + found.start..range.start + found.end,
                None,
                fact,
            );
        }
    }
}

/// Whether a parameter is how callers prove who they are.
pub(super) fn is_credential_of(name: &str, location: Option<Location>) -> bool {
    let lower = name.to_ascii_lowercase();
    match location {
        Some(Location::Header | Location::Cookie) => {
            lower == "authorization" || super::blocks::is_credential(name, "")
        }
        Some(Location::Query) => [
            "api_key",
            "apikey",
            "api-key",
            "access_token",
            "api_token",
            "auth_token",
        ]
        .contains(&lower.as_str()),
        _ => false,
    }
}

/// A default or example that was read before its type was known.
fn retyped(says: Says, kind: Option<Type>) -> Says {
    use serde_json::Value;
    let text = |value: Value| match (value, kind) {
        (Value::Number(number), Some(Type::String)) => Value::String(number.to_string()),
        (Value::Bool(bool), Some(Type::String)) => Value::String(bool.to_string()),
        (value, _) => value,
    };
    match says {
        Says::Default(value) => Says::Default(text(value)),
        Says::Example(value) => Says::Example(text(value)),
        other => other,
    }
}

/// `The response is of type object.`
fn whole_type(text: &str) -> Option<Type> {
    let rest = text
        .trim()
        .strip_prefix("The response is of type")
        .or_else(|| text.trim().strip_prefix("The body is of type"))?;
    super::super::types::expression(rest.trim().trim_end_matches('.').trim())?.kind
}

/// Whether a line is an address, in one piece or in several that all belong to it: `https://api.example.com /v1/ {id}`.
fn is_in_pieces(line: &str) -> bool {
    let mut before = "/";
    line.split_whitespace().all(|piece| {
        let joined = before.ends_with('/') || piece.starts_with(['/', '{']);
        before = piece;
        joined
    })
}

/// Whether an address ends in a path that an operation has, and is not only a server's.
fn path_is_operation(text: &str, declared: &[(String, String)]) -> bool {
    declared
        .iter()
        .any(|(_, path)| super::path_of(text).ends_with(path.as_str()))
        || text.contains(['{', ':']) && super::path_of(text).contains('{')
}

/// A name that prose does not have: in one case throughout, or with a joint.
fn is_identifier(name: &str) -> bool {
    let name = name.trim_end_matches("[]");
    let jointed = name.contains(['_', '.', '['])
        || name.chars().skip(1).any(|char| char.is_ascii_uppercase());
    let lower =
        name.starts_with(|char: char| char.is_ascii_lowercase() || matches!(char, '_' | '$'));
    name.len() > 1 && (lower || (jointed && !name.contains('/')))
}

fn is_header_name(name: &str) -> bool {
    name.eq_ignore_ascii_case("authorization")
        || name.contains('-')
        || super::blocks::is_credential(name, "")
}

/// `Name Type Description` on a line of their own.
fn is_column_titles(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.len() >= 2
        && words.len() <= 8
        && words.iter().all(|word| table::column(word).is_some())
        && text.starts_with(|char: char| char.is_ascii_uppercase())
}

/// Whether a name and a bare type that run together are that: `phonenumber` may be one word.
fn glued_safely(text: &str) -> bool {
    text.ends_with(']')
        || text.ends_with('>')
        || text.ends_with("boolean")
        || text.ends_with("integer")
        || text.ends_with("string")
}
