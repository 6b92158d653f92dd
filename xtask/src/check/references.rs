//! References: inside the document, to something that exists, and not in circles; and the graph of
//! the components that other rules ask.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Findings;
use super::spec::{Kind, MAX_HOPS, Place, Role, Spec};
use crate::diagnostic::{Code, child, did_you_mean, quoted};

/// More ways through the alternatives of one schema than this are refused: validators try them all.
const MAX_WAYS: u64 = 1_000;

/// A component: its section and name.
type Id<'a> = (&'a str, &'a str);

/// Which component leads to which.
pub(super) struct Graph<'a> {
    edges: BTreeMap<Id<'a>, BTreeSet<Id<'a>>>,
    /// Whether each schema ends: no pure circles, no explosion of alternatives.
    pub(super) ends: bool,
}

impl<'a> Graph<'a> {
    /// The components that lead to one of the given, these included.
    pub(super) fn leading_to(&self, goals: impl IntoIterator<Item = Id<'a>>) -> BTreeSet<Id<'a>> {
        let mut back: BTreeMap<Id<'a>, Vec<Id<'a>>> = BTreeMap::new();
        for (from, targets) in &self.edges {
            for to in targets {
                back.entry(*to).or_default().push(*from);
            }
        }
        reach(goals, |id| {
            back.get(&id).into_iter().flatten().copied().collect()
        })
    }
}

/// Reads a reference as a component; `None` for any other form.
pub(super) fn component(reference: &str) -> Option<Id<'_>> {
    let (section, name) = reference.strip_prefix("#/components/")?.split_once('/')?;
    // Component names have no characters that a pointer escapes.
    let plain = !name.is_empty() && !name.contains(['/', '~', '%', '#']);
    plain.then_some((section, name))
}

pub(super) fn check<'a>(spec: &Spec<'a>, found: &mut Findings) -> Graph<'a> {
    let mut graph = Graph {
        edges: BTreeMap::new(),
        ends: true,
    };
    let mut pure: BTreeMap<Id<'a>, BTreeMap<Id<'a>, u64>> = BTreeMap::new();
    let mut roots = BTreeSet::new();
    for place in &spec.places {
        if let Some(section) = place.kind.section()
            && place.holder == section
            && is_component(place)
        {
            graph.edges.entry((section, place.name)).or_default();
            pure.entry((section, place.name)).or_default();
        }
        let Some(value) = place.object.get("$ref") else {
            continue;
        };
        let Some(target) = target(spec, place, value, found) else {
            continue;
        };
        match owner(spec, place) {
            Some((owner, purely)) => {
                graph.edges.entry(owner).or_default().insert(target);
                if purely {
                    let ways = pure.entry(owner).or_default().entry(target).or_default();
                    *ways = ways.saturating_add(1);
                }
            }
            None => {
                roots.insert(target);
            }
        }
    }
    graph.ends = circles(spec, &pure, found);
    unused(spec, &graph, roots, found);
    graph
}

fn is_component(place: &Place<'_>) -> bool {
    let pointer = place.pointer();
    pointer.starts_with("/components/") && pointer.matches('/').count() == 3
}

/// The component that a reference leads to, if all is well with it.
fn target<'a>(
    spec: &Spec<'a>,
    place: &Place<'a>,
    value: &'a Value,
    found: &mut Findings,
) -> Option<Id<'a>> {
    let pointer = place.at("$ref");
    let section = place.kind.section()?;
    let text = value.as_str()?;
    let Some(id) = component(text).filter(|id| id.0 == section) else {
        let reason = format!(
            "{} is not a component of this document that may stand here",
            quoted(text)
        );
        let remedy = format!("write '#/components/{section}/<Name>'");
        found.find(spec.document, Code::RefNotInternal, pointer, reason, remedy);
        return None;
    };
    let names = spec.section(section);
    if names.is_some_and(|names| names.contains_key(id.1)) {
        return Some(id);
    }
    let known = names.into_iter().flatten().map(|(name, _)| name.as_str());
    let remedy = match did_you_mean(id.1, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("add {} to components/{section}", quoted(id.1)),
    };
    found.find(
        spec.document,
        Code::RefUnresolved,
        pointer,
        format!("there is no component {}", quoted(text)),
        remedy,
    );
    None
}

/// The component in which a place stands, and whether there is no data between the two.
fn owner<'a>(spec: &Spec<'a>, place: &Place<'a>) -> Option<(Id<'a>, bool)> {
    let pointer = place.pointer();
    let mut steps = pointer.strip_prefix("/components/")?.split('/');
    let (section, name) = (steps.next()?, steps.next()?);
    let (section, names) = spec
        .document
        .value()
        .get("components")?
        .as_object()?
        .get_key_value(section)?;
    let (name, _) = names
        .as_object()?
        .get_key_value(&name.replace("~1", "/").replace("~0", "~"))?;
    let mut purely = true;
    while let Some(step) = steps.next() {
        purely &= match step {
            "not" => true,
            "allOf" | "oneOf" | "anyOf" => steps.next().is_some(),
            _ => false,
        };
    }
    Some(((section, name), purely))
}

