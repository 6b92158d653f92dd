//! What of contacts does not arrive: field by field, with the reason.

use std::collections::{BTreeMap, BTreeSet};

use contacts::core::coverage::PATHS;
use contacts::core::model::Contact;
use contacts::{Field, FieldPath, Refusal};
use serde_json::Value;

use super::fit::{Fitted, Met};
use super::renames::TABLES;
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
    /// How many of them go.
    pub going: usize,
    /// How many notes go with them.
    pub notes: usize,
    /// Of how many given name and surname go as one name.
    joined: usize,
    /// By field and reason, how many contacts lose it.
    fields: BTreeMap<(String, String), usize>,
    /// By reason, how many contacts can't be made, and the first of them.
    stay: BTreeMap<String, (usize, Vec<String>)>,
    /// By field and id or name, how many contacts have it, and what it is called.
    met: BTreeMap<(Field, String), (usize, Option<String>)>,
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

    /// The field.
    #[cfg(test)]
    pub fn field(&self) -> &str {
        &self.field
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
    /// Counts what becomes of a contact.
    pub fn count(&mut self, contact: &Contact, fitted: Fitted) {
        self.contacts += 1;
        for Met { field, old, called } in fitted.met {
            let met = self.met.entry((field, old)).or_insert((0, called));
            met.0 += 1;
        }
        if let Err(refusal) = fitted.write {
            return self.stays(contact, refusal);
        }
        self.going += 1;
        self.notes += fitted.notes.len();
        self.joined += usize::from(fitted.joins);
        let lost = fitted.lost;
        self.unverified |= lost.iter().any(|loss| loss.unverified);
        let lost = lost.into_iter().map(|loss| (loss.field, loss.reason));
        // A contact that loses five tags loses tags.
        for loss in lost.collect::<BTreeSet<_>>() {
            *self.fields.entry(loss).or_default() += 1;
        }
    }

    /// Whether a contact has this id or name.
    pub fn is_met(&self, field: Field, old: &str) -> bool {
        self.met.contains_key(&(field, old.to_owned()))
    }

    /// A file of names with all ids and names that were met, for a person to fill in.
    pub fn template(&self, slug: &str) -> String {
        let mut text = format!(
            "# What ids and names of the old account are called at {slug}, for --map. Take the # off a line and write what it is there;\n\
             # false is for what is to stay behind.\n"
        );
        for (name, field) in TABLES {
            let mut met = self
                .met
                .iter()
                .filter(|((of, _), _)| *of == field)
                .peekable();
            if met.peek().is_some() {
                text.push_str(&format!("\n[{name}]\n"));
            }
            for ((_, old), (count, called)) in met {
                let new = match field.is_of_the_account() {
                    true => "ID",
                    false => called.as_ref().unwrap_or(old),
                };
                // A text of JSON is one of TOML, on one line.
                let (old, new) = (Value::from(old.as_str()), Value::from(new));
                let called = called.iter().map(|called| format!(", {called}"));
                let remark = format!(
                    "{}{}",
                    counted(*count, "contact"),
                    called.collect::<String>()
                );
                text.push_str(&format!("# {old} = {new} # {}\n", plain(&remark)));
            }
        }
        text
    }

    /// Counts a contact that can't be made.
    fn stays(&mut self, contact: &Contact, refusal: Option<Refusal>) {
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
        let (count, named) = self.stay.entry(reason).or_default();
        *count += 1;
        if named.len() < NAMED {
            named.push(format!("{} {}", contact.source.provider, contact.source.id));
        }
    }

    /// Says all of it, with what a person can do.
    pub fn tell(&self, target: &Target, console: &mut Console<'_>) -> Result<(), Failure> {
        let slug = target.slug();
        for (reason, (contacts, named)) in &self.stay {
            let more = match contacts - named.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let count = counted(*contacts, "contact");
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
