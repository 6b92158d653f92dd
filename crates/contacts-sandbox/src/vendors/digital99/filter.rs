//! The filter's conditions as SQL.
//!
//! What has no value meets no condition on it, not even `not_equal_to`; custom attributes are the exception.
//! `company` looks at the additional attribute of that name, which imports write, and not at `company_name`.

use jiff::Timestamp;
use rusqlite::types::Value as Sql;
use serde_json::{Map, Value};

use super::{missing, refusal};
use crate::ids::Kind;
use crate::server::Outcome;
use crate::store::{Definition, Filter, Store};

/// Null for whoever has no name, not even an empty one.
pub(super) const NAME: &str = "CASE WHEN given IS NOT NULL OR surname IS NOT NULL
    THEN trim(ifnull(given, '') || ' ' || ifnull(surname, '')) END";

/// The conditions of a filter, joined from left to right as SQL text like the server does.
pub(super) fn conditions(store: &Store, body: &Map<String, Value>) -> Outcome<Filter> {
    let Some(conditions) = body.get("payload").and_then(Value::as_array) else {
        return Err(missing("payload"));
    };
    for joint in conditions
        .iter()
        .filter_map(|condition| condition.get("query_operator"))
    {
        let known = joint
            .as_str()
            .is_some_and(|text| matches!(text.to_ascii_lowercase().as_str(), "and" | "or"));
        if !known && !joint.is_null() {
            return Err(refusal("Query operator must be either \"AND\" or \"OR\"."));
        }
    }
    let (mut sql, mut values) = (String::new(), Vec::new());
    for (place, condition) in conditions.iter().enumerate() {
        let one = Condition::sql(store, condition)?;
        sql.push_str(&format!("({})", one.sql()));
        values.extend(one.values().iter().cloned());
        if place + 1 < conditions.len() {
            match condition.get("query_operator").and_then(Value::as_str) {
                Some(text) if text.eq_ignore_ascii_case("or") => sql.push_str(" OR "),
                Some(_) => sql.push_str(" AND "),
                None => return Err(refusal("Query operator must be either \"AND\" or \"OR\".")),
            }
        }
    }
    Ok(if sql.is_empty() {
        Filter::all()
    } else {
        Filter::new(sql, values)
    })
}

/// Whoever has one of these labels.
pub(super) fn labelled(names: Vec<Sql>) -> Filter {
    let marks = vec!["?"; names.len()].join(", ");
    let tag = Kind::Tag as i64;
    let sql = format!(
        "n IN (SELECT person FROM links JOIN definitions ON definitions.kind = links.kind
            AND definitions.place = links.parent WHERE links.kind = {tag} AND definitions.name IN ({marks}))"
    );
    Filter::new(sql, names)
}

/// One of the additional attributes, for which the seed has columns.
pub(super) fn additional(key: &str) -> String {
    let seeded = match key {
        "company_name" => "company".to_owned(),
        "city" | "country" | "country_code" => format!("CASE WHEN n % 2 = 0 THEN {key} END"),
        _ => "NULL".to_owned(),
    };
    kept("additional", key, &seeded)
}

/// A value of the contact's document as text, or what the seed has where that part was never written.
fn kept(part: &str, key: &str, seeded: &str) -> String {
    let document = "FROM documents WHERE kind = 'contact' AND key = CAST(n AS TEXT)";
    let value = format!("'$.{part}.\"{key}\"'");
    format!(
        "CASE WHEN (SELECT json_type(value, '$.{part}') {document}) IS NULL THEN ({seeded}) ELSE
            (SELECT CASE json_type(value, {value}) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'
            ELSE CAST(json_extract(value, {value}) AS TEXT) END {document}) END"
    )
}

/// Seconds in a day.
const DAY: i64 = 24 * 3600;

const KEYS: &[&str] = &[
    "name",
    "phone_number",
    "email",
    "identifier",
    "country_code",
    "city",
    "company",
    "labels",
    "created_at",
    "last_activity_at",
    "blocked",
];

