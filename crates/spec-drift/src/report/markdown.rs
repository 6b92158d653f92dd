//! For a pull request: Markdown as GitHub reads it, one section a vendor, which opens at a click.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::visible::{line, lines, markup, shortened};
use super::{Outcome, Report, bumped, percent, sides};
use crate::code::Area;
use crate::finding::{Certainty, Finding, Level, Place};

/// GitHub refuses a comment or a pull request's text with more characters.
const MOST: usize = 65_536;
/// What is kept of that for the last line.
const RESERVE: usize = 200;

/// The whole report. Findings for which a pull request has no room are counted in the last line.
pub fn render(report: &Report) -> String {
    let mut out = format!("## {}: {}\n\n", text(&report.subject), report.summary());
    bumps(report, &mut out);
    coverage(report, &mut out);

    let mut vendors: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in report.ordered() {
        vendors.entry(&finding.vendor).or_default().push(finding);
    }
    let mut room = (MOST - RESERVE).saturating_sub(out.chars().count());
    let mut left_out = 0;
    for (vendor, findings) in vendors {
        let (head, foot) = (head(vendor, &findings), "</details>\n\n");
        let mut shown = String::new();
        room = room.saturating_sub(head.chars().count() + foot.len());
        for finding in findings {
            let item = item(report, finding);
            let size = item.chars().count();
            if left_out > 0 || room < size {
                left_out += 1;
                continue;
            }
            room -= size;
            shown.push_str(&item);
        }
        if !shown.is_empty() {
            out.push_str(&head);
            out.push_str(&shown);
            out.push_str(foot);
        }
    }
    if left_out > 0 {
        let _ = writeln!(
            out,
            "{left_out} more findings have no room here; the other forms of this report hold them."
        );
    }
    out
}

