//! How the types of the model are declared, in one place, so that none forgets a part.

/// What can be empty, and is then left out of the JSON.
pub(crate) trait Blank {
    /// Whether there is nothing in it.
    fn is_blank(&self) -> bool;
}

/// [`Blank::is_blank`] as serde wants it.
pub(crate) fn is_blank(value: &impl Blank) -> bool {
    value.is_blank()
}

macro_rules! blank {
    ($($type:ty: $value:ident => $blank:expr;)*) => {$(
        impl $crate::model::data::Blank for $type {
            fn is_blank(&self) -> bool {
                let $value = self;
                $blank
            }
        }
    )*};
}

blank! {
    String: text => text.is_empty();
    bool: _flag => false;
    u64: _number => false;
    f64: _number => false;
}

impl<T> Blank for Option<T> {
    fn is_blank(&self) -> bool {
        self.is_none()
    }
}

impl<T> Blank for Vec<T> {
    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}

/// An enum that may grow: any text is a value, and some texts are known.
pub trait Word: From<String> {
    /// Whether the word is in the list.
    fn is_known(&self) -> bool;
}

/// Declares structs of the model: camelCase JSON without empty members, and a `Debug` that shows
/// nothing, because all of them hold people's data.
macro_rules! data {
    ($(
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$member_meta:meta])* pub $member:ident: $type:ty,)*
        }
    )*) => {$(
        $(#[$meta])*
        #[derive(Clone, Default, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
        #[serde(rename_all = "camelCase", default)]
        pub struct $name {
            $(
                $(#[$member_meta])*
                #[serde(skip_serializing_if = "crate::model::data::is_blank")]
                pub $member: $type,
            )*
        }

        ::contacts_runtime::opaque_debug!($name);
        $crate::model::data::blank!($name: value => *value == <$name>::default(););
    )*};
}

/// Declares enums that may grow: a word that nobody knew is kept as `Unknown`.
///
/// In JSON they are strings. Matching is case-sensitive, as RFC 9553 section 1.3.2 has it.
macro_rules! words {
    ($(
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $word:literal,)*
        }
    )*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)*
            /// A word that is not in the list, as received.
            Unknown(String),
        }

        impl $name {
            /// The words that are known, in the order of their documentation.
            pub const WORDS: &'static [&'static str] = &[$($word,)*];

            /// The word, as in JSON.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Unknown(word) => word,
                }
            }

            /// Whether the word is in the list.
            pub fn is_known(&self) -> bool {
                !matches!(self, Self::Unknown(_))
            }
        }

        $crate::model::data::blank!($name: word => word.as_str().is_empty(););

        impl $crate::model::Word for $name {
            fn is_known(&self) -> bool {
                Self::is_known(self)
            }
        }

        impl From<String> for $name {
            fn from(word: String) -> Self {
                match word.as_str() {
                    $($word => Self::$variant,)*
                    _ => Self::Unknown(word),
                }
            }
        }

        impl From<&str> for $name {
            fn from(word: &str) -> Self {
                Self::from(word.to_owned())
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <String as ::serde::Deserialize>::deserialize(deserializer).map(Self::from)
            }
        }

        #[cfg(feature = "schema")]
        impl ::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                ::schemars::json_schema!({
                    "description": "One of the words that are known, or any other as received.",
                    "anyOf": [{ "enum": [$($word,)*] }, { "type": "string" }],
                })
            }
        }
    )*};
}

pub(crate) use {blank, data, words};
