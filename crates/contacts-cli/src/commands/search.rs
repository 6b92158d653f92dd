//! `contacts search`.

use clap::Args;
use contacts::runtime::operation::Capability;
use contacts::{Filter, SweepOptions};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::further::Further;
use super::walk::walk;
use crate::account;
use crate::arguments::{AccountArguments, ContactsOutput};
use crate::console::Console;
use crate::exit::{Exit, Failure};

/// Search contacts by text, or by terms.
///
/// Where the text is looked for is up to the vendor. Of several terms all have to hold; a vendor that lacks one of them refuses,
/// and leaves none out. A time is 2026-01-31, the beginning of that day in UTC, or 2026-01-31T12:00:00Z.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts search digital99 fendra --sandbox 50\n  contacts search digital99 --tag vip --sandbox 50\n  contacts search tetherai --created-after 2026-01-01 --sandbox 50"
)]
pub struct Arguments {
    #[command(flatten)]
    account: AccountArguments,
    /// The text.
    #[arg(conflicts_with = "terms", required_unless_present = "terms")]
    text: Option<String>,
    #[command(flatten)]
    terms: Terms,
    #[command(flatten)]
    output: ContactsOutput,
}

/// Terms in place of a text.
#[derive(Args, Debug)]
#[group(id = "terms", multiple = true)]
struct Terms {
    /// With this tag.
    #[arg(long, value_name = "NAME")]
    tag: Option<String>,
    /// In this stage.
    #[arg(long)]
    stage: Option<String>,
    /// With this id of another system.
    #[arg(long, value_name = "ID")]
    identifier: Option<String>,
    /// With this value of a custom attribute; KEY is its name, or its id where it has one.
    #[arg(long, value_name = "KEY=VALUE", value_parser = attribute)]
    attribute: Option<(String, Value)>,
    /// Made after this time.
    #[arg(long, value_name = "TIME", value_parser = time)]
    created_after: Option<Timestamp>,
    /// Made before this time.
    #[arg(long, value_name = "TIME", value_parser = time)]
    created_before: Option<Timestamp>,
    /// Changed after this time.
    #[arg(long, value_name = "TIME", value_parser = time)]
    updated_after: Option<Timestamp>,
    /// Changed before this time.
    #[arg(long, value_name = "TIME", value_parser = time)]
    updated_before: Option<Timestamp>,
    /// Active after this time.
    #[arg(long, value_name = "TIME", value_parser = time)]
    active_after: Option<Timestamp>,
    /// Active before this time.
    #[arg(long, value_name = "TIME", value_parser = time)]
    active_before: Option<Timestamp>,
}

/// Runs it.
pub async fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let slug = arguments.account.slug.as_str();
    let text = arguments.text.as_deref();
    account::need(
        slug,
        match text {
            Some(_) => Capability::Search,
            None => Capability::Filter,
        },
    )?;
    let (account, _sandbox) = account::open(slug, &arguments.account.options).await?;
    let contacts = console.watched(account).connect()?;
    let options = SweepOptions::default();
    let sweep = match text {
        Some(text) => contacts.search(text, options)?,
        None => contacts.filter(&arguments.terms.filter(), options).await?,
    };
    let format = arguments.output.format(console.is_terminal);
    let options = &arguments.account.options;
    walk(
        &contacts,
        sweep,
        Further::default(),
        format,
        options,
        console,
    )
    .await
}

impl Terms {
    fn filter(self) -> Filter {
        Filter {
            created_after: self.created_after,
            created_before: self.created_before,
            updated_after: self.updated_after,
            updated_before: self.updated_before,
            active_after: self.active_after,
            active_before: self.active_before,
            tag: self.tag,
            stage: self.stage,
            identifier: self.identifier,
            attribute: self.attribute,
        }
    }
}

fn time(text: &str) -> Result<Timestamp, String> {
    if let Ok(time) = text.parse() {
        return Ok(time);
    }
    let day = text.parse::<Date>().ok();
    let begin = day.and_then(|day| day.to_zoned(TimeZone::UTC).ok());
    begin
        .map(|begin| begin.timestamp())
        .ok_or_else(|| "write it as 2026-01-31 or 2026-01-31T12:00:00Z".to_owned())
}

fn attribute(text: &str) -> Result<(String, Value), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), json_or_text(value))),
        _ => Err("write it as KEY=VALUE".to_owned()),
    }
}

/// A value that is JSON by its looks, else a text.
pub fn json_or_text(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}
