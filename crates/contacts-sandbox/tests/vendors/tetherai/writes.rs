//! TetherAI's writes of one contact: its life, notes, documents, verification, and who is logged in.

use serde_json::{Value, json};

use super::super::{Wire, each, length};
use super::signed;

/// The JSON of an answer with status 200.
async fn good(wire: &Wire, method: &str, path: &str, body: Value) -> Value {
    let reply = wire.call(method, path, Some(body)).await;
    assert_eq!(reply.status, 200, "{method} {path}: {}", reply.text);
    reply.json()
}

async fn get(wire: &Wire, id: &str) -> Value {
    let path = format!("/api/contacts/{id}");
    good(wire, "GET", &path, Value::Null).await["contact"].take()
}

async fn create(wire: &Wire, body: Value) -> String {
    let saved = good(wire, "POST", "/api/contact", body).await;
    assert_eq!(
        saved["contact"], saved["data"]["contact"],
        "the contact comes twice"
    );
    assert_eq!(saved["message"], "Contact created");
    saved["contact"]["_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_contact_from_creation_to_deletion() {
    let wire = signed(20).await;
    let total = async || {
        let body = wire.get("/api/contacts?ownerFilter=all").await.json();
        body["total"].as_u64().unwrap()
    };
    let body = json!({"phoneNumber": "(800) 555-0142", "firstName": "Rilva", "email": "New@Example.com", "process": "intake", "status": "Qualified"});
    let id = create(&wire, body).await;
    assert_eq!(total().await, 21);
    let contact = get(&wire, &id).await;
    assert_eq!(
        contact["phoneNumber"],
        json!([{"value": "+18005550142", "isPrimary": true}])
    );
    assert_eq!(
        json!([
            contact["firstName"],
            contact["email"],
            contact["process"],
            contact["status"],
            contact["userId"]
        ]),
        json!([
            "Rilva",
            "new@example.com",
            "intake",
            "Qualified",
            wire.setting("user_id")
        ])
    );
    // It is mine, so the list without a scope begins with it.
    assert_eq!(
        wire.get("/api/contacts").await.json()["contacts"][0]["_id"],
        json!(id)
    );
    let phone = json!({"phoneNumber": "+18005550142"});
    let found = good(&wire, "POST", "/api/contacts/phoneNumber", phone).await;
    assert_eq!(found["contact"]["_id"], json!(id));

    // The newer update, with the stage by its id.
    let stages =
        good(&wire, "POST", "/api/contacts/statuses", json!({})).await["stageIdByName"].take();
    let path = format!("/api/contacts/{id}");
    let phones = json!([{"value": "+18005550143"}, {"value": "+18005550144", "isPrimary": true}]);
    let changes =
        json!({"pipelineStage": stages["Won"], "phoneNumber": phones, "firstName": "Ignored"});
    let saved = good(&wire, "PATCH", &path, changes).await;
    assert_eq!(
        json!([
            saved["contact"]["status"],
            saved["contact"]["pipelineStage"],
            saved["contact"]["firstName"]
        ]),
        json!(["Won", stages["Won"], "Rilva"])
    );
    assert_eq!(
        saved["contact"]["phoneNumber"],
        json!([{"value": "+18005550143", "isPrimary": false}, {"value": "+18005550144", "isPrimary": true}])
    );
    assert_eq!(get(&wire, &id).await, saved["contact"]);
    for number in ["+18005550143", "+18005550144"] {
        let found = good(
            &wire,
            "POST",
            "/api/contacts/phoneNumber",
            json!({"phoneNumber": number}),
        )
        .await;
        assert_eq!(found["contact"]["_id"], json!(id));
    }
    let old = wire
        .post(
            "/api/contacts/phoneNumber",
            json!({"phoneNumber": "+18005550142"}),
        )
        .await;
    assert_eq!(old.status, 404, "a list of numbers replaces the old one");

    // The older one, with the id in its body.
    let changes = json!({"_id": id, "pipelineStage": null, "status": "Somewhere"});
    let updated = good(&wire, "PUT", "/api/contact", changes).await;
    assert_eq!(
        json!([
            updated["success"],
            updated["contact"]["pipelineStage"],
            updated["contact"]["status"]
        ]),
        json!([true, null, "Somewhere"])
    );

    for (path, message) in [
        ("block", "Contact blocked"),
        ("unblock", "Contact unblocked"),
    ] {
        let path = format!("/api/contacts/{id}/{path}");
        let reply = wire.call("PATCH", &path, None).await.json();
        assert_eq!(
            (&reply["success"], &reply["message"]),
            (&json!(true), &json!(message))
        );
    }
    let gone = wire.call("DELETE", &path, None).await;
    assert_eq!(
        gone.json(),
        json!({"success": true, "message": "Contact deleted"})
    );
    assert_eq!(wire.get(&path).await.status, 404);
    assert_eq!(total().await, 20);
    let next = create(&wire, json!({"phoneNumber": "+18005550142"})).await;
    assert_ne!(next, id, "an id is never given twice");
}

#[tokio::test]
async fn notes_are_written_and_come_first() {
    let wire = signed(3).await;
    let id = wire.sandbox.known_contacts().next().unwrap().id;
    let body = json!({"contactId": id, "note": "**Call** back", "mentions": [], "attachments": [{"key": "k", "name": "form.pdf", "size": 12, "type": "application/pdf"}]});
    let created = good(&wire, "POST", "/api/contact-notes", body).await;
    let note = &created["data"];
    assert_eq!(
        json!([
            created["success"],
            note["note"],
            note["isEdited"],
            note["userId"]["_id"]
        ]),
        json!([true, "**Call** back", false, wire.setting("user_id")])
    );
    assert_eq!(note["attachments"][0]["name"], "form.pdf");
    let list = wire
        .get(&format!("/api/contact-notes?contactId={id}&limit=1"))
        .await
        .json();
    assert_eq!(
        (&list["data"][0], &list["pagination"]["total"]),
        (note, &json!(31))
    );
}

#[tokio::test]
async fn documents_are_attached_and_leave_with_the_wrong_words() {
    let wire = signed(3).await;
    let id = wire.sandbox.known_contacts().next().unwrap().id;
    let path = format!("/api/contacts/{id}/documents");
    let kind = wire.setting("document_type");
    let body = json!({"storageKey": "org/file.pdf", "filename": "file.pdf", "contentType": "application/pdf", "documentType": kind});
    let added = good(&wire, "POST", &path, body).await["document"].take();
    assert_eq!(
        json!([added["filename"], added["documentType"]]),
        json!(["file.pdf", kind])
    );

    let upload = async |kind: &str, bytes: Vec<u8>| {
        let file = reqwest::multipart::Part::bytes(bytes)
            .file_name("id.png")
            .mime_str("image/png")
            .unwrap();
        let form = reqwest::multipart::Form::new()
            .text("documentType", kind.to_owned())
            .text("notes", "Front")
            .part("file", file);
        let url = format!("{}{path}/upload", wire.sandbox.base_url());
        wire.send(wire.http.post(url).multipart(form)).await
    };
    let uploaded = upload(&kind, vec![7; 300]).await.json()["document"].take();
    assert_eq!(
        json!([
            uploaded["filename"],
            uploaded["contentType"],
            uploaded["size"],
            uploaded["notes"]
        ]),
        json!(["id.png", "image/png", 300, "Front"])
    );
    let large = upload(&kind, vec![7; 25 * 1024 * 1024 + 1]).await;
    assert_eq!(
        (large.status, large.json()),
        (413, json!({"error": "File too large"}))
    );
    assert_eq!(upload("Poem", vec![7]).await.status, 400);

    for document in [added, uploaded] {
        let path = format!("{path}/{}", document["_id"].as_str().unwrap());
        let gone = wire.call("DELETE", &path, None).await;
        assert_eq!(gone.json(), json!({"message": "Conversation deleted"}));
        assert_eq!(wire.call("DELETE", &path, None).await.status, 404);
    }
}

#[tokio::test]
async fn verification_hangs_on_the_number_or_the_address() {
    let wire = signed(3).await;
    let id = create(
        &wire,
        json!({"phoneNumber": "+18005550142", "email": "new@example.com"}),
    )
    .await;
    let path = |rest: &str| format!("/api/contacts/{id}/{rest}");
    let when = "2026-05-20T15:04:01.135Z";

    let method = |kind: &str, value: &str, at: Value| json!({"type": kind, "value": value, "verifiedAt": at, "verificationSource": "admin-manual"});
    let phone = |at| method("phone", "1 (800) 555-0142", at);
    let email = |at| method("email", "NEW@example.com", at);
    let rows = [
        (
            phone(json!(when)),
            "Phone number verified",
            "phoneNumber",
            true,
        ),
        (email(json!(when)), "Email verified", "email", true),
        (
            phone(json!(null)),
            "Phone number unverified",
            "phoneNumber",
            false,
        ),
        (email(json!(null)), "Email unverified", "email", false),
    ];
    for (body, message, field, verified) in rows {
        let reply = good(&wire, "PATCH", &path("verify-contact-methods"), body).await;
        assert_eq!(reply["message"], message);
        let entry = &reply["data"]["contact"][field][0];
        assert_eq!(entry["verifiedAt"].is_string(), verified, "{reply}");
        assert_eq!(entry["verificationSource"] == "admin-manual", verified);
        let stored = get(&wire, &id).await;
        assert_eq!(&stored[field][0], entry);
    }
    // The same words for opposite actions.
    for (rest, body, verified) in [
        (
            "phone-number/verify",
            json!({"phoneNumber": "+18005550142", "verifiedAt": when}),
            true,
        ),
        (
            "phone-number/verify",
            json!({"phoneNumber": "+18005550142", "verifiedAt": null}),
            false,
        ),
        ("verify", json!({"verificationSource": "import"}), true),
        ("unverify", json!({}), false),
    ] {
        let reply = good(&wire, "PATCH", &path(rest), body).await;
        assert_eq!(reply["message"], "Contact verified");
        assert_eq!(reply["data"]["contact"]["_id"], json!(id));
        assert!(
            reply["data"]["contact"].get("status").is_none(),
            "few of its fields"
        );
        let stored = get(&wire, &id).await;
        assert_eq!(
            stored["phoneNumber"][0]["verifiedAt"].is_string(),
            verified,
            "{rest}"
        );
    }
}

#[tokio::test]
async fn logging_in_decides_whose_contacts_are_mine_and_who_may_verify() {
    let mut wire = signed(60).await;
    let login = |email: &str| json!({"email": email, "password": wire.setting("password")});
    let session = wire
        .post("/api/auth/login", login("mocca@example.com"))
        .await
        .json();
    assert_eq!(
        json!([session["user"]["fullName"], session["user"]["accessRole"]]),
        json!(["Mocca Mockington", "AGENT"])
    );
    let mine = wire
        .post("/api/auth/login", login("sandy@example.com"))
        .await
        .json();
    assert_eq!(
        json!([mine["token"], mine["user"]["accessRole"]]),
        json!([wire.credential("bearerAuth"), "ADMIN"])
    );
    let refresh = json!({"refreshToken": wire.setting("refresh_token")});
    assert_eq!(
        wire.post("/api/auth/refresh", refresh).await.json(),
        json!({"token": wire.credential("bearerAuth")})
    );

    let admins = wire.get("/api/contacts?size=60").await.json();
    wire.headers = vec![(
        "authorization",
        format!("Bearer {}", session["token"].as_str().unwrap()),
    )];
    let agents = wire.get("/api/contacts?size=60").await.json();
    assert!(length(&admins["contacts"]) > 0 && length(&agents["contacts"]) > 0);
    let ids = each(&admins["contacts"], "_id");
    assert!(
        each(&agents["contacts"], "_id")
            .iter()
            .all(|id| !ids.contains(id))
    );
    let id = agents["contacts"][0]["_id"].as_str().unwrap();
    for (method, path) in [
        ("PATCH", "verify"),
        ("PATCH", "unverify"),
        ("POST", "separate"),
    ] {
        let path = format!("/api/contacts/{id}/{path}");
        let reply = wire.call(method, &path, Some(json!({}))).await;
        assert_eq!(
            (reply.status, reply.json()),
            (403, json!({"error": "Access denied"}))
        );
    }
}
