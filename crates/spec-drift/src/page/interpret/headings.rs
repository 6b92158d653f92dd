//! Titles: which section they begin, and whether they are an endpoint's.

use std::ops::Range;

use super::super::boilerplate;
use super::super::words::{self, Section};
use super::Interpreter;
use crate::claim::{Endpoint, Fact};

impl Interpreter<'_> {
    /// A title as markup marks it, or a line that is one.
    pub(super) fn heading(&mut self, range: Range<usize>) {
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

    pub(super) fn new_title(&mut self, range: Range<usize>) {
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

    /// Where this endpoint stands among those of the page; it is put there if nobody has named it yet.
    pub(super) fn endpoint(&mut self, endpoint: Endpoint) -> usize {
        let endpoints = &mut self.out.endpoints;
        let known = endpoints.iter().position(|known| *known == endpoint);
        known.unwrap_or_else(|| {
            endpoints.push(endpoint);
            endpoints.len() - 1
        })
    }

    /// Begins a section.
    pub(super) fn begin(&mut self, section: Section) {
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
}
