//! The table of rules: each rule fires where it should and is silent where it should be, and the table is symmetric.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value};
use spec_drift::versions::{
    Action, Callers, Change, Direction, Row, Step, TABLE, Verdicts, changelog, compare, step,
};
use spec_drift::{Area, Code};

/// How a rule is shown: edits of the base document, as JSON pointers with their values; null takes a value out.
///
/// `@schema` stands for a schema that only requests, or only answers, use, and `@body` for such a body.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fixture {
    /// What both documents have beyond the base.
    #[serde(default)]
    before: Map<String, Value>,
    /// The edit that fires the rule, and nothing else.
    after: Map<String, Value>,
    /// Where it fires.
    at: String,
    /// The step of the generated crate.
    rust: String,
    /// An edit that must not fire it.
    near: Map<String, Value>,
}

fn base() -> Value {
    serde_json::from_str(include_str!("versions/base.json")).unwrap()
}

fn fixtures() -> BTreeMap<String, Fixture> {
    serde_json::from_str(include_str!("versions/rules.json")).unwrap()
}

fn in_direction(text: &str, direction: Direction) -> String {
    let (schema, body) = match direction {
        Direction::Request => (
            "/components/schemas/Sent",
            "/paths/~1things/post/requestBody",
        ),
        Direction::Response => (
            "/components/schemas/Answered",
            "/paths/~1things~1{id}/get/responses/200",
        ),
    };
    text.replace("@schema", schema).replace("@body", body)
}

fn edited(document: &Value, edits: &Map<String, Value>, direction: Direction) -> Value {
    let mut document = document.clone();
    for (pointer, value) in edits {
        let pointer = in_direction(pointer, direction);
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let key = key.replace("~1", "/").replace("~0", "~");
        let parent = document
            .pointer_mut(parent)
            .unwrap_or_else(|| panic!("{pointer}: its parent is not there"));
        match (parent, value) {
            (Value::Object(members), Value::Null) => {
                drop(members.remove(&key).expect("it is there"))
            }
            (Value::Object(members), value) => drop(members.insert(key, value.clone())),
            (Value::Array(elements), Value::Null) => drop(elements.remove(key.parse().unwrap())),
            (Value::Array(elements), value) => match key.parse::<usize>().unwrap() {
                index if index < elements.len() => elements[index] = value.clone(),
                _ => elements.push(value.clone()),
            },
            _ => panic!("{pointer}: its parent holds nothing"),
        }
    }
    document
}

fn directions(row: &Row) -> Vec<Direction> {
    match row.verdicts {
        Verdicts::Both { .. } => vec![Direction::Request, Direction::Response],
        Verdicts::Only(direction, ..) => vec![direction],
        Verdicts::Whole(_) => vec![Direction::Request],
    }
}

fn names(changes: &[Change]) -> Vec<&'static str> {
    changes.iter().map(|change| change.code.name()).collect()
}

#[test]
fn every_code_of_versions_has_one_row_and_one_fixture() {
    let codes: BTreeSet<Code> = Code::ALL
        .iter()
        .copied()
        .filter(|code| code.area() == Area::Version)
        .collect();
    let rows: BTreeSet<Code> = TABLE.iter().map(|row| row.code).collect();
    assert_eq!(rows, codes);
    assert_eq!(TABLE.len(), rows.len(), "a code has two rows");
    let shown: BTreeSet<String> = fixtures().into_keys().collect();
    assert_eq!(
        shown,
        codes.iter().map(|code| code.name().to_owned()).collect()
    );
}

