//! Brings what was stated of the flat text to the page's own bytes, and accounts for every one of them.

use super::flat::Flat;
use super::interpret::Outcome;
use super::model::{Block, Form, Page, Platform};
use crate::claim::{Claim, Span};

/// The page of an outcome.
pub(super) fn page(
    name: &str,
    text: String,
    platform: Platform,
    form: Form,
    flat: &Flat,
    outcome: Outcome,
) -> Page {
    let endpoint = |index: Option<usize>| {
        index
            .and_then(|index| outcome.endpoints.get(index))
            .cloned()
    };
    let mut blocks: Vec<(usize, Block)> = outcome
        .blocks
        .iter()
        .map(|block| Block {
            span: flat.span(&block.range),
            endpoint: endpoint(block.endpoint),
            kind: block.kind,
        })
        .enumerate()
        .collect();
    blocks.sort_by_key(|(_, block)| (block.span.start, std::cmp::Reverse(block.span.end)));
    let mut moved = vec![0; blocks.len()];
    for (now, (before, _)) in blocks.iter().enumerate() {
        if let Some(place) = moved.get_mut(*before) {
            *place = now;
        }
    }
    let mut claims: Vec<Claim> = outcome
        .claims
        .into_iter()
        .map(|stated| Claim {
            span: flat.span(&stated.range),
            endpoint: endpoint(stated.endpoint),
            block: stated.block.and_then(|block| moved.get(block)).copied(),
            fact: stated.fact,
        })
        .collect();
    claims.sort_by_key(|claim| (claim.span.start, claim.span.end));
    let mut page = Page {
        name: name.to_owned(),
        platform,
        form,
        claims,
        blocks: blocks.into_iter().map(|(_, block)| block).collect(),
        boilerplate: outcome
            .boilerplate
            .into_iter()
            .map(|(range, rule)| (flat.span(&range), rule))
            .collect(),
        prose: outcome
            .prose
            .into_iter()
            .map(|(range, rule)| (flat.span(&range), rule))
            .collect(),
        unread: Vec::new(),
        text,
    };
    rest(&mut page, flat);
    page
}

/// What stands for each byte of a page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Byte {
    /// No reader saw it: markup, invisible characters.
    Unseen,
    /// It is in the flat text, and nothing was said of it.
    Seen,
    Known,
}

/// What neither claims nor rules took: markup is boilerplate, lone punctuation joins nothing, and the rest is unread.
fn rest(page: &mut Page, flat: &Flat) {
    let mut bytes = vec![Byte::Unseen; page.text.len()];
    let mut paint = |span: Span, with: Byte| {
        if let Some(bytes) = bytes.get_mut(span.start..span.end) {
            bytes.fill(with);
        }
    };
    for span in flat.covered() {
        paint(span, Byte::Seen);
    }
    let known = page
        .blocks
        .iter()
        .map(|block| block.span)
        .chain(page.claims.iter().map(|claim| claim.span));
    let ruled = page
        .boilerplate
        .iter()
        .chain(&page.prose)
        .map(|(span, _)| *span);
    for span in known.chain(ruled) {
        paint(span, Byte::Known);
    }
    let mut at = 0;
    while let Some(kind) = bytes.get(at).copied() {
        let len = bytes
            .iter()
            .skip(at)
            .take_while(|byte| **byte == kind)
            .count();
        let span = Span {
            start: at,
            end: at + len,
        };
        let text = page.text.get(span.start..span.end).unwrap_or("?");
        at += len;
        if kind == Byte::Known || text.trim().is_empty() {
            continue;
        }
        if kind == Byte::Unseen {
            page.boilerplate.push((span, "markup"));
        } else if !text.contains(char::is_alphanumeric) {
            page.prose.push((span, "punctuation"));
        } else {
            page.unread.push(span);
        }
    }
    page.boilerplate.sort_by_key(|(span, _)| *span);
    page.prose.sort_by_key(|(span, _)| *span);
}
