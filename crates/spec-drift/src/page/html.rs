//! HTML into parts. The text is what a browser shows; scripts, navigation and footers are boilerplate.

use std::collections::BTreeMap;
use std::ops::Range;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

use super::flat::Flat;
use super::part::{Part, trim};

/// Elements whose whole content is boilerplate, and by which rule.
const SKIPPED: &[(&str, &str)] = &[
    ("head", "markup"),
    ("script", "script"),
    ("style", "style"),
    ("noscript", "script"),
    ("template", "script"),
    ("iframe", "markup"),
    ("svg", "picture"),
    ("nav", "navigation"),
    ("footer", "footer"),
];

/// Elements that run on in a line.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "em", "font", "i", "img", "ins", "kbd",
    "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u",
    "var", "wbr",
];

/// A tag, with what of it matters here.
struct Tag {
    range: Range<usize>,
    name: String,
    end: bool,
    class: String,
}

/// Reads HTML.
pub(super) fn read(source: Flat) -> (Flat, Vec<Part>) {
    let html = source.text.clone();
    let tags = tags(&html);
    let mut reader = Reader {
        html: &html,
        flat: Flat::made_of(source),
        parts: Vec::new(),
        line: 0,
        heading: false,
        pre: None,
        code: 0,
        tables: Vec::new(),
    };
    let mut at = 0;
    let mut index = 0;
    let mut unclosed = BTreeMap::new();
    while let Some(tag) = tags.get(index) {
        reader.text(at..tag.range.start);
        at = tag.range.end.max(at);
        index += 1;
        let skipped = SKIPPED
            .iter()
            .find(|(name, _)| *name == tag.name && !tag.end);
        if let Some((name, rule)) = skipped
            && !unclosed.contains_key(name)
        {
            match closing(&tags, index, name) {
                Some(end) => {
                    let close = tags.get(end).map_or(at, |tag| tag.range.end);
                    reader.skip(tag.range.start..close, rule);
                    at = close;
                    index = end + 1;
                }
                None => {
                    unclosed.insert(*name, ());
                }
            }
            continue;
        }
        reader.tag(tag);
    }
    reader.text(at..html.len());
    reader.end_line();
    while !reader.tables.is_empty() {
        reader.end_table();
    }
    (reader.flat, reader.parts)
}

/// The tag that closes an element.
fn closing(tags: &[Tag], from: usize, name: &str) -> Option<usize> {
    let mut depth = 1_usize;
    for (index, tag) in tags.iter().enumerate().skip(from) {
        if tag.name == name {
            depth = if tag.end { depth - 1 } else { depth + 1 };
            if depth == 0 {
                return Some(index);
            }
        }
    }
    None
}

fn tags(html: &str) -> Vec<Tag> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut tags = Vec::new();
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        let lower = |name: &[u8]| String::from_utf8_lossy(name).to_ascii_lowercase();
        let attribute = |tag: &html5gum::emitters::default::StartTag<usize>, name: &[u8]| {
            tag.attributes
                .get(name)
                .map(|value| lower(value))
                .unwrap_or_default()
        };
        let tag = match token {
            Token::StartTag(tag) => Tag {
                range: tag.span.start..tag.span.end,
                name: lower(&tag.name),
                end: false,
                class: attribute(&tag, b"class"),
            },
            Token::EndTag(tag) => Tag {
                range: tag.span.start..tag.span.end,
                name: lower(&tag.name),
                end: true,
                class: String::new(),
            },
            Token::Comment(comment) => Tag {
                range: comment.span.start..comment.span.end,
                name: "!".to_owned(),
                end: false,
                class: String::new(),
            },
            Token::Doctype(doctype) => Tag {
                range: doctype.span.start..doctype.span.end,
                name: "!".to_owned(),
                end: false,
                class: String::new(),
            },
            _ => continue,
        };
        tags.push(whole(html, tag));
    }
    tags
}

/// A tag whose bytes are those from its bracket to its bracket, whatever the tokenizer counts as its own.
fn whole(html: &str, mut tag: Tag) -> Tag {
    let bytes = html.as_bytes();
    let start = (0..4)
        .filter_map(|back| tag.range.start.checked_sub(back))
        .find(|start| bytes.get(*start) == Some(&b'<'))
        .unwrap_or(tag.range.start);
    let end = tag.range.end.min(bytes.len());
    let end = (end.saturating_sub(1)..end + 3)
        .find(|last| bytes.get(*last) == Some(&b'>'))
        .map_or(end, |last| last + 1);
    tag.range = start..end.max(start);
    tag
}

#[derive(Default)]
struct Table {
    start: usize,
    rows: Vec<Vec<Range<usize>>>,
    headed: bool,
    cell: Option<usize>,
}

