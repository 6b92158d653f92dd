//! The state of one sandbox: an SQLite database with people, what hangs on them, and the account's definitions.
//!
//! The tables are neutral; each vendor renders them in its own words. Whatever a caller asks for arrives as
//! a [`Filter`] of fixed SQL text with bound values. Invented people are not in the tables at first: see
//! [`seeded`] for when they get there.

mod documents;
mod filter;
mod lists;
mod moves;
mod reads;
mod rows;
mod schema;
mod seeded;
mod writes;

use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;

use crate::exchange::{Fault, Outcome};
use crate::ids::Ids;
use crate::oddities::{Forced, Oddities};
use crate::people::{Person, World};
use crate::snapshot::Snapshot;

pub(crate) use crate::oddities::Odd;
pub(crate) use filter::{Filter, Slice};
pub(crate) use rows::Definition;

/// Where a sandbox keeps its state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Storage {
    /// Gone when the sandbox stops. What does not fit into a cache of 64 MiB goes to a temporary file.
    #[default]
    Memory,
    /// In this file, which outlives the process, but not a power cut. A file that another sandbox of the same
    /// vendor, seed, count and clock left behind is taken up again.
    File(PathBuf),
}

/// Why a store can't be opened or restored.
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

/// How many statements are kept ready.
const STATEMENTS: usize = 64;

/// An open sandbox database.
pub(crate) struct Store {
    connection: Connection,
    world: World,
    prepare: fn(&mut Person),
    pub(crate) ids: Ids,
    /// The time it is in the sandbox, Unix seconds.
    pub(crate) now: i64,
    pub(crate) oddities: Oddities,
    /// What is odd for the length of this request.
    pub(crate) forced: Cell<Forced>,
    /// What the table `sandbox` says.
    state: Cell<State>,
    /// What was read from the tables since the last write.
    remembered: RefCell<lists::Remembered>,
}

/// How far the tables are filled.
#[derive(Clone, Copy, Debug, Default)]
struct State {
    /// The greatest number that a person ever had.
    last: i64,
    /// Whether all invented people are in the tables, rather than those that were written.
    all_people: bool,
    /// Whether all that hangs on them is.
    all_links: bool,
}

impl Store {
    /// Opens the database; no person is made yet. `prepare` brings a person in line with the rules of the
    /// vendor, such as that a telephone number is unique.
    pub(crate) fn open(
        storage: &Storage,
        slug: &str,
        world: World,
        oddities: Oddities,
        prepare: fn(&mut Person),
    ) -> std::result::Result<Self, OpenError> {
        let connection = match storage {
            // An empty name is a database in memory that moves to a temporary file as it grows.
            Storage::Memory => Connection::open("")?,
            Storage::File(path) => Connection::open(path)?,
        };
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        connection.execute_batch(schema::SETTINGS)?;
        let store = Self {
            connection,
            world,
            prepare,
            ids: Ids { seed: world.seed },
            now: world.now,
            oddities,
            forced: Cell::default(),
            state: Cell::default(),
            remembered: RefCell::default(),
        };
        let owner = world.owner(slug);
        match schema::owner(&store.connection)? {
            None => schema::create(&store.connection, &owner, world.contacts)?,
            Some(found) if found == owner => {}
            Some(found) => return Err(OpenError::Foreign(found)),
        }
        store.refresh()?;
        Ok(store)
    }

    /// Does all of the work or none of it: a fault of the store undoes what was written. A refusal does not,
    /// since vendors refuse half-way too.
    pub(crate) fn transact<T>(&self, work: impl FnOnce(&Self) -> Outcome<T>) -> Outcome<T> {
        if !self.connection.is_autocommit() {
            // The work before ended in a panic.
            self.roll_back()?;
        }
        self.connection.execute_batch("BEGIN")?;
        match work(self) {
            Err(Fault::Store(error)) => {
                self.roll_back()?;
                Err(Fault::Store(error))
            }
            outcome => match self.connection.execute_batch("COMMIT") {
                Ok(()) => outcome,
                Err(error) => {
                    self.roll_back()?;
                    Err(Fault::Store(error))
                }
            },
        }
    }

    fn roll_back(&self) -> Result<()> {
        // SQLite may have rolled back by itself, as it does when the disk is full.
        if !self.connection.is_autocommit() {
            self.connection.execute_batch("ROLLBACK")?;
        }
        self.refresh()
    }

    /// Reads the state anew, and forgets all else that was remembered.
    fn refresh(&self) -> Result<()> {
        self.state.set(schema::state(&self.connection)?);
        self.forget()
    }
}

impl Store {
    /// The whole state.
    pub(crate) fn snapshot(&mut self) -> Result<Snapshot> {
        Ok(Snapshot::new(&self.connection.serialize("main")?))
    }

