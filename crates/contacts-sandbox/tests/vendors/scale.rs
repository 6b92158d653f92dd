//! Big accounts: what costs a page costs a page, and nobody is made who is not needed.

use contacts_sandbox::{Options, Storage};
use serde_json::{Value, json};

use super::{Wire, each, length, start, with_contacts};

async fn insighto(contacts: u64) -> (Wire, impl Fn(&str) -> String) {
    let wire = with_contacts("insighto", contacts).await;
    let key = wire.credential("apiKey");
    (wire, move |path: &str| {
        format!("/api/v1/{path}api_key={key}")
    })
}

/// How many bytes the state has, which tells whether the people are in it.
async fn state(wire: &Wire) -> usize {
    let path = std::env::temp_dir().join(format!(
        "contacts-sandbox-state-{}",
        wire.sandbox.base_url().len()
    ));
    let snapshot = wire.sandbox.snapshot().await.unwrap();
    let path = path.with_extension(wire.sandbox.origin().replace([':', '/'], ""));
    snapshot.save(&path).unwrap();
    let length = std::fs::metadata(&path).unwrap().len();
    std::fs::remove_file(&path).unwrap();
    usize::try_from(length).unwrap()
}

#[tokio::test]
async fn ten_million_contacts_are_there_without_being_made() {
    let (wire, path) = insighto(10_000_000).await;
    let page = wire.get(&path("contact?size=100&page=99999&")).await.json()["data"].take();
    assert_eq!(
        (length(&page["items"]), &page["total"]),
        (100, &json!(10_000_000))
    );
    let last = &page["items"][99];
    let id = last["id"].as_str().unwrap();
    let one = wire.get(&path(&format!("contact/{id}?"))).await.json()["data"].take();
    assert_eq!(&one, last);

    // Writes leave the others where they are, and look-ups find them there.
    let renamed = wire
        .call(
            "PUT",
            &path(&format!("contact/{id}?")),
            Some(json!({"first_name": "Ada"})),
        )
        .await;
    assert_eq!(renamed.status, 200, "{}", renamed.text);
    let email = page["items"][0]["email"].as_str().unwrap();
    let upserted = wire
        .call(
            "POST",
            &path(&format!("contact/upsert?email={email}&first_name=Bo&")),
            None,
        )
        .await
        .json();
    assert_eq!(
        (&upserted["message"], &upserted["data"]["id"]),
        (&json!("Data updated successfully"), &page["items"][0]["id"])
    );
    assert_eq!(
        wire.call("DELETE", &path(&format!("contact/{id}?")), None)
            .await
            .status,
        200
    );
    let after = wire.get(&path("contact?size=100&page=99999&")).await.json()["data"].take();
    assert_eq!(
        (&after["total"], &after["items"][0]["first_name"]),
        (&json!(9_999_999), &json!("Bo"))
    );
    assert!(state(&wire).await < 1 << 20);
}

#[tokio::test]
async fn a_number_is_found_in_a_big_account() {
    let mut wire = with_contacts("chatbotx", 3_000_000).await;
    let token = wire.credential("developerAccessToken");
    wire.headers
        .push(("authorization", format!("Bearer {token}")));
    let page = wire.get("/v1/contacts?page=40000").await.json()["data"].take();
    let with_phone = page
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["phoneNumber"].is_string())
        .unwrap();
    let phone = with_phone["phoneNumber"].as_str().unwrap();
    let found = wire
        .get(&format!(
            "/v1/contacts/find-by-custom-field?customFieldId=phone&value={}",
            super::escape(phone)
        ))
        .await
        .json()["data"]
        .take();
    assert!(each(&found, "id").contains(&&with_phone["id"]));
    assert!(
        each(&found, "phoneNumber")
            .iter()
            .all(|found| *found == phone)
    );
    assert!(
        length(&found) > 40,
        "numbers repeat after about 70,000 people"
    );
    assert!(state(&wire).await < 1 << 20);
}

/// The same questions about an account whose people were made, and one whose people were not.
#[tokio::test]
async fn whoever_was_made_is_the_same_as_before() {
    let options = || Options {
        contacts: 400,
        ..Options::default()
    };
    let token = |wire: &Wire| format!("Bearer {}", wire.credential("developerAccessToken"));
    let (mut seeded, mut made) = (
        start("chatbotx", options()).await,
        start("chatbotx", options()).await,
    );
    for wire in [&mut seeded, &mut made] {
        let token = token(wire);
        wire.headers.push(("authorization", token));
    }
    // A search and a filter on links bring everybody into the tables.
    assert_eq!(made.get("/v1/contacts?keyword=example").await.status, 200);
    let field = made.setting("custom_field_id");
    let matches = format!("/v1/contacts/find-by-custom-field?customFieldId={field}&value=plus");
    assert_eq!(made.get(&matches).await.status, 200);

    let ids: Vec<String> = seeded
        .sandbox
        .known_contacts()
        .map(|known| known.id)
        .collect();
    for wire in [&seeded, &made] {
        for place in [0, 7, 8, 150, 399] {
            let gone = wire
                .call("DELETE", &format!("/v1/contacts/id:{}", ids[place]), None)
                .await;
            assert_eq!(gone.status, 204);
        }
        let path = format!("/v1/contacts/id:{}", ids[20]);
        assert_eq!(
            wire.call("PATCH", &path, Some(json!({"firstName": "Ada"})))
                .await
                .status,
            204
        );
        let tags = json!({"tags": ["vip", "quite new"]});
        assert_eq!(
            wire.call("PUT", &format!("{path}/tags"), Some(tags))
                .await
                .status,
            204
        );
        let created = json!({"email": "new@example.com", "gender": "female", "channel": "webchat",
            "inboxId": inbox(wire, "webchat").await});
        assert_eq!(
            wire.call("POST", "/v1/contacts", Some(created))
                .await
                .status,
            200
        );
    }
    for path in (1..=9)
        .map(|page| format!("/v1/contacts?page={page}"))
        .chain([
            "/v1/contacts/count".into(),
            "/v1/contacts?page=3&keyword=example".into(),
            matches,
            format!("/v1/contacts/id:{}", ids[20]),
            format!("/v1/contacts/id:{}", ids[7]),
            "/v1/contacts/email:new@example.com".into(),
            "/v1/conversations?perPage=100".into(),
        ])
    {
        assert_eq!(
            seeded.get(&path).await.text,
            made.get(&path).await.text,
            "{path}"
        );
    }
}

