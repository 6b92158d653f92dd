//! Bytes of a capture as text, or why they are none.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::model::Unreadable;

/// What files begin with that are no text.
const MAGIC: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b", "compressed with gzip"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"OggS", "a media file"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"wOF2", "a font"),
    (b"wOFF", "a font"),
    (b"bplist", "a property list"),
];

/// The text of a capture.
pub(super) fn decode(bytes: &[u8], limit: usize) -> Result<String, Unreadable> {
    if bytes.len() > limit {
        return Err(Unreadable::TooLarge {
            bytes: bytes.len(),
            limit,
        });
    }
    for (magic, what) in MAGIC {
        if bytes.starts_with(magic) {
            return Err(Unreadable::Binary { what });
        }
    }
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, _)) if encoding == UTF_16LE || encoding == UTF_16BE => {
            encoding.decode(bytes).0.into_owned()
        }
        // Copied through a clipboard, the mark may be gone: every other byte of Latin text is then zero.
        _ if zeros(bytes, 1) => UTF_16LE.decode(bytes).0.into_owned(),
        _ if zeros(bytes, 0) => UTF_16BE.decode(bytes).0.into_owned(),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => lossy(bytes),
        },
    };
    let controls = text.chars().filter(|char| is_odd(*char)).count();
    if controls * 20 > text.chars().count() {
        return Err(Unreadable::Binary {
            what: "full of control characters",
        });
    }
    Ok(text)
}

/// Whether most bytes at even or odd places are zero, and few of the others.
fn zeros(bytes: &[u8], offset: usize) -> bool {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let count = |offset: usize| {
        head.iter()
            .skip(offset)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    head.len() >= 4 && count(offset) * 10 > head.len() * 4 && count(1 - offset) * 10 < head.len()
}

/// One stray byte in UTF-8 is that and no other encoding; many are windows-1252.
fn lossy(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let strays = text.matches('\u{fffd}').count();
    let kept = text
        .chars()
        .filter(|char| !char.is_ascii() && *char != '\u{fffd}')
        .count();
    if kept >= strays {
        text.into_owned()
    } else {
        WINDOWS_1252.decode(bytes).0.into_owned()
    }
}

/// What no text has: control characters but for white space, escape sequences' start, and the mark of a lost byte.
fn is_odd(char: char) -> bool {
    (char.is_control()
        && !matches!(
            char,
            '\n' | '\r' | '\t' | '\u{c}' | '\u{b}' | '\u{1b}' | '\u{7}' | '\u{8}' | '\u{80}'
                ..='\u{9f}'
        ))
        || char == '\u{fffd}'
}
