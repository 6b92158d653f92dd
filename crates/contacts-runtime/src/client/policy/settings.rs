//! The policy as one value.

use std::time::Duration;

/// What every call of a transport keeps to.
///
/// | setting | default | |
/// |---|---|---|
/// | [`attempts`](Self::attempts) | 3 | the first one counted; 1 is no retries |
/// | [`deadline`](Self::deadline) | 120 s | the whole call: attempts, waits between them, waits for a rate limit |
/// | [`connect`](Self::connect) | 10 s | until a connection stands |
/// | [`first_byte`](Self::first_byte) | 30 s | from the begin of an attempt to the begin of the answer |
/// | [`idle`](Self::idle) | 15 s | without a byte in the midst of an answer |
/// | [`attempt`](Self::attempt) | 60 s | one attempt |
/// | [`backoff`](Self::backoff) | 200 ms, 20 s | the wait before another attempt |
/// | [`rate`](Self::rate) | [`Rate::Documented`] | how many requests go out |
/// | [`body_limit`](Self::body_limit) | 16 MiB | an answer, decompressed |
/// | [`items`](Self::items) | 10,000 | records on one page of a list |
///
/// Of several bounds on time, the one that passes first holds: a deadline may be shorter than any of the others.
///
/// JSON of more than 128 levels is never read: serde_json refuses it.
///
/// ```
/// use contacts_runtime::client::policy::Policy;
/// use std::time::Duration;
///
/// let patient = Policy::default().with_attempts(6).with_deadline(Duration::from_secs(600));
/// assert_eq!(patient.attempts(), 6);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    attempts: u32,
    deadline: Duration,
    connect: Duration,
    first_byte: Duration,
    idle: Duration,
    attempt: Duration,
    backoff: Backoff,
    rate: Rate,
    body_limit: usize,
    items: usize,
}

/// How long a call waits before another attempt: any time from nothing up to `base`, doubled with each attempt, and never
/// more than `cap`. Where the vendor says how long to wait, that comes on top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The most before the second attempt.
    pub base: Duration,
    /// The most before any attempt.
    pub cap: Duration,
}

/// How many requests a transport lets out. Calls beyond it wait their turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rate {
    /// As many as the spec says that the vendor takes; without a limit where it says nothing.
    Documented,
    /// Without a limit.
    Unlimited,
    /// So many in any span of time, whatever the operation.
    Of {
        /// How many.
        requests: u32,
        /// In which time.
        per: Duration,
    },
}

/// Why a policy makes no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// No attempt at all.
    #[error("the policy allows no attempt, so nothing would be sent: use 1 for no retries")]
    NoAttempts,
    /// Something that may take no time, or hold nothing.
    #[error(
        "the policy's {setting} is zero, so every call would fail: leave it out for the default"
    )]
    Zero {
        /// The setting.
        setting: &'static str,
    },
    /// The waits begin above their cap.
    #[error(
        "the policy's backoff begins at {base:?}, above its cap of {cap:?}: lower the base or raise the cap"
    )]
    BaseAboveCap {
        /// The base.
        base: Duration,
        /// The cap.
        cap: Duration,
    },
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            attempts: 3,
            deadline: Duration::from_secs(120),
            connect: Duration::from_secs(10),
            first_byte: Duration::from_secs(30),
            idle: Duration::from_secs(15),
            attempt: Duration::from_secs(60),
            backoff: Backoff {
                base: Duration::from_millis(200),
                cap: Duration::from_secs(20),
            },
            rate: Rate::Documented,
            body_limit: 16 << 20,
            items: 10_000,
        }
    }
}

macro_rules! settings {
    ($($(#[$doc:meta])* $name:ident, $set:ident: $type:ty;)*) => {
        impl Policy {
            $(
                $(#[$doc])*
                pub const fn $name(&self) -> $type {
                    self.$name
                }

                #[doc = concat!("With another [`", stringify!($name), "`](Self::", stringify!($name), ").")]
                #[must_use]
                pub const fn $set(mut self, $name: $type) -> Self {
                    self.$name = $name;
                    self
                }
            )*
        }
    };
}

settings! {
    /// How often a call is tried, the first time counted.
    attempts, with_attempts: u32;
    /// How long a whole call may take: all attempts, the waits between them, and the waits for a rate limit.
    deadline, with_deadline: Duration;
    /// How long it may take until a connection stands. An HTTP client of the caller's own keeps its own bound.
    connect, with_connect: Duration;
    /// How long it may take from the begin of an attempt until the answer begins.
    first_byte, with_first_byte: Duration;
    /// How long an answer may stand still once it began.
    idle, with_idle: Duration;
    /// How long one attempt may take.
    attempt, with_attempt: Duration;
    /// How long a call waits before another attempt.
    backoff, with_backoff: Backoff;
    /// How many requests go out.
    rate, with_rate: Rate;
    /// How large an answer may be, in bytes, after decompression.
    body_limit, with_body_limit: usize;
    /// How many records one page of a list may have.
    items, with_items: usize;
}

impl Policy {
    /// Refuses what makes no sense.
    pub(in crate::client) fn check(&self) -> Result<(), PolicyError> {
        if self.attempts == 0 {
            return Err(PolicyError::NoAttempts);
        }
        let rate = match self.rate {
            Rate::Of { requests, per } => requests == 0 || per.is_zero(),
            Rate::Documented | Rate::Unlimited => false,
        };
        let zeros = [
            ("deadline", self.deadline.is_zero()),
            ("connect bound", self.connect.is_zero()),
            ("first byte bound", self.first_byte.is_zero()),
            ("idle bound", self.idle.is_zero()),
            ("attempt bound", self.attempt.is_zero()),
            ("backoff cap", self.backoff.cap.is_zero()),
            ("rate", rate),
            ("body limit", self.body_limit == 0),
            ("limit of items", self.items == 0),
        ];
        if let Some((setting, _)) = zeros.into_iter().find(|(_, zero)| *zero) {
            return Err(PolicyError::Zero { setting });
        }
        if self.backoff.base > self.backoff.cap {
            return Err(PolicyError::BaseAboveCap {
                base: self.backoff.base,
                cap: self.backoff.cap,
            });
        }
        Ok(())
    }
}

impl Rate {
    /// So many requests in any span of time, whatever the operation.
    pub const fn of(requests: u32, per: Duration) -> Self {
        Self::Of { requests, per }
    }
}

impl Backoff {
    /// The wait before another attempt, of which there were `attempts` so far: full jitter.
    pub(in crate::client) fn wait(&self, attempts: u32, fraction: f64) -> Duration {
        let doubled = 2_u32.saturating_pow(attempts.saturating_sub(1));
        let most = self.base.saturating_mul(doubled).min(self.cap);
        // `mul_f64` panics where rounding takes the product of a huge cap beyond the largest duration.
        Duration::try_from_secs_f64(most.as_secs_f64() * fraction.clamp(0.0, 1.0)).unwrap_or(most)
    }
}
