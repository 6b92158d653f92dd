mod writes;

use serde_json::json;

use super::{Reply, Wire, escape, length, with_contacts};

async fn signed(wire: &Wire, path: &str) -> Reply {
    let joint = if path.contains('?') { '&' } else { '?' };
    wire.get(&format!(
        "{path}{joint}apiKey={}",
        wire.credential("apiKey")
    ))
    .await
}

#[tokio::test]
async fn the_refusal_is_bare_text_that_claims_to_be_json() {
    let wire = with_contacts("dmchamp", 3).await;
    for path in [
        "/tags",
        "/tags?apiKey=wrong",
        "/contacts?email=a@example.com&userId=wrong",
    ] {
        let reply = wire.get(path).await;
        assert_eq!(
            (reply.status, reply.media_type.as_str(), reply.text.as_str()),
            (401, "application/json", "Unauthorized")
        );
    }
    assert_eq!(
        wire.get(&format!("/tags?userId={}", wire.credential("userId")))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_contact_is_found_by_number_or_address_and_there_is_no_list() {
    let wire = with_contacts("dmchamp", 120).await;
    let mut found = 0;
    for known in wire.sandbox.known_contacts() {
        let queries = [
            known
                .phone
                .map(|phone| format!("phoneNumber={}", escape(&phone))),
            known.email.map(|email| format!("email={}", escape(&email))),
        ];
        for query in queries.iter().flatten() {
            let body = signed(&wire, &format!("/contacts?{query}")).await.json();
            assert_eq!(
                (&body["success"], &body["contactId"]),
                (&json!(true), &json!(known.id))
            );
            assert_eq!(body["contact"]["id"], known.id);
        }
        found += usize::from(queries.iter().any(Option::is_some));
    }
    assert_eq!(found, 119, "37 has neither");
    let neither = signed(&wire, "/contacts").await;
    assert_eq!(
        (neither.status, neither.json()["error"].is_string()),
        (400, true)
    );
    let nobody = signed(&wire, "/contacts?email=nobody@example.com").await;
    assert_eq!(
        (nobody.status, &nobody.json()["success"]),
        (404, &json!(false))
    );
    // A plus sign that nobody escaped is a space.
    assert_eq!(
        signed(&wire, "/contacts?phoneNumber=+12025550101")
            .await
            .status,
        404
    );
    assert_eq!(
        signed(&wire, "/contacts?phoneNumber=%2B12025550101")
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn the_nameless_are_called_unknown_and_tags_have_two_shapes() {
    let wire = with_contacts("dmchamp", 60).await;
    let (mut text, mut objects) = (false, false);
    for (place, known) in wire.sandbox.known_contacts().enumerate() {
        let Some(email) = known.email else { continue };
        let contact = signed(&wire, &format!("/contacts?email={}", escape(&email)))
            .await
            .json()["contact"]
            .take();
        if matches!(place + 1, 11 | 31) {
            assert_eq!(
                (&contact["firstName"], &contact["lastName"]),
                (&json!("Unknown"), &json!("Unknown"))
            );
        }
        text |= contact["tags"][0].is_string();
        objects |= contact["tags"][0]["name"].is_string();
        let tags = signed(&wire, &format!("/contacts/tags/{}", known.id))
            .await
            .json();
        assert_eq!(length(&tags), length(&contact["tags"]));
        assert_eq!(
            signed(&wire, &format!("/contacts/messages/{}", known.id))
                .await
                .status,
            200
        );
    }
    assert!(text && objects);
    assert_eq!(
        length(&signed(&wire, "/tags").await.json()),
        8,
        "a bare array"
    );
    let busy = wire.sandbox.known_contacts().next().unwrap().id;
    assert_eq!(
        length(
            &signed(&wire, &format!("/contacts/messages/{busy}"))
                .await
                .json()
        ),
        45
    );
    assert_eq!(signed(&wire, "/contacts/tags/nobody").await.status, 404);
    assert_eq!(signed(&wire, "/contacts/tags").await.status, 400);
}
