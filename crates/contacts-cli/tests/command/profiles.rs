//! Several profiles in one file: which ones a command looks at, and that a broken one stops nobody else.

use crate::Run;
use crate::config::{folder, run};
use crate::stand::Vendor;

/// A profile of a sandbox.
fn profile(name: &str, slug: &str, vendor: &Vendor) -> String {
    let url = vendor.running.base_url();
    let scheme = match slug {
        "chatbotx" => "developerAccessToken",
        _ => "apiKey",
    };
    let token = vendor.running.credential(scheme).unwrap();
    format!(
        "[profiles.{name}]\nvendor = \"{slug}\"\nbase-url = \"{url}\"\ncredentials.{scheme} = \"{token}\"\n"
    )
}

const BROKEN: &str = r#"
[profiles.early]
vendor = "chatbotx"
base_url = "https://crm.example.com"

[profiles.late]
vendor = "insight"

[profiles.url]
vendor = "tetherai"
base-url = "crm.example.com"

[profiles.type]
vendor = "digital99"
settings = { account_id = true }
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_profile_is_looked_at_and_a_broken_one_stops_nobody_else() {
    let (chat, voice) = (
        Vendor::start("chatbotx").await,
        Vendor::start("insighto").await,
    );
    let config = [
        profile("work", "chatbotx", &chat),
        profile("shop", "insighto", &voice),
        BROKEN.to_owned(),
    ];
    let folder = folder(&config.concat());
    let token = ("CONTACTS_DIGITAL99_API_ACCESS_TOKEN", crate::SECRET);
    let mut seen = String::new();
    for (code, arguments, variables) in [
        // All of them, and a vendor that only the environment has.
        (2, "doctor", &[token][..]),
        (0, "doctor work", &[token]),
        (0, "doctor shop work shop", &[token]),
        (2, "doctor chatbotx", &[token]),
        (0, "doctor --profile work", &[token]),
        (0, "doctor chatbotx --profile work", &[token]),
        (2, "doctor insighto --profile work", &[token]),
        (2, "doctor late --format json", &[]),
        (2, "doctor wrok", &[]),
        (5, "config explain", &[token]),
        (0, "config explain shop", &[token]),
        (5, "config explain chatbotx --format json", &[token]),
        (2, "config explain late type", &[token]),
        (2, "config explain --profile url --format json", &[token]),
    ] {
        let run = run(&folder, arguments, variables);
        assert_eq!(run.code, code, "{}", run.seen());
        seen.push_str(&run.seen());
    }
    insta::assert_snapshot!("every-profile", seen);
    for (code, arguments) in [
        (0, "count chatbotx --profile work"),
        (0, "count insighto --profile shop"),
        (2, "count chatbotx --profile early"),
        (2, "count insighto --profile late"),
        (2, "count digital99 --profile type"),
        // Without a broken profile being meant, it is the credential that lacks.
        (4, "count digital99"),
        (4, "count chatbotx"),
    ] {
        let run = run(&folder, arguments, &[]);
        assert_eq!(run.code, code, "{}", run.seen());
    }
    let alone = run(&folder, "count chatbotx", &[]);
    insta::assert_snapshot!(alone.notes, @"contacts: chatbotx needs a credential: pass --profile work; or `contacts vendors` names its variables");
    chat.running.stop().await;
    voice.running.stop().await;
}

#[test]
fn the_environment_alone_is_an_account_where_no_profile_has_its_place() {
    let token = ("CONTACTS_CHATBOTX_TOKEN", crate::SECRET);
    let host = ("CONTACTS_CHATBOTX_HOST", "crm.example.com");
    let accounts = |config: &str, variables: &[(&str, &str)]| {
        let folder = folder(config);
        let run = run(&folder, "config explain --format json", variables);
        assert_eq!(run.code, 0, "{}", run.seen());
        let parts: Vec<serde_json::Value> = serde_json::from_str(&run.out).unwrap();
        let mut names: Vec<String> = parts
            .iter()
            .map(|part| {
                let profile = part["profile"].as_str().unwrap_or("-");
                format!("{profile} {}", part["vendor"].as_str().unwrap())
            })
            .collect();
        names.dedup();
        names.join(", ")
    };
    let (work, usual) = (
        "[profiles.work]\nvendor = \"chatbotx\"",
        "[profiles.chatbotx]\nvendor = \"chatbotx\"",
    );
    for (config, variables, expected) in [
        ("", &[token][..], "- chatbotx"),
        ("", &[host], "- chatbotx"),
        (work, &[], "work chatbotx"),
        (work, &[token], "work chatbotx, - chatbotx"),
        // What is no credential is taken for what the profile leaves out.
        (work, &[host], "work chatbotx"),
        (usual, &[token], "chatbotx chatbotx"),
        // Where there is nothing, it is about what there could be.
        (
            "",
            &[],
            "- insighto, - chatbotx, - digital99, - tetherai, - dmchamp",
        ),
    ] {
        assert_eq!(
            accounts(config, variables),
            expected,
            "{config} {variables:?}"
        );
    }
}

#[test]
fn a_broken_profile_is_guarded_like_a_whole_one() {
    use std::os::unix::fs::PermissionsExt;
    for (mode, broken, code) in [
        (
            0o644,
            "credentials.nokey = \"5ecret-key-that-never-shows\"",
            4,
        ),
        (0o644, "credentials = \"5ecret-key-that-never-shows\"", 4),
        (0o666, "credentials.nokey = { command = [\"true\"] }", 2),
        (0o666, "colour = \"red\"", 0),
    ] {
        let config = format!(
            "[profiles.fine]\nvendor = \"dmchamp\"\n[profiles.odd]\nvendor = \"digital99\"\n{broken}\n"
        );
        let folder = folder(&config);
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(folder.path().join("config.toml"), mode).unwrap();
        let run: Run = run(&folder, "config explain fine", &[]);
        assert_eq!(run.code, code, "{broken}\n{}", run.seen());
    }
}
