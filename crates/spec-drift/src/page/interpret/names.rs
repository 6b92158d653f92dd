//! Names of parameters and members in lines, with the marks beside them.

use std::ops::Range;

use super::super::chips::{self, Chip, Marked};
use super::super::constraint::{self, Label};
use super::super::part::trim;
use super::super::words::{self, Section};
use super::super::{boilerplate, table};
use super::{Beside, Interpreter, Target};
use crate::claim::Says;

/// The most options of a form that are looked through.
const OPTIONS: usize = 30;

impl<'a> Interpreter<'a> {
    /// Whether a parameter or member begins at this line, by the marks on it or below it.
    pub(super) fn is_head(&self, index: usize) -> bool {
        let Some((text, _)) = self.line_at(index) else {
            return false;
        };
        let bare = text.trim().trim_end_matches('*').trim_end();
        if chips::unglue(bare).is_some_and(|(_, marks)| marks.len() > 1)
            || self.known_head(bare).is_some()
        {
            return true;
        }
        let marks_below = || {
            self.line_at(index + 1).is_some_and(|(next, _)| {
                // `Body` begins the next section, `body` may be a mark.
                let titled = next.starts_with(|char: char| char.is_ascii_uppercase())
                    && words::section(next).is_some();
                !titled
                    && chips::all(next).is_some_and(|marks| {
                        marks.iter().any(|(_, chip)| match chip {
                            // `email` alone may be an option, too.
                            Chip::Type(typed) => {
                                typed.format.is_none() || !chips::is_name(next.trim())
                            }
                            Chip::Location(_)
                            | Chip::Says(Says::Required(_) | Says::Deprecated(_)) => true,
                            _ => false,
                        })
                    })
            })
        };
        if chips::is_name(bare) {
            return marks_below();
        }
        self.head(text).is_some_and(|(_, marks, _)| {
            marks.iter().any(|(_, chip)| matches!(chip, Chip::Type(_)))
        })
    }

    /// A name and the marks beside it, and where a description follows: `page integer default:1`, `page (integer): which page`.
    pub(super) fn head(&self, text: &str) -> Option<(Range<usize>, Vec<Marked>, usize)> {
        let text = text.trim_end();
        // `Base URL: https://api.example.com` begins a section of one line.
        if text
            .split_once(':')
            .is_some_and(|(title, _)| title.contains(' ') && words::section(title).is_some())
        {
            return None;
        }
        let first = text.split([' ', '\t', '\n', '\u{a0}']).next()?;
        let colon = first.trim_end_matches([':', '*', ',']);
        if chips::is_name(colon) && first.len() < text.len() {
            let after = text.get(first.len()..)?;
            let starred = first.ends_with('*') || after.trim_start().starts_with('*');
            let skip = after.len() - after.trim_start_matches([' ', '*', '\t']).len();
            let (mut marks, end) = chips::leading(after.get(skip..)?);
            let base = first.len() + skip;
            for (range, _) in &mut marks {
                *range = range.start + base..range.end + base;
            }
            if starred {
                marks.push((0..first.len(), Chip::Says(Says::Required(true))));
            }
            // A word that begins a sentence is no name because a type stands in it.
            let typed = marks
                .iter()
                .any(|(_, chip)| matches!(chip, Chip::Type(_) | Chip::Says(_)));
            let rest = text.get(base + end..).unwrap_or_default().trim_start();
            let separated = rest.is_empty()
                || rest.starts_with([')', ':', '-', '\u{2013}', '\u{2014}', '.', '|'])
                || rest.starts_with(|char: char| char.is_ascii_uppercase());
            if !marks.is_empty() && typed && separated {
                return Some((0..colon.len(), marks, base + end));
            }
            // `page - which page`, `page: which page`.
            let dash = after.trim_start();
            if dash.starts_with("- ")
                || dash.starts_with("\u{2013} ")
                || dash.starts_with("\u{2014} ")
                || (first.ends_with(':') && is_identifier(colon) && !dash.contains(": "))
            {
                return Some((0..colon.len(), marks, base));
            }
            return None;
        }
        if first.len() == text.len() {
            let (at, marks) = chips::unglue(first)?;
            return Some((0..at, marks, text.len()));
        }
        // Glued to marks that have spaces: `querystring · max: 512Required`.
        let (at, marks) = chips::unglue(text)?;
        Some((0..at, marks, text.len()))
    }

    /// A name that stands in the page's examples, with the marks that are glued to it: `refundnumber`.
    fn known_head(&self, text: &str) -> Option<(usize, Vec<Marked>)> {
        if text.len() > 80 || self.quoted.contains(text) {
            return None;
        }
        let ends = text.char_indices().map(|(at, _)| at).rev();
        ends.take_while(|at| *at > 0).find_map(|at| {
            let (name, rest) = text.split_at_checked(at)?;
            if rest.starts_with(char::is_whitespace) || !self.quoted.contains(name) {
                return None;
            }
            let marks = chips::all(rest)?.into_iter();
            let marks = marks.map(|(range, chip)| (range.start + at..range.end + at, chip));
            Some((at, marks.collect()))
        })
    }

