//! What changes something at ChatbotX.

use serde_json::{Value, json};

use super::super::{Reply, Wire, each, length};
use super::{refused, signed};

async fn ok(wire: &Wire, method: &str, path: &str, body: Option<Value>, status: u16) -> Reply {
    let reply = wire.call(method, &format!("/v1/{path}"), body).await;
    assert_eq!(reply.status, status, "{method} {path}: {}", reply.text);
    reply
}

async fn read(wire: &Wire, path: &str) -> Value {
    ok(wire, "GET", path, None, 200).await.json()
}

async fn inbox(wire: &Wire, channel: &str) -> Value {
    let inboxes = read(wire, "inboxes").await;
    let inboxes = inboxes["data"].as_array().unwrap();
    inboxes
        .iter()
        .find(|inbox| inbox["channel"] == channel)
        .unwrap()["id"]
        .clone()
}

#[tokio::test]
async fn a_contact_comes_changes_and_goes() {
    let wire = signed(20).await;
    let body = json!({"email": "ada@example.com", "gender": "female", "channel": "whatsapp", "firstName": "Ada",
        "inboxId": inbox(&wire, "whatsapp").await, "phoneNumber": "+491700000000", "contactId": "wa-7"});
    // Bare, and a 200.
    let created = ok(&wire, "POST", "contacts", Some(body.clone()), 200)
        .await
        .json();
    let path = format!("contacts/id:{}", created["id"].as_str().unwrap());
    assert_eq!(read(&wire, &path).await, created);
    assert_eq!(
        read(&wire, "contacts").await["data"][0],
        created,
        "the newest comes first"
    );
    assert_eq!(
        (
            &created["contactInboxes"][0]["channel"],
            &created["contactInboxes"][0]["sourceId"]
        ),
        (&json!("whatsapp"), &json!("wa-7"))
    );
    assert_eq!(
        (&created["emailOptIn"], &created["lastReadAt"]),
        (&json!(true), &json!(null))
    );
    refused(
        &wire.call("POST", "/v1/contacts", Some(body)).await,
        422,
        "phoneExists",
    );

    let field = wire.setting("custom_field_id");
    let patch = json!({"lastName": "Quill", "gender": "of her own", "nonsense": "x", &*field: "plus", "email": ""});
    for method in ["PUT", "PATCH"] {
        let changed = ok(&wire, method, &path, Some(patch.clone()), 204).await;
        assert_eq!(
            (changed.text.as_str(), changed.media_type.as_str()),
            ("", "")
        );
    }
    let changed = read(&wire, &path).await;
    assert_eq!(
        (
            &changed["fullName"],
            &changed["gender"],
            &changed["email"],
            &changed["phoneNumber"]
        ),
        (
            &json!("Ada Quill"),
            &json!("female"),
            &json!(null),
            &json!("+491700000000")
        )
    );
    assert_eq!(
        each(&changed["contactCustomFields"], "value"),
        [&json!("plus")]
    );
    let link = created["contactInboxes"][0]["id"].as_str().unwrap();
    ok(
        &wire,
        "PUT",
        &path,
        Some(json!({"contactInboxId": link, "language": "he"})),
        204,
    )
    .await;
    assert_eq!(
        read(&wire, &path).await["contactInboxes"][0]["language"],
        "he"
    );

    for (verb, blocked) in [
        ("block", true),
        ("block", true),
        ("unblock", false),
        ("unblock", false),
    ] {
        ok(&wire, "POST", &format!("{path}/{verb}"), None, 204).await;
        assert_eq!(read(&wire, &path).await["blockedAt"].is_string(), blocked);
    }
    ok(&wire, "DELETE", &path, None, 204).await;
    refused(
        &wire.call("DELETE", &format!("/v1/{path}"), None).await,
        404,
        "notFound",
    );
    assert_eq!(read(&wire, "contacts/count").await["total"], 20);
}