struct Reader<'a> {
    html: &'a str,
    flat: Flat,
    parts: Vec<Part>,
    /// Where the line began that is being written.
    line: usize,
    heading: bool,
    pre: Option<(usize, String)>,
    code: usize,
    tables: Vec<Table>,
}

impl Reader<'_> {
    fn tag(&mut self, tag: &Tag) {
        match tag.name.as_str() {
            "!" => {}
            "br" if self.pre.is_some() => self.flat.gap("\n"),
            "pre" | "textarea" if !tag.end && self.pre.is_none() => {
                self.end_line();
                self.pre = Some((self.flat.text.len(), tag.class.clone()));
            }
            "pre" | "textarea" if tag.end => self.end_code(),
            // Highlighters put each line of code into an element of its own.
            "div" | "p" | "li" | "tr" if self.pre.is_some() => {
                if !self.flat.text.ends_with('\n') {
                    self.flat.gap("\n");
                }
            }
            _ if self.pre.is_some() => {
                if let Some((_, class)) = &mut self.pre
                    && class.is_empty()
                {
                    class.clone_from(&tag.class);
                }
            }
            "code" => {
                self.code = if tag.end {
                    self.code.saturating_sub(1)
                } else {
                    self.code + 1
                };
                self.join(tag);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.end_line();
                self.heading = !tag.end;
            }
            "table" if !tag.end => {
                self.end_line();
                self.tables.push(Table {
                    start: self.flat.text.len(),
                    ..Table::default()
                });
            }
            "table" => self.end_table(),
            "tr" => {
                self.end_cell();
                if let Some(table) = self.tables.last_mut()
                    && !tag.end
                {
                    table.rows.push(Vec::new());
                }
                if self.tables.is_empty() {
                    self.end_line();
                }
            }
            "td" | "th" if !self.tables.is_empty() => {
                self.end_cell();
                let at = self.flat.text.len();
                if let Some(table) = self.tables.last_mut()
                    && !tag.end
                {
                    if table.rows.is_empty() {
                        table.rows.push(Vec::new());
                    }
                    table.headed |= tag.name == "th" && table.rows.len() == 1;
                    table.cell = Some(at);
                }
            }
            name if INLINE.contains(&name) => self.join(tag),
            _ if self.tables.last().is_some_and(|table| table.cell.is_some()) => {
                // Inside a cell, a new block only separates.
                if !self.flat.text.ends_with([' ', '\n']) {
                    self.flat.gap(" ");
                }
            }
            _ => self.end_line(),
        }
    }

    /// Two elements of a line without a space between them are two words, unless they are code or punctuation.
    fn join(&mut self, tag: &Tag) {
        if self.code > 0 && tag.name != "code" {
            return;
        }
        let before = self
            .flat
            .text
            .get(self.line..)
            .and_then(|line| line.chars().next_back());
        let after = self
            .html
            .get(tag.range.end..)
            .and_then(|rest| rest.chars().next());
        let wordy = |char: Option<char>| {
            char.is_some_and(|char| {
                char.is_alphanumeric() || char == '_' || char == ']' || char == '<'
            })
        };
        if wordy(before) && (wordy(after) || after == Some('*')) {
            self.flat.gap(" ");
        }
    }

    fn text(&mut self, range: Range<usize>) {
        let Some(text) = self.html.get(range.clone()) else {
            return;
        };
        let mut at = range.start;
        let mut rest = text;
        while !rest.is_empty() {
            let plain = rest.find(['&', '\n', '\t', ' ']).unwrap_or(rest.len());
            if plain > 0 {
                self.flat.copy(rest.get(..plain).unwrap_or_default(), at);
            }
            at += plain;
            rest = rest.get(plain..).unwrap_or_default();
            let Some(char) = rest.chars().next() else {
                break;
            };
            let len = if char == '&' {
                let (text, len) = entity(rest);
                match text {
                    Some(text) if len > 1 => self.flat.put(&text, at..at + len),
                    _ => self.flat.copy("&", at),
                }
                len
            } else {
                if self.pre.is_some() {
                    self.flat.copy(rest.get(..1).unwrap_or_default(), at);
                } else if self.flat.text.len() > self.line && !self.flat.text.ends_with([' ', '\n'])
                {
                    self.flat.put(" ", at..at + 1);
                }
                1
            };
            at += len;
            rest = rest.get(len..).unwrap_or_default();
        }
    }

    fn skip(&mut self, range: Range<usize>, rule: &'static str) {
        if self.pre.is_some()
            || self.tables.last().is_some_and(|table| table.cell.is_some())
            || INLINE_SKIPPED.contains(&rule)
        {
            // In the middle of something: it says nothing, but ends nothing either.
            return;
        }
        self.end_line();
        let at = self.flat.text.len();
        self.flat.put("\n", range);
        self.line = self.flat.text.len();
        self.parts.push(Part::Noise {
            range: at..self.line,
            rule,
        });
    }

    fn end_line(&mut self) {
        if self.tables.last().is_some_and(|table| table.cell.is_some()) || self.pre.is_some() {
            return;
        }
        let range = trim(&self.flat.text, self.line..self.flat.text.len());
        if !range.is_empty() {
            self.parts.push(if self.heading {
                Part::Heading { range }
            } else {
                Part::Line { range }
            });
        }
        self.new_line();
    }

    fn new_line(&mut self) {
        if !self.flat.text.is_empty() && !self.flat.text.ends_with('\n') {
            self.flat.gap("\n");
        }
        self.line = self.flat.text.len();
    }

    fn end_code(&mut self) {
        if let Some((start, class)) = self.pre.take() {
            let info = class
                .split([' ', '-', '_'])
                .filter(|word| *word != "language" && *word != "lang")
                .collect::<Vec<_>>()
                .join(" ");
            let range = start..self.flat.text.len();
            let inside = self.tables.last().is_some_and(|table| table.cell.is_some());
            if !inside {
                self.parts.push(Part::Code { range, info });
                self.new_line();
            }
        }
    }

    fn end_cell(&mut self) {
        let end = self.flat.text.len();
        if let Some(table) = self.tables.last_mut()
            && let Some(start) = table.cell.take()
        {
            let range = trim(&self.flat.text, start..end);
            if let Some(row) = table.rows.last_mut() {
                row.push(range);
            }
            self.new_line();
        } else if !self.tables.is_empty() {
            self.end_line();
        }
    }

    fn end_table(&mut self) {
        self.end_cell();
        if let Some(mut table) = self.tables.pop() {
            table.rows.retain(|row| !row.is_empty());
            let range = table.start..self.flat.text.len();
            if !table.rows.is_empty() {
                self.parts.push(Part::Table {
                    range,
                    rows: table.rows,
                    headed: table.headed,
                });
            }
            self.new_line();
        }
    }
}

