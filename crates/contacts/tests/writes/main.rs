//! Plans, applied: what is read, sent, read back and undone, as a conversation with a server.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that can't go on has failed"
)]

mod server;

use std::fs;

use contacts::runtime::Patch;
use contacts::{
    ContactPatch, Contacts, Error, Ignored, Plan, PlanOptions, StepOutcome, SweepOptions, Write,
};
use serde_json::{Value, json};
use server::{Server, no_answer, turn};

const UNVERIFIED: PlanOptions = PlanOptions {
    allow_unverified: true,
};

/// A contact of 99digital with these members.
fn digital99(members: Value) -> Value {
    let text = fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../specs/digital99/samples/getContact.200.minimal-record.json"
    ));
    let mut body: Value = serde_json::from_str(&text.unwrap()).unwrap();
    let contact = body["payload"].as_object_mut().unwrap();
    contact.insert("id".to_owned(), json!(77));
    contact.extend(members.as_object().unwrap().clone());
    body
}

/// A page of the filter with these contacts.
fn matches(contacts: &[Value]) -> Value {
    let payload: Vec<_> = contacts.iter().map(|body| &body["payload"]).collect();
    json!({ "meta": { "count": payload.len(), "current_page": 1 }, "payload": payload })
}

/// A contact of ChatbotX with these members.
fn chatbotx(members: Value) -> Value {
    let mut body = json!({
        "id": "7300000000088000264",
        "createdAt": "2026-08-14T16:20:30.417Z",
        "updatedAt": "2026-08-14T16:20:30.417Z",
        "emailVerified": false,
        "emailOptIn": true,
        "workspaceId": "7180000000000000011",
    });
    let contact = body.as_object_mut().unwrap();
    contact.extend(members.as_object().unwrap().clone());
    body
}

const CONTACT: &str = "GET /v1/accounts/7/contacts/77";
const CHATBOTX: &str = "GET /v1/contacts/id%3A7300000000088000264";
const LABELS: &str = "GET /v1/accounts/7/contacts/77/labels";

fn labels(labels: &[&str]) -> Value {
    json!({ "payload": labels })
}

fn update(id: &str, patch: ContactPatch) -> Write {
    let id = id.to_owned();
    Write::Update { id, patch }
}

async fn plan(contacts: &Contacts, write: &Write) -> Plan {
    contacts.plan(write, PlanOptions::default()).await.unwrap()
}

fn named(full_name: &str) -> ContactPatch {
    ContactPatch {
        full_name: full_name.into(),
        ..ContactPatch::default()
    }
}

