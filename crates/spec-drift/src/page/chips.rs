//! The short marks beside a name: its type, place, whether it is required, its default. Often run together when copied.

use std::ops::Range;

use super::constraint;
use super::pattern::patterns;
use super::types::{self, Typed};
use crate::claim::{Location, Says, Type};

/// One mark.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Chip {
    Type(Typed),
    Location(Location),
    Says(Says),
    /// Says nothing that claims know: `read-only`.
    Other,
}

/// A mark and its bytes.
pub(super) type Marked = (Range<usize>, Chip);

patterns! {
    TYPE = &format!(r"^(?i)(?:(?:array|list)\s+of\s+)?{0}(?:\[\])*(?:\[{0}\])?(?:\s?[<(][\w\-$]+[>)])*(?:\s+\([\w ]+\))?(?:\s*(?:\||\bor\b|∣)\s*{0}(?:\[\])*)*", r"(?:enum<\w+>|date-time|datetime|strings?|integers?|numbers?|booleans?|objects?|arrays?|int32|int64|int|float|double|bool|null|any|unknown|file|binary|uuid|email|date|uri|url|list|map|dict|long|decimal|str)");
    BOUND = r"^(?:(?:>=|<=|≥|≤|>|<)\s*-?\d+(?:\s*(?:characters|items))?|\[\s*-?\d+\s*\.\.\s*-?\d+\s*[\])](?:\s*(?:characters|items))?|-?\d+\s+to\s+-?\d+|-?\d+\s*<=?\s*x\s*<=?\s*-?\d+|between \d+ and \d+)";
    LABELLED = r"^(?i)(?:min(?:imum)?|max(?:imum)?|min ?length|max ?length|format|required|nullable)\s*[:=]\s*([\w\-]*?\d+|true|false|yes|no|date-time|date|uuid|email|uri|int32|int64|float|double)";
    DEFAULT = r"^(?i)(?:default\s*(?:value)?\s*[:=]\s*|defaults to\s+|default\s+)", if ["default"];
}

/// Makes a mark: most of what marks hold can't be written as a constant.
type Make = fn() -> Chip;

/// Words that are a mark on their own.
const WORDS: &[(&str, Make)] = &[
    ("not required", || Chip::Says(Says::Required(false))),
    ("required", || Chip::Says(Says::Required(true))),
    ("mandatory", || Chip::Says(Says::Required(true))),
    ("optional", || Chip::Says(Says::Required(false))),
    ("deprecated", || Chip::Says(Says::Deprecated(true))),
    ("nullable", || Chip::Says(Says::Nullable(true))),
    ("read-only", || Chip::Other),
    ("readonly", || Chip::Other),
    ("read only", || Chip::Other),
    ("write-only", || Chip::Other),
    ("writeonly", || Chip::Other),
    ("non-empty", || {
        Chip::Says(Says::Length {
            minimum: Some(1),
            maximum: None,
        })
    }),
    ("enum", || Chip::Other),
    ("unique", || Chip::Other),
    ("in query", || Chip::Location(Location::Query)),
    ("in path", || Chip::Location(Location::Path)),
    ("in header", || Chip::Location(Location::Header)),
    ("in body", || Chip::Location(Location::Body)),
    ("query", || Chip::Location(Location::Query)),
    ("path", || Chip::Location(Location::Path)),
    ("header", || Chip::Location(Location::Header)),
    ("cookie", || Chip::Location(Location::Cookie)),
    ("body", || Chip::Location(Location::Body)),
    ("formdata", || Chip::Location(Location::Body)),
];

/// The longest text that is looked at as marks.
const LONGEST: usize = 300;

/// A text that consists of marks and nothing else; `None` if it doesn't. At most one of them is a type.
pub(super) fn all(text: &str) -> Option<Vec<Marked>> {
    let (marks, end) = leading(text);
    (!marks.is_empty() && end >= text.trim_end().len()).then_some(marks)
}

