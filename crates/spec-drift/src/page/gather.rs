//! Finds in lines what copying took the markup from: examples, commands, tables; and cuts lines where copying glued them.

use std::ops::Range;

use super::boilerplate;
use super::curl;
use super::json;
use super::part::{Part, trim};
use super::pattern::patterns;

/// So many beginnings that turn out to be none are tried.
const TRIES: usize = 2000;

patterns! {
    /// Labels that are glued to what stands before them, in a publisher's own spelling, so that no sentence is cut.
    GLUED = r"Required range:|Available options:|Required string length:|Required array length:|Minimum string length:|Maximum string length:|Minimum array length:|Maximum array length:|Possible values:|Pattern: ?(?:\n|$)|\bPattern:|(?:^|[a-z0-9)\]])Example:|[a-z0-9.)\]]Default:|[a-z0-9.)\]]Format:|Allowed values:|\bAllowed:|Available values ?:|Default value ?:";
    /// A bound to which the next name is glued.
    BOUND = r"^(?:Required range: ?)?((?:-?\d+ ?<=? ?)?x ?[<>]=? ?-?\d+)[A-Za-z_]";
}

/// Rewrites a reader's parts.
pub(super) fn gather(text: &str, parts: Vec<Part>) -> Vec<Part> {
    let mut gatherer = Gatherer {
        text,
        out: Vec::with_capacity(parts.len()),
        cursor: 0,
        tries: 0,
    };
    let mut parts = parts.into_iter().peekable();
    while let Some(part) = parts.next() {
        match part {
            Part::Line { range } => {
                // Lines that follow each other without anything between may be one example.
                let mut lines = vec![range];
                while let Some(Part::Line { range }) =
                    parts.next_if(|part| matches!(part, Part::Line { .. }))
                {
                    lines.push(range);
                }
                gatherer.lines(&lines);
            }
            other => gatherer.out.push(other),
        }
    }
    gatherer.out
}

struct Gatherer<'a> {
    text: &'a str,
    out: Vec<Part>,
    /// Where the text starts that is no part yet.
    cursor: usize,
    tries: usize,
}

