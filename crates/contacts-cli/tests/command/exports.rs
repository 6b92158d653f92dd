//! `contacts export`, `verify` and `diff`, where nothing goes wrong.

use std::fs::{self, File};
use std::path::Path;

use contacts_export::{Entry, Format, read};
use sha2::{Digest, Sha256};

use crate::Run;

#[test]
fn several_vendors_in_one_go() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &str| Run::with(arguments, &[], None, Some(folder.path()));
    let export =
        "export insighto chatbotx digital99 tetherai --sandbox 60 --format parquet --out all";
    let output = run(export);
    assert_eq!(output.code, 0, "{}", output.seen());
    insta::assert_snapshot!("export", output.notes);
    insta::assert_snapshot!("verify", run("verify all").out);
    let again = run(export);
    let refused = run("export insighto dmchamp --sandbox --format csv --out all");
    assert_eq!((again.code, refused.code), (2, 2));
    insta::assert_snapshot!("refused", again.notes + &refused.notes);
}

#[test]
fn every_format_to_standard_output_is_what_a_file_holds() {
    let folder = tempfile::tempdir().unwrap();
    for format in Format::ALL {
        let name = format!("{}.{}", format.name(), format.extension());
        let export = format!("export tetherai --sandbox 40 --format {}", format.name());
        let file = Run::with(
            &format!("{export} --out {name}"),
            &[],
            None,
            Some(folder.path()),
        );
        assert_eq!(file.code, 0, "{}", file.seen());
        let piped = folder.path().join("piped");
        let output = crate::command(&format!("{export} --out -"))
            .stdout(File::create(&piped).unwrap())
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        // Each sandbox has a port of its own, so the bytes are not the same.
        let contacts = |path: &Path| {
            let entries = read(*format, File::open(path).unwrap()).unwrap();
            let ids = entries.map(|entry| match entry.unwrap() {
                Entry::Contact(contact) => contact.source.id.to_string(),
                Entry::Undecodable(record) => record.raw,
            });
            ids.collect::<Vec<_>>()
        };
        let kept = contacts(&folder.path().join(name));
        assert_eq!(kept.len(), 40);
        assert_eq!(kept, contacts(&piped));
    }
}

/// Lets the manifest say that its only part is this one.
fn seal(folder: &Path, table: &str) {
    let file = folder.join("manifest.json");
    let mut manifest: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let part = &mut manifest["sources"][0]["parts"][0];
    part["bytes"] = table.len().into();
    let hash = Sha256::digest(table);
    let hash = hash.iter().map(|byte| format!("{byte:02x}"));
    part["sha256"] = hash.collect::<String>().into();
    fs::write(&file, manifest.to_string()).unwrap();
}

#[test]
fn what_changed_between_an_export_and_now() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &str| Run::with(arguments, &[], None, Some(folder.path()));
    let first = run("export digital99 --sandbox 30 --format csv --out before");
    assert_eq!(first.code, 0, "{}", first.seen());
    // The last row was not there, one had another id, and one was called something else.
    let part = folder
        .path()
        .join("before/vendor=digital99/account=7/part-00001.csv");
    let table = fs::read_to_string(&part).unwrap();
    let mut rows: Vec<String> = table.split_inclusive("\r\n").map(str::to_owned).collect();
    rows.pop();
    let id = |row: &str| row.split(',').nth(5).unwrap().to_owned();
    let other = rows[2].replacen(&format!(",{},", id(&rows[2])), ",9999,", 1);
    rows[2] = other.replace(
        &format!("\"\"/source/id\"\":{}", id(table.lines().nth(2).unwrap())),
        "\"\"/source/id\"\":9999",
    );
    let full = rows[3].split(',').nth(8).unwrap().to_owned();
    rows[3] = rows[3].replace(&full, "Somebody Else");
    fs::write(&part, rows.concat()).unwrap();
    seal(&folder.path().join("before"), &rows.concat());
    let now = "diff before digital99 --sandbox 30";
    let all = [
        "diff before before",
        now,
        &format!("{now} --format table --values"),
    ];
    let all = all.map(|arguments| {
        let Run {
            code, out, notes, ..
        } = run(arguments);
        format!("{code}\n{out}{notes}")
    });
    insta::assert_snapshot!("diff", all.join("\n"));
}

/// What is compared is the contact, and not the format that it was kept in.
#[test]
fn the_same_contacts_are_the_same_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &str| Run::with(arguments, &[], None, Some(folder.path()));
    for format in ["jsonl", "csv", "vcard", "jscontact"] {
        let export = run(&format!(
            "export insighto chatbotx digital99 tetherai --sandbox 40 --format {format} --out in-{format}"
        ));
        assert_eq!(export.code, 0, "{}", export.seen());
        let diff = run(&format!("diff in-jsonl in-{format}"));
        assert_eq!(diff.code, 0, "{}", diff.seen());
        assert!(!diff.out.contains("\"change\""), "{}", diff.seen());
        let counts = diff.notes.lines().chain(diff.out.lines());
        let counts: Vec<&str> = counts.filter(|line| line.contains(" unchanged")).collect();
        let is_same = |line: &&str| line.contains("0 created, 0 updated, ");
        assert!(
            !counts.is_empty() && counts.iter().all(is_same),
            "{}",
            diff.seen()
        );
    }
}

/// An export of another release is no worse for it: that is told, and changes no exit code.
#[test]
fn an_export_by_another_spec_is_told_to_be_one() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &str| Run::with(arguments, &[], None, Some(folder.path()));
    let export = "export insighto chatbotx digital99 --sandbox 5 --format jsonl --out backup";
    assert_eq!(run(export).code, 0);
    let manifest = folder.path().join("backup/manifest.json");
    let mut value: serde_json::Value =
        serde_json::from_slice(&fs::read(&manifest).unwrap()).unwrap();
    assert!(!run("verify backup").out.contains("spec"));
    value["sources"][0]["spec"]["sha256"] = "0".repeat(64).into();
    value["sources"][1]["spec"] = serde_json::json!({ "version": "2020-01", "operations": "1" });
    fs::write(&manifest, value.to_string()).unwrap();
    let told = run("verify backup");
    assert_eq!(told.code, 0, "{}", told.seen());
    let version = |slug| contacts::Account::new(slug).unwrap().vendor().version;
    let [same, newer] = [version("insighto"), version("chatbotx")];
    let lines = told.out.lines().filter(|line| line.starts_with("note: "));
    let expected = [
        format!(
            "note: insighto was read by another state of its spec {same} than this release has: export again to have what it reads"
        ),
        format!(
            "note: chatbotx was read by its spec 2020-01, and this release has {newer}: export again to have what it reads"
        ),
    ];
    assert_eq!(lines.collect::<Vec<_>>(), expected);
    let told = run("verify backup --format json").out;
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let vendors = told["otherSpecs"].as_array().unwrap().iter();
    let vendors: Vec<&str> = vendors
        .map(|other| other["vendor"].as_str().unwrap())
        .collect();
    assert_eq!(vendors, ["insighto", "chatbotx"]);
    // Counts that differ are a failure as before.
    value["sources"][0]["counts"]["contacts"] = 6.into();
    fs::write(&manifest, value.to_string()).unwrap();
    assert_eq!(run("verify backup").code, 1);
}
