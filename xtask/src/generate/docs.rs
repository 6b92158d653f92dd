//! Text of a spec as rustdoc that can do nothing but be read.

use proc_macro2::TokenStream;
use quote::quote;

/// Longest documentation of one item, in characters.
const LIMIT: usize = 4_000;

/// One `#[doc]` attribute a line.
pub fn doc(text: &str) -> TokenStream {
    let lines = safe(text);
    let lines = lines.iter().map(|line| format!(" {line}"));
    quote!(#(#[doc = #lines])*)
}

/// The lines of `text` with everything neutral that rustdoc would run, link or render: code fences, indented code,
/// HTML, links, bidi and control characters.
pub fn safe(text: &str) -> Vec<String> {
    let text: String = text
        .chars()
        .take(LIMIT)
        .filter(|letter| !is_invisible(*letter))
        .collect();
    text.trim().lines().map(safe_line).collect()
}

/// Whether a character is invisible or changes the direction of what follows: "Trojan Source".
pub fn is_invisible(letter: char) -> bool {
    (letter.is_control() && letter != '\n')
        || matches!(letter, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{061C}')
}

/// A name of the spec between backticks.
pub fn code(name: &str) -> String {
    let name: String = name
        .chars()
        .filter(|letter| !letter.is_control() && !is_invisible(*letter))
        .map(|letter| if letter == '`' { '\'' } else { letter })
        .collect();
    format!("`{name}`")
}

fn safe_line(line: &str) -> String {
    // One space at most: five behind the marker of a list are indented code, which rustdoc would run.
    let words: Vec<&str> = line.split_whitespace().collect();
    let mut safe = String::new();
    for letter in words.join(" ").chars() {
        match letter {
            '[' | ']' | '<' | '>' | '\\' => {
                safe.push('\\');
                safe.push(letter);
            }
            '~' | '`' => safe.push('\''),
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::{code, safe};

    #[test]
    fn an_indented_line_behind_the_marker_of_a_list_is_no_code() {
        for marker in ["-", "*", "+", "1.", "- -", "1) *"] {
            let lines = safe(&format!(
                "{marker}      std::process::abort();\n\n{marker} \u{a0}    x"
            ));
            assert!(lines.iter().all(|line| !line.contains("  ")), "{lines:?}");
        }
    }

    #[test]
    fn a_name_cannot_leave_its_backticks() {
        let expected = format!("`a{}b`", "\u{27}".repeat(4));
        assert_eq!(code("a`\n\n```\nb"), expected);
    }
}
