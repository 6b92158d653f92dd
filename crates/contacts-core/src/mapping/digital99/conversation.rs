//! The conversations of a contact.

#![deny(unused_variables)]

use contacts_digital99::types;
use contacts_runtime::Patch;
use serde::Serialize;
use serde_json::Value;

use super::contact::contact;
use super::note::agent;
use super::{listed, secrets};
use crate::mapping::{Mapped, Scope};
use crate::model::{Contact, Conversation, Inbox, IssueCode, RemoteId, TeamRef};

/// The newest conversations of a contact. Each shows the contact again, without its inboxes; it is mapped
/// once.
pub fn conversation_list(at: &mut Scope<'_>, body: types::ConversationList) -> Mapped {
    let types::ConversationList { payload, extra } = body;
    at.extra(extra);
    let mut senders = Senders::default();
    let conversations = at.each("payload", payload, |at, raw| {
        conversation(at, raw, &mut senders)
    });
    let mapped = Mapped {
        contacts: senders.contacts,
        conversations,
        ..Mapped::default()
    };
    secrets::keep_out(at, mapped)
}

/// The contacts that conversations came with, each once.
#[derive(Default)]
struct Senders {
    seen: Vec<types::Contact>,
    contacts: Vec<Contact>,
}

fn conversation(
    at: &mut Scope<'_>,
    raw: types::Conversation,
    senders: &mut Senders,
) -> Conversation {
    let types::Conversation {
        account_id,
        additional_attributes,
        agent_last_seen_at,
        assignee_last_seen_at,
        can_reply,
        contact_last_seen_at,
        created_at,
        custom_attributes,
        first_reply_created_at,
        id,
        inbox_id,
        labels,
        last_activity_at,
        last_non_activity_message,
        messages,
        meta: its_meta,
        muted,
        priority,
        sla_policy_id,
        snoozed_until,
        status,
        timestamp,
        unread_count,
        updated_at,
        uuid,
        waiting_since,
        extra,
    } = raw;
    listed(at, "status", &status);
    let mut conversation = Conversation {
        id: at.id("id", id),
        account: at.account("account_id", account_id),
        inbox: at.id("inbox_id", inbox_id).map(|id| Inbox {
            id: Some(id),
            ..Inbox::default()
        }),
        status: at.text("status", status),
        attributes: at.json("custom_attributes", custom_attributes),
        created_at: at.time_or_never("created_at", created_at),
        updated_at: at.time_or_never("updated_at", updated_at),
        contact_last_read_at: at.time_or_never("contact_last_seen_at", contact_last_seen_at),
        agent_last_read_at: at.time_or_never("agent_last_seen_at", agent_last_seen_at),
        last_activity_at: at.time_or_never("last_activity_at", last_activity_at),
        ..Conversation::default()
    };
    match &conversation.last_activity_at {
        Some(last) => at.check("timestamp", timestamp, &last.text),
        // The older name of the same time, and the only one on 99digital's page.
        None => conversation.last_activity_at = at.time_or_never("timestamp", timestamp),
    }
    at.object("meta", its_meta, |at, raw| {
        meta(at, raw, &mut conversation, senders);
    });
    if let Patch::Value(priority) = &priority {
        listed(at, "priority", priority);
    }
    at.keep("additional_attributes", additional_attributes);
    at.keep("assignee_last_seen_at", assignee_last_seen_at);
    at.keep("can_reply", can_reply);
    at.keep("first_reply_created_at", first_reply_created_at);
    // Labels of the conversation, which are not those of the contact.
    at.keep("labels", labels);
    at.keep(
        "last_non_activity_message",
        whole(&last_non_activity_message),
    );
    at.keep("messages", whole(&messages));
    at.keep("muted", muted);
    at.keep("priority", priority);
    at.keep("sla_policy_id", sla_policy_id);
    at.keep("snoozed_until", whole(&snoozed_until));
    at.keep("unread_count", unread_count);
    at.keep("uuid", uuid);
    at.keep("waiting_since", waiting_since);
    at.extra(extra);
    conversation
}

fn meta(
    at: &mut Scope<'_>,
    raw: types::ConversationMeta,
    conversation: &mut Conversation,
    senders: &mut Senders,
) {
    let types::ConversationMeta {
        assignee,
        channel,
        hmac_verified,
        sender,
        team: its_team,
        extra,
    } = raw;
    conversation.assigned_user = at.object("assignee", assignee, agent);
    conversation.assigned_team = at.object("team", its_team, team);
    if let Some(service) = at.service("channel", channel) {
        conversation.inbox.get_or_insert_default().service = Some(service);
    }
    at.keep("hmac_verified", hmac_verified);
    if let Some(sender) = sender.into_option() {
        conversation.contact_id = Some(RemoteId::integer(sender.id));
        add_sender(at, sender, senders);
    }
    at.extra(extra);
}

/// Maps a contact that was not there before. A copy that is not the same is kept, with an issue.
fn add_sender(at: &mut Scope<'_>, sender: types::Contact, senders: &mut Senders) {
    match senders.seen.iter().find(|seen| seen.id == sender.id) {
        Some(seen) if *seen == sender => {}
        Some(_) => {
            let sender = serde_json::to_value(sender).unwrap_or_default();
            at.misfit("sender", IssueCode::Conflict, sender);
        }
        None => {
            senders.seen.push(sender.clone());
            senders
                .contacts
                .extend(at.record("sender", sender, contact));
        }
    }
}

fn team(at: &mut Scope<'_>, raw: types::Team) -> TeamRef {
    let types::Team {
        account_id,
        allow_auto_assign,
        description,
        id,
        is_member,
        name,
        extra,
    } = raw;
    at.keep("allow_auto_assign", allow_auto_assign);
    at.keep("description", description);
    at.keep("is_member", is_member);
    at.extra(extra);
    TeamRef {
        id: at.id("id", id),
        name: at.text("name", name),
        account: at.id("account_id", account_id),
        ..TeamRef::default()
    }
}

/// A member of which the model has no part, as its JSON.
fn whole<T: Serialize>(member: &Patch<T>) -> Option<Value> {
    (!member.is_absent()).then(|| serde_json::to_value(member).unwrap_or_default())
}
