//! Invented people, the same ones for the same seed and count on every machine.
//!
//! Edge cases come at fixed numbers, so that a handful of contacts has most of them and a test can name
//! them. With `n` the number of a person, from 1:
//!
//! | which | what |
//! |---|---|
//! | `n = 1` | busy: 23 conversations, 45 messages, 30 notes |
//! | `n % 10 = 3` | no e-mail address |
//! | `n % 10 = 7` | no telephone number |
//! | `n % 100 = 37` | neither of the two, and no identifier |
//! | `n % 100 = 59` | the telephone number of the person before |
//! | `n % 50 = 11` | no name |
//! | `n % 50 = 31` | a name of empty text |
//! | `n % 40 = 21` | no surname |
//! | `n % 20 = 13` | a name written from right to left |
//! | `n % 25 = 9` | an emoji in the name |
//! | `n % 20 = 4` | upper case in the e-mail address |
//! | `n % 4 = 0` | an identifier of a system of the customer |
//! | `n % 30 = 17` | blocked |
//! | `n % 45 = 5` | not to be disturbed |
//! | `n % 8 = 1` | online |
//! | `n % 7 = 2` | never active, without a conversation |
//!
//! Telephone numbers are 555-01xx of the North American plan, which are reserved for fiction; they repeat
//! after about 70,000 people. Addresses end in `example.com` and `example.org`.

mod dice;
mod links;
mod words;

use crate::account;
use dice::Dice;
pub(crate) use links::{Link, PLACES};
use words::{AREAS, COMPANIES, PLACES_OF_RESIDENCE, SOURCES, name, phone};

/// A person, in words that belong to no vendor. Times are Unix seconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Person {
    /// Number within the sandbox, from 1, rising with the time of creation.
    pub(crate) n: i64,
    pub(crate) given: Option<String>,
    pub(crate) surname: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) identifier: Option<String>,
    pub(crate) gender: Option<String>,
    /// Language and country with an underscore, such as `pt_BR`.
    pub(crate) language: Option<String>,
    pub(crate) time_zone: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) country_code: Option<String>,
    pub(crate) city: Option<String>,
    pub(crate) company: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) created: i64,
    pub(crate) updated: i64,
    pub(crate) active: Option<i64>,
    pub(crate) blocked: Option<i64>,
    pub(crate) do_not_disturb: bool,
    pub(crate) online: bool,
    /// Number of the user who owns the contact.
    pub(crate) owner: Option<i64>,
    /// Number of the stage in the pipeline.
    pub(crate) stage: Option<i64>,
}

impl Person {
    /// Somebody who was created just now and of whom nothing is known.
    pub(crate) fn created_at(now: i64) -> Self {
        Self {
            created: now,
            updated: now,
            ..Self::default()
        }
    }

    /// Given name and surname with a space between them, as far as there are any; empty text without.
    pub(crate) fn full_name(&self) -> String {
        let parts = [self.given.as_deref(), self.surname.as_deref()];
        parts
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// What people are made from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) contacts: i64,
    /// The time it is, Unix seconds. Everyone was created in the 400 days before.
    pub(crate) now: i64,
}

const SPAN: i64 = 400 * 24 * 3600;

impl World {
    /// What tells one sandbox's database from another's.
    pub(crate) fn owner(self, slug: &str) -> String {
        let Self {
            seed,
            contacts,
            now,
        } = self;
        format!("{slug} with {contacts} contacts from seed {seed} at {now}")
    }

    /// Whom this telephone number can belong to; few of many.
    pub(crate) fn numbers_with_phone(self, phone: &str) -> impl Iterator<Item = i64> {
        let digits = |from, to| phone.get(from..to)?.parse::<u16>().ok();
        let found = digits(2, 5).zip(digits(10, 12));
        let found = found.and_then(|(area, last)| {
            let place = AREAS.iter().position(|known| *known == area)?;
            Some(100 * i64::try_from(place).ok()? + i64::from(last))
        });
        let round = 100 * i64::try_from(AREAS.len()).unwrap_or(1);
        // `n % 100 = 59` has the number of the person before.
        let first = found.into_iter().flat_map(|first| [first, first + 1]);
        first.flat_map(move |first| {
            (0..=self.contacts / round)
                .map(move |turn| first + turn * round)
                .filter(move |n| (1..=self.contacts).contains(n))
        })
    }

    /// Whom this e-mail address can belong to.
    pub(crate) fn number_in_email(email: &str) -> Option<i64> {
        email.split_once('@')?.0.rsplit_once('.')?.1.parse().ok()
    }

    /// Whom this identifier can belong to.
    pub(crate) fn number_in_identifier(identifier: &str) -> Option<i64> {
        identifier.strip_prefix("CRM-")?.parse().ok()
    }

