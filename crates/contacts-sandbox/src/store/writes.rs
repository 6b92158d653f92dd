//! Creating, changing and removing people, what hangs on them, and definitions. Numbers and places that
//! were given once are never given again, so an identifier names one thing for ever.

use rusqlite::params;

use super::{Definition, Result, State, Store, rows};
use crate::ids::Kind;
use crate::people::{Link, PLACES, Person};

impl Store {
    /// Adds a person, whose number is given here.
    pub(crate) fn insert_person(&self, person: Person) -> Result<Person> {
        let state = self.state.get();
        let last = state.last + 1;
        let person = Person { n: last, ..person };
        self.set_state(State { last, ..state })?;
        self.update_person(&person)?;
        Ok(person)
    }

    /// Stores a person that exists in the place of the one with the same number.
    pub(crate) fn update_person(&self, person: &Person) -> Result<()> {
        let mut statement = self.connection.prepare_cached(rows::INSERT_PERSON)?;
        rows::write_person(&mut statement, person)?;
        self.forget()
    }

    /// Removes a person with all that hangs on it, and says whether it was there.
    pub(crate) fn remove_person(&self, n: i64) -> Result<bool> {
        if self.person(n)?.is_none() {
            return Ok(false);
        }
        for sql in [
            "INSERT INTO gone VALUES (?)",
            "DELETE FROM people WHERE n = ?",
            "DELETE FROM links WHERE person = ?",
            "DELETE FROM linked WHERE person = ?",
        ] {
            self.connection.prepare_cached(sql)?.execute([n])?;
        }
        self.forget()?;
        Ok(true)
    }

    /// Removes whoever was created first and whoever was created last.
    pub(crate) fn remove_first_and_last(&self) -> Result<()> {
        for latest_first in [false, true] {
            for n in self.numbers_at(latest_first, 1, 0)? {
                self.remove_person(n)?;
            }
        }
        Ok(())
    }

    /// Hangs something on a person; its place is given here.
    pub(crate) fn add_link(&self, link: Link) -> Result<Link> {
        let last = |links: Vec<Link>| links.last().map_or(0, |last| last.place);
        let kind = link.kind;
        self.store_links(link.person)?;
        let sql = "SELECT * FROM links WHERE person = ? AND kind = ? ORDER BY place DESC LIMIT 1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement
            .query_map([link.person, kind], rows::link)?
            .collect::<Result<Vec<_>>>()?;
        let place = self.serial_after(&format!("link {kind} of {}", link.person), last(found))?;
        if place >= PLACES {
            return Err(rusqlite::Error::IntegralValueOutOfRange(2, place));
        }
        let link = Link { place, ..link };
        self.update_link(&link)?;
        Ok(link)
    }

    /// Stores a link that exists in the place of the one with the same person, kind and place.
    pub(crate) fn update_link(&self, link: &Link) -> Result<()> {
        self.store_links(link.person)?;
        let mut statement = self.connection.prepare_cached(rows::INSERT_LINK)?;
        rows::write_link(&mut statement, link)?;
        self.forget()
    }

    /// Removes a link.
    pub(crate) fn remove_link(&self, link: &Link) -> Result<()> {
        self.store_links(link.person)?;
        let sql = "DELETE FROM links WHERE person = ? AND kind = ? AND place = ?";
        let key = [link.person, link.kind, link.place];
        self.connection.prepare_cached(sql)?.execute(key)?;
        self.forget()
    }

    /// Adds a definition to the account; its place is given here.
    pub(crate) fn define(&self, kind: Kind, name: &str, detail: &str) -> Result<Definition> {
        let last = self.definitions(kind)?.last().map_or(0, |last| last.place);
        let place = self.serial_after(&format!("definition {}", kind as i64), last)?;
        let definition = Definition {
            place,
            name: name.to_owned(),
            detail: detail.to_owned(),
        };
        self.redefine(kind, &definition)?;
        Ok(definition)
    }

    /// Stores a definition that exists in the place of the one with the same place.
    pub(crate) fn redefine(&self, kind: Kind, definition: &Definition) -> Result<()> {
        let Definition {
            place,
            name,
            detail,
        } = definition;
        let sql = "INSERT OR REPLACE INTO definitions VALUES (?, ?, ?, ?)";
        self.connection
            .prepare_cached(sql)?
            .execute(params![kind as i64, place, name, detail])?;
        self.forget()
    }

    /// Removes a definition from the account and from everybody.
    pub(crate) fn undefine(&self, kind: Kind, place: i64) -> Result<()> {
        for sql in [
            "DELETE FROM definitions WHERE kind = ? AND place = ?",
            "DELETE FROM links WHERE kind = ? AND parent = ?",
        ] {
            self.connection
                .prepare_cached(sql)?
                .execute([kind as i64, place])?;
        }
        self.forget()
    }
}
