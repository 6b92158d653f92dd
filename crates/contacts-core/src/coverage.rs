//! Which fields of the model each vendor fills, and with which of its properties.
//!
//! The data stand beside each mapping, in `mapping/<slug>/fields.rs`, and tests prove them by the samples:
//! what is said to be lossless gives back what the vendor sent, and what is not listed is filled by nothing.
//!
//! ```
//! use contacts_core::coverage::{Coverage, of};
//! use contacts_core::mapping::mapping;
//!
//! let mapping = mapping("chatbotx").ok_or("a feature of this crate")?;
//! let (coverage, at) = of(mapping, "name/given");
//! assert_eq!(coverage, Coverage::Lossless);
//! assert_eq!(at, ["/firstName"]);
//! assert_eq!(of(mapping, "owner").0, Coverage::Absent);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::fmt;

use serde::Serialize;

use crate::mapping::Mapping;

/// How a vendor fills a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Coverage {
    /// The field holds what the vendor sent, as it was sent.
    Lossless,
    /// The field follows from what the vendor sent, which is then in the exact bytes only.
    Derived,
    /// The vendor sends it, and it is in [`extra`](crate::model::Contact::extra).
    Extra,
    /// No answer of the vendor has it.
    Absent,
}

/// How a vendor fills one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FieldCoverage {
    /// One of [`PATHS`].
    pub path: &'static str,
    /// How it is filled.
    pub coverage: Coverage,
    /// The vendor's own properties: JSON pointers into a record, where `*` is any key or position. With an
    /// operation and `#` in front for records that only this operation answers.
    pub at: &'static [&'static str],
}

/// The fields, by their paths in the JSON of a contact, in the order of the model. A path stands for all
/// that is below it and has no path of its own.
pub const PATHS: &[&str] = &[
    "source/id",
    "source/account",
    "source/externalIds",
    "name/given",
    "name/surname",
    "name/full",
    "emails",
    "emails/verified",
    "phones",
    "phones/verified",
    "onlineServices",
    "preferredService",
    "addresses/locality",
    "addresses/region",
    "addresses/country",
    "addresses/timeZone",
    "addresses/coordinates",
    "addresses/full",
    "preferredLanguages",
    "media",
    "organizations",
    "gender",
    "consent/email",
    "consent/messaging",
    "consent/broadcast",
    "consent/blocked",
    "consent/doNotDisturb",
    "activity/presence",
    "activity/lastSeenAt",
    "activity/lastContactedAt",
    "activity/lastInboundAt",
    "activity/lastMessageAt",
    "activity/lastReadAt",
    "activity/lastActivityAt",
    "activity/hadActivity",
    "activity/conversationsCount",
    "attributes",
    "tags",
    "notes",
    "lists",
    "owner",
    "createdBy",
    "assignees",
    "pipeline/id",
    "pipeline/stage",
    "lifecycle/status",
    "lifecycle/process",
    "lifecycle/source",
    "automation/bot",
    "automation/autopilot",
    "automation/assistants",
    "automation/widgets",
    "campaigns",
    "conversations",
    "createdAt",
    "updatedAt",
];

/// A field that holds what the vendor sent.
pub const fn lossless(path: &'static str, at: &'static [&'static str]) -> FieldCoverage {
    FieldCoverage {
        path,
        coverage: Coverage::Lossless,
        at,
    }
}

/// A field that follows from what the vendor sent.
pub const fn derived(path: &'static str, at: &'static [&'static str]) -> FieldCoverage {
    FieldCoverage {
        path,
        coverage: Coverage::Derived,
        at,
    }
}

/// What the vendor sends and the field does not hold.
pub const fn extra(path: &'static str, at: &'static [&'static str]) -> FieldCoverage {
    FieldCoverage {
        path,
        coverage: Coverage::Extra,
        at,
    }
}

/// How a vendor fills a field, and with which of its properties.
pub fn of(mapping: &Mapping, path: &str) -> (Coverage, &'static [&'static str]) {
    let field = mapping.fields.iter().find(|field| field.path == path);
    field.map_or((Coverage::Absent, &[]), |field| (field.coverage, field.at))
}

/// All fields by all vendors as a table in Markdown: each cell has the vendor's property and, unless it is
/// lossless, how the field follows from it.
///
/// ```
/// use contacts_core::coverage::matrix;
/// use contacts_core::mapping::MAPPINGS;
///
/// assert!(matrix(MAPPINGS).starts_with("| field |"));
/// ```
pub fn matrix(mappings: &[Mapping]) -> String {
    let names = mappings
        .iter()
        .map(|mapping| mapping.vendor.name.to_owned());
    let mut table = row("field", names);
    table.push_str(&row("---", mappings.iter().map(|_| "---".to_owned())));
    for path in PATHS {
        let cells = mappings.iter().map(|mapping| {
            let (coverage, at) = of(mapping, path);
            let at: Vec<_> = at.iter().map(|pointer| format!("`{pointer}`")).collect();
            match coverage {
                Coverage::Lossless => at.join(" "),
                Coverage::Absent => "–".to_owned(),
                Coverage::Derived | Coverage::Extra => format!("{} ({coverage})", at.join(" ")),
            }
        });
        table.push_str(&row(&format!("`{path}`"), cells));
    }
    table
}

fn row(first: &str, cells: impl Iterator<Item = String>) -> String {
    let mut row = format!("| {first} |");
    for cell in cells {
        row.push_str(&format!(" {cell} |"));
    }
    row.push('\n');
    row
}

impl fmt::Display for Coverage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Lossless => "lossless",
            Self::Derived => "derived",
            Self::Extra => "extra",
            Self::Absent => "absent",
        })
    }
}