    /// The person with this number.
    pub(crate) fn person(self, n: i64) -> Person {
        let mut dice = Dice::new(self.seed, n);
        let (name, surname) = name(n, &mut dice);
        let handle = match (&name, &surname) {
            (Some(given), Some(surname))
                if given.is_ascii() && surname.is_ascii() && !given.is_empty() =>
            {
                let name = format!("{given}.{surname}.{n}");
                name.replace(
                    |letter: char| !letter.is_ascii_alphanumeric() && letter != '.',
                    "",
                )
            }
            _ => format!("person.{n}"),
        };
        let handle = if n % 20 == 4 {
            handle
        } else {
            handle.to_ascii_lowercase()
        };
        let domain = if n % 3 == 0 {
            "example.org"
        } else {
            "example.com"
        };
        let nobody = n % 100 == 37;
        let (country, code, city, zone, language) = dice.pick(PLACES_OF_RESIDENCE);
        let created = self.now - SPAN + SPAN * n / (self.contacts + 1);
        let later = |noise: i64| created + noise % (self.now - created).max(1);
        let updated = later(dice.below(1 << 30));
        let quiet = n % 7 == 2;
        Person {
            n,
            given: name,
            surname,
            email: (n % 10 != 3 && !nobody).then(|| format!("{handle}@{domain}")),
            phone: (n % 10 != 7).then(|| phone(if n % 100 == 59 { n - 1 } else { n })),
            identifier: (n % 4 == 0).then(|| format!("CRM-{:06}", n)),
            gender: [Some("female"), Some("male"), Some("unknown"), None]
                .get(dice.index(4))
                .copied()
                .flatten()
                .map(String::from),
            language: Some(language.into()),
            time_zone: Some(zone.into()),
            country: Some(country.into()),
            country_code: Some(code.into()),
            city: Some(city.into()),
            company: (dice.below(3) == 0).then(|| dice.pick(COMPANIES).to_owned()),
            source: Some(dice.pick(SOURCES).into()),
            created,
            updated,
            active: (!quiet).then(|| later(dice.below(1 << 30))),
            blocked: (n % 30 == 17).then_some(updated),
            do_not_disturb: n % 45 == 5,
            online: n % 8 == 1,
            owner: [Some(1), Some(1), Some(2), Some(3), None]
                .get(dice.index(5))
                .copied()
                .flatten(),
            stage: (n % 9 != 0)
                .then(|| 1 + dice.below(i64::try_from(account::STAGES.len()).unwrap_or(1))),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::ids::Kind;

    const WORLD: World = World {
        seed: 1,
        contacts: 2000,
        now: 1_786_795_200,
    };

    #[test]
    fn edge_cases_come_where_the_table_says() {
        let person = |n| WORLD.person(n);
        assert_eq!((person(3).email, person(7).phone), (None, None));
        let nobody = person(137);
        assert_eq!(
            (nobody.email, nobody.phone, nobody.identifier),
            (None, None, None)
        );
        assert_eq!(person(59).phone, person(58).phone);
        assert_eq!((person(11).given, person(11).surname), (None, None));
        assert_eq!(person(31).given.as_deref(), Some(""));
        assert_eq!(person(21).surname, None);
        assert!(person(9).given.unwrap().contains('🚀'));
        assert!(person(17).blocked.is_some() && person(5).do_not_disturb);
    }

    #[test]
    fn times_rise_and_stay_in_the_past() {
        let people: Vec<_> = (1..=WORLD.contacts).map(|n| WORLD.person(n)).collect();
        assert!(
            people
                .windows(2)
                .all(|pair| pair[0].created < pair[1].created)
        );
        assert!(
            people.iter().all(|person| person.updated <= WORLD.now
                && person.active.is_none_or(|at| at <= WORLD.now))
        );
        let plain = |email: &str| {
            email
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b".@".contains(&byte))
        };
        assert!(
            people
                .iter()
                .filter_map(|person| person.email.as_deref())
                .all(plain)
        );
        let emails: BTreeSet<_> = people
            .iter()
            .filter_map(|person| person.email.as_ref())
            .collect();
        assert_eq!(
            emails.len(),
            people
                .iter()
                .filter(|person| person.email.is_some())
                .count()
        );
        let phones: BTreeSet<_> = people
            .iter()
            .filter_map(|person| person.phone.as_ref())
            .collect();
        assert_eq!(
            phones.len() + 20,
            people
                .iter()
                .filter(|person| person.phone.is_some())
                .count()
        );
        assert!(
            phones
                .iter()
                .all(|phone| phone.len() == 12 && phone.get(5..10) == Some("55501"))
        );
    }

    #[test]
    fn links_are_in_the_order_of_the_key() {
        for n in 1..=200 {
            let links = WORLD.links(&WORLD.person(n));
            assert!(
                links
                    .windows(2)
                    .all(|pair| (pair[0].kind, pair[0].place) < (pair[1].kind, pair[1].place))
            );
        }
        let busy = WORLD.links(&WORLD.person(1));
        let count = |kind: Kind| busy.iter().filter(|link| link.kind == kind as i64).count();
        assert_eq!(
            (
                count(Kind::Conversation),
                count(Kind::Message),
                count(Kind::Note)
            ),
            (23, 45, 30)
        );
    }
}
