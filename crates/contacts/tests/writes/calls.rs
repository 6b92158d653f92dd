//! Calls by name, and the generated client.

use contacts::SweepOptions;
use serde_json::{Value, json};

use crate::server::{Server, turn};
use crate::*;

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
