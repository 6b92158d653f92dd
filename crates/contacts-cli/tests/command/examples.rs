//! Each example of each help runs in a shell as it stands there, with five sandboxes for accounts.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

use clap::CommandFactory;
use contacts_cli::arguments::Arguments;

use crate::specs;
use crate::stand::Vendor;

/// What the examples of a command find in their folder: what made it.
const BEFORE: &[(&str, &str)] = &[
    (
        "verify",
        "contacts export chatbotx --format jsonl --out backup",
    ),
    (
        "diff",
        "for day in monday tuesday; do contacts export chatbotx --format jsonl --out $day; done",
    ),
    (
        "duplicates",
        "contacts export chatbotx --format jsonl --out backup; cp -r backup chatbotx-export
         contacts list tetherai > tetherai.jsonl
         printf 'keys = [\"phone\"]\\n[limits]\\nemails = 3\\n' > rules.toml",
    ),
    (
        "report",
        "for day in monday tuesday backup; do contacts export chatbotx --format jsonl --out $day; done",
    ),
    (
        "apply",
        "echo '{\"write\":\"update\",\"id\":\"5\",\"patch\":{\"fullName\":\"Ada Example\"}}' > writes.jsonl",
    ),
    (
        "api",
        r#"echo '{"payload":[{"attribute_key":"email","filter_operator":"equal_to","values":["a@example.com"],"query_operator":null}]}' > filter.json"#,
    ),
    (
        "map",
        "cp $SPECS/tetherai/samples/getContact.200.found.json answer.json
         cp $SPECS/digital99/samples/listContactNotes.200.filled-numbers.json notes.json",
    ),
    (
        "completions",
        "mkdir -p ~/.local/share/bash-completion/completions ~/.zfunc ~/.config/fish/completions",
    ),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_example_works_as_it_stands_in_the_help() {
    let mut failed = String::new();
    for command in Arguments::command().get_subcommands() {
        let text = command.get_after_help().map(ToString::to_string);
        let lines = examples(text.as_deref().unwrap_or_default());
        assert!(!lines.is_empty(), "{}", command.get_name());
        let shell = Shell::start().await;
        let before = BEFORE.iter().find(|(name, _)| *name == command.get_name());
        for line in before.map(|(_, line)| *line).into_iter().chain(lines) {
            let told = match line.starts_with("contacts sandbox ") {
                true => shell.run_until_told(line),
                false => shell.run(line),
            };
            failed.push_str(&told);
        }
        for vendor in shell.vendors {
            vendor.running.stop().await;
        }
    }
    assert!(failed.is_empty(), "{failed}");
}

/// The lines under "Examples:", up to the next empty one.
fn examples(help: &str) -> Vec<&str> {
    let Some((_, examples)) = help.split_once("Examples:\n") else {
        return Vec::new();
    };
    let lines = examples.lines().map(str::trim);
    lines.take_while(|line| !line.is_empty()).collect()
}

/// A shell with five accounts, and a folder that is its home.
struct Shell {
    folder: tempfile::TempDir,
    vendors: Vec<Vendor>,
}

impl Shell {
    async fn start() -> Self {
        let mut vendors = Vec::new();
        for vendor in contacts::vendors() {
            vendors.push(Vendor::with(vendor.slug, 20).await);
        }
        let folder = tempfile::tempdir().unwrap();
        let bin = folder.path().join("bin");
        fs::create_dir(&bin).unwrap();
        symlink(env!("CARGO_BIN_EXE_contacts"), bin.join("contacts")).unwrap();
        // Programs that a machine may not have.
        script(
            &bin.join("curl"),
            "cat $SPECS/chatbotx/samples/listContacts.200.first-page.json",
        );
        script(&bin.join("man"), "cat $1");
        let shell = Self { folder, vendors };
        let config = shell.folder.path().join(".config/contacts/config.toml");
        fs::create_dir_all(config.parent().unwrap()).unwrap();
        fs::write(&config, shell.profile()).unwrap();
        fs::set_permissions(&config, fs::Permissions::from_mode(0o600)).unwrap();
        shell
    }

    /// The profile that the examples name.
    fn profile(&self) -> String {
        let running = &self.vendor("digital99").running;
        format!(
            "[profiles.acme]\nvendor = \"digital99\"\nbase-url = \"{}\"\nsettings.account_id = 7\ncredentials.userApiKey = \"{}\"",
            running.base_url(),
            running.credential("userApiKey").unwrap(),
        )
    }

    fn vendor(&self, slug: &str) -> &Vendor {
        let mut vendors = self.vendors.iter();
        vendors
            .find(|vendor| vendor.running.slug() == slug)
            .unwrap()
    }

    /// Its line as the shell is given it: with a key, with this folder for that of the whole machine, and with a free port.
    fn line(&self, example: &str) -> String {
        let key = self
            .vendor("insighto")
            .running
            .credential("apiKey")
            .unwrap();
        let example = example.replace("API_KEY=…", &format!("API_KEY={key}"));
        let example = example.replace("/tmp/", "tmp/");
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        example.replace("--port 8099", &format!("--port {port}"))
    }

    fn command(&self, line: &str) -> Command {
        let path = format!("{}/bin:/usr/bin:/bin", self.folder.path().display());
        let mut command = Command::new("sh");
        command
            .args(["-c", line])
            .env_clear()
            .env("PATH", path)
            .env("HOME", self.folder.path())
            .env("SPECS", specs())
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        for vendor in &self.vendors {
            command.envs(vendor.variables.iter().map(|(name, value)| (name, value)));
        }
        command
    }

    /// What it says if it fails.
    fn run(&self, example: &str) -> String {
        let output = self.command(&self.line(example)).output().unwrap();
        let notes = String::from_utf8_lossy(&output.stderr);
        match output.status.success() {
            true => String::new(),
            false => format!("$ {example}\n{notes}{}\n\n", output.status),
        }
    }

    /// The same for what runs until it is stopped.
    fn run_until_told(&self, example: &str) -> String {
        let line = format!("exec {}", self.line(example));
        let mut child = self.command(&line).spawn().unwrap();
        let mut notes = BufReader::new(child.stderr.take().unwrap());
        let mut told = String::new();
        while !told.ends_with("Ctrl-C stops\n") {
            if notes.read_line(&mut told).unwrap() == 0 {
                break;
            }
        }
        let id = child.id().to_string();
        let _ = Command::new("kill").args(["-INT", &id]).status();
        notes.read_to_string(&mut told).unwrap();
        match child.wait().unwrap().success() {
            true => String::new(),
            false => format!("$ {example}\n{told}\n"),
        }
    }
}

fn script(path: &Path, line: &str) {
    fs::write(path, format!("#!/bin/sh\n{line}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}
