//! Notes on a contact.

#![deny(unused_variables)]

use contacts_tetherai::types;

use crate::mapping::{Json, Mapped, Scope};
use crate::model::{Note, Page, TotalScope};

/// Some of the notes of `listContactNotes`, by offset and limit.
pub fn note_page(at: &mut Scope<'_>, page: types::ContactNoteList) -> Mapped {
    let types::ContactNoteList {
        data,
        pagination,
        success,
        extra,
    } = page;
    let types::OffsetPagination {
        has_more,
        limit,
        offset,
        total,
        extra: pagination_extra,
    } = pagination;
    let notes = at.each("data", data, note);
    let success = at.flag("success", success);
    let mut within = at.within("pagination");
    let page = Page {
        size: within.count("limit", limit),
        total: within.total("total", total, TotalScope::Matching),
        has_more: within.flag("hasMore", has_more),
        success,
        ..Page::default()
    };
    // An offset need not be a multiple of the limit, so it gives no number of a page.
    within.keep("offset", offset);
    within.extra(pagination_extra);
    at.extra(extra);
    Mapped {
        notes,
        page,
        ..Mapped::default()
    }
}

/// The answer of `createContactNote`.
pub fn note_created(at: &mut Scope<'_>, body: types::ContactNoteCreated) -> Mapped {
    let types::ContactNoteCreated {
        data,
        message,
        success,
        extra,
    } = body;
    let note = at.object("data", data, note);
    let page = Page {
        success: at.flag("success", success),
        message: at.text("message", message),
        ..Page::default()
    };
    at.extra(extra);
    Mapped {
        notes: note.into_iter().collect(),
        page,
        ..Mapped::default()
    }
}

/// A note. It doesn't say which contact it is on.
pub fn note(at: &mut Scope<'_>, raw: types::ContactNote) -> Note {
    let types::ContactNote {
        attachments,
        created_at,
        id,
        is_edited,
        note,
        reactions,
        user_id,
        extra,
    } = raw;
    let note = Note {
        id: at.id("_id", id),
        text: at.text("note", note).unwrap_or_default(),
        author: at.user("userId", Json(user_id)),
        created_at: at.time("createdAt", created_at),
        ..Note::default()
    };
    at.keep("attachments", Json(attachments));
    at.keep("reactions", Json(reactions));
    at.keep("isEdited", is_edited);
    at.extra(extra);
    note
}
