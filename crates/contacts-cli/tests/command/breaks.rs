//! What breaks off an export, a list or a write: a vendor, Ctrl-C, a reader that goes away, a disk that is full. What came is
//! safe, and the same command goes on.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::Stdio;
use std::sync::{Mutex, mpsc};

use contacts_export::Manifest;
use contacts_sandbox::Faults;

use crate::interrupt::interrupt;
use crate::stand::Vendor;
use crate::{Run, command, portless};

/// Runs the command against several vendors, in the folder of the first of them.
fn together(vendors: &[&Vendor], arguments: &str) -> Run {
    let variables = vendors.iter().flat_map(|vendor| &vendor.variables);
    let variables: Vec<(&str, &str)> = variables
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    Run::with(arguments, &variables, None, Some(vendors[0].path()))
}

fn broke_off(folder: &Path) -> Vec<String> {
    let sources = Manifest::read(folder).unwrap().sources;
    let sources = sources.into_iter();
    sources.filter_map(|source| source.broke_off).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vendor_that_fails_midway_leaves_the_others_whole() {
    let insighto = Vendor::with("insighto", 60).await;
    let chatbotx = Vendor::with("chatbotx", 160).await;
    let digital99 = Vendor::with("digital99", 30).await;
    let vendors = [&insighto, &chatbotx, &digital99];
    let export = "export insighto chatbotx digital99 --format jsonl --part-rows 50 --attempts 1 --out backup";
    let mut seen = String::new();
    let mut rerun = |faults: &[(&Vendor, &str)], code: i32, arguments: &str| {
        for (vendor, rules) in faults {
            vendor.fault(rules);
        }
        let run = together(&vendors, arguments);
        assert_eq!(run.code, code, "{}", run.seen());
        seen.push_str(&run.seen());
        for vendor in vendors {
            vendor.running.set_faults(Faults::default());
        }
    };
    rerun(&[(&chatbotx, "503@2.."), (&digital99, "401")], 5, export);
    let folder = insighto.path().join("backup");
    assert_eq!(broke_off(&folder).len(), 2);
    rerun(&[], 5, "verify backup");
    // What is there is not asked for again.
    let asked = insighto.requests();
    let resume = format!("{export} --resume");
    rerun(&[(&digital99, "401")], 4, &resume);
    // Four pages with contacts, and one that says that there are no more: each once.
    let pages = chatbotx.running.requests();
    assert_eq!(pages.iter().filter(|line| line.status == 200).count(), 5);
    rerun(&[], 0, &resume);
    assert_eq!(insighto.requests(), asked);
    assert_eq!(broke_off(&folder), Vec::<String>::new());
    rerun(&[], 0, "verify backup");
    insta::assert_snapshot!("midway", seen);
}

/// If nothing came of any of them, the command failed, and its code says why.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_every_vendor_fails_the_reason_is_that_of_the_last() {
    let [insighto, digital99] = [
        Vendor::with("insighto", 5).await,
        Vendor::with("digital99", 5).await,
    ];
    let export = "export insighto digital99 --format csv --attempts 1 --out";
    for (code, first, last) in [(4, "503", "401"), (1, "401", "503")] {
        insighto.fault(first);
        digital99.fault(last);
        let run = together(&[&insighto, &digital99], &format!("{export} {code}"));
        assert_eq!(run.code, code, "{}", run.seen());
        let lines: Vec<&str> = run.notes.lines().collect();
        assert!(
            lines[0].starts_with("insighto: broke off: "),
            "{}",
            run.seen()
        );
        assert!(
            lines.last().unwrap().starts_with("contacts: digital99: "),
            "{}",
            run.seen()
        );
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_that_is_stopped_goes_on() {
    let vendor = Vendor::with("chatbotx", 200).await;
    let export = "export chatbotx --format jsonl --out backup --resume";
    // The third page never comes.
    vendor.fault("stall@3");
    let child = vendor.command(export).spawn().unwrap();
    while vendor.requests() < 3 {
        std::thread::yield_now();
    }
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    let notes = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(5), "{notes}");
    vendor.running.set_faults(Faults::default());
    let resumed = vendor.run(export);
    assert_eq!(resumed.code, 0, "{}", resumed.seen());
    insta::assert_snapshot!("stopped", notes + &portless(&resumed.seen()));
    assert_eq!(vendor.run("verify backup").code, 0);
}

/// Who pauses a pager has a command that can't write on, and so can't stop by itself.
#[cfg(unix)]
#[test]
fn a_command_whose_reader_waits_ends_at_the_second_interruption() {
    for arguments in [
        "list chatbotx --sandbox 2000",
        "export chatbotx --sandbox 2000 --format jsonl --out -",
    ] {
        let mut child = command(arguments).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        // It writes now, and more than a pipe holds.
        out.read_line(&mut String::new()).unwrap();
        interrupt(&child);
        let mut notes = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        while !said.contains("Ctrl-C again") {
            assert_ne!(notes.read_line(&mut said).unwrap(), 0, "{said}");
        }
        interrupt(&child);
        assert_eq!(child.wait().unwrap().code(), Some(130), "{arguments}");
    }
}

#[test]
fn a_reader_of_one_line_ends_the_command_without_a_word() {
    for arguments in [
        "list chatbotx --sandbox 2000",
        "list chatbotx --sandbox 2000 --prefetch 4",
        "api chatbotx listContacts --all --sandbox 2000",
        "export chatbotx insighto --sandbox 2000 --format jsonl --out -",
        "export chatbotx insighto --sandbox 2000 --format csv --out -",
    ] {
        let mut child = command(arguments).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        drop(out);
        let output = child.wait_with_output().unwrap();
        let notes = String::from_utf8(output.stderr).unwrap();
        assert!(line.ends_with('\n'), "{arguments}: {line}");
        assert_eq!(
            (output.status.code(), notes.as_str()),
            (Some(0), ""),
            "{arguments}"
        );
    }
}

const WRITES: &str = r#"{"write":"update","id":"5","patch":{"fullName":"Ada Example"}}
{"write":"create-note","id":"5","text":"hello"}
{"write":"update","id":"6","patch":{"fullName":"Bea Example"}}
"#;

/// The write that is under way is made whole.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_that_are_stopped_go_on() {
    let vendor = Vendor::start("digital99").await;
    std::fs::write(vendor.path().join("writes.jsonl"), WRITES).unwrap();
    // The first write is answered when the command knows that it is to stop.
    let ((asked, is_asked), (go, may_go)) = (mpsc::channel(), mpsc::channel::<()>());
    let may_go = Mutex::new(may_go);
    vendor.running.on_request(move |line| {
        if line.method != "GET" {
            let _ = asked.send(());
            let _ = may_go.lock().unwrap().recv();
        }
    });
    let apply = "apply digital99 writes.jsonl --apply";
    let mut child = vendor.command(apply).spawn().unwrap();
    is_asked.recv().unwrap();
    interrupt(&child);
    let mut notes = BufReader::new(child.stderr.take().unwrap());
    let mut said = String::new();
    while !said.contains("Ctrl-C again") {
        assert_ne!(notes.read_line(&mut said).unwrap(), 0, "{said}");
    }
    drop(go);
    notes.read_to_string(&mut said).unwrap();
    assert_eq!(
        (child.wait().unwrap().code(), vendor.sent()),
        (Some(6), 1),
        "{said}"
    );
    insta::assert_snapshot!("stopped-writes", said);
    let rest = vendor.run(apply);
    assert_eq!((rest.code, vendor.sent()), (0, 3), "{}", rest.seen());
}

