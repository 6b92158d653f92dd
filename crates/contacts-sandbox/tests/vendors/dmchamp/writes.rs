//! DM Champ's writes: a walk through a contact's life, and one row for each refusal and oddity.

use serde_json::{Value, json};

use super::super::{Reply, Wire, each, escape, length, with_contacts};

/// A call with the key in its query.
async fn call(wire: &Wire, method: &str, path: &str, body: Option<Value>) -> Reply {
    let joint = if path.contains('?') { '&' } else { '?' };
    let path = format!("{path}{joint}apiKey={}", wire.credential("apiKey"));
    wire.call(method, &path, body).await
}

async fn find(wire: &Wire, phone: &str) -> Value {
    let path = format!("/contacts?phoneNumber={}", escape(phone));
    call(wire, "GET", &path, None).await.json()["contact"].take()
}

#[tokio::test]
async fn a_contact_from_creation_to_its_messages() {
    let wire = with_contacts("dmchamp", 12).await;
    let phone = "+18005550142";
    let created = call(
        &wire,
        "POST",
        "/contacts",
        Some(json!({
            "phoneNumber": phone, "lastName": "Testwell", "email": "new@example.com",
            "custom_fields": {"size": "L"}, "do_not_disturb": true, "listId": wire.setting("list_id"),
        })),
    )
    .await;
    assert_eq!(created.status, 200, "{}", created.text);
    let created = created.json();
    assert_eq!(created["success"], true);
    let id = created["data"]["contactId"].as_str().unwrap().to_owned();

    let contact = find(&wire, phone).await;
    assert_eq!(
        json!([
            contact["id"],
            contact["firstName"],
            contact["lastName"],
            contact["email"]
        ]),
        json!([id, "Unknown", "Testwell", "new@example.com"])
    );
    assert_eq!(
        json!([
            contact["isBotActive"],
            contact["doNotDisturb"],
            contact["tags"]
        ]),
        json!([true, true, []])
    );
    assert!(contact["lastActivityAt"].is_null() && contact["hasHadActivity"] == false);

    let changes = json!({
        "firstName": "Rilva", "email": "newer@example.com", "is_bot_active": false, "do_not_disturb": false,
        "channel": "whatsapp_web", "custom_fields": {}, "phoneNumber": "+18005550143",
    });
    let updated = call(&wire, "PUT", &format!("/contacts/{id}"), Some(changes)).await;
    assert_eq!(
        updated.json(),
        json!({"success": true, "message": "Contact updated successfully"})
    );
    // Nothing says that the number did not change.
    let contact = find(&wire, phone).await;
    assert_eq!(
        json!([
            contact["firstName"],
            contact["lastName"],
            contact["email"],
            contact["channel"]
        ]),
        json!(["Rilva", "Testwell", "newer@example.com", "whatsapp_web"])
    );
    assert_eq!(
        json!([contact["isBotActive"], contact["doNotDisturb"]]),
        json!([false, false])
    );

    for tag in ["vip", "brand new", "vip"] {
        let path = format!("/tags?tag={}&phoneNumber=18005550142", escape(tag));
        assert_eq!(call(&wire, "POST", &path, None).await.status, 200);
    }
    let tags = call(&wire, "GET", &format!("/contacts/tags/{id}"), None)
        .await
        .json();
    let names: Vec<_> = tags
        .as_array()
        .unwrap()
        .iter()
        .map(|tag| &tag["name"])
        .collect();
    assert_eq!(names, ["vip", "brand new"]);
    let all = call(&wire, "GET", "/tags", None).await.json();
    assert_eq!(all.as_array().unwrap().last().unwrap()["name"], "brand new");
    assert_eq!(length(&all), 9, "a tag that was not there is made");

    let message = |sid: &str, from: &str, to: &str| {
        json!({"messageType": "text", "customData": {
            "messageSid": sid, "fromId": from, "toId": to, "body": format!("Text of {sid}"),
        }})
    };
    let mut sent = Vec::new();
    for (path, body) in [
        (
            "/incoming-custom-channel-message",
            message("in-1", phone, "shop"),
        ),
        (
            "/incoming_custom_channel_message",
            message("in-2", phone, "shop"),
        ),
        (
            "/send-custom-channel-message",
            message("out-1", "shop", phone),
        ),
    ] {
        let reply = call(&wire, "POST", path, Some(body)).await.json();
        assert_eq!(reply["success"], true);
        sent.push(reply["messageId"].clone());
    }
    let messages = call(&wire, "GET", &format!("/contacts/messages/{id}"), None)
        .await
        .json();
    assert_eq!(json!(each(&messages, "id")), json!(sent));
    let texts: Vec<_> = messages
        .as_array()
        .unwrap()
        .iter()
        .map(|message| json!([message["body"], message["direction"]]))
        .collect();
    assert_eq!(
        json!(texts),
        json!([
            ["Text of in-1", "inbound"],
            ["Text of in-2", "inbound"],
            ["Text of out-1", "outbound"]
        ])
    );
    let contact = find(&wire, phone).await;
    assert_eq!(
        json!([contact["hasHadActivity"], contact["botMessageCount"]]),
        json!([true, 1])
    );
    // A message to a stranger makes a contact.
    let stranger = message("out-2", "shop", "18005550199");
    call(
        &wire,
        "POST",
        "/send-custom-channel-message",
        Some(stranger),
    )
    .await;
    assert_eq!(find(&wire, "+18005550199").await["firstName"], "Unknown");
}

