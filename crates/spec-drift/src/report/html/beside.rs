//! Page and spec side by side, line by line, each part of the page linked to its place in the spec and back.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::super::visible::{line, markup};
use super::super::{Outcome, PageView, Report, SpecView};
use super::escaped;
use super::findings::Listed;
use crate::claim::Span;
use crate::finding::Level;

/// Bytes of a page that are shown.
const MOST: usize = 400_000;
/// So many lines of boilerplate in a row are folded.
const FOLDED: usize = 5;
/// Lines of the spec that are shown before and after one that a page speaks of.
const AROUND: usize = 2;
/// Steps over lines that are no gap.
const SHORT: usize = 4;
/// Links back from a line of the spec.
const BACK: usize = 6;

/// Anchors of findings by line.
type Anchors = BTreeMap<usize, Vec<(usize, Level)>>;

pub fn write(report: &Report, findings: &Listed<'_>, out: &mut String) {
    for (index, page) in report.pages.iter().enumerate() {
        let spec = report.specs.iter().find(|spec| spec.vendor == page.vendor);
        let pairs = Pairs::new(page, spec);
        let _ = writeln!(
            out,
            "<section id=\"page{index}\" class=\"beside\">\n<h2>{}</h2>\n{}<div class=\"panes\">",
            escaped(&page.name),
            key(page)
        );
        left(index, page, &pairs, &findings.anchors(&page.name), out);
        if let Some(spec) = spec {
            right(index, spec, &pairs, &findings.anchors(&spec.file), out);
        }
        out.push_str("</div>\n</section>\n");
    }
}

/// What the colours mean, as far as the page has them.
fn key(page: &PageView) -> String {
    let bytes = page.coverage();
    let outcomes = Outcome::ALL
        .into_iter()
        .filter(|outcome| bytes.contains_key(outcome));
    let words = outcomes.map(|outcome| {
        format!(
            "<span><span class=\"{}\">{}</span>: {}</span>",
            outcome.name(),
            outcome.name(),
            outcome.meaning()
        )
    });
    format!("<p class=\"key text\">{}</p>\n", words.collect::<String>())
}

/// Where the lines of a text begin.
pub struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    pub fn new(text: &str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            starts: std::iter::once(0).chain(breaks).collect(),
        }
    }

    /// The line of a byte, from one.
    pub fn of(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte)
    }
}

/// Which lines of the spec the parts of a page speak of.
struct Pairs {
    /// The line of the spec, by the part's first byte, outcome and pointer.
    lines: BTreeMap<String, usize>,
    /// The worst outcome of a line of the spec, and the lines of the page that speak of it.
    back: BTreeMap<usize, (Outcome, BTreeSet<usize>)>,
}

impl Pairs {
    fn new(page: &PageView, spec: Option<&SpecView>) -> Self {
        let mut pairs = Self {
            lines: BTreeMap::new(),
            back: BTreeMap::new(),
        };
        let Some(spec) = spec else { return pairs };
        let (page_lines, spec_lines) = (Lines::new(&page.text), Lines::new(&spec.text));
        for part in &page.parts {
            let Some(pointer) = &part.pointer else {
                continue;
            };
            let Some(place) = nearest(spec, pointer) else {
                continue;
            };
            let line = spec_lines.of(place.start);
            pairs.lines.insert(pointer.clone(), line);
            let (outcome, from) = pairs
                .back
                .entry(line)
                .or_insert((part.outcome, BTreeSet::new()));
            *outcome = (*outcome).max(part.outcome);
            from.insert(page_lines.of(part.span.start));
        }
        pairs
    }
}

/// The place of a pointer, or of what it stands in.
fn nearest(spec: &SpecView, pointer: &str) -> Option<Span> {
    let mut pointer = pointer;
    loop {
        if let Some(span) = spec.places.get(pointer) {
            return Some(*span);
        }
        pointer = pointer.rsplit_once('/')?.0;
    }
}

