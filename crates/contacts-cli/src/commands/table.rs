//! Contacts as a table.

use comfy_table::{ContentArrangement, Table, presets};
use contacts::Contact;

use crate::text::plain;

/// An empty table for contacts.
pub fn contacts() -> Table {
    let mut table = new();
    table.set_header([
        "vendor", "id", "name", "e-mail", "phone", "tags", "created", "issues",
    ]);
    table
}

/// A table of the form that all of them have: borders of spaces, as wide as the window.
pub fn new() -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Dynamic);
    if !table.is_tty() {
        table.set_width(140);
    }
    table
}

/// Adds a contact.
pub fn add(table: &mut Table, contact: &Contact) {
    let name = contact.name.full.clone().unwrap_or_else(|| {
        let parts = [&contact.name.given, &contact.name.surname];
        parts
            .into_iter()
            .flatten()
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    });
    let email = contact.emails.first().map(|email| email.raw.clone());
    let phone = contact
        .phones
        .first()
        .map(|phone| phone.e164.clone().unwrap_or_else(|| phone.raw.clone()));
    let tags: Vec<String> = contact.tags.iter().map(|tag| tag.name.clone()).collect();
    let created = contact.created_at.as_ref().map(|time| match time.instant {
        Some(instant) => instant.strftime("%Y-%m-%d").to_string(),
        None => time.text.clone(),
    });
    let cells = [
        contact.source.provider.clone(),
        contact.source.id.to_string(),
        name,
        email.unwrap_or_default(),
        phone.unwrap_or_default(),
        tags.join(", "),
        created.unwrap_or_default(),
        contact.issues.len().to_string(),
    ];
    table.add_row(cells.map(|cell| plain(&cell)));
}
