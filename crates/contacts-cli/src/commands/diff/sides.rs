//! The two sides of a comparison: whether they can be compared, and what follows from them and what does not.

use std::collections::BTreeSet;

use contacts_export::manifest::Source;

use crate::exit::Failure;

/// What is known of one vendor on one side, without its contacts.
pub struct Side {
    /// Slug of the vendor.
    pub vendor: String,
    /// The account, where contacts say it.
    pub account: Option<String>,
    /// The server that was asked.
    pub instance: Option<String>,
    /// What nobody read, by its path.
    pub without: Vec<String>,
    /// Why something may be missing.
    pub reasons: Vec<String>,
}

impl Side {
    /// What an export says of a vendor.
    pub fn of(source: &Source) -> Self {
        Self {
            vendor: source.vendor.clone(),
            account: source.account.clone(),
            instance: source.instance.clone(),
            without: source.extent.without.clone(),
            reasons: source.reasons(),
        }
    }

    /// Whether all came.
    pub fn is_complete(&self) -> bool {
        self.reasons.is_empty()
    }

    fn label(&self) -> String {
        let account = self.account.iter().map(|account| format!(" {account}"));
        let at = self
            .instance
            .iter()
            .map(|instance| format!(" at {instance}"));
        let parts = [self.vendor.clone()].into_iter();
        parts.chain(account).chain(at).collect()
    }

    fn is_elsewhere(&self, other: &Self) -> bool {
        let same_account = self.vendor == other.vendor && self.account == other.account;
        match (&self.instance, &other.instance) {
            (Some(one), Some(other)) => same_account && host(one) != host(other),
            _ => false,
        }
    }
}

/// What there is to say about the comparison.
///
/// # Errors
///
/// If one account is of two servers, and nobody said that this is meant.
pub fn compare(earlier: &[Side], later: &[Side], other_host: bool) -> Result<Vec<String>, Failure> {
    let mut notes = Vec::new();
    for was in earlier {
        for is in later.iter().filter(|is| is.vendor == was.vendor) {
            if was.is_elsewhere(is) {
                let (was, is) = (was.label(), is.label());
                if !other_host {
                    return Err(Failure::Usage(format!(
                        "{was} and {is} are on two servers, where the same numbers may be other people: name exports of one server, or pass --other-host if the account moved"
                    )));
                }
                notes.push(format!("{was} was compared with {is}"));
            }
            let one: BTreeSet<&String> = was.without.iter().collect();
            let other: BTreeSet<&String> = is.without.iter().collect();
            let apart: Vec<&str> = one
                .symmetric_difference(&other)
                .map(|path| path.as_str())
                .collect();
            if !apart.is_empty() {
                notes.push(format!(
                    "{}: not compared, because one of the two was exported without: {}",
                    was.vendor,
                    apart.join(", ")
                ));
            }
        }
    }
    for (side, other, name) in [(earlier, later, "later"), (later, earlier, "earlier")] {
        let is_there = |one: &Side| other.iter().any(|other| other.vendor == one.vendor);
        for one in side.iter().filter(|one| !is_there(one)) {
            notes.push(format!("{}: not in the {name} one at all", one.vendor));
        }
    }
    for (side, name) in [(earlier, "earlier"), (later, "later")] {
        for side in side.iter().filter(|side| !side.is_complete()) {
            notes.push(format!(
                "{}: the {name} side is incomplete: {}",
                side.vendor,
                side.reasons.join("; ")
            ));
        }
    }
    Ok(notes)
}

/// The server; of this machine's own without the port, which is another one each time.
fn host(instance: &str) -> &str {
    let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let own = local.into_iter().find(|own| {
        let rest = instance.strip_prefix(own);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    });
    own.unwrap_or(instance)
}
