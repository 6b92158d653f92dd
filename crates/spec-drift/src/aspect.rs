//! What can be said of a parameter or member, kind by kind: how to compare two sayings and how to show one.

use std::collections::BTreeSet;

use serde_json::{Number, Value};

use crate::claim::{Says, Type};

/// The kinds of what is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Aspect {
    Type,
    Format,
    Nullable,
    Required,
    Default,
    Range,
    Length,
    Enum,
    Pattern,
    Deprecated,
}

impl Aspect {
    pub const ALL: [Self; 10] = [
        Self::Type,
        Self::Format,
        Self::Nullable,
        Self::Required,
        Self::Default,
        Self::Range,
        Self::Length,
        Self::Enum,
        Self::Pattern,
        Self::Deprecated,
    ];

    /// The kind of a saying; examples and mere existence have none.
    pub fn of(says: &Says) -> Option<Self> {
        Some(match says {
            Says::Type(_) => Self::Type,
            Says::Format(_) => Self::Format,
            Says::Nullable(_) => Self::Nullable,
            Says::Required(_) => Self::Required,
            Says::Default(_) => Self::Default,
            Says::Range { .. } => Self::Range,
            Says::Length { .. } => Self::Length,
            Says::Enum(_) => Self::Enum,
            Says::Pattern(_) => Self::Pattern,
            Says::Deprecated(_) => Self::Deprecated,
            Says::Exists | Says::Example(_) => return None,
        })
    }
}

/// The word of OpenAPI for a type.
pub(crate) fn type_name(it: Type) -> &'static str {
    match it {
        Type::String => "string",
        Type::Integer => "integer",
        Type::Number => "number",
        Type::Boolean => "boolean",
        Type::Array => "array",
        Type::Object => "object",
        Type::Null => "null",
        Type::Any => "any",
    }
}

/// Types in words: `string or null`.
pub(crate) fn type_names(types: &BTreeSet<Type>) -> String {
    match types.is_empty() {
        true => "any".to_owned(),
        false => types
            .iter()
            .map(|it| type_name(*it))
            .collect::<Vec<_>>()
            .join(" or "),
    }
}

/// Whether a value of the one type may be a value of the other, as far as pages are exact.
pub(crate) fn types_agree(page: Type, other: Type) -> bool {
    page == other
        || matches!(
            (page, other),
            (Type::Any | Type::Null, _) | (_, Type::Any | Type::Null)
        )
        || matches!(
            (page, other),
            (Type::Number, Type::Integer) | (Type::Integer, Type::Number)
        )
}

/// Bounds of a number: smallest and largest, each with whether it is itself allowed.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub(crate) struct Bounds {
    pub minimum: Option<f64>,
    pub maximum: Option<f64>,
}

impl Bounds {
    /// Bounds in one form: exclusive bounds of whole numbers become inclusive, and the bound that is only the largest whole
    /// number of JavaScript is none.
    pub fn new(
        minimum: Option<&Number>,
        maximum: Option<&Number>,
        above: bool,
        below: bool,
    ) -> Self {
        const LARGEST: f64 = 9_007_199_254_740_991.0;
        let number = |bound: Option<&Number>| bound.and_then(Number::as_f64);
        let step = |exclusive: bool| if exclusive { 1.0 } else { 0.0 };
        Self {
            minimum: number(minimum)
                .map(|it| it + step(above))
                .filter(|it| *it > -LARGEST),
            maximum: number(maximum)
                .map(|it| it - step(below))
                .filter(|it| *it < LARGEST),
        }
    }

    pub fn of(says: &Says) -> Option<Self> {
        match says {
            Says::Range {
                minimum,
                maximum,
                exclusive_minimum,
                exclusive_maximum,
            } => Some(Self::new(
                minimum.as_ref(),
                maximum.as_ref(),
                *exclusive_minimum,
                *exclusive_maximum,
            )),
            _ => None,
        }
    }

