//! The findings as cards, and the filters above them, which are check boxes that the style sheet looks at.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::super::visible::{excerpt, is_cut, markup};
use super::super::{Report, sides};
use super::{escaped, prose};
use crate::code::{Area, Code};
use crate::finding::{Certainty, Finding, Level, Place};

/// Filters of one kind are shown where they tell something apart.
const ENOUGH: usize = 2;

/// The findings in the order in which they are shown: the place in it is a finding's anchor.
pub struct Listed<'a> {
    report: &'a Report,
    findings: Vec<&'a Finding>,
    vendors: Vec<&'a str>,
    codes: Vec<Code>,
}

impl<'a> Listed<'a> {
    pub fn new(report: &'a Report) -> Self {
        let findings = report.ordered();
        let vendors: BTreeSet<&str> = findings
            .iter()
            .map(|finding| finding.vendor.as_str())
            .collect();
        let codes: BTreeSet<Code> = findings.iter().map(|finding| finding.code).collect();
        Self {
            report,
            findings,
            vendors: vendors.into_iter().collect(),
            codes: codes.into_iter().collect(),
        }
    }

    /// The anchors of the findings by the line of this file at which they stand.
    pub fn anchors(&self, file: &str) -> BTreeMap<usize, Vec<(usize, Level)>> {
        let mut anchors: BTreeMap<usize, Vec<(usize, Level)>> = BTreeMap::new();
        for (index, finding) in self.findings.iter().enumerate() {
            for place in [&finding.source, &finding.spec].into_iter().flatten() {
                if place.file == file {
                    anchors
                        .entry(place.line)
                        .or_default()
                        .push((index, finding.level));
                }
            }
        }
        anchors
    }

    /// What hides the findings whose box is not checked.
    pub fn filter_style(&self) -> String {
        let vendors = (0..self.vendors.len()).map(|index| format!("v{index}"));
        let codes = self.codes.iter().map(|code| format!("c-{code}"));
        let levels = ["error", "warning", "note"].map(str::to_owned).into_iter();
        levels
            .chain(vendors)
            .chain(codes)
            .map(|class| {
                format!("body:has(#show-{class}:not(:checked)) .finding.{class}{{display:none}}\n")
            })
            .collect()
    }

    pub fn write(&self, out: &mut String) {
        out.push_str("<section id=\"findings\">\n<h2>Findings</h2>\n");
        if self.findings.is_empty() {
            out.push_str("<p>None: everything that was compared says the same.</p>\n</section>\n");
            return;
        }
        self.filters(out);
        for (index, finding) in self.findings.iter().enumerate() {
            self.card(index, finding, out);
        }
        out.push_str("<p id=\"hidden\" hidden></p>\n</section>\n");
    }

    fn filters(&self, out: &mut String) {
        out.push_str("<div class=\"filters\" role=\"group\" aria-label=\"Filters\">\n<div>");
        for level in [Level::Error, Level::Warning, Level::Note] {
            let count = self.report.count(level);
            if count > 0 {
                filter(&level.to_string(), &level.to_string(), count, out);
            }
        }
        out.push_str("</div>\n");
        if self.vendors.len() >= ENOUGH {
            out.push_str("<div>");
            for (index, vendor) in self.vendors.iter().enumerate() {
                let count = self
                    .findings
                    .iter()
                    .filter(|finding| finding.vendor == *vendor)
                    .count();
                let name = if vendor.is_empty() {
                    "no vendor"
                } else {
                    vendor
                };
                filter(&format!("v{index}"), name, count, out);
            }
            out.push_str("</div>\n");
        }
        if self.codes.len() >= ENOUGH {
            out.push_str("<div>");
            for code in &self.codes {
                let count = self
                    .findings
                    .iter()
                    .filter(|finding| finding.code == *code)
                    .count();
                filter(&format!("c-{code}"), code.name(), count, out);
            }
            out.push_str("</div>\n");
        }
        out.push_str(
            "<label class=\"search\" hidden>Search <input id=\"search\" type=\"search\" autocomplete=\"off\"></label>\n</div>\n",
        );
    }

