//! Tables that fit the window: columns give way, cells are shortened, no cell has two lines.

use std::iter;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use contacts::Contact;
use unicode_width::UnicodeWidthStr;

use crate::text::{Cut, plain, shortened, wrapped};

/// A column.
pub struct Column {
    title: String,
    cut: Cut,
    right: bool,
    /// Fewer characters than this say nothing; all of them where there is none.
    least: Option<usize>,
    /// Where there is no room for all, the column with the highest number is shortened first, and goes first.
    rank: u8,
}

/// A table.
pub struct Grid {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

/// Which columns contacts have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// All are of one vendor.
    OneVendor,
    /// Each says of which vendor it is.
    Vendors,
}

/// Contacts as a table.
pub struct Contacts {
    of: Of,
    grid: Grid,
}

impl Column {
    /// A column that is never shortened.
    pub fn new(title: impl Into<String>, rank: u8) -> Self {
        Self {
            title: title.into(),
            cut: Cut::End,
            right: false,
            least: None,
            rank,
        }
    }

    /// A column of numbers.
    pub fn number(title: impl Into<String>, rank: u8) -> Self {
        Self {
            right: true,
            ..Self::new(title, rank)
        }
    }

    /// Its cells may be shortened to this many characters.
    pub fn shorten(self, least: usize, cut: Cut) -> Self {
        Self {
            least: Some(least),
            cut,
            ..self
        }
    }
}

impl Grid {
    pub fn new(columns: Vec<Column>) -> Self {
        Self {
            columns,
            rows: Vec::new(),
        }
    }

    /// Adds a row; its cells come from anywhere.
    pub fn add(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows
            .push(cells.into_iter().map(|cell| steady(&cell)).collect());
    }

    /// Whether there is room for every column.
    pub fn fits(&self, width: usize) -> bool {
        self.fit(width).len() == self.columns.len()
    }

    /// The table in lines of at most `width` characters, as far as its most important column allows; below it, which columns
    /// have no room.
    pub fn render(&self, width: usize) -> String {
        let mut table = Table::new();
        table
            .load_style(presets::UTF8_FULL_CONDENSED)
            .set_content_arrangement(ContentArrangement::Disabled);
        let shown = self.fit(width);
        table.set_header(shown.iter().map(|(at, width)| self.title(*at, *width)));
        for row in &self.rows {
            table.add_row(shown.iter().map(|(at, width)| {
                let cell = row.get(*at).map_or("", String::as_str);
                let cut = self.columns.get(*at).map_or(Cut::End, |column| column.cut);
                shortened(cell, *width, cut).into_owned()
            }));
        }
        for (place, (at, _)) in shown.iter().enumerate() {
            let right = self.columns.get(*at).is_some_and(|column| column.right);
            if let Some(column) = table.column_mut(place).filter(|_| right) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        // The spaces at the ends of lines are the last column's.
        let mut text = table.to_string();
        let hidden = self.columns.iter().enumerate();
        let hidden = hidden.filter(|(at, _)| shown.iter().all(|(known, _)| known != at));
        let hidden: Vec<&str> = hidden.map(|(_, column)| column.title.as_str()).collect();
        if !hidden.is_empty() {
            let note = format!("no room for: {}", hidden.join(", "));
            text.push('\n');
            text.push_str(&wrapped(&note, width, 2));
        }
        text
    }

    fn title(&self, at: usize, width: usize) -> String {
        let title = self.columns.get(at).map_or("", |column| &column.title);
        shortened(title, width, Cut::End).into_owned()
    }

    /// The columns that are shown, with their widths.
    fn fit(&self, width: usize) -> Vec<(usize, usize)> {
        let natural = |at: usize, column: &Column| {
            let cells = self.rows.iter().filter_map(|row| row.get(at));
            cells
                .map(|cell| cell.width())
                .chain(iter::once(column.title.width()))
                .max()
                .unwrap_or_default()
        };
        let mut shown: Vec<(usize, usize, usize, u8)> = self
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| {
                let natural = natural(at, column);
                let least = column.least.map_or(natural, |least| least.min(natural));
                (at, natural, least, column.rank)
            })
            .collect();
        // A border before each column and after the last, a space on each side of a cell.
        let room = |columns: usize| width.saturating_sub(3 * columns + 1);
        while shown.len() > 1
            && shown.iter().map(|(_, _, least, _)| least).sum::<usize>() > room(shown.len())
        {
            let last = shown.iter().map(|(_, _, _, rank)| *rank).max();
            let Some(place) = shown.iter().rposition(|column| Some(column.3) == last) else {
                break;
            };
            shown.remove(place);
        }
        let room = room(shown.len());
        while shown.iter().map(|(_, now, _, _)| now).sum::<usize>() > room {
            let widest = shown
                .iter_mut()
                .filter(|(_, now, least, _)| now > least)
                .max_by_key(|(_, now, _, rank)| (*rank, *now));
            match widest {
                Some((_, now, _, _)) => *now -= 1,
                None => break,
            }
        }
        shown.into_iter().map(|(at, now, _, _)| (at, now)).collect()
    }
}

