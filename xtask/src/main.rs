//! `cargo xtask`: see `cargo xtask --help`.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::commands::{self, FAILED};
use xtask::diagnostic::Code;

/// Generates the clients from the specs, and checks that specs, samples and code agree.
///
/// Exit codes: 0 all is well; 1 findings; 2 usage; 4 something is stale; 100 the command failed.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    /// Folder of the workspace.
    #[arg(long, global = true, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/.."), hide_default_value = true)]
    root: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List vendors, operations and freshness.
    List {
        /// Vendors; all if none is named.
        slugs: Vec<String>,
    },
    /// Write the generated crates, where they are stale.
    Generate {
        /// Vendors; all if none is named.
        slugs: Vec<String>,
        /// Write nothing, say what is stale and why; exit code 4 if something is.
        #[arg(long)]
        check: bool,
    },
    /// Check everything that a spec must satisfy before generation.
    Check {
        /// Vendors; all if none is named.
        slugs: Vec<String>,
        /// Print the findings as JSON.
        #[arg(long)]
        json: bool,
        /// Say what a code means.
        #[arg(long, value_name = "CODE", conflicts_with_all = ["slugs", "json"])]
        explain: Option<Code>,
    },
    /// Scaffold a vendor: spec folder, crate, mapping and provider, ready to build.
    NewVendor {
        /// Folder, crate, feature, module and command argument: lower-case letters and digits.
        slug: String,
        /// The vendor's name; the slug if not given.
        #[arg(long)]
        name: Option<String>,
    },
    /// Write the types that the benchmark of contacts-core compares with.
    #[command(hide = true)]
    BenchTypes,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let root = arguments.root.canonicalize().unwrap_or(arguments.root);
    let mut out = io::stdout().lock();
    let done = match arguments.command {
        Command::List { slugs } => commands::list::run(&root, &slugs, &mut out),
        Command::Generate { slugs, check: true } => {
            commands::generate::check(&root, &slugs, &mut out)
        }
        Command::Generate {
            slugs,
            check: false,
        } => commands::generate::run(&root, &slugs, &mut out),
        Command::Check {
            explain: Some(code),
            ..
        } => commands::check::explain(code, &mut out),
        Command::NewVendor { slug, name } => {
            commands::new_vendor::run(&root, &slug, name.as_deref().unwrap_or(&slug), &mut out)
        }
        Command::BenchTypes => commands::bench_types::run(&root, &mut out),
        Command::Check { slugs, json, .. } => {
            let today = jiff::Zoned::now().date();
            commands::check::run(&root, &slugs, json, today, &mut out)
        }
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::from(FAILED)
        }
    }
}
