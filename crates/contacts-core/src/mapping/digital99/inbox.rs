//! Inboxes, in the three shapes that they come in, and the links of contacts to them.

#![deny(unused_variables)]

use contacts_digital99::types;
use serde_json::Value;

use super::secrets;
use crate::mapping::{Mapped, Received, Scope, present};
use crate::model::{
    ChannelIdentity, Contact, IdentityKind, IdentityScope, Inbox, IssueCode, RemoteId, Service,
};

/// Members of the long inbox of old servers that say what the inbox is at its channel: the numbers of
/// WhatsApp and text messages, the page of Facebook, the account of Instagram, the mailbox.
const AT_THE_CHANNEL: [&str; 4] = ["phone_number", "page_id", "instagram_id", "email"];

/// Links between a contact and inboxes that came without the contact. They are kept as they are, but for
/// the secrets of inboxes.
pub fn inbox_links<B: Received>(at: &mut Scope<'_>, body: B) -> Mapped {
    at.keep("", body);
    secrets::keep_out(at, Mapped::default())
}

/// A link of a contact to an inbox.
pub(super) fn link(at: &mut Scope<'_>, raw: types::ContactInbox) -> ChannelIdentity {
    let types::ContactInbox {
        inbox: its_inbox,
        source_id,
        extra,
    } = raw;
    let inbox = at.object("inbox", its_inbox, inbox).unwrap_or_default();
    let value = at.text("source_id", source_id).unwrap_or_default();
    at.extra(extra);
    identity(value, inbox)
}

/// The link that was made with a contact. It repeats one of the contact's links, and shows the row of the
/// database behind its inbox.
pub(super) fn created_link(
    at: &mut Scope<'_>,
    raw: types::CreatedContactInbox,
    contact: &mut Contact,
) {
    let types::CreatedContactInbox {
        inbox: row,
        source_id,
        extra,
    } = raw;
    at.extra(extra);
    let value = at.text("source_id", source_id);
    let id = row
        .as_option()
        .and_then(|row| row.id.as_option())
        .map(RemoteId::integer);
    let is_it = |known: &&mut ChannelIdentity| {
        let its_id = known.inbox.as_ref().and_then(|inbox| inbox.id.as_ref());
        Some(&known.value) == value.as_ref() && its_id == id.as_ref()
    };
    match contact.online_services.iter_mut().find(is_it) {
        Some(known) => {
            let mut inbox = known.inbox.take().unwrap_or_default();
            at.object("inbox", row, |at, row| inbox_row(at, row, &mut inbox));
            known.inbox = present(inbox);
        }
        None => {
            let mut inbox = Inbox::default();
            at.object("inbox", row, |at, row| inbox_row(at, row, &mut inbox));
            let new = (value.is_some() || inbox != Inbox::default())
                .then(|| identity(value.unwrap_or_default(), inbox));
            contact.online_services.extend(new);
        }
    }
}

fn identity(value: String, inbox: Inbox) -> ChannelIdentity {
    let service = match &inbox.service {
        // WhatsApp through Twilio, whose channel is the one of its text messages.
        Some(Service::Sms) if value.starts_with("whatsapp:") => Service::Whatsapp,
        Some(service) => service.clone(),
        None => Service::default(),
    };
    ChannelIdentity {
        kind: kind(&service, &value),
        service,
        value,
        scope: Some(IdentityScope::Inbox),
        inbox: present(inbox),
        ..ChannelIdentity::default()
    }
}

/// What the source id of a link is, by channel: for WhatsApp, text messages, e-mail, API and web site as
/// Chatwoot makes them (app/builders/contact_inbox_builder.rb), else the id that the channel itself gives.
/// Of a stale link Chatwoot makes `whatsapp:` and some digits too many, which mean nothing.
fn kind(service: &Service, value: &str) -> Option<IdentityKind> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    Some(match service {
        Service::Whatsapp if digits(value) || value.starts_with("whatsapp:+") => {
            IdentityKind::Phone
        }
        // Such as US.1349...: two letters of a country in front (chatwoot/chatwoot#13994).
        Service::Whatsapp if value.get(2..3) == Some(".") => IdentityKind::Bsuid,
        Service::Sms | Service::Voice => IdentityKind::Phone,
        Service::Email => IdentityKind::Email,
        Service::Messenger => IdentityKind::Psid,
        Service::Instagram => IdentityKind::Igsid,
        Service::Telegram => IdentityKind::ChatId,
        Service::Whatsapp | Service::Webchat | Service::Api | Service::Line | Service::X => {
            IdentityKind::Opaque
        }
        _ => return None,
    })
}

