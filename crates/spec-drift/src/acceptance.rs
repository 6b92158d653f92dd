//! Accepted drift: findings that are no news until a date.
//!
//! An acceptance is a promise to look again. One that is past its date, or whose page has changed, or that excuses what no
//! longer occurs, is itself a finding.

use serde::Deserialize;

use crate::bind::{Ledger, Outcome};
use crate::code::{Area, Code};
use crate::finding::{Certainty, Finding, Level, Place};

/// One entry of `[[accepted-drift]]`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Acceptance {
    /// The code of the finding.
    pub code: String,
    /// The pointer of the finding.
    pub pointer: String,
    /// Why it is accepted.
    pub reason: String,
    /// The last day on which it is, `YYYY-MM-DD`.
    pub expires: String,
    /// The first digits of the SHA-256 of the page: on another version of the page it is not accepted.
    pub page_hash: Option<String>,
}

/// The acceptances of a vendor while pages are held against its spec.
pub struct Register<'a> {
    vendor: &'a str,
    entries: Vec<Entry<'a>>,
    today: &'a str,
}

struct Entry<'a> {
    acceptance: &'a Acceptance,
    place: Option<Place>,
    /// It excused a finding.
    used: bool,
    /// A page spoke of its subject.
    seen: bool,
    /// It would excuse a finding, were the page still the same.
    lapsed: bool,
}

impl<'a> Register<'a> {
    /// `place` finds the entry with a number in its file. Dates in the form `YYYY-MM-DD` compare as texts.
    pub fn new(
        vendor: &'a str,
        acceptances: &'a [Acceptance],
        today: &'a str,
        place: impl Fn(usize) -> Option<Place>,
    ) -> Self {
        let entry = |(index, acceptance)| Entry {
            acceptance,
            place: place(index),
            used: false,
            seen: false,
            lapsed: false,
        };
        Self {
            vendor,
            entries: acceptances.iter().enumerate().map(entry).collect(),
            today,
        }
    }

    /// Takes accepted findings out of a ledger; the claims that contradict are waived. `hash` is the SHA-256 of the page.
    pub fn apply(&mut self, ledger: &mut Ledger, hash: &str) {
        for entry in &mut self.entries {
            let pointer = entry.acceptance.pointer.as_str();
            entry.seen |= ledger
                .outcomes
                .iter()
                .any(|outcome| outcome.pointer() == Some(pointer));
        }
        let today = self.today;
        ledger.findings.retain(|finding| {
            for entry in &mut self.entries {
                let acceptance = entry.acceptance;
                if acceptance.code != finding.code.name() || acceptance.pointer != finding.pointer {
                    continue;
                }
                let same_page = acceptance
                    .page_hash
                    .as_deref()
                    .is_none_or(|digits| hash.starts_with(digits));
                if !same_page {
                    entry.lapsed = true;
                } else {
                    entry.used = true;
                    if acceptance.expires.as_str() >= today {
                        return false;
                    }
                }
            }
            true
        });
        for outcome in &mut ledger.outcomes {
            let Outcome::Contradicted { pointer, .. } = outcome else {
                continue;
            };
            // As long as one finding of the subject stands, the claim contradicts.
            let stands = ledger
                .findings
                .iter()
                .any(|finding| finding.pointer == *pointer && finding.level > Level::Note);
            let accepted = self
                .entries
                .iter()
                .any(|entry| entry.used && entry.acceptance.pointer == *pointer);
            if accepted && !stands {
                *outcome = Outcome::Waived {
                    pointer: std::mem::take(pointer),
                };
            }
        }
    }

    /// What is wrong with the acceptances themselves.
    pub fn finish(self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for entry in &self.entries {
            let Acceptance {
                code,
                pointer,
                expires,
                ..
            } = entry.acceptance;
            let of_page = code
                .parse::<Code>()
                .is_ok_and(|code| code.area() == Area::Page);
            let (code, reason, remedy) = if expires.as_str() < self.today {
                let reason = format!("the acceptance of {code} ended on {expires}");
                (
                    Code::AcceptanceExpired,
                    reason,
                    "mend the spec, or give it a new date and say why in the reason",
                )
            } else if entry.lapsed && !entry.used {
                let reason = format!("the page has changed since {code} was accepted");
                (
                    Code::AcceptanceExpired,
                    reason,
                    "look at the page again: take the entry out, or give it the new page-hash",
                )
            } else if of_page && entry.seen && !entry.used {
                (
                    Code::AcceptanceUnused,
                    format!("{code} no longer occurs"),
                    "take the entry out of vendor.toml",
                )
            } else {
                continue;
            };
            findings.push(Finding {
                code,
                level: Level::Error,
                certainty: Certainty::Certain,
                vendor: self.vendor.to_owned(),
                operation: None,
                pointer: pointer.clone(),
                reason,
                expected: None,
                found: Some(entry.acceptance.code.clone()),
                remedy: remedy.to_owned(),
                source: None,
                spec: entry.place.clone(),
                uses: Vec::new(),
            });
        }
        findings
    }
}
