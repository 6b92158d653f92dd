//! Lines of markdown without their inline markup.

use std::ops::Range;

use super::super::html;
use super::super::part::trim;
use super::{INLINE_TAG, Reader};

impl Reader<'_> {
    /// Copies a range as it is.
    pub(super) fn raw(&mut self, range: Range<usize>) -> Range<usize> {
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
    pub(super) fn inline(&mut self, range: Range<usize>) -> Range<usize> {
        self.flat.gap("\n");
        let start = self.flat.text.len();
        let mut at = range.start;
        let mut code = 0;
        self.emphasis = false;
        while at < range.end {
            let rest = self.slice(at..range.end);
            let Some(char) = rest.chars().next() else {
                break;
            };
            let skipped = if char == '`' {
                let ticks = rest.len() - rest.trim_start_matches('`').len();
                // `a``b`: one span ends and the next begins.
                if code == 1 && ticks == 2 {
                    self.flat.gap(" ");
                } else {
                    code = if code == 0 { ticks } else { 0 };
                }
                ticks
            } else if code > 0 {
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
    pub(super) fn markup(&mut self, rest: &str, at: usize) -> usize {
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
}
