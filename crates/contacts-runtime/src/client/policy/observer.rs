//! Who wants to know how calls go.

use std::time::Duration;

use crate::client::TransportError;
use crate::operation::Operation;

/// Is told how calls go, for progress bars and figures. It runs within the call, so it should be quick.
pub trait Observer: Send + Sync {
    /// An attempt of a call is at its end.
    fn attempt_ended(&self, attempt: &Attempt<'_>);
}

/// One attempt of a call, at its end.
#[derive(Debug)]
#[non_exhaustive]
pub struct Attempt<'a> {
    /// The operation called.
    pub operation: &'static Operation,
    /// Which attempt of the call it was, from 1.
    pub number: u32,
    /// The status of the answer, or why there is none.
    pub result: Result<u16, &'a TransportError>,
    /// How long the call waits before the next attempt; `None` if this was the last.
    pub wait: Option<Duration>,
}

pub(in crate::client) struct Unobserved;

impl Observer for Unobserved {
    fn attempt_ended(&self, _: &Attempt<'_>) {}
}
