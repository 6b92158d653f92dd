//! Vendors to run the command against: a sandbox that outlives one run, and a server that says what it is told.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::thread;

use contacts::Account;
use contacts_sandbox::{Options, RequestLine, Running, Sandbox};
use tempfile::TempDir;

use crate::{Run, command};

/// A sandbox that outlives one run of the command, with the variables that lead to it.
pub(crate) struct Vendor {
    pub(crate) running: Running,
    pub(crate) variables: Vec<(String, String)>,
    folder: TempDir,
}

impl Vendor {
    pub(crate) async fn start(slug: &str) -> Self {
        Self::with(slug, 12).await
    }

    pub(crate) async fn with(slug: &str, contacts: u64) -> Self {
        let options = Options {
            contacts,
            ..Options::default()
        };
        let running = Sandbox::start(slug, options).await.unwrap();
        let account = Account::new(slug).unwrap();
        let vendor = account.vendor();
        let mut variables = vec![(account.base_url_variable(), running.base_url())];
        for setting in vendor.settings {
            if let Some(value) = running.setting(setting.parameter) {
                variables.push((setting.env.to_owned(), value));
            }
        }
        let slot = vendor.credentials.first().unwrap();
        let secret = running.credential(slot.scheme).unwrap();
        variables.push((slot.env.to_owned(), secret.to_owned()));
        let folder = tempfile::tempdir().unwrap();
        Self {
            running,
            variables,
            folder,
        }
    }

    pub(crate) fn run(&self, arguments: &str) -> Run {
        let variables: Vec<(&str, &str)> = self
            .variables
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        Run::with(arguments, &variables, None, Some(self.folder.path()))
    }

    /// The command in the folder of this vendor, with the variables that lead to it.
    pub(crate) fn command(&self, arguments: &str) -> Command {
        let mut command = command(arguments);
        let variables = self.variables.iter().map(|(name, value)| (name, value));
        command.envs(variables).current_dir(self.path());
        command
    }

    /// From the next request on, this goes wrong.
    pub(crate) fn fault(&self, rules: &str) {
        self.running.set_faults(rules.parse().unwrap());
    }

    /// How many requests came so far.
    pub(crate) fn requests(&self) -> u64 {
        self.running.requests().last().map_or(0, |line| line.number)
    }

    /// How many requests changed something so far.
    pub(crate) fn sent(&self) -> usize {
        let requests = self.running.requests();
        let changes = |line: &&RequestLine| line.method != "GET" && !line.path.ends_with("/filter");
        requests.iter().filter(changes).count()
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// An answer of a server.
pub(crate) fn answer(status: &str, media: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: {media}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

/// The address of a server that gives these answers, then the last one for good.
pub(crate) fn serve(answers: Vec<String>) -> String {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", server.local_addr().unwrap());
    // Ends with the process.
    thread::spawn(move || {
        let last = answers.len() - 1;
        for (number, connection) in server.incoming().enumerate() {
            let mut connection = connection.unwrap();
            let mut request = [0; 4096];
            let _ = connection.read(&mut request);
            let answer = answers.get(number.min(last)).unwrap();
            let _ = connection.write_all(answer.as_bytes());
        }
    });
    origin
}
