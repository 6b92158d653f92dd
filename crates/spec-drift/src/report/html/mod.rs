//! For the eye: one HTML file that needs nothing else. Coverage is a picture, findings can be filtered, and page and spec
//! stand side by side with links both ways.
//!
//! All of it can be read without a script; the script only searches and keeps both sides together. The content security
//! policy names the hashes of the one style sheet and the one script, and allows nothing else.

mod beside;
mod coverage;
mod findings;

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::visible::{line, markup};
use super::{Report, bumped};
use crate::finding::Level;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// The whole report.
pub fn render(report: &Report) -> String {
    let findings = findings::Listed::new(report);
    let style = format!("{STYLE}{}", findings.filter_style());
    let title = escaped(&report.subject);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}'; \
         script-src 'sha256-{}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}: {}</title>\n\
         <style>{style}</style>\n</head>\n<body>\n",
        hash(&style),
        hash(SCRIPT),
        report.summary(),
    );
    head(report, &mut out);
    out.push_str("<main>\n");
    coverage::write(report, &mut out);
    bumps(report, &mut out);
    findings.write(&mut out);
    beside::write(report, &findings, &mut out);
    let _ = write!(
        out,
        "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n"
    );
    out
}

fn head(report: &Report, out: &mut String) {
    let verdict = match report.findings.iter().map(|finding| finding.level).max() {
        Some(Level::Error) => "error",
        Some(Level::Warning) => "warning",
        _ => "clean",
    };
    let _ = writeln!(
        out,
        "<header>\n<h1>{}</h1>\n<p class=\"verdict {verdict}\">{}</p>",
        escaped(&report.subject),
        report.summary()
    );
    out.push_str("<nav aria-label=\"Sections\">");
    if !report.pages.is_empty() || report.specs.iter().any(|spec| !spec.evidence.is_empty()) {
        out.push_str("<a href=\"#coverage\">Coverage</a>");
    }
    if !report.bumps.is_empty() {
        out.push_str("<a href=\"#versions\">Versions</a>");
    }
    out.push_str("<a href=\"#findings\">Findings</a>");
    for (index, page) in report.pages.iter().enumerate() {
        let _ = write!(
            out,
            "<a href=\"#page{index}\">{}</a>",
            escaped(short_name(&page.name))
        );
    }
    out.push_str("</nav>\n</header>\n");
}

fn bumps(report: &Report, out: &mut String) {
    if report.bumps.is_empty() {
        return;
    }
    out.push_str(
        "<section id=\"versions\">\n<h2>Versions</h2>\n<div class=\"wide\"><table>\n\
         <thead><tr><th>Crate</th><th>Now</th><th>Next</th><th>Step</th><th>Because</th></tr></thead>\n<tbody>\n",
    );
    for bump in &report.bumps {
        let cells: String = bumped(bump)
            .iter()
            .map(|cell| format!("<td>{}</td>", escaped(cell)))
            .collect();
        let _ = writeln!(out, "<tr>{cells}</tr>");
    }
    out.push_str("</tbody></table></div>\n</section>\n");
}

/// The last part of a path or address.
fn short_name(name: &str) -> &str {
    name.trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or(name)
}

/// One line of foreign text.
fn escaped(text: &str) -> String {
    markup(&line(text))
}

/// A sentence of ours with foreign words in backticks.
fn prose(sentence: &str) -> String {
    let pieces: Vec<&str> = sentence.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return escaped(sentence);
    }
    let shown = pieces
        .iter()
        .enumerate()
        .map(|(index, piece)| match index % 2 {
            1 => format!("<code>{}</code>", escaped(piece)),
            _ => escaped(piece),
        });
    shown.collect()
}

fn hash(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text))
}
