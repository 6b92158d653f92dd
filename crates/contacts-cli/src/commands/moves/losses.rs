//! What of contacts does not arrive: field by field, with the reason.

use std::collections::{BTreeMap, BTreeSet};

use contacts::core::coverage::PATHS;
use contacts::core::model::Contact;
use contacts::{Field, FieldPath, Refusal};
use serde_json::Value;

use crate::console::Console;
use crate::exit::Failure;
use crate::text::{counted, plain};
use crate::write::Target;

/// Contacts that are named; the others are counted.
const NAMED: usize = 5;

/// Something of one contact that does not arrive.
pub struct Loss {
    field: String,
    reason: String,
    unverified: bool,
}

/// What does not arrive of all contacts.
#[derive(Default)]
pub struct Losses {
    /// How many contacts there are.
    pub contacts: usize,
    /// Of how many given name and surname go as one name.
    pub joined: usize,
    /// By field and reason, how many contacts lose it.
    fields: BTreeMap<(String, String), usize>,
    /// By reason, the contacts that can't be made.
    stay: BTreeMap<String, Vec<String>>,
    unverified: bool,
}

impl Loss {
    /// Of a field.
    pub fn new(field: impl ToString, reason: &str) -> Self {
        Self {
            field: field.to_string(),
            reason: reason.to_owned(),
            unverified: false,
        }
    }

    /// Of a field that is refused. A tag is as good as another one; attributes are named, as each may have to be defined.
    pub fn refused(path: &FieldPath, refusal: &Refusal) -> Self {
        let field = match path.field {
            Field::Attribute | Field::Service => path.to_string(),
            field => field.to_string(),
        };
        Self {
            unverified: refusal.unverified,
            ..Self::new(field, &refusal.reason)
        }
    }
}

impl Losses {
    /// Counts what one contact loses.
    pub fn count(&mut self, lost: Vec<Loss>) {
        self.unverified |= lost.iter().any(|loss| loss.unverified);
        let lost = lost.into_iter().map(|loss| (loss.field, loss.reason));
        // A contact that loses five tags loses tags.
        for loss in lost.collect::<BTreeSet<_>>() {
            *self.fields.entry(loss).or_default() += 1;
        }
    }

    /// Counts a contact that can't be made.
    pub fn stays(&mut self, contact: &Contact, refusal: Option<Refusal>) {
        let reason = refusal.map_or_else(String::new, |refusal| match refusal.field {
            // One value serves all contacts.
            Some(path) if path.field.is_of_the_account() => {
                format!(
                    "{path}: {}; pass it for all with -f {path}=ID",
                    refusal.reason
                )
            }
            Some(path) => format!("{path}: {}", refusal.reason),
            None => refusal.reason,
        });
        let who = format!("{} {}", contact.source.provider, contact.source.id);
        self.stay.entry(reason).or_default().push(who);
    }

    /// Says all of it, with what a person can do.
    pub fn tell(&self, target: &Target, console: &mut Console<'_>) -> Result<(), Failure> {
        let slug = target.slug();
        for (reason, contacts) in &self.stay {
            let named: Vec<&str> = contacts.iter().take(NAMED).map(String::as_str).collect();
            let more = match contacts.len().saturating_sub(NAMED) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let count = counted(contacts.len(), "contact");
            let named = named.join(", ");
            let line = format!("{count} can't be made at {slug}: {reason} ({named}{more})");
            writeln!(console.notes, "{}", plain(&line))?;
        }
        if !self.fields.is_empty() {
            writeln!(console.notes, "what does not arrive at {slug}:")?;
        }
        let width = self
            .fields
            .keys()
            .map(|(field, _)| field.chars().count())
            .max();
        for ((field, reason), count) in &self.fields {
            let count = counted(*count, "contact");
            let width = width.unwrap_or(0);
            let line = format!("{field:<width$}  {count}: {reason}");
            writeln!(console.notes, "  {}", plain(&line))?;
        }
        if self.joined > 0 {
            let count = counted(self.joined, "contact");
            writeln!(
                console.notes,
                "{count}: given name and surname go together, as {}",
                Field::FullName
            )?;
        }
        if self.unverified {
            let hint = "--allow-unverified sends also what nobody has seen the vendor take";
            writeln!(console.notes, "{hint}")?;
        }
        for command in self.commands(target) {
            writeln!(console.notes, "to look or to mend: {}", plain(&command))?;
        }
        Ok(())
    }

    /// The calls that reasons name, as commands.
    fn commands(&self, target: &Target) -> Vec<String> {
        let vendor = target.contacts.vendor();
        let reasons = self.fields.keys().map(|(_, reason)| reason.as_str());
        let reasons: Vec<&str> = reasons
            .chain(self.stay.keys().map(String::as_str))
            .collect();
        let is_named = |id: &str| {
            let is_id = |word: &str| word.trim_matches(|it: char| !it.is_alphanumeric()) == id;
            reasons
                .iter()
                .any(|reason| reason.split_whitespace().any(is_id))
        };
        let named = vendor
            .operations
            .iter()
            .filter(|operation| is_named(operation.id));
        named
            .map(|operation| {
                let body = match operation.method {
                    "GET" => "",
                    _ => " --body JSON --apply",
                };
                format!("contacts api {} {}{body}", vendor.slug, operation.id)
            })
            .collect()
    }
}

/// The places of the model that no field covers, apart from what a contact is known by.
pub fn unwritten() -> impl Iterator<Item = &'static str> {
    let is_covered = |path: &str| Field::ALL.iter().any(|field| field.path() == path);
    let is_own = |path: &str| matches!(path, "source/id" | "source/account");
    let paths = PATHS.iter().copied();
    paths
        .filter(move |path| !is_covered(path) && !is_own(path))
        .chain(["extra"])
}

/// Whether there is something at a place; lists are looked through.
pub fn has(value: &Value, path: &str) -> bool {
    if let Value::Array(elements) = value {
        return elements.iter().any(|element| has(element, path));
    }
    let (member, rest) = path.split_once('/').unwrap_or((path, ""));
    match (member, value) {
        ("", value) => match value {
            Value::Null | Value::Bool(false) => false,
            Value::Object(members) => !members.is_empty(),
            Value::String(text) => !text.is_empty(),
            _ => true,
        },
        (member, value) => value.get(member).is_some_and(|below| has(below, rest)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_stands_at_a_place_is_found_through_lists() {
        let contact = json!({
            "emails": [{ "raw": "a@example.com" }, { "verified": true }],
            "phones": [{ "verified": false }],
            "notes": [{ "text": "called" }],
            "campaigns": [],
            "extra": {},
        });
        for (path, expected) in [
            ("emails/verified", true),
            ("phones/verified", false),
            ("notes", true),
            ("campaigns", false),
            ("extra", false),
            ("createdAt", false),
        ] {
            assert_eq!(has(&contact, path), expected, "{path}");
        }
    }

    #[test]
    fn only_what_no_field_writes_is_unwritten() {
        let unwritten: Vec<&str> = unwritten().collect();
        for path in ["notes", "conversations", "createdAt", "extra"] {
            assert!(unwritten.contains(&path), "{path}");
        }
        for path in ["name/given", "attributes", "source/id", "owner"] {
            assert!(!unwritten.contains(&path), "{path}");
        }
    }
}
