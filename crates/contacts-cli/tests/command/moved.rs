//! What a move brings besides fields: notes, each once and with its whole text, whatever breaks the run off.
#![allow(
    clippy::indexing_slicing,
    reason = "a test that can't go on has failed"
)]

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::Run;
use crate::kills::kill;
use crate::stand::Vendor;

/// Texts that a careless copy spoils.
const TEXTS: [&str; 3] = [
    "called back\n\n  second line, \"quoted\" – עברית 🎉 ",
    "called back",
    "called back",
];

/// An export with notes of two contacts, and of one that has none.
fn write_export(to: &Vendor) {
    let note = |id: usize, text: &str| serde_json::json!({ "id": id, "text": text, "author": { "id": 1 } });
    let notes: Vec<Value> = (1..).zip(TEXTS).map(|(id, text)| note(id, text)).collect();
    let mut lines = String::new();
    for (id, notes) in [(1, &notes[..]), (2, &[]), (3, &notes[1..])] {
        let contact = serde_json::json!({
            "source": { "provider": "digital99", "instance": "https://crm.example.com", "id": id },
            "name": { "given": "Ada", "surname": format!("Quill {id}") },
            "phones": [{ "raw": format!("+1202555010{id}"), "e164": format!("+1202555010{id}") }],
            "notes": notes,
        });
        lines.push_str(&format!("{contact}\n"));
    }
    fs::write(to.path().join("backup.jsonl"), lines).unwrap();
}

/// The notes of each contact by its telephone number, the oldest first.
fn notes(vendor: &Vendor) -> BTreeMap<String, Vec<String>> {
    let slug = vendor.running.slug();
    let listed = vendor.run(&format!("list {slug} --with notes"));
    assert_eq!(listed.code, 0, "{}", listed.seen());
    let mut notes = BTreeMap::new();
    for line in listed.out.lines() {
        let contact: Value = serde_json::from_str(line).unwrap();
        let texts = contact["notes"].as_array().into_iter().flatten();
        let mut texts: Vec<String> = texts
            .map(|note| note["text"].as_str().unwrap().to_owned())
            .collect();
        texts.reverse();
        let number = contact["phones"][0]["e164"].as_str().unwrap().to_owned();
        assert!(
            notes.insert(number, texts).is_none(),
            "somebody is there twice"
        );
    }
    notes
}

/// What [`notes`] are after the move of [`write_export`].
fn expected() -> BTreeMap<String, Vec<String>> {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    BTreeMap::from([
        ("+12025550101".to_owned(), texts(&TEXTS)),
        ("+12025550102".to_owned(), Vec::new()),
        ("+12025550103".to_owned(), texts(&TEXTS[1..])),
    ])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn notes_arrive_whole_once_and_go_again() {
    for slug in ["digital99", "tetherai"] {
        let to = Vendor::with(slug, 0).await;
        write_export(&to);
        let run = |arguments: &str| to.run(&format!("move backup.jsonl {slug} {arguments}"));
        let planned = run("--format text");
        assert_eq!(planned.code, 0, "{}", planned.seen());
        assert!(notes(&to).is_empty(), "{}", planned.seen());
        insta::assert_snapshot!(format!("notes-{slug}"), planned.seen());
        let made = run("--apply");
        assert_eq!(made.code, 0, "{}", made.seen());
        assert!(
            made.notes.contains("3 writes made, 5 notes made"),
            "{}",
            made.seen()
        );
        assert_eq!(notes(&to), expected(), "{slug}");
        // Old ids and new ones, of notes too.
        let journal = fs::read_to_string(to.path().join(format!("backup.jsonl.{slug}.journal")));
        let journal = journal.unwrap();
        for from in ["digital99 1", "digital99 1 note 1", "digital99 3 note 3"] {
            let from = format!("\"from\":\"{from}\"");
            let mut done = journal
                .lines()
                .filter(|line| line.contains("\"done\"") && line.contains(&from));
            let one = done.next().unwrap_or_default();
            assert!(
                one.contains("\"id\":\"") && done.next().is_none(),
                "{from}\n{journal}"
            );
        }
        let sent = to.sent();
        let again = run("--apply");
        assert_eq!((again.code, to.sent()), (0, sent), "{}", again.seen());
        assert!(
            again.notes.contains("5 notes made before"),
            "{}",
            again.seen()
        );
        // Who was there already is left, and so is what is on it.
        let other = run("--apply --journal other");
        assert_eq!(
            (other.code, notes(&to)),
            (0, expected()),
            "{}",
            other.seen()
        );
        assert!(
            other
                .notes
                .contains("5 notes not made, as the contact was there already"),
            "{}",
            other.seen()
        );
        let undone = to.run(&format!(
            "apply {slug} backup.jsonl.{slug}.undo --reverse --apply"
        ));
        assert_eq!(undone.code, 0, "{}", undone.seen());
        assert!(notes(&to).is_empty());
        to.running.stop().await;
    }
}

/// At each request, the vendor does its work and the command is killed before it hears of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_that_is_killed_anywhere_goes_on_doubles_nothing_and_can_be_undone() {
    for slug in ["digital99", "tetherai"] {
        let whole = Vendor::with(slug, 0).await;
        write_export(&whole);
        let command = format!("move backup.jsonl {slug} --apply");
        let run = whole.run(&command);
        assert_eq!(run.code, 0, "{}", run.seen());
        let requests = whole.requests() as usize;
        whole.running.stop().await;
        for last in 1..=requests {
            let to = Vendor::with(slug, 0).await;
            write_export(&to);
            kill(&to, &command, last, || false);
            let run = to.run(&command);
            assert_eq!(run.code, 0, "{slug} {last}: {}", run.seen());
            assert_eq!(notes(&to), expected(), "{slug} {last}: {}", run.seen());
            let undo = format!("apply {slug} backup.jsonl.{slug}.undo --reverse --apply");
            let undone = to.run(&undo);
            assert_eq!(undone.code, 0, "{slug} {last}: {}", undone.seen());
            assert!(notes(&to).is_empty(), "{slug} {last}: {}", undone.seen());
            to.running.stop().await;
        }
        println!("{slug}: killed at each of {requests} requests");
    }
}

