//! What of a contact Insighto has.

use crate::coverage::{FieldCoverage, lossless};

pub(super) const FIELDS: &[FieldCoverage] = &[
    lossless("source/id", &["/id"]),
    lossless("source/account", &["/org_id"]),
    lossless("name/given", &["/first_name"]),
    lossless("name/surname", &["/last_name"]),
    lossless("emails", &["/email", "/channels/email"]),
    lossless(
        "phones",
        &["/channels/telephone", "/channels/national_number"],
    ),
    lossless("onlineServices", &["/channels/*"]),
    lossless("activity/lastSeenAt", &["/last_seen"]),
    lossless("activity/lastContactedAt", &["/last_sent"]),
    lossless("attributes", &["/custom_fields/*", "/user_attributes/*"]),
    lossless(
        "automation/assistants",
        &["/first_assistant_id", "/last_assistant_id"],
    ),
    lossless(
        "automation/widgets",
        &["/first_widget_id", "/last_widget_id"],
    ),
    lossless("campaigns", &["listCampaignContacts#/campaign_contact_id"]),
    lossless(
        "conversations",
        &[
            "listContactConversations#/id",
            "listCampaignContacts#/conversation_id",
        ],
    ),
    lossless("createdAt", &["/created_at"]),
];
