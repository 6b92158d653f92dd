//! Identities of a contact in messaging channels, and the inboxes of the account.

use serde_json::Value;

use super::data::{data, words};
use super::source::RemoteId;
use super::time::Timestamp;

data! {
    /// Who the contact is in one channel (RFC 9553 section 2.3.2, `onlineServices`).
    ///
    /// Unique by service, scope and value: a WhatsApp business-scoped user id, for one, means something
    /// to one business only.
    pub struct ChannelIdentity {
        /// The channel.
        pub service: Service,
        /// What kind of id the value is.
        pub kind: Option<IdentityKind>,
        /// The id, number or handle of the contact there.
        pub value: String,
        /// Where the value is unique.
        pub scope: Option<IdentityScope>,
        /// The user name there, beside the id.
        pub username: Option<String>,
        /// The inbox of the account that the contact writes to.
        pub inbox: Option<Inbox>,
        /// The vendor's id of the link between contact and inbox.
        pub link_id: Option<RemoteId>,
        /// The company that carries the channel for the vendor.
        pub carrier: Option<String>,
        /// Where the contact came to this channel from, in the vendor's words.
        pub source: Option<String>,
        /// The language that the contact uses there, as received.
        pub language: Option<String>,
        /// Whether the channel allows free messages now.
        pub window_open: Option<bool>,
        /// The last message from the contact there.
        pub last_inbound_at: Option<Timestamp>,
        /// When the contact last read there.
        pub last_read_at: Option<Timestamp>,
        /// Rank among the identities, 1 first, up to 100.
        pub pref: Option<u8>,
        /// What else the vendor says about the identity, as JSON.
        pub data: Option<Value>,
    }

    /// A channel of the account, through which contacts write.
    pub struct Inbox {
        /// The vendor's id.
        pub id: Option<RemoteId>,
        /// Its name.
        pub name: Option<String>,
        /// Its channel.
        pub service: Option<Service>,
        /// The vendor's id of the channel behind the inbox.
        pub channel_id: Option<RemoteId>,
        /// The id of the inbox at the channel: a page id, a number.
        pub source_id: Option<String>,
        /// Whether it works.
        pub status: Option<InboxStatus>,
        /// The account that it belongs to.
        pub account: Option<RemoteId>,
        /// The company that carries the channel for the vendor.
        pub carrier: Option<String>,
        /// Picture of the inbox.
        pub avatar: Option<String>,
        /// When it was made.
        pub created_at: Option<Timestamp>,
        /// When it was last changed.
        pub updated_at: Option<Timestamp>,
    }
}

words! {
    /// A messaging channel.
    pub enum Service {
        /// WhatsApp.
        Whatsapp = "whatsapp",
        /// Facebook Messenger.
        Messenger = "messenger",
        /// Instagram direct messages.
        Instagram = "instagram",
        /// Telegram.
        Telegram = "telegram",
        /// A chat widget on a web site.
        Webchat = "webchat",
        /// Zalo.
        Zalo = "zalo",
        /// TikTok.
        Tiktok = "tiktok",
        /// E-mail.
        Email = "email",
        /// Text messages.
        Sms = "sms",
        /// LINE.
        Line = "line",
        /// X, once Twitter.
        X = "x",
        /// Slack.
        Slack = "slack",
        /// Microsoft Teams.
        MicrosoftTeams = "microsoft_teams",
        /// Telephone calls.
        Voice = "voice",
        /// An inbox that a program writes to.
        Api = "api",
        /// Several channels in one.
        Omnichannel = "omnichannel",
    }

    /// What kind of id names a contact in a channel.
    pub enum IdentityKind {
        /// A telephone number.
        Phone = "phone",
        /// A business-scoped user id of WhatsApp.
        Bsuid = "bsuid",
        /// The business-scoped user id of a parent business.
        ParentBsuid = "parent_bsuid",
        /// A page-scoped id of Messenger.
        Psid = "psid",
        /// An Instagram-scoped id.
        Igsid = "igsid",
        /// A public user name.
        Handle = "handle",
        /// An e-mail address.
        Email = "email",
        /// The id of a chat.
        ChatId = "chat_id",
        /// An id without meaning.
        Opaque = "opaque",
    }

    /// Where an identity is unique.
    pub enum IdentityScope {
        /// In one inbox.
        Inbox = "inbox",
        /// In the whole account.
        Account = "account",
    }

    /// Whether an inbox works.
    pub enum InboxStatus {
        /// It works.
        Active = "active",
        /// It is switched off.
        Inactive = "inactive",
        /// It lost its connection.
        Disconnected = "disconnected",
    }
}

impl Default for Service {
    fn default() -> Self {
        Self::Unknown(String::new())
    }
}

impl Service {
    /// The channel for the name that a vendor gives it: the words of [`Service`] in any case, Chatwoot's
    /// class names (`Channel::Whatsapp`), and the aliases that the vendors use.
    pub fn from_vendor(name: String) -> Self {
        let bare = name.strip_prefix("Channel::").unwrap_or(&name);
        let known = match bare.to_ascii_lowercase().as_str() {
            "smtp" | "mail" => Self::Email,
            "facebook" | "facebookpage" | "fb_messenger" => Self::Messenger,
            "webwidget" | "web_widget" | "chat_widget" | "widget" | "website" => Self::Webchat,
            "twitter" | "twitterprofile" => Self::X,
            "twiliosms" | "telephone_sms" => Self::Sms,
            "whatsapp_web" => Self::Whatsapp,
            "msteams" | "teams" => Self::MicrosoftTeams,
            "telephone" | "phone" | "call" => Self::Voice,
            other => Self::from(other),
        };
        if known.is_known() {
            known
        } else {
            Self::Unknown(name)
        }
    }
}
