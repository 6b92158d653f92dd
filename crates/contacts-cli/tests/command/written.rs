//! Writes that are sent: read back, undone, and made once whatever breaks them off.

use std::fs;

use crate::stand::Vendor;

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

/// Writes of each kind, with an empty line among them.
pub(crate) const WRITES: &str = r#"{"write":"create","patch":{"fullName":"Cea","email":"cea@example.com"}}
{"write":"update","id":"5","patch":{"fullName":"Ada","tags":{"vip":true}}}

{"write":"create-note","id":"5","text":"hello"}
{"write":"delete","id":"6"}
{"write":"merge","id":"7","other":"8"}
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

/// A run that is killed while it makes a line: the journal has the line as begun, and the write was sent or not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_was_killed_anywhere_goes_on_and_doubles_nothing() {
    let lines: Vec<&str> = WRITES.lines().collect();
    for (last, line) in lines.iter().enumerate() {
        if line.is_empty() {
            continue;
        }
        for sent in [true, false] {
            let vendor = Vendor::start("digital99").await;
            let (file, journal) = (
                vendor.path().join("writes.jsonl"),
                vendor.path().join("writes.jsonl.journal"),
            );
            let before = last + usize::from(sent);
            fs::write(&file, lines.get(..before).unwrap().join("\n")).unwrap();
            assert_eq!(vendor.run("apply digital99 writes.jsonl --apply").code, 0);
            let mut kept = fs::read_to_string(&journal).unwrap_or_default();
            if sent {
                // Its last line says that it came back.
                let end = kept.trim_end().rfind('\n').unwrap() + 1;
                kept.truncate(end);
            }
            fs::write(&journal, &kept).unwrap();
            fs::write(&file, WRITES).unwrap();
            let run = vendor.run("apply digital99 writes.jsonl --apply");
            assert_eq!(run.code, 0, "{kept}\n{}", run.seen());
            let people = vendor.run("list digital99").out;
            assert_eq!(people.matches("\"full\":\"Cea\"").count(), 1, "{kept}");
            assert_eq!(people.matches("\"full\":\"Ada\"").count(), 1, "{kept}");
            assert_eq!(people.lines().count(), 11, "{kept}");
            let notes = vendor.run("note digital99 5").out;
            assert_eq!(notes.matches("\"hello\"").count(), 1, "{kept}");
            vendor.running.stop().await;
        }
    }
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
    assert!(
        run.notes.contains("line 1 is not what it was"),
        "{}",
        run.notes
    );
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

/// Also who has no telephone number, and whose first inbox takes nobody without one: contacts 7 and 27.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_was_deleted_comes_back() {
    let vendor = Vendor::with("digital99", 28).await;
    // Those who are online can't be deleted.
    for id in (2..=28).filter(|id| id % 8 != 1) {
        let deleted = vendor.run(&format!("delete digital99 {id} --apply --undo {id}.jsonl"));
        assert_eq!(deleted.code, 0, "{}", deleted.seen());
        let undo = format!("apply digital99 {id}.jsonl --reverse --apply");
        let undone = vendor.run(&undo);
        assert_eq!(undone.code, 0, "{}", undone.seen());
        assert!(undone.out.contains("\"ignored\":[]"), "{}", undone.out);
    }
    vendor.running.stop().await;
}
