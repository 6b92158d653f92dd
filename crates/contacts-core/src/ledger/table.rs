//! The ledger as rows, counts and text.

use std::fmt;

use super::Fate;

/// What became of each leaf of one body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// One row a leaf, in the order of the body.
    pub rows: Vec<Row>,
}

/// What became of one leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// JSON pointer into the body.
    pub pointer: String,
    /// What became of it.
    pub fate: Fate,
}

/// How many leaves met which fate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All leaves.
    pub leaves: usize,
    /// In a slot of the model.
    pub mapped: usize,
    /// Compared with what is known.
    pub checked: usize,
    /// In `extra`.
    pub extra: usize,
    /// In a record that could not be read.
    pub undecodable: usize,
    /// Nowhere.
    pub lost: usize,
}

impl Ledger {
    /// How many leaves met which fate.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for row in &self.rows {
            counts.leaves += 1;
            match row.fate {
                Fate::Mapped(_) => counts.mapped += 1,
                Fate::Checked(_) => counts.checked += 1,
                Fate::Extra => counts.extra += 1,
                Fate::Undecodable => counts.undecodable += 1,
                Fate::Lost => counts.lost += 1,
            }
        }
        counts
    }

    /// Pointers of the leaves that are lost.
    pub fn lost(&self) -> impl Iterator<Item = &str> {
        let lost = self.rows.iter().filter(|row| row.fate == Fate::Lost);
        lost.map(|row| row.pointer.as_str())
    }
}

impl Fate {
    /// The fate in one word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Mapped(_) => "mapped",
            Self::Checked(_) => "checked",
            Self::Extra => "extra",
            Self::Undecodable => "undecodable",
            Self::Lost => "LOST",
        }
    }

    /// The places or the issue codes.
    pub fn details(&self) -> &[String] {
        match self {
            Self::Mapped(details) | Self::Checked(details) => details,
            Self::Extra | Self::Undecodable | Self::Lost => &[],
        }
    }
}

/// An aligned table and a line of counts. Never a value.
impl fmt::Display for Ledger {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self
            .rows
            .iter()
            .map(|row| row.pointer.chars().count())
            .max()
            .unwrap_or(0);
        for row in &self.rows {
            let line = format!(
                "{:width$}  {:7}  {}",
                row.pointer,
                row.fate.word(),
                row.fate.details().join(", ")
            );
            writeln!(formatter, "{}", line.trim_end())?;
        }
        let Counts {
            leaves,
            mapped,
            checked,
            extra,
            undecodable,
            lost,
        } = self.counts();
        write!(
            formatter,
            "{leaves} leaves: {mapped} mapped, {checked} checked, {extra} extra, {undecodable} undecodable, {lost} lost"
        )
    }
}
