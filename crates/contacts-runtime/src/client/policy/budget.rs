//! What keeps retries from adding to a vendor's trouble: when everything fails, nearly every call goes out once.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::limiter::Server;

/// A full budget, in tenths of a retry.
const FULL: u32 = 1000;
const RETRY: u32 = 10;
/// What a call gives back that needed no retry.
const EARNED: u32 = 1;

/// Retries that may still be made, for each server by itself.
#[derive(Debug, Default)]
pub(in crate::client) struct Budget {
    // The base URL's server, and rarely another: a list is quicker than a map.
    tenths: Mutex<Vec<(Server, u32)>>,
}

/// A retry that was paid for. Goes back to the budget if it is dropped before it is made.
#[derive(Debug)]
pub(in crate::client) struct Retry<'a> {
    budget: &'a Budget,
    server: Server,
}

impl Budget {
    /// Pays for a retry, if there is enough left.
    pub(in crate::client) fn retry(&self, server: Server) -> Option<Retry<'_>> {
        self.change(server, |tenths| tenths.checked_sub(RETRY))
            .then(|| Retry {
                budget: self,
                server,
            })
    }

    /// Takes what a call gives that needed no retry.
    pub(in crate::client) fn earn(&self, server: Server) {
        self.add(server, EARNED);
    }

    fn add(&self, server: Server, tenths: u32) {
        self.change(server, |left| Some(left.saturating_add(tenths).min(FULL)));
    }

    /// Whether there was something to change to.
    fn change(&self, server: Server, change: impl FnOnce(u32) -> Option<u32>) -> bool {
        let mut all = self.all();
        let position = all.iter().position(|(known, _)| *known == server);
        let left = position
            .and_then(|position| all.get(position))
            .map_or(FULL, |(_, tenths)| *tenths);
        let Some(changed) = change(left) else {
            return false;
        };
        match position.and_then(|position| all.get_mut(position)) {
            Some((_, tenths)) => *tenths = changed,
            None => all.push((server, changed)),
        }
        true
    }

    fn all(&self) -> MutexGuard<'_, Vec<(Server, u32)>> {
        self.tenths.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(in crate::client) fn left(&self, server: Server) -> u32 {
        let all = self.all();
        all.iter()
            .find(|(known, _)| *known == server)
            .map_or(FULL, |(_, tenths)| *tenths)
    }
}

impl Retry<'_> {
    /// The retry goes out.
    pub(in crate::client) fn made(self) {
        std::mem::forget(self);
    }
}

impl Drop for Retry<'_> {
    fn drop(&mut self) {
        self.budget.add(self.server, RETRY);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_runs_out_and_is_earned_again_for_each_server() {
        let budget = Budget::default();
        for _ in 0..100 {
            budget.retry(None).expect("enough is left").made();
        }
        assert!(budget.retry(None).is_none());
        budget
            .retry(Some("https://other.example.com"))
            .expect("a budget of its own")
            .made();
        for _ in 0..9 {
            budget.earn(None);
        }
        assert!(budget.retry(None).is_none());
        budget.earn(None);
        drop(budget.retry(None).expect("ten calls earn one"));
        budget
            .retry(None)
            .expect("what was not made came back")
            .made();
        assert_eq!(budget.left(None), 0);
    }

    #[test]
    fn it_never_holds_more_than_it_began_with() {
        let budget = Budget::default();
        let retry = budget.retry(None);
        for _ in 0..100 {
            budget.earn(None);
        }
        drop(retry);
        assert_eq!(budget.left(None), FULL);
    }
}
