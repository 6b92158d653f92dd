//! What keeps a transport below a vendor's rate limit: requests beyond it wait in line.
//!
//! Each limit keeps when its last requests went out, as many as it allows, and the next one goes when the oldest of them
//! is out of the window. That is exact: never more than allowed in any window, and all of them at once where that is
//! allowed. A GCRA, which keeps one time only, would have to give up one of the two.
//!
//! Only the first in line looks at the clock; the others wait for its place, in the order in which they came. So whoever
//! is dropped while waiting leaves nothing behind.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{Clock, Rate};
use crate::operation::RateLimit;

/// A server of an operation's own, or `None` for the transport's base URL.
pub(in crate::client) type Server = Option<&'static str>;

#[derive(Debug)]
pub(in crate::client) struct Limiter {
    rate: Rate,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    lines: Vec<Arc<Line>>,
    held: Vec<(Server, Duration)>,
}

/// Those that wait for one limit.
#[derive(Debug)]
struct Line {
    server: Server,
    scope: &'static str,
    requests: usize,
    per: Duration,
    /// When the last requests went out. The lock is the line: tokio's is fair.
    sent: tokio::sync::Mutex<VecDeque<Duration>>,
}

/// There is no place before the deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::client) struct NoPlace {
    /// How long until there is one.
    pub(in crate::client) after: Duration,
}

impl Limiter {
    pub(in crate::client) fn new(rate: Rate) -> Self {
        Self {
            rate,
            state: Mutex::default(),
        }
    }

    /// Waits until one more request may go out, and counts it.
    pub(in crate::client) async fn place(
        &self,
        clock: &dyn Clock,
        deadline: Duration,
        server: Server,
        limits: &[RateLimit],
    ) -> Result<(), NoPlace> {
        let wait = |due: Duration| {
            let wait = due.saturating_sub(clock.now());
            match due > deadline {
                true => Err(NoPlace { after: wait }),
                false => Ok((!wait.is_zero()).then(|| clock.sleep(wait))),
            }
        };
        let lines = self.lines(server, limits);
        let mut places = Vec::with_capacity(lines.len());
        // The narrowest limit comes first: whoever waits for it does not stand in the way of other operations.
        for line in &lines {
            let sent = line.sent.lock().await;
            while let Some(sleep) = wait(line.next(&sent))? {
                sleep.await;
            }
            places.push((line, sent));
        }
        while let Some(sleep) = wait(self.held(server))? {
            sleep.await;
        }
        let now = clock.now();
        for (line, mut sent) in places {
            if sent.len() >= line.requests {
                sent.pop_front();
            }
            sent.push_back(now);
        }
        Ok(())
    }

    /// Lets nothing out to a server until then: the vendor asked for it.
    pub(in crate::client) fn hold(&self, server: Server, until: Duration) {
        let held = &mut self.state().held;
        match held.iter_mut().find(|(known, _)| *known == server) {
            Some((_, time)) => *time = until.max(*time),
            None => held.push((server, until)),
        }
    }

    fn held(&self, server: Server) -> Duration {
        let state = self.state();
        let held = state.held.iter().find(|(known, _)| *known == server);
        held.map_or(Duration::ZERO, |(_, until)| *until)
    }

    /// The lines in which a request has to stand.
    fn lines(&self, server: Server, limits: &[RateLimit]) -> Vec<Arc<Line>> {
        let (own, limits) = match self.rate {
            Rate::Unlimited => (None, [].as_slice()),
            Rate::Of { requests, per } => (Some(("", requests, per)), [].as_slice()),
            Rate::Documented => (None, limits),
        };
        let documented = limits.iter().map(|limit| {
            (
                limit.scope,
                limit.requests,
                Duration::from_secs(limit.seconds.into()),
            )
        });
        own.into_iter()
            .chain(documented)
            .map(|(scope, requests, per)| self.line(server, scope, requests, per))
            .collect()
    }

    fn line(&self, server: Server, scope: &'static str, requests: u32, per: Duration) -> Arc<Line> {
        let lines = &mut self.state().lines;
        let known = lines
            .iter()
            .find(|line| line.server == server && line.scope == scope);
        if let Some(line) = known {
            return Arc::clone(line);
        }
        let line = Arc::new(Line {
            server,
            scope,
            requests: usize::try_from(requests).unwrap_or(usize::MAX),
            per,
            sent: tokio::sync::Mutex::default(),
        });
        lines.push(Arc::clone(&line));
        line
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    /// When the next request may go out.
    fn next(&self, sent: &VecDeque<Duration>) -> Duration {
        match sent.front() {
            Some(oldest) if sent.len() >= self.requests => oldest.saturating_add(self.per),
            _ => Duration::ZERO,
        }
    }
}
