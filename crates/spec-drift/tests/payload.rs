//! Payloads against a small spec: what is found, where, how often; and that nothing personal is ever shown.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

use serde_json::{Value, json};
use spec_drift::payload::{Conformance, Observation, Subject};
use spec_drift::{Finding, Spec};

fn document() -> Value {
    serde_json::from_str(include_str!("payload/spec.json")).unwrap()
}

/// Findings on bodies of `listContacts`, a line each: code, pointer, expected, found, paths.
fn found(read: impl FnOnce(&mut Conformance<'_>)) -> Vec<String> {
    let document = document();
    let spec = Spec::new("sample", "openapi.yaml", &document, &|_| None);
    let mut conformance = Conformance::new(&spec, "listContacts").unwrap();
    read(&mut conformance);
    let line = |finding: &Finding| {
        let counts = finding
            .reason
            .rsplit_once(" (")
            .map(|(_, counts)| format!(" ({counts}"))
            .unwrap_or_default();
        let said = [finding.expected.as_deref(), finding.found.as_deref()]
            .map(|text| text.unwrap_or("-").to_owned());
        format!(
            "{} {}: {} | {}{counts} {}",
            finding.code,
            finding.pointer,
            said[0],
            said[1],
            finding.uses.join(" ")
        )
    };
    conformance.findings().iter().map(line).collect()
}

fn in_json(body: &str) -> Vec<String> {
    found(|conformance| conformance.json("body.json", body.as_bytes(), Subject::Response(None)))
}

fn in_contact(contact: &Value) -> Vec<String> {
    let whole = json!({ "id": 1, "name": "a", "email": "a@example.com", "state": "new", "tags": ["a"], "since":
        "2024-01-01T00:00:00Z", "free": {}, "map": { "a": 1 }, "either": "a" });
    let mut contact = contact.clone();
    for (name, value) in whole.as_object().unwrap() {
        let members = contact.as_object_mut().unwrap();
        match members.get(name) {
            Some(Value::String(word)) if word == "GONE" => drop(members.remove(name)),
            Some(_) => {}
            None => drop(members.insert(name.clone(), value.clone())),
        }
    }
    in_json(&json!({ "items": [contact], "total": 1 }).to_string())
}

const CONTACT: &str = "/components/schemas/Contact";

#[test]
fn each_difference_has_its_code_its_place_and_its_path() {
    for (contact, expected) in [
        (json!({}), vec![]),
        (
            json!({ "id": "7" }),
            vec![format!(
                "payload-type-differs {CONTACT}/properties/id: integer | string (1 of 1 values) $.items[*].id"
            )],
        ),
        (
            json!({ "id": 1.5 }),
            vec![format!(
                "payload-type-differs {CONTACT}/properties/id: integer | number (1 of 1 values) $.items[*].id"
            )],
        ),
        (
            json!({ "id": "GONE" }),
            vec![format!(
                "payload-missing {CONTACT}/properties/id: required | nothing (1 of 1 objects) $.items[*].id"
            )],
        ),
        (
            json!({ "name": null }),
            vec![format!(
                "payload-null {CONTACT}/properties/name: string | null (1 of 1 values) $.items[*].name"
            )],
        ),
        (json!({ "since": null }), vec![]),
        (
            json!({ "since": "yesterday" }),
            vec![format!(
                "payload-format-differs {CONTACT}/properties/since/format: date-time | another text (1 of 1 values) $.items[*].since"
            )],
        ),
        (
            json!({ "state": "opted_out" }),
            vec![format!(
                "payload-undocumented-value {CONTACT}/properties/state/enum: - | opted_out (1 of 1 values) $.items[*].state"
            )],
        ),
        (
            json!({ "nick": { "a": 1 } }),
            vec![format!(
                "payload-undocumented-field {CONTACT}/properties/nick: - | nick: object (1 of 1 objects) $.items[*].nick"
            )],
        ),
        (
            json!({ "tags": [] }),
            vec![format!(
                "payload-out-of-bounds {CONTACT}/properties/tags/minItems: minItems 1 | a value outside (1 of 1 values) $.items[*].tags"
            )],
        ),
        (json!({ "either": 7 }), vec![]),
        (
            json!({ "either": true }),
            vec![format!(
                "payload-type-differs {CONTACT}/properties/either: string or integer | boolean (1 of 1 values) $.items[*].either"
            )],
        ),
        (
            json!({ "map": { "any key": "x" } }),
            vec![format!(
                "payload-type-differs {CONTACT}/properties/map/additionalProperties: integer | string (1 of 1 values) $.items[*].map.*"
            )],
        ),
        (json!({ "free": { "any key": "x" } }), vec![]),
        (
            json!({ "email": "GONE" }),
            vec![format!(
                "payload-never-seen {CONTACT}/properties/email: - | nothing (0 of 1 objects) "
            )],
        ),
    ] {
        assert_eq!(in_contact(&contact), expected, "{contact}");
    }
}

/// Whatever stands where in a payload, it is not in a report: only names of fields and words of lists are.
#[test]
fn no_value_is_ever_shown() {
    let secrets = [
        "Ada Fictover",
        "ada@example.com",
        "+12025550101",
        "12025550101",
        "Fictover-Trial",
        "ada.fictover",
        "名前",
    ];
    for secret in secrets {
        for body in [
            json!({ "items": [{ "id": secret, "name": { secret: secret }, "email": [secret], "state": secret }], "total": secret }),
            json!({ "items": [{ "map": { secret: { secret: secret } }, "free": secret, "since": secret, "tags": [{ secret: 1 }] }] }),
            json!({ "items": [{ "unknown": secret, secret: secret }] }),
            json!(secret),
            json!([secret, { secret: secret }]),
        ] {
            let text = in_json(&body.to_string()).join("\n");
            // A name of a field may look like a name of somebody's account; it is shown only where the spec has fields.
            let shown =
                text.contains(secret) && secret != "ada.fictover" && secret != "Fictover-Trial";
            assert!(!shown, "{secret}: {text}");
        }
        for broken in [
            format!("{{\"items\": \"{secret}\" \"{secret}\"}}"),
            format!("{{\"items\": {secret}}}"),
            secret.to_owned(),
        ] {
            assert!(!in_json(&broken).join("\n").contains(secret), "{broken}");
        }
    }
}

#[test]
fn what_is_different_each_time_is_no_name_of_a_field_and_no_word_of_a_list() {
    let contacts: Vec<Value> = (0..200_u8)
        .map(|number| {
            let letter = |n: u8| char::from(b'a' + n);
            let name: String = [letter(number / 26), letter(number % 26)].iter().collect();
            json!({ "id": 1, "name": "a", "state": name, format!("x{name}"): 1 })
        })
        .collect();
    let lines = in_json(&json!({ "items": contacts, "total": 200 }).to_string());
    let of = |code: &str| lines.iter().filter(|line| line.starts_with(code)).count();
    assert_eq!(
        (
            of("payload-undocumented-field"),
            of("payload-undocumented-value")
        ),
        (1, 1),
        "{lines:#?}"
    );
    assert!(
        lines
            .iter()
            .any(|line| line.contains("*: integer (200 of 200 objects)")),
        "{lines:#?}"
    );
    assert!(
        lines
            .iter()
            .any(|line| line.contains("another value (200 of 200 values)")),
        "{lines:#?}"
    );
}

#[test]
fn one_cause_is_one_finding_however_often_it_occurs() {
    let line = r#"{"items": [{"id": "a", "name": "a"}, {"id": "b", "name": "b"}], "total": 2}"#;
    let lines = in_json(&format!("{line}\n{line}\n\n"));
    assert_eq!(
        lines[0],
        format!(
            "payload-type-differs {CONTACT}/properties/id: integer | string (4 of 4 values) $.items[*].id"
        )
    );
}

#[test]
fn what_can_not_be_read_says_where_and_not_what() {
    for (body, expected) in [
        ("", "nothing"),
        ("\n \n", "nothing"),
        ("<html>", "it is no JSON, line 1 column 1"),
        ("{\"items\": [", "it ends too early, line 1 column 11"),
        (
            "{\"items\": [], \"total\": 0} trailing",
            "it is no JSON, line 1 column 29",
        ),
    ] {
        let lines = in_json(body);
        let line = lines
            .iter()
            .find(|line| line.starts_with("payload-unreadable"))
            .unwrap();
        assert!(line.contains(expected), "{body}: {line}");
    }
    let deep = "[".repeat(10_000);
    assert!(
        in_json(&deep)[0].starts_with("payload-type-differs")
            || in_json(&deep)[0].starts_with("payload-unreadable")
    );
}

#[test]
fn a_status_or_body_that_the_spec_does_not_have_is_said() {
    let lines = |status| {
        found(|conformance| conformance.json("a", &b"{}"[..], Subject::Response(Some(status))))
    };
    assert_eq!(
        lines(418)[0],
        "payload-undocumented-status /paths/~1contacts/get/responses/418: - | 418 $ of a"
    );
    assert_eq!(
        lines(404)[0],
        "payload-undocumented-body /paths/~1contacts/get/responses/404: - | a body $ of a"
    );
    let lines = found(|conformance| conformance.json("a", &b"{}"[..], Subject::Request));
    assert_eq!(
        lines[0],
        "payload-undocumented-body /paths/~1contacts/get/requestBody: - | a body $ of a"
    );
}

#[test]
fn an_archive_gives_the_bodies_of_the_operation() {
    let entry = |method: &str, url: &str, content: Value| {
        json!({ "startedDateTime": "2026-01-01T00:00:00Z", "request": { "method": method, "url": url, "headers": [] },
            "response": { "status": 200, "content": content } })
    };
    let body = r#"{"items": [{"id": 1, "name": "a", "nick": "b"}], "total": 1}"#;
    let json_body =
        |text: &str| json!({ "mimeType": "application/json; charset=utf-8", "text": text });
    let har = json!({ "log": { "version": "1.2", "entries": [
        entry("GET", "https://api.example.com/v1/contacts?page=1", json_body(body)),
        entry("GET", "https://api.example.com/contacts",
            json!({ "mimeType": "application/json", "encoding": "base64", "text": "eyJpdGVtcyI6IFtdLCAidG90YWwiOiAieCJ9" })),
        entry("POST", "https://api.example.com/contacts", json_body("[1]")),
        entry("GET", "https://api.example.com/contacts/7", json_body("[2]")),
        entry("GET", "https://api.example.com/contacts", json!({ "mimeType": "text/html", "text": "<p>" })),
    ] } });
    let lines = found(|conformance| conformance.har("a.har", har.to_string().as_bytes()));
    let codes: Vec<&str> = lines
        .iter()
        .map(|line| line.split(' ').next().unwrap())
        .collect();
    assert_eq!(
        codes
            .iter()
            .filter(|code| **code != "payload-never-seen")
            .collect::<Vec<_>>(),
        [&"payload-undocumented-field", &"payload-type-differs"],
        "{lines:#?}"
    );
    for (text, expected) in [
        ("{}", "no call of this operation"),
        ("[]", "it is no JSON"),
        ("{\"log\": 7}", "it is no JSON"),
    ] {
        let lines = found(|conformance| conformance.har("a.har", text.as_bytes()));
        assert!(lines[0].contains(expected), "{text}: {lines:?}");
    }
}

fn contact(extra: &Value, issues: &Value) -> Value {
    json!({ "source": { "provider": "sample" }, "name": { "full": "Ada Fictover" }, "issues": issues,
        "extra": { "sample": extra } })
}

#[test]
fn an_export_becomes_a_statistic_without_values_and_proposals() {
    let document = document();
    let spec = Spec::new("sample", "openapi.yaml", &document, &|_| None);
    let mut observation = Observation::new(&spec);
    let issue = |path: &str, code: &str, of: &str, length: usize| json!({ "path": path, "code": code, "severity": "warning", "found": { "type": of, "length": length }, "keptIn": "extra" });
    observation.add(&contact(
        &json!({ "/nick": "Ada", "/born": "1999-01-02", "/free/ada@example.com": 1, "/map/Ada Fictover": 2, "/tags/0": "x", "/ada@example.com": 1 }),
        &json!([issue("/id", "type-mismatch", "string", 4), issue("/name", "missing-required", "null", 0), issue("/state", "unknown-enum-value", "string", 3)]),
    ));
    observation.add(&contact(
        &json!({ "/nick": null, "/born": "1999-01-03" }),
        &json!([
            issue("/since", "invalid-timestamp", "string", 9),
            issue("/name", "type-mismatch", "null", 0),
            issue("Ada", "Ada Fictover", "Ada", 1)
        ]),
    ));
    observation
        .add(&json!({ "source": { "provider": "another" }, "extra": { "another": { "/x": 1 } } }));
    observation.add(&json!("no contact"));
    assert_eq!(observation.contacts(), 2);
    let rows: Vec<String> = observation
        .rows()
        .iter()
        .map(|row| {
            let types: Vec<&str> = row.types.iter().map(String::as_str).collect();
            format!(
                "{} {} {} {} {:?} {:?} {}",
                row.pointer,
                row.code,
                row.count,
                types.join("|"),
                row.lengths,
                row.format,
                row.declared
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            " issue 1 unknown Some((1, 1)) None true",
            "/* extra 1 integer None None false",
            "/born extra 2 string Some((10, 10)) Some(\"date\") false",
            "/free/* extra 1 integer None None true",
            "/id type-mismatch 1 string Some((4, 4)) None true",
            "/map/* extra 1 integer None None true",
            "/name missing-required 1 null Some((0, 0)) None true",
            "/name type-mismatch 1 null Some((0, 0)) None true",
            "/nick extra 2 null|string Some((3, 3)) None false",
            "/since invalid-timestamp 1 string Some((9, 9)) None true",
            "/state unknown-enum-value 1 string Some((3, 3)) None true",
            "/tags/- extra 1 string Some((1, 1)) None true",
        ]
    );
    let proposals: Vec<String> = observation
        .proposals()
        .iter()
        .map(|proposal| format!("{} <- {}", proposal.pointer, proposal.yaml))
        .collect();
    assert_eq!(
        proposals,
        [
            format!(
                "{CONTACT}/properties/born <- born: {{ type: string, format: date, nullable: true }}"
            ),
            format!("{CONTACT}/properties/id <- id: {{ type: string }}"),
            format!("{CONTACT}/required <- required: [id]"),
            format!("{CONTACT}/properties/name <- name: {{ type: string, nullable: true }}"),
            format!("{CONTACT}/properties/nick <- nick: {{ type: string, nullable: true }}"),
            format!("{CONTACT}/properties/since <- since: {{ type: string, nullable: true }}"),
            format!(
                "{CONTACT}/properties/state/enum <- # add the value that `cargo xtask drift payload` shows"
            ),
        ]
    );
}
