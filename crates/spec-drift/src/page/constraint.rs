//! The phrases by which pages bound values: `Required range: 1 <= x <= 100`, `[ 1 .. 100 ]`, `Available options: a, b`.

use serde_json::{Number, Value};

use super::node::{Data, scalar};
use super::pattern::{Pattern, patterns};
use super::types;
use crate::claim::{Says, Type};

patterns! {
    BOTH = r"^\(?(-?\d[\d.]*)\s*(<=?|≤)\s*[a-z]\w*\s*(<=?|≤)\s*(-?\d[\d.]*)\)?$";
    LEFT = r"^(?:[a-z]\w*\s*)?(>=?|≥|<=?|≤)\s*(-?\d[\d.]*)(\s*(?:characters|chars|items))?$";
    PAIR = r"^(?:[a-z]\w*\s*)?(>=?|≥)\s*(-?\d[\d.]*)\s*(?:and|,|&)\s*(?:[a-z]\w*\s*)?(<=?|≤)\s*(-?\d[\d.]*)(\s*(?:characters|chars|items))?$";
    TO = r"^([\[(])?\s*(-?\d[\d.]*?)\s*(?:\.\.+|\sto\s|\s?[-–—]\s?|,)\s*(-?\d[\d.]*)\s*([\])])?(\s*(?:characters|chars|items))?$";
    BETWEEN = r"^(?i)(?:between|from)\s+(-?\d[\d.]*)\s+(?:and|to)\s+(-?\d[\d.]*)(\s*(?:characters|chars|items))?$";
    DEFAULT = r#"(?i)\(?\bdefaults?(?:\s+(?:value|page size))?(?:\s+(?:is|to)\s*:?|\s*[:=])\s*(`[^`\n]+`|"[^"\n]+"|'[^'\n]+'|-?[\w][\w.\-]*)"#, if ["default"];
    MAXIMUM = r"(?i)\b(?:max(?:imum)?|up to|at most)(?:\s+(?:value|allowed|limit|length))?(?:\s+(?:is|of))?\s*[:=]?\s*`?(-?\d+)`?\b(\s*(?:characters|chars))?", if ["max", "up to", "at most"];
    MINIMUM = r"(?i)\b(?:min(?:imum)?|at least)(?:\s+(?:value|allowed|length))?(?:\s+(?:is|of))?\s*[:=]?\s*`?(-?\d+)`?\b(\s*(?:characters|chars))?", if ["min", "at least"];
    WITHIN = r"(?i)\b(?:between|from|range:?|\()\s*`?(-?\d+)`?\s*(?:and|to|-|–|\.\.)\s*`?(-?\d+)`?(\s*(?:characters|chars))?", if ["between", "from", "range", "("];
    LISTED = r"(?i)\b(?:one of|enum|possible values(?: are)?|allowed values(?: are)?|available options|available values|accepted values|valid values(?: are)?|can be)\s*[:=]?\s+((?:`[^`\n]+`|\x22[^\x22\n]+\x22|[\w.\-]+)(?:(?:\s*[,|]\s*(?:(?:or|and)\s+)?|\s+(?:or|and)\s+)(?:`[^`\n]+`|\x22[^\x22\n]+\x22|[\w.\-]+))+)", if ["one of", "enum", "values", "options", "can be"];
}

