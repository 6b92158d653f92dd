mod bulk;
mod refusals;
mod writes;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Wire, each, escape, length, with_contacts};

async fn signed(contacts: u64) -> Wire {
    let mut wire = with_contacts("tetherai", contacts).await;
    wire.headers.push((
        "authorization",
        format!("Bearer {}", wire.credential("bearerAuth")),
    ));
    wire
}

/// Signs in as another user.
async fn sign_in(wire: &mut Wire, email: &str) {
    let body = json!({"email": email, "password": wire.setting("password")});
    let session = wire.post("/api/auth/login", body).await.json();
    let token = session["token"].as_str().unwrap();
    wire.headers = vec![("authorization", format!("Bearer {token}"))];
}

#[tokio::test]
async fn a_wrong_token_is_refused() {
    let mut wire = with_contacts("tetherai", 3).await;
    assert_eq!(wire.get("/api/auth/verify-token").await.status, 401);
    wire.headers.push(("authorization", "Bearer wrong".into()));
    let reply = wire.get("/api/contacts").await;
    assert_eq!(
        (reply.status, reply.json()),
        (401, json!({"error": "Invalid or expired token"}))
    );
    wire.headers = vec![(
        "authorization",
        format!("Bearer {}", wire.credential("bearerAuth")),
    )];
    assert_eq!(
        wire.get("/api/auth/verify-token").await.json(),
        json!({"message": "Token is good"})
    );
}

#[tokio::test]
async fn only_my_contacts_come_without_asking_for_all() {
    let wire = signed(200).await;
    let total = async |query: &str| {
        wire.get(&format!("/api/contacts{query}")).await.json()["total"]
            .as_u64()
            .unwrap()
    };
    let (my, all) = (total("").await, total("?ownerFilter=all").await);
    assert_eq!(all, 200);
    assert!(my > 40 && my < 160, "{my}");
    assert_eq!(total("?ownerFilter=my").await, my);
    assert_eq!(
        total(&format!("?ownerFilter={}", wire.setting("user_id"))).await,
        my
    );
    // Named owners overrule the scope, and several are any of them.
    let me = wire.setting("user_id");
    let nobody = "0123456789abcdef01234567";
    assert_eq!(total(&format!("?owner={me}&owner={nobody}")).await, my);
    assert_eq!(total(&format!("?owner={nobody}")).await, 0);
    assert_eq!(
        total("?ownerFilter=team").await + total("?ownerFilter=unassigned").await,
        all
    );
    assert_eq!(
        wire.post("/api/contacts/counts", json!({})).await.json(),
        json!({"all": all, "my": my})
    );

    let mut ids = BTreeSet::new();
    let mut page = 0;
    loop {
        page += 1;
        let body = wire
            .get(&format!("/api/contacts?ownerFilter=all&page={page}"))
            .await
            .json();
        assert_eq!(
            body["contacts"], body["data"]["contacts"],
            "the list comes twice"
        );
        assert_eq!(
            (
                &body["success"],
                &body["data"]["size"],
                &body["data"]["page"]
            ),
            (&json!(true), &json!(50), &json!(page))
        );
        ids.extend(
            each(&body["contacts"], "_id")
                .into_iter()
                .map(ToString::to_string),
        );
        if page * 50 >= body["data"]["total"].as_u64().unwrap() {
            break;
        }
    }
    assert_eq!((ids.len(), page), (200, 4));
    assert_eq!(
        length(
            &wire
                .get("/api/contacts?ownerFilter=all&page=5")
                .await
                .json()["contacts"]
        ),
        0
    );
    for query in ["page=0", "size=0", "page=x"] {
        assert_eq!(
            wire.get(&format!("/api/contacts?{query}")).await.status,
            400
        );
    }
    let empty = signed(0).await.get("/api/contacts").await.json();
    assert_eq!(
        (length(&empty["contacts"]), &empty["total"]),
        (0, &json!(0))
    );
}

#[tokio::test]
async fn fields_have_the_shapes_of_all_generations() {
    let wire = signed(60).await;
    let body = wire
        .get("/api/contacts?ownerFilter=all&size=60")
        .await
        .json();
    let contacts = body["contacts"].as_array().unwrap();
    let has = |test: fn(&Value) -> bool| contacts.iter().any(test);
    assert!(
        has(|contact| contact["phoneNumber"].is_string())
            && has(|contact| contact["phoneNumber"][0]["value"].is_string())
    );
    assert!(has(|contact| contact.get("phoneNumber").is_none()));
    assert!(
        has(|contact| contact["email"].is_string())
            && has(|contact| contact["email"][0].is_string())
    );
    assert!(
        has(|contact| contact["email"][0]["value"].is_string())
            && has(|contact| contact["email"].is_null())
    );
    assert!(
        has(|contact| contact["createdBy"].is_string())
            && has(|contact| contact["createdBy"]["fullName"].is_string())
    );
    assert!(
        has(|contact| contact["assignees"][0].is_string())
            && has(|contact| contact["assignees"][0].is_object())
    );
    assert!(has(|contact| contact["pipelineStage"].is_null()));
}

