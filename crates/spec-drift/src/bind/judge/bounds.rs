//! Bounds of numbers and lengths: the page's against the spec's.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Difference;
use crate::aspect::{self, Bounds};
use crate::claim::{Says, Type};
use crate::code::Code;
use crate::finding::Level;
use crate::spec::Schema;

pub(super) fn judge_range(says: &Says, schema: &Schema<'_>) -> Option<Difference> {
    let (page, known) = (Bounds::of(says)?, bounds(schema));
    if page == known || page.is_without_zero(known) {
        return None;
    }
    let level = if known == Bounds::default() {
        Level::Warning
    } else {
        Level::Error
    };
    let mut difference = Difference::new(Code::PageRangeDiffers, level, known.show(), page.show());
    let exclusive = ["exclusiveMinimum", "exclusiveMaximum"]
        .iter()
        .any(|it| !schema.keyword(it).is_empty());
    let whole = |bound: f64| bound.fract() == 0.0 && bound.abs() < 9e15;
    if schema.types() == BTreeSet::from([Type::Integer]) && !exclusive {
        for (keyword, is, was) in [
            ("minimum", page.minimum, known.minimum),
            ("maximum", page.maximum, known.maximum),
        ] {
            difference = match is {
                Some(bound) if Some(bound) != was && whole(bound) => {
                    difference.set(schema, keyword, bound as i64)
                }
                None if was.is_some() => difference.remove(schema, keyword),
                _ => difference,
            };
        }
    }
    Some(difference)
}

pub(super) fn judge_length(
    minimum: Option<u64>,
    maximum: Option<u64>,
    schema: &Schema<'_>,
) -> Option<Difference> {
    let list = schema.types() == BTreeSet::from([Type::Array]);
    let [least, most] = if list {
        ["minItems", "maxItems"]
    } else {
        ["minLength", "maxLength"]
    };
    let number = |keyword: &str| {
        schema
            .keyword(keyword)
            .first()
            .and_then(|(_, value)| value.as_u64())
    };
    let (known_least, known_most) = (number(least), number(most));
    // At least nothing is no bound.
    let some = |bound: Option<u64>| bound.filter(|it| *it > 0);
    if some(minimum) == some(known_least) && maximum == known_most {
        return None;
    }
    let level = if known_least.or(known_most).is_none() {
        Level::Warning
    } else {
        Level::Error
    };
    let expected = aspect::length(known_least, known_most);
    let mut difference = Difference::new(
        Code::PageLengthDiffers,
        level,
        expected,
        aspect::length(minimum, maximum),
    );
    for (keyword, is, was) in [(least, minimum, known_least), (most, maximum, known_most)] {
        difference = match is {
            Some(bound) if is != was => difference.set(schema, keyword, bound),
            None if was.is_some() => difference.remove(schema, keyword),
            _ => difference,
        };
    }
    Some(difference)
}

fn bounds(schema: &Schema<'_>) -> Bounds {
    let number = |keyword: &str| {
        schema
            .keyword(keyword)
            .first()
            .and_then(|(_, value)| value.as_number().cloned())
    };
    let is_set = |keyword: &str| {
        schema
            .keyword(keyword)
            .iter()
            .any(|(_, value)| **value == Value::Bool(true))
    };
    let (minimum, maximum) = (number("minimum"), number("maximum"));
    Bounds::new(
        minimum.as_ref(),
        maximum.as_ref(),
        is_set("exclusiveMinimum"),
        is_set("exclusiveMaximum"),
    )
}
