//! Text of vendors on a terminal.

/// The text with everything gone that a terminal would obey or hide: control characters, and marks that change
/// the direction of what follows.
pub fn plain(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '\n' | '\t' | '\r' => ' ',
            letter => letter,
        })
        .filter(|letter| !letter.is_control() && !is_invisible(*letter))
        .collect()
}

/// `1 contact`, `2 contacts`.
pub fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    }
}

fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{061C}')
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_terminal_obeys_nothing_of_it() {
        assert_eq!(plain("a\u{1b}[31mb\u{202e}c\nd\u{200b}"), "a[31mbc d");
    }
}
