//! CSV: the flat columns, with three before them for people, and what they can't say behind them.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufReader};
use std::mem;

use contacts_core::model::Contact;
use csv::{QuoteStyle, ReaderBuilder, StringRecord, Terminator, WriterBuilder};
use jiff::Timestamp;
use serde_json::Value;

use super::{Entries, Entry, Form, invalid};
use crate::flat::{self, FLAT};
use crate::formula;
use crate::shape::Kind;
use crate::tree::Tree;
use crate::walk::{Cell, Cells, Levels, split};

/// Writes CSV.
pub struct Csv {
    begun: bool,
    text: Text,
    tree: Tree,
}

/// How text stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// So that no spreadsheet takes it for a formula.
    Safe,
    /// As it is.
    Plain,
}

/// The cells of one row.
struct Row<'a> {
    cells: Vec<String>,
    kinds: &'a [Kind],
    text: Text,
}

impl Text {
    fn cell(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Safe => formula::escape(text),
            Self::Plain => Cow::Borrowed(text),
        }
    }

    fn json(self, json: &str) -> Cow<'_, str> {
        match self {
            Self::Safe => formula::json(json),
            Self::Plain => Cow::Borrowed(json),
        }
    }

    fn read(self, cell: &str) -> Cow<'_, str> {
        match self {
            Self::Safe => formula::unescape(cell),
            Self::Plain => Cow::Borrowed(cell),
        }
    }
}

impl Csv {
    pub fn new(text: Text) -> Self {
        Self {
            begun: false,
            text,
            tree: Tree::default(),
        }
    }

    fn rows(&mut self, contacts: &[Contact], out: &mut Vec<u8>) -> io::Result<()> {
        // A reader must not take a comma or a line end in a cell for the end of the cell.
        let mut writer = WriterBuilder::new()
            .quote_style(QuoteStyle::Necessary)
            .terminator(Terminator::CRLF)
            .from_writer(mem::take(out));
        if !mem::replace(&mut self.begun, true) {
            writer.write_record(FLAT.names())?;
        }
        for contact in contacts {
            let mut row = Row {
                cells: Vec::with_capacity(FLAT.kinds.len()),
                kinds: &FLAT.kinds,
                text: self.text,
            };
            let rest = split(&FLAT.shape, self.tree.read(contact)?, &mut row);
            let views = flat::VIEWS
                .iter()
                .map(|(_, view)| view(contact).unwrap_or_default());
            for view in views {
                writer.write_field(self.text.cell(&view).as_bytes())?;
            }
            for cell in &row.cells {
                writer.write_field(cell)?;
            }
            let rest = match rest.is_empty() {
                true => String::new(),
                false => Value::Object(rest).to_string(),
            };
            writer.write_field(self.text.json(&rest).as_bytes())?;
            writer.write_record(None::<&[u8]>)?;
        }
        *out = writer.into_inner().map_err(|error| error.into_error())?;
        Ok(())
    }
}

impl Form for Csv {
    fn contacts(&mut self, contacts: &[Contact], out: &mut Vec<u8>) -> io::Result<()> {
        self.rows(contacts, out)
    }

    fn end(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        self.rows(&[], out)
    }
}

impl Cells for Row<'_> {
    fn take(&mut self, column: usize, cell: Option<Cell<'_>>, _: Levels) -> bool {
        // An empty cell is nothing, so an empty text is left to the rest.
        let exact = !matches!(&cell, Some(Cell::Text(text)) if text.is_empty());
        let is_json = self.kinds.get(column) == Some(&Kind::Json);
        self.cells.push(match cell {
            None => String::new(),
            Some(Cell::Text(json)) if is_json => self.text.json(&json).into_owned(),
            Some(Cell::Text(text)) => self.text.cell(&text).into_owned(),
            Some(Cell::Bool(value)) => value.to_string(),
            Some(Cell::Integer(value)) => self.text.cell(&value.to_string()).into_owned(),
            Some(Cell::Float(value)) => {
                self.text.cell(&Value::from(value).to_string()).into_owned()
            }
            Some(Cell::Time(time)) => match Timestamp::from_microsecond(time) {
                // A year before our era begins with a minus sign.
                Ok(time) => self.text.cell(&time.to_string()).into_owned(),
                Err(_) => String::new(),
            },
        });
        exact
    }
}

/// Reads CSV that [`Csv`] wrote. Rows may be of other columns or in another order: what is not there is taken as empty.
pub fn read(file: File, text: Text) -> io::Result<Entries> {
    let mut reader = ReaderBuilder::new().from_reader(BufReader::new(file));
    let header = reader.headers()?.clone();
    let place = |name: &str| header.iter().position(|column| column == name);
    let columns: Vec<Option<usize>> = FLAT.columns().map(place).collect();
    let Some(rest) = place(flat::REST) else {
        return Err(invalid(
            "the header has no column rest, so this is another table",
        ));
    };
    Ok(Box::new(reader.into_records().map(move |record| {
        let record: StringRecord = record?;
        let cells = columns.iter().zip(&FLAT.kinds).map(|(place, kind)| {
            let found = record.get((*place)?).filter(|found| !found.is_empty())?;
            cell(*kind, found, text)
        });
        let contact = FLAT.contact(cells, record.get(rest).unwrap_or_default())?;
        Ok(Entry::Contact(Box::new(contact)))
    })))
}

/// Whether text stands in the cells of a table as it is: some cell would have an apostrophe else.
pub fn is_plain(file: &mut File) -> io::Result<bool> {
    let mut reader = ReaderBuilder::new().from_reader(BufReader::new(file));
    let header = reader.headers()?.clone();
    let place = |name: &str| header.iter().position(|column| column == name);
    let columns = FLAT.columns().zip(&FLAT.kinds);
    let columns = columns.filter(|(_, kind)| **kind != Kind::Json);
    let columns: Vec<usize> = columns.filter_map(|(name, _)| place(name)).collect();
    for record in reader.into_records() {
        let record = record?;
        let mut cells = columns.iter().filter_map(|place| record.get(*place));
        if cells.any(|cell| formula::escape(&formula::unescape(cell)) != cell) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The cell that is written so.
fn cell(kind: Kind, found: &str, text: Text) -> Option<Cell<'_>> {
    if kind == Kind::Json {
        return Some(Cell::Text(found.into()));
    }
    let text = text.read(found);
    Some(match kind {
        Kind::Text | Kind::Json => Cell::Text(text),
        Kind::Bool => Cell::Bool(text.parse().ok()?),
        Kind::Integer => Cell::Integer(text.parse().ok()?),
        Kind::Float => Cell::Float(text.parse().ok()?),
        Kind::Time => Cell::Time(text.parse::<Timestamp>().ok()?.as_microsecond()),
    })
}
