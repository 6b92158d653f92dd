mod bulk;
mod refusals;
mod writes;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Wire, each, escape, length, with_contacts};

async fn signed(contacts: u64) -> Wire {
    let mut wire = with_contacts("digital99", contacts).await;
    wire.headers
        .push(("api_access_token", wire.credential("userApiKey").into()));
    wire
}

fn path(wire: &Wire, rest: &str) -> String {
    format!("/v1/accounts/{}/contacts{rest}", wire.setting("account_id"))
}

#[tokio::test]
async fn refusals_differ_without_a_token_with_a_wrong_one_and_for_another_account() {
    let mut wire = with_contacts("digital99", 3).await;
    let contacts = path(&wire, "");
    let none = wire.get(&contacts).await;
    assert_eq!((none.status, none.json()["errors"].is_array()), (401, true));
    wire.headers.push((
        "authorization",
        format!("Bearer {}", wire.credential("userApiKey")),
    ));
    assert!(
        wire.get(&contacts).await.json()["errors"].is_array(),
        "a bearer token is another login"
    );
    wire.headers.push(("api_access_token", "wrong".into()));
    let wrong = wire.get(&contacts).await;
    assert_eq!(
        (wrong.status, wrong.json()["error"].is_string()),
        (401, true)
    );
    wire.headers = vec![("Api-Access-Token", wire.credential("userApiKey").into())];
    assert_eq!(wire.get(&contacts).await.status, 200);
    let other = wire.get("/v1/accounts/8/contacts").await;
    assert_eq!(
        (other.status, other.json()),
        (
            401,
            json!({"error": "You are not authorized to access this account"})
        )
    );
    let missing = wire.get("/v1/accounts/9/contacts").await;
    assert_eq!(
        (missing.status, missing.json()),
        (404, json!({"error": "Resource could not be found"}))
    );
}

#[tokio::test]
async fn the_list_ends_with_a_short_page_and_hides_whoever_can_not_be_reached() {
    let wire = signed(150).await;
    let first = wire.get(&path(&wire, "")).await.json();
    // 37 and 137 have neither address nor number nor identifier.
    assert_eq!(
        first["meta"],
        json!({"count": 148, "contacts_all": null, "current_page": 1})
    );
    let mut ids = BTreeSet::new();
    for page in 1..=10 {
        let body = wire
            .get(&path(&wire, &format!("?page={page}")))
            .await
            .json();
        assert_eq!(
            body["meta"]["current_page"],
            page.to_string(),
            "text when it was sent"
        );
        assert_eq!(length(&body["payload"]), if page < 10 { 15 } else { 13 });
        ids.extend(
            each(&body["payload"], "id")
                .iter()
                .map(|id| id.as_i64().unwrap()),
        );
    }
    assert_eq!(ids.len(), 148);
    assert!(!ids.contains(&37) && !ids.contains(&137));
    let beyond = wire.get(&path(&wire, "?page=11")).await.json();
    assert_eq!(
        (length(&beyond["payload"]), &beyond["meta"]["count"]),
        (0, &json!(148))
    );
    assert_eq!(
        wire.get(&path(&wire, "/37")).await.json()["payload"]["id"],
        37
    );
    let empty = signed(0).await;
    let body = empty.get(&path(&empty, "")).await.json();
    assert_eq!(
        (length(&body["payload"]), &body["meta"]["count"]),
        (0, &json!(0))
    );
}

#[tokio::test]
async fn keys_are_absent_where_the_source_leaves_them_out() {
    let wire = signed(60).await;
    let contact = |body: Value| body["payload"].clone();
    let quiet = contact(wire.get(&path(&wire, "/2")).await.json());
    assert!(quiet.get("last_activity_at").is_none() && quiet["created_at"].is_i64());
    let plain = contact(
        wire.get(&path(&wire, "/1?include_contact_inboxes=no"))
            .await
            .json(),
    );
    assert!(plain.get("contact_inboxes").is_none());
    let full = contact(
        wire.get(&path(&wire, "/1?include_contact_inboxes=true"))
            .await
            .json(),
    );
    assert_eq!(
        full["contact_inboxes"][0]["inbox"]
            .as_object()
            .unwrap()
            .len(),
        6
    );
    let shouting = contact(wire.get(&path(&wire, "/4")).await.json());
    assert_eq!(
        shouting["email"].as_str().unwrap(),
        shouting["email"].as_str().unwrap().to_lowercase()
    );
    assert_eq!(
        contact(wire.get(&path(&wire, "/11")).await.json())["name"],
        json!(null)
    );
    assert_eq!(
        contact(wire.get(&path(&wire, "/31")).await.json())["name"],
        ""
    );
    assert_eq!(
        contact(wire.get(&path(&wire, "/59")).await.json())["phone_number"],
        json!(null),
        "numbers are unique"
    );
    assert_eq!(wire.get(&path(&wire, "/61")).await.status, 404);
}

#[tokio::test]
async fn search_counts_the_page_and_answers_blank_text_with_nothing() {
    let wire = signed(60).await;
    let blank = wire.get(&path(&wire, "/search?q=")).await;
    assert_eq!(
        (blank.status, blank.json()),
        (
            200,
            json!({"meta": {"count": null, "current_page": 1}, "payload": []})
        )
    );
    let first = wire.get(&path(&wire, "/search?q=EXAMPLE.com")).await.json();
    assert_eq!(
        first["meta"],
        json!({"count": 15, "current_page": 1, "has_more": true})
    );
    let upper = wire.get(&path(&wire, "/search?q=CRM-000004")).await.json();
    let lower = wire.get(&path(&wire, "/search?q=crm-000004")).await.json();
    assert_eq!(
        (length(&upper["payload"]), length(&lower["payload"])),
        (1, 0)
    );
}

