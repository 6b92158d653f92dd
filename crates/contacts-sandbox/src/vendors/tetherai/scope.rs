//! Which contacts a read is about: by owner, stage, time of creation and text.

use jiff::Timestamp;
use rusqlite::types::Value as Sql;
use serde_json::Value;

use super::super::CONTAINS;
use super::session::Caller;
use crate::account::STAGES;
use crate::ids::{Ids, Kind};
use crate::store::Filter;

/// Whose contacts: the caller's own without a word, `all`, `team`, `unassigned`, or those of a user. Queries call
/// two of them `owned` and `unowned`.
pub(super) fn of_owner(ids: Ids, caller: Caller, owner: Option<&str>) -> Filter {
    let all = Filter::all();
    match owner.unwrap_or("my") {
        "my" => all.and("owner = ?", caller.user),
        "all" => all,
        "team" | "owned" => all.and_fixed("owner IS NOT NULL"),
        "unassigned" | "unowned" => all.and_fixed("owner IS NULL"),
        id => all.and(
            "owner = ?",
            ids.read_object_id(Kind::User, id).unwrap_or_default(),
        ),
    }
}

/// The contacts of a list of users, which overrules the scope; none if the list is empty.
pub(super) fn of_users(ids: Ids, users: &[&str]) -> Option<Filter> {
    one_of(
        "owner",
        users.iter().map(|id| ids.read_object_id(Kind::User, id)),
    )
}

/// The contacts in a list of stages, named or by id; none if the list is empty.
pub(super) fn in_stages(ids: Ids, stages: &[&str]) -> Option<Filter> {
    one_of("stage", stages.iter().map(|stage| stage_number(ids, stage)))
}

fn one_of(column: &str, numbers: impl Iterator<Item = Option<i64>>) -> Option<Filter> {
    let numbers: Vec<Sql> = numbers
        .map(|number| number.unwrap_or_default().into())
        .collect();
    let marks = vec!["?"; numbers.len()].join(", ");
    (!numbers.is_empty()).then(|| Filter::new(format!("{column} IN ({marks})"), numbers))
}

/// The contacts created within a span, both ends of it included.
pub(super) fn created(filter: Filter, start: Option<&Value>, end: Option<&Value>) -> Filter {
    let mut filter = filter;
    for (moment, sql) in [(start, "created >= ?"), (end, "created <= ?")] {
        let text = moment.and_then(Value::as_str).unwrap_or_default();
        let moment = text
            .parse::<Timestamp>()
            .or_else(|_| format!("{text}T00:00:00Z").parse());
        if let Ok(moment) = moment {
            filter = filter.and(sql, moment.as_second());
        }
    }
    filter
}

/// The contacts with a text in name, address or number, and from a source.
pub(super) fn with_texts(mut filter: Filter, search: Option<&str>, source: Option<&str>) -> Filter {
    if let Some(search) = search.filter(|text| !text.is_empty()) {
        filter = filter.and(CONTAINS, search.to_owned());
    }
    if let Some(source) = source.filter(|text| !text.is_empty()) {
        filter = filter.and("source = ?", source.to_owned());
    }
    filter
}

/// There is one pipeline, of contacts. Another one is empty.
pub(super) fn in_pipeline(
    ids: Ids,
    filter: Filter,
    id: Option<&str>,
    kind: Option<&str>,
) -> Filter {
    let other_id = id.is_some_and(|id| !id.is_empty() && id != ids.object_id(Kind::Pipeline, 1));
    match other_id || kind == Some("Application") {
        true => filter.and_fixed("FALSE"),
        false => filter,
    }
}

/// The number of a stage from its name or id.
pub(super) fn stage_number(ids: Ids, text: &str) -> Option<i64> {
    let by_name = STAGES.iter().position(|stage| *stage == text);
    let number = by_name.and_then(|place| i64::try_from(place + 1).ok());
    let number = number.or_else(|| ids.read_object_id(Kind::Stage, text));
    number.filter(|number| stage_name(*number).is_some())
}

pub(super) fn stage_name(number: i64) -> Option<&'static str> {
    STAGES
        .get(usize::try_from(number.checked_sub(1)?).ok()?)
        .copied()
}