/// An inbox as contacts show it: six members, on old servers some sixty, which depend on the channel.
fn inbox(at: &mut Scope<'_>, raw: types::Inbox) -> Inbox {
    let types::Inbox {
        avatar_url,
        channel_id,
        channel_type,
        enable_auto_assignment,
        greeting_enabled,
        greeting_message,
        id,
        name,
        provider,
        web_widget_script,
        website_token,
        website_url,
        welcome_tagline,
        welcome_title,
        widget_color,
        mut extra,
    } = raw;
    at.keep("enable_auto_assignment", enable_auto_assignment);
    at.keep("greeting_enabled", greeting_enabled);
    at.keep("greeting_message", greeting_message);
    // Part of every page with the widget, so no secret.
    at.keep("web_widget_script", web_widget_script);
    at.keep("website_token", website_token);
    at.keep("website_url", website_url);
    at.keep("welcome_tagline", welcome_tagline);
    at.keep("welcome_title", welcome_title);
    at.keep("widget_color", widget_color);
    let at_the_channel = AT_THE_CHANNEL
        .into_iter()
        .find(|key| extra.get(*key).is_some_and(Value::is_string));
    let inbox = Inbox {
        id: at.id("id", id),
        name: at.text("name", name),
        service: at.service("channel_type", channel_type),
        channel_id: at.id("channel_id", channel_id),
        source_id: at_the_channel.and_then(|key| at.text(key, extra.remove(key))),
        carrier: at.text("provider", provider),
        avatar: at.text("avatar_url", avatar_url),
        ..Inbox::default()
    };
    at.extra(extra);
    inbox
}

/// An inbox as the row of the database, read into what is known of it.
fn inbox_row(at: &mut Scope<'_>, raw: types::InboxRecord, inbox: &mut Inbox) {
    let types::InboxRecord {
        account_id,
        allow_messages_after_resolved,
        auto_assignment_config,
        business_name,
        channel_id,
        channel_type,
        created_at,
        csat_config,
        csat_survey_enabled,
        email_address,
        enable_auto_assignment,
        enable_email_collect,
        greeting_enabled,
        greeting_message,
        id,
        lock_to_single_conversation,
        name,
        out_of_office_message,
        portal_id,
        sender_name_type,
        timezone,
        updated_at,
        working_hours_enabled,
        extra,
    } = raw;
    fill(at, "id", id, &mut inbox.id, |at, key, it| at.id(key, it));
    fill(at, "name", name, &mut inbox.name, |at, key, it| {
        at.text(key, it)
    });
    fill(
        at,
        "channel_type",
        channel_type,
        &mut inbox.service,
        |at, key, it| at.service(key, it),
    );
    fill(
        at,
        "channel_id",
        channel_id,
        &mut inbox.channel_id,
        |at, key, it| at.id(key, it),
    );
    inbox.account = at.id("account_id", account_id);
    inbox.created_at = at.time("created_at", created_at);
    inbox.updated_at = at.time("updated_at", updated_at);
    at.keep(
        "allow_messages_after_resolved",
        allow_messages_after_resolved,
    );
    at.keep("auto_assignment_config", auto_assignment_config);
    at.keep("business_name", business_name);
    at.keep("csat_config", csat_config);
    at.keep("csat_survey_enabled", csat_survey_enabled);
    at.keep("email_address", email_address);
    at.keep("enable_auto_assignment", enable_auto_assignment);
    at.keep("enable_email_collect", enable_email_collect);
    at.keep("greeting_enabled", greeting_enabled);
    at.keep("greeting_message", greeting_message);
    at.keep("lock_to_single_conversation", lock_to_single_conversation);
    at.keep("out_of_office_message", out_of_office_message);
    at.keep("portal_id", portal_id);
    at.keep("sender_name_type", sender_name_type);
    at.keep("timezone", timezone);
    at.keep("working_hours_enabled", working_hours_enabled);
    at.extra(extra);
}

/// Fills a slot, or checks the member against what the slot has already.
fn fill<T: PartialEq>(
    at: &mut Scope<'_>,
    key: &str,
    member: impl Received,
    slot: &mut Option<T>,
    read: impl FnOnce(&mut Scope<'_>, &str, Value) -> Option<T>,
) {
    let Some(value) = at.take(key, member) else {
        return;
    };
    let copy = slot.is_some().then(|| value.clone());
    let read = read(at, key, value);
    match (&*slot, read, copy) {
        (_, None, _) => {}
        (Some(known), Some(read), Some(copy)) if *known != read => {
            at.misfit(key, IssueCode::Conflict, copy);
        }
        (_, read, _) => *slot = read,
    }
}
