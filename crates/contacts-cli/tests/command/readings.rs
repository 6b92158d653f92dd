//! Commands that only read: one contact, look-ups, searches, calls by name, what there is to know.

use std::fs;

use crate::Run;

/// Runs each, with its exit code, into one text.
fn all(cases: &[(i32, &str)]) -> String {
    let mut seen = String::new();
    for (code, arguments) in cases {
        let run = Run::of(arguments);
        assert_eq!(run.code, *code, "{}", run.seen());
        seen.push_str(&run.seen());
    }
    seen
}

#[test]
fn get_and_find_give_one_contact() {
    insta::assert_snapshot!(
        "get",
        all(&[
            (0, "get digital99 5 --sandbox"),
            (0, "get digital99 5 --sandbox --format table"),
            (1, "get digital99 999999 --sandbox"),
            (1, "get digital99 Ada --sandbox"),
            (2, "get dmchamp 5 --sandbox"),
        ])
    );
    insta::assert_snapshot!(
        "find",
        all(&[
            (
                0,
                "find chatbotx fendra.fictover.1@example.com --sandbox --format table"
            ),
            (0, "find dmchamp +1(202)555-0101 --sandbox --format table"),
            (0, "find digital99 nobody@example.com --sandbox"),
            (
                0,
                "find digital99 12025550101 --as phone --sandbox --format table"
            ),
            (2, "find digital99 12025550101 --sandbox"),
            (2, "find digital99 Ada --sandbox"),
            (2, "find insighto ada@example.com --sandbox"),
        ])
    );
}

#[test]
fn search_finds_by_text_or_by_terms() {
    insta::assert_snapshot!(
        "search",
        all(&[
            (0, "search digital99 fendra --sandbox 40 --format table"),
            (0, "search digital99 --tag vip --sandbox 40 --format table"),
            (0, "count chatbotx --sandbox 40"),
            (0, "count chatbotx --sandbox 40 --format json"),
            (2, "search dmchamp ada --sandbox"),
            (2, "search chatbotx --stage new --tag vip --sandbox"),
            (2, "count dmchamp --sandbox"),
        ])
    );
}

#[test]
fn api_calls_by_name() {
    insta::assert_snapshot!(
        "api",
        all(&[
            (0, "api digital99 getContact -f contact_id=5 --sandbox"),
            (0, "api chatbotx listTags --all --sandbox"),
            (0, "api digital99 deleteContact -f contact_id=5 --sandbox"),
            (2, "api digital99 getContcat -f contact_id=5 --sandbox"),
            (2, "api digital99 getContact --sandbox"),
            (2, "api digital99 getContact -f contact_id=Ada --sandbox"),
            (
                2,
                "api digital99 getContact -f contact_id=5 -f colour=red --sandbox"
            ),
            (
                2,
                "api digital99 getContact --all -f contact_id=5 --sandbox"
            ),
            (2, "api digital99 createContact --body {name --sandbox"),
            (2, "api digital99 createContact --body @no.json --sandbox"),
        ])
    );
    let body = br#"{"payload":[{"attribute_key":"email","filter_operator":"equal_to","values":["person.5@example.com"],"query_operator":null}]}"#;
    let run = Run::with(
        "api digital99 filterContacts --body - --sandbox",
        &[],
        Some(body),
        None,
    );
    assert_eq!(run.code, 0, "{}", run.seen());
    assert!(run.out.contains("person.5@example.com"), "{}", run.out);
}

#[test]
fn describe_and_capabilities_need_no_account() {
    insta::assert_snapshot!(
        "describe",
        all(&[
            (0, "describe"),
            (0, "describe consent"),
            (0, "describe --fields"),
            (0, "describe phones --fields"),
            (0, "describe gender --fields --format json"),
            (0, "describe --writes"),
            (2, "describe phone --fields"),
            (2, "describe emial"),
            (2, "describe weather"),
        ])
    );
    insta::assert_snapshot!("capabilities", all(&[(0, "capabilities dmchamp")]));
    let schema = Run::of("describe --schema");
    let schema: serde_json::Value = serde_json::from_str(&schema.out).unwrap();
    assert_eq!(schema["title"], "Contact");
    let json = Run::of("capabilities --format json");
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json.as_array().map(Vec::len), Some(5));
    let matrix = Run::of("capabilities").out;
    assert!(Run::of("vendors").out.starts_with(&matrix), "{matrix}");
}

