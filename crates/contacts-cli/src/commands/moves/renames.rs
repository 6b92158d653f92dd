//! What ids and names of the old account are called in the new one: the file of `--map`.
//!
//! It has a table for each field of which a value means something in one account only, or may be called otherwise there:
//! `"old" = "new"`, and `"old" = false` for what is to stay behind.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::Path;

use contacts::Field;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::exit::Failure;
use crate::text::meant;

/// The tables, and the field that each is about.
pub const TABLES: [(&str, Field); 6] = [
    ("inboxes", Field::Inbox),
    ("pipelines", Field::Pipeline),
    ("stages", Field::Stage),
    ("lists", Field::List),
    ("attributes", Field::Attribute),
    ("tags", Field::Tag),
];

/// What ids and names of the old account are called in the new one.
#[derive(Default)]
pub struct Renames {
    /// The file, for messages.
    pub file: String,
    names: BTreeMap<Field, BTreeMap<String, Renamed>>,
}

/// One of them.
struct Renamed {
    /// The new one; nothing if it stays behind.
    to: Option<String>,
    at: Place,
}

/// Line and column, from 1.
type Place = (usize, usize);

/// What becomes of an id or a name.
pub enum Name<'a> {
    /// It is this one there.
    Is(&'a str),
    /// It stays behind.
    Stays,
    /// The file does not say.
    Unknown,
}

/// The table for a field.
pub fn table(field: Field) -> &'static str {
    let found = TABLES.iter().find(|(_, of)| *of == field);
    found.map_or("", |(name, _)| name)
}

impl Renames {
    /// Reads a file for a vendor that takes these fields.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, with its line and column.
    pub fn read(path: &Path, slug: &str, takes: impl Fn(Field) -> bool) -> Result<Self, Failure> {
        let file = path.display().to_string();
        let text = fs::read_to_string(path).map_err(|error| Failure::Source {
            file: file.clone(),
            error,
        })?;
        Self::parse(file, &text, slug, takes)
    }

    fn parse(
        file: String,
        text: &str,
        slug: &str,
        takes: impl Fn(Field) -> bool,
    ) -> Result<Self, Failure> {
        let wrong = |span: Range<usize>, problem: &str| {
            let (line, column) = place(text, span.start);
            Failure::Usage(format!("{file}:{line}:{column}: {problem}"))
        };
        let tables = DeTable::parse(text)
            .map_err(|error| wrong(error.span().unwrap_or_default(), error.message()))?;
        let mut names = BTreeMap::<Field, BTreeMap<String, Renamed>>::new();
        for (title, value) in tables.get_ref() {
            let known = || TABLES.iter().map(|(name, _)| *name);
            let Some((name, field)) = TABLES.iter().find(|(name, _)| title.get_ref() == name)
            else {
                let hint = match meant(title.get_ref(), known()) {
                    Some(meant) => format!("did you mean {meant}?"),
                    None => format!("there are {}", known().collect::<Vec<_>>().join(", ")),
                };
                let problem = format!("there is no table {}: {hint}", title.get_ref());
                return Err(wrong(title.span(), &problem));
            };
            if !takes(*field) {
                let problem =
                    format!("no way is known in which {slug} takes {field}: take the table out");
                return Err(wrong(title.span(), &problem));
            }
            let DeValue::Table(table) = value.get_ref() else {
                let problem =
                    format!("{name} is a table: write [{name}], and \"OLD\" = \"NEW\" below it");
                return Err(wrong(value.span(), &problem));
            };
            for (old, new) in table {
                let to = new_name(new).ok_or_else(|| {
                    let problem = "write what it is called there in quotes, or false for what is to stay behind";
                    wrong(new.span(), problem)
                })?;
                let at = place(text, old.span().start);
                let table = names.entry(*field).or_default();
                table.insert(old.get_ref().to_string(), Renamed { to, at });
            }
        }
        Ok(Self { file, names })
    }

    /// Adds a name, in the place of what the file says.
    pub fn add(&mut self, field: Field, old: String, new: String) {
        let names = self.names.entry(field).or_default();
        let to = Some(new);
        names.insert(old, Renamed { to, at: (0, 0) });
    }