#[tokio::test]
async fn buckets_page_each_stage_by_itself() {
    let wire = signed(300).await;
    for (path, pages) in [
        ("/api/contacts", "page"),
        ("/api/contacts/statuses", "pages"),
    ] {
        let first = wire
            .post(path, json!({"size": 10, "ownerFilter": "all"}))
            .await
            .json();
        let ids = first["stageIdByName"].as_object().unwrap();
        assert_eq!(
            (ids.len(), first["data"].as_object().unwrap().len()),
            (5, 5)
        );
        let mut total = 0;
        for (name, id) in ids {
            let bucket = &first["data"][name];
            let expected = bucket["total"].as_u64().unwrap();
            let mut found = BTreeSet::new();
            for page in 1..=expected.div_ceil(10) {
                // By id or by name.
                let key = if page % 2 == 0 {
                    name.as_str()
                } else {
                    id.as_str().unwrap()
                };
                let body = wire
                    .post(
                        path,
                        json!({"size": 10, "ownerFilter": "all", pages: {key: page}}),
                    )
                    .await
                    .json();
                let contacts = &body["data"][name]["contacts"];
                found.extend(each(contacts, "_id").into_iter().map(ToString::to_string));
                if page > 1 {
                    let others = body["data"]
                        .as_object()
                        .unwrap()
                        .iter()
                        .filter(|(other, _)| *other != name);
                    others.for_each(|(other, bucket)| assert_eq!(bucket, &first["data"][other]));
                }
            }
            assert_eq!(found.len() as u64, expected);
            let one = wire
                .post(
                    "/api/contacts/status",
                    json!({"status": name, "ownerFilter": "all", "size": 500}),
                )
                .await
                .json();
            assert_eq!(
                (length(&one["data"]) as u64, &one["pipelineStage"]),
                (expected, id)
            );
            total += expected;
        }
        // Every ninth contact is outside of the pipeline.
        assert_eq!(total, 300 - 33);
    }
    assert_eq!(
        wire.post("/api/contacts/status", json!({})).await.status,
        400
    );
}

#[tokio::test]
async fn one_contact_by_id_and_by_number() {
    let wire = signed(60).await;
    for known in wire.sandbox.known_contacts() {
        let body = wire
            .get(&format!("/api/contacts/{}", known.id))
            .await
            .json();
        assert_eq!(
            (&body["contact"]["_id"], &body["data"]["contact"]),
            (&json!(known.id), &body["contact"])
        );
        if let Some(phone) = known.phone {
            let found = wire
                .post("/api/contacts/phoneNumber", json!({"phoneNumber": phone}))
                .await
                .json();
            // 59 has the number of 58, who is found.
            let contact = &found["contact"]["phoneNumber"];
            assert_eq!(
                contact.as_str().or_else(|| contact[0]["value"].as_str()),
                Some(phone.as_str())
            );
        }
    }
    let (first, second) = (
        wire.sandbox.known_contacts().nth(57).unwrap(),
        wire.sandbox.known_contacts().nth(58).unwrap(),
    );
    let reviews = wire
        .get(&format!(
            "/api/contacts/{}/dedup-reviews/pending",
            second.id
        ))
        .await
        .json();
    assert_eq!(reviews["data"][0]["candidateContactId"], first.id);
    assert_eq!(
        wire.post("/api/contacts/phoneNumber", json!({"phoneNumber": "+1"}))
            .await
            .status,
        404
    );
    assert_eq!(
        wire.post("/api/contacts/phoneNumber", json!({}))
            .await
            .status,
        400
    );
    assert_eq!(wire.get("/api/contacts/6576ab").await.status, 400);
}

#[tokio::test]
async fn what_hangs_on_a_contact() {
    let mut wire = signed(5).await;
    let id = wire.sandbox.known_contacts().next().unwrap().id;
    let first = wire
        .get(&format!("/api/contact-notes?contactId={id}"))
        .await
        .json();
    assert_eq!(
        first["pagination"],
        json!({"total": 30, "limit": 25, "offset": 0, "hasMore": true})
    );
    let second = wire
        .get(&format!("/api/contact-notes?contactId={id}&offset=25"))
        .await
        .json();
    assert_eq!(
        (
            length(&first["data"]),
            length(&second["data"]),
            &second["pagination"]["hasMore"]
        ),
        (25, 5, &json!(false))
    );

    let mut conversations = 0;
    for channel in ["sms", "email"] {
        let body = wire
            .post(
                "/api/conversation/all",
                json!({"contactId": id, "channelType": channel}),
            )
            .await
            .json();
        conversations += length(&body["conversations"]);
    }
    assert_eq!(conversations, 23);

    let search = async |query: &str| {
        wire.get(&format!(
            "/api/conversation/contact/{id}/messages/search?{query}"
        ))
        .await
        .json()
    };
    let hello = search("q=hello").await;
    assert!(hello["total"].as_u64().unwrap() > 0);
    assert_eq!(search("q=hello&matchCase=true").await["total"], 0);
    assert_eq!(search("q=hell&wholeWord=true").await["total"], 0);
    let cut = search("q=hello&limit=1").await;
    assert_eq!(
        (&cut["truncated"], &cut["total"]),
        (&json!(true), &hello["total"])
    );
    for (query, expected) in [
        ("fromDate=2030-01-01", json!(0)),
        ("toDate=2000-01-01", json!(0)),
        (
            "fromDate=2020-01-01&toDate=2030-01-01",
            hello["total"].clone(),
        ),
    ] {
        assert_eq!(
            search(&format!("q=hello&{query}")).await["total"],
            expected,
            "{query}"
        );
    }
    let path = format!("/api/conversation/contact/{id}/messages/search?q=a&fromDate=May");
    assert_eq!(wire.get(&path).await.status, 400);
    assert!(
        search(&format!("q={}", escape("שעות"))).await["total"]
            .as_u64()
            .unwrap()
            > 0
    );
    assert_eq!(
        wire.get(&format!("/api/conversation/contact/{id}/messages/search"))
            .await
            .status,
        400
    );
    assert_eq!(
        wire.get(&format!("/api/contacts/{id}/protection-status"))
            .await
            .json()["success"],
        true
    );
    sign_in(&mut wire, "mocca@example.com").await;
    let body = json!({"contactId": id, "channelType": "email"});
    let others = wire.post("/api/conversation/all", body).await.json();
    assert_eq!(length(&others["conversations"]), 0, "not the caller's own");
}
