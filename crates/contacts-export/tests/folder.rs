//! A folder survives whatever happens to the disk: nothing is lost, and nothing comes twice.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use contacts_core::mapping::{Mapped, Undecodable};
use contacts_core::model::{Contact, Found, Issue, IssueCode, KeptIn, RemoteId, Severity, Source};
use contacts_export::{
    Disk, Error, Extent, Finding, Folder, Format, Machine, Manifest, Single, Target, Whose,
    contacts, verify,
};
use contacts_runtime::client::{Resume, Tally, Verdict};
use contacts_runtime::operation::{InvalidFields, Vendor};
use tempfile::TempDir;

const PAGES: u64 = 12;
const SIZE: u64 = 5;

/// A disk that takes so many bytes, and a few for each name; then it is full for good, or for one thing only.
struct Full(Arc<AtomicI64>, Lasts);

#[derive(Clone, Copy, PartialEq)]
enum Lasts {
    ForGood,
    Once,
}

struct Tap {
    file: Box<dyn Target>,
    disk: Full,
}

impl Full {
    fn new(room: i64, lasts: Lasts) -> Self {
        Self(Arc::new(AtomicI64::new(room)), lasts)
    }

    fn take(&self, bytes: usize) -> io::Result<()> {
        let room = self.0.fetch_sub(bytes as i64, Ordering::SeqCst);
        let was_full = room < 0 && self.1 == Lasts::Once;
        match was_full || room >= bytes as i64 {
            true => Ok(()),
            false => Err(io::ErrorKind::StorageFull.into()),
        }
    }
}