    /// Whether a word in capitals is the description of a subject whose name is not.
    fn describes(&self, word: &str) -> bool {
        let name = match self.subject.as_ref() {
            Some(subject) if subject.kind.is_some() && subject.beside < Beside::Description => {
                match &subject.target {
                    Target::Parameter { name, .. } => name.as_deref().unwrap_or_default(),
                    Target::Field { pointer, .. } => pointer.rsplit('/').next().unwrap_or_default(),
                    Target::Credential => return false,
                }
            }
            _ => return false,
        };
        let mut letters = word.chars();
        letters.next().is_some_and(|char| char.is_ascii_uppercase())
            && letters.all(|char| char.is_ascii_lowercase())
            && name.starts_with(|char: char| char.is_ascii_lowercase())
    }

    /// Whether a word is an option of a form, whose options the page lists below.
    fn is_option(&self, index: usize, word: &str) -> bool {
        let words = (index + 1..index + OPTIONS).map_while(|at| Some((at, self.line_at(at)?.0)));
        let mut below =
            words.skip_while(|(_, line)| !line.contains(' ') && constraint::label(line).is_none());
        let Some((at, label)) = below.next() else {
            return false;
        };
        let Some((Label::Enum, value)) = constraint::label(label) else {
            return false;
        };
        let mut listed = label.get(value..).unwrap_or_default().to_owned();
        for line in (at + 1..at + OPTIONS).map_while(|at| Some(self.line_at(at)?.0)) {
            if self.head(line).is_some() && !listed.is_empty() {
                break;
            }
            listed.push_str(line);
            if line.contains(' ') {
                break;
            }
        }
        listed.retain(char::is_alphanumeric);
        let bare: String = word.chars().filter(|char| char.is_alphanumeric()).collect();
        !bare.is_empty() && listed.contains(&bare)
    }

    /// A line in a list of parameters, members or credentials.
    pub(super) fn name_line(
        &mut self,
        index: usize,
        text: &'a str,
        range: &Range<usize>,
    ) -> Option<usize> {
        let bare = text
            .trim()
            .trim_start_matches(['-', '\u{2022}', '*'])
            .trim_start();
        let start = range.end - bare.len().min(range.len());
        let bare = bare.trim_end();
        if is_column_titles(bare) {
            self.out.prose.push((range.clone(), "table"));
            return Some(1);
        }
        // Marks of the name above.
        let below = self.line_at(index + 1);
        let below = below.and_then(|(next, _)| chips::all(next));
        let below = |wanted: fn(&Chip) -> bool| {
            let mut marks = below.iter().flatten();
            marks.any(|(_, chip)| wanted(chip))
        };
        let naming_below = below(|chip| matches!(chip, Chip::Type(_)));
        let required_below = below(|chip| matches!(chip, Chip::Says(Says::Required(_))));
        if let Some(marks) = chips::all(bare)
            && !(chips::is_name(bare)
                && marks.len() == 1
                && !matches!(marks.first(), Some((_, Chip::Says(_))))
                && naming_below
                && self.typed_already())
            && !self.begins_another(&marks, required_below)
            && (self.subject.is_some()
                || self.section == Section::Authentication && self.credential.is_some())
        {
            if self.section == Section::Authentication {
                self.credential(range.clone(), None, &marks);
            } else {
                self.marks(start, &marks);
            }
            return Some(1);
        }
        let marked_below = naming_below || required_below;
        let starred = bare.ends_with('*');
        let name = bare.trim_end_matches('*').trim_end();
        let unglued = chips::unglue(bare)
            .filter(|(_, marks)| marks.len() > 1 || (!naming_below && glued_safely(bare)))
            .or_else(|| self.known_head(bare));
        let alone = chips::is_name(name)
            && unglued.is_none()
            && (naming_below || !is_type(name))
            && !self.describes(name)
            && !self.is_option(index, name)
            && boilerplate::line(name).is_none_or(|_| marked_below || self.goes_on(index, name))
            && words::method(name).is_none();
        let named = if self.section == Section::Authentication {
            is_header_name(name)
        } else {
            is_identifier(name)
        };
        if alone
            && self.section == Section::Authentication
            && !naming_below
            && !named
            && is_identifier(name)
        {
            self.out.prose.push((range.clone(), "scheme-name"));
            return Some(1);
        }
        if alone && (marked_below || named) {
            if self.section == Section::Authentication && !naming_below && self.credential.is_some()
            {
                self.out.prose.push((range.clone(), "scheme-name"));
                return Some(1);
            }
            self.begin_subject(start..start + name.len(), name);
            if starred {
                self.say(range.clone(), Says::Required(true));
            }
            return Some(1);
        }
        let (name_range, marks, end) = match unglued {
            Some((at, marks)) => (0..at, marks, bare.len()),
            None => match self.head(bare) {
                Some(head) => head,
                None => self.marked_head(bare, required_below)?,
            },
        };
        let name = bare.get(name_range.clone())?;
        self.begin_subject(start + name_range.start..start + name_range.end, name);
        if self.section == Section::Authentication {
            let marks: Vec<Marked> = marks;
            self.credential(range.clone(), None, &marks);
        } else {
            self.marks(start, &marks);
        }
        let rest = trim(self.text, start + end..start + bare.len());
        let skip = self.slice(&rest).len()
            - self
                .slice(&rest)
                .trim_start_matches([':', '-', '\u{2013}', '\u{2014}', ')', ' ', '|', '.'])
                .len();
        if rest.start + skip < rest.end {
            self.description(rest.start + skip..rest.end);
        }
        Some(1)
    }

