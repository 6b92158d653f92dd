//! The operations of a page against those of a spec: moved, gone, deprecated, limited, and what of it mends the spec.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking, also in its helpers"
)]

use serde_json::{Value, json};
use spec_drift::fix::Change;
use spec_drift::{Certainty, Finding, Ledger, Level, Page, Spec, bind, compare, page};

const PAGE: &str = "# Members

## List members

`GET https://api.club.dev/v1/members`

### Query parameters

| Name | Type | Default | Description |
| --- | --- | --- | --- |
| size | integer | 50 | Members on a page |

### Response

#### 200

```json
{ \"rows\": [{ \"id\": \"<string>\", \"name\": \"<string>\" }], \"pages\": 123 }
```

## Create a member

`POST https://api.club.dev/v1/members`

## Get a member

`GET https://api.club.dev/v1/members/{id}`
";

fn document() -> Value {
    let rows = json!({"type": "array", "items": {"$ref": "#/components/schemas/Member"}});
    let answer = |name: &str| {
        let schema = json!({"$ref": format!("#/components/schemas/{name}")});
        json!({"200": {"description": "An answer", "content": {"application/json": {"schema": schema}}}})
    };
    json!({
        "openapi": "3.0.3",
        "servers": [{"url": "https://api.club.dev"}],
        "x-contacts-rate-limit": {"requests": 120, "seconds": 10},
        "paths": {
            "/v1/members": {
                "get": {
                    "operationId": "listMembers",
                    "summary": "List members",
                    "x-contacts-pagination": {"scheme": "page", "size": "size", "default-size": 50},
                    "parameters": [{"name": "size", "in": "query", "schema": {"type": "integer", "default": 50}}],
                    "responses": answer("MemberList")
                },
                "post": {"operationId": "createMember", "summary": "Create a member", "responses": answer("Member")}
            },
            "/v1/members/search": {
                "get": {"operationId": "searchMembers", "summary": "Search for members", "responses": answer("MemberMatches")}
            },
            "/v1/members/{id}": {
                "get": {"operationId": "getMember", "summary": "Get a member", "responses": answer("Member")}
            }
        },
        "components": {"schemas": {
            "MemberList": {"type": "object", "properties": {"rows": rows, "pages": {"type": "integer"}}},
            "MemberMatches": {"type": "object", "properties": {"rows": rows}},
            "Member": {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}
        }}
    })
}

/// Everything but the search is from one page.
fn evidence() -> Value {
    json!({
        "sources": {
            "page": {"kind": "documented", "title": "Members", "url": "https://docs.club.dev/members", "seen": "2026-11-20"},
            "code": {"kind": "source", "title": "The server", "url": "https://code.club.dev/server", "seen": "2026-11-20"}
        },
        "operations": {"listMembers": "page", "createMember": "page", "getMember": "page", "searchMembers": "code"}
    })
}

fn read(name: &str, text: &str) -> Page {
    page::read(name, text.as_bytes()).unwrap()
}

