//! The command as its users see it: the real binary, in an environment without variables.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that can't go on has failed"
)]

mod bad_input;
mod breaks;
mod config;
mod errors;
mod examples;
mod exports;
mod found;
mod further;
mod help;
mod interrupt;
mod kills;
mod many;
mod merges;
mod moved;
mod moves;
#[cfg(unix)]
mod profiles;
mod readings;
mod results;
mod resumed;
mod stand;
mod undone;
mod vendors;
mod whose;
mod writes;
mod written;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A secret that must never show.
pub(crate) const SECRET: &str = "5ecret-key-that-never-shows";

/// One run of the command.
pub(crate) struct Run {
    arguments: String,
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) notes: String,
}

impl Run {
    /// Runs the command without input.
    pub(crate) fn of(arguments: &str) -> Self {
        Self::with(arguments, &[], None, None)
    }

    /// Runs the command with variables, input and a folder to run in.
    pub(crate) fn with(
        arguments: &str,
        variables: &[(&str, &str)],
        input: Option<&[u8]>,
        folder: Option<&Path>,
    ) -> Self {
        let mut command = command(arguments);
        command.envs(variables.iter().copied());
        if let Some(folder) = folder {
            command.current_dir(folder);
        }
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A command that fails before it reads closes its end.
        let _ = stdin.write_all(input.unwrap_or_default());
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        let run = Self {
            arguments: arguments.to_owned(),
            code: output.status.code().expect("the command ends by itself"),
            out: String::from_utf8(output.stdout).unwrap(),
            notes: String::from_utf8(output.stderr).unwrap(),
        };
        assert!(!run.out.contains(SECRET), "{}", run.out);
        assert!(!run.notes.contains(SECRET), "{}", run.notes);
        run
    }

    /// All of it, for a snapshot.
    pub(crate) fn seen(&self) -> String {
        let mut seen = format!("$ contacts {}\n{}", self.arguments, self.out);
        if !self.notes.is_empty() {
            seen.push_str(&format!("--- standard error\n{}", self.notes));
        }
        seen.push_str(&format!("--- exit code {}\n", self.code));
        portless(&seen)
    }
}

/// The command with its standard output and error in pipes.
pub(crate) fn command(arguments: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_contacts"));
    command
        .args(words(arguments))
        .env_clear()
        // Whoever runs the tests may have a configuration.
        .env("XDG_CONFIG_HOME", "/nowhere")
        .current_dir(specs())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// The arguments as a shell takes them: at spaces, but for those in single quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match (letter, words.last_mut()) {
            ('\'', _) => quoted = !quoted,
            (letter, _) if letter.is_whitespace() && !quoted => words.push(String::new()),
            (letter, Some(word)) => word.push(letter),
            (_, None) => {}
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The folder with the samples of the vendors.
pub(crate) fn specs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs")
}

/// The text without the ports, which are others in each run.
fn portless(text: &str) -> String {
    let mut parts = text.split("127.0.0.1:");
    let mut same = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        same.push_str("127.0.0.1:PORT");
        same.push_str(part.trim_start_matches(|digit: char| digit.is_ascii_digit()));
    }
    same
}
