//! What depends on no contact is read once a connection, and again where it may have changed.

use contacts::{Contacts, PlanOptions, Write};
use contacts_sandbox::Running;
use serde_json::{Value, json};

use crate::stand::start;

/// How often the definitions of attributes were asked for.
fn asked(running: &Running) -> usize {
    let requests = running.requests();
    let lists = requests
        .iter()
        .filter(|line| line.operation == Some("listCustomFields"));
    lists.count()
}

/// How much is refused of a new contact with this attribute.
async fn refused(contacts: &Contacts, attribute: &str) -> usize {
    let patch = json!({ "email": "zoe@example.com", "attributes": { attribute: "a" } });
    let write: Value = json!({ "write": "upsert", "patch": patch });
    let write: Write = serde_json::from_value(write).unwrap();
    let plan = contacts.plan(&write, PlanOptions::default()).await.unwrap();
    let known = contacts
        .refusals(&write, PlanOptions::default())
        .await
        .unwrap();
    assert_eq!(known.len(), plan.refused.len());
    plan.refused.len()
}

#[tokio::test]
async fn what_an_account_has_is_read_once_and_again_if_it_lacks_something() {
    let (account, running) = start("chatbotx", 3).await;
    let contacts = account.connect().unwrap();
    assert_eq!(refused(&contacts, "plan").await, 0);
    let once = asked(&running);
    assert!(once > 0);
    assert_eq!(refused(&contacts, "plan").await, 0);
    assert_eq!(asked(&running), once);
    assert_eq!(refused(&contacts, "shoe size").await, 1);
    // Somebody defines it.
    let body = json!({ "body": { "name": "shoe size", "type": "shortText" } });
    contacts.call("createCustomField", body).await.unwrap();
    assert_eq!(refused(&contacts, "shoe size").await, 0);
    running.stop().await;
}
