//! Tables: of parameters, members, statuses, endpoints, or of keys and values.

use std::ops::Range;

use super::super::chips::{self, Chip};
use super::super::constraint;
use super::super::model::Kind;
use super::super::table::{Column, Named, column};
use super::super::types;
use super::super::words::{self, Section};
use super::{Interpreter, Subject, Target, fields};
use crate::claim::{Fact, Location, Says, Side, Type};

impl Interpreter<'_> {
    pub(super) fn table(&mut self, range: Range<usize>, rows: &[Vec<Range<usize>>], headed: bool) {
        self.end_list();
        let head: Vec<Option<Column>> = match rows.first() {
            Some(first) if headed => first.iter().map(|cell| column(self.slice(cell))).collect(),
            _ => Vec::new(),
        };
        // What a converter takes for titles may be the first row.
        let untitled = head.iter().all(Option::is_none) && self.lists_marked(rows);
        let head = if untitled { Vec::new() } else { head };
        let body = if head.is_empty() {
            rows
        } else {
            rows.get(1..).unwrap_or_default()
        };
        if head
            .iter()
            .any(|column| matches!(column, Some(Column::Name(_))))
            || untitled
            || (head.is_empty() && self.lists_names(body))
        {
            self.names(range, &head, body);
        } else if head.contains(&Some(Column::Status)) {
            self.statuses(&head, body);
        } else if head.contains(&Some(Column::Method))
            && head.contains(&Some(Column::Path))
            && !body.is_empty()
            && body.first().is_some_and(|row| row.len() > 1)
            && !self.is_pair(rows)
        {
            self.endpoints(&head, body);
        } else {
            self.pairs(rows);
        }
        for cell in rows.iter().flatten() {
            if !cell.is_empty() {
                self.out.prose.push((cell.clone(), "table"));
            }
        }
    }

    fn is_pair(&self, rows: &[Vec<Range<usize>>]) -> bool {
        rows.iter().any(|row| {
            row.first()
                .is_some_and(|cell| column(self.slice(cell)) == Some(Column::Method))
                && row.len() == 2
        }) && rows.iter().any(|row| {
            row.first()
                .is_some_and(|cell| column(self.slice(cell)) == Some(Column::Path))
                && row.len() == 2
        })
    }

    /// Whether most rows begin with a name and go on with its type.
    fn lists_marked(&self, rows: &[Vec<Range<usize>>]) -> bool {
        let naming = matches!(
            self.section,
            Section::Parameters(_) | Section::Body | Section::Response
        );
        let marked = |row: &&Vec<Range<usize>>| {
            let cells = self.named_cells(row);
            cells.get(1).is_some_and(|cell| {
                let (marks, _) = chips::leading(self.slice(cell));
                marks.iter().any(|(_, chip)| matches!(chip, Chip::Type(_)))
            }) && cells
                .first()
                .is_some_and(|cell| self.name_in(cell).is_some())
        };
        let all = rows.iter().filter(|row| !self.named_cells(row).is_empty());
        naming && rows.iter().filter(marked).count() * 3 > all.count() * 2
    }

    /// The cells of a row from its name on: what stands before it only says that it stands in a list.
    fn named_cells<'r>(&self, row: &'r [Range<usize>]) -> &'r [Range<usize>] {
        let before = |cell: &&Range<usize>| {
            let text = self.slice(cell).trim();
            text.is_empty() || text == "Array" || text.chars().all(|char| char == '-')
        };
        let skipped = row.iter().take_while(before).count();
        row.get(skipped..).unwrap_or_default()
    }

    /// Whether rows without a head list parameters or members.
    fn lists_names(&self, rows: &[Vec<Range<usize>>]) -> bool {
        matches!(
            self.section,
            Section::Parameters(_) | Section::Body | Section::Response
        ) && rows.iter().all(|row| {
            row.first().is_some_and(|cell| {
                let cell = self.slice(cell);
                chips::is_name(cell.trim_end_matches(['*', ' ']))
                    && column(cell) != Some(Column::Path)
            })
        })
    }

    fn names(&mut self, range: Range<usize>, head: &[Option<Column>], body: &[Vec<Range<usize>>]) {
        let named = head.iter().find_map(|column| match column {
            Some(Column::Name(named)) => Some(*named),
            _ => None,
        });
        let section = self.section;
        let credentials = section == Section::Authentication;
        let member = match (named, section) {
            (Some(Named::Parameter(_)), _) => None,
            (_, Section::Body) => Some(Side::Request),
            (_, Section::Response) => Some(Side::Response(self.status)),
            (Some(Named::Member), Section::Open | Section::Other) => {
                Some(Side::Response(self.status))
            }
            _ => None,
        };
        let location = match (named, section) {
            (Some(Named::Parameter(location)), _) => Some(location),
            (_, Section::Parameters(location)) => location,
            _ => None,
        };
        let kind = match member {
            Some(side) => Kind::Fields { side },
            None => Kind::Parameters,
        };
        if !credentials {
            self.in_list(&range, kind);
        }
        for row in body {
            self.row(head, row, credentials, member, location);
        }
        if let Some((list, _, _)) = &mut self.list {
            *list = range;
        }
        self.end_list();
    }

    fn row(
        &mut self,
        head: &[Option<Column>],
        row: &[Range<usize>],
        credentials: bool,
        member: Option<Side>,
        location: Option<Location>,
    ) {
        let cell = |wanted: &dyn Fn(Column) -> bool| {
            let at = head.iter().position(|column| column.is_some_and(wanted))?;
            row.get(at).cloned()
        };
        let row = if head.is_empty() {
            self.named_cells(row)
        } else {
            row
        };
        let name_cell = if head.is_empty() {
            row.first().cloned()
        } else {
            cell(&|column| matches!(column, Column::Name(_)))
        };
        let Some(name_cell) = name_cell else { return };
        let Some(name) = self.name_in(&name_cell) else {
            return;
        };
        let full = self.slice(&name);
        // A star marks what is required; marks may stand in the name's cell.
        let starred = self
            .slice(&name_cell)
            .get(full.len()..)
            .is_some_and(|rest| rest.trim_start().starts_with('*'));
        let rest = name.end..name_cell.end;
        let marks = chips::leading(self.slice(&rest).trim_start_matches(['*', ' ']));
        let offset = rest.start
            + (self.slice(&rest).len() - self.slice(&rest).trim_start_matches(['*', ' ']).len());
        if credentials || super::credentials::is_credential_of(full, location) {
            let whole =
                row.first().map_or(0, |cell| cell.start)..row.last().map_or(0, |cell| cell.end);
            let description =
                cell(&|column| matches!(column, Column::Description | Column::Example))
                    .map(|cell| self.slice(&cell))
                    .unwrap_or_default();
            let mut kind =
                (!full.eq_ignore_ascii_case("authorization")).then(|| "apiKey".to_owned());
            let mut format = None;
            if let Some(Fact::Authentication {
                kind: said,
                format: form,
                ..
            }) = words::authentication(description)
            {
                kind = said;
                format = form;
            }
            let location = location.or_else(|| {
                match cell(&|column| column == Column::Location)
                    .map(|cell| chips::all(self.slice(&cell)))
                {
                    Some(Some(marks)) => marks.iter().find_map(|(_, chip)| {
                        if let Chip::Location(location) = chip {
                            Some(*location)
                        } else {
                            None
                        }
                    }),
                    _ => None,
                }
            });
            let fact = Fact::Authentication {
                kind,
                location,
                name: Some(full.to_owned()),
                format,
            };
            self.state(whole, None, fact);
            return;
        }
        let in_column = cell(&|column| column == Column::Location).and_then(|cell| {
            chips::all(self.slice(&cell))?
                .into_iter()
                .find_map(|(_, chip)| {
                    if let Chip::Location(location) = chip {
                        Some(location)
                    } else {
                        None
                    }
                })
        });
        let member = if in_column == Some(Location::Body) {
            Some(Side::Request)
        } else {
            member
        };
        let target = match member {
            Some(side) => Target::Field {
                side,
                pointer: fields::pointer(full),
            },
            None => Target::Parameter {
                name: Some(full.to_owned()),
                location: in_column.or(location),
            },
        };
        self.subject = Some(Subject::new(target));
        self.say(name.clone(), Says::Exists);
        self.marks(offset, &marks.0);
        if starred {
            self.say(name.end..name_cell.end, Says::Required(true));
        }
        // The type first: how other cells read depends on it.
        if let Some(cell) = cell(&|column| column == Column::Type) {
            self.type_cell(cell);
        }
        for (column, cell) in head.iter().zip(row) {
            let (Some(column), false) = (column, cell.is_empty()) else {
                continue;
            };
            self.cell(*column, cell.clone());
        }
        if head.is_empty() {
            for cell in row.iter().skip(1) {
                let (marks, end) = chips::leading(self.slice(cell));
                let rest = self.slice(cell).get(end..).unwrap_or_default().trim_start();
                // `number of contacts` is no number, `number Contacts` is.
                let apart = rest.is_empty() || rest.starts_with(|it: char| it.is_ascii_uppercase());
                match marks.is_empty() || !apart {
                    true => self.description(cell.clone()),
                    false => self.type_cell(cell.clone()),
                }
            }
        }
        self.subject = None;
    }

    fn cell(&mut self, column: Column, cell: Range<usize>) {
        let text = self.slice(&cell);
        let kind = self.subject.as_ref().and_then(|subject| subject.kind);
        let blank = matches!(
            text.trim(),
            "-" | "\u{2014}" | "\u{2013}" | "n/a" | "N/A" | "none" | "None" | ""
        );
        match column {
            Column::Required => {
                if let Some(required) =
                    constraint::yes(text.split(['(', ',', ';']).next().unwrap_or_default())
                {
                    self.say(cell, Says::Required(required));
                } else if let Some(marks) = chips::all(text) {
                    self.marks(cell.start, &marks);
                }
            }
            Column::Default if !blank => {
                self.say(cell, Says::Default(constraint::literal(text, kind)))
            }
            Column::Example if !blank => {
                self.say(cell, Says::Example(constraint::literal(text, kind)))
            }
            Column::Format if !blank => {
                self.say(cell, Says::Format(text.trim_matches('`').to_lowercase()))
            }
            Column::Enum if !blank => {
                if let Some(says) = constraint::range(text) {
                    self.say(cell, says);
                } else if let Some((label, value)) = constraint::label(text) {
                    if let Some(says) =
                        constraint::labelled(label, text.get(value..).unwrap_or_default(), kind)
                    {
                        for says in says {
                            self.say(cell.clone(), says);
                        }
                    }
                } else if let Some(says) = constraint::labelled(constraint::Label::Enum, text, kind)
                {
                    for says in says {
                        self.say(cell.clone(), says);
                    }
                }
            }
            Column::Description => self.description(cell),
            _ => {}
        }
    }

    fn type_cell(&mut self, cell: Range<usize>) {
        let text = self.slice(&cell);
        if let Some(typed) = types::expression(text) {
            self.typed(cell, &typed);
            return;
        }
        let (marks, end) = chips::leading(text);
        self.marks(cell.start, &marks);
        if end < text.len() {
            self.description(cell.start + end..cell.end);
        }
    }

    /// The name at the start of a cell: `payload -> id`, `page*`, `**page**`.
    fn name_in(&self, cell: &Range<usize>) -> Option<Range<usize>> {
        let text = self.slice(cell);
        if text.is_empty() || text.len() > 200 {
            return None;
        }
        let arrows = text
            .split("->")
            .flat_map(|part| part.split(['\u{2192}', '>', '\u{203a}']))
            .map(str::trim);
        if text.contains("->") || text.contains(['\u{2192}', '\u{203a}']) || text.contains(" > ") {
            return arrows.clone().all(chips::is_name).then(|| cell.clone());
        }
        let first = text.split_whitespace().next()?;
        let bare = first.trim_end_matches(['*', ',', ':', '?']);
        // `idrequired`: the mark stands below the name, and its line was lost.
        let bare = match bare.strip_suffix("required") {
            Some(name) if chips::is_name(name) && !name.ends_with(['_', '-', '.']) => name,
            _ => bare,
        };
        (chips::is_name(bare)).then(|| cell.start..cell.start + bare.len())
    }

    fn statuses(&mut self, head: &[Option<Column>], body: &[Vec<Range<usize>>]) {
        let Some(at) = head
            .iter()
            .position(|column| *column == Some(Column::Status))
        else {
            return;
        };
        for row in body {
            let Some(cell) = row.get(at) else { continue };
            if let Some((status, _)) = words::status(self.slice(cell)) {
                self.state(
                    cell.clone(),
                    None,
                    Fact::Response {
                        status: Some(status),
                        text: None,
                    },
                );
            }
        }
    }

    fn endpoints(&mut self, head: &[Option<Column>], body: &[Vec<Range<usize>>]) {
        let at = |wanted: Column| head.iter().position(|column| *column == Some(wanted));
        let (Some(method_at), Some(path_at)) = (at(Column::Method), at(Column::Path)) else {
            return;
        };
        for row in body {
            let (Some(method), Some(path)) = (row.get(method_at), row.get(path_at)) else {
                continue;
            };
            if let Some(name) = words::method(self.slice(method)) {
                let url: String = self.slice(path).split_whitespace().collect();
                if url.contains('/') {
                    self.declare_endpoint(
                        method.start.min(path.start)..method.end.max(path.end),
                        Some(name),
                        &url,
                    );
                }
            }
        }
    }

    /// Keys and values: an address, a method, limits.
    fn pairs(&mut self, rows: &[Vec<Range<usize>>]) {
        let mut method = None;
        let mut url = None;
        for row in rows {
            let [key, value, ..] = row.as_slice() else {
                if let [cell] = row.as_slice() {
                    self.facts_in(cell.clone());
                }
                continue;
            };
            let text = self.slice(value);
            match column(self.slice(key)) {
                Some(Column::Method) => {
                    let found = text
                        .split(|char: char| !char.is_ascii_alphabetic())
                        .find_map(|word| {
                            words::method(word)
                                .filter(|_| word.chars().all(|char| char.is_ascii_uppercase()))
                        });
                    method = found.map(|method| (method, value.clone()));
                }
                Some(Column::Path) => {
                    if let Some(found) = words::url(text) {
                        url = Some((
                            text.get(found.clone()).unwrap_or_default().to_owned(),
                            value.start + found.start..value.start + found.end,
                        ));
                    } else if let Some((found, path)) = words::endpoint(text) {
                        method = Some((found, value.clone()));
                        url = Some((path, value.clone()));
                    } else if text.starts_with('/') {
                        url = Some((text.split_whitespace().collect(), value.clone()));
                    }
                }
                _ if self.slice(key).to_lowercase().contains("base url")
                    || self.slice(key).to_lowercase().contains("server") =>
                {
                    if let Some(found) = words::url(text) {
                        let server = text
                            .get(found.clone())
                            .unwrap_or_default()
                            .trim_end_matches('/')
                            .to_owned();
                        self.state(
                            value.start + found.start..value.start + found.end,
                            None,
                            Fact::Server(server),
                        );
                    }
                }
                _ => {
                    self.facts_in(key.start..value.end);
                    for cell in row.iter().skip(2) {
                        self.facts_in(cell.clone());
                    }
                }
            }
        }
        if let Some((address, range)) = url {
            let start = method
                .as_ref()
                .map_or(range.start, |(_, at)| at.start.min(range.start));
            let end = method
                .as_ref()
                .map_or(range.end, |(_, at)| at.end.max(range.end));
            self.declare_endpoint(start..end, method.map(|(method, _)| method), &address);
        }
    }

    /// Types that a table's description says in passing: `Array of objects (contacts)`.
    pub(super) fn type_in_description(&mut self, range: &Range<usize>) {
        let text = self.slice(range);
        if !text.starts_with("Array of") && !text.starts_with("List of objects") {
            return;
        }
        let words: Vec<&str> = text.splitn(4, ' ').take(3).collect();
        let head = words.join(" ");
        let typed = types::expression(head.trim_end_matches(['.', ','])).unwrap_or_default();
        if typed.kind == Some(Type::Array) {
            self.typed(range.start..range.start + head.len(), &typed);
        }
    }
}
