//! One module a vendor, and the list of them.
//!
//! A vendor is a function from the store and a request to an answer. Its file or folder is its only place:
//! authentication, envelopes, paging, limits and error bodies are written there in full, from the vendor's
//! pages and nothing else.

use jiff::Timestamp;

use crate::ids::Ids;
use crate::people::Person;
use crate::routes::Route;
use crate::server::{Answer, Outcome, Request};
use crate::store::Store;

macro_rules! vendors {
    ($($slug:ident),* $(,)?) => {
        $(mod $slug;)*
        static VENDORS: &[&Vendor] = &[$(&$slug::VENDOR),*];
    };
}

// To add a vendor, write `<slug>.rs` or `<slug>/mod.rs` beside this file and name it here.
vendors! {
    insighto,
    chatbotx,
    digital99,
    tetherai,
    dmchamp,
}

/// What the sandbox needs to know of a vendor.
pub(crate) struct Vendor {
    pub(crate) slug: &'static str,
    /// What follows the origin in the base URL.
    pub(crate) stem: &'static str,
    /// Credential slots, named like the security schemes of the spec, with the values accepted.
    pub(crate) credentials: &'static [(&'static str, &'static str)],
    /// Values that calls need and that differ from account to account.
    pub(crate) settings: fn(Ids) -> Vec<(&'static str, String)>,
    /// The identifier of a contact.
    pub(crate) contact_id: fn(Ids, i64) -> String,
    /// Brings a new person in line with the vendor's rules.
    pub(crate) prepare: fn(&mut Person),
    /// Every operation of the spec, if the vendor's file says so.
    pub(crate) routes: &'static [Route],
    /// What the vendor itself answers where something fails before the request is looked at, by the status.
    pub(crate) failure: fn(u16) -> Answer,
    /// Answers a request.
    pub(crate) answer: fn(&Store, &Request) -> Outcome,
}

/// The slugs of the vendors that there are.
pub fn slugs() -> impl Iterator<Item = &'static str> {
    VENDORS.iter().map(|vendor| vendor.slug)
}

/// The vendor with this slug.
pub(crate) fn find(slug: &str) -> Option<&'static Vendor> {
    VENDORS.iter().copied().find(|vendor| vendor.slug == slug)
}

/// RFC 3339 in UTC with whole seconds.
fn time(seconds: i64) -> String {
    Timestamp::from_second(seconds)
        .map(|time| format!("{time:.0}"))
        .unwrap_or_default()
}

/// RFC 3339 in UTC with milliseconds, as JavaScript writes it.
fn milliseconds(seconds: i64) -> String {
    // The fraction is made up from the seconds, so that it is not always zero.
    Timestamp::from_millisecond(seconds * 1000 + seconds % 997)
        .map(|time| format!("{time:.3}"))
        .unwrap_or_default()
}

/// Whether the text is in one of the texts, whatever the case of ASCII letters: what SQL's LIKE does, but
/// without wildcards.
const CONTAINS: &str = "instr(lower(ifnull(given, '') || ' ' || ifnull(surname, '')), lower(?)) > 0
    OR instr(lower(ifnull(email, '')), lower(?)) > 0 OR instr(ifnull(phone, ''), ?) > 0";
