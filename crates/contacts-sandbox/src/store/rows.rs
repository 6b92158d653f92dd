//! Rows of the tables as values, and back.

use rusqlite::{Row, Statement, params};

use super::Result;
use crate::people::{Link, Person};

/// A tag, custom field, inbox or campaign of the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Definition {
    pub(crate) place: i64,
    pub(crate) name: String,
    pub(crate) detail: String,
}

pub(super) const INSERT_PERSON: &str = "INSERT OR REPLACE INTO people VALUES
    (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
pub(super) const INSERT_LINK: &str = "INSERT OR REPLACE INTO links VALUES (?, ?, ?, ?, ?, ?, ?)";

pub(super) fn write_person(statement: &mut Statement<'_>, person: &Person) -> Result<()> {
    let Person {
        n,
        given,
        surname,
        email,
        phone,
        identifier,
        gender,
        language,
        time_zone,
        country,
        country_code,
        city,
        company,
        source,
        created,
        updated,
        active,
        blocked,
        do_not_disturb,
        online,
        owner,
        stage,
    } = person;
    statement
        .execute(params![
            n,
            given,
            surname,
            email,
            phone,
            identifier,
            gender,
            language,
            time_zone,
            country,
            country_code,
            city,
            company,
            source,
            created,
            updated,
            active,
            blocked,
            do_not_disturb,
            online,
            owner,
            stage
        ])
        .map(drop)
}

pub(super) fn write_link(statement: &mut Statement<'_>, link: &Link) -> Result<()> {
    let Link {
        person,
        kind,
        place,
        parent,
        state,
        value,
        at,
    } = link;
    statement
        .execute(params![person, kind, place, parent, state, value, at])
        .map(drop)
}

pub(super) fn person(row: &Row<'_>) -> Result<Person> {
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

pub(super) fn link(row: &Row<'_>) -> Result<Link> {
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

pub(super) fn definition(row: &Row<'_>) -> Result<Definition> {
    Ok(Definition {
        place: row.get(0)?,
        name: row.get(1)?,
        detail: row.get(2)?,
    })
}