#[tokio::test]
async fn a_duplicate_is_a_success_that_says_409() {
    let wire = with_contacts("dmchamp", 3).await;
    let known = wire.sandbox.known_contacts().next().unwrap();
    let body = json!({"phoneNumber": known.phone, "firstName": "Other"});
    let reply = call(&wire, "POST", "/contacts", Some(body)).await;
    assert_eq!(
        (reply.status, reply.json()),
        (
            200,
            json!({"success": false, "error_code": 409, "message": "Contact already exists"})
        )
    );
    assert_ne!(
        find(&wire, &known.phone.unwrap()).await["firstName"],
        "Other"
    );
    assert_eq!(wire.sandbox.known_contacts().count(), 3);
}

#[tokio::test]
async fn lists_take_and_lose_contacts() {
    let wire = with_contacts("dmchamp", 3).await;
    let id = wire.sandbox.known_contacts().next().unwrap().id;
    let (list, closed) = (wire.setting("list_id"), wire.setting("closed_list_id"));
    let body = |contact: &str, list: &str| Some(json!({"contactId": contact, "listId": list}));
    let added =
        json!({"success": true, "message": "Contact successfully added to list Newsletter"});
    let removed = json!({"success": true, "message": "Contact removed from list successfully"});
    let missing = json!({"error": "Missing required parameters"});
    let rows = [
        ("POST", body(&id, &list), 200, added.clone()),
        ("POST", body(&id, &list), 200, added),
        ("DELETE", body(&id, &list), 200, removed.clone()),
        ("DELETE", body(&id, &list), 200, removed),
        (
            "POST",
            body(&id, &closed),
            403,
            json!({"error": "Permission denied"}),
        ),
        (
            "DELETE",
            body(&id, &closed),
            403,
            json!({"error": "Permission denied"}),
        ),
        ("POST", Some(json!({"contactId": id})), 400, missing.clone()),
        ("DELETE", None, 400, missing.clone()),
        ("POST", Some(json!([])), 400, missing),
        // There is no 404 here: 400 is the only refusal documented that fits.
        (
            "POST",
            body("nobody", &list),
            400,
            json!({"error": "Contact not found"}),
        ),
        (
            "POST",
            body(&id, "nothing"),
            400,
            json!({"error": "List not found"}),
        ),
    ];
    for (method, body, status, expected) in rows {
        let reply = call(&wire, method, "/contacts/lists", body.clone()).await;
        assert_eq!(
            (reply.status, reply.json()),
            (status, expected),
            "{method} {body:?}"
        );
    }
}

