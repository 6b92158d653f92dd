//! Pages of long lists, and what else is remembered from one request to the next until something is written.
//!
//! SQL's OFFSET walks over all rows that it skips, so a walk through a whole list would take time that grows
//! with its square. The first page is asked for directly; whoever goes on makes the list of the keys in their
//! order, which is kept for the pages after.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use rusqlite::{Row, params_from_iter};

use super::{Filter, Result, Slice, Store, rows};
use crate::people::{Link, Person};

/// Everything that a write makes stale.
#[derive(Default)]
pub(super) struct Remembered {
    lists: HashMap<String, List>,
    counts: HashMap<String, u64>,
    pub(super) definitions: HashMap<i64, Arc<[rows::Definition]>>,
    pub(super) gone: Option<Arc<[i64]>>,
    /// Whose links these are.
    pub(super) links_of: i64,
    pub(super) links: Vec<Link>,
}

/// The rows of the table `positions` after `base`.
#[derive(Clone, Copy)]
struct List {
    base: i64,
    length: i64,
}

/// A table that is listed: its name, the columns that find a row again, and how both tables are joined.
#[derive(Clone, Copy)]
struct Table {
    name: &'static str,
    key: &'static str,
    join: &'static str,
}

const PEOPLE: Table = Table {
    name: "people",
    key: "n, 0, 0",
    join: "people.n = positions.a",
};
const LINKS: Table = Table {
    name: "links",
    key: "person, kind, place",
    join: "person = positions.a AND kind = positions.b AND place = positions.c",
};
/// More lists than this are not kept at once.
const LISTS: usize = 8;
const COUNTS: usize = 1000;

impl Store {
    /// A slice of the people that the filter lets through.
    pub(crate) fn people(&self, filter: &Filter, slice: Slice<'_>) -> Result<Vec<Person>> {
        match slice.by_creation().filter(|_| filter.is_all()) {
            Some(latest_first) => {
                let numbers = self.numbers_at(latest_first, slice.limit, slice.offset)?;
                self.people_numbered(&numbers)
            }
            None => {
                self.store_all(filter.sql())?;
                self.slice(PEOPLE, filter, slice, rows::person)
            }
        }
    }

    /// How many people the filter lets through.
    pub(crate) fn count(&self, filter: &Filter) -> Result<u64> {
        if filter.is_all() {
            return self.everybody();
        }
        self.store_all(filter.sql())?;
        self.counted(PEOPLE, filter)
    }

    /// A slice of the links of the whole account that the filter lets through.
    pub(crate) fn links_of_all(&self, filter: &Filter, slice: Slice<'_>) -> Result<Vec<Link>> {
        if !self.state.get().all_links {
            self.store_all_links()?;
        }
        self.slice(LINKS, filter, slice, rows::link)
    }

    /// How many links of the whole account the filter lets through.
    pub(crate) fn count_links(&self, filter: &Filter) -> Result<u64> {
        if !self.state.get().all_links {
            self.store_all_links()?;
        }
        self.counted(LINKS, filter)
    }

    /// Forgets what a write makes stale.
    pub(super) fn forget(&self) -> Result<()> {
        let stale = self.remembered.take();
        if !stale.lists.is_empty() {
            self.connection.execute("DELETE FROM positions", [])?;
        }
        Ok(())
    }

    fn slice<T>(
        &self,
        table: Table,
        filter: &Filter,
        slice: Slice<'_>,
        read: fn(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        if slice.offset == 0 {
            let (name, order, filter_sql) = (table.name, slice.order, filter.sql());
            let sql = format!("SELECT * FROM {name} WHERE {filter_sql} ORDER BY {order} LIMIT ?");
            let mut values = filter.values().to_vec();
            values.push(Slice::whole(slice.limit).into());
            let mut statement = self.connection.prepare_cached(&sql)?;
            return statement
                .query_map(params_from_iter(values), read)?
                .collect();
        }
        let List { base, length } = self.list(table, filter, slice.order)?;
        let offset = Slice::whole(slice.offset).min(length);
        let end = offset.saturating_add(Slice::whole(slice.limit)).min(length);
        let (name, join) = (table.name, table.join);
        let sql = format!(
            "SELECT {name}.* FROM positions CROSS JOIN {name} ON {join}
            WHERE position > ? AND position <= ? ORDER BY position"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement
            .query_map([base + offset, base + end], read)?
            .collect()
    }

    fn list(&self, table: Table, filter: &Filter, order: &str) -> Result<List> {
        let key = key(table, filter, order);
        if let Some(list) = self.remembered.borrow().lists.get(&key) {
            return Ok(*list);
        }
        if self.remembered.borrow().lists.len() >= LISTS {
            self.connection.execute("DELETE FROM positions", [])?;
            self.remembered.borrow_mut().lists.clear();
        }
        let sql = "SELECT ifnull(max(position), 0) FROM positions";
        let base = self.connection.query_row(sql, [], |row| row.get(0))?;
        let (name, columns, filter_sql) = (table.name, table.key, filter.sql());
        let sql = format!(
            "INSERT INTO positions (a, b, c) SELECT {columns} FROM {name} WHERE {filter_sql} ORDER BY {order}"
        );
        let inserted = self
            .connection
            .execute(&sql, params_from_iter(filter.values()))?;
        let length = i64::try_from(inserted).unwrap_or(i64::MAX);
        let list = List { base, length };
        self.remembered.borrow_mut().lists.insert(key, list);
        Ok(list)
    }

    fn counted(&self, table: Table, filter: &Filter) -> Result<u64> {
        let key = key(table, filter, "");
        if let Some(count) = self.remembered.borrow().counts.get(&key) {
            return Ok(*count);
        }
        let sql = format!("SELECT count(*) FROM {} WHERE {}", table.name, filter.sql());
        let mut statement = self.connection.prepare_cached(&sql)?;
        let count: i64 =
            statement.query_row(params_from_iter(filter.values()), |row| row.get(0))?;
        let counts = &mut self.remembered.borrow_mut().counts;
        if counts.len() >= COUNTS {
            counts.clear();
        }
        counts.insert(key, count.unsigned_abs());
        Ok(count.unsigned_abs())
    }
}

fn key(table: Table, filter: &Filter, order: &str) -> String {
    let mut key = format!("{} {} {order}", table.name, filter.sql());
    for value in filter.values() {
        // Writing to a string does not fail.
        let _ = write!(key, " {value:?}");
    }
    key
}
