//! Creations: looked for before, and after when no answer came.

use contacts::{ContactPatch, Error, StepOutcome, Write};
use serde_json::{Value, json};

use crate::server::{Server, no_answer, turn};
use crate::*;

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
    let error = contacts.create(new_contact()).await.unwrap_err();
    server.is_over();
    assert!(matches!(&error, Error::Conflict { existing, .. } if existing == &["5"]));
    insta::assert_snapshot!(error, @"digital99: createContact: the vendor answered 422, as another contact has this telephone number, e-mail address or identifier: 5");
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
async fn a_new_contact_whose_id_nobody_says_gets_nothing_more() {
    // The answer has no contact in it, and nobody is found by the number either.
    let empty = json!({ "payload": { "contact": { "name": "Ada Quill" }, "contact_inbox": {} } });
    let server = Server::start([
        turn(LOOK_UP, 200, matches(&[])),
        turn(CREATE, 200, empty),
        turn(LOOK_UP, 200, matches(&[])),
    ])
    .await;
    let contacts = server.account("digital99").connect().unwrap();
    let error = contacts.create(new_contact()).await.unwrap_err();
    server.is_over();
    insta::assert_snapshot!(error, @"1 of 2 steps done: digital99: the answer has no id of the contact, which can't be found by its address either, so this was not sent");
    let Error::Unfinished(applied) = error else {
        panic!("nothing was done")
    };
    assert!(!applied.is_done() && !applied.verified && applied.id.is_none());
}
