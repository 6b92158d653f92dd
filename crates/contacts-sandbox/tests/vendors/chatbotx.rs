mod writes;

use std::collections::BTreeSet;

use serde_json::json;

use super::{Reply, Wire, each, escape, length, with_contacts};

async fn signed(contacts: u64) -> Wire {
    let mut wire = with_contacts("chatbotx", contacts).await;
    wire.headers.push((
        "authorization",
        format!("Bearer {}", wire.credential("developerAccessToken")),
    ));
    wire
}

fn refused(reply: &Reply, status: u16, code: &str) {
    let body = reply.json();
    assert_eq!(reply.status, status, "{body}");
    assert_eq!(
        (&body["status"], &body["code"], &body["defined"]),
        (&json!(status), &json!(code), &json!(false))
    );
}

#[tokio::test]
async fn a_wrong_token_is_a_500_and_bearer_wins() {
    let mut wire = with_contacts("chatbotx", 3).await;
    let token = wire.credential("tokenInSearchParams");
    refused(
        &wire.get("/v1/contacts").await,
        500,
        "INVALID_CHATBOT_TOKEN",
    );
    refused(
        &wire.get("/v1/contacts?token=wrong").await,
        500,
        "INVALID_CHATBOT_TOKEN",
    );
    assert_eq!(
        wire.get(&format!("/v1/contacts?token={token}"))
            .await
            .status,
        200
    );
    wire.headers.push(("authorization", "Bearer wrong".into()));
    refused(
        &wire.get(&format!("/v1/contacts?token={token}")).await,
        500,
        "INVALID_CHATBOT_TOKEN",
    );
    let unknown = wire.get("/v1/nothing").await;
    assert_eq!(
        (
            unknown.status,
            unknown.media_type.as_str(),
            unknown.text.as_str()
        ),
        (404, "text/plain", "Not found")
    );
}

#[tokio::test]
async fn the_count_stops_at_10000_and_the_contacts_do_not() {
    let wire = signed(10_050).await;
    let mut ids = BTreeSet::new();
    let mut pages = 0;
    let mut last_time = String::from("9999");
    for page in 1.. {
        // More than 50 is cut to 50 without a word.
        let body = wire
            .get(&format!("/v1/contacts?perPage=1000&page={page}"))
            .await
            .json();
        assert_eq!(
            (&body["totalCount"], &body["totalCountCapped"]),
            (&json!(10_000), &json!(true))
        );
        assert_eq!(body["pageCount"], 200);
        if length(&body["data"]) == 0 {
            break;
        }
        assert_eq!(length(&body["data"]), 50);
        for record in body["data"].as_array().unwrap() {
            let time = record["createdAt"].as_str().unwrap().to_owned();
            assert!(time <= last_time, "newest first");
            last_time = time;
            assert!(record["id"].as_str().unwrap().parse::<u64>().unwrap() > 1 << 53);
            ids.insert(record["id"].as_str().unwrap().to_owned());
        }
        pages = page;
    }
    assert_eq!((ids.len(), pages), (10_050, 201));
}

#[tokio::test]
async fn small_lists_are_not_capped() {
    let wire = signed(120).await;
    let body = wire.get("/v1/contacts").await.json();
    assert_eq!((length(&body["data"]), &body["pageCount"]), (50, &json!(3)));
    assert_eq!(
        (&body["totalCount"], &body["totalCountCapped"]),
        (&json!(120), &json!(false))
    );
    assert_eq!(
        length(&wire.get("/v1/contacts?page=3").await.json()["data"]),
        20
    );
    assert_eq!(
        wire.get("/v1/contacts/count").await.json(),
        json!({"total": 120})
    );
    let empty = signed(0).await.get("/v1/contacts").await.json();
    assert_eq!(
        (length(&empty["data"]), &empty["pageCount"]),
        (0, &json!(0))
    );
}

#[tokio::test]
async fn invalid_input_is_a_400_with_issues() {
    let wire = signed(3).await;
    for query in [
        "page=",
        "page=0",
        "perPage=x",
        "channels=webchat",
        "channels[]=fax",
        "inboxIds=1",
        "contactFilter=%7B%7D",
    ] {
        let reply = wire.get(&format!("/v1/contacts?{query}")).await;
        refused(&reply, 400, "BAD_REQUEST");
        assert_eq!(reply.json()["data"]["issues"].as_array().unwrap().len(), 1);
    }
    for query in [
        "channels[]=smtp",
        "channels=smtp&channels=zalo",
        "channels[0]=smtp",
        "inboxIds[]=999",
    ] {
        let reply = wire.get(&format!("/v1/contacts?{query}")).await;
        assert_eq!(length(&reply.json()["data"]), 3, "accepted and ignored");
    }
}

