//! What came, counted.

use std::collections::BTreeMap;
use std::io::Write;

use contacts::Contact;
use contacts::core::mapping::{Mapped, Undecodable};
use serde_json::json;

use crate::exit::Failure;
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
    pub total: Option<u64>,
}

impl Summary {
    /// Counts one answer.
    pub fn count(&mut self, page: &Mapped) {
        self.pages += 1;
        self.contacts += page.contacts.len();
        self.undecodable += page.undecodable.len();
        self.total = page
            .page
            .total
            .as_ref()
            .map(|total| total.value)
            .or(self.total);
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

    /// Whether everything that came could be read.
    pub fn is_complete(&self) -> bool {
        self.undecodable == 0
    }

    /// One line about it.
    pub fn line(&self) -> String {
        let mut parts = vec![
            counted(self.contacts, "contact"),
            counted(self.pages, "page"),
        ];
        if let Some(total) = self.total {
            parts.push(format!("the vendor counts {total}"));
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
        let issues: Vec<String> = self
            .issues
            .iter()
            .map(|(code, count)| format!("{code} {count}"))
            .collect();
        if !issues.is_empty() {
            parts.push(format!("issues: {}", issues.join(", ")));
        }
        parts.join("; ")
    }
}

/// Writes a contact as one line of JSON.
pub fn write_contact(out: &mut dyn Write, contact: &Contact) -> Result<(), Failure> {
    serde_json::to_writer(&mut *out, contact).map_err(std::io::Error::from)?;
    Ok(writeln!(out)?)
}

/// Writes a record that can't be read as one line of JSON: nothing is lost.
pub fn write_undecodable(out: &mut dyn Write, record: &Undecodable) -> Result<(), Failure> {
    Ok(writeln!(out, "{}", json!({ "undecodable": record }))?)
}
