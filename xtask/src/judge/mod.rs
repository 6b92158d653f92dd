//! Others judge the sandbox: Schemathesis makes the requests, Prism stands between, and both hold every answer against the spec.
//!
//! Each tool lives in a folder of its own under `target/tools`, installed from its registry at a pinned version. What
//! they find and a vendor really does stands in `specs/<slug>/judges.toml` with its reason; everything else is a fault
//! of the sandbox or of the spec.

mod deviations;
mod hearing;
mod members;
mod places;
mod servers;
mod traffic;

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use crate::tools::{self, ToolError};
use crate::vendor::VendorFolder;

pub use self::deviations::Judges;
pub use self::hearing::Hearing;
use self::servers::Prism;
pub use self::servers::Sandbox;
use self::traffic::Schemathesis;

const SCHEMATHESIS: &str = "schemathesis==4.32.5";
const PRISM: &str = "@stoplight/prism-cli@5.14.2";

/// How much to ask.
#[derive(Clone, Debug, clap::Args)]
pub struct Traffic {
    /// Requests that Schemathesis invents for each operation and phase.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub max_examples: u32,
    /// What the requests are made from.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Contacts in the sandbox.
    #[arg(long, value_name = "N", default_value_t = 400)]
    pub contacts: u64,
    /// The `contacts` command whose sandbox is judged. Without it, it is built.
    #[arg(long, value_name = "FILE")]
    pub program: Option<PathBuf>,
}

/// Why nothing could be judged. The message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// A judge can't be installed.
    #[error(transparent)]
    Tool(#[from] ToolError),
    /// A program failed.
    #[error("{program}: {reason}")]
    Program {
        /// Which.
        program: String,
        /// What happened, and what to do.
        reason: String,
    },
    /// A file that can't be read or written, or does not say what it must.
    #[error("{file}: {reason}")]
    File {
        /// Which.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// Has one vendor's sandbox judged.
///
/// # Errors
///
/// If a tool, the sandbox or a file fails.
pub fn judge(root: &Path, slug: &str, traffic: &Traffic) -> Result<(Hearing, Judges), Problem> {
    let folder = VendorFolder::load(root, slug).map_err(|_| Problem::File {
        file: format!("specs/{slug}"),
        reason: format!("does not load; `cargo xtask check {slug}` says why"),
    })?;
    let programs = tools::python(root, "schemathesis", &[SCHEMATHESIS])?;
    let modules = tools::node(root, "prism", &[PRISM])?;
    let work = root.join("target/judge").join(slug);
    let sandbox = match &traffic.program {
        Some(program) => Sandbox::start_with(program, slug, traffic.contacts)?,
        None => Sandbox::start(root, slug, traffic.contacts)?,
    };
    let spec = root.join("specs").join(slug).join("openapi.yaml");
    let schemathesis = Schemathesis {
        program: programs.join("schemathesis"),
        spec: &spec,
        settings: traffic::settings(folder.spec.value(), &sandbox.about, &folder.judges)?,
        traffic,
    };
    let mut hearing = Hearing::new(&folder);
    for (place, (upstream, operations)) in places::of(folder.spec.value(), &sandbox.about.base_url)
        .into_iter()
        .enumerate()
    {
        let prism = Prism::start(&modules.join(".bin/prism"), &spec, &upstream)?;
        let events = schemathesis.send(&prism, &operations, &work.join(place.to_string()))?;
        let heard = File::open(&events).and_then(|file| hearing.hear(BufReader::new(file)));
        heard.map_err(|error| Problem::File {
            file: events.display().to_string(),
            reason: error.to_string(),
        })?;
    }
    Ok((hearing, folder.judges))
}
