//! Enumerations, examples and patterns: the page's against the spec's.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Difference;
use crate::aspect::{self, brief, brief_value, loose, show};
use crate::claim::{Says, Type};
use crate::code::Code;
use crate::finding::Level;
use crate::fix::Change;
use crate::spec::Schema;

pub(super) fn judge_enum(values: &[Value], schema: &Schema<'_>) -> Vec<Difference> {
    let items = schema.items();
    let holder = if schema.keyword("enum").is_empty() {
        items.as_ref().unwrap_or(schema)
    } else {
        schema
    };
    let Some(known) = holder.values() else {
        // Both values of a boolean are no enumeration, and one of them is a note of what success looks like.
        let boolean = holder.types() == BTreeSet::from([Type::Boolean]);
        if boolean || holder.types().is_empty() {
            return Vec::new();
        }
        let found = aspect::list(values.iter());
        return vec![Difference::new(
            Code::PageEnumValueUnknown,
            Level::Warning,
            "any value",
            found,
        )];
    };
    let spec: BTreeSet<String> = known.iter().map(|value| loose(value)).collect();
    let page: BTreeSet<String> = values
        .iter()
        .filter(|value| !value.is_null())
        .map(loose)
        .collect();
    let added: Vec<&String> = page.difference(&spec).collect();
    let gone: Vec<&String> = spec.difference(&page).collect();
    let list = match holder.keyword("enum").as_slice() {
        [(pointer, _)] => Some(pointer.clone()),
        _ => None,
    };
    if let ([added], [gone]) = (added.as_slice(), gone.as_slice()) {
        return vec![
            Difference::new(
                Code::PageEnumValueRenamed,
                Level::Error,
                brief(gone),
                brief(added),
            )
            .likely(),
        ];
    }
    let append = |value: &str| {
        let pointer = list.clone()?;
        let value = values.iter().find(|it| loose(it) == value)?;
        Some(Change::Append {
            pointer,
            value: value.clone(),
        })
    };
    let shown = aspect::list(known.iter().copied());
    let added = added.into_iter().map(|value| {
        let mut difference = Difference::new(
            Code::PageEnumValueUnknown,
            Level::Error,
            shown.clone(),
            brief(value),
        );
        difference.changes.extend(append(value));
        difference
    });
    let gone = gone.into_iter().map(|value| {
        Difference::new(
            Code::PageEnumValueMissing,
            Level::Warning,
            brief(value),
            aspect::list(values.iter()),
        )
    });
    added.chain(gone).collect()
}

pub(super) fn judge_example(value: &Value, schema: &Schema<'_>) -> Option<Difference> {
    let known = schema.values()?;
    let text = value.as_str()?;
    const PLACEHOLDERS: [&str; 5] = ["", "string", "text", "unknown", "value"];
    let plain = text.trim_matches(['<', '>', '{', '}']).to_lowercase();
    if PLACEHOLDERS.contains(&plain.as_str())
        || known.iter().any(|known| loose(known) == loose(value))
    {
        return None;
    }
    let shown = aspect::list(known.iter().copied());
    let mut difference = Difference::new(
        Code::PageEnumValueUnknown,
        Level::Error,
        shown,
        show(&Says::Example(value.clone())),
    );
    if let [(pointer, _)] = schema.keyword("enum").as_slice() {
        difference.changes.push(Change::Append {
            pointer: pointer.clone(),
            value: value.clone(),
        });
    }
    Some(difference)
}

pub(super) fn judge_pattern(pattern: &str, schema: &Schema<'_>) -> Option<Difference> {
    let items = schema.items();
    let holder = if schema.keyword("pattern").is_empty() {
        items.as_ref().unwrap_or(schema)
    } else {
        schema
    };
    let known = holder.keyword("pattern");
    // Anchors are a matter of taste of the page: a pattern of a whole value means the same with and without them.
    let bare = |pattern: &str| {
        pattern
            .trim_matches('/')
            .trim_start_matches('^')
            .trim_end_matches('$')
            .to_owned()
    };
    if known
        .iter()
        .filter_map(|(_, value)| value.as_str())
        .any(|known| bare(known) == bare(pattern))
    {
        return None;
    }
    let expected = known
        .first()
        .map_or_else(|| "no pattern".to_owned(), |(_, value)| brief_value(value));
    let level = if known.is_empty() {
        Level::Warning
    } else {
        Level::Error
    };
    Some(
        Difference::new(Code::PagePatternDiffers, level, expected, brief(pattern))
            .set(holder, "pattern", pattern),
    )
}
