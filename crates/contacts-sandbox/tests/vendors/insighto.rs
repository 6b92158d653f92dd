mod writes;

use std::collections::BTreeSet;

use contacts_sandbox::{Oddities, Options};
use serde_json::json;

use super::{Wire, each, length, start, with_contacts};

async fn signed(wire: &Wire, path: &str) -> super::Reply {
    let joint = if path.contains('?') { '&' } else { '?' };
    wire.get(&format!(
        "{path}{joint}api_key={}",
        wire.credential("apiKey")
    ))
    .await
}

#[tokio::test]
async fn a_wrong_key_and_a_bearer_token_are_refused() {
    let mut wire = with_contacts("insighto", 3).await;
    for path in ["/api/v1/contact", "/api/v1/contact?api_key=in-wrong"] {
        let reply = wire.get(path).await;
        assert_eq!(reply.status, 401);
        assert!(reply.json()["detail"].is_string());
    }
    wire.headers.push((
        "authorization",
        format!("Bearer {}", wire.credential("apiKey")),
    ));
    assert_eq!(wire.get("/api/v1/contact").await.status, 401);
    assert_eq!(signed(&wire, "/api/v1/contact").await.status, 200);
}

#[tokio::test]
async fn pages_add_up_to_the_contacts() {
    let wire = with_contacts("insighto", 250).await;
    let first = signed(&wire, "/api/v1/contact").await.json();
    let data = &first["data"];
    assert_eq!(
        (&first["message"], &first["meta"]),
        (&json!(""), &json!({}))
    );
    assert_eq!(
        (&data["page"], &data["size"], &data["pages"]),
        (&json!(1), &json!(50), &json!(5))
    );
    assert_eq!(
        (&data["total"], &data["previous_page"], &data["next_page"]),
        (&json!(250), &json!(null), &json!(2))
    );

    let mut ids = BTreeSet::new();
    for page in 1..=3 {
        let data = signed(&wire, &format!("/api/v1/contact?size=100&page={page}"))
            .await
            .json()["data"]
            .take();
        ids.extend(
            each(&data["items"], "id")
                .into_iter()
                .map(ToString::to_string),
        );
        assert_eq!(
            data["next_page"],
            if page < 3 {
                json!(page + 1)
            } else {
                json!(null)
            }
        );
    }
    assert_eq!(ids.len(), 250);
    let beyond = signed(&wire, "/api/v1/contact?size=100&page=4")
        .await
        .json();
    assert_eq!(
        (length(&beyond["data"]["items"]), &beyond["data"]["total"]),
        (0, &json!(250))
    );
}

#[tokio::test]
async fn an_empty_account_has_no_pages() {
    let wire = with_contacts("insighto", 0).await;
    let data = signed(&wire, "/api/v1/contact").await.json()["data"].take();
    assert_eq!(
        (length(&data["items"]), &data["pages"], &data["next_page"]),
        (0, &json!(0), &json!(null))
    );
}

#[tokio::test]
async fn parameters_out_of_range_are_fastapi_problems() {
    let wire = with_contacts("insighto", 3).await;
    for (query, name, kind) in [
        ("size=101", "size", "less_than_equal"),
        ("size=0", "size", "greater_than_equal"),
        ("page=0", "page", "greater_than_equal"),
        ("page=two", "page", "int_parsing"),
        ("page=", "page", "int_parsing"),
    ] {
        let reply = signed(&wire, &format!("/api/v1/contact?{query}")).await;
        assert_eq!(reply.status, 422);
        let problem = &reply.json()["detail"][0];
        assert_eq!(
            (&problem["loc"], &problem["type"]),
            (&json!(["query", name]), &json!(kind))
        );
    }
    assert_eq!(
        signed(&wire, "/api/v1/contact/7").await.json()["detail"][0]["type"],
        "uuid_parsing"
    );
    assert_eq!(
        signed(
            &wire,
            "/api/v1/contact/3c90c3cc-0d44-4b50-8888-8dd25736052a"
        )
        .await
        .status,
        404
    );
    assert_eq!(
        signed(&wire, "/api/v1/conversation?date_from=2026-01-01")
            .await
            .json()["detail"][0]["type"],
        "missing"
    );
    let unknown = signed(&wire, "/api/v1/nothing").await;
    assert_eq!(
        (unknown.status, unknown.json()),
        (404, json!({"detail": "Not Found"}))
    );
}

