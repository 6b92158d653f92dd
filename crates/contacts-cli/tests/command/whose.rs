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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_of_another_server_is_refused_also_when_it_is_finished() {
    let one = Vendor::with("chatbotx", 30).await;
    let other = Vendor::with("chatbotx", 40).await;
    let folder = one.path().join("backup").display().to_string();
    let export = format!("export chatbotx --format jsonl --out {folder} --resume");
    assert_eq!(one.run(&export).code, 0);
    let refused = other.run(&export);
    assert_eq!(
        (refused.code, other.requests()),
        (2, 0),
        "{}",
        refused.seen()
    );
    assert!(
        refused.notes.contains("is of another account"),
        "{}",
        refused.notes
    );
    assert!(
        !refused.notes.contains("--new-credential"),
        "{}",
        refused.notes
    );
    let again = one.run(&export);
    assert!(
        again.notes.contains("was there already"),
        "{}",
        again.seen()
    );
    assert!(!one.path().join("backup/.lock").exists());
    one.running.stop().await;
    other.running.stop().await;
}

/// On the server that all accounts of a vendor share, nothing but the credential tells them apart.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accounts_of_one_server_are_told_apart_by_their_credentials() {
    let mut vendor = Vendor::with("chatbotx", 8).await;
    let path = |name: &str, vendor: &Vendor| vendor.path().join(name);
    let export = "export chatbotx --format jsonl --out backup --resume";
    let run = vendor.run(export);
    assert_eq!(run.code, 0, "{}", run.seen());
    let known = vendor.running.known_contacts().next();
    let id = known.unwrap().id;
    let write = format!(r#"{{"write":"update","id":"{id}","patch":{{"name/given":"Cea"}}}}"#);
    fs::write(path("writes.jsonl", &vendor), write).unwrap();
    let run = vendor.run("apply chatbotx writes.jsonl --apply");
    assert_eq!(run.code, 0, "{}", run.seen());
    let credential = vendor.running.credential("developerAccessToken").unwrap();
    let files = [
        "backup/manifest.json",
        "writes.jsonl.journal",
        "writes.jsonl.undo",
    ];
    for file in files {
        let text = fs::read_to_string(path(file, &vendor)).unwrap();
        assert!(text.contains("\"stamp\":"), "{text}");
        assert!(!text.contains(credential), "{text}");
    }
    let token = vendor.variables.last_mut().unwrap();
    "the-token-of-another-workspace".clone_into(&mut token.1);
    for (again, code) in [
        (export, 0),
        ("apply chatbotx writes.jsonl", 0),
        // The sandbox is asked, and knows no such credential.
        ("apply chatbotx writes.jsonl.undo --reverse", 4),
    ] {
        let asked = vendor.requests();
        let refused = vendor.run(again);
        let is_asked = vendor.requests() > asked;
        assert_eq!((refused.code, is_asked), (2, false), "{}", refused.seen());
        assert!(
            refused.notes.contains("pass --new-credential"),
            "{}",
            refused.notes
        );
        let allowed = vendor.run(&format!("{again} --new-credential"));
        assert_eq!(allowed.code, code, "{}", allowed.seen());
    }
    vendor.running.stop().await;
}
