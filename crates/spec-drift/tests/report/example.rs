//! A report as a run would make it: one page of an invented vendor against its spec.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "helpers of tests"
)]

use std::collections::BTreeMap;

use spec_drift::report::{Bump, Edit, Outcome, PageView, Part, Report, SpecView};
use spec_drift::{Certainty, Code, Finding, Level, Place, Span};

const PAGE: &str = include_str!("page.md");
const SPEC: &str = include_str!("openapi.yaml");
const PAGE_NAME: &str = "captures/acme/list-people.md";
const SPEC_NAME: &str = "specs/acme/openapi.yaml";

const GET: &str = "/paths/~1people/get";
const PERSON: &str = "/components/schemas/Person/properties";

/// What a page against its spec gives: drift of each level, accepted drift, a fix, boilerplate.
pub fn report() -> Report {
    let findings = findings();
    let renamed = findings[1].fingerprint();
    let place = find(SPEC, "        name:\n");
    let line = SPEC[..place.start].matches('\n').count() + 1;
    Report {
        subject: "drift page acme".to_owned(),
        pages: vec![PageView {
            vendor: "acme".to_owned(),
            name: PAGE_NAME.to_owned(),
            platform: "mintlify".to_owned(),
            text: PAGE.to_owned(),
            parts: parts(),
        }],
        specs: vec![SpecView {
            vendor: "acme".to_owned(),
            file: SPEC_NAME.to_owned(),
            text: SPEC.to_owned(),
            places: places(),
            evidence: BTreeMap::from([
                ("documented".to_owned(), 9),
                ("observed".to_owned(), 2),
                ("assumed".to_owned(), 1),
            ]),
        }],
        bumps: vec![Bump {
            package: "contacts-acme".to_owned(),
            from: "0.1.0".to_owned(),
            to: "0.2.0".to_owned(),
            step: "major".to_owned(),
            reason: "Person loses name and gains full_name".to_owned(),
        }],
        fixes: BTreeMap::from([(
            renamed,
            vec![Edit {
                file: SPEC_NAME.to_owned(),
                from: (line, 9),
                to: (line, 13),
                text: "full_name".to_owned(),
            }],
        )]),
        findings,
    }
}

/// The first place of a text in another.
fn find(text: &str, part: &str) -> Span {
    let start = text
        .find(part)
        .unwrap_or_else(|| panic!("`{part}` is not in the fixture"));
    Span {
        start,
        end: start + part.len(),
    }
}

fn findings() -> Vec<Finding> {
    let on_page = |part: &str| Some(Place::of(PAGE_NAME, PAGE, find(PAGE, part)));
    let in_spec = |part: &str| Some(Place::of(SPEC_NAME, SPEC, find(SPEC, part)));
    let finding = |code, level, pointer: &str, reason: &str, remedy: &str| Finding {
        code,
        level,
        certainty: Certainty::Certain,
        vendor: "acme".to_owned(),
        operation: Some("listContacts".to_owned()),
        pointer: pointer.to_owned(),
        reason: reason.to_owned(),
        expected: None,
        found: None,
        remedy: remedy.to_owned(),
        source: None,
        spec: None,
        uses: Vec::new(),
    };
    vec![
        Finding {
            expected: Some("1 to 50".to_owned()),
            found: Some("1 to 100".to_owned()),
            source: on_page("1 <= x <= 100"),
            spec: in_spec("maximum: 50"),
            ..finding(
                Code::PageRangeDiffers,
                Level::Error,
                &format!("{GET}/parameters/1/schema/maximum"),
                "the page gives the query parameter `size` other bounds",
                "write `maximum: 100`, or `cargo xtask drift page acme FILE --fix`",
            )
        },
        Finding {
            certainty: Certainty::Likely,
            expected: Some("name".to_owned()),
            found: Some("full_name".to_owned()),
            source: on_page("\"full_name\""),
            spec: Some(Place::of(SPEC_NAME, SPEC, {
                let span = find(SPEC, "        name:\n          type: string\n        email");
                Span {
                    start: span.start + 8,
                    end: span.start + 12,
                }
            })),
            uses: vec![
                "/paths/~1people~1{id}/get/responses/200".to_owned(),
                "/paths/~1people/post/requestBody".to_owned(),
            ],
            ..finding(
                Code::PageFieldRenamed,
                Level::Error,
                &format!("{PERSON}/name"),
                "the page seems to call `name` by another name: `full_name`",
                "rename it with `--fix` if the vendor renamed it, or accept it with a reason",
            )
        },
        Finding {
            found: Some("shoe_size: integer".to_owned()),
            source: on_page("\"shoe_size\""),
            spec: in_spec("    Person:\n"),
            ..finding(
                Code::PageFieldUnknown,
                Level::Error,
                &format!("{PERSON}/shoe_size"),
                "the page has the member `shoe_size`, which the spec does not have",
                "add it to `Person`, with its evidence",
            )
        },
        Finding {
            certainty: Certainty::Unattributed,
            operation: None,
            found: Some("1 to 12".to_owned()),
            source: on_page("Required range: 1 <= x <= 12"),
            ..finding(
                Code::PageStatementUnattributed,
                Level::Warning,
                "",
                "the page gives bounds without saying of what",
                "capture the page's .md form, which names the parameter",
            )
        },
        Finding {
            vendor: "acme".to_owned(),
            ..finding(
                Code::AcceptanceUnused,
                Level::Note,
                &format!("{PERSON}/age"),
                "accepted drift that no longer occurs",
                "delete the entry from `specs/acme/vendor.toml`",
            )
        },
    ]
}

