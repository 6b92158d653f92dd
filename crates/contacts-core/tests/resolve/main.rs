//! Identity resolution: a table of cases that a person can read, and what holds for any contacts.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests"
)]

mod case;
mod plan;
mod properties;

use case::Case;
use contacts_core::resolve::resolve;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[test]
fn every_case() {
    let cases: Cases = toml::from_str(include_str!("cases.toml")).unwrap();
    assert!(cases.case.len() > 40, "the table is not empty");
    let mut wrong = String::new();
    for case in cases.case {
        let contacts: Vec<_> = case.contacts.iter().map(case::contact).collect();
        let found = case::found(&resolve(&contacts, &case.rules));
        if found != case.expected() {
            wrong.push_str(&format!(
                "{}:\n  {found:?}\n  {:?}\n",
                case.name,
                case.expected()
            ));
        }
    }
    assert!(wrong.is_empty(), "found, expected\n{wrong}");
}
