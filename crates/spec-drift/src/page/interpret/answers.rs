//! Statuses, and words for them.

use std::ops::Range;

use super::super::words::Section;
use super::Interpreter;
use crate::claim::Fact;

impl Interpreter<'_> {
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

    pub(super) fn say_answer(&mut self, range: Range<usize>, text: &str) {
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
}
