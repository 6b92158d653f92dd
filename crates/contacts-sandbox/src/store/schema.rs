//! The tables, and the row that says whose they are and how far they are filled.

use rusqlite::{Connection, params};

use super::{Result, State};
use crate::account::DEFINITIONS;

/// A process that dies leaves a whole database behind; writing through to the disk would only guard against
/// power cuts.
pub(super) const SETTINGS: &str = "
PRAGMA journal_mode = TRUNCATE;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -65536;
CREATE TEMP TABLE positions (position INTEGER PRIMARY KEY, a INTEGER, b INTEGER, c INTEGER);
";

const TABLES: &str = "
CREATE TABLE sandbox (
    owner TEXT NOT NULL, last INTEGER NOT NULL, all_people INTEGER NOT NULL, all_links INTEGER NOT NULL
);
CREATE TABLE people (
    n INTEGER PRIMARY KEY, given TEXT, surname TEXT, email TEXT, phone TEXT, identifier TEXT, gender TEXT,
    language TEXT, time_zone TEXT, country TEXT, country_code TEXT, city TEXT, company TEXT, source TEXT,
    created INTEGER NOT NULL, updated INTEGER NOT NULL, active INTEGER, blocked INTEGER,
    do_not_disturb INTEGER NOT NULL, online INTEGER NOT NULL, owner INTEGER, stage INTEGER
);
CREATE TABLE gone (n INTEGER PRIMARY KEY);
CREATE TABLE links (
    person INTEGER NOT NULL, kind INTEGER NOT NULL, place INTEGER NOT NULL, parent INTEGER NOT NULL,
    state INTEGER NOT NULL, value TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (person, kind, place)
) WITHOUT ROWID;
CREATE TABLE linked (person INTEGER PRIMARY KEY);
CREATE TABLE definitions (
    kind INTEGER NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL, detail TEXT NOT NULL,
    PRIMARY KEY (kind, place)
) WITHOUT ROWID;
CREATE TABLE documents (
    number INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (kind, key)
);
CREATE TABLE serials (name TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
";

pub(super) const PEOPLE_INDEXES: &str = "
CREATE INDEX people_by_creation ON people (created);
CREATE INDEX people_by_update ON people (updated);
CREATE INDEX people_by_activity ON people (active);
CREATE INDEX people_by_phone ON people (phone);
CREATE INDEX people_by_email ON people (email COLLATE NOCASE);
CREATE INDEX people_by_identifier ON people (identifier);
";
pub(super) const DROP_PEOPLE_INDEXES: &str = "
DROP INDEX people_by_creation;
DROP INDEX people_by_update;
DROP INDEX people_by_activity;
DROP INDEX people_by_phone;
DROP INDEX people_by_email;
DROP INDEX people_by_identifier;
";

/// Whose database this is; none for an empty one.
pub(super) fn owner(connection: &Connection) -> Result<Option<String>> {
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    match tables {
        0 => Ok(None),
        _ => connection
            .query_row("SELECT owner FROM sandbox", [], |row| row.get(0))
            .map(Some),
    }
}

pub(super) fn create(connection: &Connection, owner: &str, contacts: i64) -> Result<()> {
    let transaction = connection.unchecked_transaction()?;
    transaction.execute_batch(TABLES)?;
    transaction.execute_batch(PEOPLE_INDEXES)?;
    {
        let mut statement = transaction.prepare("INSERT INTO definitions VALUES (?, ?, ?, ?)")?;
        let mut previous = (0, 0);
        for (kind, name, detail) in DEFINITIONS {
            let kind = *kind as i64;
            let place = if previous.0 == kind {
                previous.1 + 1
            } else {
                1
            };
            previous = (kind, place);
            statement.execute(params![kind, place, name, detail])?;
        }
    }
    transaction.execute(
        "INSERT INTO sandbox VALUES (?, ?, FALSE, FALSE)",
        params![owner, contacts],
    )?;
    transaction.commit()
}

pub(super) fn state(connection: &Connection) -> Result<State> {
    let sql = "SELECT last, all_people, all_links FROM sandbox";
    connection.query_row(sql, [], |row| {
        Ok(State {
            last: row.get(0)?,
            all_people: row.get(1)?,
            all_links: row.get(2)?,
        })
    })
}

pub(super) fn set_state(connection: &Connection, state: State) -> Result<()> {
    let sql = "UPDATE sandbox SET last = ?, all_people = ?, all_links = ?";
    connection
        .prepare_cached(sql)?
        .execute(params![state.last, state.all_people, state.all_links])
        .map(drop)
}
