//! Parameters: by name, else by what is said of them and by order; never by guessing between two.

mod nameless;

use serde_json::Value;

use super::access::location;
use super::judge::{self, About, Sender, judge};
use super::{Binder, Outcome, Problem, fields};
use crate::aspect::brief;
use crate::claim::{Location, Says};
use crate::code::Code;
use crate::finding::{Certainty, Level};
use crate::fix::Change;
use crate::spec::{Operation, Parameter, child};
use crate::subject::{self, Shown, Subject, plain};
use crate::words::nearness;

pub(super) fn bind<'a>(binder: &mut Binder<'_, 'a>, shown: &Shown<'_>, operation: &Operation<'a>) {
    let spec = binder.spec;
    for (order, parameter) in shown.parameters.iter().enumerate() {
        let same = |it: &&Parameter<'_>| {
            let insensitive =
                it.location == Location::Header && it.name.eq_ignore_ascii_case(parameter.name);
            plain(it.name) == parameter.plain() || insensitive
        };
        let placed = |it: &&Parameter<'_>| parameter.locations.contains(&it.location);
        let known = operation.parameters.iter().filter(same).find(placed);
        if let Some(known) = known.or_else(|| operation.parameters.iter().find(same)) {
            moved(binder, parameter, known, operation);
            said(
                binder,
                &parameter.said,
                known,
                operation,
                Certainty::Certain,
            );
            continue;
        }
        let accepted = || {
            spec.schemes
                .iter()
                .filter(|it| operation.schemes.contains(&it.pointer))
        };
        let credential = accepted().find(|scheme| {
            let header = scheme.kind.starts_with("http")
                && parameter.name.eq_ignore_ascii_case("authorization");
            header
                || scheme
                    .name
                    .is_some_and(|name| name.eq_ignore_ascii_case(parameter.name))
                || scheme.key == parameter.name
        });
        if let Some(scheme) = credential {
            for (at, _) in &parameter.said.says {
                binder.bound(*at, scheme.pointer.clone());
            }
            continue;
        }
        // Some pages list the members of a body as parameters.
        let in_body =
            parameter.locations.is_empty() || parameter.locations.contains(&Location::Body);
        let member = operation
            .request
            .as_ref()
            .filter(|_| in_body)
            .and_then(|body| body.property(parameter.name));
        if let (Some(schema), Some(body)) = (member, operation.request.as_ref()) {
            fields::said(
                binder,
                &parameter.said,
                &schema,
                body,
                parameter.name,
                Sender::Caller,
                operation,
            );
            continue;
        }
        match renamed(shown, order, operation) {
            Some(old) => {
                binder.renamed(old.pointer.clone());
                let at = parameter.said.says.first().map(|(at, _)| *at);
                said(binder, &parameter.said, old, operation, Certainty::Likely);
                if let Some(at) = at {
                    binder.contradicted(
                        at,
                        Some(operation),
                        Problem {
                            code: Code::PageParameterRenamed,
                            level: Level::Error,
                            certainty: Certainty::Likely,
                            pointer: old.pointer.clone(),
                            subject: format!("{} parameter {}", operation.id, old.name),
                            expected: Some(old.name.to_owned()),
                            found: Some(brief(parameter.name)),
                            changes: Vec::new(),
                        },
                    );
                }
            }
            None => unknown(binder, parameter, operation),
        }
    }
    nameless::bind(binder, shown, operation);
}

fn label(operation: &Operation<'_>, parameter: &Parameter<'_>) -> String {
    format!(
        "{} {} parameter {}",
        operation.id,
        location(parameter.location),
        parameter.name
    )
}

