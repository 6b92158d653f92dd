//! Profiles: what wins, where each value comes from, and files that others can read or write.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use contacts_sandbox::{Options, Running, Sandbox};
use tempfile::TempDir;

use crate::{Run, SECRET};

/// A folder with a configuration and a secret in a file, both for their owner only.
pub(crate) fn folder(config: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "config.toml", config, 0o600);
    write(folder.path(), "acme.key", SECRET, 0o600);
    folder
}

fn write(folder: &Path, name: &str, text: &str, mode: u32) {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
}

pub(crate) fn run(folder: &TempDir, arguments: &str, variables: &[(&str, &str)]) -> Run {
    let mut all = vec![("CONTACTS_CONFIG", "config.toml")];
    all.extend(variables);
    Run::with(arguments, &all, None, Some(folder.path()))
}

const PROFILES: &str = r#"
[profiles.acme]
vendor = "digital99"
base-url = "https://crm.example.com/api"
rate-limit = 2.5
settings = { account_id = 7 }
credentials = { userApiKey = { file = "acme.key" } }

[profiles.beta]
vendor = "digital99"
rate-limit = "none"
settings.account_id = "8"
credentials.userApiKey = { command = ["printf", "%s", "from-a-command"] }

[profiles.chatbotx]
vendor = "chatbotx"
credentials.developerAccessToken = { env = "ACME_TOKEN" }

[profiles.tetherai]
vendor = "tetherai"
base-url = "https://crm.example.com"
credentials.bearerAuth = "5ecret-key-that-never-shows"
"#;

#[test]
fn each_value_says_where_it_comes_from() {
    let folder = folder(PROFILES);
    let mut seen = String::new();
    for (arguments, variables) in [
        ("config explain digital99", &[][..]),
        ("config explain --profile acme", &[]),
        (
            "config explain --profile beta --rate-limit 20",
            &[("CONTACTS_DIGITAL99_RATE_LIMIT", "5")],
        ),
        (
            "config explain digital99 --profile acme --set account_id=9",
            &[
                ("CONTACTS_DIGITAL99_BASE_URL", "https://env.example.com/api"),
                ("CONTACTS_DIGITAL99_RATE_LIMIT", " none "),
                ("CONTACTS_DIGITAL99_ACCOUNT_ID", "5"),
                ("CONTACTS_DIGITAL99_API_ACCESS_TOKEN", SECRET),
            ],
        ),
        // One token in the environment takes the place of another one in the profile.
        (
            "config explain chatbotx --format json",
            &[("CONTACTS_CHATBOTX_QUERY_TOKEN", SECRET)],
        ),
        (
            "config explain tetherai",
            &[(
                "CONTACTS_TETHERAI_BASE_URL",
                "https://user:5ecret-key-that-never-shows@crm.example.com",
            )],
        ),
        ("config path", &[]),
    ] {
        let run = run(&folder, arguments, variables);
        assert_eq!(run.code, 0, "{}", run.seen());
        seen.push_str(&run.seen());
    }
    insta::assert_snapshot!("explain", seen);
}

#[test]
fn without_a_configuration_one_is_shown() {
    let run = Run::of("config explain dmchamp");
    insta::assert_snapshot!("explain-none", run.seen());
}

#[test]
fn what_is_wrong_with_a_configuration_is_told_with_its_place() {
    let mut seen = String::new();
    for config in [
        "profiles = 5",
        "[profile.acme]\nvendor = \"digital99\"",
        "[profiles.acme]\nbase-url = \"https://crm.example.com\"",
        "[profiles.acme]\nvendor = \"99digital\"",
        "[profiles.acme]\nvendor = \"digital99\"\nurl = \"https://crm.example.com\"",
        "[profiles.acme]\nvendor = \"digital99\"\nsettings = { acount_id = 7 }",
        "[profiles.acme]\nvendor = \"digital99\"\nsettings = \"5ecret-key-that-never-shows\"",
        "[profiles.acme]\nvendor = \"digital99\"\ncredentials = \"5ecret-key-that-never-shows\"",
        "[profiles.acme]\nvendor = \"digital99\"\ncredentials.token = \"5ecret-key-that-never-shows\"",
        "[profiles.acme]\nvendor = \"digital99\"\ncredentials.userApiKey = [\"5ecret-key-that-never-shows\"]",
        "[profiles.acme]\nvendor = \"digital99\"\ncredentials.userApiKey = { path = \"acme.key\" }",
        "[profiles.acme]\nvendor = \"digital99\"\ncredentials.userApiKey = { file = \"a\", env = \"B\" }",
        "[profiles.acme]\nvendor = \"digital99\"\ncredentials.userApiKey = { command = \"pass show acme\" }",
        "[profiles.acme]\nvendor = \"digital99\"\ncredentials.userApiKey = \"5ecret-key-that-never-shows",
        "[profiles.acme]\nvendor = \"digital99\"\nbase-url = \"\"",
        "[profiles.acme]\nvendor = \"digital99\"\nbase-url = \"crm.example.com\"",
        "[profiles.acme]\nvendor = \"digital99\"\nbase-url = \"https://me:5ecret-key-that-never-shows@crm.example.com\"",
        "[profiles.acme]\nvendor = \"digital99\"\ncredentials.userApiKey = \" \"",
        "[profiles.acme]\nvendor = \"digital99\"\ncredentials.userApiKey = \"\"\"one\ntwo\"\"\"",
        "[profiles.acme]\nvendor = \"digital99\"\nrate-limit = 0",
        "[profiles.acme]\nvendor = \"digital99\"\nrate-limit = nan",
        "[profiles.acme]\nvendor = \"digital99\"\nrate-limit = \"5/s\"",
        "[profiles.acme]\nvendor = \"digital99\"\nrate-limit = [5]",
    ] {
        let folder = folder(config);
        let run = run(&folder, "list digital99 --profile acme", &[]);
        assert_eq!(
            (run.code, run.out.as_str()),
            (2, ""),
            "{config}\n{}",
            run.notes
        );
        assert_eq!(run.notes.lines().count(), 1, "{}", run.notes);
        seen.push_str(&run.notes);
    }
    insta::assert_snapshot!("config-errors", seen);
}

