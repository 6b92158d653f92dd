//! Updates: read, narrowed, compared, sent, read back.

use contacts::runtime::Patch;
use contacts::{ContactPatch, Error, Ignored, StepOutcome};
use serde_json::{Value, json};

use crate::server::{Server, no_answer, turn};
use crate::*;

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

/// The call can be made twice, so it is; the answer to the second one says nothing of the first.
#[tokio::test]
async fn what_the_first_attempt_may_have_done_is_looked_for_and_can_be_undone() {
    const ID: &str = "7300000000088000264";
    const UPDATE: &str = "PUT /v1/contacts/id%3A7300000000088000264";
    let called = |name: &str| turn(CHATBOTX, 200, chatbotx(json!({ "firstName": name })));
    let named = |name: &str| ContactPatch {
        given: name.into(),
        ..ContactPatch::default()
    };
    let refused = json!({ "message": "Input validation failed" });
    for is_done in [true, false] {
        let server = Server::start([called("Ada"), called("Ada")]).await;
        server.then([no_answer(UPDATE), turn(UPDATE, 422, refused.clone())]);
        server.then([called(if is_done { "Augusta" } else { "Ada" })]);
        let contacts = server.account("chatbotx").connect().unwrap();
        let plan = plan(&contacts, &update(ID, named("Augusta"))).await;
        let applied = contacts.apply(&plan).await.unwrap();
        server.is_over();
        let found = matches!(applied.steps.as_slice(), [StepOutcome::Found]);
        assert_eq!((found, applied.verified), (is_done, is_done));
        assert!(found || applied.steps[0].is_unknown());
        assert!(applied.undo == [update(ID, named("Ada"))]);
    }
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
    let Err(Error::Unfinished(applied)) = contacts.update("77", patch).await else {
        panic!("nothing was done, or all")
    };
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
async fn an_update_whose_answer_nobody_can_read_is_done_if_it_is_there_now() {
    let before = || turn(CONTACT, 200, digital99(json!({ "name": "Ada" })));
    for (name, is_done) in [("Augusta", true), ("Ada", false)] {
        let after = turn(CONTACT, 200, digital99(json!({ "name": name })));
        let server = Server::start([before(), before()]).await;
        let odd = turn("PATCH /v1/accounts/7/contacts/77", 200, json!("thanks"));
        server.then([odd, after]);
        let contacts = server.account("digital99").connect().unwrap();
        let applied = match contacts.update("77", named("Augusta")).await {
            Err(Error::Unfinished(applied)) => *applied,
            applied => applied.unwrap(),
        };
        server.is_over();
        let [outcome] = applied.steps.as_slice() else {
            panic!("{:?}", applied.steps);
        };
        assert_eq!(
            matches!(outcome, StepOutcome::Found),
            is_done,
            "{outcome:?}"
        );
        assert_eq!(applied.verified, is_done);
        // Not ignored: it may still come.
        assert!(applied.ignored.is_empty());
        assert!(applied.undo == [update("77", named("Ada"))]);
    }
}

#[tokio::test]
async fn what_is_left_of_a_write_is_all_that_is_planned_again() {
    let half = digital99(json!({ "name": "Augusta", "custom_attributes": { "plan": "pro" } }));
    let server = Server::start([turn(CONTACT, 200, half)]).await;
    let contacts = server.account("digital99").connect().unwrap();
    let patch = named("Augusta").attribute("plan", Value::Null);
    let plan = plan(&contacts, &update("77", patch)).await;
    let left: Vec<_> = plan
        .steps
        .iter()
        .map(|step| step.operation.as_str())
        .collect();
    assert_eq!(left, ["deleteContactCustomFields"]);
    server.is_over();
}
