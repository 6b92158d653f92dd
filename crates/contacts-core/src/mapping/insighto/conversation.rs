//! Conversations, in the two forms that Insighto gives them: by contact, and of the whole account.

#![deny(unused_variables)]

use contacts_insighto::types;
use serde_json::{Map, Value};

use crate::mapping::received::Received;
use crate::mapping::relations::present;
use crate::mapping::scope::Scope;
use crate::model::{Conversation, Inbox};

/// A conversation of one contact.
pub fn conversation(at: &mut Scope<'_>, conversation: types::ContactConversation) -> Conversation {
    let types::ContactConversation {
        assistant_id,
        attributes: free,
        chat_count,
        contact_id,
        created_at,
        device_type,
        first_message,
        id,
        unique_device_id,
        widget_id,
        extra,
    } = conversation;
    at.keep("assistant_id", assistant_id);
    at.keep("chat_count", chat_count);
    at.keep("device_type", device_type);
    at.keep("first_message", first_message);
    at.keep("unique_device_id", unique_device_id);
    at.extra(extra);
    Conversation {
        id: at.id("id", id),
        contact_id: at.id("contact_id", contact_id),
        inbox: widget(at, widget_id),
        attributes: attributes(at, free),
        created_at: at.time("created_at", created_at),
        ..Conversation::default()
    }
}

/// A conversation in the list of the whole account.
pub fn conversation_metadata(
    at: &mut Scope<'_>,
    conversation: types::ConversationMetadata,
) -> Conversation {
    let types::ConversationMetadata {
        assistant_id,
        assistant_name,
        attributes: free,
        chat_count,
        contact_first_name,
        contact_id,
        contact_last_name,
        created_at,
        device_type,
        first_message,
        id,
        includes_voice,
        intent_name,
        summary,
        updated_at,
        widget_id,
        widget_provider,
        widget_type,
        extra,
    } = conversation;
    at.keep("assistant_id", assistant_id);
    at.keep("assistant_name", assistant_name);
    at.keep("chat_count", chat_count);
    at.keep("contact_first_name", contact_first_name);
    at.keep("contact_last_name", contact_last_name);
    at.keep("device_type", device_type);
    at.keep("first_message", first_message);
    at.keep("includes_voice", includes_voice);
    at.keep("intent_name", intent_name);
    at.keep("summary", summary);
    // Which words these two have was never seen, so they are not read as a channel.
    at.keep("widget_provider", widget_provider);
    at.keep("widget_type", widget_type);
    at.extra(extra);
    Conversation {
        id: at.id("id", id),
        contact_id: at.id("contact_id", contact_id),
        inbox: widget(at, widget_id),
        attributes: attributes(at, free),
        created_at: at.time("created_at", created_at),
        updated_at: at.time("updated_at", updated_at),
        ..Conversation::default()
    }
}

/// A widget is the account's side of a channel: contacts write to it, and messages are sent through it.
fn widget(at: &mut Scope<'_>, id: impl Received) -> Option<Inbox> {
    present(Inbox {
        id: at.id("widget_id", id),
        ..Inbox::default()
    })
}

/// The same attributes are an object in one list and the text of an object in the other; both become an
/// object. A text that is none stays a text.
fn attributes(at: &mut Scope<'_>, member: impl Received) -> Option<Value> {
    Some(match at.json("attributes", member)? {
        Value::String(text) => match serde_json::from_str::<Map<String, Value>>(&text) {
            Ok(members) => Value::Object(members),
            Err(_) => Value::String(text),
        },
        other => other,
    })
}
