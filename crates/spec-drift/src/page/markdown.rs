//! Markdown into parts: plain, MDX with components, GitBook's with `{% tags %}`.
//!
//! MDX is no CommonMark: a component's content may be indented and may begin a fence without a blank line, which CommonMark
//! takes for code and for raw HTML. So blocks are read line by line here.

mod components;
mod inline;
mod tables;

use std::ops::Range;

use super::flat::Flat;
use super::part::{Part, trim};
use super::pattern::patterns;
use super::words;

patterns! {
    SEPARATOR = r"^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$";
    INLINE_TAG = r"^</?(?:a|b|br|code|del|details|div|em|figure|figcaption|h[1-6]|hr|i|img|kbd|li|mark|ol|p|pre|small|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|u|ul|script|style|iframe|button)\b[^<>]{0,500}/?>";
    ATTRIBUTE = r#"([A-Za-z_][\w\-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|\{\s*"?([^}"]*)"?\s*\}|([^\s"'>{}]+)))?"#;
    CELL_TAG = r"(?i)<(/?)(tr|td|th)\b[^<>]{0,500}>";
    OPEN_TAG = r"<(?:span|div|a|code|p|li|ul|td|th|tr|table|button|details|summary|img|input)(?:\s[^<>]*)?$";
    BLOCK_TAG = r"(?i)</?(?:table|thead|tbody|tr|td|th|col|colgroup|div|p|ul|ol|li|br|h[1-6]|section|button)\b[^<>]{0,500}>";
    ITEM = r"^(?:[-*+]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?";
}

/// A tag is looked for over so many lines.
const TAG_LINES: usize = 4;
/// The longest part of a tag on a line that leaves it open.
const TAG: usize = 300;

/// Reads markdown.
pub(super) fn read(source: Flat) -> (Flat, Vec<Part>) {
    let text = source.text.clone();
    let mut reader = Reader {
        text: &text,
        flat: Flat::made_of(source),
        parts: Vec::new(),
        cards: 0,
        emphasis: false,
    };
    let mut at = reader.front_matter();
    while at < text.len() {
        at = reader.block(at);
    }
    for _ in 0..reader.cards {
        reader.parts.push(Part::Close);
    }
    (reader.flat, reader.parts)
}

struct Reader<'a> {
    text: &'a str,
    flat: Flat,
    parts: Vec<Part>,
    /// How many cards are open.
    cards: usize,
    /// Inside `*…*`.
    emphasis: bool,
}

impl<'a> Reader<'a> {
    fn slice(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }

    /// The line that starts here, without its end; with those that follow, up to the end of a tag that it leaves open.
    fn line(&self, at: usize) -> Range<usize> {
        let rest = self.slice(at..self.text.len());
        let mut end = rest.find('\n').unwrap_or(rest.len());
        for _ in 0..TAG_LINES {
            // Only the last of a long line is looked at: it is read again for each of its tags.
            let tail = end.saturating_sub(TAG);
            let tail = (tail..tail + 4).find_map(|from| rest.get(from..end));
            if !OPEN_TAG.is_match(tail.unwrap_or_default()) {
                break;
            }
            let next = rest.get(end + 1..).unwrap_or_default();
            let next = next.lines().next().unwrap_or_default();
            match next.find(['>', '<']) {
                Some(close) if next.get(close..).is_some_and(|it| it.starts_with('>')) => {
                    end += 1 + next.len();
                }
                _ => break,
            }
        }
        at..at + end
    }

    /// Reads YAML between dashes at the start; where the rest starts.
    fn front_matter(&mut self) -> usize {
        let first = self.line(0);
        if self.slice(first.clone()).trim() != "---" {
            return 0;
        }
        let mut at = first.end + 1;
        let mut lines = Vec::new();
        loop {
            let line = self.line(at);
            if line.start >= self.text.len() || lines.len() > 60 {
                return 0;
            }
            let end = self.slice(line.clone()).trim() == "---";
            at = line.end + 1;
            if end {
                break;
            }
            lines.push(line);
        }
        for line in lines {
            let Some((key, value)) = self.slice(line.clone()).split_once(':') else {
                continue;
            };
            let start = line.end - value.len();
            let inner = value.trim().trim_matches(['"', '\'']);
            let offset = start + value.find(inner).unwrap_or_default();
            let range = self.raw(offset..offset + inner.len());
            match key.trim() {
                "title" => self.parts.push(Part::Heading { range }),
                "openapi" | "api" => self.endpoint(range, inner),
                "description" => self.parts.push(Part::Line { range }),
                _ => self.parts.push(Part::Noise {
                    range,
                    rule: "front-matter",
                }),
            }
        }
        at
    }

