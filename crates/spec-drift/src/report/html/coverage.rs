//! Coverage as a picture: for each page how much of it came to what and where on the page, for each spec its evidence.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::super::{Outcome, PageView, Report, SpecView, percent};
use super::escaped;

/// Cells of the map of a page.
const CELLS: usize = 240;

pub fn write(report: &Report, out: &mut String) {
    let specs: Vec<&SpecView> = report
        .specs
        .iter()
        .filter(|spec| !spec.evidence.is_empty())
        .collect();
    if report.pages.is_empty() && specs.is_empty() {
        return;
    }
    out.push_str("<section id=\"coverage\">\n<h2>Coverage</h2>\n<div class=\"cards\">\n");
    for (index, view) in report.pages.iter().enumerate() {
        page(index, view, out);
    }
    for view in specs {
        spec(view, out);
    }
    out.push_str("</div>\n</section>\n");
}

fn page(index: usize, page: &PageView, out: &mut String) {
    let bytes = page.coverage();
    let total: usize = bytes.values().sum();
    let shares: Vec<Share> = Outcome::ALL
        .into_iter()
        .filter_map(|outcome| {
            bytes.get(&outcome).map(|count| Share {
                name: outcome.name().to_owned(),
                class: outcome.name().to_owned(),
                meaning: outcome.meaning(),
                count: *count,
            })
        })
        .collect();
    let _ = writeln!(
        out,
        "<article class=\"card\">\n<h3><a href=\"#page{index}\">{}</a></h3>\n<p class=\"quiet\">{} · {total} bytes that are not blank</p>",
        escaped(&page.name),
        escaped(&page.platform)
    );
    bar(&shares, total, out);
    legend(&shares, total, out);
    out.push_str("<p class=\"quiet\">Where on the page, from its first byte to its last:</p>\n");
    map(index, page, out);
    out.push_str("</article>\n");
}

fn spec(spec: &SpecView, out: &mut String) {
    let total: usize = spec.evidence.values().sum();
    let shares = evidence(&spec.evidence);
    let _ = writeln!(
        out,
        "<article class=\"card\">\n<h3>{}</h3>\n<p class=\"quiet\">evidence of {total} statements</p>",
        escaped(&spec.file)
    );
    bar(&shares, total, out);
    legend(&shares, total, out);
    out.push_str("</article>\n");
}

/// One colour of a bar.
struct Share {
    name: String,
    class: String,
    meaning: &'static str,
    count: usize,
}

fn evidence(counts: &BTreeMap<String, usize>) -> Vec<Share> {
    const KNOWN: [(&str, &str); 5] = [
        ("documented", "the vendor's documentation says so"),
        ("source", "the vendor's source says so"),
        ("observed", "seen in an answer"),
        ("third-party", "seen in somebody else's code"),
        ("assumed", "nobody said so yet"),
    ];
    let known = KNOWN.iter().filter_map(|(name, meaning)| {
        counts.get(*name).map(|count| Share {
            name: (*name).to_owned(),
            class: format!("e-{name}"),
            meaning,
            count: *count,
        })
    });
    let others = counts
        .iter()
        .filter(|(name, _)| !KNOWN.iter().any(|(known, _)| known == name));
    let others = others.map(|(name, count)| Share {
        name: name.clone(),
        class: "e-other".to_owned(),
        meaning: "",
        count: *count,
    });
    known.chain(others).collect()
}

fn bar(shares: &[Share], total: usize, out: &mut String) {
    let label: Vec<String> = shares
        .iter()
        .map(|share| format!("{} {}", share.name, percent(share.count, total)))
        .collect();
    let _ = write!(
        out,
        "<svg class=\"bar\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{}\">",
        escaped(&label.join(", "))
    );
    let mut before = 0;
    for share in shares {
        let [x, end] = [before, before + share.count]
            .map(|at| (at * 1000).checked_div(total).unwrap_or_default());
        before += share.count;
        // What is there can be seen, however little it is.
        let width = (end - x).max(2);
        let _ = write!(
            out,
            "<rect class=\"{}\" x=\"{}\" width=\"{width}\" height=\"10\"/>",
            escaped(&share.class),
            x.min(1000 - width.min(1000))
        );
    }
    out.push_str("</svg>\n");
}

fn legend(shares: &[Share], total: usize, out: &mut String) {
    out.push_str("<ul class=\"legend\">");
    for share in shares {
        let _ = write!(
            out,
            "<li title=\"{}\"><span class=\"swatch {}\"></span>{} <b>{}</b></li>",
            share.meaning,
            escaped(&share.class),
            escaped(&share.name),
            percent(share.count, total)
        );
    }
    out.push_str("</ul>\n");
}

/// The page from its first byte to its last in cells, each with what matters most in it and a link to there.
fn map(index: usize, page: &PageView, out: &mut String) {
    let length = page.text.len().max(1);
    let mut cells: Vec<Option<(Outcome, usize)>> = vec![None; CELLS];
    for segment in page.segments() {
        let text = page
            .text
            .get(segment.span.start..segment.span.end)
            .unwrap_or_default();
        if text.trim().is_empty() {
            continue;
        }
        let [first, last] =
            [segment.span.start, segment.span.end - 1].map(|at| at * CELLS / length);
        for cell in cells.iter_mut().take(last + 1).skip(first) {
            if cell.is_none_or(|(outcome, _)| outcome < segment.outcome) {
                *cell = Some((segment.outcome, segment.span.start));
            }
        }
    }
    let lines = super::beside::Lines::new(&page.text);
    out.push_str("<svg class=\"map\" viewBox=\"0 0 240 10\" preserveAspectRatio=\"none\" aria-label=\"Map of the page\">");
    let mut at = 0;
    for run in cells.chunk_by(|one, other| one.map(|cell| cell.0) == other.map(|cell| cell.0)) {
        if let Some(Some((outcome, start))) = run.first() {
            let _ = write!(
                out,
                "<a href=\"#p{index}L{}\"><rect class=\"{}\" x=\"{at}\" width=\"{}\" height=\"10\"><title>{}</title></rect></a>",
                lines.of(*start),
                outcome.name(),
                run.len(),
                outcome.name()
            );
        }
        at += run.len();
    }
    out.push_str("</svg>\n");
}
