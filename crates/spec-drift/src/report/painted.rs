//! A page cut into segments that follow each other, each with one outcome.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::{Outcome, PageView, Part};
use crate::claim::Span;

/// Some bytes of a page with one outcome.
pub struct Segment<'a> {
    pub span: Span,
    pub outcome: Outcome,
    /// The part that decides; none where no part stands.
    pub part: Option<&'a Part>,
}

impl PageView {
    /// How many bytes that are not blank have which outcome. The sum is the page.
    pub fn coverage(&self) -> BTreeMap<Outcome, usize> {
        let mut bytes = BTreeMap::new();
        for segment in self.segments() {
            let text = self
                .text
                .get(segment.span.start..segment.span.end)
                .unwrap_or_default();
            let solid: usize = text
                .chars()
                .filter(|c| !c.is_whitespace())
                .map(char::len_utf8)
                .sum();
            if solid > 0 {
                *bytes.entry(segment.outcome).or_default() += solid;
            }
        }
        bytes
    }

    /// The page from its first byte to its last. Of parts over the same bytes the one that matters more decides, of equals
    /// the shorter.
    pub(super) fn segments(&self) -> Vec<Segment<'_>> {
        let parts: Vec<(Span, &Part)> = self
            .parts
            .iter()
            .map(|part| (inside(&self.text, part.span), part))
            .filter(|(span, _)| span.start < span.end)
            .collect();
        // At each byte where something begins or ends: who begins and who ends.
        let mut turns: BTreeMap<usize, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        turns.entry(0).or_default();
        turns.entry(self.text.len()).or_default();
        for (index, (span, _)) in parts.iter().enumerate() {
            turns.entry(span.start).or_default().0.push(index);
            turns.entry(span.end).or_default().1.push(index);
        }

        let rank = |index: usize| {
            let found = parts.get(index);
            let key = found.map(|(span, part)| (part.outcome, Reverse(span.end - span.start)));
            (Reverse(key), index)
        };
        let mut open = BTreeSet::new();
        let mut segments: Vec<Segment<'_>> = Vec::new();
        let mut start = 0;
        for (at, (begins, ends)) in turns {
            if start < at {
                let part = open
                    .first()
                    .and_then(|(_, index)| parts.get(*index))
                    .map(|(_, part)| *part);
                let span = Span { start, end: at };
                match segments.last_mut() {
                    Some(last) if same(last.part, part) => last.span.end = at,
                    _ => segments.push(Segment {
                        span,
                        outcome: part.map_or(Outcome::Unaccounted, |part| part.outcome),
                        part,
                    }),
                }
            }
            for index in ends {
                open.remove(&rank(index));
            }
            open.extend(begins.into_iter().map(rank));
            start = at;
        }
        segments
    }
}

fn same(one: Option<&Part>, other: Option<&Part>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => std::ptr::eq(one, other),
        (None, None) => true,
        _ => false,
    }
}

/// The span at character boundaries of the text.
fn inside(text: &str, span: Span) -> Span {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    Span {
        start: floor(span.start),
        end: floor(span.end),
    }
}