    /// Goes back to a state of this sandbox or of one with the same options.
    pub(crate) fn restore(
        &mut self,
        slug: &str,
        snapshot: &Snapshot,
    ) -> std::result::Result<(), OpenError> {
        let bytes = snapshot.bytes();
        let mut other = Connection::open_in_memory()?;
        other.deserialize_read_exact("main", bytes, bytes.len(), true)?;
        let owner = schema::owner(&other)?.unwrap_or_default();
        if owner != self.world.owner(slug) {
            return Err(OpenError::Foreign(owner));
        }
        let backup = Backup::new(&other, &mut self.connection)?;
        backup.run_to_completion(i32::MAX, Duration::ZERO, None)?;
        drop(backup);
        Ok(self.refresh()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Kind;
    use crate::people::Link;

    fn store(contacts: i64) -> Store {
        let world = World {
            seed: 1,
            contacts,
            now: 1_786_795_200,
        };
        Store::open(&Storage::Memory, "insighto", world, Oddities::Off, |_| {}).unwrap()
    }

    fn write(store: &Store) -> Outcome<()> {
        store.insert_person(store.newcomer())?;
        store.remove_person(1)?;
        store.define(Kind::Tag, "new", "")?;
        store.undefine(Kind::Tag, 1)?;
        store.put_document("kind", "key", &1.into())?;
        Ok(())
    }

    fn look(store: &Store) -> impl PartialEq + std::fmt::Debug {
        let people = store
            .people(&Filter::all(), Slice::page("n", 1, 100))
            .unwrap();
        let tags = store.definitions(Kind::Tag).unwrap();
        let links: Vec<_> = people
            .iter()
            .map(|person| store.links(person.n, Kind::Tag).unwrap())
            .collect();
        (people, tags, links, store.document("kind", "key").unwrap())
    }

    #[test]
    fn a_fault_of_the_store_undoes_what_was_written() {
        let store = store(20);
        let before = look(&store);
        let failed = store.transact(|store| {
            write(store)?;
            // Everybody comes into the tables, and goes back where he was.
            store.count(&Filter::all().and_fixed("email IS NOT NULL"))?;
            store.links_of_all(&Filter::all(), Slice::page("person, kind, place", 1, 1))?;
            Err::<(), _>(rusqlite::Error::InvalidQuery.into())
        });
        assert!(matches!(failed, Err(Fault::Store(_))));
        assert_eq!(look(&store), before);
        let refused = store.transact(|store| {
            write(store)?;
            Err::<(), _>(crate::exchange::Answer::empty(409).into())
        });
        assert!(matches!(refused, Err(Fault::Answer(_))));
        assert_ne!(look(&store), before);
    }

    #[test]
    fn numbers_and_places_are_never_given_again() {
        let store = store(3);
        assert!(store.remove_person(3).unwrap() && !store.remove_person(3).unwrap());
        assert_eq!(store.insert_person(store.newcomer()).unwrap().n, 4);
        assert!(store.remove_person(4).unwrap());
        assert_eq!(store.insert_person(store.newcomer()).unwrap().n, 5);
        let note = Link {
            person: 1,
            kind: Kind::Note as i64,
            ..Link::default()
        };
        // The first person has 30 notes from the seed.
        let added = store.add_link(note.clone()).unwrap();
        assert_eq!(added.place, 31);
        store.remove_link(&added).unwrap();
        assert_eq!(store.add_link(note).unwrap().place, 32);
        let tag = store.define(Kind::Tag, "one", "").unwrap();
        store.undefine(Kind::Tag, tag.place).unwrap();
        assert_eq!(
            store.define(Kind::Tag, "two", "").unwrap().place,
            tag.place + 1
        );
    }

    #[test]
    fn look_ups_find_the_same_before_and_after_everybody_is_stored() {
        let (seeded, stored) = (store(75_000), store(75_000));
        stored
            .count(&Filter::all().and_fixed("email IS NOT NULL"))
            .unwrap();
        for n in [1, 58, 59, 74_958, 74_959, 74_999] {
            let person = seeded.person(n).unwrap().unwrap();
            assert_eq!(stored.person(n).unwrap().as_ref(), Some(&person));
            let phone = person.phone.unwrap();
            assert_eq!(
                seeded.with_phone(&phone).unwrap(),
                stored.with_phone(&phone).unwrap()
            );
            assert!(
                seeded
                    .with_phone(&phone)
                    .unwrap()
                    .iter()
                    .any(|found| found.n == n)
            );
            if let Some(email) = person.email {
                let found = seeded.with_email(&email.to_uppercase()).unwrap();
                assert_eq!(found, stored.with_email(&email).unwrap());
                assert_eq!(found.len(), 1);
            }
        }
        let identifier = seeded.person(4).unwrap().unwrap().identifier.unwrap();
        assert_eq!(
            seeded.with_identifier(&identifier).unwrap(),
            stored.with_identifier(&identifier).unwrap()
        );
        for nobody in [
            "",
            "+1",
            "+12025550",
            "é",
            "x@example.com",
            "a.0@example.com",
            "CRM-",
            "CRM-x",
        ] {
            assert!(seeded.with_phone(nobody).unwrap().is_empty());
            assert!(seeded.with_email(nobody).unwrap().is_empty());
            assert!(seeded.with_identifier(nobody).unwrap().is_empty());
        }
    }
}
