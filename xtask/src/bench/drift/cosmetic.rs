//! Edits that change the looks of a page and nothing that it says.

use super::rendering::{Hidden, Rendering, Style};

/// A kind of edit.
pub struct Cosmetic {
    /// Its name in figures.
    pub name: &'static str,
    /// How the page looks after it.
    pub style: Style,
}

/// Every edit but the change to another rendering.
pub fn all(seed: u64) -> Vec<Cosmetic> {
    let usual = Style::default;
    let touched = |touch| Style {
        touch: Some(touch),
        ..Style::default()
    };
    let styles = vec![
        (
            "key-order",
            Style {
                shuffle: Some(seed),
                ..usual()
            },
        ),
        (
            "indent-none",
            Style {
                indent: Some(""),
                ..usual()
            },
        ),
        (
            "indent-tabs",
            Style {
                indent: Some("\t"),
                ..usual()
            },
        ),
        (
            "indent-wide",
            Style {
                indent: Some("      "),
                ..usual()
            },
        ),
        ("trailing-space", touched(trailing_space)),
        ("more-blank-lines", touched(more_blank_lines)),
        ("fewer-blank-lines", touched(fewer_blank_lines)),
        ("wide-spaces", touched(wide_spaces)),
        ("invisible-signs", touched(invisible_signs)),
        ("crlf", touched(crlf)),
        ("byte-order-mark", touched(byte_order_mark)),
        (
            "example-twice",
            Style {
                copies: Some(2),
                ..usual()
            },
        ),
        (
            "example-thrice",
            Style {
                copies: Some(3),
                ..usual()
            },
        ),
        ("page-twice", touched(page_twice)),
        (
            "navigation",
            Style {
                chrome: true,
                ..usual()
            },
        ),
        (
            "theme-wording",
            Style {
                other_words: true,
                ..usual()
            },
        ),
        ("curly-apostrophes", touched(curly_apostrophes)),
        ("curly-quotes", touched(curly_quotes)),
        ("mojibake", touched(mojibake)),
        (
            "sample-values",
            Style {
                values: Some(seed),
                ..usual()
            },
        ),
        (
            "other-year",
            Style {
                moment: Some("2025-01-31T05:31:56Z"),
                ..usual()
            },
        ),
        (
            "types-hidden",
            Style {
                hidden: Some(Hidden::Types),
                ..usual()
            },
        ),
        (
            "enums-hidden",
            Style {
                hidden: Some(Hidden::Enums),
                ..usual()
            },
        ),
        (
            "defaults-hidden",
            Style {
                hidden: Some(Hidden::Defaults),
                ..usual()
            },
        ),
        (
            "everything-at-once",
            Style {
                shuffle: Some(seed),
                indent: Some("    "),
                chrome: true,
                other_words: true,
                moment: Some("2025-01-31T05:31:56Z"),
                touch: Some(|rendering, text| {
                    crlf(
                        rendering,
                        &trailing_space(rendering, &curly_apostrophes(rendering, text)),
                    )
                }),
                ..usual()
            },
        ),
    ];
    let styles = styles.into_iter();
    styles
        .map(|(name, style)| Cosmetic { name, style })
        .collect()
}

fn trailing_space(_: Rendering, text: &str) -> String {
    text.replace('\n', "  \n")
}

/// Blank lines where the format allows them: anywhere in text, between blocks elsewhere.
fn more_blank_lines(rendering: Rendering, text: &str) -> String {
    match rendering {
        _ if rendering.is_html() => text.replace(">\n<", ">\n\n    <"),
        Rendering::MintlifyMarkdown | Rendering::GitbookMarkdown | Rendering::MarkdownTables => {
            text.replace("\n\n", "\n\n\n")
        }
        _ => text.replace('\n', "\n\n"),
    }
}

fn fewer_blank_lines(rendering: Rendering, text: &str) -> String {
    if rendering.is_html() {
        return text.replace(">\n<", "><");
    }
    // Markdown needs its blank lines, and so do titles that are underlined.
    if rendering.has_document()
        || matches!(rendering, Rendering::MarkdownTables | Rendering::PlainText)
    {
        return text.to_owned();
    }
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| format!("{line}\n")).collect()
}

/// Spaces that do not break, in prose.
fn wide_spaces(rendering: Rendering, text: &str) -> String {
    if rendering.has_document() {
        return text.to_owned();
    }
    let lines = text.lines().map(|line| {
        let code = line.contains(['{', '}', '[', ']', '"', '\\', '|', '<'])
            || line.trim() != line
            || line.contains("HTTP/")
            || line.contains(": ");
        match code {
            true => format!("{line}\n"),
            false => format!("{}\n", line.replace(' ', "\u{a0}")),
        }
    });
    lines.collect()
}

/// Signs of no width where pages have anchors.
fn invisible_signs(rendering: Rendering, text: &str) -> String {
    if rendering.has_document() {
        return text.to_owned();
    }
    let lines = text.lines().map(|line| {
        match line.starts_with(char::is_alphabetic) && !line.contains('"') {
            true => format!("\u{200b}{line}\n"),
            false => format!("{line}\n"),
        }
    });
    lines.collect()
}

fn crlf(_: Rendering, text: &str) -> String {
    text.replace('\n', "\r\n")
}

fn byte_order_mark(_: Rendering, text: &str) -> String {
    format!("\u{feff}{text}")
}

fn page_twice(rendering: Rendering, text: &str) -> String {
    match rendering.is_html() || rendering.has_document() {
        true => text.to_owned(),
        false => format!("{text}\n{text}"),
    }
}

fn curly_apostrophes(_: Rendering, text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    let mut before = ' ';
    while let Some(sign) = signs.next() {
        let inside =
            before.is_alphabetic() && signs.peek().is_some_and(|next| next.is_alphabetic());
        out.push(if sign == '\'' && inside { '’' } else { sign });
        before = sign;
    }
    out
}

/// Quotes as word processors make them, around keys and values too.
fn curly_quotes(rendering: Rendering, text: &str) -> String {
    if rendering.is_html() || rendering.has_document() || rendering == Rendering::MarkdownTables {
        return text.to_owned();
    }
    let mut open = false;
    let signs = text.chars().map(|sign| match sign {
        '"' => {
            open = !open;
            if open { '“' } else { '”' }
        }
        other => other,
    });
    signs.collect()
}

/// UTF-8 that was read as Windows-1252 and written as UTF-8 again.
fn mojibake(rendering: Rendering, text: &str) -> String {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    let mut out = String::with_capacity(text.len());
    for byte in curly_apostrophes(rendering, text).bytes() {
        let high = byte
            .checked_sub(0x80)
            .and_then(|index| HIGH.get(usize::from(index)));
        out.push(high.copied().unwrap_or(char::from(byte)));
    }
    out
}
