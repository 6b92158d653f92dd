//! What of a contact TetherAI has.

use crate::coverage::{FieldCoverage, lossless};

pub(super) const FIELDS: &[FieldCoverage] = &[
    lossless("source/id", &["/_id"]),
    lossless("source/account", &["/organizationId"]),
    lossless("name/given", &["/firstName"]),
    lossless("name/surname", &["/lastName"]),
    lossless("emails", &["/email", "/email/*/value"]),
    lossless("emails/verified", &["/email/*/verifiedAt"]),
    // A second number beside it was only ever seen empty.
    lossless("phones", &["/phoneNumber", "/phoneNumber/*/value"]),
    lossless("phones/verified", &["/phoneNumber/*/verifiedAt"]),
    lossless("onlineServices", &["/channelTypes/*"]),
    lossless("activity/lastMessageAt", &["/lastMessageTime"]),
    lossless("notes", &["listContactNotes#/note"]),
    lossless("owner", &["/userId"]),
    lossless("createdBy", &["/createdBy", "/createdBy/_id"]),
    lossless("assignees", &["/assignees/*", "/assignees/*/_id"]),
    lossless("pipeline/id", &["/pipelineId"]),
    lossless("pipeline/stage", &["/pipelineStage"]),
    lossless("lifecycle/status", &["/status"]),
    lossless("lifecycle/process", &["/process"]),
    lossless("lifecycle/source", &["/source"]),
    lossless("automation/autopilot", &["/isAutopilot"]),
    lossless("conversations", &["listContactConversations#/_id"]),
    lossless("createdAt", &["/createdAt"]),
    lossless("updatedAt", &["/updatedAt"]),
];
