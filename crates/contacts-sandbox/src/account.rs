//! What the account of each vendor has besides people: tags, custom fields, inboxes, campaigns, stages, users.
//!
//! Tags, fields, inboxes and campaigns go into the store, where later calls may change them.

use crate::ids::Kind;

/// A definition of the account: its kind, name, and what else there is to say.
pub(crate) type Seed = (Kind, &'static str, &'static str);

/// What each store begins with. The place of a definition is its position within its kind, from 1.
pub(crate) const DEFINITIONS: &[Seed] = &[
    (Kind::Tag, "customer", "Has bought something"),
    (Kind::Tag, "lead", "Might buy something"),
    (Kind::Tag, "newsletter", "Reads the newsletter"),
    (Kind::Tag, "vip", "Answer within the hour"),
    (Kind::Tag, "trade fair", "Met at the stand"),
    (Kind::Tag, "überfällig", "An invoice is open"),
    (Kind::Tag, "日本", "Writes in Japanese"),
    (Kind::Tag, "🎉 launch", "Came with the launch"),
    // The second text is the type in ChatbotX's words; the others have fewer types.
    (Kind::Field, "plan", "shortText"),
    (Kind::Field, "score", "number"),
    (Kind::Field, "vip", "boolean"),
    (Kind::Field, "renewal", "date"),
    // The second text is the channel in ChatbotX's words.
    (Kind::Inbox, "Support on WhatsApp", "whatsapp"),
    (Kind::Inbox, "Web site", "webchat"),
    (Kind::Inbox, "Mail room", "smtp"),
    (Kind::Campaign, "Spring greeting", ""),
    (Kind::Campaign, "Autumn recall", ""),
];

/// How many definitions of a kind [`DEFINITIONS`] has.
pub(crate) fn count(kind: Kind) -> i64 {
    i64::try_from(
        DEFINITIONS
            .iter()
            .filter(|(other, ..)| *other == kind)
            .count(),
    )
    .unwrap_or_default()
}

/// Stages of the pipeline, in their order; a stage's number counts from 1.
pub(crate) const STAGES: &[&str] = &["New", "Contacted", "Qualified", "Won", "Lost"];

/// Users of the account; a user's number counts from 1, and the first one owns the credentials.
pub(crate) const USERS: &[(&str, &str)] = &[
    ("Sandy Sandbox", "sandy@example.com"),
    ("Mocca Mockington", "mocca@example.com"),
    ("Faye Fauxley", "faye@example.org"),
];

/// The user with this number; the first one for a number that nobody has.
pub(crate) fn user(number: i64) -> (&'static str, &'static str) {
    let place = usize::try_from(number.saturating_sub(1)).unwrap_or_default();
    USERS
        .get(place)
        .copied()
        .unwrap_or(("Sandy Sandbox", "sandy@example.com"))
}
