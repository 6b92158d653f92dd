//! What reads ask for, where the vendor's own answer is coarser or keyed in another way.

use contacts::runtime::operation::Capability;
use contacts::{Filter, SweepOptions};
use serde_json::{Value, json};

use crate::server::{Server, turn};
use crate::*;

#[tokio::test]
async fn days_are_asked_for_and_times_compared() {
    let noon = 1_762_948_800; // 2025-11-12T12:00:00Z
    let at = |id: i64, time: i64| digital99(json!({ "id": id, "created_at": time }));
    let found = matches(&[
        at(1, noon - 1),
        at(2, noon),
        at(3, noon + 1),
        at(4, noon + 86_400),
    ]);
    let asked = json!({ "payload": [
        { "attribute_key": "labels", "filter_operator": "equal_to", "query_operator": "and", "values": ["vip"] },
        { "attribute_key": "created_at", "filter_operator": "is_greater_than", "query_operator": "and", "values": ["2025-11-11"] },
        { "attribute_key": "created_at", "filter_operator": "is_less_than", "values": ["2025-11-14"] },
    ] });
    let server =
        Server::start([turn("POST /v1/accounts/7/contacts/filter?page=1", 200, found).with(asked)])
            .await;
    let contacts = server.account("digital99").connect().unwrap();
    let filter = Filter {
        tag: Some("vip".to_owned()),
        created_after: Some("2025-11-12T12:00:00Z".parse().unwrap()),
        created_before: Some("2025-11-13T12:00:00Z".parse().unwrap()),
        ..Filter::default()
    };
    let mut sweep = contacts
        .filter(&filter, SweepOptions::default())
        .await
        .unwrap();
    let batch = sweep.next().await.unwrap().unwrap();
    let ids = batch
        .mapped
        .contacts
        .iter()
        .map(|contact| contact.source.id.to_string());
    assert_eq!(ids.collect::<Vec<_>>(), ["3"]);
    assert!(sweep.next().await.is_none() && sweep.verdict().is_complete());
    server.is_over();
}

#[tokio::test]
async fn terms_that_a_vendor_has_not_are_refused_and_not_left_out() {
    let server = Server::start([]).await;
    let contacts = server.account("chatbotx").connect().unwrap();
    let filter = Filter {
        stage: Some("new".to_owned()),
        attribute: Some(("7260000000000000301".to_owned(), json!("pro"))),
        ..Filter::default()
    };
    let error = contacts
        .filter(&filter, SweepOptions::default())
        .await
        .unwrap_err();
    insta::assert_snapshot!(error, @"ChatbotX can't filter by stage (https://chatbotx.io/docs/api-reference/contacts/list-contacts)");
    server.is_over();
}

#[tokio::test]
async fn capabilities_are_data_with_evidence_and_conditions() {
    let server = Server::start([]).await;
    let contacts = server.account("digital99").connect().unwrap();
    let capabilities = contacts.capabilities();
    assert!(capabilities.get(Capability::Upsert).is_none());
    let json = serde_json::to_value(&capabilities).unwrap();
    let of = |word: &str| {
        let mut all = json["capabilities"].as_array().unwrap().iter();
        all.find(|served| served["capability"] == word)
            .unwrap()
            .clone()
    };
    assert_eq!(
        json["capabilities"].as_array().unwrap().len(),
        Capability::ALL.len()
    );
    let tags: Value = json["fields"].as_array().unwrap().last().unwrap().clone();
    insta::assert_json_snapshot!([of("delete"), of("upsert"), tags]);
}

#[tokio::test]
async fn an_update_of_somebody_who_was_found_compares_with_what_was_found() {
    let found = contacts::Contact::default();
    let server = Server::start([turn(CONTACT, 200, digital99(json!({ "name": "Ada" })))]).await;
    let contacts = server.account("digital99").connect().unwrap();
    let mut found = found;
    found.source.id = contacts::core::model::RemoteId::integer(77);
    found.name.full = Some("older".to_owned());
    let plan = contacts
        .plan_for(&found, named("Augusta"), PlanOptions::default())
        .await
        .unwrap();
    // A vendor that shows contacts by id is asked once more.
    assert!(plan.before == Some(named("Ada")));
    server.is_over();
}
