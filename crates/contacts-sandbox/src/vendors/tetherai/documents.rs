//! Documents of a contact: attached, uploaded, detached. No operation shows them.

use serde_json::{Map, Value, json};

use super::super::milliseconds as time;
use super::session::Caller;
use super::{error, invalid, missing, required, text};
use crate::ids::Kind;
use crate::people::{Link, Person};
use crate::server::{Answer, Outcome, Request};
use crate::store::Store;

/// What an organization has set up; this one's are invented.
pub(super) const TYPES: &[&str] = &["ID Proof", "Contract", "Other"];
/// 25 MB.
const LARGEST: usize = 25 * 1024 * 1024;

/// Attaches a file that the vendor's storage has already.
pub(super) fn add(
    store: &Store,
    caller: Caller,
    person: &Person,
    body: &Map<String, Value>,
) -> Outcome {
    let mut document = Map::new();
    for name in ["storageKey", "filename", "contentType", "documentType"] {
        document.insert(name.into(), required(body, name)?.into());
    }
    let size = body
        .get("size")
        .and_then(Value::as_u64)
        .filter(|size| *size > 0);
    // The vendor looks the size up; there is no storage to look into here.
    document.insert("size".into(), size.unwrap_or(4096).into());
    document.insert("notes".into(), text(body, "notes")?.into());
    keep(store, caller, person, document)
}

pub(super) fn upload(store: &Store, caller: Caller, person: &Person, request: &Request) -> Outcome {
    let field = |name: &str| request.form().iter().find(|field| field.name == name);
    let words =
        |name: &str| field(name).map(|field| String::from_utf8_lossy(&field.value).into_owned());
    let file = field("file").ok_or_else(|| missing("file"))?;
    if file.value.len() > LARGEST {
        return Ok(error(413, "File too large"));
    }
    let name = file.file_name.clone().unwrap_or_else(|| "file".into());
    let organization = store.ids.object_id(Kind::Organization, 1);
    let contact = store.ids.object_id(Kind::Person, person.n);
    let mut document = Map::new();
    document.insert(
        "storageKey".into(),
        format!("org/{organization}/contact/{contact}/{name}").into(),
    );
    document.insert("filename".into(), name.into());
    let media_type = file
        .content_type
        .clone()
        .unwrap_or_else(|| "application/octet-stream".into());
    document.insert("contentType".into(), media_type.into());
    document.insert(
        "documentType".into(),
        words("documentType")
            .ok_or_else(|| missing("documentType"))?
            .into(),
    );
    document.insert("size".into(), file.value.len().into());
    document.insert("notes".into(), words("notes").into());
    keep(store, caller, person, document)
}

/// The stored file stays. The words are those of the vendor's page.
pub(super) fn delete(store: &Store, person: &Person, id: &str) -> Outcome {
    let number = store
        .ids
        .read_object_id(Kind::Document, id)
        .unwrap_or_default();
    let found = store.numbered(Kind::Document, number)?;
    let Some(link) = found.filter(|link| link.person == person.n) else {
        let text = "Document not found";
        return Ok(Answer::json(404, &json!({"error": text, "message": text})));
    };
    store.remove_link(&link)?;
    Ok(Answer::json(
        200,
        &json!({"message": "Conversation deleted"}),
    ))
}

fn keep(
    store: &Store,
    caller: Caller,
    person: &Person,
    mut document: Map<String, Value>,
) -> Outcome {
    let kind = document
        .get("documentType")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if !TYPES.contains(&kind) {
        return Err(invalid("documentType is not set up"));
    }
    let link = store.add_link(Link {
        person: person.n,
        kind: Kind::Document as i64,
        value: Value::Object(document.clone()).to_string(),
        at: store.now,
        ..Link::default()
    })?;
    let id = store.ids.object_id(Kind::Document, link.serial());
    document.insert(
        "signedUrl".into(),
        format!("https://files.example.com/{id}?expires=600").into(),
    );
    document.insert("_id".into(), id.into());
    document.insert("uploadedAt".into(), time(store.now).into());
    document.insert(
        "uploadedBy".into(),
        store.ids.object_id(Kind::User, caller.user).into(),
    );
    Ok(Answer::json(
        200,
        &json!({"success": true, "document": document}),
    ))
}
