//! Conversations, and the users and teams who have them.

#![deny(unused_variables)]

use contacts_chatbotx::types;
use contacts_runtime::Patch;

use super::channel::{conversation_inbox, inbox};
use super::contact::contact;
use crate::mapping::{Json, Mapped, Scope, present};
use crate::model::{BotState, Contact, Conversation, IssueCode, Page, RemoteId, TeamRef, UserRef};

/// A page of `listConversations`: the conversations, and beside them the contacts that they come with.
///
/// Those contacts have their links to inboxes, but neither tags nor custom fields.
pub fn conversation_page(at: &mut Scope<'_>, page: types::ConversationList) -> Mapped {
    let types::ConversationList {
        data,
        next_cursor,
        prev_cursor,
        extra,
    } = page;
    let (contacts, conversations): (Vec<_>, _) = at
        .each("data", data, listed_conversation)
        .into_iter()
        .unzip();
    let page = Page {
        next_cursor: at.text("nextCursor", next_cursor),
        ..Page::default()
    };
    at.keep("prevCursor", prev_cursor);
    at.extra(extra);
    Mapped {
        contacts: contacts.into_iter().flatten().collect(),
        conversations,
        page,
        ..Mapped::default()
    }
}

fn listed_conversation(
    at: &mut Scope<'_>,
    raw: types::Conversation,
) -> (Option<Contact>, Conversation) {
    let types::Conversation {
        additional_attributes,
        admin_replied_at,
        agent_last_read_at,
        ai_context_last_message_id,
        archived_at,
        assigned_inbox_team,
        assigned_inbox_team_id,
        assigned_user,
        assigned_user_id,
        bot_enabled,
        bot_resume_at,
        contact: its_contact,
        contact_id,
        contact_inboxes,
        contact_last_read_at,
        contact_replied_at,
        created_at,
        current_step,
        followed,
        id,
        last_activity_at,
        last_step,
        messages,
        source_id,
        updated_at,
        workspace_id,
        extra,
    } = raw;
    let same_members = types::ContactConversation {
        additional_attributes,
        admin_replied_at,
        agent_last_read_at,
        ai_context_last_message_id,
        archived_at,
        assigned_inbox_team,
        assigned_inbox_team_id,
        assigned_user,
        assigned_user_id,
        bot_enabled,
        bot_resume_at,
        contact_id,
        contact_last_read_at,
        contact_replied_at,
        created_at,
        current_step,
        followed,
        id,
        inbox: Patch::Absent,
        last_activity_at,
        last_step,
        source_id,
        updated_at,
        workspace_id,
        extra,
    };
    let conversation = conversation(at, same_members, None);
    let mut contact = at.record("contact", its_contact, contact);
    match &mut contact {
        Some(contact) => {
            let id = &contact.source.id;
            if let Some(named) = conversation
                .contact_id
                .as_ref()
                .filter(|named| *named != id)
            {
                at.issue("contactId", IssueCode::Conflict, named.as_str());
            }
            let links = at.each("contactInboxes", contact_inboxes, |at, raw| {
                conversation_inbox(at, raw, id)
            });
            contact.online_services.extend(links);
        }
        // Links alone make no contact: it may be deleted.
        None => at.keep("contactInboxes", Json(contact_inboxes)),
    }
    // The last message. A conversation of the model is without messages.
    at.keep("messages", Json(messages));
    (contact, conversation)
}

/// A conversation of `contact`, or one that stands by itself.
pub(super) fn conversation(
    at: &mut Scope<'_>,
    raw: types::ContactConversation,
    contact: Option<&RemoteId>,
) -> Conversation {
    let types::ContactConversation {
        additional_attributes,
        admin_replied_at,
        agent_last_read_at,
        ai_context_last_message_id,
        archived_at,
        assigned_inbox_team,
        assigned_inbox_team_id,
        assigned_user,
        assigned_user_id,
        bot_enabled,
        bot_resume_at,
        contact_id,
        contact_last_read_at,
        contact_replied_at,
        created_at,
        current_step,
        followed,
        id,
        inbox: its_inbox,
        last_activity_at,
        last_step,
        source_id,
        updated_at,
        workspace_id,
        extra,
    } = raw;
    let contact_id = match contact {
        Some(contact) => {
            at.check("contactId", contact_id, contact);
            None
        }
        None => at.id("contactId", contact_id),
    };
    let mut assigned_user = at.object("assignedUser", assigned_user, user);
    at.id_of("assignedUserId", assigned_user_id, &mut assigned_user);
    let mut assigned_team = at.object("assignedInboxTeam", assigned_inbox_team, team);
    at.id_of(
        "assignedInboxTeamId",
        assigned_inbox_team_id,
        &mut assigned_team,
    );
    let conversation = Conversation {
        id: at.id("id", id),
        account: at.id("workspaceId", workspace_id),
        contact_id,
        source_id: at.text("sourceId", source_id),
        inbox: at.object("inbox", its_inbox, inbox),
        followed: at.flag("followed", followed),
        assigned_user,
        assigned_team,
        ai_context_last_message: at.id("aiContextLastMessageId", ai_context_last_message_id),
        last_step: at.json("lastStep", last_step),
        current_step: at.json("currentStep", current_step),
        attributes: at.json("additionalAttributes", additional_attributes),
        bot: present(BotState {
            enabled: at.flag("botEnabled", bot_enabled),
            resume_at: at.time("botResumeAt", bot_resume_at),
            ..BotState::default()
        }),
        created_at: at.time("createdAt", created_at),
        updated_at: at.time("updatedAt", updated_at),
        archived_at: at.time("archivedAt", archived_at),
        contact_last_read_at: at.time("contactLastReadAt", contact_last_read_at),
        agent_last_read_at: at.time("agentLastReadAt", agent_last_read_at),
        last_activity_at: at.time("lastActivityAt", last_activity_at),
        last_inbound_at: at.time("contactRepliedAt", contact_replied_at),
        last_outbound_at: at.time("adminRepliedAt", admin_replied_at),
        ..Conversation::default()
    };
    at.extra(extra);
    conversation
}

fn user(at: &mut Scope<'_>, raw: types::User) -> UserRef {
    let types::User {
        created_at,
        email,
        email_verified,
        id,
        image,
        is_anonymous,
        must_change_password,
        name,
        tenant_id,
        updated_at,
        extra,
    } = raw;
    let user = UserRef {
        id: at.id("id", id),
        name: at.text("name", name),
        email: at.text("email", email),
        email_verified: at.flag("emailVerified", email_verified),
        image: at.text("image", image),
        anonymous: at.flag("isAnonymous", is_anonymous),
        must_change_password: at.flag("mustChangePassword", must_change_password),
        account: at.id("tenantId", tenant_id),
        created_at: at.time("createdAt", created_at),
        updated_at: at.time("updatedAt", updated_at),
        ..UserRef::default()
    };
    at.extra(extra);
    user
}

fn team(at: &mut Scope<'_>, raw: types::InboxTeam) -> TeamRef {
    let types::InboxTeam {
        created_at,
        id,
        name,
        updated_at,
        workspace_id,
        extra,
    } = raw;
    let team = TeamRef {
        id: at.id("id", id),
        name: at.text("name", name),
        account: at.id("workspaceId", workspace_id),
        created_at: at.time("createdAt", created_at),
        updated_at: at.time("updatedAt", updated_at),
    };
    at.extra(extra);
    team
}