    fn card(&self, index: usize, finding: &Finding, out: &mut String) {
        let vendor = self
            .vendors
            .iter()
            .position(|vendor| *vendor == finding.vendor)
            .unwrap_or_default();
        let _ = writeln!(
            out,
            "<article class=\"finding {level} v{vendor} c-{code}\" id=\"f{index}\">\n\
             <h3><span class=\"level\">{level}</span> {}</h3>",
            prose(&finding.reason),
            level = finding.level,
            code = finding.code,
        );
        let mut facts = vec![format!(
            "<code title=\"{}\">{}</code>",
            escaped(finding.code.explanation()),
            finding.code
        )];
        facts.extend(
            [&finding.vendor]
                .into_iter()
                .chain(&finding.operation)
                .map(|text| escaped(text)),
        );
        if !finding.pointer.is_empty() {
            facts.push(format!("<code>{}</code>", escaped(&finding.pointer)));
        }
        match finding.certainty {
            Certainty::Certain => {}
            Certainty::Likely => {
                facts.push("likely: concluded from order, type or similarity".to_owned())
            }
            Certainty::Unattributed => {
                facts.push("unattributed: more than one place would fit".to_owned())
            }
        }
        facts.retain(|fact| !fact.is_empty());
        let _ = writeln!(out, "<p class=\"facts\">{}</p>", facts.join(" · "));

        let [source, spec] = sides(finding.code.area());
        out.push_str("<div class=\"quotes\">\n");
        self.quote(
            "found",
            source,
            finding.found.as_deref(),
            finding.source.as_ref(),
            out,
        );
        self.quote(
            "expected",
            spec,
            finding.expected.as_deref(),
            finding.spec.as_ref(),
            out,
        );
        out.push_str("</div>\n");

        let fixable = self.report.fixes.contains_key(&finding.fingerprint());
        let fix = if fixable {
            " <b class=\"fixable\">--fix writes it</b>"
        } else {
            ""
        };
        let _ = writeln!(
            out,
            "<p class=\"remedy\">{}{fix}</p>",
            prose(&finding.remedy)
        );
        if !finding.uses.is_empty() {
            let uses: String = finding
                .uses
                .iter()
                .map(|used| format!("<li><code>{}</code></li>", escaped(used)))
                .collect();
            let many = match (finding.code.area(), finding.uses.len()) {
                (Area::Version, _) => "operations",
                (_, 1) => "more place",
                _ => "more places",
            };
            let _ = writeln!(
                out,
                "<details><summary>{} {many}</summary><ul>{uses}</ul></details>",
                finding.uses.len()
            );
        }
        out.push_str("</article>\n");
    }

    fn quote(
        &self,
        class: &str,
        side: &str,
        value: Option<&str>,
        place: Option<&Place>,
        out: &mut String,
    ) {
        if value.is_none() && place.is_none() {
            return;
        }
        let _ = write!(out, "<figure class=\"{class}\"><figcaption>{side}");
        if let Some(value) = value {
            let _ = write!(out, ": <b>{}</b>", escaped(value));
        }
        if let Some(place) = place {
            let name = format!("{}:{}", escaped(&place.file), place.line);
            let _ = match self.target(place) {
                Some(target) => write!(out, " <a href=\"#{target}\">{name}</a>"),
                None => write!(out, " <span class=\"quiet\">{name}</span>"),
            };
        }
        out.push_str("</figcaption>");
        if let Some(place) = place {
            let [before, mark, after] = excerpt(place).map(|text| markup(&text));
            let cut = if is_cut(place) { "…" } else { "" };
            let one_line = ![&before, &mark, &after]
                .iter()
                .any(|text| text.contains('\n'));
            let before = if one_line {
                before.trim_start()
            } else {
                &before
            };
            let _ = write!(out, "<pre>{cut}{before}<mark>{mark}</mark>{after}</pre>");
        }
        out.push_str("</figure>\n");
    }

    /// The line at which a place is shown below.
    fn target(&self, place: &Place) -> Option<String> {
        let pages = &self.report.pages;
        if let Some(page) = pages.iter().position(|page| page.name == place.file) {
            return Some(format!("p{page}L{}", place.line));
        }
        let spec = self
            .report
            .specs
            .iter()
            .find(|spec| spec.file == place.file)?;
        let page = pages.iter().position(|page| page.vendor == spec.vendor)?;
        Some(format!("s{page}L{}", place.line))
    }
}

fn filter(class: &str, name: &str, count: usize, out: &mut String) {
    let _ = write!(
        out,
        "<label class=\"filter {class}\"><input type=\"checkbox\" id=\"show-{class}\" checked> {} <b>{count}</b></label>",
        escaped(name)
    );
}