/// A whole expression that bounds a number or a length.
pub(super) fn range(text: &str) -> Option<Says> {
    let text = text.trim().trim_matches('`').trim_end_matches('.').trim();
    if text.len() > 100 || !text.contains(|char: char| char.is_ascii_digit()) {
        return None;
    }
    let number = |text: &str| text.trim_end_matches('.').parse::<Number>().ok();
    if let Some(found) = BOTH.captures(text) {
        return Some(Says::Range {
            minimum: number(found.get(1)?.as_str()),
            maximum: number(found.get(4)?.as_str()),
            exclusive_minimum: found.get(2)?.as_str() == "<",
            exclusive_maximum: found.get(3)?.as_str() == "<",
        });
    }
    if let Some(found) = LEFT.captures(text) {
        let bound = found.get(2)?.as_str();
        let sign = found.get(1)?.as_str();
        let lower = sign.starts_with(['>', '≥']);
        let (minimum, maximum) = if lower {
            (Some(bound), None)
        } else {
            (None, Some(bound))
        };
        return bounds(
            minimum,
            maximum,
            sign == ">",
            sign == "<",
            found.get(3).is_some(),
        );
    }
    if let Some(found) = PAIR.captures(text) {
        let (minimum, maximum) = (found.get(2)?.as_str(), found.get(4)?.as_str());
        let exclusive = (found.get(1)?.as_str() == ">", found.get(3)?.as_str() == "<");
        return bounds(
            Some(minimum),
            Some(maximum),
            exclusive.0,
            exclusive.1,
            found.get(5).is_some(),
        );
    }
    if let Some(found) = TO.captures(text) {
        let (minimum, maximum) = (found.get(2)?.as_str(), found.get(3)?.as_str());
        let exclusive =
            |group: usize, sign: &str| found.get(group).is_some_and(|found| found.as_str() == sign);
        return bounds(
            Some(minimum),
            Some(maximum),
            exclusive(1, "("),
            exclusive(4, ")"),
            found.get(5).is_some(),
        );
    }
    let found = BETWEEN.captures(text)?;
    bounds(
        Some(found.get(1)?.as_str()),
        Some(found.get(2)?.as_str()),
        false,
        false,
        found.get(3).is_some(),
    )
}

fn bounds(
    minimum: Option<&str>,
    maximum: Option<&str>,
    above: bool,
    below: bool,
    length: bool,
) -> Option<Says> {
    let number = |text: &str| text.trim_end_matches('.').parse::<Number>().ok();
    if length {
        let whole = |text: Option<&str>, add: i64| {
            let number: i64 = text?.parse().ok()?;
            u64::try_from(number + add).ok()
        };
        return Some(Says::Length {
            minimum: whole(minimum, i64::from(above)),
            maximum: whole(maximum, -i64::from(below)),
        });
    }
    let (minimum, maximum) = (minimum.and_then(number), maximum.and_then(number));
    if minimum.is_none() && maximum.is_none() {
        return None;
    }
    Some(Says::Range {
        minimum,
        maximum,
        exclusive_minimum: above,
        exclusive_maximum: below,
    })
}

/// What a label announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Range,
    Minimum,
    Maximum,
    Length,
    MinLength,
    MaxLength,
    Enum,
    Pattern,
    Default,
    Example,
    Format,
    Type,
    Required,
    Nullable,
}