#[tokio::test]
async fn what_a_channel_needs_is_asked_for() {
    let wire = signed(2).await;
    let webchat = inbox(&wire, "webchat").await;
    let base = json!({"email": "", "gender": "unknown", "channel": "webchat", "inboxId": webchat});
    let with = |members: Value| {
        let mut body = base.clone();
        body.as_object_mut()
            .unwrap()
            .extend(members.as_object().unwrap().clone());
        body
    };
    for (members, paths) in [
        (json!({"channel": "whatsapp"}), json!([["phoneNumber"]])),
        (json!({"channel": "smtp"}), json!([["email"]])),
        (json!({"channel": "telegram"}), json!([["contactId"]])),
        (
            json!({"gender": "other", "email": "nowhere"}),
            json!([["email"], ["gender"]]),
        ),
        (
            json!({"firstName": "x".repeat(101), "phoneNumber": "123"}),
            json!([["phoneNumber"], ["firstName"]]),
        ),
        (json!({"inboxId": 7}), json!([["inboxId"]])),
    ] {
        let reply = wire.call("POST", "/v1/contacts", Some(with(members))).await;
        refused(&reply, 400, "BAD_REQUEST");
        let found: Vec<_> = each(&reply.json()["data"]["issues"], "path")
            .into_iter()
            .cloned()
            .collect();
        assert_eq!(json!(found), paths);
    }
    // An inbox of another channel is none.
    let other = with(json!({"channel": "omnichannel"}));
    refused(
        &wire.call("POST", "/v1/contacts", Some(other)).await,
        404,
        "notFound",
    );
    refused(
        &wire.call("POST", "/v1/contacts", None).await,
        400,
        "BAD_REQUEST",
    );
    ok(&wire, "POST", "contacts", Some(base), 200).await;
}

#[tokio::test]
async fn an_upsert_finds_by_its_identifier_or_creates() {
    let wire = signed(20).await;
    let body = json!({"firstName": "Ada", "avatar": "https://example.com/ada.png"});
    let created = ok(
        &wire,
        "POST",
        "contacts/email:ada@example.com/upsert",
        Some(body),
        200,
    )
    .await
    .json();
    assert_eq!(
        (
            &created["email"],
            &created["avatar"],
            &created["contactInboxes"][0]["channel"]
        ),
        (
            &json!("ada@example.com"),
            &json!("https://example.com/ada.png"),
            &json!("webchat")
        )
    );
    let again = ok(
        &wire,
        "POST",
        "contacts/email:ada@example.com/upsert",
        None,
        200,
    )
    .await
    .json();
    assert_eq!(again["id"], created["id"]);
    // E-mail addresses are compared as they are.
    let other = ok(
        &wire,
        "POST",
        "contacts/email:Ada@example.com/upsert",
        None,
        200,
    )
    .await
    .json();
    assert_ne!(other["id"], created["id"]);
    let taken = wire.sandbox.known_contacts().next().unwrap().phone.unwrap();
    let clash = Some(json!({"phoneNumber": taken}));
    refused(
        &wire
            .call(
                "POST",
                "/v1/contacts/email:bo@example.com/upsert",
                clash.clone(),
            )
            .await,
        422,
        "phoneExists",
    );
    // Only where a contact would be created.
    ok(
        &wire,
        "POST",
        "contacts/email:ada@example.com/upsert",
        clash,
        200,
    )
    .await;
    refused(
        &wire.call("POST", "/v1/contacts/id:7/upsert", None).await,
        404,
        "notFound",
    );
    let short = Some(json!({"phoneNumber": ""}));
    refused(
        &wire
            .call("POST", "/v1/contacts/email:ada@example.com/upsert", short)
            .await,
        400,
        "BAD_REQUEST",
    );
}

