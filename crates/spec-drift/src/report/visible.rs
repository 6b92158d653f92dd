//! Foreign text that shows all that it holds: what would be invisible, or move other text, stands there as an escape.

use crate::finding::Place;

/// Whether a character changes what a reader sees without showing itself: control characters, zero-width and direction
/// marks, line separators, tags, and what no text may hold.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e0fff}')
}

/// One line of foreign text. A line break is an escape like any other; a tab is a space.
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => out.push(' '),
            c if is_invisible(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

/// Lines of foreign text: line breaks stay, a carriage return before one goes.
pub fn lines(text: &str) -> String {
    let shown: Vec<String> = text
        .split('\n')
        .map(|text| line(text.strip_suffix('\r').unwrap_or(text)))
        .collect();
    shown.join("\n")
}

/// One line of foreign text, of at most so many characters.
pub fn shortened(text: &str, limit: usize) -> String {
    let mut short: String = text.chars().take(limit).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    line(&short)
}

/// An excerpt around its mark: what stands before it, the mark, what stands after it.
pub fn excerpt(place: &Place) -> [String; 3] {
    let (before, rest) = place
        .excerpt
        .split_at_checked(place.mark.start)
        .unwrap_or((&place.excerpt, ""));
    let length = place.mark.end.saturating_sub(place.mark.start);
    let (mark, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
    [lines(before), lines(mark), lines(after)]
}

/// Whether the excerpt begins after the start of its line.
pub fn is_cut(place: &Place) -> bool {
    let before = place.excerpt.get(..place.mark.start).unwrap_or_default();
    !before.contains('\n') && before.chars().count() + 1 < place.column
}

/// For HTML and XML, as text and as the value of a quoted attribute.
pub fn markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push(c),
            c if is_invisible(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

/// JSON, whose strings hold no such character as it is: only as an escape that means it.
pub fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\n' || !is_invisible(c) {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
    }
    out
}
