//! `contacts export`, `verify` and `diff`, as processes: also killed at any moment.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use contacts::Account;
use contacts_export::{Entry, Format, Manifest, read};
use contacts_sandbox::{Options, Running, Sandbox};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// Contacts of a sandbox: several parts of several pages.
const CONTACTS: u64 = 400;

/// Moments at which the process is killed, if the environment does not say how many.
const KILLS: usize = 12;

/// The command, without anything of this machine.
fn contacts() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_contacts"));
    command.env_clear().env("HOME", "/nonexistent");
    command
}

fn run(arguments: &[&str]) -> Output {
    contacts().args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A sandbox, and the command that asks it.
fn sandbox(slug: &str) -> (Running, tokio::runtime::Runtime) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let options = Options {
        contacts: CONTACTS,
        ..Options::default()
    };
    let running = runtime.block_on(Sandbox::start(slug, options)).unwrap();
    (running, runtime)
}

fn export(running: &Running, format: &str, out: &Path) -> Command {
    let account = Account::new(running.slug()).unwrap();
    let mut command = contacts();
    command.env(account.base_url_variable(), running.base_url());
    for slot in account.vendor().credentials {
        if let Some(secret) = running.credential(slot.scheme) {
            command.env(slot.env, secret);
        }
    }
    for setting in account.vendor().settings {
        if let Some(value) = running.setting(setting.parameter) {
            command.env(setting.env, value);
        }
    }
    command.args([
        "export",
        running.slug(),
        "--format",
        format,
        "--part-rows",
        "60",
        "--resume",
        "--out",
    ]);
    command
        .arg(out)
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command
}

/// The ids in the parts that the manifest names.
fn ids(folder: &Path) -> Vec<String> {
    let manifest = Manifest::read(folder).unwrap();
    let parts = manifest.sources.iter().flat_map(|source| &source.parts);
    let entries = parts.flat_map(|part| {
        let file = File::open(folder.join(&part.file)).unwrap();
        read(manifest.format, file).unwrap()
    });
    let ids = entries.filter_map(|entry| match entry.unwrap() {
        Entry::Contact(contact) => Some(contact.source.id.to_string()),
        Entry::Undecodable(_) => None,
    });
    ids.collect()
}

/// Moments that can be seen from outside.
fn is_moment(kind: usize, nth: usize, running: &Running, before: usize, folder: &Path) -> bool {
    let part = |number: usize, rest: &str| {
        let account = fs::read_dir(folder.join(format!("vendor={}", running.slug())));
        let account = account
            .ok()
            .and_then(|mut list| Some(list.next()?.ok()?.path()));
        let name = format!("part-{number:05}.{rest}");
        account.is_some_and(|account| account.join(name).exists())
    };
    match kind {
        // A page was asked for.
        0 => running.requests().len() - before > nth % 7,
        // A part begins.
        1 => part(1 + nth % 4, "jsonl.partial"),
        // A part has its name, and no progress names it yet.
        2 => part(1 + nth % 4, "jsonl"),
        // The progress is being written.
        _ => folder.join("progress.json.partial").exists(),
    }
}

#[test]
fn killed_at_any_moment_it_loses_nothing_and_doubles_nothing() {
    let kills = std::env::var("CONTACTS_KILLS")
        .ok()
        .and_then(|kills| kills.parse().ok());
    let (running, _runtime) = sandbox("chatbotx");
    let whole = TempDir::new().unwrap();
    assert!(
        export(&running, "jsonl", whole.path())
            .status()
            .unwrap()
            .success()
    );
    let expected: BTreeSet<String> = ids(whole.path()).into_iter().collect();
    assert_eq!(expected.len() as u64, CONTACTS);

    let (mut killed, mut resumed_behind_parts) = (0, 0);
    for nth in 0..kills.unwrap_or(KILLS) {
        let folder = TempDir::new().unwrap();
        let before = running.requests().len();
        let mut child = export(&running, "jsonl", folder.path()).spawn().unwrap();
        let moment = || is_moment(nth % 4, nth / 4, &running, before, folder.path());
        while child.try_wait().unwrap().is_none() {
            if moment() {
                // On Unix that is SIGKILL: the process does nothing more.
                child.kill().unwrap();
            }
            std::thread::yield_now();
        }
        killed += usize::from(!child.wait().unwrap().success());
        let parts = Manifest::read(folder.path());
        resumed_behind_parts += usize::from(parts.is_ok_and(|it| it.counts().contacts > 0));
        let output = export(&running, "jsonl", folder.path()).output().unwrap();
        assert!(output.status.success(), "{nth}: {}", text(&output.stderr));
        let found = ids(folder.path());
        let unique: BTreeSet<String> = found.iter().cloned().collect();
        let lost = expected.difference(&unique).count();
        assert_eq!(
            (lost, found.len() - unique.len()),
            (0, 0),
            "lost and doubled at {nth}"
        );
        let path = folder.path().to_str().unwrap();
        let verified = run(&["verify", path]);
        assert!(
            verified.status.success(),
            "{nth}: {}",
            text(&verified.stdout)
        );
    }
    println!("killed {killed}, of which {resumed_behind_parts} went on behind finished parts");
    assert!(
        killed * 2 > kills.unwrap_or(KILLS),
        "only {killed} were killed"
    );
    assert!(resumed_behind_parts > 0);
}

