//! `contacts sandbox`.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use contacts::Account;
use contacts_sandbox::{Faults, Options, RequestLine, Running, Sandbox, Storage};
use serde::Serialize;
use tokio::sync::mpsc;

use crate::account::connected;
use crate::arguments::MOST;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::known::SLUGS;
use crate::text::plain;

/// Contacts that a line of JSON names.
const NAMED: usize = 20;

/// Run embedded vendors until Ctrl-C.
///
/// Prints the environment lines that point this command, or your program, to them, or a line of JSON for each; the base
/// URLs and a line for each request go to standard error. The same seed gives the same people and the same answers.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts sandbox insighto\n  contacts sandbox insighto chatbotx --contacts 1000 --seed 7\n  contacts sandbox digital99 --port 8099 --file digital99.sqlite\n  contacts sandbox tetherai --faults '503@3..5 latency=20ms@10%'"
)]
pub struct Arguments {
    /// The slugs of the vendors.
    #[arg(value_name = "SLUG", required = true, value_parser = SLUGS)]
    slugs: Vec<String>,
    /// Contacts of each.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(..=MOST))]
    contacts: u64,
    /// What the people are made from: another number, other people.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// The port on 127.0.0.1 of the first vendor; the others follow. Without it, free ones.
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
    port: Option<u16>,
    /// Keep the state in this file; takes one vendor.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// How far the answers may stray from what the vendor documents.
    #[arg(long, value_name = "HOW", value_enum, default_value_t = Oddities::Harmless)]
    oddities: Oddities,
    /// What goes wrong, and at which requests: effects such as `503`, `cut`, `latency=20ms` or `rate-limit=10/1s`, each
    /// with `@3`, `@3..5` or `@10%` after it, separated by spaces.
    #[arg(long, value_name = "RULES")]
    faults: Option<Faults>,
    /// How to print where the vendors are.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Shell)]
    format: Format,
}

/// Which records are odd.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Oddities {
    /// None.
    Off,
    /// Two in a hundred have a property or an enum value that no page has.
    Harmless,
    /// Also, one in a thousand has a property of the wrong type.
    Broken,
}

/// The forms of what is told of a vendor.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// Lines for a shell that set variables of the environment.
    Shell,
    /// One object a line: base URL, credentials, settings, and how to find the first 20 contacts.
    Json,
}

/// A sandbox as a line of JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct About {
    slug: &'static str,
    base_url: String,
    /// By the security scheme's name.
    credentials: BTreeMap<&'static str, &'static str>,
    /// By the parameter's name.
    settings: BTreeMap<&'static str, String>,
    contacts: Vec<Known>,
}

/// How to find a contact of a sandbox.
#[derive(Serialize)]
struct Known {
    id: String,
    phone: Option<String>,
    email: Option<String>,
}

/// Runs it.
pub async fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    // The library has the better words for a slug that is none.
    for slug in &arguments.slugs {
        Account::new(slug)?;
    }
    if arguments.file.is_some() && arguments.slugs.len() > 1 {
        return Err(Failure::Usage(
            "--file holds the state of one vendor: start a sandbox for each".to_owned(),
        ));
    }
    let stop = console.interrupt.hold();
    let (send, mut requests) = mpsc::unbounded_channel();
    let mut running = Vec::new();
    for (slug, place) in arguments.slugs.iter().zip(0..) {
        let sandbox = Sandbox::start(slug, options(&arguments, place)?).await?;
        let (send, slug) = (send.clone(), sandbox.slug());
        // Nobody reads any more once this command ends.
        sandbox.on_request(move |line| drop(send.send((slug, line.clone()))));
        match arguments.format {
            Format::Shell => announce(&sandbox, console)?,
            Format::Json => {
                let line = serde_json::to_string(&about(&sandbox)).map_err(io::Error::from)?;
                console.json(&line)?;
            }
        }
        running.push(sandbox);
    }
    console.out.flush()?;
    writeln!(console.notes, "Ctrl-C stops")?;
    let width = running.iter().map(|sandbox| sandbox.slug().len()).max();
    loop {
        tokio::select! {
            () = stop.asked() => break,
            Some((slug, line)) = requests.recv() => {
                log(slug, &line, width.unwrap_or_default(), console)?;
            }
        }
    }
    for sandbox in running {
        sandbox.stop().await;
    }
    Ok(Exit::Ok)
}

fn options(arguments: &Arguments, place: u16) -> Result<Options, Failure> {
    let port = match arguments.port {
        Some(first) => first.checked_add(place).ok_or_else(|| {
            Failure::Usage("there are no ports above 65535: take a lower --port".to_owned())
        })?,
        None => 0,
    };
    Ok(Options {
        contacts: arguments.contacts,
        seed: arguments.seed,
        port,
        storage: match &arguments.file {
            Some(file) => Storage::File(file.clone()),
            None => Storage::Memory,
        },
        oddities: match arguments.oddities {
            Oddities::Off => contacts_sandbox::Oddities::Off,
            Oddities::Harmless => contacts_sandbox::Oddities::Harmless,
            Oddities::Broken => contacts_sandbox::Oddities::BrokenRecords,
        },
        faults: arguments.faults.clone().unwrap_or_default(),
        ..Options::default()
    })
}

/// The lines to paste. Secrets of a sandbox are none.
fn announce(sandbox: &Running, console: &mut Console<'_>) -> Result<(), Failure> {
    let account = connected(sandbox)?;
    let (vendor, base_url) = (account.vendor(), sandbox.base_url());
    writeln!(console.notes, "{} at {base_url}", vendor.name)?;
    writeln!(
        console.out,
        "export {}={base_url}",
        account.base_url_variable()
    )?;
    for setting in vendor.settings {
        if let Some(value) = sandbox.setting(setting.parameter) {
            writeln!(console.out, "export {}={value}", setting.env)?;
        }
    }
    // One credential is enough, and the first is the usual one.
    let mut slots = vendor.credentials.iter();
    let secret = slots.find_map(|slot| Some((slot.env, sandbox.credential(slot.scheme)?)));
    if let Some((variable, secret)) = secret {
        writeln!(console.out, "export {variable}={secret}")?;
    }
    Ok(())
}

/// What a program needs to know of a sandbox.
fn about(sandbox: &Running) -> About {
    let slots = sandbox.credential_slots();
    let known = sandbox.known_contacts().take(NAMED);
    About {
        slug: sandbox.slug(),
        base_url: sandbox.base_url(),
        credentials: slots
            .filter_map(|slot| Some((slot, sandbox.credential(slot)?)))
            .collect(),
        settings: sandbox.settings().collect(),
        contacts: known
            .map(|contact| Known {
                id: contact.id,
                phone: contact.phone,
                email: contact.email,
            })
            .collect(),
    }
}

/// A request that was answered.
fn log(
    slug: &str,
    line: &RequestLine,
    width: usize,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    writeln!(console.notes, "{slug:width$} {}", plain(&line.to_string()))?;
    Ok(())
}
