//! Looking up single people, what hangs on them, and the definitions of the account.

use std::sync::Arc;

use rusqlite::Row;

use super::{Definition, Result, Store, rows};
use crate::ids::Kind;
use crate::people::{Link, PLACES, Person, World};

impl Store {
    /// The person with this number.
    pub(crate) fn person(&self, n: i64) -> Result<Option<Person>> {
        let there = n >= 1 && n <= self.state.get().last && self.gone()?.binary_search(&n).is_err();
        if !there {
            return Ok(None);
        }
        Ok(self.people_numbered(&[n])?.pop())
    }

    /// Whoever has exactly this telephone number, in the order of creation.
    pub(crate) fn with_phone(&self, phone: &str) -> Result<Vec<Person>> {
        let candidates = self.world.numbers_with_phone(phone);
        self.with("phone = ?", phone, candidates, |person| {
            person.phone.as_deref() == Some(phone)
        })
    }

    /// Whoever has this e-mail address, whatever the case of its letters, in the order of creation.
    pub(crate) fn with_email(&self, email: &str) -> Result<Vec<Person>> {
        let candidates = World::number_in_email(email).into_iter();
        self.with("email = ? COLLATE NOCASE", email, candidates, |person| {
            let own = person.email.as_deref();
            own.is_some_and(|own| own.eq_ignore_ascii_case(email))
        })
    }

    /// Whoever has exactly this identifier, in the order of creation.
    pub(crate) fn with_identifier(&self, identifier: &str) -> Result<Vec<Person>> {
        let candidates = World::number_in_identifier(identifier).into_iter();
        self.with("identifier = ?", identifier, candidates, |person| {
            person.identifier.as_deref() == Some(identifier)
        })
    }

    /// The table by its index, and of the seed only those whom the value can belong to.
    fn with(
        &self,
        sql: &str,
        value: &str,
        candidates: impl Iterator<Item = i64>,
        matches: impl Fn(&Person) -> bool,
    ) -> Result<Vec<Person>> {
        let sql = format!("SELECT * FROM people WHERE {sql} ORDER BY n");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut found = statement
            .query_map([value], rows::person)?
            .collect::<Result<Vec<_>>>()?;
        if !self.state.get().all_people {
            for n in candidates
                .filter(|n| found.iter().all(|person| person.n != *n))
                .collect::<Vec<_>>()
            {
                found.extend(self.person(n)?.filter(&matches));
            }
            found.sort_by_key(|person| person.n);
        }
        Ok(found)
    }

    /// What of one kind hangs on a person, in the order in which it came.
    pub(crate) fn links(&self, person: i64, kind: Kind) -> Result<Vec<Link>> {
        if !self.links_are_stored(person)? {
            return match self.gone()?.binary_search(&person) {
                Ok(_) => Ok(Vec::new()),
                Err(_) => self.links_from_seed(person, kind),
            };
        }
        let sql = "SELECT * FROM links WHERE person = ? AND kind = ? ORDER BY place";
        let mut statement = self.connection.prepare_cached(sql)?;
        statement
            .query_map([person, kind as i64], rows::link)?
            .collect()
    }

    /// The link with this serial number.
    pub(crate) fn link(&self, kind: Kind, serial: i64) -> Result<Option<Link>> {
        let links = self.links(serial / PLACES, kind)?;
        Ok(links.into_iter().find(|link| link.place == serial % PLACES))
    }

    /// The links of one kind of a person, each with the definition that it belongs to.
    pub(crate) fn defined(&self, person: i64, kind: Kind) -> Result<Vec<(Link, Definition)>> {
        let definitions = self.definitions(kind)?;
        let pair = |link: Link| {
            let definition = definitions
                .iter()
                .find(|known| known.place == link.parent)?;
            Some((link, definition.clone()))
        };
        Ok(self
            .links(person, kind)?
            .into_iter()
            .filter_map(pair)
            .collect())
    }

    /// The definitions of one kind, by their places.
    pub(crate) fn definitions(&self, kind: Kind) -> Result<Arc<[Definition]>> {
        let kind = kind as i64;
        if let Some(known) = self.remembered.borrow().definitions.get(&kind) {
            return Ok(known.clone());
        }
        let sql = "SELECT place, name, detail FROM definitions WHERE kind = ? ORDER BY place";
        let mut statement = self.connection.prepare_cached(sql)?;
        let definition = |row: &Row<'_>| rows::definition(row);
        let found = statement
            .query_map([kind], definition)?
            .collect::<Result<Arc<[_]>>>()?;
        self.remembered
            .borrow_mut()
            .definitions
            .insert(kind, found.clone());
        Ok(found)
    }

    /// One definition.
    pub(crate) fn definition(&self, kind: Kind, place: i64) -> Result<Option<Definition>> {
        let definitions = self.definitions(kind)?;
        Ok(definitions
            .iter()
            .find(|known| known.place == place)
            .cloned())
    }
}
