//! `contacts doctor`.

use std::time::{Duration, SystemTime};

use clap::Args;
use contacts::runtime::client::{BaseUrl, Error as CallError, Request, Slot, Transport};
use contacts::runtime::operation::{Capability, Operation};
use contacts::{Account, Contacts, Error, SweepOptions};
use serde::Serialize;

use crate::account;
use crate::arguments::{AccountOptions, ValueFormat, ValueOutput};
use crate::config::{Chosen, Config, environment};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::known::SLUGS;
use crate::text::{counted, plain, wrapped};

/// More than this between two clocks is no delay of the network.
const APART: Duration = Duration::from_secs(60);

/// Check configuration, credentials, connection and clock, and what the key may do.
///
/// Only reads. Without a name, looks at all profiles, and at vendors that the environment configures without one. Each check is
/// one line, with what to do if it fails; the exit code is that of the first failure.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts doctor\n  contacts doctor acme chatbotx\n  contacts doctor chatbotx --sandbox\n  contacts doctor digital99 --profile acme --format json"
)]
pub struct Arguments {
    /// Profiles, and slugs of vendors for all their accounts; without one, all accounts that there are.
    #[arg(value_name = "PROFILE|SLUG", value_parser = SLUGS, hide_possible_values = true)]
    names: Vec<String>,
    #[command(flatten)]
    account: AccountOptions,
    #[command(flatten)]
    output: ValueOutput,
}

/// One check.
#[derive(Debug, Serialize)]
struct Check {
    /// Nothing where it is not that of a profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    profile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vendor: Option<&'static str>,
    check: String,
    state: State,
    /// What was found, and what to do where that is wrong.
    found: String,
    #[serde(skip)]
    exit: Exit,
    /// The account, for people.
    #[serde(skip)]
    of: Option<String>,
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
    if options.sandbox.is_some() && arguments.names.is_empty() {
        return Err(Failure::Usage(
            "name the vendor whose sandbox is to be looked at, such as `contacts doctor chatbotx --sandbox`"
                .to_owned(),
        ));
    }
    let config = Config::read(options.config.as_deref()).map_err(Failure::from);
    let mut checks = Checks::default();
    match &config {
        Err(error) => checks.fail("configuration", error),
        Ok(config) => {
            checks.ok("configuration", configuration(config));
            let accounts = match options.sandbox {
                None => {
                    config.accounts(&arguments.names, options.profile.as_deref(), environment)?
                }
                Some(_) => sandboxes(&arguments.names)?,
            };
            if accounts.is_empty() {
                let nobody = "no profile, and no vendor has a credential: `contacts vendors` names the variables, `contacts config explain` shows a profile";
                checks.add("account", State::Note, nobody.to_owned());
            }
            for account in accounts {
                checks.of = Some(account);
                if let Err(failure) = checks.account(account, config, options).await {
                    checks.fail("account", &failure);
                }
            }
        }
    }
    let checks = checks.all;
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

/// The vendors whose sandboxes are looked at.
fn sandboxes(slugs: &[String]) -> Result<Vec<Chosen<'static>>, Failure> {
    let vendors = slugs.iter().map(|slug| Account::new(slug));
    vendors
        .map(|account| Ok(Chosen::Vendor(account?.vendor())))
        .collect()
}

/// What was checked so far.
#[derive(Default)]
struct Checks<'a> {
    /// The account that is looked at.
    of: Option<Chosen<'a>>,
    all: Vec<Check>,
}

impl Checks<'_> {
    async fn account(
        &mut self,
        chosen: Chosen<'_>,
        config: &Config,
        options: &AccountOptions,
    ) -> Result<(), Failure> {
        // The sandbox lives as long as this does.
        let (account, _sandbox) = if options.sandbox.is_some() {
            account::open(chosen.name(), options).await?
        } else {
            let layers = chosen.layers(config, options, environment)?;
            let given = layers.credentials.iter().filter_map(|(slot, source)| {
                let from = &source.as_ref()?.from;
                Some(format!("{} from {from}", slot.scheme))
            });
            let given: Vec<String> = given.collect();
            if !given.is_empty() {
                self.ok("credential", given.join(", "));
            }
            (account::of(&layers, options)?, None)
        };
        let contacts = account.connect()?;
        if self.server(&contacts).await {
            self.rights(&contacts).await;
        }
        Ok(())
    }

    /// Asks the server for the time, without a credential. Whether it answers.
    async fn server(&mut self, contacts: &Contacts) -> bool {
        let date = match date(contacts).await {
            Ok(date) => date,
            Err(source) => {
                let slug = contacts.vendor().slug;
                self.fail("connection", &Error::Call { slug, source }.into());
                return false;
            }
        };
        self.ok("connection", format!("{} answers", contacts.instance()));
        let (state, found) = match date {
            None => (
                State::Note,
                "the server does not say what time it is".to_owned(),
            ),
            Some(date) => clock(SystemTime::now(), date),
        };
        self.add("clock", state, found);
        true
    }

    /// What the key may read. Stops at the first answer that the key is no key.
    async fn rights(&mut self, contacts: &Contacts) {
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
                Some(Ok(())) => self.ok(&check, "the key may do this".to_owned()),
                Some(Err(error)) => {
                    let is_no_key = error.status() == Some(401);
                    self.fail(&check, &error.into());
                    if is_no_key {
                        return;
                    }
                }
            }
        }
    }

    fn ok(&mut self, check: &str, found: String) {
        self.add(check, State::Ok, found);
    }

    fn fail(&mut self, check: &str, failure: &Failure) {
        let found = match self.of.and_then(|of| of.vendor()) {
            Some(vendor) => failure.behind(vendor.slug),
            None => failure.to_string(),
        };
        self.add(check, State::Failed, found);
        if let Some(check) = self.all.last_mut() {
            check.exit = failure.exit();
        }
    }

    fn add(&mut self, check: &str, state: State, found: String) {
        let of = self.of;
        self.all.push(Check {
            profile: of.and_then(|of| of.profile()).map(str::to_owned),
            vendor: of.and_then(|of| of.vendor()).map(|vendor| vendor.slug),
            check: check.to_owned(),
            state,
            found,
            exit: Exit::Ok,
            of: of.map(|of| of.to_string()),
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
        let of = self.of.as_ref();
        let of = of.map(|of| format!("{of} ")).unwrap_or_default();
        format!("{state:7} {of}{}: {}", self.check, self.found)
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
