//! Which operation of the spec a page speaks of: by path and method, then by title, parameters and body.

use std::collections::BTreeSet;

use crate::claim::Endpoint;
use crate::spec::{Field, Operation, Spec};
use crate::subject::{Body, Shown, plain, status_of_words};
use crate::words::{Rarity, words};

/// What each kind of agreement counts, at most.
const PATH: f64 = 60.0;
const SEGMENTS: f64 = 30.0;
const METHOD: f64 = 30.0;
const TITLE: f64 = 30.0;
const PARAMETERS: f64 = 20.0;
const BODY: f64 = 120.0;
const STATUSES: f64 = 8.0;
/// From here on it is the operation.
const ENOUGH: f64 = 17.0;
/// From here on it is the operation although the page gives it another path.
const ENOUGH_AGAINST_PATH: f64 = 110.0;
/// So much less has the second.
const MARGIN: f64 = 2.0;
/// Most members of a body that are looked at.
const MEMBERS: usize = 60;
/// A title that is so much alike is the same in other words.
const SAME_TITLE: f64 = 0.8;

/// The operation of the spec that an operation of a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its number in the spec.
    pub index: usize,
    /// Nothing in how the page says that it is reached contradicts the spec.
    pub certain: bool,
}

/// For each operation of the page the spec's operation, where one fits and fits best.
pub(crate) fn operations(shown: &[Shown<'_>], spec: &Spec<'_>) -> Vec<Option<Found>> {
    let certain = |page: &Shown<'_>, operation: &Operation<'_>| {
        let Endpoint { method, path, .. } = &page.endpoint;
        path.as_ref()
            .is_none_or(|path| path_fits(page, path, operation, spec))
            && method.as_ref().is_none_or(|it| *it == operation.method)
    };
    let found = |(page, index): (&Shown<'_>, Option<usize>)| {
        let index = index?;
        let certain = certain(page, spec.operations.get(index)?);
        Some(Found { index, certain })
    };
    shown.iter().zip(numbers(shown, spec)).map(found).collect()
}

fn numbers(shown: &[Shown<'_>], spec: &Spec<'_>) -> Vec<Option<usize>> {
    let titles: Vec<_> = spec
        .operations
        .iter()
        .map(|it| words(&format!("{} {}", it.id, it.summary)))
        .collect();
    let rarity = Rarity::of(titles.iter());
    let mut scores = Vec::new();
    for (at, page) in shown.iter().enumerate() {
        let title = page
            .endpoint
            .title
            .as_deref()
            .map(words)
            .unwrap_or_default();
        let mut own = Vec::new();
        for (index, (operation, words)) in spec.operations.iter().zip(&titles).enumerate() {
            let likeness = rarity.likeness(&title, words);
            let score = score(page, operation, spec) + TITLE * likeness;
            let way = match &page.endpoint.path {
                Some(path) => way(page, path, operation, spec, likeness),
                None => Way::Same,
            };
            let enough = match way {
                Way::Same | Way::Near => ENOUGH,
                Way::Other => ENOUGH_AGAINST_PATH,
            };
            if score >= enough {
                own.push((way, (score, at, index)));
            }
        }
        // Where a path leads to an operation, or nearly, what the bodies have in common leads to no other one.
        let led = own.iter().any(|(way, _)| *way != Way::Other);
        let own = own
            .into_iter()
            .filter(|(way, _)| !led || *way != Way::Other);
        scores.extend(own.map(|(_, score)| score));
    }
    scores.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut found = vec![None; shown.len()];
    let mut taken = vec![false; spec.operations.len()];
    for (score, at, index) in scores.iter().copied() {
        let free = found.get(at) == Some(&None) && taken.get(index) == Some(&false);
        let rival = |(other, of, it): &(f64, usize, usize)| {
            *of == at && *it != index && taken.get(*it) == Some(&false) && score - other < MARGIN
        };
        if !free || scores.iter().any(rival) {
            continue;
        }
        if let (Some(found), Some(taken)) = (found.get_mut(at), taken.get_mut(index)) {
            (*found, *taken) = (Some(index), true);
        }
    }
    // A page may document an operation in several sections, each with a title of its own.
    for (page, found) in shown.iter().zip(&mut found).filter(|(_, it)| it.is_none()) {
        let is_it = |operation: &Operation<'_>| {
            let path = page.endpoint.path.as_deref();
            page.endpoint.method.as_deref() == Some(operation.method.as_str())
                && path.is_some_and(|path| path_fits(page, path, operation, spec))
        };
        *found = spec.operations.iter().position(is_it);
    }
    found
}

/// How the path on a page leads to an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// It is the operation's, or the page gives none.
    Same,
    /// It is the operation's but for a version, or but for one segment under the same title.
    Near,
    /// It is another one.
    Other,
}