/// The operators that an attribute takes; all of them for custom attributes.
fn operators(key: &str) -> Option<&'static [&'static str]> {
    Some(match key {
        "phone_number" => &[
            "equal_to",
            "not_equal_to",
            "contains",
            "does_not_contain",
            "starts_with",
        ],
        "name" | "email" | "city" | "company" => {
            &["equal_to", "not_equal_to", "contains", "does_not_contain"]
        }
        "labels" => &["equal_to", "not_equal_to", "is_present", "is_not_present"],
        "created_at" | "last_activity_at" => &["is_greater_than", "is_less_than", "days_before"],
        "identifier" | "country_code" | "blocked" => &["equal_to", "not_equal_to"],
        _ => return None,
    })
}

struct Condition<'a> {
    key: &'a str,
    operator: &'a str,
    values: Option<&'a Value>,
    now: i64,
}

impl<'a> Condition<'a> {
    /// One condition in SQL, or why it is none: the operator is looked at first, then the values, then the key.
    fn sql(store: &Store, condition: &'a Value) -> Outcome<Filter> {
        let text = |name| {
            condition
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let own = Self {
            key: text("attribute_key"),
            operator: text("filter_operator"),
            values: condition.get("values"),
            now: store.now,
        };
        let key = own.key;
        let standard = operators(key);
        if let Some(allowed) = standard.filter(|allowed| !allowed.contains(&own.operator)) {
            let allowed = allowed.join(",");
            return Err(refusal(&format!(
                "Invalid operator. The allowed operators for {key} are [{allowed}]."
            )));
        }
        let invalid = || {
            refusal(&format!(
                "Invalid value. The values provided for {key} are invalid"
            ))
        };
        let blank = match own.values {
            None | Some(Value::Null | Value::Bool(false)) => true,
            Some(Value::Array(list)) => list.is_empty(),
            Some(Value::String(text)) => text.trim().is_empty(),
            Some(_) => false,
        };
        if blank && !own.operator.ends_with("present") {
            return Err(invalid());
        }
        let fields = store.definitions(Kind::Field)?;
        let filter = match fields.iter().find(|field| field.name == key) {
            _ if standard.is_some() => own.standard(),
            Some(field) => own.custom(field),
            None => {
                let keys = KEYS.join(",");
                return Err(refusal(&format!(
                    "Invalid attribute key - [{key}]. The key should be one of [{keys}] or a custom attribute defined in the account."
                )));
            }
        };
        filter.ok_or_else(invalid)
    }

    /// Whether the operator turns the condition round.
    fn is_negative(&self) -> bool {
        matches!(
            self.operator,
            "not_equal_to" | "does_not_contain" | "is_not_present"
        )
    }

    /// The first value as text. Of a bare text instead of a list, that is its first letter.
    fn first(&self) -> Option<String> {
        match self.values? {
            Value::Array(list) => match list.first()? {
                Value::String(text) => Some(text.clone()),
                Value::Null | Value::Array(_) | Value::Object(_) => None,
                other => Some(other.to_string()),
            },
            Value::String(text) => text.chars().next().map(String::from),
            _ => None,
        }
    }

    fn standard(&self) -> Option<Filter> {
        match self.key {
            "labels" => self.labels(),
            "blocked" => {
                let wanted = if self.first()? == "true" {
                    "IS NOT"
                } else {
                    "IS"
                };
                Some(negated(
                    Filter::all().and_fixed(&format!("blocked {wanted} NULL")),
                    self.is_negative(),
                ))
            }
            "created_at" => self.days("created"),
            "last_activity_at" => self.days("active"),
            // The server puts the plus sign in front itself: with one in the value nothing is ever found.
            // `starts_with` compares the whole number.
            "phone_number" => self.text("phone", "+"),
            "name" => self.text(NAME, ""),
            "email" | "identifier" => self.text(self.key, ""),
            key => self.text(&additional(key), ""),
        }
    }

    /// A custom attribute; whoever has it not meets `not_equal_to` as well.
    fn custom(&self, field: &Definition) -> Option<Filter> {
        let place = field.place;
        let kind = Kind::Field as i64;
        let seeded = format!(
            "SELECT value FROM links WHERE person = n AND kind = {kind} AND parent = {place}"
        );
        let column = kept("custom", &field.name, &seeded);
        if self.operator.ends_with("present") {
            return Some(negated(
                Filter::all().and_fixed(&format!("({column}) IS NOT NULL")),
                self.is_negative(),
            ));
        }
        let comparison = match self.operator {
            "not_equal_to" => "<>",
            "is_greater_than" => ">",
            "is_less_than" | "days_before" => "<",
            "contains" | "does_not_contain" => return self.text(&column, ""),
            _ => "=",
        };
        let mut value = self.first()?;
        if self.operator == "days_before" {
            let day = self.now - value.parse::<i64>().ok()?.checked_mul(DAY)?;
            value = Timestamp::from_second(day)
                .ok()?
                .to_string()
                .get(..10)?
                .to_owned();
        }
        let (column, value) = match field.detail.as_str() {
            "number" => (
                format!("CAST(({column}) AS REAL)"),
                Sql::from(value.parse::<f64>().ok()?),
            ),
            _ => (format!("lower({column})"), Sql::from(value.to_lowercase())),
        };
        let missing = if self.operator == "not_equal_to" {
            format!(" OR {column} IS NULL")
        } else {
            String::new()
        };
        Some(Filter::all().and(&format!("{column} {comparison} ?{missing}"), value))
    }

    /// Texts are compared whatever the case, and looked through with SQL's wildcards. Of several values all are
    /// looked for, and only the first is compared.
    fn text(&self, column: &str, prefix: &str) -> Option<Filter> {
        if !matches!(self.operator, "contains" | "does_not_contain") {
            let comparison = if self.is_negative() { "<>" } else { "=" };
            let value = format!("{prefix}{}", self.first()?);
            return Some(
                Filter::all().and(&format!("lower({column}) {comparison} lower(?)"), value),
            );
        }
        let texts: Option<Vec<&str>> = match self.values? {
            Value::Array(list) => list.iter().map(Value::as_str).collect(),
            Value::String(text) => Some(vec![text]),
            _ => None,
        };
        let texts: Vec<Sql> = texts?
            .iter()
            .map(|text| Sql::from(format!("%{}%", text.trim())))
            .collect();
        let (one, joint) = if self.is_negative() {
            ("NOT LIKE", " AND ")
        } else {
            ("LIKE", " OR ")
        };
        let sql = vec![format!("({column}) {one} ?"); texts.len()].join(joint);
        Some(Filter::new(sql, texts))
    }

    /// The first label only.
    fn labels(&self) -> Option<Filter> {
        let filter = if self.operator.ends_with("present") {
            let tag = Kind::Tag as i64;
            Filter::all().and("n IN (SELECT person FROM links WHERE kind = ?)", tag)
        } else {
            labelled(vec![self.first()?.to_lowercase().into()])
        };
        Some(negated(filter, self.is_negative()))
    }

    /// Moments are compared by their day: `is_greater_than` a day leaves that whole day out.
    fn days(&self, column: &str) -> Option<Filter> {
        let value = self.first()?;
        let (comparison, moment) = match self.operator {
            "days_before" => ("<", self.now - value.parse::<i64>().ok()?.checked_mul(DAY)?),
            "is_greater_than" => (">", moment(&value)?),
            _ => ("<", moment(&value)?),
        };
        Some(Filter::all().and(
            &format!("{column} / {DAY} {comparison} ?"),
            moment.div_euclid(DAY),
        ))
    }
}

fn negated(filter: Filter, negative: bool) -> Filter {
    match negative {
        true => Filter::new(format!("NOT ({})", filter.sql()), filter.values().to_vec()),
        false => filter,
    }
}

fn moment(text: &str) -> Option<i64> {
    let whole = text
        .parse::<Timestamp>()
        .or_else(|_| format!("{text}T00:00:00Z").parse());
    whole.ok().map(Timestamp::as_second)
}
