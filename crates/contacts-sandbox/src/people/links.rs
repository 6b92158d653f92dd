//! What hangs on a person: tags, values of fields, inboxes, campaigns, notes, conversations and messages.

use super::dice::Dice;
use super::words::{ANSWERS, NOTES, QUESTIONS};
use super::{Person, World};
use crate::account;
use crate::ids::Kind;

/// Something that hangs on a person. What the numbers mean depends on the kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) person: i64,
    pub(crate) kind: i64,
    /// Position among the links of one person and kind, from 1.
    pub(crate) place: i64,
    /// Place of the definition (tag, field, inbox, campaign) or of the conversation (message) it belongs to.
    pub(crate) parent: i64,
    /// Message: 0 came in, 1 went out. Conversation: 0 open, 1 resolved. Campaign: 1 once attempted. Note: its author.
    pub(crate) state: i64,
    pub(crate) value: String,
    pub(crate) at: i64,
}

/// How many links of one kind a person can have.
pub(crate) const PLACES: i64 = 4096;

impl Link {
    /// One number for the link within its kind.
    pub(crate) fn serial(&self) -> i64 {
        self.person * PLACES + self.place
    }
}

impl World {
    /// What hangs on the person, kind by kind in the order of the store's key.
    pub(crate) fn links(self, person: &Person) -> Vec<Link> {
        let n = person.n;
        let mut dice = Dice::new(self.seed ^ 0x6c69_6e6b, n);
        let mut links = Links {
            person: n,
            made: Vec::new(),
        };
        let at = |dice: &mut Dice| person.created + dice.below((self.now - person.created).max(1));

        let tags = account::count(Kind::Tag);
        let (first, step) = (dice.below(tags), 1 + 2 * dice.below(tags / 2));
        for index in 0..dice.below(4) {
            links.push(
                Kind::Tag,
                1 + (first + index * step) % tags,
                0,
                String::new(),
                person.created,
            );
        }
        for (field, chance) in [(1, 2), (2, 3), (3, 4), (4, 5)] {
            if dice.below(chance) == 0 {
                let value = match field {
                    1 => dice
                        .pick(&["free", "basic", "plus", "année", ""])
                        .to_owned(),
                    2 => format!("{}.5", dice.below(100)),
                    3 => (dice.below(2) == 0).to_string(),
                    _ => format!("2027-{:02}-{:02}", 1 + dice.below(12), 1 + dice.below(28)),
                };
                links.push(Kind::Field, field, 0, value, person.updated);
            }
        }
        let inboxes = account::count(Kind::Inbox);
        let main = 1 + dice.below(inboxes);
        if n % 31 != 30 {
            let language = person.language.clone().unwrap_or_default();
            links.push(Kind::Inbox, main, 0, language.clone(), person.created);
            if n % 7 == 0 {
                links.push(Kind::Inbox, 1 + main % inboxes, 0, language, person.updated);
            }
        }
        for campaign in 1..=account::count(Kind::Campaign) {
            if (n + campaign) % 2 == 0 {
                let attempted = dice.below(4) == 0;
                let when = at(&mut dice);
                links.push(
                    Kind::Campaign,
                    campaign,
                    attempted.into(),
                    String::new(),
                    when,
                );
            }
        }
        let notes = if n == 1 {
            30
        } else {
            [0, 0, 1, 0, 2, 0].get(dice.index(6)).copied().unwrap_or(0)
        };
        for _ in 0..notes {
            let (text, author) = (dice.pick(NOTES).to_owned(), 1 + dice.below(3));
            let when = at(&mut dice);
            links.push(Kind::Note, 0, author, text, when);
        }
        // Whoever was never active has no conversation.
        let Some(active) = person.active else {
            return links.made;
        };
        let conversations = if n == 1 {
            23
        } else {
            1 + dice.below(4) / 3 + dice.below(8) / 7
        };
        let mut messages = Vec::new();
        for conversation in 1..=conversations {
            let began = active - 7200 * (conversations - conversation + 1);
            links.push(
                Kind::Conversation,
                main,
                i64::from(conversation < conversations),
                String::new(),
                began,
            );
            let count = if n == 1 {
                2 - i64::from(conversation == 1)
            } else {
                1 + dice.below(3)
            };
            for index in 0..count {
                let text = dice.pick(if index % 2 == 0 { QUESTIONS } else { ANSWERS });
                messages.push((conversation, index % 2, text, began + 60 * index));
            }
        }
        for (conversation, direction, text, when) in messages {
            links.push(
                Kind::Message,
                conversation,
                direction,
                text.to_owned(),
                when,
            );
        }
        links.made
    }
}

struct Links {
    person: i64,
    made: Vec<Link>,
}

impl Links {
    fn push(&mut self, kind: Kind, parent: i64, state: i64, value: String, at: i64) {
        let kind = kind as i64;
        let place = match self.made.last() {
            Some(last) if last.kind == kind => last.place + 1,
            _ => 1,
        };
        self.made.push(Link {
            person: self.person,
            kind,
            place,
            parent,
            state,
            value,
            at,
        });
    }
}