/// A line of the page as HTML, and whether it states nothing.
struct Row {
    number: usize,
    html: String,
    idle: bool,
}

fn left(index: usize, page: &PageView, pairs: &Pairs, anchors: &Anchors, out: &mut String) {
    out.push_str("<div class=\"pane\"><h3>The page</h3>\n<div class=\"lines\" tabindex=\"0\" role=\"region\" aria-label=\"The page\">\n");
    let rows = rows(index, page, pairs);
    for run in rows.chunk_by(|one, other| one.idle == other.idle) {
        let folded = run.len() >= FOLDED && run.first().is_some_and(|row| row.idle);
        if folded {
            let _ = writeln!(
                out,
                "<details><summary>{} lines that state nothing of the API</summary>",
                run.len()
            );
        }
        for row in run {
            let id = format!("p{index}L{}", row.number);
            numbered(&id, row.number, "", &row.html, anchors, out);
        }
        if folded {
            out.push_str("</details>\n");
        }
    }
    if page.text.len() > MOST {
        let _ = writeln!(
            out,
            "<p class=\"quiet\">The first {MOST} of {} bytes are shown.</p>",
            page.text.len()
        );
    }
    out.push_str("</div></div>\n");
}

fn rows(index: usize, page: &PageView, pairs: &Pairs) -> Vec<Row> {
    let mut rows = vec![Row {
        number: 1,
        html: String::new(),
        idle: true,
    }];
    for segment in page.segments() {
        if segment.span.start >= MOST {
            break;
        }
        let text = page
            .text
            .get(segment.span.start..segment.span.end)
            .unwrap_or_default();
        let pointer = segment.part.and_then(|part| part.pointer.as_ref());
        let target = pointer.and_then(|pointer| pairs.lines.get(pointer));
        let label = segment
            .part
            .map_or_else(String::new, |part| part.label.clone());
        let label = [
            segment.outcome.name().to_owned(),
            label,
            pointer.cloned().unwrap_or_default(),
        ];
        let label: Vec<String> = label.into_iter().filter(|text| !text.is_empty()).collect();
        let title = escaped(&label.join(": "));
        let class = segment.outcome.name();
        for (nth, piece) in text.split('\n').enumerate() {
            if nth > 0 {
                let number = rows.len() + 1;
                rows.push(Row {
                    number,
                    html: String::new(),
                    idle: true,
                });
            }
            let Some(row) = rows.last_mut() else { continue };
            let stated = piece.trim();
            if stated.is_empty() {
                row.html.push_str(&blank(piece));
                continue;
            }
            row.idle &= segment.outcome == Outcome::Boilerplate;
            let (before, after) = piece.split_once(stated).unwrap_or_default();
            let shown = markup(&line(stated));
            row.html.push_str(&blank(before));
            let _ = match target {
                Some(target) => write!(
                    row.html,
                    "<a class=\"{class}\" href=\"#s{index}L{target}\" title=\"{title}\">{shown}</a>"
                ),
                None => write!(
                    row.html,
                    "<span class=\"{class}\" title=\"{title}\">{shown}</span>"
                ),
            };
            row.html.push_str(&blank(after));
        }
    }
    rows
}

/// White space at the edge of a part: spaces, whatever it was made of.
fn blank(space: &str) -> String {
    " ".repeat(space.chars().filter(|c| *c != '\r').count())
}