#[test]
fn each_rule_fires_alone_and_its_way_back_is_its_inverse() {
    for (name, fixture) in fixtures() {
        let row = Row::of(name.parse().unwrap()).unwrap();
        for direction in directions(row) {
            let old = edited(&base(), &fixture.before, direction);
            let new = edited(&old, &fixture.after, direction);
            let changes = compare(&old, &new);
            let [change] = changes.as_slice() else {
                panic!("{direction} {name}: {:?}", names(&changes))
            };
            assert_eq!(change.code.name(), name);
            assert_eq!(
                change.pointer(),
                in_direction(&fixture.at, direction),
                "{direction} {name}"
            );
            assert_eq!(change.rust.to_string(), fixture.rust, "{direction} {name}");
            let verdict = match row.verdicts {
                Verdicts::Both { request, .. } if direction == Direction::Request => request,
                Verdicts::Both { response, .. } => response,
                Verdicts::Only(_, verdict, _) | Verdicts::Whole(verdict) => verdict,
            };
            assert_eq!(
                (change.callers, change.reason),
                (verdict.callers, verdict.reason),
                "{direction} {name}"
            );
            if matches!(row.verdicts, Verdicts::Both { .. }) {
                let used: BTreeSet<Direction> =
                    change.uses.iter().map(|used| used.direction).collect();
                assert_eq!(used, BTreeSet::from([direction]), "{name}");
            }
            let back = compare(&new, &old);
            assert_eq!(names(&back), [row.inverse.name()], "{direction} {name}");
            assert_eq!(
                (&back[0].old, &back[0].new),
                (&change.new, &change.old),
                "{direction} {name}"
            );
            assert_eq!(
                (&back[0].before, &back[0].after),
                (&change.after, &change.before),
                "{direction} {name}"
            );
        }
    }
}

#[test]
fn no_rule_fires_at_its_near_miss() {
    for (name, fixture) in fixtures() {
        for direction in directions(Row::of(name.parse().unwrap()).unwrap()) {
            let old = edited(&base(), &fixture.before, direction);
            let near = edited(&old, &fixture.near, direction);
            let changes = compare(&old, &near);
            assert!(
                !names(&changes).contains(&name.as_str()),
                "{direction} {name}: {:?}",
                names(&changes)
            );
        }
    }
}

#[test]
fn what_is_added_can_be_removed_and_what_widens_can_narrow() {
    for row in TABLE {
        let inverse = Row::of(row.inverse).unwrap();
        assert_eq!(inverse.inverse, row.code, "{}", row.code);
        let mirrored = match row.action {
            Action::Add => Action::Remove,
            Action::Remove => Action::Add,
            Action::Widen => Action::Narrow,
            Action::Narrow => Action::Widen,
            Action::Change => Action::Change,
        };
        assert_eq!(inverse.action, mirrored, "{}", row.code);
        assert_eq!(
            (inverse.subject, inverse.aspect),
            (row.subject, row.aspect),
            "{}",
            row.code
        );
        assert_eq!(
            row.action == Action::Change,
            row.inverse == row.code,
            "{}",
            row.code
        );
        assert_eq!(directions(row), directions(inverse), "{}", row.code);
    }
}

/// What callers may send now is judged like what the vendor may answer no more, and the other way round: where that is not
/// so the row says why, and where it is so the row says nothing.
#[test]
fn what_a_request_gains_is_judged_like_what_an_answer_loses() {
    for row in TABLE {
        let uneven = match (row.verdicts, Row::of(row.inverse).unwrap().verdicts) {
            (Verdicts::Both { request, .. }, Verdicts::Both { response, .. }) => {
                request.callers != response.callers
            }
            (Verdicts::Only(_, _, why), _) => {
                assert!(!why.is_empty(), "{}", row.code);
                false
            }
            _ => false,
        };
        assert_eq!(
            uneven,
            row.uneven.is_some(),
            "{}: the exception is missing or stale",
            row.code
        );
    }
}

/// Widening what is sent harms nobody; narrowing what is answered neither.
#[test]
fn nobody_is_harmed_by_a_wider_request_or_a_narrower_answer() {
    for row in TABLE {
        if let Verdicts::Both { request, response } = row.verdicts {
            match row.action {
                Action::Widen => assert_eq!(request.callers, Callers::Compatible, "{}", row.code),
                Action::Narrow if row.aspect != spec_drift::versions::Aspect::Mutability => {
                    assert_eq!(response.callers, Callers::Compatible, "{}", row.code);
                }
                _ => {}
            }
        }
    }
}

