//! Tables of markdown: of pipes, and of HTML.

use std::ops::Range;

use super::super::gather;
use super::super::part::{Part, trim};
use super::{BLOCK_TAG, CELL_TAG, Reader};

/// Where the table ends with which a text begins, and whatever tables stand in it; of one that is cut off, where the last one
/// inside of it ends.
pub(super) fn end(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let (mut opens, mut closes) = (
        text.match_indices("<table").peekable(),
        text.match_indices("</table>"),
    );
    let mut last = None;
    loop {
        let Some((close, _)) = closes.next() else {
            return last;
        };
        last = Some(close);
        while opens.next_if(|(open, _)| *open < close).is_some() {
            depth += 1;
        }
        depth = depth.saturating_sub(1);
        if depth == 0 {
            return Some(close);
        }
    }
}

impl Reader<'_> {
    /// A pipe table whose first line is given and whose second separates.
    pub(super) fn table(&mut self, first: Range<usize>) -> usize {
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

    pub(super) fn cells(&mut self, line: Range<usize>) -> Vec<Range<usize>> {
        let line = trim(self.text, line);
        gather::cells(self.text, &line)
            .into_iter()
            .map(|cell| self.inline(cell))
            .collect()
    }

    /// What stands between the tags of blocks, a line each.
    fn html_lines(&mut self, range: Range<usize>) {
        let text = self.slice(range.clone());
        let Some(tags) = BLOCK_TAG.regex() else {
            return;
        };
        let mut at = 0;
        let mut lines = Vec::new();
        for tag in tags.find_iter(text) {
            lines.push(range.start + at..range.start + tag.start());
            at = tag.end();
        }
        for line in lines {
            let line = self.inline(trim(self.text, line));
            if !line.is_empty() {
                self.parts.push(Part::Line { range: line });
            }
        }
    }

    pub(super) fn html_table(&mut self, range: Range<usize>) {
        let start = self.flat.text.len();
        let text = self.slice(range.clone());
        // Without titles, or with tables inside of it, a table only lays out what stands in it.
        if !text.contains("<th") || text.matches("<table").count() > 1 {
            return self.html_lines(range);
        }
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
}
