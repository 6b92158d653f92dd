//! Vendors that refuse, break off or send something else.

use std::fs;
use std::net::TcpListener;

use contacts::Account;
use contacts_sandbox::{Options, Running, Sandbox};

use crate::stand::{answer, serve};
use crate::{Run, SECRET, portless, specs};

const KEY: &[(&str, &str)] = &[("CONTACTS_INSIGHTO_API_KEY", SECRET)];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_key_is_refused_by_each_vendor() {
    let mut seen = String::new();
    for slug in ["insighto", "chatbotx", "digital99", "tetherai"] {
        let options = Options {
            contacts: 3,
            ..Options::default()
        };
        let running = Sandbox::start(slug, options).await.unwrap();
        let run = list(&running);
        assert_eq!((run.code, run.out.as_str()), (4, ""), "{}", run.notes);
        assert_eq!(run.notes.lines().count(), 1, "{}", run.notes);
        seen.push_str(&portless(&run.notes));
        running.stop().await;
    }
    insta::assert_snapshot!("refused", seen);
}

/// `contacts list` of a sandbox with all that it needs, but for the right key.
fn list(running: &Running) -> Run {
    let vendor = Account::new(running.slug()).unwrap().vendor();
    let slot = vendor.credentials.first().unwrap();
    let mut arguments = format!("list {} --base-url {}", running.slug(), running.base_url());
    for setting in vendor.settings {
        if let Some(value) = running.setting(setting.parameter) {
            arguments.push_str(&format!(" --set {}={value}", setting.parameter));
        }
    }
    Run::with(&arguments, &[(slot.env, SECRET)], None, None)
}

#[test]
fn a_port_that_refuses_is_named() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let run = Run::with(
        &format!("list insighto --base-url {origin}"),
        KEY,
        None,
        None,
    );
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    // The words in the middle are those of the machine.
    assert!(
        run.notes.starts_with(&format!(
            "contacts: insighto: listContacts: no connection to {origin}: "
        )),
        "{}",
        run.notes
    );
    assert!(
        run.notes
            .ends_with("; check CONTACTS_INSIGHTO_BASE_URL and the network\n"),
        "{}",
        run.notes
    );
}

// Elsewhere no variable says where the certificates are.
#[cfg(target_os = "linux")]
#[test]
fn a_machine_without_certificates_is_told_to_who_needs_them() {
    let variables = [KEY, &[("SSL_CERT_FILE", "/nowhere")]].concat();
    let run = |arguments| Run::with(arguments, &variables, None, None);
    let vendor = run("list insighto");
    assert_eq!((vendor.code, vendor.out.as_str()), (1, ""));
    let said = &vendor.notes;
    assert!(said.contains("TLS can't be set up: "), "{said}");
    let sandbox = run("list insighto --sandbox 3");
    let came = sandbox.out.lines().count();
    assert_eq!((sandbox.code, came), (0, 3), "{}", sandbox.notes);
}

#[test]
fn what_is_no_answer_of_the_vendor_is_said_to_be_none() {
    let page = sample("insighto/samples/listContacts.200.odd-html.html");
    let mut seen = String::new();
    for (code, status, media, body) in [
        (1, "200 OK", "text/html", page.as_str()),
        (1, "200 OK", "application/json", ""),
        (1, "200 OK", "application/json", "{\"data\": 7}"),
        (1, "200 OK", "application/json", "{\"data\": {\"items\": ["),
        (1, "302 Found", "text/html", ""),
        (1, "404 Not Found", "text/html", page.as_str()),
        (
            1,
            "422 Unprocessable Content",
            "application/json",
            "{\"detail\": []}",
        ),
        (4, "401 Unauthorized", "text/html", page.as_str()),
        (4, "403 Forbidden", "application/json", "{}"),
        // A vendor's text in a header.
        (1, "400 Bad Request", "text/\u{1b}[31mred", "no"),
    ] {
        let run = list_from(vec![answer(status, media, body)], "");
        assert_eq!((run.code, run.out.as_str()), (code, ""), "{}", run.notes);
        assert_eq!(run.notes.lines().count(), 1, "{}", run.notes);
        assert!(!run.notes.contains('\u{1b}'), "{}", run.notes);
        seen.push_str(&format!("{status} {body:.20?}\n{}\n", portless(&run.notes)));
    }
    insta::assert_snapshot!("answers", seen);
}