    /// `GET /contacts`, `openapi.json get /contacts`.
    fn endpoint(&mut self, range: Range<usize>, text: &str) {
        let mut method = None;
        for word in text.split_whitespace() {
            if ["get", "post", "put", "patch", "delete", "head", "options"]
                .contains(&word.to_ascii_lowercase().as_str())
            {
                method = Some(word.to_ascii_uppercase());
            } else if method.is_some() {
                self.parts.push(Part::Endpoint {
                    range,
                    method,
                    url: word.to_owned(),
                });
                return;
            }
        }
        self.parts.push(Part::Line { range });
    }

    /// Reads the block that starts at this line; where the next one starts.
    fn block(&mut self, at: usize) -> usize {
        let line = self.line(at);
        let next = line.end + 1;
        let mut inner = trim(self.text, line.clone());
        while self.slice(inner.clone()).starts_with('>') {
            inner = trim(self.text, inner.start + 1..inner.end);
        }
        let text = self.slice(inner.clone());
        if text.is_empty() {
            return next;
        }
        if let Some(end) = self.fence(inner.clone(), next) {
            return end;
        }
        if text.starts_with("{%")
            && let Some(end) = text.find("%}")
        {
            self.gitbook(inner.start..inner.start + end + 2);
            return self.rest(inner.start + end + 2, next);
        }
        if let Some(end) = self.component(inner.start) {
            return self.rest(end, self.line(end).end + 1);
        }
        if text.starts_with("<table")
            && let Some(end) = tables::end(self.slice(inner.start..self.text.len()))
        {
            self.html_table(inner.start..inner.start + end);
            return self.rest(
                inner.start + end + 8,
                next.max(self.line(inner.start + end).end + 1),
            );
        }
        let hashes = text.len() - text.trim_start_matches('#').len();
        if (1..=6).contains(&hashes)
            && text
                .get(hashes..)
                .is_some_and(|rest| rest.starts_with([' ', '\t']))
        {
            let range = self.inline(trim(self.text, inner.start + hashes..inner.end));
            self.parts.push(Part::Heading { range });
            return next;
        }
        if text.contains('|')
            && SEPARATOR.is_match(self.slice(self.line(next)))
            && next < self.text.len()
        {
            return self.table(line);
        }
        if text.len() >= 3 && text.chars().all(|char| "-*_= ".contains(char)) {
            return next;
        }
        let item = ITEM.find(text).map_or(0, |found| found.end());
        let range = self.inline(inner.start + item..inner.end);
        if !range.is_empty() {
            self.parts.push(Part::Line { range });
        }
        next
    }

    /// What follows a tag on its line is read as a line of its own.
    fn rest(&mut self, from: usize, next: usize) -> usize {
        let line = from..(next.max(1) - 1).min(self.text.len()).max(from);
        if self.slice(line).trim().is_empty() {
            next
        } else {
            from
        }
    }

    /// A fenced block; `None` where the line opens none.
    fn fence(&mut self, open: Range<usize>, mut at: usize) -> Option<usize> {
        let text = self.slice(open.clone());
        let mark = text
            .chars()
            .next()
            .filter(|char| matches!(char, '`' | '~'))?;
        let count = text.len() - text.trim_start_matches(mark).len();
        let info = text.get(count..)?.trim();
        if count < 3 || info.contains('`') {
            return None;
        }
        let start = at.min(self.text.len());
        let mut end = start;
        while at < self.text.len() {
            let line = self.line(at);
            let bare = self
                .slice(line.clone())
                .trim()
                .trim_start_matches(['>', ' ']);
            at = line.end + 1;
            if bare.len() >= count && bare.chars().all(|char| char == mark) {
                break;
            }
            end = line.end;
        }
        let info = info.to_owned();
        // A title may be a status: then it is read as a line of its own.
        if let Some(status) = info
            .split_whitespace()
            .find(|word| words::status(word).is_some())
        {
            let at = open.end - text.len() + text.find(status).unwrap_or_default();
            let range = self.raw(at..at + status.len());
            self.parts.push(Part::Line { range });
        }
        let range = self.raw(start..end.max(start));
        self.parts.push(Part::Code { range, info });
        Some(at)
    }
}
