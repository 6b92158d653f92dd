//! What of a contact ChatbotX has.

use crate::coverage::{FieldCoverage, derived, lossless};

pub(super) const FIELDS: &[FieldCoverage] = &[
    lossless("source/id", &["/id"]),
    lossless("source/account", &["/workspaceId"]),
    lossless("source/externalIds", &["/ref"]),
    lossless("name/given", &["/firstName"]),
    lossless("name/surname", &["/lastName"]),
    lossless("name/full", &["/fullName"]),
    lossless("emails", &["/email"]),
    derived("emails/verified", &["/emailVerified"]),
    lossless("phones", &["/phoneNumber"]),
    lossless("onlineServices", &["/contactInboxes/*/sourceId"]),
    lossless("addresses/locality", &["/city"]),
    lossless("addresses/region", &["/state"]),
    lossless("addresses/country", &["/country"]),
    lossless("addresses/timeZone", &["/timezone"]),
    lossless(
        "addresses/coordinates",
        &["/location/latitude", "/location/longitude"],
    ),
    lossless("addresses/full", &["/location"]),
    lossless("preferredLanguages", &["/locale"]),
    lossless("media", &["/avatar"]),
    lossless("gender", &["/gender"]),
    // True by default, so that it is no consent.
    derived("consent/email", &["/emailOptIn"]),
    lossless("consent/messaging", &["/subscribedAt"]),
    lossless("consent/broadcast", &["/broadcastSubscribedAt"]),
    lossless("consent/blocked", &["/blockedAt"]),
    lossless("activity/lastReadAt", &["/lastReadAt"]),
    lossless("attributes", &["/contactCustomFields/*/value"]),
    lossless("tags", &["/tags/*/name"]),
    lossless("notes", &["/contactNotes/*/text"]),
    lossless(
        "automation/bot",
        &["/conversation/botEnabled", "/conversation/botResumeAt"],
    ),
    lossless("conversations", &["/conversation/id"]),
    lossless("createdAt", &["/createdAt"]),
    lossless("updatedAt", &["/updatedAt"]),
];
