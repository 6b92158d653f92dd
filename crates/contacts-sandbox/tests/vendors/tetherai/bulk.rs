//! TetherAI's work on many contacts: jobs, moves, counts, the export, reviews of duplicates, and splits.

use serde_json::{Value, json};

use super::super::{Wire, each, length};
use super::signed;

async fn total(wire: &Wire) -> u64 {
    let body = wire
        .get("/api/contacts?ownerFilter=all&size=1")
        .await
        .json();
    body["total"].as_u64().unwrap()
}

#[tokio::test]
async fn a_deletion_by_query_is_a_job_that_goes_on_when_asked_about() {
    let wire = signed(200).await;
    let stages =
        wire.post("/api/contacts/statuses", json!({})).await.json()["stageIdByName"].take();
    let query = json!({"stageIds": [stages["Lost"], stages["Won"]], "ownerFilter": "owned"});
    let count = wire
        .post("/api/contacts/query-count", query.clone())
        .await
        .json()["count"]
        .as_u64()
        .unwrap();
    assert!(count > 20 && count < 100, "{count}");
    let started = wire
        .call(
            "DELETE",
            "/api/contacts/query-bulk-delete",
            Some(query.clone()),
        )
        .await;
    assert_eq!(
        (started.status, &started.json()["message"]),
        (202, &json!("Bulk delete started"))
    );
    let job = started.json()["jobId"].as_str().unwrap().to_owned();
    assert_eq!(total(&wire).await, 200);

    let path = format!("/api/contacts/bulk-job/{job}");
    let ask = async || wire.get(&path).await;
    let state = |status: &str, processed: u64, total: u64| json!({"jobId": job, "status": status, "processed": processed, "total": total});
    assert_eq!(ask().await.json(), state("pending", 0, 0));
    assert_eq!(ask().await.json(), state("pending", count / 2, 0));
    assert_eq!(total(&wire).await, 200 - count / 2);
    for _ in 0..3 {
        assert_eq!(ask().await.json(), state("completed", count, count));
    }
    assert_eq!(total(&wire).await, 200 - count);
    let forgotten = ask().await;
    assert_eq!(
        (forgotten.status, forgotten.json()),
        (404, json!({"error": "Job not found"}))
    );
    assert_eq!(
        wire.post("/api/contacts/query-count", query).await.json(),
        json!({"count": 0})
    );
}

#[tokio::test]
async fn ids_and_queries_delete_and_move() {
    let wire = signed(90).await;
    let ids: Vec<_> = wire
        .sandbox
        .known_contacts()
        .take(2)
        .map(|known| known.id)
        .collect();
    let body = json!({"contactIds": [ids[0], ids[1], ids[1], "nobody"]});
    let gone = wire
        .call("DELETE", "/api/contacts/bulk-delete", Some(body.clone()))
        .await
        .json();
    assert_eq!(
        gone,
        json!({"message": "2 contacts deleted", "deletedCount": 2})
    );
    let none = wire
        .call("DELETE", "/api/contacts/bulk-delete", Some(body))
        .await
        .json();
    assert_eq!(none["deletedCount"], 0);

    let stages =
        wire.post("/api/contacts/statuses", json!({})).await.json()["stageIdByName"].take();
    let query = json!({"orgWide": true, "targetStageId": stages["Won"], "targetStatus": "Won"});
    let moved = wire
        .call("PUT", "/api/contacts/query-bulk-move", Some(query))
        .await
        .json();
    let (modified, matched) = (
        moved["modifiedCount"].as_u64().unwrap(),
        moved["matchedCount"].as_u64().unwrap(),
    );
    assert!(matched == 88 && modified < matched, "{moved}");
    assert_eq!(
        moved["message"],
        format!("Successfully moved {modified} contact(s)")
    );
    let won = wire
        .post(
            "/api/contacts/status",
            json!({"status": "Won", "ownerFilter": "all"}),
        )
        .await
        .json();
    assert_eq!(won["total"], 88);
}

