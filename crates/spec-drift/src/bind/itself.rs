//! Where a page says two things of one subject.

use std::collections::{BTreeMap, BTreeSet};

use super::{Binder, Problem};
use crate::aspect::{self, Aspect, Bounds, loose, show};
use crate::claim::{Claim, Fact, Says, Type};
use crate::code::Code;
use crate::finding::{Certainty, Level};
use crate::page::{Kind, Page};
use crate::subject::{Shown, Subject, split};

/// Two samples are of one case if they have so much in common; else each shows what the other leaves out.
const COMMON: f64 = 0.8;

pub(super) fn find(binder: &mut Binder<'_, '_>, shown: &[Shown<'_>]) {
    for operation in shown {
        for parameter in &operation.parameters {
            subject(binder, &parameter.said, parameter.name);
        }
        for ((_, pointer), said) in &operation.fields {
            subject(binder, said, pointer);
        }
        let mut sizes = operation.sizes.iter();
        if let Some((_, first)) = sizes.next()
            && let Some((at, other)) = sizes.find(|(_, size)| size != first)
        {
            report(
                binder,
                *at,
                "page size",
                first.to_string(),
                other.to_string(),
            );
        }
    }
    examples(binder);
}

fn report(binder: &mut Binder<'_, '_>, at: usize, subject: &str, first: String, other: String) {
    let pointer = binder
        .outcomes
        .get(at)
        .and_then(|outcome| outcome.as_ref()?.pointer())
        .unwrap_or("/paths")
        .to_owned();
    binder.report(
        Some(at),
        None,
        Problem {
            code: Code::PageContradictsItself,
            level: Level::Warning,
            certainty: Certainty::Certain,
            pointer,
            subject: format!(
                "{}: this page says {first} and {other}",
                aspect::brief(subject)
            ),
            expected: None,
            found: None,
            changes: Vec::new(),
        },
    );
}

/// One subject, said in two examples, tables or lines.
fn subject(binder: &mut Binder<'_, '_>, said: &Subject<'_>, name: &str) {
    for kind in Aspect::ALL {
        let mut first: Option<(Option<usize>, &Says)> = None;
        for (at, says) in said
            .says
            .iter()
            .filter(|(_, says)| Aspect::of(says) == Some(kind))
        {
            let block = binder.page.claims.get(*at).and_then(|claim| claim.block);
            match first {
                None => first = Some((block, says)),
                Some((known_block, known)) if known_block != block && !agree(known, says) => {
                    report(binder, *at, name, show(known), show(says));
                    break;
                }
                Some(_) => {}
            }
        }
    }
}

/// Whether two sayings of one kind can both be true.
pub(crate) fn agree(a: &Says, b: &Says) -> bool {
    let set = |values: &[serde_json::Value]| {
        values
            .iter()
            .filter(|it| !it.is_null())
            .map(loose)
            .collect::<BTreeSet<_>>()
    };
    match (a, b) {
        (Says::Type(a), Says::Type(b)) => aspect::types_agree(*a, *b),
        (Says::Format(a), Says::Format(b)) => aspect::format(a) == aspect::format(b),
        (Says::Default(a), Says::Default(b)) => loose(a) == loose(b),
        (Says::Range { .. }, Says::Range { .. }) => Bounds::of(a) == Bounds::of(b),
        (Says::Enum(a), Says::Enum(b)) => set(a) == set(b),
        (a, b) => a == b,
    }
}

/// Two examples of one body, of which one has a member that the other lacks beside its siblings.
fn examples(binder: &mut Binder<'_, '_>) {
    let page = binder.page;
    let mut groups: BTreeMap<_, Vec<(bool, Shape<'_>)>> = BTreeMap::new();
    for (at, block) in page.blocks.iter().enumerate() {
        if let Kind::Example {
            side,
            placeholders,
            partial: false,
        } = block.kind
        {
            groups
                .entry((block.endpoint.clone(), side))
                .or_default()
                .push((placeholders, shape(page, at)));
        }
    }
    for examples in groups.values() {
        let Some(((placeholders, first), others)) = examples.split_first() else {
            continue;
        };
        for (others_placeholders, other) in others {
            // One schema makes the placeholders of a page; samples may be of two cases.
            let common = first
                .keys()
                .filter(|pointer| other.contains_key(*pointer))
                .count();
            let alike = common as f64 >= COMMON * first.len().max(other.len()) as f64;
            if placeholders != others_placeholders || !(alike || (*placeholders && common > 0)) {
                continue;
            }
            for (a, b) in [(first, other), (other, first)] {
                for (pointer, at) in lacks(a, b) {
                    report(
                        binder,
                        at,
                        pointer,
                        format!("{pointer} in one example"),
                        "nothing of it in another".to_owned(),
                    );
                }
            }
        }
    }
}

type Shape<'p> = BTreeMap<&'p str, usize>;

/// The members of an example, each with the number of a claim of it.
fn shape(page: &Page, block: usize) -> Shape<'_> {
    let mut shape = BTreeMap::new();
    let of = |(_, claim): &(usize, &Claim)| claim.block == Some(block);
    for (at, claim) in page.claims.iter().enumerate().filter(of) {
        if let Fact::Field { pointer, says, .. } = &claim.fact {
            // An empty or null parent shows none of its members.
            if !matches!(says, Says::Type(Type::Null)) {
                shape.entry(pointer.as_str()).or_insert(at);
            }
        }
    }
    shape
}

/// The topmost members of the one that the other lacks although it shows a sibling.
fn lacks<'p>(a: &Shape<'p>, b: &Shape<'p>) -> Vec<(&'p str, usize)> {
    let parents: BTreeSet<&str> = b
        .keys()
        .filter_map(|pointer| Some(split(pointer)?.0))
        .collect();
    let lacked = a.iter().filter(|(pointer, _)| {
        split(pointer)
            .is_some_and(|(parent, name)| name != "-" && name != "*" && parents.contains(parent))
            && !b.contains_key(*pointer)
    });
    lacked.map(|(pointer, at)| (*pointer, *at)).collect()
}
