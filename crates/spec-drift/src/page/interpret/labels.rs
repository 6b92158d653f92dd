//! Labels with their values: on one line, or on those that follow.

use std::ops::Range;

use super::super::constraint::{self, Label};
use super::super::words;
use super::Interpreter;
use crate::claim::Type;

impl<'a> Interpreter<'a> {
    /// `Required range: x >= 1`, its value on this line or on those that follow.
    pub(super) fn label_line(
        &mut self,
        index: usize,
        text: &'a str,
        range: &Range<usize>,
    ) -> Option<usize> {
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
    pub(super) fn options(
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
}
