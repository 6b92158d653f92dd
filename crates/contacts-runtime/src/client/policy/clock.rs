//! Time as calls see it.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures_core::future::BoxFuture;
use tokio::time::Instant;

/// A wait that is under way.
pub type Timer = BoxFuture<'static, ()>;

/// Time as calls see it: deadlines, bounds and waits go by this and nothing else.
///
/// One bound is not the clock's: the time until a connection stands is the HTTP client's own, in real time.
pub trait Clock: fmt::Debug + Send + Sync {
    /// The time since any fixed moment. Never goes back.
    fn now(&self) -> Duration;

    /// The time of day, for vendors that say when with a date.
    fn wall(&self) -> SystemTime;

    /// A wait that a call has to make: before it tries again, or for its place under a rate limit.
    fn sleep(&self, duration: Duration) -> Timer;

    /// The end of a limit, which passes only if nothing happens before. The same as a wait, but for clocks of tests.
    fn bound(&self, duration: Duration) -> Timer {
        self.sleep(duration)
    }
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> Duration {
        (**self).now()
    }

    fn wall(&self) -> SystemTime {
        (**self).wall()
    }

    fn sleep(&self, duration: Duration) -> Timer {
        (**self).sleep(duration)
    }

    fn bound(&self, duration: Duration) -> Timer {
        (**self).bound(duration)
    }
}

/// The time of tokio, which a test can pause.
#[derive(Debug)]
pub(in crate::client) struct TokioClock {
    start: Instant,
}

impl Default for TokioClock {
    fn default() -> Self {
        Self {
            start: Instant::now(),
        }
    }
}

impl Clock for TokioClock {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn wall(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> Timer {
        Box::pin(tokio::time::sleep(duration))
    }
}