/// The marks at the start of a text, and where they end.
pub(super) fn leading(text: &str) -> (Vec<Marked>, usize) {
    let mut marks: Vec<Marked> = Vec::new();
    let mut at = 0;
    let mut end = 0;
    while let Some(rest) = text.get(at..).filter(|_| at < LONGEST && marks.len() < 12) {
        let skip = rest.len()
            - rest
                .trim_start_matches([
                    ' ', '\t', '\n', ',', ';', '|', '\u{b7}', '(', ')', '[', ']', '*', '`',
                    '\u{2022}',
                ])
                .len();
        let rest_marks = rest.get(skip..).unwrap_or_default();
        // A bracket may be a bound's own.
        let bounded = rest.trim_start();
        let (chip, start, len) = match next(rest_marks, &marks) {
            Some((chip, len)) => (chip, at + skip, len),
            None => match bound(bounded) {
                Some((chip, len)) => (chip, at + (rest.len() - bounded.len()), len),
                None => {
                    // What only separates belongs to the marks if nothing follows.
                    if rest_marks.is_empty() {
                        end = text.len();
                    }
                    break;
                }
            },
        };
        let typed = marks.iter().any(|(_, mark)| matches!(mark, Chip::Type(_)));
        let chip = match chip {
            // `string · date-time`: what looks like a second type is the first one's format.
            Chip::Type(Typed {
                format: Some(format),
                ..
            }) if typed => Chip::Says(Says::Format(format)),
            Chip::Type(Typed {
                kind: Some(Type::Null),
                ..
            }) if typed => Chip::Says(Says::Nullable(true)),
            Chip::Type(_) if typed => break,
            chip => chip,
        };
        marks.push((start..start + len, chip));
        at = start + len;
        end = at;
    }
    (marks, end)
}

fn next(text: &str, before: &[Marked]) -> Option<(Chip, usize)> {
    let kind = before.iter().find_map(|(_, chip)| match chip {
        Chip::Type(typed) => typed.kind,
        _ => None,
    });
    if let Some(found) = DEFAULT.find(text) {
        let rest = text.get(found.end()..)?;
        let len = default_len(rest);
        if len > 0 {
            let value = constraint::literal(rest.get(..len)?, kind);
            return Some((Chip::Says(Says::Default(value)), found.end() + len));
        }
    }
    if let Some((says, len)) = listed(text, kind) {
        return Some((Chip::Says(says), len));
    }
    if let Some(found) = LABELLED.find(text) {
        let (label, value) = constraint::label(found.as_str())?;
        let value = found.as_str().get(value..)?;
        // `min: 1 · max: 100` bounds a text's length and a number's value.
        let says = constraint::labelled(label, value, kind)?
            .into_iter()
            .next()?;
        let says = match (says, kind) {
            (
                Says::Range {
                    minimum, maximum, ..
                },
                Some(Type::String | Type::Array),
            ) => Says::Length {
                minimum: minimum.and_then(|number| number.as_u64()),
                maximum: maximum.and_then(|number| number.as_u64()),
            },
            (says, _) => says,
        };
        return Some((Chip::Says(says), found.end()));
    }
    let lower: String = text
        .chars()
        .take(16)
        .map(|char| char.to_ascii_lowercase())
        .collect();
    if let Some((word, chip)) = WORDS.iter().find(|(word, _)| lower.starts_with(word)) {
        // `path` is none in `pathological`, but `required` is in `requiredThe contact`.
        let after = text.get(word.len()..).unwrap_or_default();
        let ends = !after.starts_with(|char: char| char.is_ascii_lowercase() || char == '_')
            || leading_word(after);
        // `enum<string>` is a type.
        if ends && !after.starts_with('<') {
            return Some((chip(), word.len()));
        }
    }
    if let Some(found) = TYPE.find(text) {
        // The pattern takes what it can; what it took need not be a type as a whole.
        for end in [
            found.end(),
            found.as_str().find([' ', '(', '|']).unwrap_or(found.end()),
        ] {
            let Some(candidate) = found.as_str().get(..end) else {
                continue;
            };
            let after = text.get(end..).unwrap_or_default();
            let ends = !after.starts_with(|char: char| {
                char.is_ascii_lowercase() || char == '_' || char == '-' || char.is_ascii_digit()
            }) || leading_word(after);
            if let Some(typed) = types::expression(candidate)
                && ends
            {
                return Some((Chip::Type(typed), end));
            }
        }
    }
    None
}

