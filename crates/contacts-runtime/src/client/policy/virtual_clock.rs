//! Time that passes only when somebody says so.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use super::{Clock, Timer};

/// A clock for tests: time stands still but for [`advance`](Self::advance) and for the waits that calls make, which are
/// over at once and carry the time along.
///
/// A limit does not pass by itself. So a call that waits for a vendor's answer waits as long as it takes, until the test,
/// or the server that it runs against, moves the time beyond the limit. Clones are the same clock.
///
/// ```
/// use contacts_runtime::client::policy::{Clock, VirtualClock};
/// use std::time::Duration;
///
/// # async fn run() {
/// let clock = VirtualClock::new();
/// clock.sleep(Duration::from_secs(3600)).await;
/// clock.advance(Duration::from_secs(60));
/// assert_eq!(clock.now(), Duration::from_secs(3660));
/// # }
/// # futures_util::FutureExt::now_or_never(run()).expect("nobody waited");
/// ```
#[derive(Clone, Debug, Default)]
pub struct VirtualClock(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    now: Duration,
    next: u64,
    waiting: BTreeMap<u64, Waker>,
}

impl VirtualClock {
    /// A clock at its beginning, which is also the beginning of 1970.
    pub fn new() -> Self {
        Self::default()
    }

    /// Moves the time on, and lets every limit pass that it reaches.
    pub fn advance(&self, duration: Duration) {
        let to = self.now().saturating_add(duration);
        self.reach(to);
    }

    fn reach(&self, time: Duration) {
        let mut state = self.state();
        if time <= state.now {
            return;
        }
        state.now = time;
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        waiting.into_values().for_each(Waker::wake);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Duration {
        self.state().now
    }

    fn wall(&self) -> SystemTime {
        let begin = SystemTime::UNIX_EPOCH;
        begin.checked_add(self.now()).unwrap_or(begin)
    }

    fn sleep(&self, duration: Duration) -> Timer {
        let (clock, until) = (self.clone(), self.now().saturating_add(duration));
        Box::pin(async move { clock.reach(until) })
    }

    fn bound(&self, duration: Duration) -> Timer {
        Box::pin(Limit {
            clock: self.clone(),
            until: self.now().saturating_add(duration),
            place: None,
        })
    }
}

/// Is over once the clock's time reaches it.
struct Limit {
    clock: VirtualClock,
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
        state.waiting.insert(place, context.waker().clone());
        self.place = Some(place);
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

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn waits_that_overlap_take_as_long_as_the_longest() {
        let clock = VirtualClock::new();
        let (short, long) = (clock.sleep(SECOND), clock.sleep(2 * SECOND));
        assert_eq!(
            clock.now(),
            Duration::ZERO,
            "a wait begins when it is polled"
        );
        long.now_or_never().expect("over at once");
        short.now_or_never().expect("over at once");
        assert_eq!(clock.now(), 2 * SECOND);
    }

    #[test]
    fn a_limit_passes_when_the_time_reaches_it_and_not_before() {
        let clock = VirtualClock::new();
        let mut limit = clock.bound(2 * SECOND);
        assert!((&mut limit).now_or_never().is_none());
        clock.advance(SECOND);
        assert!((&mut limit).now_or_never().is_none());
        clock.advance(SECOND);
        assert!(limit.now_or_never().is_some());
        assert!(clock.bound(SECOND).now_or_never().is_none());
        assert!(clock.state().waiting.is_empty(), "nothing stays behind");
    }
}
