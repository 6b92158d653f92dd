//! Numbers of contacts.

use std::collections::BTreeMap;

use crate::mapping::{Mapped, Received, Scope};
use crate::model::{Page, TotalScope};

/// The answer of `countContacts`: a number for each scope of owners, of which `all` and `my` were seen. Where `all` is
/// missing, what is left counts the caller's own contacts.
pub fn contact_counts<N: Received>(at: &mut Scope<'_>, counts: BTreeMap<String, N>) -> Mapped {
    let mut total = None;
    let mut others = BTreeMap::new();
    for (scope, number) in counts {
        match scope.as_str() {
            "all" => total = at.total("all", number, TotalScope::Matching),
            _ => drop(others.insert(scope, number)),
        }
    }
    if total.is_none() {
        total = at.total("my", others.remove("my"), TotalScope::Own);
    }
    for (scope, number) in others {
        at.keep(&scope, number);
    }
    Mapped::page(Page {
        total,
        ..Page::default()
    })
}