impl Disk for Full {
    fn create(&self, path: &Path) -> io::Result<Box<dyn Target>> {
        self.take(16)?;
        let (file, disk) = (Machine.create(path)?, Self(self.0.clone(), self.1));
        Ok(Box::new(Tap { file, disk }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.take(16)?;
        Machine.rename(from, to)
    }
}

impl Write for Tap {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A disk may take a part of what it is given.
        let some = &bytes[..bytes.len().min(97)];
        self.disk.take(some.len())?;
        self.file.write(some)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Target for Tap {
    fn sync(&mut self) -> io::Result<()> {
        self.disk.take(16)?;
        self.file.sync()
    }
}

fn vendor() -> Vendor {
    Vendor {
        slug: "acme",
        name: "Acme",
        summary: "",
        version: "2026-11",
        spec_hash: "0f89",
        base_url: "",
        documentation: &[],
        credentials: &[],
        settings: &[],
        invalid_fields: InvalidFields::NONE,
        operations: &[],
    }
}

fn whose() -> Whose {
    Whose {
        instance: "https://acme.example.com".to_owned(),
        account: None,
        stamp: Some("3f9a".to_owned()),
    }
}

fn page(number: u64) -> Mapped {
    let contacts = (0..SIZE).map(|place| {
        let mut contact = Contact::new(Source {
            provider: "acme".to_owned(),
            instance: "https://acme.example.com".to_owned(),
            account: Some(RemoteId::text("7/8")),
            id: RemoteId::integer(number * SIZE + place),
            ..Source::default()
        });
        contact.raw = "{}".to_owned();
        contact
    });
    let mut page = Mapped::contacts(contacts.collect(), Default::default());
    if number == 3 {
        page.undecodable.push(Undecodable {
            pointer: "/1".to_owned(),
            reason: "no id".to_owned(),
            raw: "{}".to_owned(),
        });
    }
    page
}

/// A position of a sweep, here with the number of the page in its cursor.
fn resume(number: u64) -> Resume {
    let watch = serde_json::json!({ "kept": null, "steps": 0, "limit": 0, "hits": 0 });
    let state = serde_json::json!({
        "next": { "page": number }, "pass": 1, "pages": number, "fetched": 0, "unique": 0, "duplicates": 0,
        "undecodable": 0, "previous": null, "agreed": false, "recent": [],
        "walk": {
            "found": { "records": 0, "keys": "0000000000000000" }, "width": SIZE, "pages-said": null,
            "total": null, "total-at-first": null, "fell": null, "capped": false,
            "pages": watch, "cursors": watch, "circle": false, "reasons": [],
        },
    });
    let value = serde_json::json!({
        "version": 1, "vendor": "acme", "operation": "listContacts", "query": "0000000000000000", "state": state,
    });
    value.to_string().parse().unwrap()
}

fn next_page(resume: Option<&Resume>) -> u64 {
    let Some(resume) = resume else { return 0 };
    let value = serde_json::to_value(resume).unwrap();
    value["state"]["next"]["page"].as_u64().unwrap()
}

/// Goes on where the export is, to its end if the disk lets it.
fn export(disk: Arc<dyn Disk>, path: &Path, format: Format) -> Result<Manifest, Error> {
    let mut folder = Folder::resume_on(disk, path, format)?.rows(2 * SIZE);
    let mut partition = folder.partition(&vendor(), &whose())?;
    if !partition.is_at_end() {
        for number in next_page(partition.position())..PAGES {
            partition.write(&page(number), &resume(number + 1))?;
        }
        partition.finish(&Verdict::Complete(Tally::default()))?;
    }
    folder.finish()
}

fn ids(path: &Path, format: Format) -> Vec<u64> {
    let mut folder = Folder::resume(path, format).unwrap();
    let ids = folder.partition(&vendor(), &whose()).unwrap().ids();
    ids.map(|id| id.unwrap().parse().unwrap()).collect()
}

fn all() -> Vec<u64> {
    (0..PAGES * SIZE).collect()
}

#[test]
fn a_disk_that_is_full_loses_nothing_and_doubles_nothing() {
    for format in Format::ALL {
        let whole = TempDir::new().unwrap();
        let room = Arc::new(AtomicI64::new(i64::MAX));
        export(
            Arc::new(Full(room.clone(), Lasts::ForGood)),
            whole.path(),
            *format,
        )
        .unwrap();
        let needed = i64::MAX - room.load(Ordering::SeqCst);
        assert_eq!(ids(whole.path(), *format), all());
        let steps = if *format == Format::Jsonl { 101 } else { 13 };
        for step in 0..steps {
            let folder = TempDir::new().unwrap();
            let room = needed * step / steps;
            let error = export(
                Arc::new(Full::new(room, Lasts::ForGood)),
                folder.path(),
                *format,
            );
            assert!(
                matches!(error, Err(Error::Write { .. })),
                "{format} at {room}"
            );
            assert!(!folder.path().join("manifest.json").exists());
            let manifest = export(Arc::new(Machine), folder.path(), *format).unwrap();
            assert_eq!(
                manifest.counts().contacts,
                PAGES * SIZE,
                "{format} at {room}"
            );
            assert_eq!(manifest.counts().undecodable, 1, "{format} at {room}");
            assert_eq!(ids(folder.path(), *format), all(), "{format} at {room}");
            assert_eq!(
                verify(folder.path()).unwrap().findings,
                [],
                "{format} at {room}"
            );
        }
    }
}

/// Who tries again after an error must not get an export in which pages are missing.
#[test]
fn after_what_could_not_be_written_nothing_is_taken() {
    let mut broken = 0;
    for room in (0..40_000).step_by(997) {
        let folder = TempDir::new().unwrap();
        let path = folder.path();
        let disk = Arc::new(Full::new(room, Lasts::Once));
        let Ok(begun) = Folder::create_on(disk, path, Format::Csv) else {
            continue;
        };
        let mut begun = begun.rows(2 * SIZE);
        let mut partition = begun.partition(&vendor(), &whose()).unwrap();
        let mut failed = false;
        for number in 0..PAGES {
            match partition.write(&page(number), &resume(number + 1)) {
                Ok(()) => assert!(!failed, "{room}"),
                Err(Error::Broken { .. }) => assert!(failed, "{room}"),
                Err(_) => assert!(!std::mem::replace(&mut failed, true), "{room}"),
            }
        }
        if failed {
            broken += 1;
            assert!(matches!(partition.checkpoint(), Err(Error::Broken { .. })));
            let ended = partition.finish(&Verdict::Complete(Tally::default()));
            assert!(matches!(ended, Err(Error::Broken { .. })));
        }
        drop(begun);
        export(Arc::new(Machine), path, Format::Csv).unwrap();
        assert_eq!(ids(path, Format::Csv), all(), "{room}");
        assert_eq!(verify(path).unwrap().findings, [], "{room}");
    }
    assert!(broken > 5, "{broken}");
}

#[test]
fn one_account_is_not_taken_for_another_one() {
    let other = |change: fn(&mut Whose)| {
        let mut other = whose();
        change(&mut other);
        other
    };
    let elsewhere = other(|it| it.instance = "https://b.example.com".to_owned());
    let stranger = other(|it| it.account = Some("9".to_owned()));
    let rotated = other(|it| it.stamp = Some("0000".to_owned()));
    let unsaid = other(|it| it.stamp = None);
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    let refused = |whose: &Whose| {
        let mut folder = Folder::resume(path, Format::Jsonl).unwrap();
        match folder.partition(&vendor(), whose) {
            Ok(_) => None,
            Err(Error::OtherAccount { found, asked, .. }) => Some(found.differs_by_stamp(&asked)),
            Err(error) => unreachable!("{error}"),
        }
    };
    let check = || {
        assert_eq!(refused(&whose()), None);
        assert_eq!(refused(&elsewhere), Some(false));
        assert_eq!(refused(&stranger), Some(false));
        assert_eq!(refused(&rotated), Some(true));
        assert_eq!(refused(&unsaid), None);
    };
    let mut begun = Folder::create(path, Format::Jsonl).unwrap();
    let mut partition = begun.partition(&vendor(), &whose()).unwrap();
    partition.write(&page(0), &resume(1)).unwrap();
    partition.checkpoint().unwrap();
    drop(begun);
    check();
    // Nor when there is nothing to ask any more.
    export(Arc::new(Machine), path, Format::Jsonl).unwrap();
    check();
}

#[test]
fn what_is_finished_keeps_no_file_of_the_way_to_it() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    let left = || [".lock", "progress.json"].map(|name| path.join(name).exists());
    export(Arc::new(Machine), path, Format::Jsonl).unwrap();
    assert_eq!(left(), [false, false]);
    // As it is after a kill between the manifest and what follows it.
    fs::copy(path.join("manifest.json"), path.join("progress.json")).unwrap();
    fs::write(path.join(".lock"), "").unwrap();
    export(Arc::new(Machine), path, Format::Jsonl).unwrap();
    assert_eq!(left(), [false, false]);
    assert!(Folder::create(path, Format::Jsonl).is_err());
    assert!(Folder::resume(path, Format::Csv).is_err());
    assert_eq!(left(), [false, false]);
    assert_eq!(verify(path).unwrap().findings, []);
}

/// The hash that it had was of how a release printed its operations.
#[test]
fn a_manifest_of_an_earlier_release_is_read() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    let manifest = export(Arc::new(Machine), path, Format::Jsonl).unwrap();
    let now = &manifest.sources[0].spec;
    let file = path.join("manifest.json");
    let mut old: serde_json::Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    old["sources"][0]["spec"] = serde_json::json!({ "version": "2026-11", "operations": "e3b0" });
    old["sources"][0].as_object_mut().unwrap().remove("stamp");
    fs::write(&file, old.to_string()).unwrap();
    let verified = verify(path).unwrap();
    assert!(verified.is_sound() && verified.manifest.sources[0].spec.agrees(now));
    old["sources"][0]["spec"]["sha256"] = "0".into();
    fs::write(&file, old.to_string()).unwrap();
    assert!(!Manifest::read(path).unwrap().sources[0].spec.agrees(now));
    assert_eq!(ids(path, Format::Jsonl), all());
}

#[test]
fn why_a_list_broke_off_stands_there_until_it_ends() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    let broke_off = || Manifest::read(path).unwrap().sources[0].broke_off.clone();
    let mut open = Folder::create(path, Format::Jsonl).unwrap();
    let mut partition = open.partition(&vendor(), &whose()).unwrap();
    partition.write(&page(0), &resume(1)).unwrap();
    partition.break_off("the vendor is away").unwrap();
    assert_eq!(broke_off().as_deref(), Some("the vendor is away"));
    // What came before is there, and the list goes on behind it.
    assert!(matches!(open.finish(), Err(Error::Unfinished { .. })));
    assert_eq!(ids(path, Format::Jsonl), (0..SIZE).collect::<Vec<_>>());
    export(Arc::new(Machine), path, Format::Jsonl).unwrap();
    assert_eq!(broke_off(), None);
    assert_eq!(ids(path, Format::Jsonl), all());
}