#[tokio::test]
async fn the_filter_sees_everyone_and_refuses_what_it_does_not_know() {
    let wire = signed(150).await;
    let one = |key: &str, operator: &str, values: Value| json!({"payload": [{"attribute_key": key, "filter_operator": operator, "values": values, "query_operator": null}]});
    let count = async |body: Value| {
        let reply = wire.post(&path(&wire, "/filter"), body).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.json()["meta"]["count"].as_i64().unwrap()
    };
    assert_eq!(count(json!({"payload": []})).await, 150);
    let known: Vec<_> = wire.sandbox.known_contacts().collect();
    let phone = known[0].phone.clone().unwrap();
    // The server puts the plus sign in front by itself.
    assert_eq!(
        count(one(
            "phone_number",
            "equal_to",
            json!([phone.trim_start_matches('+')])
        ))
        .await,
        1
    );
    assert_eq!(
        count(one("phone_number", "equal_to", json!([phone]))).await,
        0
    );
    let email = known[0].email.clone().unwrap();
    assert_eq!(
        count(one("email", "equal_to", json!([email.to_uppercase()]))).await,
        1
    );
    assert_eq!(count(one("blocked", "equal_to", json!([true]))).await, 5);
    let customers = count(one("labels", "equal_to", json!(["customer"]))).await;
    assert!(customers > 0 && customers < 150);
    assert!(count(one("plan", "equal_to", json!(["plus"]))).await > 0);
    assert_eq!(
        count(one("created_at", "is_less_than", json!(["2026-08-16"]))).await,
        150
    );
    let both = json!({"payload": [
        {"attribute_key": "email", "filter_operator": "equal_to", "values": [email], "query_operator": "or"},
        {"attribute_key": "blocked", "filter_operator": "equal_to", "values": [true], "query_operator": null},
    ]});
    assert_eq!(count(both).await, 6);
    for bad in [
        json!({}),
        one("shoe_size", "equal_to", json!(["1"])),
        one("email", "is_greater_than", json!(["1"])),
        one("email", "equal_to", json!([])),
        one("created_at", "is_less_than", json!(["yesterday"])),
    ] {
        let reply = wire.post(&path(&wire, "/filter"), bad).await;
        assert_eq!(
            (reply.status, reply.json()["error"].is_string()),
            (422, true)
        );
    }
}

#[tokio::test]
async fn sort_labels_and_presence_narrow_the_list() {
    let wire = signed(60).await;
    let created = wire.get(&path(&wire, "?sort=-created_at")).await.json();
    assert_eq!(created["payload"][0]["id"], 60);
    let labelled = wire
        .get(&path(&wire, &format!("?labels[]={}", escape("überfällig"))))
        .await
        .json();
    for id in each(&labelled["payload"], "id") {
        let labels = wire
            .get(&path(&wire, &format!("/{id}/labels")))
            .await
            .json();
        assert!(
            labels["payload"]
                .as_array()
                .unwrap()
                .contains(&json!("überfällig"))
        );
    }
    let active = wire.get(&path(&wire, "/active")).await.json();
    assert_eq!(active["meta"]["count"], 8);
}

#[tokio::test]
async fn what_hangs_on_a_contact() {
    let wire = signed(10).await;
    let conversations = wire.get(&path(&wire, "/1/conversations")).await.json();
    assert_eq!(length(&conversations["payload"]), 20, "the newest 20 of 23");
    let newest = &conversations["payload"][0];
    assert!(newest["created_at"].is_i64() && newest["updated_at"].is_f64());
    assert!(newest["meta"]["sender"].get("contact_inboxes").is_none());
    let notes = wire.get(&path(&wire, "/1/notes")).await.json();
    assert_eq!(length(&notes), 30, "a bare array");
    assert!(notes[0]["contact_id"].is_null());
    assert_eq!(
        wire.get(&path(&wire, &format!("/1/notes/{}", notes[3]["id"])))
            .await
            .json(),
        notes[3]
    );
    assert_eq!(
        wire.get(&path(&wire, &format!("/2/notes/{}", notes[3]["id"])))
            .await
            .status,
        404
    );
    let inboxes = wire
        .get(&path(&wire, "/1/contactable_inboxes"))
        .await
        .json();
    assert!(inboxes["payload"][0]["source_id"].is_string());
}

#[tokio::test]
async fn the_whatsapp_list_is_another_service() {
    let wire = with_contacts("digital99", 120).await;
    let ask = async |key: &str, page: Value| {
        let body = json!({"apiKey": key, "from": wire.setting("whatsapp_number"), "page": page});
        let url = format!("{}/whatsapp/v2/getContacts", wire.sandbox.origin());
        wire.send(wire.http.post(url).body(body.to_string())).await
    };
    let key = wire.setting("whatsapp_key");
    let (mut total, mut page) = (0, 1);
    loop {
        let reply = ask(&key, json!(page)).await.json();
        total += length(&reply);
        assert!(
            each(&reply, "contact_phone")
                .iter()
                .all(|phone| phone.as_str().unwrap().starts_with('1'))
        );
        if length(&reply) < 50 {
            break;
        }
        page += 1;
    }
    assert_eq!((total, page), (92, 2));
    assert_eq!(ask("wrong", json!(1)).await.status, 401);
    assert_eq!(ask(&key, Value::Null).await.status, 400);
}
