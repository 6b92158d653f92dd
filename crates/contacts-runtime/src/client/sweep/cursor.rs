//! Where in a list a request is, and the numbers and texts in which vendors say so.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::operation::{Pagination, Scheme};

/// Where in a list a request is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Cursor {
    /// A page number.
    Page(u64),
    /// How many records come before.
    Offset(u64),
    /// What the vendor named as next; `None` for the first page.
    Next(Option<String>),
    /// A page number for each bucket; `None` for the first page of all of them.
    Buckets(Option<Vec<(String, u64)>>),
}

impl Cursor {
    /// The first request of a list.
    pub fn first(pagination: &Pagination) -> Self {
        match pagination.scheme {
            Scheme::Offset => Self::Offset(0),
            Scheme::Cursor => Self::Next(None),
            Scheme::Buckets => Self::Buckets(None),
            Scheme::Page | Scheme::None => Self::Page(pagination.first),
        }
    }

    /// Whether it is of the form that the scheme has.
    pub(super) fn is_of(&self, scheme: Scheme) -> bool {
        match self {
            Self::Page(_) => matches!(scheme, Scheme::Page | Scheme::None),
            Self::Offset(_) => scheme == Scheme::Offset,
            Self::Next(_) => scheme == Scheme::Cursor,
            Self::Buckets(_) => scheme == Scheme::Buckets,
        }
    }
}

/// A count as vendors write it: an integer, a float without a fraction, or digits in a string.
pub fn count<T: Serialize>(value: &T) -> Option<u64> {
    match serde_json::to_value(value).ok()? {
        Value::Number(number) => number.as_u64().or_else(|| {
            let float = number.as_f64()?;
            (float >= 0.0 && float.fract() == 0.0 && float < 9e15).then_some(float as u64)
        }),
        Value::String(digits) => digits.parse().ok(),
        _ => None,
    }
}

/// A cursor as vendors write it: a string or a number.
pub fn text<T: Serialize>(value: &T) -> Option<String> {
    match serde_json::to_value(value).ok()? {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A page number or cursor as the type that a request wants, by way of JSON: digits are a number where it wants one, and a
/// number is digits.
pub fn convert<T: DeserializeOwned>(value: &impl Serialize) -> Option<T> {
    let value = serde_json::to_value(value).ok()?;
    let other = match &value {
        Value::Number(number) => Some(Value::String(number.to_string())),
        Value::String(digits) => serde_json::from_str(digits).ok().map(Value::Number),
        _ => None,
    };
    serde_json::from_value(value)
        .ok()
        .or_else(|| serde_json::from_value(other?).ok())
}

#[cfg(test)]
mod tests {
    use super::convert;

    #[test]
    fn page_numbers_and_cursors_become_what_a_parameter_takes() {
        assert_eq!(convert(&7_u64), Some(7_i64));
        assert_eq!(convert(&7_u64), Some(Some("7".to_owned())));
        assert_eq!(convert(&"70"), Some(Some(70_i64)));
        assert_eq!(convert(&"0x7"), Some(Some("0x7".to_owned())));
        assert_eq!(convert::<i64>(&"next"), None);
    }
}
