//! What changed in the parameters of an operation.

use std::collections::BTreeMap;

use super::saying::{self, Kinds, Said};
use super::{About, Difference, Pair};
use crate::aspect::{Aspect, brief, show};
use crate::bind::{best, place_word};
use crate::claim::{Location, Says};
use crate::code::Code;
use crate::finding::Certainty;
use crate::page::{Kind, Page};
use crate::subject::{Parameter, Shown};
use crate::words::nearness;

pub(super) fn differences<'p>(pair: &Pair<'_, 'p>) -> Vec<Difference<'p>> {
    let (old, new) = (&pair.old.parameters, &pair.new.parameters);
    let kinds =
        |page: &Page, shown: &Shown<'p>| Said::of(page, shown.parameters.iter().map(|it| &it.said));
    let kinds = Kinds {
        old: kinds(pair.old_page, pair.old),
        new: kinds(pair.new_page, pair.new),
    };
    let mut found = Vec::new();
    let mut used = vec![false; new.len()];
    let mut gone = Vec::new();
    for (order, was) in old.iter().enumerate() {
        // The same name may stand in the path and in the query.
        let same = |(_, it): &(usize, &Parameter<'_>)| it.plain() == was.plain();
        let placed = |(_, it): &(usize, &Parameter<'_>)| {
            it.locations.is_empty() || !it.locations.is_disjoint(&was.locations)
        };
        let candidates = || new.iter().enumerate().filter(same);
        let Some((at, is)) = candidates().find(placed).or_else(|| candidates().next()) else {
            gone.push(order);
            continue;
        };
        if let Some(used) = used.get_mut(at) {
            *used = true;
        }
        moved(was, is, &mut found);
        found.extend(saying::differences(
            pair,
            &about(was),
            &was.said,
            &is.said,
            &kinds,
        ));
    }
    let came: Vec<usize> = used
        .iter()
        .enumerate()
        .filter(|(_, used)| !**used)
        .map(|(at, _)| at)
        .collect();
    // A capture that names no parameters where the other does says less, and nothing else.
    if !old.is_empty() && !new.is_empty() {
        names(pair, &gone, &came, &mut found);
    }
    nameless(pair, &mut found);
    sentences(pair, &mut found);
    found
}

fn about<'p>(parameter: &Parameter<'p>) -> About<'p> {
    let place = parameter
        .locations
        .iter()
        .next()
        .map_or("*", |it| place_word(*it));
    About::Parameter {
        place,
        name: parameter.name,
    }
}

fn first(parameter: &Parameter<'_>) -> Option<usize> {
    parameter.said.says.first().map(|(at, _)| *at)
}

fn moved<'p>(was: &Parameter<'p>, is: &Parameter<'p>, found: &mut Vec<Difference<'p>>) {
    let known = !was.locations.is_empty() && !is.locations.is_empty();
    let elsewhere = is.locations.iter().find(|it| !was.locations.contains(it));
    let (Some(elsewhere), Some(place)) = (elsewhere.filter(|_| known), was.locations.iter().next())
    else {
        return;
    };
    found.push(Difference {
        code: Code::PageParameterMoveSeen,
        certainty: Certainty::Certain,
        about: about(was),
        expected: Some(format!("in {}", place_word(*place))),
        found: Some(format!("in {}", place_word(*elsewhere))),
        old: first(was),
        new: first(is),
    });
}