/// Boilerplate that stands in the middle of lines.
const INLINE_SKIPPED: &[&str] = &["picture", "script", "style"];

/// The character that a reference at the start of the text stands for, and its length.
pub(super) fn entity(text: &str) -> (Option<String>, usize) {
    let head = text
        .get(..text.len().min(12))
        .unwrap_or_else(|| text.split_at_checked(8).map_or("", |(head, _)| head));
    let Some(end) = head.find(';') else {
        return (None, 1);
    };
    let name = head.get(1..end).unwrap_or_default();
    let number = name
        .strip_prefix('#')
        .and_then(|number| match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        });
    let char = match (name, number) {
        (_, Some(number)) => char::from_u32(number),
        ("amp", _) => Some('&'),
        ("lt", _) => Some('<'),
        ("gt", _) => Some('>'),
        ("quot" | "ldquo" | "rdquo", _) => Some('"'),
        ("apos" | "lsquo" | "rsquo", _) => Some('\''),
        ("nbsp" | "ensp" | "emsp" | "thinsp", _) => Some(' '),
        ("le", _) => Some('\u{2264}'),
        ("ge", _) => Some('\u{2265}'),
        ("rarr", _) => Some('\u{2192}'),
        ("middot", _) => Some('\u{b7}'),
        ("hellip", _) => Some('\u{2026}'),
        ("ndash", _) => Some('\u{2013}'),
        ("mdash", _) => Some('\u{2014}'),
        ("bull", _) => Some('\u{2022}'),
        ("lbrace" | "lcub", _) => Some('{'),
        ("rbrace" | "rcub", _) => Some('}'),
        ("lsqb" | "lbrack", _) => Some('['),
        ("rsqb" | "rbrack", _) => Some(']'),
        ("colon", _) => Some(':'),
        ("sol", _) => Some('/'),
        ("comma", _) => Some(','),
        ("lowbar", _) => Some('_'),
        ("copy", _) => Some('\u{a9}'),
        ("shy" | "zwnj" | "zwj", _) => return (Some(String::new()), end + 1),
        _ => None,
    };
    match char {
        Some('\u{a0}') => (Some(" ".to_owned()), end + 1),
        Some('\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' | '\u{202a}'..='\u{202e}') => {
            (Some(String::new()), end + 1)
        }
        Some('\u{201c}' | '\u{201d}') => (Some("\"".to_owned()), end + 1),
        Some('\u{2018}' | '\u{2019}') => (Some("'".to_owned()), end + 1),
        Some(char) if char.is_control() && char != '\n' && char != '\t' => {
            (Some(String::new()), end + 1)
        }
        Some(char) => (Some(char.to_string()), end + 1),
        None => (None, 1),
    }
}
