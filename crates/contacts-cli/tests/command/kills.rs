//! `contacts export` killed at any moment, in each format: it goes on, and nothing is lost, doubled or written otherwise.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;
use std::process::Child;

use contacts_export::{Entry, Manifest, read, verify};
use contacts_sandbox::Faults;

use crate::stand::Vendor;

/// Contacts of a sandbox: several parts of several pages.
const CONTACTS: u64 = 400;

/// Kills of each format, if the environment variable CONTACTS_KILLS does not say how many.
const KILLS: usize = 4;

/// Ways to know the moment of a kill.
const KINDS: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn json_lines_survive() {
    survive("chatbotx", "--format jsonl").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn csv_survives() {
    survive("digital99", "--format csv").await;
}

#[cfg(feature = "parquet")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nested_parquet_survives() {
    survive("chatbotx", "--format parquet --schema nested").await;
}

#[cfg(feature = "parquet")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn flat_parquet_survives() {
    survive("tetherai", "--format parquet --schema flat").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn vcards_survive() {
    survive("insighto", "--format vcard").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cards_survive() {
    survive("tetherai", "--format jscontact").await;
}

/// Kills exports of a vendor, every other one again while it goes on, and holds what comes in the end against an export that
/// nobody killed.
async fn survive(slug: &str, format: &str) {
    let asked = std::env::var("CONTACTS_KILLS").ok();
    let kills = asked.map_or(KILLS, |kills| kills.parse().unwrap());
    let vendor = Vendor::with(slug, CONTACTS).await;
    let export =
        |folder: &str| format!("export {slug} {format} --part-rows 60 --resume --out {folder}");
    let whole = vendor.run(&export("whole"));
    assert_eq!(whole.code, 0, "{}", whole.seen());
    let requests = vendor.requests() as usize;
    let whole = Manifest::read(&vendor.path().join("whole")).unwrap();
    let expected = ids(&vendor.path().join("whole"));
    let unique: BTreeSet<&String> = expected.iter().collect();
    assert_eq!(unique.len(), expected.len());
    // A list may hide contacts without number and address.
    assert!(expected.len() > 300 && whole.sources[0].parts.len() > 3);

    let (mut killed, mut behind_parts) = (0, 0);
    for nth in 0..kills {
        let name = format!("killed-{nth}");
        let folder = vendor.path().join(&name);
        let arguments = export(&name);
        // No later than at its last request, so that it never ends by itself.
        let last = match nth % KINDS {
            0 => 1 + (nth / KINDS * 3) % requests,
            _ => requests,
        };
        let moment = || is_moment(nth, &folder);
        kill(&vendor, &arguments, last, moment);
        killed += 1;
        let found = Manifest::read(&folder).is_ok_and(|it| it.counts().contacts > 0);
        behind_parts += usize::from(found);
        if nth % 2 == 1 {
            kill(&vendor, &arguments, 1, || false);
            killed += 1;
        }
        let resumed = vendor.run(&arguments);
        assert_eq!(resumed.code, 0, "{nth}: {}", resumed.seen());
        let found = ids(&folder);
        let unique: BTreeSet<&String> = found.iter().collect();
        let lost = expected.iter().filter(|id| !unique.contains(id)).count();
        let doubled = found.len() - unique.len();
        assert_eq!((lost, doubled), (0, 0), "lost and doubled at {nth}");
        let verified = verify(&folder).unwrap();
        assert!(verified.is_sound(), "{nth}: {:?}", verified.findings);
        // The same files of the same bytes, by their hashes, and the same counts and verdict.
        assert_eq!(verified.manifest, whole, "{nth}");
        fs::remove_dir_all(folder).unwrap();
    }
    println!(
        "{slug} {format}: {killed} kills, {behind_parts} exports went on behind finished parts, 0 lost, 0 doubled"
    );
    // Among the first of each kind are such.
    assert!(behind_parts > 0 || kills < KINDS);
    vendor.running.stop().await;
}

/// Starts the command and kills it at the moment, or when it has asked for so many pages: the last of them never comes.
pub(crate) fn kill(vendor: &Vendor, arguments: &str, last: usize, moment: impl Fn() -> bool) {
    let before = vendor.requests();
    vendor.fault(&format!("stall@{last}"));
    let mut child: Child = vendor.command(arguments).spawn().unwrap();
    while !moment() && vendor.requests() - before < last as u64 {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        std::thread::yield_now();
    }
    // On Unix that is SIGKILL: the process does nothing more.
    child.kill().unwrap();
    assert!(!child.wait().unwrap().success());
    vendor.running.set_faults(Faults::default());
}

/// Whether the moment of a kill has come, as far as it can be seen from outside.
fn is_moment(nth: usize, folder: &Path) -> bool {
    // The third part comes first, so that there are finished ones before it.
    let number = 1 + (nth / KINDS + 2) % 4;
    let part = |is_partial: bool| {
        let name = format!("part-{number:05}.");
        let names = files(folder);
        let mut names = names.iter().filter(|file| file.starts_with(&name));
        names.any(|file| file.ends_with(".partial") == is_partial)
    };
    match nth % KINDS {
        // Only the requests count.
        0 => false,
        // A part begins.
        1 => part(true),
        // A part has its name, and no progress names it yet.
        2 => part(false),
        // The progress is being written.
        _ => folder.join("progress.json.partial").exists(),
    }
}

/// The names of the files in the only partition; nothing while it is not there.
fn files(folder: &Path) -> Vec<String> {
    let first = |folder: &Path, prefix: &str| {
        let entries = fs::read_dir(folder).ok()?.flatten();
        let mut paths = entries.map(|entry| entry.path());
        paths.find(|path| {
            path.file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .starts_with(prefix)
        })
    };
    let account = first(folder, "vendor=").and_then(|vendor| first(&vendor, "account="));
    let entries = account.and_then(|account| fs::read_dir(account).ok());
    let names = entries.into_iter().flatten().flatten();
    names
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect()
}

/// The ids in the parts that the manifest names.
fn ids(folder: &Path) -> Vec<String> {
    let manifest = Manifest::read(folder).unwrap();
    let parts = manifest.sources.iter().flat_map(|source| &source.parts);
    let entries = parts.flat_map(|part| {
        let file = File::open(folder.join(&part.file)).unwrap();
        read(manifest.format, file).unwrap()
    });
    let ids = entries.filter_map(|entry| match entry.unwrap() {
        Entry::Contact(contact) => Some(contact.source.id.to_string()),
        Entry::Undecodable(_) => None,
    });
    ids.collect()
}