fn way(
    page: &Shown<'_>,
    path: &str,
    operation: &Operation<'_>,
    spec: &Spec<'_>,
    likeness: f64,
) -> Way {
    let method = page.endpoint.method.as_deref();
    let same_method = method.is_none_or(|method| method == operation.method);
    if path_fits(page, path, operation, spec) {
        Way::Same
    } else if same_method
        && (paths(page, path, operation, spec, but_for_version)
            || likeness >= SAME_TITLE && paths(page, path, operation, spec, but_for_one_segment))
    {
        Way::Near
    } else {
        Way::Other
    }
}

fn score(page: &Shown<'_>, operation: &Operation<'_>, spec: &Spec<'_>) -> f64 {
    let mut score = 0.0;
    if let Some(path) = &page.endpoint.path {
        score += match path_fits(page, path, operation, spec) {
            true => PATH,
            false => SEGMENTS * segments_in_common(path, operation.path),
        };
    }
    if page.endpoint.method.as_deref() == Some(operation.method.as_str()) {
        score += METHOD;
    }
    let named = page.parameters.len();
    if named > 0 {
        let knows = |name: &str| {
            let in_body = || {
                operation
                    .request
                    .as_ref()
                    .is_some_and(|body| body.property(name).is_some())
            };
            operation
                .parameters
                .iter()
                .any(|it| plain(it.name) == plain(name))
                || in_body()
        };
        let known = page.parameters.iter().filter(|it| knows(it.name)).count();
        score += PARAMETERS * known as f64 / named as f64;
    }
    score + BODY * body(page, operation) + STATUSES * statuses(page, operation)
}

/// How many of the failures on the page and in the spec are common.
fn statuses(page: &Shown<'_>, operation: &Operation<'_>) -> f64 {
    let meant = |(_, status, text): &(usize, Option<u16>, Option<&str>)| {
        status.or_else(|| text.and_then(status_of_words))
    };
    let shown: BTreeSet<u16> = page
        .statuses
        .iter()
        .filter_map(meant)
        .filter(|status| *status >= 400)
        .collect();
    let known: BTreeSet<u16> = operation
        .responses
        .iter()
        .filter_map(|it| it.status)
        .filter(|status| *status >= 400)
        .collect();
    let all = shown.union(&known).count();
    if shown.is_empty() {
        0.0
    } else {
        shown.intersection(&known).count() as f64 / all as f64
    }
}

/// How much of the bodies on the page the operation knows, and how much of the operation's the page shows.
fn body(page: &Shown<'_>, operation: &Operation<'_>) -> f64 {
    let (mut known, mut looked) = (0.0, 0.0);
    let mut tops = 0.0;
    for (body, pointer) in page
        .fields
        .keys()
        .filter(|(_, pointer)| !pointer.is_empty())
        .take(MEMBERS)
    {
        let schema = schema(operation, *body);
        looked += 1.0;
        match schema.map(|schema| schema.at(pointer)) {
            // A map fits any name.
            Some(Field::Declared(schema)) if schema.pointer.contains("/additionalProperties") => {
                known += 0.2
            }
            Some(Field::Declared(_)) => known += 1.0,
            // An operation whose body is open fits anything, and so proves little.
            Some(Field::Free { .. }) => known += 0.2,
            _ => {}
        }
        tops += f64::from(u8::from(pointer.matches('/').count() == 1));
    }
    if looked < 3.0 {
        return 0.0;
    }
    let expected: usize = match page.fields.keys().next() {
        Some((body, _)) => schema(operation, *body).map_or(0, |schema| schema.names().len()),
        None => 0,
    };
    let shown = if expected == 0 {
        0.0
    } else {
        (tops / expected as f64).min(1.0)
    };
    0.9 * known / looked + 0.1 * shown
}

