//! The state of one sandbox: an SQLite database with people, what hangs on them, and the account's definitions.
//!
//! The tables are neutral; each vendor renders them in its own words. Whatever a caller asks for arrives as
//! a [`Filter`] of fixed SQL text with bound values.

use std::path::PathBuf;

use rusqlite::types::Value;
use rusqlite::{Connection, Row, params, params_from_iter};

use crate::account::DEFINITIONS;
use crate::ids::{Ids, Kind};
use crate::people::{Link, PLACES, Person, World};

/// Where a sandbox keeps its state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Storage {
    /// In memory; gone when the sandbox stops.
    #[default]
    Memory,
    /// In this file. A file that another sandbox of the same vendor, seed and count left behind is taken up again.
    File(PathBuf),
}

/// How far the answers may stray from what the vendor documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Oddities {
    /// Not at all.
    Off,
    /// Two in a hundred contacts have a property or an enum value that nobody has seen before. Attempted contacts
    /// of an Insighto campaign have a status that its pages do not show, since they show a single one.
    #[default]
    Harmless,
    /// The harmless ones, and one record in a thousand that has a property of the wrong type.
    BrokenRecords,
}

/// What is odd about one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Odd {
    /// `n % 97 = 41`: a value that no list of values has.
    EnumValue,
    /// `n % 89 = 17`: a property that no page has.
    Property,
    /// `n % 1000 = 14`: a property of the wrong type.
    Broken,
}

/// An open sandbox database.
pub(crate) struct Store {
    connection: Connection,
    pub(crate) ids: Ids,
    /// The time it is in the sandbox, Unix seconds.
    pub(crate) now: i64,
    pub(crate) oddities: Oddities,
}

/// A tag, custom field, inbox or campaign of the account.
#[derive(Clone, Debug)]
pub(crate) struct Definition {
    pub(crate) place: i64,
    pub(crate) name: String,
    pub(crate) detail: String,
}

/// Why a store can't be opened.
#[derive(Debug)]
pub(crate) enum OpenError {
    Sqlite(rusqlite::Error),
    /// The file belongs to another sandbox, which is described here.
    Foreign(String),
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

pub(crate) type Result<T> = rusqlite::Result<T>;

const SCHEMA: &str = "
CREATE TABLE sandbox (owner TEXT NOT NULL);
CREATE TABLE people (
    n INTEGER PRIMARY KEY, given TEXT, surname TEXT, email TEXT, phone TEXT, identifier TEXT, gender TEXT,
    language TEXT NOT NULL, time_zone TEXT NOT NULL, country TEXT NOT NULL, country_code TEXT NOT NULL,
    city TEXT NOT NULL, company TEXT, source TEXT NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,
    active INTEGER, blocked INTEGER, do_not_disturb INTEGER NOT NULL, online INTEGER NOT NULL, owner INTEGER,
    stage INTEGER
);
CREATE TABLE links (
    person INTEGER NOT NULL, kind INTEGER NOT NULL, place INTEGER NOT NULL, parent INTEGER NOT NULL,
    state INTEGER NOT NULL, value TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (person, kind, place)
) WITHOUT ROWID;
CREATE TABLE definitions (
    kind INTEGER NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL, detail TEXT NOT NULL,
    PRIMARY KEY (kind, place)
) WITHOUT ROWID;
";
// Made after the rows, which is quicker.
const INDEXES: &str = "
CREATE INDEX people_by_creation ON people (created);
CREATE INDEX people_by_phone ON people (phone);
CREATE INDEX people_by_email ON people (email);
";

impl Store {
    /// Opens the database and fills it with people if it is new. `prepare` brings a person in line with the
    /// rules of the vendor, such as that a telephone number is unique.
    pub(crate) fn open(
        storage: &Storage,
        slug: &str,
        world: World,
        oddities: Oddities,
        prepare: fn(&mut Person),
    ) -> std::result::Result<Self, OpenError> {
        let connection = match storage {
            Storage::Memory => Connection::open_in_memory()?,
            Storage::File(path) => Connection::open(path)?,
        };
        let World {
            seed,
            contacts,
            now,
        } = world;
        let mut store = Self {
            connection,
            ids: Ids { seed },
            now,
            oddities,
        };
        let owner = format!("{slug} with {contacts} contacts from seed {seed} at {now}");
        match store.owner()? {
            None => store.fill(&owner, world, prepare)?,
            Some(found) if found == owner => {}
            Some(found) => return Err(OpenError::Foreign(found)),
        }
        Ok(store)
    }

