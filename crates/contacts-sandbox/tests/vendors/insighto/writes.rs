//! What changes something at Insighto.

use serde_json::{Value, json};

use super::super::{Reply, Wire, each, escape, length, with_contacts};

/// A call with the key in the query, where it belongs.
async fn call(wire: &Wire, method: &str, path: &str, body: Option<Value>) -> Reply {
    let joint = if path.contains('?') { '&' } else { '?' };
    let key = wire.credential("apiKey");
    wire.call(method, &format!("/api/v1/{path}{joint}api_key={key}"), body)
        .await
}

async fn data(wire: &Wire, method: &str, path: &str, body: Option<Value>) -> Value {
    let reply = call(wire, method, path, body).await;
    assert_eq!(reply.status, 200, "{method} {path}: {}", reply.text);
    reply.json()["data"].take()
}

fn problem(reply: &Reply, kind: &str, place: Value) {
    let body = reply.json();
    assert_eq!(reply.status, 422, "{body}");
    assert_eq!(
        (&body["detail"][0]["type"], &body["detail"][0]["loc"]),
        (&json!(kind), &place),
        "{body}"
    );
}

#[tokio::test]
async fn a_contact_comes_changes_and_goes() {
    let wire = with_contacts("insighto", 12).await;
    let query = "contact/upsert?first_name=Ada&last_name=Quill&email=ada@example.com&phone_number=491700000000";
    let created = call(&wire, "POST", query, None).await.json();
    assert_eq!(created["message"], "Data created correctly");
    let channels = json!({"telephone": "+491700000000", "national_number": "1700000000", "country_code": "49",
        "dial_code": "DE"});
    let contact = &created["data"];
    assert_eq!(
        (&contact["first_name"], &contact["channels"]),
        (&json!("Ada"), &channels)
    );
    assert_eq!(
        (&contact["last_seen"], &contact["first_widget_id"]),
        (&json!(null), &json!(null))
    );
    let path = format!("contact/{}", contact["id"].as_str().unwrap());
    assert_eq!(&data(&wire, "GET", &path, None).await, contact);
    assert_eq!(data(&wire, "GET", "contact", None).await["total"], 13);

    // The number alone finds it again, however it is written, and the e-mail address in other letters.
    for query in [
        "phone_number=%2B49%20170%200000000&last_name=Marsh",
        "email=ADA@example.com&last_name=Marsh",
    ] {
        let updated = call(&wire, "POST", &format!("contact/upsert?{query}"), None)
            .await
            .json();
        assert_eq!(updated["message"], "Data updated successfully");
        assert_eq!(
            (&updated["data"]["id"], &updated["data"]["last_name"]),
            (&contact["id"], &json!("Marsh"))
        );
    }

    let patch = json!({"first_name": null, "custom_fields": {"plan": "gold"}, "unknown": 1,
        "channels": {"telephone": "+12025550123", "signal": "ada"}, "last_seen": "2026-11-01T08:15:30Z"});
    let changed = data(&wire, "PUT", &path, Some(patch)).await;
    assert!(
        changed.get("id").is_none()
            && changed.get("created_at").is_none()
            && changed.get("unknown").is_none()
    );
    let read = data(&wire, "GET", &path, None).await;
    assert_eq!(
        (
            &read["first_name"],
            &read["last_name"],
            &read["custom_fields"],
            &read["last_seen"]
        ),
        (
            &json!(null),
            &json!("Marsh"),
            &json!({"plan": "gold"}),
            &json!("2026-11-01T08:15:30Z")
        )
    );
    assert_eq!(
        read["channels"],
        json!({"telephone": "+12025550123", "signal": "ada"})
    );
    // A map is replaced as a whole, and what is not named stays.
    let changed = data(
        &wire,
        "PUT",
        &path,
        Some(json!({"custom_fields": {"score": 2}})),
    )
    .await;
    assert_eq!(
        (&changed["custom_fields"], &changed["last_name"]),
        (&json!({"score": 2}), &json!("Marsh"))
    );

    let deleted = call(&wire, "DELETE", &path, None).await.json();
    assert_eq!(
        (&deleted["message"], &deleted["data"]["id"]),
        (&json!("Data deleted successfully"), &contact["id"])
    );
    for method in ["GET", "PUT", "DELETE"] {
        let gone = call(&wire, method, &path, Some(json!({}))).await;
        assert_eq!(
            (gone.status, gone.json()),
            (404, json!({"detail": "Contact not found"}))
        );
    }
    // Numbers are not given again.
    let next = data(&wire, "POST", "contact/upsert?email=bo@example.com", None).await;
    assert_ne!(next["id"], contact["id"]);
}