#[tokio::test]
async fn one_contact_is_the_one_of_the_list_and_has_its_number_in_channels() {
    let wire = with_contacts("insighto", 20).await;
    for (known, listed) in wire.sandbox.known_contacts().zip(
        signed(&wire, "/api/v1/contact").await.json()["data"]["items"]
            .as_array()
            .unwrap(),
    ) {
        let contact = signed(&wire, &format!("/api/v1/contact/{}", known.id))
            .await
            .json();
        assert_eq!(&contact["data"], listed);
        assert_eq!(
            listed["channels"]["telephone"].as_str(),
            known.phone.as_deref()
        );
        assert!(listed.get("phone_number").is_none());
        if known.phone.is_some() {
            // Swapped against common usage.
            assert_eq!(
                (
                    &listed["channels"]["country_code"],
                    &listed["channels"]["dial_code"]
                ),
                (&json!("1"), &json!("US"))
            );
        }
    }
}

#[tokio::test]
async fn campaign_contacts_are_memberships() {
    let wire = with_contacts("insighto", 150).await;
    let path = format!(
        "/api/v1/campaign/contact/list/{}",
        wire.setting("campaign_id")
    );
    let mut members = 0;
    for page in 1.. {
        let data = signed(&wire, &format!("{path}?size=40&page={page}"))
            .await
            .json()["data"]
            .take();
        for item in data["items"].as_array().unwrap() {
            members += 1;
            assert_ne!(item["id"], item["campaign_contact_id"]);
            if item["status"] == "not_attempted" {
                assert!(item["conversation_id"].is_null() && item["execution_time"].is_null());
            }
        }
        if data["page"].as_i64() >= data["pages"].as_i64() {
            assert_eq!(data["total"], members);
            break;
        }
    }
    assert_eq!(members, 75);
    let unknown = "/api/v1/campaign/contact/list/3c90c3cc-0d44-4b50-8888-8dd25736052a";
    assert_eq!(signed(&wire, unknown).await.status, 404);
}

#[tokio::test]
async fn conversations_have_an_object_here_and_text_there() {
    let wire = with_contacts("insighto", 30).await;
    let busy = wire.sandbox.known_contacts().next().unwrap().id;
    let own = signed(
        &wire,
        &format!("/api/v1/conversation/by-contact/{busy}?size=20"),
    )
    .await
    .json()["data"]
        .take();
    assert_eq!(
        (length(&own["items"]), &own["total"], &own["pages"]),
        (20, &json!(23), &json!(2))
    );
    assert!(own["items"][0]["attributes"].is_object());
    let id = own["items"][0]["id"].as_str().unwrap();
    assert_eq!(
        signed(&wire, &format!("/api/v1/conversation/{id}"))
            .await
            .json()["data"],
        own["items"][0]
    );

    let all = signed(
        &wire,
        "/api/v1/conversation?date_from=2024-01-01&date_to=2026-12-31&size=100",
    )
    .await
    .json();
    let items = &all["data"]["items"];
    assert!(items[0]["attributes"].is_string());
    let times: Vec<_> = each(items, "created_at")
        .iter()
        .map(|time| time.as_str().unwrap().to_owned())
        .collect();
    assert!(
        times.windows(2).all(|pair| pair[0] >= pair[1]),
        "newest first"
    );
}

#[tokio::test]
async fn oddities_come_when_asked_for() {
    for (oddities, odd) in [
        (Oddities::Off, false),
        (Oddities::Harmless, false),
        (Oddities::BrokenRecords, true),
    ] {
        let wire = start(
            "insighto",
            Options {
                contacts: 20,
                oddities,
                ..Options::default()
            },
        )
        .await;
        let data = signed(&wire, "/api/v1/contact").await.json()["data"].take();
        assert_eq!(data["items"][13]["channels"].is_string(), odd);
        assert_eq!(
            data["items"][16].get("loyalty").is_some(),
            oddities > Oddities::Off
        );
    }
}

#[tokio::test]
async fn definitions_and_logs_are_pages_too() {
    let wire = with_contacts("insighto", 1).await;
    for (path, total) in [
        ("contact_custom_field/list", 4),
        ("campaign/list", 2),
        ("contact_sync_log/list", 0),
    ] {
        let data = signed(&wire, &format!("/api/v1/{path}?size=3"))
            .await
            .json()["data"]
            .take();
        assert_eq!(
            (&data["total"], length(&data["items"])),
            (&json!(total), total.min(3))
        );
    }
}