/// Options among marks: `one of: asc | desc`, up to the mark that follows or the bracket around all of them.
fn listed(text: &str, kind: Option<Type>) -> Option<(Says, usize)> {
    // Without a colon, `one of` may begin a sentence.
    let (_, at) = constraint::label(text).filter(|(label, at)| {
        *label == constraint::Label::Enum
            && text
                .get(..*at)
                .is_some_and(|label| label.contains([':', '=']))
    })?;
    let rest = text.get(at..)?;
    let rest = rest
        .find([')', ';', '\u{b7}'])
        .and_then(|end| rest.get(..end))
        .unwrap_or(rest);
    let list = match rest.contains('|') {
        true => rest.split(',').next().unwrap_or(rest),
        false => rest,
    };
    let says = constraint::labelled(constraint::Label::Enum, list, kind)?
        .into_iter()
        .next()?;
    Some((says, at + list.len()))
}

/// Whether a text that is glued to a mark begins with another one.
fn leading_word(text: &str) -> bool {
    [
        "required",
        "optional",
        "default",
        "deprecated",
        "nullable",
        "query",
        "path",
        "header",
        "cookie",
        "body",
        "read-only",
        "enum",
        "possible",
        "min",
        "max",
    ]
    .iter()
    .any(|word| text.starts_with(word))
}

fn bound(text: &str) -> Option<(Chip, usize)> {
    let found = BOUND.find(text)?;
    Some((Chip::Says(constraint::range(found.as_str())?), found.end()))
}

/// How much of a text is a default's value: up to white space, or up to a mark that is glued to it.
fn default_len(text: &str) -> usize {
    if let Some(quote) = text
        .chars()
        .next()
        .filter(|char| matches!(char, '"' | '`' | '\''))
    {
        return text
            .get(1..)
            .and_then(|rest| rest.find(quote))
            .map_or(0, |end| end + 2);
    }
    let end = text
        .find(|char: char| char.is_whitespace() || matches!(char, ',' | ';' | ')' | '\u{b7}'))
        .unwrap_or(text.len());
    let word = text.get(..end).unwrap_or_default();
    ["required", "optional", "deprecated"]
        .iter()
        .filter_map(|mark| word.to_ascii_lowercase().find(mark))
        .filter(|at| *at > 0)
        .min()
        .unwrap_or(end)
}

/// A name and the marks that are glued to it: `pageintegerdefault:1`.
pub(super) fn unglue(text: &str) -> Option<(usize, Vec<Marked>)> {
    if text.len() > LONGEST {
        return None;
    }
    const FULL: &[&str] = &[
        "string", "integer", "number", "boolean", "object", "array", "enum<", "any", "null",
    ];
    let mut starts: Vec<usize> = FULL
        .iter()
        .flat_map(|word| text.match_indices(word).map(|(at, _)| at))
        .filter(|at| *at > 0)
        .collect();
    starts.sort_unstable();
    starts.into_iter().find_map(|at| {
        let name = text.get(..at)?;
        if !is_name(name) || name.ends_with(['_', '-', '.']) {
            return None;
        }
        let marks = all(text.get(at..)?)?;
        let marks = marks
            .into_iter()
            .map(|(range, chip)| (range.start + at..range.end + at, chip))
            .collect();
        Some((at, marks))
    })
}

/// Whether a text can be the name of a parameter or member.
pub(super) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    text.len() <= 100
        && chars.next().is_some_and(|char| {
            char.is_ascii_alphabetic() || matches!(char, '_' | '$' | '@' | '*' | '-')
        })
        && chars.all(|char| char.is_ascii_alphanumeric() || "_-.[]$:@*{}#".contains(char))
        && text.contains(|char: char| char.is_ascii_alphabetic())
        && !text.ends_with([':', '.'])
        && !text.contains("://")
}
