//! `contacts config`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use contacts::runtime::client::BaseUrl;
use serde::Serialize;

use super::table::{Column, Grid};
use crate::arguments::{AccountOptions, ValueFormat, ValueOutput};
use crate::config::{self, Chosen, Config, Layers, Origin, SecretSource, environment, listed};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::known::SLUGS;
use crate::text::{Cut, plain};

/// What a secret shows as.
const HIDDEN: &str = "(secret)";

/// Show where the configuration is, and where each value comes from.
///
/// Options win over the environment, and the environment over a profile. Commands take the profile that --profile names, else
/// the one that is called like the vendor.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts config path\n  contacts config explain\n  contacts config explain acme\n  contacts config explain digital99 --set account_id=7"
)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Path(Path),
    Explain(Box<Explain>),
}

/// Print the path of the configuration.
#[derive(Args, Debug)]
struct Path {
    /// As if this file were named.
    #[arg(
        long,
        value_name = "FILE",
        env = "CONTACTS_CONFIG",
        hide_env_values = true
    )]
    config: Option<PathBuf>,
}

/// Say of each value of an account where it comes from. Secrets are neither read nor shown.
///
/// Without a name, of all profiles, and of vendors that the environment configures without one. A profile that is broken is
/// named on standard error with its place in the file; the exit code is then 5, or 2 if there is nothing else.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts config explain\n  contacts config explain acme\n  contacts config explain digital99 --set account_id=7\n  contacts config explain --profile acme --format json"
)]
struct Explain {
    /// Profiles, and slugs of vendors for all their accounts; without one, all accounts that there are.
    #[arg(value_name = "PROFILE|SLUG", value_parser = SLUGS, hide_possible_values = true)]
    names: Vec<String>,
    #[command(flatten)]
    account: AccountOptions,
    #[command(flatten)]
    output: ValueOutput,
}

/// Runs it.
pub fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    match arguments.command {
        Command::Path(Path { config }) => {
            let path = config::path(config.as_deref())?;
            writeln!(console.out, "{}", plain(&path.display().to_string()))?;
            if !path.exists() {
                writeln!(console.notes, "there is no file there yet")?;
            }
        }
        Command::Explain(arguments) => return explain(&arguments, console),
    }
    Ok(Exit::Ok)
}

/// One value of an account.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Part {
    /// Nothing where it is not that of a profile.
    profile: Option<String>,
    vendor: &'static str,
    /// Where it stands in a profile.
    part: String,
    /// What it is, as far as it may be shown; nothing if it is not given.
    value: Option<String>,
    /// Where it comes from, else where it can be given.
    from: String,
}

fn explain(arguments: &Explain, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let options = &arguments.account;
    let config = Config::read(options.config.as_deref())?;
    let asked = options.profile.as_deref();
    let mut accounts = config.accounts(&arguments.names, asked, environment)?;
    if accounts.is_empty() {
        // Then it is about what there could be.
        accounts = contacts::vendors().map(Chosen::Vendor).collect();
    }
    let (mut parts, mut problems) = (Vec::new(), Vec::new());
    for account in accounts {
        match account.layers(&config, options, environment) {
            Ok(layers) => parts.extend(of(account.profile(), &layers)),
            Err(problem) => problems.push((account, problem)),
        }
    }
    let exit = match problems.first() {
        None => Exit::Ok,
        Some((_, problem)) if parts.is_empty() => problem.exit(),
        Some(_) => Exit::Incomplete,
    };
    match arguments.output.format {
        ValueFormat::Json => {
            console.value(&parts)?;
        }
        ValueFormat::Table if parts.is_empty() => {}
        ValueFormat::Table => {
            let has_profiles = parts.iter().any(|part| part.profile.is_some());
            let profile = has_profiles.then(|| Column::new("profile", 0));
            let mut columns: Vec<Column> = profile.into_iter().collect();
            columns.extend([
                Column::new("vendor", 3),
                Column::new("value", 0),
                Column::new("is", 1).shorten(12, Cut::End),
                Column::new("from", 2).shorten(14, Cut::End),
            ]);
            let mut table = Grid::new(columns);
            for part in parts {
                let shown = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
                let profile = has_profiles.then(|| shown(part.profile));
                let cells = [
                    part.vendor.to_owned(),
                    part.part,
                    shown(part.value),
                    part.from,
                ];
                table.add(profile.into_iter().chain(cells));
            }
            writeln!(console.out, "{}", table.render(console.width))?;
        }
    }
    console.out.flush()?;
    let path = plain(&config.path.display().to_string());
    match config.profiles.len() {
        0 if config.is_there => writeln!(console.notes, "{path} has no profiles")?,
        0 => writeln!(console.notes, "no configuration at {path}; {EXAMPLE}")?,
        _ => writeln!(
            console.notes,
            "{path} has {}",
            plain(&listed(&config.names()))
        )?,
    }
    for (account, problem) in &problems {
        let line = format!("{account} can't be used: {problem}");
        writeln!(console.notes, "{}", plain(&line))?;
    }
    Ok(exit)
}

const EXAMPLE: &str = "a profile in it looks like this:\n
[profiles.acme]
vendor = \"digital99\"
settings = { account_id = 7 }
credentials = { userApiKey = { file = \"acme.key\" } }
# or { env = \"ACME_KEY\" }, { command = [\"pass\", \"show\", \"acme\"] }, { keyring = \"acme\" }";

fn of(profile: Option<&str>, layers: &Layers) -> Vec<Part> {
    let part = |part: String, value: Option<String>, from: String| Part {
        profile: profile.map(str::to_owned),
        vendor: layers.vendor.slug,
        part,
        value,
        from,
    };
    let url = layers.base_url.as_ref();
    let limit = layers.rate_limit.as_ref();
    let mut parts = vec![
        part(
            "base-url".to_owned(),
            url.map(|url| shown_url(&url.value)),
            url.map_or_else(
                || {
                    let variable = &layers.base_url_variable;
                    format!("the vendor: {} ({variable})", layers.vendor.base_url)
                },
                |url| url.from.to_string(),
            ),
        ),
        part(
            "rate-limit".to_owned(),
            limit.map(|limit| limit.value.to_string()),
            limit.map_or_else(
                || format!("the vendor: as documented ({})", layers.rate_limit_variable),
                |limit| limit.from.to_string(),
            ),
        ),
    ];
    for (setting, value) in &layers.settings {
        parts.push(part(
            format!("settings.{}", setting.parameter),
            value.as_ref().map(|value| value.value.clone()),
            from(value.as_ref().map(|value| &value.from), setting.env),
        ));
    }
    for (slot, value) in &layers.credentials {
        let shown = value.as_ref().map(|value| match &value.value {
            SecretSource::Variable(name) if *name == slot.env => HIDDEN.to_owned(),
            SecretSource::Inline(_) => HIDDEN.to_owned(),
            source => format!("{HIDDEN}, {}", source.describe()),
        });
        parts.push(part(
            format!("credentials.{}", slot.scheme),
            shown,
            from(value.as_ref().map(|value| &value.from), slot.env),
        ));
    }
    parts
}

fn from(origin: Option<&Origin>, variable: &str) -> String {
    match origin {
        Some(origin) => origin.to_string(),
        None => format!("not given: {variable} or a profile"),
    }
}

/// A base URL that the library would take; another one may hold a password.
fn shown_url(url: &str) -> String {
    match url.parse::<BaseUrl>() {
        Ok(_) => url.to_owned(),
        Err(error) => format!("(not shown: {error})"),
    }
}
