//! A write from JSON. Each member is read as what it is before anybody asks which write it is, so that an error says where.

use std::fmt;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer};

use super::{ContactPatch, Write};

/// All that a write may have.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Members {
    write: Kind,
    id: Option<Id>,
    other: Option<Id>,
    note: Option<Id>,
    text: Option<String>,
    patch: Option<ContactPatch>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Create,
    Upsert,
    Update,
    Delete,
    Merge,
    CreateNote,
    UpdateNote,
    DeleteNote,
}

/// An id as text, also where it is written as a number.
struct Id(String);

impl TryFrom<Members> for Write {
    type Error = String;

    fn try_from(members: Members) -> Result<Self, String> {
        let Members {
            write,
            mut id,
            mut other,
            mut note,
            mut text,
            mut patch,
        } = members;
        let read = match write {
            Kind::Create => Self::Create {
                patch: needed("patch", &mut patch)?,
            },
            Kind::Upsert => Self::Upsert {
                patch: needed("patch", &mut patch)?,
            },
            Kind::Update => Self::Update {
                id: needed("id", &mut id)?.0,
                patch: needed("patch", &mut patch)?,
            },
            Kind::Delete => Self::Delete {
                id: needed("id", &mut id)?.0,
            },
            Kind::Merge => Self::Merge {
                id: needed("id", &mut id)?.0,
                other: needed("other", &mut other)?.0,
            },
            Kind::CreateNote => Self::CreateNote {
                id: needed("id", &mut id)?.0,
                text: needed("text", &mut text)?,
            },
            Kind::UpdateNote => Self::UpdateNote {
                id: needed("id", &mut id)?.0,
                note: needed("note", &mut note)?.0,
                text: needed("text", &mut text)?,
            },
            Kind::DeleteNote => Self::DeleteNote {
                id: needed("id", &mut id)?.0,
                note: needed("note", &mut note)?.0,
            },
        };
        let left = [
            ("id", id.is_some()),
            ("other", other.is_some()),
            ("note", note.is_some()),
            ("text", text.is_some()),
            ("patch", patch.is_some()),
        ];
        match left.iter().find(|(_, is_there)| *is_there) {
            Some((name, _)) => Err(format!("unknown field `{name}`, expected no `{name}` here")),
            None => Ok(read),
        }
    }
}

/// In the words of serde, which those who read JSON know how to tell.
fn needed<T>(name: &str, member: &mut Option<T>) -> Result<T, String> {
    member
        .take()
        .ok_or_else(|| format!("missing field `{name}`"))
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct IdVisitor;

        impl Visitor<'_> for IdVisitor {
            type Value = Id;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an id: a text or a whole number")
            }

            fn visit_str<E: serde::de::Error>(self, id: &str) -> Result<Id, E> {
                Ok(Id(id.to_owned()))
            }

            fn visit_u64<E: serde::de::Error>(self, id: u64) -> Result<Id, E> {
                Ok(Id(id.to_string()))
            }
        }

        deserializer.deserialize_any(IdVisitor)
    }
}
