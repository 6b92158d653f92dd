//! Invented people, who come into the tables only when they must.
//!
//! A person is in the table `people`, or still in the seed, or in the table `gone`. Whoever is written goes
//! into the table alone. A question that only SQL can answer, such as a search, brings everybody there; a
//! question about what hangs on everybody brings that. Numbers, and with them pages in the order of creation,
//! are worked out without asking anybody.

use std::collections::BTreeMap;

use rusqlite::OptionalExtension as _;

use super::{Result, State, Store, rows, schema};
use crate::ids::Kind;
use crate::people::{Link, Person};

impl Store {
    /// A person as the seed has it, whatever was written since.
    pub(super) fn seeded(&self, n: i64) -> Option<Person> {
        self.is_seeded(n).then(|| {
            let mut person = self.world.person(n);
            (self.prepare)(&mut person);
            person
        })
    }

    /// Whether this number belongs to an invented person rather than to one that was created later.
    pub(crate) fn is_seeded(&self, n: i64) -> bool {
        (1..=self.world.contacts).contains(&n)
    }

    /// Somebody new, as the seed would have it, created just now.
    pub(crate) fn newcomer(&self) -> Person {
        let mut person = self.world.person(self.state.get().last + 1);
        (self.prepare)(&mut person);
        Person {
            created: self.now,
            updated: self.now,
            active: None,
            blocked: None,
            ..person
        }
    }

    /// What hangs on a person by the seed, without the tags and the like that the account has no longer.
    fn seeded_links(&self, n: i64) -> Result<Vec<Link>> {
        let Some(person) = self.seeded(n) else {
            return Ok(Vec::new());
        };
        let mut links = self.world.links(&person);
        for kind in [Kind::Tag, Kind::Field, Kind::Inbox, Kind::Campaign] {
            let definitions = self.definitions(kind)?;
            links.retain(|link| {
                link.kind != kind as i64
                    || definitions.iter().any(|known| known.place == link.parent)
            });
        }
        Ok(links)
    }

    /// What hangs on a person whose links are still in the seed.
    pub(super) fn links_from_seed(&self, n: i64, kind: Kind) -> Result<Vec<Link>> {
        let known = self.remembered.borrow().links_of == n;
        if !known {
            let links = self.seeded_links(n)?;
            let mut remembered = self.remembered.borrow_mut();
            remembered.links_of = n;
            remembered.links = links;
        }
        let remembered = self.remembered.borrow();
        let own = remembered
            .links
            .iter()
            .filter(|link| link.kind == kind as i64);
        Ok(own.cloned().collect())
    }

    /// Whether what hangs on a person is in the table.
    pub(super) fn links_are_stored(&self, n: i64) -> Result<bool> {
        if self.state.get().all_links || n > self.world.contacts {
            return Ok(true);
        }
        let sql = "SELECT TRUE FROM linked WHERE person = ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row([n], |_| Ok(())).optional()?.is_some())
    }

    /// Brings what hangs on one person into the table.
    pub(super) fn store_links(&self, n: i64) -> Result<()> {
        if self.links_are_stored(n)? {
            return Ok(());
        }
        let mut statement = self.connection.prepare_cached(rows::INSERT_LINK)?;
        for link in self.seeded_links(n)? {
            rows::write_link(&mut statement, &link)?;
        }
        let sql = "INSERT INTO linked VALUES (?)";
        self.connection.prepare_cached(sql)?.execute([n]).map(drop)
    }

    /// Brings everybody into the tables whom a question in this SQL may be about.
    pub(super) fn store_all(&self, sql: &str) -> Result<()> {
        if !self.state.get().all_people {
            self.store_all_people()?;
        }
        if !self.state.get().all_links && sql.contains("links") {
            self.store_all_links()?;
        }
        Ok(())
    }

    fn store_all_people(&self) -> Result<()> {
        let known = self.numbers("SELECT n FROM people UNION SELECT n FROM gone ORDER BY n")?;
        self.connection.execute_batch(schema::DROP_PEOPLE_INDEXES)?;
        let mut statement = self.connection.prepare(rows::INSERT_PERSON)?;
        for n in missing(self.world.contacts, &known) {
            if let Some(person) = self.seeded(n) {
                rows::write_person(&mut statement, &person)?;
            }
        }
        self.connection.execute_batch(schema::PEOPLE_INDEXES)?;
        self.set_state(State {
            all_people: true,
            ..self.state.get()
        })
    }

