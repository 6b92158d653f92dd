//! What of a contact can be written, by name.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident = $path:literal,)*) => {
        /// A part of a contact that some vendor can write. Its path is where the model has it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Field { $($(#[$doc])* $variant,)* }

        impl Field {
            /// Every field, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its path, such as `name/given`. Never changes its meaning.
            pub const fn path(self) -> &'static str {
                match self { $(Self::$variant => $path,)* }
            }
        }
    };
}

fields! {
    /// Given name.
    Given = "name/given",
    /// Surname.
    Surname = "name/surname",
    /// The whole name, where the vendor has one name only.
    FullName = "name/full",
    /// E-mail address.
    Email = "emails",
    /// Telephone number, in international form.
    Phone = "phones",
    /// The id that another system gave the contact.
    Identifier = "source/externalIds",
    /// Picture, as a URL.
    Photo = "media",
    /// Language.
    Language = "preferredLanguages",
    /// Country.
    Country = "addresses/country",
    /// State or province.
    Region = "addresses/region",
    /// City.
    Locality = "addresses/locality",
    /// Time zone.
    TimeZone = "addresses/timeZone",
    /// Gender.
    Gender = "gender",
    /// Organisation.
    Organization = "organizations",
    /// The channel that is preferred.
    Channel = "preferredService",
    /// The inbox that a new contact writes to, by its id.
    Inbox = "inbox",
    /// The user who owns the contact, by id.
    Owner = "owner",
    /// Pipeline, by id.
    Pipeline = "pipeline/id",
    /// Stage in the pipeline, by id.
    Stage = "pipeline/stage",
    /// Status, in the vendor's words.
    Status = "lifecycle/status",
    /// Where the contact came from, in the vendor's words.
    Origin = "lifecycle/source",
    /// Whether the account blocked the contact.
    Blocked = "consent/blocked",
    /// Whether the contact is not to be disturbed.
    DoNotDisturb = "consent/doNotDisturb",
    /// Who the contact is in a channel, by the channel's word.
    Service = "onlineServices",
    /// A custom attribute, by its key.
    Attribute = "attributes",
    /// A tag, by its name.
    Tag = "tags",
    /// A list, by its id.
    List = "lists",
}

impl Field {
    /// Whether there are several of it, each with a key.
    pub const fn has_keys(self) -> bool {
        matches!(
            self,
            Self::Service | Self::Attribute | Self::Tag | Self::List
        )
    }

    /// Whether it is on or off, so that the opposite undoes either.
    pub const fn is_switch(self) -> bool {
        matches!(self, Self::Blocked | Self::DoNotDisturb)
    }

    /// Whether its values are ids of the account, which mean nothing in another one.
    pub const fn is_of_the_account(self) -> bool {
        matches!(
            self,
            Self::Inbox | Self::Owner | Self::Pipeline | Self::Stage | Self::List
        )
    }

    /// One of several.
    pub fn at(self, key: impl Into<String>) -> FieldPath {
        FieldPath {
            field: self,
            key: Some(key.into()),
        }
    }
}

/// One place in a contact: a field, and its key where there are several. Shown as `name/given`, `attributes/plan`, `tags/vip`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldPath {
    /// The field.
    pub field: Field,
    /// Which one, where there are several.
    pub key: Option<String>,
}

impl From<Field> for FieldPath {
    fn from(field: Field) -> Self {
        Self { field, key: None }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.path())
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            Some(key) => formatter.pad(&format!("{}/{key}", self.field)),
            None => self.field.fmt(formatter),
        }
    }
}

/// A path that is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no field {0}: the fields are {known}", known = known())]
pub struct UnknownField(String);

fn known() -> String {
    let path = |field: &Field| match field.has_keys() {
        true => format!("{field}/…"),
        false => field.to_string(),
    };
    let paths: Vec<_> = Field::ALL.iter().map(path).collect();
    paths.join(", ")
}

impl std::str::FromStr for FieldPath {
    type Err = UnknownField;

    fn from_str(path: &str) -> Result<Self, UnknownField> {
        let mut all = Field::ALL.iter();
        let found = all.find_map(|field| match field.has_keys() {
            true => {
                let key = path.strip_prefix(field.path())?.strip_prefix('/')?;
                Some(field.at(key))
            }
            false => (field.path() == path).then(|| Self::from(*field)),
        });
        found.ok_or_else(|| UnknownField(path.to_owned()))
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.path())
    }
}

impl Serialize for FieldPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FieldPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let path = String::deserialize(deserializer)?;
        path.parse().map_err(serde::de::Error::custom)
    }
}
