//! What every reader turns a page into: a flat list of headings, lines, tables, code and cards.

use std::ops::Range;

use super::chips::Marked;
use crate::claim::Location;

/// A piece of a page, in bytes of the flat text.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// A heading as markup marks it.
    Heading { range: Range<usize> },
    /// A line, paragraph or list item.
    Line { range: Range<usize> },
    /// Code, with the language or title that it is given.
    Code { range: Range<usize>, info: String },
    /// A table. The first row holds the columns' names if `headed`.
    Table {
        range: Range<usize>,
        rows: Vec<Vec<Range<usize>>>,
        headed: bool,
    },
    /// A parameter or member that markup marks as one, open until its `Close`.
    Open(Card),
    /// The end of the innermost card.
    Close,
    /// What markup says of what follows: `GET /contacts`, a tab's status.
    Endpoint {
        range: Range<usize>,
        method: Option<String>,
        url: String,
    },
    /// A group of parts whose place in the page's layout says whose they are.
    Side { request: bool },
    /// Boilerplate by this rule.
    Noise {
        range: Range<usize>,
        rule: &'static str,
    },
}

/// A parameter or member that markup marks as one.
#[derive(Clone, Debug)]
pub(super) struct Card {
    /// The whole mark.
    pub range: Range<usize>,
    /// Its name.
    pub name: String,
    pub name_range: Range<usize>,
    pub place: Place,
    pub marks: Vec<Marked>,
}

/// What a card is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Parameter(Option<Location>),
    Request,
    Response,
    /// Whatever the section says.
    Section,
}

/// The parts of one line, trimmed.
pub(super) fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let Some(line) = text.get(range.clone()) else {
        return range.start..range.start;
    };
    let start = range.start + (line.len() - line.trim_start().len());
    start..(start + line.trim().len())
}
