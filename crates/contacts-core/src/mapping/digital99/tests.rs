//! What no sample of the vendor shows: secrets in every place, and members of newer servers.

use crate::mapping::{Mapped, Origin, map};
use crate::model::{Blocked, IdentityKind, IssueCode, KeptIn, Service};

fn mapped(operation: &str, body: &str) -> Mapped {
    let origin = Origin::new("digital99", "https://crm.example.com").account("7");
    map("digital99", operation, body, &origin).unwrap()
}

fn contact(rest: &str) -> String {
    format!(
        r#"{{"id": 1, "availability_status": "offline", "thumbnail": "", "custom_attributes": {{"secret": "garden"}}, {rest}}}"#
    )
}

fn assert_kept_out(mapped: &Mapped) {
    let mut all = serde_json::to_string(mapped).unwrap();
    all.extend(mapped.contacts.iter().map(|contact| contact.raw.as_str()));
    assert!(!all.contains("hunter2"), "{all}");
}

const INBOX: &str = r#"{"id": 5, "imap_password": "hunter2", "h\u006dac_token" : "hunter2\"x",
  "provider_config": {"api_key": "hunter2", "url": "a"}, "smtp_password": null, "smtp_login": "me"}"#;

#[test]
fn secrets_are_in_no_part_of_a_contact() {
    let record = contact(&format!(
        r#""contact_inboxes": [{{"source_id": "a", "inbox": {INBOX}}}]"#
    ));
    let mapped = mapped("getContact", &format!(r#"{{"payload": {record}}}"#));
    assert_kept_out(&mapped);
    let contact = &mapped.contacts[0];
    let expected = record
        .replace(r#""hunter2\"x""#, r#""[redacted]""#)
        .replace(r#"{"api_key": "hunter2", "url": "a"}"#, r#""[redacted]""#)
        .replace(r#""hunter2""#, r#""[redacted]""#);
    assert_eq!(contact.raw, expected, "all other bytes stay");
    let places: Vec<_> = contact
        .issues
        .iter()
        .map(|issue| (issue.path.as_str(), issue.code))
        .collect();
    let at = "/contact_inboxes/0/inbox";
    let secrets =
        ["hmac_token", "imap_password", "provider_config"].map(|key| format!("{at}/{key}"));
    let secrets: Vec<_> = secrets
        .iter()
        .map(|path| (path.as_str(), IssueCode::SecretRedacted))
        .collect();
    assert_eq!(places, secrets);
    assert_eq!(
        contact
            .extra
            .get("digital99", &format!("{at}/smtp_login"))
            .unwrap(),
        "me"
    );
    assert_eq!(
        contact.attributes[0].key, "secret",
        "an attribute of the account is none"
    );
}

#[test]
fn secrets_are_in_no_part_of_what_does_not_fit() {
    // The link has no source id, so it is set aside whole; the second record has no id.
    let link = format!(r#""contact_inboxes": [{{"inbox": {INBOX}}}]"#);
    let bodies = [
        (
            "listContacts",
            format!(
                r#"{{"meta": {{"current_page": 1}}, "payload": [{}]}}"#,
                contact(&link)
            ),
        ),
        (
            "listContacts",
            format!(
                r#"{{"meta": {{"count": "1", "current_page": 1}}, "payload": [{}]}}"#,
                contact(&link)
            ),
        ),
        (
            "listContacts",
            format!(r#"{{"meta": {{"current_page": 1}}, "payload": [{{{link}}}]}}"#),
        ),
        (
            "listContacts",
            format!(r#"{{"meta": {{"current_page": 1, "inbox": {INBOX}}}, "payload": []}}"#),
        ),
        (
            "updateContact",
            format!(r#"{{"payload": {{"inbox": {INBOX}}}}}"#),
        ),
        (
            "createContact",
            format!(
                r#"{{"payload": {{"contact": {}, "contact_inbox": {{"inbox": {INBOX}}}}}}}"#,
                contact(&link)
            ),
        ),
        (
            "createContact",
            format!(r#"{{"payload": {{"contact": null, "contact_inbox": {{"inbox": {INBOX}}}}}}}"#),
        ),
        ("mergeContacts", contact(&link)),
        ("mergeContacts", format!(r#"{{"inbox": {INBOX}}}"#)),
        (
            "addContactInbox",
            format!(r#"{{"source_id": "a", "inbox": {INBOX}}}"#),
        ),
        (
            "listContactableInboxes",
            format!(r#"{{"payload": [{{"source_id": "a", "inbox": {INBOX}}}]}}"#),
        ),
        (
            "listContactConversations",
            format!(r#"{{"payload": [{{"inbox": {INBOX}}}]}}"#),
        ),
    ];
    for (operation, body) in bodies {
        let mapped = mapped(operation, &body);
        assert_kept_out(&mapped);
        let of_contacts = mapped.contacts.iter().flat_map(|contact| &contact.issues);
        let redacted = mapped
            .issues
            .iter()
            .chain(of_contacts)
            .filter(|issue| issue.code == IssueCode::SecretRedacted);
        assert!(redacted.count() >= 3, "{operation} {body}");
    }
}

#[test]
fn an_undecodable_record_says_where_its_secrets_were() {
    let mapped = mapped(
        "updateContact",
        r#"{"payload": {"hmac_token": "hunter2", "name": "x"}}"#,
    );
    assert_eq!(
        mapped.undecodable[0].raw,
        r#"{"hmac_token": "[redacted]", "name": "x"}"#
    );
    let issue = &mapped.issues[1];
    assert_eq!(
        (issue.path.as_str(), issue.kept_in),
        ("/payload/hmac_token", KeptIn::Undecodable)
    );
}

#[test]
fn newer_servers_have_more_to_say() {
    let record = contact(
        r#""blocked": true, "blocked_until": "2027-01-01T00:00:00Z", "email": "a@example.com", "emails": ["b@example.com"],
           "whatsapp_identity": {"type": "bsuid", "value": "US.1349", "provider": "whatsapp_cloud", "inbox_id": 12, "since": 3}"#,
    );
    let mapped = mapped("mergeContacts", &record);
    let contact = &mapped.contacts[0];
    assert!(contact.issues.is_empty());
    assert_eq!(contact.raw, record);
    assert_eq!(contact.emails.len(), 2);
    assert!(matches!(
        &contact.consent.blocked,
        Blocked::Yes { until: Some(_), .. }
    ));
    let identity = &contact.online_services[0];
    assert_eq!(
        (&identity.service, &identity.kind),
        (&Service::Whatsapp, &Some(IdentityKind::Bsuid))
    );
    assert_eq!(
        contact
            .extra
            .get("digital99", "/whatsapp_identity/since")
            .unwrap(),
        3
    );
}
