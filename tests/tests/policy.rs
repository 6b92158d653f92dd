//! The vendors' own ways to say no, through the generated clients: what is tried again, and what it means.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

use std::time::{Duration, UNIX_EPOCH};

use contacts_runtime::client::policy::FixedRandom;
use contacts_runtime::client::{Clock, Error, Meaning, Slot, Transport, VirtualClock};
use contacts_runtime::operation::Operation;
use contacts_tests::root;
use contacts_tests::server::{Server, answer, json};

/// A transport in virtual time.
fn transport(server: &Server, clock: &VirtualClock, credential: Vec<Slot>) -> Transport {
    Transport::builder(server.url().parse().unwrap(), credential)
        .clock(clock.clone())
        .random(FixedRandom(0.5))
        .build()
        .unwrap()
}

fn sample(slug: &str, name: &str) -> String {
    let path = root().join("specs").join(slug).join("samples").join(name);
    std::fs::read_to_string(path).unwrap()
}

fn chatbotx(server: &Server, clock: &VirtualClock) -> contacts_chatbotx::Client {
    let credential = contacts_chatbotx::Credential::developer_access_token("t");
    contacts_chatbotx::Client::with_transport(transport(server, clock, credential.into_slots()))
}

fn digital99(server: &Server, clock: &VirtualClock) -> contacts_digital99::Client {
    let credential = contacts_digital99::Credential::user_api_key("t");
    contacts_digital99::Client::with_transport(transport(server, clock, credential.into_slots()))
}

#[tokio::test]
async fn a_bad_token_that_chatbotx_answers_with_500_is_no_fault_of_the_server() {
    use contacts_chatbotx::errors::ListContactsError;

    let clock = VirtualClock::new();
    let body = sample("chatbotx", "listContacts.500.invalid-token.json");
    let server = Server::start(move |_| json(500, &body)).unwrap();
    let error = chatbotx(&server, &clock)
        .list_contacts()
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.meaning(), Some(Meaning::Unauthorized));
    assert!(
        matches!(
            error,
            Error::Api {
                error: ListContactsError::InternalServerError(_),
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(server.asked().len(), 1);

    let server = Server::start(|_| {
        json(
            500,
            r#"{"defined": false, "code": "INTERNAL_SERVER_ERROR", "status": 500}"#,
        )
    })
    .unwrap();
    let error = chatbotx(&server, &clock)
        .list_contacts()
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.meaning(), Some(Meaning::Unavailable));
    assert_eq!(server.asked().len(), 3);
}

#[tokio::test]
async fn a_duplicate_that_dm_champ_answers_with_200_is_a_conflict() {
    let clock = VirtualClock::new();
    let server = Server::start(|_| {
        json(
            200,
            r#"{"success": false, "error_code": 409, "message": "exists"}"#,
        )
    })
    .unwrap();
    let credential = contacts_dmchamp::Credential::api_key("k");
    let client = contacts_dmchamp::Client::with_transport(transport(
        &server,
        &clock,
        credential.into_slots(),
    ));
    let body = contacts_dmchamp::types::NewContact::new("+12025550123");
    let error = client.create_contact(body).send().await.unwrap_err();
    assert_eq!(
        (error.status(), error.meaning()),
        (Some(409), Some(Meaning::Conflict))
    );
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn a_throttle_of_99digital_is_text_and_is_waited_for() {
    use contacts_digital99::errors::ListContactsError;

    let clock = VirtualClock::new();
    let body = sample("digital99", "listContacts.429.rate-limited.txt");
    let throttle = answer(429, "text/plain", &body);
    let server = Server::start(move |_| throttle.clone()).unwrap();
    let error = digital99(&server, &clock)
        .list_contacts(7)
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        (error.meaning(), error.retry_at()),
        (Some(Meaning::RateLimited), None)
    );
    assert!(
        matches!(
            error,
            Error::Api {
                error: ListContactsError::TooManyRequests(_),
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(
        (server.asked().len(), clock.now()),
        (3, Duration::from_millis(300))
    );

    let server = Server::start(|_| b"HTTP/1.1 429 X\r\nretry-after: 600\r\ncontent-length: 11\r\nconnection: close\r\n\r\nRetry later".to_vec()).unwrap();
    let error = digital99(&server, &clock)
        .list_contacts(7)
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        error.retry_at(),
        Some(UNIX_EPOCH + clock.now() + Duration::from_secs(600))
    );
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn clients_keep_below_the_documented_rate() {
    let clock = VirtualClock::new();
    let server = Server::start(|_| json(200, r#"{"data": [], "pageCount": 0}"#)).unwrap();
    let client = chatbotx(&server, &clock);
    for _ in 0..241 {
        client.list_contacts().send().await.unwrap();
    }
    assert_eq!(
        clock.now(),
        Duration::from_secs(20),
        "120 in any ten seconds"
    );
}

/// What the transport goes by is what the specs say.
#[test]
fn operations_carry_the_vendors_limits_and_errors() {
    let limits = |operation: &Operation| -> Vec<(u32, u32)> {
        let limits = operation.rate_limits.iter();
        limits
            .map(|limit| (limit.requests, limit.seconds))
            .collect()
    };
    use contacts_digital99::operations;
    assert_eq!(limits(&operations::LIST_CONTACTS), [(3000, 60)]);
    assert_eq!(
        limits(&operations::SEARCH_CONTACTS),
        [(100, 60), (3000, 60)]
    );
    let elsewhere = operations::OPERATIONS
        .iter()
        .filter(|operation| operation.rate_limits.is_empty());
    assert_eq!(
        elsewhere.count(),
        1,
        "the operation that has a server of its own"
    );
    let insighto = contacts_insighto::operations::OPERATIONS.iter();
    assert!(
        insighto
            .clone()
            .all(|operation| operation.rate_limits.is_empty() && operation.own_errors.is_empty())
    );
    assert!(
        insighto
            .clone()
            .all(|operation| operation.vendor == "insighto")
    );
}
