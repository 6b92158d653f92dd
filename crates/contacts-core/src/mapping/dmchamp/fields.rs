//! What of a contact DM Champ has. It documents more for a creation, which answers were not seen to repeat.

use crate::coverage::{FieldCoverage, derived, lossless};

pub(super) const FIELDS: &[FieldCoverage] = &[
    lossless("source/id", &["/contactId", "/id"]),
    // The vendor's word for a name that it does not know is none.
    derived("name/given", &["/firstName"]),
    derived("name/surname", &["/lastName"]),
    lossless("emails", &["/email"]),
    lossless("phones", &["/phoneNumber"]),
    // Two of the vendor's channels are WhatsApp.
    derived("preferredService", &["/channel"]),
    lossless(
        "consent/doNotDisturb",
        &["/doNotDisturb", "/doNotDisturbReason"],
    ),
    lossless("activity/lastInboundAt", &["/lastIncomingMessageAt"]),
    lossless("activity/lastActivityAt", &["/lastActivityAt"]),
    lossless("activity/hadActivity", &["/hasHadActivity"]),
    lossless("attributes", &["/custom_fields/*"]),
    lossless("tags", &["/tags/*", "listContactTags#/name"]),
    lossless("lists", &["/listIds/*"]),
    lossless("automation/bot", &["/isBotActive"]),
    lossless("campaigns", &["/currentCampaign/name", "/campaigns/*/name"]),
    lossless("conversations", &["/chatConcluded"]),
    lossless("createdAt", &["/createdAt"]),
];
