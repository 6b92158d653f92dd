//! TetherAI's refusals, one row each.

use serde_json::json;

use super::signed;

#[tokio::test]
async fn each_refusal_has_its_body() {
    let mut wire = signed(60).await;
    let known: Vec<_> = wire.sandbox.known_contacts().collect();
    let (id, taken) = (known[0].id.clone(), known[1].phone.clone());
    let missing = |name: &str| json!({"error": {"code": "invalid_request", "message": format!("Missing required field: {name}")}});
    let error = |text: &str| json!({"error": text});
    let invalid = |text: &str| json!({"message": text, "code": "invalid_request"});
    let path = |rest: &str| format!("/api/contacts/{id}{rest}");
    let nobody = "/api/contacts/0123456789abcdef01234567";
    let search = format!("/api/conversation/contact/{id}/messages/search");
    let rows = [
        (
            "POST",
            "/api/contact".into(),
            json!({}),
            400,
            missing("phoneNumber"),
        ),
        (
            "POST",
            "/api/contact".into(),
            json!({"phoneNumber": 7}),
            400,
            invalid("phoneNumber must be a string"),
        ),
        (
            "POST",
            "/api/contact".into(),
            json!({"phoneNumber": "+18005550142", "firstName": 7}),
            400,
            invalid("firstName must be a string"),
        ),
        (
            "POST",
            "/api/contact".into(),
            json!({"phoneNumber": taken}),
            409,
            json!({"success": false, "message": "Contact already exists"}),
        ),
        (
            "POST",
            "/api/contact".into(),
            json!({"phoneNumber": "+18005550142", "pipelineStage": "x"}),
            400,
            error("Pipeline stage not found"),
        ),
        ("PUT", "/api/contact".into(), json!({}), 400, missing("_id")),
        // No 404 here, but a success that is none.
        (
            "PUT",
            "/api/contact".into(),
            json!({"_id": "0123456789abcdef01234567", "status": "Won"}),
            200,
            json!({"success": false, "message": "Contact could not be updated"}),
        ),
        (
            "PUT",
            "/api/contact".into(),
            json!({"_id": id}),
            200,
            json!({"success": false, "message": "Contact could not be updated"}),
        ),
        (
            "PATCH",
            path(""),
            json!({"phoneNumber": "+18005550142"}),
            400,
            invalid("phoneNumber must be an array"),
        ),
        (
            "PATCH",
            path(""),
            json!({"phoneNumber": [{"value": taken}]}),
            409,
            json!({"success": false, "message": "Contact already exists"}),
        ),
        (
            "PATCH",
            nobody.into(),
            json!({}),
            404,
            error("Contact not found"),
        ),
        (
            "GET",
            "/api/contacts/6576ab".into(),
            json!({}),
            400,
            invalid("Invalid contact id"),
        ),
        (
            "DELETE",
            nobody.into(),
            json!({}),
            404,
            error("Contact not found"),
        ),
        (
            "PATCH",
            format!("{nobody}/block"),
            json!({}),
            404,
            error("Contact not found"),
        ),
        (
            "POST",
            "/api/contact-notes".into(),
            json!({"note": "x"}),
            400,
            missing("contactId"),
        ),
        (
            "POST",
            path("/documents"),
            json!({"storageKey": "k"}),
            400,
            missing("filename"),
        ),
        (
            "DELETE",
            path("/documents/0123456789abcdef01234567"),
            json!({}),
            404,
            json!({"error": "Document not found", "message": "Document not found"}),
        ),
        (
            "PATCH",
            path("/phone-number/verify"),
            json!({}),
            400,
            missing("phoneNumber"),
        ),
        (
            "PATCH",
            path("/phone-number/verify"),
            json!({"phoneNumber": "+18005550142"}),
            404,
            error("No such phone number on this contact"),
        ),
        (
            "PATCH",
            path("/phone-number/verify"),
            json!({"phoneNumber": known[0].phone, "verifiedAt": "yesterday"}),
            400,
            invalid("verifiedAt must be a date"),
        ),
        (
            "PATCH",
            path("/verify-contact-methods"),
            json!({"type": "fax", "value": "1"}),
            400,
            invalid("type must be phone or email"),
        ),
        (
            "PATCH",
            path("/verify-contact-methods"),
            json!({"type": "email", "value": "x@example.com"}),
            404,
            error("No such email on this contact"),
        ),
        (
            "DELETE",
            "/api/contacts/bulk-delete".into(),
            json!({}),
            400,
            missing("contactIds"),
        ),
        (
            "DELETE",
            "/api/contacts/query-bulk-delete".into(),
            json!({}),
            400,
            error("stageIds is required unless orgWide is true"),
        ),
        (
            "PUT",
            "/api/contacts/query-bulk-move".into(),
            json!({"orgWide": true}),
            400,
            missing("targetStageId"),
        ),
        (
            "POST",
            "/api/contacts/query-count".into(),
            json!({}),
            400,
            error("stageIds is required unless orgWide is true"),
        ),
        (
            "GET",
            "/api/contacts/query-bulk-export".into(),
            json!({}),
            400,
            error("stageIds is required unless orgWide is true"),
        ),
        (
            "GET",
            "/api/contacts/bulk-job/00000000-0000-4000-8000-000000000000".into(),
            json!({}),
            404,
            error("Job not found"),
        ),
        (
            "GET",
            format!("{search}?q=a&limit=5001"),
            json!({}),
            400,
            invalid("limit must be at most 5000"),
        ),
        (
            "GET",
            format!("{search}?q={}", "x".repeat(501)),
            json!({}),
            400,
            invalid("q must have 1 to 500 characters"),
        ),
        (
            "GET",
            "/api/contacts?size=0".into(),
            json!({}),
            400,
            invalid("size must be a positive integer"),
        ),
        (
            "POST",
            path("/separate"),
            json!({}),
            400,
            missing("fieldSplit"),
        ),
        (
            "PATCH",
            "/api/contacts/dedup-reviews/0123456789abcdef01234567/merge".into(),
            json!({}),
            404,
            error("Review not found"),
        ),
        (
            "GET",
            path("/dedup-reviews/pending?organizationId=0123456789abcdef01234567"),
            json!({}),
            403,
            error("Access denied"),
        ),
        (
            "POST",
            "/api/auth/login".into(),
            json!({"email": "sandy@example.com"}),
            400,
            missing("password"),
        ),
        (
            "POST",
            "/api/auth/login".into(),
            json!({"email": "sandy@example.com", "password": "wrong"}),
            401,
            error("Invalid credentials"),
        ),
        (
            "POST",
            "/api/auth/refresh".into(),
            json!({"refreshToken": "wrong"}),
            401,
            error("Invalid or expired token"),
        ),
    ];
    for (method, path, body, status, expected) in rows {
        let reply = wire.call(method, &path, Some(body.clone())).await;
        assert_eq!(
            (reply.status, reply.json()),
            (status, expected),
            "{method} {path} {body}"
        );
    }
    wire.headers.clear();
    for (method, path) in [
        ("POST", "/api/contact".to_owned()),
        ("DELETE", path("")),
        ("GET", "/api/contacts/query-bulk-export".into()),
    ] {
        let reply = wire.call(method, &path, None).await;
        assert_eq!(
            (reply.status, reply.json()),
            (401, error("Invalid or expired token"))
        );
    }
}
