//! What changed in how an operation is reached and what it answers at all: method, path, server, credentials, statuses, limits.

use std::collections::BTreeSet;

use super::{About, Difference, Pair};
use crate::aspect::brief;
use crate::bind::{host_of, path_of, place_word, segments};
use crate::code::Code;
use crate::finding::Certainty;
use crate::subject::{Credential, Shown, status_of_words};

pub(super) fn differences<'p>(pair: &Pair<'_, 'p>) -> Vec<Difference<'p>> {
    let mut found = Vec::new();
    endpoint(pair, &mut found);
    servers(pair, &mut found);
    credentials(pair, &mut found);
    statuses(pair, &mut found);
    sizes(pair, &mut found);
    deprecation(pair, &mut found);
    found
}

fn differ<'p>(
    code: Code,
    about: About<'p>,
    old: (Option<usize>, Option<String>),
    new: (Option<usize>, Option<String>),
) -> Difference<'p> {
    let (old, expected) = old;
    let (new, found) = new;
    Difference {
        code,
        certainty: Certainty::Certain,
        about,
        expected,
        found,
        old,
        new,
    }
}

fn endpoint(pair: &Pair<'_, '_>, found: &mut Vec<Difference<'_>>) {
    let at = |shown: &Shown<'_>| {
        shown
            .endpoints
            .first()
            .copied()
            .or_else(|| shown.claims().first().copied())
    };
    let (was, is) = (&pair.old.endpoint, &pair.new.endpoint);
    let mut push = |code, old: &str, new: &str| {
        found.push(differ(
            code,
            About::Operation,
            (at(pair.old), Some(brief(old))),
            (at(pair.new), Some(brief(new))),
        ));
    };
    if let (Some(old), Some(new)) = (&was.method, &is.method)
        && old != new
    {
        push(Code::PageMethodChanged, old, new);
    }
    if let (Some(old), Some(new)) = (&was.path, &is.path) {
        let (before, after) = (whole_paths(pair.old, old), whole_paths(pair.new, new));
        if before.is_disjoint(&after) {
            push(Code::PagePathChanged, old, new);
        }
    }
}

/// The path with and without that of the server: pages cut the two apart differently.
fn whole_paths<'s>(shown: &'s Shown<'_>, path: &'s str) -> BTreeSet<Vec<&'s str>> {
    let own = segments(path);
    let with = shown.servers.iter().map(|(_, url)| {
        segments(path_of(url))
            .into_iter()
            .chain(own.iter().copied())
            .collect()
    });
    let with: Vec<Vec<&str>> = with.collect();
    with.into_iter().chain([own.clone()]).collect()
}

fn servers(pair: &Pair<'_, '_>, found: &mut Vec<Difference<'_>>) {
    let hosts = |shown: &Shown<'_>| {
        shown
            .servers
            .iter()
            .map(|(_, url)| host_of(url))
            .collect::<BTreeSet<_>>()
    };
    let (old, new) = (hosts(pair.old), hosts(pair.new));
    let Some((old_at, was)) = pair.old.servers.first().filter(|_| !new.is_empty()) else {
        return;
    };
    if let Some((at, is)) = pair
        .new
        .servers
        .iter()
        .find(|(_, url)| !old.contains(&host_of(url)))
    {
        // The server that is gone says more than the first one.
        let gone = pair
            .old
            .servers
            .iter()
            .find(|(_, url)| !new.contains(&host_of(url)))
            .map_or(*was, |(_, url)| url);
        found.push(differ(
            Code::PageServerChanged,
            About::Servers,
            (Some(*old_at), Some(brief(gone))),
            (Some(*at), Some(brief(is))),
        ));
    }
}

fn credentials(pair: &Pair<'_, '_>, found: &mut Vec<Difference<'_>>) {
    type Part = fn(&Credential<'_>) -> Option<String>;
    let kind: Part = |it| it.kind.map(str::to_ascii_lowercase);
    let place: Part = |it| it.location.map(|it| format!("in {}", place_word(it)));
    let name: Part = |it| it.name.map(str::to_owned);
    for part in [name, place, kind] {
        let all = |shown: &Shown<'_>| {
            shown
                .credentials
                .iter()
                .filter_map(|(at, it)| Some((*at, part(it)?)))
                .collect::<Vec<_>>()
        };
        let (old, new) = (all(pair.old), all(pair.new));
        let gone = old
            .iter()
            .find(|(_, it)| !new.iter().any(|(_, other)| other.eq_ignore_ascii_case(it)));
        let came = new
            .iter()
            .find(|(_, it)| !old.iter().any(|(_, other)| other.eq_ignore_ascii_case(it)));
        // One that is there besides what was there may only have been hidden before.
        // The same renderer would not have hidden it.
        let before = gone.or_else(|| old.first().filter(|_| pair.same_rendering()));
        if let (Some((old_at, gone)), Some((at, came))) = (before, came) {
            let old = (Some(*old_at), Some(brief(gone)));
            found.push(differ(
                Code::PageAuthenticationChanged,
                About::Credentials,
                old,
                (Some(*at), Some(brief(came))),
            ));
            return;
        }
    }
}

