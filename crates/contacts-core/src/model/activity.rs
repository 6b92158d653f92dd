//! What a contact did, and what was done with it.

use super::data::{data, words};
use super::time::Timestamp;

data! {
    /// Activity around a contact.
    pub struct Activity {
        /// Whether the contact is there now. Changes without anybody editing the contact.
        pub presence: Option<Presence>,
        /// When the contact was last there.
        pub last_seen_at: Option<Timestamp>,
        /// When the account last wrote to the contact.
        pub last_contacted_at: Option<Timestamp>,
        /// When the contact last wrote.
        pub last_inbound_at: Option<Timestamp>,
        /// The last message, either way.
        pub last_message_at: Option<Timestamp>,
        /// When the contact last read.
        pub last_read_at: Option<Timestamp>,
        /// When anything last happened.
        pub last_activity_at: Option<Timestamp>,
        /// Whether anything ever happened.
        pub had_activity: Option<bool>,
        /// How many conversations there are.
        pub conversations_count: Option<u64>,
    }
}

words! {
    /// Whether a contact is there.
    pub enum Presence {
        /// There.
        Online = "online",
        /// Away.
        Busy = "busy",
        /// Not there.
        Offline = "offline",
    }
}
