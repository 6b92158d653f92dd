//! `contacts sandbox`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use contacts_sandbox::{Options, Running, Sandbox, Storage};

use crate::account::connected;
use crate::arguments::MOST;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::text::plain;

/// How often the log looks for requests.
const GLANCE: Duration = Duration::from_millis(100);

/// Run embedded vendors until Ctrl-C.
///
/// Prints the environment lines that point this command, or your program, to them; the base URLs and a line for each
/// request go to standard error. The same seed gives the same people and the same answers.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts sandbox insighto\n  contacts sandbox insighto chatbotx --contacts 1000 --seed 7\n  contacts sandbox digital99 --port 8099 --file digital99.sqlite"
)]
pub struct Arguments {
    /// The slugs of the vendors.
    #[arg(value_name = "SLUG", required = true)]
    slugs: Vec<String>,
    /// Contacts of each.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(..=MOST))]
    contacts: u64,
    /// What the people are made from.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// The port on 127.0.0.1 of the first vendor; the others follow. Without it, free ones.
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
    port: Option<u16>,
    /// Keep the state in this file; takes one vendor.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

/// Runs it.
pub async fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    if arguments.file.is_some() && arguments.slugs.len() > 1 {
        return Err(Failure::Usage(
            "--file holds the state of one vendor: start a sandbox for each".to_owned(),
        ));
    }
    let stop = console.interrupt.hold();
    let mut running = Vec::new();
    for (slug, place) in arguments.slugs.iter().zip(0..) {
        let sandbox = Sandbox::start(slug, options(&arguments, place)?).await?;
        announce(&sandbox, console)?;
        running.push((sandbox, 0));
    }
    console.out.flush()?;
    writeln!(console.notes, "Ctrl-C stops")?;
    let width = running
        .iter()
        .map(|(sandbox, _)| sandbox.slug().len())
        .max();
    loop {
        let asked = tokio::time::timeout(GLANCE, stop.asked()).await.is_ok();
        for (sandbox, seen) in &mut running {
            log(sandbox, seen, width.unwrap_or_default(), console)?;
        }
        if asked {
            break;
        }
    }
    for (sandbox, _) in running {
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

/// The requests since the last glance.
fn log(
    sandbox: &Running,
    seen: &mut usize,
    width: usize,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let requests = sandbox.requests();
    for request in requests.iter().skip(*seen) {
        let (slug, path) = (sandbox.slug(), plain(&request.path));
        let (status, method) = (request.status, plain(&request.method));
        writeln!(console.notes, "{slug:width$} {status} {method:6} {path}")?;
    }
    *seen = requests.len();
    Ok(())
}
