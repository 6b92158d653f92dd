//! What a page is once it is read: its text, its claims, and an account of every byte.

use serde::Serialize;

use crate::claim::{Claim, Endpoint, Side, Span};
use crate::finding::Place;

/// A page that was read.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Page {
    /// The input's name, as the caller gave it.
    pub name: String,
    /// What published it, as far as its looks tell.
    pub platform: Platform,
    /// How it was captured.
    pub form: Form,
    /// The page as UTF-8. Captures in UTF-8 are kept byte for byte, mojibake, line ends and invisible characters included;
    /// bytes that are no UTF-8 are read as UTF-16 if they begin like it, else as windows-1252.
    pub text: String,
    /// What it states, in the order of the page.
    pub claims: Vec<Claim>,
    /// Its examples, tables and definitions, in the order of the page.
    pub blocks: Vec<Block>,
    /// What belongs to the publisher's site and not to the API, with the rule that knows it.
    pub boilerplate: Vec<(Span, &'static str)>,
    /// What is written for people and states nothing of the kinds in [`crate::claim::Fact`], with the rule that says why.
    pub prose: Vec<(Span, &'static str)>,
    /// What no rule knows.
    pub unread: Vec<Span>,
}

/// An example, table or definition of a page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Block {
    /// Its bytes.
    pub span: Span,
    /// The endpoint under which it stands.
    pub endpoint: Option<Endpoint>,
    /// What it is.
    pub kind: Kind,
}

/// What a block is, and so what it means that something is not in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// A body in JSON.
    Example {
        /// Whose body it is.
        side: Side,
        /// Its values are a generator's placeholders: a text is `<string>` unless its format says otherwise. Without it, they
        /// are samples, which prove a type, and a format only as far as one value does.
        placeholders: bool,
        /// It was cut off, or broken in places, so that what is missing means nothing.
        partial: bool,
    },
    /// A request as a command or HTTP text.
    Request,
    /// A list or table of parameters.
    Parameters,
    /// A list or table of a body's members.
    Fields {
        /// Whose body it is.
        side: Side,
    },
    /// A fragment of an OpenAPI document.
    Definition,
}

/// What publishes pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Platform {
    /// Mintlify.
    Mintlify,
    /// GitBook.
    GitBook,
    /// ReadMe.
    ReadMe,
    /// Redoc.
    Redoc,
    /// Swagger UI.
    SwaggerUi,
    /// Docusaurus.
    Docusaurus,
    /// Something else, or the page doesn't show it.
    Other,
}

/// How a page was captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// Markup as a browser gets it.
    Html,
    /// The source form that publishers serve with `.md` at the end of the address.
    Markdown,
    /// Text copied out of a browser.
    Text,
}

/// Why a capture is no page of documentation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unreadable {
    /// Nothing in it but white space and invisible characters.
    #[error("the page is empty; capture it again")]
    Empty,
    /// Refused unread.
    #[error("the page has {bytes} bytes, more than {limit}; capture one page, not a whole site")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The largest size.
        limit: usize,
    },
    /// An image, archive, PDF or the like.
    #[error("the page is {what}, not text; capture its markdown, HTML or text")]
    Binary {
        /// What it looks like.
        what: &'static str,
    },
    /// The documentation stands behind it.
    #[error("the page asks for a login (byte {at}); capture it signed in, or its .md form")]
    Login {
        /// The first byte that shows it.
        at: usize,
    },
    /// A 404, a server's error, a bot check.
    #[error("the page is an error page (byte {at}: {what}); check its address")]
    ErrorPage {
        /// The first byte that shows it.
        at: usize,
        /// What it shows.
        what: &'static str,
    },
}

/// How many bytes of a page came to what. White space is not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Accounting {
    /// Bytes of claims, and of the blocks in which they stand.
    pub claims: usize,
    /// Bytes of boilerplate by a named rule.
    pub boilerplate: usize,
    /// Bytes for people by a named rule.
    pub prose: usize,
    /// Bytes that no rule knows.
    pub unread: usize,
}

impl Page {
    /// The place of bytes of this page, for people.
    pub fn place(&self, span: Span) -> Place {
        Place::of(&self.name, &self.text, span)
    }

    /// The bytes themselves; empty if they are none of this page.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// What became of the page's bytes.
    pub fn accounting(&self) -> Accounting {
        let blocks = self.blocks.iter().map(|block| block.span);
        let claims = self.claims.iter().map(|claim| claim.span);
        let mut taken = vec![false; self.text.len()];
        let mut take = |spans: &mut dyn Iterator<Item = Span>| -> usize {
            let mut count = 0;
            for span in spans {
                let bytes = self
                    .text
                    .as_bytes()
                    .get(span.start..span.end)
                    .unwrap_or_default();
                let taken = taken.get_mut(span.start..span.end).unwrap_or_default();
                for (byte, taken) in bytes.iter().zip(taken) {
                    if !*taken && !byte.is_ascii_whitespace() {
                        count += 1;
                    }
                    *taken = true;
                }
            }
            count
        };
        Accounting {
            claims: take(&mut claims.chain(blocks)),
            boilerplate: take(&mut self.boilerplate.iter().map(|(span, _)| *span)),
            prose: take(&mut self.prose.iter().map(|(span, _)| *span)),
            unread: take(&mut self.unread.iter().copied()),
        }
    }
}
