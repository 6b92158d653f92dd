//! The figures as tables for people and as JSON for machines.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use serde_json::{Value, json};

use super::expect::Comparison;
use super::rendering::Rendering;
use super::score::{Alarms, Failure, Found, Score};

/// What every figure should reach.
const GOALS: &str = "goals: detected 99 %, attributed 95 %, classified 90 %, false alarms at most 1 %, 20 ms a page";

/// The figures as tables.
pub fn table(score: &Score) -> String {
    let mut out = String::new();
    for (comparison, title) in [
        (Comparison::Captures, "page: older capture ↔ newer capture"),
        (
            Comparison::CrossedCaptures,
            "page: older capture ↔ newer capture in another rendering",
        ),
        (Comparison::Spec, "page ↔ spec"),
    ] {
        let _ = writeln!(out, "{title}\n");
        found(&mut out, score, comparison);
    }
    out.push_str("false alarms on edits that change no meaning\n\n");
    alarms(&mut out, score);
    out.push_str("milliseconds a page, to read it and hold it against spec and older capture\n\n");
    let _ = writeln!(
        out,
        "  {:22} {:>6} {:>8} {:>8}",
        "rendering", "pages", "mean", "slowest"
    );
    for (rendering, pace) in &score.pace {
        let slowest = pace.slowest.as_secs_f64() * 1000.0;
        let _ = writeln!(
            out,
            "  {:22} {:>6} {:>8.2} {:>8.2}",
            rendering.name(),
            pace.pages,
            pace.mean(),
            slowest
        );
    }
    let _ = writeln!(out, "\npages that could not be read: {}", score.unread);
    let _ = writeln!(out, "{GOALS}");
    if cfg!(debug_assertions) {
        out.push_str("built without optimisation: cargo run --release -p xtask -- bench drift gives the times that count\n");
    }
    out
}

fn found(out: &mut String, score: &Score, comparison: Comparison) {
    let mut operators: BTreeMap<String, Found> = BTreeMap::new();
    let mut renderings: BTreeMap<Rendering, Found> = BTreeMap::new();
    let mut all = Found::default();
    for ((other, operator, rendering), figures) in &score.found {
        if *other == comparison {
            operators.entry(operator.name()).or_default().add(*figures);
            renderings.entry(*rendering).or_default().add(*figures);
            all.add(*figures);
        }
    }
    let head = format!(
        "{:>6} {:>9} {:>11} {:>11} {:>7} {:>10}",
        "edits", "detected", "attributed", "classified", "beside", "not shown"
    );
    let _ = writeln!(out, "  {:22} {head}", "operator");
    for (operator, figures) in &operators {
        line(out, operator, figures);
    }
    let _ = writeln!(out, "  {:22} {head}", "rendering");
    for (rendering, figures) in &renderings {
        line(out, rendering.name(), figures);
    }
    line(out, "all", &all);
    out.push_str("\n  detected in % by operator and rendering\n\n");
    matrix(out, &renderings, operators.keys(), |operator, rendering| {
        let figures = score.found.iter().filter(|((other, known, place), _)| {
            *other == comparison && known.name() == operator && *place == rendering
        });
        figures
            .filter(|(_, figures)| figures.edits > 0)
            .map(|(_, figures)| percent(figures.detected, figures.edits))
            .next()
    });
    out.push('\n');
}

fn line(out: &mut String, name: &str, figures: &Found) {
    let _ = writeln!(
        out,
        "  {name:22} {:>6} {:>7.1} % {:>9.1} % {:>9.1} % {:>7} {:>10}",
        figures.edits,
        percent(figures.detected, figures.edits),
        percent(figures.attributed, figures.edits),
        percent(figures.classified, figures.edits),
        figures.beside,
        figures.not_shown
    );
}

fn matrix<'a>(
    out: &mut String,
    renderings: &BTreeMap<Rendering, Found>,
    rows: impl Iterator<Item = &'a String>,
    cell: impl Fn(&str, Rendering) -> Option<f64>,
) {
    let heads: Vec<String> = renderings
        .keys()
        .map(|rendering| format!("{:>9}", short(*rendering)))
        .collect();
    let _ = writeln!(out, "  {:22} {}", "", heads.concat());
    for row in rows {
        let cells: Vec<String> = renderings
            .keys()
            .map(|rendering| match cell(row, *rendering) {
                Some(value) => format!("{value:>9.0}"),
                None => format!("{:>9}", "·"),
            })
            .collect();
        let _ = writeln!(out, "  {row:22} {}", cells.concat());
    }
}

/// A name that fits a narrow column.
fn short(rendering: Rendering) -> String {
    let name = rendering.name();
    let name = name
        .replace("mintlify", "mint")
        .replace("gitbook", "gitb")
        .replace("markdown-tables", "md-tabl");
    name.replace("markdown", "md")
        .replace("tables", "tabl")
        .chars()
        .take(9)
        .collect()
}

