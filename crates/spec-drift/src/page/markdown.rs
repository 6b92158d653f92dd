//! Markdown into parts: plain, MDX with components, GitBook's with `{% tags %}`.
//!
//! MDX is no CommonMark: a component's content may be indented and may begin a fence without a blank line, which CommonMark
//! takes for code and for raw HTML. So blocks are read line by line here.

use std::ops::Range;

use super::chips::{self, Chip};
use super::constraint;
use super::flat::Flat;
use super::html;
use super::part::{Card, Part, Place, trim};
use super::pattern::patterns;
use super::words;
use crate::claim::{Location, Says};

patterns! {
    SEPARATOR = r"^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$";
    INLINE_TAG = r"^</?(?:a|b|br|code|del|details|div|em|figure|figcaption|h[1-6]|hr|i|img|kbd|li|mark|ol|p|pre|small|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|u|ul|script|style|iframe|button)\b[^<>]{0,500}/?>";
    ATTRIBUTE = r#"([A-Za-z_][\w\-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|\{\s*"?([^}"]*)"?\s*\}|([^\s"'>{}]+)))?"#;
    CELL_TAG = r"(?i)<(/?)(tr|td|th)\b[^<>]{0,500}>";
    ITEM = r"^(?:[-*+]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?";
}

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

    /// The line that starts here, without its end.
    fn line(&self, at: usize) -> Range<usize> {
        let rest = self.slice(at..self.text.len());
        at..at + rest.find('\n').unwrap_or(rest.len())
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
            && let Some(end) = self.slice(inner.start..self.text.len()).find("</table>")
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

    /// Copies a range as it is.
    fn raw(&mut self, range: Range<usize>) -> Range<usize> {
        self.flat.gap("\n");
        let start = self.flat.text.len();
        self.flat.copy(
            self.text.get(range.clone()).unwrap_or_default(),
            range.start,
        );
        let end = self.flat.text.len();
        self.flat.gap("\n");
        start..end
    }

    /// Copies a range without its inline markup.
    fn inline(&mut self, range: Range<usize>) -> Range<usize> {
        self.flat.gap("\n");
        let start = self.flat.text.len();
        let mut at = range.start;
        let mut code = false;
        self.emphasis = false;
        while at < range.end {
            let rest = self.slice(at..range.end);
            let Some(char) = rest.chars().next() else {
                break;
            };
            let skipped = if char == '`' {
                code = !code;
                rest.len() - rest.trim_start_matches('`').len()
            } else if code {
                0
            } else {
                self.markup(rest, at)
            };
            if skipped > 0 {
                at += skipped;
            } else {
                self.flat
                    .copy(rest.get(..char.len_utf8()).unwrap_or_default(), at);
                at += char.len_utf8();
            }
        }
        let end = self.flat.text.len();
        self.flat.gap("\n");
        trim(&self.flat.text, start..end)
    }

    /// How much markup a text begins with; what it stands for is written.
    fn markup(&mut self, rest: &str, at: usize) -> usize {
        let bytes = rest.as_bytes();
        match bytes.first() {
            Some(b'*') if rest.starts_with("**") => 2,
            Some(b'*') if self.emphasis => {
                self.emphasis = false;
                1
            }
            // A star that opens nothing marks what is required.
            Some(b'*') if bytes.get(1).is_some_and(u8::is_ascii_alphanumeric) => {
                self.emphasis = true;
                1
            }
            Some(b'~') if rest.starts_with("~~") => 2,
            Some(b'\\') if bytes.get(1).is_some_and(u8::is_ascii_punctuation) => {
                self.flat.copy(rest.get(1..2).unwrap_or_default(), at + 1);
                2
            }
            Some(b'!') if rest.starts_with("![") => rest.find(')').map_or(0, |end| end + 1),
            Some(b'[') => 0,
            Some(b']') if rest.starts_with("](") => rest.find(')').map_or(0, |end| end + 1),
            Some(b'&') => match html::entity(rest) {
                (Some(text), len) if len > 1 => {
                    self.flat.put(&text, at..at + len);
                    len
                }
                _ => 0,
            },
            Some(b'<') => match INLINE_TAG.find(rest) {
                Some(tag) => {
                    if !self.flat.text.ends_with(['\n', ' '])
                        && (tag.as_str().starts_with("<br")
                            || !rest.get(tag.end()..).unwrap_or_default().starts_with(' '))
                    {
                        self.flat.gap(" ");
                    }
                    tag.end()
                }
                None => 0,
            },
            _ => 0,
        }
    }

    /// A pipe table whose first line is given and whose second separates.
    fn table(&mut self, first: Range<usize>) -> usize {
        let start = self.flat.text.len();
        let mut rows = vec![self.cells(first.clone())];
        let mut at = self.line(first.end + 1).end + 1;
        while at < self.text.len() {
            let line = self.line(at);
            if !self.slice(line.clone()).contains('|') {
                break;
            }
            rows.push(self.cells(line.clone()));
            at = line.end + 1;
        }
        // Some tables leave their head empty.
        let headed = rows
            .first()
            .is_some_and(|row| row.iter().any(|cell| !cell.is_empty()));
        self.parts.push(Part::Table {
            range: start..self.flat.text.len(),
            rows,
            headed,
        });
        at
    }

    fn cells(&mut self, line: Range<usize>) -> Vec<Range<usize>> {
        let line = trim(self.text, line);
        super::gather::cells(self.text, &line)
            .into_iter()
            .map(|cell| self.inline(cell))
            .collect()
    }

    fn html_table(&mut self, range: Range<usize>) {
        let start = self.flat.text.len();
        let text = self.slice(range.clone());
        let mut rows: Vec<Vec<Range<usize>>> = Vec::new();
        let mut headed = false;
        let mut cell = None;
        let Some(tags) = CELL_TAG.regex() else { return };
        for tag in tags.captures_iter(text) {
            let (Some(whole), closing, Some(name)) = (
                tag.get(0),
                tag.get(1).is_some_and(|slash| !slash.is_empty()),
                tag.get(2),
            ) else {
                continue;
            };
            if let Some(from) = cell.take() {
                let inner = self.inline(range.start + from..range.start + whole.start());
                if let Some(row) = rows.last_mut() {
                    row.push(inner);
                }
            }
            match name.as_str().to_ascii_lowercase().as_str() {
                "tr" if !closing => rows.push(Vec::new()),
                "td" | "th" if !closing => {
                    headed |= name.as_str().eq_ignore_ascii_case("th") && rows.len() == 1;
                    cell = Some(whole.end());
                }
                _ => {}
            }
        }
        rows.retain(|row| !row.is_empty());
        self.parts.push(Part::Table {
            range: start..self.flat.text.len(),
            rows,
            headed,
        });
    }

    /// A component's tag, its attributes over several lines if need be; where it ends.
    fn component(&mut self, start: usize) -> Option<usize> {
        let rest = self.slice(start..self.text.len());
        let closing = rest.starts_with("</");
        let name_at = if closing { 2 } else { 1 };
        if !rest.starts_with('<')
            || !rest
                .get(name_at..)?
                .starts_with(|char: char| char.is_ascii_uppercase())
        {
            return None;
        }
        let after = rest.get(name_at..)?;
        let name_len = after.find(|char: char| !char.is_ascii_alphanumeric() && char != '.')?;
        let name = after.get(..name_len)?;
        let end = tag_end(rest)?;
        let range = start..start + end;
        let own_closing = self.slice(range.clone()).ends_with("/>");
        if closing {
            if matches!(name, "ParamField" | "ResponseField" | "Param" | "Property")
                && self.cards > 0
            {
                self.cards -= 1;
                self.parts.push(Part::Close);
            }
            return Some(range.end);
        }
        let attributes = attributes(
            self.slice(start + name_at + name_len..range.end),
            start + name_at + name_len,
        );
        if name.starts_with("Agent") && !own_closing {
            let close = format!("</{name}>");
            let rest = self.slice(range.end..self.text.len());
            let end = range.end + rest.find(&close).map_or(0, |at| at + close.len());
            let all = self.raw(range.start..end);
            self.parts.push(Part::Noise {
                range: all,
                rule: "agent-instructions",
            });
            return Some(end);
        }
        match name {
            "ParamField" | "ResponseField" | "Param" | "Property" => {
                let opened = self.card(name, &range, &attributes);
                if opened && own_closing {
                    self.parts.push(Part::Close);
                } else if opened {
                    self.cards += 1;
                }
            }
            "RequestExample" => self.parts.push(Part::Side { request: true }),
            "ResponseExample" => self.parts.push(Part::Side { request: false }),
            "Tab" | "Accordion" | "AccordionItem" | "Panel" => {
                if let Some((_, value, at)) = attributes.iter().find(|(name, _, _)| name == "title")
                {
                    let range = self.raw(*at..*at + value.len());
                    self.parts.push(Part::Line { range });
                }
            }
            _ => {}
        }
        Some(range.end)
    }

    fn card(
        &mut self,
        component: &str,
        range: &Range<usize>,
        attributes: &[(String, String, usize)],
    ) -> bool {
        let mut place = if component == "ResponseField" {
            Place::Response
        } else {
            Place::Section
        };
        let mut name = None;
        let mut marks = Vec::new();
        let tag = self.raw(range.clone());
        let moved = |at: usize| tag.start + (at - range.start);
        for (key, value, at) in attributes {
            // An attribute without a value is shown by its name.
            let span = if value.is_empty() {
                moved(at.saturating_sub(key.len()))..moved(*at)
            } else {
                moved(*at)..moved(*at) + value.len()
            };
            let mut parameter = |location| {
                place = Place::Parameter(Some(location));
                name = Some((value.clone(), span.clone()));
            };
            match key.as_str() {
                "query" => parameter(Location::Query),
                "path" => parameter(Location::Path),
                "header" => parameter(Location::Header),
                "cookie" => parameter(Location::Cookie),
                "body" => {
                    place = Place::Request;
                    name = Some((value.clone(), span));
                }
                "name" => name = Some((value.clone(), span)),
                "type" => {
                    if let Some(found) = chips::all(value) {
                        marks.extend(found.into_iter().map(|(range, chip)| {
                            (range.start + span.start..range.end + span.start, chip)
                        }));
                    }
                }
                "required" => marks.push((span, Chip::Says(Says::Required(value != "false")))),
                "deprecated" => marks.push((span, Chip::Says(Says::Deprecated(value != "false")))),
                "default" => {
                    let kind = marks.iter().find_map(|(_, chip)| match chip {
                        Chip::Type(typed) => typed.kind,
                        _ => None,
                    });
                    marks.push((
                        span,
                        Chip::Says(Says::Default(constraint::literal(value, kind))),
                    ));
                }
                _ => {}
            }
        }
        let Some((name, name_range)) = name else {
            return false;
        };
        self.parts.push(Part::Open(Card {
            range: tag,
            name,
            name_range,
            place,
            marks,
        }));
        true
    }

    /// GitBook's tags: endpoints, parameters, answers, tabs.
    fn gitbook(&mut self, range: Range<usize>) {
        let text = self.slice(range.clone());
        let inner = text.trim_start_matches("{%").trim_end_matches("%}");
        let offset = range.start + 2;
        let trimmed = inner.trim_start();
        let name_len = trimmed.find(char::is_whitespace).unwrap_or(trimmed.len());
        let name = trimmed.get(..name_len).unwrap_or_default();
        let skip = inner.len() - trimmed.len() + name_len;
        let attributes = attributes(inner.get(skip..).unwrap_or_default(), offset + skip);
        let find = |key: &str| {
            attributes
                .iter()
                .find(|(name, _, _)| name == key)
                .map(|(_, value, at)| (value.clone(), *at))
        };
        match name {
            "openapi" | "openapi-operation" | "swagger" | "api-method" => {
                let whole = self.raw(range.clone());
                let base = find("baseUrl")
                    .or_else(|| find("host"))
                    .map(|(base, _)| base)
                    .unwrap_or_default();
                let method = find("method").map(|(method, _)| method.to_ascii_uppercase());
                if let Some((path, _)) = find("path") {
                    self.parts.push(Part::Endpoint {
                        range: whole,
                        method,
                        url: format!("{}{path}", base.trim_end_matches('/')),
                    });
                }
                if let Some((summary, at)) = find("summary") {
                    let range = self.raw(at..at + summary.len());
                    self.parts.push(Part::Line { range });
                }
            }
            "swagger-parameter" | "api-method-parameter" => {
                let place = match find("in")
                    .map(|(place, _)| place)
                    .unwrap_or_default()
                    .as_str()
                {
                    "body" => Place::Request,
                    "path" => Place::Parameter(Some(Location::Path)),
                    "query" => Place::Parameter(Some(Location::Query)),
                    "header" => Place::Parameter(Some(Location::Header)),
                    _ => Place::Section,
                };
                let renamed: Vec<_> = attributes
                    .iter()
                    .filter(|(name, _, _)| name != "in")
                    .cloned()
                    .collect();
                if self.card("Param", &range, &renamed) {
                    self.cards += 1;
                    if let Some(Part::Open(card)) = self.parts.last_mut() {
                        card.place = place;
                    }
                }
            }
            "endswagger-parameter" | "endapi-method-parameter" if self.cards > 0 => {
                self.cards -= 1;
                self.parts.push(Part::Close);
            }
            "swagger-response" | "tab" | "code" | "api-method-response-example" => {
                for key in ["status", "httpCode", "title"] {
                    if let Some((title, at)) = find(key) {
                        let range = self.raw(at..at + title.len());
                        self.parts.push(Part::Line { range });
                        break;
                    }
                }
            }
            _ => {}
        }
    }
}

/// Where a tag ends, quotes and braces respected.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut braces = 0_usize;
    for (at, char) in text.char_indices().take(5000) {
        match (quote, char) {
            (Some(open), _) if char == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(char),
            (None, '{') => braces += 1,
            (None, '}') => braces = braces.saturating_sub(1),
            (None, '>') if braces == 0 => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Names, values and where the values start; an attribute without a value has an empty one.
fn attributes(text: &str, base: usize) -> Vec<(String, String, usize)> {
    let Some(pattern) = ATTRIBUTE.regex() else {
        return Vec::new();
    };
    let found = pattern.captures_iter(text).take(40);
    found
        .filter_map(|found| {
            let name = found.get(1)?;
            let value = (2..=5).find_map(|group| found.get(group));
            let at = value.map_or(name.end(), |value| value.start());
            Some((
                name.as_str().to_owned(),
                value
                    .map(|value| value.as_str().to_owned())
                    .unwrap_or_default(),
                base + at,
            ))
        })
        .collect()
}
