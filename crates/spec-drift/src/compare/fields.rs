//! What changed in the bodies of an operation.

use std::collections::{BTreeMap, BTreeSet};

use super::members::{Lacked, Look, Members, Shape, crossed, lacks, of, shapes, union};
use super::saying::{self, Kinds, Said};
use super::{About, Difference, Pair};
use crate::aspect::brief;
use crate::bind::best;
use crate::code::Code;
use crate::finding::Certainty;
use crate::page::Page;
use crate::subject::{Body, Shown, Subject, split};
use crate::words::nearness;

pub(super) fn differences<'p>(pair: &Pair<'_, 'p>) -> Vec<Difference<'p>> {
    let bodies: BTreeSet<Body> = pair.old.fields.keys().map(|(body, _)| *body).collect();
    let mut found = Vec::new();
    for body in bodies {
        let of = |page: &Page, shown: &Shown<'p>| {
            Said::of(
                page,
                shown
                    .fields
                    .iter()
                    .filter(|((it, _), _)| *it == body)
                    .map(|(_, said)| said),
            )
        };
        let kinds = Kinds {
            old: of(pair.old_page, pair.old),
            new: of(pair.new_page, pair.new),
        };
        if !pair.new.fields.keys().any(|(it, _)| *it == body) {
            continue;
        }
        for ((_, pointer), was) in pair.old.fields.iter().filter(|((it, _), _)| *it == body) {
            if let Some(is) = pair.new.fields.get(&(body, *pointer)) {
                found.extend(saying::differences(
                    pair,
                    &About::Field { body, pointer },
                    was,
                    is,
                    &kinds,
                ));
            }
        }
        members(pair, body, &mut found);
    }
    found
}

/// As many pairs of a member that is gone and one that came are looked at for renames.
const RENAMES: usize = 2_500;