    /// What becomes of an id or a name.
    pub fn of(&self, field: Field, old: &str) -> Name<'_> {
        match self.names.get(&field).and_then(|names| names.get(old)) {
            Some(Renamed { to: Some(new), .. }) => Name::Is(new),
            Some(Renamed { to: None, .. }) => Name::Stays,
            None => Name::Unknown,
        }
    }

    /// What the file names and no contact has, a phrase each.
    pub fn unmet(&self, is_met: impl Fn(Field, &str) -> bool) -> Vec<String> {
        let mut unmet: Vec<(Place, String)> = Vec::new();
        for (field, names) in &self.names {
            let of_the_file = names.iter().filter(|(_, renamed)| renamed.at.0 > 0);
            for (old, Renamed { at, .. }) in of_the_file.filter(|(old, _)| !is_met(*field, old)) {
                let (file, table) = (&self.file, table(*field));
                let text = format!("{file}:{}:{}: no contact has {old} of {table}", at.0, at.1);
                unmet.push((*at, text));
            }
        }
        unmet.sort();
        unmet.into_iter().map(|(_, text)| text).collect()
    }
}

/// A new name, or that there is none; nothing if it is neither.
fn new_name(value: &Spanned<DeValue<'_>>) -> Option<Option<String>> {
    match value.get_ref() {
        DeValue::String(Cow::Borrowed("")) => None,
        DeValue::String(text) if text.is_empty() => None,
        DeValue::String(text) => Some(Some(text.to_string())),
        DeValue::Integer(number) => Some(Some(number.to_string())),
        DeValue::Boolean(false) => Some(None),
        _ => None,
    }
}

/// The line and column of a byte.
fn place(text: &str, at: usize) -> Place {
    let before = text.get(..at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before
        .chars()
        .rev()
        .take_while(|letter| *letter != '\n')
        .count()
        + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use contacts::{Capabilities, Support};

    use super::*;

    fn parse(text: &str) -> Result<Renames, Failure> {
        let takes = |field| field != Field::List;
        Renames::parse("map.toml".to_owned(), text, "acme", takes)
    }

    #[test]
    fn a_file_says_what_is_called_otherwise_and_what_stays() {
        let renames =
            parse("[inboxes]\n3 = \"7\"\n4 = 8\n[tags]\nvip = \"VIP\"\nold = false\n").unwrap();
        let of = |field, old: &str| match renames.of(field, old) {
            Name::Is(new) => new.to_owned(),
            Name::Stays => "-".to_owned(),
            Name::Unknown => "?".to_owned(),
        };
        assert_eq!(of(Field::Inbox, "3"), "7");
        assert_eq!(of(Field::Inbox, "4"), "8");
        assert_eq!(of(Field::Tag, "vip"), "VIP");
        assert_eq!(of(Field::Tag, "old"), "-");
        assert_eq!(of(Field::Tag, "3"), "?");
        assert_eq!(
            renames.unmet(|_, old| old != "4" && old != "old"),
            [
                "map.toml:3:1: no contact has 4 of inboxes",
                "map.toml:6:1: no contact has old of tags"
            ]
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (text, said) in [
            ("[tags\n", "map.toml:1:"),
            (
                "\n[tag]\n",
                "map.toml:2:2: there is no table tag: did you mean tags?",
            ),
            (
                "[users]\n",
                "there are inboxes, pipelines, stages, lists, attributes, tags",
            ),
            (
                "[lists]\n",
                "map.toml:1:2: no way is known in which acme takes lists",
            ),
            ("tags = 1\n", "map.toml:1:8: tags is a table"),
            (
                "[tags]\nvip = true\n",
                "map.toml:2:7: write what it is called there",
            ),
            (
                "[tags]\nvip = \"\"\n",
                "map.toml:2:7: write what it is called there",
            ),
        ] {
            let error = parse(text).err().unwrap().to_string();
            assert!(error.contains(said), "{text}: {error}");
        }
    }

    #[test]
    fn each_table_is_taken_by_some_vendor() {
        let vendors = contacts::vendors().map(|vendor| Capabilities::of(vendor.slug).unwrap());
        let vendors: Vec<Capabilities> = vendors.collect();
        for (name, field) in TABLES {
            let mut rows = vendors
                .iter()
                .flat_map(|vendor| &vendor.fields)
                .map(|row| row.0);
            let is_taken =
                rows.any(|row| row.field == field && !matches!(row.create, Support::Refused(_)));
            assert!(is_taken && table(field) == name, "{name}");
        }
    }
}
