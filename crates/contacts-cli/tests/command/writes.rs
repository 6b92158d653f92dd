//! Plans of writes, which send nothing, and what is refused of them.

use std::fs;

use crate::stand::Vendor;
use crate::written::WRITES;
use crate::{Run, portless};

#[test]
fn a_plan_sends_nothing_and_says_so() {
    let mut seen = String::new();
    for arguments in [
        "update digital99 5 -f name/full=Ada --tag vip --format text --sandbox",
        "update digital99 5 -f name/full=Ada --clear emails --allow-unverified --format text --sandbox",
        "update digital99 5 -f name/full=Ada --sandbox",
        "create chatbotx -f emails=ada@example.com -f inbox=49539595901090770 --format text --sandbox",
        "delete chatbotx 72057594037933585 --format text --sandbox",
        "delete digital99 6 --sandbox",
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
        (
            2,
            "update digital99 5 -f gender=female --format text --sandbox",
        ),
        (2, "update digital99 5 -f gender=female --apply --sandbox"),
        (
            2,
            "update digital99 5 --clear emails --format text --sandbox",
        ),
        // The vendor has no operation at all.
        (2, "create insighto -f name/given=Ada --sandbox"),
        (2, "create digital99 -f name/full=Ada --upsert --sandbox"),
        (1, "update digital99 999999 -f name/full=Ada --sandbox"),
        (2, "update digital99 5 --sandbox"),
        (2, "update digital99 5 -f name/full --sandbox"),
        (2, "update digital99 5 -f given=Ada --sandbox"),
        (2, "update digital99 5 -f createdAt=2026 --sandbox"),
        (2, "update digital99 5 --clear emails --apply --sandbox"),
        (2, "tag digital99 5 vip --remove vip --sandbox"),
        (2, "apply digital99 no-such-file --sandbox"),
    ] {
        let run = Run::of(arguments);
        assert_eq!(run.code, code, "{}", run.seen());
        let first = run.notes.lines().next().unwrap_or_default();
        seen.push_str(&format!(
            "$ contacts {arguments}\n{}{first}\n= {}\n",
            run.out, run.code
        ));
    }
    insta::assert_snapshot!("refused-writes", portless(&seen));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_are_no_writes_send_nothing() {
    let vendor = Vendor::start("digital99").await;
    let mut seen = String::new();
    for (text, more) in [
        ("{\"write\":\"update\"", ""),
        ("{\"write\":\"change\",\"id\":\"5\"}", ""),
        (
            "{\"write\":\"delete\",\"id\":\"5\"}\n{\"write\":\"delete\",\"name\":\"Ada\"}",
            " --apply",
        ),
        (
            "{\"write\":\"update\",\"id\":\"5\",\"patch\":{\"fullname\":\"Ada\"}}",
            " --apply",
        ),
        (
            "{\"write\":\"update\",\"id\":\"5\",\"patch\":{\"blocked\":\"Ada\"}}",
            " --apply",
        ),
        (
            "{\"write\":\"merge\",\"id\":7,\"other\":[\"Ada\"]}",
            " --apply",
        ),
        (
            "{\"write\":\"upsert\",\"patch\":{\"fullName\":\"Ada\"}}",
            " --apply",
        ),
    ] {
        fs::write(vendor.path().join("bad.jsonl"), text).unwrap();
        let run = vendor.run(&format!("apply digital99 bad.jsonl{more}"));
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{}", run.seen());
        assert!(!run.notes.contains("Ada"), "{}", run.notes);
        seen.push_str(&run.notes);
    }
    assert_eq!(vendor.sent(), 0);
    let file = vendor.path().join("writes.jsonl");
    fs::write(&file, WRITES).unwrap();
    let planned = vendor.run("apply digital99 writes.jsonl --format text");
    assert_eq!((planned.code, vendor.sent()), (0, 0), "{}", planned.seen());
    assert!(!vendor.path().join("writes.jsonl.journal").exists());
    insta::assert_snapshot!("planned", planned.seen());
    fs::write(vendor.path().join("other"), "{\"a\":1}\n").unwrap();
    let run = vendor.run("apply digital99 writes.jsonl --apply --journal other");
    assert_eq!((run.code, vendor.sent()), (2, 0), "{}", run.seen());
    seen.push_str(&run.notes);
    insta::assert_snapshot!("no-writes", seen);
    vendor.running.stop().await;
}
