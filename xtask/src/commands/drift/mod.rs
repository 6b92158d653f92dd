//! `cargo xtask drift`: pages, payloads, specs and code held against each other.

mod fix;
pub mod output;
pub mod page;
pub mod payload;
mod provenance;
pub mod spec;
mod texts;

use spec_drift::{Place, Span};

use crate::document::Document;

/// Drift was found.
pub const DRIFT: u8 = 1;
/// The arguments make no sense together.
pub const USAGE: u8 = 2;
/// An input can't be read.
pub const UNREADABLE: u8 = 3;
/// An exception has expired, or excuses nothing.
pub const EXPIRED: u8 = 5;

/// The place of a pointer of a document whose text this is: from its key to the end of the line.
pub fn place(document: &Document, text: &str, pointer: &str) -> Place {
    let position = document.position(pointer);
    let mut lines = text.split_inclusive('\n');
    let before: usize = lines
        .by_ref()
        .take(position.line.saturating_sub(1))
        .map(str::len)
        .sum();
    let line = lines.next().unwrap_or_default();
    let column = line
        .char_indices()
        .nth(position.column.saturating_sub(1))
        .map_or(line.len(), |(index, _)| index);
    let span = Span {
        start: before + column,
        end: before + line.trim_end().len().max(column),
    };
    Place::of(document.file(), text, span)
}
