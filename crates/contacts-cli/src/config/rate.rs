//! How many requests go out in a second, where somebody knows better than the vendor's documentation.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use contacts::runtime::client::policy::Rate;

/// A limit of somebody's own: `5`, `0.5` or `none`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RateLimit {
    /// Without a limit.
    None,
    /// So many requests in a second.
    PerSecond(f64),
}

/// A text is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be requests per second from 0.01 to 100000, such as 5 or 0.5, or none for no limit")]
pub struct NoRateLimit;

impl RateLimit {
    /// As it is written in an option.
    pub fn word(self) -> String {
        match self {
            Self::None => "none".to_owned(),
            Self::PerSecond(number) => number.to_string(),
        }
    }
}

impl FromStr for RateLimit {
    type Err = NoRateLimit;

    fn from_str(text: &str) -> Result<Self, NoRateLimit> {
        if text == "none" {
            return Ok(Self::None);
        }
        match text.parse() {
            Ok(number) if (0.01..=100_000.0).contains(&number) => Ok(Self::PerSecond(number)),
            _ => Err(NoRateLimit),
        }
    }
}

impl From<RateLimit> for Rate {
    fn from(limit: RateLimit) -> Self {
        match limit {
            RateLimit::None => Self::Unlimited,
            // A whole number may go out at once; of another one each request waits for its time.
            RateLimit::PerSecond(number) if number.fract() == 0.0 => {
                Self::of(number as u32, Duration::from_secs(1))
            }
            RateLimit::PerSecond(number) => Self::of(1, Duration::from_secs_f64(1.0 / number)),
        }
    }
}

impl fmt::Display for RateLimit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => formatter.write_str("none"),
            Self::PerSecond(number) => write!(formatter, "{number} requests per second"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_number_or_none() {
        for (text, rate) in [
            ("none", Rate::Unlimited),
            ("1", Rate::of(1, Duration::from_secs(1))),
            ("100000", Rate::of(100_000, Duration::from_secs(1))),
            ("0.5", Rate::of(1, Duration::from_secs(2))),
            ("2.5", Rate::of(1, Duration::from_millis(400))),
        ] {
            assert_eq!(text.parse().map(|limit: RateLimit| limit.into()), Ok(rate));
        }
        for text in [
            "", "0", "-1", "0.001", "100001", "NaN", "inf", "None", "5/s", " 5",
        ] {
            assert_eq!(text.parse::<RateLimit>(), Err(NoRateLimit), "{text}");
        }
    }
}
