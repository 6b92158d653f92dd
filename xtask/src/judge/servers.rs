//! The sandbox, and Prism in front of it. Both end when they are dropped.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde::Deserialize;

use super::Problem;

const PATIENCE: Duration = Duration::from_secs(60);

/// A vendor's sandbox, started by the command `contacts sandbox`.
pub struct Sandbox {
    /// What it says of itself.
    pub about: About,
    _process: Process,
}

/// What a sandbox says of itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct About {
    /// Where it listens.
    pub base_url: String,
    /// What it accepts, by security scheme.
    pub credentials: BTreeMap<String, String>,
    /// Values that calls need, by parameter.
    pub settings: BTreeMap<String, String>,
    /// Some of its contacts.
    pub contacts: Vec<Contact>,
}

/// How to find a contact of a sandbox.
#[derive(Clone, Debug, Deserialize)]
pub struct Contact {
    /// The vendor's identifier.
    pub id: String,
    /// A telephone number.
    pub phone: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
}

/// Prism as a proxy that notes what does not fit the spec.
pub struct Prism {
    /// Where it listens.
    pub url: String,
    _process: Process,
}

struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // One that has ended already needs no end.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Sandbox {
    /// Builds the command and starts a sandbox that keeps to its documentation: nothing odd in the data.
    ///
    /// # Errors
    ///
    /// If it does not start.
    pub fn start(root: &Path, slug: &str, contacts: u64) -> Result<Self, Problem> {
        let mut command = Command::new(env!("CARGO"));
        command.current_dir(root);
        command.args(["run", "--quiet", "--package", "contacts-cli", "--"]);
        Self::run(command, slug, contacts)
    }

    /// The same, with the command built already.
    ///
    /// # Errors
    ///
    /// If it does not start.
    pub fn start_with(program: &Path, slug: &str, contacts: u64) -> Result<Self, Problem> {
        Self::run(Command::new(program), slug, contacts)
    }

    fn run(mut command: Command, slug: &str, contacts: u64) -> Result<Self, Problem> {
        let problem = |reason: String| Problem::Program {
            program: format!("contacts sandbox {slug}"),
            reason,
        };
        command
            .args(["sandbox", slug, "--oddities", "off", "--format", "json"])
            .args(["--contacts", &contacts.to_string()])
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let spawned = command.spawn();
        let mut process = Process(spawned.map_err(|error| problem(error.to_string()))?);
        let mut line = String::new();
        if let Some(stdout) = process.0.stdout.take() {
            let read = BufReader::new(stdout).read_line(&mut line);
            read.map_err(|error| problem(error.to_string()))?;
        }
        match serde_json::from_str(&line) {
            Ok(about) => Ok(Self {
                about,
                _process: process,
            }),
            Err(error) => Err(problem(format!("says {line:?}: {error}"))),
        }
    }
}

impl Prism {
    /// Starts it between a client and `upstream`.
    ///
    /// # Errors
    ///
    /// If it does not listen within a minute.
    pub fn start(program: &Path, spec: &Path, upstream: &str) -> Result<Self, Problem> {
        let problem = |reason: String| Problem::Program {
            program: "prism proxy".to_owned(),
            reason,
        };
        let port = free_port().map_err(|error| problem(error.to_string()))?;
        let mut command = Command::new(program);
        command
            .arg("proxy")
            .arg(spec)
            .arg(upstream)
            .args(["--port", &port.to_string()])
            // Its reading of multipart bodies crashes, and the requests are made from the spec anyway.
            .arg("--validate-request=false")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut process = Process(
            command
                .spawn()
                .map_err(|error| problem(error.to_string()))?,
        );
        let (address, started) = (
            SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            Instant::now(),
        );
        while TcpStream::connect(address).is_err() {
            if let Ok(Some(status)) = process.0.try_wait() {
                return Err(problem(format!("ended with {status}")));
            }
            if started.elapsed() > PATIENCE {
                return Err(problem("does not listen".to_owned()));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(Self {
            url: format!("http://{address}"),
            _process: process,
        })
    }
}

fn free_port() -> std::io::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}