impl Gatherer<'_> {
    fn lines(&mut self, lines: &[Range<usize>]) {
        let last = lines.last().map_or(0, |line| line.end);
        let mut index = 0;
        while let Some(line) = lines.get(index) {
            let line = trim(
                self.text,
                line.start.max(self.cursor)..line.end.max(self.cursor),
            );
            if line.is_empty() {
                index += 1;
                continue;
            }
            if let Some(count) = self.table(&line, lines, index) {
                index += count;
                continue;
            }
            self.line(line.clone(), last);
            if self.cursor <= line.start {
                self.cursor = line.end;
            }
            // A part that ended inside this line leaves the rest of it to be read.
            if lines.get(index).is_some_and(|line| self.cursor >= line.end) {
                index += 1;
            }
        }
    }

    /// Reads a line up to its end or to the end of what begins in it.
    fn line(&mut self, line: Range<usize>, last: usize) {
        let text = self.text.get(line.clone()).unwrap_or_default();
        if let Some(command) = curl::start(text) {
            let start = line.start + command;
            let end = curl::end(self.text, start).min(last);
            self.plain(line.start..start);
            self.out.push(Part::Code {
                range: start..end,
                info: "curl".to_owned(),
            });
            self.cursor = end;
            return;
        }
        for start in json::openings(self.text, line.clone()).take(50) {
            if self.tries >= TRIES {
                break;
            }
            // An example stands on lines of its own, or is glued to what ends before it.
            let before = self.text.get(line.start..start).unwrap_or_default();
            if before
                .ends_with(|char: char| char.is_ascii_alphanumeric() || char == '/' || char == '$')
                && !before.ends_with("JSON")
            {
                self.tries += 1;
                continue;
            }
            match json::read(self.text, start) {
                Some(read) => {
                    self.plain(line.start..start);
                    self.out.push(Part::Code {
                        range: read.node.range.clone(),
                        info: "json".to_owned(),
                    });
                    self.cursor = read.node.range.end;
                    return;
                }
                None => self.tries += 1,
            }
        }
        self.plain(line.clone());
        self.cursor = line.end;
    }

    /// A line without examples, cut at boilerplate and labels.
    fn plain(&mut self, range: Range<usize>) {
        let range = trim(self.text, range);
        let Some(text) = self.text.get(range.clone()).filter(|text| !text.is_empty()) else {
            return;
        };
        let mut cuts: Vec<(Range<usize>, Option<&'static str>)> = Vec::new();
        for (found, rule) in boilerplate::phrases(text) {
            cuts.push((found, Some(rule)));
        }
        if let Some(labels) = GLUED.regex() {
            for found in labels.find_iter(text) {
                let label = found
                    .as_str()
                    .find(|char: char| char.is_ascii_uppercase())
                    .unwrap_or_default();
                let start = found.start() + label;
                // A table's cell keeps its label; a label at the start is cut already.
                if start > 0 && !text.contains('|') {
                    cuts.push((start..start, None));
                }
            }
        }
        if let Some(bound) = BOUND.captures(text).and_then(|found| found.get(1)) {
            cuts.push((bound.end()..bound.end(), None));
        }
        cuts.sort_by_key(|(range, _)| (range.start, range.end));
        let mut at = 0;
        for (cut, rule) in cuts {
            if cut.start < at {
                continue;
            }
            self.push(range.start + at..range.start + cut.start);
            if let Some(rule) = rule {
                self.out.push(Part::Noise {
                    range: range.start + cut.start..range.start + cut.end,
                    rule,
                });
            }
            at = cut.end;
        }
        self.push(range.start + at..range.end);
    }

    fn push(&mut self, range: Range<usize>) {
        let range = trim(self.text, range);
        if !range.is_empty() {
            self.out.push(Part::Line { range });
        }
    }

    /// A table as text: lines with pipes or tabs. How many lines it took.
    fn table(
        &mut self,
        line: &Range<usize>,
        lines: &[Range<usize>],
        index: usize,
    ) -> Option<usize> {
        let text = self.text.get(line.clone())?;
        let split = if is_row(text, '|') {
            '|'
        } else if is_row(text, '\t') {
            '\t'
        } else {
            return None;
        };
        let mut rows = Vec::new();
        let mut end = line.end;
        let mut count = 0;
        for (at, row) in lines.iter().enumerate().skip(index) {
            let row = if at == index {
                line.clone()
            } else {
                row.clone()
            };
            let content = self.text.get(row.clone()).unwrap_or_default();
            if !is_row(content, split) {
                break;
            }
            // A row that looks like a head begins a table of its own.
            if count > 0 && split == '|' && starts_table(content) {
                break;
            }
            count += 1;
            end = row.end;
            if content.chars().all(|char| "|-: \t+".contains(char)) {
                continue;
            }
            rows.push(match split {
                '|' => cells(self.text, &row),
                _ => tabbed(self.text, &row),
            });
        }
        if rows.len() < 2 && split == '\t' {
            return None;
        }
        let headed = rows.first().is_some_and(|row| {
            row.iter()
                .filter(|cell| {
                    super::table::column(self.text.get((*cell).clone()).unwrap_or_default())
                        .is_some()
                })
                .count()
                * 2
                >= row.len()
        });
        self.cursor = end;
        self.out.push(Part::Table {
            range: line.start..end,
            rows,
            headed,
        });
        Some(count)
    }
}

fn starts_table(row: &str) -> bool {
    let cells: Vec<&str> = row
        .split('|')
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
        .collect();
    cells.len() >= 2
        && cells
            .iter()
            .all(|cell| super::table::column(cell).is_some())
}

fn is_row(line: &str, split: char) -> bool {
    match split {
        '|' => {
            let line = &outside_brackets(line);
            line.matches('|').count() >= 2
                || line.trim_end().ends_with('|')
                || line.contains(" | ")
                    && !line.contains(" || ")
                    && line.matches(" | ").count() >= 2
        }
        _ => line.trim().contains('\t') && !line.contains(['{', '}', '"']),
    }
}

/// What of a line stands outside of round brackets: a bar inside of them separates options, not cells.
fn outside_brackets(line: &str) -> String {
    let mut depth = 0_usize;
    let outside = line.chars().filter(|char| {
        match char {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    });
    outside.collect()
}

/// The cells of a row between pipes.
pub(super) fn cells(text: &str, line: &Range<usize>) -> Vec<Range<usize>> {
    let Some(row) = text.get(line.clone()) else {
        return Vec::new();
    };
    let mut cells = Vec::new();
    let mut start = 0;
    let mut code = false;
    let mut previous = ' ';
    for (at, char) in row.char_indices() {
        match char {
            '`' => code = !code,
            '|' if previous != '\\' && !code => {
                if at > 0 {
                    cells.push(trim(text, line.start + start..line.start + at));
                }
                start = at + 1;
            }
            _ => {}
        }
        previous = char;
    }
    let last = trim(text, line.start + start..line.end);
    if !last.is_empty() {
        cells.push(last);
    }
    cells
}

fn tabbed(text: &str, line: &Range<usize>) -> Vec<Range<usize>> {
    let mut cells = Vec::new();
    let mut at = line.start;
    for cell in text.get(line.clone()).unwrap_or_default().split('\t') {
        cells.push(trim(text, at..at + cell.len()));
        at += cell.len() + 1;
    }
    cells
}
