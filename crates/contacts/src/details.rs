//! What the list of a vendor does not carry of a contact, and the further readings that bring it.
//!
//! Data decide, and no vendor is named: whether the list carries something is in the vendor's coverage, whether there is a
//! reading for it in the capabilities of its operations.

use std::fmt;
use std::str::FromStr;

use contacts_core::coverage::of;
use contacts_core::mapping::{Mapped, Undecodable, mapping};
use contacts_core::model::{
    Attribute, Contact, Conversation, Found, Issue, IssueCode, KeptIn, Note, RemoteId, Tag,
};
use contacts_runtime::operation::{Capability, Meaning, Operation, Vendor};
use futures_util::{StreamExt, stream};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::contacts::Contacts;
use crate::error::Error;
use crate::provider::nobody;

/// Contacts that are completed at the same time. How often a vendor is asked is the policy's.
const AT_ONCE: usize = 8;

/// A part of a contact for which vendors may have a reading of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Detail {
    /// Its tags.
    Tags,
    /// The notes on it.
    Notes,
    /// Its conversations, in summary.
    Conversations,
    /// Its custom attributes.
    Attributes,
}

/// A further reading that failed, or did not bring all. The contact has an issue for it
/// ([`IssueCode::DetailNotRead`]), so that nobody takes what is missing for what is not there. The error is [`Error::Gone`]
/// where the contact itself was gone by then: it stays as the list gave it, and its issue is [`IssueCode::Vanished`].
#[derive(Debug)]
pub struct Unread {
    /// The vendor's id of the contact.
    pub id: RemoteId,
    /// What was asked for.
    pub detail: Detail,
    /// Why; nothing if the vendor gave fewer than it counts.
    pub error: Option<Error>,
}

/// There is no detail of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no detail {name}: the details are {}", Detail::ALL.map(Detail::as_str).join(", "))]
pub struct UnknownDetail {
    /// What was asked for.
    pub name: String,
}

impl Detail {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Tags,
        Self::Notes,
        Self::Conversations,
        Self::Attributes,
    ];

    /// Its name, which is its path in the model.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tags => "tags",
            Self::Notes => "notes",
            Self::Conversations => "conversations",
            Self::Attributes => "attributes",
        }
    }

    /// The capability of a vendor that can be asked for it.
    pub const fn capability(self) -> Capability {
        match self {
            Self::Tags => Capability::ListTags,
            Self::Notes => Capability::ListNotes,
            Self::Conversations => Capability::ListConversations,
            Self::Attributes => Capability::ListAttributes,
        }
    }

    /// The operation that brings it; nothing if the vendor has none.
    pub fn reading(self, vendor: &Vendor) -> Option<&'static Operation> {
        vendor.serving(self.capability()).into_iter().next()
    }

    /// Whether the records of the vendor's list carry it.
    pub fn is_listed(self, vendor: &Vendor) -> bool {
        let Some(mapping) = mapping(vendor.slug) else {
            return false;
        };
        // A property of one operation's own records is written with that operation and `#`.
        let (_, at) = of(mapping, self.as_str());
        at.iter().any(|pointer| !pointer.contains('#'))
    }

    /// What the vendor has and its list does not carry.
    pub fn unlisted(vendor: &Vendor) -> impl Iterator<Item = Self> {
        let only_by_reading =
            |detail: &Self| !detail.is_listed(vendor) && detail.reading(vendor).is_some();
        Self::ALL.into_iter().filter(only_by_reading)
    }

    /// Where what a reading brings stands in issues and extra: beside the pointers into the record.
    fn place(self, pointer: &str) -> String {
        format!("/{self}#{pointer}")
    }
}

impl Contacts {
    /// Reads what the vendor's list does not carry of a contact and adds it: nothing that is there is lost or doubled. What has
    /// no slot goes to `extra`, and so do records that can't be read, all under `/tags#…`, `/notes#…` and so on; what is wrong
    /// goes to the issues.
    ///
    /// Gives the readings that failed after all attempts; the others were added.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] if the vendor has no reading for one of the details, and its list does not carry it either.
    /// Nothing was sent then.
    pub async fn complete(
        &self,
        contact: &mut Contact,
        details: &[Detail],
    ) -> Result<Vec<Unread>, Error> {
        self.can_complete(details)?;
        Ok(self.completed(contact, details).await)
    }

    /// Completes all contacts of a page, several at the same time; they stay in their order.
    ///
    /// # Errors
    ///
    /// As [`complete`](Self::complete).
    pub async fn complete_page(
        &self,
        page: &mut Mapped,
        details: &[Detail],
    ) -> Result<Vec<Unread>, Error> {
        self.can_complete(details)?;
        let contacts = std::mem::take(&mut page.contacts);
        let completing = contacts.into_iter().map(|mut contact| async move {
            let unread = self.completed(&mut contact, details).await;
            (contact, unread)
        });
        let mut all = Vec::new();
        let mut completed = stream::iter(completing).buffered(AT_ONCE);
        while let Some((contact, unread)) = completed.next().await {
            page.contacts.push(contact);
            all.extend(unread);
        }
        Ok(all)
    }

