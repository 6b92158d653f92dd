//! Evens out looks that mean nothing: line ends, spaces, quotes, invisible and terminal characters, mojibake.

use encoding_rs::WINDOWS_1252;

use super::flat::Flat;

/// The page's text with one look, each byte knowing its place.
pub(super) fn tidy(page: &str) -> Flat {
    let mut flat = Flat::default();
    let mut rest = page;
    let mut at = 0;
    while let Some(char) = rest.chars().next() {
        // Most of a page is plain ASCII: copy it in runs.
        let plain = rest
            .bytes()
            .take_while(|byte| matches!(byte, b'\t' | b'\n' | 0x20..=0x7e))
            .count();
        let len = if plain > 0 {
            flat.copy(rest.get(..plain).unwrap_or_default(), at);
            plain
        } else {
            let (text, len) = replacement(char, rest);
            match text {
                Some(text) => flat.put(&text, at..at + len),
                None => flat.copy(rest.get(..len).unwrap_or_default(), at),
            }
            len
        };
        at += len;
        rest = rest.get(len..).unwrap_or_default();
    }
    flat
}

/// What stands for the character that `rest` begins with, and how many bytes it replaces; `None` keeps them.
fn replacement(char: char, rest: &str) -> (Option<String>, usize) {
    let len = char.len_utf8();
    let put = |text: &str| (Some(text.to_owned()), len);
    match char {
        '\r' if rest.as_bytes().get(1) == Some(&b'\n') => (Some("\n".to_owned()), 2),
        '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => put("\n"),
        '\u{1b}' => (Some(String::new()), escape(rest)),
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\u{1680}' => {
            put(" ")
        }
        '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => put(""),
        '\u{201c}'..='\u{201f}' | '\u{2033}' | '\u{ff02}' => put("\""),
        '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{ff07}' => put("'"),
        _ => match mojibake(rest) {
            // What was mojibake may itself be a quote or a space.
            Some((repaired, len)) => match replacement(repaired, repaired.encode_utf8(&mut [0; 4]))
            {
                (Some(text), _) => (Some(text), len),
                (None, _) => (Some(repaired.to_string()), len),
            },
            None if char.is_control() => put(""),
            None => (None, len),
        },
    }
}

/// The length of a terminal's escape sequence. One without an end within reason is its first character alone.
fn escape(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let ends = |last: &dyn Fn(u8) -> bool| {
        let inner = bytes.iter().skip(2).take(4096);
        inner.copied().position(last).map(|at| 2 + at)
    };
    match bytes.get(1) {
        Some(b'[') => ends(&|byte| (0x40..=0x7e).contains(&byte)).map_or(1, |at| at + 1),
        // A title or a link goes up to a bell, or to an escape with a backslash.
        Some(b']' | b'P' | b'^' | b'_') => match ends(&|byte| matches!(byte, 0x07 | 0x1b)) {
            Some(at) if bytes.get(at..at + 2) == Some(b"\x1b\\") => at + 2,
            Some(at) if bytes.get(at) == Some(&0x07) => at + 1,
            Some(at) => at,
            None => 1,
        },
        Some(0x20..=0x7e) => 2,
        _ => 1,
    }
}

/// A character whose UTF-8 was read as windows-1252, and how many bytes its parts take.
fn mojibake(rest: &str) -> Option<(char, usize)> {
    let mut bytes = [0_u8; 4];
    let mut count = 0;
    let mut taken = 0;
    let mut wanted = 1;
    for char in rest.chars().take(4) {
        let byte = byte_of(char)?;
        if count == 0 {
            wanted = match byte {
                0xc2..=0xdf => 2,
                0xe0..=0xef => 3,
                0xf0..=0xf4 => 4,
                _ => return None,
            };
        }
        *bytes.get_mut(count)? = byte;
        count += 1;
        taken += char.len_utf8();
        if count == wanted {
            let repaired = std::str::from_utf8(bytes.get(..count)?)
                .ok()?
                .chars()
                .next()?;
            return Some((repaired, taken));
        }
    }
    None
}

/// The byte that windows-1252, or Latin-1 where that has none, shows as this character.
fn byte_of(char: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(u32::from(char)) {
        return Some(byte);
    }
    let mut buffer = [0; 4];
    let (encoded, _, failed) = WINDOWS_1252.encode(char.encode_utf8(&mut buffer));
    if failed {
        None
    } else {
        encoded.first().copied()
    }
}
