//! A disk, a pipe, a window, a clock, a version and texts that are not as one would have them.

use std::fs;

use clap::Parser;
use contacts_cli::arguments::Arguments;
use contacts_cli::{Console, commands};
use unicode_width::UnicodeWidthStr;

use crate::stand::{Vendor, answer, serve};
use crate::{Run, SECRET, command, portless};

const KEY: &[(&str, &str)] = &[("CONTACTS_INSIGHTO_API_KEY", SECRET)];

/// Commands that write a result, each in a way of its own.
const RESULTS: &[&str] = &[
    "vendors",
    "describe",
    "describe --fields --format json",
    "capabilities dmchamp",
    "completions bash",
    "list chatbotx --sandbox",
    "list chatbotx --sandbox --format table",
    "get digital99 5 --sandbox",
    "search digital99 fendra --sandbox",
    "api chatbotx listContacts --all --sandbox",
    "export chatbotx --sandbox --format csv --out -",
    "delete digital99 5 --sandbox",
];

#[cfg(target_os = "linux")]
#[test]
fn a_disk_without_room_is_a_failure() {
    for arguments in RESULTS {
        let full = fs::OpenOptions::new().write(true).open("/dev/full");
        let output = command(arguments).stdout(full.unwrap()).output().unwrap();
        let notes = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments}\n{notes}");
        let last = notes.lines().last().unwrap();
        assert!(
            last.starts_with("contacts: ") && last.contains("can't be written: No space left"),
            "{arguments}\n{notes}"
        );
    }
}

/// What is lacking after a write was sent is said on standard error: how to undo it.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_is_full_stops_writes() {
    let vendor = Vendor::start("digital99").await;
    let writes = [5, 6].map(|id| {
        format!(r#"{{"write":"update","id":"{id}","patch":{{"fullName":"Ada Example"}}}}"#)
    });
    fs::write(vendor.path().join("writes.jsonl"), writes.join("\n")).unwrap();
    let mut seen = String::new();
    for (code, sent, arguments) in [
        // Without a journal nothing is sent.
        (1, 0, "apply digital99 writes.jsonl --apply"),
        // Nor where nothing can be kept that undoes it.
        (1, 0, "update digital99 5 -f name/full=Ada --apply --undo ."),
        (6, 1, "update digital99 5 -f name/full=Ada --apply"),
    ] {
        let (found, text) = with_full_disk(&vendor, arguments, 0);
        assert_eq!((found, vendor.sent()), (code, sent), "{text}");
        seen.push_str(&text);
    }
    insta::assert_snapshot!("full", seen);
    vendor.running.stop().await;
}

/// What is no file is not read as one: it may have no end.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_is_no_journal() {
    let vendor = Vendor::start("digital99").await;
    let write = r#"{"write":"update","id":"5","patch":{"fullName":"Ada Example"}}"#;
    fs::write(vendor.path().join("writes.jsonl"), write).unwrap();
    let mut seen = String::new();
    for journal in ["/dev/full", "/dev/zero", "/dev/null", "."] {
        let run = vendor.run(&format!(
            "apply digital99 writes.jsonl --apply --journal {journal}"
        ));
        assert!(run.code != 0 && vendor.sent() == 0, "{}", run.seen());
        seen.push_str(&run.seen());
    }
    // To write what undoes it there is another thing.
    let run = vendor.run("apply digital99 writes.jsonl --apply --undo /dev/full");
    assert_eq!((run.code, vendor.sent()), (6, 1), "{}", run.seen());
    seen.push_str(&run.notes);
    let undo = run
        .notes
        .lines()
        .find_map(|line| line.strip_prefix("what undoes it: "));
    fs::write(vendor.path().join("undo.jsonl"), undo.unwrap()).unwrap();
    // It was sent, so it is not sent again.
    assert_eq!(vendor.run("apply digital99 writes.jsonl --apply").code, 0);
    assert_eq!(vendor.sent(), 1);
    let undone = vendor.run("apply digital99 undo.jsonl --reverse --apply");
    assert_eq!((undone.code, vendor.sent()), (0, 2), "{}", undone.seen());
    insta::assert_snapshot!("devices", seen);
}

/// What is there already is kept, and the export goes on from it.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_fills_up_loses_nothing_of_an_export() {
    let vendor = Vendor::with("chatbotx", 200).await;
    let export = "export chatbotx --format jsonl --part-rows 20 --out backup";
    let mut seen = String::new();
    for (arguments, blocks) in [(export, 0), (export, 24)] {
        let (code, text) = with_full_disk(&vendor, arguments, blocks);
        assert_eq!(code, 1, "{text}");
        seen.push_str(&text);
    }
    insta::assert_snapshot!("full-export", seen);
    let resumed = vendor.run(&format!("{export} --resume"));
    assert_eq!(resumed.code, 0, "{}", resumed.seen());
    let verified = vendor.run("verify backup");
    assert_eq!(verified.code, 0, "{}", verified.seen());
    vendor.running.stop().await;
}

/// Runs the command where no file can have more than these blocks of 512 bytes: its exit code, and all of it.
#[cfg(unix)]
fn with_full_disk(vendor: &Vendor, arguments: &str, blocks: u32) -> (i32, String) {
    let binary = env!("CARGO_BIN_EXE_contacts");
    let variables = vendor.variables.iter().map(|(name, value)| (name, value));
    let output = std::process::Command::new("sh")
        // The signal would end the process; without it the writing fails, as on a full disk.
        .args([
            "-c",
            &format!("trap '' XFSZ; ulimit -f {blocks}; exec {binary} {arguments}"),
        ])
        .env_clear()
        .env("XDG_CONFIG_HOME", "/nowhere")
        .envs(variables)
        .current_dir(vendor.path())
        .output()
        .unwrap();
    let code = output.status.code().unwrap();
    let [out, notes] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
    let text = format!("$ contacts {arguments}\n{out}--- standard error\n{notes}= {code}\n");
    (code, portless(&text))
}

