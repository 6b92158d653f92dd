//! Reading back what a plan wrote.

use contacts_runtime::Patch;
use contacts_runtime::operation::Capability;

use super::make::is_known;
use super::{Ignored, Need};
use crate::contacts::Contacts;
use crate::write::{ContactPatch, FieldPath, Write, value};

impl Contacts {
    /// Whether a contact is no longer there.
    pub(super) async fn is_gone(&self, id: &str) -> bool {
        let found = self.provider.get(id).await;
        found.is_ok_and(|found| found.contacts.is_empty() && found.undecodable.is_empty())
    }

    /// Whether the note of a write is as the write wants it.
    pub(super) async fn note_is(
        &self,
        write: &Write,
        contact: &str,
        created: Option<String>,
    ) -> bool {
        if self.serving(Capability::ListNotes).is_empty() {
            return false;
        }
        let Ok(found) = self.notes(contact).await else {
            return false;
        };
        let text = |id: &str| {
            let mut notes = found.notes.iter();
            let note = notes.find(|note| note.id.as_ref().is_some_and(|note| note.as_str() == id));
            note.map(|note| note.text.as_str())
        };
        match write {
            Write::CreateNote { text: asked, .. } => {
                created.is_some_and(|note| text(&note) == Some(asked))
            }
            Write::UpdateNote {
                note, text: asked, ..
            } => text(note) == Some(asked),
            Write::DeleteNote { note, .. } => text(note).is_none(),
            _ => false,
        }
    }

    /// What of a patch the contact does not have, and what no reading shows; nothing if it can't be read.
    pub(super) async fn compare(
        &self,
        id: &str,
        patch: &ContactPatch,
    ) -> Option<(Vec<Ignored>, Vec<FieldPath>)> {
        let provider = &*self.provider;
        let write = Write::Update {
            id: id.to_owned(),
            patch: patch.clone(),
        };
        let needs = provider.needs(&write);
        let reads = [Need::Contact, Need::Tags, Need::Attributes];
        if !needs.iter().any(|need| reads.contains(need)) {
            return None;
        }
        let contact = self.read(&write).await.ok()?.contact?;
        let is_read = needs.contains(&Need::Contact);
        let (mut ignored, mut unseen) = (Vec::new(), Vec::new());
        for path in patch.fields() {
            if !is_known(provider, &needs, is_read, &path) {
                unseen.push(path);
                continue;
            }
            let found = value::of_contact(&contact, &path);
            let asked = match patch.get(&path) {
                Patch::Value(asked) => Some(asked),
                Patch::Null | Patch::Absent => None,
            };
            let is_so = match (&asked, &found) {
                (Some(asked), Some(found)) => value::same(path.field, asked, found),
                (asked, found) => {
                    value::is_nothing(asked.as_ref()) && value::is_nothing(found.as_ref())
                }
            };
            if !is_so {
                ignored.push(Ignored {
                    field: path,
                    asked: asked.unwrap_or_default(),
                    found: found.unwrap_or_default(),
                });
            }
        }
        Some((ignored, unseen))
    }
}
