//! What the spec has and the page does not, where that means something: the page shows the siblings, and by the spec's evidence
//! it is the page that documented the thing.

use std::collections::{BTreeMap, BTreeSet};

use super::{Binder, Problem, attribute, fields};
use crate::code::Code;
use crate::finding::{Certainty, Level};
use crate::page::{Kind, Page};
use crate::spec::Operation;
use crate::subject::{Body, Shown, plain, split};

/// A capture is of the page that a source stands for if it shows at least so much of what the source documents.
const SHARE: f64 = 0.9;
/// And at least so many things.
const FEWEST: usize = 3;

/// Something that the spec has and that a page may show.
struct Thing {
    source: Option<String>,
    shown: bool,
    problem: Problem,
    operation: usize,
    /// The number of a claim beside which it would stand.
    near: Option<usize>,
}

pub(super) fn find<'a>(
    binder: &mut Binder<'_, 'a>,
    shown: &[Shown<'_>],
    bound: &[(&Shown<'_>, &Operation<'a>)],
) {
    operations(binder, shown, bound);
    let mut things = Vec::new();
    for (index, (shown, operation)) in bound.iter().enumerate() {
        parameters(binder, shown, operation, index, &mut things);
        members(binder, shown, operation, index, &mut things);
        statuses(binder, shown, operation, index, &mut things);
    }
    // How much of each source the page shows.
    let mut counts: BTreeMap<Option<String>, (usize, usize)> = BTreeMap::new();
    for thing in &things {
        let (shown, all) = counts.entry(thing.source.clone()).or_default();
        *shown += usize::from(thing.shown);
        *all += 1;
    }
    let open = binder.spec.evidence.is_empty();
    let is_page = |thing: &Thing| {
        let (shown, all) = counts.get(&thing.source).copied().unwrap_or_default();
        let of_operation = bound
            .get(thing.operation)
            .and_then(|(_, it)| binder.spec.evidence.operation(&it.id));
        let its_page = open || (thing.source.is_some() && thing.source.as_deref() == of_operation);
        its_page && shown >= FEWEST && shown as f64 >= SHARE * all as f64
    };
    let missing: Vec<bool> = things
        .iter()
        .map(|thing| !thing.shown && is_page(thing))
        .collect();
    for (thing, missing) in things.into_iter().zip(missing) {
        if missing && !binder.was_renamed(&thing.problem.pointer) {
            let operation = bound.get(thing.operation).map(|(_, operation)| *operation);
            binder.report(thing.near, operation, thing.problem);
        }
    }
}

/// Operations whose source is this page: by its address, or else because the page shows most of what the source documents.
///
/// A page of which something could not be bound may only be harder to read than it was.
fn operations<'a>(
    binder: &mut Binder<'_, 'a>,
    shown: &[Shown<'_>],
    bound: &[(&Shown<'_>, &Operation<'a>)],
) {
    let spec = binder.spec;
    let says = |it: &Shown<'_>| (it.endpoint.path.is_some(), it.endpoint.method.is_some());
    let Some((last, _)) = bound.last() else {
        return;
    };
    let even = bound.iter().all(|(it, _)| says(it) == says(last));
    let read = |it: &Shown<'_>| {
        says(it) == (true, true) || bound.iter().any(|(known, _)| std::ptr::eq(*known, it))
    };
    if !even || !shown.iter().all(read) {
        return;
    }
    let here = spec.evidence.source_at(&binder.page.name);
    let mut sources: BTreeMap<&str, (Vec<&Operation<'a>>, usize)> = BTreeMap::new();
    for operation in &spec.operations {
        if let Some(source) = spec.evidence.operation(&operation.id) {
            let (missing, shown) = sources.entry(source).or_default();
            match bound.iter().any(|(_, known)| known.id == operation.id) {
                true => *shown += 1,
                false => missing.push(operation),
            }
        }
    }
    for (source, (missing, shown)) in sources {
        let certainty = match here {
            Some(here) if here == source => Certainty::Certain,
            None if shown > 1 && shown > missing.len() => Certainty::Likely,
            _ => continue,
        };
        for operation in missing {
            let near = last.claims().first().copied();
            let name = format!("{} {}", operation.method, operation.path);
            let problem = Problem {
                certainty,
                ..problem(
                    Code::PageOperationMissing,
                    operation.pointer.clone(),
                    operation.id.clone(),
                    &name,
                )
            };
            binder.report(near, Some(operation), problem);
        }
    }
}

fn problem(code: Code, pointer: String, subject: String, expected: &str) -> Problem {
    Problem {
        code,
        level: Level::Warning,
        certainty: Certainty::Certain,
        pointer,
        subject,
        expected: Some(expected.to_owned()),
        found: None,
        changes: Vec::new(),
    }
}

