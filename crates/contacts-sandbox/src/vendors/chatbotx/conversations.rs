//! Inboxes and conversations of the workspace.

use serde_json::{Value, json};

use super::LARGEST_PAGE;
use super::answers::{cursor, drop_rest, encode, number};
use super::records::{contact, contact_inbox, conversation, message};
use crate::ids::Kind;
use crate::server::{Answer, Outcome, Request};
use crate::store::{Filter, Slice, Store};
use crate::vendors::CONTAINS;

pub(super) fn inboxes(store: &Store, request: &Request) -> Outcome {
    let (page, size) = (
        number(request, "page", 1)?,
        number(request, "perPage", 20)?.min(LARGEST_PAGE),
    );
    let all = store.definitions(Kind::Inbox)?;
    let whole = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let items: Vec<_> = all
        .iter()
        .skip(whole((page - 1).saturating_mul(size)))
        .take(whole(size))
        .map(|inbox| {
            json!({
                "id": store.ids.snowflake(Kind::Inbox, inbox.place),
                "name": inbox.name,
                "channel": inbox.detail,
                "status": "connected",
            })
        })
        .collect();
    let pages = all.len().div_ceil(whole(size));
    Ok(Answer::json(
        200,
        &json!({"data": items, "pageCount": pages}),
    ))
}

/// One conversation for each contact that ever was active, latest activity first.
pub(super) fn list(store: &Store, request: &Request) -> Outcome {
    let size = number(request, "perPage", 20)?;
    let mut filter = Filter::all().and_fixed("active IS NOT NULL");
    if let Some(keyword) = request
        .query("keyword")
        .filter(|keyword| !keyword.is_empty())
    {
        filter = filter.and(CONTAINS, keyword.to_owned());
    }
    // The order has one key of two numbers; the cursor holds the number of the last contact.
    if let Some(last) = cursor(request)
        .map(|n| store.person(n))
        .transpose()?
        .flatten()
    {
        let values = vec![last.active.into(), last.n.into()];
        filter = filter.and_all(&Filter::new("(active, n) < (?, ?)", values));
    }
    let mut found = store.people(
        &filter,
        Slice::page("active DESC, n DESC", 1, size.saturating_add(1)),
    )?;
    let more = drop_rest(&mut found, size);
    let next = found.last().filter(|_| more).map(|last| encode(last.n));
    let mut items = Vec::new();
    for person in &found {
        let Some(Value::Object(mut conversation)) = conversation(store, person)? else {
            continue;
        };
        let mut links = Vec::new();
        for (link, inbox) in store.defined(person.n, Kind::Inbox)? {
            let mut link = contact_inbox(store, person, &link, &inbox)?;
            link.insert("inbox".into(), json!({"name": inbox.name}));
            links.push(Value::Object(link));
        }
        let mut latest = Vec::new();
        if let Some(link) = store.links(person.n, Kind::Message)?.last() {
            latest.push(message(store, person, link)?);
        }
        conversation.insert("contactInboxes".into(), links.into());
        conversation.insert("messages".into(), latest.into());
        conversation.insert("contact".into(), contact(store, person)?.into());
        items.push(Value::Object(conversation));
    }
    Ok(Answer::json(
        200,
        &json!({"data": items, "nextCursor": next, "prevCursor": null}),
    ))
}