impl Contacts {
    pub fn new(of: Of) -> Self {
        let columns = vec![
            Column::new("vendor", 2),
            Column::new("id", 5).shorten(11, Cut::Middle),
            Column::new("name", 0).shorten(12, Cut::End),
            Column::new("e-mail", 3).shorten(14, Cut::Middle),
            Column::new("phone", 1).shorten(12, Cut::End),
            Column::new("tags", 7).shorten(12, Cut::End),
            Column::new("created", 6).shorten(10, Cut::End),
            Column::number("issues", 8),
        ];
        let skipped = usize::from(of == Of::OneVendor);
        Self {
            of,
            grid: Grid::new(columns.into_iter().skip(skipped).collect()),
        }
    }

    /// Adds a contact.
    pub fn add(&mut self, contact: &Contact) {
        let name = contact.name.full.clone().unwrap_or_else(|| {
            let parts = [&contact.name.given, &contact.name.surname];
            parts
                .into_iter()
                .flatten()
                .cloned()
                .collect::<Vec<_>>()
                .join(" ")
        });
        let email = contact.emails.first().map(|email| email.raw.clone());
        let phone = contact
            .phones
            .first()
            .map(|phone| phone.e164.clone().unwrap_or_else(|| phone.raw.clone()));
        let tags: Vec<String> = contact.tags.iter().map(|tag| tag.name.clone()).collect();
        let created = contact.created_at.as_ref().map(|time| match time.instant {
            Some(instant) => instant.strftime("%Y-%m-%d").to_string(),
            None => time.text.clone(),
        });
        let cells = [
            contact.source.provider.clone(),
            contact.source.id.to_string(),
            name,
            email.unwrap_or_default(),
            phone.unwrap_or_default(),
            tags.join(", "),
            created.unwrap_or_default(),
            contact.issues.len().to_string(),
        ];
        let skipped = usize::from(self.of == Of::OneVendor);
        self.grid.add(cells.into_iter().skip(skipped));
    }

    /// In lines of at most `width` characters.
    pub fn render(&self, width: usize) -> String {
        self.grid.render(width)
    }
}

/// Plain text without what terminals disagree about the width of: skin tones and variants of emoji.
fn steady(cell: &str) -> String {
    let mut cell = plain(cell);
    cell.retain(|letter| !matches!(letter, '\u{1F3FB}'..='\u{1F3FF}' | '\u{FE00}'..='\u{FE0F}'));
    cell
}

/// Characters of a line of the terminal.
pub fn terminal_width() -> usize {
    match Table::new().width() {
        Some(width) if width > 0 => width.into(),
        _ => 80,
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;

    fn people() -> Grid {
        let mut grid = Contacts::new(Of::Vendors).grid;
        for (vendor, id, name, email, tags) in [
            (
                "insighto",
                "47016870-8eaf-4761-98ea-000000000001",
                "Fendra Fictover",
                "fendra.fictover.1@example.com",
                "",
            ),
            (
                "chatbotx",
                "72057594038177767",
                "नमूना परीक्षण",
                "person.60@example.org",
                "lead, trade fair, 🎉 launch",
            ),
            (
                "tetherai",
                "65f74db8363fe7000000003c",
                "日本太郎 ピーエイチディー",
                "elowith.exampleson.57@example.org",
                "vip",
            ),
            (
                "digital99",
                "7",
                "\u{1b}[31mred\u{202e}",
                "a\nb@example.com",
                "",
            ),
        ] {
            let cells = [
                vendor,
                id,
                name,
                email,
                "+12025550101",
                tags,
                "2025-07-18",
                "0",
            ];
            grid.add(cells.map(str::to_owned));
        }
        grid
    }

    #[test]
    fn tables_fit_the_window() {
        let grid = people();
        for width in [40, 60, 80, 100, 140, 200] {
            let text = grid.render(width);
            for line in text.lines() {
                assert!(line.width() <= width, "{width}: {line}");
            }
            // Two borders, a header, the line below it, and one line a row.
            let hidden = text.split_once("no room for: ").map(|(_, hidden)| hidden);
            assert_eq!(hidden.is_none(), grid.fits(width), "{text}");
            let table = text
                .lines()
                .filter(|line| line.starts_with(['┌', '│', '╞', '└']));
            assert_eq!(table.count(), 8, "{text}");
            // A column is shown, or said to be missing.
            for column in &grid.columns {
                let header = text.lines().nth(1).unwrap();
                let is_hidden = hidden.is_some_and(|hidden| hidden.contains(&column.title));
                assert!(header.contains(&column.title) != is_hidden, "{text}");
            }
        }
    }

    #[test]
    fn columns_give_way_before_names_and_numbers_do() {
        insta::assert_snapshot!("forty", people().render(40));
        insta::assert_snapshot!("eighty", people().render(80));
        insta::assert_snapshot!("wide", people().render(140));
    }

    #[test]
    fn a_window_without_width_gets_the_most_important_column() {
        let text = people().render(0);
        assert!(text.contains("Fendra"), "{text}");
        let (table, hidden) = text.split_once("no\n").unwrap();
        assert!(!table.contains("insighto"), "{text}");
        assert!(hidden.contains("vendor,"), "{text}");
    }
}
