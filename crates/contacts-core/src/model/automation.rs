//! Bots, assistants and widgets.

use jiff::Timestamp as Instant;

use super::data::data;
use super::source::RemoteId;
use super::time::Timestamp;

data! {
    /// What is automatic about a contact.
    pub struct Automation {
        /// The bot that answers.
        pub bot: BotState,
        /// Whether the vendor's autopilot acts for it.
        pub autopilot: Option<bool>,
        /// The assistants that talked to the contact.
        pub assistants: FirstLast,
        /// The widgets that the contact came by.
        pub widgets: FirstLast,
    }

    /// Whether a bot answers a contact.
    pub struct BotState {
        /// Whether it is on.
        pub enabled: Option<bool>,
        /// When it starts again, if it is paused.
        pub resume_at: Option<Timestamp>,
        /// How many messages it wrote.
        pub messages_count: Option<u64>,
        /// How many of the vendor's credits it used.
        pub credits_used: Option<f64>,
    }

    /// The first and the last of several.
    pub struct FirstLast {
        /// The first.
        pub first: Option<RemoteId>,
        /// The last.
        pub last: Option<RemoteId>,
    }
}

impl BotState {
    /// Until when the bot is paused, seen at the time `now`.
    pub fn paused_until(&self, now: Instant) -> Option<Instant> {
        let resume = self.resume_at.as_ref()?.instant?;
        (now < resume).then_some(resume)
    }
}
