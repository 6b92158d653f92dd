//! Faults on demand and by schedule, the same ones for every vendor: as plain data, and as text.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

use crate::ids::mix;

/// What goes wrong, and at which requests. The default is nothing.
///
/// As text, rules are separated by commas or spaces. A rule is an effect, and after an `@` when: nothing for
/// always, `3` for the third request, `3..5` for the third to the fifth, `3..` from the third on, `10%` for one
/// in ten, which the seed picks.
///
/// | effect | what happens |
/// |---|---|
/// | `latency=20ms` | the answer comes later |
/// | `rate-limit=10/1s` | more than 10 requests within a second are a 429; `:retry-after=2` sets the header |
/// | `429`, `503` … | that status, 400 to 599, as the vendor words it; nothing was done |
/// | `gateway=502` | that status with a web page, from something before the vendor |
/// | `cut` | the vendor has done its work, and the connection ends in the middle of the body |
/// | `stall` | the same, but the connection stays open and nothing more comes |
/// | `insert` | a contact is created before the request is answered |
/// | `delete` | the oldest and the latest contact are deleted before the request is answered |
/// | `broken-records` | in one record of ten, a property has the wrong type |
/// | `unknown-fields` | every contact has a property that no page has |
/// | `unknown-values` | every contact that has one has an enum value that no page has |
/// | `new-version` | envelopes have a member more, and the time of creation has another name |
///
/// ```
/// use contacts_sandbox::Faults;
///
/// let faults: Faults = "latency=20ms 503@3..5 cut@7 stall@1%".parse()?;
/// assert_eq!(faults.to_string(), "latency=20ms 503@3..5 cut@7 stall@1%");
/// # Ok::<(), contacts_sandbox::FaultsError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Faults {
    /// Each rule on its own; several may meet one request.
    pub rules: Vec<Rule>,
}

/// One thing that goes wrong, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// What happens.
    pub effect: Effect,
    /// At which requests.
    pub when: When,
}

/// What a fault does.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Effect {
    /// The answer comes this much later.
    Latency(Duration),
    /// So many requests in each span of time, and a 429 for the ones above.
    RateLimit {
        /// How many requests a span takes.
        requests: u64,
        /// How long a span is.
        per: Duration,
        /// The seconds in the header Retry-After; without it the header is missing.
        retry_after: Option<u64>,
    },
    /// This status, from 400 to 599, in the vendor's own form. Nothing was done.
    Status(u16),
    /// This status, from 400 to 599, with a web page: something before the vendor answers. The vendor has not seen the
    /// request.
    Gateway(u16),
    /// The connection ends in the middle of the body. The vendor has done its work.
    Cut,
    /// The connection stays open in the middle of the body. The vendor has done its work.
    Stall,
    /// A contact is created before the request is answered.
    Insert,
    /// The oldest and the latest contact are deleted before the request is answered, so that rows move
    /// whatever the order of a list.
    Delete,
    /// In one record of ten, a property has the wrong type.
    BrokenRecords,
    /// Every contact has a property that no page has.
    UnknownFields,
    /// Every contact that has an enum value has one that no page has.
    UnknownValues,
    /// Envelopes have a member more, and the time of creation has another name.
    NewVersion,
}

/// At which requests a fault comes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum When {
    /// At each.
    Always,
    /// At those with these numbers. The first request after the faults were set has number 1.
    Requests(RangeInclusive<u64>),
    /// At so many of a hundred, which the seed of the sandbox picks.
    Percent(f64),
}

impl When {
    /// Whether the request with this number is meant. `rule` tells rules of one set apart.
    fn meets(&self, request: u64, rule: u64, seed: u64) -> bool {
        match self {
            Self::Always => true,
            Self::Requests(numbers) => numbers.contains(&request),
            Self::Percent(percent) => {
                let noise = mix(seed ^ request, 0x6661_756c + rule, 1) % 1_000_000;
                // Exact in a float: the number has six digits.
                u32::try_from(noise).is_ok_and(|noise| f64::from(noise) < percent * 10_000.0)
            }
        }
    }
}