/// Parameters, where the page lists them by name.
fn parameters(
    binder: &Binder<'_, '_>,
    shown: &Shown<'_>,
    operation: &Operation<'_>,
    index: usize,
    things: &mut Vec<Thing>,
) {
    for parameter in &operation.parameters {
        // The list in which it would stand: named parameters of the same place.
        let near = shown
            .parameters
            .iter()
            .rfind(|it| it.locations.is_empty() || it.locations.contains(&parameter.location));
        let Some(near) = near else { continue };
        things.push(Thing {
            source: binder
                .spec
                .evidence
                .parameter(&operation.id, parameter.name)
                .map(str::to_owned),
            shown: shown
                .parameters
                .iter()
                .any(|it| it.plain() == plain(parameter.name)),
            problem: problem(
                Code::PageParameterMissing,
                parameter.pointer.clone(),
                format!("{} parameter {}", operation.id, parameter.name),
                parameter.name,
            ),
            operation: index,
            near: near.said.says.first().map(|(at, _)| *at),
        });
    }
}

/// Members of a body, where the page has an example that shows their siblings.
fn members<'a>(
    binder: &Binder<'_, 'a>,
    shown: &Shown<'_>,
    operation: &Operation<'a>,
    index: usize,
    things: &mut Vec<Thing>,
) {
    let whole = whole_examples(binder.page);
    // The parents whose members a whole example shows, with a claim of one of them.
    let mut parents: BTreeMap<(Body, &str), usize> = BTreeMap::new();
    for ((body, pointer), subject) in &shown.fields {
        let in_example = subject.says.iter().map(|(at, _)| *at).find(|at| {
            let block = binder.page.claims.get(*at).and_then(|claim| claim.block);
            block.is_some_and(|block| whole.contains(&block))
        });
        if let (Some((parent, name)), Some(at)) = (split(pointer), in_example)
            && name != "-"
            && name != "*"
        {
            parents.entry((*body, parent)).or_insert(at);
        }
    }
    let bodies: BTreeSet<Body> = shown.fields.keys().map(|(body, _)| *body).collect();
    for body in bodies {
        let Some(root) = attribute::schema(operation, body) else {
            continue;
        };
        let declared = fields::members(root);
        let mut lacking: BTreeMap<&str, usize> = BTreeMap::new();
        let mut beside: BTreeMap<&str, usize> = BTreeMap::new();
        for (pointer, _) in &declared {
            let Some((parent, _)) = split(pointer) else {
                continue;
            };
            match shown.fields.get(&(body, pointer.as_str())) {
                Some(subject) => beside.extend(subject.says.first().map(|(at, _)| (parent, *at))),
                None => *lacking.entry(parent).or_insert(0) += 1,
            }
        }
        for (pointer, schema) in &declared {
            let Some((parent, name)) = split(pointer) else {
                continue;
            };
            // A table may say less, but not where it says all but one.
            let near = parents.get(&(body, parent)).or_else(|| {
                beside
                    .get(parent)
                    .filter(|_| lacking.get(parent).is_none_or(|lacking| *lacking == 1))
            });
            let Some(near) = near else {
                continue;
            };
            things.push(Thing {
                source: binder
                    .spec
                    .evidence
                    .field(&schema.pointer)
                    .map(str::to_owned),
                shown: shown.fields.contains_key(&(body, pointer.as_str())),
                problem: problem(
                    Code::PageFieldMissing,
                    schema.pointer.clone(),
                    format!("{} member {name}", operation.id),
                    name,
                ),
                operation: index,
                near: Some(*near),
            });
        }
    }
}

fn whole_examples(page: &Page) -> BTreeSet<usize> {
    let whole = |(at, block): (usize, &crate::page::Block)| match block.kind {
        Kind::Example { partial, .. } => (!partial).then_some(at),
        Kind::Definition => Some(at),
        _ => None,
    };
    page.blocks.iter().enumerate().filter_map(whole).collect()
}

/// Statuses, where the page lists more than the one of success.
fn statuses(
    binder: &Binder<'_, '_>,
    shown: &Shown<'_>,
    operation: &Operation<'_>,
    index: usize,
    things: &mut Vec<Thing>,
) {
    let meant = |(_, status, text): &(usize, Option<u16>, Option<&str>)| {
        status.or_else(|| text.and_then(crate::subject::status_of_words))
    };
    let numbers: BTreeSet<u16> = shown.statuses.iter().filter_map(meant).collect();
    let Some((near, _, _)) = shown.statuses.last().filter(|_| numbers.len() > 1) else {
        return;
    };
    for response in operation
        .responses
        .iter()
        .filter(|it| it.status.is_some_and(|status| status >= 400))
    {
        things.push(Thing {
            source: binder
                .spec
                .evidence
                .response(&operation.id, response.key)
                .map(str::to_owned),
            shown: response
                .status
                .is_some_and(|status| numbers.contains(&status)),
            problem: problem(
                Code::PageStatusMissing,
                response.pointer.clone(),
                format!("{} status", operation.id),
                response.key,
            ),
            operation: index,
            near: Some(*near),
        });
    }
}
