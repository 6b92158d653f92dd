//! Readings that find nobody, not all, or nothing that can be read: each says which of these it is.

use std::fs;
use std::path::Path;

use contacts_export::Manifest;

use crate::Run;
use crate::stand::Vendor;

#[test]
fn a_search_that_stops_at_the_vendor_s_limit_is_incomplete() {
    let all = Run::of("search chatbotx --attribute plan=plus --sandbox 60");
    assert_eq!(all.code, 0, "{}", all.seen());
    assert!(!all.out.is_empty());
    let cut = Run::of("search chatbotx --attribute plan=plus --sandbox 1500");
    assert_eq!(
        (cut.code, cut.out.lines().count()),
        (5, 100),
        "{}",
        cut.notes
    );
    let said = "incomplete: the vendor gives 100 at most and can't go on";
    assert!(cut.notes.contains(said), "{}", cut.notes);
    let unknown = Run::of("search chatbotx --attribute plam=plus --sandbox 9");
    assert_eq!(unknown.code, 2);
    insta::assert_snapshot!("unknown-attribute", unknown.seen());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_an_account_that_is_not_there_nobody_is_found() {
    let vendor = Vendor::with("digital99", 12).await;
    for command in ["find digital99 +12025559999", "get digital99 999999"] {
        let nobody = vendor.run(command);
        assert!(!nobody.notes.contains("404"), "{}", nobody.seen());
        for options in [
            "--set account_id=999".to_owned(),
            format!("--base-url {}/elsewhere", vendor.running.base_url()),
        ] {
            let run = vendor.run(&format!("{command} {options}"));
            assert_eq!(run.code, 1, "{}", run.seen());
            let said = "the vendor answered 404";
            assert!(run.notes.contains(said), "{}", run.seen());
        }
    }
    let count = vendor.run("count digital99 --set account_id=999");
    assert_eq!(count.code, 1, "{}", count.seen());
    assert!(
        count.notes.contains("the vendor answered 404"),
        "{}",
        count.seen()
    );
    vendor.running.stop().await;
}

#[test]
fn whom_or_what_a_reading_leaves_out_is_said_with_the_options_that_were_given() {
    let said = [
        // Contact 37 has neither telephone number nor e-mail address.
        "count digital99 --sandbox 37",
        "list chatbotx --sandbox 1 --with notes --format table",
        "list digital99 --sandbox 1 --format table",
    ]
    .map(|arguments| {
        let run = Run::of(arguments);
        assert_eq!(run.code, 0, "{}", run.seen());
        format!("$ contacts {arguments}\n{}", run.notes)
    });
    insta::assert_snapshot!("left-out", said.concat());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vendor_that_asks_for_pauses_is_read_with_a_lower_rate() {
    let vendor = Vendor::with("digital99", 12).await;
    vendor.fault("429@2..4");
    let export = "export digital99 --format jsonl --out gap --with tags --attempts 1";
    let first = vendor.run(export);
    assert_eq!(first.code, 5, "{}", first.seen());
    assert!(first.notes.contains("--rate-limit N"), "{}", first.seen());
    let again = vendor.run(&format!("{export} --resume"));
    assert_eq!(again.code, 5, "{}", again.seen());
    let remedy = "--resume reads no contact again: export into another folder";
    assert!(again.notes.contains(remedy), "{}", again.seen());
    vendor.running.stop().await;
}

#[test]
fn a_line_that_is_no_contact_is_told_with_its_number() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &str| Run::with(arguments, &[], None, Some(folder.path()));
    let lines = Run::of("list chatbotx --sandbox 1").out;
    let later = lines.replacen('{', r#"{"ofALaterRelease":1,"#, 1);
    fs::write(folder.path().join("later.jsonl"), later).unwrap();
    assert_eq!(run("duplicates later.jsonl").code, 0);
    fs::write(
        folder.path().join("x.jsonl"),
        format!("{lines}{{\"a\":1}}\n"),
    )
    .unwrap();
    let refused = run("duplicates x.jsonl");
    assert_eq!(refused.code, 1);
    insta::assert_snapshot!("no-contact", refused.notes);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_that_was_killed_is_resumed() {
    let vendor = Vendor::with("chatbotx", 120).await;
    vendor.fault("500@3..");
    let export = "export chatbotx --format jsonl --out half --attempts 1";
    assert_ne!(vendor.run(export).code, 0);
    // As a kill leaves it in the midst of a part.
    let half = vendor.path().join("half");
    let part = first_part(&half);
    fs::write(half.join(format!("{part}2.partial")), "{").unwrap();
    let verified = vendor.run("verify half");
    assert_eq!(verified.code, 5, "{}", verified.seen());
    assert!(verified.out.contains("--resume"), "{}", verified.seen());
    assert!(!verified.out.contains("can't be"), "{}", verified.seen());
    vendor.fault("");
    assert_eq!(vendor.run(&format!("{export} --resume")).code, 0);
    assert_eq!(vendor.run("verify half").code, 0);
    vendor.running.stop().await;
}

#[test]
fn a_manifest_of_another_model_or_with_paths_elsewhere_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &str| Run::with(arguments, &[], None, Some(folder.path()));
    let export = run("export chatbotx --sandbox 2 --format jsonl --out backup");
    assert_eq!(export.code, 0, "{}", export.seen());
    let backup = folder.path().join("backup");
    let file = backup.join("manifest.json");
    let manifest = fs::read_to_string(&file).unwrap();
    let part = first_part(&backup);
    let mut said = String::new();
    for (code, was, is) in [
        (2, r#""model": "1.0""#, r#""model": "2.0""#),
        (1, part.as_str(), "../../../etc/passwd"),
        (1, part.as_str(), "/etc/passwd"),
        (0, r#""model": "1.0""#, r#""model": "1.7""#),
    ] {
        assert!(manifest.contains(was), "{was}");
        fs::write(&file, manifest.replace(was, is)).unwrap();
        let run = run("verify backup");
        assert_eq!(run.code, code, "{}", run.seen());
        said.push_str(&run.notes);
    }
    insta::assert_snapshot!("manifests", said);
}

#[test]
fn a_report_is_replaced_only_if_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &str| Run::with(arguments, &[], None, Some(folder.path()));
    assert_eq!(run("report").code, 0);
    let refused = run("report");
    assert_eq!(refused.code, 2);
    assert_eq!(
        refused.notes,
        "contacts: report.html is there already: pass --overwrite to replace it, or name another file with --out\n"
    );
    assert_eq!(run("report --overwrite").code, 0);
    for command in ["duplicates nonexist", "verify nonexist", "report nonexist"] {
        assert_eq!(
            run(&format!("{command} ")).code,
            2,
            "{command} names nothing"
        );
    }
}

/// The first file with contacts of an export.
fn first_part(folder: &Path) -> String {
    let manifest = Manifest::read(folder).unwrap();
    manifest.sources[0].parts[0].file.clone()
}
