//! Conditions and slices: what a caller wants of a list, as fixed SQL text with values apart.

use rusqlite::types::Value;

/// A condition in SQL on the columns of one table, with its values apart.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    sql: String,
    values: Vec<Value>,
}

impl Filter {
    /// Lets everything through.
    pub(crate) fn all() -> Self {
        Self {
            sql: "TRUE".into(),
            values: Vec::new(),
        }
    }

    /// A condition with its values.
    pub(crate) fn new(sql: impl Into<String>, values: Vec<Value>) -> Self {
        Self {
            sql: sql.into(),
            values,
        }
    }

    /// Both this and a condition with one value, or with one value repeated at each mark.
    pub(crate) fn and(self, sql: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        let values = vec![value; sql.matches('?').count()];
        self.and_all(&Self::new(sql, values))
    }

    /// Both this and a condition without a value.
    pub(crate) fn and_fixed(self, sql: &str) -> Self {
        self.and_all(&Self::new(sql, Vec::new()))
    }

    /// Both this and the other.
    pub(crate) fn and_all(mut self, other: &Self) -> Self {
        if self.is_all() {
            return other.clone();
        }
        if !other.is_all() {
            self.sql = format!("({}) AND ({})", self.sql, other.sql);
            self.values.extend(other.values.iter().cloned());
        }
        self
    }

    /// The text of the condition.
    pub(crate) fn sql(&self) -> &str {
        &self.sql
    }

    /// Its values, in the order of the marks.
    pub(crate) fn values(&self) -> &[Value] {
        &self.values
    }

    pub(super) fn is_all(&self) -> bool {
        self.sql == "TRUE"
    }
}

/// Which part of a list in which order. The order is fixed SQL text, never a caller's, and ends with a column
/// that no two rows share.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slice<'a> {
    pub(crate) order: &'a str,
    pub(crate) limit: u64,
    pub(crate) offset: u64,
}

impl<'a> Slice<'a> {
    /// The page with this number, from 1.
    pub(crate) fn page(order: &'a str, page: u64, size: u64) -> Self {
        Self {
            order,
            limit: size,
            offset: page.saturating_sub(1).saturating_mul(size),
        }
    }

    /// Whether the order is the one in which people were created, and if so, whether the latest come first.
    pub(super) fn by_creation(self) -> Option<bool> {
        match self.order {
            "n" | "n ASC" | "created, n" | "created ASC, n" | "created ASC, n ASC" => Some(false),
            "n DESC" | "created DESC, n DESC" => Some(true),
            _ => None,
        }
    }

    pub(super) fn whole(number: u64) -> i64 {
        i64::try_from(number).unwrap_or(i64::MAX)
    }
}
