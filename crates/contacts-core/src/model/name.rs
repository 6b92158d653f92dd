//! The name of a contact.

use super::data::data;

data! {
    /// A name, as RFC 9553 section 2.2.1 has it. Vendors give parts, a full name, or both.
    pub struct Name {
        /// Given name (`NameComponent` of kind `given`).
        pub given: Option<String>,
        /// Surname (`NameComponent` of kind `surname`).
        pub surname: Option<String>,
        /// The full name as sent; never split into parts.
        pub full: Option<String>,
    }

    /// An organisation that a contact belongs to (RFC 9553 section 2.2.3).
    pub struct Organization {
        /// Its name.
        pub name: Option<String>,
    }
}

impl Name {
    /// The full name, or else its parts in order.
    pub fn display(&self) -> Option<String> {
        if let Some(full) = &self.full {
            return Some(full.clone());
        }
        match (&self.given, &self.surname) {
            (Some(given), Some(surname)) => Some(format!("{given} {surname}")),
            (Some(one), None) | (None, Some(one)) => Some(one.clone()),
            (None, None) => None,
        }
    }
}
