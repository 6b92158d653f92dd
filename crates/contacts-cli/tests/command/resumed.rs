//! Writes that go on after something went wrong: what was half done is finished, what is a stranger's is left alone, and two
//! runs do not mix.

use std::fs;
#[cfg(unix)]
use std::sync::{Mutex, mpsc};

use contacts_sandbox::Faults;

use crate::Run;
use crate::stand::Vendor;

const APPLY: &str = "apply digital99 writes.jsonl --apply";

/// A vendor with a file of writes.
async fn with(slug: &str, writes: &str) -> Vendor {
    let vendor = Vendor::start(slug).await;
    fs::write(vendor.path().join("writes.jsonl"), writes).unwrap();
    vendor
}

fn journal(vendor: &Vendor) -> String {
    fs::read_to_string(vendor.path().join("writes.jsonl.journal")).unwrap()
}

/// As if the last write had been begun, and nobody knew more.
fn cut(vendor: &Vendor) {
    let mut kept = journal(vendor);
    kept.truncate(kept.trim_end().rfind('\n').unwrap() + 1);
    fs::write(vendor.path().join("writes.jsonl.journal"), kept).unwrap();
}

fn people(vendor: &Vendor, slug: &str, with: &str) -> usize {
    let list = vendor.run(&format!("list {slug}")).out;
    list.lines().filter(|line| line.contains(with)).count()
}

/// Runs with this request refused, counted from the first of the run.
fn refused_at(vendor: &Vendor, number: u64, arguments: &str) -> Run {
    vendor.fault(&format!("422@{number}"));
    let run = vendor.run(arguments);
    vendor.running.set_faults(Faults::default());
    run
}