/// The only part of an export.
fn part(folder: &std::path::Path) -> String {
    let manifest = contacts_export::Manifest::read(folder).unwrap();
    folder
        .join(&manifest.sources[0].parts[0].file)
        .display()
        .to_string()
}

#[test]
fn a_part_alone_is_read_in_whatever_format() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &str| Run::with(arguments, &[], None, Some(folder.path()));
    let mut plans = BTreeMap::new();
    for format in contacts_export::Format::ALL
        .iter()
        .map(|format| format.name())
    {
        let out = folder.path().join(format);
        let export = run(&format!(
            "export chatbotx --sandbox 9 --format {format} --out {format}"
        ));
        assert_eq!(export.code, 0, "{}", export.seen());
        // By what is in it, and not by its name.
        let part = fs::copy(part(&out), folder.path().join("part"))
            .map(|_| "part")
            .unwrap();
        let planned = run(&format!("move {part} digital99 --sandbox 0"));
        assert_eq!(planned.code, 0, "{}", planned.seen());
        let same = run(&format!("duplicates {part}"));
        assert!(same.notes.starts_with("9 contacts, "), "{}", same.seen());
        plans.insert(format, planned.seen());
    }
    // vCards drop some of it.
    for (format, plan) in plans.iter().filter(|(format, _)| **format != "vcard") {
        assert_eq!(plan, &plans["jsonl"], "{format}");
    }
    let mut said = String::new();
    for (name, text) in [
        ("list.csv", "name,phone\nAda,1\n"),
        ("manifest.json", "{\"version\":1}\n"),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
        for command in [
            format!("move {name} digital99 --sandbox 0"),
            format!("duplicates {name}"),
        ] {
            let run = run(&command);
            assert_eq!(run.code, 2, "{}", run.seen());
            said.push_str(&run.seen());
        }
    }
    insta::assert_snapshot!("no-format", said);
}

