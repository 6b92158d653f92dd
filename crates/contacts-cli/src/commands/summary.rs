//! What came, counted.

use std::collections::BTreeMap;
use std::io;

use contacts::Contact;
use contacts::core::mapping::{Mapped, Undecodable};
use contacts::core::model::Total;
use serde_json::json;

use crate::console::Console;
use crate::text::counted;

/// Counts of what one vendor gave.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Answers.
    pub pages: usize,
    /// Contacts.
    pub contacts: usize,
    /// Records that could not be read.
    pub undecodable: usize,
    /// Values that have no slot in the model, kept in extra.
    pub extra: usize,
    /// Issues by code.
    pub issues: BTreeMap<String, usize>,
    /// The vendor's own total, as it said last.
    total: Option<Total>,
}

impl Summary {
    /// Counts one answer.
    pub fn count(&mut self, page: &Mapped) {
        self.pages += 1;
        self.contacts += page.contacts.len();
        self.undecodable += page.undecodable.len();
        self.total = page.page.total.clone().or(self.total.take());
        self.extra += page.extra.len();
        let issues = page
            .contacts
            .iter()
            .flat_map(|contact| &contact.issues)
            .chain(&page.issues);
        for issue in issues {
            *self
                .issues
                .entry(issue.code.as_str().to_owned())
                .or_default() += 1;
        }
        self.extra += page
            .contacts
            .iter()
            .map(|contact| contact.extra.len())
            .sum::<usize>();
    }

    /// Shows how far a run is.
    pub fn progress(&self, slug: &str, console: &mut Console<'_>) {
        // Where the vendor stops counting is not how many there are.
        let total = self.total.as_ref().filter(|total| !is_capped(total));
        let total = total.map(|total| total.value);
        console.progress(&format!("{slug}: contacts"), self.contacts as u64, total);
    }

    /// One line about it, where an answer is called `answer`.
    pub fn line(&self, answer: &str) -> String {
        let mut parts = vec![
            counted(self.contacts, "contact"),
            counted(self.pages, answer),
        ];
        if let Some(total) = &self.total {
            let least = if is_capped(total) { "at least " } else { "" };
            parts.push(format!("the vendor counts {least}{}", total.value));
        }
        if self.extra > 0 {
            parts.push(format!("{} kept in extra", counted(self.extra, "value")));
        }
        if self.undecodable > 0 {
            parts.push(format!(
                "{} that can't be read",
                counted(self.undecodable, "record")
            ));
        }
        if !self.issues.is_empty() {
            parts.push(format!("issues: {}", self.issues()));
        }
        parts.join("; ")
    }

    /// The issues by code.
    pub fn issues(&self) -> String {
        let issues: Vec<String> = self
            .issues
            .iter()
            .map(|(code, count)| format!("{code} {count}"))
            .collect();
        issues.join(", ")
    }
}

fn is_capped(total: &Total) -> bool {
    total.capped == Some(true)
}

/// A contact as one line of JSON.
pub fn contact_line(contact: &Contact) -> io::Result<String> {
    Ok(serde_json::to_string(contact)?)
}

/// A record that can't be read as one line of JSON: nothing is lost.
pub fn undecodable_line(record: &Undecodable) -> String {
    json!({ "undecodable": record }).to_string()
}

#[cfg(test)]
mod tests {
    use contacts::core::model::{Page, TotalScope};

    use super::*;

    #[test]
    fn where_the_vendor_stops_counting_is_no_total() {
        for (capped, expected) in [
            (None, "the vendor counts 10000"),
            (Some(false), "the vendor counts 10000"),
            (Some(true), "the vendor counts at least 10000"),
        ] {
            let total = Total {
                capped,
                ..Total::of(10_000, TotalScope::Matching)
            };
            let page = Page {
                total: Some(total),
                ..Page::default()
            };
            let mut summary = Summary::default();
            summary.count(&Mapped {
                page,
                ..Mapped::default()
            });
            let line = summary.line("page");
            assert_eq!(line, format!("0 contacts; 1 page; {expected}"));
        }
    }
}