#[test]
fn doctor_looks_at_everything_and_changes_nothing() {
    let mut seen = String::new();
    for slug in ["insighto", "chatbotx", "digital99", "tetherai", "dmchamp"] {
        let run = Run::of(&format!("doctor {slug} --sandbox"));
        assert_eq!(run.code, 0, "{}", run.seen());
        seen.push_str(&run.seen());
    }
    for (code, arguments, variables) in [
        (0, "doctor", &[][..]),
        (2, "doctor --sandbox", &[]),
        (4, "doctor insighto", &[]),
        (
            2,
            "doctor digital99",
            &[("CONTACTS_DIGITAL99_API_ACCESS_TOKEN", crate::SECRET)],
        ),
        (
            2,
            "doctor --format json",
            &[("CONTACTS_TETHERAI_TOKEN", crate::SECRET)],
        ),
    ] {
        let run = Run::with(arguments, variables, None, None);
        assert_eq!(run.code, code, "{}", run.seen());
        seen.push_str(&run.seen());
    }
    insta::assert_snapshot!("doctor", seen);
}

#[test]
fn shells_and_man_get_their_pages() {
    for (shell, mark) in [
        ("bash", "complete -F _contacts"),
        ("zsh", "#compdef contacts"),
        ("fish", "complete -c contacts"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion:arg-completer[contacts]"),
    ] {
        let run = Run::of(&format!("completions {shell}"));
        assert_eq!((run.code, run.notes.as_str()), (0, ""));
        assert!(run.out.contains(mark), "{shell}");
    }
    let folder = tempfile::tempdir().unwrap();
    let run = Run::with("man pages", &[], None, Some(folder.path()));
    assert_eq!(run.code, 0, "{}", run.notes);
    let page = fs::read_to_string(folder.path().join("pages/contacts-list.1")).unwrap();
    assert!(
        page.contains(".SH EXAMPLES") || page.contains("Examples:"),
        "{page}"
    );
    assert!(folder.path().join("pages/contacts.1").exists());
}

/// What the script of a shell offers at the end of a line, as bash itself finds it.
#[cfg(target_os = "linux")]
#[test]
fn bash_completes_words_that_are_known() {
    use std::process::Command;
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("contacts.bash");
    fs::write(&script, Run::of("completions bash").out).unwrap();
    for (line, expected) in [
        ("contacts list chat", "chatbotx"),
        ("contacts doctor digi", "digital99"),
        ("contacts config explain digi", "digital99"),
        ("contacts export insighto tether", "tetherai"),
        ("contacts api digital99 filterC", "filterContacts"),
        ("contacts map dmchamp getContactP", "getContactProtection"),
        ("contacts export chatbotx --format vc", "vcard"),
        ("contacts list chatbotx --set acc", "account_id"),
        ("contacts update digital99 5 --clear name/g", "name/given"),
        ("contacts create digital99 -f name/g", "name/given"),
        ("contacts describe consent/bl", "consent/blocked"),
    ] {
        let program = format!(
            "source {}; COMP_WORDS=({line}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); \
             _contacts contacts \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\"; \
             echo \"${{COMPREPLY[@]}}\"",
            script.display()
        );
        let output = Command::new("bash")
            .args(["-c", &program])
            .output()
            .unwrap();
        assert_eq!(
            String::from_utf8(output.stdout).unwrap().trim(),
            expected,
            "{line}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

/// What is offered is not all that is taken: the command has the better words for what is none.
#[test]
fn a_word_that_is_not_known_is_refused_by_the_command() {
    for arguments in [
        "list chatbot",
        "export chatbot --format csv --out -",
        "sandbox chatbot",
        "move . chatbot",
        "capabilities chatbot",
        "map chatbot listContacts",
    ] {
        let run = Run::of(arguments);
        assert_eq!(run.code, 2, "{}", run.seen());
        assert!(
            run.notes.starts_with("contacts: ") && run.notes.contains("chatbotx"),
            "{arguments}: {}",
            run.notes
        );
    }
}
