//! Whether a call is tried again: one table, which the code reads and the documentation shows.

use crate::operation::Meaning;

/// How far an attempt came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::client) enum Phase {
    /// The connection never stood.
    NotSent,
    /// It was sent, or may have been, and no whole answer came.
    Cut,
    /// An answer came that is not taken: too large, or packed.
    Refused,
    /// The vendor answered.
    Answered,
}

/// What is known at the end of an attempt.
#[derive(Clone, Copy, Debug)]
pub(in crate::client) struct Situation {
    pub(in crate::client) phase: Phase,
    /// Whether a repeated call has the effect of one.
    pub(in crate::client) repeatable: bool,
    pub(in crate::client) status: Option<u16>,
    pub(in crate::client) meaning: Option<Meaning>,
    /// Whether the answer has a `Retry-After`.
    pub(in crate::client) retry_after: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::client) enum Decision {
    /// Try again, if attempts, budget and deadline allow it.
    Retry,
    /// Give the caller what there is.
    Return,
}

/// One row: what it asks of a situation, where `None` and an empty list ask for nothing.
struct Row {
    phase: Phase,
    repeatable: Option<bool>,
    statuses: &'static [u16],
    meanings: &'static [Meaning],
    retry_after: Option<bool>,
    decision: Decision,
    reason: &'static str,
}

/// A row that asks for the phase only.
const fn row(phase: Phase, decision: Decision, reason: &'static str) -> Row {
    Row {
        phase,
        repeatable: None,
        statuses: &[],
        meanings: &[],
        retry_after: None,
        decision,
        reason,
    }
}

/// The first row that fits decides.
const TABLE: &[Row] = &[
    row(
        Phase::NotSent,
        Decision::Retry,
        "the vendor has seen nothing of it",
    ),
    Row {
        repeatable: Some(true),
        ..row(Phase::Cut, Decision::Retry, "twice has the effect of once")
    },
    row(Phase::Cut, Decision::Return, "the vendor may have done it"),
    row(
        Phase::Refused,
        Decision::Return,
        "the next answer would be no other",
    ),
    Row {
        meanings: &[
            Meaning::Unauthorized,
            Meaning::Forbidden,
            Meaning::NotFound,
            Meaning::Conflict,
            Meaning::Invalid,
        ],
        ..row(
            Phase::Answered,
            Decision::Return,
            "the same call would get the same answer",
        )
    },
    Row {
        repeatable: Some(true),
        meanings: &[Meaning::RateLimited, Meaning::Unavailable],
        ..row(
            Phase::Answered,
            Decision::Retry,
            "it may pass, and twice has the effect of once",
        )
    },
    Row {
        statuses: &[429, 503],
        retry_after: Some(true),
        ..row(
            Phase::Answered,
            Decision::Retry,
            "the vendor did not do it, and says when it will",
        )
    },
    row(
        Phase::Answered,
        Decision::Return,
        "it is an answer, or nobody knows what was done",
    ),
];

/// Whether a call is tried again, and why.
pub(in crate::client) fn decide(situation: &Situation) -> (Decision, &'static str) {
    let row = TABLE.iter().find(|row| row.fits(situation));
    row.map_or((Decision::Return, ""), |row| (row.decision, row.reason))
}

impl Row {
    fn fits(&self, situation: &Situation) -> bool {
        self.phase == situation.phase
            && self
                .repeatable
                .is_none_or(|wanted| wanted == situation.repeatable)
            && among(self.statuses, situation.status)
            && among(self.meanings, situation.meaning)
            && self
                .retry_after
                .is_none_or(|wanted| wanted == situation.retry_after)
    }
}