fn statuses(pair: &Pair<'_, '_>, found: &mut Vec<Difference<'_>>) {
    let all = |shown: &Shown<'_>| {
        let meant = |(at, status, text): &(usize, Option<u16>, Option<&str>)| {
            Some((status.or_else(|| text.and_then(status_of_words))?, *at))
        };
        shown.statuses.iter().filter_map(meant).collect::<Vec<_>>()
    };
    let (old, new) = (all(pair.old), all(pair.new));
    // A capture that shows the successes only says less.
    let fails = |all: &[(u16, usize)]| all.iter().any(|(status, _)| *status >= 400);
    let partial = fails(&old) != fails(&new);
    if old.is_empty() || new.is_empty() || (partial && !pair.same_rendering()) {
        return;
    }
    // Words for statuses are no numbers: what they leave open may be any.
    let in_words = |shown: &Shown<'_>| shown.statuses.iter().all(|(_, status, _)| status.is_none());
    if in_words(pair.old) != in_words(pair.new) {
        return;
    }
    let distinct = |of: &[(u16, usize)], other: &[(u16, usize)]| {
        let mut seen = BTreeSet::new();
        let fresh = |(status, _): &&(u16, usize)| {
            !other.iter().any(|(known, _)| known == status) && seen.insert(*status)
        };
        of.iter().filter(fresh).copied().collect::<Vec<_>>()
    };
    let (gone, came) = (distinct(&old, &new), distinct(&new, &old));
    if let ([(old, old_at)], [(new, at)]) = (gone.as_slice(), came.as_slice()) {
        let (was, is) = (
            (Some(*old_at), Some(old.to_string())),
            (Some(*at), Some(new.to_string())),
        );
        found.push(differ(
            Code::PageStatusChanged,
            About::Status(*old),
            was,
            is,
        ));
        return;
    }
    let certainty = if partial {
        Certainty::Unattributed
    } else {
        Certainty::Certain
    };
    for (status, at) in gone {
        let was = (Some(at), Some(status.to_string()));
        let removed = differ(
            Code::PageStatusRemoved,
            About::Status(status),
            was,
            (None, None),
        );
        found.push(Difference {
            certainty,
            ..removed
        });
    }
    for (status, at) in came {
        let is = (Some(at), Some(status.to_string()));
        let added = differ(
            Code::PageStatusAdded,
            About::Status(status),
            (None, None),
            is,
        );
        found.push(Difference { certainty, ..added });
    }
}

fn sizes(pair: &Pair<'_, '_>, found: &mut Vec<Difference<'_>>) {
    found.extend(size(&pair.old.sizes, &pair.new.sizes));
    let (old, new) = (&pair.old.limits, &pair.new.limits);
    let show = |(requests, seconds): &(u64, u64)| Some(format!("{requests} in {seconds} s"));
    let before = old.first().map(|(at, limit)| (Some(*at), show(limit)));
    let fresh = new
        .iter()
        .find(|(_, it)| !old.iter().any(|(_, known)| known == it))
        .map(|(at, limit)| (Some(*at), show(limit)));
    let (was, is) = match (before, fresh) {
        (Some(was), Some(is)) => (was, is),
        // A page of another renderer that says nothing of it may merely say less.
        (None, Some(is)) if pair.same_rendering() => ((None, None), is),
        (Some(was), None) if pair.same_rendering() && new.is_empty() => (was, (None, None)),
        _ => return,
    };
    found.push(differ(Code::PageRateLimitChanged, About::Limit, was, is));
}

/// Whether to use the operation any longer. A page of another renderer that does not say so may merely say less.
fn deprecation(pair: &Pair<'_, '_>, found: &mut Vec<Difference<'_>>) {
    let said = |shown: &Shown<'_>| {
        shown
            .deprecations
            .iter()
            .find(|(_, it)| *it)
            .map(|(at, _)| *at)
    };
    let word = || Some("deprecated".to_owned());
    let (was, is) = match (said(pair.old), said(pair.new)) {
        (None, Some(at)) => ((None, None), (Some(at), word())),
        (Some(at), None) if pair.same_rendering() => ((Some(at), word()), (None, None)),
        _ => return,
    };
    found.push(differ(
        Code::PageDeprecationChanged,
        About::Operation,
        was,
        is,
    ));
}

/// The size of a page, where one is said that was not said before.
pub(super) fn size<'p>(old: &[(usize, u64)], new: &[(usize, u64)]) -> Option<Difference<'p>> {
    let (old_at, was) = old.first()?;
    let known = |size: u64| old.iter().any(|(_, known)| *known == size);
    let (at, is) = new.iter().find(|(_, size)| !known(*size))?;
    let (was, is) = (
        (Some(*old_at), Some(was.to_string())),
        (Some(*at), Some(is.to_string())),
    );
    Some(differ(Code::PageSizeChanged, About::Size, was, is))
}
