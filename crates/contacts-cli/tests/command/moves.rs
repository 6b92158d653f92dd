//! Contacts that are taken from one vendor to another.
#![allow(
    clippy::indexing_slicing,
    reason = "a test that can't go on has failed"
)]

use std::fs;

use crate::Run;
use crate::stand::Vendor;

/// How many requests of a vendor had this in their path.
fn asked(vendor: &Vendor, part: &str) -> usize {
    let requests = vendor.running.requests();
    requests
        .iter()
        .filter(|line| line.path.contains(part))
        .count()
}

/// An export of a vendor's contacts in the folder of another one.
fn export(from: &Vendor, to: &Vendor) {
    let slug = from.running.slug();
    let out = to.path().join("backup");
    let run = from.run(&format!(
        "export {slug} --format jsonl --out {}",
        out.display()
    ));
    assert_eq!(run.code, 0, "{}", run.seen());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_arrive_is_said_before_anything_is_sent() {
    let (from, to) = (
        Vendor::with("chatbotx", 8).await,
        Vendor::with("digital99", 0).await,
    );
    export(&from, &to);
    let planned = to.run("move backup digital99 --format text");
    assert_eq!((planned.code, to.sent()), (0, 0), "{}", planned.seen());
    insta::assert_snapshot!("move", planned.seen());
    // One part alone is as good as the whole.
    let folder = to.path().join("backup/vendor=chatbotx");
    let account = fs::read_dir(folder).unwrap().next().unwrap().unwrap();
    let part = account.path().join("part-00001.jsonl");
    let part = to.run(&format!("copy {} digital99", part.display()));
    let created = planned.out.matches("create a contact").count();
    assert_eq!(
        (part.code, part.out.lines().count()),
        (0, created),
        "{}",
        part.seen()
    );
    // An attribute that the old account knows by an id gets its name.
    let plain = to.run("move backup digital99");
    assert!(!plain.out.contains("45035996273712708"), "{}", plain.out);
    assert!(
        plain
            .notes
            .contains("contacts api chatbotx listCustomFields"),
        "{}",
        plain.notes
    );
    let named = to.run("move backup digital99 --attribute 45035996273712708=plan");
    assert!(
        named
            .out
            .contains("\"custom_attributes\":{\"plan\":\"plus\"}"),
        "{}",
        named.out
    );
    from.running.stop().await;
    to.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_is_made_once_says_who_became_whom_and_can_be_undone() {
    let (from, to) = (
        Vendor::with("chatbotx", 8).await,
        Vendor::with("digital99", 0).await,
    );
    export(&from, &to);
    let made = to.run("move backup/ digital99 --apply");
    assert_eq!(made.code, 0, "{}", made.seen());
    let sent = to.sent();
    assert!(sent >= 8, "{sent}");
    let journal = fs::read_to_string(to.path().join("backup.digital99.journal")).unwrap();
    for line in from.run("list chatbotx").out.lines() {
        let contact: serde_json::Value = serde_json::from_str(line).unwrap();
        let from = format!(
            "\"from\":\"chatbotx {}\"",
            contact["source"]["id"].as_str().unwrap()
        );
        let entries = journal.lines().filter(|line| line.contains(&from));
        let done: Vec<&str> = entries.filter(|line| line.contains("\"done\"")).collect();
        assert!(
            matches!(done.as_slice(), [one] if one.contains("\"id\":")),
            "{from}\n{journal}"
        );
    }
    assert!(
        made.notes
            .contains("old ids and new ones: backup.digital99.journal"),
        "{}",
        made.notes
    );
    // Also with other options it is the same move.
    let again = to.run("move backup digital99 --apply --tag moved");
    assert_eq!((again.code, to.sent()), (0, sent), "{}", again.seen());
    // Without its journal, those who are there are found, and left.
    let other = to.run("move backup digital99 --apply --journal other");
    assert_eq!(other.code, 0, "{}", other.seen());
    assert!(
        other.notes.contains("the contact is there already"),
        "{}",
        other.notes
    );
    let undone = to.run("apply digital99 backup.digital99.undo --reverse --apply");
    assert_eq!(undone.code, 0, "{}", undone.seen());
    assert_eq!(to.run("list digital99").out, "");
    from.running.stop().await;
    to.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_vendor_wants_besides_is_named_with_the_command_that_lists_it() {
    let (from, to) = (
        Vendor::with("digital99", 12).await,
        Vendor::with("chatbotx", 0).await,
    );
    export(&from, &to);
    let nameless = r#"{"source":{"provider":"digital99","instance":"https://crm.example.com","id":1},"name":{"full":"Ada Quill"}}"#;
    fs::write(to.path().join("one.jsonl"), nameless).unwrap();
    let one = to.run("move one.jsonl chatbotx --split-names");
    assert_eq!(one.code, 2, "{}", one.seen());
    let planned = to.run("move backup chatbotx");
    assert_eq!((planned.code, to.sent()), (0, 0), "{}", planned.seen());
    insta::assert_snapshot!("move-wants", format!("{}{}", one.seen(), planned.notes));
    assert!(
        one.notes.contains("contacts api chatbotx listInboxes"),
        "{}",
        one.notes
    );
    let inboxes: serde_json::Value =
        serde_json::from_str(&to.run("api chatbotx listInboxes").out).unwrap();
    let inboxes = inboxes["data"].as_array().unwrap();
    let widget = inboxes
        .iter()
        .find(|inbox| inbox["channel"] == "webchat")
        .unwrap();
    let inbox = widget["id"].as_str().unwrap();
    // What depends on no contact is asked for as often as for one.
    let all = || {
        [
            asked(&to, "/inboxes"),
            asked(&to, "/custom-fields"),
            asked(&to, "/tags"),
        ]
    };
    let mut counts = vec![all()];
    for arguments in [
        format!(
            "create chatbotx -f inbox={inbox} -f attributes/plan=pro --tag vip -f emails=a@example.com"
        ),
        format!(
            "move one.jsonl chatbotx --split-names -f inbox={inbox} -f attributes/plan=pro --apply"
        ),
        format!(
            "move backup chatbotx --split-names -f inbox={inbox} -f attributes/plan=pro --tag vip"
        ),
    ] {
        let run = to.run(&arguments);
        assert_eq!(run.code, 0, "{}", run.seen());
        counts.push(all());
    }
    let asked = |run: usize, what: usize| counts[run + 1][what] - counts[run][what];
    assert_eq!(asked(2, 0), asked(0, 0), "{counts:?}");
    assert_eq!(asked(2, 1), asked(0, 1), "{counts:?}");
    assert_eq!(asked(2, 2), asked(0, 2), "{counts:?}");
    from.running.stop().await;
    to.running.stop().await;
}

#[test]
fn other_words_for_it_lead_there() {
    for word in ["import", "migrate", "sync"] {
        let run = Run::of(&format!("{word} backup digital99"));
        assert_eq!(run.code, 2, "{}", run.seen());
        assert!(run.notes.contains("tip: 'contacts move'"), "{}", run.notes);
    }
    let run = Run::of("move chatbotx digital99 --sandbox");
    assert_eq!(run.code, 2, "{}", run.seen());
    assert!(
        run.notes.contains("`contacts export chatbotx"),
        "{}",
        run.notes
    );
}

/// It reads the account that the contacts go to while it looks at them.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_that_is_stopped_while_it_looks_says_how_to_go_on() {
    use std::io::{BufRead, BufReader, Read};
    use std::sync::{Mutex, mpsc};

    let (from, to) = (
        Vendor::with("digital99", 8).await,
        Vendor::with("chatbotx", 0).await,
    );
    export(&from, &to);
    let ((asked, is_asked), (go, may_go)) = (mpsc::channel(), mpsc::channel::<()>());
    let may_go = Mutex::new(may_go);
    to.running.on_request(move |_| {
        let _ = asked.send(());
        let _ = may_go.lock().unwrap().recv();
    });
    let arguments = "move backup chatbotx -f inbox=49539595901090770 --apply";
    let mut child = to.command(arguments).spawn().unwrap();
    is_asked.recv().unwrap();
    crate::interrupt::interrupt(&child);
    let mut notes = BufReader::new(child.stderr.take().unwrap());
    let mut said = String::new();
    while !said.contains("Ctrl-C again") {
        assert_ne!(notes.read_line(&mut said).unwrap(), 0, "{said}");
    }
    drop(go);
    notes.read_to_string(&mut said).unwrap();
    assert_eq!(
        (child.wait().unwrap().code(), to.sent()),
        (Some(5), 0),
        "{said}"
    );
    assert!(
        said.ends_with("stopped before anything was sent: the same command begins again\n"),
        "{said}"
    );
}