#[test]
fn the_manifest_is_the_one_that_is_published() {
    let folder = TempDir::new().unwrap();
    let mut manifest = export(Arc::new(Machine), folder.path(), Format::Csv).unwrap();
    manifest.tool = "contacts-export (version)".to_owned();
    for part in &mut manifest.sources[0].parts {
        assert_eq!(part.sha256.len(), 64);
        part.sha256 = "(hash)".to_owned();
        part.bytes = 0;
    }
    insta::assert_json_snapshot!(manifest);
}

#[test]
fn one_export_a_folder_and_one_process_an_export() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    let open = Folder::create(path, Format::Jsonl).unwrap();
    let busy = Folder::resume(path, Format::Jsonl);
    assert!(matches!(busy, Err(Error::Busy { .. })));
    drop(open);
    let again = Folder::create(path, Format::Jsonl);
    assert!(matches!(again, Err(Error::Occupied { .. })));
    let other = Folder::resume(path, Format::Csv);
    assert!(matches!(other, Err(Error::OtherFormat { .. })));
    export(Arc::new(Machine), path, Format::Jsonl).unwrap();
    let again = Folder::create(path, Format::Jsonl);
    assert!(matches!(again, Err(Error::Occupied { .. })));
    assert!(Folder::resume(path, Format::Jsonl).unwrap().is_finished());
}

