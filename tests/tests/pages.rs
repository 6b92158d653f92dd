//! Lists that change between pages, through the generated clients: every list of every vendor ends, gives nobody twice, and
//! says so where somebody who was there all the time may be missing.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::{Arc, Mutex};

use contacts_runtime::client::{SweepOptions, Transport};
use contacts_runtime::replay::Swept;
use contacts_tests::fault::policy;
use contacts_tests::pages::{Edit, Pages};
use contacts_tests::server::{Server, json};
use contacts_tests::stand::http;
use contacts_tests::{Fill, Subject};
use xtask::generate::api::Operation;

#[tokio::test]
async fn what_becomes_of_lists_that_change() {
    let mut text = String::from(
        "Rows given of those that were there all the time, with one pass / until two passes agree.\n",
    );
    for subject in Subject::all().unwrap() {
        for operation in &subject.api.operations {
            for edit in Edit::ALL {
                let Some(pages) = Pages::new(&subject, operation, edit) else {
                    continue;
                };
                let once = walk(&subject, operation, edit, SweepOptions::default()).await;
                let again =
                    walk(&subject, operation, edit, SweepOptions::default().passes(4)).await;
                let counts = pages.counts();
                // Where the vendor counts, nobody is missing unsaid; and a second look finds who was hidden in the first.
                assert!(
                    !counts || once.missing == 0 || !once.is_complete,
                    "{} {edit:?}",
                    operation.id
                );
                assert!(
                    again.missing == 0 || edit == Edit::Repeat,
                    "{} {edit:?}",
                    operation.id
                );
                assert!(
                    edit != Edit::Nothing || (once.missing, once.is_complete) == (0, true),
                    "{}",
                    operation.id
                );
                let list = format!("{} {}", subject.client.vendor.slug, operation.id);
                let edit = format!("{edit:?}").to_lowercase();
                let _ = writeln!(text, "{list:<38} {edit:<8} {} / {}", once.text, again.text);
            }
        }
    }
    insta::assert_snapshot!(text);
}

struct Outcome {
    missing: usize,
    is_complete: bool,
    text: String,
}

async fn walk(
    subject: &Subject,
    operation: &Operation,
    edit: Edit,
    options: SweepOptions,
) -> Outcome {
    let pages = Pages::new(subject, operation, edit).unwrap();
    let lasting: BTreeSet<u64> = pages.lasting().into_iter().collect();
    let pages = Arc::new(Mutex::new(pages));
    let answering = Arc::clone(&pages);
    let server =
        Server::start(move |asked| json(200, &answering.lock().unwrap().answer(asked))).unwrap();
    let base_url = server.url().parse().unwrap();
    let transport = Transport::builder(base_url, Vec::new())
        .policy(policy())
        .http_client(http(None).unwrap())
        .single_server()
        .build()
        .unwrap();
    let arguments = subject.arguments(operation, Fill::Needed);
    let walk = (subject.client.sweep)(transport, operation.id.clone(), arguments, options);
    let Swept {
        records,
        verdict,
        failure,
        ..
    } = walk.await.unwrap();
    assert!(failure.is_none(), "{}", operation.id);
    let pages = pages.lock().unwrap();
    let given: BTreeSet<u64> = records
        .iter()
        .map(|record| pages.number(record).unwrap())
        .collect();
    assert_eq!(
        given.len(),
        records.len(),
        "{} {edit:?}: somebody came twice",
        operation.id
    );
    let missing = lasting.difference(&given).count();
    let text = format!("{} of {} {verdict}", lasting.len() - missing, lasting.len());
    Outcome {
        missing,
        is_complete: verdict.is_complete(),
        text,
    }
}
