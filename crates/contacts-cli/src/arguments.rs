//! The command line: its top level, and the arguments that several commands share.

use std::path::PathBuf;
use std::time::Duration;

use clap::error::{ContextKind, ContextValue};
use clap::{Args, Parser, Subcommand, ValueEnum};
use contacts::runtime::client::policy::{Policy, Rate};

use crate::commands::{
    api, apply, block, capabilities, completions, config, count, create, delete, demo, describe,
    diff, doctor, duplicates, export, find, get, list, man, map, merge, moves, note, report,
    sandbox, search, tag, update, vendors, verify,
};
use crate::config::RateLimit;
use crate::exit;
use crate::known::{SETTINGS, SLUGS};

/// The most contacts that a sandbox is asked for.
pub const MOST: u64 = 1_000_000;

/// Read, search, export, compare and write the contacts of Insighto, ChatbotX, 99digital, TetherAI and DM Champ.
///
/// Credentials come from the environment or a profile: `contacts vendors` names the variables, and `contacts config explain`
/// says where each value comes from. With --sandbox, every command works on invented contacts and needs no account.
#[derive(Debug, Parser)]
#[command(name = "contacts", version, after_help = exit::table())]
pub struct Arguments {
    /// If a call fails, show what the vendor answered; it may hold people's data.
    #[arg(long, global = true)]
    pub show_answer: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Words that people look for, and what is called otherwise here.
const MOVING: &[&str] = &["clone", "import", "migrate", "sync", "transfer"];

/// The error with a tip, where a word was given for a command that is called otherwise.
pub fn with_tip(mut error: clap::Error) -> clap::Error {
    let word = match error.get(ContextKind::InvalidSubcommand) {
        Some(ContextValue::String(word)) => word.clone(),
        _ => String::new(),
    };
    if MOVING.contains(&word.as_str()) {
        let tip = "'contacts move' takes the contacts of an export to a vendor: see 'contacts move --help'";
        error.remove(ContextKind::SuggestedSubcommand);
        let tips = ContextValue::StyledStrs(vec![tip.into()]);
        error.insert(ContextKind::Suggested, tips);
    }
    error
}

/// The commands; what each says of itself stands in its file.
#[derive(Debug, Subcommand)]
#[expect(
    missing_docs,
    reason = "a text here would take the place of the command's own"
)]
pub enum Command {
    Demo(demo::Arguments),
    Vendors(vendors::Arguments),
    Capabilities(capabilities::Arguments),
    Describe(describe::Arguments),
    List(list::Arguments),
    Get(get::Arguments),
    Find(find::Arguments),
    Search(search::Arguments),
    Count(count::Arguments),
    Export(export::Arguments),
    Verify(verify::Arguments),
    Diff(diff::Arguments),
    Duplicates(duplicates::Arguments),
    Report(report::Arguments),
    Create(create::Arguments),
    Update(update::Arguments),
    Delete(delete::Arguments),
    Tag(tag::Arguments),
    Note(note::Arguments),
    Block(block::Arguments),
    Merge(merge::Arguments),
    Apply(apply::Arguments),
    #[command(visible_alias = "copy")]
    Move(moves::Arguments),
    Api(api::Arguments),
    Map(map::Arguments),
    Doctor(doctor::Arguments),
    Config(config::Arguments),
    Sandbox(sandbox::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

/// Which account a command works with.
#[derive(Args, Debug)]
pub struct AccountArguments {
    /// The vendor's slug; `contacts vendors` shows them.
    #[arg(value_parser = SLUGS)]
    pub slug: String,
    #[command(flatten)]
    #[expect(missing_docs, reason = "a text here would be a heading in the help")]
    pub options: AccountOptions,
}

/// What an account is made of, for commands that name their vendors themselves.
#[derive(Args, Debug, Default)]
pub struct AccountOptions {
    /// Use this profile of the configuration; by default the one with the name of the vendor, if there is one.
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// Read profiles from this file.
    #[arg(
        long,
        value_name = "FILE",
        env = "CONTACTS_CONFIG",
        hide_env_values = true
    )]
    pub config: Option<PathBuf>,
    /// Where the API is; by default at the vendor's own server.
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// A setting of the account, such as account_id=7; may be repeated.
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = SETTINGS, hide_possible_values = true)]
    pub settings: Vec<String>,
    /// Send at most so many requests per second, none for no limit; by default as many as the vendor documents.
    #[arg(long, value_name = "NUMBER|none", allow_negative_numbers = true)]
    pub rate_limit: Option<RateLimit>,
    /// Try each call at most N times, the first time included; by default 3.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
    pub attempts: Option<u32>,
    /// Give a call up after so many seconds, retries and waits included; by default 120.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub timeout: Option<u64>,
    /// What a journal, a file that undoes, or an export is of is the same account, with a new credential. What refuses it names
    /// this option, and nothing else needs it.
    #[arg(long, hide = true)]
    pub new_credential: bool,
    /// Use an embedded sandbox with N contacts in place of an account.
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "20", conflicts_with_all = ["base_url", "settings", "profile"], value_parser = clap::value_parser!(u64).range(..=MOST))]
    pub sandbox: Option<u64>,
}

/// How a command writes contacts.
#[derive(Args, Debug)]
pub struct ContactsOutput {
    /// How to write the contacts: table on a terminal, else jsonl.
    #[arg(long)]
    pub format: Option<Format>,
}

/// How to write contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table for people.
    Table,
    /// JSON Lines.
    Jsonl,
}

impl AccountOptions {
    /// What every call keeps to.
    pub fn policy(&self, rate: Rate) -> Policy {
        let mut policy = Policy::default().with_rate(rate);
        if let Some(attempts) = self.attempts {
            policy = policy.with_attempts(attempts);
        }
        if let Some(seconds) = self.timeout {
            let deadline = Duration::from_secs(seconds);
            // A connection may take no longer than the call.
            let connect = policy.connect().min(deadline);
            policy = policy.with_deadline(deadline).with_connect(connect);
        }
        policy
    }
}

impl ContactsOutput {
    /// The format asked for, else the one for whoever reads.
    pub fn format(&self, is_terminal: bool) -> Format {
        self.format.unwrap_or(if is_terminal {
            Format::Table
        } else {
            Format::Jsonl
        })
    }
}

/// How to write what is one value.
#[derive(Args, Debug)]
pub struct ValueOutput {
    /// How to write it.
    #[arg(long, default_value = "table")]
    pub format: ValueFormat,
}

/// How to write a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ValueFormat {
    /// Tables for people.
    Table,
    /// JSON.
    Json,
}
