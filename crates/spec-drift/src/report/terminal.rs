//! For people at a terminal: each finding with both places quoted, then a summary.

use std::fmt::Write;

use annotate_snippets::{AnnotationKind, Element, Group, Level as Title, Renderer, Snippet};

use super::visible::{self, line, shortened};
use super::{Bump, Outcome, PageView, Report, SpecView, percent, sides};
use crate::code::Area;
use crate::finding::{Certainty, Finding, Level, Place};

/// Most other places that are listed of one cause.
const USES: usize = 5;
/// A place further right than this on its line is shown without its column's room.
const FAR: usize = 2_000;

/// What a terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// Whether it shows colours.
    pub colour: bool,
    /// How many characters a line holds.
    pub width: usize,
}

impl Default for Screen {
    /// A file: no colours, a hundred characters a line.
    fn default() -> Self {
        Self {
            colour: false,
            width: 100,
        }
    }
}

/// The whole report.
pub fn render(report: &Report, screen: Screen) -> String {
    let mut out = String::new();
    for finding in report.ordered() {
        out.push_str(&one(finding, screen));
        out.push_str("\n\n");
    }
    out.push_str(&summary(report));
    out
}

/// What stands at the end: coverage, evidence, version steps and counts.
pub fn summary(report: &Report) -> String {
    let mut out = String::new();
    section(&mut out, "pages by outcome", report.pages.iter().map(page));
    let specs = report.specs.iter().filter(|spec| !spec.evidence.is_empty());
    section(&mut out, "specs by evidence", specs.map(spec));
    section(&mut out, "versions", report.bumps.iter().map(bump));
    let _ = writeln!(out, "{}: {}", line(&report.subject), report.summary());
    out
}

fn section(out: &mut String, title: &str, rows: impl Iterator<Item = String>) {
    let rows: Vec<String> = rows.collect();
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(out, "{title}");
    for row in rows {
        let _ = writeln!(out, "  {row}");
    }
    out.push('\n');
}

fn page(page: &PageView) -> String {
    let bytes = page.coverage();
    let total: usize = bytes.values().sum();
    let counts = Outcome::ALL
        .into_iter()
        .filter_map(|outcome| bytes.get(&outcome).map(|bytes| (outcome.name(), *bytes)));
    format!(
        "{} ({})\n    {total} bytes: {}",
        line(&page.name),
        line(&page.platform),
        shares(counts, total)
    )
}

fn spec(spec: &SpecView) -> String {
    let total: usize = spec.evidence.values().sum();
    let counts = spec
        .evidence
        .iter()
        .map(|(kind, count)| (kind.as_str(), *count));
    format!(
        "{}\n    {total} statements: {}",
        line(&spec.file),
        shares(counts, total)
    )
}

fn shares<'a>(counts: impl Iterator<Item = (&'a str, usize)>, total: usize) -> String {
    let shares: Vec<String> = counts
        .map(|(name, count)| format!("{} {}", line(name), percent(count, total)))
        .collect();
    if shares.is_empty() {
        "nothing".to_owned()
    } else {
        shares.join(", ")
    }
}

fn bump(bump: &Bump) -> String {
    let Bump {
        package,
        from,
        to,
        step,
        reason,
    } = bump;
    line(&format!("{package} {from} → {to} ({step}): {reason}"))
}

fn one(finding: &Finding, screen: Screen) -> String {
    let title = match finding.level {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
        Level::Note => Title::NOTE,
    };
    let mut group: Group<'_> = title
        .primary_title(line(&finding.reason))
        .id(finding.code.name())
        .elements(places(finding));
    for (label, text) in facts(finding) {
        group = group.element(Title::NOTE.with_name(label).message(text));
    }
    group = group.element(Title::HELP.message(line(&finding.remedy)));
    let renderer = if screen.colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    renderer.term_width(screen.width.max(40)).render(&[group])
}

/// The two places, the page's first.
fn places(finding: &Finding) -> Vec<Element<'static>> {
    let [source, spec] = sides(finding.code.area());
    let [found, expected] =
        [(&finding.found, source), (&finding.expected, spec)].map(|(value, side)| {
            value
                .as_deref()
                .map(|value| format!("{side}: {}", shortened(value, 60)))
        });
    [
        (&finding.source, AnnotationKind::Primary, found),
        (&finding.spec, AnnotationKind::Context, expected),
    ]
    .into_iter()
    .filter_map(|(place, kind, label)| place.as_ref().map(|place| snippet(place, kind, label)))
    .collect()
}

fn snippet(place: &Place, kind: AnnotationKind, label: Option<String>) -> Element<'static> {
    let [before, mark, after] = visible::excerpt(place);
    // An excerpt that begins within its line is moved to where it stands, so that the column is the true one.
    let room = if visible::is_cut(place) && place.column < FAR {
        place.column.saturating_sub(1 + before.chars().count())
    } else {
        0
    };
    let start = room + before.len();
    let source = format!("{:room$}{before}{mark}{after}", "");
    let annotation = kind.span(start..start + mark.len()).label(label);
    let first = place.line.saturating_sub(before.matches('\n').count());
    Snippet::source(source)
        .path(line(&place.file))
        .line_start(first)
        .annotation(annotation)
        .into()
}

/// What else is known of it, each with its name.
fn facts(finding: &Finding) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if !finding.pointer.is_empty() {
        let subject = match &finding.operation {
            Some(operation) => format!("{} in {operation}", finding.pointer),
            None => finding.pointer.clone(),
        };
        facts.push(("at", shortened(&subject, 400)));
    }
    if finding.source.is_none()
        && let Some(found) = &finding.found
    {
        facts.push(("found", shortened(found, 200)));
    }
    if finding.spec.is_none()
        && let Some(expected) = &finding.expected
    {
        facts.push(("expected", shortened(expected, 200)));
    }
    match finding.certainty {
        Certainty::Certain => {}
        Certainty::Likely => facts.push((
            "likely",
            "concluded from order, type or similarity".to_owned(),
        )),
        Certainty::Unattributed => {
            facts.push(("unattributed", "more than one place would fit".to_owned()))
        }
    }
    let more = finding.uses.len().saturating_sub(USES);
    let uses = finding
        .uses
        .iter()
        .take(USES)
        .map(|used| shortened(used, 200));
    if finding.code.area() == Area::Version {
        let mut operations: Vec<String> = uses.collect();
        operations.extend((more > 0).then(|| format!("{more} more")));
        if !operations.is_empty() {
            facts.push(("in", operations.join(", ")));
        }
    } else {
        facts.extend(uses.map(|used| ("also", used)));
        facts.extend((more > 0).then(|| ("also", format!("{more} more places"))));
    }
    facts
}
