//! Ctrl-C: a command that runs until it is stopped, and one that ends at once.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command};

use crate::{Run, command, portless};

pub(crate) fn interrupt(child: &Child) {
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &id]).status().unwrap();
    assert!(sent.success());
}

#[test]
fn a_sandbox_runs_until_it_is_stopped_and_says_what_it_was_asked() {
    let mut child = command("sandbox digital99 --contacts 5").spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut notes = BufReader::new(child.stderr.take().unwrap());
    let mut said = String::new();
    while !said.ends_with("Ctrl-C stops\n") {
        assert_ne!(notes.read_line(&mut said).unwrap(), 0, "{said}");
    }
    // What is printed to be pasted opens it.
    let mut lines = Vec::new();
    for _ in 0..3 {
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        lines.push(line);
    }
    let variables: Vec<(&str, &str)> = lines
        .iter()
        .map(|line| line.trim().strip_prefix("export ").unwrap())
        .map(|line| line.split_once('=').unwrap())
        .collect();
    let listed = Run::with("list digital99", &variables, None, None);
    assert_eq!(
        (listed.code, listed.out.lines().count()),
        (0, 5),
        "{}",
        listed.seen()
    );
    // The log has it before anybody stops it.
    while !said.ends_with("listContacts\n") {
        assert_ne!(notes.read_line(&mut said).unwrap(), 0, "{said}");
    }
    interrupt(&child);
    notes.read_to_string(&mut said).unwrap();
    let code = child.wait().unwrap().code();
    let shown = portless(&format!("{}{said}= {code:?}", lines.concat()));
    insta::assert_snapshot!("sandbox", shown);
}

/// The command in a folder, once it has asked a server that takes calls and never answers.
fn waiting(arguments: &str, folder: &Path) -> (Child, TcpStream) {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", server.local_addr().unwrap());
    let child = command(&format!("{arguments} --base-url {origin}"))
        .env("CONTACTS_INSIGHTO_API_KEY", crate::SECRET)
        .env("CONTACTS_DIGITAL99_API_ACCESS_TOKEN", crate::SECRET)
        .current_dir(folder)
        .spawn()
        .unwrap();
    let (mut connection, _) = server.accept().unwrap();
    connection.read_exact(&mut [0]).unwrap();
    (child, connection)
}

#[test]
fn a_command_that_waits_for_an_answer_ends_at_once() {
    let (mut child, _connection) = waiting("get insighto 5", Path::new("."));
    interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[test]
fn a_list_that_is_stopped_keeps_what_came() {
    let (mut child, _connection) = waiting("list insighto", Path::new("."));
    interrupt(&child);
    let mut notes = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut notes)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(5), "{notes}");
    assert!(notes.contains("stopped before the end"), "{notes}");
}

/// The call that was under way may have been made, so the journal keeps its line as begun.
#[test]
fn twice_ends_at_once_what_would_stop_cleanly() {
    let folder = tempfile::tempdir().unwrap();
    let write = r#"{"write":"create","patch":{"fullName":"Ada Example"}}"#;
    std::fs::write(folder.path().join("writes.jsonl"), write).unwrap();
    let apply = "apply digital99 writes.jsonl --apply --set account_id=7";
    let (mut child, _connection) = waiting(apply, folder.path());
    let mut notes = BufReader::new(child.stderr.take().unwrap());
    interrupt(&child);
    let mut said = String::new();
    while !said.contains("Ctrl-C again") {
        assert_ne!(notes.read_line(&mut said).unwrap(), 0, "{said}");
    }
    assert!(child.try_wait().unwrap().is_none(), "it goes on");
    interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let journal = std::fs::read_to_string(folder.path().join("writes.jsonl.journal")).unwrap();
    assert!(journal.contains(r#""state":"begun""#), "{journal}");
}
