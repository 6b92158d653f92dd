//! Tags: by themselves, and as a contact has them.

#![deny(unused_variables)]

use contacts_chatbotx::types;
use contacts_runtime::Sourced;
use serde_json::{Map, Value};

use crate::mapping::{Mapped, Scope};
use crate::model::Tag;

/// The answer of `listTags` and `listContactTags`.
pub fn tag_list(at: &mut Scope<'_>, list: types::TagList) -> Mapped {
    let types::TagList { data, extra } = list;
    let tags = at.each("data", data, tag);
    at.extra(extra);
    Mapped {
        tags,
        ..Mapped::default()
    }
}

/// The answer of `getTag`, `createTag` and `updateTag`: a tag without an envelope.
pub(super) fn bare_tag(at: &mut Scope<'_>, raw: types::Tag) -> Mapped {
    Mapped {
        tags: vec![tag(at, raw)],
        ..Mapped::default()
    }
}

/// The same as the client gives it, with its bytes.
pub fn single_tag(at: &mut Scope<'_>, record: Sourced<types::Tag>) -> Mapped {
    Mapped {
        tags: at.object("", record, tag).into_iter().collect(),
        ..Mapped::default()
    }
}

/// A tag by itself.
pub fn tag(at: &mut Scope<'_>, tag: types::Tag) -> Tag {
    let types::Tag { id, name, extra } = tag;
    Tag {
        id: at.id("id", id),
        name: at.text("name", name).unwrap_or_default(),
        sync_to_messenger: later(at, extra),
        ..Tag::default()
    }
}

/// A tag of a contact.
pub(super) fn contact_tag(at: &mut Scope<'_>, tag: types::ContactTag) -> Tag {
    let types::ContactTag {
        created_at,
        deleted_at,
        folder_id,
        id,
        name,
        updated_at,
        workspace_id,
        extra,
    } = tag;
    Tag {
        id: at.id("id", id),
        name: at.text("name", name).unwrap_or_default(),
        description: None,
        folder: at.id("folderId", folder_id),
        account: at.id("workspaceId", workspace_id),
        sync_to_messenger: later(at, extra),
        created_at: at.time("createdAt", created_at),
        updated_at: at.time("updatedAt", updated_at),
        deleted_at: at.time("deletedAt", deleted_at),
    }
}

/// `syncToMessenger` was seen in the vendor's source after 2026-08-19, and is not in the spec yet.
fn later(at: &mut Scope<'_>, mut extra: Map<String, Value>) -> Option<bool> {
    let sync_to_messenger = at.flag("syncToMessenger", extra.remove("syncToMessenger"));
    at.extra(extra);
    sync_to_messenger
}
