//! Contacts that are merged: what is gone is said before, and kept.
#![allow(
    clippy::indexing_slicing,
    reason = "a test that can't go on has failed"
)]

use std::fs;

use serde_json::Value;

use crate::Run;
use crate::stand::Vendor;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_merge_says_what_goes_and_keeps_it() {
    let vendor = Vendor::start("digital99").await;
    let get = |id: u64| -> Value {
        let run = vendor.run("list digital99 --with tags");
        let contacts = run
            .out
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap());
        contacts
            .into_iter()
            .find(|it| it["source"]["id"] == id)
            .unwrap_or_default()
    };
    let tagged = vendor.run("tag digital99 6 only-here --apply --undo tag.jsonl");
    assert_eq!(tagged.code, 0, "{}", tagged.seen());
    let (gone, sent) = (get(6), vendor.sent());
    let planned = vendor.run("merge digital99 5 6 --format text");
    assert_eq!(
        (planned.code, vendor.sent()),
        (0, sent),
        "{}",
        planned.seen()
    );
    let made = vendor.run("merge digital99 5 6 --apply --format text");
    assert_eq!((made.code, vendor.sent()), (0, sent + 1), "{}", made.seen());
    assert!(get(6).is_null() && !get(5).is_null());
    insta::assert_snapshot!("merge", planned.seen() + &made.seen());
    // A person can make a contact again of what is kept, with its labels.
    let kept = fs::read_to_string(vendor.path().join("undo-digital99-1.jsonl")).unwrap();
    assert!(kept.contains("\"only-here\":true"), "{kept}");
    let again = "apply digital99 ./undo-digital99-1.jsonl --reverse --allow-duplicate --apply";
    assert!(made.notes.contains(again), "{}", made.notes);
    let before = vendor.run("list digital99").out.lines().count();
    let run = vendor.run(again);
    assert_eq!(run.code, 0, "{}", run.seen());
    let after = vendor.run("list digital99 --with tags").out;
    assert_eq!(after.lines().count(), before + 1);
    let name = gone["name"]["full"].as_str().unwrap();
    let mut back = after.lines().filter(|line| line.contains("only-here"));
    assert!(
        back.next().is_some_and(|line| line.contains(name)),
        "{after}"
    );
    vendor.running.stop().await;
}

#[test]
fn who_can_t_merge_says_so() {
    let mut said = String::new();
    for (slug, ids) in [
        ("chatbotx", "1 2"),
        ("insighto", "1 2"),
        ("dmchamp", "1 2"),
        ("digital99", "5 5"),
    ] {
        let run = Run::of(&format!("merge {slug} {ids} --sandbox 6"));
        assert_eq!(run.code, 2, "{}", run.seen());
        said.push_str(&run.seen());
    }
    insta::assert_snapshot!("no-merge", said);
}