#[test]
fn a_component_is_one_change_with_all_its_uses_and_the_worst_of_their_verdicts() {
    let mut old = base();
    *old.pointer_mut("/paths/~1things/post/requestBody/content/application~1json/schema/$ref")
        .unwrap() = "#/components/schemas/Answered".into();
    let mut new = old.clone();
    new.pointer_mut("/components/schemas/Answered/required")
        .unwrap()
        .as_array_mut()
        .unwrap()
        .push("note".into());
    let changes = compare(&old, &new);
    assert_eq!(names(&changes), ["property-required"]);
    assert_eq!(
        (changes[0].callers, changes[0].rust),
        (Callers::Breaking, Step::Major)
    );
    let uses: Vec<String> = changes[0]
        .uses
        .iter()
        .map(|used| format!("{} {}", used.operation, used.direction))
        .collect();
    assert_eq!(
        uses,
        [
            "createThing request",
            "createThing response",
            "getThing response",
            "listThings response"
        ]
    );
    let findings = spec_drift::versions::findings("acme", &changes, |_| None, |_| None);
    assert_eq!(findings[0].uses, ["createThing", "getThing", "listThings"]);
}

#[test]
fn a_circle_of_references_ends() {
    let mut old = base();
    let part = old
        .pointer_mut("/components/schemas/Part/properties")
        .unwrap()
        .as_object_mut()
        .unwrap();
    part.insert(
        "whole".to_owned(),
        serde_json::json!({ "$ref": "#/components/schemas/Answered" }),
    );
    let text = old
        .to_string()
        .replace("schemas/Part", "schemas/Piece")
        .replace("\"Part\"", "\"Piece\"");
    let mut new: Value = serde_json::from_str(&text).unwrap();
    new.pointer_mut("/components/schemas/Piece/properties/text")
        .unwrap()["format"] = "uri".into();
    assert_eq!(step(&compare(&old, &new)), Step::Major);
}

#[test]
fn a_property_that_stays_a_patch_changes_no_type() {
    let old = edited(&base(), &Map::new(), Direction::Response);
    let edits = Map::from_iter([("@schema/properties/note/nullable".to_owned(), true.into())]);
    let changes = compare(&old, &edited(&old, &edits, Direction::Response));
    assert_eq!(
        (changes[0].callers, changes[0].rust),
        (Callers::Breaking, Step::None)
    );
}

/// A name that Rust writes the same is another word on the wire and the same field in Rust.
#[test]
fn a_rename_changes_rust_where_rust_writes_another_name() {
    for (old, new, rust) in [
        ("first_name", "firstName", Step::Patch),
        ("userid", "user_id", Step::Major),
    ] {
        let with = |name: &str| {
            let edits = Map::from_iter([(
                format!("@schema/properties/{name}"),
                serde_json::json!({ "type": "string" }),
            )]);
            edited(&base(), &edits, Direction::Response)
        };
        let changes = compare(&with(old), &with(new));
        assert_eq!(names(&changes), ["property-renamed"]);
        assert_eq!(changes[0].rust, rust, "{old} {new}");
    }
}

#[test]
fn a_changelog_tells_what_breaks_first_and_can_not_be_broken_out_of() {
    let base = base();
    let mut new = base.clone();
    new.pointer_mut("/components/schemas/Sent/required")
        .unwrap()
        .as_array_mut()
        .unwrap()
        .push("note".into());
    let part = new.pointer_mut("/components/schemas/Part").unwrap();
    part["description"] = "` <script> [a](b)\n# c".into();
    new["paths"]["/things"]["get"]["tags"] = serde_json::json!(["things"]);
    assert_eq!(
        changelog("contacts-things", "0.2.0", &compare(&base, &new)),
        "## contacts-things 0.2.0\n\n\
         ### Breaking\n\n\
         - `/components/schemas/Sent/properties/note`: a property is required now, `optional` to `required` \
         (callers: breaking; Rust: major). In `createThing`\n\n\
         ### Changed\n\n\
         - `/components/schemas/Part/description`: words changed, `' <script> [a](b)'# c` \
         (callers: compatible; Rust: patch). In `createThing`, `getThing`, `listThings`\n"
    );
}
