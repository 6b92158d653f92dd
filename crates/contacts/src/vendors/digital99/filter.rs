//! The filter of 99digital: exact where its search is not, and by the day where times are asked for.

use contacts_core::model::{Contact, Timestamp as Time};
use contacts_digital99::types::{
    ContactFilter, FilterCondition, FilterConditionFilterOperator as Operator, QueryOperator,
};
use contacts_runtime::Patch;
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde_json::{Value, json};

use crate::filter::Filter;

/// The terms that the vendor has.
pub const TERMS: &[&str] = &[
    "created-after",
    "created-before",
    "active-after",
    "active-before",
    "tag",
    "identifier",
    "attribute",
];

/// One value of one attribute, exactly.
pub fn equal(attribute: &str, value: Value) -> ContactFilter {
    all(vec![condition(attribute, Operator::EqualTo, value)])
}

/// The conditions for a filter, all of which have to hold. `None` if it has no term.
pub fn conditions(filter: &Filter) -> Option<ContactFilter> {
    let mut conditions = Vec::new();
    let texts = [("labels", &filter.tag), ("identifier", &filter.identifier)];
    for (attribute, text) in texts {
        let text = text.as_ref().map(|text| json!(text));
        conditions.extend(text.map(|text| condition(attribute, Operator::EqualTo, text)));
    }
    if let Some((key, value)) = &filter.attribute {
        conditions.push(condition(key, Operator::EqualTo, value.clone()));
    }
    // A day is left out whole, so ask for one more on each side.
    let times = [
        (
            "created_at",
            Operator::IsGreaterThan,
            filter.created_after,
            -1,
        ),
        ("created_at", Operator::IsLessThan, filter.created_before, 1),
        (
            "last_activity_at",
            Operator::IsGreaterThan,
            filter.active_after,
            -1,
        ),
        (
            "last_activity_at",
            Operator::IsLessThan,
            filter.active_before,
            1,
        ),
    ];
    for (attribute, operator, time, days) in times {
        let day = time.and_then(|time| day(time, days));
        conditions.extend(day.map(|day| condition(attribute, operator, json!(day))));
    }
    (!conditions.is_empty()).then(|| all(conditions))
}

/// Whether the times of a contact are as asked: the vendor compares days only.
pub fn holds(filter: &Filter, contact: &Contact) -> bool {
    let is = |time: &Option<Time>, test: &dyn Fn(Timestamp) -> bool| {
        let instant = time.as_ref().and_then(|time| time.instant);
        instant.is_some_and(test)
    };
    let after = |time: &Option<Time>, than: Option<Timestamp>| {
        than.is_none_or(|than| is(time, &|instant| instant > than))
    };
    let before = |time: &Option<Time>, than: Option<Timestamp>| {
        than.is_none_or(|than| is(time, &|instant| instant < than))
    };
    let (created, active) = (&contact.created_at, &contact.activity.last_activity_at);
    after(created, filter.created_after)
        && before(created, filter.created_before)
        && after(active, filter.active_after)
        && before(active, filter.active_before)
}

fn day(time: Timestamp, days: i64) -> Option<String> {
    let day = time.to_zoned(TimeZone::UTC).date();
    Some(day.checked_add(days.days()).ok()?.to_string())
}

fn condition(attribute: &str, operator: Operator, value: Value) -> FilterCondition {
    FilterCondition::new(attribute, operator).values(vec![value])
}

/// Each condition says how the next one joins it; the last one says nothing.
fn all(mut conditions: Vec<FilterCondition>) -> ContactFilter {
    let joined = conditions.len().saturating_sub(1);
    for condition in conditions.iter_mut().take(joined) {
        condition.query_operator = Patch::Value(QueryOperator::And.into());
    }
    ContactFilter::new(conditions)
}
