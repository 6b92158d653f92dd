//! What Chatwoot asks of a contact.

use super::{invalid, record};
use crate::people::Person;
use crate::server::Outcome;
use crate::store::Store;

/// Refuses a contact that does not validate. A duplicate names the attribute, never the contact that has it.
pub(super) fn validate(store: &Store, person: &Person, before: &Person) -> Outcome<()> {
    let problems = problems(store, person, before)?;
    if problems.is_empty() {
        Ok(())
    } else {
        Err(invalid(&problems))
    }
}

/// The attributes that do not validate, each with a message, in the order of the vendor's validations. What did
/// not change is not looked at: in a large sandbox, invented telephone numbers come again.
pub(super) fn problems(
    store: &Store,
    person: &Person,
    before: &Person,
) -> Outcome<Vec<(&'static str, String)>> {
    let mut problems = Vec::new();
    let taken = |others: Vec<Person>| others.iter().any(|other| other.n != person.n);
    let changed = |value: &Option<String>, before: &Option<String>| {
        let present = value.clone().filter(|text| !text.trim().is_empty());
        present.filter(|_| value != before)
    };
    if let Some(email) = changed(&person.email, &before.email) {
        if taken(store.with_email(&email)?) {
            problems.push(("email", "Email has already been taken".to_owned()));
        }
        if !is_address(&email) {
            problems.push(("email", "Email Invalid email".to_owned()));
        }
    }
    if let Some(identifier) = changed(&person.identifier, &before.identifier)
        && taken(store.with_identifier(&identifier)?)
    {
        let message = "Identifier has already been taken";
        problems.push(("identifier", message.to_owned()));
    }
    if let Some(phone) = changed(&person.phone, &before.phone) {
        if taken(store.with_phone(&phone)?) {
            let message = "Phone number has already been taken";
            problems.push(("phone_number", message.to_owned()));
        }
        if !ends_in_e164(&phone) {
            let message = "Phone number should be in e164 format";
            problems.push(("phone_number", message.to_owned()));
        }
    }
    let name = record::name(person);
    let texts = [
        ("name", "Name", &name),
        ("email", "Email", &person.email),
        ("phone_number", "Phone number", &person.phone),
        ("identifier", "Identifier", &person.identifier),
    ];
    for (attribute, title, value) in texts {
        if value
            .as_ref()
            .is_some_and(|text| text.chars().count() > 255)
        {
            problems.push((
                attribute,
                format!("{title} is too long (maximum is 255 characters)"),
            ));
        }
    }
    problems.sort_by_key(|(attribute, _)| texts.iter().position(|(name, ..)| name == attribute));
    Ok(problems)
}

fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && !host.is_empty()
            && !host.contains('@')
            && !text.contains(char::is_whitespace)
    })
}

/// A plus sign and 2 to 15 digits, the first of them no zero, at the end of the text: the vendor's pattern is open
/// at its start.
fn ends_in_e164(text: &str) -> bool {
    text.rsplit_once('+').is_some_and(|(_, digits)| {
        (2..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}