/// Labels as pages write them, longest first where one begins another; all in lower case, a colon to follow.
const LABELS: &[(&str, Label)] = &[
    ("required range", Label::Range),
    ("allowed range", Label::Range),
    ("valid range", Label::Range),
    ("range", Label::Range),
    ("required string length", Label::Length),
    ("required array length", Label::Length),
    ("required length", Label::Length),
    ("length", Label::Length),
    ("minimum string length", Label::MinLength),
    ("minimum array length", Label::MinLength),
    ("minimum length", Label::MinLength),
    ("min length", Label::MinLength),
    ("minlength", Label::MinLength),
    ("min items", Label::MinLength),
    ("minitems", Label::MinLength),
    ("maximum string length", Label::MaxLength),
    ("maximum array length", Label::MaxLength),
    ("maximum length", Label::MaxLength),
    ("max length", Label::MaxLength),
    ("maxlength", Label::MaxLength),
    ("max items", Label::MaxLength),
    ("maxitems", Label::MaxLength),
    ("minimum value", Label::Minimum),
    ("min value", Label::Minimum),
    ("minimum", Label::Minimum),
    ("min", Label::Minimum),
    ("maximum value", Label::Maximum),
    ("max value", Label::Maximum),
    ("maximum", Label::Maximum),
    ("max", Label::Maximum),
    ("available options", Label::Enum),
    ("available values", Label::Enum),
    ("possible values", Label::Enum),
    ("possible options", Label::Enum),
    ("possible enum values", Label::Enum),
    ("allowed values", Label::Enum),
    ("allowed options", Label::Enum),
    ("allowed value", Label::Enum),
    ("accepted values", Label::Enum),
    ("supported values", Label::Enum),
    ("valid values", Label::Enum),
    ("valid options", Label::Enum),
    ("allowed", Label::Enum),
    ("enum values", Label::Enum),
    ("enum", Label::Enum),
    ("options", Label::Enum),
    ("one of", Label::Enum),
    ("must be one of", Label::Enum),
    ("values", Label::Enum),
    ("must match pattern", Label::Pattern),
    ("match pattern", Label::Pattern),
    ("matches", Label::Pattern),
    ("pattern", Label::Pattern),
    ("regex", Label::Pattern),
    ("default value", Label::Default),
    ("defaults to", Label::Default),
    ("default", Label::Default),
    ("example value", Label::Example),
    ("examples", Label::Example),
    ("example", Label::Example),
    ("format", Label::Format),
    ("data type", Label::Type),
    ("type", Label::Type),
    ("required", Label::Required),
    ("mandatory", Label::Required),
    ("nullable", Label::Nullable),
];

/// The label that a text begins with, and where its value starts.
pub(super) fn label(text: &str) -> Option<(Label, usize)> {
    let head: String = text
        .chars()
        .take(40)
        .map(|char| char.to_ascii_lowercase())
        .collect();
    let (name, label) = LABELS
        .iter()
        .filter(|(name, _)| head.starts_with(name))
        .max_by_key(|(name, _)| name.len())?;
    let rest = text.get(name.len()..)?;
    let bare = rest.trim_start_matches([' ', '\t', '*', '_', '`']);
    if let Some(value) = bare.strip_prefix([':', '=']) {
        return Some((
            *label,
            text.len() - value.trim_start_matches(['*', '_']).len(),
        ));
    }
    // Two labels are also written without a colon.
    let colonless = *name == "defaults to"
        || *name == "must be one of"
        || *name == "one of"
        || *name == "must match pattern";
    (colonless && rest.starts_with(' ')).then(|| (*label, text.len() - rest.len()))
}

/// What a label and its value state; `None` for a value that was lost or is none.
pub(super) fn labelled(label: Label, value: &str, kind: Option<Type>) -> Option<Vec<Says>> {
    let value = value.trim();
    if value.is_empty() {
        return None;
    }
    let whole = || bare(value).parse::<u64>().ok();
    let number = || bare(value).trim_end_matches(',').parse::<Number>().ok();
    let says = match label {
        Label::Range => range(value)?,
        Label::Minimum => Says::Range {
            minimum: Some(number()?),
            maximum: None,
            exclusive_minimum: false,
            exclusive_maximum: false,
        },
        Label::Maximum => Says::Range {
            minimum: None,
            maximum: Some(number()?),
            exclusive_minimum: false,
            exclusive_maximum: false,
        },
        Label::MinLength => Says::Length {
            minimum: Some(whole()?),
            maximum: None,
        },
        Label::MaxLength => Says::Length {
            minimum: None,
            maximum: Some(whole()?),
        },
        Label::Length => match range(value) {
            Some(Says::Range {
                minimum, maximum, ..
            }) => Says::Length {
                minimum: minimum.and_then(|number| number.as_u64()),
                maximum: maximum.and_then(|number| number.as_u64()),
            },
            Some(length @ Says::Length { .. }) => length,
            _ => Says::Length {
                minimum: Some(whole()?),
                maximum: Some(whole()?),
            },
        },
        // Some pages write bounds where others write options.
        Label::Enum => match range(value) {
            Some(range) => range,
            None => Says::Enum(options(value, kind)?),
        },
        Label::Pattern => Says::Pattern(regular(value)?),
        Label::Default => Says::Default(literal(value, kind)),
        Label::Example => Says::Example(literal(value, kind)),
        Label::Format => Says::Format(
            bare(value)
                .split_whitespace()
                .next()?
                .trim_end_matches(['.', ','])
                .to_ascii_lowercase(),
        ),
        Label::Type => return Some(types::expression(value)?.says()),
        Label::Required => Says::Required(yes(value)?),
        Label::Nullable => Says::Nullable(yes(value)?),
    };
    Some(vec![says])
}

