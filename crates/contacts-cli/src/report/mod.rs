//! `report.html`: what came, what each vendor can do and keeps, and what a move would lose, to look at.
//!
//! A report is one value; [`html`] makes the page of it. The page stands alone: no network, no script.

mod accounts;
mod capabilities;
mod fields;
mod gather;
mod moves;
mod page;
mod people;
mod quality;
mod tables;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use contacts::runtime::operation::Vendor;

pub use page::html;
pub use tables::tables;

/// Everything that a report shows.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What it is about, in a few words.
    pub subject: String,
    /// Where contacts came from.
    pub accounts: Vec<Account>,
    /// The vendors that the tables compare.
    pub vendors: Vec<&'static Vendor>,
    /// Fields of the model, in its order.
    pub fields: Vec<Field>,
    /// Who looks like one person; nothing if nobody asked.
    pub people: Option<People>,
    /// What each move from one vendor to another would lose.
    pub moves: Vec<Move>,
}

impl Report {
    /// Says that the exports of a vendor have these fields, which its list does not carry.
    pub fn has_read(&mut self, vendor: &str, fields: &[String]) {
        let moves = self.moves.iter_mut().filter(|one| one.from == vendor);
        moves.for_each(|one| one.only_with.retain(|field| !fields.contains(field)));
    }
}

/// One account, and what came of it.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// The vendor's name.
    pub vendor: String,
    /// The account, where there are several of one vendor.
    pub account: Option<String>,
    /// Contacts that came.
    pub contacts: u64,
    /// Records that can't be read, kept with their bytes.
    pub undecodable: u64,
    /// How many there are, if that is known.
    pub expected: Option<u64>,
    /// Whether that is everything.
    pub completeness: Completeness,
    /// Whether the vendor leaves somebody out even so: a remark says whom.
    pub leaves_out: bool,
    /// What there is to say about it, a sentence each.
    pub remarks: Vec<String>,
    /// Values kept in extra.
    pub extra: u64,
    /// Issues by code.
    pub issues: BTreeMap<String, u64>,
}

/// Whether everything came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Completeness {
    /// The vendor's real end was reached, and nothing is missing.
    Complete,
    /// Something did not come, or could not be read.
    Incomplete,
    /// Nobody can say: the vendor can't list.
    #[default]
    Unknown,
}

/// A field of the model at each vendor.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its path in the model.
    pub path: String,
    /// How each vendor of the report keeps it, in their order.
    pub kept: Vec<Kept>,
}

/// How a vendor's answers fill a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// As the vendor has it, from the property named.
    Lossless(String),
    /// Made from other properties.
    Derived(String),
    /// In extra, verbatim.
    Extra(String),
    /// The vendor does not have it.
    Absent,
}

/// Who looks like one person.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// Contacts that were compared.
    pub contacts: u64,
    /// Persons that have several contacts.
    pub several: u64,
    /// The first of these.
    pub clusters: Vec<Cluster>,
    /// Links that were refused, by reason.
    pub refused: BTreeMap<String, u64>,
    /// The command that shows the others.
    pub command: String,
}

/// Contacts that look like one person.
#[derive(Clone, Debug, Default)]
pub struct Cluster {
    /// Vendor and id of each.
    pub members: Vec<(String, String)>,
    /// Why: kind of evidence and the value, shortened so that it tells nobody else.
    pub evidence: BTreeSet<(String, String)>,
}

/// A move of all contacts from one vendor to another.
#[derive(Clone, Debug, Default)]
pub struct Move {
    /// The slug they come from.
    pub from: &'static str,
    /// The slug they go to.
    pub to: &'static str,
    /// Why it can't be done at all.
    pub impossible: Option<String>,
    /// Fields that the one gives and the other does not take.
    pub lost: Vec<String>,
    /// Fields that arrive.
    pub kept: Vec<String>,
    /// Fields that no list carries: an export has them only if they were read too.
    pub only_with: Vec<String>,
}
