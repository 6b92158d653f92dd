//! `contacts doctor`.

use std::time::{Duration, SystemTime};

use clap::Args;
use contacts::runtime::client::{BaseUrl, Error as CallError, Request, Slot, Transport};
use contacts::runtime::operation::{Capability, Operation, Vendor};
use contacts::{Account, Contacts, Error, SweepOptions};
use serde::Serialize;

use crate::account;
use crate::arguments::{AccountOptions, ValueFormat, ValueOutput};
use crate::config::{Config, Layers};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::text::{counted, plain, wrapped};

/// More than this between two clocks is no delay of the network.
const APART: Duration = Duration::from_secs(60);

/// Check configuration, credentials, connection and clock, and what the key may do.
///
/// Only reads. Without a vendor, looks at all for which there is a credential. Each check is one line, with what to do if it
/// fails; the exit code is that of the first failure.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts doctor\n  contacts doctor chatbotx --sandbox\n  contacts doctor digital99 --profile acme --format json"
)]
pub struct Arguments {
    /// The vendor's slug; without it, all for which there is a credential.
    slug: Option<String>,
    #[command(flatten)]
    account: AccountOptions,
    #[command(flatten)]
    output: ValueOutput,
}

/// One check.
#[derive(Debug, Serialize)]
struct Check {
    #[serde(skip_serializing_if = "Option::is_none")]
    vendor: Option<&'static str>,
    check: String,
    state: State,
    /// What was found, and what to do where that is wrong.
    found: String,
    #[serde(skip)]
    exit: Exit,
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Ok,
    /// Nothing fails by it, but it is not as it should be, or can't be told.
    Note,
    Failed,
}

/// Runs it.
pub async fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let options = &arguments.account;
    if options.sandbox.is_some() && arguments.slug.is_none() {
        return Err(Failure::Usage(
            "name the vendor whose sandbox is to be looked at, such as `contacts doctor chatbotx --sandbox`"
                .to_owned(),
        ));
    }
    let mut checks = Checks(Vec::new());
    match Config::read(options.config.as_deref()) {
        Err(error) => checks.fail(None, "configuration", &error.into()),
        Ok(config) => {
            checks.ok(None, "configuration", configuration(&config));
            for vendor in asked(&arguments, &config)? {
                checks.vendor(vendor, options).await;
            }
            if checks.0.len() == 1 {
                let nobody = "no vendor has a credential: `contacts vendors` names the variables, `contacts config explain` shows a profile";
                checks.add(None, "credential", State::Note, nobody.to_owned());
            }
        }
    }
    let Checks(checks) = checks;
    match arguments.output.format {
        ValueFormat::Json => console.value(&checks)?,
        ValueFormat::Table => {
            for check in &checks {
                let text = wrapped(&plain(&check.line()), console.width, 8);
                writeln!(console.out, "{text}")?;
            }
        }
    }
    let failed = checks.iter().find(|check| check.state == State::Failed);
    Ok(failed.map_or(Exit::Ok, |check| check.exit))
}

fn configuration(config: &Config) -> String {
    let path = config.path.display();
    match config.profiles.len() {
        _ if !config.is_there => format!("none at {path}"),
        count => format!("{path} has {}", counted(count, "profile")),
    }
}

/// The vendor named, else all for which there is a credential.
fn asked(arguments: &Arguments, config: &Config) -> Result<Vec<&'static Vendor>, Failure> {
    if let Some(slug) = &arguments.slug {
        return Ok(vec![Account::new(slug)?.vendor()]);
    }
    if let Some(name) = &arguments.account.profile {
        let profile = config.profiles.get(name);
        return Ok(vec![profile.ok_or_else(|| config.unknown(name))?.vendor]);
    }
    let mut vendors = Vec::new();
    for vendor in contacts::vendors() {
        let layers = Layers::of(vendor.slug, &arguments.account, variable)?;
        if layers
            .credentials
            .iter()
            .any(|(_, source)| source.is_some())
        {
            vendors.push(vendor);
        }
    }
    Ok(vendors)
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// What was checked so far.
struct Checks(Vec<Check>);