/// Yes or no in the words of tables.
pub(super) fn yes(text: &str) -> Option<bool> {
    match text
        .trim()
        .trim_matches(['`', '*', '.', '(', ')'])
        .to_ascii_lowercase()
        .as_str()
    {
        "yes" | "y" | "true" | "required" | "\u{2713}" | "\u{2714}" | "\u{2705}" | "x"
        | "mandatory" | "always" | "\u{25cf}" | "1" => Some(true),
        "no" | "n" | "false" | "optional" | "\u{2717}" | "\u{2718}" | "\u{274c}" | "-"
        | "not required" | "\u{2014}" | "0" => Some(false),
        _ => None,
    }
}

/// A literal as a page writes it, of the subject's type where that is known.
pub(super) fn literal(text: &str, kind: Option<Type>) -> Value {
    let text = text.trim().trim_matches('`').trim();
    let quoted = text.len() >= 2
        && (text.starts_with('"') && text.ends_with('"')
            || text.starts_with('\'') && text.ends_with('\''));
    let inner = if quoted {
        text.get(1..text.len() - 1).unwrap_or_default()
    } else {
        text
    };
    let structured = inner.starts_with(['{', '[']) && inner.len() < 10_000;
    if structured && let Ok(value) = serde_json::from_str(inner) {
        return value;
    }
    if kind == Some(Type::String)
        || (quoted && !matches!(kind, Some(Type::Integer | Type::Number | Type::Boolean)))
    {
        return Value::String(inner.to_owned());
    }
    match scalar(inner) {
        Some(Data::Bool(bool)) => Value::Bool(bool),
        Some(Data::Number(number)) => Value::Number(number),
        Some(Data::Null) => Value::Null,
        _ => Value::String(inner.to_owned()),
    }
}

/// The values of a list of options.
fn options(text: &str, kind: Option<Type>) -> Option<Vec<Value>> {
    let text = text
        .trim()
        .trim_end_matches('.')
        .trim_start_matches(['[', '('])
        .trim_end_matches([']', ')', ',']);
    let parts: Vec<&str> = if text.contains(',') {
        text.split(',').collect()
    } else if text.contains('|') {
        text.split('|').collect()
    } else if text.contains('\n') {
        text.split('\n').collect()
    } else if text.contains('`') {
        text.split('`').collect()
    } else if text.contains("\" \"") {
        text.split('"').collect()
    } else if text.contains(" / ") {
        text.split(" / ").collect()
    } else {
        text.split(" or ").collect()
    };
    let mut values = Vec::new();
    for part in parts {
        let part = part
            .trim()
            .trim_start_matches(['-', '*', '\u{2022}'])
            .trim();
        let part = part
            .strip_prefix("or ")
            .or_else(|| part.strip_prefix("and "))
            .unwrap_or(part);
        let part = part.trim().trim_matches('`');
        if part.is_empty() || part.chars().all(|char| char == '"' || char.is_whitespace()) {
            continue;
        }
        // Options are words: a sentence after the label lists none.
        if part.split_whitespace().count() > 4 || values.len() >= 1000 {
            return None;
        }
        let value = literal(part, kind);
        if !values.contains(&value) {
            values.push(value);
        }
    }
    (!values.is_empty()).then_some(values)
}