    fn owner(&self) -> Result<Option<String>> {
        let tables: i64 =
            self.connection
                .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        match tables {
            0 => Ok(None),
            _ => self
                .connection
                .query_row("SELECT owner FROM sandbox", [], |row| row.get(0))
                .map(Some),
        }
    }

    fn fill(&mut self, owner: &str, world: World, prepare: fn(&mut Person)) -> Result<()> {
        let transaction = self.connection.transaction()?;
        transaction.execute_batch(SCHEMA)?;
        {
            let mut definition =
                transaction.prepare("INSERT INTO definitions VALUES (?, ?, ?, ?)")?;
            let mut previous = (0, 0);
            for (kind, name, detail) in DEFINITIONS {
                let kind = *kind as i64;
                previous = (
                    kind,
                    if previous.0 == kind {
                        previous.1 + 1
                    } else {
                        1
                    },
                );
                definition.execute(params![kind, previous.1, name, detail])?;
            }
            let mut row = transaction
                .prepare("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")?;
            let mut link = transaction.prepare("INSERT INTO links VALUES (?, ?, ?, ?, ?, ?, ?)")?;
            for n in 1..=world.contacts {
                let mut person = world.person(n);
                prepare(&mut person);
                let p = &person;
                row.execute(params![
                    p.n,
                    p.given,
                    p.surname,
                    p.email,
                    p.phone,
                    p.identifier,
                    p.gender,
                    p.language,
                    p.time_zone,
                    p.country,
                    p.country_code,
                    p.city,
                    p.company,
                    p.source,
                    p.created,
                    p.updated,
                    p.active,
                    p.blocked,
                    p.do_not_disturb,
                    p.online,
                    p.owner,
                    p.stage
                ])?;
                for l in world.links(&person) {
                    link.execute(params![
                        l.person, l.kind, l.place, l.parent, l.state, l.value, l.at
                    ])?;
                }
            }
        }
        transaction.execute_batch(INDEXES)?;
        transaction.execute("INSERT INTO sandbox VALUES (?)", [owner])?;
        transaction.commit()
    }

    /// What is odd about the record of this person.
    pub(crate) fn odd(&self, n: i64) -> Option<Odd> {
        match self.oddities {
            Oddities::BrokenRecords if n % 1000 == 14 => Some(Odd::Broken),
            Oddities::Off => None,
            _ if n % 97 == 41 => Some(Odd::EnumValue),
            _ if n % 89 == 17 => Some(Odd::Property),
            _ => None,
        }
    }