/// Names that are gone and names that are new: a rename where one fits the other best, else removed and added.
fn names<'p>(pair: &Pair<'_, 'p>, gone: &[usize], came: &[usize], found: &mut Vec<Difference<'p>>) {
    let (old, new) = (&pair.old.parameters, &pair.new.parameters);
    let mut left: Vec<usize> = came.to_vec();
    for order in gone {
        let Some(was) = old.get(*order) else { continue };
        let mut scores = Vec::new();
        for at in &left {
            let Some(is) = new.get(*at) else { continue };
            let apart = !was.locations.is_empty()
                && !is.locations.is_empty()
                && was.locations.is_disjoint(&is.locations);
            if apart || !saying::alike(&was.said, &is.said) {
                continue;
            }
            let place = if order == at { 0.5 } else { 0.0 };
            let agreed = saying::agreements(&was.said, &is.said).min(4) as f64;
            scores.push((nearness(was.name, is.name) + 0.2 * agreed + place, *at));
        }
        let renamed = best(&scores, 0.6).and_then(|at| Some((at, new.get(at)?)));
        match renamed {
            Some((at, is)) => {
                left.retain(|it| *it != at);
                found.push(Difference {
                    code: Code::PageParameterRenameSeen,
                    certainty: Certainty::Likely,
                    about: about(was),
                    expected: Some(brief(was.name)),
                    found: Some(brief(is.name)),
                    old: first(was),
                    new: first(is),
                });
            }
            // A parameter in the path is there as long as the path has it.
            None if was.locations.contains(&Location::Path) && still_in_path(pair, was.name) => {}
            // One that only a sample request names is not on a list, and a capture that has no list lacks nothing.
            None if lists(pair.old_page, pair.old) && !lists(pair.new_page, pair.new) => {}
            None => found.push(Difference {
                code: Code::PageParameterRemoved,
                certainty: Certainty::Certain,
                about: about(was),
                expected: Some(brief(was.name)),
                found: None,
                old: first(was),
                new: None,
            }),
        }
    }
    if lists(pair.new_page, pair.new) && !lists(pair.old_page, pair.old) {
        return;
    }
    for is in left.iter().filter_map(|at| new.get(*at)) {
        found.push(Difference {
            code: Code::PageParameterAdded,
            certainty: Certainty::Certain,
            about: about(is),
            expected: None,
            found: Some(brief(is.name)),
            old: None,
            new: first(is),
        });
    }
}

/// Whether a capture lists parameters, instead of only naming the ones that its sample request has.
fn lists(page: &Page, shown: &Shown<'_>) -> bool {
    let in_request = |at: usize| {
        let block = page.claims.get(at).and_then(|claim| claim.block);
        block
            .and_then(|block| page.blocks.get(block))
            .is_some_and(|block| block.kind == Kind::Request)
    };
    let listed = |(at, _): &(usize, &Says)| !in_request(*at);
    shown
        .parameters
        .iter()
        .any(|it| it.said.says.iter().any(listed))
}

fn still_in_path(pair: &Pair<'_, '_>, name: &str) -> bool {
    pair.new
        .endpoint
        .path
        .as_deref()
        .is_some_and(|path| path.contains(&format!("{{{name}}}")))
}

/// What is said without a name, kind by kind: which sayings are gone and which are new, in order.
fn nameless<'p>(pair: &Pair<'_, 'p>, found: &mut Vec<Difference<'p>>) {
    for kind in Aspect::ALL {
        let old = sayings(pair.old_page, pair.old, kind);
        let new = sayings(pair.new_page, pair.new, kind);
        // The other capture may have the names, or leave out the kind.
        if old.is_empty() || new.is_empty() || repeats(pair, &old, &new) {
            continue;
        }
        let minus = |a: &[(usize, usize, &'p Says)], b: &[(usize, usize, &'p Says)]| {
            let mut rest: Vec<String> = b.iter().map(|(_, _, says)| show(says)).collect();
            let mut left = Vec::new();
            for it in a {
                match rest.iter().position(|known| *known == show(it.2)) {
                    Some(at) => {
                        rest.swap_remove(at);
                    }
                    None => left.push(*it),
                }
            }
            left
        };
        let (gone, came) = (minus(&old, &new), minus(&new, &old));
        let pairs = gone.len().max(came.len());
        for index in 0..pairs {
            let (was, is) = (gone.get(index), came.get(index));
            let Some((number, _, _)) = was.or(is) else {
                continue;
            };
            let about = About::Nameless(*number);
            let said = |it: Option<&(usize, usize, &'p Says)>| it.map(|(_, at, says)| (*at, *says));
            match (kind, said(was), said(is)) {
                (Aspect::Enum, Some(was), Some(is)) => {
                    found.extend(saying::values(&about, &[was], &[is]))
                }
                (_, was, is) => found.push(saying::change(kind, &about, was, is)),
            }
        }
    }
}

/// Sentences about something without a name, where one capture has more of them than the other: what else differs between two
/// captures of one rendering is wording.
fn sentences<'p>(pair: &Pair<'_, 'p>, found: &mut Vec<Difference<'p>>) {
    if !pair.same_rendering() {
        return;
    }
    let all = |page: &'p Page, shown: &Shown<'p>| {
        let mut all: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        for (at, _) in shown
            .nameless
            .iter()
            .filter(|(_, says)| **says == Says::Exists)
        {
            let text = page.claims.get(*at).map(|claim| page.slice(claim.span));
            all.entry(sentence(text.unwrap_or_default())).or_insert(*at);
        }
        all
    };
    let (old, new) = (all(pair.old_page, pair.old), all(pair.new_page, pair.new));
    if old.is_empty() || new.is_empty() {
        return;
    }
    let lacks =
        |a: &BTreeMap<Vec<String>, usize>, b: &BTreeMap<Vec<String>, usize>| -> Vec<usize> {
            let lacked = a.iter().filter(|(text, _)| !b.contains_key(*text));
            lacked.map(|(_, at)| *at).collect()
        };
    let (gone, came) = (lacks(&old, &new), lacks(&new, &old));
    let reworded = gone.len().min(came.len());
    let about = |page: &Page, at: usize| {
        let text = page.claims.get(at).map(|claim| page.slice(claim.span));
        Some(brief(text.unwrap_or_default().trim()))
    };
    let difference = |code| Difference {
        code,
        // Which parameter it is, nobody can tell; that there is one more or one less, the count says.
        certainty: Certainty::Likely,
        about: About::Nameless(0),
        expected: None,
        found: None,
        old: None,
        new: None,
    };
    for at in gone.iter().skip(reworded) {
        found.push(Difference {
            expected: about(pair.old_page, *at),
            old: Some(*at),
            ..difference(Code::PageParameterRemoved)
        });
    }
    for at in came.iter().skip(reworded) {
        found.push(Difference {
            found: about(pair.new_page, *at),
            new: Some(*at),
            ..difference(Code::PageParameterAdded)
        });
    }
}

