//! Messages and calls to several contacts: they appear as conversations.

use serde_json::{Map, Value};

use super::answers::{envelope, uuid};
use super::body::{self, Form};
use super::campaigns::find_widget;
use super::contacts::WRITTEN;
use crate::ids::Kind;
use crate::people::Link;
use crate::server::{Outcome, Request};
use crate::store::{Definition, Store};
use crate::vendors::time;

pub(super) fn send(store: &Store, request: &Request, widget: &str) -> Outcome {
    uuid(store.ids, Kind::Inbox, "widget_id", widget)?;
    let body = body::object(request)?;
    let contacts = body::uuids(&body, "contact_ids", 1)?;
    body::check(&body, "message", Form::Text, true)?;
    body::check(&body, "start_new_conversation", Form::Boolean, true)?;
    let widget = find_widget(store, widget)?;
    let text = body.get("message").and_then(Value::as_str);
    let anew = body.get("start_new_conversation") == Some(&Value::Bool(true));
    for id in contacts {
        if let Some(n) = known(store, &id)? {
            speak(store, n, &widget, text, anew)?;
        }
    }
    Ok(envelope("Messages are being sent", Value::Null))
}

/// The body has not been seen; `contact_ids` is what the sister operation calls it.
pub(super) fn call(store: &Store, request: &Request, widget: &str) -> Outcome {
    let widget = find_widget(store, widget)?;
    let body = body::object(request)?;
    for id in body
        .get("contact_ids")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        if let Some(n) = id
            .as_str()
            .map(|id| known(store, id))
            .transpose()?
            .flatten()
        {
            speak(store, n, &widget, None, true)?;
        }
    }
    Ok(envelope("Calls are being placed", Value::Null))
}

fn known(store: &Store, id: &str) -> Outcome<Option<i64>> {
    let n = store.ids.read_uuid(Kind::Person, id);
    let person = n.map(|n| store.person(n)).transpose()?.flatten();
    Ok(person.map(|person| person.n))
}

fn speak(
    store: &Store,
    n: i64,
    widget: &Definition,
    text: Option<&str>,
    anew: bool,
) -> Outcome<()> {
    let latest = store.links(n, Kind::Conversation)?.pop().filter(|_| !anew);
    let conversation = match latest {
        Some(latest) => latest,
        None => store.add_link(Link {
            person: n,
            kind: Kind::Conversation as i64,
            parent: widget.place,
            at: store.now,
            ..Link::default()
        })?,
    };
    if let Some(text) = text {
        store.add_link(Link {
            person: n,
            kind: Kind::Message as i64,
            parent: conversation.place,
            state: 1,
            value: text.to_owned(),
            at: store.now,
            ..Link::default()
        })?;
    }
    let key = n.to_string();
    let mut written = match store.document(WRITTEN, &key)? {
        Some(Value::Object(written)) => written,
        _ => Map::new(),
    };
    written.insert("last_sent".into(), time(store.now).into());
    store.put_document(WRITTEN, &key, &written.into())?;
    Ok(())
}
