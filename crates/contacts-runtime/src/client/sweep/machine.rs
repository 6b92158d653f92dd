//! The state machine of a sweep: from what a page says to where the next one is, and to the verdict. No I/O.

use std::collections::BTreeMap;

use super::cursor::Cursor;
use super::key::{Key, Writer};
use super::listing::{Facts, Trace};
use super::options::SweepOptions;
use super::seen::Seen;
use super::state::{State, Walk};
use super::verdict::{Reason, Tally, Verdict};
use crate::operation::{End, Pagination, Scheme};

/// A sweep without the requests.
pub(super) struct Machine {
    pagination: Pagination,
    options: SweepOptions,
    start: Cursor,
    /// The size that the call asks for.
    size: Option<u64>,
    state: State,
    seen: Seen,
}

/// What a sweep says of one record of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Whether it did not come before.
    pub fresh: bool,
    /// Whether it can be read.
    pub readable: bool,
}

impl Machine {
    pub(super) fn new(
        pagination: Pagination,
        options: SweepOptions,
        start: Option<Cursor>,
        size: Option<u64>,
    ) -> Self {
        let start = start.unwrap_or_else(|| Cursor::first(&pagination));
        Self {
            pagination,
            options,
            size,
            state: State::new(start.clone()),
            start,
            seen: Seen::new(options.dedup),
        }
    }

    /// Goes on from here. Whether the position is one of this list.
    pub(super) fn resume(&mut self, state: State) -> bool {
        let fits = |cursor: &Cursor| cursor.is_of(self.pagination.scheme);
        if !state.next.as_ref().is_none_or(fits) {
            return false;
        }
        for key in &state.recent {
            self.seen.insert(*key);
        }
        self.state = state;
        true
    }

    /// Knows ids that came before.
    pub(super) fn know(&mut self, ids: impl Iterator<Item = Key>) {
        for id in ids {
            self.seen.insert(id);
        }
    }

    pub(super) fn state(&self) -> &State {
        &self.state
    }

    /// Where the next request is; none at the end or at a bound.
    pub(super) fn next(&self) -> Option<&Cursor> {
        self.state.next.as_ref().filter(|_| !self.is_bounded())
    }

    /// Where the request after that one would be, if it can be known before the answer and is worth it.
    pub(super) fn ahead(&self, cursor: &Cursor) -> Option<Cursor> {
        let Cursor::Page(number) = cursor else {
            return None;
        };
        let next = number.checked_add(1)?;
        let walk = &self.state.walk;
        // The first page says how long the list is, so it goes alone.
        if self.pagination.scheme != Scheme::Page || walk.width == 0 {
            return None;
        }
        let pages = match (self.pagination.end, walk.pages_said, walk.whole_total()) {
            (End::LastPage, Some(pages), _) => Some(pages),
            (End::Total, _, Some(total)) => Some(total.div_ceil(walk.width)),
            // These end with a page that is short or empty.
            (End::ShortPage, _, Some(total)) => Some((total / walk.width).saturating_add(1)),
            (End::EmptyPage, _, Some(total)) => Some(total.div_ceil(walk.width).saturating_add(1)),
            _ => None,
        };
        pages
            .is_none_or(|pages| self.number_of(next) <= pages)
            .then_some(Cursor::Page(next))
    }

    /// Takes a page: what each of its records is to the sweep (nothing if all are fresh), and on to the next one.
    pub(super) fn take(
        &mut self,
        facts: &Facts,
        each: impl FnOnce(&mut dyn FnMut(Trace)),
    ) -> Vec<Mark> {
        let mut marks = Vec::new();
        let mut digest = Writer::new();
        each(&mut |trace| {
            digest.bytes(&trace.key.bytes());
            let readable = trace.readable;
            let fresh = self.see(trace);
            marks.push(Mark { fresh, readable });
        });
        self.turn(facts, marks.len() as u64, digest.key());
        if marks.iter().all(|mark| mark.fresh) {
            marks.clear();
        }
        marks
    }

    /// Counts a record. Whether it is to be given.
    fn see(&mut self, trace: Trace) -> bool {
        let state = &mut self.state;
        let found = &mut state.walk.found;
        found.records = found.records.saturating_add(1);
        found.keys = found.keys.with(trace.key);
        state.fetched = state.fetched.saturating_add(1);
        let new = self.seen.insert(trace.key);
        // Without an id, two that look the same may be two; a later pass must not give them again.
        let fresh = new || (!trace.has_id && state.pass <= 1);
        if fresh {
            state.unique = state.unique.saturating_add(1);
            if !trace.readable {
                state.undecodable = state.undecodable.saturating_add(1);
            }
            state.remember(trace.key);
        } else if state.pass <= 1 {
            state.duplicates = state.duplicates.saturating_add(1);
        }
        fresh
    }