/// Inboxes, tags and attributes are called otherwise in another account.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ids_and_names_of_the_old_account_become_those_of_the_new_one() {
    let (from, to) = (
        Vendor::with("digital99", 12).await,
        Vendor::with("chatbotx", 0).await,
    );
    let out = to.path().join("backup");
    let export = from.run(&format!(
        "export digital99 --format jsonl --with tags --out {}",
        out.display()
    ));
    assert_eq!(export.code, 0, "{}", export.seen());
    let template = to.run("move backup chatbotx --split-names --map-template map.toml");
    assert_eq!((template.code, to.sent()), (0, 0), "{}", template.seen());
    let map = fs::read_to_string(to.path().join("map.toml")).unwrap();
    insta::assert_snapshot!("map-template", map);
    // As it is, it says nothing, and is never overwritten.
    let same = to.run("move backup chatbotx --split-names --map map.toml");
    assert_eq!(same.code, 0, "{}", same.seen());
    assert_eq!(
        to.run("move backup chatbotx --map-template map.toml").code,
        2
    );
    let inboxes: Value = serde_json::from_str(&to.run("api chatbotx listInboxes").out).unwrap();
    let mut inboxes = inboxes["data"].as_array().unwrap().iter();
    let widget = inboxes.find(|inbox| inbox["channel"] == "webchat").unwrap();
    let widget = widget["id"].as_str().unwrap();
    let filled = map
        .replace("# \"", "\"")
        .replace("\"ID\"", &format!("\"{widget}\""));
    let filled = filled
        .replace("= \"customer\"", "= \"client\"")
        .replace("= \"newsletter\"", "= false");
    assert!(
        filled.contains("client") && filled.contains("false"),
        "{filled}"
    );
    fs::write(
        to.path().join("map.toml"),
        format!("{filled}\"nobody\" = \"x\"\n"),
    )
    .unwrap();
    let planned = to.run("move backup chatbotx --split-names --map map.toml");
    assert_eq!(planned.code, 0, "{}", planned.seen());
    for (said, expected) in [
        ("\"client\"", true),
        ("\"customer\"", false),
        ("\"newsletter\"", false),
        (widget, true),
    ] {
        assert_eq!(
            planned.out.contains(said),
            expected,
            "{said}: {}",
            planned.seen()
        );
    }
    for said in [
        "tags/newsletter ",
        ": stays behind, as map.toml says",
        ": no contact has nobody of tags",
    ] {
        assert!(planned.notes.contains(said), "{said}: {}", planned.notes);
    }
    assert!(!planned.notes.contains("inbox/"), "{}", planned.notes);
    // What is wrong in it is said with its place, before anything else.
    fs::write(to.path().join("wrong.toml"), "[tags]\nvip = true\n").unwrap();
    let wrong = to.run("move backup chatbotx --map wrong.toml");
    assert_eq!(wrong.code, 2, "{}", wrong.seen());
    assert!(wrong.notes.contains("wrong.toml:2:7: "), "{}", wrong.notes);
    from.running.stop().await;
    to.running.stop().await;
}

/// Two people with one telephone number are one to a vendor that knows people by it: the second one is not taken for moved.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_the_number_of_another_one_of_the_export_stays_behind_and_is_named() {
    let to = Vendor::with("digital99", 0).await;
    write_export(&to);
    let file = to.path().join("backup.jsonl");
    let lines = fs::read_to_string(&file)
        .unwrap()
        .replace("+12025550102", "+12025550101");
    fs::write(&file, lines).unwrap();
    for made in ["2 writes made, ", "2 writes made before, "] {
        let run = to.run("move backup.jsonl digital99 --apply");
        assert_eq!(run.code, 6, "{}", run.seen());
        for said in [
            made,
            "digital99 2: has the number or address of digital99 1, which is 1 there by now",
            "1 write not made, as the contact is there already, 1 write of them for another contact of the same move",
        ] {
            assert!(run.notes.contains(said), "{said}: {}", run.seen());
        }
    }
    assert_eq!(notes(&to).len(), 2);
    to.running.stop().await;
}

/// Nobody can be asked for a contact without number and address: its notes are not taken for written.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn notes_of_a_contact_that_nobody_finds_again_are_named() {
    let to = Vendor::with("digital99", 0).await;
    let contact = r#"{"source":{"provider":"digital99","id":1},"name":{"full":"Ada Quill"},"notes":[{"id":2,"text":"called"}]}"#;
    fs::write(to.path().join("one.jsonl"), contact).unwrap();
    let command = "move one.jsonl digital99 --apply";
    kill(&to, command, 1, || false);
    let unsure = to.run(command);
    assert_eq!(unsure.code, 6, "{}", unsure.seen());
    assert!(unsure.notes.contains("--unsure sent"), "{}", unsure.notes);
    let sent = to.run(&format!("{command} --unsure sent"));
    assert_ne!(sent.code, 0, "{}", sent.seen());
    for said in ["its notes were not written", "1 note failed"] {
        assert!(sent.notes.contains(said), "{said}: {}", sent.notes);
    }
    to.running.stop().await;
}
