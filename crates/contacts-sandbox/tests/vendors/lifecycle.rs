use contacts_sandbox::{Error, Options, RequestLine, Sandbox, Storage, slugs};
use serde_json::json;

use super::{Wire, start, with_contacts};

/// Lists and look-ups of each vendor that show the most of a contact.
fn tour(wire: &Wire) -> Vec<String> {
    let known = wire.sandbox.known_contacts().next().unwrap();
    let id = known.id;
    match wire.sandbox.slug() {
        "insighto" => {
            let key = wire.credential("apiKey");
            let campaign = wire.setting("campaign_id");
            vec![
                format!("/api/v1/contact?size=100&api_key={key}"),
                format!("/api/v1/campaign/contact/list/{campaign}?api_key={key}"),
                format!("/api/v1/conversation/by-contact/{id}?api_key={key}"),
            ]
        }
        "chatbotx" => {
            let token = wire.credential("tokenInSearchParams");
            ["contacts", "conversations", "tags"]
                .map(|path| format!("/v1/{path}?token={token}"))
                .into()
        }
        "digital99" => {
            let account = wire.setting("account_id");
            ["", "/1/conversations", "/1/notes"]
                .map(|path| format!("/v1/accounts/{account}/contacts{path}"))
                .into()
        }
        "tetherai" => vec![
            "/api/contacts?ownerFilter=all".into(),
            format!("/api/contact-notes?contactId={id}"),
        ],
        _ => {
            let (key, email) = (wire.credential("apiKey"), known.email.unwrap());
            vec![
                format!("/contacts?email={email}&apiKey={key}"),
                format!("/contacts/messages/{id}?apiKey={key}"),
            ]
        }
    }
}

async fn read(slug: &str, options: Options) -> Vec<String> {
    let mut wire = start(slug, options).await;
    for (slot, header) in [
        ("userApiKey", "api_access_token"),
        ("bearerAuth", "authorization"),
    ] {
        if let Some(value) = wire.sandbox.credential(slot) {
            let prefix = if header == "authorization" {
                "Bearer "
            } else {
                ""
            };
            wire.headers.push((header, format!("{prefix}{value}")));
        }
    }
    let mut bodies = Vec::new();
    for path in tour(&wire) {
        let reply = wire.get(&path).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text);
        bodies.push(reply.text);
    }
    bodies
}

#[tokio::test]
async fn the_same_seed_gives_the_same_bytes_and_another_one_does_not() {
    for slug in slugs() {
        let options = |seed| Options {
            contacts: 30,
            seed,
            ..Options::default()
        };
        let (one, same, other) = (
            read(slug, options(5)).await,
            read(slug, options(5)).await,
            read(slug, options(6)).await,
        );
        assert_eq!(one, same);
        assert!(one.iter().zip(&other).any(|(one, other)| one != other));
    }
}

#[tokio::test]
async fn a_file_is_taken_up_again_and_never_by_another_sandbox() {
    let directory = std::env::temp_dir().join(format!("contacts-sandbox-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let file = directory.join("state.sqlite");
    let options = |contacts| Options {
        contacts,
        storage: Storage::File(file.clone()),
        ..Options::default()
    };
    let first = read("dmchamp", options(20)).await;
    assert_eq!(read("dmchamp", options(20)).await, first);
    let refused = Sandbox::start("dmchamp", options(21)).await.unwrap_err();
    assert!(matches!(refused, Error::ForeignStorage { .. }), "{refused}");
    assert!(matches!(
        Sandbox::start("insighto", options(20)).await,
        Err(Error::ForeignStorage { .. })
    ));
    std::fs::remove_dir_all(&directory).unwrap();
}

#[tokio::test]
async fn requests_are_logged_without_secrets() {
    let wire = with_contacts("dmchamp", 1).await;
    let key = wire.credential("apiKey");
    assert_eq!(wire.get(&format!("/tags?apiKey={key}")).await.status, 200);
    assert_eq!(wire.get("/tags").await.status, 401);
    let line = |number, status| RequestLine {
        number,
        method: "GET".into(),
        path: "/v1/tags".into(),
        status,
        operation: Some("listTags"),
        faults: Vec::new(),
    };
    assert_eq!(wire.sandbox.requests(), [line(1, 200), line(2, 401)]);
    assert_eq!(wire.sandbox.requests_after(1), [line(2, 401)]);
    assert!(!format!("{:?} {:?}", wire.sandbox, wire.sandbox.requests()).contains(key));
}

#[tokio::test]
async fn stopping_and_dropping_end_the_server() {
    let wire = with_contacts("dmchamp", 1).await;
    let url = format!("{}/tags", wire.sandbox.base_url());
    wire.sandbox.stop().await;
    assert!(reqwest::get(&url).await.unwrap_err().is_connect());
    let dropped = with_contacts("dmchamp", 1).await;
    let url = format!("{}/tags", dropped.sandbox.base_url());
    drop(dropped);
    // The server ends at its next turn; until then a connection may still be taken.
    while reqwest::get(&url).await.is_ok() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_can_not_start_says_why() {
    let unknown = Sandbox::start("hubspot", Options::default())
        .await
        .unwrap_err();
    assert_eq!(
        unknown.to_string(),
        r#"no vendor is called "hubspot"; there are insighto, chatbotx, digital99, tetherai, dmchamp"#
    );
    let wire = with_contacts("dmchamp", 1).await;
    let port = wire
        .sandbox
        .base_url()
        .rsplit_once(':')
        .unwrap()
        .1
        .trim_end_matches("/v1")
        .parse()
        .unwrap();
    let taken = Sandbox::start(
        "dmchamp",
        Options {
            port,
            ..Options::default()
        },
    )
    .await
    .unwrap_err();
    assert!(matches!(taken, Error::Listen { .. }), "{taken}");
    let many = Sandbox::start(
        "dmchamp",
        Options {
            contacts: u64::MAX,
            ..Options::default()
        },
    )
    .await;
    assert!(matches!(many, Err(Error::TooManyContacts { .. })));
}

#[tokio::test]
async fn each_vendor_names_its_slots_and_its_base() {
    let mut table = Vec::new();
    for slug in slugs() {
        let wire = with_contacts(slug, 1).await;
        let slots: Vec<_> = wire.sandbox.credential_slots().collect();
        let stem = wire.sandbox.base_url().replace(&wire.sandbox.origin(), "");
        table.push(json!([slug, stem, slots]));
        assert!(
            wire.sandbox.credential("no such slot").is_none()
                && wire.sandbox.setting("no such name").is_none()
        );
    }
    let expected = json!([
        ["insighto", "", ["apiKey"]],
        [
            "chatbotx",
            "/api",
            ["developerAccessToken", "tokenInSearchParams"]
        ],
        ["digital99", "/api", ["userApiKey"]],
        ["tetherai", "", ["bearerAuth"]],
        ["dmchamp", "/v1", ["apiKey", "userId"]],
    ]);
    assert_eq!(json!(table), expected);
}