#[tokio::test]
async fn several_contacts_go_at_once() {
    let wire = with_contacts("insighto", 10).await;
    let ids: Vec<_> = wire
        .sandbox
        .known_contacts()
        .take(3)
        .map(|known| known.id)
        .collect();
    let unknown = "3c90c3cc-0d44-4b50-8888-8dd25736052a";
    let body = json!({"contact_ids": [ids[0], ids[2], unknown]});
    assert_eq!(
        data(&wire, "DELETE", "contact/multiple", Some(body)).await,
        json!(null)
    );
    let left = data(&wire, "GET", "contact", None).await;
    assert_eq!(
        (&left["total"], &left["items"][0]["id"]),
        (&json!(8), &json!(ids[1]))
    );
    let wrong = json!({"contact_ids": [ids[1], 7]});
    problem(
        &call(&wire, "DELETE", "contact/multiple", Some(wrong)).await,
        "uuid_type",
        json!(["body", "contact_ids", 1]),
    );
}

#[tokio::test]
async fn what_does_not_validate_is_a_422_that_says_where() {
    let wire = with_contacts("insighto", 3).await;
    let id = wire.sandbox.known_contacts().next().unwrap().id;
    let contact = format!("contact/{id}");
    for (body, kind, place) in [
        (
            json!({"first_name": 1}),
            "string_type",
            json!(["body", "first_name"]),
        ),
        (
            json!({"channels": null}),
            "dict_type",
            json!(["body", "channels"]),
        ),
        (
            json!({"channels": {"slack": 1}}),
            "string_type",
            json!(["body", "channels", "slack"]),
        ),
        (
            json!({"custom_fields": []}),
            "dict_type",
            json!(["body", "custom_fields"]),
        ),
        (
            json!({"last_seen": "soon"}),
            "datetime_from_date_parsing",
            json!(["body", "last_seen"]),
        ),
        (
            json!({"org_id": "7"}),
            "uuid_parsing",
            json!(["body", "org_id"]),
        ),
        (json!([]), "model_attributes_type", json!(["body"])),
    ] {
        problem(&call(&wire, "PUT", &contact, Some(body)).await, kind, place);
    }
    problem(
        &call(&wire, "PUT", &contact, None).await,
        "missing",
        json!(["body"]),
    );
    problem(
        &call(&wire, "POST", "contact/upsert?first_name=Ada", None).await,
        "missing",
        json!(["query", "email"]),
    );
    // The values of an upsert are not in a body.
    let body = json!({"email": "ada@example.com"});
    problem(
        &call(&wire, "POST", "contact/upsert", Some(body)).await,
        "missing",
        json!(["query", "email"]),
    );
    let nobody = json!({"contact_ids": []});
    let widget = data(&wire, "GET", &contact, None).await["first_widget_id"]
        .as_str()
        .unwrap()
        .to_owned();
    problem(
        &call(
            &wire,
            "POST",
            &format!("messaging/{widget}/contacts"),
            Some(nobody),
        )
        .await,
        "too_short",
        json!(["body", "contact_ids"]),
    );
    let field = json!({"custom_field_type": "string"});
    problem(
        &call(&wire, "POST", "contact_custom_field", Some(field)).await,
        "missing",
        json!(["body", "custom_field_name"]),
    );
    assert_eq!(wire.call("PUT", "/api/v1/contact", None).await.status, 405);
}