    /// Goes to the next page, to the next pass, or to the end.
    fn turn(&mut self, facts: &Facts, items: u64, digest: Key) {
        let Some(asked) = self.state.next.take() else {
            return;
        };
        self.state.pages = self.state.pages.saturating_add(1);
        let walk = &mut self.state.walk;
        walk.width = walk.width.max(items);
        walk.pages_said = facts.pages.or(walk.pages_said);
        walk.count(facts.total.or_else(|| of_all(facts)), facts.capped);
        if let (Cursor::Page(asked), Some(got)) = (&asked, facts.number)
            && *asked != got
        {
            walk.note(Reason::WrongPage { asked: *asked, got });
        }
        let repeats = match items {
            0 => 0,
            _ => walk.pages.sees(digest),
        };
        if repeats > 0 {
            walk.note(Reason::RepeatedPage);
        }
        // Rows that moved by a whole page give it again once. Twice, and the vendor does not heed the number.
        walk.circle = repeats > 1;
        if items == 0 && self.is_early(&asked, facts) {
            self.state.walk.note(Reason::EmptyPage);
        }
        let next = match repeats {
            0 | 1 => self.following(&asked, facts, items),
            _ => None,
        };
        match next.filter(|next| *next != asked) {
            Some(next) => self.state.next = Some(next),
            None => self.end_pass(),
        }
    }

    fn end_pass(&mut self) {
        let state = &mut self.state;
        state.agreed = state.previous == Some(state.walk.found);
        if state.agreed || state.pass >= self.options.passes {
            return;
        }
        state.previous = Some(state.walk.found);
        state.pass = state.pass.saturating_add(1);
        state.walk = Walk::default();
        state.next = Some(self.start.clone());
    }

    /// The request after `asked`, or none at the vendor's end.
    fn following(&mut self, asked: &Cursor, facts: &Facts, items: u64) -> Option<Cursor> {
        match asked {
            Cursor::Buckets(numbers) => following_buckets(
                numbers.as_deref().unwrap_or_default(),
                &self.pagination,
                facts,
            ),
            _ if items == 0 => None,
            Cursor::Next(current) => {
                let next = facts.next.clone().filter(|next| !next.is_empty())?;
                let walk = &mut self.state.walk;
                if walk.cursors.sees(Key::of(next.as_bytes())) > 0 || *current == Some(next.clone())
                {
                    walk.note(Reason::RepeatedCursor);
                    walk.circle = true;
                    return None;
                }
                Some(Cursor::Next(Some(next)))
            }
            Cursor::Page(number) => {
                let read = self.before().saturating_add(self.state.walk.found.records);
                (!self.is_end(self.number_of(*number), read, facts, items))
                    .then(|| Cursor::Page(number.saturating_add(1)))
            }
            Cursor::Offset(offset) => {
                let read = offset.saturating_add(items);
                (!self.is_end(0, read, facts, items)).then_some(Cursor::Offset(read))
            }
        }
    }

    /// Whether a page with records is the last one: the `done`th, with so many records `read` to its end.
    fn is_end(&self, done: u64, read: u64, facts: &Facts, items: u64) -> bool {
        match self.pagination.end {
            End::EmptyPage => false,
            End::LastPage => facts.pages.is_some_and(|pages| done >= pages),
            End::ShortPage => {
                full_page(&self.pagination, self.size).is_some_and(|size| items < size)
            }
            End::Total => facts
                .total
                .is_some_and(|total| read >= total && !facts.capped),
            End::NullCursor | End::Single => true,
        }
    }

    /// Whether the vendor says that there is more after a page without records.
    fn is_early(&self, asked: &Cursor, facts: &Facts) -> bool {
        let walk = &self.state.walk;
        let more_than =
            |read: u64| self.is_whole() && walk.whole_total().is_some_and(|total| total > read);
        match asked {
            Cursor::Next(_) => facts.next.as_ref().is_some_and(|next| !next.is_empty()),
            Cursor::Page(number) => {
                let done = self.number_of(*number);
                let pages = facts.pages.filter(|_| self.pagination.end == End::LastPage);
                // Of an empty list many say that it has one page.
                more_than(walk.found.records) || pages.is_some_and(|pages| pages >= done.max(2))
            }
            Cursor::Offset(offset) => more_than(*offset),
            Cursor::Buckets(_) => false,
        }
    }

    /// Which page this number is, from 1.
    fn number_of(&self, number: u64) -> u64 {
        number
            .saturating_sub(self.pagination.first)
            .saturating_add(1)
    }

    /// How many records are on the pages before the first one, at most: as long as the longest one read. It is what
    /// arrived that counts, for vendors cap sizes without saying so.
    fn before(&self) -> u64 {
        match self.start {
            Cursor::Page(number) => number
                .saturating_sub(self.pagination.first)
                .saturating_mul(self.state.walk.width),
            _ => 0,
        }
    }

