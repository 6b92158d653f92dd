//! What changes the looks of a page and nothing that it says.

use std::borrow::Cow;

use super::{Paper, Rendering};
use crate::bench::drift::example::{Placeholders, Sampler};
use crate::bench::drift::model::{Model, Schema};
use crate::bench::drift::random::Random;
use crate::bench::drift::tree::Tree;

/// What a renderer may leave out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hidden {
    /// Types.
    Types,
    /// Lists of values.
    Enums,
    /// Values that are taken when none is given.
    Defaults,
}

/// The looks of a page; the usual ones by default.
#[derive(Clone, Debug, Default)]
pub struct Style {
    /// Members of examples and documents in an order of this seed.
    pub shuffle: Option<u64>,
    /// In front of a level of an example.
    pub indent: Option<&'static str>,
    /// How often the example stands there.
    pub copies: Option<usize>,
    /// The words of another theme.
    pub other_words: bool,
    /// Values of this seed instead of placeholders.
    pub values: Option<u64>,
    /// The moment of placeholders.
    pub moment: Option<&'static str>,
    /// What is left out.
    pub hidden: Option<Hidden>,
    /// Navigation and footers.
    pub chrome: bool,
    /// What is done to the text at last.
    pub touch: Option<fn(Rendering, &str) -> String>,
    /// What the second example shows, where there are two.
    pub second: Option<Box<Model>>,
}

/// What themes call the same thing.
const WORDS: [(&str, &str); 26] = [
    ("Authorizations", "Authorization"),
    ("Path Parameters", "Path params"),
    ("Query Parameters", "Query params"),
    ("Headers", "Header params"),
    ("Body", "Body params"),
    ("Response", "Responses"),
    ("Required range", "Range"),
    ("Available options", "Options"),
    ("default:", "default: "),
    ("required", "Required"),
    ("Path parameters", "Path Parameters"),
    ("Query parameters", "Query Parameters"),
    ("Header parameters", "Header Parameters"),
    ("Responses", "Response"),
    ("Possible values", "Allowed values"),
    ("Default", "Default value"),
    ("Path Parameters:", "Path params:"),
    ("Query Parameters:", "Query params:"),
    ("Header Parameters:", "Headers:"),
    ("Body Parameters:", "Request body:"),
    ("Response-Explain:", "Response fields:"),
    ("Parameter", "Name"),
    ("Enum", "Allowed values"),
    ("yes", "Yes"),
    ("no", "No"),
    ("Description", "Meaning"),
];

impl Style {
    /// A word of the theme.
    pub fn word<'a>(&self, usual: &'a str) -> &'a str {
        match self.other_words {
            true => WORDS
                .iter()
                .find(|(word, _)| *word == usual)
                .map_or(usual, |(_, other)| other),
            false => usual,
        }
    }

    /// Whether this is shown.
    pub fn shows(&self, what: Hidden) -> bool {
        self.hidden != Some(what)
    }

    /// The example of a schema as a tree.
    pub fn example(&self, schema: &Schema, placeholders: Placeholders) -> Tree {
        let sampler = Sampler {
            placeholders,
            values: self.values,
            moment: self.moment,
        };
        self.ordered(sampler.example(schema))
    }

    /// A document or example in the order of the style.
    pub fn ordered(&self, tree: Tree) -> Tree {
        match self.shuffle {
            Some(seed) => tree.shuffled(&mut Random::new(seed)),
            None => tree,
        }
    }

    /// A level of an example.
    pub fn indent(&self, usual: usize) -> Cow<'static, str> {
        match self.indent {
            Some(indent) => Cow::Borrowed(indent),
            None => Cow::Owned(" ".repeat(usual)),
        }
    }

    /// Puts the last touch to a page.
    pub fn finish(&self, rendering: Rendering, mut paper: Paper) -> Paper {
        if let Some(touch) = self.touch {
            paper.text = touch(rendering, &paper.text);
        }
        paper
    }
}
