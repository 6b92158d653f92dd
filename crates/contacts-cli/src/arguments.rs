//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};

/// The most contacts that a sandbox is asked for.
const MOST: u64 = 1_000_000;

/// Look at, list and map the contacts of Insighto, ChatbotX, 99digital, TetherAI and DM Champ.
///
/// Credentials come from the environment: `contacts vendors` names the variables. Exit codes: 0 all went well;
/// 1 the command failed; 2 it was called wrongly, or the vendor can't do this; 4 a credential is missing or refused;
/// 5 something did not come or could not be read, so the result is not complete.
#[derive(Debug, Parser)]
#[command(name = "contacts", version)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start five embedded vendors, list all contacts of all of them, and show what came.
    ///
    /// Needs no account and no network. Vendors that can't list are asked contact by contact, by telephone number
    /// or e-mail address. Compares who came with who is there, and writes all of them to out/contacts.jsonl.
    #[command(
        after_help = "Examples:\n  contacts demo\n  contacts demo --contacts 1000 --out /tmp/demo"
    )]
    Demo(Demo),
    /// List all contacts of one vendor.
    ///
    /// On a terminal as a table, else as JSON Lines: one contact a line, and a line {"undecodable": …} with reason and
    /// exact bytes for each record that can't be read. What there is to say about the list goes to standard error.
    /// Vendors that can't list refuse: `contacts vendors` shows which.
    #[command(
        after_help = "Examples:\n  contacts list chatbotx --sandbox 20\n  CONTACTS_INSIGHTO_API_KEY=… contacts list insighto --format jsonl\n  contacts list digital99 --set account_id=7"
    )]
    List(List),
    /// Map a raw answer of a vendor: a response body in, contacts as JSON Lines out.
    ///
    /// Answers without contacts, such as notes or tags, are printed whole.
    #[command(
        after_help = "Examples:\n  curl … | contacts map chatbotx listContacts\n  contacts map tetherai getContact answer.json --ledger\n  contacts map digital99 listContactNotes notes.json --whole"
    )]
    Map(Map),
    /// Show the vendors, what each can do and how we know, and what each needs.
    ///
    /// A narrow terminal gets marks in place of the names of operations; the JSON has all.
    #[command(after_help = "Examples:\n  contacts vendors\n  contacts vendors --format json")]
    Vendors(Vendors),
}

/// Arguments of `contacts demo`.
#[derive(Args, Debug)]
pub struct Demo {
    /// Contacts at each vendor.
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=MOST))]
    pub contacts: u64,
    /// Folder for contacts.jsonl; one that was there is replaced.
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub out: std::path::PathBuf,
}

/// Arguments of `contacts list`.
#[derive(Args, Debug)]
pub struct List {
    /// The vendor's slug.
    pub slug: String,
    /// Where the API is, if not at the vendor's own server.
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// A setting of the account, such as account_id=7; may be repeated.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub settings: Vec<String>,
    /// Use an embedded sandbox with N contacts in place of an account.
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "20", conflicts_with_all = ["base_url", "settings"], value_parser = clap::value_parser!(u64).range(..=MOST))]
    pub sandbox: Option<u64>,
    /// How to write the contacts: table on a terminal, else jsonl.
    #[arg(long)]
    pub format: Option<Format>,
    /// List until two passes find the same, at most N times, for contacts that change meanwhile.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub passes: u32,
    /// Ask for N pages ahead, where pages have numbers.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub prefetch: usize,
}

/// How to write contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table for people.
    Table,
    /// JSON Lines.
    Jsonl,
}

/// Arguments of `contacts map`.
#[derive(Args, Debug)]
pub struct Map {
    /// The vendor's slug.
    pub slug: String,
    /// The operation that gave the answer, such as listContacts.
    #[arg(value_name = "OPERATION_ID")]
    pub operation: String,
    /// The file with the body; - or nothing for standard input.
    pub file: Option<String>,
    /// Say of each JSON leaf where it went, in place of the contacts.
    #[arg(long, conflicts_with = "whole")]
    pub ledger: bool,
    /// Print all that the answer maps to: contacts, tags, notes, conversations, page, issues, extra.
    #[arg(long)]
    pub whole: bool,
}

/// Arguments of `contacts vendors`.
#[derive(Args, Debug)]
pub struct Vendors {
    /// How to write it.
    #[arg(long, default_value = "table")]
    pub format: VendorsFormat,
}

/// How to write the vendors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum VendorsFormat {
    /// Tables for people.
    Table,
    /// JSON.
    Json,
}