/// Where a result can't be told, no more is sent, and what was sent is in the journal and can be undone.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_whose_results_can_not_be_told_stop_and_go_on() {
    let vendor = Vendor::start("digital99").await;
    let full = || Stdio::from(File::options().write(true).open("/dev/full").unwrap());
    let gone = || Stdio::from(std::io::pipe().unwrap().1);
    let apply = "apply digital99 writes.jsonl --apply";
    let mut seen = String::new();
    for (out, code, sent, arguments) in [
        (full(), 1, 1, "update digital99 7 -f name/full=Cea --apply"),
        (gone(), 0, 2, "update digital99 8 -f name/full=Cea --apply"),
        (full(), 6, 3, apply),
        (gone(), 6, 4, apply),
    ] {
        std::fs::write(vendor.path().join("writes.jsonl"), WRITES).unwrap();
        let output = vendor.command(arguments).stdout(out).output().unwrap();
        let notes = String::from_utf8(output.stderr).unwrap();
        let found = (output.status.code(), vendor.sent());
        assert_eq!(found, (Some(code), sent), "{arguments}: {notes}");
        seen.push_str(&format!("$ contacts {arguments}\n{notes}= {code}\n"));
    }
    insta::assert_snapshot!("untold", portless(&seen));
    let rest = vendor.run(apply);
    assert_eq!((rest.code, vendor.sent()), (0, 5), "{}", rest.seen());
    let notes = vendor.run("note digital99 5").out;
    assert_eq!(notes.matches("\"hello\"").count(), 1);
    for (id, file) in [
        (7, "./undo-digital99-1.jsonl"),
        (8, "./undo-digital99-2.jsonl"),
    ] {
        let run = vendor.run(&format!("apply digital99 {file} --reverse --apply"));
        assert_eq!(run.code, 0, "{}", run.seen());
        let contact = vendor.run(&format!("get digital99 {id}")).out;
        assert!(!contact.contains("Cea"), "{contact}");
    }
}