fn with_spec<T>(run: impl FnOnce(&Spec<'_>) -> T) -> T {
    let (document, evidence) = (document(), evidence());
    let locate = |_: &str| None;
    run(&Spec::new("club", "openapi.yaml", &document, &locate).with_evidence(&evidence))
}

fn held(name: &str, text: &str) -> Ledger {
    with_spec(|spec| bind::bind(&read(name, text), spec))
}

fn compared(old: &str, new: &str) -> Vec<Finding> {
    with_spec(|spec| compare::pages_of(&read("old", old), &read("new", new), spec))
}

fn shown(findings: &[Finding]) -> Vec<String> {
    let matter = findings.iter().filter(|it| it.level > Level::Note);
    matter
        .map(|it| format!("{} {}", it.code, it.pointer))
        .collect()
}

/// The page without what stands between two lines.
fn without(from: &str, to: &str) -> String {
    let (start, end) = (PAGE.find(from).unwrap(), PAGE.find(to).unwrap());
    format!("{}{}", &PAGE[..start], &PAGE[end..])
}

const LIST: &str = "/paths/~1v1~1members/get";

#[test]
fn the_page_agrees() {
    assert_eq!(shown(&held("members.md", PAGE).findings), [""; 0]);
}

#[test]
fn another_version_of_a_path_is_a_move_and_mends_nothing() {
    let moved = PAGE
        .replace("/v1/", "/v2/")
        .replace(
            "\"name\": \"<string>\"",
            "\"name\": \"<string>\", \"shoe\": 12",
        )
        .replace("| 50 |", "| 25 |");
    let ledger = held("members.md", &moved);
    assert_eq!(
        ledger.operations,
        ["listMembers", "createMember", "getMember"]
    );
    let paths = ledger
        .findings
        .iter()
        .filter(|it| it.code.name() == "page-path-differs");
    assert_eq!(paths.count(), 3, "{:#?}", shown(&ledger.findings));
    assert!(shown(&ledger.findings).contains(&format!("page-default-differs {LIST}/parameters/0")));
    assert!(
        ledger
            .findings
            .iter()
            .all(|it| it.certainty < Certainty::Certain),
        "{:#?}",
        ledger.findings
    );
    assert!(ledger.changes.is_empty(), "{:#?}", ledger.changes);
}

#[test]
fn a_path_beside_the_known_one_is_a_new_operation() {
    let beside =
        format!("{PAGE}\n## List members again\n\n`GET https://api.club.dev/v2/members`\n");
    let ledger = held("members.md", &beside);
    assert_eq!(
        shown(&ledger.findings),
        ["page-operation-unknown /paths/~1v2~1members/get"]
    );
    let place = ledger.findings[0].source.as_ref().unwrap();
    assert!(place.excerpt.contains("v2/members"), "{}", place.excerpt);
}

#[test]
fn another_segment_is_a_move_under_the_same_title_only() {
    let moved = PAGE.replace("/v1/members`\n\n### Query", "/v1/people`\n\n### Query");
    let ledger = held("members.md", &moved);
    assert_eq!(
        shown(&ledger.findings),
        [format!("page-path-differs {LIST}")]
    );
    let other = PAGE.replace(
        "## Get a member\n\n`GET https://api.club.dev/v1/members/{id}`",
        "## Forget everything\n\n`GET https://api.club.dev/v1/weather/{id}`",
    );
    let ledger = held("https://docs.club.dev/members", &other);
    assert_eq!(
        shown(&ledger.findings),
        [
            "page-operation-missing /paths/~1v1~1members~1{id}/get",
            "page-operation-unknown /paths/~1v1~1weather~1{id}/get",
        ]
    );
}

#[test]
fn an_operation_that_left_its_page_is_found_against_the_spec_and_between_captures() {
    let gone = without("## Create", "## Get");
    let ledger = held("members.md", &gone);
    let missing = "page-operation-missing /paths/~1v1~1members/post";
    assert_eq!(shown(&ledger.findings), [missing]);
    assert_eq!(ledger.findings[0].certainty, Certainty::Likely);
    let ledger = held("https://docs.club.dev/members.md", &gone);
    assert_eq!(shown(&ledger.findings), [missing]);
    assert_eq!(ledger.findings[0].certainty, Certainty::Certain);
    assert_eq!(
        shown(&compared(PAGE, &gone)),
        ["page-operation-removed /paths/~1v1~1members/post"]
    );
    assert_eq!(
        shown(&compared(&gone, PAGE)),
        ["page-operation-added /paths/~1v1~1members/post"]
    );
    // A page that shows one of three may be another page, or the part that somebody copied.
    let one = without("## List", "## Get");
    assert_eq!(shown(&held("members.md", &one).findings), [""; 0]);
}

#[test]
fn captures_of_one_page_are_told_from_two_pages() {
    let of_one = |old: &str, new: &str| {
        with_spec(|spec| compare::of_one_page(&read("old", old), &read("new", new), spec))
    };
    assert!(of_one(PAGE, &without("## Create", "## Get")));
    assert!(of_one(PAGE, &PAGE.replace("/v1/", "/v2/")));
    let search = "# Search\n\n## Search for members\n\n`GET https://api.club.dev/v1/members/search`\n\nFinds members by a word.\n";
    assert!(!of_one(PAGE, search));
    assert!(of_one(search, search));
}

#[test]
fn deprecation_is_a_claim() {
    for sentence in [
        "This endpoint is deprecated. Use `GET /v2/members` instead.",
        "> **Deprecated:** use the other list.",
        "This API operation has been deprecated since May.",
    ] {
        let page = PAGE.replace(
            "## List members\n",
            &format!("## List members\n\n{sentence}\n"),
        );
        let ledger = held("members.md", &page);
        assert_eq!(
            shown(&ledger.findings),
            [format!("page-deprecation-differs {LIST}")],
            "{sentence}"
        );
        let change = Change::Set {
            pointer: format!("{LIST}/deprecated"),
            value: true.into(),
        };
        let fingerprint = ledger.findings[0].fingerprint();
        assert_eq!(ledger.changes[&fingerprint], [change]);
        let changed = [format!("page-deprecation-changed {LIST}")];
        assert_eq!(shown(&compared(PAGE, &page)), changed, "{sentence}");
        assert_eq!(shown(&compared(&page, PAGE)), changed, "{sentence}");
    }
    for sentence in [
        "The older list is deprecated, this one is not.",
        "Deprecated members are left out.",
    ] {
        let page = PAGE.replace(
            "## List members\n",
            &format!("## List members\n\n{sentence}\n"),
        );
        assert_eq!(
            shown(&held("members.md", &page).findings),
            [""; 0],
            "{sentence}"
        );
    }
}

#[test]
fn a_rate_limit_is_held_against_that_of_the_spec() {
    let limited =
        |sentence: &str| PAGE.replace("# Members\n", &format!("# Members\n\n{sentence}\n"));
    let same = limited("Rate limit: 120 requests per 10 seconds.");
    assert_eq!(shown(&held("members.md", &same).findings), [""; 0]);
    let other = limited("Rate limit: 10 requests per minute.");
    let ledger = held("members.md", &other);
    assert_eq!(
        shown(&ledger.findings),
        ["page-rate-limit-differs /x-contacts-rate-limit"]
    );
    assert_eq!(
        shown(&compared(&same, &other))[0].split(' ').next(),
        Some("page-rate-limit-changed")
    );
}

#[test]
fn a_default_is_mended_wherever_it_is_written() {
    let ledger = held("members.md", &PAGE.replace("| 50 |", "| 25 |"));
    let set = |pointer: String| Change::Set {
        pointer,
        value: 25.into(),
    };
    let fingerprint = ledger.findings[0].fingerprint();
    assert_eq!(
        ledger.changes[&fingerprint],
        [
            set(format!("{LIST}/parameters/0/schema/default")),
            set(format!("{LIST}/x-contacts-pagination/default-size")),
        ]
    );
}

/// What is new on a page is known from the page, and from nothing else.
#[test]
fn an_addition_is_known_from_its_page() {
    let sources = |name: &str| {
        let page = PAGE.replace(
            "| size |",
            "| order | string | | One of: `name`, `joined` |\n| size |",
        );
        let page = page.replace("\"pages\": 123", "\"pages\": 123, \"more\": true");
        let ledger = held(name, &page);
        let changes: Vec<Change> = ledger.changes.into_values().flatten().collect();
        let source = |change: &Change| match change {
            Change::Evidence { source, .. } => Some(source.clone()),
            _ => None,
        };
        let sources: Vec<_> = changes.iter().filter_map(source).collect();
        assert_eq!(sources.len(), 2, "{changes:#?}");
        let parameter = changes.iter().find_map(|change| match change {
            Change::Append { value, .. } => Some(value.clone()),
            _ => None,
        });
        assert_eq!(
            parameter.unwrap()["schema"]["enum"],
            json!(["name", "joined"])
        );
        sources
    };
    assert_eq!(sources("members.md"), [None, None]);
    let page = Some("page".to_owned());
    assert_eq!(
        sources("https://docs.club.dev/members.md"),
        [page.clone(), page]
    );
}

#[test]
fn one_nameless_parameter_more_is_a_change() {
    let old = "Members
Create a new member with a name
API key for authentication
your_api_keyMember's first name
Member's last name
Member's email address
Member created successfully
Invalid request
Unauthorized
Delete a member for ever
ID of the member to delete
API key for authentication
your_api_keyMember deleted successfully
Unauthorized
Server error
";
    let new = old.replace("last name\n", "last name\nMember's nickname\n");
    let codes = |old: &str, new: &str| -> Vec<&str> {
        let found = compared(old, new);
        let matter = found.iter().filter(|it| it.level > Level::Note);
        matter.map(|it| it.code.name()).collect()
    };
    assert_eq!(codes(old, &new), ["page-parameter-added"]);
    assert_eq!(codes(&new, old), ["page-parameter-removed"]);
    assert_eq!(
        codes(old, &old.replace("first name", "given name")),
        [""; 0]
    );
}
