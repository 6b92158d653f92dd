//! Imports in the background. No public operation uploads a file, so an import brings nobody.

use serde_json::{Value, json};

use super::CHANNELS;
use super::answers::not_found;
use super::contacts::find_inbox;
use super::input::{ANY, DIGITS, Form, Input, NAME, Text};
use crate::ids::Kind;
use crate::server::{Answer, Outcome, Request};
use crate::store::Store;

const IMPORT: &str = "import";
const RUNNING: &str = "running";
/// Name of a column.
const COLUMN: Text = Text::up_to(255, Form::Any);

pub(super) fn start(store: &Store, request: &Request) -> Outcome {
    let mut input = Input::read(request)?;
    input.required("fileId", DIGITS);
    let channel = input.required(
        "channel",
        Text {
            form: Form::OneOf(CHANNELS),
            ..ANY
        },
    );
    let inbox = input.required("inboxId", DIGITS);
    input.optional("timezone", NAME);
    input.optional(
        "countryCode",
        Text {
            form: Form::DialPrefix,
            ..ANY
        },
    );
    for name in ["email", "firstName", "lastName"] {
        input.optional(name, COLUMN);
    }
    input.optional("tagId", DIGITS);
    let [phone, contact] = ["phoneNumber", "contactId"].map(|name| input.optional(name, COLUMN));
    if input.has("fieldMapping") {
        input.objects(
            "fieldMapping",
            (0, 10),
            [("column", NAME), ("customFieldId", DIGITS)],
        );
    }
    match channel.as_str() {
        "whatsapp" if phone.is_none() => {
            input.custom("phoneNumber", "Phone number is required for WhatsApp")
        }
        "whatsapp" => {}
        _ if contact.is_none() => input.custom("contactId", "Contact ID is required"),
        _ => {}
    }
    input.finish()?;
    if find_inbox(store, &inbox)?.detail != channel {
        return Err(not_found("Inbox not found").into());
    }
    // At this date a second import is refused with a 404.
    if store.document(IMPORT, RUNNING)?.is_some() {
        return Err(not_found("An import is already in progress").into());
    }
    let id = store.ids.snowflake(Kind::Job, store.serial(IMPORT)?);
    store.put_document(IMPORT, RUNNING, &Value::Bool(true))?;
    Ok(Answer::json(201, &json!({"importId": id})))
}

/// The import under way is over.
pub(super) fn finish(store: &Store) -> Outcome<()> {
    store.remove_document(IMPORT, RUNNING)?;
    Ok(())
}
