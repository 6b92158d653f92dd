//! The whole page.

use maud::{DOCTYPE, Markup, PreEscaped, html as markup};

use super::{Report, accounts, capabilities, fields, moves, people, quality};

const STYLE: &str = include_str!("style.css");

/// The report as one HTML file.
pub fn html(report: &Report) -> String {
    let parts = [
        ("came", "What came", accounts::part(report)),
        ("quality", "What is wrong with it", quality::part(report)),
        ("people", "Who looks like one person", people::part(report)),
        (
            "capabilities",
            "Who can do what",
            capabilities::part(report),
        ),
        (
            "fields",
            "Which vendor has which field",
            fields::part(report),
        ),
        ("moves", "What a move would lose", moves::part(report)),
    ];
    let parts: Vec<(&str, &str, Markup)> = parts
        .into_iter()
        .filter_map(|(id, title, part)| Some((id, title, part?)))
        .collect();
    let page = markup! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="referrer" content="no-referrer";
                title { "Contacts: " (report.subject) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { "Contacts" }
                    p.quiet { (report.subject) }
                    nav aria-label="Parts" {
                        @for (id, title, _) in &parts { a href={ "#" (id) } { (title) } }
                    }
                }
                main {
                    @for (id, title, part) in &parts {
                        section id=(id) aria-labelledby={ (id) "-title" } {
                            h2 id={ (id) "-title" } { (title) }
                            (part)
                        }
                    }
                }
            }
        }
    };
    page.into_string()
}

/// A table that scrolls sideways where it is too wide, with what its marks mean under it.
pub fn wide(label: &str, table: &Markup, marks: &[(&str, &str, &str)]) -> Markup {
    markup! {
        div.wide tabindex="0" role="region" aria-label=(label) { (table) }
        @if !marks.is_empty() {
            ul.marks {
                @for (mark, class, meaning) in marks {
                    li { span.mark.(class) aria-hidden="true" { (mark) } (meaning) }
                }
            }
        }
    }
}

/// A mark in a table: seen as a sign, read as words.
pub fn mark(sign: &str, class: &str, words: &str) -> Markup {
    markup! {
        span.mark.(class) aria-hidden="true" title=(words) { (sign) }
        span.words { (words) }
    }
}

/// A number with its thousands apart.
pub fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