/// Finds circles without data, long chains and explosions. `true` if there are none.
fn circles<'a>(
    spec: &Spec<'a>,
    pure: &BTreeMap<Id<'a>, BTreeMap<Id<'a>, u64>>,
    found: &mut Findings,
) -> bool {
    // Components are done when all that they lead to is done; what never gets done runs into a circle.
    let mut open: BTreeMap<Id<'a>, usize> = pure
        .iter()
        .map(|(id, targets)| (*id, targets.len()))
        .collect();
    let mut back: BTreeMap<Id<'a>, Vec<Id<'a>>> = BTreeMap::new();
    for (from, targets) in pure {
        for to in targets.keys() {
            back.entry(*to).or_default().push(*from);
        }
    }
    let mut ready: Vec<Id<'a>> = open
        .iter()
        .filter(|(_, count)| **count == 0)
        .map(|(id, _)| *id)
        .collect();
    let mut done: BTreeMap<Id<'a>, (usize, u64)> = BTreeMap::new();
    let mut ends = true;
    while let Some(id) = ready.pop() {
        let targets = pure.get(&id).into_iter().flatten();
        let (mut length, mut ways) = (0, 0_u64);
        for (target, count) in targets {
            let (further, inner) = done.get(target).copied().unwrap_or_default();
            length = length.max(further + 1);
            ways = ways.saturating_add(inner.max(1).saturating_mul(*count));
        }
        if length > MAX_HOPS || ways > MAX_WAYS {
            ends = false;
            let (reason, remedy) = if length > MAX_HOPS {
                let reason = format!("more than {MAX_HOPS} references follow each other");
                (reason, "refer to the last of them")
            } else {
                let reason =
                    format!("the schema has more than {MAX_WAYS} ways through its alternatives");
                (reason, "write fewer alternatives, or `{}` for anything")
            };
            let pointer = child(&child("/components", id.0), id.1);
            found.find(spec.document, Code::LimitExceeded, pointer, reason, remedy);
            // What leads here need not be told of again.
            (length, ways) = (0, 0);
        }
        done.insert(id, (length, ways));
        for from in back.get(&id).into_iter().flatten() {
            if let Some(count) = open.get_mut(from) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    ready.push(*from);
                }
            }
        }
    }
    let stuck: BTreeSet<Id<'a>> = open
        .keys()
        .filter(|id| !done.contains_key(*id))
        .copied()
        .collect();
    for id in &stuck {
        let next = |id: Id<'a>| {
            pure.get(&id)
                .into_iter()
                .flat_map(|targets| targets.keys().copied())
                .collect()
        };
        let beyond: Vec<Id<'a>> = next(*id);
        // Only those in the circle, not those that merely lead into it. A large tangle is reported whole.
        let in_circle = stuck.len() > 200 || reach(beyond, next).contains(id);
        if in_circle {
            let pointer = child(&child("/components", id.0), id.1);
            let reason = format!(
                "{} leads back to itself without any data in between",
                quoted(id.1)
            );
            found.find(
                spec.document,
                Code::RefCycle,
                pointer,
                reason,
                "give one of the components a schema of its own",
            );
        }
    }
    ends && stuck.is_empty()
}

fn unused<'a>(
    spec: &Spec<'a>,
    graph: &Graph<'a>,
    mut roots: BTreeSet<Id<'a>>,
    found: &mut Findings,
) {
    let requirements = spec
        .document
        .value()
        .get("security")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let of_operations = spec.operations.iter().flat_map(|operation| {
        operation
            .object
            .get("security")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    });
    for requirement in requirements.chain(of_operations) {
        let names = requirement.as_object().into_iter().flatten();
        roots.extend(names.map(|(name, _)| ("securitySchemes", name.as_str())));
    }
    let used = reach(roots, |id| {
        graph
            .edges
            .get(&id)
            .into_iter()
            .flatten()
            .copied()
            .collect()
    });
    for id in graph.edges.keys().filter(|id| !used.contains(*id)) {
        let pointer = child(&child("/components", id.0), id.1);
        let reason = format!("no operation needs {}", quoted(id.1));
        found.find(
            spec.document,
            Code::ComponentUnused,
            pointer,
            reason,
            "refer to it or take it out",
        );
    }
}

/// Everything that can be reached, the beginning included.
fn reach<'a>(
    from: impl IntoIterator<Item = Id<'a>>,
    next: impl Fn(Id<'a>) -> Vec<Id<'a>>,
) -> BTreeSet<Id<'a>> {
    let mut todo: Vec<Id<'a>> = from.into_iter().collect();
    let mut seen: BTreeSet<Id<'a>> = todo.iter().copied().collect();
    while let Some(id) = todo.pop() {
        todo.extend(next(id).into_iter().filter(|id| seen.insert(*id)));
    }
    seen
}

/// The component schemas that are marked as records.
pub(super) fn records<'a>(spec: &Spec<'a>) -> Vec<Id<'a>> {
    let marked = |place: &&Place<'a>| {
        place.kind == Kind::Schema(Role::Component)
            && place.object.contains_key("x-contacts-record")
    };
    spec.places
        .iter()
        .filter(marked)
        .map(|place| ("schemas", place.name))
        .collect()
}
