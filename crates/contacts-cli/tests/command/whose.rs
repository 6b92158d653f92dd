//! Files that belong to one account are not taken for another one.

use std::fs;

#[cfg(unix)]
use crate::Run;
use crate::stand::Vendor;

/// The line of the notes that says how to undo, without its beginning.
#[cfg(unix)]
fn undo(run: &Run) -> String {
    let mut lines = run.notes.lines();
    let line = lines.find_map(|line| line.strip_prefix("to undo: contacts "));
    line.unwrap_or_else(|| panic!("{}", run.seen())).to_owned()
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_undoes_a_write_is_kept_from_other_accounts() {
    use std::os::unix::fs::PermissionsExt;
    let (usual, slow) = (
        Vendor::start("digital99").await,
        Vendor::start("digital99").await,
    );
    let profile = |name: &str, vendor: &Vendor| {
        let key = vendor.running.credential("userApiKey").unwrap();
        format!(
            "[profiles.{name}]\nvendor = \"digital99\"\nbase-url = \"{}\"\ncredentials.userApiKey = \"{key}\"\n",
            vendor.running.base_url()
        )
    };
    let config = slow.path().join("my slow.toml");
    fs::write(
        &config,
        profile("digital99", &usual) + &profile("slow", &slow),
    )
    .unwrap();
    fs::set_permissions(&config, fs::Permissions::from_mode(0o600)).unwrap();
    let run = |arguments: &str| Run::with(arguments, &[], None, Some(slow.path()));
    let options = "--config 'my slow.toml' --set account_id=7";
    let created = run(&format!(
        "create digital99 {options} --profile slow -f name/full=Bea -f emails=bea@example.com --apply"
    ));
    assert_eq!(created.code, 0, "{}", created.seen());
    let printed = undo(&created);
    // Under the usual profile there is a stranger with that id, or might be.
    let stranger = run(&format!(
        "apply digital99 ./undo-digital99-1.jsonl --reverse --apply {options}"
    ));
    assert_eq!((stranger.code, usual.sent()), (2, 0), "{}", stranger.seen());
    assert!(
        stranger.notes.contains("is for digital99 account 7 at"),
        "{}",
        stranger.notes
    );
    // As it is printed, it undoes.
    let undone = run(&printed);
    assert_eq!(undone.code, 0, "{printed}\n{}", undone.seen());
    assert!(!slow.run("list digital99").out.contains("bea@example.com"));
    assert_eq!(
        printed,
        "apply digital99 ./undo-digital99-1.jsonl --profile slow --config 'my slow.toml' --set 'account_id=7' --reverse --apply"
    );
    // A file of another account is not added to either.
    let mixed = usual.run(&format!(
        "update digital99 5 -f name/full=Ada --apply --undo {}",
        slow.path().join("undo-digital99-1.jsonl").display()
    ));
    assert_eq!((mixed.code, usual.sent()), (2, 0), "{}", mixed.seen());
    usual.running.stop().await;
    slow.running.stop().await;
}

const WRITES: &str = r#"{"write":"update","id":5,"patch":{"name/full":"Ada"}}
{"write":"create","patch":{"fullName":"Cea","email":"cea@example.com"}}
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_journal_of_another_account_is_refused() {
    let (one, other) = (
        Vendor::start("digital99").await,
        Vendor::start("digital99").await,
    );
    fs::write(one.path().join("writes.jsonl"), WRITES).unwrap();
    let file = one.path().join("writes.jsonl").display().to_string();
    assert_eq!(one.run(&format!("apply digital99 {file} --apply")).code, 0);
    for more in ["", " --apply"] {
        let run = other.run(&format!("apply digital99 {file}{more}"));
        assert_eq!((run.code, other.sent()), (2, 0), "{}", run.seen());
        assert!(
            run.notes.contains("is the journal of another account"),
            "{}",
            run.notes
        );
    }
    one.running.stop().await;
    other.running.stop().await;
}

/// What a journal says was made may have been undone since: only the journal is sure.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_and_a_run_say_alike_what_was_made_before() {
    let vendor = Vendor::start("digital99").await;
    fs::write(vendor.path().join("writes.jsonl"), WRITES).unwrap();
    assert_eq!(vendor.run("apply digital99 writes.jsonl --apply").code, 0);
    assert_eq!(
        vendor
            .run("apply digital99 writes.jsonl.undo --reverse --apply")
            .code,
        0
    );
    let sent = vendor.sent();
    let planned = vendor.run("apply digital99 writes.jsonl");
    let again = vendor.run("apply digital99 writes.jsonl --apply");
    assert_eq!((planned.code, again.code, vendor.sent()), (0, 0, sent));
    insta::assert_snapshot!("made-before", planned.seen() + &again.seen());
    let other = vendor.run("apply digital99 writes.jsonl --apply --journal other");
    assert_eq!(other.code, 0, "{}", other.seen());
    assert!(vendor.sent() > sent);
    vendor.running.stop().await;
}
