//! What every call keeps to: how often it is tried, how long it may take, how many go out.
//!
//! [`Policy`] is the one value to set. [`Clock`] and [`Random`] are its two inputs from outside, so that a test with a
//! [`VirtualClock`] and a [`FixedRandom`] waits for nothing and sees the same run each time.
#![doc = include_str!("decision.md")]

mod budget;
mod clock;
mod decision;
mod limiter;
mod observer;
mod random;
mod retry_after;
mod settings;
mod virtual_clock;

pub use clock::{Clock, Timer};
pub use observer::{Attempt, Observer};
pub use random::{FixedRandom, Random};
pub use settings::{Backoff, Policy, PolicyError, Rate};
pub use virtual_clock::VirtualClock;

pub(super) use budget::{Budget, Retry};
pub(super) use clock::TokioClock;
pub(super) use decision::{Decision, Phase, Situation, decide};
pub(super) use limiter::{Limiter, NoPlace};
pub(super) use observer::Unobserved;
pub(super) use random::SystemRandom;
pub(super) use retry_after::Asked;