#[test]
fn a_reader_that_is_gone_is_no_failure() {
    for arguments in RESULTS {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = command(arguments).stdout(writer).output().unwrap();
        let notes = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments}\n{notes}");
        assert!(!notes.contains("can't be written"), "{arguments}\n{notes}");
    }
}

#[tokio::test]
async fn a_window_of_forty_columns_has_no_longer_lines() {
    let mut seen = String::new();
    for arguments in [
        "vendors",
        "capabilities dmchamp",
        "describe",
        "describe consent",
        "describe --fields",
        "describe phones --fields",
        "describe --writes",
        "list chatbotx --sandbox 5",
        "get digital99 5 --sandbox",
        "search digital99 --tag vip --sandbox 40",
        "note digital99 1 --sandbox",
        "update digital99 5 -f name/full=Ada --clear emails --allow-unverified --sandbox",
        "update digital99 5 -f name/full=Ada --tag vip --apply --sandbox",
    ] {
        let words = std::iter::once("contacts").chain(arguments.split(' '));
        let (mut out, mut notes) = (Vec::new(), Vec::new());
        let mut console = Console::plain(&mut out, &mut notes);
        (console.is_terminal, console.width) = (true, 40);
        let done = commands::run(Arguments::parse_from(words), &mut console).await;
        assert!(done.is_ok(), "{arguments}: {}", done.unwrap_err());
        let out = portless(&String::from_utf8(out).unwrap());
        for line in out.lines() {
            // A word is never broken, so that an address can be copied.
            let is_word = !line.trim().contains(' ');
            assert!(line.width() <= 40 || is_word, "{arguments}\n{line}");
        }
        seen.push_str(&format!("$ contacts {arguments}\n{out}\n"));
    }
    insta::assert_snapshot!("forty-columns", seen);
}

#[test]
fn an_export_of_another_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &str| Run::with(arguments, &[], None, Some(folder.path()));
    let export = "export chatbotx --sandbox --format jsonl --out backup";
    assert_eq!(run(export).code, 0);
    let manifest = folder.path().join("backup/manifest.json");
    let mut value: serde_json::Value =
        serde_json::from_slice(&fs::read(&manifest).unwrap()).unwrap();
    value["version"] = 99.into();
    let other = value.to_string();
    fs::write(&manifest, &other).unwrap();
    let mut seen = String::new();
    for arguments in [
        "verify backup",
        "diff backup backup",
        "diff backup chatbotx --sandbox",
        "duplicates backup",
        "export chatbotx --sandbox --format jsonl --out backup --resume",
    ] {
        let run = run(arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{}", run.seen());
        seen.push_str(&run.seen());
    }
    assert_eq!(fs::read_to_string(&manifest).unwrap(), other);
    insta::assert_snapshot!("other-version", seen);
}

#[test]
fn a_spreadsheet_takes_no_cell_for_a_formula() {
    let body = r#"{"data": {"items": [{"id": "one", "first_name": "=1+1", "last_name": "\t@SUM(A1)", "email": "+cmd@example.com"}], "total": 1, "page": 1, "size": 100, "pages": 1}}"#;
    let origin = serve(vec![answer("200 OK", "application/json", body)]);
    let arguments = format!("export insighto --base-url {origin} --format csv --out -");
    let run = Run::with(&arguments, KEY, None, None);
    assert_eq!(run.code, 0, "{}", run.seen());
    for formula in ["=1+1", "@SUM(A1)", "+cmd@example.com"] {
        assert!(run.out.contains(formula), "{formula}: {}", run.out);
    }
    let row = run.out.lines().nth(1).unwrap();
    for cell in row.split(',') {
        let text = cell.trim_matches('"').trim_start();
        assert!(!text.starts_with(['=', '+', '-', '@', '\t']), "{row}");
    }
}

#[test]
fn a_web_page_in_place_of_an_answer_is_said_to_be_one() {
    let page = "<!doctype html>\n<title>Sign in</title>";
    let mut seen = String::new();
    for arguments in [
        "list insighto",
        "get insighto 5",
        "api insighto getContact -f contact_id=5",
        "export insighto --format jsonl --out -",
        "create insighto --upsert -f phones=+12025550123 --apply",
        "doctor insighto",
    ] {
        let origin = serve(vec![answer("200 OK", "text/html", page)]);
        let folder = tempfile::tempdir().unwrap();
        let line = format!("{arguments} --base-url {origin}");
        let run = Run::with(&line, KEY, None, Some(folder.path()));
        assert_ne!(run.code, 0, "{}", run.seen());
        seen.push_str(&run.seen());
    }
    insta::assert_snapshot!("web-page", seen);
}

#[test]
fn a_clock_that_is_wrong_is_told() {
    let origin = serve(vec![answer(
        "200 OK\r\nDate: Mon, 01 Jan 2001 00:00:00 GMT",
        "application/json",
        "{}",
    )]);
    let run = Run::with(
        &format!("doctor insighto --base-url {origin}"),
        KEY,
        None,
        None,
    );
    let clock = run.out.lines().find(|line| line.contains("clock"));
    let words: Vec<&str> = clock.unwrap_or(&run.notes).split(' ').collect();
    let days = words.iter().position(|word| *word == "days").unwrap();
    assert!(words[days - 1].parse::<u32>().unwrap() > 9_000);
    insta::assert_snapshot!(
        words[days..].join(" "),
        @"days ahead of the server: set its clock, or certificates are refused and times are wrong"
    );
}
