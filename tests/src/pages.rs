//! A vendor whose list changes between pages: it answers as the spec's paging says, with rows made of a sample.

use serde_json::{Map, Value, json};
use xtask::generate::api::{Operation, Pagination};

use crate::Subject;
use crate::server::Asked;

/// Rows that an edit touches.
const SOME: usize = 3;

/// What happens to a list while its pages are read: once, after the first page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Nothing.
    Nothing,
    /// New rows come in front.
    Insert,
    /// The first rows go.
    Delete,
    /// The last rows go to the front, as where the latest activity comes first.
    Reorder,
    /// The vendor gives its first page whatever it is asked for.
    Repeat,
}

impl Edit {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Nothing,
        Self::Insert,
        Self::Delete,
        Self::Reorder,
        Self::Repeat,
    ];
}

/// A list of a vendor, page by page.
pub struct Pages {
    pagination: Pagination,
    body: Value,
    row: Value,
    /// The numbers of the rows, in order.
    rows: Vec<u64>,
    size: usize,
    edit: Edit,
    asked: usize,
}

impl Pages {
    /// A list of two pages and a bit; `None` for an operation whose list has no pages with numbers, offsets or cursors, or
    /// whose records have no id.
    pub fn new(subject: &Subject, operation: &Operation, edit: Edit) -> Option<Self> {
        let pagination = operation.pagination.clone()?;
        let items = pagination.items.as_deref()?;
        pagination.id.as_ref()?;
        if !["page", "offset", "cursor"].contains(&pagination.scheme.as_str()) {
            return None;
        }
        let body: Value = serde_json::from_slice(&subject.success(&operation.id).body).ok()?;
        let row = body.pointer(items)?.get(0)?.clone();
        let size = usize::try_from(pagination.default_size.unwrap_or(10)).ok()?;
        let rows = (0..).take(size * 2 + SOME + 1).collect();
        Some(Self {
            pagination,
            body,
            row,
            rows,
            size,
            edit,
            asked: 0,
        })
    }

    /// The rows that an edit leaves where they can be found.
    pub fn lasting(&self) -> Vec<u64> {
        match self.edit {
            Edit::Delete => self.rows.iter().skip(SOME).copied().collect(),
            _ => self.rows.clone(),
        }
    }

    /// Whether the vendor says how many there are.
    pub fn counts(&self) -> bool {
        self.pagination.total.is_some()
    }

    /// The number of a row, from its record.
    pub fn number(&self, record: &Value) -> Option<u64> {
        let id = record.pointer(self.pagination.id.as_deref()?)?;
        id.as_u64()
            .or_else(|| id.as_str()?.rsplit('-').next()?.parse().ok())
    }

    /// The body of the page that is asked for.
    pub fn answer(&mut self, asked: &Asked) -> String {
        if self.asked == 1 {
            self.change();
        }
        self.asked += 1;
        let place = match self.edit {
            Edit::Repeat => None,
            _ => self.place(asked),
        };
        let first = self.pagination.first.unwrap_or(1);
        let (from, number) = match (self.pagination.scheme.as_str(), place) {
            (_, None) => (0, first),
            ("page", Some(place)) => {
                let number: u64 = place.parse().unwrap_or(first);
                (
                    usize::try_from(number.saturating_sub(first)).unwrap_or_default() * self.size,
                    number,
                )
            }
            ("offset", Some(place)) => (place.parse().unwrap_or_default(), first),
            (_, Some(last)) => {
                let last = self
                    .rows
                    .iter()
                    .position(|row| last == format!("after-{row}"));
                (last.map_or(self.rows.len(), |last| last + 1), first)
            }
        };
        let rows: Vec<u64> = self
            .rows
            .iter()
            .skip(from)
            .take(self.size)
            .copied()
            .collect();
        let next = rows
            .last()
            .filter(|last| self.rows.last() != Some(last))
            .map(|last| format!("after-{last}"));
        let (total, pages) = (self.rows.len(), self.rows.len().div_ceil(self.size));
        let mut body = self.body.clone();
        let list: Vec<Value> = rows.iter().map(|row| self.record(*row)).collect();
        let Pagination {
            items,
            number: echoed,
            pages: counted,
            total: summed,
            next: cursor,
            ..
        } = &self.pagination;
        for (pointer, value) in [
            (items, Value::from(list)),
            (echoed, json!(number)),
            (counted, json!(pages)),
            (summed, json!(total)),
            (&self.pagination.capped, json!(false)),
            (cursor, json!(next)),
        ] {
            if let Some(pointer) = pointer {
                put(&mut body, pointer, value);
            }
        }
        body.to_string()
    }

    fn change(&mut self) {
        let after = self.rows.len() as u64;
        match self.edit {
            Edit::Nothing | Edit::Repeat => {}
            Edit::Insert => drop(self.rows.splice(0..0, (after..).take(SOME))),
            Edit::Delete => drop(self.rows.drain(..SOME)),
            Edit::Reorder => self.rows.rotate_right(SOME),
        }
    }

    fn record(&self, number: u64) -> Value {
        let mut row = self.row.clone();
        let id = self.pagination.id.as_deref().unwrap_or_default();
        let value = match row.pointer(id) {
            Some(Value::Number(_)) => json!(number),
            _ => json!(format!("row-{number}")),
        };
        put(&mut row, id, value);
        row
    }

    /// What the request says of the page that it wants.
    fn place(&self, asked: &Asked) -> Option<String> {
        let name = &self.pagination.page;
        if self.pagination.location.as_deref() == Some("body") {
            let body: Value = serde_json::from_str(&asked.body).ok()?;
            let place = body.get(name).filter(|place| !place.is_null())?;
            return Some(
                place
                    .as_str()
                    .map_or_else(|| place.to_string(), str::to_owned),
            );
        }
        let query = asked.line.split_once('?')?.1;
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.to_owned())
    }
}

/// Puts a value at a pointer whose parent is there.
fn put(body: &mut Value, pointer: &str, value: Value) {
    let Some((parent, last)) = pointer.rsplit_once('/') else {
        *body = value;
        return;
    };
    if let Some(members) = body.pointer_mut(parent).and_then(Value::as_object_mut) {
        members.insert(last.to_owned(), value);
    } else if let Some(parent) = body.pointer_mut(parent).filter(|parent| parent.is_null()) {
        *parent = Value::Object(Map::from_iter([(last.to_owned(), value)]));
    }
}
