//! What the commands give when all goes well, and when something does not.

use std::fs;
use std::io::{BufRead, BufReader, Read};

use crate::{Run, command};

#[test]
fn demo_shows_all_five_vendors() {
    let folder = tempfile::tempdir().unwrap();
    let run = Run::with("demo --contacts 8", &[], None, Some(folder.path()));
    insta::assert_snapshot!("demo", run.seen());
    let lines = fs::read_to_string(folder.path().join("out/contacts.jsonl")).unwrap();
    assert_eq!(lines.lines().count(), 40);
    for line in lines.lines() {
        serde_json::from_str::<contacts::Contact>(line).unwrap();
    }
}

#[test]
fn demo_says_who_can_not_come() {
    // Contact 37 has neither telephone number nor e-mail address.
    let folder = tempfile::tempdir().unwrap();
    let run = Run::with(
        "demo --contacts 40 --out a/b",
        &[],
        None,
        Some(folder.path()),
    );
    assert_eq!(run.code, 0, "{}", run.notes);
    let (_, counts) = run.out.split_once("in one model.").unwrap();
    insta::assert_snapshot!("demo-counts", counts.trim());
    assert!(folder.path().join("a/b/contacts.jsonl").exists());
}

#[test]
fn demo_is_the_same_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let run = || {
        let run = Run::with("demo --contacts 5", &[], None, Some(folder.path()));
        let lines = fs::read_to_string(folder.path().join("out/contacts.jsonl")).unwrap();
        (run.out, crate::portless(&lines))
    };
    assert_eq!(run(), run());
}

#[test]
fn demo_asks_all_vendors_at_once_and_takes_them_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    // Each with several answers.
    let run = Run::with("demo --contacts 150", &[], None, Some(folder.path()));
    assert_eq!(run.code, 0, "{}", run.notes);
    let lines = fs::read_to_string(folder.path().join("out/contacts.jsonl")).unwrap();
    let provider = |line| {
        let contact: contacts::Contact = serde_json::from_str(line).unwrap();
        contact.source.provider
    };
    let mut providers: Vec<String> = lines.lines().map(provider).collect();
    providers.dedup();
    let slugs: Vec<&str> = contacts::vendors().map(|vendor| vendor.slug).collect();
    assert_eq!(providers, slugs);
}

#[test]
fn list_gives_each_vendor_as_table_and_as_lines() {
    for slug in ["insighto", "chatbotx", "digital99", "tetherai"] {
        let table = Run::of(&format!("list {slug} --sandbox 14 --format table"));
        insta::assert_snapshot!(format!("list-{slug}-table"), table.seen());
        let lines = Run::of(&format!("list {slug} --sandbox 2"));
        insta::assert_snapshot!(format!("list-{slug}-lines"), lines.seen());
        let found = lines
            .out
            .lines()
            .map(serde_json::from_str::<contacts::Contact>);
        assert_eq!(found.filter(Result::is_ok).count(), 2, "{slug}");
    }
}

#[test]
fn list_of_nobody_is_no_failure() {
    let run = Run::of("list insighto --sandbox 0 --format table");
    assert_eq!((run.code, run.out.as_str()), (0, ""));
    assert_eq!(
        run.notes,
        "insighto: 0 contacts; 1 page; the vendor counts 0\ninsighto: complete\n\
         insighto: not in this list: conversations (contacts list insighto --sandbox 0 --with conversations)\n"
    );
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut child = command("list chatbotx --sandbox 1000").spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    assert!(line.starts_with('{'), "{line}");
    drop(out);
    let mut notes = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut notes)
        .unwrap();
    assert_eq!(notes, "");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn map_gives_contacts() {
    for (name, arguments) in [
        (
            "map-insighto",
            "map insighto getContact insighto/samples/getContact.200.every-field.json",
        ),
        (
            "map-chatbotx",
            "map chatbotx getContact chatbotx/samples/getContact.200.minimal.json",
        ),
        (
            "map-digital99",
            "map digital99 listContacts digital99/samples/listContacts.200.vendor-page.json",
        ),
        (
            "map-tetherai",
            "map tetherai getContact tetherai/samples/getContact.200.found.json",
        ),
        (
            "map-dmchamp",
            "map dmchamp getContact dmchamp/samples/getContact.200.do-not-disturb.json",
        ),
    ] {
        insta::assert_snapshot!(name, Run::of(arguments).seen());
        let ledger = Run::of(&format!("{arguments} --ledger"));
        insta::assert_snapshot!(format!("{name}-ledger"), ledger.seen());
        assert!(!ledger.out.contains("lost |"), "{}", ledger.out);
    }
}

#[test]
fn map_prints_whole_what_has_no_contacts() {
    let file =
        "map digital99 listContactNotes digital99/samples/listContactNotes.200.filled-numbers.json";
    let run = Run::of(file);
    insta::assert_snapshot!("map-whole", run.seen());
    assert_eq!(run.out, Run::of(&format!("{file} --whole")).out);
}

#[test]
fn map_reads_standard_input_as_it_reads_a_file() {
    let sample = "insighto/samples/getContact.200.every-field.json";
    let file = Run::of(&format!("map insighto getContact {sample}"));
    let body = fs::read(crate::specs().join(sample)).unwrap();
    let marked = [b"\xef\xbb\xbf".as_slice(), &body].concat();
    for (arguments, body) in [
        ("map insighto getContact", &body),
        ("map insighto getContact -", &body),
        ("map insighto getContact -", &marked),
    ] {
        let run = Run::with(arguments, &[], Some(body), None);
        assert_eq!(
            (run.code, &run.out, &run.notes),
            (0, &file.out, &file.notes)
        );
    }
}

#[test]
fn a_record_that_can_not_be_read_is_kept_and_told() {
    let sample = "chatbotx/samples/listContacts.200.odd-null-record.json";
    let run = Run::of(&format!("map chatbotx listContacts {sample}"));
    assert_eq!(run.code, 5);
    assert!(
        run.notes.contains("1 record that can't be read"),
        "{}",
        run.notes
    );
    let told = run
        .out
        .lines()
        .find(|line| line.starts_with(r#"{"undecodable""#));
    insta::assert_snapshot!("map-undecodable", told.unwrap());
}

#[test]
fn vendors_says_who_can_do_what() {
    insta::assert_snapshot!("vendors", Run::of("vendors").seen());
    let json: serde_json::Value =
        serde_json::from_str(&Run::of("vendors --format json").out).unwrap();
    let insighto = json
        .as_array()
        .and_then(|all| all.iter().find(|vendor| vendor["slug"] == "insighto"))
        .unwrap();
    let mut shown = insighto.clone();
    shown["operations"] = insighto["operations"]
        .as_array()
        .map(|operations| operations.iter().take(2).cloned().collect())
        .unwrap();
    insta::assert_json_snapshot!("vendors-json", shown);
    assert_eq!(json.as_array().map(Vec::len), Some(5));
}