#[tokio::test]
async fn tags_are_attached_replaced_and_removed() {
    let wire = signed(9).await;
    let id = wire.sandbox.known_contacts().nth(3).unwrap().id;
    let path = format!("contacts/id:{id}/tags");
    let names = || async {
        each(&read(&wire, &path).await["data"], "name")
            .into_iter()
            .cloned()
            .collect::<Vec<_>>()
    };
    ok(&wire, "PUT", &path, Some(json!({"tags": []})), 204).await;
    assert_eq!(names().await, Vec::<Value>::new());
    ok(
        &wire,
        "POST",
        &format!("{path}/by-name"),
        Some(json!({"tags": ["vip", "brand new"]})),
        204,
    )
    .await;
    assert_eq!(names().await, ["vip", "brand new"]);
    let lead = read(&wire, "tags/lead").await["id"].take();
    for _ in 0..2 {
        ok(
            &wire,
            "POST",
            &path,
            Some(json!({"tagIds": [lead, "777"]})),
            204,
        )
        .await;
    }
    assert_eq!(names().await, ["vip", "brand new", "lead"]);
    refused(
        &wire
            .call("DELETE", &format!("/v1/{path}?tagIds[]=7"), None)
            .await,
        400,
        "BAD_REQUEST",
    );
    ok(&wire, "DELETE", &path, Some(json!({"tagIds": [lead]})), 204).await;
    ok(
        &wire,
        "PUT",
        &path,
        Some(json!({"tags": ["vip", "vip"]})),
        204,
    )
    .await;
    assert_eq!(names().await, ["vip"]);

    let created = ok(&wire, "POST", "tags", Some(json!({"name": "gold"})), 201)
        .await
        .json();
    assert_eq!(
        read(&wire, "tags").await["data"][0],
        created,
        "the newest comes first"
    );
    let again = wire
        .call("POST", "/v1/tags", Some(json!({"name": "gold"})))
        .await;
    assert_eq!(
        (again.status, &again.json()["code"]),
        (400, &json!("businessError"))
    );
    let tag = format!("tags/{}", created["id"].as_str().unwrap());
    let renamed = ok(&wire, "PUT", &tag, Some(json!({"name": "silver"})), 200)
        .await
        .json();
    assert_eq!(
        (&renamed["id"], &renamed["name"]),
        (&created["id"], &json!("silver"))
    );

    let ids: Vec<_> = wire
        .sandbox
        .known_contacts()
        .map(|known| known.id)
        .collect();
    let body = json!({"contactIds": [ids[0], "777", ids[1]], "tags": ["silver"]});
    let result = ok(&wire, "POST", "contacts/bulk/tags", Some(body), 200)
        .await
        .json();
    assert_eq!(
        result,
        json!({"processed": 2, "skippedContactIds": ["777"]})
    );
    let tagged = read(&wire, &format!("contacts/id:{}", ids[1])).await;
    assert!(each(&tagged["tags"], "name").contains(&&json!("silver")));
    // A tag that is deleted is gone from everybody, also from those whom nobody wrote to.
    ok(&wire, "DELETE", &tag, None, 204).await;
    ok(
        &wire,
        "DELETE",
        &format!("tags/{}", lead.as_str().unwrap()),
        None,
        204,
    )
    .await;
    let missing = wire.call("DELETE", &format!("/v1/{tag}"), None).await;
    assert_eq!(
        (missing.status, &missing.json()["message"]),
        (404, &json!("Resource not found"))
    );
    for contact in read(&wire, "contacts").await["data"].as_array().unwrap() {
        let names = each(&contact["tags"], "name");
        assert!(!names.contains(&&json!("silver")) && !names.contains(&&json!("lead")));
    }
    let deleted = json!({"contactIds": [ids[0], ids[0], ids[2]]});
    let result = ok(&wire, "POST", "contacts/bulk/delete", Some(deleted), 200)
        .await
        .json();
    assert_eq!(
        result,
        json!({"processed": 2, "skippedContactIds": [ids[0]]})
    );
    assert_eq!(read(&wire, "contacts/count").await["total"], 7);
}

#[tokio::test]
async fn custom_fields_are_defined_set_and_cleared() {
    let wire = signed(9).await;
    let definition = json!({"name": "shoe size", "type": "number"});
    let field = ok(&wire, "POST", "custom-fields", Some(definition), 201)
        .await
        .json();
    let id = field["id"].as_str().unwrap();
    let contact = format!(
        "contacts/id:{}/custom-fields",
        wire.sandbox.known_contacts().nth(5).unwrap().id
    );
    ok(&wire, "DELETE", &contact, None, 204).await;
    assert_eq!(length(&read(&wire, &contact).await["data"]), 0);
    // A 200 with nothing, not even a media type.
    let set = ok(
        &wire,
        "POST",
        &format!("{contact}/{id}"),
        Some(json!({"value": "42"})),
        200,
    )
    .await;
    assert_eq!((set.text.as_str(), set.media_type.as_str()), ("", ""));
    let wrong = wire
        .call(
            "POST",
            &format!("/v1/{contact}/{id}"),
            Some(json!({"value": "big"})),
        )
        .await;
    assert_eq!(
        (wrong.status, &wrong.json()["code"]),
        (400, &json!("invalidCustomFieldValue"))
    );
    let plan = wire.setting("custom_field_id");
    let body = json!({"fields": [{"customFieldId": id, "value": "43.5"}, {"customFieldId": plan, "value": "plus"}]});
    ok(&wire, "PUT", &contact, Some(body), 204).await;
    assert_eq!(
        each(&read(&wire, &contact).await["data"], "value"),
        [&json!("43.5"), &json!("plus")]
    );
    // One that is wrong keeps all from being set.
    let body = json!({"fields": [{"customFieldId": plan, "value": "free"}, {"customFieldId": id, "value": "x"}]});
    assert_eq!(
        wire.call("PUT", &format!("/v1/{contact}"), Some(body))
            .await
            .status,
        400
    );
    assert_eq!(
        read(&wire, &format!("{contact}/{plan}")).await["value"],
        "plus"
    );
    let found = read(
        &wire,
        &format!("contacts/find-by-custom-field?customFieldId={id}&value=43.5"),
    )
    .await;
    assert_eq!(length(&found["data"]), 1);
    ok(&wire, "DELETE", &format!("{contact}/plan"), None, 204).await;
    refused(
        &wire.get(&format!("/v1/{contact}/{plan}")).await,
        404,
        "notFound",
    );
    refused(
        &wire.get(&format!("/v1/{contact}/plan")).await,
        400,
        "BAD_REQUEST",
    );

    let renamed = json!({"name": "size", "description": "of shoes"});
    let renamed = ok(
        &wire,
        "PUT",
        &format!("custom-fields/{id}"),
        Some(renamed),
        200,
    )
    .await
    .json();
    assert_eq!(
        renamed,
        json!({"id": id, "name": "size", "type": "number", "description": "of shoes"})
    );
    assert_eq!(read(&wire, "custom-fields/size").await, renamed);
    ok(&wire, "DELETE", &format!("custom-fields/{id}"), None, 204).await;
    refused(
        &wire.get(&format!("/v1/custom-fields/{id}")).await,
        500,
        "INTERNAL_SERVER_ERROR",
    );
    assert_eq!(length(&read(&wire, &contact).await["data"]), 0);
}

