//! What only one vendor has (jobs, imports, settings, uploads), as JSON by kind and key; and serial numbers.

use rusqlite::{OptionalExtension as _, params};
use serde_json::Value;

use super::{Result, Store};

impl Store {
    /// The document with this key.
    pub(crate) fn document(&self, kind: &str, key: &str) -> Result<Option<Value>> {
        let sql = "SELECT value FROM documents WHERE kind = ? AND key = ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        statement
            .query_row([kind, key], |row| row.get(0))
            .optional()
    }

    /// Stores a document in the place of the one with the same key.
    pub(crate) fn put_document(&self, kind: &str, key: &str, value: &Value) -> Result<()> {
        let sql = "INSERT INTO documents (kind, key, value) VALUES (?, ?, ?)
            ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value";
        self.connection
            .prepare_cached(sql)?
            .execute(params![kind, key, value])
            .map(drop)
    }

    /// Removes a document, and says whether it was there.
    pub(crate) fn remove_document(&self, kind: &str, key: &str) -> Result<bool> {
        let sql = "DELETE FROM documents WHERE kind = ? AND key = ?";
        let removed = self.connection.prepare_cached(sql)?.execute([kind, key])?;
        Ok(removed > 0)
    }

    /// The next number of a series, from 1; none comes twice.
    pub(crate) fn serial(&self, name: &str) -> Result<i64> {
        self.serial_after(name, 0)
    }

    /// The next number of a series that is greater than `least` as well.
    pub(super) fn serial_after(&self, name: &str, least: i64) -> Result<i64> {
        let sql = "INSERT INTO serials VALUES (?1, ?2 + 1)
            ON CONFLICT (name) DO UPDATE SET last = max(last, ?2) + 1 RETURNING last";
        let mut statement = self.connection.prepare_cached(sql)?;
        statement.query_row(params![name, least], |row| row.get(0))
    }
}
