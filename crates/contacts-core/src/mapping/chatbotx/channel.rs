//! Inboxes, and the links that make a contact known in them.

#![deny(unused_variables)]

use contacts_chatbotx::types;
use contacts_runtime::Patch;

use crate::mapping::{Scope, present};
use crate::model::{ChannelIdentity, IdentityScope, Inbox, InboxStatus, RemoteId};

/// A link of a contact, which shows its whole inbox.
pub(super) fn contact_inbox(
    at: &mut Scope<'_>,
    raw: types::ContactInbox,
    contact: &RemoteId,
) -> ChannelIdentity {
    let types::ContactInbox {
        channel,
        contact_id,
        contact_last_read_at,
        id,
        inbox: its_inbox,
        inbox_id,
        language,
        last_incoming_message_at,
        source,
        source_id,
        extra,
    } = raw;
    let inbox = at.object("inbox", its_inbox, inbox);
    let same_members = types::ConversationContactInbox {
        channel,
        contact_id,
        contact_last_read_at,
        id,
        inbox: Patch::Absent,
        inbox_id,
        language,
        last_incoming_message_at,
        source,
        source_id,
        extra,
    };
    link(at, same_members, inbox, contact)
}

/// A link of a listed conversation, which shows no more of its inbox than the name.
pub(super) fn conversation_inbox(
    at: &mut Scope<'_>,
    raw: types::ConversationContactInbox,
    contact: &RemoteId,
) -> ChannelIdentity {
    link(at, raw, None, contact)
}

fn link(
    at: &mut Scope<'_>,
    raw: types::ConversationContactInbox,
    whole_inbox: Option<Inbox>,
    contact: &RemoteId,
) -> ChannelIdentity {
    let types::ConversationContactInbox {
        channel,
        contact_id,
        contact_last_read_at,
        id,
        inbox,
        inbox_id,
        language,
        last_incoming_message_at,
        source,
        source_id,
        extra,
    } = raw;
    at.check("contactId", contact_id, contact);
    let mut inbox = whole_inbox.or_else(|| at.object("inbox", inbox, inbox_name));
    at.id_of("inboxId", inbox_id, &mut inbox);
    // Not sent before 2026-07-12. What kind of id it is depends on the channel, and no page says how.
    let value = at.text("sourceId", source_id);
    let identity = ChannelIdentity {
        service: at.service("channel", channel).unwrap_or_default(),
        scope: value.is_some().then_some(IdentityScope::Inbox),
        value: value.unwrap_or_default(),
        inbox: inbox.and_then(present),
        link_id: at.id("id", id),
        source: at.text("source", source),
        language: at.text("language", language),
        last_inbound_at: at.time("lastIncomingMessageAt", last_incoming_message_at),
        last_read_at: at.time("contactLastReadAt", contact_last_read_at),
        ..ChannelIdentity::default()
    };
    at.extra(extra);
    identity
}

/// An inbox as a contact or its conversation embeds it.
pub(super) fn inbox(at: &mut Scope<'_>, raw: types::Inbox) -> Inbox {
    let types::Inbox {
        channel,
        created_at,
        id,
        name,
        source_id,
        status,
        updated_at,
        workspace_id,
        extra,
    } = raw;
    let inbox = Inbox {
        id: at.id("id", id),
        name: at.text("name", name),
        service: at.service("channel", channel),
        source_id: at.text("sourceId", source_id),
        status: inbox_status(at, status),
        account: at.id("workspaceId", workspace_id),
        created_at: at.time("createdAt", created_at),
        updated_at: at.time("updatedAt", updated_at),
        ..Inbox::default()
    };
    at.extra(extra);
    inbox
}

/// The vendor's word for an inbox that works is `connected`.
fn inbox_status(at: &mut Scope<'_>, status: String) -> Option<InboxStatus> {
    if status == "connected" {
        Some(InboxStatus::Active)
    } else {
        at.word("status", status)
    }
}

fn inbox_name(at: &mut Scope<'_>, raw: types::InboxName) -> Inbox {
    let types::InboxName { name, extra } = raw;
    let inbox = Inbox {
        name: at.text("name", name),
        ..Inbox::default()
    };
    at.extra(extra);
    inbox
}