#[tokio::test]
async fn the_export_has_seven_columns_and_takes_malformed_filters_for_none() {
    let wire = signed(60).await;
    let export = async |query: &str| {
        let reply = wire
            .get(&format!("/api/contacts/query-bulk-export?{query}"))
            .await;
        assert_eq!((reply.status, reply.media_type.as_str()), (200, "text/csv"));
        reply.text
    };
    let all = export("orgWide=true").await;
    let mut lines = all.lines();
    assert_eq!(
        lines.next(),
        Some("First Name,Last Name,Phone,Email,Pipeline,Stage,Created Date")
    );
    assert_eq!(lines.count(), 60);
    let filtered =
        |text: &str| format!("orgWide=true&advancedParams={}", super::super::escape(text));
    let recent = export(&filtered(r#"{"createdAfter": "2026-06-01T00:00:00Z"}"#)).await;
    assert!(recent.lines().count() > 2 && recent.lines().count() < 50);
    assert_eq!(export(&filtered(r#"{"createdAfter": "#)).await, all);
    let stages =
        wire.post("/api/contacts/statuses", json!({})).await.json()["stageIdByName"].take();
    let two = format!(
        "stageIds={},{}",
        stages["New"].as_str().unwrap(),
        stages["Won"].as_str().unwrap()
    );
    let two = export(&two).await;
    assert!(
        two.lines()
            .skip(1)
            .all(|line| line.contains(",New,") || line.contains(",Won,"))
    );
    assert_eq!(
        export("orgWide=true&pipelineType=Application")
            .await
            .lines()
            .count(),
        1
    );
}

/// The open reviews of a contact.
async fn reviews(wire: &Wire, id: &str) -> Vec<Value> {
    let path = format!("/api/contacts/{id}/dedup-reviews/pending");
    let mut body = wire.get(&path).await.json();
    assert_eq!(body["count"], length(&body["data"]));
    body["data"].take().as_array().unwrap().clone()
}

#[tokio::test]
async fn a_review_ends_in_a_merge_or_in_two_contacts() {
    let wire = signed(160).await;
    let known: Vec<_> = wire.sandbox.known_contacts().collect();
    // 59 has the number of 58, and 159 that of 158.
    let (candidate, source) = (&known[57].id, &known[58].id);
    let review = reviews(&wire, source).await.remove(0);
    assert_eq!(
        json!(reviews(&wire, candidate).await),
        json!([review]),
        "both contacts have it"
    );
    assert_eq!(
        json!([
            review["sourceContactId"],
            review["candidateContactId"],
            review["status"]
        ]),
        json!([source, candidate, "needs_review"])
    );
    let before = wire.get(&format!("/api/contacts/{source}")).await.json()["contact"].take();
    let path = format!(
        "/api/contacts/dedup-reviews/{}/merge",
        review["_id"].as_str().unwrap()
    );
    let merged = wire
        .call(
            "PATCH",
            &path,
            Some(json!({"resolution": {"firstName": "source"}})),
        )
        .await
        .json();
    assert_eq!(
        json!([merged["success"], merged["message"], merged["data"]]),
        json!([true, "Review merged", {"_id": review["_id"], "status": "merged"}])
    );
    assert_eq!(
        json!([
            merged["targetContact"]["_id"],
            merged["targetContact"]["firstName"]
        ]),
        json!([candidate, before["firstName"]])
    );
    assert_eq!(
        wire.get(&format!("/api/contacts/{source}")).await.status,
        404
    );
    assert_eq!(wire.call("PATCH", &path, Some(json!({}))).await.status, 404);
    assert!(reviews(&wire, candidate).await.is_empty());

    let review = reviews(&wire, &known[158].id).await.remove(0);
    let path = format!(
        "/api/contacts/dedup-reviews/{}/keep-separate",
        review["_id"].as_str().unwrap()
    );
    let kept = wire.call("PATCH", &path, Some(json!({}))).await.json();
    assert_eq!(
        kept,
        json!({"success": true, "message": "Review kept separate", "data": {"_id": review["_id"], "status": "kept_separate"}})
    );
    assert!(reviews(&wire, &known[157].id).await.is_empty());
    assert_eq!(total(&wire).await, 159);
}

#[tokio::test]
async fn a_split_moves_what_it_is_told_to() {
    let wire = signed(3).await;
    let id = wire.sandbox.known_contacts().next().unwrap().id;
    let notes = wire
        .get(&format!("/api/contact-notes?contactId={id}"))
        .await
        .json();
    let note = notes["data"][0]["_id"].as_str().unwrap();
    let mut conversations = Vec::new();
    for channel in ["sms", "email"] {
        let body = json!({"contactId": id, "channelType": channel});
        let list = wire.post("/api/conversation/all", body).await.json();
        conversations.extend(
            each(&list["conversations"], "_id")
                .into_iter()
                .map(|id| id.as_str().unwrap().to_owned()),
        );
    }
    let path = format!("/api/contacts/{id}/separate");
    let taken =
        json!({"fieldSplit": {"phoneNumber": {"original": "+18005550142", "new": "+18005550142"}}});
    let refused = wire.post(&path, taken).await;
    assert_eq!(
        (refused.status, refused.json()),
        (
            400,
            json!({"error": "Phone number is used by another contact"})
        )
    );
    let body = json!({
        "fieldSplit": {"firstName": {"original": "Ardelia", "new": "Bofrim"}, "email": "new", "phoneNumber": {"new": "+18005550142"}},
        "childRecordAssignment": {"contactNotes": {note: "new"}, "conversations": {conversations[0].as_str(): "new", conversations[1].as_str(): "original"}},
    });
    let split = wire.post(&path, body).await.json()["data"].take();
    assert_eq!(split["originalContactId"], json!(id));
    let summary = &split["summary"];
    assert_eq!(
        json!([
            summary["conversationsMoved"],
            summary["notesMoved"],
            summary["applicationsMoved"]
        ]),
        json!([1, 1, 0])
    );
    assert!(summary["messagesReassigned"].as_u64().unwrap() > 0);
    let new = split["newContactId"].as_str().unwrap();
    let (old, new_contact) = (
        wire.get(&format!("/api/contacts/{id}")).await.json(),
        wire.get(&format!("/api/contacts/{new}")).await.json(),
    );
    assert_eq!(
        json!([old["contact"]["firstName"], old["contact"]["email"]]),
        json!(["Ardelia", null])
    );
    assert_eq!(new_contact["contact"]["firstName"], "Bofrim");
    assert!(new_contact["contact"]["email"].is_string());
    let moved = wire
        .get(&format!("/api/contact-notes?contactId={new}"))
        .await
        .json();
    assert_eq!(moved["data"], json!([notes["data"][0]]), "ids stay");
    assert_eq!(total(&wire).await, 4);
}
