//! Text that no spreadsheet takes for a formula, or for another number than it is, and back.
//!
//! A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@`, or with one of their full-width forms; some leave spaces,
//! tabs and line ends before it out of account; and where `;` or a tab separates cells, a cell can begin inside of one of
//! ours. So an apostrophe goes before each such character at the beginning of a cell, or after `;`, tab, CR or LF in it, where
//! only spaces, quotes and the like stand between. An apostrophe in such a place gets one too, and so do digits that would
//! not stay as they are: a spreadsheet drops zeros before a number and all but its first fifteen digits, which makes
//! another id of an id. To read a cell as it was, take
//! away one apostrophe in each such place:
//!
//! ```
//! use contacts_export::formula::{escape, unescape};
//!
//! assert_eq!(escape("+12025550143"), "'+12025550143");
//! assert_eq!(escape("Ada; =HYPERLINK(\"https://example.com\")"), "Ada; '=HYPERLINK(\"https://example.com\")");
//! assert_eq!(escape("ada@example.com"), "ada@example.com");
//! assert_eq!(escape("007"), "'007");
//! assert_eq!(escape("72057594038020245"), "'72057594038020245");
//! assert_eq!(escape("12025550143"), "12025550143");
//! assert_eq!(unescape("'+12025550143"), "+12025550143");
//! ```
//!
//! A telephone number begins with a plus sign too. It does no harm, but a spreadsheet makes a number or a sum of it (`+1-202` is
//! −201) and shows twelve digits as 1.2E+10, so it gets its apostrophe like the rest, as OWASP's page on CSV injection has it,
//! and stays a text. RFC 4180 knows nothing of formulas: programs that read no apostrophes take
//! [`Format::CsvPlain`](crate::Format::CsvPlain).
//!
//! Cells with JSON are left as they are, but for `;`, which is written `\u003b`.

use std::borrow::Cow;

const APOSTROPHE: char = '\'';

/// The text as it goes into a cell.
pub fn escape(text: &str) -> Cow<'_, str> {
    let mut open = true;
    let needs = |letter: char| {
        let needs = open && (starts_formula(letter) || letter == APOSTROPHE);
        open = stays_open(open, letter);
        needs
    };
    // Line ends are dropped at the beginning of a cell.
    let changes = text.starts_with(['\t', '\r', '\n']) || is_other_number(text);
    if !text.chars().any(needs) && !changes {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 2);
    if changes {
        escaped.push(APOSTROPHE);
    }
    let mut open = true;
    for letter in text.chars() {
        if open && (starts_formula(letter) || letter == APOSTROPHE) {
            escaped.push(APOSTROPHE);
        }
        escaped.push(letter);
        open = stays_open(open, letter);
    }
    Cow::Owned(escaped)
}

/// The text that went into a cell.
pub fn unescape(cell: &str) -> Cow<'_, str> {
    if !cell.contains(APOSTROPHE) {
        return Cow::Borrowed(cell);
    }
    let mut text = String::with_capacity(cell.len());
    let mut letters = cell.chars();
    let mut open = true;
    while let Some(letter) = letters.next() {
        let letter = match letter {
            APOSTROPHE if open => match letters.next() {
                Some(letter) => letter,
                None => break,
            },
            letter => letter,
        };
        text.push(letter);
        open = stays_open(open, letter);
    }
    Cow::Owned(text)
}

/// JSON as it goes into a cell: the same JSON.
pub fn json(json: &str) -> Cow<'_, str> {
    // Outside of strings JSON has no semicolon.
    match json.contains(';') {
        true => Cow::Owned(json.replace(';', "\\u003b")),
        false => Cow::Borrowed(json),
    }
}

fn starts_formula(letter: char) -> bool {
    matches!(letter, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')
}

/// Whether a spreadsheet would read a number that it shows, and keeps, in another way.
fn is_other_number(text: &str) -> bool {
    /// Of how many digits a spreadsheet is sure.
    const DIGITS: usize = 15;
    text.starts_with(|letter: char| letter == '.' || letter.is_ascii_digit())
        && text
            .parse()
            .is_ok_and(|number: f64| text.len() > DIGITS || number.to_string() != text)
}

/// Whether a cell, or what some spreadsheet takes for one, may begin after this letter.
fn stays_open(open: bool, letter: char) -> bool {
    let is_nothing = letter == '"' || letter.is_whitespace() || letter.is_control();
    let is_invisible =
        matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    matches!(letter, ';' | '\t' | '\r' | '\n') || (open && (is_nothing || is_invisible))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Whether a spreadsheet that separates cells at any of these, and trims, would see a formula.
    fn would_run(cell: &str) -> bool {
        cell.split([';', '\t', '\r', '\n']).any(|part| {
            let bare = part.trim_start_matches(|letter: char| {
                letter.is_whitespace() || letter == '"' || letter.is_control()
            });
            bare.starts_with(starts_formula)
        })
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "[-=+@＝'\"; \t\r\na\u{200b}é]{0,12}|[0-9.e]{0,20}|.{0,20}") {
            let cell = escape(&text);
            prop_assert!(!would_run(&cell), "{cell:?}");
            let back = unescape(&cell);
            prop_assert_eq!(back.as_ref(), text.as_str());
        }
    }

    #[test]
    fn numbers_that_a_spreadsheet_would_change_are_text() {
        let changed = ["007", "00", "72057594038020245", "12e5", "1.10", ".5", "1."];
        for text in changed {
            assert_eq!(escape(text), format!("'{text}"));
            assert_eq!(unescape(&escape(text)), text);
        }
        for text in [
            "0",
            "7",
            "12025550143",
            "0.5",
            "65470168af7611",
            "2026-08-15",
            "",
        ] {
            assert_eq!(escape(text), text);
        }
    }

    #[test]
    fn attacks_are_text() {
        for attack in [
            "=cmd|' /C calc'!A0",
            "+1+1",
            "@SUM(1)",
            "-2+3",
            "\t=1",
            "\r\n=1",
            "  =1",
            "＝1+1",
            "x;=1+1",
            "x;\"=1+1\"",
            "\u{feff}=1",
        ] {
            let cell = escape(attack);
            assert!(
                !would_run(&cell) && !cell.starts_with(['\t', '\r']),
                "{cell:?}"
            );
            assert_eq!(unescape(&cell), attack);
        }
    }
}