    fn can_complete(&self, details: &[Detail]) -> Result<(), Error> {
        let vendor = self.vendor();
        let lacks =
            |detail: &&Detail| detail.reading(vendor).is_none() && !detail.is_listed(vendor);
        match details.iter().find(lacks) {
            Some(detail) => Err(self.provider.refuse(detail.capability())),
            None => Ok(()),
        }
    }

    async fn completed(&self, contact: &mut Contact, details: &[Detail]) -> Vec<Unread> {
        let id = contact.source.id.clone();
        let mut all = Vec::new();
        for detail in details {
            // Where there is no reading, the list carries it.
            if detail.reading(self.vendor()).is_none() {
                continue;
            }
            let (code, error) = match self.detail(&id.to_string(), *detail).await {
                Ok(answer) => {
                    let is_short = answer.page.has_more == Some(true);
                    add(contact, *detail, answer);
                    if !is_short {
                        continue;
                    }
                    (IssueCode::DetailNotRead, None)
                }
                Err(error) => match self.is_vanished(&error, &id.to_string()).await {
                    true => (IssueCode::Vanished, Some(nobody(self.vendor().slug))),
                    false => (IssueCode::DetailNotRead, Some(error)),
                },
            };
            contact.issues.push(Issue {
                path: detail.place(""),
                code,
                severity: code.severity(),
                found: Found::from(&Value::Null),
                kept_in: KeptIn::Nowhere,
            });
            all.push(Unread {
                id: id.clone(),
                detail: *detail,
                error,
            });
        }
        all
    }

    /// Whether a reading failed because the contact is no longer there. Where the answer may mean something else, as that of a
    /// server that does not know the path, the contact itself is asked for.
    async fn is_vanished(&self, error: &Error, id: &str) -> bool {
        match error {
            Error::Gone { .. } => true,
            error if error.meaning() == Some(Meaning::NotFound) => {
                let found = self.get(id).await;
                found.is_ok_and(|it| it.contacts.is_empty() && it.undecodable.is_empty())
            }
            _ => false,
        }
    }

    async fn detail(&self, id: &str, detail: Detail) -> Result<Mapped, Error> {
        match detail {
            Detail::Tags => self.contact_tags(id).await,
            Detail::Notes => self.notes(id).await,
            Detail::Conversations => self.conversations(id).await,
            Detail::Attributes => self.attributes(id).await,
        }
    }
}

/// Adds an answer to the contact that it is about.
fn add(contact: &mut Contact, detail: Detail, answer: Mapped) {
    let Mapped {
        contacts,
        tags,
        notes,
        conversations,
        page: _,
        issues,
        extra,
        undecodable,
    } = answer;
    let provider = contact.source.provider.clone();
    let mut around = Around {
        contact,
        provider,
        detail,
    };
    for (number, other) in contacts.into_iter().enumerate() {
        around.contact_of_answer(number, other);
    }
    around.join(tags, |contact| &mut contact.tags);
    around.join(notes, |contact| &mut contact.notes);
    around.join(conversations, |contact| &mut contact.conversations);
    around.issues(issues);
    for (_, pointer, value) in extra.iter() {
        around.keep(pointer, value.clone());
    }
    for Undecodable { pointer, raw, .. } in undecodable {
        let value = serde_json::from_str(&raw).unwrap_or(Value::String(raw));
        around.keep(&pointer, value);
    }
}

/// A contact, and the reading whose answer is added to it.
struct Around<'a> {
    contact: &'a mut Contact,
    provider: String,
    detail: Detail,
}

