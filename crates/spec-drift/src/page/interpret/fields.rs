//! Names of members as JSON pointers.

use std::collections::BTreeSet;

use super::super::example::escape;
use super::Outcome;
use crate::claim::{Fact, Says, Side, Type};

/// The pointer of a member as a page names it: `data.items[].id`, `data -> id`, `data/id`.
pub(super) fn pointer(name: &str) -> String {
    let arrows = name
        .replace("->", "\u{1}")
        .replace(['\u{2192}', '\u{203a}', '>'], "\u{1}")
        .replace("\u{bb}", "\u{1}");
    let separators: &[char] = if arrows.contains('\u{1}') {
        &['\u{1}']
    } else {
        &['.', '/']
    };
    let mut pointer = String::new();
    for segment in arrows.split(separators) {
        let segment = segment.trim().trim_matches(['`', '*', '"']);
        let mut bare = segment;
        let mut lists = 0;
        while let Some(inner) = ["[]", "[*]", "[n]", "[i]", "[0]", ".*"]
            .iter()
            .find_map(|end| bare.strip_suffix(end))
        {
            bare = inner;
            lists += 1;
        }
        match bare {
            "" => {}
            "*" | "{key}" | "<key>" | "{*}" => pointer.push_str("/*"),
            _ => {
                pointer.push('/');
                pointer.push_str(&escape(bare));
            }
        }
        for _ in 0..lists {
            pointer.push_str("/-");
        }
    }
    pointer
}

/// The pointer of a member inside another, whether or not its name repeats the other's.
pub(super) fn under(base: Option<&str>, name: &str) -> String {
    let own = pointer(name);
    match base {
        Some(base) => {
            let plain = |pointer: &str| pointer.replace("/-", "");
            if plain(&own).starts_with(&format!("{}/", plain(base))) {
                own
            } else {
                format!("{base}{own}")
            }
        }
        None => own,
    }
}

/// Members of lists are named without saying that they stand in one. Where the page shows that a member is a list, its
/// members' pointers are led through its elements.
pub(super) fn resolve(out: &mut Outcome) {
    root(out);
    let key = |side: Side, endpoint: Option<usize>| (matches!(side, Side::Request), endpoint);
    let mut lists = BTreeSet::new();
    // Twice: a list's own pointer may have to be led through another.
    for _ in 0..3 {
        let before = lists.len();
        for claim in &out.claims {
            if let Fact::Field {
                side,
                pointer,
                says: Says::Type(Type::Array),
            } = &claim.fact
            {
                lists.insert((key(*side, claim.endpoint), pointer.clone()));
            }
            // What has elements is a list.
            if let Fact::Field { side, pointer, .. } = &claim.fact
                && let Some(list) = pointer.strip_suffix("/-")
            {
                lists.insert((key(*side, claim.endpoint), list.to_owned()));
            }
        }
        if lists.len() == before {
            break;
        }
        for claim in &mut out.claims {
            if let Fact::Field { side, pointer, .. } = &mut claim.fact {
                let mut led = String::new();
                for segment in pointer.split('/').skip(1) {
                    if segment != "-"
                        && !led.is_empty()
                        && lists.contains(&(key(*side, claim.endpoint), led.clone()))
                    {
                        led.push_str("/-");
                    }
                    led.push('/');
                    led.push_str(segment);
                }
                *pointer = led;
            }
        }
    }
}

/// Where all that a page shows of a body is a list, members that are named without it are its elements'.
fn root(out: &mut Outcome) {
    let roots: BTreeSet<(Side, Option<usize>, bool)> = out
        .claims
        .iter()
        .filter_map(|claim| match &claim.fact {
            Fact::Field {
                side,
                pointer,
                says: Says::Type(kind),
            } if pointer.is_empty() => Some((*side, claim.endpoint, *kind == Type::Array)),
            _ => None,
        })
        .collect();
    let same = |one: Side, other: Side| match (one, other) {
        (Side::Response(None), Side::Response(_)) | (Side::Response(_), Side::Response(None)) => {
            true
        }
        (one, other) => one == other,
    };
    for claim in &mut out.claims {
        let endpoint = claim.endpoint;
        if let Fact::Field { side, pointer, .. } = &mut claim.fact
            && pointer.starts_with('/')
            && pointer != "/-"
            && !pointer.starts_with("/-/")
        {
            let mut shown = roots
                .iter()
                .filter(|(of, at, _)| *at == endpoint && same(*of, *side))
                .peekable();
            if shown.peek().is_some() && shown.all(|(_, _, list)| *list) {
                pointer.insert_str(0, "/-");
            }
        }
    }
}