#[tokio::test]
async fn labels_are_added_to_those_that_are_there() {
    let read = |tags: &[&str]| {
        [
            turn(CONTACT, 200, digital99(json!({}))),
            turn(LABELS, 200, labels(tags)),
        ]
    };
    let server = Server::start(read(&["vip", "trial"])).await;
    let contacts = server.account("digital99").connect().unwrap();
    let patch = ContactPatch::default()
        .tag("gold", true)
        .tag("trial", false)
        .tag("vip", true);
    let plan = plan(&contacts, &update("77", patch)).await;
    insta::assert_snapshot!(plan, @r#"
    digital99: update contact 77
      tags/gold   nothing → true
      tags/trial  true → nothing
      tags/vip    true → true
      1. replaceContactTags body={"labels":["vip","gold"]} contact_id=77
    "#);
    let replaced = turn(
        "POST /v1/accounts/7/contacts/77/labels",
        200,
        labels(&["vip", "gold"]),
    );
    server.then(read(&["vip", "trial"]));
    server.then([replaced.with(json!({ "labels": ["vip", "gold"] }))]);
    server.then(read(&["vip", "gold"]));
    let applied = contacts.apply(&plan).await.unwrap();
    server.is_over();
    assert!(applied.verified && applied.is_done(), "{:?}", applied.steps);
    let undo = ContactPatch::default()
        .tag("gold", false)
        .tag("trial", true);
    assert!(applied.undo == [update("77", undo)]);
}

#[tokio::test]
async fn what_is_as_asked_already_is_not_sent() {
    let contact = digital99(json!({ "name": "Ada Quill" }));
    let server = Server::start([turn(CONTACT, 200, contact)]).await;
    let contacts = server.account("digital99").connect().unwrap();
    let plan = plan(&contacts, &update("77", named("Ada Quill"))).await;
    assert!(plan.is_empty() && plan.is_applicable());
    insta::assert_snapshot!(plan, @r#"
    digital99: update contact 77
      name/full  "Ada Quill" → "Ada Quill"
      nothing to do
    "#);
    server.is_over();
}

#[tokio::test]
async fn a_contact_that_has_changed_is_left_alone() {
    let server = Server::start([turn(CONTACT, 200, digital99(json!({ "name": "Ada" })))]).await;
    let contacts = server.account("digital99").connect().unwrap();
    let plan = plan(&contacts, &update("77", named("Augusta"))).await;
    server.then([turn(
        CONTACT,
        200,
        digital99(json!({ "name": "Ada Quill" })),
    )]);
    let error = contacts.apply(&plan).await.unwrap_err();
    server.is_over();
    assert!(matches!(&error, Error::Changed { fields, .. } if fields.len() == 1));
    insta::assert_snapshot!(error, @"digital99: the contact has changed since the plan was made (name/full): make a new plan");
}

#[tokio::test]
async fn a_contact_that_is_not_there_is_said_before_anything_is_sent() {
    let error = json!({ "error": "Resource could not be found" });
    let server = Server::start([turn(CONTACT, 404, error)]).await;
    let contacts = server.account("digital99").connect().unwrap();
    let error = contacts.update("77", named("Ada")).await.unwrap_err();
    server.is_over();
    insta::assert_snapshot!(error, @"digital99: there is no contact with this id");
}

#[tokio::test]
async fn what_the_vendor_ignored_without_a_word_is_said() {
    let before = chatbotx(json!({ "firstName": "Ada", "gender": "female" }));
    let after = chatbotx(json!({ "firstName": "Augusta", "gender": "female" }));
    let server = Server::start([
        turn(CHATBOTX, 200, before.clone()),
        turn(CHATBOTX, 200, before),
        turn(
            "PUT /v1/contacts/id%3A7300000000088000264",
            204,
            Value::Null,
        )
        .with(json!({ "firstName": "Augusta", "gender": "robot" })),
        turn(CHATBOTX, 200, after),
    ])
    .await;
    let contacts = server.account("chatbotx").connect().unwrap();
    let patch = ContactPatch {
        given: "Augusta".into(),
        gender: "robot".into(),
        ..ContactPatch::default()
    };
    let applied = contacts.update("7300000000088000264", patch).await.unwrap();
    server.is_over();
    assert!(applied.is_done() && !applied.verified);
    let [
        Ignored {
            field,
            asked,
            found,
        },
    ] = applied.ignored.as_slice()
    else {
        panic!("{} ignored", applied.ignored.len());
    };
    assert_eq!(
        (field.to_string().as_str(), asked, found),
        ("gender", &json!("robot"), &json!("female"))
    );
}

#[tokio::test]
async fn a_clear_that_nobody_has_seen_has_to_be_allowed() {
    let there = || {
        turn(
            CHATBOTX,
            200,
            chatbotx(json!({ "email": "ada@example.com" })),
        )
    };
    let server = Server::start([]).await;
    let contacts = server.account("chatbotx").connect().unwrap();
    let patch = ContactPatch {
        email: Patch::Null,
        ..ContactPatch::default()
    };
    let write = update("7300000000088000264", patch);
    // Nothing is read for it either.
    let plan = plan(&contacts, &write).await;
    assert!(plan.refused[0].unverified && plan.is_empty());
    let error = contacts.apply(&plan).await.unwrap_err();
    insta::assert_snapshot!(error, @"chatbotx can't write this: emails: nobody has seen the vendor do it (an empty text) (source: https://github.com/ChatbotXIO/ChatbotX/tree/1e9477d33ce8b350e45f12847d1cadfc14ed9479)");

    server.then([there(), there()]);
    server.then([
        turn(
            "PUT /v1/contacts/id%3A7300000000088000264",
            204,
            Value::Null,
        )
        .with(json!({ "email": "" })),
        turn(CHATBOTX, 200, chatbotx(json!({ "email": null }))),
    ]);
    let applied = contacts.write(&write, UNVERIFIED).await.unwrap();
    server.is_over();
    assert!(applied.verified);
}

fn new_contact() -> ContactPatch {
    ContactPatch {
        full_name: "Ada Quill".into(),
        phone: "+12025550123".into(),
        ..ContactPatch::default()
    }
    .tag("vip", true)
}

const LOOK_UP: &str = "POST /v1/accounts/7/contacts/filter";
const CREATE: &str = "POST /v1/accounts/7/contacts";

fn created() -> Value {
    let contact = digital99(json!({ "name": "Ada Quill", "phone_number": "+12025550123" }));
    json!({ "payload": { "contact": contact["payload"], "contact_inbox": { "inbox": null, "source_id": null } } })
}

/// The contact after all steps, and its labels.
fn read_back() -> [server::Turn; 2] {
    let contact = digital99(json!({ "name": "Ada Quill", "phone_number": "+12025550123" }));
    [
        turn(CONTACT, 200, contact),
        turn(LABELS, 200, labels(&["vip"])),
    ]
}

#[tokio::test]
async fn a_new_contact_gets_what_has_calls_of_its_own_by_its_id() {
    let server = Server::start([
        turn(LOOK_UP, 200, matches(&[])),
        turn(CREATE, 200, created()),
        turn(
            "POST /v1/accounts/7/contacts/77/labels",
            200,
            labels(&["vip"]),
        ),
    ])
    .await;
    server.then(read_back());
    let contacts = server.account("digital99").connect().unwrap();
    let applied = contacts.create(new_contact()).await.unwrap();
    server.is_over();
    assert!(applied.verified);
    assert_eq!(applied.id.as_deref(), Some("77"));
    let id = "77".to_owned();
    assert!(applied.undo == [Write::Delete { id }]);
}

#[tokio::test]
async fn a_creation_without_an_answer_is_looked_for_and_not_repeated() {
    let there = digital99(json!({ "name": "Ada Quill", "phone_number": "+12025550123" }));
    let server = Server::start([
        turn(LOOK_UP, 200, matches(&[])),
        no_answer(CREATE),
        turn(LOOK_UP, 200, matches(&[there])),
        turn(
            "POST /v1/accounts/7/contacts/77/labels",
            200,
            labels(&["vip"]),
        ),
    ])
    .await;
    server.then(read_back());
    let contacts = server.account("digital99").connect().unwrap();
    let applied = contacts.create(new_contact()).await.unwrap();
    server.is_over();
    assert!(applied.verified && matches!(applied.steps[0], StepOutcome::Found));
    assert_eq!(applied.id.as_deref(), Some("77"));
}

#[tokio::test]
async fn a_creation_that_nobody_can_find_stays_unknown() {
    // Somebody else has the number already, so finding that one says nothing.
    let other = digital99(json!({ "id": 5, "phone_number": "+12025550123" }));
    let server = Server::start([
        turn(LOOK_UP, 200, matches(std::slice::from_ref(&other))),
        no_answer(CREATE),
        turn(LOOK_UP, 200, matches(&[other])),
    ])
    .await;
    let contacts = server.account("digital99").connect().unwrap();
    let write = Write::Create {
        patch: new_contact(),
    };
    let plan = plan(&contacts, &write).await;
    assert_eq!(plan.existing, ["5"]);
    let applied = contacts.apply(&plan).await.unwrap();
    server.is_over();
    assert!(!applied.verified && applied.id.is_none());
    assert!(matches!(
        applied.steps.as_slice(),
        [StepOutcome::Unknown { .. }, StepOutcome::NotRun]
    ));
}

#[tokio::test]
async fn a_conflict_names_the_contact_that_is_in_the_way() {
    let other = digital99(json!({ "id": 5, "phone_number": "+12025550123" }));
    let refused =
        json!({ "message": "Phone number has already been taken", "attributes": ["phone_number"] });
    let server = Server::start([
        turn(LOOK_UP, 200, matches(&[])),
        turn(CREATE, 422, refused),
        turn(LOOK_UP, 200, matches(&[other])),
    ])
    .await;
    let contacts = server.account("digital99").connect().unwrap();
    let applied = contacts.create(new_contact()).await.unwrap();
    server.is_over();
    assert!(applied.undo.is_empty());
    let error = applied.into_error().unwrap();
    assert!(matches!(&error, Error::Conflict { existing, .. } if existing == &["5"]));
    insta::assert_snapshot!(error, @"digital99: createContact: the vendor answered 422, as another contact has this telephone number, e-mail address or identifier: 5");
}

#[tokio::test]
async fn a_step_that_fails_ends_it_and_undo_has_only_what_was_done() {
    let before = digital99(json!({ "name": "Ada", "custom_attributes": { "plan": "pro" } }));
    let after = digital99(json!({ "name": "Augusta", "custom_attributes": { "plan": "pro" } }));
    let read = |contact: &Value| {
        [
            turn(CONTACT, 200, contact.clone()),
            turn(LABELS, 200, labels(&[])),
        ]
    };
    let server = Server::start(read(&before)).await;
    server.then(read(&before));
    server.then([
        turn("PATCH /v1/accounts/7/contacts/77", 200, after.clone()),
        turn(
            "POST /v1/accounts/7/contacts/77/destroy_custom_attributes",
            401,
            json!({ "error": "no" }),
        ),
        turn(CONTACT, 200, after),
    ]);
    let contacts = server.account("digital99").connect().unwrap();
    let patch = named("Augusta")
        .attribute("plan", Value::Null)
        .tag("vip", true);
    let applied = contacts.update("77", patch).await.unwrap();
    server.is_over();
    assert!(matches!(
        applied.steps.as_slice(),
        [
            StepOutcome::Done { status: 200 },
            StepOutcome::Failed { .. },
            StepOutcome::NotRun
        ]
    ));
    assert!(!applied.verified && applied.ignored.is_empty());
    assert!(applied.undo == [update("77", named("Ada"))]);
}

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

#[tokio::test]
async fn no_secret_shows_in_a_plan_and_no_person_in_an_error() {
    let server = Server::start([
        turn(LOOK_UP, 200, matches(&[])),
        turn(
            CREATE,
            422,
            json!({ "message": "Ada Quill +12025550123 is wrong" }),
        ),
        turn(LOOK_UP, 200, matches(&[])),
    ])
    .await;
    let contacts = server.account("digital99").connect().unwrap();
    let write = Write::Create {
        patch: new_contact(),
    };
    let plan = plan(&contacts, &write).await;
    let shown = format!("{plan} {plan:?} {}", serde_json::to_string(&plan).unwrap());
    assert!(!shown.contains("5ecret"), "{shown}");
    assert!(!format!("{plan:?} {write:?} {:?}", plan.steps).contains("Quill"));
    let applied = contacts.apply(&plan).await.unwrap();
    let shown = format!("{applied:?} {}", serde_json::to_string(&applied).unwrap());
    let error = applied.into_error().unwrap();
    let shown = format!("{shown} {error} {error:?}");
    for private in ["Quill", "5550123", "5ecret"] {
        assert!(!shown.contains(private), "{private}: {shown}");
    }
    server.is_over();
}

#[tokio::test]
async fn calls_by_name_fill_in_the_account() {
    let server = Server::start([turn(CONTACT, 200, digital99(json!({ "name": "Ada" })))]).await;
    let contacts = server.account("digital99").connect().unwrap();
    let answer = contacts
        .call("getContact", json!({ "contact_id": 77 }))
        .await
        .unwrap();
    assert_eq!(
        (answer.status, &answer.value["payload"]["name"]),
        (200, &json!("Ada"))
    );
    server.is_over();

    let unknown = contacts.call("getPerson", Value::Null).await.unwrap_err();
    let mistyped = contacts
        .call("getContact", json!({ "contact_id": "Ada" }))
        .await
        .unwrap_err();
    let no_list = contacts
        .records("getContact", Value::Null, SweepOptions::default())
        .unwrap_err();
    insta::assert_snapshot!(
        [unknown, mistyped, no_list]
            .map(|error| error.to_string())
            .join("\n")
    );
}

#[tokio::test]
async fn records_come_batch_by_batch() {
    let page = |number: i64, first: i64, count: i64| {
        let contacts: Vec<_> = (first..first + count)
            .map(|id| digital99(json!({ "id": id })))
            .collect();
        let mut page = matches(&contacts);
        page["meta"] = json!({ "count": 18, "current_page": number });
        page
    };
    let server = Server::start([turn(
        "GET /v1/accounts/7/contacts?page=1",
        200,
        page(1, 1, 15),
    )])
    .await;
    let contacts = server.account("digital99").connect().unwrap();
    let mut records = contacts
        .records("listContacts", Value::Null, SweepOptions::default())
        .unwrap();
    let first = records.next().await.unwrap().unwrap();
    assert_eq!((first.len(), &first[0]["id"]), (15, &json!(1)));
    assert!(!records.verdict().is_complete());
    // The next page is asked for only now.
    server.is_over();
    server.then([turn(
        "GET /v1/accounts/7/contacts?page=2",
        200,
        page(2, 16, 3),
    )]);
    assert_eq!(records.next().await.unwrap().unwrap().len(), 3);
    assert!(records.next().await.is_none());
    assert!(records.verdict().is_complete(), "{}", records.verdict());
    server.is_over();
}

#[test]
fn the_generated_client_is_reached_by_its_type() {
    let account = contacts::Account::new("chatbotx").unwrap();
    let account = account
        .credential("developerAccessToken", "5ecret")
        .unwrap();
    let contacts = account.connect().unwrap();
    assert!(contacts.raw::<contacts_chatbotx::Client>().is_some());
    assert!(contacts.raw::<contacts_digital99::Client>().is_none());
}
