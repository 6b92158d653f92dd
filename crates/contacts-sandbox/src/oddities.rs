//! How far the answers may stray from what a vendor documents, and which records are odd.

use crate::store::Store;

/// How far the answers may stray from what the vendor documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Oddities {
    /// Not at all.
    Off,
    /// Two in a hundred contacts have a property or an enum value that nobody has seen before. Attempted contacts
    /// of an Insighto campaign have a status that its pages do not show, since they show a single one.
    #[default]
    Harmless,
    /// The harmless ones, and one record in a thousand that has a property of the wrong type.
    BrokenRecords,
}

/// What is odd about one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Odd {
    /// `n % 97 = 41`: a value that no list of values has.
    EnumValue,
    /// `n % 89 = 17`: a property that no page has.
    Property,
    /// `n % 1000 = 14`: a property of the wrong type.
    Broken,
}

/// What faults make odd for the length of one request, beside [`Oddities`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Forced {
    pub(crate) values: bool,
    pub(crate) fields: bool,
    pub(crate) broken: bool,
}

impl Store {
    /// What is odd about the record of this person.
    pub(crate) fn odd(&self, n: i64) -> Option<Odd> {
        let Forced {
            values,
            fields,
            broken,
        } = self.forced.get();
        match self.oddities {
            _ if broken && n % 10 == 4 => Some(Odd::Broken),
            // A record has one oddity, so two that are forced take turns.
            _ if values && (!fields || n % 2 == 0) => Some(Odd::EnumValue),
            _ if fields => Some(Odd::Property),
            Oddities::BrokenRecords if n % 1000 == 14 => Some(Odd::Broken),
            Oddities::Off => None,
            _ if n % 97 == 41 => Some(Odd::EnumValue),
            _ if n % 89 == 17 => Some(Odd::Property),
            _ => None,
        }
    }
}
