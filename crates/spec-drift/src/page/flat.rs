//! Text whose every byte knows the bytes of the page that it comes from.

use std::ops::Range;

use crate::claim::Span;

/// Text that was made of the page's by dropping, replacing and reordering.
#[derive(Debug, Default)]
pub(super) struct Flat {
    /// The text itself.
    pub text: String,
    pieces: Vec<Piece>,
    /// What `pieces` lead to; the page itself where there is none.
    parent: Option<Box<Flat>>,
}

/// A run of bytes and the run that it stands for. Runs of one length match byte by byte.
#[derive(Clone, Copy, Debug)]
struct Piece {
    at: usize,
    len: usize,
    from: usize,
    from_len: usize,
}

impl Flat {
    /// An empty text that will be made of another.
    pub fn made_of(parent: Flat) -> Self {
        Self {
            text: String::new(),
            pieces: Vec::new(),
            parent: Some(Box::new(parent)),
        }
    }

    /// Appends text that stands in the source at `from`, byte by byte.
    pub fn copy(&mut self, text: &str, from: usize) {
        if text.is_empty() {
            return;
        }
        if let Some(last) = self.pieces.last_mut()
            && last.len == last.from_len
            && last.from + last.len == from
        {
            last.len += text.len();
            last.from_len += text.len();
        } else {
            self.pieces.push(Piece {
                at: self.text.len(),
                len: text.len(),
                from,
                from_len: text.len(),
            });
        }
        self.text.push_str(text);
    }

    /// Appends text that stands for other bytes of the source.
    pub fn put(&mut self, text: &str, from: Range<usize>) {
        if text.is_empty() {
            return;
        }
        // A piece of equal length would be taken for a copy, which is right only for single bytes.
        self.pieces.push(Piece {
            at: self.text.len(),
            len: text.len(),
            from: from.start,
            from_len: from.len(),
        });
        self.text.push_str(text);
    }

    /// Appends text that stands for nothing, such as an end of line where markup has none.
    pub fn gap(&mut self, text: &str) {
        let at = self
            .pieces
            .last()
            .map_or(0, |piece| piece.from + piece.from_len);
        self.put(text, at..at);
    }

    /// The bytes of the page that a range of this text comes from.
    pub fn span(&self, range: &Range<usize>) -> Span {
        let start = self.edge(range.start, false);
        let end = if range.is_empty() {
            start
        } else {
            self.edge(range.end - 1, true)
        };
        match &self.parent {
            Some(parent) => parent.span(&(start..end.max(start))),
            None => Span {
                start,
                end: end.max(start),
            },
        }
    }

    /// The bytes of the page that something in this text comes from.
    pub fn covered(&self) -> impl Iterator<Item = Span> + '_ {
        self.pieces
            .iter()
            .map(|piece| self.span(&(piece.at..piece.at + piece.len)))
    }

    /// Where the source's byte for this byte starts, or ends.
    fn edge(&self, byte: usize, end: bool) -> usize {
        let index = self.pieces.partition_point(|piece| piece.at <= byte);
        let Some(piece) = index
            .checked_sub(1)
            .and_then(|index| self.pieces.get(index))
        else {
            return 0;
        };
        let past_end = byte >= piece.at + piece.len;
        match (piece.len == piece.from_len, end) {
            _ if past_end => piece.from + piece.from_len,
            (true, false) => piece.from + (byte - piece.at),
            (true, true) => piece.from + (byte - piece.at) + 1,
            (false, false) => piece.from,
            (false, true) => piece.from + piece.from_len,
        }
    }
}