/// The schema of a body.
pub(crate) fn schema<'o, 'a>(
    operation: &'o Operation<'a>,
    body: Body,
) -> Option<&'o crate::spec::Schema<'a>> {
    match body {
        Body::Request => operation.request.as_ref(),
        Body::Response(status) => {
            let own = operation
                .responses
                .iter()
                .find(|it| it.status == Some(status));
            let response = match own {
                Some(own) => Some(own),
                None if (200..300).contains(&status) => operation.success(),
                None => operation.response(status),
            };
            response?.body.as_ref()
        }
    }
}

/// Whether the path on the page is the operation's, with or without the path of the server before it.
pub(super) fn path_fits(
    page: &Shown<'_>,
    path: &str,
    operation: &Operation<'_>,
    spec: &Spec<'_>,
) -> bool {
    paths(page, path, operation, spec, alike)
}

/// Whether the path on the page and the operation's agree in this way, with or without the path of the server before them.
fn paths(
    page: &Shown<'_>,
    path: &str,
    operation: &Operation<'_>,
    spec: &Spec<'_>,
    agree: fn(&[&str], &[&str]) -> bool,
) -> bool {
    let shown = segments(path);
    let own = segments(operation.path);
    let mut bases: Vec<Vec<&str>> = vec![Vec::new()];
    bases.extend(
        spec.servers
            .iter()
            .map(|server| segments(path_of(&server.url))),
    );
    let mut prefixes: Vec<Vec<&str>> = vec![Vec::new()];
    prefixes.extend(page.servers.iter().map(|(_, url)| segments(path_of(url))));
    bases.iter().any(|base| {
        prefixes.iter().any(|prefix| {
            let whole: Vec<&str> = prefix.iter().chain(&shown).copied().collect();
            let expected: Vec<&str> = base.iter().chain(&own).copied().collect();
            agree(&whole, &expected)
        })
    })
}

fn alike(a: &[&str], b: &[&str]) -> bool {
    a.len() == b.len() && differences(a, b) == 0
}

/// In how many places two paths have something else; a variable is one whatever its name is.
fn differences(a: &[&str], b: &[&str]) -> usize {
    let apart = |(a, b): &(&&str, &&str)| a != b && !(is_variable(a) && is_variable(b));
    a.iter().zip(b).filter(apart).count()
}

/// The same path in another version of the API.
fn but_for_version(a: &[&str], b: &[&str]) -> bool {
    alike(&unversioned(a), &unversioned(b))
}

fn unversioned<'p>(path: &[&'p str]) -> Vec<&'p str> {
    let is_version = |segment: &&str| {
        let number = segment.strip_prefix('v').unwrap_or_default();
        number.starts_with(|char: char| char.is_ascii_digit())
            && number
                .chars()
                .all(|char| char.is_ascii_digit() || char == '.')
    };
    path.iter().copied().filter(|it| !is_version(it)).collect()
}

/// The same path with another word in one place.
fn but_for_one_segment(a: &[&str], b: &[&str]) -> bool {
    a.len() == b.len() && a.len() > 1 && differences(a, b) == 1
}

fn is_variable(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}')
}

/// The path of a URL, without its host.
pub(crate) fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split_once('/').map_or("", |(_, path)| path)
}

pub(crate) fn segments(path: &str) -> Vec<&str> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    path.split('/')
        .filter(|segment| !segment.is_empty())
        .collect()
}

fn segments_in_common(a: &str, b: &str) -> f64 {
    let (a, b) = (segments(a), segments(b));
    let common = a.iter().filter(|segment| b.contains(segment)).count();
    let all = a.len().max(b.len());
    if all == 0 {
        0.0
    } else {
        common as f64 / all as f64
    }
}