#[tokio::test]
async fn each_refusal_has_its_body() {
    let wire = with_contacts("dmchamp", 3).await;
    let id = wire.sandbox.known_contacts().next().unwrap().id;
    let (list, closed) = (wire.setting("list_id"), wire.setting("closed_list_id"));
    let contact = format!("/contacts/{id}");
    let error = |text: &str| json!({"error": text});
    let failure = |text: &str| json!({"success": false, "message": text});
    let phone = "+18005550142";
    let message = |body: Value| Some(body);
    let rows = [
        (
            "POST",
            "/contacts",
            None,
            400,
            error("The body must be a JSON object"),
        ),
        (
            "POST",
            "/contacts",
            Some(json!({})),
            400,
            error("phoneNumber is required"),
        ),
        // A guide says that an address can stand in; the reference says that it can't.
        (
            "POST",
            "/contacts",
            Some(json!({"email": "a@example.com"})),
            400,
            error("phoneNumber is required"),
        ),
        (
            "POST",
            "/contacts",
            Some(json!({"phoneNumber": "nine"})),
            400,
            error("Invalid phone number"),
        ),
        (
            "POST",
            "/contacts",
            Some(json!({"phoneNumber": phone, "email": "x"})),
            400,
            error("Invalid email"),
        ),
        (
            "POST",
            "/contacts",
            Some(json!({"phoneNumber": phone, "firstName": 7})),
            400,
            error("Invalid firstName"),
        ),
        (
            "POST",
            "/contacts",
            Some(json!({"phoneNumber": phone, "is_bot_active": "no"})),
            400,
            error("Invalid is_bot_active"),
        ),
        (
            "POST",
            "/contacts",
            Some(json!({"phoneNumber": phone, "custom_fields": []})),
            400,
            error("Invalid custom_fields"),
        ),
        (
            "POST",
            "/contacts",
            Some(json!({"phoneNumber": phone, "listId": "nothing"})),
            404,
            failure("List not found"),
        ),
        (
            "POST",
            "/contacts",
            Some(json!({"phoneNumber": phone, "listIds": [list, closed], "listId": list})),
            403,
            failure("Permission denied"),
        ),
        (
            "PUT",
            &contact,
            Some(json!({"email": "x"})),
            400,
            error("Invalid email"),
        ),
        (
            "PUT",
            &contact,
            Some(json!({"do_not_disturb": null})),
            400,
            error("Invalid do_not_disturb"),
        ),
        (
            "PUT",
            "/contacts/nobody",
            Some(json!({"firstName": "A"})),
            404,
            failure("Contact not found"),
        ),
        (
            "POST",
            "/tags?phoneNumber=12025550101",
            None,
            400,
            error("Missing tag"),
        ),
        (
            "POST",
            "/tags?tag=vip",
            None,
            400,
            error("Missing phone number or email"),
        ),
        (
            "POST",
            "/tags?tag=vip&email=nobody%40example.com",
            None,
            404,
            failure("Contact not found"),
        ),
        // The plus sign that the look-up wants is one too many here.
        (
            "POST",
            "/tags?tag=vip&phoneNumber=%2B12025550101",
            None,
            404,
            failure("Contact not found"),
        ),
        (
            "POST",
            "/send-custom-channel-message",
            message(json!({"messageType": "text"})),
            400,
            error("customData is required"),
        ),
        (
            "POST",
            "/incoming-custom-channel-message",
            message(json!({"customData": {}})),
            400,
            error("messageType is required"),
        ),
        (
            "POST",
            "/incoming-custom-channel-message",
            message(json!({"customData": {}, "messageType": "text"})),
            400,
            error("fromId is required"),
        ),
    ];
    for (method, path, body, status, expected) in rows {
        let reply = call(&wire, method, path, body.clone()).await;
        assert_eq!(
            (reply.status, reply.json()),
            (status, expected),
            "{method} {path} {body:?}"
        );
    }
    assert!(
        find(&wire, phone).await.is_null(),
        "a refused creation leaves nothing behind"
    );
    for (method, path) in [
        ("DELETE", contact.as_str()),
        ("PATCH", &contact),
        ("PUT", "/contacts"),
    ] {
        assert_eq!(
            call(&wire, method, path, None).await.status,
            404,
            "{method} {path}"
        );
    }
    for path in [
        "/contacts",
        "/contacts/lists",
        "/tags?tag=vip",
        "/send-custom-channel-message",
    ] {
        let reply = wire.post(path, json!({})).await;
        assert_eq!((reply.status, reply.text.as_str()), (401, "Unauthorized"));
    }
}
