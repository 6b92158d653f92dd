//! What can be said only once the whole page was read.

use std::collections::BTreeSet;

use super::super::example;
use super::super::model::Kind;
use super::super::node::Node;
use super::{Interpreter, Shown};
use crate::claim::Endpoint;

impl Interpreter<'_> {
    /// An example whose texts don't tell whether they are placeholders is what all other examples of the page are.
    pub(super) fn settle_examples(&mut self) {
        let told: BTreeSet<bool> = self.examples.iter().filter_map(|(_, told)| *told).collect();
        if told != BTreeSet::from([true]) {
            return;
        }
        for (number, _) in self.examples.iter().filter(|(_, told)| told.is_none()) {
            if let Some(Shown {
                kind: Kind::Example { placeholders, .. },
                ..
            }) = self.out.blocks.get_mut(*number)
            {
                *placeholders = true;
            }
        }
    }

    /// Gives a page's only endpoint to all of its claims.
    pub(super) fn settle(&mut self) {
        if self.out.endpoints.is_empty()
            && let Some(title) = self.title.clone()
        {
            let title = Some(self.slice(&title).trim().to_owned());
            self.out.endpoints.push(Endpoint {
                method: None,
                path: None,
                title,
            });
        }
        if let [_] = self.out.endpoints.as_slice() {
            for claim in &mut self.out.claims {
                claim.endpoint = Some(0);
            }
            for block in &mut self.out.blocks {
                block.endpoint = Some(0);
            }
        }
        self.settle_examples();
        // One statement in one place is made once.
        let mut seen = BTreeSet::new();
        self.out.claims.retain(|claim| {
            seen.insert((
                claim.range.start,
                claim.range.end,
                claim.endpoint,
                claim.block,
                format!("{:?}", claim.fact),
            ))
        });
    }
}

/// The facts of an example, for the blocks.
pub(super) fn example_facts(node: &Node) -> (Option<bool>, Vec<example::Shown>) {
    let placeholders = example::placeholders(node);
    let shown = example::shown(node, placeholders.unwrap_or_default());
    (placeholders, shown)
}
