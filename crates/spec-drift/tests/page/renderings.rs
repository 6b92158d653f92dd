//! One page in every rendering states the same, but for what a rendering hides.

use std::collections::BTreeSet;

use crate::facts::{facts, fixture, read};

/// What the page states of its endpoint and parameters.
const CORE: &str = "
endpoint GET /v1/groups/{group}/people
server https://api.example.com
auth (\"http bearer\") (Header) (\"Authorization\")
path group exists
path group type string
path group format uuid
path group required true
query page exists
query page type integer
query page default 1
query page range [1 ..]
query size exists
query size type integer
query size default 50
query size range [1 100]
query state exists
query state type string
query state enum [\"active\",\"blocked\"]
status 200
status 404
response /success exists
response /success type boolean
response /success required true
response /data exists
response /data type object
response /data required true
response /data/people exists
response /data/people type array
response /data/people/- type object
response /data/people/-/id exists
response /data/people/-/id type string
response /data/people/-/id format uuid
response /data/people/-/name exists
response /data/people/-/name type string
response /data/people/-/labels exists
response /data/people/-/labels type array
response /data/people/-/labels/- type string
response /data/people/-/created_at exists
response /data/people/-/created_at type string
response /data/people/-/created_at format date-time
response /data/total exists
response /data/total type number
response /cursor exists
response /cursor nullable true
response  type object
";

/// Each rendering, and what it hides.
const RENDERINGS: &[(&str, &[&str])] = &[
    ("mintlify.txt", &[]),
    ("mintlify-glued.txt", &["status 404"]),
    ("mintlify.md", &[]),
    ("openapi.md", &[]),
    ("mintlify.mdx", &[]),
    ("mintlify.html", &[]),
    ("table.html", &["status 404"]),
    ("definitions.html", &["status 404"]),
    ("pipes.txt", &["status 200", "status 404"]),
    ("gitbook.txt", &[]),
    (
        "gitbook.md",
        &[
            "status 404",
            "response /success required true",
            "response /data required true",
        ],
    ),
    (
        "tables.md",
        &[
            "response /success required true",
            "response /data required true",
        ],
    ),
    (
        "swagger-ui.txt",
        &[
            "auth (\"http bearer\") (Header) (\"Authorization\")",
            "response /success required true",
            "response /data required true",
        ],
    ),
    (
        "redoc.txt",
        &[
            "auth (\"http bearer\") (Header) (\"Authorization\")",
            "response /success required true",
            "response /data required true",
        ],
    ),
    (
        "docusaurus.txt",
        &["auth (\"http bearer\") (Header) (\"Authorization\")"],
    ),
];

#[test]
fn every_rendering_states_the_same() {
    let core: BTreeSet<String> = CORE.trim_matches('\n').lines().map(str::to_owned).collect();
    let mut problems = Vec::new();
    for (name, hidden) in RENDERINGS {
        let stated = facts(&read(&fixture(name)));
        let hidden: BTreeSet<String> = hidden.iter().map(|line| (*line).to_owned()).collect();
        for line in core
            .difference(&stated)
            .filter(|line| !hidden.contains(*line))
        {
            problems.push(format!("{name} lacks: {line}"));
        }
        for line in stated
            .difference(&core)
            .filter(|line| !line.contains("/message") && !line.ends_with("required false"))
        {
            problems.push(format!("{name} invents: {line}"));
        }
        for line in hidden.intersection(&stated) {
            problems.push(format!("{name} hides nothing of: {line}"));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_byte_is_accounted_for() {
    for (name, _) in RENDERINGS {
        let page = read(&fixture(name));
        let unread: Vec<&str> = page.unread.iter().map(|span| page.slice(*span)).collect();
        assert!(unread.is_empty(), "{name}: {unread:?}");
        let count = page.accounting();
        let solid = page
            .text
            .bytes()
            .filter(|byte| !byte.is_ascii_whitespace())
            .count();
        assert_eq!(
            count.claims + count.boilerplate + count.prose + count.unread,
            solid,
            "{name}"
        );
    }
}

#[test]
fn spans_show_what_they_state() {
    for (name, _) in RENDERINGS {
        let page = read(&fixture(name));
        for claim in &page.claims {
            assert!(
                !page.slice(claim.span).trim().is_empty(),
                "{name}: {claim:?}"
            );
            if let spec_drift::Fact::Parameter {
                name: Some(parameter),
                says: spec_drift::Says::Exists,
                ..
            } = &claim.fact
            {
                assert_eq!(page.slice(claim.span), parameter, "{name}");
            }
        }
    }
}

#[test]
fn a_page_that_lost_its_names_keeps_its_statements() {
    let page = read(&fixture("described.txt"));
    let titles: BTreeSet<String> = page
        .claims
        .iter()
        .filter_map(|claim| claim.endpoint.as_ref()?.title.clone())
        .collect();
    assert_eq!(
        titles.into_iter().collect::<Vec<_>>(),
        ["Add a person", "Find a person by number"]
    );
    let expected = "
? ? example \"+12025550123\"
? ? example \"Unknown\"
? ? example false
? ? exists
auth (\"apiKey\") None None
endpoint Add a person
endpoint Find a person by number
status Invalid request
status Person created successfully
status Person found
status Person not found
status Unauthorized";
    let stated: Vec<String> = facts(&page).into_iter().collect();
    assert_eq!(
        stated,
        expected.trim_matches('\n').lines().collect::<Vec<_>>()
    );
    assert!(page.unread.is_empty());
    // One parameter a description: names are neither lost nor guessed.
    let parameters = page.claims.iter().filter(|claim| {
        matches!(
            &claim.fact,
            spec_drift::Fact::Parameter {
                name: None,
                says: spec_drift::Says::Exists,
                ..
            }
        )
    });
    assert_eq!(parameters.count(), 4);
}

#[test]
fn ranges_without_names_are_claims_without_names() {
    let page = read(
        "List people\nQuery Parameters\nRequired range:\n1 <= x <= 9007199254740991Required range:\nx >= 1Available options:\na, b, \nc Pattern:\n\\d+Was this page helpful?\n",
    );
    let stated: Vec<String> = facts(&page).into_iter().collect();
    assert_eq!(
        stated,
        [
            "endpoint List people",
            "query ? enum [\"a\",\"b\",\"c\"]",
            "query ? pattern \\d+",
            "query ? range [1 ..]",
            "query ? range [1 9007199254740991]"
        ]
    );
}

#[test]
fn a_value_that_was_lost_is_no_claim() {
    let page = read(
        "GET /people\nQuery Parameters:\nParameter | type | Description | Required |\nsort | string | What to sort by Enum: | no |\npage | integer | The page Default: | no |\n",
    );
    let stated: Vec<String> = facts(&page).into_iter().collect();
    assert_eq!(
        stated,
        [
            "endpoint GET /people",
            "query page exists",
            "query page required false",
            "query page type integer",
            "query sort exists",
            "query sort required false",
            "query sort type string",
        ]
    );
    assert!(page.unread.is_empty());
}

#[test]
fn limits_in_prose() {
    for (text, expected) in [
        (
            "All people with pagination (page size = 15).",
            "page size 15",
        ),
        ("The list has 25 people per page.", "page size 25"),
        ("Returns up to 100 contacts per request.", "page size 100"),
        ("You may send 60 requests per minute.", "rate 60 in 60 s"),
        (
            "Limited to 1,000 requests per 10 seconds.",
            "rate 1000 in 10 s",
        ),
        ("The limit is 5 requests/second.", "rate 5 in 1 s"),
    ] {
        let stated = facts(&read(&format!("GET /people\n{text}\n")));
        assert!(stated.contains(expected), "{text}: {stated:?}");
    }
}
