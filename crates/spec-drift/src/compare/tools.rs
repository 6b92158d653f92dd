//! Captures of one page by different tools: what one of them shows, or is read from, in another way is no change.
//!
//! A vendor changes a few things at a time. Where two captures share few of their lines and disagree in many things at once,
//! it is the tools that differ; then only those differences are left that the bare words of both captures bear out.

use std::collections::BTreeSet;

use super::Difference;
use crate::code::Code;
use crate::page::Page;

/// So many differences are still a vendor's edit, whatever the captures look like, but not where they have less in common.
const FEW: usize = 4;
/// Captures of one tool share this part of their lines at least.
const SHARED: f64 = 0.6;
/// Lines of so many bytes in the mean are no lines: the tool put everything on one.
const LONG: usize = 400;
/// A name with so many letters is looked for inside of other words as well, to which a tool may have glued it.
const GLUED: usize = 5;
/// A page with more bytes is looked at word by word only.
const LARGE: usize = 1 << 20;

/// Leaves out what only the tools make different.
pub(super) fn settle<'p, T>(
    old: &Page,
    new: &Page,
    common: usize,
    found: Vec<(Difference<'p>, T)>,
) -> Vec<(Difference<'p>, T)> {
    if found.len() <= FEW.min(common / 2) || alike(&old.text, &new.text) {
        return found;
    }
    let (old, new) = (Words::of(&old.text), Words::of(&new.text));
    found
        .into_iter()
        .filter(|(difference, _)| borne_out(difference, &old, &new))
        .collect()
}

/// Whether two captures look as if one tool made them.
pub(super) fn alike(old: &str, new: &str) -> bool {
    let (old, new) = (pieces(old), pieces(new));
    let common = old.intersection(&new).count();
    2.0 * common as f64 >= SHARED * (old.len() + new.len()) as f64
}

/// The lines of a capture, or three words at a time where it has no lines.
fn pieces(text: &str) -> BTreeSet<String> {
    let lines: BTreeSet<&str> = text
        .lines()
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .collect();
    if text.len() / lines.len().max(1) < LONG {
        return lines.into_iter().map(str::to_owned).collect();
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(3).map(|three| three.join(" ")).collect()
}

/// Whether the words of both captures show the difference, however each of them was read.
fn borne_out(difference: &Difference<'_>, old: &Words, new: &Words) -> bool {
    let came = || difference.found.as_deref().is_none_or(|it| old.lack(it));
    let gone = || difference.expected.as_deref().is_none_or(|it| new.lack(it));
    match difference.code {
        // A level, a type or a mark has no words of its own.
        Code::PageFieldMoveSeen
        | Code::PageParameterMoveSeen
        | Code::PageTypeChanged
        | Code::PageFormatChanged
        | Code::PageNullabilityChanged
        | Code::PageRequiredChanged
        | Code::PageDeprecationChanged => false,
        // What is said in one place only is no matter of the tool; `GET` and small numbers stand anywhere.
        Code::PageMethodChanged | Code::PageSizeChanged | Code::PageRateLimitChanged => true,
        _ => came() && gone(),
    }
}

/// The words of a capture: each on its own, and all letters and digits in a row.
struct Words {
    each: BTreeSet<String>,
    row: String,
}

impl Words {
    fn of(text: &str) -> Self {
        let row = match text.len() <= LARGE {
            true => letters(text),
            false => String::new(),
        };
        let each = split(text).map(str::to_lowercase).collect();
        Self { each, row }
    }

    /// Whether some part of a name or value is nowhere in the capture.
    fn lack(&self, text: &str) -> bool {
        let known = |word: &str| {
            let bare = letters(word);
            self.each.contains(&word.to_lowercase())
                || bare.len() >= GLUED && self.row.contains(&bare)
        };
        !known(text) && split(text).any(|word| !known(word))
    }
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    let apart = |char: char| !char.is_alphanumeric() && char != '_';
    // Markup may escape the underscore of a name.
    text.split(apart)
        .map(|word| word.trim_matches('_'))
        .filter(|word| !word.is_empty())
}

fn letters(text: &str) -> String {
    let letters = text.chars().filter(|char| char.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