fn bumps(report: &Report, out: &mut String) {
    if report.bumps.is_empty() {
        return;
    }
    out.push_str("| crate | now | next | step | because |\n|---|---|---|---|---|\n");
    for bump in &report.bumps {
        let cells = bumped(bump).map(text);
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out.push('\n');
}

fn coverage(report: &Report, out: &mut String) {
    if report.pages.is_empty() {
        return;
    }
    let names = Outcome::ALL.map(Outcome::name);
    let _ = writeln!(out, "| page | {} |", names.join(" | "));
    let _ = writeln!(out, "|---|{}", "--:|".repeat(names.len()));
    for page in &report.pages {
        let bytes = page.coverage();
        let total = bytes.values().sum();
        let cells = Outcome::ALL.map(|outcome| match bytes.get(&outcome) {
            Some(bytes) => percent(*bytes, total),
            None => "–".to_owned(),
        });
        let _ = writeln!(
            out,
            "| {} | {} |",
            text(&shortened(&page.name, 200)),
            cells.join(" | ")
        );
    }
    for spec in report.specs.iter().filter(|spec| !spec.evidence.is_empty()) {
        let total = spec.evidence.values().sum();
        let shares = spec
            .evidence
            .iter()
            .map(|(kind, count)| format!("{} {}", text(kind), percent(*count, total)));
        let shares: Vec<String> = shares.collect();
        let _ = writeln!(
            out,
            "\nEvidence of {}: {}",
            code(&shortened(&spec.file, 200)),
            shares.join(", ")
        );
    }
    out.push('\n');
}

fn head(vendor: &str, findings: &[&Finding]) -> String {
    let name = if vendor.is_empty() {
        "All vendors"
    } else {
        vendor
    };
    let errors = findings
        .iter()
        .filter(|finding| finding.level == Level::Error)
        .count();
    let open = if errors > 0 { " open" } else { "" };
    let many = if findings.len() == 1 {
        "finding"
    } else {
        "findings"
    };
    // Something without a width comes after what would begin a mention or a reference.
    let name = shortened(name, 80);
    let name: Vec<String> = name.split_inclusive(['@', '#']).map(markup).collect();
    format!(
        "<details{open}>\n<summary><b>{}</b>: {} {many}</summary>\n\n",
        name.join("&#8203;"),
        findings.len()
    )
}

fn item(report: &Report, finding: &Finding) -> String {
    let [source, spec] = sides(finding.code.area());
    let mut out = format!(
        "- **{}** {}: {}",
        finding.level,
        code(finding.code.name()),
        prose(&finding.reason)
    );
    if !finding.pointer.is_empty() {
        let _ = write!(out, "<br>at {}", code(&shortened(&finding.pointer, 400)));
        if let Some(operation) = &finding.operation {
            let _ = write!(out, " in {}", code(&shortened(operation, 100)));
        }
    }
    match finding.certainty {
        Certainty::Certain => {}
        Certainty::Likely => out.push_str("<br>likely: concluded from order, type or similarity"),
        Certainty::Unattributed => out.push_str("<br>unattributed: more than one place would fit"),
    }
    out.push_str("\n\n");
    let sides = [
        ('-', spec, &finding.expected, &finding.spec),
        ('+', source, &finding.found, &finding.source),
    ];
    let quotes: String = sides
        .iter()
        .map(|(sign, side, value, place)| quote(*sign, side, value.as_deref(), place.as_ref()))
        .collect();
    out.push_str(&fenced(&quotes));
    if !finding.uses.is_empty() {
        let uses: Vec<String> = finding
            .uses
            .iter()
            .take(20)
            .map(|used| code(&shortened(used, 200)))
            .collect();
        let more = finding.uses.len().saturating_sub(uses.len());
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        let word = match finding.code.area() {
            Area::Version => "in",
            _ => "also",
        };
        let _ = write!(out, "  {word} {}{more}\n\n", uses.join(", "));
    }
    let by_itself = report.fixes.contains_key(&finding.fingerprint());
    let fix = if by_itself { " `--fix` writes it." } else { "" };
    let _ = write!(
        out,
        "  → {}.{fix}\n\n",
        prose(finding.remedy.trim_end_matches('.'))
    );
    out
}

/// One side of a finding as lines of a diff.
fn quote(sign: char, side: &str, value: Option<&str>, place: Option<&Place>) -> String {
    let mut out = String::new();
    if let Some(place) = place {
        let _ = writeln!(
            out,
            "  {side}, {}:{}",
            shortened(&place.file, 200),
            place.line
        );
        for line in lines(&place.excerpt).lines() {
            let _ = writeln!(out, "{sign} {line}");
        }
    } else if let Some(value) = value {
        let _ = writeln!(out, "  {side}\n{sign} {}", shortened(value, 400));
    }
    out
}

/// A block of code within a list item. Each of its lines begins with a sign or a side, so none of them ends it.
fn fenced(body: &str) -> String {
    if body.is_empty() {
        return String::new();
    }
    let mut out = String::from("  ```diff\n");
    for line in body.lines() {
        let _ = writeln!(out, "  {line}");
    }
    out.push_str("  ```\n\n");
    out
}

/// Code within a line, in more backticks than it holds. It notifies nobody and links nowhere.
fn code(text: &str) -> String {
    let text = line(text);
    if text.trim().is_empty() {
        return "(blank)".to_owned();
    }
    let longest = text
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    // A blank on both sides goes when it is read. A backtick at the edge would join the fence without it.
    let edge = |c| c == '`' || c == ' ';
    let blank = if text.starts_with(edge) || text.ends_with(edge) {
        " "
    } else {
        ""
    };
    format!("{fence}{blank}{text}{blank}{fence}")
}

/// A sentence of ours with foreign words in backticks: these become code.
fn prose(sentence: &str) -> String {
    let pieces: Vec<&str> = sentence.split('`').collect();
    let paired = pieces.len() % 2 == 1;
    let shown = pieces
        .iter()
        .enumerate()
        .map(|(index, piece)| match index % 2 {
            1 if paired => code(piece),
            _ => text(piece),
        });
    shown
        .collect::<Vec<_>>()
        .join(if paired { "" } else { "&#96;" })
}

/// Text that is nothing but text, where it does not begin a line: no markup, no mention, no reference, no link.
fn text(text: &str) -> String {
    let text = line(text);
    let mut out = String::new();
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' | '!' | '>' => {
                out.extend(['\\', c])
            }
            c => out.push(c),
        }
        let next = rest.peek().copied().unwrap_or(' ');
        // What GitHub makes a mention, a reference or a link: something without a width comes between.
        let speaks = match c {
            '@' => true,
            '#' | '-' => next.is_ascii_digit(),
            ':' => next == '/',
            '.' => before.eq_ignore_ascii_case(&'w'),
            _ => false,
        };
        if speaks {
            out.push_str("&#8203;");
        }
        before = c;
    }
    out
}
