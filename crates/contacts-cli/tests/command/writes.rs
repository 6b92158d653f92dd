//! Writes: plans that send nothing, results that were read back, and runs that are broken off and go on.

use std::fs;
use std::path::Path;

use contacts::Account;
use contacts_sandbox::{Options, Running, Sandbox};
use tempfile::TempDir;

use crate::{Run, portless};

/// A sandbox that outlives one run of the command, with the variables that lead to it.
struct Vendor {
    running: Running,
    variables: Vec<(String, String)>,
    folder: TempDir,
}

impl Vendor {
    async fn start(slug: &str) -> Self {
        let options = Options {
            contacts: 12,
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

    fn run(&self, arguments: &str) -> Run {
        let variables: Vec<(&str, &str)> = self
            .variables
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        Run::with(arguments, &variables, None, Some(self.folder.path()))
    }

    /// How many requests changed something so far.
    fn sent(&self) -> usize {
        let requests = self.running.requests();
        requests.iter().filter(|line| line.method != "GET").count()
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }
}

#[test]
fn a_plan_sends_nothing_and_says_so() {
    let mut seen = String::new();
    for arguments in [
        "update digital99 5 -f name/full=Ada --clear emails --tag vip --format text --sandbox",
        "update digital99 5 -f name/full=Ada --sandbox",
        "create chatbotx -f name/given=Ada -f emails=ada@example.com --format text --sandbox",
        "delete chatbotx 72057594037933585 --format text --sandbox",
        "note digital99 5 hello --format text --sandbox",
        "block digital99 5 --format text --sandbox",
    ] {
        let run = Run::of(arguments);
        assert_eq!(run.code, 0, "{}", run.seen());
        assert!(run.notes.contains("nothing was sent"), "{}", run.notes);
        seen.push_str(&run.seen());
    }
    insta::assert_snapshot!("plans", seen);
}

#[test]
fn what_a_vendor_can_not_write_is_refused_with_its_reason() {
    let mut seen = String::new();
    for (code, arguments) in [
        // In the plan, before anything is asked of it.
        (2, "update digital99 5 -f gender=female --format text --sandbox"),
        (2, "update digital99 5 -f gender=female --apply --sandbox"),
        // The vendor has no operation at all.
        (2, "create insighto -f name/given=Ada --sandbox"),
        (2, "delete tetherai 5 --allow-duplicate --tag vip"),
        (1, "update digital99 999999 -f name/full=Ada --sandbox"),
        (2, "update digital99 5 --sandbox"),
        (2, "update digital99 5 -f name/full --sandbox"),
        (2, "update digital99 5 -f given=Ada --sandbox"),
        (2, "tag digital99 5 vip --remove vip --sandbox"),
    ] {
        let run = Run::of(arguments);
        assert_eq!(run.code, code, "{}", run.seen());
        let first = run.notes.lines().next().unwrap_or_default();
        seen.push_str(&format!("$ contacts {arguments}\n{}{first}\n= {}\n", run.out, run.code));
    }
    insta::assert_snapshot!("refused-writes", portless(&seen));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_written_is_read_back_and_can_be_undone() {
    let vendor = Vendor::start("digital99").await;
    let before = vendor.run("get digital99 5").out;
    let mut seen = String::new();
    for arguments in [
        "update digital99 5 -f name/full=Ada --tag vip --apply --format text",
        // As asked already.
        "update digital99 5 -f name/full=Ada --tag vip --apply --format text",
        "create digital99 -f name/full=Bea -f emails=bea@example.com --apply",
        // Nobody is doubled.
        "create digital99 -f name/full=Bea -f emails=bea@example.com --apply",
        "note digital99 5 hello --apply --format text",
    ] {
        seen.push_str(&vendor.run(arguments).seen());
    }
    insta::assert_snapshot!("written", seen);
    let after = vendor.run("get digital99 5").out;
    assert!(after.contains("\"full\":\"Ada\""), "{after}");
    for number in [3, 2, 1] {
        let undo = format!("apply digital99 ./undo-digital99-{number}.jsonl --reverse --apply");
        let run = vendor.run(&undo);
        assert_eq!(run.code, 0, "{}", run.seen());
    }
    let name = |line: &str| {
        let contact: serde_json::Value = serde_json::from_str(line).unwrap();
        contact["name"].clone()
    };
    assert_eq!(name(&vendor.run("get digital99 5").out), name(&before));
    vendor.running.stop().await;
}

const WRITES: &str = r#"{"write":"create","patch":{"fullName":"Cea","email":"cea@example.com"}}
{"write":"update","id":"5","patch":{"fullName":"Ada","tags":{"vip":true}}}

{"write":"create-note","id":"5","text":"hello"}
{"write":"delete","id":"6"}
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_of_writes_is_made_once() {
    let vendor = Vendor::start("digital99").await;
    fs::write(vendor.path().join("writes.jsonl"), WRITES).unwrap();
    let planned = vendor.run("apply digital99 writes.jsonl --format text");
    assert_eq!((planned.code, vendor.sent()), (0, 0), "{}", planned.seen());
    assert!(!vendor.path().join("writes.jsonl.journal").exists());
    let made = vendor.run("apply digital99 writes.jsonl --apply --format text");
    insta::assert_snapshot!("apply", format!("{}{}", planned.seen(), made.seen()));
    let sent = vendor.sent();
    assert!(sent > 0);
    let again = vendor.run("apply digital99 writes.jsonl --apply");
    assert_eq!((again.code, vendor.sent()), (0, sent), "{}", again.seen());
    let undone = vendor.run("apply digital99 writes.jsonl.undo --reverse --apply");
    insta::assert_snapshot!("undone", undone.seen());
    vendor.running.stop().await;
}

/// A journal that ends after each of its lines, and in the midst of each, stands for a run that was killed there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_was_killed_anywhere_goes_on_and_doubles_nothing() {
    let whole = Vendor::start("digital99").await;
    fs::write(whole.path().join("writes.jsonl"), WRITES).unwrap();
    let run = whole.run("apply digital99 writes.jsonl --apply");
    assert_eq!(run.code, 0, "{}", run.seen());
    let journal = fs::read_to_string(whole.path().join("writes.jsonl.journal")).unwrap();
    let ends = journal.match_indices('\n').map(|(at, _)| at + 1);
    for end in ends.flat_map(|end| [end, end.saturating_sub(7)]) {
        // Everything was sent, but the journal knows of a part only: the hardest case.
        let kept = journal.get(..end).unwrap();
        fs::write(whole.path().join("writes.jsonl.journal"), kept).unwrap();
        let run = whole.run("apply digital99 writes.jsonl --apply --keep-going");
        let people = whole.run("list digital99");
        let count = |text: &str| people.out.matches(text).count();
        assert_eq!(count("\"full\":\"Cea\""), 1, "{kept}\n{}", run.seen());
        assert_eq!(count("\"full\":\"Ada\""), 1, "{}", run.seen());
        let sure = kept.matches("\"begun\"").count() > 2 || kept.matches("\"done\"").count() > 2;
        if sure {
            let notes = whole.run("note digital99 5");
            assert_eq!(notes.out.matches("\"hello\"").count(), 1, "{kept}\n{}", run.seen());
        }
    }
    whole.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_are_no_writes_send_nothing() {
    let vendor = Vendor::start("digital99").await;
    let mut seen = String::new();
    for (text, more) in [
        ("{\"write\":\"update\"", ""),
        ("{\"write\":\"change\",\"id\":\"5\"}", ""),
        ("{\"write\":\"delete\",\"id\":\"5\"}\n{\"write\":\"delete\",\"name\":\"Ada\"}", " --apply"),
        ("{\"write\":\"update\",\"id\":\"5\",\"patch\":{\"fullname\":\"Ada\"}}", " --apply"),
        ("{\"write\":\"update\",\"id\":\"5\",\"patch\":{\"blocked\":\"Ada\"}}", " --apply"),
        ("{\"write\":\"upsert\",\"patch\":{\"fullName\":\"Ada\"}}", " --apply"),
    ] {
        fs::write(vendor.path().join("bad.jsonl"), text).unwrap();
        let run = vendor.run(&format!("apply digital99 bad.jsonl{more}"));
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{}", run.seen());
        assert!(!run.notes.contains("Ada"), "{}", run.notes);
        seen.push_str(&run.notes);
    }
    assert_eq!(vendor.sent(), 0);
    fs::write(vendor.path().join("writes.jsonl"), WRITES).unwrap();
    fs::write(vendor.path().join("other"), "{\"a\":1}\n").unwrap();
    let run = vendor.run("apply digital99 writes.jsonl --apply --journal other");
    assert_eq!((run.code, vendor.sent()), (2, 0), "{}", run.seen());
    seen.push_str(&run.notes);
    insta::assert_snapshot!("no-writes", seen);
    vendor.running.stop().await;
}

/// A file that changes under its journal is told, and nothing of it is sent.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_file_is_not_mixed_with_its_journal() {
    let vendor = Vendor::start("digital99").await;
    let file = vendor.path().join("writes.jsonl");
    fs::write(&file, WRITES).unwrap();
    assert_eq!(vendor.run("apply digital99 writes.jsonl --apply").code, 0);
    let sent = vendor.sent();
    fs::write(&file, WRITES.replace("Cea", "Dea")).unwrap();
    let run = vendor.run("apply digital99 writes.jsonl --apply");
    assert_eq!((run.code, vendor.sent()), (2, sent), "{}", run.seen());
    assert!(run.notes.contains("line 1 is not what it was"), "{}", run.notes);
    vendor.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_fails_stops_the_run_and_says_how_to_go_on() {
    let vendor = Vendor::start("digital99").await;
    let writes = WRITES.replace("\"5\",\"patch\"", "\"999\",\"patch\"");
    fs::write(vendor.path().join("writes.jsonl"), writes).unwrap();
    let run = vendor.run("apply digital99 writes.jsonl --apply --format text");
    assert_eq!(run.code, 6, "{}", run.seen());
    let going = vendor.run("apply digital99 writes.jsonl --apply --keep-going --format text");
    assert_eq!(going.code, 6, "{}", going.seen());
    insta::assert_snapshot!("partly", format!("{}{}", run.seen(), going.seen()));
    vendor.running.stop().await;
}