fn moved(
    binder: &mut Binder<'_, '_>,
    shown: &subject::Parameter<'_>,
    known: &Parameter<'_>,
    operation: &Operation<'_>,
) {
    let elsewhere = shown
        .locations
        .iter()
        .next()
        .filter(|_| !shown.locations.contains(&known.location));
    let (Some(elsewhere), Some((at, _))) = (elsewhere, shown.said.says.first()) else {
        return;
    };
    binder.contradicted(
        *at,
        Some(operation),
        Problem {
            code: Code::PageParameterMoved,
            level: Level::Error,
            certainty: Certainty::Certain,
            pointer: known.pointer.clone(),
            subject: format!("{} parameter {}", operation.id, known.name),
            expected: Some(format!("in {}", location(known.location))),
            found: Some(format!("in {}", location(*elsewhere))),
            changes: match elsewhere {
                Location::Query | Location::Header | Location::Cookie
                    if known.location != Location::Path =>
                {
                    let value = location(*elsewhere).into();
                    vec![Change::Set {
                        pointer: child(&known.pointer, "in"),
                        value,
                    }]
                }
                _ => Vec::new(),
            },
        },
    );
}

fn about<'s, 'a>(known: &'s Parameter<'a>) -> About<'s, 'a> {
    let change = match known.required {
        true => Change::Remove {
            pointer: child(&known.pointer, "required"),
        },
        false => Change::Set {
            pointer: child(&known.pointer, "required"),
            value: true.into(),
        },
    };
    // A parameter in the path is always there, whatever a page says.
    let required = (known.location != Location::Path).then(|| (known.required, vec![change]));
    About {
        schema: &known.schema,
        sender: Sender::Caller,
        required,
        json: known.json,
    }
}

fn said(
    binder: &mut Binder<'_, '_>,
    said: &Subject<'_>,
    known: &Parameter<'_>,
    operation: &Operation<'_>,
    certainty: Certainty,
) {
    for (at, says) in &said.says {
        one(binder, *at, says, known, operation, certainty);
    }
}

fn one(
    binder: &mut Binder<'_, '_>,
    at: usize,
    says: &Says,
    known: &Parameter<'_>,
    operation: &Operation<'_>,
    certainty: Certainty,
) {
    let differences = judge(says, &about(known));
    binder.bound(at, known.pointer.clone());
    for mut difference in differences {
        let sizes = sizes(binder, known, &difference.changes);
        difference.changes.extend(sizes);
        binder.contradicted(
            at,
            Some(operation),
            Problem {
                code: difference.code,
                level: difference.level,
                certainty: difference.certainty.min(certainty),
                pointer: known.pointer.clone(),
                subject: label(operation, known),
                expected: Some(difference.expected),
                found: Some(difference.found),
                changes: if certainty == Certainty::Certain {
                    difference.changes
                } else {
                    Vec::new()
                },
            },
        );
    }
}

/// What a change of the parameter changes in how lists go on, where it says how many records a page has: the vendor may well
/// take less than a parameter allows, so only what said the same is changed.
fn sizes(binder: &Binder<'_, '_>, known: &Parameter<'_>, changes: &[Change]) -> Vec<Change> {
    let mut sizes = Vec::new();
    for change in changes {
        let Change::Set { pointer, value } = change else {
            continue;
        };
        let (keyword, key) = match pointer.rsplit('/').next() {
            Some("default") => ("default", "default-size"),
            Some("maximum") => ("maximum", "max-size"),
            _ => continue,
        };
        let declared = known.schema.keyword(keyword);
        let Some((_, before)) = declared.first() else {
            continue;
        };
        for operation in &binder.spec.operations {
            let uses = operation
                .parameters
                .iter()
                .any(|it| it.pointer == known.pointer);
            let Some((pagination, says)) = operation.pagination.as_ref().filter(|_| uses) else {
                continue;
            };
            if says.get("size").and_then(Value::as_str) == Some(known.name)
                && says.get(key) == Some(*before)
            {
                sizes.push(Change::Set {
                    pointer: child(pagination, key),
                    value: value.clone(),
                });
            }
        }
    }
    sizes
}

