//! Writes in one call: planned, refused if anything is refused, and applied.

use std::collections::BTreeMap;

use contacts_runtime::Patch;
use serde_json::Value;

use crate::contacts::Contacts;
use crate::error::Error;
use crate::plan::{Applied, PlanOptions};
use crate::write::{ContactPatch, Write};

impl Contacts {
    /// Plans a write and applies it.
    ///
    /// # Errors
    ///
    /// As [`plan`](Self::plan) and [`apply`](Self::apply), where nothing was sent; else as [`Applied::whole`]. What the vendor
    /// took and did not do is no error: it is in [`Applied::ignored`].
    pub async fn write(&self, write: &Write, options: PlanOptions) -> Result<Applied, Error> {
        let plan = self.plan(write, options).await?;
        self.apply(&plan).await?.whole()
    }

    /// Creates a contact.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub async fn create(&self, patch: ContactPatch) -> Result<Applied, Error> {
        self.at_once(Write::Create { patch }).await
    }

    /// Creates a contact, or updates the one that the vendor takes for the same.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub async fn upsert(&self, patch: ContactPatch) -> Result<Applied, Error> {
        self.at_once(Write::Upsert { patch }).await
    }

    /// Updates a contact.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub async fn update(&self, id: &str, patch: ContactPatch) -> Result<Applied, Error> {
        let id = id.to_owned();
        self.at_once(Write::Update { id, patch }).await
    }

    /// Deletes a contact.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub async fn delete(&self, id: &str) -> Result<Applied, Error> {
        let id = id.to_owned();
        self.at_once(Write::Delete { id }).await
    }

    /// Merges another contact into this one, which the vendor does for good: there is nothing that undoes it.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub async fn merge(&self, id: &str, other: &str) -> Result<Applied, Error> {
        let (id, other) = (id.to_owned(), other.to_owned());
        self.at_once(Write::Merge { id, other }).await
    }

    /// Adds tags to a contact, by name.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub async fn add_tags(&self, id: &str, tags: &[&str]) -> Result<Applied, Error> {
        self.update(id, tagged(tags, true)).await
    }

    /// Takes tags off a contact, by name.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub async fn remove_tags(&self, id: &str, tags: &[&str]) -> Result<Applied, Error> {
        self.update(id, tagged(tags, false)).await
    }

    /// Puts a contact into lists, by the vendor's ids.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub async fn add_to_lists(&self, id: &str, lists: &[&str]) -> Result<Applied, Error> {
        self.update(id, listed(lists, true)).await
    }

    /// Takes a contact out of lists, by the vendor's ids.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub async fn remove_from_lists(&self, id: &str, lists: &[&str]) -> Result<Applied, Error> {
        self.update(id, listed(lists, false)).await
    }

    /// Sets custom attributes of a contact. Others stay as they are.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub async fn set_attributes(
        &self,
        id: &str,
        attributes: BTreeMap<String, Value>,
    ) -> Result<Applied, Error> {
        let set = |patch: ContactPatch, (key, value)| patch.attribute(key, value);
        let patch = attributes.into_iter().fold(ContactPatch::default(), set);
        self.update(id, patch).await
    }

    /// Clears custom attributes of a contact. Others stay as they are.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub async fn clear_attributes(&self, id: &str, keys: &[&str]) -> Result<Applied, Error> {
        let clear = |patch: ContactPatch, key: &&str| patch.attribute(*key, Value::Null);
        self.update(id, keys.iter().fold(ContactPatch::default(), clear))
            .await
    }

    /// Writes a note on a contact.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub async fn create_note(&self, id: &str, text: &str) -> Result<Applied, Error> {
        let (id, text) = (id.to_owned(), text.to_owned());
        self.at_once(Write::CreateNote { id, text }).await
    }

    /// Changes a note.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub async fn update_note(&self, id: &str, note: &str, text: &str) -> Result<Applied, Error> {
        let (id, note, text) = (id.to_owned(), note.to_owned(), text.to_owned());
        self.at_once(Write::UpdateNote { id, note, text }).await
    }

    /// Deletes a note.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub async fn delete_note(&self, id: &str, note: &str) -> Result<Applied, Error> {
        let (id, note) = (id.to_owned(), note.to_owned());
        self.at_once(Write::DeleteNote { id, note }).await
    }

    /// Blocks a contact.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub async fn block(&self, id: &str) -> Result<Applied, Error> {
        self.update(id, blocked(true)).await
    }

    /// Unblocks a contact.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub async fn unblock(&self, id: &str) -> Result<Applied, Error> {
        self.update(id, blocked(false)).await
    }

    /// Sets or lifts do-not-disturb.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub async fn set_do_not_disturb(&self, id: &str, on: bool) -> Result<Applied, Error> {
        let patch = ContactPatch {
            do_not_disturb: Patch::Value(on),
            ..ContactPatch::default()
        };
        self.update(id, patch).await
    }

    async fn at_once(&self, write: Write) -> Result<Applied, Error> {
        self.write(&write, PlanOptions::default()).await
    }
}

fn tagged(tags: &[&str], add: bool) -> ContactPatch {
    let tag = |patch: ContactPatch, tag: &&str| patch.tag(*tag, add);
    tags.iter().fold(ContactPatch::default(), tag)
}

fn listed(lists: &[&str], add: bool) -> ContactPatch {
    let list = |patch: ContactPatch, list: &&str| patch.list(*list, add);
    lists.iter().fold(ContactPatch::default(), list)
}

fn blocked(blocked: bool) -> ContactPatch {
    ContactPatch {
        blocked: Patch::Value(blocked),
        ..ContactPatch::default()
    }
}
