//! The bounds on the time of a call, all of them with one timer.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use super::Bound;
use super::policy::{Clock, Policy, Timer};

/// Watches over a call: what it does now is cut short when the next bound passes.
pub(super) struct Bounds<'a> {
    clock: &'a dyn Clock,
    policy: &'a Policy,
    deadline: Duration,
    stage: Stage,
    /// The timer that runs, and when it ends.
    timer: Option<(Duration, Timer)>,
}

#[derive(Clone, Copy)]
enum Stage {
    /// Nothing is under way at the vendor.
    Waiting,
    /// An attempt began.
    Sent { at: Duration },
    /// Its answer began, and last went on.
    Reading { sent: Duration, last: Duration },
}

impl<'a> Bounds<'a> {
    pub(super) fn new(clock: &'a dyn Clock, policy: &'a Policy) -> Self {
        Self {
            clock,
            policy,
            deadline: clock.now().saturating_add(policy.deadline()),
            stage: Stage::Waiting,
            timer: None,
        }
    }

    /// When the whole call is over.
    pub(super) fn deadline(&self) -> Duration {
        self.deadline
    }

    /// An attempt begins.
    pub(super) fn sent(&mut self) {
        let at = self.clock.now();
        self.stage = Stage::Sent { at };
    }

    /// Something of the answer arrived.
    pub(super) fn arrived(&mut self) {
        let last = self.clock.now();
        self.stage = match self.stage {
            Stage::Waiting => Stage::Waiting,
            Stage::Sent { at: sent } | Stage::Reading { sent, .. } => Stage::Reading { sent, last },
        };
    }

    /// The attempt is over.
    pub(super) fn ended(&mut self) {
        self.stage = Stage::Waiting;
    }

    /// The limit of a bound.
    pub(super) fn limit(&self, bound: Bound) -> Duration {
        match bound {
            Bound::Connect => self.policy.connect(),
            Bound::FirstByte => self.policy.first_byte(),
            Bound::Idle => self.policy.idle(),
            Bound::Attempt => self.policy.attempt(),
            Bound::Deadline => self.policy.deadline(),
        }
    }

    /// What `future` gives, or the bound that passes before.
    ///
    /// A timer is set only when there is something to wait for, and it stays from one wait to the next, as bounds mostly
    /// move away from it.
    pub(super) async fn over<F: Future>(&mut self, future: F) -> Result<F::Output, Bound> {
        let mut future = pin!(future);
        poll_fn(|context| {
            if let Poll::Ready(output) = future.as_mut().poll(context) {
                return Poll::Ready(Ok(output));
            }
            loop {
                let (due, bound) = self.next();
                if self.timer.as_ref().is_none_or(|(end, _)| *end > due) {
                    let left = due.saturating_sub(self.clock.now());
                    self.timer = Some((due, self.clock.bound(left)));
                }
                if let Some((_, timer)) = &mut self.timer
                    && timer.as_mut().poll(context).is_pending()
                {
                    return Poll::Pending;
                }
                self.timer = None;
                if self.clock.now() >= due {
                    return Poll::Ready(Err(bound));
                }
            }
        })
        .await
    }

    /// The bound that passes next.
    fn next(&self) -> (Duration, Bound) {
        let after = |begin: Duration, bound| (begin.saturating_add(self.limit(bound)), bound);
        let of_stage = match self.stage {
            Stage::Waiting => None,
            Stage::Sent { at } => Some([after(at, Bound::FirstByte), after(at, Bound::Attempt)]),
            Stage::Reading { sent, last } => {
                Some([after(last, Bound::Idle), after(sent, Bound::Attempt)])
            }
        };
        of_stage
            .into_iter()
            .flatten()
            .fold((self.deadline, Bound::Deadline), |first, next| {
                if next.0 < first.0 { next } else { first }
            })
    }
}
