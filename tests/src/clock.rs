//! A clock that servers wait on: they let a bound of a call pass only once the call waits for it.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use contacts_runtime::client::policy::{Clock, Timer};

/// Time that stands still but for the waits of calls, which are over at once, and for what a server lets pass.
///
/// Unlike a `VirtualClock`, it says when a call has come so far that it waits: nothing here depends on which of two
/// threads is the faster. Clones are the same clock.
#[derive(Clone, Debug, Default)]
pub struct FaultClock(Arc<(Mutex<State>, Condvar)>);

#[derive(Debug, Default)]
struct State {
    now: Duration,
    turn: u64,
    /// How often a call has begun to wait.
    waits: u64,
    next: u64,
    waiting: BTreeMap<u64, (Duration, Waker)>,
}

/// The hands of a server on the clock, for one request: when the client gives it up, they move nothing any more.
#[derive(Clone, Debug, Default)]
pub struct Hands {
    clock: FaultClock,
    turn: u64,
}

/// The client has given up on the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Over;

impl FaultClock {
    /// Takes the hands from all who have them, and gives new ones.
    pub fn hands(&self) -> Hands {
        let mut state = self.state();
        state.turn += 1;
        self.0.1.notify_all();
        Hands {
            clock: self.clone(),
            turn: state.turn,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Lets time pass, and gives those whose wait is over.
    fn advance(&mut self, time: Duration) -> Vec<Waker> {
        self.now += time;
        let is_over = |until: &Duration| *until <= self.now;
        let (over, waiting) = std::mem::take(&mut self.waiting)
            .into_iter()
            .partition(|(_, (until, _))| is_over(until));
        self.waiting = waiting;
        let over: BTreeMap<u64, (Duration, Waker)> = over;
        over.into_values().map(|(_, waker)| waker).collect()
    }
}

impl Hands {
    /// Each time that a call waits for the end of a bound of this length, lets it pass; until the call gives up.
    pub fn stall(&self, bound: Duration) -> Over {
        // More than once: what was sent before may arrive at the client after its time has passed.
        loop {
            let waits = |state: &State| {
                state
                    .waiting
                    .values()
                    .any(|(until, _)| *until == state.now + bound)
            };
            if let Err(over) = self.advance(bound, waits) {
                return over;
            }
        }
    }

    /// Waits until a call waits for anything, and lets time pass.
    ///
    /// # Errors
    ///
    /// If the call has given up.
    pub fn tick(&self, time: Duration) -> Result<(), Over> {
        self.advance(time, |state| !state.waiting.is_empty())
    }

    /// Does something that a call is to notice, waits until the call has noticed and waits for more, and lets time pass.
    ///
    /// # Errors
    ///
    /// If the call has given up.
    pub fn step<T>(&self, time: Duration, act: impl FnOnce() -> T) -> Result<T, Over> {
        let before = self.clock.state().waits;
        let result = act();
        self.advance(time, |state| state.waits > before)?;
        Ok(result)
    }

    /// Lets time pass once something is so.
    fn advance(&self, time: Duration, is_so: impl Fn(&State) -> bool) -> Result<(), Over> {
        let is_over = |state: &State| state.turn != self.turn;
        let waited = self
            .clock
            .0
            .1
            .wait_while(self.clock.state(), |state| !is_over(state) && !is_so(state));
        let mut state = waited.unwrap_or_else(PoisonError::into_inner);
        if is_over(&state) {
            return Err(Over);
        }
        let over = state.advance(time);
        drop(state);
        over.into_iter().for_each(Waker::wake);
        Ok(())
    }
}

impl From<Over> for std::io::Error {
    fn from(_: Over) -> Self {
        Self::other("the client has given up")
    }
}

impl Clock for FaultClock {
    fn now(&self) -> Duration {
        self.state().now
    }

    fn wall(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + self.now()
    }

    fn sleep(&self, duration: Duration) -> Timer {
        let (clock, until) = (self.clone(), self.now().saturating_add(duration));
        Box::pin(async move {
            // Calls wait between attempts: whoever held up the last one shall not touch the next.
            clock.hands();
            let mut state = clock.state();
            let time = until.saturating_sub(state.now);
            let over = state.advance(time);
            drop(state);
            over.into_iter().for_each(Waker::wake);
        })
    }

    fn bound(&self, duration: Duration) -> Timer {
        let until = self.now().saturating_add(duration);
        Box::pin(Limit {
            clock: self.clone(),
            until,
            place: None,
        })
    }
}

/// Is over once the clock's time reaches it.
struct Limit {
    clock: FaultClock,
    until: Duration,
    place: Option<u64>,
}

impl Future for Limit {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let clock = self.clock.clone();
        let mut state = clock.state();
        if state.now >= self.until {
            return Poll::Ready(());
        }
        let place = self.place.unwrap_or(state.next);
        state.next = state.next.max(place + 1);
        state.waits += 1;
        state
            .waiting
            .insert(place, (self.until, context.waker().clone()));
        self.place = Some(place);
        clock.0.1.notify_all();
        Poll::Pending
    }
}

impl Drop for Limit {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            self.clock.state().waiting.remove(&place);
        }
    }
}
