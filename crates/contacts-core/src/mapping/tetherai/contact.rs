//! The contact.

#![deny(unused_variables)]

use contacts_runtime::Patch;
use contacts_tetherai::types;
use serde_json::Value;

use super::point::point;
use super::stage::stage;
use crate::mapping::{Json, Scope};
use crate::model::{ChannelIdentity, Contact, IssueCode, Name, Pipeline, UserRef};

/// A contact, of a list or alone, of any generation.
pub fn contact(at: &mut Scope<'_>, raw: types::Contact) -> Contact {
    let types::Contact {
        assignees,
        channel_types,
        created_at,
        created_by,
        email,
        files,
        first_name,
        id,
        is_autopilot,
        is_bulk_sms,
        is_updated,
        last_message_time,
        last_name,
        latest_message,
        organization_id,
        phone_number,
        pipeline_id,
        pipeline_stage,
        process,
        secondary_phone_number,
        source,
        status,
        updated_at,
        user_id,
        v,
        extra,
    } = raw;
    let mut contact = at.contact("_id", id);
    contact.source.account = at.account("organizationId", organization_id);
    contact.name = Name {
        given: at.text("firstName", first_name),
        surname: at.text("lastName", last_name),
        full: None,
    };
    contact.emails = at.emails_or("email", Json(email), point);
    contact.phones = at.phones_or("phoneNumber", Json(phone_number), point);
    // Beside `phoneNumber` since the fourth generation, and only ever shown empty.
    let secondary = at.phones_or("secondaryPhoneNumber", secondary_phone_number, point);
    contact
        .phones
        .extend(secondary.into_iter().map(|mut phone| {
            phone.label = Some("secondary".to_owned());
            phone
        }));
    contact.online_services = channels(at, channel_types);

    contact.owner = at.user("userId", user_id);
    contact.created_by = at.user("createdBy", Json(created_by));
    contact.assignees = self::assignees(at, assignees);
    contact.pipeline = Pipeline {
        id: at.id("pipelineId", pipeline_id),
        stage: stage(at, "pipelineStage", pipeline_stage),
    };
    contact.lifecycle.status = at.text("status", status);
    contact.lifecycle.process = at.text("process", process);
    contact.lifecycle.source = at.text("source", source);
    contact.automation.autopilot = at.flag("isAutopilot", is_autopilot);

    contact.activity.last_message_at = at.time("lastMessageTime", last_message_time);
    contact.created_at = at.time("createdAt", created_at);
    contact.updated_at = at.time("updatedAt", updated_at);

    // By their names, an import and something unread; a message by its id; the counter of the database.
    at.keep("isBulkSms", is_bulk_sms);
    at.keep("isUpdated", is_updated);
    at.keep("latestMessage", latest_message);
    at.keep("files", files);
    at.keep("__v", v);
    at.extra(extra);
    contact
}

/// The channels that a contact is in. The vendor names them without an id of the contact there.
fn channels(at: &mut Scope<'_>, names: Patch<Vec<String>>) -> Vec<ChannelIdentity> {
    let services = at.each("channelTypes", names, |at, name| at.service("", name));
    let identity = |service| ChannelIdentity {
        service,
        ..ChannelIdentity::default()
    };
    services.into_iter().flatten().map(identity).collect()
}

/// Users: a text is an id, an object is a user. The vendor leaves the items untyped, so that nobody can
/// say what anything else would be: it is kept, with an issue.
fn assignees(at: &mut Scope<'_>, users: Patch<Vec<Value>>) -> Vec<UserRef> {
    let users = at.each("assignees", users, |at, user| match user {
        Value::Null | Value::String(_) | Value::Object(_) => at.user("", user),
        other => {
            at.misfit("", IssueCode::TypeMismatch, other);
            None
        }
    });
    users.into_iter().flatten().collect()
}
