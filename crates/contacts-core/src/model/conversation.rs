//! A conversation in summary, without its messages.

use serde_json::Value;

use super::channel::Inbox;
use super::data::data;
use super::source::RemoteId;
use super::time::Timestamp;
use super::user::{TeamRef, UserRef};

data! {
    /// A conversation with a contact.
    pub struct Conversation {
        /// The vendor's id.
        pub id: Option<RemoteId>,
        /// The account that it belongs to.
        pub account: Option<RemoteId>,
        /// The contact, where the conversation does not come with one.
        pub contact_id: Option<RemoteId>,
        /// Id of the conversation at the channel.
        pub source_id: Option<String>,
        /// The inbox.
        pub inbox: Option<Inbox>,
        /// Status, in the vendor's words.
        pub status: Option<String>,
        /// Whether the account follows it.
        pub followed: Option<bool>,
        /// Whether it is over.
        pub concluded: Option<bool>,
        /// The user who has it.
        pub assigned_user: Option<UserRef>,
        /// The team that has it.
        pub assigned_team: Option<TeamRef>,
        /// The last message that the assistant took into account.
        pub ai_context_last_message: Option<RemoteId>,
        /// The step of the flow before this one, as JSON.
        pub last_step: Option<Value>,
        /// The step of the flow, as JSON.
        pub current_step: Option<Value>,
        /// Attributes of the conversation, as JSON.
        pub attributes: Option<Value>,
        /// The bot in this conversation.
        pub bot: Option<super::automation::BotState>,
        /// When it began.
        pub created_at: Option<Timestamp>,
        /// When it was last changed.
        pub updated_at: Option<Timestamp>,
        /// When it was archived.
        pub archived_at: Option<Timestamp>,
        /// When the contact last read.
        pub contact_last_read_at: Option<Timestamp>,
        /// When the account last read.
        pub agent_last_read_at: Option<Timestamp>,
        /// When anything last happened.
        pub last_activity_at: Option<Timestamp>,
        /// When the contact last wrote.
        pub last_inbound_at: Option<Timestamp>,
        /// When the account last wrote.
        pub last_outbound_at: Option<Timestamp>,
    }
}
