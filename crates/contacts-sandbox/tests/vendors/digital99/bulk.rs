//! 99digital's work on several contacts: merge, bulk actions, import, and how the filter treats what is not there.

use serde_json::{Value, json};

use super::super::{Wire, each, length};
use super::{path, signed};

async fn get(wire: &Wire, rest: &str) -> Value {
    wire.get(&path(wire, rest)).await.json()
}

/// How many contacts meet one condition.
async fn count(wire: &Wire, key: &str, operator: &str, values: Value) -> i64 {
    let body =
        json!({"payload": [{"attribute_key": key, "filter_operator": operator, "values": values}]});
    let reply = wire.post(&path(wire, "/filter"), body).await;
    assert_eq!(reply.status, 200, "{key} {operator}: {}", reply.text);
    reply.json()["meta"]["count"].as_i64().unwrap()
}

#[tokio::test]
async fn a_merge_keeps_the_base_and_moves_what_hangs_on_the_other() {
    let wire = signed(20).await;
    let base = wire.post(&path(&wire, ""), json!({"name": "Base", "custom_attributes": {"plan": "base"}, "additional_attributes": {"social_profiles": {"github": "base"}}})).await.json();
    let base = base["payload"]["contact"]["id"].clone();
    let mergee = get(&wire, "/1").await["payload"].take();
    let notes = get(&wire, "/1/notes").await;
    let conversations = get(&wire, "/1/conversations").await["payload"].take();
    let body = json!({"base_contact_id": base, "mergee_contact_id": "1"});
    let merge = format!(
        "/v1/accounts/{}/actions/contact_merge",
        wire.setting("account_id")
    );
    let merged = wire.post(&merge, body.clone()).await.json();
    assert!(
        merged.get("contact_inboxes").is_none(),
        "bare, without inboxes"
    );
    assert_eq!(
        json!([
            merged["id"],
            merged["name"],
            merged["email"],
            merged["phone_number"],
            merged["custom_attributes"]["plan"]
        ]),
        json!([
            base,
            "Base",
            mergee["email"],
            mergee["phone_number"],
            "base"
        ])
    );
    let profiles = &merged["additional_attributes"]["social_profiles"];
    assert_eq!(
        json!([profiles["github"], profiles["instagram"]]),
        json!(["base", "sandbox_1"])
    );
    assert_eq!(wire.get(&path(&wire, "/1")).await.status, 404);
    assert_eq!(
        wire.post(&merge, body).await.status,
        404,
        "the other is gone"
    );
    // Numbers of notes and conversations stay.
    let of = |rest: &str| format!("/{base}{rest}");
    assert_eq!(get(&wire, &of("/notes")).await, notes);
    let moved = get(&wire, &of("/conversations")).await["payload"].take();
    assert_eq!(
        (
            each(&moved, "id"),
            each(&moved, "messages")[0][0]["content"].clone()
        ),
        (
            each(&conversations, "id"),
            conversations[0]["messages"][0]["content"].clone()
        )
    );
    let one = get(&wire, &of(&format!("/notes/{}", notes[0]["id"]))).await;
    assert_eq!(one, notes[0]);
    let links = get(&wire, &of("")).await["payload"]["contact_inboxes"].take();
    assert_eq!(links, mergee["contact_inboxes"]);
    let itself = wire
        .post(
            &merge,
            json!({"base_contact_id": 3, "mergee_contact_id": 3}),
        )
        .await;
    assert_eq!((itself.status, &itself.json()["id"]), (200, &json!(3)));
}

#[tokio::test]
async fn bulk_actions_label_or_delete_and_say_nothing() {
    let wire = signed(40).await;
    let act = async |body: Value| {
        let url = format!("/v1/accounts/{}/bulk_actions", wire.setting("account_id"));
        let reply = wire.post(&url, body).await;
        assert_eq!((reply.status, reply.text.as_str()), (200, ""));
    };
    let labels = async |id: i64| get(&wire, &format!("/{id}/labels")).await["payload"].take();
    act(json!({"type": "Contact", "ids": [3, 4, 999], "labels": {"add": ["brand new"], "remove": ["vip"]}})).await;
    for id in [3, 4] {
        assert!(
            labels(id)
                .await
                .as_array()
                .unwrap()
                .contains(&json!("brand new"))
        );
    }
    act(json!({"type": "Contact", "ids": [3], "labels": {"remove": ["brand new"]}})).await;
    assert!(
        !labels(3)
            .await
            .as_array()
            .unwrap()
            .contains(&json!("brand new"))
    );
    // Online or not, and labels are left aside.
    act(json!({"type": "Contact", "ids": [3, 9], "action_name": "delete", "labels": {"add": ["vip"]}})).await;
    for id in [3, 9] {
        assert_eq!(wire.get(&path(&wire, &format!("/{id}"))).await.status, 404);
    }
    assert_eq!(wire.sandbox.known_contacts().count(), 38);
}

