//! Conversations with a contact.

#![deny(unused_variables)]

use contacts_tetherai::types;

use crate::mapping::{Json, Mapped, Scope, present};
use crate::model::{Conversation, Inbox, Page};

/// The conversations of `listContactConversations`, all of them.
pub fn conversation_list(at: &mut Scope<'_>, list: types::ConversationList) -> Mapped {
    let types::ConversationList {
        conversations,
        extra,
    } = list;
    let conversations = at.each("conversations", conversations, conversation);
    at.extra(extra);
    Mapped {
        conversations,
        page: Page::default(),
        ..Mapped::default()
    }
}

/// A conversation. It may say which contact it is with.
pub fn conversation(at: &mut Scope<'_>, raw: types::Conversation) -> Conversation {
    let types::Conversation {
        assignees,
        channel_identifier,
        channel_type,
        contact_id,
        created_at,
        email_account_id,
        id,
        is_draft,
        is_resolved,
        last_message_time,
        latest_message,
        message_count,
        organization_id,
        participants,
        provider,
        resolved_at,
        subject,
        updated_at,
        user_id,
        extra,
    } = raw;
    // The model has room for one. In the vendor's samples it is also the owner, who is kept.
    let mut assigned_user = None;
    at.each("assignees", assignees, |at, user| match assigned_user {
        None => assigned_user = at.user("", Json(user)),
        Some(_) => at.keep("", Json(user)),
    });
    at.keep("userId", user_id);
    // The vendor has no inboxes; these three say the same of a conversation.
    let inbox = Inbox {
        service: at.service("channelType", channel_type),
        channel_id: at.id("emailAccountId", email_account_id),
        carrier: at.text("provider", provider),
        ..Inbox::default()
    };
    let conversation = Conversation {
        id: at.id("_id", id),
        account: at.account("organizationId", organization_id),
        contact_id: at.id("contactId", contact_id),
        source_id: at.text("channelIdentifier", channel_identifier),
        inbox: present(inbox),
        assigned_user,
        concluded: at.flag("isResolved", is_resolved),
        last_activity_at: at.time("lastMessageTime", last_message_time),
        created_at: at.time("createdAt", created_at),
        updated_at: at.time("updatedAt", updated_at),
        ..Conversation::default()
    };
    at.keep("resolvedAt", resolved_at);
    at.keep("latestMessage", latest_message);
    at.keep("subject", subject);
    at.keep("participants", participants);
    at.keep("isDraft", is_draft);
    at.keep("messageCount", message_count);
    at.extra(extra);
    conversation
}
