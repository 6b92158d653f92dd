//! Members of bodies: by JSON pointer, with lists and maps; what the spec lacks may be a new name or a new place.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::judge::{About, Sender, judge};
use super::{Binder, Outcome, Problem, attribute, parameters};
use crate::aspect::{self, brief, type_name};
use crate::claim::{Says, Type};
use crate::code::Code;
use crate::finding::{Certainty, Level};
use crate::fix::Change;
use crate::spec::{Field, Operation, Schema, child};
use crate::subject::{Body, Shown, Subject, split};
use crate::words::nearness;

/// What stands as the description of something that `--fix` adds, until somebody has words for it.
pub(super) const UNDESCRIBED: &str = "On the vendor's page; not yet described.";

/// Deepest member of a body that is looked for, and most members.
const DEPTH: usize = 12;
const MEMBERS: usize = 2_000;

/// A member of a body that the spec does not have.
struct Unknown<'s, 'p, 'a> {
    pointer: &'p str,
    name: String,
    subject: &'s Subject<'p>,
    parent: Schema<'a>,
}

pub(super) fn bind<'a>(binder: &mut Binder<'_, 'a>, shown: &Shown<'_>, operation: &Operation<'a>) {
    let mut unknown: BTreeMap<Body, Vec<Unknown<'_, '_, 'a>>> = BTreeMap::new();
    for ((body, pointer), subject) in &shown.fields {
        let sender = if *body == Body::Request {
            Sender::Caller
        } else {
            Sender::Vendor
        };
        let Some(root) = attribute::schema(operation, *body) else {
            bodiless(binder, *body, subject, operation);
            continue;
        };
        match root.at(pointer) {
            Field::Declared(schema) => {
                let name = split(pointer).map_or("", |(_, name)| name);
                let parent = split(pointer).map(|(parent, _)| root.at(parent));
                let parent = match parent {
                    Some(Field::Declared(parent)) => parent,
                    _ => root.clone(),
                };
                said(binder, subject, &schema, &parent, name, sender, operation);
            }
            Field::Free { pointer } => {
                for (at, _) in &subject.says {
                    binder.bound(*at, pointer.clone());
                }
            }
            Field::Missing { parent, step, last } => {
                let parent = *parent;
                for (at, _) in &subject.says {
                    binder.outcome(
                        *at,
                        Outcome::Contradicted {
                            pointer: parent.pointer.clone(),
                            expected: aspect::type_names(&parent.types()),
                            found: brief(&step),
                        },
                    );
                }
                // What is below something unknown, or below a list that the spec takes for none, has its finding there.
                if last && step != "-" && step != "*" {
                    unknown.entry(*body).or_default().push(Unknown {
                        pointer,
                        name: step,
                        subject,
                        parent,
                    });
                }
            }
        }
    }
    for (body, unknown) in unknown {
        let Some(root) = attribute::schema(operation, body) else {
            continue;
        };
        strangers(binder, shown, operation, body, root, unknown);
    }
}

/// Holds what is said of a member against its schema.
pub(super) fn said<'a>(
    binder: &mut Binder<'_, 'a>,
    subject: &Subject<'_>,
    schema: &Schema<'a>,
    parent: &Schema<'a>,
    name: &str,
    sender: Sender,
    operation: &Operation<'_>,
) {
    let required = parent.requires(name);
    let list = parent.keyword("required");
    let changes = match (required, list.as_slice()) {
        (false, [(pointer, _)]) => vec![Change::Append {
            pointer: pointer.clone(),
            value: name.into(),
        }],
        (false, []) => vec![Change::Set {
            pointer: child(parent.target(), "required"),
            value: json!([name]),
        }],
        (true, [(pointer, Value::Array(names))]) if names.len() > 1 => {
            let at = names.iter().position(|it| it == name).unwrap_or_default();
            vec![Change::Remove {
                pointer: child(pointer, &at.to_string()),
            }]
        }
        (true, [(pointer, _)]) => vec![Change::Remove {
            pointer: pointer.clone(),
        }],
        _ => Vec::new(),
    };
    let is_property = schema.pointer.contains("/properties/");
    let required = is_property.then_some((required, changes));
    let about = About {
        schema,
        sender,
        required,
        json: false,
    };
    for (at, says) in &subject.says {
        let differences = judge(says, &about);
        binder.bound(*at, schema.pointer.clone());
        for difference in differences {
            binder.contradicted(
                *at,
                Some(operation),
                Problem {
                    code: difference.code,
                    level: difference.level,
                    certainty: difference.certainty,
                    pointer: schema.pointer.clone(),
                    subject: format!("{} {}", operation.id, label(name, sender)),
                    expected: Some(difference.expected),
                    found: Some(difference.found),
                    changes: difference.changes,
                },
            );
        }
    }
}

