//! Text of vendors on a terminal.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The text with everything gone that a terminal would obey or hide: control characters, and marks that change
/// the direction of what follows.
pub fn plain(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '\n' | '\t' | '\r' | '\u{2028}' | '\u{2029}' => ' ',
            letter => letter,
        })
        .filter(|letter| !letter.is_control() && !is_invisible(*letter))
        .collect()
}

/// The same JSON with such marks escaped. In JSON they stand within strings only, so it means the same.
pub fn without_commands(json: &str) -> Cow<'_, str> {
    let obeyed = |letter: char| {
        (letter.is_control() && letter != '\n')
            || is_invisible(letter)
            || matches!(letter, '\u{2028}' | '\u{2029}')
    };
    if !json.contains(obeyed) {
        return Cow::Borrowed(json);
    }
    let mut text = String::with_capacity(json.len() + 16);
    for letter in json.chars() {
        if obeyed(letter) {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            text.push(letter);
        }
    }
    Cow::Owned(text)
}

/// Where a text that is too long loses something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// At its end.
    End,
    /// In the middle, where both ends say something: ids and e-mail addresses.
    Middle,
}

/// The text, with `…` for what a column of this width has no room for.
pub fn shortened(text: &str, width: usize, cut: Cut) -> Cow<'_, str> {
    if text.width() <= width {
        return Cow::Borrowed(text);
    }
    let room = width.saturating_sub(1);
    let tail = match cut {
        Cut::End => 0,
        Cut::Middle => room / 2,
    };
    let head = fitting(text.chars(), room - tail);
    let tail: String = fitting(text.chars().rev(), tail).chars().rev().collect();
    // What combines with a letter that is gone goes too.
    let tail = tail.trim_start_matches(|letter: char| letter.width() == Some(0));
    Cow::Owned(format!("{}…{tail}", head.trim_end()))
}

fn fitting(letters: impl Iterator<Item = char>, width: usize) -> String {
    let mut taken = 0;
    letters
        .take_while(|letter| {
            taken += letter.width().unwrap_or_default();
            taken <= width
        })
        .collect()
}

/// The text in lines of at most `width` characters, broken between words; the lines after the first are indented.
pub fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let mut lines = String::new();
    let mut used = 0;
    let mut begins = false;
    // The spaces that the text begins with stay.
    let words = text.trim_start_matches(' ');
    let first = text.len() - words.len();
    for word in words.split(' ') {
        let wide = word.width();
        // Of several spaces none begins a line, or ends it.
        if begins && wide == 0 {
            continue;
        }
        begins = false;
        if used == 0 {
            lines.push_str(&" ".repeat(first));
            used = first;
        } else if used + 1 + wide > width {
            lines.truncate(lines.trim_end_matches(' ').len());
            lines.push('\n');
            begins = wide == 0;
            lines.push_str(&" ".repeat(indent));
            used = indent;
        } else {
            lines.push(' ');
            used += 1;
        }
        lines.push_str(word);
        used += wide;
    }
    lines
}

/// One word as a shell takes it.
pub fn quoted(word: &str) -> String {
    // An argument has no zero byte, which alone can't be quoted.
    shlex::try_quote(word).map_or_else(|_| word.to_owned(), |quoted| quoted.into_owned())
}

/// `1 contact`, `2 contacts`.
pub fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    }
}

/// The name that was probably meant, if there is one.
pub fn meant<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = |name: &str| -> String {
        let letters = name.chars().filter(|letter| letter.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let given = letters(given);
    let likeness = |name: &&str| strsim::normalized_damerau_levenshtein(&given, &letters(name));
    let turned = |name: &str| {
        // 99digital calls itself so; a slug can't begin with a digit.
        let mut sorted: Vec<char> = letters(name).chars().collect();
        sorted.sort_unstable();
        sorted
    };
    let mut known: Vec<&str> = known.into_iter().collect();
    known.sort_by(|one, other| likeness(other).total_cmp(&likeness(one)));
    let best = known.first().copied().filter(|name| likeness(name) >= 0.6);
    best.or_else(|| {
        let same = known
            .into_iter()
            .find(|name| turned(name) == turned(&given));
        same.filter(|_| !given.is_empty())
    })
}

fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}'
            | '\u{FEFF}'
            | '\u{061C}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_obeys_nothing_of_it() {
        assert_eq!(plain("a\u{1b}[31mb\u{202e}c\nd\u{200b}"), "a[31mbc d");
        assert_eq!(plain("\u{9b}2J\u{7f}\u{85}x\u{2028}y"), "2Jx y");
    }

    #[test]
    fn json_for_a_terminal_means_the_same() -> Result<(), serde_json::Error> {
        let json = serde_json::to_string("a\u{9b}2J\u{7f}\u{202e}é\u{e0041}\u{1b}\n")?;
        let safe = without_commands(&json);
        assert_eq!(safe, r#""a\u009b2J\u007f\u202eé\udb40\udc41\u001b\n""#);
        let one: String = serde_json::from_str(&json)?;
        let other: String = serde_json::from_str(&safe)?;
        assert_eq!(one, other);
        assert!(matches!(
            without_commands(r#"{"plain":"é"}"#),
            Cow::Borrowed(_)
        ));
        Ok(())
    }

    #[test]
    fn what_is_too_long_is_cut_to_the_width() {
        assert_eq!(shortened("Fendra", 6, Cut::End), "Fendra");
        assert_eq!(shortened("Fendra Fictover", 8, Cut::End), "Fendra…");
        assert_eq!(
            shortened("47016870-8eaf-000000000001", 9, Cut::Middle),
            "4701…0001"
        );
        assert_eq!(shortened("日本語日本語", 6, Cut::End), "日本…");
        assert_eq!(shortened("日本語日本語", 6, Cut::Middle), "日…語");
        // A vowel sign without its letter would combine with the ….
        assert_eq!(shortened("abcdefe\u{301}", 4, Cut::Middle), "ab…e\u{301}");
        assert_eq!(shortened("ab\u{301}cdefgh", 0, Cut::Middle), "…");
    }

    #[test]
    fn a_shell_takes_a_word_as_it_is() {
        let words = [
            "backup/a-1.jsonl",
            "o'hara & sons",
            "~/a b",
            "~",
            "-x",
            "$HOME",
            "",
        ];
        for word in words {
            assert_eq!(shlex::split(&quoted(word)).unwrap(), [word]);
        }
        assert_eq!(quoted("backup/a-1.jsonl"), "backup/a-1.jsonl");
        assert!(quoted("~/a").starts_with('\''), "{}", quoted("~/a"));
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("  one two three", 9, 4), "  one two\n    three");
        assert_eq!(wrapped("immeasurable", 4, 2), "immeasurable");
        assert_eq!(wrapped("one    two", 6, 2), "one\n  two");
        assert_eq!(wrapped("one  two", 10, 2), "one  two");
    }

    #[test]
    fn a_slip_of_the_pen_is_understood() {
        let known = ["insighto", "chatbotx", "digital99", "tetherai", "dmchamp"];
        for (given, name) in [
            ("insight", Some("insighto")),
            ("99digital", Some("digital99")),
            ("DM Champ", Some("dmchamp")),
            ("chatbot-x", Some("chatbotx")),
            ("theterai", Some("tetherai")),
            ("hubspot", None),
            ("", None),
        ] {
            assert_eq!(meant(given, known), name, "{given}");
        }
    }
}
