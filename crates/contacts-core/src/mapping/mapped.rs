//! What comes out of one answer.

use serde::Serialize;

use crate::model::{Contact, Conversation, Extra, Issue, Note, Page, Tag};

/// What one answer of a vendor holds, in the words of the model.
#[derive(Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mapped {
    /// Contacts, in the vendor's order; each has its own issues and extra.
    pub contacts: Vec<Contact>,
    /// Tags that came by themselves.
    pub tags: Vec<Tag>,
    /// Notes that came by themselves.
    pub notes: Vec<Note>,
    /// Conversations that came by themselves.
    pub conversations: Vec<Conversation>,
    /// Page and envelope.
    pub page: Page,
    /// What is wrong outside the contacts.
    pub issues: Vec<Issue>,
    /// What has no slot outside the contacts.
    pub extra: Extra,
    /// Records that could not be read.
    pub undecodable: Vec<Undecodable>,
}

/// A record that could not be read: where it was, why, and all of it.
#[derive(Clone, PartialEq, Serialize)]
pub struct Undecodable {
    /// JSON pointer into the body.
    pub pointer: String,
    /// What does not fit; never a value.
    pub reason: String,
    /// The exact bytes.
    pub raw: String,
}

contacts_runtime::opaque_debug!(Mapped, Undecodable);

impl Mapped {
    /// An answer with one contact.
    pub fn contact(contact: Contact) -> Self {
        Self {
            contacts: vec![contact],
            ..Self::default()
        }
    }

    /// An answer with contacts and what stands around them.
    pub fn contacts(contacts: Vec<Contact>, page: Page) -> Self {
        Self {
            contacts,
            page,
            ..Self::default()
        }
    }

    /// An answer with a page or an envelope only.
    pub fn page(page: Page) -> Self {
        Self {
            page,
            ..Self::default()
        }
    }

    /// Several answers as one: the pages of a list, or calls that belong together. Places in it begin with the number of the
    /// answer, from 0, as if the bodies stood in a list. The page is the last one's.
    pub fn gathered(answers: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Self::default();
        for (number, answer) in answers.into_iter().enumerate() {
            let within = |pointer: &str| format!("/{number}{pointer}");
            let Self {
                contacts,
                tags,
                notes,
                conversations,
                page,
                issues,
                extra,
                undecodable,
            } = answer;
            all.contacts.extend(contacts);
            all.tags.extend(tags);
            all.notes.extend(notes);
            all.conversations.extend(conversations);
            all.page = page;
            all.issues.extend(issues.into_iter().map(|issue| Issue {
                path: within(&issue.path),
                ..issue
            }));
            for (provider, pointer, value) in extra.iter() {
                all.extra.keep(provider, within(pointer), value.clone());
            }
            let undecodable = undecodable.into_iter().map(|record| Undecodable {
                pointer: within(&record.pointer),
                ..record
            });
            all.undecodable.extend(undecodable);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{Found, IssueCode, KeptIn, Tag};

    #[test]
    fn places_of_several_answers_do_not_collide() {
        let answer = |name: &str| {
            let mut mapped = Mapped {
                tags: vec![Tag::named(name)],
                issues: vec![Issue {
                    path: "/data/0".to_owned(),
                    code: IssueCode::Conflict,
                    severity: IssueCode::Conflict.severity(),
                    found: Found::from(&json!(name)),
                    kept_in: KeptIn::Extra,
                }],
                undecodable: vec![Undecodable {
                    pointer: "/data/1".to_owned(),
                    reason: String::new(),
                    raw: name.to_owned(),
                }],
                ..Mapped::default()
            };
            mapped.page.message = Some(name.to_owned());
            mapped.extra.keep("x", String::new(), json!(name));
            mapped.extra.keep("x", "/data/0".to_owned(), json!(name));
            mapped
        };
        let all = Mapped::gathered([answer("one"), answer("two")]);
        let names: Vec<_> = all.tags.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(names, ["one", "two"]);
        assert_eq!(all.page.message.as_deref(), Some("two"));
        let paths: Vec<_> = all.issues.iter().map(|issue| issue.path.as_str()).collect();
        assert_eq!(paths, ["/0/data/0", "/1/data/0"]);
        let extra: Vec<_> = all.extra.iter().map(|(_, pointer, _)| pointer).collect();
        assert_eq!(extra, ["/0", "/0/data/0", "/1", "/1/data/0"]);
        let pointers = all.undecodable.iter().map(|record| record.pointer.as_str());
        assert_eq!(pointers.collect::<Vec<_>>(), ["/0/data/1", "/1/data/1"]);
    }
}
