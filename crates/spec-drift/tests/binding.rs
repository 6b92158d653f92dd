//! Pages in our own words held against a small spec, and against older captures of themselves: each row is an edit of the page
//! and what must be found.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, also in its helpers"
)]

use serde_json::{Value, json};
use spec_drift::acceptance::{Acceptance, Register};
use spec_drift::{Finding, Ledger, Level, Outcome, Page, Spec, bind, compare, page};

const PAGE: &str = r#"GET
/
v1
/
members
List members
curl --request GET \
  --url https://api.club.dev/v1/members \
  --header 'Authorization: Bearer <token>'
{
  "rows": [
    {
      "id": "3c90c3cc-0d44-4b50-8888-8dd25736052a",
      "name": "<string>",
      "joined": "2023-11-07T05:31:56Z",
      "active": true
    }
  ],
  "paging": {
    "total": 123,
    "page": 123
  }
}

Authorizations

Authorization
string
header
required

Bearer authentication header of the form Bearer <token>, where <token> is your auth token.

Query Parameters

page
integer
default:1
Required range: x >= 1
size
integer
default:50
Required range: 1 <= x <= 100
order
string
default:name
"#;

fn document() -> Value {
    json!({
        "openapi": "3.0.3",
        "servers": [{"url": "https://api.club.dev/v1"}],
        "security": [{"bearerAuth": []}],
        "paths": {"/members": {"get": {
            "operationId": "listMembers",
            "summary": "List members",
            "parameters": [
                {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1, "default": 1}},
                {"name": "size", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 50}},
                {"name": "order", "in": "query", "schema": {"type": "string", "default": "name"}}
            ],
            "responses": {"200": {"description": "Members", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/MemberList"}}}}}
        }}},
        "components": {
            "securitySchemes": {"bearerAuth": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "MemberList": {"type": "object", "properties": {
                    "rows": {"type": "array", "items": {"$ref": "#/components/schemas/Member"}},
                    "paging": {"nullable": true, "allOf": [{"$ref": "#/components/schemas/Paging"}]}
                }},
                "Paging": {"type": "object", "properties": {"total": {"type": "integer"}, "page": {"type": "integer"}}},
                "Member": {"type": "object", "properties": {
                    "id": {"type": "string", "format": "uuid"},
                    "name": {"type": "string", "nullable": true},
                    "joined": {"type": "string", "format": "date-time"},
                    "active": {"type": "boolean"}
                }}
            }
        }
    })
}

fn read(text: &str) -> Page {
    page::read("members", text.as_bytes()).unwrap()
}