fn right(index: usize, spec: &SpecView, pairs: &Pairs, anchors: &Anchors, out: &mut String) {
    let _ = writeln!(
        out,
        "<div class=\"pane\"><h3>{}</h3>\n<div class=\"lines\" tabindex=\"0\" role=\"region\" aria-label=\"The spec\">",
        escaped(&spec.file)
    );
    let lines: Vec<&str> = spec.text.lines().collect();
    let mut last = 0;
    for number in joined(&window(&lines, pairs, anchors)) {
        if number > last + 1 {
            gap(number - last - 1, out);
        }
        last = number;
        let text = lines.get(number - 1).copied().unwrap_or_default();
        let text = markup(&line(text));
        let mut html = text.clone();
        let mut class = "";
        if let Some((outcome, from)) = pairs.back.get(&number) {
            class = outcome.name();
            let stated = text.trim_start();
            let indent = text.strip_suffix(stated).unwrap_or_default();
            html = format!("{indent}<span class=\"{class}\">{stated}</span>");
            let lines: Vec<usize> = from.iter().copied().collect();
            let runs: Vec<&[usize]> = lines.chunk_by(|one, next| one + 1 == *next).collect();
            for run in runs.iter().take(BACK) {
                back(index, run, &mut html);
            }
            if runs.len() > BACK {
                let _ = write!(
                    html,
                    " <span class=\"quiet\">and {} more</span>",
                    runs.len() - BACK
                );
            }
        }
        numbered(
            &format!("s{index}L{number}"),
            number,
            class,
            &html,
            anchors,
            out,
        );
    }
    if last < lines.len() {
        gap(lines.len() - last, out);
    }
    out.push_str("</div></div>\n");
}

/// A link to lines of the page that follow each other.
fn back(index: usize, run: &[usize], html: &mut String) {
    let (Some(first), Some(last)) = (run.first(), run.last()) else {
        return;
    };
    let name = if first == last {
        first.to_string()
    } else {
        format!("{first}–{last}")
    };
    let _ = write!(
        html,
        " <a class=\"back\" href=\"#p{index}L{first}\" title=\"to line {name} of the page\">{name}</a>"
    );
}

/// The lines of the spec that are shown: those that something speaks of, what is around them, and what they stand in.
fn window(lines: &[&str], pairs: &Pairs, anchors: &Anchors) -> BTreeSet<usize> {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '-']).len();
    let mut shown = BTreeSet::new();
    for &number in pairs.back.keys().chain(anchors.keys()) {
        if number == 0 || number > lines.len() {
            continue;
        }
        let first = number.saturating_sub(AROUND).max(1);
        shown.extend(first..=(number + AROUND).min(lines.len()));
        let mut depth = lines.get(number - 1).map_or(0, |line| indent(line));
        for above in (1..number).rev() {
            if depth == 0 {
                break;
            }
            let Some(line) = lines.get(above - 1) else {
                break;
            };
            if !line.trim().is_empty() && indent(line) < depth {
                depth = indent(line);
                // What is above a line that is shown already is shown with it.
                if !shown.insert(above) && above < first {
                    break;
                }
            }
        }
    }
    shown
}

fn gap(lines: usize, out: &mut String) {
    let many = if lines == 1 { "line" } else { "lines" };
    let _ = writeln!(out, "<div class=\"gap\">{lines} {many}</div>");
}

/// With the lines of gaps that would take as much room as the lines themselves.
fn joined(shown: &BTreeSet<usize>) -> Vec<usize> {
    let mut all: Vec<usize> = Vec::new();
    for &number in shown {
        let last = all.last().copied().unwrap_or_default();
        if number - last <= SHORT {
            all.extend(last + 1..number);
        }
        all.push(number);
    }
    all
}

fn numbered(id: &str, number: usize, class: &str, html: &str, anchors: &Anchors, out: &mut String) {
    let _ = write!(
        out,
        "<div class=\"line {class}\" id=\"{id}\"><span class=\"number\" data-n=\"{number}\"></span>"
    );
    let _ = write!(out, "<span class=\"text\">{html}</span>");
    for (finding, level) in anchors.get(&number).into_iter().flatten() {
        let _ = write!(
            out,
            " <a class=\"flag {level}\" href=\"#f{finding}\" title=\"go to the finding\">{level}</a>"
        );
    }
    out.push_str("</div>\n");
}