#[tokio::test]
async fn sort_is_json_and_the_bracket_spelling_is_ignored() {
    let wire = signed(60).await;
    let ids = |body: serde_json::Value| {
        each(&body["data"], "id")
            .into_iter()
            .cloned()
            .collect::<Vec<_>>()
    };
    let default = ids(wire.get("/v1/contacts").await.json());
    let bracket = wire
        .get("/v1/contacts?sort[0][id]=createdAt&sort[0][desc]=false")
        .await
        .json();
    assert_eq!(ids(bracket), default);
    assert_eq!(
        ids(wire.get("/v1/contacts?sort=createdAt").await.json()),
        default
    );
    let sort = escape(r#"[{"id":"createdAt","desc":false}]"#);
    let rising = ids(wire.get(&format!("/v1/contacts?sort={sort}")).await.json());
    assert_eq!(
        rising[10..],
        default.iter().rev().take(40).cloned().collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn a_contact_is_found_by_three_prefixes() {
    let wire = signed(60).await;
    for known in wire.sandbox.known_contacts() {
        let by_id = wire
            .get(&format!("/v1/contacts/id:{}", known.id))
            .await
            .json();
        assert_eq!(by_id["id"], known.id);
        if let Some(email) = known.email {
            assert_eq!(
                wire.get(&format!("/v1/contacts/email:{email}"))
                    .await
                    .json(),
                by_id
            );
        }
        if let Some(phone) = known.phone.filter(|_| !known.id.is_empty()) {
            assert_eq!(
                wire.get(&format!("/v1/contacts/phone:{phone}"))
                    .await
                    .json()["phoneNumber"],
                phone
            );
            assert_eq!(
                wire.get(&format!("/v1/contacts/phone%3A{}", escape(&phone)))
                    .await
                    .status,
                200
            );
        }
    }
    refused(&wire.get("/v1/contacts/7").await, 404, "notFound");
    assert_eq!(
        wire.get("/v1/contacts/7").await.json()["message"],
        "Invalid identifier format"
    );
    refused(&wire.get("/v1/contacts/id:7").await, 404, "notFound");
}

#[tokio::test]
async fn what_hangs_on_a_contact_is_what_the_contact_shows() {
    let wire = signed(40).await;
    let (mut tags, mut fields) = (0, 0);
    for contact in wire.get("/v1/contacts").await.json()["data"]
        .as_array()
        .unwrap()
    {
        let id = contact["id"].as_str().unwrap();
        assert!(contact.get("contactNotes").is_none());
        let own = wire.get(&format!("/v1/contacts/id:{id}/tags")).await.json();
        assert_eq!(each(&own["data"], "name"), each(&contact["tags"], "name"));
        tags += length(&own["data"]);
        let own = wire
            .get(&format!("/v1/contacts/id:{id}/custom-fields"))
            .await
            .json();
        assert_eq!(
            each(&own["data"], "value"),
            each(&contact["contactCustomFields"], "value")
        );
        fields += length(&own["data"]);
        for value in own["data"].as_array().unwrap() {
            let field = value["id"].as_str().unwrap();
            let one = wire
                .get(&format!("/v1/contacts/id:{id}/custom-fields/{field}"))
                .await
                .json();
            assert_eq!(&one, value);
        }
        // SQL joins the names, and null joins to null.
        let (first, last) = (&contact["firstName"], &contact["lastName"]);
        assert_eq!(
            contact["fullName"].is_null(),
            first.is_null() || last.is_null()
        );
    }
    assert!(tags > 10 && fields > 10);
    let tag = wire.get("/v1/tags").await.json()["data"][0].clone();
    assert_eq!(
        wire.get(&format!(
            "/v1/tags/{}",
            escape(tag["name"].as_str().unwrap())
        ))
        .await
        .json(),
        tag
    );
    assert_eq!(
        wire.get(&format!("/v1/tags/{}", tag["id"].as_str().unwrap()))
            .await
            .json(),
        tag
    );
    assert_eq!(
        length(&wire.get("/v1/custom-fields").await.json()["data"]),
        4
    );
    assert_eq!(length(&wire.get("/v1/inboxes").await.json()["data"]), 3);
    let field = wire.setting("custom_field_id");
    let found = wire
        .get(&format!(
            "/v1/contacts/find-by-custom-field?customFieldId={field}&value=plus"
        ))
        .await
        .json();
    assert!(length(&found["data"]) > 0);
    refused(
        &wire
            .get("/v1/contacts/find-by-custom-field?value=plus")
            .await,
        400,
        "BAD_REQUEST",
    );
}

#[tokio::test]
async fn messages_and_conversations_go_by_cursor() {
    let wire = signed(40).await;
    let busy = wire.sandbox.known_contacts().next().unwrap().id;
    for (path, total) in [
        (format!("/v1/contacts/id:{busy}/messages"), 45),
        ("/v1/conversations".into(), 34_usize),
    ] {
        let (mut ids, mut cursor, mut pages) = (BTreeSet::new(), String::new(), 0);
        loop {
            let body = wire.get(&format!("{path}?perPage=10{cursor}")).await.json();
            ids.extend(
                each(&body["data"], "id")
                    .into_iter()
                    .map(ToString::to_string),
            );
            assert!(body["prevCursor"].is_null());
            pages += 1;
            let Some(next) = body["nextCursor"].as_str() else {
                break;
            };
            cursor = format!("&cursor={}", escape(next));
        }
        assert_eq!((ids.len(), pages), (total, total.div_ceil(10)));
    }
    let first = wire.get("/v1/conversations?cursor=broken").await.json();
    assert_eq!(first, wire.get("/v1/conversations").await.json());
    let messages = wire
        .get(&format!("/v1/contacts/id:{busy}/messages"))
        .await
        .json();
    assert_eq!(length(&messages["data"]), 20);
    let id = messages["data"][0]["id"].as_str().unwrap();
    assert_eq!(
        wire.get(&format!("/v1/contacts/id:{busy}/messages/{id}"))
            .await
            .json(),
        messages["data"][0]
    );
    // The second contact was never active.
    let quiet = wire.sandbox.known_contacts().nth(1).unwrap().id;
    refused(
        &wire.get(&format!("/v1/contacts/id:{quiet}/messages")).await,
        404,
        "notFound",
    );
}
