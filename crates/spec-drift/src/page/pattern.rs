//! Regular expressions over ASCII words: pages' own words are ASCII, and Unicode's classes take long to compile.

use std::sync::LazyLock;

use regex::Regex;

/// A pattern that is compiled when a text is first met in which it may be found: compiling all of them takes longer than
/// reading a page.
pub(super) struct Pattern {
    regex: LazyLock<Option<Regex>>,
    /// One of these is in every text in which the pattern is found, in either case; none if nothing is known.
    needles: &'static [&'static str],
}

impl Pattern {
    /// From source that [`compile`] makes.
    pub const fn new(make: fn() -> Option<Regex>, needles: &'static [&'static str]) -> Self {
        Self {
            regex: LazyLock::new(make),
            needles,
        }
    }

    /// The expression; a test holds that each compiles, so it is never `None`.
    pub fn regex(&self) -> Option<&Regex> {
        self.regex.as_ref()
    }

    /// The expression, if it may be found in this text.
    pub fn for_text(&self, text: &str) -> Option<&Regex> {
        let may = self.needles.is_empty() || self.needles.iter().any(|needle| holds(text, needle));
        if may { self.regex() } else { None }
    }

    /// Whether it is found in a text.
    pub fn is_match(&self, text: &str) -> bool {
        self.for_text(text)
            .is_some_and(|regex| regex.is_match(text))
    }

    /// The first place.
    pub fn find<'t>(&self, text: &'t str) -> Option<regex::Match<'t>> {
        self.for_text(text)?.find(text)
    }

    /// The first place with its groups.
    pub fn captures<'t>(&self, text: &'t str) -> Option<regex::Captures<'t>> {
        self.for_text(text)?.captures(text)
    }
}

/// Whether a text has these ASCII letters in it, in either case.
fn holds(text: &str, needle: &str) -> bool {
    text.as_bytes()
        .windows(needle.len().max(1))
        .any(|window| window.eq_ignore_ascii_case(needle.as_bytes()))
}

/// Declares patterns, with the words of which one is in every text that has them, and a test that they compile.
macro_rules! patterns {
    ($($(#[$doc:meta])* $name:ident = $source:expr $(, if [$($needle:expr),+ $(,)?])?;)*) => {
        $($(#[$doc])* static $name: crate::page::pattern::Pattern =
            crate::page::pattern::Pattern::new(
                || crate::page::pattern::compile($source),
                &[$($($needle),+)?],
            );)*

        #[cfg(test)]
        #[test]
        fn patterns_compile() {
            $(assert!($name.regex().is_some(), "{}", stringify!($name));)*
        }
    };
}
pub(super) use patterns;

/// Compiles an expression in which `\w`, `\d`, `\s` and `\b` mean ASCII.
pub(super) fn compile(source: &str) -> Option<Regex> {
    Regex::new(&ascii(source)).ok()
}

/// The expression with its classes written out.
pub(super) fn ascii(source: &str) -> String {
    let mut out = String::with_capacity(source.len() * 2);
    let mut class = false;
    let mut chars = source.chars();
    while let Some(char) = chars.next() {
        match char {
            '[' if !class => class = true,
            ']' if class => class = false,
            '\\' => {
                let escaped = chars.next().unwrap_or('\\');
                match (escaped, class) {
                    ('w', true) => out.push_str("0-9A-Za-z_"),
                    ('w', false) => out.push_str("[0-9A-Za-z_]"),
                    ('d', true) => out.push_str("0-9"),
                    ('d', false) => out.push_str("[0-9]"),
                    ('s', true) => out.push_str("\\t\\n\\r "),
                    ('s', false) => out.push_str("[\\t\\n\\r ]"),
                    ('S', false) => out.push_str("[^\\t\\n\\r ]"),
                    ('b', _) => out.push_str("(?-u:\\b)"),
                    (other, _) => {
                        out.push('\\');
                        out.push(other);
                    }
                }
                continue;
            }
            _ => {}
        }
        out.push(char);
    }
    out
}
