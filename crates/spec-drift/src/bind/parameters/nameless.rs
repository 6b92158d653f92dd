//! Statements without a name: by what is said, then by order where page and spec have as many of them.

use std::collections::BTreeMap;

use super::super::judge::{self, judge};
use super::super::{Binder, Outcome, Problem};
use super::{about, best, one};
use crate::aspect::{self, Aspect};
use crate::claim::{Says, Type};
use crate::code::Code;
use crate::finding::{Certainty, Level};
use crate::spec::{Operation, Parameter, child};
use crate::subject::{Shown, plain};

/// Binds them.
pub(super) fn bind(binder: &mut Binder<'_, '_>, shown: &Shown<'_>, operation: &Operation<'_>) {
    let on_page = |it: &&Parameter<'_>| {
        !shown
            .parameters
            .iter()
            .any(|page| page.plain() == plain(it.name))
    };
    let open: Vec<&Parameter<'_>> = operation.parameters.iter().filter(on_page).collect();
    let mut groups: BTreeMap<Option<Aspect>, Vec<(usize, &Says)>> = BTreeMap::new();
    for (at, says) in &shown.nameless {
        groups
            .entry(Aspect::of(says))
            .or_default()
            .push((*at, says));
    }
    for (kind, claims) in groups {
        let judged = kind.is_some_and(|kind| {
            !matches!(
                kind,
                Aspect::Type | Aspect::Required | Aspect::Nullable | Aspect::Deprecated
            )
        });
        let speaking: Vec<&Parameter<'_>> = match claims.first() {
            Some((_, says)) if judged => open
                .iter()
                .copied()
                .filter(|it| judge::speaks_of(says, &it.schema))
                .collect(),
            _ => Vec::new(),
        };
        let exact = |says: &Says| {
            open.iter()
                .copied()
                .filter(|it| judge::says_so(says, &it.schema))
                .collect::<Vec<_>>()
        };
        let taken: Vec<&str> = claims
            .iter()
            .filter_map(|(_, says)| match exact(says).as_slice() {
                [only] => Some(only.pointer.as_str()),
                _ => None,
            })
            .collect();
        for (order, (at, says)) in claims.iter().enumerate() {
            if !judged {
                binder.outcome(
                    *at,
                    Outcome::Unattributed {
                        candidates: Vec::new(),
                    },
                );
                continue;
            }
            let by_order = || {
                speaking
                    .get(order)
                    .copied()
                    .filter(|_| speaking.len() == claims.len())
            };
            let exact = exact(says);
            match exact.as_slice() {
                [only] => binder.bound(*at, only.pointer.clone()),
                [] => {
                    let left: Vec<_> = speaking
                        .iter()
                        .copied()
                        .filter(|it| !taken.contains(&it.pointer.as_str()))
                        .collect();
                    let only = match left.as_slice() {
                        [only] => Some(*only),
                        several => by_order().or_else(|| most_values(says, several)),
                    };
                    match only {
                        Some(only) => one(binder, *at, says, only, operation, Certainty::Likely),
                        None => stranger(binder, *at, says, &left, &open, operation),
                    }
                }
                several => match by_order()
                    .filter(|it| several.iter().any(|known| known.pointer == it.pointer))
                {
                    Some(only) => binder.bound(*at, only.pointer.clone()),
                    None => unattributed(binder, *at, says, several, operation),
                },
            }
        }
    }
}

/// The parameter whose enumeration has most of these values, if it has at least half and no other has as many.
fn most_values<'o, 'a>(says: &Says, candidates: &[&'o Parameter<'a>]) -> Option<&'o Parameter<'a>> {
    let Says::Enum(values) = says else {
        return None;
    };
    let share = |it: &Parameter<'_>| {
        let items = it.schema.items();
        let known = it
            .schema
            .values()
            .or_else(|| items.as_ref()?.values())
            .unwrap_or_default();
        let common = known.iter().filter(|known| {
            values
                .iter()
                .any(|it| aspect::loose(it) == aspect::loose(known))
        });
        common.count() as f64 / values.len().max(known.len()).max(1) as f64
    };
    let scores: Vec<(f64, usize)> = candidates
        .iter()
        .enumerate()
        .map(|(index, it)| (share(it), index))
        .collect();
    best(&scores, 0.5).and_then(|index| candidates.get(index).copied())
}

fn names(parameters: &[&Parameter<'_>]) -> String {
    let names: Vec<&str> = parameters.iter().map(|it| it.name).collect();
    names.join(", ")
}

/// A statement that several parameters of the spec agree with.
fn unattributed(
    binder: &mut Binder<'_, '_>,
    at: usize,
    says: &Says,
    candidates: &[&Parameter<'_>],
    operation: &Operation<'_>,
) {
    binder.report(
        Some(at),
        Some(operation),
        Problem {
            code: Code::PageStatementUnattributed,
            level: Level::Note,
            certainty: Certainty::Unattributed,
            pointer: child(&operation.pointer, "parameters"),
            subject: format!("{} parameters", operation.id),
            expected: Some(format!("this of {}", names(candidates))),
            found: Some(aspect::show(says)),
            changes: Vec::new(),
        },
    );
    binder.outcome(
        at,
        Outcome::Unattributed {
            candidates: candidates.iter().map(|it| it.pointer.clone()).collect(),
        },
    );
}

/// A statement that no parameter of the spec agrees with, and that could be about several.
fn stranger(
    binder: &mut Binder<'_, '_>,
    at: usize,
    says: &Says,
    left: &[&Parameter<'_>],
    open: &[&Parameter<'_>],
    operation: &Operation<'_>,
) {
    let numeric = matches!(says, Says::Range { .. });
    let possible = |it: &&&Parameter<'_>| {
        let types = it.schema.types();
        types.is_empty()
            || !numeric
            || types
                .iter()
                .any(|it| matches!(it, Type::Integer | Type::Number))
    };
    let candidates: Vec<&Parameter<'_>> = match left {
        [] => open.iter().filter(possible).copied().collect(),
        left => left.to_vec(),
    };
    let difference = candidates
        .first()
        .and_then(|it| judge(says, &about(it)).into_iter().next());
    let code = difference
        .as_ref()
        .map_or(Code::PageStatementUnattributed, |it| it.code);
    let names = names(&candidates);
    binder.report(
        Some(at),
        Some(operation),
        Problem {
            code,
            level: Level::Warning,
            certainty: Certainty::Unattributed,
            pointer: child(&operation.pointer, "parameters"),
            subject: format!("{} parameters", operation.id),
            expected: (!names.is_empty()).then(|| format!("this of none of {names}")),
            found: Some(aspect::show(says)),
            changes: Vec::new(),
        },
    );
    binder.outcome(
        at,
        Outcome::Unattributed {
            candidates: candidates.iter().map(|it| it.pointer.clone()).collect(),
        },
    );
}
