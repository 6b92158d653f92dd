//! Keywords that stand anywhere: words, dates, extensions, and those that no rule knows.

use std::collections::BTreeSet;

use serde_json::Value;

use super::change::{At, Comparison};
use crate::code::Code;

const DOCUMENTATION: [Code; 3] = [Code::DocumentationChanged; 3];

impl Comparison<'_> {
    /// Compares what two objects have beside the keywords in `known`.
    pub fn rest(&mut self, at: &At, old: &Value, new: &Value, known: &[&str]) {
        let keys = |value: &Value| -> BTreeSet<String> {
            value
                .as_object()
                .into_iter()
                .flat_map(|object| object.keys().cloned())
                .collect()
        };
        for key in keys(old)
            .union(&keys(new))
            .filter(|key| !known.contains(&key.as_str()))
        {
            let (before, after) = (old.get(key), new.get(key));
            if before != after {
                self.keyword(key, &at.child(key), before, after);
            }
        }
    }

    fn keyword(&mut self, key: &str, at: &At, before: Option<&Value>, after: Option<&Value>) {
        // A flag that is off says what a flag that is missing says.
        let flag =
            |value: Option<&Value>| value.filter(|value| **value != Value::Bool(false)).cloned();
        let codes = match key {
            "description" | "summary" | "title" => DOCUMENTATION,
            "example" | "examples" | "externalDocs" => [Code::ExampleChanged; 3],
            "tags" => [Code::TagsChanged; 3],
            "deprecated" => {
                let codes = [
                    Code::DeprecationAdded,
                    Code::DeprecationRemoved,
                    Code::KeywordChanged,
                ];
                return self.value(
                    codes,
                    at,
                    flag(before).as_ref(),
                    flag(after).as_ref(),
                    false,
                );
            }
            "x-contacts-since" => [Code::SinceChanged; 3],
            "x-contacts-until" => [Code::EndAnnounced, Code::EndWithdrawn, Code::EndMoved],
            "x-contacts-evidence" => [Code::EvidenceChanged; 3],
            "x-contacts-status" => [
                Code::StatusPointerAdded,
                Code::StatusPointerRemoved,
                Code::StatusPointerChanged,
            ],
            "x-contacts-record" => [
                Code::RecordAdded,
                Code::RecordRemoved,
                Code::ExtensionChanged,
            ],
            "x-contacts-volatile" => [
                Code::VolatileAdded,
                Code::VolatileRemoved,
                Code::ExtensionChanged,
            ],
            _ if key.starts_with("x-") => [Code::ExtensionChanged; 3],
            _ => [Code::KeywordChanged; 3],
        };
        self.value(codes, at, before, after, false);
    }
}