impl Faults {
    /// The effects at the request with this number, from 1, in the order of the rules.
    pub(crate) fn at(&self, request: u64, seed: u64) -> Vec<Effect> {
        let met = (0..).zip(&self.rules);
        let met = met.filter(|(place, rule)| rule.when.meets(request, *place, seed));
        met.map(|(_, rule)| rule.effect.clone()).collect()
    }
}

/// Why a text is no [`Faults`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{rule:?} is no fault: {why}; write an effect (latency=20ms, rate-limit=10/1s:retry-after=2, 503, cut, stall, \
     insert, delete, broken-records, unknown-fields, unknown-values, new-version, gateway=502), and if not always, @3, \
     @3..5, @3.. or @10%"
)]
pub struct FaultsError {
    rule: String,
    why: &'static str,
}

impl FromStr for Faults {
    type Err = FaultsError;

    fn from_str(text: &str) -> Result<Self, FaultsError> {
        let words = text.split([',', ' ']).filter(|word| !word.is_empty());
        let rules = words.map(str::parse).collect::<Result<_, _>>()?;
        Ok(Self { rules })
    }
}

impl FromStr for Rule {
    type Err = FaultsError;

    fn from_str(text: &str) -> Result<Self, FaultsError> {
        let error = |why| FaultsError {
            rule: text.to_owned(),
            why,
        };
        let (effect, when) = match text.split_once('@') {
            Some((effect, when)) => (effect, read_when(when).map_err(error)?),
            None => (text, When::Always),
        };
        let effect = read_effect(effect).map_err(error)?;
        Ok(Self { effect, when })
    }
}

fn read_effect(text: &str) -> Result<Effect, &'static str> {
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (text, None),
    };
    match (name, value) {
        ("latency", Some(value)) => read_duration(value).map(Effect::Latency),
        ("rate-limit", Some(value)) => read_rate_limit(value),
        ("cut", None) => Ok(Effect::Cut),
        ("stall", None) => Ok(Effect::Stall),
        ("insert", None) => Ok(Effect::Insert),
        ("delete", None) => Ok(Effect::Delete),
        ("broken-records", None) => Ok(Effect::BrokenRecords),
        ("unknown-fields", None) => Ok(Effect::UnknownFields),
        ("unknown-values", None) => Ok(Effect::UnknownValues),
        ("new-version", None) => Ok(Effect::NewVersion),
        ("gateway", Some(value)) => {
            let status = value.parse().map_err(|_| FAILURE)?;
            read_failure(status).map(Effect::Gateway)
        }
        (status, None) => {
            let status = status.parse().map_err(|_| "no effect is called that")?;
            read_failure(status).map(Effect::Status)
        }
        _ => Err("no effect with a value is called that"),
    }
}

const FAILURE: &str = "a status is from 400 to 599";

fn read_failure(status: u16) -> Result<u16, &'static str> {
    let fails = (400..=599).contains(&status);
    fails.then_some(status).ok_or(FAILURE)
}

fn read_rate_limit(text: &str) -> Result<Effect, &'static str> {
    let (rate, rest) = match text.split_once(':') {
        Some((rate, rest)) => (rate, Some(rest)),
        None => (text, None),
    };
    let form = "a rate is such as 10/1s";
    let (requests, per) = rate.split_once('/').ok_or(form)?;
    let retry_after = rest.map(|rest| {
        let seconds = rest
            .strip_prefix("retry-after=")
            .and_then(|text| text.parse().ok());
        seconds.ok_or("after the rate comes retry-after= and seconds")
    });
    Ok(Effect::RateLimit {
        requests: requests.parse().map_err(|_| form)?,
        per: read_duration(per)?,
        retry_after: retry_after.transpose()?,
    })
}

fn read_duration(text: &str) -> Result<Duration, &'static str> {
    let units = [("ms", 1), ("s", 1000), ("m", 60_000)];
    let read = |(unit, factor): (&str, u64)| {
        let number: u64 = text.strip_suffix(unit)?.parse().ok()?;
        number.checked_mul(factor).map(Duration::from_millis)
    };
    units
        .into_iter()
        .find_map(read)
        .ok_or("a time is a whole number and ms, s or m")
}

