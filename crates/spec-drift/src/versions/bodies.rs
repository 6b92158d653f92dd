//! Request bodies and responses.

use serde_json::Value;

use super::change::{At, Comparison};
use super::document::{members, object, reference};
use super::rule::Direction;
use super::rust_type;
use super::schemas::described;
use crate::code::Code;
use crate::spec::resolve;

impl Comparison<'_> {
    /// Compares what an operation takes as its body.
    pub fn body(&mut self, at: &At, old: Option<&Value>, new: Option<&Value>) {
        let at = with_pointer(at, Direction::Request);
        match (old, new) {
            (Some(old), Some(new)) => self.request_body(&at, old, new),
            (None, Some(new)) => {
                let (_, new) = resolve(self.new.value, String::new(), new);
                let codes = (Code::RequiredRequestBodyAdded, Code::RequestBodyAdded);
                self.added(
                    if is_required(new) { codes.0 } else { codes.1 },
                    at,
                    shown(new),
                );
            }
            (Some(old), None) => {
                let (_, old) = resolve(self.old.value, String::new(), old);
                let codes = (Code::RequiredRequestBodyRemoved, Code::RequestBodyRemoved);
                self.removed(
                    if is_required(old) { codes.0 } else { codes.1 },
                    at,
                    shown(old),
                );
            }
            (None, None) => {}
        }
    }

    /// Compares two request bodies.
    pub fn request_body(&mut self, at: &At, old: &Value, new: &Value) {
        let Some((at, old, new)) = inside((self.old.value, self.new.value), at, old, new) else {
            return;
        };
        match (is_required(old), is_required(new)) {
            (false, true) => self.added(
                Code::RequestBodyRequired,
                at.child("required"),
                "true".to_owned(),
            ),
            (true, false) => self.removed(
                Code::RequestBodyOptional,
                at.child("required"),
                "true".to_owned(),
            ),
            _ => {}
        }
        self.content(&at, old, new);
        self.rest(&at, old, new, &["required", "content"]);
    }

    /// Compares two responses.
    pub fn response(&mut self, at: &At, old: &Value, new: &Value) {
        let Some((at, old, new)) = inside((self.old.value, self.new.value), at, old, new) else {
            return;
        };
        match (
            object(old, "content").is_empty(),
            object(new, "content").is_empty(),
        ) {
            (true, false) => self.added(Code::ResponseBodyAdded, at.child("content"), shown(new)),
            (false, true) => {
                self.removed(Code::ResponseBodyRemoved, at.child("content"), shown(old))
            }
            _ => self.content(&at, old, new),
        }
        let (before, after) = (object(old, "headers"), object(new, "headers"));
        let headers = at.child("headers");
        for (name, header) in before {
            match after.get(name) {
                Some(other) => self.header(&headers.child(name), header, other),
                None => self.removed(Code::HeaderRemoved, headers.child(name), name.clone()),
            }
        }
        for name in after.keys().filter(|name| !before.contains_key(*name)) {
            self.added(Code::HeaderAdded, headers.child(name), name.clone());
        }
        self.rest(&at, old, new, &["content", "headers"]);
    }

    /// Compares two headers of a response.
    pub fn header(&mut self, at: &At, old: &Value, new: &Value) {
        let Some((at, old, new)) = inside((self.old.value, self.new.value), at, old, new) else {
            return;
        };
        let schema = |header: &Value| header.get("schema").cloned().unwrap_or_default();
        // Headers have no type of their own in Rust.
        self.schema(&at.child("schema"), &schema(old), &schema(new), false);
        self.rest(&at, old, new, &["schema"]);
    }

    fn content(&mut self, at: &At, old: &Value, new: &Value) {
        let types =
            rust_type::content(self.old.value, old) != rust_type::content(self.new.value, new);
        let (before, after) = (object(old, "content"), object(new, "content"));
        let at = at.child("content");
        for (kind, media) in before {
            let Some(other) = after.get(kind) else {
                self.add(
                    Code::MediaTypeRemoved,
                    &at.child(kind).gone(),
                    Some(kind.clone()),
                    None,
                    types,
                );
                continue;
            };
            let at = at.child(kind);
            let schema = |media: &Value| media.get("schema").cloned().unwrap_or_default();
            self.schema(&at.child("schema"), &schema(media), &schema(other), types);
            self.rest(&at, media, other, &["schema"]);
        }
        for kind in after.keys().filter(|kind| !before.contains_key(*kind)) {
            self.add(
                Code::MediaTypeAdded,
                &at.child(kind).fresh(),
                None,
                Some(kind.clone()),
                types,
            );
        }
    }
}

/// What two places stand for; `None` where both refer to one component, which is compared where it stands.
fn inside<'v>(
    documents: (&'v Value, &'v Value),
    at: &At,
    old: &'v Value,
    new: &'v Value,
) -> Option<(At, &'v Value, &'v Value)> {
    if reference(old).is_some() && reference(old) == reference(new) {
        return None;
    }
    let (old_pointer, old) = resolve_in(documents.0, &at.old, old);
    let (new_pointer, new) = resolve_in(documents.1, &at.new, new);
    Some((
        At {
            old: old_pointer,
            new: new_pointer,
            uses: at.uses.clone(),
        },
        old,
        new,
    ))
}

fn resolve_in<'v>(
    document: &'v Value,
    pointer: &Option<String>,
    value: &'v Value,
) -> (Option<String>, &'v Value) {
    let (found, value) = resolve(document, pointer.clone().unwrap_or_default(), value);
    (pointer.as_ref().map(|_| found), value)
}

fn with_pointer(at: &At, direction: Direction) -> At {
    let pointer = at
        .new
        .as_ref()
        .or(at.old.as_ref())
        .cloned()
        .unwrap_or_default();
    let uses = at.uses.iter().cloned().map(|mut used| {
        (used.direction, used.pointer) = (direction, pointer.clone());
        used
    });
    At {
        old: at.old.clone(),
        new: at.new.clone(),
        uses: at.uses.clone(),
    }
    .used(uses)
}

fn is_required(body: &Value) -> bool {
    body.get("required") == Some(&Value::Bool(true))
}

fn shown(body: &Value) -> String {
    let kinds = members(body, "content").map(|(kind, media)| {
        let schema = media.get("schema").unwrap_or(&Value::Null);
        format!("{kind}: {}", described(schema))
    });
    kinds.collect::<Vec<_>>().join(", ")
}