/// A creation in two calls, of which the second is refused again and again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_contact_that_was_half_created_is_finished_and_not_created_again() {
    let mut seen = String::new();
    for address in ["", r#""email":"cea@example.com","#] {
        let write = format!(
            r#"{{"write":"create","patch":{{"fullName":"Cea Example",{address}"tags":{{"vip":true}}}}}}"#
        );
        // Which request of a run sets the tag, of each run that is refused.
        let mut refused: Vec<u64> = Vec::new();
        while refused.len() < 3 {
            let vendor = with("digital99", &write).await;
            for number in &refused {
                let run = refused_at(&vendor, *number, APPLY);
                assert_eq!(run.code, 6, "{}", run.seen());
                let last = journal(&vendor).lines().last().unwrap().to_owned();
                assert!(last.contains(r#""state":"partly","id":"13""#), "{last}");
                if refused.len() == 2 {
                    seen.push_str(&run.seen());
                }
            }
            let before = vendor.requests();
            let run = vendor.run(APPLY);
            assert_eq!(run.code, 0, "{}", run.seen());
            let tags = vendor.running.requests().into_iter();
            let tag = tags
                .filter(|line| line.number > before)
                .find(|line| line.method == "POST" && line.path.ends_with("/labels"));
            let tag = tag.unwrap();
            assert_eq!(tag.status, 200);
            refused.push(tag.number - before);
            // A list hides who has no address.
            let [made, another] = [13, 14].map(|id| vendor.run(&format!("get digital99 {id}")));
            assert!(made.out.contains("Cea Example"), "{}", made.seen());
            assert_eq!(another.code, 1, "{}", another.seen());
            vendor.running.stop().await;
        }
    }
    insta::assert_snapshot!("half-created", seen);
}

/// Who mends the line of a contact that is half created gets that contact finished, and never somebody else overwritten.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_line_of_a_half_created_contact_can_be_mended() {
    let write = |name: &str, address: &str, tag: &str| {
        format!(
            r#"{{"write":"create","patch":{{"fullName":"{name}","email":"{address}","tags":{{"{tag}":true}}}}}}"#
        )
    };
    let vendor = with("digital99", &write("Cea", "cea@example.com", "vip")).await;
    // It creates, and sets the tag, and no more than a look-up comes before.
    let run = refused_at(&vendor, 3, APPLY);
    assert!(
        journal(&vendor).contains(r#""state":"partly","id":"13""#),
        "{}",
        run.seen()
    );
    let file = vendor.path().join("writes.jsonl");
    fs::write(&file, write("Dea", "dea@example.com", "vip")).unwrap();
    let sent = vendor.sent();
    let run = vendor.run(APPLY);
    assert_eq!((run.code, vendor.sent()), (2, sent), "{}", run.seen());
    insta::assert_snapshot!("another-line", run.seen());
    fs::write(&file, write("Cea", "cea@example.com", "customer")).unwrap();
    let run = vendor.run(APPLY);
    assert_eq!(run.code, 0, "{}", run.seen());
    let same = vendor.run("update digital99 13 -f name/full=Cea --tag customer --apply");
    assert!(same.notes.contains("it is so already"), "{}", same.seen());
    assert_eq!(people(&vendor, "digital99", ""), 13);
    vendor.running.stop().await;
}

/// With `--allow-duplicate` somebody with the same address was there before: that one is nobody's to overwrite.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_creation_that_was_begun_leaves_a_stranger_with_the_same_address_alone() {
    let write = r#"{"write":"create","patch":{"given":"Ada","surname":"New","email":"same@example.com","inbox":"49539595901090770"}}"#;
    let apply = "apply chatbotx writes.jsonl --allow-duplicate --apply";
    for was_sent in [true, false] {
        let vendor = with("chatbotx", write).await;
        let old = "create chatbotx -f name/given=Bea -f name/surname=Old -f emails=same@example.com -f inbox=49539595901090770 --apply";
        let run = vendor.run(old);
        assert_eq!(run.code, 0, "{}", run.seen());
        let run = vendor.run(apply);
        assert_eq!(run.code, 0, "{}", run.seen());
        let made: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        cut(&vendor);
        if !was_sent {
            let id = made["id"].as_str().unwrap();
            let gone = vendor.run(&format!("delete chatbotx {id} --apply"));
            assert_eq!(gone.code, 0, "{}", gone.seen());
        }
        // The vendor shows one contact with an address, so a person has to look.
        let sent = vendor.sent();
        let run = vendor.run(apply);
        assert_eq!((run.code, vendor.sent()), (6, sent), "{}", run.seen());
        let unsure = if was_sent { "sent" } else { "unsent" };
        let run = vendor.run(&format!("{apply} --unsure {unsure}"));
        assert_eq!(run.code, 0, "{}", run.seen());
        assert_eq!(people(&vendor, "chatbotx", "\"Old\""), 1, "{}", run.seen());
        assert_eq!(people(&vendor, "chatbotx", "\"New\""), 1, "{}", run.seen());
        vendor.running.stop().await;
    }
}

/// An older note of the same text is not the one that was begun.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_note_that_was_begun_is_not_taken_for_an_older_one_of_the_same_text() {
    let write = r#"{"write":"create-note","id":"5","text":"hello"}"#;
    let notes = |vendor: &Vendor| {
        let notes = vendor.run("note digital99 5").out;
        notes.matches("\"hello\"").count()
    };
    for was_sent in [true, false] {
        let vendor = with("digital99", write).await;
        let run = vendor.run("note digital99 5 hello --apply");
        assert_eq!(run.code, 0, "{}", run.seen());
        let run = vendor.run(APPLY);
        assert_eq!((run.code, notes(&vendor)), (0, 2), "{}", run.seen());
        let made: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        cut(&vendor);
        if !was_sent {
            let note = made["note"].as_str().unwrap();
            let gone = vendor.run(&format!("note digital99 5 --delete {note} --apply"));
            assert_eq!((gone.code, notes(&vendor)), (0, 1), "{}", gone.seen());
        }
        let run = vendor.run(APPLY);
        assert_eq!((run.code, notes(&vendor)), (0, 2), "{}", run.seen());
        vendor.running.stop().await;
    }
}