async fn inbox(wire: &Wire, channel: &str) -> Value {
    let inboxes = wire.get("/v1/inboxes").await.json();
    let inboxes = inboxes["data"].as_array().unwrap();
    inboxes
        .iter()
        .find(|inbox| inbox["channel"] == channel)
        .unwrap()["id"]
        .clone()
}

#[tokio::test]
async fn pages_of_a_search_add_up_whatever_their_order() {
    let mut wire = with_contacts("chatbotx", 700).await;
    let token = wire.credential("developerAccessToken");
    wire.headers
        .push(("authorization", format!("Bearer {token}")));
    let sort = super::escape(r#"[{"id":"firstName","desc":true}]"#);
    let mut ids = Vec::new();
    for page in (1..=20).rev() {
        let body = wire
            .get(&format!("/v1/contacts?page={page}&sort={sort}"))
            .await
            .json();
        assert_eq!(body["totalCount"], 700);
        ids.extend(
            each(&body["data"], "id")
                .into_iter()
                .map(ToString::to_string),
        );
    }
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!((all, ids.len()), (700, 700));
}

#[tokio::test]
async fn a_snapshot_brings_everything_back() {
    let (wire, path) = insighto(50).await;
    let list = path("contact?size=100&");
    let before = wire.get(&list).await.text;
    let snapshot = wire.sandbox.snapshot().await.unwrap();
    let id = wire.sandbox.known_contacts().nth(4).unwrap().id;
    assert_eq!(
        wire.call("DELETE", &path(&format!("contact/{id}?")), None)
            .await
            .status,
        200
    );
    let created = path("contact/upsert?email=ada@example.com&");
    assert_eq!(wire.call("POST", &created, None).await.status, 200);
    let after = wire.get(&list).await.text;
    let later = wire.sandbox.snapshot().await.unwrap();
    assert_ne!(before, after);

    wire.sandbox.restore(&snapshot).await.unwrap();
    assert_eq!(wire.get(&list).await.text, before);
    // Into another sandbox of the same options, by way of a file.
    let (other, _) = insighto(50).await;
    let file =
        std::env::temp_dir().join(format!("contacts-sandbox-{}.snapshot", std::process::id()));
    later.save(&file).unwrap();
    let loaded = contacts_sandbox::Snapshot::load(&file).unwrap();
    other.sandbox.restore(&loaded).await.unwrap();
    assert_eq!(other.get(&list).await.text, after);
    // Never into one of other options, and never from a file of something else.
    let (stranger, _) = insighto(51).await;
    let refused = stranger.sandbox.restore(&later).await.unwrap_err();
    assert!(
        matches!(refused, contacts_sandbox::Error::ForeignStorage { .. }),
        "{refused}"
    );
    for content in [
        "",
        "no database, but text that is long enough to be taken for one at first sight",
    ] {
        std::fs::write(&file, content).unwrap();
        let loaded = contacts_sandbox::Snapshot::load(&file).unwrap();
        stranger.sandbox.restore(&loaded).await.unwrap_err();
        assert_eq!(stranger.get(&list).await.json()["data"]["total"], 51);
    }
    std::fs::remove_file(&file).unwrap();
}

#[tokio::test]
async fn a_file_keeps_what_was_written() {
    let file = std::env::temp_dir().join(format!("contacts-sandbox-{}.sqlite", std::process::id()));
    let options = || Options {
        contacts: 30,
        storage: Storage::File(file.clone()),
        ..Options::default()
    };
    let mut lists = Vec::new();
    for turn in 0..3 {
        let wire = start("insighto", options()).await;
        let key = wire.credential("apiKey");
        let list = format!("/api/v1/contact?size=100&api_key={key}");
        lists.push((turn, wire.get(&list).await.json()["data"]["items"].take()));
        let create = format!("/api/v1/contact/upsert?email=turn{turn}@example.com&api_key={key}");
        assert_eq!(wire.call("POST", &create, None).await.status, 200);
        lists.push((turn, wire.get(&list).await.json()["data"]["items"].take()));
        wire.sandbox.stop().await;
    }
    assert_eq!(
        lists
            .iter()
            .map(|(_, list)| length(list))
            .collect::<Vec<_>>(),
        [30, 31, 31, 32, 32, 33]
    );
    assert_eq!(lists[1].1, lists[2].1);
    assert_eq!(lists[3].1, lists[4].1);
    std::fs::remove_file(&file).unwrap();
}
