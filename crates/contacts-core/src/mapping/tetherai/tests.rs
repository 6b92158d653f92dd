//! What no sample shows: copies, shapes and refusals in other combinations.

use serde_json::{Value, json};

use super::{MAPPING, contact_result};
use crate::mapping::{MapError, Mapped, Origin, mapped};
use crate::model::{IssueCode, TotalScope, Verification};

fn origin() -> Origin {
    Origin::new("tetherai", "https://crm.example.com")
}

fn map(operation: &str, body: &str) -> Result<Mapped, MapError> {
    MAPPING.map(operation, body, &origin())
}

fn read(operation: &str, body: &Value) -> Mapped {
    map(operation, &body.to_string()).unwrap()
}

fn names(mapped: &Mapped) -> Vec<&str> {
    let contacts = mapped.contacts.iter();
    contacts
        .map(|contact| contact.name.given.as_deref().unwrap_or(""))
        .collect()
}

fn codes(mapped: &Mapped) -> Vec<(&str, IssueCode)> {
    let issues = mapped.issues.iter();
    issues
        .map(|issue| (issue.path.as_str(), issue.code))
        .collect()
}

fn list(first: &Value, second: &Value) -> Mapped {
    read(
        "listContacts",
        &json!({"success": true, "data": {"contacts": first}, "contacts": second}),
    )
}

#[test]
fn copies_in_another_order_agree() {
    let ada = json!({"_id": "1", "firstName": "Ada"});
    let ben = json!({"_id": "2", "firstName": "Ben"});
    let mapped = list(&json!([ada, ben]), &json!([ben, ada]));
    assert_eq!(names(&mapped), ["Ada", "Ben"]);
    assert!(mapped.issues.is_empty() && mapped.extra.is_empty());
}

#[test]
fn data_wins_over_a_copy_that_differs() {
    let copy = json!({"_id": "1", "firstName": "Adah"});
    let mapped = list(&json!([{"_id": "1", "firstName": "Ada"}]), &json!([copy]));
    assert_eq!(names(&mapped), ["Ada"]);
    assert_eq!(codes(&mapped), [("/contacts/0", IssueCode::Conflict)]);
    assert_eq!(mapped.extra.get("tetherai", "/contacts/0"), Some(&copy));
}