/// The words of a sentence, however its apostrophes and blanks are written.
fn sentence(text: &str) -> Vec<String> {
    let words = text.split(|char: char| !char.is_ascii_alphanumeric());
    let words = words.filter(|word| word.len() > 1);
    words.map(str::to_ascii_lowercase).collect()
}

/// Whether one capture says each thing some times as often as the other, and everything else as well: it shows the same twice.
fn repeats(
    pair: &Pair<'_, '_>,
    old: &[(usize, usize, &Says)],
    new: &[(usize, usize, &Says)],
) -> bool {
    let (all_old, all_new) = (pair.old.claims().len(), pair.new.claims().len());
    if (all_old * new.len()).abs_diff(all_new * old.len()) * 5 > all_new * old.len() {
        return false;
    }
    let counts = |all: &[(usize, usize, &Says)]| {
        let mut counts = BTreeMap::new();
        for (_, _, says) in all {
            *counts.entry(show(says)).or_insert(0_usize) += 1;
        }
        counts
    };
    let (was, is) = (counts(old), counts(new));
    was.keys().eq(is.keys())
        && was
            .iter()
            .zip(is.values())
            .all(|((_, before), after)| before * new.len() == after * old.len())
}

/// The sayings of a kind that have no name, with their number among them: as often as the capture says them in one place, so
/// that a capture that repeats a block says nothing new.
fn sayings<'p>(page: &Page, shown: &Shown<'p>, kind: Aspect) -> Vec<(usize, usize, &'p Says)> {
    let mut blocks: BTreeMap<Option<usize>, Vec<(usize, &'p Says)>> = BTreeMap::new();
    for (at, says) in shown
        .nameless
        .iter()
        .filter(|(_, says)| Aspect::of(says) == Some(kind))
    {
        let block = page.claims.get(*at).and_then(|claim| claim.block);
        blocks.entry(block).or_default().push((*at, says));
    }
    let mut all: Vec<(usize, usize, &'p Says)> = Vec::new();
    for sayings in blocks.into_values() {
        for (index, (at, says)) in sayings.iter().enumerate() {
            let in_block = sayings
                .iter()
                .take(index + 1)
                .filter(|(_, it)| show(it) == show(says))
                .count();
            let known = all
                .iter()
                .filter(|(_, _, it)| show(it) == show(says))
                .count();
            if in_block > known {
                all.push((all.len() + 1, *at, says));
            }
        }
    }
    all
}
