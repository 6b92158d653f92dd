//! 99digital's refusals, one row each, and what an agent may do.

use serde_json::{Value, json};

use super::super::Wire;
use super::signed;
use super::writes::{call, good};

#[tokio::test]
async fn each_refusal_has_its_body() {
    let mut wire = signed(60).await;
    let known: Vec<_> = wire.sandbox.known_contacts().collect();
    let error = |text: &str| json!({"error": text});
    let missing = |name: &str| error(&format!("param is missing or the value is empty: {name}"));
    let invalid =
        |message: &str, attributes: &[&str]| json!({"message": message, "attributes": attributes});
    let not_found = error("Resource could not be found");
    let taken = json!({"email": known[0].email.as_ref().unwrap().to_uppercase(), "phone_number": known[1].phone, "identifier": "CRM-000004"});
    let long = "x".repeat(256);
    let rows = [
        (
            "POST",
            "",
            taken.clone(),
            422,
            invalid(
                "Email has already been taken, Phone number has already been taken, Identifier has already been taken",
                &["email", "phone_number", "identifier"],
            ),
        ),
        (
            "PATCH",
            "/3",
            json!({"identifier": "CRM-000004"}),
            422,
            invalid("Identifier has already been taken", &["identifier"]),
        ),
        (
            "POST",
            "",
            json!({"phone_number": "8005550142"}),
            422,
            invalid("Phone number should be in e164 format", &["phone_number"]),
        ),
        (
            "POST",
            "",
            json!({"phone_number": "+0800555"}),
            422,
            invalid("Phone number should be in e164 format", &["phone_number"]),
        ),
        (
            "POST",
            "",
            json!({"email": "nobody"}),
            422,
            invalid("Email Invalid email", &["email"]),
        ),
        (
            "POST",
            "",
            json!({"name": long}),
            422,
            invalid("Name is too long (maximum is 255 characters)", &["name"]),
        ),
        ("POST", "", json!({"inbox_id": 99}), 404, not_found.clone()),
        (
            "POST",
            "",
            json!({"inbox_id": 1}),
            422,
            missing("contact phone number"),
        ),
        (
            "POST",
            "",
            json!({"inbox_id": 3, "phone_number": "+18005550142"}),
            422,
            missing("contact email"),
        ),
        ("PATCH", "/99", json!({"name": "A"}), 404, not_found.clone()),
        // 9 is online.
        (
            "DELETE",
            "/9",
            Value::Null,
            422,
            json!({"message": format!("{} is Online, please try again later", capitalized(&wire, 9).await)}),
        ),
        ("DELETE", "/99", Value::Null, 404, not_found.clone()),
        ("POST", "/3/notes", json!({}), 422, missing("note")),
        (
            "POST",
            "/3/notes",
            json!({"note": {"content": " "}}),
            422,
            invalid("Content can't be blank", &["content"]),
        ),
        (
            "PATCH",
            "/3/notes/7",
            json!({"note": {"content": "x"}}),
            404,
            not_found.clone(),
        ),
        (
            "POST",
            "/3/contact_inboxes",
            json!({}),
            404,
            not_found.clone(),
        ),
        (
            "POST",
            "/7/contact_inboxes",
            json!({"inbox_id": 1}),
            422,
            missing("contact phone number"),
        ),
        (
            "POST",
            "/7/contact_inboxes",
            json!({"inbox_id": 1, "source_id": "+1"}),
            422,
            invalid(
                "Source invalid source id for whatsapp inbox. valid Regex (?-mix:^\\d{1,15}\\z)",
                &["source_id"],
            ),
        ),
        (
            "POST",
            "/../actions/contact_merge",
            json!({"base_contact_id": 1, "mergee_contact_id": 99}),
            404,
            not_found.clone(),
        ),
        (
            "POST",
            "/../bulk_actions",
            json!({"type": "Team", "ids": [1]}),
            422,
            json!({"success": false}),
        ),
        ("POST", "/import", json!({}), 422, error("File is blank")),
    ];
    for (method, rest, body, status, expected) in rows {
        let reply = call(&wire, method, rest, body.clone()).await;
        assert_eq!(
            (reply.status, reply.json()),
            (status, expected),
            "{method} {rest} {body}"
        );
    }
    assert_eq!(
        wire.sandbox.known_contacts().count(),
        60,
        "what was refused left nothing behind"
    );
    // An address that begins with other letters still ends in a number: the pattern is open at its start.
    assert_eq!(
        call(
            &wire,
            "POST",
            "",
            json!({"phone_number": "tel:+18005550142"})
        )
        .await
        .status,
        200
    );
    let odd = [
        ("GET", "/filter"),
        ("PATCH", ""),
        ("POST", "/1"),
        ("DELETE", "/1/labels"),
        ("GET", "/1/avatar"),
        ("PUT", "/1/labels"),
    ];
    for (method, rest) in odd {
        assert_eq!(
            call(&wire, method, rest, Value::Null).await.status,
            404,
            "{method} {rest}"
        );
    }

    wire.headers = vec![("api_access_token", wire.setting("agent_token"))];
    let denied = error("You are not authorized to do this action");
    for (method, rest, body) in [
        ("DELETE", "/1", Value::Null),
        // Who may is asked before whom it is about.
        ("DELETE", "/99", Value::Null),
        ("POST", "/import", Value::Null),
        ("POST", "/export", json!({})),
        (
            "POST",
            "/../bulk_actions",
            json!({"type": "Contact", "ids": [1], "action_name": "delete"}),
        ),
    ] {
        let reply = call(&wire, method, rest, body).await;
        assert_eq!(
            (reply.status, reply.json()),
            (401, denied.clone()),
            "{method} {rest}"
        );
    }
    for (method, rest, body) in [
        ("POST", "", json!({"name": "By an agent"})),
        ("PATCH", "/1", json!({"name": "By an agent"})),
        ("POST", "/1/labels", json!({"labels": []})),
        (
            "POST",
            "/../bulk_actions",
            json!({"type": "Contact", "ids": [1], "labels": {"add": ["vip"]}}),
        ),
        (
            "POST",
            "/../actions/contact_merge",
            json!({"base_contact_id": 1, "mergee_contact_id": 2}),
        ),
    ] {
        let reply = call(&wire, method, rest, body).await;
        assert_eq!(reply.status, 200, "{method} {rest}: {}", reply.text);
    }
    let note = call(
        &wire,
        "POST",
        "/1/notes",
        json!({"note": {"content": "Mine"}}),
    )
    .await
    .json();
    assert_eq!(
        json!([note["user"]["id"], note["user"]["role"]]),
        json!([2, "agent"])
    );
    for (token, text) in [
        (
            "sandbox-is-not-a-real-bot-token",
            "Access to this endpoint is not authorized for bots",
        ),
        ("wrong", "Invalid Access Token"),
    ] {
        wire.headers = vec![("api_access_token", token.into())];
        let reply = call(&wire, "POST", "", json!({})).await;
        assert_eq!((reply.status, reply.json()), (401, error(text)));
    }
    wire.headers = vec![("api_access_token", wire.credential("userApiKey").into())];
    let suspended = wire.get("/v1/accounts/6/contacts").await;
    assert_eq!(
        (suspended.status, suspended.json()),
        (401, error("Account is suspended"))
    );
}