#[test]
fn a_list_that_breaks_off_keeps_what_came() {
    let first = sample("insighto/samples/listContacts.200.first-page.json");
    let answers = vec![
        answer("200 OK", "application/json", &first),
        answer("200 OK", "text/html", "<html>"),
    ];
    let run = list_from(answers, "");
    assert_eq!((run.code, run.out.lines().count()), (1, 2), "{}", run.notes);
    insta::assert_snapshot!("broken-off", run.notes);
}

#[test]
fn fewer_contacts_than_the_vendor_counts_are_not_complete() {
    let first = sample("insighto/samples/listContacts.200.first-page.json");
    let end = sample("insighto/samples/listContacts.200.past-the-end.json");
    let answers = [first, end].map(|body| answer("200 OK", "application/json", &body));
    let run = list_from(answers.to_vec(), "");
    assert_eq!((run.code, run.out.lines().count()), (5, 2), "{}", run.notes);
    insta::assert_snapshot!("fewer", crate::portless(&run.notes));
}

#[test]
fn records_that_can_not_be_read_are_told_in_both_formats() {
    let body = r#"{"data": {"items": [{"id": "one"}, null], "total": 2, "page": 1, "size": 100, "pages": 1}}"#;
    let once = || vec![answer("200 OK", "application/json", body)];
    let table = list_from(once(), " --format table");
    let lines = list_from(once(), "");
    assert_eq!((table.code, lines.code), (5, 5));
    insta::assert_snapshot!(
        "undecodable",
        portless(&format!(
            "{}--- standard error\n{}--- table\n{}--- standard error\n{}",
            lines.out, lines.notes, table.out, table.notes
        ))
    );
}

#[test]
fn a_call_is_tried_as_often_as_asked() {
    let nobody = r#"{"data": {"items": [], "total": 0, "page": 1, "size": 100, "pages": 0}}"#;
    for (code, options) in [(0, ""), (0, " --attempts 2"), (1, " --attempts 1")] {
        let answers = vec![
            answer("503 Service Unavailable", "application/json", "{}"),
            answer("200 OK", "application/json", nobody),
        ];
        let run = list_from(answers, options);
        assert_eq!((run.code, run.out.as_str()), (code, ""), "{}", run.notes);
    }
}

#[test]
fn a_terminal_obeys_nothing_that_a_vendor_sends() {
    let body = r#"{"data": {"items": [{"id": "\u001b]0;id\u0007", "first_name": "\u009b2J\u202ered\nline", "email": "\u001b[31ma@example.com"}], "total": 1, "page": 1, "size": 100, "pages": 1}}"#;
    let run = list_from(
        vec![answer("200 OK", "application/json", body)],
        " --format table",
    );
    assert_eq!(run.code, 0, "{}", run.notes);
    let obeyed = |text: &str| {
        text.chars()
            .any(|letter| (letter.is_control() && letter != '\n') || letter == '\u{202e}')
    };
    assert!(!obeyed(&run.out), "{:?}", run.out);
    assert!(!obeyed(&run.notes), "{:?}", run.notes);
    assert_eq!(run.out.lines().count(), 5, "{}", run.out);
}

fn sample(path: &str) -> String {
    fs::read_to_string(specs().join(path)).unwrap()
}

/// `contacts list insighto` from a server that gives these answers, then the last one for good.
fn list_from(answers: Vec<String>, options: &str) -> Run {
    let origin = serve(answers);
    let arguments = format!("list insighto --base-url {origin}{options}");
    Run::with(&arguments, KEY, None, None)
}
