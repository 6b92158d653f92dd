//! The formats, and what each keeps.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How contacts are written. Every build knows all of them; those that need a cargo feature are read and written only with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Format {
    /// JSON Lines: the model's JSON, one contact a line, and in its member `raw` the exact bytes of the vendor's record as a
    /// string. A record that can't be read is a line `{"undecodable": …}` with its place, the reason and its bytes. Keeps all.
    Jsonl,
    /// CSV by RFC 4180 in UTF-8, with a header: one row a contact, lists as JSON in a cell, and in `rest` as JSON what the
    /// other cells can't say. Safe to open in a spreadsheet: see [`formula`](crate::formula). Keeps all but the exact bytes.
    Csv,
    /// The same CSV for programs: text stands in cells as it is, with no apostrophe before what a spreadsheet takes for a
    /// formula. Not for spreadsheets. Keeps all but the exact bytes.
    CsvPlain,
    /// Parquet, packed with zstd. Keeps all but the exact bytes.
    Parquet(Schema),
    /// vCard 4.0 (RFC 6350) with the properties of RFC 9554 and 9555, from the JSContact Card; what none of them can say as it
    /// is, is in `JSPROP` properties, which readers that don't know them leave alone. Keeps all but the exact bytes.
    Vcard,
    /// JSContact Cards (RFC 9553), one a line. What JSContact has no place for is in vendor properties under
    /// [`PREFIX`](contacts_core::jscontact::PREFIX). Keeps all but the exact bytes.
    Jscontact,
}

/// The columns of a Parquet file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Schema {
    /// Structs and lists as the model has them, under its names.
    #[default]
    Nested,
    /// One level of columns, those of CSV: `source_id`, `name_given`; lists are JSON.
    Flat,
}

/// There is no format of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no format {name}: the formats are {}", names().collect::<Vec<_>>().join(", "))]
pub struct UnknownFormat {
    /// What was asked for.
    pub name: String,
}

impl Format {
    /// The formats that this build reads and writes, by their names in [`FromStr`].
    pub const ALL: &'static [Self] = &[
        Self::Jsonl,
        Self::Csv,
        Self::CsvPlain,
        #[cfg(feature = "parquet")]
        Self::Parquet(Schema::Nested),
        #[cfg(feature = "vcard")]
        Self::Vcard,
        Self::Jscontact,
    ];

    /// Its name, without the schema.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::CsvPlain => "csv-plain",
            Self::Parquet(_) => "parquet",
            Self::Vcard => "vcard",
            Self::Jscontact => "jscontact",
        }
    }

    /// How its files end, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Vcard => "vcf",
            // One Card a line, so no JSON document.
            Self::Jscontact => "jscontact.jsonl",
            Self::CsvPlain => "csv",
            other => other.name(),
        }
    }

    /// Whether a path is the name of a file in this format rather than of a folder.
    pub fn is_name_of_file(self, path: &Path) -> bool {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        let extensions = match self {
            Self::Jscontact => [self.extension(), "json", "jsonl"],
            _ => [self.extension(); 3],
        };
        !path.is_dir()
            && extensions.iter().any(|extension| {
                let stem = name
                    .strip_suffix(extension)
                    .and_then(|rest| rest.strip_suffix('.'));
                stem.is_some_and(|stem| !stem.is_empty())
            })
    }

    /// Whether records that can't be read have a place in it.
    pub fn takes_undecodable(self) -> bool {
        self == Self::Jsonl
    }
}

fn names() -> impl Iterator<Item = &'static str> {
    Format::ALL.iter().map(|format| format.name())
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        let found = Self::ALL.iter().find(|format| format.name() == name);
        found.copied().ok_or_else(|| UnknownFormat {
            name: name.to_owned(),
        })
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parquet(Schema::Flat) => formatter.write_str("parquet (flat)"),
            Self::Parquet(Schema::Nested) => formatter.write_str("parquet (nested)"),
            other => formatter.write_str(other.name()),
        }
    }
}