fn label(name: &str, sender: Sender) -> String {
    match (name, sender) {
        ("" | "-" | "*", Sender::Caller) => "request".to_owned(),
        ("" | "-" | "*", Sender::Vendor) => "response".to_owned(),
        (name, Sender::Caller) => format!("request member {}", brief(name)),
        (name, Sender::Vendor) => format!("response member {}", brief(name)),
    }
}

/// A body where the spec has none: one finding for all of it.
fn bodiless(
    binder: &mut Binder<'_, '_>,
    body: Body,
    subject: &Subject<'_>,
    operation: &Operation<'_>,
) {
    let place = match body {
        Body::Request => child(&operation.pointer, "requestBody"),
        Body::Response(status) => {
            child(&child(&operation.pointer, "responses"), &status.to_string())
        }
    };
    for (at, _) in &subject.says {
        binder.contradicted(
            *at,
            Some(operation),
            Problem {
                code: Code::PageFieldUnknown,
                level: Level::Warning,
                certainty: Certainty::Certain,
                pointer: place.clone(),
                subject: operation.id.clone(),
                expected: Some("no body".to_owned()),
                found: Some("a body".to_owned()),
                changes: Vec::new(),
            },
        );
    }
}

/// Members that the spec does not have, where they stand: a new name of one that the page lacks, a new place, or new.
fn strangers<'a>(
    binder: &mut Binder<'_, 'a>,
    shown: &Shown<'_>,
    operation: &Operation<'a>,
    body: Body,
    root: &Schema<'a>,
    unknown: Vec<Unknown<'_, '_, 'a>>,
) {
    let sender = if body == Body::Request {
        Sender::Caller
    } else {
        Sender::Vendor
    };
    let absent: Vec<(String, Schema<'a>)> = members(root)
        .into_iter()
        .filter(|(pointer, _)| !shown.fields.contains_key(&(body, pointer.as_str())))
        .collect();
    let mut used = vec![false; absent.len()];
    let mut scores = Vec::new();
    for (at, it) in unknown.iter().enumerate() {
        for (index, (pointer, schema)) in absent.iter().enumerate() {
            if let Some((score, code)) =
                likeness(binder, shown, body, it, pointer, schema, operation)
            {
                scores.push((score, at, index, code));
            }
        }
    }
    scores.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut found: Vec<Option<(usize, Code)>> = vec![None; unknown.len()];
    for (score, at, index, code) in &scores {
        let rivals: Vec<(f64, usize)> = scores
            .iter()
            .filter(|it| it.1 == *at && used.get(it.2) == Some(&false))
            .map(|it| (it.0, it.2))
            .collect();
        if used.get(*index) == Some(&false)
            && found.get(*at) == Some(&None)
            && *score >= ENOUGH
            && parameters::best(&rivals, ENOUGH) == Some(*index)
            && let (Some(used), Some(found)) = (used.get_mut(*index), found.get_mut(*at))
        {
            (*used, *found) = (true, Some((*index, *code)));
        }
    }
    for (it, found) in unknown.iter().zip(found) {
        let Some((at, _)) = it.subject.says.first() else {
            continue;
        };
        let known = found.and_then(|(index, code)| Some((absent.get(index)?, code)));
        let problem = match known {
            Some(((pointer, schema), code)) => {
                binder.renamed(schema.pointer.clone());
                let (expected, found) = match code {
                    Code::PageFieldMoved => (pointer.clone(), brief(it.pointer)),
                    _ => (
                        split(pointer)
                            .map_or(pointer.as_str(), |(_, name)| name)
                            .to_owned(),
                        brief(&it.name),
                    ),
                };
                Problem {
                    code,
                    level: Level::Error,
                    certainty: Certainty::Likely,
                    pointer: schema.pointer.clone(),
                    subject: format!(
                        "{} {}",
                        operation.id,
                        label(split(pointer).map_or("", |(_, name)| name), sender)
                    ),
                    expected: Some(expected),
                    found: Some(found),
                    changes: Vec::new(),
                }
            }
            None => Problem {
                code: Code::PageFieldUnknown,
                level: Level::Error,
                certainty: Certainty::Certain,
                pointer: child(&child(it.parent.target(), "properties"), &it.name),
                subject: format!("{} {}", operation.id, label(&it.name, sender)),
                expected: None,
                found: Some(brief(&it.name)),
                changes: addition(binder, it, operation).unwrap_or_default(),
            },
        };
        binder.contradicted(*at, Some(operation), problem);
    }
}

/// From here on a member that the spec lacks is one that the page lacks.
const ENOUGH: f64 = 0.9;

/// How near a member that the spec lacks is to one that the page lacks, and what that would be; `None` if it can't be.
fn likeness(
    binder: &Binder<'_, '_>,
    shown: &Shown<'_>,
    body: Body,
    unknown: &Unknown<'_, '_, '_>,
    pointer: &str,
    schema: &Schema<'_>,
    operation: &Operation<'_>,
) -> Option<(f64, Code)> {
    let (parent, name) = split(pointer)?;
    let (own_parent, own) = split(unknown.pointer)?;
    let types: Vec<Type> = unknown
        .subject
        .says
        .iter()
        .filter_map(|(_, says)| match says {
            Says::Type(it) => Some(*it),
            _ => None,
        })
        .collect();
    let known = schema.types();
    if !known.is_empty()
        && types
            .iter()
            .any(|it| !known.iter().any(|known| aspect::types_agree(*it, *known)))
    {
        return None;
    }
    let documented = match binder.spec.evidence.field(&schema.pointer) {
        Some(source) => Some(source) == binder.spec.evidence.operation(&operation.id),
        None => binder.spec.evidence.is_empty(),
    };
    let documented = if documented { 0.4 } else { 0.0 };
    if parent == own_parent {
        let agreed = unknown.subject.says.iter().filter(|(_, says)| {
            super::judge::says_so(says, schema) && !matches!(says, Says::Type(_))
        });
        let next = if neighbours(
            binder,
            shown,
            body,
            unknown.pointer,
            pointer,
            &unknown.parent,
        ) {
            0.4
        } else {
            0.0
        };
        let score = nearness(own, name) + 0.2 * agreed.count().min(2) as f64 + next + documented;
        return Some((score, Code::PageFieldRenamed));
    }
    // The same name in another place, where the old place is shown without it.
    let shown_without = shown.fields.contains_key(&(body, parent)) || parent.is_empty();
    (own == name && own != "-" && own != "*" && shown_without && documented > 0.0)
        .then_some((1.0 + documented, Code::PageFieldMoved))
}

/// Whether the member stands on the page between the same siblings as the other does in the spec.
fn neighbours(
    binder: &Binder<'_, '_>,
    shown: &Shown<'_>,
    body: Body,
    unknown: &str,
    pointer: &str,
    parent: &Schema<'_>,
) -> bool {
    let Some((base, _)) = split(unknown) else {
        return false;
    };
    let first = |pointer: &str| {
        shown
            .fields
            .get(&(body, pointer))
            .and_then(|it| it.says.first())
            .map(|(at, _)| *at)
    };
    let Some(at) = first(unknown) else {
        return false;
    };
    let siblings = || {
        let of = |(it, other): &&(Body, &str)| {
            *it == body
                && *other != unknown
                && split(other).is_some_and(|(parent, _)| parent == base)
        };
        shown
            .fields
            .keys()
            .filter(of)
            .filter_map(|(_, other)| Some((first(other)?, split(other)?.1)))
    };
    // The value has lost the order of the file; the places have it.
    let mut names = parent.names();
    let place = |name: &str| {
        binder
            .spec
            .place(&parent.property(name)?.pointer)
            .map(|it| (it.line, it.column))
    };
    names.sort_by_cached_key(|name| place(name));
    let index = |name: &str| names.iter().position(|it| *it == name);
    let Some(own) = split(pointer).and_then(|(_, name)| index(name)) else {
        return false;
    };
    let before = siblings()
        .filter(|(it, _)| *it < at)
        .max()
        .and_then(|(_, name)| index(name));
    let after = siblings()
        .filter(|(it, _)| *it > at)
        .min()
        .and_then(|(_, name)| index(name));
    before.is_some_and(|before| before + 1 == own) || after.is_some_and(|after| after == own + 1)
}

/// The declaration of a member as the page has it, and its evidence: the page.
fn addition(
    binder: &Binder<'_, '_>,
    unknown: &Unknown<'_, '_, '_>,
    operation: &Operation<'_>,
) -> Option<Vec<Change>> {
    binder.spec.evidence.operation(&operation.id)?;
    let target = unknown.parent.target();
    let component = target
        .strip_prefix("/components/schemas/")
        .filter(|name| !name.contains('/'))?;
    let mut schema = schema_of(unknown.subject)?;
    if let Some(schema) = schema.as_object_mut() {
        // A sample proves no more.
        schema.insert("nullable".to_owned(), true.into());
        schema.insert("description".to_owned(), UNDESCRIBED.into());
    }
    Some(vec![
        Change::Set {
            pointer: child(&child(target, "properties"), &unknown.name),
            value: schema,
        },
        Change::Evidence {
            table: format!("fields.{component}"),
            key: unknown.name.clone(),
            source: binder.source(),
        },
    ])
}

/// The schema of something as the page shows it; `None` where it is not a plain value or an open object.
pub(super) fn schema_of(subject: &Subject<'_>) -> Option<Value> {
    let find = |find: &dyn Fn(&Says) -> Option<Value>| {
        subject.says.iter().find_map(|(_, says)| find(says))
    };
    let it = subject.says.iter().find_map(|(_, says)| match says {
        Says::Type(it) => Some(*it),
        _ => None,
    })?;
    let mut schema = serde_json::Map::new();
    match it {
        Type::String | Type::Boolean | Type::Number => {
            schema.insert("type".to_owned(), type_name(it).into());
        }
        Type::Integer => {
            schema.insert("type".to_owned(), "integer".into());
            schema.insert("format".to_owned(), "int64".into());
        }
        Type::Object => {
            schema.insert("type".to_owned(), "object".into());
            schema.insert("additionalProperties".to_owned(), json!({}));
        }
        Type::Array => {
            schema.insert("type".to_owned(), "array".into());
            schema.insert("items".to_owned(), json!({}));
        }
        Type::Null | Type::Any => {}
    }
    let format = |says: &Says| match says {
        Says::Format(format) if it == Type::String => Some(aspect::format(format).into()),
        _ => None,
    };
    if let Some(format) = find(&format) {
        schema.insert("format".to_owned(), format);
    }
    let default = |says: &Says| match says {
        Says::Default(value) if !value.is_object() && !value.is_array() => Some(value.clone()),
        _ => None,
    };
    if let Some(default) = find(&default) {
        schema.insert("default".to_owned(), default);
    }
    let values = |says: &Says| match says {
        Says::Enum(values) if !values.is_empty() => typed_values(values, it).map(Value::Array),
        _ => None,
    };
    if let Some(values) = find(&values) {
        match it {
            Type::Array => schema.insert(
                "items".to_owned(),
                json!({ "type": "string", "enum": values }),
            ),
            _ => schema.insert("enum".to_owned(), values),
        };
    }
    if let Some(bounds) = subject
        .says
        .iter()
        .find_map(|(_, says)| aspect::Bounds::of(says))
    {
        let whole = |bound: Option<f64>| {
            bound
                .filter(|it| it.fract() == 0.0)
                .map(|it| Value::from(it as i64))
        };
        for (keyword, bound) in [
            ("minimum", whole(bounds.minimum)),
            ("maximum", whole(bounds.maximum)),
        ] {
            if let Some(bound) = bound.filter(|_| it == Type::Integer) {
                schema.insert(keyword.to_owned(), bound);
            }
        }
    }
    Some(Value::Object(schema))
}

/// The values of an enumeration as texts or numbers, each once; `None` where one of them is no value of the type.
fn typed_values(values: &[Value], it: Type) -> Option<Vec<Value>> {
    let mut typed: Vec<Value> = Vec::new();
    for value in values.iter().filter(|it| !it.is_null()) {
        let text = aspect::loose(value);
        let value = match it {
            Type::String | Type::Array => Value::from(text),
            Type::Integer => Value::from(text.parse::<i64>().ok()?),
            _ => return None,
        };
        if !typed.contains(&value) {
            typed.push(value);
        }
    }
    Some(typed)
}

/// Every member of a body with its pointer in the body, as deep as it makes sense to look.
pub(super) fn members<'a>(root: &Schema<'a>) -> Vec<(String, Schema<'a>)> {
    let mut found = Vec::new();
    walk(root, String::new(), &mut Vec::new(), &mut found);
    found
}

fn walk<'a>(
    schema: &Schema<'a>,
    pointer: String,
    above: &mut Vec<String>,
    found: &mut Vec<(String, Schema<'a>)>,
) {
    // A component within itself goes on for ever.
    if above.len() > DEPTH || found.len() >= MEMBERS || above.iter().any(|it| it == schema.target())
    {
        return;
    }
    above.push(schema.target().to_owned());
    for name in schema.names() {
        if let Some(property) = schema.property(name) {
            let pointer = child(&pointer, name);
            found.push((pointer.clone(), property.clone()));
            walk(&property, pointer, above, found);
        }
    }
    if let Some(items) = schema.items() {
        walk(&items, format!("{pointer}/-"), above, found);
    }
    above.pop();
}
