//! What of a contact 99digital has.

use crate::coverage::{FieldCoverage, derived, extra, lossless};

pub(super) const FIELDS: &[FieldCoverage] = &[
    lossless("source/id", &["/id"]),
    lossless("source/externalIds", &["/identifier"]),
    lossless("name/full", &["/name"]),
    lossless("emails", &["/email"]),
    lossless("phones", &["/phone_number"]),
    lossless("onlineServices", &["/contact_inboxes/*/source_id"]),
    lossless("addresses/locality", &["/additional_attributes/city"]),
    lossless("addresses/country", &["/additional_attributes/country"]),
    extra(
        "preferredLanguages",
        &["listWhatsappContacts#/contact_language"],
    ),
    lossless("media", &["/thumbnail"]),
    lossless("organizations", &["/additional_attributes/company_name"]),
    derived("consent/blocked", &["/blocked"]),
    lossless("activity/presence", &["/availability_status"]),
    lossless(
        "activity/lastMessageAt",
        &["listWhatsappContacts#/update_time"],
    ),
    lossless("activity/lastActivityAt", &["/last_activity_at"]),
    lossless("activity/conversationsCount", &["/conversations_count"]),
    lossless(
        "attributes",
        &["/custom_attributes/*", "/additional_attributes/*"],
    ),
    lossless("tags", &["listContactTags#/payload/*"]),
    lossless("notes", &["listContactNotes#/content"]),
    lossless("conversations", &["listContactConversations#/id"]),
    lossless("createdAt", &["/created_at"]),
];
