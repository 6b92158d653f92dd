//! Every way to go wrong: one line that says what, where, why and what to do, and the exit code.

use std::fs;

use crate::stand::Vendor;
use crate::{Run, SECRET, specs};

struct Case {
    arguments: &'static str,
    variables: &'static [(&'static str, &'static str)],
    input: &'static [u8],
    code: i32,
}

const fn case(code: i32, arguments: &'static str) -> Case {
    Case {
        arguments,
        variables: &[],
        input: b"",
        code,
    }
}

const fn with(
    code: i32,
    arguments: &'static str,
    variables: &'static [(&'static str, &'static str)],
) -> Case {
    Case {
        variables,
        ..case(code, arguments)
    }
}

const fn body(code: i32, arguments: &'static str, input: &'static [u8]) -> Case {
    Case {
        input,
        ..case(code, arguments)
    }
}

const KEY: &[(&str, &str)] = &[("CONTACTS_INSIGHTO_API_KEY", SECRET)];
const TOKEN: &[(&str, &str)] = &[("CONTACTS_DIGITAL99_API_ACCESS_TOKEN", SECRET)];
const HOST: &[(&str, &str)] = &[("CONTACTS_TETHERAI_INSTANCE", "crm.example.com")];

const CASES: &[Case] = &[
    // Names
    case(2, "list hubspot"),
    case(2, "list insight"),
    case(2, "list 99digital"),
    case(2, "map hubspot listContacts"),
    case(2, "map dmchamp nothing"),
    case(2, "map dmchamp getcontacts"),
    // What a vendor can't do, before anybody looks for its key
    case(2, "list dmchamp"),
    case(2, "list dmchamp --sandbox"),
    // Credentials
    case(4, "list insighto"),
    case(4, "list chatbotx"),
    case(4, "list digital99"),
    with(4, "list tetherai", HOST),
    with(4, "list insighto", &[("CONTACTS_INSIGHTO_API_KEY", "  ")]),
    // Settings
    case(2, "list tetherai"),
    with(2, "list digital99", TOKEN),
    with(2, "list digital99 --set account_id=seven", TOKEN),
    with(2, "list digital99 --set account_id", TOKEN),
    with(2, "list digital99 --set accountid=7", TOKEN),
    with(2, "list insighto --set colour=red", KEY),
    // Base URLs
    with(2, "list insighto --base-url insighto", KEY),
    with(2, "list insighto --base-url ftp://api.insighto.ai", KEY),
    with(2, "list insighto --base-url http://api.insighto.ai", KEY),
    with(
        2,
        "list insighto --base-url https://me:5ecret-key-that-never-shows@api.insighto.ai",
        KEY,
    ),
    with(
        2,
        "list insighto --base-url https://api.insighto.ai/?api_key=5ecret-key-that-never-shows",
        KEY,
    ),
    // Bodies
    body(1, "map chatbotx listContacts", b""),
    body(1, "map chatbotx listContacts", b"  \n"),
    body(
        1,
        "map chatbotx listContacts",
        b"<!doctype html>\n<title>Sign in</title>",
    ),
    body(
        1,
        "map chatbotx listContacts",
        b"{\"data\": [{\"id\": \"1\",",
    ),
    body(1, "map chatbotx listContacts", b"Bad gateway"),
    body(1, "map chatbotx listContacts", b"[1, 2]"),
    body(
        1,
        "map insighto listContacts",
        b"{\"detail\": \"Not authenticated\"}",
    ),
    body(
        1,
        "map digital99 listContacts",
        b"{\"error\": \"Invalid Access Token\"}",
    ),
    body(1, "map tetherai listContacts --ledger", b"\"text\""),
    body(
        1,
        "map chatbotx listContacts",
        b"{\"data\": \"\xff\xfe\x00\"}",
    ),
    body(
        1,
        "map chatbotx listContacts",
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
    ),
    body(1, "map chatbotx listContacts", b"\xff\xfe{\x00}\x00"),
    // Files
    case(2, "map chatbotx listContacts no/such/file.json"),
    case(1, "map chatbotx listContacts chatbotx"),
];