#[tokio::test]
async fn messages_go_out_and_stand_first() {
    let wire = signed(9).await;
    // The second contact was never active.
    let quiet = wire.sandbox.known_contacts().nth(1).unwrap().id;
    let path = format!("contacts/id:{quiet}/messages");
    for _ in 0..2 {
        ok(&wire, "POST", &path, Some(json!({"text": "Hello 👋"})), 204).await;
    }
    let messages = read(&wire, &path).await;
    let latest = &messages["data"][0];
    assert_eq!(length(&messages["data"]), 2);
    assert_eq!(
        (
            &latest["text"],
            &latest["messageType"],
            &latest["senderType"],
            &latest["senderId"]
        ),
        (
            &json!("Hello 👋"),
            &json!("outgoing"),
            &json!("api"),
            &json!(null)
        )
    );
    assert_eq!(
        &read(&wire, &format!("{path}/{}", latest["id"].as_str().unwrap())).await,
        latest
    );
    assert_eq!(
        read(&wire, "conversations").await["data"][0]["contactId"],
        quiet
    );
    let flow = wire.setting("flow_id");
    ok(&wire, "POST", &path, Some(json!({"flowId": flow})), 204).await;
    ok(
        &wire,
        "POST",
        &format!("contacts/id:{quiet}/flows"),
        Some(json!({"flowId": flow})),
        204,
    )
    .await;
    ok(
        &wire,
        "POST",
        &format!("contacts/id:{quiet}/auto-replies"),
        Some(json!({"keyword": "hello"})),
        204,
    )
    .await;
    assert_eq!(length(&read(&wire, &path).await["data"]), 5);
    for (path, body, status) in [
        ("messages", json!({}), 400),
        ("messages", json!({"text": ""}), 400),
        ("messages", json!({"text": "x".repeat(1001)}), 400),
        ("messages", json!({"text": "a", "flowId": flow}), 400),
        ("messages", json!({"files": ["a"]}), 400),
        ("messages", json!({"text": "a", "inboxId": "777"}), 404),
        ("flows", json!({"flowId": "777"}), 404),
        ("flows", json!({}), 400),
        ("auto-replies", json!({"keyword": "nothing"}), 404),
    ] {
        let reply = wire
            .call(
                "POST",
                &format!("/v1/contacts/id:{quiet}/{path}"),
                Some(body),
            )
            .await;
        assert_eq!(reply.status, status, "{}", reply.text);
    }
}

#[tokio::test]
async fn one_import_runs_at_a_time() {
    let wire = signed(3).await;
    let body = json!({"fileId": "7", "channel": "webchat", "inboxId": inbox(&wire, "webchat").await,
        "contactId": "ID", "fieldMapping": [{"column": "Plan", "customFieldId": wire.setting("custom_field_id")}]});
    let first = ok(&wire, "POST", "contacts/import", Some(body.clone()), 201)
        .await
        .json();
    let second = wire
        .call("POST", "/v1/contacts/import", Some(body.clone()))
        .await;
    refused(&second, 404, "notFound");
    assert_eq!(read(&wire, "contacts").await["totalCount"], 3);
    let third = ok(&wire, "POST", "contacts/import", Some(body.clone()), 201)
        .await
        .json();
    assert_ne!(first["importId"], third["importId"]);
    let mut wrong = body;
    wrong["countryCode"] = json!("49");
    wrong.as_object_mut().unwrap().remove("contactId");
    let reply = wire.call("POST", "/v1/contacts/import", Some(wrong)).await;
    assert_eq!(length(&reply.json()["data"]["issues"]), 2);
}
