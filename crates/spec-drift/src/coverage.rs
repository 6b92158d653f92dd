//! How much of a page came to what, and how well a spec is known: figures that may only get better.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::aspect::{brief, show};
use crate::bind::{Ledger, Outcome, place_word};
use crate::claim::{Fact, Side};
use crate::page::Page;
use crate::report::{Outcome as Shown, PageView, Part};
use crate::spec::Spec;

/// A page with what became of each part of it, for reports; [`PageView::coverage`] counts its bytes.
pub fn view(vendor: &str, page: &Page, ledger: &Ledger) -> PageView {
    let mut parts = Vec::new();
    let part = |span, outcome, label: String, pointer| Part {
        span,
        outcome,
        label,
        pointer,
    };
    for (span, rule) in page.boilerplate.iter().chain(&page.prose) {
        parts.push(part(*span, Shown::Boilerplate, (*rule).to_owned(), None));
    }
    for span in &page.unread {
        parts.push(part(
            *span,
            Shown::Unaccounted,
            "known to no rule".to_owned(),
            None,
        ));
    }
    let outcome = |at: usize| ledger.outcomes.get(at).map_or(Shown::Unattributed, shown);
    // What holds an example or table together, brackets and heads of columns, belongs to what stands in it.
    for (number, block) in page.blocks.iter().enumerate() {
        let inside = page
            .claims
            .iter()
            .enumerate()
            .filter(|(_, claim)| claim.block == Some(number));
        let least = inside
            .map(|(at, _)| outcome(at))
            .min()
            .unwrap_or(Shown::Unattributed);
        parts.push(part(
            block.span,
            least,
            "example, table or definition".to_owned(),
            None,
        ));
    }
    for (at, claim) in page.claims.iter().enumerate() {
        let pointer = ledger
            .outcomes
            .get(at)
            .and_then(Outcome::pointer)
            .map(str::to_owned);
        parts.push(part(claim.span, outcome(at), label(&claim.fact), pointer));
    }
    PageView {
        vendor: vendor.to_owned(),
        name: page.name.clone(),
        platform: word(&page.platform),
        text: page.text.clone(),
        parts,
    }
}

fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

fn shown(outcome: &Outcome) -> Shown {
    match outcome {
        Outcome::Bound { .. } => Shown::Bound,
        Outcome::Contradicted { .. } => Shown::Contradicted,
        Outcome::Unattributed { .. } => Shown::Unattributed,
        Outcome::Waived { .. } => Shown::Waived,
    }
}

/// What a claim states, in our words.
fn label(fact: &Fact) -> String {
    match fact {
        Fact::Endpoint => "endpoint".to_owned(),
        Fact::Server(url) => format!("server {}", brief(url)),
        Fact::Authentication { .. } => "authentication".to_owned(),
        Fact::Parameter {
            name,
            location,
            says,
        } => {
            let place = location.map_or("", place_word);
            let name = name
                .as_deref()
                .map_or_else(|| "without a name".to_owned(), brief);
            format!("{place} parameter {name}: {}", show(says))
                .trim_start()
                .to_owned()
        }
        Fact::Field {
            side: Side::Request,
            pointer,
            says,
        } => format!("request {}: {}", brief(pointer), show(says)),
        Fact::Field { pointer, says, .. } => format!("response {}: {}", brief(pointer), show(says)),
        Fact::Response {
            status: Some(status),
            ..
        } => format!("status {status}"),
        Fact::Response { .. } => "status in words".to_owned(),
        Fact::PageSize(size) => format!("{size} records on a page"),
        Fact::RateLimit { requests, seconds } => format!("{requests} requests in {seconds} s"),
        Fact::Deprecated(true) => "deprecated".to_owned(),
        Fact::Deprecated(false) => "not deprecated".to_owned(),
    }
}

/// How many operations, parameters, responses and fields of a spec are known from where.
pub fn evidence(spec: &Spec<'_>) -> BTreeMap<String, usize> {
    spec.evidence
        .counts()
        .into_iter()
        .map(|(kind, count)| (kind.name().to_owned(), count))
        .collect()
}

/// Figures of which none may get worse: by page, the bytes in a thousand that are unaccounted or unattributed; by spec, the
/// statements in a thousand that are assumed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Baseline {
    /// By page.
    #[serde(default)]
    pub pages: BTreeMap<String, PageFigures>,
    /// By vendor.
    #[serde(default)]
    pub specs: BTreeMap<String, SpecFigures>,
}

/// Of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageFigures {
    /// Bytes in a thousand that no rule knows.
    pub unaccounted: usize,
    /// Bytes in a thousand of claims without a subject.
    pub unattributed: usize,
}

/// Of a spec.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecFigures {
    /// Statements in a thousand that are inferred.
    pub assumed: usize,
}

impl Baseline {
    /// Adds a page.
    pub fn page(&mut self, name: &str, bytes: &BTreeMap<Shown, usize>) {
        let all = bytes.values().sum::<usize>();
        let of = |outcome| in_a_thousand(bytes.get(&outcome).copied().unwrap_or_default(), all);
        let figures = PageFigures {
            unaccounted: of(Shown::Unaccounted),
            unattributed: of(Shown::Unattributed),
        };
        self.pages.insert(name.to_owned(), figures);
    }

    /// Adds a spec.
    pub fn spec(&mut self, vendor: &str, evidence: &BTreeMap<String, usize>) {
        let all = evidence.values().sum::<usize>();
        let assumed = in_a_thousand(evidence.get("assumed").copied().unwrap_or_default(), all);
        self.specs
            .insert(vendor.to_owned(), SpecFigures { assumed });
    }

    /// What is worse now than in this baseline, or missing from it: one sentence each.
    pub fn worse(&self, now: &Self) -> Vec<String> {
        let mut worse = Vec::new();
        let mut hold = |what: String, was: Option<usize>, is: usize| match was {
            None => worse.push(format!("{what}: no baseline")),
            Some(was) if is > was => {
                worse.push(format!("{what}: {is} in 1000 now, {was} in the baseline"))
            }
            Some(_) => {}
        };
        for (name, is) in &now.pages {
            let was = self.pages.get(name);
            hold(
                format!("page {name} unaccounted"),
                was.map(|it| it.unaccounted),
                is.unaccounted,
            );
            hold(
                format!("page {name} unattributed"),
                was.map(|it| it.unattributed),
                is.unattributed,
            );
        }
        for (name, is) in &now.specs {
            hold(
                format!("spec {name} assumed"),
                self.specs.get(name).map(|it| it.assumed),
                is.assumed,
            );
        }
        worse
    }
}

/// Rounded up: one byte of a long page is not nothing.
fn in_a_thousand(part: usize, all: usize) -> usize {
    if all == 0 {
        0
    } else {
        (part * 1000).div_ceil(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_may_fall_and_not_rise() {
        let mut was = Baseline::default();
        was.page(
            "list",
            &BTreeMap::from([(Shown::Bound, 900), (Shown::Unaccounted, 100)]),
        );
        let mut better = Baseline::default();
        better.page(
            "list",
            &BTreeMap::from([(Shown::Bound, 950), (Shown::Unaccounted, 50)]),
        );
        assert!(was.worse(&better).is_empty());
        assert_eq!(
            better.worse(&was),
            ["page list unaccounted: 100 in 1000 now, 50 in the baseline"]
        );
        assert_eq!(Baseline::default().worse(&was).len(), 2);
    }
}
