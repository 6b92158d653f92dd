//! `cargo xtask`: see `cargo xtask --help`.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};
use xtask::commands::check::Explained;
use xtask::commands::drift::output::{OutputArgs, standard_output};
use xtask::commands::{self, FAILED};

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
        /// Where the report of --check goes.
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Check everything that a spec must satisfy before generation.
    Check {
        /// Vendors; all if none is named.
        slugs: Vec<String>,
        /// Print the findings as JSON.
        #[arg(long)]
        json: bool,
        /// Say what a code means, of this command or any other.
        #[arg(long, value_name = "CODE", conflicts_with_all = ["slugs", "json"])]
        explain: Option<Explained>,
    },
    /// Scaffold a vendor: spec folder, crate, mapping and provider, ready to build.
    NewVendor {
        /// Folder, crate, feature, module and command argument: lower-case letters and digits.
        slug: String,
        /// The vendor's name; the slug if not given.
        #[arg(long)]
        name: Option<String>,
    },
    /// Hold pages, payloads, specs and code against each other.
    ///
    /// Exit codes: 0 clean; 1 drift; 2 usage; 3 an input can't be read; 4 a fix is written, generate; 5 an acceptance has
    /// expired or excuses nothing.
    Drift {
        #[command(subcommand)]
        what: Drift,
    },
    /// Turn the issues and extra of an export into a statistic without values, and propose what it means for the specs.
    Observe {
        /// Exports: one contact a line, as `contacts list --format jsonl` and `contacts map` print them; `-` is standard input.
        #[arg(required = true, value_name = "EXPORT")]
        exports: Vec<String>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Let Schemathesis and Prism judge the sandboxes against the specs.
    ///
    /// Installs both under target/tools the first time, which needs Python 3.10 and Node.js 20. What they find and a
    /// vendor really does stands in specs/<slug>/judges.toml, with its reason.
    Judge(commands::judge::Arguments),
    /// Measure.
    Bench {
        #[command(subcommand)]
        what: Bench,
    },
    /// Write the types that the benchmark of contacts-core compares with.
    #[command(hide = true)]
    BenchTypes,
}

#[derive(Subcommand)]
enum Drift {
    /// Hold pages of documentation against a spec, or two captures of one page against each other.
    Page(commands::drift::page::PageArgs),
    /// Hold bodies that a vendor sent against its spec.
    Payload(commands::drift::payload::Arguments),
    /// Compare two versions of the specs, for callers of the APIs and for users of the crates.
    Spec(commands::drift::spec::Arguments),
}

#[derive(Subcommand)]
enum Bench {
    /// How much of what changes on a page of documentation the drift tool finds, and how often it takes looks for meaning.
    Drift(xtask::bench::drift::Arguments),
    /// What listing and exporting cost, beside the same in Python and in JavaScript.
    Export(xtask::bench::export::Arguments),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let root = arguments.root.canonicalize().unwrap_or(arguments.root);
    let mut out = io::stdout().lock();
    let done = match arguments.command {
        Command::List { slugs } => commands::list::run(&root, &slugs, &mut out),
        Command::Generate {
            slugs,
            check: true,
            output,
        } => {
            let output = output.on(standard_output());
            commands::generate::check(&root, &slugs, &output, &mut out)
        }
        Command::Generate { output, .. } if output.is_given() => {
            let message = "--format and --out say where the report of --check goes";
            let error = Arguments::command().error(ErrorKind::MissingRequiredArgument, message);
            error.exit()
        }
        Command::Generate { slugs, .. } => commands::generate::run(&root, &slugs, &mut out),
        Command::Check {
            explain: Some(code),
            ..
        } => commands::check::explain(code, &mut out),
        Command::NewVendor { slug, name } => {
            commands::new_vendor::run(&root, &slug, name.as_deref().unwrap_or(&slug), &mut out)
        }
        Command::Drift {
            what: Drift::Page(mut arguments),
        } => {
            arguments.output = arguments.output.on(standard_output());
            let today = jiff::Zoned::now().date();
            let (mut stdin, mut log) = (io::stdin().lock(), io::stderr().lock());
            commands::drift::page::run(&root, &arguments, today, &mut stdin, &mut out, &mut log)
        }
        Command::Drift {
            what: Drift::Payload(arguments),
        } => commands::drift::payload::run(&root, &arguments, standard_output(), &mut out),
        Command::Drift {
            what: Drift::Spec(arguments),
        } => commands::drift::spec::run(&root, &arguments, standard_output(), &mut out),
        Command::Observe { exports, json } => {
            commands::observe::run(&root, &exports, json, &mut io::stdin().lock(), &mut out)
        }
        Command::Judge(arguments) => commands::judge::run(&root, &arguments, &mut out),
        Command::Bench {
            what: Bench::Drift(arguments),
        } => xtask::bench::drift::run(&arguments, &mut out),
        Command::Bench {
            what: Bench::Export(arguments),
        } => xtask::bench::export::run(&root, &arguments, &mut out),
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