#[tokio::test]
async fn a_key_that_reads_may_not_write() {
    let wire = with_contacts("insighto", 2).await;
    let key = wire.setting("read_only_key");
    assert_eq!(
        wire.get(&format!("/api/v1/contact?api_key={key}"))
            .await
            .status,
        200
    );
    let path = format!("/api/v1/contact/upsert?email=ada@example.com&api_key={key}");
    let refused = wire.call("POST", &path, None).await;
    assert_eq!(
        (refused.status, refused.json()),
        (403, json!({"detail": "Not enough permissions"}))
    );
    assert_eq!(data(&wire, "GET", "contact", None).await["total"], 2);
}

#[tokio::test]
async fn messages_appear_in_conversations() {
    let wire = with_contacts("insighto", 9).await;
    // Number 9 was never active.
    let quiet = wire.sandbox.known_contacts().nth(8).unwrap().id;
    let busy = wire.sandbox.known_contacts().next().unwrap().id;
    let widget =
        data(&wire, "GET", &format!("contact/{busy}"), None).await["first_widget_id"].take();
    let widget = widget.as_str().unwrap();
    let path = format!("messaging/{widget}/contacts");
    let text = "Your parcel is here 📦";
    let body =
        json!({"contact_ids": [quiet, "3c90c3cc-0d44-4b50-8888-8dd25736052a"], "message": text});
    for _ in 0..2 {
        let sent = call(&wire, "POST", &path, Some(body.clone())).await;
        assert_eq!(sent.json()["message"], "Messages are being sent");
    }
    let list = format!("conversation/by-contact/{quiet}");
    let conversations = data(&wire, "GET", &list, None).await;
    let conversation = &conversations["items"][0];
    assert_eq!(
        (
            &conversations["total"],
            &conversation["chat_count"],
            &conversation["widget_id"]
        ),
        (&json!(1), &json!(2), &json!(widget))
    );
    let id = conversation["id"].as_str().unwrap();
    let lines = data(&wire, "GET", &format!("conversation/{id}/transcript"), None).await;
    assert_eq!(
        (length(&lines), &lines[0]["text"], &lines[0]["sender"]),
        (2, &json!(text), &json!("assistant"))
    );
    let contact = data(&wire, "GET", &format!("contact/{quiet}"), None).await;
    assert_eq!(
        (&contact["last_sent"], &contact["last_widget_id"]),
        (&json!("2026-08-15T12:00:00Z"), &json!(widget))
    );

    let mut anew = body.clone();
    anew["start_new_conversation"] = json!(true);
    assert_eq!(call(&wire, "POST", &path, Some(anew)).await.status, 200);
    let called = call(
        &wire,
        "POST",
        &format!("call/{widget}/contacts"),
        Some(body),
    )
    .await;
    assert_eq!(called.json()["message"], "Calls are being placed");
    assert_eq!(data(&wire, "GET", &list, None).await["total"], 3);
    let nowhere = "messaging/3c90c3cc-0d44-4b50-8888-8dd25736052a/contacts";
    let lost = call(
        &wire,
        "POST",
        nowhere,
        Some(json!({"contact_ids": [quiet]})),
    )
    .await;
    assert_eq!(
        (lost.status, lost.json()),
        (404, json!({"detail": "Widget not found"}))
    );
}

