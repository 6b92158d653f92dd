//! JSON as pages show it: with comments, dots for what is left out, commas too many or too few, cut off in the middle.

use std::ops::Range;

use super::node::{Data, Member, Node, scalar};

/// Deeper values are cut off.
const DEEPEST: usize = 64;
/// Longer texts are none.
const LONGEST: usize = 64 * 1024;
/// No more values are read of one example.
const MOST: usize = 100_000;

/// An object or list that was read.
#[derive(Debug)]
pub(super) struct Read {
    pub node: Node,
    /// Something in it was left out, cut off or broken.
    pub partial: bool,
}

/// Reads the object or list that starts at `start`, as far as it goes; its range says how far that was.
///
/// `None` for what only begins like one: a path's `{id}`, a list's `[1]` in a sentence.
pub(super) fn read(text: &str, start: usize) -> Option<Read> {
    if !begins(text.get(start..)?) {
        return None;
    }
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        at: start,
        partial: false,
        count: 0,
    };
    let node = reader.value(0)?;
    let empty = node.members().is_empty() && node.elements().is_empty();
    if empty && reader.partial {
        return None;
    }
    Some(Read {
        node,
        partial: reader.partial,
    })
}

/// Whether this begins like an object with a key, a list of objects or texts, or is an empty one on a line of its own.
fn begins(rest: &str) -> bool {
    let mut chars = rest.chars();
    let Some(open @ ('{' | '[')) = chars.next() else {
        return false;
    };
    let after = chars.as_str();
    let next = after.trim_start();
    let comment = next.starts_with("//") || next.starts_with("/*");
    let line_ends = after.trim_start_matches([' ', '\t']).starts_with('\n');
    match open {
        '{' if next.starts_with('"')
            || (line_ends && (next.starts_with('\'') || comment || bare_key(next))) =>
        {
            true
        }
        '{' if next.starts_with('\'') => {
            bare_key(next.trim_start_matches('\'')) || next.contains("':")
        }
        '[' if next.starts_with('{') => begins(next),
        '[' if next.starts_with('"') => {
            line_ends
                || next
                    .split('\n')
                    .next()
                    .is_some_and(|line| line.contains(']'))
        }
        '{' => {
            next.starts_with('}')
                && next
                    .get(1..)
                    .unwrap_or_default()
                    .trim_start_matches([' ', '\t', ';'])
                    .starts_with(['\n'])
        }
        _ => false,
    }
}

