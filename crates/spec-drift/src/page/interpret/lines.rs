//! Lines: each is looked at for what it may be, the most certain first; what is left is a sentence.

use std::ops::Range;

use super::super::words::{self, Section};
use super::super::{boilerplate, chips, constraint};
use super::{Beside, Interpreter, Target};
use crate::claim::{Fact, Says, Type};

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
            self.facts_in(range.clone());
            self.out.prose.push((range, "title"));
            return 1;
        }
        self.description(range);
        1
    }

    pub(super) fn section_line(
        &mut self,
        index: usize,
        text: &'a str,
        range: &Range<usize>,
    ) -> Option<usize> {
        let bare = text.trim();
        let section = words::section(bare)?;
        let colon = bare.ends_with([':', '*']);
        // `Authorization` and `path` are names, too; what stands before marks is one.
        let next_marks = self.line_at(index + 1).is_some_and(|(next, _)| {
            chips::all(next).is_some() && boilerplate::line(next).is_none()
        });
        let may_be_name = !colon && !bare.contains(' ');
        if may_be_name && next_marks && !matches!(self.section, Section::Open | Section::Other) {
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
            if let Some(subject) = &mut self.subject {
                subject.beside = Beside::Description;
            }
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

    /// What a text says of limits, and of whether to use an endpoint any longer.
    pub(super) fn facts_in(&mut self, range: Range<usize>) {
        let text = self.slice(&range);
        // A parameter's own default or bound is said of the parameter.
        let of_subject =
            self.subject.is_some() && !matches!(self.section, Section::Open | Section::Other);
        if !of_subject && let Some(found) = words::deprecation(text) {
            let place = range.start + found.start..range.start + found.end;
            self.state(place, None, Fact::Deprecated(true));
        }
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

/// `The response is of type object.`
fn whole_type(text: &str) -> Option<Type> {
    let rest = text
        .trim()
        .strip_prefix("The response is of type")
        .or_else(|| text.trim().strip_prefix("The body is of type"))?;
    super::super::types::expression(rest.trim().trim_end_matches('.').trim())?.kind
}