impl Around<'_> {
    fn keep(&mut self, pointer: &str, value: Value) {
        let place = self.detail.place(pointer);
        self.contact.extra.keep(&self.provider, place, value);
    }

    fn issues(&mut self, issues: Vec<Issue>) {
        let detail = self.detail;
        let moved = issues.into_iter().map(|issue| Issue {
            path: detail.place(&issue.path),
            kept_in: match issue.kept_in {
                // The bytes of this answer are not kept; those of the record are.
                KeptIn::Undecodable | KeptIn::Raw => KeptIn::Extra,
                kept_in => kept_in,
            },
            ..issue
        });
        self.contact.issues.extend(moved);
    }

    /// Of the contact itself, an answer about its attributes has those; any other answer repeats what the list gave.
    fn contact_of_answer(&mut self, number: usize, other: Contact) {
        let id = other.source.id.to_string();
        if self.detail == Detail::Attributes {
            self.join(other.attributes, |contact| &mut contact.attributes);
            self.issues(other.issues);
            for (_, pointer, value) in other.extra.iter() {
                self.keep(pointer, value.clone());
            }
        } else if id != self.contact.source.id.to_string() {
            let value = serde_json::from_str(&other.raw).unwrap_or(Value::String(other.raw));
            self.keep(&format!("/contacts/{number}"), value);
        }
    }

    /// Adds what was read to a list: what is in it already gains what it had not, and keeps what it had.
    fn join<T: Same>(&mut self, read: Vec<T>, list: fn(&mut Contact) -> &mut Vec<T>) {
        for (number, one) in read.into_iter().enumerate() {
            let known = list(self.contact);
            let Some(same) = known.iter_mut().find(|known| known.is(&one)) else {
                known.push(one);
                continue;
            };
            let Ok(Value::Object(other)) = serde_json::to_value(&one) else {
                continue;
            };
            let Ok(Value::Object(mut members)) = serde_json::to_value(&*same) else {
                continue;
            };
            let agrees = fill(&mut members, &other);
            if let Ok(filled) = serde_json::from_value(Value::Object(members)) {
                *same = filled;
            }
            if !agrees {
                let place = format!("/read/{number}");
                let value = Value::Object(other);
                self.issues(vec![Issue {
                    path: place.clone(),
                    code: IssueCode::Conflict,
                    severity: IssueCode::Conflict.severity(),
                    found: Found::from(&value),
                    kept_in: KeptIn::Extra,
                }]);
                self.keep(&place, value);
            }
        }
    }
}

/// Adds the members that are not there. Whether those that are there agree.
fn fill(known: &mut Map<String, Value>, read: &Map<String, Value>) -> bool {
    let mut agrees = true;
    for (name, value) in read {
        match (known.get_mut(name), value) {
            (None, value) => {
                known.insert(name.clone(), value.clone());
            }
            (Some(Value::Object(known)), Value::Object(read)) => agrees &= fill(known, read),
            (Some(known), value) => agrees &= known == value,
        }
    }
    agrees
}

/// What can be told to be the same by its id or, without one, by what it says.
trait Same: Serialize + DeserializeOwned {
    fn is(&self, other: &Self) -> bool;
}

/// Whether the ids are the same; nothing if one has none.
fn same_id(one: &Option<RemoteId>, other: &Option<RemoteId>) -> Option<bool> {
    Some(one.as_ref()?.to_string() == other.as_ref()?.to_string())
}

impl Same for Tag {
    fn is(&self, other: &Self) -> bool {
        same_id(&self.id, &other.id).unwrap_or(self.name == other.name)
    }
}

impl Same for Note {
    fn is(&self, other: &Self) -> bool {
        let says = || self.text == other.text && self.created_at == other.created_at;
        same_id(&self.id, &other.id).unwrap_or_else(says)
    }
}

impl Same for Conversation {
    fn is(&self, other: &Self) -> bool {
        same_id(&self.id, &other.id).unwrap_or(self == other)
    }
}

impl Same for Attribute {
    fn is(&self, other: &Self) -> bool {
        self.scope == other.scope && self.key == other.key
    }
}

impl fmt::Display for Detail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl FromStr for Detail {
    type Err = UnknownDetail;

    fn from_str(name: &str) -> Result<Self, UnknownDetail> {
        let mut all = Self::ALL.into_iter();
        let found = all.find(|detail| detail.as_str() == name);
        found.ok_or_else(|| UnknownDetail {
            name: name.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn tag(value: Value) -> Tag {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn what_is_there_is_neither_lost_nor_doubled() {
        let mut contact = Contact::default();
        contact.source.provider = "acme".to_owned();
        contact.tags = vec![Tag::named("vip"), tag(json!({ "id": 7, "name": "lead" }))];
        let undecodable = Undecodable {
            pointer: "/payload/3".to_owned(),
            reason: "no name".to_owned(),
            raw: "[1]".to_owned(),
        };
        let mut answer = Mapped {
            tags: vec![
                tag(json!({ "id": 5, "name": "vip", "description": "very important" })),
                tag(json!({ "id": "7", "name": "renamed" })),
                Tag::named("new"),
            ],
            undecodable: vec![undecodable],
            ..Mapped::default()
        };
        answer
            .extra
            .keep("acme", "/meta".to_owned(), json!({ "count": 4 }));
        add(&mut contact, Detail::Tags, answer);
        insta::assert_json_snapshot!(contact, @r#"
        {
          "source": {
            "provider": "acme"
          },
          "tags": [
            {
              "id": 5,
              "name": "vip",
              "description": "very important"
            },
            {
              "id": 7,
              "name": "lead"
            },
            {
              "name": "new"
            }
          ],
          "extra": {
            "acme": {
              "/tags#/meta": {
                "count": 4
              },
              "/tags#/payload/3": [
                1
              ],
              "/tags#/read/1": {
                "id": "7",
                "name": "renamed"
              }
            }
          },
          "issues": [
            {
              "path": "/tags#/read/1",
              "code": "conflict",
              "severity": "warning",
              "found": {
                "type": "object",
                "length": 2
              },
              "keptIn": "extra"
            }
          ]
        }
        "#);
    }
}