#[test]
fn a_contact_of_the_copy_only_becomes_one() {
    let mapped = list(
        &json!([{"_id": "1", "firstName": "Ada"}]),
        &json!([{"_id": "2", "firstName": "Ben"}, 7]),
    );
    assert_eq!(names(&mapped), ["Ada", "Ben"]);
    assert_eq!(mapped.contacts[1].raw, r#"{"_id":"2","firstName":"Ben"}"#);
    assert_eq!(
        codes(&mapped),
        [
            ("/contacts/0", IssueCode::Conflict),
            ("/contacts/1", IssueCode::UndecodableRecord)
        ]
    );
}

#[test]
fn a_list_that_comes_once_is_taken_from_either_place() {
    let body = json!({"success": true, "data": {}, "contacts": [{"_id": "1", "firstName": "Ada"}], "total": 1});
    let mapped = read("listContacts", &body);
    assert_eq!(names(&mapped), ["Ada"]);
    assert_eq!(mapped.page.total.unwrap().value, 1);
    assert!(mapped.issues.is_empty());
}

#[test]
fn a_bare_contact_keeps_its_bytes_and_its_neighbours() {
    let body = r#"{ "firstName": "Ada", "_id": "1", "createdAt": 17 }"#;
    let mapped = map("getContact", body).unwrap();
    assert_eq!(names(&mapped), ["Ada"]);
    let contact = &mapped.contacts[0];
    assert_eq!(contact.raw, body);
    assert_eq!(contact.issues[0].path, "/createdAt");
    assert_eq!(contact.issues[0].code, IssueCode::TypeMismatch);
    assert!(mapped.issues.is_empty() && mapped.extra.is_empty());
}

#[test]
fn a_contact_under_data_keeps_its_bytes() {
    let body = r#"{"data": { "firstName": "Ada", "_id": "1" }, "success": true}"#;
    for operation in [
        "getContact",
        "findContactByPhone",
        "blockContact",
        "unblockContact",
        "createContact",
    ] {
        let mapped = map(operation, body).unwrap();
        assert_eq!(names(&mapped), ["Ada"], "{operation}");
        assert_eq!(
            mapped.contacts[0].raw,
            r#"{ "firstName": "Ada", "_id": "1" }"#
        );
        assert_eq!(mapped.page.success, Some(true));
    }
}

#[test]
fn a_body_that_a_client_has_read_gives_the_same_contact() {
    for body in [
        json!({"_id": "1", "firstName": "Ada"}),
        json!({"data": {"_id": "1", "firstName": "Ada"}}),
    ] {
        let body = serde_json::from_value(body).unwrap();
        assert_eq!(names(&mapped(&origin(), body, contact_result)), ["Ada"]);
    }
}

#[test]
fn the_older_update_may_have_its_contact_anywhere() {
    let ada = json!({"_id": "1", "firstName": "Ada"});
    for body in [
        json!({"contact": ada}),
        json!({"data": ada}),
        json!({"data": {"contact": ada}}),
        json!({"contact": ada, "data": ada}),
    ] {
        let mapped = read("updateContactLegacy", &body);
        assert_eq!(names(&mapped), ["Ada"], "{body}");
        assert!(mapped.issues.is_empty() && mapped.extra.is_empty());
    }
    let mapped = read("updateContactLegacy", &json!({"data": [1]}));
    assert_eq!(mapped.extra.get("tetherai", "/data"), Some(&json!([1])));
}

#[test]
fn buckets_by_status_lose_no_contact() {
    let body = json!({
        "data": {"New": {"contacts": [{"_id": "1", "firstName": "Ada"}], "total": 1}, "a/b": [{"_id": "3", "firstName": "Cy"}]},
        "dataByStatus": {"New": {"contacts": [{"_id": "1", "firstName": "Ada"}], "total": 2}, "Old": {"contacts": [{"_id": "2", "firstName": "Ben"}]}},
    });
    let mapped = read("listContactsByStage", &body);
    assert_eq!(names(&mapped), ["Ada", "Cy", "Ben"]);
    assert_eq!(
        codes(&mapped),
        [
            ("/data/a~1b", IssueCode::TypeMismatch),
            ("/dataByStatus/New/total", IssueCode::Conflict),
            ("/dataByStatus/Old/contacts/0", IssueCode::Conflict),
        ]
    );
    let stages = mapped
        .contacts
        .iter()
        .map(|contact| contact.pipeline.stage.as_ref()?.name.as_deref());
    assert_eq!(stages.collect::<Vec<_>>(), [Some("New"), Some("a/b"), None]);
    assert!(
        mapped.page.total.is_none(),
        "nobody counts the second bucket"
    );
}

#[test]
fn a_refusal_is_an_answer_and_another_shape_is_none() {
    let refused = read(
        "createContact",
        &json!({"success": false, "message": "no", "code": "E1"}),
    );
    assert_eq!(refused.page.success, Some(false));
    assert_eq!(refused.page.message.as_deref(), Some("no"));
    assert_eq!(refused.extra.get("tetherai", "/code"), Some(&json!("E1")));
    for body in [r#"{"success": true}"#, "{}", r#"{"success": "false"}"#] {
        assert!(
            matches!(map("listContacts", body), Err(MapError::Body { .. })),
            "{body}"
        );
    }
}

#[test]
fn a_number_may_be_verified_or_not_or_neither() {
    let body = json!({"_id": "1", "phoneNumber": [
        {"value": "+12025550101", "verifiedAt": null},
        {"value": "+12025550102"},
        {"value": "", "isPrimary": true},
    ]});
    let contact = read("getContact", &body).contacts.remove(0);
    let verified: Vec<_> = contact.phones.iter().map(|phone| &phone.verified).collect();
    assert!(matches!(
        verified[..],
        [Verification::No, Verification::Unknown]
    ));
    assert_eq!(
        contact.extra.get("tetherai", "/phoneNumber/2/isPrimary"),
        Some(&json!(true))
    );
}

#[test]
fn totals_that_no_sum_holds_give_none() {
    let bucket = json!({"contacts": [], "total": u64::MAX});
    // Beyond the integer of the spec, so that the total is read around.
    let mapped = read(
        "listContactsByStage",
        &json!({"data": {"New": bucket, "Old": bucket}}),
    );
    assert!(mapped.page.total.is_none());
    assert_eq!(
        mapped.extra.get("tetherai", "/data/Old/total"),
        Some(&json!(u64::MAX))
    );
}

#[test]
fn a_count_of_everybody_wins_over_one_s_own() {
    let total = |body: &Value| read("countContacts", body).page.total;
    let both = total(&json!({"my": 38, "all": 124, "team": 60})).unwrap();
    assert_eq!((both.value, both.scope), (124, TotalScope::Matching));
    let own = total(&json!({"my": 38})).unwrap();
    assert_eq!((own.value, own.scope), (38, TotalScope::Own));
    assert!(total(&json!({"team": 60})).is_none());
    let counted = read("countContacts", &json!({"my": 38, "all": 124}));
    assert_eq!(counted.extra.get("tetherai", "/my"), Some(&json!(38)));
}

#[test]
fn a_deletion_may_be_refused_with_the_status_of_a_success() {
    let refused = read("deleteContact", &json!({"success": false, "message": "no"}));
    assert_eq!(refused.page.success, Some(false));
    assert_eq!(refused.page.message.as_deref(), Some("no"));
}