#[test]
fn each_error_is_one_line_and_has_its_exit_code() {
    let mut seen = String::new();
    for case in CASES {
        let run = Run::with(case.arguments, case.variables, Some(case.input), None);
        assert_eq!(run.code, case.code, "{}", run.seen());
        assert_eq!(run.out, "", "{}", case.arguments);
        assert_eq!(run.notes.lines().count(), 1, "{}", run.notes);
        assert!(run.notes.starts_with("contacts: "), "{}", run.notes);
        seen.push_str(&shown(&run, case));
    }
    insta::assert_snapshot!("errors", seen);
}

fn shown(run: &Run, case: &Case) -> String {
    let arguments = case.arguments.replace(SECRET, "SECRET");
    let input = match case.input {
        [] => String::new(),
        input => format!(" <<< {}", input.escape_ascii()),
    };
    format!(
        "$ contacts {arguments}{input}\n{}= {}\n\n",
        run.notes, run.code
    )
}

#[test]
fn a_command_line_that_is_none_is_said_to_be() {
    let mut seen = String::new();
    for arguments in [
        "lst insighto",
        "list",
        "list insighto --sandbox many",
        "list insighto --sandbox 99999999999",
        "list insighto --sandbox 5 --base-url https://api.insighto.ai",
        "list digital99 --sandbox 5 --set account_id=9",
        "list insighto --format xml",
        "list insighto --rate-limit fast",
        "list insighto --rate-limit 0",
        "list insighto --rate-limit -1",
        "list insighto --attempts 0",
        "list insighto --timeout 0",
        "map chatbotx",
        "map chatbotx listContacts --ledger --whole",
        "demo --contacts 0",
        "vendors --format yaml",
    ] {
        let run = Run::of(arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{}", run.seen());
        let (problem, _) = run.notes.split_once("\n\n").unwrap();
        seen.push_str(&format!("$ contacts {arguments}\n{problem}\n\n"));
    }
    insta::assert_snapshot!("usage", seen);
}

#[test]
fn a_folder_that_can_not_be_written_is_named() {
    // A file in the place of the folder, since those who may write everywhere run tests too.
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("taken"), "").unwrap();
    for arguments in ["demo --out taken", "demo --out taken/deeper"] {
        let run = Run::with(arguments, &[], None, Some(folder.path()));
        assert_eq!((run.code, run.out.as_str()), (1, ""));
        assert!(run.notes.contains("taken"), "{}", run.notes);
        assert!(run.notes.contains("can't be written"), "{}", run.notes);
        assert!(
            run.notes.ends_with("name another place with --out\n"),
            "{}",
            run.notes
        );
    }
}

/// What a vendor does not take is named by names of the spec; the vendor's words may hold people's data.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_vendor_does_not_take_is_named() {
    let vendor = Vendor::start("digital99").await;
    let mut seen = String::new();
    for arguments in [
        "create digital99 -f phones=secret-number -f name/full=Ada --apply",
        "api digital99 createContact --body '{\"name\":\"Ada\",\"phone_number\":\"secret-number\"}' --apply",
        "api digital99 createContactNote -f contact_id=5 --body '{\"note\":{\"content\":\"\"}}' --apply",
    ] {
        let run = vendor.run(arguments);
        assert!(!run.notes.contains("secret-number"), "{}", run.notes);
        seen.push_str(&run.seen());
    }
    vendor.running.stop().await;
    insta::assert_snapshot!("not-taken", seen);
}

#[test]
fn samples_of_errors_name_what_is_not_taken() {
    let mut seen = String::new();
    for vendor in contacts::vendors() {
        let samples = fs::read_dir(specs().join(vendor.slug).join("samples")).unwrap();
        let mut paths: Vec<_> = samples.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let fields = vendor.invalid_fields.of(&fs::read(&path).unwrap());
            if !fields.is_empty() {
                seen.push_str(&format!("{} {name}: {}\n", vendor.slug, fields.join(", ")));
            }
        }
    }
    insta::assert_snapshot!("invalid-fields", seen);
}