fn among<T: PartialEq>(wanted: &[T], value: Option<T>) -> bool {
    wanted.is_empty() || value.is_some_and(|value| wanted.contains(&value))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    /// The table as the documentation has it.
    fn markdown() -> String {
        let mut text = String::from(
            "# When a call is tried again\n\n\
             What a status means, unless the vendor's spec has words of its own for it (`x-contacts-errors`):\n\n\
             | status | meaning |\n|---|---|\n",
        );
        for (statuses, meaning) in Meaning::STATUSES {
            writeln!(text, "| {} | {meaning} |", list(statuses)).expect("a string");
        }
        text.push_str(
            "\nThe first row that fits decides. Repeatable is what has the effect of one call when it is made twice: GET, \
             HEAD, PUT, DELETE, and what the spec says (`x-contacts-idempotent`). A retry is made if attempts, budget and \
             deadline leave room for it.\n\n\
             | came to | repeatable | status | meaning | Retry-After | then | because |\n|---|---|---|---|---|---|---|\n",
        );
        let flag = |flag: Option<bool>| flag.map_or("", |flag| if flag { "yes" } else { "no" });
        for row in TABLE {
            let phase = match row.phase {
                Phase::NotSent => "no connection",
                Phase::Cut => "no whole answer",
                Phase::Refused => "an answer that is not taken",
                Phase::Answered => "an answer",
            };
            let decision = match row.decision {
                Decision::Retry => "**retry**",
                Decision::Return => "return",
            };
            writeln!(
                text,
                "| {phase} | {} | {} | {} | {} | {decision} | {} |",
                flag(row.repeatable),
                list(row.statuses),
                list(row.meanings),
                flag(row.retry_after),
                row.reason,
            )
            .expect("a string");
        }
        text
    }

    fn list<T: std::fmt::Display>(values: &[T]) -> String {
        let words: Vec<String> = values.iter().map(T::to_string).collect();
        words.join(", ")
    }

    #[test]
    fn the_documentation_shows_the_table() {
        assert_eq!(
            markdown(),
            include_str!("decision.md"),
            "write what is on the left into decision.md"
        );
    }

    #[test]
    fn meanings_have_every_status_once() {
        let mut all: Vec<u16> = Meaning::STATUSES
            .iter()
            .flat_map(|(statuses, _)| *statuses)
            .copied()
            .collect();
        all.sort_unstable();
        assert!(all.windows(2).all(|pair| pair[0] < pair[1]), "{all:?}");
    }

    /// Every situation that there is, against the rule in words: retry what was not sent; retry what can be repeated after
    /// a connection fault or 408, 425, 429, 500, 502, 503, 504; retry anything after 429 and 503 with `Retry-After`; never
    /// what the vendor's own words say is no passing trouble.
    #[test]
    fn the_table_keeps_the_rule() {
        let passing = [408, 425, 429, 500, 502, 503, 504];
        let own = Meaning::ALL.iter().copied().map(Some);
        let mut retries = 0;
        for repeatable in [false, true] {
            for retry_after in [false, true] {
                let decided = |phase, status: Option<u16>, meaning| {
                    let situation = Situation {
                        phase,
                        repeatable,
                        status,
                        meaning,
                        retry_after,
                    };
                    decide(&situation).0 == Decision::Retry
                };
                assert!(decided(Phase::NotSent, None, None));
                assert_eq!(decided(Phase::Cut, None, None), repeatable);
                assert!(!decided(Phase::Refused, None, None));
                for status in 100..600 {
                    let expected = repeatable && passing.contains(&status)
                        || retry_after && [429, 503].contains(&status);
                    let meaning = Meaning::of_status(status);
                    assert_eq!(
                        decided(Phase::Answered, Some(status), meaning),
                        expected,
                        "{status}"
                    );
                    retries += usize::from(expected);
                    for meaning in own.clone() {
                        let passing =
                            matches!(meaning, Some(Meaning::RateLimited | Meaning::Unavailable));
                        let expected =
                            passing && (repeatable || retry_after && [429, 503].contains(&status));
                        assert_eq!(
                            decided(Phase::Answered, Some(status), meaning),
                            expected,
                            "{status} {meaning:?}"
                        );
                    }
                }
            }
        }
        assert_eq!(retries, 7 + 7 + 2);
    }
}