    pub(super) fn store_all_links(&self) -> Result<()> {
        let known =
            self.numbers("SELECT person FROM linked UNION SELECT n FROM gone ORDER BY 1")?;
        let mut statement = self.connection.prepare(rows::INSERT_LINK)?;
        for n in missing(self.world.contacts, &known) {
            for link in self.seeded_links(n)? {
                rows::write_link(&mut statement, &link)?;
            }
        }
        self.connection.execute("DELETE FROM linked", [])?;
        self.set_state(State {
            all_links: true,
            ..self.state.get()
        })
    }

    pub(super) fn set_state(&self, state: State) -> Result<()> {
        schema::set_state(&self.connection, state)?;
        self.state.set(state);
        Ok(())
    }

    fn numbers(&self, sql: &str) -> Result<Vec<i64>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        statement.query_map([], |row| row.get(0))?.collect()
    }

    /// The people with these numbers, which all exist, from the table or from the seed.
    pub(super) fn people_numbered(&self, numbers: &[i64]) -> Result<Vec<Person>> {
        let (Some(least), Some(greatest)) = (numbers.iter().min(), numbers.iter().max()) else {
            return Ok(Vec::new());
        };
        let sql = "SELECT * FROM people WHERE n BETWEEN ? AND ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut stored = BTreeMap::new();
        for person in statement.query_map([least, greatest], rows::person)? {
            let person = person?;
            stored.insert(person.n, person);
        }
        let found = numbers
            .iter()
            .filter_map(|n| stored.remove(n).or_else(|| self.seeded(*n)));
        Ok(found.collect())
    }

    /// The numbers of whoever is there, from this position on, in the order of creation or against it.
    pub(super) fn numbers_at(
        &self,
        latest_first: bool,
        limit: u64,
        offset: u64,
    ) -> Result<Vec<i64>> {
        let gone = self.gone()?;
        let last = self.state.get().last;
        let there = last - i64::try_from(gone.len()).unwrap_or(i64::MAX);
        let Some(offset) = i64::try_from(offset).ok().filter(|offset| *offset < there) else {
            return Ok(Vec::new());
        };
        let (start, end, step) = if latest_first {
            (nth(&gone, there - 1 - offset), 0, -1)
        } else {
            (nth(&gone, offset), last + 1, 1)
        };
        let mut numbers = Vec::new();
        let mut n = start;
        while n != end && u64::try_from(numbers.len()).is_ok_and(|length| length < limit) {
            if gone.binary_search(&n).is_err() {
                numbers.push(n);
            }
            n += step;
        }
        Ok(numbers)
    }

    /// How many people there are.
    pub(super) fn everybody(&self) -> Result<u64> {
        let gone = u64::try_from(self.gone()?.len()).unwrap_or(u64::MAX);
        Ok(self.state.get().last.unsigned_abs().saturating_sub(gone))
    }

    /// The numbers of whoever was removed, rising.
    pub(super) fn gone(&self) -> Result<std::sync::Arc<[i64]>> {
        if let Some(gone) = &self.remembered.borrow().gone {
            return Ok(gone.clone());
        }
        let gone: std::sync::Arc<[i64]> = self.numbers("SELECT n FROM gone ORDER BY n")?.into();
        self.remembered.borrow_mut().gone = Some(gone.clone());
        Ok(gone)
    }
}

/// The number at this position, from 0, among those that are not gone.
fn nth(gone: &[i64], position: i64) -> i64 {
    let (mut low, mut high) = (0, gone.len());
    // How many of the gone come before: those with at most `position` others before them that are there.
    while low < high {
        let middle = low.midpoint(high);
        let there_before = gone.get(middle).map_or(i64::MAX, |n| n - 1 - whole(middle));
        if there_before <= position {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    position + 1 + whole(low)
}

fn whole(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// The numbers from 1 to `last` that are not in the rising list.
fn missing(last: i64, known: &[i64]) -> impl Iterator<Item = i64> {
    let mut known = known.iter().copied().peekable();
    (1..=last).filter(move |n| {
        while known.next_if(|other| other < n).is_some() {}
        known.next_if_eq(n).is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_skip_whoever_is_gone() {
        for gone in [&[][..], &[1], &[3, 4, 9], &[1, 2, 3, 4, 5, 6, 7, 8, 9]] {
            let there: Vec<i64> = (1..=12).filter(|n| !gone.contains(n)).collect();
            let found: Vec<i64> = (0..whole(there.len()))
                .map(|position| nth(gone, position))
                .collect();
            assert_eq!(found, there);
            assert_eq!(missing(12, gone).collect::<Vec<_>>(), there);
        }
    }
}