impl Checks {
    async fn vendor(&mut self, vendor: &'static Vendor, options: &AccountOptions) {
        let (slug, of) = (vendor.slug, Some(vendor.slug));
        if options.sandbox.is_none() {
            match Layers::of(slug, options, variable) {
                Err(error) => return self.fail(of, "account", &error),
                Ok(layers) => {
                    let given = layers.credentials.iter().filter_map(|(slot, source)| {
                        let from = &source.as_ref()?.from;
                        Some(format!("{} from {from}", slot.scheme))
                    });
                    let given: Vec<String> = given.collect();
                    if !given.is_empty() {
                        self.ok(of, "credential", given.join(", "));
                    }
                }
            }
        }
        // The sandbox lives as long as this does.
        let (account, _sandbox) = match account::open(slug, options).await {
            Ok(opened) => opened,
            Err(error) => return self.fail(of, "account", &error),
        };
        match account.connect() {
            Err(error) => self.fail(of, "account", &error.into()),
            Ok(contacts) => {
                if self.server(&contacts).await {
                    self.rights(&contacts).await;
                }
            }
        }
    }

    /// Asks the server for the time, without a credential. Whether it answers.
    async fn server(&mut self, contacts: &Contacts) -> bool {
        let of = Some(contacts.vendor().slug);
        let date = match date(contacts).await {
            Ok(date) => date,
            Err(error) => {
                let slug = contacts.vendor().slug;
                self.fail(
                    of,
                    "connection",
                    &Error::Call {
                        slug,
                        source: error,
                    }
                    .into(),
                );
                return false;
            }
        };
        self.ok(of, "connection", format!("{} answers", contacts.instance()));
        let (state, found) = match date {
            None => (
                State::Note,
                "the server does not say what time it is".to_owned(),
            ),
            Some(date) => clock(SystemTime::now(), date),
        };
        self.add(of, "clock", state, found);
        true
    }

    /// What the key may read. Stops at the first answer that the key is no key.
    async fn rights(&mut self, contacts: &Contacts) {
        let of = Some(contacts.vendor().slug);
        for capability in [
            Capability::List,
            Capability::FindByEmail,
            Capability::Count,
            Capability::ListAllTags,
            Capability::ListAttributeDefinitions,
            Capability::ListInboxes,
        ] {
            let lists = !contacts.serving(Capability::List).is_empty();
            // A look-up says no more about a key than a list does.
            if capability == Capability::FindByEmail && lists {
                continue;
            }
            let check = capability.as_str().replace('-', " ");
            match probe(contacts, capability).await {
                None | Some(Err(Error::Unsupported(_))) => {}
                Some(Ok(())) => self.ok(of, &check, "the key may do this".to_owned()),
                Some(Err(error)) => {
                    let is_no_key = error.status() == Some(401);
                    self.fail(of, &check, &error.into());
                    if is_no_key {
                        return;
                    }
                }
            }
        }
    }

    fn ok(&mut self, vendor: Option<&'static str>, check: &str, found: String) {
        self.add(vendor, check, State::Ok, found);
    }

    fn fail(&mut self, vendor: Option<&'static str>, check: &str, failure: &Failure) {
        let found = match vendor {
            Some(slug) => failure.behind(slug),
            None => failure.to_string(),
        };
        self.add(vendor, check, State::Failed, found);
        if let Some(check) = self.0.last_mut() {
            check.exit = failure.exit();
        }
    }

    fn add(&mut self, vendor: Option<&'static str>, check: &str, state: State, found: String) {
        self.0.push(Check {
            vendor,
            check: check.to_owned(),
            state,
            found,
            exit: Exit::Ok,
        });
    }
}

