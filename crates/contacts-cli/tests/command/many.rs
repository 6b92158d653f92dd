//! Files of writes of which not all can be made.

use std::fs;

use crate::stand::Vendor;

const MIXED: &str = r#"{"write":"update","id":"5","patch":{"fullName":"Ada"}}
{"write":"update","id":"5","patch":{"gender":"female"}}
{"write":"upsert","patch":{"fullName":"Bea"}}
{"write":"update","id":"6","patch":{"e-mail":"b@example.com"}}
{"write":"update","id":"5","patch":{"emails":null}}
{"write":"update","id":"7","patch":{"attributes/plan":"pro"}}
{"source":{"provider":"digital99","instance":"https://crm.example.com","id":7}}
{"write":"update","id":"8","patch":{"blocked":"yes"}}
{"write":"delete","id":"999"}
"#;

/// A plan goes through all lines. Nothing of a file is sent of which a line is refused from the start.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_line_that_is_refused_is_named() {
    let vendor = Vendor::start("digital99").await;
    fs::write(vendor.path().join("mixed.jsonl"), MIXED).unwrap();
    let planned = vendor.run("apply digital99 mixed.jsonl");
    let made = vendor.run("apply digital99 mixed.jsonl --apply");
    assert_eq!((planned.code, made.code, vendor.sent()), (2, 2, 0));
    insta::assert_snapshot!("mixed", planned.seen() + &made.seen());
    for line in 2..=8 {
        let place = format!("mixed.jsonl:{line}: refused: ");
        assert!(
            planned.notes.contains(&place) && made.notes.contains(&place),
            "{line}"
        );
    }
    // Who goes on all the same gets the rest.
    let going = vendor.run("apply digital99 mixed.jsonl --apply --keep-going");
    assert_eq!((going.code, vendor.sent()), (6, 1), "{}", going.seen());
    assert!(going.out.starts_with("{\"line\":1,"), "{}", going.out);
    vendor.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_what_would_be_sent_is_planned() {
    let vendor = Vendor::start("digital99").await;
    let mut seen = String::new();
    for (code, text) in [
        (0, ""),
        (
            0,
            r#"{"write":"update","id":"5","patch":{"blocked":false}}"#,
        ),
        (
            1,
            r#"{"write":"create","patch":{"email":"person.5@example.com"}}"#,
        ),
    ] {
        fs::write(vendor.path().join("writes.jsonl"), text).unwrap();
        for more in ["", " --apply"] {
            let run = vendor.run(&format!("apply digital99 writes.jsonl --format text{more}"));
            assert_eq!((run.code, vendor.sent()), (code, 0), "{}", run.seen());
            assert!(!run.notes.contains("--apply sends it"), "{}", run.notes);
            seen.push_str(&run.seen());
        }
    }
    insta::assert_snapshot!("nothing-planned", seen);
    vendor.running.stop().await;
}

/// The vendor takes a gender that it does not know, and keeps the one that it has.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_ignored_is_named_with_its_line() {
    let vendor = Vendor::start("chatbotx").await;
    let id = vendor.running.known_contacts().next().unwrap().id;
    let text = format!(
        "\n{{\"write\":\"update\",\"id\":\"{id}\",\"patch\":{{\"given\":\"Zoe\",\"gender\":\"undisclosed\"}}}}\n"
    );
    fs::write(vendor.path().join("writes.jsonl"), text).unwrap();
    let run = vendor.run("apply chatbotx writes.jsonl --apply");
    assert_eq!(run.code, 6, "{}", run.seen());
    let told = "writes.jsonl:2: not as asked, the vendor ignored it: gender";
    assert!(run.notes.contains(told), "{}", run.notes);
    assert!(run.out.starts_with("{\"line\":2,"), "{}", run.out);
    vendor.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_no_reading_shows_is_not_said_to_be_as_asked() {
    let vendor = Vendor::start("dmchamp").await;
    let run =
        vendor.run("create dmchamp -f phones=+12025550199 -f name/given=Ada --apply --format text");
    assert_eq!(run.code, 0, "{}", run.seen());
    insta::assert_snapshot!("unseen", run.seen());
    vendor.running.stop().await;
}
