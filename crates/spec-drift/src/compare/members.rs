//! Which members of a body the blocks of a capture show, and which of them another capture lacks.

use std::collections::{BTreeMap, BTreeSet};

use crate::claim::Claim;
use crate::page::{Kind, Page};
use crate::subject::{Body, Shown, split};

/// The members of one body in one block, each with a claim of it.
pub(super) type Members<'p> = BTreeMap<&'p str, usize>;

/// What one block shows of a body.
pub(super) struct Shape<'p> {
    pub look: Look,
    /// It was made from the schema, so it shows all there is.
    pub whole: bool,
    pub members: Members<'p>,
}

/// What kind of block shows members.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Example,
    Table,
}

/// The members that each block of a capture shows, for one body.
pub(super) fn shapes<'p>(page: &'p Page, shown: &Shown<'p>, body: Body) -> Vec<Shape<'p>> {
    let mut blocks: BTreeMap<usize, Members<'p>> = BTreeMap::new();
    for ((_, pointer), said) in shown.fields.iter().filter(|((it, _), _)| *it == body) {
        for (at, _) in &said.says {
            let Some(block) = page.claims.get(*at).and_then(|claim: &Claim| claim.block) else {
                continue;
            };
            blocks
                .entry(block)
                .or_default()
                .entry(pointer)
                .or_insert(*at);
        }
    }
    let look = |block: usize| match page.blocks.get(block)?.kind {
        // What is missing from an example that was cut off means nothing.
        Kind::Example { partial: true, .. } => None,
        Kind::Example { placeholders, .. } => Some((Look::Example, placeholders)),
        Kind::Definition => Some((Look::Table, true)),
        _ => Some((Look::Table, false)),
    };
    let shape = |(block, members)| {
        let (look, whole) = look(block)?;
        Some(Shape {
            look,
            whole,
            members,
        })
    };
    blocks.into_iter().filter_map(shape).collect()
}

pub(super) fn of<'s, 'p>(shapes: &'s [Shape<'p>], look: Look) -> Vec<&'s Members<'p>> {
    let shapes = shapes.iter().filter(|it| it.look == look);
    shapes.map(|it| &it.members).collect()
}

pub(super) fn union<'p>(shapes: &[&Members<'p>]) -> Members<'p> {
    let mut all = Members::new();
    for (pointer, at) in shapes.iter().flat_map(|it| it.iter()) {
        all.entry(pointer).or_insert(*at);
    }
    all
}

/// The topmost members of the one that the other lacks although it shows a sibling.
pub(super) fn lacks<'p>(a: &Members<'p>, b: &Members<'p>) -> Vec<(&'p str, usize)> {
    let parents: BTreeSet<&str> = b
        .keys()
        .filter_map(|pointer| Some(split(pointer)?.0))
        .collect();
    let lacked = |pointer: &str| {
        split(pointer)
            .is_some_and(|(parent, name)| name != "-" && name != "*" && parents.contains(parent))
            && !b.contains_key(pointer)
    };
    a.iter()
        .filter(|(pointer, _)| lacked(pointer))
        .map(|(pointer, at)| (*pointer, *at))
        .collect()
}

/// A member that only one capture shows.
pub(super) struct Lacked<'p> {
    pub pointer: &'p str,
    pub at: usize,
    /// The object has enough other members to tell a member that is gone from an example that leaves some out.
    pub certain: bool,
}

/// Members that the one lacks of those objects that one capture shows in examples only and the other in tables only. An example
/// that lacks more than one member is not made to show them all.
pub(super) fn crossed<'p>(a: &[Shape<'p>], b: &[Shape<'p>]) -> Vec<Lacked<'p>> {
    let (objects, others) = (objects(a), objects(b));
    let mut found = Vec::new();
    for (parent, object) in &objects {
        let Some(other) = others.get(parent) else {
            continue;
        };
        let lacks = |a: &Members<'p>, b: &Members<'p>| -> Vec<(&'p str, usize)> {
            let lacked = a.iter().filter(|(pointer, _)| !b.contains_key(*pointer));
            lacked.map(|(pointer, at)| (*pointer, *at)).collect()
        };
        let gone = lacks(&object.members, &other.members);
        let came = lacks(&other.members, &object.members);
        let apart = !object.looks.iter().any(|look| other.looks.contains(look));
        let whole = object.whole && other.whole;
        if !apart || gone.len() > 1 || came.len() > 1 || (object.members.len() < 2 && !whole) {
            continue;
        }
        let certain = whole || object.members.len() > 2 || gone.len() == came.len();
        found.extend(gone.into_iter().map(|(pointer, at)| Lacked {
            pointer,
            at,
            certain,
        }));
    }
    found
}

/// An object of a body as all blocks of a capture show it.
#[derive(Default)]
struct Object<'p> {
    looks: Vec<Look>,
    whole: bool,
    members: Members<'p>,
}

fn objects<'p>(shapes: &[Shape<'p>]) -> BTreeMap<&'p str, Object<'p>> {
    let mut objects: BTreeMap<&'p str, Object<'p>> = BTreeMap::new();
    for shape in shapes {
        for (pointer, at) in &shape.members {
            let Some((parent, name)) = split(pointer) else {
                continue;
            };
            if name == "-" || name == "*" {
                continue;
            }
            let object = objects.entry(parent).or_default();
            object.whole |= shape.whole;
            if !object.looks.contains(&shape.look) {
                object.looks.push(shape.look);
            }
            object.members.entry(pointer).or_insert(*at);
        }
    }
    objects
}
