//! What is said of what is not found, and of what does not all come.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that can't go on has failed"
)]

mod stand;

use contacts::core::mapping::Mapped;
use contacts::runtime::operation::Capability;
use contacts::{Contacts, Error, Filter, SweepOptions};
use stand::start;

#[tokio::test]
async fn nobody_is_found_only_where_the_account_is() {
    for slug in contacts_sandbox::slugs() {
        let (account, running) = start(slug, 20).await;
        let found = nobody(&account.connect().unwrap()).await.unwrap();
        assert!(found.contacts.is_empty(), "{slug}");
        let elsewhere = account.base_url(format!("{}/elsewhere", running.base_url()));
        let error = nobody(&elsewhere.connect().unwrap()).await.unwrap_err();
        assert_eq!(error.status(), Some(404), "{slug}: {error}");
        running.stop().await;
    }
}

#[tokio::test]
async fn of_an_account_that_is_not_there_nobody_is_found_or_counted() {
    let (account, running) = start("digital99", 20).await;
    let other = account.setting("account_id", "999").unwrap();
    let contacts = other.connect().unwrap();
    let errors = [
        contacts.get("999999").await.unwrap_err(),
        contacts.find_by_phone("+12025559999").await.unwrap_err(),
        contacts.find_by_email("n@example.com").await.unwrap_err(),
        contacts.count().await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.status(), Some(404), "{error}");
    }
    running.stop().await;
}

/// The vendor's one look-up by attribute takes an id, and gives 100 contacts at most.
#[tokio::test]
async fn chatbotx_finds_by_the_name_of_an_attribute_and_says_where_it_stops() {
    for (size, expected) in [
        (60, "complete"),
        (
            1500,
            "incomplete: the vendor gives 100 at most and can't go on, so there may be more",
        ),
    ] {
        let (account, running) = start("chatbotx", size).await;
        let contacts = account.connect().unwrap();
        let mut definitions = contacts.attribute_definitions().await.unwrap();
        definitions.retain(|of| of.name.as_deref() == Some("plan"));
        let mut counts = Vec::new();
        for key in ["plan", &definitions[0].key] {
            let options = SweepOptions::default();
            let mut sweep = contacts.filter(&plus(key), options).await.unwrap();
            let page = sweep.next().await.unwrap().unwrap();
            assert!(sweep.next().await.is_none());
            assert_eq!(sweep.verdict().to_string(), expected, "{key}");
            counts.push(page.mapped.contacts.len());
        }
        assert!(counts[0] > 0 && counts[0] == counts[1], "{counts:?}");
        running.stop().await;
    }
}

#[tokio::test]
async fn an_attribute_that_the_account_has_not_is_told_with_those_that_it_has() {
    let (account, running) = start("chatbotx", 20).await;
    let contacts = account.connect().unwrap();
    let filter = plus("plam");
    let refused = contacts.filter(&filter, SweepOptions::default()).await;
    insta::assert_snapshot!("unknown-attribute", refused.map(drop).unwrap_err());
    running.stop().await;
}

fn plus(key: &str) -> Filter {
    Filter {
        attribute: Some((key.to_owned(), "plus".into())),
        ..Filter::default()
    }
}

/// Looks for somebody whom no sandbox has.
async fn nobody(contacts: &Contacts) -> Result<Mapped, Error> {
    match contacts.serving(Capability::FindByPhone).is_empty() {
        true => contacts.get("47016870-8eaf-4761-98ea-00000000ffff").await,
        false => contacts.find_by_phone("+12025559999").await,
    }
}