    /// A name that is a mark itself, and the marks beside it.
    pub(super) fn marked_head(
        &self,
        text: &str,
        required_below: bool,
    ) -> Option<(Range<usize>, Vec<Marked>, usize)> {
        let marks = chips::all(text)?;
        let name = marks.first().map(|(range, _)| range.clone())?;
        self.begins_another(&marks, required_below)
            .then(|| (name, marks.into_iter().skip(1).collect(), text.len()))
    }

    /// Whether a word that sites have in their menus, too, is the next name of the list that is being read.
    pub(super) fn goes_on(&self, index: usize, name: &str) -> bool {
        let in_list = matches!(self.section, Section::Parameters(_) | Section::Body)
            && self.list.is_some()
            && self.subject.is_some();
        let next = self.line_at(index + 1);
        in_list
            && name.chars().all(|char| char.is_ascii_lowercase())
            && boilerplate::line(name) == Some("navigation")
            && next.is_some_and(|(next, _)| boilerplate::line(next).is_none())
    }

    /// Whether marks are the name of the next subject with its own: `email` and `path` may be either, but what stands beside
    /// the current name is over, and nothing is said twice to be required.
    pub(super) fn begins_another(&self, marks: &[Marked], required_below: bool) -> bool {
        let required = |(_, chip): &Marked| matches!(chip, Chip::Says(Says::Required(_)));
        let named = match marks.first() {
            Some((_, Chip::Type(typed))) => typed.format.is_some(),
            Some((_, Chip::Location(_))) => true,
            _ => false,
        };
        let beside = self.subject.as_ref().map(|subject| subject.beside);
        let rest = marks.get(1..).unwrap_or_default();
        named
            && match beside {
                None | Some(Beside::Marks) => false,
                Some(Beside::Required) => {
                    rest.iter().any(required) || rest.is_empty() && required_below
                }
                Some(Beside::Description) => true,
            }
    }

    pub(super) fn typed_already(&self) -> bool {
        self.subject
            .as_ref()
            .is_some_and(|subject| subject.kind.is_some())
    }
}

/// A word for a type, which without a name before it is the whole body's.
fn is_type(word: &str) -> bool {
    chips::all(word).is_some_and(|marks| {
        let typed =
            |(_, chip): &Marked| matches!(chip, Chip::Type(typed) if typed.format.is_none());
        marks.iter().all(typed)
    })
}

/// A name that prose does not have: in one case throughout, or with a joint.
fn is_identifier(name: &str) -> bool {
    let name = name.trim_end_matches("[]");
    let jointed = name.contains(['_', '.', '['])
        || name.chars().skip(1).any(|char| char.is_ascii_uppercase());
    let lower =
        name.starts_with(|char: char| char.is_ascii_lowercase() || matches!(char, '_' | '$'));
    name.len() > 1 && (lower || (jointed && !name.contains('/')))
}

fn is_header_name(name: &str) -> bool {
    name.eq_ignore_ascii_case("authorization")
        || name.contains('-')
        || super::blocks::is_credential(name, "")
}

/// `Name Type Description` on a line of their own.
fn is_column_titles(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.len() >= 2
        && words.len() <= 8
        && words.iter().all(|word| table::column(word).is_some())
        && text.starts_with(|char: char| char.is_ascii_uppercase())
}

/// Whether a name and a bare type that run together are that: `phonenumber` may be one word.
fn glued_safely(text: &str) -> bool {
    text.ends_with(']')
        || text.ends_with('>')
        || text.ends_with("boolean")
        || text.ends_with("integer")
        || text.ends_with("string")
}
