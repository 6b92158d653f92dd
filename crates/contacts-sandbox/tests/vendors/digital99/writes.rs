//! 99digital's writes of one contact: its life, labels, notes and inboxes.

use serde_json::{Value, json};

use super::super::{Reply, Wire, each, length};
use super::{path, signed};

pub(super) async fn call(wire: &Wire, method: &str, rest: &str, body: Value) -> Reply {
    let body = (!body.is_null()).then_some(body);
    wire.call(method, &path(wire, rest), body).await
}

/// The payload of an answer with status 200.
pub(super) async fn good(wire: &Wire, method: &str, rest: &str, body: Value) -> Value {
    let reply = call(wire, method, rest, body).await;
    assert_eq!(reply.status, 200, "{method} {rest}: {}", reply.text);
    reply.json()["payload"].take()
}

#[tokio::test]
async fn a_contact_from_creation_to_deletion() {
    let wire = signed(20).await;
    let body = json!({
        "inbox_id": 1, "name": "Rilva Testwell", "email": "New@Example.com", "phone_number": "+18005550142",
        "identifier": "new-1", "custom_attributes": {"plan": "plus", "seats": 5, "loose": [1]},
        "additional_attributes": {"city": "Graz"}, "avatar_url": "https://example.com/a.png",
    });
    let created = good(&wire, "POST", "", body).await;
    let contact = &created["contact"];
    let id = contact["id"].as_i64().unwrap();
    assert_eq!(
        json!([
            contact["name"],
            contact["email"],
            contact["availability_status"],
            contact["thumbnail"],
            contact["blocked"]
        ]),
        json!(["Rilva Testwell", "new@example.com", "offline", "", false])
    );
    assert!(contact.get("last_activity_at").is_none());
    let link = &created["contact_inbox"];
    assert_eq!(
        json!([link["source_id"], link["inbox"]["account_id"]]),
        json!(["18005550142", 7])
    );
    assert!(
        link["inbox"]["created_at"].is_string(),
        "a third shape, with ISO times"
    );
    assert_eq!(contact["contact_inboxes"][0]["source_id"], "18005550142");

    let one = format!("/{id}");
    // The picture is fetched after the answer.
    assert_ne!(good(&wire, "GET", &one, Value::Null).await["thumbnail"], "");
    let changes = json!({"name": "Rilva", "email": "", "phone_number": "+18005550143", "custom_attributes": {"seats": 6, "vip": true}, "additional_attributes": {"country": "Austria"}});
    let updated = good(&wire, "PATCH", &one, changes).await;
    assert_eq!(
        json!([
            updated["name"],
            updated["email"],
            updated["identifier"],
            updated["custom_attributes"],
            updated["additional_attributes"]
        ]),
        json!(["Rilva", null, "new-1", {"plan": "plus", "seats": 6, "loose": [1], "vip": true}, {"city": "Graz", "country": "Austria"}])
    );
    assert_eq!(
        updated["contact_inboxes"][0]["source_id"], "18005550142",
        "the link keeps its source id"
    );
    let without = good(
        &wire,
        "PUT",
        &format!("{one}?include_contact_inboxes=false"),
        json!({"blocked": true}),
    )
    .await;
    assert_eq!(
        (&without["blocked"], without.get("contact_inboxes")),
        (&json!(true), None)
    );
    let cleared = good(
        &wire,
        "PATCH",
        &one,
        json!({"phone_number": null, "blocked": false, "custom_attributes": "seats"}),
    )
    .await;
    assert_eq!(
        json!([
            cleared["phone_number"],
            cleared["blocked"],
            cleared["custom_attributes"]["seats"]
        ]),
        json!([null, false, 6])
    );
    let removed = good(
        &wire,
        "POST",
        &format!("{one}/destroy_custom_attributes"),
        json!({"custom_attributes": ["seats", "nothing"]}),
    )
    .await;
    assert_eq!(
        removed["custom_attributes"],
        json!({"plan": "plus", "loose": [1], "vip": true})
    );
    let bare = good(&wire, "DELETE", &format!("{one}/avatar"), Value::Null).await;
    assert_eq!(
        (&bare["thumbnail"], bare.get("contact_inboxes")),
        (&json!(""), None)
    );

    let found = good(&wire, "GET", "/search?q=rilva", Value::Null).await;
    assert_eq!(json!(each(&found, "id")), json!([id]));
    let gone = call(&wire, "DELETE", &one, Value::Null).await;
    assert_eq!(
        (gone.status, gone.text.as_str(), gone.media_type.as_str()),
        (200, "", "")
    );
    assert_eq!(call(&wire, "GET", &one, Value::Null).await.status, 404);
    let next = good(&wire, "POST", "", json!({})).await;
    assert_eq!(
        next["contact_inbox"],
        json!({"inbox": null, "source_id": null})
    );
    assert_eq!(
        json!([
            next["contact"]["id"],
            next["contact"]["name"],
            next["contact"]["contact_inboxes"]
        ]),
        json!([id + 1, "", []])
    );
    // Whoever has neither address nor number nor identifier is not listed.
    assert_eq!(wire.get(&path(&wire, "")).await.json()["meta"]["count"], 20);
}