impl Check {
    fn line(&self) -> String {
        let state = match self.state {
            State::Ok => "ok",
            State::Note => "note",
            State::Failed => "FAILED",
        };
        let vendor = self
            .vendor
            .map(|slug| format!("{slug} "))
            .unwrap_or_default();
        format!("{state:7} {vendor}{}: {}", self.check, self.found)
    }
}

/// A reading; nothing if the vendor has no operation for it.
async fn probe(contacts: &Contacts, capability: Capability) -> Option<Result<(), Error>> {
    if contacts.serving(capability).is_empty() {
        return None;
    }
    Some(match capability {
        Capability::List => match contacts.sweep(SweepOptions::default()) {
            Ok(mut sweep) => sweep.next().await.map_or(Ok(()), |page| page.map(drop)),
            Err(error) => Err(error),
        },
        Capability::FindByEmail => contacts.find_by_email("nobody@example.com").await.map(drop),
        Capability::Count => contacts.count().await.map(drop),
        Capability::ListAllTags => contacts.tags().await.map(drop),
        Capability::ListAttributeDefinitions => contacts.attribute_definitions().await.map(drop),
        Capability::ListInboxes => contacts.inboxes().await.map(drop),
        _ => return None,
    })
}

/// The time of the server, if it says it.
async fn date(contacts: &Contacts) -> Result<Option<SystemTime>, CallError> {
    static FRONT: Operation = Operation::new("the server's front page", "GET", "/");
    // An address that the account already took.
    let Ok(base_url) = BaseUrl::allow_http(contacts.instance()) else {
        return Ok(None);
    };
    let Ok(transport) = Transport::builder(base_url, Vec::<Slot>::new()).build() else {
        return Ok(None);
    };
    let answer = transport
        .send::<CallError>(Request::new(&FRONT).without_credential())
        .await?;
    let body = answer.into_body();
    let date = body
        .headers()
        .get("date")
        .and_then(|date| date.to_str().ok());
    Ok(date.and_then(|date| httpdate::parse_http_date(date).ok()))
}

/// How far this clock is from the server's.
fn clock(here: SystemTime, there: SystemTime) -> (State, String) {
    let (apart, side) = match here.duration_since(there) {
        Ok(ahead) => (ahead, "ahead of"),
        Err(behind) => (behind.duration(), "behind"),
    };
    if apart < APART {
        let found = "this machine and the server agree on the time".to_owned();
        return (State::Ok, found);
    }
    let minutes = apart.as_secs() / 60;
    let apart = match (minutes / 60, minutes) {
        (0, minutes) => counted(usize::try_from(minutes).unwrap_or(usize::MAX), "minute"),
        (hours, _) if hours < 48 => {
            let unit = |count: u64, what| counted(usize::try_from(count).unwrap_or_default(), what);
            let (hours, minutes) = (unit(hours, "hour"), unit(minutes % 60, "minute"));
            format!("{hours} and {minutes}")
        }
        (hours, _) => format!("{} days", hours / 24),
    };
    (
        State::Note,
        format!(
            "this machine is {apart} {side} the server: set its clock, or certificates are refused and times are wrong"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_clock_is_told() {
        let there = SystemTime::UNIX_EPOCH + Duration::from_secs(1_786_795_200);
        for (here, state, words) in [
            (there + Duration::from_secs(59), State::Ok, "agree"),
            (
                there + Duration::from_secs(60),
                State::Note,
                "1 minute ahead of",
            ),
            (
                there - Duration::from_secs(7_380),
                State::Note,
                "2 hours and 3 minutes behind",
            ),
            (
                there - Duration::from_secs(3_660),
                State::Note,
                "1 hour and 1 minute behind",
            ),
            (SystemTime::UNIX_EPOCH, State::Note, "20680 days behind"),
        ] {
            let (found, text) = clock(here, there);
            assert_eq!(found, state, "{text}");
            assert!(text.contains(words), "{text}");
        }
    }
}