fn read_when(text: &str) -> Result<When, &'static str> {
    if let Some(percent) = text.strip_suffix('%') {
        let percent = percent
            .parse()
            .ok()
            .filter(|percent| (0.0..=100.0).contains(percent));
        return percent
            .map(When::Percent)
            .ok_or("a share is from 0% to 100%");
    }
    let number = |text: &str| match text.parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err("requests are counted from 1"),
    };
    let numbers = match text.split_once("..") {
        Some((from, "")) => number(from)?..=u64::MAX,
        Some((from, to)) => number(from)?..=number(to)?,
        None => number(text)?..=number(text)?,
    };
    if numbers.is_empty() {
        return Err("the first request comes before the last one");
    }
    Ok(When::Requests(numbers))
}

impl fmt::Display for Faults {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, rule) in self.rules.iter().enumerate() {
            let space = if place == 0 { "" } else { " " };
            write!(formatter, "{space}{rule}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.effect)?;
        match &self.when {
            When::Always => Ok(()),
            When::Percent(percent) => write!(formatter, "@{percent}%"),
            When::Requests(numbers) => match (*numbers.start(), *numbers.end()) {
                (from, u64::MAX) => write!(formatter, "@{from}.."),
                (from, to) if from == to => write!(formatter, "@{from}"),
                (from, to) => write!(formatter, "@{from}..{to}"),
            },
        }
    }
}

/// As in the text of the faults.
impl fmt::Display for Effect {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latency(time) => write!(formatter, "latency={}ms", time.as_millis()),
            Self::RateLimit {
                requests,
                per,
                retry_after,
            } => {
                write!(formatter, "rate-limit={requests}/{}ms", per.as_millis())?;
                match retry_after {
                    Some(seconds) => write!(formatter, ":retry-after={seconds}"),
                    None => Ok(()),
                }
            }
            Self::Status(status) => write!(formatter, "{status}"),
            Self::Gateway(status) => write!(formatter, "gateway={status}"),
            Self::Cut => formatter.write_str("cut"),
            Self::Stall => formatter.write_str("stall"),
            Self::Insert => formatter.write_str("insert"),
            Self::Delete => formatter.write_str("delete"),
            Self::BrokenRecords => formatter.write_str("broken-records"),
            Self::UnknownFields => formatter.write_str("unknown-fields"),
            Self::UnknownValues => formatter.write_str("unknown-values"),
            Self::NewVersion => formatter.write_str("new-version"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_reads_back() {
        let text = "latency=20ms rate-limit=10/1000ms:retry-after=2 503@3..5 cut@7 stall@9.. insert@2 delete@4 \
            broken-records@12.5% unknown-fields unknown-values new-version gateway=502@8";
        let faults: Faults = text.parse().unwrap();
        assert_eq!(faults.rules.len(), 12);
        assert_eq!(
            faults.to_string(),
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        );
        assert_eq!(faults.to_string().replace(' ', ",").parse(), Ok(faults));
    }

    #[test]
    fn what_is_no_fault_says_why() {
        for text in [
            "cutt",
            "200",
            "600",
            "cut=1",
            "gateway",
            "gateway=200",
            "gateway=x",
            "latency=2",
            "latency=18446744073709551615m",
            "503@0",
            "503@5..3",
            "503@x",
            "503@101%",
            "503@-1%",
            "503@NaN%",
            "rate-limit=10",
            "rate-limit=10/1s:after=2",
        ] {
            let error = text.parse::<Faults>().unwrap_err();
            assert!(
                error
                    .to_string()
                    .starts_with(&format!("{text:?} is no fault: ")),
                "{error}"
            );
        }
    }

    #[test]
    fn requests_are_met_by_number_and_by_share() {
        let faults: Faults = "503@3..5 cut@4 stall@25%".parse().unwrap();
        let without_share = |request| {
            let mut effects = faults.at(request, 1);
            effects.retain(|effect| *effect != Effect::Stall);
            effects
        };
        assert_eq!(without_share(2), []);
        assert_eq!(without_share(4), [Effect::Status(503), Effect::Cut]);
        assert_eq!(without_share(6), []);
        let met = |seed| -> Vec<u64> {
            (1..=10_000)
                .filter(|request| faults.at(*request, seed).contains(&Effect::Stall))
                .collect()
        };
        assert!((2_300..2_700).contains(&met(1).len()), "{}", met(1).len());
        assert_eq!(met(1), met(1));
        assert_ne!(met(1), met(2));
    }
}