/// Members that are gone and members that are new: a rename or a move where one fits the other, else removed and added.
fn members<'p>(pair: &Pair<'_, 'p>, body: Body, found: &mut Vec<Difference<'p>>) {
    let (old, new) = (
        shapes(pair.old_page, pair.old, body),
        shapes(pair.new_page, pair.new, body),
    );
    let everywhere =
        |shapes: &[Shape<'p>]| union(&shapes.iter().map(|it| &it.members).collect::<Vec<_>>());
    let (all_old, all_new) = (everywhere(&old), everywhere(&new));
    let (mut gone, mut came) = (BTreeMap::new(), BTreeMap::new());
    for look in [Look::Example, Look::Table] {
        let (was, is) = (of(&old, look), of(&new, look));
        // A capture without a block of this kind says nothing of it.
        if was.is_empty() || is.is_empty() {
            continue;
        }
        // Examples show all there is: where one of several has changed, that is a change. A table may say less.
        if look == Look::Example && was.len() == is.len() && pair.same_rendering() {
            for (was, is) in was.iter().zip(&is) {
                gone.extend(lacks(was, is));
                came.extend(lacks(is, was));
            }
        } else {
            let (was, is) = (union(&was), union(&is));
            gone.extend(
                lacks(&was, &is)
                    .into_iter()
                    .filter(|(pointer, _)| !all_new.contains_key(pointer)),
            );
            came.extend(
                lacks(&is, &was)
                    .into_iter()
                    .filter(|(pointer, _)| !all_old.contains_key(pointer)),
            );
        }
    }
    let (only_old, only_new) = (crossed(&old, &new), crossed(&new, &old));
    let absent = |only: &[Lacked<'p>], all: &Members<'p>, certain: bool| {
        let lacked = only.iter().filter(|it| it.certain == certain);
        let lacked = lacked.filter(|it| !all.contains_key(it.pointer));
        lacked.map(|it| (it.pointer, it.at)).collect::<Vec<_>>()
    };
    gone.extend(absent(&only_old, &all_new, true));
    came.extend(absent(&only_new, &all_old, true));
    let named = |all: &Members<'p>, pointer: &str| {
        let name = split(pointer).map(|it| it.1);
        all.keys().any(|other| split(other).map(|it| it.1) == name)
    };
    let (weak_old, weak_new) = (
        absent(&only_old, &all_new, false),
        absent(&only_new, &all_old, false),
    );
    // What stands in another place now has left the one where it stood.
    let moved: Vec<_> = weak_old
        .into_iter()
        .filter(|it| named(&came, it.0))
        .collect();
    let back: Vec<_> = weak_new
        .into_iter()
        .filter(|it| named(&gone, it.0))
        .collect();
    gone.extend(moved);
    came.extend(back);
    let mut left: Vec<(&'p str, usize)> = came.into_iter().collect();
    let said = |shown: &Shown<'p>, pointer: &'p str| {
        shown
            .fields
            .get(&(body, pointer))
            .cloned()
            .unwrap_or_default()
    };
    // A body that was written anew has no renames that anybody could tell.
    let searched = if gone.len().saturating_mul(left.len()) <= RENAMES {
        usize::MAX
    } else {
        0
    };
    for (pointer, old_at) in gone {
        let was = said(pair.old, pointer);
        let mut scores = Vec::new();
        for (index, (other, _)) in left.iter().enumerate().take(searched) {
            let is = said(pair.new, other);
            if let Some(score) = likeness(pair, body, pointer, &was, other, &is) {
                scores.push((score, index));
            }
        }
        let about = About::Field { body, pointer };
        match best(&scores, 0.9).filter(|index| *index < left.len()) {
            Some(index) => {
                let (other, at) = left.remove(index);
                let name = |pointer: &str| {
                    split(pointer).map_or_else(String::new, |(_, name)| brief(name))
                };
                let moved = split(pointer).map(|it| it.0) != split(other).map(|it| it.0);
                let (code, expected, is) = match moved {
                    true => (Code::PageFieldMoveSeen, brief(pointer), brief(other)),
                    false => (Code::PageFieldRenameSeen, name(pointer), name(other)),
                };
                let certainty = Certainty::Likely;
                found.push(Difference {
                    code,
                    certainty,
                    about,
                    expected: Some(expected),
                    found: Some(is),
                    old: Some(old_at),
                    new: Some(at),
                });
            }
            None => found.push(Difference {
                code: Code::PageFieldRemoved,
                certainty: Certainty::Certain,
                about,
                expected: split(pointer).map(|(_, name)| brief(name)),
                found: None,
                old: Some(old_at),
                new: None,
            }),
        }
    }
    for (pointer, at) in left {
        found.push(Difference {
            code: Code::PageFieldAdded,
            certainty: Certainty::Certain,
            about: About::Field { body, pointer },
            expected: None,
            found: split(pointer).map(|(_, name)| brief(name)),
            old: None,
            new: Some(at),
        });
    }
}

/// How near a new member is to one that is gone; `None` if it can't be the same.
fn likeness(
    pair: &Pair<'_, '_>,
    body: Body,
    pointer: &str,
    was: &Subject<'_>,
    other: &str,
    is: &Subject<'_>,
) -> Option<f64> {
    let ((parent, name), (other_parent, other_name)) = (split(pointer)?, split(other)?);
    if (parent != other_parent && name != other_name) || !saying::alike(was, is) {
        return None;
    }
    let below = |shown: &Shown<'_>, base: &str| -> BTreeSet<String> {
        let inside =
            |(it, pointer): &&(Body, &str)| *it == body && pointer.starts_with(&format!("{base}/"));
        shown
            .fields
            .keys()
            .filter(inside)
            .filter_map(|(_, pointer)| pointer.strip_prefix(base).map(str::to_owned))
            .collect()
    };
    let (inside, inside_other) = (below(pair.old, pointer), below(pair.new, other));
    let most = inside.len().max(inside_other.len());
    let common = inside.intersection(&inside_other).count();
    if most > 0 && common * 2 < most {
        return None;
    }
    let agreed = 0.1 * saying::agreements(was, is).min(3) as f64;
    if parent != other_parent {
        return Some(1.0 + agreed);
    }
    let same_place = neighbours(pair.old, body, pointer) == neighbours(pair.new, body, other);
    let one_side = {
        let ((a, b), (c, d)) = (
            neighbours(pair.old, body, pointer),
            neighbours(pair.new, body, other),
        );
        (a.is_some() && a == c) || (b.is_some() && b == d)
    };
    let place = if same_place {
        0.8
    } else if one_side {
        0.5
    } else {
        0.0
    };
    let content = if most > 0 { 0.3 } else { 0.0 };
    Some(nearness(name, other_name) + agreed + place + content)
}

/// The names of the siblings before and after a member on its page.
fn neighbours<'p>(
    shown: &Shown<'p>,
    body: Body,
    pointer: &str,
) -> (Option<&'p str>, Option<&'p str>) {
    let first = |subject: &Subject<'_>| subject.says.first().map(|(at, _)| *at);
    let Some(at) = shown.fields.get(&(body, pointer)).and_then(first) else {
        return (None, None);
    };
    let base = split(pointer).map(|(base, _)| base);
    let siblings = || {
        let of = |((it, other), _): &(&(Body, &'p str), &Subject<'p>)| {
            *it == body && *other != pointer && split(other).map(|(base, _)| base) == base
        };
        shown
            .fields
            .iter()
            .filter(of)
            .filter_map(|((_, other), said)| Some((first(said)?, split(other)?.1)))
    };
    let before = siblings()
        .filter(|(it, _)| *it < at)
        .max()
        .map(|(_, name)| name);
    (
        before,
        siblings()
            .filter(|(it, _)| *it > at)
            .min()
            .map(|(_, name)| name),
    )
}