fn with_spec<T>(document: &Value, run: impl FnOnce(&Spec<'_>) -> T) -> T {
    let locate = |_: &str| None;
    run(&Spec::new("club", "openapi.yaml", document, &locate))
}

fn shown(findings: &[Finding]) -> Vec<String> {
    let matter = findings.iter().filter(|it| it.level > Level::Note);
    matter
        .map(|it| format!("{} {}", it.code, it.pointer))
        .collect()
}

#[test]
fn a_page_that_agrees_is_bound_whole() {
    let ledger = with_spec(&document(), |spec| bind::bind(&read(PAGE), spec));
    assert_eq!(shown(&ledger.findings), [""; 0]);
    assert_eq!(ledger.operations, ["listMembers"]);
    assert!(ledger.outcomes.len() > 20);
    assert!(
        ledger
            .outcomes
            .iter()
            .all(|it| matches!(it, Outcome::Bound { .. })),
        "{:?}",
        ledger.outcomes
    );
}

/// Edits that mean something: from, to, what the spec says of it, what the older capture says of it.
#[test]
fn an_edit_is_found_at_its_place() {
    const OPERATION: &str = "/paths/~1members/get";
    let size = format!("{OPERATION}/parameters/1");
    let member = |name: &str| format!("/components/schemas/Member/properties/{name}");
    let rows = [
        (
            "default:50",
            "default:20",
            "default-differs",
            "default-changed",
            size.clone(),
        ),
        (
            "x <= 100",
            "x <= 200",
            "range-differs",
            "range-changed",
            size.clone(),
        ),
        (
            "\nsize\n",
            "\nlimit\n",
            "parameter-renamed",
            "parameter-rename-seen",
            size,
        ),
        (
            "\"<string>\"",
            "123",
            "type-differs",
            "type-changed",
            member("name"),
        ),
        (
            "2023-11-07T05:31:56Z",
            "<string>",
            "",
            "format-changed",
            member("joined"),
        ),
        (
            "\"joined\"",
            "\"joined_at\"",
            "field-renamed",
            "field-rename-seen",
            member("joined"),
        ),
        (
            "      \"name\": \"<string>\",\n",
            "",
            "field-missing",
            "field-removed",
            member("name"),
        ),
        (
            "\"active\": true",
            "\"active\": true,\n      \"notes\": \"<string>\"",
            "field-unknown",
            "field-added",
            member("notes"),
        ),
        (
            "api.club.dev",
            "api.guild.dev",
            "server-differs",
            "server-changed",
            "/servers/0".to_owned(),
        ),
    ];
    let document = document();
    for (from, to, against_spec, against_old, pointer) in rows {
        assert_eq!(PAGE.matches(from).count(), 1, "{from}");
        let new = read(&PAGE.replace(from, to));
        let expected = |code: &str| match code {
            "" => Vec::new(),
            code => vec![format!("page-{code} {pointer}")],
        };
        let (ledger, changes) = with_spec(&document, |spec| {
            (
                bind::bind(&new, spec),
                compare::pages_of(&read(PAGE), &new, spec),
            )
        });
        assert_eq!(
            shown(&ledger.findings),
            expected(against_spec),
            "{from} -> {to}"
        );
        assert_eq!(shown(&changes), expected(against_old), "{from} -> {to}");
    }
}

/// Edits that mean nothing.
#[test]
fn looks_are_no_drift() {
    let edits: [(&str, &str); 6] = [
        ("\n", "\r\n"),
        ("Query Parameters", "Query params"),
        ("2023-11-07", "2025-01-31"),
        ("default:50\n", ""),
        (
            "      \"name\": \"<string>\",\n      \"joined\": \"2023-11-07T05:31:56Z\",\n",
            "      \"joined\": \"2023-11-07T05:31:56Z\",\n      \"name\": \"<string>\",\n",
        ),
        ("Authorizations", "Was this page helpful?\n\nAuthorizations"),
    ];
    let document = document();
    for (from, to) in edits {
        let new = read(&PAGE.replace(from, to));
        let found = with_spec(&document, |spec| shown(&bind::bind(&new, spec).findings));
        assert_eq!(found, [""; 0], "{from:?} -> {to:?}");
        if from != "default:50\n" {
            assert_eq!(
                shown(&compare::pages(&read(PAGE), &new)),
                [""; 0],
                "{from:?} -> {to:?}"
            );
        }
    }
}

/// A kind of thing that one capture never says, and the other way round: a renderer that hides it.
#[test]
fn what_a_renderer_hides_is_no_change() {
    let hidden: [fn(&str) -> bool; 3] = [
        |line| line.starts_with("default:"),
        |line| line.starts_with("Required range:"),
        |line| ["integer", "string"].contains(&line),
    ];
    for hides in hidden {
        let less: Vec<&str> = PAGE.lines().filter(|line| !hides(line)).collect();
        let (whole, less) = (read(PAGE), read(&less.join("\n")));
        assert_ne!(whole.claims.len(), less.claims.len());
        assert_eq!(shown(&compare::pages(&whole, &less)), [""; 0]);
        assert_eq!(shown(&compare::pages(&less, &whole)), [""; 0]);
    }
}

/// The table under a list names the members of its elements.
#[test]
fn a_table_under_a_list_is_about_its_elements() {
    let head = "# List tags\n\n`GET https://api.club.dev/v1/tags`\n\n## Response\n\n";
    let example = "```json\n[{\"name\": \"<string>\", \"color\": \"<string>\"}]\n```\n";
    let table = "\n| Field | Type |\n| --- | --- |\n| name | string |\n| color | string |\n";
    let (short, long) = (
        format!("{head}{example}"),
        format!("{head}{example}{table}"),
    );
    assert_eq!(shown(&compare::pages(&read(&short), &read(&long))), [""; 0]);
    let document = json!({
        "openapi": "3.0.3",
        "servers": [{"url": "https://api.club.dev/v1"}],
        "paths": {"/tags": {"get": {"operationId": "listTags", "summary": "List tags", "responses": {"200": {
            "description": "Tags", "content": {"application/json": {"schema": {"type": "array", "items": {
                "type": "object", "properties": {"name": {"type": "string"}, "color": {"type": "string"}}
            }}}}
        }}}}}
    });
    let found = with_spec(&document, |spec| {
        shown(&bind::bind(&read(&long), spec).findings)
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn a_page_of_somebody_else_is_one_finding() {
    let page =
        read("GET /rooms\n\n```json\n{\"room\": 1, \"floor\": \"<string>\", \"beds\": 2}\n```\n");
    let ledger = with_spec(&document(), |spec| bind::bind(&page, spec));
    assert_eq!(shown(&ledger.findings), ["page-foreign /paths"]);
}

#[test]
fn an_acceptance_ends_and_is_used_or_reported() {
    let document = document();
    let ledger =
        |text: &str| -> Ledger { with_spec(&document, |spec| bind::bind(&read(text), spec)) };
    let changed = PAGE.replace("default:50", "default:20");
    let accept = |expires: &str, page_hash: Option<&str>| Acceptance {
        code: "page-default-differs".to_owned(),
        pointer: "/paths/~1members/get/parameters/1".to_owned(),
        reason: "the server takes 50".to_owned(),
        expires: expires.to_owned(),
        page_hash: page_hash.map(str::to_owned),
    };
    let rows = [
        (accept("2026-12-31", None), changed.as_str(), vec![], vec![]),
        (accept("2026-12-31", Some("abcd")), &changed, vec![], vec![]),
        (
            accept("2026-12-31", Some("ffff")),
            &changed,
            vec!["page-default-differs"],
            vec!["acceptance-expired"],
        ),
        (
            accept("2026-01-01", None),
            &changed,
            vec!["page-default-differs"],
            vec!["acceptance-expired"],
        ),
        (
            accept("2026-12-31", None),
            PAGE,
            vec![],
            vec!["acceptance-unused"],
        ),
    ];
    for (acceptance, text, left, problems) in rows {
        let acceptances = [acceptance];
        let mut ledger = ledger(text);
        let mut register = Register::new("club", &acceptances, "2026-11-21", |_| None);
        register.apply(&mut ledger, "abcdef");
        let names =
            |findings: &[Finding]| findings.iter().map(|it| it.code.name()).collect::<Vec<_>>();
        assert_eq!(names(&ledger.findings), left, "{acceptances:?}");
        assert_eq!(names(&register.finish()), problems, "{acceptances:?}");
        let waived = ledger
            .outcomes
            .iter()
            .any(|it| matches!(it, Outcome::Waived { .. }));
        assert_eq!(waived, left.is_empty() && problems.is_empty());
    }
}
