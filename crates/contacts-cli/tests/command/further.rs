//! What a list does not carry, what a vendor leaves out, and what of an export is gone: said, and never taken for nothing.

use std::fs;
use std::path::Path;

use contacts_export::{Manifest, contacts};

use crate::Run;
use crate::stand::Vendor;

fn exported(folder: &Path) -> Vec<::contacts::Contact> {
    let manifest = Manifest::read(folder).unwrap();
    let found = contacts(folder, &manifest);
    found.map(Result::unwrap).collect()
}

/// The files with contacts of an export.
fn parts(folder: &Path) -> Vec<std::path::PathBuf> {
    let manifest = Manifest::read(folder).unwrap();
    let parts = manifest.sources.iter().flat_map(|source| &source.parts);
    parts.map(|part| folder.join(&part.file)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_has_what_it_is_told_to_read_and_says_what_it_has_not() {
    let vendor = Vendor::with("digital99", 20).await;
    let run = |arguments: &str| vendor.run(arguments).seen();
    let said = [
        run("export digital99 --format jsonl --out plain"),
        run("export digital99 --format csv --out full --with all"),
    ];
    let full = exported(&vendor.path().join("full"));
    let plain = exported(&vendor.path().join("plain"));
    assert!(plain.iter().all(|contact| contact.tags.is_empty()));
    assert!(full.iter().any(|contact| !contact.tags.is_empty()));
    assert!(full.iter().any(|contact| !contact.notes.is_empty()));
    assert!(full.iter().any(|contact| !contact.conversations.is_empty()));
    let more = [
        run("verify plain"),
        run("verify full"),
        // Nothing was removed by not being read.
        run("diff full plain"),
        run("diff full digital99"),
        // Half of one and half of the other would be neither.
        run("export digital99 --format csv --out full --resume"),
    ];
    insta::assert_snapshot!("further", [&said[..], &more].concat().join("\n"));
    let report = vendor.run("report plain");
    assert_eq!(report.code, 0, "{}", report.seen());
    let page = fs::read_to_string(vendor.path().join("report.html")).unwrap();
    assert!(page.contains("complete*") && page.contains("not in this list: tags, notes"));
    // What it has nowhere, and what comes with the list.
    let list = Run::of("list dmchamp --sandbox --with notes");
    assert_eq!(list.code, 2, "{}", list.seen());
    let list = Run::of("list tetherai --sandbox 3 --with tags,attributes");
    assert_eq!(list.code, 0, "{}", list.seen());
    insta::assert_snapshot!("no-reading", list.notes);
    vendor.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reading_that_fails_makes_an_export_incomplete() {
    let vendor = Vendor::with("digital99", 20).await;
    // The first request is the list, the second reads the tags of a contact.
    vendor.running.set_faults("500@2".parse().unwrap());
    let export =
        vendor.run("export digital99 --format jsonl --out gap --with tags,notes --attempts 1");
    assert_eq!(export.code, 5, "{}", export.seen());
    assert!(
        export.notes.contains("tags of 1 contact did not come"),
        "{}",
        export.seen()
    );
    let verified = vendor.run("verify gap");
    assert_eq!(verified.code, 5, "{}", verified.seen());
    assert!(
        verified
            .out
            .contains("incomplete: tags of 1 contact did not come"),
        "{}",
        verified.seen()
    );
    // Neither an export that goes on, nor a comparison, takes it for whole.
    let again = vendor.run("export digital99 --format jsonl --out gap --with tags,notes --resume");
    assert_eq!(again.code, 5, "{}", again.seen());
    let whole = vendor.run("export digital99 --format jsonl --out whole --with tags,notes");
    assert_eq!(whole.code, 0, "{}", whole.seen());
    let diff = vendor.run("diff whole gap");
    assert_eq!(diff.code, 5, "{}", diff.seen());
    assert!(
        diff.notes.contains("0 created, 0 updated")
            && diff.notes.contains("the later side is incomplete"),
        "{}",
        diff.seen()
    );
    vendor.running.stop().await;
}

/// The oldest and the latest contact are deleted while the others are read.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_vanishes_while_an_export_reads_is_kept_and_told() {
    let vendor = Vendor::with("digital99", 12).await;
    let whole = vendor.run("export digital99 --format jsonl --out whole --with tags,notes");
    assert_eq!(whole.code, 0, "{}", whole.seen());
    for format in ["jsonl", "csv", "vcard"] {
        vendor.running.set_faults("delete@2".parse().unwrap());
        let out = format!("--format {format} --out {format}");
        let export = vendor.run(&format!("export digital99 {out} --with tags,notes"));
        assert_eq!(export.code, 0, "{}", export.seen());
        let said = "2 contacts vanished while it was read: kept as the list gave it";
        assert!(export.notes.contains(said), "{}", export.seen());
        let manifest =
            fs::read_to_string(vendor.path().join(format).join("manifest.json")).unwrap();
        assert!(manifest.contains("\"vanished\": 2"), "{manifest}");
        let verified = vendor.run(&format!("verify {format}"));
        assert_eq!(verified.code, 0, "{}", verified.seen());
        assert!(verified.out.contains(said), "{}", verified.seen());
    }
    // Nothing of them is said to be gone.
    let diff = vendor.run("diff whole jsonl");
    assert!(diff.notes.contains("0 updated"), "{}", diff.seen());
    vendor.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_that_broke_off_says_how_far_it_is() {
    let vendor = Vendor::with("chatbotx", 120).await;
    let run = |code: i32, arguments: &str| {
        let run = vendor.run(arguments);
        assert_eq!(run.code, code, "{}", run.seen());
        run
    };
    let export = "export chatbotx --format jsonl --part-rows 50";
    run(0, &format!("{export} --out whole"));
    vendor.running.set_faults("500@3..".parse().unwrap());
    let broken = vendor.run(&format!("{export} --out half --attempts 1"));
    assert!(broken.code != 0, "{}", broken.seen());
    vendor.running.set_faults("".parse().unwrap());
    run(0, "report half");
    let page = fs::read_to_string(vendor.path().join("report.html")).unwrap();
    assert!(page.contains(">83%<"), "100 of 120");
    let later = run(5, "diff half whole").notes;
    for said in [
        "0 created",
        "20 contacts came now and not before",
        "the earlier side is incomplete",
    ] {
        assert!(later.contains(said), "{later}");
    }
    let earlier = run(5, "diff whole half").notes;
    for said in [
        "0 missing",
        "20 contacts did not come",
        "the later side is incomplete",
    ] {
        assert!(earlier.contains(said), "{earlier}");
    }
    let resumed = run(0, &format!("{export} --out half --resume")).notes;
    assert!(resumed.contains("100 were there, 20 new"), "{resumed}");
    vendor.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_gone_or_damaged_is_refused() {
    let vendor = Vendor::with("chatbotx", 30).await;
    let export = vendor.run("export chatbotx --format jsonl --out backup --part-rows 20");
    assert_eq!(export.code, 0, "{}", export.seen());
    let part = parts(&vendor.path().join("backup")).remove(0);
    let whole = fs::read(&part).unwrap();
    let mut damaged = whole.clone();
    *damaged.get_mut(40).unwrap() ^= 1;
    let mut said = String::new();
    for content in [Some(&damaged), None] {
        match content {
            Some(bytes) => fs::write(&part, bytes).unwrap(),
            None => fs::remove_file(&part).unwrap(),
        }
        for (code, arguments) in [
            (1, "diff backup backup"),
            (1, "duplicates backup"),
            (1, "report backup"),
            (1, "verify backup"),
        ] {
            let run = vendor.run(arguments);
            assert_eq!(run.code, code, "{}", run.seen());
            said.push_str(&run.seen());
        }
    }
    let resumed = vendor.run("export chatbotx --format jsonl --out backup --resume");
    assert_eq!(resumed.code, 1, "{}", resumed.seen());
    said.push_str(&resumed.seen());
    fs::write(&part, whole).unwrap();
    let file = part
        .strip_prefix(vendor.path())
        .unwrap()
        .display()
        .to_string();
    let no_folder = vendor.run(&format!("verify {file}"));
    assert_eq!(no_folder.code, 2, "{}", no_folder.seen());
    said.push_str(&no_folder.seen());
    insta::assert_snapshot!("gone", said);
    vendor.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_are_not_compared_unasked() {
    let vendor = Vendor::with("digital99", 12).await;
    for folder in ["one", "other"] {
        let run = vendor.run(&format!("export digital99 --format jsonl --out {folder}"));
        assert_eq!(run.code, 0, "{}", run.seen());
    }
    let file = vendor.path().join("other/manifest.json");
    let manifest = fs::read_to_string(&file).unwrap();
    let here = Manifest::read(&vendor.path().join("one")).unwrap();
    let here = here
        .sources
        .into_iter()
        .find_map(|source| source.instance)
        .unwrap();
    fs::write(&file, manifest.replace(&here, "https://crm.example.com")).unwrap();
    let refused = vendor.run("diff one other");
    let allowed = vendor.run("diff one other --other-host");
    assert_eq!((refused.code, allowed.code), (2, 0), "{}", allowed.seen());
    insta::assert_snapshot!("servers", refused.seen() + &allowed.seen());
    vendor.running.stop().await;
}

#[test]
fn a_file_is_replaced_only_if_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &str| Run::with(arguments, &[], None, Some(folder.path()));
    let export = "export chatbotx --sandbox 3 --format csv --out";
    let mut said = String::new();
    for (code, rest) in [
        (0, "d.csv"),
        (2, "d.csv"),
        (0, "d.csv --overwrite"),
        (2, "e.jsonl"),
        (2, "file"),
    ] {
        fs::write(folder.path().join("file"), "").unwrap();
        let run = run(&format!("{export} {rest}"));
        assert_eq!(run.code, code, "{}", run.seen());
        if run.code != 0 {
            said.push_str(&run.seen());
        }
    }
    insta::assert_snapshot!("places", said);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let report = run("report --sandbox 2");
        assert_eq!(report.code, 0, "{}", report.seen());
        for file in ["d.csv", "report.html"] {
            let found = fs::metadata(folder.path().join(file)).unwrap();
            assert_eq!(found.permissions().mode() & 0o777, 0o600, "{file}");
        }
    }
}

#[test]
fn csv_for_programs_has_numbers_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &str| Run::with(arguments, &[], None, Some(folder.path()));
    for format in ["csv", "csv-plain"] {
        let exported = run(&format!(
            "export chatbotx --sandbox 9 --format {format} --out {format}"
        ));
        assert_eq!(exported.code, 0, "{}", exported.seen());
    }
    let table = |format: &str| {
        fs::read_to_string(parts(&folder.path().join(format)).first().unwrap()).unwrap()
    };
    assert!(table("csv").contains(",'+1"));
    let plain = table("csv-plain");
    assert!(plain.contains(",+1") && !plain.contains(",'+1"));
    // The manifest says how it is to be read.
    let same = run("diff csv csv-plain");
    assert_eq!(same.code, 0, "{}", same.seen());
    assert!(
        same.notes.contains("0 updated, 9 unchanged"),
        "{}",
        same.seen()
    );
}

#[test]
fn duplicates_with_values_are_told_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &str| Run::with(arguments, &[], None, Some(folder.path()));
    let named = run("duplicates --sandbox 5 --values --format table");
    let bare = run("duplicates --sandbox 5 --format table");
    assert_eq!((named.code, bare.code), (0, 0));
    let first = named.out.lines().next().unwrap();
    assert!(
        first.contains("Fictover") || first.contains(" ("),
        "{first}"
    );
    assert!(!bare.out.contains('('), "{}", bare.out);
}