#[test]
fn what_was_changed_is_found() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    export(Arc::new(Machine), path, Format::Jsonl).unwrap();
    let part = |number: u32| format!("vendor=acme/account=7%2F8/part-{number:05}.jsonl");
    fs::remove_file(path.join(part(1))).unwrap();
    let mut bytes = fs::read(path.join(part(2))).unwrap();
    bytes[40] ^= 1;
    fs::write(path.join(part(2)), &bytes).unwrap();
    let mut bytes = fs::read(path.join(part(3))).unwrap();
    bytes.truncate(100);
    fs::write(path.join(part(3)), &bytes).unwrap();
    fs::write(path.join(part(9)), "").unwrap();
    fs::write(path.join(part(9) + ".partial"), "").unwrap();
    let findings = verify(path).unwrap().findings;
    insta::assert_snapshot!(
        findings
            .iter()
            .map(Finding::to_string)
            .collect::<Vec<_>>()
            .join("\n")
    );
}

#[test]
fn an_export_of_another_version_is_an_error() {
    let folder = TempDir::new().unwrap();
    let nothing = verify(folder.path());
    assert!(matches!(nothing, Err(Error::NoExport { .. })));
    for (text, message) in [
        (
            r#"{"version": 2, "new": true}"#,
            "has version 2 where this release reads version 1",
        ),
        (r#"{"version": 1}"#, "can't be understood"),
        ("", "can't be understood"),
    ] {
        fs::write(folder.path().join("manifest.json"), text).unwrap();
        let error = verify(folder.path()).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn what_is_gone_or_damaged_is_refused_and_not_read() {
    let part = "vendor=acme/account=7%2F8/part-00002.jsonl";
    let read = |path: &Path| {
        let manifest = Manifest::read(path).unwrap();
        contacts(path, &manifest).find_map(Result::err)
    };
    let changed = |error: Option<Error>, gone: bool| {
        let Some(Error::Changed { missing, file, .. }) = error else {
            unreachable!("{error:?}");
        };
        assert!(missing == gone && file.ends_with(part));
    };
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    export(Arc::new(Machine), path, Format::Jsonl).unwrap();
    assert!(read(path).is_none());
    let whole = fs::read(path.join(part)).unwrap();

    let mut bytes = whole.clone();
    bytes[40] ^= 1;
    fs::write(path.join(part), &bytes).unwrap();
    changed(read(path), false);
    fs::remove_file(path.join(part)).unwrap();
    changed(read(path), true);
    // Nothing would ask for it again, so the export does not go on as if it was there.
    changed(Folder::resume(path, Format::Jsonl).err(), true);
    fs::write(path.join(part), &whole).unwrap();
    assert!(Folder::resume(path, Format::Jsonl).unwrap().is_finished());
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_what_is_written() {
    use std::os::unix::fs::PermissionsExt;

    let parent = TempDir::new().unwrap();
    let folder = parent.path().join("some/export");
    export(Arc::new(Machine), &folder, Format::Csv).unwrap();
    let single = parent.path().join("d.csv");
    // One that was there with another mode.
    fs::write(&single, "").unwrap();
    fs::set_permissions(&single, PermissionsExt::from_mode(0o644)).unwrap();
    let mut file = Single::create(&single, Format::Csv).unwrap();
    file.write(&page(0)).unwrap();
    file.finish().unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let inner = folder.join("vendor=acme/account=7%2F8");
    assert_eq!((mode(&folder), mode(&inner)), (0o700, 0o700));
    for file in [
        folder.join("manifest.json"),
        inner.join("part-00001.csv"),
        single,
    ] {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

/// A page on which the notes of one contact could not be read.
fn page_with_gap() -> Mapped {
    let mut page = page(0);
    page.contacts[1].issues.push(Issue {
        path: "/notes#".to_owned(),
        code: IssueCode::DetailNotRead,
        severity: Severity::Error,
        found: Found::from(&serde_json::Value::Null),
        kept_in: KeptIn::Nowhere,
    });
    page
}

#[test]
fn what_was_read_beside_the_list_is_part_of_the_export() {
    let with = |details: &[&str]| Extent {
        with: details.iter().map(|detail| (*detail).to_owned()).collect(),
        ..Extent::default()
    };
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    let mut begun = Folder::create(path, Format::Jsonl).unwrap();
    let mut partition = begun.partition(&vendor(), &whose()).unwrap();
    partition.set_extent(with(&["notes"])).unwrap();
    partition.write(&page_with_gap(), &resume(1)).unwrap();
    partition.checkpoint().unwrap();
    drop(begun);

    // Half of the contacts with notes and half without would be neither.
    let mut resumed = Folder::resume(path, Format::Jsonl).unwrap();
    let mut partition = resumed.partition(&vendor(), &whose()).unwrap();
    let other = partition.set_extent(with(&[]));
    assert!(matches!(other, Err(Error::OtherExtent { .. })));
    partition.set_extent(with(&["notes"])).unwrap();
    partition.write(&page(1), &resume(2)).unwrap();
    partition
        .finish(&Verdict::Complete(Tally::default()))
        .unwrap();
    let manifest = resumed.finish().unwrap();

    // The list came whole, the notes did not.
    let source = &manifest.sources[0];
    assert!(!manifest.is_complete() && source.is_listed_whole());
    assert_eq!(source.reasons(), ["notes of 1 contact did not come"]);
    assert_eq!(verify(path).unwrap().findings, []);
}

#[test]
fn a_file_is_no_folder() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("d.csv");
    fs::write(&file, "").unwrap();
    let error = verify(&file).unwrap_err();
    assert!(matches!(error, Error::NoFolder { .. }), "{error}");
}