#[tokio::test]
async fn labels_replace_all_and_a_written_contact_is_filtered_like_a_seeded_one() {
    let wire = signed(20).await;
    for (labels, expected) in [
        (
            json!({"labels": ["vip", "brand new", "vip"]}),
            json!(["vip", "brand new"]),
        ),
        (json!({"labels": ["lead", "vip"]}), json!(["vip", "lead"])),
        (json!({"labels": []}), json!([])),
        (json!({"labels": ["lead"]}), json!(["lead"])),
        // By the source, no list is an empty one.
        (json!({}), json!([])),
        (json!({"labels": ["brand new"]}), json!(["brand new"])),
    ] {
        assert_eq!(
            good(&wire, "POST", "/6/labels", labels.clone()).await,
            expected,
            "{labels}"
        );
        assert_eq!(good(&wire, "GET", "/6/labels", Value::Null).await, expected);
    }
    let attributes = json!({"custom_attributes": {"plan": "Gold", "score": 99.5, "vip": false}, "additional_attributes": {"city": "Graz", "company": "Example"}});
    good(&wire, "PATCH", "/6", attributes).await;
    for (key, operator, values) in [
        ("labels", "equal_to", json!(["brand new"])),
        ("plan", "equal_to", json!(["gold"])),
        ("plan", "contains", json!(["OL"])),
        ("score", "is_greater_than", json!([99])),
        ("score", "equal_to", json!(["99.5"])),
        ("city", "equal_to", json!(["graz"])),
        // Not company_name, which the seeded contacts have.
        ("company", "contains", json!(["example"])),
    ] {
        let body = json!({"payload": [{"attribute_key": key, "filter_operator": operator, "values": values}]});
        let found = good(&wire, "POST", "/filter", body).await;
        assert_eq!(json!(each(&found, "id")), json!([6]), "{key} {operator}");
    }
    let sorted = good(&wire, "GET", "?sort=-city,name", Value::Null).await;
    let cities: Vec<_> = each(&sorted, "additional_attributes")
        .iter()
        .map(|map| map["city"].as_str().unwrap_or_default().to_owned())
        .collect();
    let mut expected = cities.clone();
    expected.sort_by(|one, other| other.cmp(one));
    assert_eq!(cities, expected, "without a city comes last");
}

#[tokio::test]
async fn notes_are_bare_and_a_blank_one_is_answered_but_not_kept() {
    let wire = signed(12).await;
    let note = async |method: &str, rest: &str, body: Value| {
        let reply = call(&wire, method, &format!("/9/notes{rest}"), body).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply
    };
    let write = |text: &str| json!({"note": {"content": text}});
    let before = length(&note("GET", "", Value::Null).await.json());
    let created = note("POST", "", write("Sent the contract")).await.json();
    assert_eq!(
        json!([
            created["content"],
            created["user"]["id"],
            created["contact_id"]
        ]),
        json!(["Sent the contract", 1, null])
    );
    let one = format!("/{}", created["id"]);
    let changed = note("PATCH", &one, write("Sent it twice")).await.json();
    assert_eq!(
        json!([changed["id"], changed["content"]]),
        json!([created["id"], "Sent it twice"])
    );
    assert_eq!(note("PUT", &one, write(" ")).await.json()["content"], " ");
    assert_eq!(note("GET", &one, Value::Null).await.json(), changed);
    let list = note("GET", "", Value::Null).await.json();
    assert_eq!((&list[0], length(&list)), (&changed, before + 1));
    assert_eq!(note("DELETE", &one, Value::Null).await.text, "");
    assert_eq!(
        call(&wire, "DELETE", &format!("/9/notes{one}"), Value::Null)
            .await
            .status,
        404
    );
    let next = note("POST", "", write("Another")).await.json();
    assert_ne!(next["id"], created["id"], "a number is never given twice");
}

#[tokio::test]
async fn inboxes_are_reached_by_what_the_channel_needs() {
    let wire = signed(20).await;
    let id =
        good(&wire, "POST", "", json!({"phone_number": "+18005550142"})).await["contact"]["id"]
            .clone();
    let names = async || {
        let list = good(
            &wire,
            "GET",
            &format!("/{id}/contactable_inboxes"),
            Value::Null,
        )
        .await;
        list.as_array()
            .unwrap()
            .iter()
            .map(|item| json!([item["inbox"]["id"], item["source_id"]]))
            .collect::<Vec<_>>()
    };
    assert_eq!(names().await, [json!([1, "18005550142"])]);
    let links = format!("/{id}/contact_inboxes");
    let add = async |body: Value| call(&wire, "POST", &links, body).await.json();
    let site = add(json!({"inbox_id": 2})).await;
    assert_eq!(site["inbox"]["channel_type"], "Channel::WebWidget");
    assert_eq!(site["source_id"].as_str().unwrap().len(), 36);
    assert_eq!(
        add(json!({"inbox_id": 2, "source_id": site["source_id"]})).await,
        site,
        "an existing link is given back"
    );
    assert_eq!(
        names().await,
        [json!([1, "18005550142"]), json!([2, site["source_id"]])]
    );
    good(
        &wire,
        "PATCH",
        &format!("/{id}"),
        json!({"email": "a@example.com"}),
    )
    .await;
    assert_eq!(names().await.last(), Some(&json!([3, "a@example.com"])));
    let contact = good(&wire, "GET", &format!("/{id}"), Value::Null).await;
    assert_eq!(length(&contact["contact_inboxes"]), 1);
}

#[tokio::test]
async fn a_number_that_comes_again_in_a_large_sandbox_hinders_no_change() {
    let wire = signed(80_000).await;
    let areas = (202..1000).filter(|area| area / 10 % 10 != 9 && area % 100 != 11);
    let twin = format!("/{}", 1 + 100 * areas.count());
    let (one, other) = (
        good(&wire, "GET", "/1", Value::Null).await,
        good(&wire, "GET", &twin, Value::Null).await,
    );
    assert_eq!(one["phone_number"], other["phone_number"]);
    let changed = good(&wire, "PATCH", &twin, json!({"name": "Changed"})).await;
    assert_eq!(changed["name"], "Changed");
}
