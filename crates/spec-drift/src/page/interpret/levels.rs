//! Lists of members that lost their levels: where a capture names members one after the other whatever they stand in, the
//! page's own example says where each of them belongs.

use std::collections::{BTreeMap, BTreeSet};

use super::super::model::Kind;
use super::{Outcome, Stated};
use crate::claim::{Fact, Side};

/// The endpoint of a body, and whose it is.
type Body = (Option<usize>, Side);

/// Leads the members of flat lists to where an example of the same body has them.
pub(super) fn lead(out: &mut Outcome) {
    let body = |claim: &Stated, side: &Side| (claim.endpoint, *side);
    let mut examples: BTreeMap<Body, BTreeSet<String>> = BTreeMap::new();
    let mut lists: BTreeMap<Body, Vec<usize>> = BTreeMap::new();
    for (at, claim) in out.claims.iter().enumerate() {
        let (Fact::Field { side, pointer, .. }, Some(block)) = (&claim.fact, claim.block) else {
            continue;
        };
        match out.blocks.get(block).map(|block| block.kind) {
            Some(Kind::Example { .. }) => {
                let known = examples.entry(body(claim, side)).or_default();
                known.insert(pointer.clone());
            }
            Some(Kind::Fields { .. }) => lists.entry(body(claim, side)).or_default().push(at),
            _ => {}
        }
    }
    for ((endpoint, side), claims) in lists {
        // The status may stand beside one of the two only.
        let example = examples.get(&(endpoint, side)).or_else(|| match side {
            Side::Response(Some(_)) => examples.get(&(endpoint, Side::Response(None))),
            _ => None,
        });
        let Some(example) = example else {
            continue;
        };
        let names: Vec<String> = claims
            .iter()
            .filter_map(|at| pointer(out, *at).cloned())
            .collect();
        // Levels are lost where all names stand at the top and the example has many of them below it.
        let flat = names
            .iter()
            .all(|it| it.trim_end_matches("/-").rfind('/') == Some(0));
        let below = names.iter().filter(|it| !example.contains(*it)).count();
        if !flat || below * 4 < names.len() {
            continue;
        }
        let mut walk = Walk::new(example);
        for (at, name) in claims.iter().zip(&names) {
            let led = walk.step(name);
            if let Some(claim) = out.claims.get_mut(*at)
                && let Fact::Field { pointer, .. } = &mut claim.fact
            {
                *pointer = led;
            }
        }
    }
}

fn pointer(out: &Outcome, at: usize) -> Option<&String> {
    match &out.claims.get(at)?.fact {
        Fact::Field { pointer, .. } => Some(pointer),
        _ => None,
    }
}

/// A walk through an example, an object before its members.
struct Walk<'e> {
    example: &'e BTreeSet<String>,
    /// The name of the member as the list has it, and where it was led.
    last: (String, String),
    been: BTreeSet<String>,
}

impl<'e> Walk<'e> {
    fn new(example: &'e BTreeSet<String>) -> Self {
        Self {
            example,
            last: (String::new(), String::new()),
            been: BTreeSet::new(),
        }
    }

    /// Where the next member of the list belongs: inside the last one, beside it, or beside an object around it.
    fn step(&mut self, name: &str) -> String {
        let (bare, elements) = match name.strip_suffix("/-") {
            Some(bare) => (bare, "/-"),
            None => (name, ""),
        };
        if self.last.0 != bare {
            let place = self.place(bare);
            self.been.insert(place.clone());
            self.last = (bare.to_owned(), place);
        }
        format!("{}{elements}", self.last.1)
    }

    fn place(&self, name: &str) -> String {
        let mut around = self.last.1.as_str();
        loop {
            for list in ["", "/-"] {
                let place = format!("{around}{list}{name}");
                if self.example.contains(&place) && !self.been.contains(&place) {
                    return place;
                }
            }
            match around.rfind('/') {
                Some(end) => around = around.get(..end).unwrap_or_default(),
                None => break,
            }
        }
        // The example does not have it: it stands beside the last one.
        let beside = self
            .last
            .1
            .rfind('/')
            .and_then(|end| self.last.1.get(..end));
        format!("{}{name}", beside.unwrap_or_default())
    }
}
