//! Reviews of possible duplicates. Contacts with one telephone number are raised in pairs: each with the one before
//! it. What was decided is kept; everything else follows from the contacts.

use serde_json::{Map, Value, json};

use super::super::milliseconds as time;
use super::record::{self, Kept};
use super::{contacts, error, update};
use crate::ids::Kind;
use crate::people::Person;
use crate::server::{Answer, Outcome, Request};
use crate::store::Store;

const KIND: &str = "review";

/// Two contacts that may be one; a merge puts the source into the candidate.
struct Review {
    source: Person,
    candidate: Person,
}

pub(super) fn pending(store: &Store, request: &Request, person: &Person) -> Outcome {
    let organization = store.ids.object_id(Kind::Organization, 1);
    if request
        .query("organizationId")
        .is_some_and(|id| id != organization)
    {
        return Ok(error(403, "Access denied"));
    }
    let mut reviews = Vec::new();
    for review in open(store, person)? {
        reviews.push(json!({
            "_id": store.ids.object_id(Kind::Review, review.source.n),
            "organizationId": organization,
            "sourceContactId": store.ids.object_id(Kind::Person, review.source.n),
            "candidateContactId": store.ids.object_id(Kind::Person, review.candidate.n),
            "reviewSource": "fuzzy_match",
            "status": "needs_review",
            "score": 0.87,
            "createdAt": time(review.source.created.max(review.candidate.created)),
        }));
    }
    let body = json!({
        "success": true,
        "count": reviews.len(),
        "data": reviews,
        "organizationId": organization,
    });
    Ok(Answer::json(200, &body))
}

pub(super) fn keep_separate(store: &Store, id: &str) -> Outcome {
    let review = find(store, id)?;
    close(store, review.source.n, "kept_separate")?;
    Ok(Answer::json(
        200,
        &resolved(id, "Review kept separate", "kept_separate"),
    ))
}

/// The candidate keeps what it has, unless the resolution names the source for a field.
pub(super) fn merge(store: &Store, id: &str, body: &Map<String, Value>) -> Outcome {
    let Review {
        source,
        mut candidate,
    } = find(store, id)?;
    close(store, source.n, "merged")?;
    for other in open(store, &source)? {
        close(store, other.source.n, "kept_separate")?;
    }
    let resolution = body.get("resolution");
    let wins =
        |field: &str| resolution.and_then(|fields| fields.get(field)) == Some(&json!("source"));
    let kept_of_source = Kept::of(store, source.n)?;
    let mut kept = Kept::of(store, candidate.n)?;
    for (field, own, other) in [
        ("firstName", &mut candidate.given, &source.given),
        ("lastName", &mut candidate.surname, &source.surname),
    ] {
        if other.is_some() && (wins(field) || own.is_none()) {
            own.clone_from(other);
        }
    }
    for (field, part) in [("phoneNumber", "phones"), ("email", "emails")] {
        let (own, other) = match part {
            "phones" => (&mut candidate.phone, &source.phone),
            _ => (&mut candidate.email, &source.email),
        };
        if other.is_some() && (wins(field) || own.is_none()) {
            own.clone_from(other);
            match kept_of_source.entries(part) {
                Some(entries) => kept.set(part, entries.clone()),
                None => kept.remove(part),
            }
        }
    }
    if source.stage.is_some()
        && (wins("status") || wins("pipelineStage") || candidate.stage.is_none())
    {
        candidate.stage = source.stage;
        kept.remove("status");
    }
    candidate.owner = candidate.owner.or(source.owner);
    candidate.active = candidate.active.max(source.active);
    let messages = store.links(source.n, Kind::Message)?;
    for conversation in store.links(source.n, Kind::Conversation)? {
        let moved = store.move_link(&conversation, candidate.n, conversation.parent)?;
        for message in messages
            .iter()
            .filter(|message| message.parent == conversation.place)
        {
            store.move_link(message, candidate.n, moved.place)?;
        }
    }
    for kind in [Kind::Note, Kind::Document] {
        for link in store.links(source.n, kind)? {
            store.move_link(&link, candidate.n, link.parent)?;
        }
    }
    contacts::remove(store, source.n)?;
    update::save(store, &mut candidate, kept)?;
    let mut body = resolved(id, "Review merged", "merged");
    if let Some(body) = body.as_object_mut() {
        body.insert("targetContact".into(), record::contact(store, &candidate)?);
    }
    Ok(Answer::json(200, &body))
}

fn resolved(id: &str, message: &str, status: &str) -> Value {
    json!({"success": true, "message": message, "data": {"_id": id, "status": status}})
}

/// The open reviews of a contact, as source or as candidate.
fn open(store: &Store, person: &Person) -> Outcome<Vec<Review>> {
    let Some(phone) = &person.phone else {
        return Ok(Vec::new());
    };
    let group = store.with_phone(phone)?;
    let mut open = Vec::new();
    for (candidate, source) in group.iter().zip(group.iter().skip(1)) {
        let own = source.n == person.n || candidate.n == person.n;
        if own && store.document(KIND, &source.n.to_string())?.is_none() {
            open.push(Review {
                source: source.clone(),
                candidate: candidate.clone(),
            });
        }
    }
    Ok(open)
}

fn find(store: &Store, id: &str) -> Outcome<Review> {
    let n = store
        .ids
        .read_object_id(Kind::Review, id)
        .unwrap_or_default();
    let reviews = match store.person(n)? {
        Some(person) => open(store, &person)?,
        None => Vec::new(),
    };
    let review = reviews.into_iter().find(|review| review.source.n == n);
    Ok(review.ok_or_else(|| error(404, "Review not found"))?)
}

fn close(store: &Store, source: i64, status: &str) -> Outcome<()> {
    Ok(store.put_document(KIND, &source.to_string(), &status.into())?)
}
