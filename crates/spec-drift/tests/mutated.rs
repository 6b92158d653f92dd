//! Pages with random edits, held against a spec and against other pages: consistent, the same each time, and never a panic.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, also in its helpers"
)]

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use spec_drift::{Outcome, Page, Spec, bind, compare, page};

const PAGES: [&str; 6] = [
    include_str!("page/fixtures/mintlify.txt"),
    include_str!("page/fixtures/mintlify.html"),
    include_str!("page/fixtures/gitbook.md"),
    include_str!("page/fixtures/gitbook.txt"),
    include_str!("page/fixtures/openapi.md"),
    include_str!("page/fixtures/tables.md"),
];

/// A spec that some of the pages nearly are about: recursive, open and closed bodies, two operations on one path.
fn document() -> Value {
    let node = json!({"type": "object", "properties": {
        "id": {"type": "string", "format": "uuid"},
        "name": {"type": "string", "nullable": true},
        "status": {"type": "string", "enum": ["open", "closed"]},
        "children": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
        "more": {"type": "object", "additionalProperties": {"type": "string"}}
    }});
    let answer = json!({"200": {"description": "Nodes", "content": {"application/json": {"schema": {
        "type": "object", "properties": {"data": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}}}
    }}}}});
    json!({
        "openapi": "3.0.3",
        "servers": [{"url": "https://api.example.com/v1"}],
        "paths": {"/nodes": {
            "get": {"operationId": "listNodes", "summary": "List nodes", "parameters": [
                {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1, "default": 1}},
                {"name": "size", "in": "query", "schema": {"type": "integer", "maximum": 100}}
            ], "responses": answer},
            "post": {"operationId": "createNode", "summary": "Create a node", "requestBody": {"content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/Node"}
            }}}, "responses": answer}
        }},
        "components": {"schemas": {"Node": node}}
    })
}

/// A page with lines taken out, doubled, moved, and words put in.
fn edited(page: &str, edits: &[(u8, usize, usize)]) -> String {
    const WORDS: [&str; 8] = [
        "integer",
        "null",
        "required",
        "POST",
        "\u{202e}",
        "/v2/{id}",
        "\"name\": {",
        "]]",
    ];
    let mut lines: Vec<String> = page.lines().map(str::to_owned).collect();
    for (kind, one, other) in edits {
        if lines.is_empty() {
            break;
        }
        let (one, other) = (one % lines.len(), other % lines.len());
        match kind % 4 {
            0 => drop(lines.remove(one)),
            1 => lines.insert(one, lines[other].clone()),
            2 => lines.swap(one, other),
            _ => {
                let word = WORDS[other % WORDS.len()];
                let line = &mut lines[one];
                let mut at = other % (line.len() + 1);
                while !line.is_char_boundary(at) {
                    at -= 1;
                }
                line.insert_str(at, word);
            }
        }
    }
    lines.join("\n")
}

/// What holds of every page and spec.
fn holds(old: &Page, new: &Page, spec: &Spec<'_>) {
    let ledger = bind::bind(new, spec);
    assert_eq!(ledger.outcomes.len(), new.claims.len());
    let known: Vec<String> = ledger
        .findings
        .iter()
        .map(spec_drift::Finding::fingerprint)
        .collect();
    assert!(ledger.changes.keys().all(|it| known.contains(it)));
    for outcome in &ledger.outcomes {
        assert!(
            !matches!(outcome, Outcome::Waived { .. }),
            "nobody accepted anything"
        );
    }
    assert_eq!(
        bind::bind(new, spec).findings,
        ledger.findings,
        "twice the same"
    );

    assert_eq!(compare::pages(new, new), [], "a page is as it is");
    let changed = compare::pages_of(old, new, spec);
    assert_eq!(changed, compare::pages_of(old, new, spec), "twice the same");
    for finding in ledger.findings.iter().chain(&changed) {
        for place in finding.source.iter().chain(&finding.spec) {
            assert!(place.line >= 1 && place.column >= 1);
            assert!(
                place
                    .excerpt
                    .get(place.mark.start..place.mark.end)
                    .is_some()
            );
        }
    }
}

#[test]
fn edited_pages_are_held_against_anything() {
    let document = document();
    let spec = Spec::new("acme", "openapi.yaml", &document, &|_| None);
    let config = Config {
        cases: 96,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]);
    let edits = prop::collection::vec((any::<u8>(), any::<usize>(), any::<usize>()), 1..24);
    let strategy = (0..PAGES.len(), 0..PAGES.len(), edits);
    TestRunner::new_with_rng(config, rng)
        .run(&strategy, |(old, new, edits)| {
            let changed = edited(PAGES[new], &edits);
            let read = |text: &str| page::read("page", text.as_bytes());
            if let (Ok(old), Ok(new)) = (read(PAGES[old]), read(&changed)) {
                holds(&old, &new, &spec);
            }
            Ok(())
        })
        .unwrap();
}
