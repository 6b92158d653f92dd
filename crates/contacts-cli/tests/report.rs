//! The report of the command, and what a browser makes of it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn contacts(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_contacts"));
    command.current_dir(folder).args(words).output().unwrap()
}

/// Exports of two sandboxes with the same invented people, and the report of both.
fn report(folder: &Path) -> String {
    for slug in ["chatbotx", "tetherai"] {
        let words = [
            "export",
            slug,
            "--sandbox=30",
            "--format",
            "jsonl",
            "--out",
            slug,
        ];
        let exported = contacts(folder, &words);
        assert!(exported.status.success(), "{exported:?}");
    }
    let words = ["report", "chatbotx", "tetherai", "--out", "report.html"];
    let output = contacts(folder, &words);
    assert!(output.status.success(), "{output:?}");
    fs::read_to_string(folder.join("report.html")).unwrap()
}

#[test]
fn a_report_of_exports_says_what_came_and_who_is_the_same_person() {
    let folder = tempfile::tempdir().unwrap();
    let page = report(folder.path());
    for expected in [
        "<strong>30</strong> contacts of 30",
        "ChatbotX",
        "TetherAI",
        "of the 60 contacts",
        "telephone number <code>…",
        "…@example.",
        "ChatbotX → TetherAI",
    ] {
        assert!(page.contains(expected), "{expected}");
    }
    // Addresses and numbers are shortened.
    let mut parts: Vec<&str> = page.split("@example.").collect();
    parts.pop();
    assert!(parts.iter().all(|before| before.ends_with('…')));
    assert!(!page.contains("+1"), "a whole number");
}

#[test]
fn what_can_t_be_read_or_written_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let missing = contacts(folder.path(), &["report", "nothing"]);
    assert_eq!(missing.status.code(), Some(2));
    let said = String::from_utf8(missing.stderr).unwrap();
    assert!(said.contains("nothing can't be read"), "{said}");
    let full = contacts(folder.path(), &["report", "--out", "/dev/full"]);
    assert_eq!(full.status.code(), Some(1));
}

#[test]
fn duplicates_are_told_with_their_evidence_and_without_values() {
    let folder = tempfile::tempdir().unwrap();
    report(folder.path());
    let told = contacts(folder.path(), &["duplicates", "chatbotx", "tetherai"]);
    assert!(told.status.success());
    let lines = String::from_utf8(told.stdout).unwrap();
    let clusters: Vec<serde_json::Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(clusters.len() > 20, "{}", clusters.len());
    for cluster in &clusters {
        let members = cluster["members"].as_array().unwrap();
        let links = cluster["links"].as_array().unwrap();
        assert!(members.len() > 1 && links.len() + 1 >= members.len());
        assert!(links.iter().all(|link| link.get("value").is_none()));
    }
    let words = [
        "duplicates",
        "chatbotx",
        "tetherai",
        "--values",
        "--format",
        "table",
    ];
    let told = contacts(folder.path(), &words);
    let text = String::from_utf8(told.stdout).unwrap();
    assert!(
        text.contains("same e-mail address: ") && text.contains("@example."),
        "{text}"
    );
}

/// Where a browser is installed: nothing is wider than the window, on a desk and on a phone, and every part is drawn.
#[test]
fn a_browser_draws_every_part_within_the_window() {
    let Some(browser) = browser() else {
        eprintln!("no browser is installed; this looks at nothing");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let page = report(folder.path());
    let page = serde_json::to_string(&page).unwrap().replace("</", "<\\/");
    for width in [360, 1280] {
        let wrapper = format!(
            "<!doctype html><title>-</title><iframe style='border:0;width:{width}px;height:900px'></iframe><script>
            const frame = document.querySelector('iframe');
            frame.onload = () => {{
                const root = frame.contentDocument.documentElement;
                const drawn = [...root.querySelectorAll('section')].filter(part => part.offsetHeight > 40);
                document.title = `wide ${{root.scrollWidth <= {width}}} parts ${{drawn.length}}`;
            }};
            frame.srcdoc = {page};</script>"
        );
        let file = folder.path().join("wrapper.html");
        fs::write(&file, wrapper).unwrap();
        let drawn = Command::new(browser)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
            ])
            .args(["--disable-background-networking", "--disable-sync"])
            .arg(format!(
                "--user-data-dir={}",
                folder.path().join("profile").display()
            ))
            .args([
                "--window-size=1400,1000",
                "--virtual-time-budget=5000",
                "--dump-dom",
            ])
            .arg(format!("file://{}", file.display()))
            .output()
            .unwrap();
        let dom = String::from_utf8_lossy(&drawn.stdout).into_owned();
        let title = dom.split("<title>").nth(1).unwrap_or_default();
        assert!(
            title.starts_with("wide true parts 6<"),
            "{width}: {}",
            title.split("</title>").next().unwrap_or_default()
        );
    }
}

fn browser() -> Option<&'static str> {
    ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok())
}