    /// How many people the filter lets through.
    pub(crate) fn count(&self, filter: &Filter) -> Result<u64> {
        let sql = format!("SELECT count(*) FROM people WHERE {}", filter.sql);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let count: i64 = statement.query_row(params_from_iter(&filter.values), |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }

    /// A slice of the people that the filter lets through.
    pub(crate) fn people(&self, filter: &Filter, slice: Slice<'_>) -> Result<Vec<Person>> {
        let sql = format!(
            "SELECT * FROM people WHERE {} ORDER BY {} LIMIT ? OFFSET ?",
            filter.sql, slice.order
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement
            .query_map(params_from_iter(&slice.bind(filter)), person)?
            .collect()
    }

    /// The first person that the filter lets through.
    pub(crate) fn first(&self, filter: &Filter) -> Result<Option<Person>> {
        Ok(self
            .people(
                filter,
                Slice {
                    order: "n",
                    limit: 1,
                    offset: 0,
                },
            )?
            .pop())
    }

    /// The person with this number.
    pub(crate) fn person(&self, n: i64) -> Result<Option<Person>> {
        self.first(&Filter::all().and("n = ?", n))
    }

    /// What of one kind hangs on a person, in the order in which it came.
    pub(crate) fn links(&self, person: i64, kind: Kind) -> Result<Vec<Link>> {
        let sql = "SELECT * FROM links WHERE person = ? AND kind = ? ORDER BY place";
        let mut statement = self.connection.prepare_cached(sql)?;
        statement.query_map([person, kind as i64], link)?.collect()
    }

    /// The link with this serial number.
    pub(crate) fn link(&self, kind: Kind, serial: i64) -> Result<Option<Link>> {
        let sql = "SELECT * FROM links WHERE person = ? AND kind = ? AND place = ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        statement
            .query_map([serial / PLACES, kind as i64, serial % PLACES], link)?
            .next()
            .transpose()
    }

    /// How many links of the whole account the filter lets through.
    pub(crate) fn count_links(&self, filter: &Filter) -> Result<u64> {
        let sql = format!("SELECT count(*) FROM links WHERE {}", filter.sql);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let count: i64 = statement.query_row(params_from_iter(&filter.values), |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }

    /// A slice of the links of the whole account that the filter lets through.
    pub(crate) fn links_of_all(&self, filter: &Filter, slice: Slice<'_>) -> Result<Vec<Link>> {
        let sql = format!(
            "SELECT * FROM links WHERE {} ORDER BY {} LIMIT ? OFFSET ?",
            filter.sql, slice.order
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement
            .query_map(params_from_iter(&slice.bind(filter)), link)?
            .collect()
    }

    /// The definitions of one kind, by their places.
    pub(crate) fn definitions(&self, kind: Kind) -> Result<Vec<Definition>> {
        let sql = "SELECT place, name, detail FROM definitions WHERE kind = ? ORDER BY place";
        let mut statement = self.connection.prepare_cached(sql)?;
        statement.query_map([kind as i64], definition)?.collect()
    }

    /// One definition.
    pub(crate) fn definition(&self, kind: Kind, place: i64) -> Result<Option<Definition>> {
        let sql = "SELECT place, name, detail FROM definitions WHERE kind = ? AND place = ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        statement
            .query_map([kind as i64, place], definition)?
            .next()
            .transpose()
    }

    /// The links of one kind of a person, each with the definition that it belongs to.
    pub(crate) fn defined(&self, person: i64, kind: Kind) -> Result<Vec<(Link, Definition)>> {
        let sql =
            "SELECT links.*, definitions.place, definitions.name, definitions.detail FROM links
            JOIN definitions ON definitions.kind = links.kind AND definitions.place = links.parent
            WHERE person = ? AND links.kind = ? ORDER BY links.place";
        let mut statement = self.connection.prepare_cached(sql)?;
        let pair = |row: &Row<'_>| {
            let definition = Definition {
                place: row.get(7)?,
                name: row.get(8)?,
                detail: row.get(9)?,
            };
            Ok((link(row)?, definition))
        };
        statement.query_map([person, kind as i64], pair)?.collect()
    }
}

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
        self.sql = format!("({}) AND ({})", self.sql, other.sql);
        self.values.extend(other.values.iter().cloned());
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
}

/// Which part of a list in which order. The order is fixed SQL text, never a caller's.
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

    fn bind(self, filter: &Filter) -> Vec<Value> {
        let whole = |number| Value::Integer(i64::try_from(number).unwrap_or(i64::MAX));
        let mut values = filter.values.clone();
        values.extend([whole(self.limit), whole(self.offset)]);
        values
    }
}

fn person(row: &Row<'_>) -> Result<Person> {
    Ok(Person {
        n: row.get(0)?,
        given: row.get(1)?,
        surname: row.get(2)?,
        email: row.get(3)?,
        phone: row.get(4)?,
        identifier: row.get(5)?,
        gender: row.get(6)?,
        language: row.get(7)?,
        time_zone: row.get(8)?,
        country: row.get(9)?,
        country_code: row.get(10)?,
        city: row.get(11)?,
        company: row.get(12)?,
        source: row.get(13)?,
        created: row.get(14)?,
        updated: row.get(15)?,
        active: row.get(16)?,
        blocked: row.get(17)?,
        do_not_disturb: row.get(18)?,
        online: row.get(19)?,
        owner: row.get(20)?,
        stage: row.get(21)?,
    })
}

fn link(row: &Row<'_>) -> Result<Link> {
    Ok(Link {
        person: row.get(0)?,
        kind: row.get(1)?,
        place: row.get(2)?,
        parent: row.get(3)?,
        state: row.get(4)?,
        value: row.get(5)?,
        at: row.get(6)?,
    })
}

fn definition(row: &Row<'_>) -> Result<Definition> {
    Ok(Definition {
        place: row.get(0)?,
        name: row.get(1)?,
        detail: row.get(2)?,
    })
}