    /// Whether it began at the first record, so that totals can be compared.
    fn is_whole(&self) -> bool {
        self.start == Cursor::first(&self.pagination)
    }

    fn is_bounded(&self) -> bool {
        self.state.pages >= self.options.max_pages || self.state.unique >= self.options.max_records
    }

    /// What can be said so far; `failed` is whether the last call did.
    pub(super) fn verdict(&self, failed: bool) -> Verdict {
        let (state, walk) = (&self.state, &self.state.walk);
        let tally = Tally {
            total: walk.total,
            total_at_first: walk.total_at_first,
            capped: walk.capped,
            fetched: state.fetched,
            unique: state.unique,
            duplicates: state.duplicates,
            undecodable: state.undecodable,
            pages: state.pages,
            passes: state.pass,
        };
        let mut reasons = walk.reasons.clone();
        if state.next.is_some() {
            reasons.push(match (failed, self.is_bounded()) {
                (true, _) => Reason::Failed,
                (false, true) => Reason::Bounded,
                (false, false) => Reason::Unfinished,
            });
        } else {
            reasons.extend(self.missing());
        }
        if state.undecodable > 0 {
            reasons.push(Reason::Undecodable {
                records: state.undecodable,
            });
        }
        match reasons.is_empty() {
            true => Verdict::Complete(tally),
            false => Verdict::Incomplete { reasons, tally },
        }
    }

    /// Why something may be missing from a list that was read to its end.
    fn missing(&self) -> Vec<Reason> {
        let (state, walk) = (&self.state, &self.state.walk);
        let found = walk.found.records;
        let seen = match state.pass {
            // What two passes found is what is there, even if the vendor lists an id twice.
            _ if state.agreed => found,
            0 | 1 => found.saturating_sub(state.duplicates),
            _ => found.min(state.unique),
        };
        let total = walk.whole_total().filter(|_| self.is_whole());
        let mut reasons = Vec::new();
        if let Some(said) = total.filter(|total| *total > seen) {
            reasons.push(Reason::TotalNotReached { said, seen });
        }
        let most = self.pagination.max_size;
        let most = most.filter(|_| self.pagination.end == End::Single);
        if let Some(most) = most.filter(|most| found >= *most) {
            reasons.push(Reason::CutOff { most });
        }
        // A cursor stays with its row; numbers and offsets do not.
        let moves = matches!(
            self.pagination.scheme,
            Scheme::Page | Scheme::Offset | Scheme::Buckets
        );
        if let Some((from, to)) = walk.fell.filter(|_| moves) {
            reasons.push(Reason::TotalMoved { from, to });
            reasons.push(Reason::PossibleSkips);
        } else if moves
            && state.pass <= 1
            && state.duplicates > 0
            && !walk.reasons.contains(&Reason::RepeatedPage)
            && total.is_none_or(|total| total > seen)
        {
            reasons.push(Reason::PossibleSkips);
        }
        if state.pass > 1 && !state.agreed {
            reasons.push(Reason::PassesDiffer);
        }
        reasons
    }
}

/// The total of all buckets, if each says its own.
fn of_all(facts: &Facts) -> Option<u64> {
    if facts.buckets.is_empty() {
        return None;
    }
    facts
        .buckets
        .iter()
        .try_fold(0_u64, |sum, bucket| Some(sum.saturating_add(bucket.total?)))
}

/// Records on a full page, where that is certain: of a size above what the vendor is known to give, it may give less.
fn full_page(pagination: &Pagination, asked: Option<u64>) -> Option<u64> {
    match asked {
        None => pagination.default_size,
        Some(_) => asked.filter(|size| {
            pagination
                .max_size
                .or(pagination.default_size)
                .is_some_and(|known| *size <= known)
        }),
    }
}

/// Goes on until each bucket is at its own end.
///
/// A bucket that is at its end is asked for its next page all the same: of one that is left out, a vendor gives the first
/// page again.
fn following_buckets(
    asked: &[(String, u64)],
    pagination: &Pagination,
    facts: &Facts,
) -> Option<Cursor> {
    let mut numbers: BTreeMap<&str, u64> = asked
        .iter()
        .map(|(name, number)| (name.as_str(), *number))
        .collect();
    let mut goes_on = false;
    for bucket in &facts.buckets {
        let number = *numbers.entry(&bucket.name).or_insert(pagination.first);
        let done = number.saturating_sub(pagination.first).saturating_add(1);
        // As many pages as long as this one. Where that is a short one, it costs one more call.
        let read = done.saturating_mul(bucket.items as u64);
        goes_on |= bucket.items > 0 && bucket.total.is_none_or(|total| read < total);
    }
    let next = numbers
        .into_iter()
        .map(|(name, number)| (name.to_owned(), number.saturating_add(1)));
    goes_on.then(|| Cursor::Buckets(Some(next.collect())))
}