/// Whether this is a name and a colon.
fn bare_key(text: &str) -> bool {
    let rest =
        text.trim_start_matches(|char: char| char.is_ascii_alphanumeric() || "_$-".contains(char));
    rest.len() < text.len() && rest.trim_start_matches(['\'', ' ']).starts_with(':')
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    partial: bool,
    count: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn starts(&self, with: &str) -> bool {
        self.bytes
            .get(self.at..)
            .is_some_and(|rest| rest.starts_with(with.as_bytes()))
    }

    /// Skips white space, comments, and dots that stand for what is left out.
    fn space(&mut self) {
        loop {
            match self.peek() {
                Some(byte) if byte.is_ascii_whitespace() => self.at += 1,
                Some(b'/') if self.starts("//") => self.line(),
                Some(b'#') => self.line(),
                Some(b'/') if self.starts("/*") => {
                    let rest = self.text.get(self.at..).unwrap_or_default();
                    self.at += rest.find("*/").map_or(rest.len(), |end| end + 2);
                }
                _ if self.starts("...") || self.starts("\u{2026}") => {
                    self.partial = true;
                    self.at += 3;
                }
                _ => return,
            }
        }
    }

    fn line(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        self.at += rest.find('\n').unwrap_or(rest.len());
    }

    fn value(&mut self, depth: usize) -> Option<Node> {
        self.count += 1;
        if depth > DEEPEST || self.count > MOST {
            self.partial = true;
            return None;
        }
        let start = self.at;
        let data = match self.peek()? {
            b'{' => self.map(depth),
            b'[' => self.list(depth),
            quote @ (b'"' | b'\'') => Data::Text(self.string(quote)?),
            _ => self.bare()?,
        };
        Some(Node {
            range: start..self.at,
            data,
        })
    }

    fn map(&mut self, depth: usize) -> Data {
        let mut members = Vec::new();
        self.at += 1;
        loop {
            self.space();
            match self.peek() {
                Some(b'}') => {
                    self.at += 1;
                    break;
                }
                Some(b',') => self.at += 1,
                _ => match self.member(depth) {
                    Some(member) => members.push(member),
                    None => {
                        self.partial = true;
                        break;
                    }
                },
            }
        }
        Data::Map(members)
    }

    fn member(&mut self, depth: usize) -> Option<Member> {
        let before = self.at;
        let member = self.pair(depth);
        if member.is_none() {
            // What was begun and is none belongs to the text after the example.
            self.at = before;
            self.trim();
        }
        member
    }

    fn pair(&mut self, depth: usize) -> Option<Member> {
        let start = self.at;
        let key = match self.peek()? {
            quote @ (b'"' | b'\'') => self.string(quote)?,
            _ => {
                let rest = self.text.get(self.at..)?;
                let end =
                    rest.find(|char: char| !char.is_alphanumeric() && !"_$-".contains(char))?;
                self.at += end;
                rest.get(..end).filter(|key| !key.is_empty())?.to_owned()
            }
        };
        let key_range = start..self.at;
        self.space();
        if self.peek()? != b':' {
            return None;
        }
        self.at += 1;
        self.space();
        if matches!(self.peek(), Some(b',' | b'}')) {
            // The value was left out.
            self.partial = true;
            return Some(Member {
                key,
                key_range,
                value: Node {
                    range: self.at..self.at,
                    data: Data::Word(String::new()),
                },
            });
        }
        let value = self.value(depth + 1)?;
        Some(Member {
            key,
            key_range,
            value,
        })
    }

    fn list(&mut self, depth: usize) -> Data {
        let mut elements = Vec::new();
        self.at += 1;
        loop {
            self.space();
            match self.peek() {
                Some(b']') => {
                    self.at += 1;
                    break;
                }
                Some(b',') => self.at += 1,
                _ => {
                    let before = self.at;
                    match self.value(depth + 1) {
                        Some(element) => elements.push(element),
                        None => {
                            self.at = before;
                            self.trim();
                            self.partial = true;
                            break;
                        }
                    }
                }
            }
        }
        Data::List(elements)
    }

    /// Takes back white space before the place where reading stopped.
    fn trim(&mut self) {
        while self.at > 0
            && self
                .bytes
                .get(self.at - 1)
                .is_some_and(u8::is_ascii_whitespace)
        {
            self.at -= 1;
        }
    }

    /// A string. A quote inside that is not escaped ends it only where a value may end.
    fn string(&mut self, quote: u8) -> Option<String> {
        let start = self.at + 1;
        let mut at = start;
        loop {
            match self.bytes.get(at).copied() {
                None | Some(b'\n') => {
                    self.partial = true;
                    return None;
                }
                Some(_) if at - start > LONGEST => {
                    self.partial = true;
                    return None;
                }
                Some(b'\\') => at += 2,
                Some(byte) if byte == quote && self.may_end(at + 1) => break,
                Some(_) => at += 1,
            }
        }
        let raw = self.text.get(start..at)?;
        self.at = at + 1;
        if !raw.contains(['\\', '"']) {
            return Some(raw.to_owned());
        }
        Some(serde_json::from_str(&format!("\"{raw}\"")).unwrap_or_else(|_| raw.to_owned()))
    }

    fn may_end(&self, at: usize) -> bool {
        let mut rest = self.bytes.iter().skip(at).take(64);
        match rest.find(|byte| !matches!(byte, b' ' | b'\t')) {
            None => true,
            Some(b',' | b':' | b'}' | b']' | b'\n' | b'/' | b'#') => true,
            // Members that lost their line ends.
            Some(b'"') => true,
            Some(_) => false,
        }
    }

    /// A number, `true`, `null`, or a word that stands for a value.
    fn bare(&mut self) -> Option<Data> {
        let rest = self.text.get(self.at..)?;
        let end = rest
            .find([',', '}', ']', '\n', '/', '#'])
            .unwrap_or(rest.len());
        let end = if rest.get(end..).is_some_and(|rest| {
            rest.starts_with('/') && !rest.starts_with("//") && !rest.starts_with("/*")
        }) {
            rest.find([',', '}', ']', '\n']).unwrap_or(rest.len())
        } else {
            end
        };
        let raw = rest.get(..end)?;
        let word = raw.trim_end();
        if word.is_empty() || word.len() > 200 || word.contains(['{', '[', '"', ':']) {
            return None;
        }
        self.at += word.len();
        Some(scalar(word).unwrap_or_else(|| {
            self.partial |= word.contains(' ');
            Data::Word(word.to_owned())
        }))
    }
}

/// The places at which an object or list may begin.
pub(super) fn openings(text: &str, range: Range<usize>) -> impl Iterator<Item = usize> + '_ {
    let start = range.start;
    let line = text.get(range).unwrap_or_default();
    line.match_indices(['{', '['])
        .map(move |(at, _)| start + at)
}
