//! Members of generated structs, whatever their type.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Display;

use contacts_runtime::{JsonString, Open, Patch, WireTime};
use serde::Serialize;
use serde_json::{Map, Number, Value};

/// A member of a generated struct. Moved, not copied.
///
/// Every type that generated code uses for scalars, maps and lists is one, so a mapping line stays the
/// same when a member becomes optional, nullable or untyped.
pub trait Received {
    /// The member as JSON; none if its key is not there.
    fn received(self) -> Option<Value>;
}

/// A member of any other generated type, such as a union of a string and an object: taken as its JSON.
/// Absent and null are one here.
pub struct Json<T>(pub T);

impl<T: Serialize> Received for Json<T> {
    fn received(self) -> Option<Value> {
        serde_json::to_value(self.0)
            .ok()
            .filter(|value| !value.is_null())
    }
}

impl<T: Received> Received for Patch<T> {
    fn received(self) -> Option<Value> {
        match self {
            Self::Absent => None,
            Self::Null => Some(Value::Null),
            Self::Value(value) => value.received(),
        }
    }
}

impl<T: Received> Received for Option<T> {
    fn received(self) -> Option<Value> {
        self.and_then(T::received)
    }
}

impl<T: Received> Received for Box<T> {
    fn received(self) -> Option<Value> {
        (*self).received()
    }
}

impl<T: Display> Received for Open<T> {
    fn received(self) -> Option<Value> {
        Some(Value::String(match self {
            Self::Known(value) => value.to_string(),
            Self::Unknown(text) => text,
        }))
    }
}

impl<T: Serialize> Received for JsonString<T> {
    fn received(self) -> Option<Value> {
        serde_json::to_value(self).ok()
    }
}

impl<T: Received> Received for Vec<T> {
    fn received(self) -> Option<Value> {
        let elements = self.into_iter().map(null_if_absent).collect();
        Some(Value::Array(elements))
    }
}

impl<T: Received> Received for HashMap<String, T> {
    fn received(self) -> Option<Value> {
        Some(Value::Object(
            self.into_iter()
                .map(|(key, value)| (key, null_if_absent(value)))
                .collect(),
        ))
    }
}

impl<T: Received> Received for BTreeMap<String, T> {
    fn received(self) -> Option<Value> {
        Some(Value::Object(
            self.into_iter()
                .map(|(key, value)| (key, null_if_absent(value)))
                .collect(),
        ))
    }
}

fn null_if_absent(value: impl Received) -> Value {
    value.received().unwrap_or(Value::Null)
}

macro_rules! received {
    ($($type:ty: $value:ident => $json:expr;)*) => {$(
        impl Received for $type {
            fn received(self) -> Option<Value> {
                let $value = self;
                Some($json)
            }
        }
    )*};
}

received! {
    Value: value => value;
    Map<String, Value>: members => Value::Object(members);
    Number: number => Value::Number(number);
    String: text => Value::String(text);
    &str: text => Value::String(text.to_owned());
    WireTime: time => Value::String(time.into_string());
    jiff::Timestamp: instant => Value::String(instant.to_string());
    uuid::Uuid: uuid => Value::String(uuid.to_string());
    bool: value => Value::Bool(value);
    f32: number => Value::from(number);
    f64: number => Value::from(number);
    i32: number => Value::from(number);
    i64: number => Value::from(number);
    u32: number => Value::from(number);
    u64: number => Value::from(number);
    std::num::NonZeroU32: number => Value::from(number.get());
    std::num::NonZeroU64: number => Value::from(number.get());
}
