//! `contacts config`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use contacts::runtime::client::BaseUrl;
use contacts::runtime::operation::Vendor;
use serde::Serialize;

use super::table::{Column, Grid};
use crate::arguments::{AccountOptions, ValueFormat, ValueOutput};
use crate::config::{self, Config, Layers, Origin, SecretSource};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::text::{Cut, plain};

/// What a secret shows as.
const HIDDEN: &str = "(secret)";

/// Show where the configuration is, and where each value comes from.
///
/// Options win over the environment, and the environment over a profile. The profile is the one that --profile names, else
/// the one that is called like the vendor.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts config path\n  contacts config explain\n  contacts config explain digital99 --set account_id=7\n  contacts config explain --profile acme"
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
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts config explain\n  contacts config explain digital99 --set account_id=7\n  contacts config explain --profile acme --format json"
)]
struct Explain {
    /// The vendor's slug; else that of the profile, else all.
    slug: Option<String>,
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
        Command::Explain(arguments) => explain(&arguments, console)?,
    }
    Ok(Exit::Ok)
}

/// One value of an account.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Part {
    vendor: &'static str,
    /// Where it stands in a profile.
    part: String,
    /// What it is, as far as it may be shown; nothing if it is not given.
    value: Option<String>,
    /// Where it comes from, else where it can be given.
    from: String,
}

fn explain(arguments: &Explain, console: &mut Console<'_>) -> Result<(), Failure> {
    let options = &arguments.account;
    let config = Config::read(options.config.as_deref())?;
    let mut parts = Vec::new();
    for vendor in asked(arguments, &config)? {
        let layers = Layers::of(vendor.slug, options, |name| std::env::var(name).ok())?;
        parts.extend(of(&layers));
    }
    match arguments.output.format {
        ValueFormat::Json => {
            console.value(&parts)?;
        }
        ValueFormat::Table => {
            let mut table = Grid::new(vec![
                Column::new("vendor", 3),
                Column::new("value", 0),
                Column::new("is", 1).shorten(12, Cut::End),
                Column::new("from", 2).shorten(14, Cut::End),
            ]);
            for part in parts {
                let value = part.value.unwrap_or_else(|| "–".to_owned());
                table.add([part.vendor.to_owned(), part.part, value, part.from]);
            }
            writeln!(console.out, "{}", table.render(console.width))?;
        }
    }
    console.out.flush()?;
    let path = plain(&config.path.display().to_string());
    match config.profiles.len() {
        0 if config.is_there => writeln!(console.notes, "{path} has no profiles")?,
        0 => writeln!(console.notes, "no configuration at {path}; {EXAMPLE}")?,
        _ => {
            let name = |(name, profile): (&String, &config::Profile)| {
                format!("{} ({})", plain(name), profile.vendor.slug)
            };
            let names: Vec<String> = config.profiles.iter().map(name).collect();
            writeln!(console.notes, "{path} has {}", names.join(", "))?;
        }
    }
    Ok(())
}

const EXAMPLE: &str = "a profile in it looks like this:\n
[profiles.acme]
vendor = \"digital99\"
settings = { account_id = 7 }
credentials = { userApiKey = { file = \"acme.key\" } }
# or { env = \"ACME_KEY\" }, { command = [\"pass\", \"show\", \"acme\"] }, { keyring = \"acme\" }";

/// The vendors that the arguments are about.
fn asked(arguments: &Explain, config: &Config) -> Result<Vec<&'static Vendor>, Failure> {
    if let Some(slug) = &arguments.slug {
        return Ok(vec![contacts::Account::new(slug)?.vendor()]);
    }
    let Some(name) = &arguments.account.profile else {
        return Ok(contacts::vendors().collect());
    };
    match config.profiles.get(name) {
        Some(profile) => Ok(vec![profile.vendor]),
        None => Err(config.unknown(name).into()),
    }
}

fn of(layers: &Layers) -> Vec<Part> {
    let vendor = layers.vendor.slug;
    let mut parts = vec![Part {
        vendor,
        part: "base-url".to_owned(),
        value: layers.base_url.as_ref().map(|url| shown_url(&url.value)),
        from: match &layers.base_url {
            Some(url) => url.from.to_string(),
            None => format!(
                "the vendor: {} ({})",
                layers.vendor.base_url, layers.base_url_variable
            ),
        },
    }];
    parts.push(Part {
        vendor,
        part: "rate-limit".to_owned(),
        value: layers
            .rate_limit
            .as_ref()
            .map(|limit| limit.value.to_string()),
        from: match &layers.rate_limit {
            Some(limit) => limit.from.to_string(),
            None => format!("the vendor: as documented ({})", layers.rate_limit_variable),
        },
    });
    for (setting, value) in &layers.settings {
        parts.push(Part {
            vendor,
            part: format!("settings.{}", setting.parameter),
            value: value.as_ref().map(|value| value.value.clone()),
            from: from(value.as_ref().map(|value| &value.from), setting.env),
        });
    }
    for (slot, value) in &layers.credentials {
        parts.push(Part {
            vendor,
            part: format!("credentials.{}", slot.scheme),
            value: value.as_ref().map(|value| match &value.value {
                SecretSource::Variable(name) if *name == slot.env => HIDDEN.to_owned(),
                SecretSource::Inline(_) => HIDDEN.to_owned(),
                source => format!("{HIDDEN}, {}", source.describe()),
            }),
            from: from(value.as_ref().map(|value| &value.from), slot.env),
        });
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