/// Two runs with one journal, or one file that undoes: the second one says so, and sends nothing.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_run_of_the_same_file_waits_for_nobody_and_sends_nothing() {
    let writes = r#"{"write":"create-note","id":"5","text":"hello"}
{"write":"create-note","id":"6","text":"hello"}
"#;
    let vendor = with("digital99", writes).await;
    let ((asked, is_asked), (go, may_go)) = (mpsc::channel(), mpsc::channel::<()>());
    let may_go = Mutex::new(may_go);
    vendor.running.on_request(move |line| {
        if line.method != "GET" {
            let _ = asked.send(());
            let _ = may_go.lock().unwrap().recv();
        }
    });
    let child = vendor.command(APPLY).spawn().unwrap();
    is_asked.recv().unwrap();
    let mut seen = String::new();
    for arguments in [
        "apply digital99 writes.jsonl --apply --keep-going",
        "note digital99 7 hello --apply --undo writes.jsonl.undo",
    ] {
        let run = vendor.run(arguments);
        assert_eq!((run.code, vendor.sent()), (1, 1), "{}", run.seen());
        seen.push_str(&run.seen());
    }
    // To look is allowed.
    let planned = vendor.run("apply digital99 writes.jsonl");
    assert_eq!((planned.code, vendor.sent()), (0, 1), "{}", planned.seen());
    drop(go);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!("busy", seen);
    let again = vendor.run(APPLY);
    assert_eq!((again.code, vendor.sent()), (0, 2), "{}", again.seen());
    vendor.running.stop().await;
}

/// The disk is full when the answer is there: the vendor has it, and the journal does not know.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_the_journal_could_not_keep_was_sent_all_the_same() {
    let writes = r#"{"write":"create","patch":{"fullName":"Cea","email":"cea@example.com"}}
{"write":"update","id":"6","patch":{"fullName":"Bea Example"}}
"#;
    let vendor = with("digital99", writes).await;
    // How much is entered before the answer comes.
    let measured = vendor.run(&format!("{APPLY} --journal measured"));
    assert_eq!(measured.code, 0, "{}", measured.seen());
    let entered = fs::read_to_string(vendor.path().join("measured")).unwrap();
    let mut entered = entered.split_inclusive('\n');
    let (first, begun) = (entered.next().unwrap(), entered.next().unwrap());
    let gone = vendor.run("apply digital99 writes.jsonl.undo --reverse --apply");
    assert_eq!(gone.code, 0, "{}", gone.seen());
    let sent = vendor.sent();

    const ROOM: usize = 4096;
    let padding = |from: &str| {
        format!("{{\"line\":99,\"key\":\"\",\"state\":\"done\",\"from\":\"{from}\"}}\n")
    };
    let short = ROOM - first.len() - begun.len() - padding("").len() - 10;
    let kept = format!("{first}{}", padding(&"x".repeat(short)));
    fs::write(vendor.path().join("writes.jsonl.journal"), &kept).unwrap();
    // No file gets larger than that, and who tries is told.
    let limited = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", ROOM / 512);
    let command = vendor.command(APPLY);
    let output = std::process::Command::new("sh")
        .args(["-c", &limited])
        .arg(command.get_program())
        .args(command.get_args())
        .envs(vendor.variables.iter().map(|(name, value)| (name, value)))
        .current_dir(vendor.path())
        .output()
        .unwrap();
    let notes = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        (output.status.code(), vendor.sent()),
        (Some(6), sent + 1),
        "{notes}"
    );
    insta::assert_snapshot!("unkept", notes);
    let run = vendor.run(APPLY);
    assert_eq!((run.code, vendor.sent()), (0, sent + 2), "{}", run.seen());
    assert_eq!(people(&vendor, "digital99", "\"Cea\""), 1);
    vendor.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_journal_that_is_no_text_is_said_to_be_unreadable() {
    let vendor = with("digital99", r#"{"write":"delete","id":"5"}"#).await;
    fs::write(
        vendor.path().join("writes.jsonl.journal"),
        [0xff, 0xfe, b'\n'],
    )
    .unwrap();
    let run = vendor.run(APPLY);
    assert_eq!((run.code, vendor.sent()), (1, 0), "{}", run.seen());
    assert!(
        run.notes
            .starts_with("contacts: writes.jsonl.journal can't be read: ")
            && !run.notes.contains("make room"),
        "{}",
        run.notes
    );
    vendor.running.stop().await;
}