/// The parameter of the spec that the page seems to call otherwise: not on the page, the same kind of value, and nearest in
/// name, in what is said of it and in order; none where two are as near.
fn renamed<'o, 'a>(
    shown: &Shown<'_>,
    order: usize,
    operation: &'o Operation<'a>,
) -> Option<&'o Parameter<'a>> {
    let parameter = shown.parameters.get(order)?;
    let on_page = |it: &Parameter<'_>| {
        shown
            .parameters
            .iter()
            .any(|page| page.plain() == plain(it.name))
    };
    let index_of = |order: Option<usize>| {
        let page = shown.parameters.get(order?)?;
        operation
            .parameters
            .iter()
            .position(|it| plain(it.name) == page.plain())
    };
    let (before, after) = (index_of(order.checked_sub(1)), index_of(Some(order + 1)));
    let mut scores: Vec<(f64, usize)> = Vec::new();
    for (index, it) in operation.parameters.iter().enumerate() {
        let apart = !parameter.locations.is_empty() && !parameter.locations.contains(&it.location);
        let alien =
            parameter.said.says.iter().any(|(_, says)| {
                matches!(says, Says::Type(_)) && !judge(says, &about(it)).is_empty()
            });
        if on_page(it) || apart || alien || it.location == Location::Path {
            continue;
        }
        let agreed =
            parameter.said.says.iter().filter(|(_, says)| {
                !matches!(says, Says::Type(_)) && judge::says_so(says, &it.schema)
            });
        let next = before.is_some_and(|before| before + 1 == index)
            || after.is_some_and(|after| after == index + 1);
        let score = nearness(parameter.name, it.name)
            + 0.4 * agreed.count() as f64
            + if next { 0.4 } else { 0.0 };
        scores.push((score, index));
    }
    best(&scores, 0.6).and_then(|index| operation.parameters.get(index))
}

/// The candidate with the highest score, if it has enough and no other has as much.
pub(crate) fn best(scores: &[(f64, usize)], enough: f64) -> Option<usize> {
    let mut sorted = scores.to_vec();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    match sorted.as_slice() {
        [(score, index)] if *score >= enough => Some(*index),
        [(score, index), (second, _), ..] if *score >= enough && score - second > 0.05 => {
            Some(*index)
        }
        _ => None,
    }
}

fn unknown(
    binder: &mut Binder<'_, '_>,
    parameter: &subject::Parameter<'_>,
    operation: &Operation<'_>,
) {
    let first = parameter.said.says.first().map(|(at, _)| *at);
    let pointer = child(&operation.pointer, "parameters");
    for (at, _) in &parameter.said.says {
        binder.outcome(
            *at,
            Outcome::Contradicted {
                pointer: pointer.clone(),
                expected: "no such parameter".to_owned(),
                found: brief(parameter.name),
            },
        );
    }
    let place = parameter.locations.iter().next().copied();
    let changes = place
        .and_then(|place| addition(binder, parameter, place, operation))
        .unwrap_or_default();
    if let Some(at) = first {
        binder.contradicted(
            at,
            Some(operation),
            Problem {
                code: Code::PageParameterUnknown,
                level: Level::Error,
                certainty: Certainty::Certain,
                pointer,
                subject: format!("{} parameter", operation.id),
                expected: None,
                found: Some(brief(parameter.name)),
                changes,
            },
        );
    }
}

/// The declaration of a parameter as the page has it, and its evidence: the page.
fn addition(
    binder: &Binder<'_, '_>,
    parameter: &subject::Parameter<'_>,
    place: Location,
    operation: &Operation<'_>,
) -> Option<Vec<Change>> {
    binder.spec.evidence.operation(&operation.id)?;
    if !matches!(place, Location::Query | Location::Header) {
        return None;
    }
    let schema = fields::schema_of(&parameter.said)?;
    let required = parameter
        .said
        .says
        .iter()
        .any(|(_, says)| matches!(says, Says::Required(true)));
    let mut value = serde_json::Map::new();
    value.insert("name".to_owned(), parameter.name.into());
    value.insert("in".to_owned(), location(place).into());
    if required {
        value.insert("required".to_owned(), true.into());
    }
    value.insert("description".to_owned(), fields::UNDESCRIBED.into());
    value.insert("schema".to_owned(), schema);
    Some(vec![
        Change::Append {
            pointer: child(&operation.pointer, "parameters"),
            value: value.into(),
        },
        Change::Evidence {
            table: format!("parameters.{}", operation.id),
            key: parameter.name.to_owned(),
            source: binder.source(),
        },
    ])
}
