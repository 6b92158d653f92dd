//! Decode and map a page of 100 contacts, with exact bytes and unknown fields kept, against decoding it into plain types
//! that keep neither: `cargo bench -p contacts-core`.
//!
//! It prints ratios to that baseline, measured in the same run, and never fails for being slow: times depend on the
//! machine, and so do ratios a little.

#[rustfmt::skip]
#[expect(dead_code, reason = "they are read into, and nothing is read from them")]
mod baseline;
mod body;
mod rounds;

use std::error::Error;
use std::hint::black_box;

use contacts_chatbotx::types;
use contacts_core::mapping::{Origin, chatbotx, map, mapped};
use contacts_runtime::decode;
use serde::Deserialize;
use serde_json::Value;

use rounds::{Row, row};

/// Contacts on the page.
const CONTACTS: usize = 100;

/// The page with the catch-all at every level and without the bytes of its records.
#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read into, and nothing is read from it")]
struct CatchAll {
    data: Vec<types::Contact>,
    #[serde(flatten)]
    extra: serde_json::Map<String, Value>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let body = body::page(CONTACTS);
    let bytes = body.as_bytes();
    let origin = Origin::new("chatbotx", "https://app.chatbotx.io");
    check(&body, &origin)?;

    let rows: &[Row<'_>] = &[
        row("plain types, from_slice", || {
            serde_json::from_slice::<baseline::ContactList>(bytes).is_ok()
        }),
        row("catch-all, from_slice", || {
            serde_json::from_slice::<CatchAll>(bytes).is_ok()
        }),
        row("catch-all and exact bytes, from_str", || {
            let text = std::str::from_utf8(bytes).unwrap_or_default();
            serde_json::from_str::<types::ContactList>(text).is_ok()
        }),
        row("serde_json::Value, from_slice", || {
            serde_json::from_slice::<Value>(bytes).is_ok()
        }),
        row("decode and map, as the client does", || {
            let text = std::str::from_utf8(bytes).unwrap_or_default();
            decode(text).is_ok_and(|page| {
                !mapped(&origin, page, chatbotx::contact_page)
                    .contacts
                    .is_empty()
            })
        }),
        row("decode and map, mapping::map", || {
            let text = std::str::from_utf8(bytes).unwrap_or_default();
            map("chatbotx", "listContacts", text, &origin).is_ok()
        }),
    ];
    println!("{CONTACTS} contacts, {} bytes", body.len());
    rounds::compare(rows);
    Ok(())
}

/// What is measured keeps what it promises: every record's bytes, and the fields that the spec does not know.
fn check(body: &str, origin: &Origin) -> Result<(), Box<dyn Error>> {
    let page = map("chatbotx", "listContacts", body, origin)?;
    let bytes: usize = page.contacts.iter().map(|contact| contact.raw.len()).sum();
    let unknown: usize = page
        .contacts
        .iter()
        .map(|contact| contact.extra.len())
        .sum();
    let issues = page
        .contacts
        .iter()
        .map(|contact| contact.issues.len())
        .sum::<usize>();
    if page.contacts.len() != CONTACTS
        || bytes < body.len() * 9 / 10
        || unknown != CONTACTS * body::UNKNOWN
        || issues > 0
    {
        return Err(format!(
            "{} contacts of {bytes} bytes, {unknown} unknown fields, {issues} issues",
            page.contacts.len()
        )
        .into());
    }
    black_box(page);
    Ok(())
}
