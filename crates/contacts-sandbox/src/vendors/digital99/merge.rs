//! Merging two contacts. Nothing undoes it.

use serde_json::{Map, Value};

use super::contacts::{self, ATTRIBUTES};
use super::record::{self, Kept};
use super::{inboxes, not_found, number_in};
use crate::ids::Kind;
use crate::people::Person;
use crate::server::{Answer, Outcome};
use crate::store::Store;

/// Conversations, messages, links to inboxes and notes go to the base contact, labels don't. Where both have a
/// value the base contact keeps its own. The answer is the bare contact, without its inboxes.
pub(super) fn merge(store: &Store, body: &Map<String, Value>) -> Outcome {
    let named = |name| store.person(number_in(body.get(name)));
    let mut base = named("base_contact_id")?.ok_or_else(not_found)?;
    let mergee = named("mergee_contact_id")?.ok_or_else(not_found)?;
    if base.n != mergee.n {
        let mut kept = Kept::of(store, base.n)?;
        let mut from = Kept::of(store, mergee.n)?;
        inboxes::keep_sources(store, &base, &mut kept)?;
        inboxes::keep_sources(store, &mergee, &mut from)?;
        move_links(store, &base, &mut kept, &mergee, &from)?;
        for (part, _) in ATTRIBUTES {
            let mut merged = contacts::attributes(store, &mergee, &from, part)?;
            merge_deeply(
                &mut merged,
                contacts::attributes(store, &base, &kept, part)?,
            );
            kept.set(part, merged);
        }
        contacts::remove(store, mergee.n)?;
        fill(&mut base, mergee);
        base.updated = store.now;
        store.update_person(&base)?;
        kept.save(store, base.n)?;
    }
    Ok(Answer::json(200, &record::contact(store, &base, false)?))
}

/// Moves what hangs on a contact. Conversations, messages and notes keep their numbers.
fn move_links(
    store: &Store,
    base: &Person,
    kept: &mut Kept,
    mergee: &Person,
    from: &Kept,
) -> Outcome<()> {
    for link in store.links(mergee.n, Kind::Inbox)? {
        let moved = store.move_link(&link, base.n, link.parent)?;
        kept.set_source(moved.place, from.source(link.place).unwrap_or_default());
    }
    let messages = store.links(mergee.n, Kind::Message)?;
    for conversation in store.links(mergee.n, Kind::Conversation)? {
        let moved = store.move_link(&conversation, base.n, conversation.parent)?;
        for message in messages
            .iter()
            .filter(|message| message.parent == conversation.place)
        {
            store.move_link(message, base.n, moved.place)?;
        }
    }
    for note in store.links(mergee.n, Kind::Note)? {
        store.move_link(&note, base.n, note.parent)?;
    }
    Ok(())
}

/// Gives the base contact what it has not.
fn fill(base: &mut Person, mergee: Person) {
    let blank = |value: &Option<String>| value.as_deref().is_none_or(|text| text.trim().is_empty());
    if base.full_name().trim().is_empty() {
        (base.given, base.surname) = (mergee.given, mergee.surname);
    }
    for (own, other) in [
        (&mut base.email, mergee.email),
        (&mut base.phone, mergee.phone),
        (&mut base.identifier, mergee.identifier),
    ] {
        if blank(own) && !blank(&other) {
            *own = other;
        }
    }
}

/// Lays a map over another; objects in both are merged in turn.
fn merge_deeply(below: &mut Map<String, Value>, above: Map<String, Value>) {
    for (key, value) in above {
        match (below.get_mut(&key), value) {
            (Some(Value::Object(below)), Value::Object(above)) => merge_deeply(below, above),
            (_, value) => _ = below.insert(key, value),
        }
    }
}
