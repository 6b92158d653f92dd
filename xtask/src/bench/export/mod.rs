//! What listing and exporting cost: `cargo xtask bench export`.
//!
//! A sandbox of ChatbotX gives pages of 50 contacts from a process of its own. The command `contacts`, built for release,
//! lists and exports them; programs in Python (httpx, pydantic) and JavaScript (fetch, zod), written as one would write
//! them, list them too. All write one JSON line a contact to nowhere. Each is a process of its own, so that its processor
//! time and its peak memory are its alone.
//!
//! It prints ratios to the listing of the same run and never fails for being slow.

mod process;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::ValueEnum;

use self::process::Measured;
use crate::judge::Sandbox;
use crate::tools::{self, ToolError};

const SLUG: &str = "chatbotx";
const SCHEME: &str = "developerAccessToken";
const VARIABLE: &str = "CONTACTS_CHATBOTX_TOKEN";

/// The peers, with all that they stand on.
const PYTHON: [&str; 7] = [
    "httpx==0.28.1",
    "httpcore==1.0.9",
    "h11==0.16.0",
    "anyio==4.16.0",
    "certifi==2026.10.18",
    "idna==3.20",
    "pydantic==2.14.3",
];
const NODE: [&str; 1] = ["zod@4.6.7"];

/// What to measure.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// Contacts in the sandbox.
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    pub contacts: u64,
    /// Measure these ways only, beside the listing that the others are compared with.
    #[arg(long, value_name = "WAY", value_delimiter = ',')]
    pub only: Vec<Way>,
}

/// A way to read all contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Way {
    /// `contacts list`
    List,
    /// `contacts export`, JSON Lines
    Jsonl,
    /// `contacts export`, Parquet
    Parquet,
    /// `contacts export`, CSV
    Csv,
    /// `contacts export`, vCard
    Vcard,
    /// `contacts export`, JSContact
    Jscontact,
    /// Python, httpx and pydantic
    Python,
    /// Node.js, fetch and zod
    Node,
}

/// Why nothing could be measured.
#[derive(Debug, thiserror::Error)]
enum Problem {
    #[error(transparent)]
    Tool(#[from] ToolError),
    #[error(transparent)]
    Sandbox(#[from] crate::judge::Problem),
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("{0}")]
    Program(String),
}

/// Measures, and writes the table.
///
/// # Errors
///
/// If something can't be built, installed, run or written.
pub fn run(root: &Path, arguments: &Arguments, out: &mut dyn Write) -> io::Result<u8> {
    measure(root, arguments, out).map_err(io::Error::other)?;
    Ok(0)
}

fn measure(root: &Path, arguments: &Arguments, out: &mut dyn Write) -> Result<(), Problem> {
    let contacts = arguments.contacts;
    let program = built(root)?;
    let sandbox = Sandbox::start_with(&program, SLUG, contacts)?;
    let token = sandbox.about.credentials.get(SCHEME).cloned();
    let server = Server {
        root,
        program: &program,
        base_url: &sandbox.about.base_url,
        token: &token.unwrap_or_default(),
        folder: &root.join("target/bench-export"),
    };
    // What an earlier run left would be gone on with.
    let _ = std::fs::remove_dir_all(server.folder);
    std::fs::create_dir_all(server.folder)?;
    writeln!(out, "{contacts} contacts of a {SLUG} sandbox, 50 a page\n")?;
    writeln!(
        out,
        "{:<30}{:>12}{:>14}{:>16}{:>12}",
        "", "contacts/s", "CPU s/100,000", "CPU to listing", "peak MiB"
    )?;
    let asked = |way: &Way| arguments.only.is_empty() || arguments.only.contains(way);
    let mut listing = None;
    for way in Way::value_variants() {
        if listing.is_some() && !asked(way) {
            continue;
        }
        let Measured {
            wall,
            processor,
            peak,
        } = process::measure(&mut server.command(*way)?)?;
        let listing = *listing.get_or_insert(processor);
        writeln!(
            out,
            "{:<30}{:>12.0}{:>14.2}{:>16.2}{:>12.1}",
            way.title(),
            contacts as f64 / wall,
            processor * 100_000.0 / contacts as f64,
            processor / listing,
            peak as f64 / 1024.0,
        )?;
        out.flush()?;
    }
    Ok(())
}

/// The sandbox, and what reads it.
struct Server<'a> {
    root: &'a Path,
    program: &'a Path,
    base_url: &'a str,
    token: &'a str,
    /// Where exports go.
    folder: &'a Path,
}

impl Server<'_> {
    /// The command of a way; installs what it needs.
    fn command(&self, way: Way) -> Result<Command, Problem> {
        Ok(match way {
            Way::List => self.ours(&["list", SLUG, "--format", "jsonl"]),
            Way::Jsonl => self.export("jsonl"),
            Way::Parquet => self.export("parquet"),
            Way::Csv => self.export("csv"),
            Way::Vcard => self.export("vcard"),
            Way::Jscontact => self.export("jscontact"),
            Way::Python => {
                let programs = tools::python(self.root, "peer-python", &PYTHON)?;
                let mut command = Command::new(programs.join("python"));
                command.args(["-c", include_str!("peers/list.py")]);
                command.args([self.base_url, self.token]);
                command
            }
            Way::Node => {
                let modules = tools::node(self.root, "peer-node", &NODE)?;
                // A module finds its packages beside itself.
                let script = modules.with_file_name("list.mjs");
                std::fs::write(&script, include_str!("peers/list.mjs"))?;
                let mut command = Command::new("node");
                command.arg(script).args([self.base_url, self.token]);
                command
            }
        })
    }

    fn export(&self, format: &str) -> Command {
        let to = self.folder.join(format).display().to_string();
        self.ours(&["export", SLUG, "--format", format, "--out", &to])
    }

    /// The command `contacts`, without the vendor's limits of requests.
    fn ours(&self, words: &[&str]) -> Command {
        let mut command = Command::new(self.program);
        command
            .args(words)
            .args(["--base-url", self.base_url, "--rate-limit", "none"])
            .env(VARIABLE, self.token);
        command
    }
}

impl Way {
    fn title(self) -> &'static str {
        match self {
            Self::List => "contacts list",
            Self::Jsonl => "contacts export, JSON Lines",
            Self::Parquet => "contacts export, Parquet",
            Self::Csv => "contacts export, CSV",
            Self::Vcard => "contacts export, vCard",
            Self::Jscontact => "contacts export, JSContact",
            Self::Python => "Python, httpx and pydantic",
            Self::Node => "Node.js, fetch and zod",
        }
    }
}

/// The command `contacts`, built for release.
fn built(root: &Path) -> Result<PathBuf, Problem> {
    let words = ["build", "--release", "--quiet", "--package", "contacts-cli"];
    let status = Command::new(env!("CARGO"))
        .current_dir(root)
        .args(words)
        .status()?;
    if !status.success() {
        return Err(Problem::Program("the command does not build".to_owned()));
    }
    Ok(root.join("target/release/contacts"))
}