#[tokio::test]
async fn an_import_adds_and_changes_contacts() {
    let wire = signed(8).await;
    let email = wire.sandbox.known_contacts().next().unwrap().email.unwrap();
    let csv = format!(
        "name,email,phone_number,company,size\nNew One,one@example.com,18005550142,Example Works,L\nChanged,{email},,,\nWrong,nobody,,,\n\"Two, \"\"too\"\"\",,+18005550143,,\n"
    );
    let import = async |csv: &str| {
        let file =
            reqwest::multipart::Part::bytes(csv.as_bytes().to_vec()).file_name("contacts.csv");
        let form = reqwest::multipart::Form::new().part("import_file", file);
        let url = format!("{}{}", wire.sandbox.base_url(), path(&wire, "/import"));
        wire.send(wire.http.post(url).multipart(form)).await
    };
    let reply = import(&csv).await;
    assert_eq!((reply.status, reply.text.as_str()), (200, ""));
    assert_eq!(
        wire.sandbox.known_contacts().count(),
        10,
        "a row that does not validate is left out"
    );
    let new = get(&wire, "/9").await["payload"].take();
    assert_eq!(
        json!([
            new["name"],
            new["phone_number"],
            new["custom_attributes"],
            new["additional_attributes"]
        ]),
        json!(["New One", "+18005550142", {"company": "Example Works", "size": "L"}, {"company": "Example Works"}])
    );
    assert_eq!(get(&wire, "/10").await["payload"]["name"], "Two, \"too\"");
    let changed = get(&wire, "/1").await["payload"].take();
    assert_eq!(
        json!([changed["name"], changed["email"]]),
        json!(["Changed", email])
    );
    assert_eq!(
        count(&wire, "company", "equal_to", json!(["example works"])).await,
        1
    );
    assert_eq!(import("").await.status, 422);
    let export = wire
        .post(&path(&wire, "/export"), json!({"column_names": ["id"]}))
        .await;
    assert_eq!((export.status, export.text.as_str()), (200, ""));
}

#[tokio::test]
async fn what_is_not_there_meets_no_condition_but_for_custom_attributes() {
    let wire = signed(150).await;
    let known: Vec<_> = wire.sandbox.known_contacts().collect();
    let with_email =
        i64::try_from(known.iter().filter(|known| known.email.is_some()).count()).unwrap();
    let first = known[0].email.clone().unwrap();
    let rows = [
        ("email", "not_equal_to", json!([first]), with_email - 1),
        (
            "email",
            "does_not_contain",
            json!(["example.com", "example.org"]),
            0,
        ),
        (
            "email",
            "contains",
            json!(["example.com", "example.org"]),
            with_email,
        ),
        // Of a bare text, only the first letter is compared.
        ("email", "equal_to", json!(first), 0),
        ("name", "contains", json!("_"), 144),
        ("identifier", "not_equal_to", json!(["crm-000004"]), 36),
        ("plan", "not_equal_to", json!(["nobody has this"]), 150),
        ("blocked", "not_equal_to", json!([true]), 145),
        ("company", "contains", json!(["e"]), 0),
        (
            "last_activity_at",
            "is_less_than",
            json!(["2030-01-01"]),
            128,
        ),
        ("phone_number", "starts_with", json!(["1"]), 0),
    ];
    for (key, operator, values, expected) in rows {
        assert_eq!(
            count(&wire, key, operator, values.clone()).await,
            expected,
            "{key} {operator} {values}"
        );
    }
    let present = count(&wire, "plan", "is_present", Value::Null).await;
    assert_eq!(
        present + count(&wire, "plan", "is_not_present", Value::Null).await,
        150
    );
    assert!(present > 20 && present < 130);
    let (labelled, unlabelled) = (
        count(&wire, "labels", "is_present", json!([])).await,
        count(&wire, "labels", "is_not_present", json!([])).await,
    );
    assert_eq!(labelled + unlabelled, 150);
    // Of several labels the first one counts.
    let vip = count(&wire, "labels", "equal_to", json!(["vip"])).await;
    assert_eq!(
        count(&wire, "labels", "equal_to", json!(["vip", "lead"])).await,
        vip
    );
    // SQL's wildcards count in a search as well.
    let search = get(&wire, "/search?q=%25_%25").await;
    assert_eq!(length(&search["payload"]), 15);
}
