//! Custom attributes.

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use super::data::{blank, data};
use super::source::RemoteId;
use super::time::Timestamp;

data! {
    /// One custom attribute. Keys may repeat where a vendor lets them.
    pub struct Attribute {
        /// Which set of attributes it belongs to.
        pub scope: AttributeScope,
        /// The key in that set.
        pub key: String,
        /// The value; its type is the vendor's and is never guessed.
        pub value: AttributeValue,
        /// The vendor's id of this value.
        pub id: Option<RemoteId>,
        /// The vendor's id of the definition.
        pub definition_id: Option<RemoteId>,
        /// The name in the definition.
        pub name: Option<String>,
        /// The type in the definition, in the vendor's words.
        pub definition_type: Option<String>,
        /// What the definition says about it.
        pub description: Option<String>,
        /// When it was first set.
        pub created_at: Option<Timestamp>,
        /// When it was last set.
        pub updated_at: Option<Timestamp>,
    }
}

/// Which set of attributes one belongs to.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum AttributeScope {
    /// Custom fields of the contact.
    #[default]
    Contact,
    /// What the visitor's device and session say.
    User,
    /// What the server found out by itself.
    Additional,
    /// Of a conversation.
    Conversation,
}

/// The value of a custom attribute, by its JSON type.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum AttributeValue {
    /// `null`.
    #[default]
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(#[cfg_attr(feature = "schema", schemars(with = "f64"))] Number),
    /// A string.
    Text(String),
    /// An array or an object.
    Json(Value),
}

contacts_runtime::opaque_debug!(AttributeValue);

impl From<Value> for AttributeValue {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(value),
            Value::Number(number) => Self::Number(number),
            Value::String(text) => Self::Text(text),
            Value::Array(_) | Value::Object(_) => Self::Json(value),
        }
    }
}

impl From<AttributeValue> for Value {
    fn from(value: AttributeValue) -> Self {
        match value {
            AttributeValue::Null => Self::Null,
            AttributeValue::Bool(value) => Self::Bool(value),
            AttributeValue::Number(number) => Self::Number(number),
            AttributeValue::Text(text) => Self::String(text),
            AttributeValue::Json(value) => value,
        }
    }
}

blank! {
    AttributeScope: _scope => false;
    AttributeValue: _value => false;
}
