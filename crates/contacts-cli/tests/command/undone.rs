//! What undoes a write: made as it is printed, it brings back what was there, and nobody else is touched. What nothing undoes
//! is told before.

use std::fs;

use serde_json::{Value, json};

use crate::stand::Vendor;

/// The command that the notes say undoes it.
fn printed(notes: &str) -> &str {
    let mut lines = notes.lines();
    let command = lines.find_map(|line| line.strip_prefix("to undo: contacts "));
    command.unwrap_or_else(|| panic!("{notes}"))
}

/// The contacts on the vendor's list.
fn people(vendor: &Vendor) -> Vec<Value> {
    let slug = vendor.running.slug();
    let list = vendor.run(&format!("list {slug}")).out;
    let contacts = list.lines().map(|line| serde_json::from_str(line).unwrap());
    contacts.collect()
}

fn id(contact: &Value) -> &str {
    contact["source"]["id"].as_str().unwrap()
}

/// What a contact has, without when it was seen.
fn state(vendor: &Vendor, id: &str) -> Value {
    let slug = vendor.running.slug();
    let contact = vendor.run(&format!("get {slug} {id}")).out;
    let mut contact: Value = serde_json::from_str(&contact).unwrap();
    let parts = [
        "name",
        "emails",
        "phones",
        "attributes",
        "addresses",
        "gender",
        "onlineServices",
    ];
    // A vendor may show what was cleared as a value that is none.
    if let Some(attributes) = contact["attributes"].as_array_mut() {
        attributes.retain(|of| !of["value"].is_null());
    }
    if contact["attributes"] == json!([]) {
        contact["attributes"].take();
    }
    parts.iter().map(|part| contact[*part].take()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upsert_that_found_somebody_is_undone_by_an_update() {
    let vendor = Vendor::with("insighto", 3).await;
    let phone = |of: &Value| of["phones"][0]["e164"].as_str().map(str::to_owned);
    let mut known = people(&vendor).into_iter();
    let known = known.find(|of| phone(of).is_some()).unwrap();
    let (id, phone) = (id(&known), phone(&known).unwrap());
    let before = state(&vendor, id);
    let run = vendor.run(&format!(
        "create insighto --upsert -f name/given=New -f phones={phone} --apply"
    ));
    assert_eq!(run.code, 0, "{}", run.seen());
    assert_ne!(state(&vendor, id), before);
    let undone = vendor.run(printed(&run.notes));
    assert_eq!(undone.code, 0, "{}", undone.seen());
    assert_eq!(state(&vendor, id), before);

    // A list that can't be read says nothing, so nobody is deleted.
    vendor.fault("503@1");
    let run = vendor.run(&format!(
        "create insighto --upsert -f name/given=New -f phones={phone} --apply --attempts 1 --format text"
    ));
    assert_eq!(run.code, 0, "{}", run.seen());
    assert!(
        run.out.contains("can't be undone: nobody knows"),
        "{}",
        run.out
    );
    assert!(!run.notes.contains("to undo"), "{}", run.notes);
    vendor.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_was_deleted_comes_back_by_the_printed_command() {
    for (slug, contacts) in [("chatbotx", 8), ("insighto", 8)] {
        let vendor = Vendor::with(slug, contacts).await;
        let mut undone = 0;
        for contact in people(&vendor) {
            let id = id(&contact);
            let before = state(&vendor, id);
            let planned = vendor.run(&format!("delete {slug} {id} --format text"));
            let run = vendor.run(&format!("delete {slug} {id} --apply"));
            assert_eq!(run.code, 0, "{}", run.seen());
            if planned.out.contains("can't be undone") {
                assert!(!run.notes.contains("to undo"), "{}", run.seen());
                continue;
            }
            let back = vendor.run(printed(&run.notes));
            assert_eq!(back.code, 0, "{}{}", planned.out, back.seen());
            let new: Value = serde_json::from_str(back.out.lines().next().unwrap()).unwrap();
            let after = state(&vendor, new["id"].as_str().unwrap());
            assert_eq!(after[0], before[0], "{slug}");
            assert_eq!(after[1][0]["raw"], before[1][0]["raw"], "{slug}");
            undone += 1;
        }
        assert!(undone > 4, "{slug}: {undone}");
        vendor.running.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_empty_is_empty_again_by_the_printed_command() {
    for (slug, field) in [
        ("digital99", "source/externalIds=crm-77"),
        ("digital99", "addresses/locality=Lyon"),
        ("digital99", "attributes/colour=blue"),
        ("insighto", "attributes/colour=blue"),
        ("chatbotx", "gender=male"),
    ] {
        let vendor = Vendor::with(slug, 5).await;
        let create = match slug {
            "insighto" => "create insighto --upsert -f phones=+12025550198 --apply",
            "digital99" => "create digital99 -f name/full=Ada --apply",
            _ => "create chatbotx -f inbox=49539595901090770 -f emails=ada@example.com --apply",
        };
        let made = vendor.run(create);
        assert_eq!(made.code, 0, "{}", made.seen());
        let made: Value = serde_json::from_str(&made.out).unwrap();
        let id = made["id"].as_str().unwrap();
        let before = state(&vendor, id);
        let run = vendor.run(&format!("update {slug} {id} -f {field} --apply"));
        assert_eq!(run.code, 0, "{}", run.seen());
        let undone = vendor.run(printed(&run.notes));
        assert_eq!(undone.code, 0, "{field}: {}{}", run.notes, undone.seen());
        assert_eq!(state(&vendor, id), before, "{slug} {field}");
        vendor.running.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nothing_undoes_is_told_and_kept_in_no_file() {
    let vendor = Vendor::with("digital99", 12).await;
    let run = vendor.run(
        "update digital99 5 -f media=https://example.com/1.png --apply --format text --undo media.jsonl",
    );
    assert_eq!(run.code, 0, "{}", run.seen());
    assert!(
        run.out
            .contains("can't be undone: media: no reading shows what is there now"),
        "{}",
        run.out
    );
    assert!(!vendor.path().join("media.jsonl").exists());
    vendor.running.stop().await;

    let vendor = Vendor::with("tetherai", 30).await;
    let people = people(&vendor);
    let blocked = id(&people[0]);
    for (arguments, undo) in [("", "false"), (" --off", "true")] {
        let run = vendor.run(&format!(
            "block tetherai {blocked}{arguments} --apply --undo {undo}"
        ));
        assert_eq!(run.code, 0, "{}", run.seen());
        let kept = fs::read_to_string(vendor.path().join(undo)).unwrap();
        assert!(
            kept.contains(&format!("\"patch\":{{\"blocked\":{undo}}}")),
            "{kept}"
        );
    }
    let mut silent = people.iter();
    let silent = silent.find(|of| of["phones"].is_null()).unwrap();
    let run = vendor.run(&format!(
        "delete tetherai {} --apply --format text",
        id(silent)
    ));
    // It stands in more than one line.
    let told = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        told.contains("can't be undone: phones: a new contact needs a telephone number"),
        "{told}"
    );
    assert!(!run.notes.contains("to undo"), "{}", run.notes);
    vendor.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_value_clears_nothing_unasked() {
    let vendor = Vendor::with("digital99", 12).await;
    let mut seen = String::new();
    for arguments in [
        "update digital99 5 -f emails= --apply",
        "create digital99 -f name/full=",
        "update digital99 5 --tag ' '",
        "tag digital99 5 ' '",
        "update digital99 5 -f attributes/=x",
    ] {
        let run = vendor.run(arguments);
        assert_eq!((run.code, vendor.sent()), (2, 0), "{}", run.seen());
        seen.push_str(&run.notes);
    }
    let lines = "{\"write\":\"create\",\"patch\":{}}\n{\"write\":\"update\",\"id\":\"5\",\"patch\":{\"email\":\"\"}}\n";
    fs::write(vendor.path().join("empty.jsonl"), lines).unwrap();
    let run = vendor.run("apply digital99 empty.jsonl --apply");
    assert_eq!((run.code, vendor.sent()), (2, 0), "{}", run.seen());
    seen.push_str(&run.notes);
    insta::assert_snapshot!(seen, @r"
    contacts: -f emails= has no value: leave it out, or clear the field with --clear emails
    contacts: -f name/full= has no value: leave it out, or clear the field with --clear name/full
    contacts: --tag names no tag
    contacts: a tag has no name
    contacts: attributes/ names none of several: write it as attributes/NAME
    empty.jsonl:1: refused: there is nothing to write
    empty.jsonl:2: refused: emails: an empty text is no value: null clears the field
    digital99: 2 writes refused
    nothing was sent; mend what is refused first
    ");
    let run = vendor.run("update digital99 5 -f attributes/plan= --apply");
    assert_eq!(run.code, 0, "{}", run.seen());
    vendor.running.stop().await;
}

/// Joiners are no commands, but marks that a terminal hides: in JSON they are escaped, and mean the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_can_not_be_kept_is_printed_as_data() {
    let vendor = Vendor::with("digital99", 12).await;
    let name = "A\u{200d}B";
    assert_eq!(
        vendor
            .run(&format!("update digital99 5 -f name/full={name} --apply"))
            .code,
        0
    );
    let run = vendor.run("update digital99 5 -f name/full=Ada --apply --undo /dev/full");
    let mut lines = run.notes.lines();
    let line = lines
        .find_map(|line| line.strip_prefix("what undoes it: "))
        .unwrap();
    assert!(line.contains("A\\u200dB"), "{line}");
    let write: Value = serde_json::from_str(line).unwrap();
    assert_eq!(write["patch"]["fullName"], name);
    vendor.running.stop().await;
}

/// Of a long list nobody knows who is on it, so nobody is deleted.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upsert_in_a_large_account_is_not_undone() {
    let vendor = Vendor::with("insighto", 1001).await;
    let run = vendor.run("create insighto --upsert -f phones=+12025550198 --apply");
    assert_eq!(run.code, 0, "{}", run.seen());
    assert!(run.out.contains("\"undo\":[]"), "{}", run.out);
    assert!(run.out.contains("nobody knows whether"), "{}", run.out);
    vendor.running.stop().await;
}

/// Two people who share a number are one contact for a vendor that updates whom it takes for the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_lines_are_not_written_to_one_contact_unasked() {
    let vendor = Vendor::with("insighto", 3).await;
    let line = |name: &str, more: &str| {
        format!("{{\"write\":\"upsert\",\"patch\":{{\"given\":\"{name}\",{more}}}}}\n")
    };
    let lines = [
        line("Ada", "\"phone\":\"+12025550198\""),
        line("Bea", "\"phone\":\"+1 202-555-0198\""),
    ];
    fs::write(vendor.path().join("two.jsonl"), lines.concat()).unwrap();
    let planned = vendor.run("apply insighto two.jsonl");
    assert_eq!(planned.code, 2, "{}", planned.seen());
    let run = vendor.run("apply insighto two.jsonl --apply");
    assert_eq!((run.code, vendor.sent()), (2, 0), "{}", run.seen());
    for run in [&planned, &run] {
        let told = "two.jsonl:2: refused: has the number or address of two.jsonl:1";
        assert!(run.notes.contains(told), "{}", run.notes);
    }
    let run = vendor.run("apply insighto two.jsonl --apply --allow-duplicate");
    assert_eq!(run.code, 0, "{}", run.seen());
    let told = "two.jsonl:2: is the same contact as two.jsonl:1 for the vendor";
    assert!(run.notes.contains(told), "{}", run.notes);
    vendor.running.stop().await;
}

/// ChatbotX looks for an address letter by letter.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_created_twice_in_another_spelling() {
    let vendor = Vendor::with("chatbotx", 20).await;
    let inbox = "-f inbox=49539595901090770 -f name/given=Ada";
    for address in [
        "emails=ada@example.com",
        "phones=+12025550198 -f emails=bea@example.com",
    ] {
        let run = vendor.run(&format!("create chatbotx {inbox} -f {address} --apply"));
        assert_eq!(run.code, 0, "{}", run.seen());
    }
    let sent = vendor.sent();
    for address in [
        "emails=ADA@EXAMPLE.COM",
        "phones='+1 202-555-0198' -f emails=cea@example.com",
    ] {
        let run = vendor.run(&format!("create chatbotx {inbox} -f {address} --apply"));
        assert_eq!((run.code, vendor.sent()), (1, sent), "{}", run.seen());
        assert!(run.notes.contains("is there already"), "{}", run.notes);
    }
    vendor.running.stop().await;
}