/// The name with one capital at its start, as the refusal has it.
async fn capitalized(wire: &Wire, id: i64) -> String {
    let contact = good(wire, "GET", &format!("/{id}"), Value::Null).await;
    let name = contact["name"].as_str().unwrap().to_lowercase();
    let mut letters = name.chars();
    let first = letters.next().unwrap().to_uppercase();
    first.chain(letters).collect()
}

#[tokio::test]
async fn the_filter_says_what_is_wrong_with_a_condition() {
    let wire = signed(3).await;
    let one = |key: &str, operator: &str, values: Value| json!({"payload": [{"attribute_key": key, "filter_operator": operator, "values": values}]});
    let joined = |joint: Value| {
        let condition = |joint: &Value| json!({"attribute_key": "name", "filter_operator": "contains", "values": ["a"], "query_operator": joint});
        json!({"payload": [condition(&joint), condition(&Value::Null)]})
    };
    let rows = [
        (json!({}), "param is missing or the value is empty: payload"),
        (
            one("colour", "equal_to", json!(["red"])),
            "Invalid attribute key - [colour]. The key should be one of [name,phone_number,email,identifier,country_code,city,company,labels,created_at,last_activity_at,blocked] or a custom attribute defined in the account.",
        ),
        (
            one("phone_number", "is_present", Value::Null),
            "Invalid operator. The allowed operators for phone_number are [equal_to,not_equal_to,contains,does_not_contain,starts_with].",
        ),
        // The values are looked at before the key.
        (
            one("colour", "equal_to", json!([])),
            "Invalid value. The values provided for colour are invalid",
        ),
        (
            one("created_at", "is_less_than", json!(["yesterday"])),
            "Invalid value. The values provided for created_at are invalid",
        ),
        (
            joined(json!("xor")),
            "Query operator must be either \"AND\" or \"OR\".",
        ),
        (
            joined(Value::Null),
            "Query operator must be either \"AND\" or \"OR\".",
        ),
    ];
    for (body, expected) in rows {
        let reply = call(&wire, "POST", "/filter", body.clone()).await;
        assert_eq!(
            (reply.status, reply.json()),
            (422, json!({"error": expected})),
            "{body}"
        );
    }
}
