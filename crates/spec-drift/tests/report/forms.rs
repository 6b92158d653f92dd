//! Each form of one report, to be read as a snapshot, and held against what its readers demand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

use insta::assert_snapshot;
use serde_json::Value;
use spec_drift::report::terminal::Screen;
use spec_drift::report::{Report, github, html, json, junit, markdown, sarif, terminal};

use crate::example;

#[test]
fn for_people_at_a_terminal() {
    assert_snapshot!(terminal::render(&example::report(), Screen::default()));
}

#[test]
fn for_a_terminal_with_colours_the_text_is_the_same() {
    let report = example::report();
    let coloured = terminal::render(
        &report,
        Screen {
            colour: true,
            ..Screen::default()
        },
    );
    assert!(coloured.contains("\u{1b}["));
    let mut plain = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, escape)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = escape.split_once('m').expect("a colour ends with m").1;
    }
    plain.push_str(rest);
    assert_eq!(plain, terminal::render(&report, Screen::default()));
}

#[test]
fn for_programs() {
    assert_snapshot!(json::render(&example::report()));
}

#[test]
fn the_schema_describes_the_json() {
    let schema: Value =
        serde_json::from_str(include_str!("../../schemas/report.schema.json")).expect("a schema");
    assert_eq!(schema["$id"], json::SCHEMA);
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    for report in [example::report(), Report::default()] {
        let instance: Value = serde_json::from_str(&json::render(&report)).expect("JSON");
        let errors: Vec<String> = validator
            .iter_errors(&instance)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    // It is no schema of everything.
    let mut instance: Value =
        serde_json::from_str(&json::render(&example::report())).expect("JSON");
    instance["findings"][0]["level"] = "fatal".into();
    assert!(!validator.is_valid(&instance));
}

#[test]
fn for_code_scanning() {
    assert_snapshot!(sarif::render(&example::report()));
}

#[test]
fn sarif_holds_together() {
    let report = example::report();
    let log: Value = serde_json::from_str(&sarif::render(&report)).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    let runs = log["runs"].as_array().expect("runs");
    assert_eq!(runs.len(), 1, "one run a run");
    let rules = runs[0]["tool"]["driver"]["rules"]
        .as_array()
        .expect("rules");
    for rule in rules {
        assert!(!rule["help"]["text"].as_str().expect("help").is_empty());
        assert!(rule["properties"]["tags"].as_array().expect("tags").len() <= 20);
    }
    let results = runs[0]["results"].as_array().expect("results");
    assert_eq!(results.len(), report.findings.len());
    for result in results {
        let index =
            usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let location = &result["locations"][0]["physicalLocation"];
        assert_eq!(
            location["artifactLocation"]["uri"], "specs/acme/openapi.yaml",
            "code scanning can show it"
        );
        assert!(location["region"]["startLine"].as_u64().expect("a line") >= 1);
        assert_eq!(
            result["partialFingerprints"]["drift/v1"]
                .as_str()
                .expect("text")
                .len(),
            16
        );
    }
}

#[test]
fn sarif_leaves_out_what_github_would_refuse() {
    let mut report = example::report();
    let one = report.findings.remove(0);
    report.findings = (0..25_010)
        .map(|index| spec_drift::Finding {
            pointer: format!("/{index}"),
            source: None,
            spec: None,
            ..one.clone()
        })
        .collect();
    let log: Value = serde_json::from_str(&sarif::render(&report)).expect("JSON");
    assert_eq!(
        log["runs"][0]["results"].as_array().expect("results").len(),
        25_000
    );
    let said =
        &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    assert_eq!(said, "10 findings are left out: a run holds 25000");
}

#[test]
fn for_a_workflow() {
    assert_snapshot!(github::render(&example::report()));
}

#[test]
fn for_test_reporters() {
    assert_snapshot!(junit::render(&example::report()));
}

#[test]
fn for_a_pull_request() {
    assert_snapshot!(markdown::render(&example::report()));
}

#[test]
fn a_pull_request_has_room_for_so_much() {
    let mut report = example::report();
    let one = report.findings.remove(0);
    report.findings = (0..2_000)
        .map(|index| spec_drift::Finding {
            pointer: format!("/{index}"),
            ..one.clone()
        })
        .collect();
    let text = markdown::render(&report);
    assert!(text.chars().count() <= 65_536, "{}", text.chars().count());
    let last = text.lines().last().expect("a line");
    let left_out: usize = last
        .split(' ')
        .next()
        .expect("a word")
        .parse()
        .expect("a number");
    assert_eq!(left_out + text.matches("\n- **error**").count(), 2_000);
    assert_eq!(
        text.matches("<details").count(),
        text.matches("</details>").count()
    );
}

#[test]
fn for_the_eye() {
    let text = html::render(&example::report());
    // Without the style sheet and the script, which are files of their own.
    let (_, body) = text.split_once("</style>").expect("a style sheet");
    let (body, _) = body.split_once("<script>").expect("a script");
    assert_snapshot!(body);
}

#[test]
fn nothing_to_say_is_said() {
    let report = Report {
        findings: Vec::new(),
        bumps: Vec::new(),
        ..example::report()
    };
    assert!(terminal::render(&report, Screen::default()).ends_with("drift page acme: no drift\n"));
    assert_eq!(github::render(&report), "");
    assert!(junit::render(&report).contains("<testcase classname=\"acme\" name=\"no drift\"/>"));
    assert!(markdown::render(&report).starts_with("## drift page acme: no drift\n"));
    assert!(html::render(&report).contains("everything that was compared says the same"));
}

#[test]
fn the_order_of_findings_does_not_matter() {
    let report = example::report();
    let mut turned = report.clone();
    turned.findings.reverse();
    for form in [
        json::render,
        sarif::render,
        github::render,
        junit::render,
        markdown::render,
        html::render,
    ] {
        assert_eq!(form(&report), form(&turned));
    }
}

#[test]
fn every_byte_of_a_page_has_one_outcome() {
    let report = example::report();
    let page = &report.pages[0];
    let solid: usize = page
        .text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(char::len_utf8)
        .sum();
    assert_eq!(page.coverage().values().sum::<usize>(), solid);
}