fn alarms(out: &mut String, score: &Score) {
    let mut rows: BTreeMap<&str, BTreeMap<Comparison, Alarms>> = BTreeMap::new();
    let mut all: BTreeMap<Comparison, Alarms> = BTreeMap::new();
    for ((comparison, name, _), figures) in &score.alarms {
        rows.entry(name)
            .or_default()
            .entry(*comparison)
            .or_default()
            .add(*figures);
        all.entry(*comparison).or_default().add(*figures);
    }
    let _ = writeln!(out, "  {:22} {:>24} {:>24}", "edit", "captures", "spec");
    let cell = |figures: Option<&Alarms>| match figures {
        Some(figures) => format!(
            "{} of {} ({:.1} %)",
            figures.alarms,
            figures.edits,
            percent(figures.alarms, figures.edits)
        ),
        None => "·".to_owned(),
    };
    let all = [("all", all)];
    for (name, figures) in rows
        .iter()
        .map(|(name, figures)| (*name, figures))
        .chain(all.iter().map(|(name, figures)| (*name, figures)))
    {
        let _ = writeln!(
            out,
            "  {name:22} {:>24} {:>24}",
            cell(figures.get(&Comparison::Captures)),
            cell(figures.get(&Comparison::Spec))
        );
    }
    out.push('\n');
}

fn percent(part: usize, whole: usize) -> f64 {
    part as f64 * 100.0 / whole.max(1) as f64
}

/// The figures as JSON.
pub fn json(score: &Score) -> Value {
    let found = score.found.iter().map(|((comparison, operator, rendering), figures)| {
        json!({
            "comparison": comparison, "operator": operator, "rendering": rendering,
            "edits": figures.edits, "detected": figures.detected, "attributed": figures.attributed,
            "classified": figures.classified, "beside": figures.beside, "notShown": figures.not_shown,
        })
    });
    let alarms = score.alarms.iter().map(|((comparison, edit, rendering), figures)| {
        json!({"comparison": comparison, "edit": edit, "rendering": rendering, "edits": figures.edits, "alarms": figures.alarms})
    });
    let pace = score.pace.iter().map(|(rendering, pace)| {
        json!({"rendering": rendering, "pages": pace.pages, "meanMilliseconds": pace.mean(), "slowestMilliseconds": pace.slowest.as_secs_f64() * 1000.0})
    });
    json!({
        "semantic": found.collect::<Vec<_>>(),
        "cosmetic": alarms.collect::<Vec<_>>(),
        "pace": pace.collect::<Vec<_>>(),
        "unread": score.unread,
    })
}

/// What went wrong, a line each.
pub fn failures(score: &Score) -> String {
    let mut out = String::new();
    for failure in &score.failures {
        let _ = writeln!(out, "{}", headline(failure));
    }
    out
}

fn headline(failure: &Failure) -> String {
    let said: Vec<String> = failure
        .said
        .iter()
        .take(4)
        .map(|finding| {
            format!(
                "{} at {} ({:?})",
                finding.code, finding.pointer, finding.certainty
            )
        })
        .collect();
    format!(
        "{}: {} {} {} → {} {:?} {}; wanted {}; said {} {}",
        failure.wrong,
        failure.page,
        failure.operator,
        failure.older.name(),
        failure.rendering.name(),
        failure.comparison,
        failure.subject,
        failure.wanted,
        failure.said.len(),
        said.join(", ")
    )
}

/// Writes one case of each kind of failure, edit, rendering and comparison into a folder of its own: the page before and after,
/// the spec, and a line that says what went wrong.
///
/// # Errors
///
/// If a file can't be written.
pub fn write(score: &Score, folder: &Path) -> io::Result<usize> {
    let mut written: BTreeMap<String, ()> = BTreeMap::new();
    for failure in &score.failures {
        let comparison = format!("{:?}", failure.comparison).to_lowercase();
        let name = format!(
            "{}.{}.{}.{comparison}",
            failure.wrong.replace(' ', "-"),
            failure.operator,
            failure.rendering.name()
        );
        if written.insert(name.clone(), ()).is_some() {
            continue;
        }
        let place = folder.join(name);
        fs::create_dir_all(&place)?;
        let kind = match failure.rendering {
            rendering if rendering.is_html() => "html",
            Rendering::MintlifyMarkdown
            | Rendering::GitbookMarkdown
            | Rendering::MarkdownTables => "md",
            _ => "txt",
        };
        fs::write(place.join(format!("old.{kind}")), &failure.old)?;
        fs::write(place.join(format!("new.{kind}")), &failure.new)?;
        fs::write(place.join("spec.json"), format!("{:#}\n", failure.spec))?;
        let said: Vec<String> = failure
            .said
            .iter()
            .map(|finding| {
                format!(
                    "{} {} {:?} -> {:?} {:?} uses {:?}\n",
                    finding.code,
                    finding.pointer,
                    finding.expected,
                    finding.found,
                    finding.certainty,
                    finding.uses
                )
            })
            .collect();
        fs::write(
            place.join("README"),
            format!("{}\n{}", headline(failure), said.concat()),
        )?;
    }
    Ok(written.len())
}
