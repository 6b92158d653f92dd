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

use self::process::Measured;
use crate::judge::Sandbox;
use crate::tools::{self, ToolError};

const SLUG: &str = "chatbotx";
const SCHEME: &str = "developerAccessToken";
const VARIABLE: &str = "CONTACTS_CHATBOTX_TOKEN";

/// What to measure.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Arguments {
    /// Contacts in the sandbox.
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    pub contacts: u64,
    /// Leave Python and Node.js out.
    #[arg(long)]
    pub alone: bool,
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

/// A way to read all contacts.
struct Way {
    name: &'static str,
    command: Command,
}

/// Measures, and writes the table.
///
/// # Errors
///
/// If something can't be built, installed, run or written.
pub fn run(root: &Path, arguments: Arguments, out: &mut dyn Write) -> io::Result<u8> {
    measure(root, arguments, out).map_err(io::Error::other)?;
    Ok(0)
}

fn measure(root: &Path, arguments: Arguments, out: &mut dyn Write) -> Result<(), Problem> {
    let program = built(root)?;
    let sandbox = Sandbox::start_with(&program, SLUG, arguments.contacts)?;
    let folder = root.join("target/bench-export");
    let token = sandbox
        .about
        .credentials
        .get(SCHEME)
        .cloned()
        .unwrap_or_default();
    let ours = |words: &[&str]| {
        let mut command = Command::new(&program);
        command
            .args(words)
            .args(["--base-url", &sandbox.about.base_url])
            .args(["--rate-limit", "none"]);
        command.env(VARIABLE, &token);
        command
    };
    let to = |name: &str| folder.join(name).display().to_string();
    let mut ways = vec![Way {
        name: "contacts list",
        command: ours(&["list", SLUG, "--format", "jsonl"]),
    }];
    for format in ["jsonl", "parquet", "csv", "vcard", "jscontact"] {
        let words = ["export", SLUG, "--format", format, "--out", &to(format)];
        let name = match format {
            "jsonl" => "contacts export, JSON Lines",
            "parquet" => "contacts export, Parquet",
            "csv" => "contacts export, CSV",
            "vcard" => "contacts export, vCard",
            _ => "contacts export, JSContact",
        };
        let command = ours(&words);
        ways.push(Way { name, command });
    }
    if !arguments.alone {
        ways.extend(peers(root, &sandbox.about.base_url, &token)?);
    }
    // What an earlier run left would be gone on with.
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder)?;
    let contacts = arguments.contacts;
    writeln!(out, "{contacts} contacts of a {SLUG} sandbox, 50 a page\n")?;
    writeln!(
        out,
        "{:<30}{:>12}{:>14}{:>16}{:>12}",
        "", "contacts/s", "CPU s/100,000", "CPU to listing", "peak MiB"
    )?;
    let mut listing = None;
    for mut way in ways {
        let Measured {
            wall,
            processor,
            peak,
        } = process::measure(&mut way.command)?;
        let listing = *listing.get_or_insert(processor);
        let of = |seconds: f64| contacts as f64 / seconds;
        writeln!(
            out,
            "{:<30}{:>12.0}{:>14.2}{:>16.2}{:>12.1}",
            way.name,
            of(wall),
            processor * 100_000.0 / contacts as f64,
            processor / listing,
            peak as f64 / 1024.0,
        )?;
        out.flush()?;
    }
    Ok(())
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

/// The same in Python and in JavaScript.
fn peers(root: &Path, base_url: &str, token: &str) -> Result<Vec<Way>, Problem> {
    let packages = [
        "httpx==0.28.1",
        "httpcore==1.0.9",
        "h11==0.16.0",
        "anyio==4.16.0",
        "certifi==2026.10.18",
        "idna==3.20",
        "pydantic==2.14.3",
    ];
    let python = tools::python(root, "peer-python", &packages)?.join("python");
    let modules = tools::node(root, "peer-node", &["zod@4.6.7"])?;
    // A module finds its packages beside itself.
    let script = modules.with_file_name("list.mjs");
    std::fs::write(&script, include_str!("peers/list.mjs"))?;
    let (mut in_python, mut in_node) = (Command::new(python), Command::new("node"));
    in_python.args(["-c", include_str!("peers/list.py"), base_url, token]);
    in_node.arg(script).args([base_url, token]);
    let way = |name, command| Way { name, command };
    Ok(vec![
        way("Python, httpx and pydantic", in_python),
        way("Node.js, fetch and zod", in_node),
    ])
}
