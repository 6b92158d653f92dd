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

fn safe_line(line: &str) -> String {
    let mut safe = String::new();
    for letter in line.trim().chars() {
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
