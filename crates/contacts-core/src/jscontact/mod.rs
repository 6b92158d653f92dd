//! JSContact (RFC 9553): contacts as Cards, and Cards as contacts.
//!
//! What JSContact has no place for goes to vendor properties under [`PREFIX`], so a Card that we wrote
//! reads back as the same contact. A member of a Card that somebody changed meanwhile wins over what we
//! put beside it. Properties of others are kept in [`Contact::extra`](crate::model::Contact::extra) and
//! come out again where they were.
//!
//! ```
//! use contacts_core::jscontact;
//! use contacts_core::model::{Contact, RemoteId, Source};
//!
//! let mut contact = Contact::new(Source { provider: "chatbotx".to_owned(), id: RemoteId::text("7"), ..Source::default() });
//! contact.name.given = Some("Ada".to_owned());
//! let card = jscontact::export(&contact);
//! assert!(card.uid.starts_with("urn:uuid:"));
//! assert!(jscontact::import(card) == contact);
//! ```

mod card;
mod convert;
mod export;
mod import;
mod property;
#[cfg(test)]
mod tests;

pub use card::{
    Address, Author, Card, Component, EmailAddress, LanguagePref, Media, Name, Note, OnlineService,
    Organization, Phone,
};
pub use export::export;
pub use import::import;
pub use property::PREFIX;
