//! Conversations of a contact on one channel, and the search in its messages.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::super::{milliseconds as time, time as whole_seconds};
use super::session::Caller;
use super::{find, invalid, lists, required, text};
use crate::account::user;
use crate::ids::Kind;
use crate::people::{Link, Person};
use crate::server::{Answer, Outcome, Request};
use crate::store::Store;

/// Only those that the caller owns, which are those of the caller's contacts here; on `sms` without a word.
pub(super) fn list(store: &Store, caller: Caller, body: &Map<String, Value>) -> Outcome {
    let id = required(body, "contactId")?;
    let person = find(store, id)?;
    let wanted = text(body, "channelType")?.unwrap_or("sms");
    let messages = store.links(person.n, Kind::Message)?;
    let mut items = Vec::new();
    let own = store.links(person.n, Kind::Conversation)?.into_iter();
    let own = own.filter(|link| channel(link) == wanted && person.owner == Some(caller.user));
    for link in own {
        let messages: Vec<_> = messages
            .iter()
            .filter(|message| message.parent == link.place)
            .collect();
        let last = messages.last().copied();
        let reference = |owner| json!({"_id": store.ids.object_id(Kind::User, owner), "fullName": user(owner).0});
        items.push(json!({
            "_id": store.ids.object_id(Kind::Conversation, store.number(&link)?),
            "contactId": id,
            "organizationId": store.ids.object_id(Kind::Organization, 1),
            "userId": person.owner.map(|owner| store.ids.object_id(Kind::User, owner)),
            "assignees": person.owner.map(reference).into_iter().collect::<Vec<_>>(),
            "channelType": wanted,
            "channelIdentifier": identifier(&person, wanted),
            "latestMessage": last.map(|last| message_id(store, last)).transpose()?,
            "lastMessageTime": last.map(|last| time(last.at)),
            "isResolved": link.state == 1,
            "resolvedAt": (link.state == 1).then(|| time(link.at + 3600)),
            "messageCount": messages.len(),
            "createdAt": time(link.at),
            "updatedAt": time(last.map_or(link.at, |last| last.at)),
        }));
    }
    Ok(Answer::json(200, &json!({"conversations": items})))
}

/// Messages with a text in them, grouped by conversation. The days are those of UTC.
pub(super) fn search(store: &Store, request: &Request, person: &Person) -> Outcome {
    let wanted = Wanted::of(request)?;
    let limit = lists::number(request, "limit", 2000)?;
    if limit > 5000 {
        return Err(invalid("limit must be at most 5000"));
    }
    let channels: Vec<_> = request
        .query("channelType")
        .into_iter()
        .flat_map(|list| list.split(','))
        .collect();
    let messages = store.links(person.n, Kind::Message)?;
    let (mut results, mut total) = (Vec::new(), 0_u64);
    for link in store.links(person.n, Kind::Conversation)? {
        let channel = channel(&link);
        if !channels.is_empty() && !channels.contains(&channel) {
            continue;
        }
        let mut found = Vec::new();
        for message in messages
            .iter()
            .filter(|message| message.parent == link.place && wanted.is_met_by(message))
        {
            total += 1;
            if total <= limit {
                found.push(json!({
                    "messageId": message_id(store, message)?,
                    "body": message.value,
                    "createdAt": time(message.at),
                }));
            }
        }
        if !found.is_empty() {
            results.push(json!({
                "conversationId": store.ids.object_id(Kind::Conversation, store.number(&link)?),
                "channelType": channel,
                "channelIdentifier": identifier(person, channel),
                "matches": found,
            }));
        }
    }
    let body = json!({"results": results, "total": total, "truncated": total > limit});
    Ok(Answer::json(200, &body))
}

/// What a message must be like.
struct Wanted<'a> {
    text: String,
    match_case: bool,
    whole_word: bool,
    from: Option<&'a str>,
    to: Option<&'a str>,
}

impl<'a> Wanted<'a> {
    fn of(request: &'a Request) -> Outcome<Self> {
        let text = request.query("q").unwrap_or_default();
        if text.is_empty() || text.chars().count() > 500 {
            return Err(invalid("q must have 1 to 500 characters"));
        }
        let day = |name: &str| match request.query(name) {
            Some(day) if day.len() != 10 || day.parse::<Date>().is_err() => {
                Err(invalid(&format!("{name} must be a day such as 2026-05-31")))
            }
            day => Ok(day),
        };
        let mut wanted = Self {
            text: text.to_owned(),
            match_case: request.query("matchCase") == Some("true"),
            whole_word: request.query("wholeWord") == Some("true"),
            from: day("fromDate")?,
            to: day("toDate")?,
        };
        wanted.text = wanted.folded(text);
        Ok(wanted)
    }

    fn folded(&self, text: &str) -> String {
        if self.match_case {
            text.to_owned()
        } else {
            text.to_lowercase()
        }
    }

    fn is_met_by(&self, message: &Link) -> bool {
        let day: String = whole_seconds(message.at).chars().take(10).collect();
        let in_time =
            self.from.is_none_or(|from| *from <= *day) && self.to.is_none_or(|to| *day <= *to);
        let text = self.folded(&message.value);
        let fits = match self.whole_word {
            true => text
                .split(|letter: char| !letter.is_alphanumeric())
                .any(|word| word == self.text),
            false => text.contains(&self.text),
        };
        in_time && fits
    }
}

fn message_id(store: &Store, message: &Link) -> Outcome<String> {
    Ok(store.ids.object_id(Kind::Message, store.number(message)?))
}

fn channel(conversation: &Link) -> &'static str {
    if conversation.parent == 3 {
        "email"
    } else {
        "sms"
    }
}

fn identifier<'a>(person: &'a Person, channel: &str) -> Option<&'a str> {
    if channel == "email" {
        person.email.as_deref()
    } else {
        person.phone.as_deref()
    }
}
