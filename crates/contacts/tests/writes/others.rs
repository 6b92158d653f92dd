//! Notes, deletions, and whose plan it is.

use contacts::core::model::{Contact, PhoneNumber, RemoteId};
use contacts::{ContactPatch, Error, Plan, PlanOptions, Write};
use serde_json::{Value, json};

use crate::server::{Server, turn};
use crate::*;

#[tokio::test]
async fn a_note_is_written_and_can_be_taken_back() {
    let note = json!({ "id": 5, "content": "Called.", "created_at": 1700000000, "updated_at": 1700000000 });
    let server = Server::start([
        turn("POST /v1/accounts/7/contacts/77/notes", 200, note.clone())
            .with(json!({ "note": { "content": "Called." } })),
        turn("GET /v1/accounts/7/contacts/77/notes", 200, json!([note])),
    ])
    .await;
    let contacts = server.account("digital99").connect().unwrap();
    let applied = contacts.create_note("77", "Called.").await.unwrap();
    server.is_over();
    assert!(applied.verified);
    let (id, note) = ("77".to_owned(), "5".to_owned());
    assert!(applied.undo == [Write::DeleteNote { id, note }]);
}

#[tokio::test]
async fn a_deletion_is_undone_by_what_can_be_written_again() {
    let contact = digital99(json!({
        "name": "Ada Quill",
        "email": "ada@example.com",
        "custom_attributes": { "plan": "pro" },
    }));
    let read = || {
        [
            turn(CONTACT, 200, contact.clone()),
            turn(LABELS, 200, labels(&["vip"])),
        ]
    };
    let server = Server::start(read()).await;
    server.then(read());
    server.then([
        turn("DELETE /v1/accounts/7/contacts/77", 200, Value::Null),
        turn(
            CONTACT,
            404,
            json!({ "error": "Resource could not be found" }),
        ),
    ]);
    let contacts = server.account("digital99").connect().unwrap();
    let applied = contacts.delete("77").await.unwrap();
    server.is_over();
    assert!(applied.verified);
    let [Write::Create { patch }] = applied.undo.as_slice() else {
        panic!("{} writes", applied.undo.len());
    };
    insta::assert_json_snapshot!(patch);
}

#[tokio::test]
async fn a_plan_is_applied_to_its_own_account_only() {
    let server = Server::start([turn(CONTACT, 200, digital99(json!({ "name": "Ada" })))]).await;
    let contacts = server.account("digital99").connect().unwrap();
    let plan = plan(&contacts, &update("77", named("Augusta"))).await;
    let text = serde_json::to_string(&plan).unwrap();
    let kept: Plan = serde_json::from_str(&text).unwrap();
    let other = server
        .account("digital99")
        .setting("account_id", "8")
        .unwrap();
    let error = other.connect().unwrap().apply(&kept).await.unwrap_err();
    assert!(matches!(error, Error::OtherAccount { .. }));
    server.is_over();
}

/// A vendor that shows a contact's tags by its id and nothing else: what it does not show is neither compared nor cleared.
#[tokio::test]
async fn a_contact_that_was_found_is_known_where_no_reading_by_its_id_shows_it() {
    let tags = |names: &[&str]| {
        let tags: Vec<_> = names.iter().map(|name| json!({ "name": name })).collect();
        turn("GET /contacts/tags/c-1", 200, json!(tags))
    };
    let done = || json!({ "success": true, "message": "done" });
    let server = Server::start([tags(&["old"])]).await;
    let contacts = server.account("dmchamp").connect().unwrap();
    let mut found = Contact::default();
    found.source.id = RemoteId::text("c-1");
    found.name.given = Some("Ada".to_owned());
    found.phones.push(PhoneNumber {
        raw: "+12025550123".to_owned(),
        ..PhoneNumber::default()
    });
    let patch = ContactPatch {
        given: "Augusta".into(),
        ..ContactPatch::default()
    }
    .tag("vip", true);
    let plan = contacts.plan_for(&found, patch, PlanOptions::default());
    let plan = plan.await.unwrap();
    let before = ContactPatch::default().tag("vip", false);
    assert!(plan.before == Some(before.clone()));

    server.then([
        tags(&["old"]),
        turn("PUT /contacts/c-1", 200, done()),
        turn("POST /tags?tag=vip&phoneNumber=12025550123", 200, done()),
        tags(&["old", "vip"]),
    ]);
    let applied = contacts.apply(&plan).await.unwrap();
    server.is_over();
    assert!(applied.is_done() && applied.ignored.is_empty());
    let unseen: Vec<_> = applied.unseen.iter().map(ToString::to_string).collect();
    assert_eq!(unseen, ["name/given"]);
    // No tag can be taken away, and nobody saw the name.
    assert!(applied.undo.is_empty());
    let lacks: Vec<_> = applied.not_undone.iter().map(ToString::to_string).collect();
    assert_eq!(
        lacks,
        [
            "name/given: no reading shows what is there now",
            "tags/vip: the vendor has no way to take a tag away"
        ]
    );
}

#[tokio::test]
async fn a_success_that_says_it_is_none_is_a_failure() {
    let refused = json!({ "success": false, "message": "no" });
    let server = Server::start([turn("PUT /contacts/c-1", 200, refused)]).await;
    let contacts = server.account("dmchamp").connect().unwrap();
    let patch = ContactPatch {
        given: "Augusta".into(),
        ..ContactPatch::default()
    };
    let error = contacts.update("c-1", patch).await.unwrap_err();
    server.is_over();
    insta::assert_snapshot!(error, @"dmchamp: updateContact: the vendor answered 200 with an error");
}