#[test]
fn a_file_that_is_too_large_is_not_read_in_part() {
    let folder = folder(&format!("{PROFILES}# {}\n", "-".repeat(1 << 20)));
    let run = run(&folder, "list digital99 --profile acme", &[]);
    assert_eq!(run.code, 2, "{}", run.notes);
    assert!(
        run.notes.contains("it is larger than 1024 KiB"),
        "{}",
        run.notes
    );
}

#[test]
fn a_profile_that_is_not_there_is_answered_with_those_that_are() {
    let folder = folder(PROFILES);
    let mut seen = String::new();
    for (code, arguments) in [
        (2, "list digital99 --profile acne"),
        (2, "list chatbotx --profile acme"),
        (2, "config explain --profile gamma"),
        (2, "doctor --profile gamma"),
        (2, "list digital99 --config nowhere.toml"),
        (2, "list digital99 --sandbox --profile acme"),
    ] {
        let run = run(&folder, arguments, &[]);
        assert_eq!((run.code, run.out.as_str()), (code, ""), "{}", run.notes);
        let first = run.notes.lines().next().unwrap();
        seen.push_str(&format!("$ contacts {arguments}\n{first}\n"));
    }
    insta::assert_snapshot!("profiles", seen);
}

#[test]
fn secrets_that_can_not_be_had_or_kept_are_refused() {
    let mut seen = String::new();
    for (code, source, mode, key_mode) in [
        // What stands in the configuration is as secret as the configuration.
        (4, "\"5ecret-key-that-never-shows\"", 0o644, 0o600),
        (4, "\"5ecret-key-that-never-shows\"", 0o640, 0o600),
        (4, "{ file = \"acme.key\" }", 0o644, 0o604),
        // Who can write the configuration can have the secret sent elsewhere.
        (2, "{ file = \"acme.key\" }", 0o664, 0o600),
        (2, "{ command = [\"echo\", \"secret\"] }", 0o602, 0o600),
        (4, "{ file = \"no.key\" }", 0o600, 0o600),
        (4, "{ file = \"empty.key\" }", 0o600, 0o600),
        (4, "{ file = \"lines.key\" }", 0o600, 0o600),
        (4, "{ env = \"ACME_KEY\" }", 0o600, 0o600),
        (
            4,
            "{ command = [\"false\", \"5ecret-key-that-never-shows\"] }",
            0o600,
            0o600,
        ),
        (
            4,
            "{ command = [\"no-such-program\", \"x\"] }",
            0o600,
            0o600,
        ),
        (4, "{ command = [\"true\"] }", 0o600, 0o600),
    ] {
        let config = format!(
            "[profiles.insighto]\nvendor = \"insighto\"\ncredentials = {{ apiKey = {source} }}"
        );
        let folder = folder(&config);
        write(folder.path(), "config.toml", &config, mode);
        write(folder.path(), "acme.key", SECRET, key_mode);
        write(folder.path(), "empty.key", " \n", 0o600);
        write(folder.path(), "lines.key", "one\ntwo\n", 0o600);
        let run = run(&folder, "list insighto", &[]);
        assert_eq!(
            (run.code, run.out.as_str()),
            (code, ""),
            "{source}\n{}",
            run.notes
        );
        assert_eq!(run.notes.lines().count(), 1, "{}", run.notes);
        seen.push_str(&run.notes);
    }
    insta::assert_snapshot!("secrets", seen);
}