fn regular(text: &str) -> Option<String> {
    let text = text.trim().trim_matches('`').trim_matches('"');
    let inner = text
        .strip_prefix('/')
        .and_then(|text| text.strip_suffix('/'))
        .unwrap_or(text);
    (!inner.is_empty()).then(|| inner.to_owned())
}

fn bare(text: &str) -> &str {
    text.trim().trim_matches(['`', '"', '\'', '.', '*'])
}

/// Phrases by which descriptions say that something may be null, or never is.
const NULLS: &[(&str, bool)] = &[
    ("can be null", true),
    ("may be null", true),
    ("might be null", true),
    ("could be null", true),
    ("is nullable", true),
    ("never null", false),
    ("cannot be null", false),
    ("can't be null", false),
    ("can not be null", false),
    ("must not be null", false),
    ("may not be null", false),
    ("not nullable", false),
];

/// Whether a description says that its subject may be null, and where; a condition is none of these.
fn null(text: &str) -> Option<(std::ops::Range<usize>, bool)> {
    let lower = text.to_ascii_lowercase();
    let (at, phrase, nullable) = NULLS
        .iter()
        .filter_map(|(phrase, nullable)| Some((lower.find(phrase)?, *phrase, *nullable)))
        .min_by_key(|(at, _, _)| *at)?;
    let end = at + phrase.len();
    // `can be null or empty` still can; `can be nullified` is another word.
    let whole = !lower
        .get(end..)?
        .starts_with(|char: char| char.is_ascii_alphanumeric());
    whole.then_some((at..end, nullable))
}

/// What a description says in passing, with the range that says it: a default, bounds, options.
pub(super) fn described(text: &str, kind: Option<Type>) -> Vec<(std::ops::Range<usize>, Says)> {
    let mut says = Vec::new();
    if text.len() > 4000 {
        return says;
    }
    if let Some((range, nullable)) = null(text) {
        says.push((range, Says::Nullable(nullable)));
    }
    let first = |pattern: &'static Pattern| pattern.captures(text);
    let bounded = text.contains(|char: char| char.is_ascii_digit());
    let numeric = bounded && matches!(kind, None | Some(Type::Integer | Type::Number));
    if let Some(found) = first(&DEFAULT)
        && let Some(value) = found.get(1)
    {
        let bare = value.as_str().trim_end_matches(['.', ',']);
        if !matches!(
            bare.to_ascii_lowercase().as_str(),
            "the" | "a" | "an" | "value" | "to" | "all" | "current" | "is"
        ) {
            says.push((value.range(), Says::Default(literal(bare, kind))));
        }
    }
    if let Some(found) = first(&WITHIN).filter(|_| numeric)
        && let (Some(whole), Some(from), Some(to)) = (found.get(0), found.get(1), found.get(2))
        && let Some(range) = bounds(
            Some(from.as_str()),
            Some(to.as_str()),
            false,
            false,
            found.get(3).is_some(),
        )
    {
        says.push((whole.range(), range));
    } else if bounded {
        for (pattern, lower) in [(&MINIMUM, true), (&MAXIMUM, false)] {
            if let Some(found) = first(pattern)
                && let (Some(whole), Some(bound)) = (found.get(0), found.get(1))
                && (numeric || found.get(2).is_some())
            {
                let (minimum, maximum) = if lower {
                    (Some(bound.as_str()), None)
                } else {
                    (None, Some(bound.as_str()))
                };
                if let Some(range) = bounds(minimum, maximum, false, false, found.get(2).is_some())
                {
                    says.push((whole.range(), range));
                }
            }
        }
    }
    if let Some(found) = first(&LISTED)
        && let Some(list) = found.get(1)
        && let Some(options) = options(
            &list.as_str().replace(" or ", ",").replace(" and ", ","),
            kind,
        )
        && options.len() > 1
    {
        says.push((list.range(), Says::Enum(options)));
    }
    says
}