fn parts() -> Vec<Part> {
    let part = |text: &str, outcome, label: &str, pointer: Option<String>| Part {
        span: find(PAGE, text),
        outcome,
        label: label.to_owned(),
        pointer,
    };
    let boilerplate = |text: &str, rule: &str| part(text, Outcome::Boilerplate, rule, None);
    let bound =
        |text: &str, label: &str, pointer: String| part(text, Outcome::Bound, label, Some(pointer));
    let parameter = |index: usize| format!("{GET}/parameters/{index}");
    vec![
        boilerplate(
            "Acme CRM docs\nSearch…\nNavigation\nGuides\nAPI reference\nChangelog\n",
            "navigation",
        ),
        boilerplate(
            "Was this page helpful?\nYes\nNo\nSuggest edits\nRaise issue\nPowered by Example Docs",
            "footer",
        ),
        boilerplate("## Query parameters", "heading"),
        bound("# List people", "title", GET.to_owned()),
        bound(
            "GET https://api.acme.example/v2/people",
            "endpoint",
            GET.to_owned(),
        ),
        bound(
            "https://api.acme.example/v2",
            "server",
            "/servers/0/url".to_owned(),
        ),
        bound(
            "Give your key in the header `X-Acme-Key`.",
            "authentication",
            "/components/securitySchemes/key".to_owned(),
        ),
        bound(
            "page integer, default: 1",
            "query parameter page: integer, 1 if not given",
            parameter(0),
        ),
        bound(
            "Required range: x >= 1",
            "query parameter page: from 1",
            format!("{}/schema/minimum", parameter(0)),
        ),
        bound(
            "size integer, default: 20",
            "query parameter size: integer, 20 if not given",
            parameter(1),
        ),
        part(
            "Required range: 1 <= x <= 100",
            Outcome::Contradicted,
            "query parameter size: 1 to 100",
            Some(format!("{}/schema/maximum", parameter(1))),
        ),
        bound("sort string", "query parameter sort: string", parameter(2)),
        bound(
            "Available options: name, age",
            "query parameter sort: name or age",
            format!("{}/schema/enum", parameter(2)),
        ),
        part(
            "Required range: 1 <= x <= 12",
            Outcome::Unattributed,
            "something: 1 to 12",
            None,
        ),
        bound(
            "## Response 200",
            "status 200",
            format!("{GET}/responses/200"),
        ),
        bound(
            "\"people\"",
            "list of objects",
            "/components/schemas/People/properties/people".to_owned(),
        ),
        bound(
            "\"id\": \"3c90c3cc-0d44-4b50-8888-8dd25736052a\"",
            "id: uuid",
            format!("{PERSON}/id"),
        ),
        part(
            "\"full_name\": \"<string>\"",
            Outcome::Contradicted,
            "full_name: string",
            Some(format!("{PERSON}/name")),
        ),
        part(
            "\"email\": \"<string>\"",
            Outcome::Waived,
            "email: string, never null",
            Some(format!("{PERSON}/email")),
        ),
        part(
            "\"shoe_size\": 123",
            Outcome::Contradicted,
            "shoe_size: integer",
            Some(format!("{PERSON}/shoe_size")),
        ),
        bound(
            "\"seen_at\": \"2023-11-07T05:31:56Z\"",
            "seen_at: date-time",
            format!("{PERSON}/seen_at"),
        ),
        bound(
            "\"total\": 123",
            "total: integer",
            "/components/schemas/People/properties/total".to_owned(),
        ),
    ]
}

fn places() -> BTreeMap<String, Span> {
    let at = |pointer: String, text: &str| (pointer, find(SPEC, text));
    BTreeMap::from([
        at(
            "/servers/0/url".to_owned(),
            "url: https://api.acme.example/v2",
        ),
        at(GET.to_owned(), "get:"),
        at(format!("{GET}/parameters/0"), "name: page"),
        at(format!("{GET}/parameters/0/schema/minimum"), "minimum: 1"),
        at(format!("{GET}/parameters/1"), "name: size"),
        at(format!("{GET}/parameters/1/schema/maximum"), "maximum: 50"),
        at(format!("{GET}/parameters/2"), "name: sort"),
        at(
            format!("{GET}/parameters/2/schema/enum"),
            "enum: [name, age]",
        ),
        at(format!("{GET}/responses/200"), "'200':"),
        at("/components/securitySchemes/key".to_owned(), "type: apiKey"),
        at(
            "/components/schemas/People/properties/people".to_owned(),
            "        people:\n",
        ),
        at(
            "/components/schemas/People/properties/total".to_owned(),
            "total:\n",
        ),
        at(PERSON.to_owned(), "    Person:"),
        at(format!("{PERSON}/id"), "id:\n"),
        at(format!("{PERSON}/name"), "name:\n"),
        at(format!("{PERSON}/email"), "email:\n"),
        at(format!("{PERSON}/seen_at"), "seen_at:\n"),
    ])
}