#[test]
fn several_vendors_in_one_go() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("all");
    let path = path.to_str().unwrap();
    let slugs = ["insighto", "chatbotx", "digital99", "tetherai"];
    let mut arguments = vec!["export"];
    arguments.extend(slugs);
    arguments.extend(["--sandbox", "60", "--format", "parquet", "--out", path]);
    let output = run(&arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    insta::assert_snapshot!("export", text(&output.stderr));
    insta::assert_snapshot!("verify", text(&run(&["verify", path]).stdout));
    let again = run(&arguments);
    assert_eq!(again.status.code(), Some(2));
    let refused = run(&[
        "export",
        "insighto",
        "dmchamp",
        "--sandbox",
        "--format",
        "csv",
        "--out",
        path,
    ]);
    assert_eq!(refused.status.code(), Some(2));
    let message = [again, refused].map(|output| text(&output.stderr).replace(path, "all"));
    insta::assert_snapshot!("refused", message.join(""));
}

#[test]
fn every_format_to_standard_output_is_what_a_file_holds() {
    let folder = TempDir::new().unwrap();
    for format in Format::ALL {
        let name = folder
            .path()
            .join(format!("{}.{}", format.name(), format.extension()));
        let common = [
            "export",
            "tetherai",
            "--sandbox",
            "40",
            "--format",
            format.name(),
            "--out",
        ];
        let with = |out: &str| run(&[&common[..], &[out]].concat());
        assert!(with(name.to_str().unwrap()).status.success());
        let output = with("-");
        assert!(output.status.success(), "{}", text(&output.stderr));
        let piped = folder.path().join("piped");
        fs::write(&piped, &output.stdout).unwrap();
        // Each sandbox has a port of its own, so the bytes are not the same.
        let contacts = |path: &Path| {
            let entries = read(*format, File::open(path).unwrap()).unwrap();
            let ids = entries.map(|entry| match entry.unwrap() {
                Entry::Contact(contact) => contact.source.id.to_string(),
                Entry::Undecodable(record) => record.raw,
            });
            ids.collect::<Vec<_>>()
        };
        assert_eq!(contacts(&name).len(), 40);
        assert_eq!(contacts(&name), contacts(&piped));
    }
}

/// Lets the manifest say that its only part is this one.
fn seal(folder: &Path, table: &str) {
    let file = folder.join("manifest.json");
    let mut manifest: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let part = &mut manifest["sources"][0]["parts"][0];
    part["bytes"] = table.len().into();
    let hash = Sha256::digest(table);
    let hash = hash.iter().map(|byte| format!("{byte:02x}"));
    part["sha256"] = hash.collect::<String>().into();
    fs::write(&file, manifest.to_string()).unwrap();
}

#[test]
fn what_changed_between_an_export_and_now() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("before");
    let path = path.to_str().unwrap();
    let first = run(&[
        "export",
        "digital99",
        "--sandbox",
        "30",
        "--format",
        "csv",
        "--out",
        path,
    ]);
    assert!(first.status.success(), "{}", text(&first.stderr));
    // The last row was not there, one had another id, and one was called something else.
    let part = folder
        .path()
        .join("before/vendor=digital99/account=7/part-00001.csv");
    let table = fs::read_to_string(&part).unwrap();
    let mut rows: Vec<String> = table.split_inclusive("\r\n").map(str::to_owned).collect();
    rows.pop();
    let id = |row: &str| row.split(',').nth(5).unwrap().to_owned();
    let other = rows[2].replacen(&format!(",{},", id(&rows[2])), ",9999,", 1);
    rows[2] = other.replace(
        &format!("\"\"/source/id\"\":{}", id(table.lines().nth(2).unwrap())),
        "\"\"/source/id\"\":9999",
    );
    let full = rows[3].split(',').nth(8).unwrap().to_owned();
    rows[3] = rows[3].replace(&full, "Somebody Else");
    fs::write(&part, rows.concat()).unwrap();
    seal(&folder.path().join("before"), &rows.concat());
    let same = run(&["diff", path, path]);
    let now = ["diff", path, "digital99", "--sandbox", "30"];
    let lines = run(&now);
    let values = run(&[&now[..], &["--format", "table", "--values"]].concat());
    let all = [same, lines, values].map(|output| {
        let code = output.status.code().unwrap();
        format!("{code}\n{}{}", text(&output.stdout), text(&output.stderr))
    });
    insta::assert_snapshot!("diff", all.join("\n"));
}