    /// Whether these are the bounds of the other one without a bound of 0, which many renderers take for none.
    pub fn is_without_zero(self, other: Self) -> bool {
        let same = |a: Option<f64>, b: Option<f64>| a == b || a.is_none() && b == Some(0.0);
        same(self.minimum, other.minimum) && same(self.maximum, other.maximum)
    }

    pub fn show(self) -> String {
        match (self.minimum, self.maximum) {
            (Some(minimum), Some(maximum)) => format!("{minimum} to {maximum}"),
            (Some(minimum), None) => format!("from {minimum}"),
            (None, Some(maximum)) => format!("up to {maximum}"),
            (None, None) => "no bounds".to_owned(),
        }
    }
}

/// Whether two ranges say nothing different, where one may leave out a bound that the other has.
pub(crate) fn ranges_fit(a: &Says, b: &Says) -> bool {
    let stated = |says: &Says| match says {
        Says::Range {
            minimum, maximum, ..
        } => (minimum.is_some(), maximum.is_some()),
        _ => (false, false),
    };
    let (Some(first), Some(second)) = (Bounds::of(a), Bounds::of(b)) else {
        return false;
    };
    let (least, most) = (stated(a).0 && stated(b).0, stated(a).1 && stated(b).1);
    (least || most)
        && (!least || first.minimum == second.minimum)
        && (!most || first.maximum == second.maximum)
}

/// A saying, shortly.
pub(crate) fn show(says: &Says) -> String {
    match says {
        Says::Exists => "present".to_owned(),
        Says::Type(it) => type_name(*it).to_owned(),
        Says::Format(format) => brief(format),
        Says::Nullable(true) => "nullable".to_owned(),
        Says::Nullable(false) => "never null".to_owned(),
        Says::Required(true) => "required".to_owned(),
        Says::Required(false) => "optional".to_owned(),
        Says::Default(value) | Says::Example(value) => brief_value(value),
        Says::Range { .. } => Bounds::of(says).unwrap_or_default().show(),
        Says::Length { minimum, maximum } => length(*minimum, *maximum),
        Says::Enum(values) => list(values.iter()),
        Says::Pattern(pattern) => brief(pattern),
        Says::Deprecated(true) => "deprecated".to_owned(),
        Says::Deprecated(false) => "not deprecated".to_owned(),
    }
}

pub(crate) fn length(minimum: Option<u64>, maximum: Option<u64>) -> String {
    match (minimum, maximum) {
        (Some(minimum), Some(maximum)) => format!("length {minimum} to {maximum}"),
        (Some(minimum), None) => format!("length from {minimum}"),
        (None, Some(maximum)) => format!("length up to {maximum}"),
        (None, None) => "no length".to_owned(),
    }
}

/// Values, shortly: `my, all`.
pub(crate) fn list<'v>(values: impl Iterator<Item = &'v Value>) -> String {
    brief(&values.map(brief_value).collect::<Vec<_>>().join(", "))
}

/// A value, shortly: texts without their quotes.
pub(crate) fn brief_value(value: &Value) -> String {
    match value {
        Value::String(text) => brief(text),
        other => brief(&other.to_string()),
    }
}

/// Foreign text, cut at a sensible length.
pub(crate) fn brief(text: &str) -> String {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// A value in the form in which pages and specs agree on it: numbers and booleans that a page shows as text are the same.
pub(crate) fn loose(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().trim_matches('"').to_owned(),
        Value::Number(number) => match number.as_f64() {
            Some(float) => float.to_string(),
            None => number.to_string(),
        },
        other => other.to_string(),
    }
}

/// A format in the words of OpenAPI.
pub(crate) fn format(name: &str) -> String {
    match name.to_ascii_lowercase().as_str() {
        "datetime" | "iso8601" | "iso-8601" | "rfc3339" | "timestamp" => "date-time".to_owned(),
        "guid" => "uuid".to_owned(),
        "url" | "uri-reference" => "uri".to_owned(),
        other => other.to_owned(),
    }
}