#[tokio::test]
async fn campaigns_are_made_run_and_deleted() {
    let wire = with_contacts("insighto", 6).await;
    let ids: Vec<_> = wire
        .sandbox
        .known_contacts()
        .map(|known| known.id)
        .collect();
    let body =
        json!({"name": "Winter round", "type": "outbound_call", "contact_ids": [ids[0], ids[1]]});
    let campaign = data(&wire, "POST", "campaign/create", Some(body)).await;
    let id = campaign["id"].as_str().unwrap();
    assert_eq!(
        (&campaign["name"], &campaign["type"]),
        (&json!("Winter round"), &json!("outbound_call"))
    );
    assert_eq!(data(&wire, "GET", "campaign/list", None).await["total"], 3);
    let members = format!("campaign/contact/list/{id}");
    let before = data(&wire, "GET", &members, None).await;
    assert_eq!(
        each(&before["items"], "id"),
        [&json!(ids[0]), &json!(ids[1])]
    );
    assert!(
        each(&before["items"], "status")
            .iter()
            .all(|status| **status == "not_attempted")
    );

    let renamed = data(
        &wire,
        "PUT",
        &format!("campaign/update/{id}"),
        Some(json!({"name": "Round 2"})),
    )
    .await;
    assert_eq!(
        (&renamed["name"], &renamed["type"]),
        (&json!("Round 2"), &json!("outbound_call"))
    );
    assert_eq!(
        data(&wire, "GET", &format!("campaign/get/{id}"), None).await,
        renamed
    );
    let widget =
        data(&wire, "GET", &format!("contact/{}", ids[0]), None).await["first_widget_id"].take();
    let run = format!("campaign/run/{}", widget.as_str().unwrap());
    let started = call(&wire, "POST", &run, Some(json!({"campaign_id": id}))).await;
    assert_eq!(started.json()["message"], "Campaign started");
    let after = data(&wire, "GET", &members, None).await;
    assert!(
        each(&after["items"], "status")
            .iter()
            .all(|status| **status == "completed")
    );
    assert_eq!(after["items"][0]["execution_time"], "2026-08-15T12:00:00Z");

    // Whoever is deleted is in no campaign.
    assert_eq!(
        call(&wire, "DELETE", &format!("contact/{}", ids[0]), None)
            .await
            .status,
        200
    );
    assert_eq!(data(&wire, "GET", &members, None).await["total"], 1);
    assert_eq!(
        call(&wire, "DELETE", &format!("campaign/{id}"), None)
            .await
            .status,
        200
    );
    for (method, path) in [
        ("GET", format!("campaign/get/{id}")),
        ("GET", members),
        ("PUT", format!("campaign/update/{id}")),
        ("DELETE", format!("campaign/{id}")),
    ] {
        let gone = call(&wire, method, &path, Some(json!({}))).await;
        assert_eq!(
            (gone.status, gone.json()),
            (404, json!({"detail": "Campaign not found"}))
        );
    }
}

#[tokio::test]
async fn custom_fields_are_defined() {
    let wire = with_contacts("insighto", 1).await;
    let body = json!({"custom_field_name": "shoe size", "custom_field_type": "number"});
    let field = data(&wire, "POST", "contact_custom_field", Some(body)).await;
    assert_eq!(
        (&field["custom_field_name"], &field["custom_field_type"]),
        (&json!("shoe size"), &json!("number"))
    );
    let fields = data(&wire, "GET", "contact_custom_field/list", None).await;
    assert_eq!((&fields["total"], &fields["items"][4]), (&json!(5), &field));
}

#[tokio::test]
async fn the_country_of_a_number_is_in_the_dial_code() {
    let wire = with_contacts("insighto", 0).await;
    for (number, code, country) in [
        ("+12025550123", "1", "US"),
        ("+14165550123", "1", "CA"),
        ("+442079460000", "44", "GB"),
        ("+97225550123", "972", "IL"),
    ] {
        let query = format!("contact/upsert?phone_number={}", escape(number));
        let channels = data(&wire, "POST", &query, None).await["channels"].take();
        assert_eq!(
            (
                &channels["telephone"],
                &channels["country_code"],
                &channels["dial_code"]
            ),
            (&json!(number), &json!(code), &json!(country))
        );
    }
}