#[cfg(not(feature = "keyring"))]
#[test]
fn a_build_without_keyring_says_so() {
    let folder = folder(
        "[profiles.insighto]\nvendor = \"insighto\"\ncredentials.apiKey = { keyring = \"acme\" }",
    );
    let run = run(&folder, "list insighto", &[]);
    assert_eq!(run.code, 4);
    insta::assert_snapshot!(run.notes, @"contacts: no secret from the keyring entry acme: this build has no keyring: build with --features keyring, or take a file or a command");
}

#[cfg(all(feature = "keyring", target_os = "linux"))]
#[test]
fn a_keyring_that_does_not_answer_is_said_not_to() {
    let folder = folder(
        "[profiles.insighto]\nvendor = \"insighto\"\ncredentials.apiKey = { keyring = \"acme\" }",
    );
    let bus = ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus");
    let run = run(&folder, "list insighto", &[bus]);
    assert_eq!(
        (run.code, run.notes.lines().count()),
        (4, 1),
        "{}",
        run.notes
    );
    let [begin, end] = [
        "contacts: no secret from the keyring entry acme: no keyring answers (",
        "): start one, or take a file or a command\n",
    ];
    assert!(
        run.notes.starts_with(begin) && run.notes.ends_with(end),
        "{}",
        run.notes
    );
}

/// The secret of a sandbox from each source opens it, and the environment wins over the profile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_source_gives_its_secret() {
    let sandbox = sandbox("insighto", 3).await;
    let secret = sandbox.credential("apiKey").unwrap();
    let url = sandbox.base_url();
    for source in [
        format!("\"{secret}\""),
        "{ env = \"ACME_KEY\" }".to_owned(),
        "{ file = \"acme.key\" }".to_owned(),
        format!("{{ command = [\"printf\", \"%s\\\\n\", \"{secret}\"] }}"),
    ] {
        let config = format!(
            "[profiles.acme]\nvendor = \"insighto\"\nbase-url = \"{url}\"\ncredentials = {{ apiKey = {source} }}"
        );
        let folder = folder(&config);
        write(folder.path(), "acme.key", &format!("{secret}\n"), 0o400);
        let variables = [("ACME_KEY", secret)];
        let listed = run(&folder, "list insighto --profile acme", &variables);
        assert_eq!(listed.code, 0, "{source}\n{}", listed.notes);
        assert_eq!(listed.out.lines().count(), 3);
        let variables = [("ACME_KEY", secret), ("CONTACTS_INSIGHTO_API_KEY", SECRET)];
        let refused = run(&folder, "list insighto --profile acme", &variables);
        assert_eq!(refused.code, 4, "the environment wins: {}", refused.notes);
    }
    sandbox.stop().await;
}

/// A second page would have to wait longer than a call may take: nothing waits, and it is said.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_limit_of_requests_is_kept_wherever_it_comes_from() {
    let sandbox = sandbox("chatbotx", 51).await;
    let token = sandbox.credential("developerAccessToken").unwrap();
    let url = sandbox.base_url();
    let folder = folder(
        "[profiles.slow]\nvendor = \"chatbotx\"\nrate-limit = 0.01\n[profiles.fast]\nvendor = \"chatbotx\"\nrate-limit = \"none\"",
    );
    for (code, arguments, variable) in [
        (0, "--profile fast", ""),
        (1, "--profile slow", ""),
        (0, "--profile slow", "none"),
        (1, "--profile fast", "0.01"),
        (0, "--profile slow --rate-limit 5000", "0.01"),
        (1, "--profile fast --rate-limit 0.01", "none"),
    ] {
        let arguments = format!("list chatbotx --base-url {url} --timeout 90 {arguments}");
        let variables = [
            ("CONTACTS_CHATBOTX_TOKEN", token),
            ("CONTACTS_CHATBOTX_RATE_LIMIT", variable),
        ];
        let run = run(&folder, &arguments, &variables);
        assert_eq!(run.code, code, "{}", run.seen());
        assert_eq!(run.notes.contains("not sent, as the rate limit"), code == 1);
    }
    sandbox.stop().await;
}

#[test]
fn a_limit_in_the_environment_that_is_none_is_named() {
    let variables = [("CONTACTS_CHATBOTX_RATE_LIMIT", "5/s")];
    let run = run(&folder(""), "list chatbotx", &variables);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    insta::assert_snapshot!(run.notes, @"contacts: CONTACTS_CHATBOTX_RATE_LIMIT must be requests per second from 0.01 to 100000, such as 5 or 0.5, or none for no limit");
}

async fn sandbox(slug: &str, contacts: u64) -> Running {
    let options = Options {
        contacts,
        ..Options::default()
    };
    Sandbox::start(slug, options).await.unwrap()
}
