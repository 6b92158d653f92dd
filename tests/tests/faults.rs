//! What becomes of a call when something goes wrong, by vendor: how many attempts were made, and what came of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use contacts_runtime::client::policy::{Attempt, Observer};
use contacts_runtime::client::{Error, Secret};
use contacts_runtime::replay::{Answer, CallError};
use contacts_tests::fault::{Fault, Place, faults};
use contacts_tests::stand::Stand;
use contacts_tests::{Fill, Subject};
use tokio::runtime::{Builder, Runtime};

/// What came of a fault that hits the first request only, and of one that stays.
type Outcome = (String, String);

/// By fault, in the order of the faults, the outcome of each vendor.
type Table = Vec<(String, BTreeMap<&'static str, Outcome>)>;

#[test]
fn what_becomes_of_calls() {
    let mut text = String::from(
        "Each cell: outcome and number of attempts if the fault hits the first request only / if it stays.\n\
         `whole` is the answer with every record in it; `another` is one of the spec's shape with other content, as sent.\n",
    );
    for (title, repeatable) in [
        ("calls that can be repeated", true),
        ("calls that cannot", false),
    ] {
        let table = table(repeatable);
        let _ = writeln!(text, "\n{title}\n");
        let _ = write!(text, "{}", rendered(&table));
    }
    insta::assert_snapshot!(text);
}

fn table(repeatable: bool) -> Table {
    let vendors: Vec<(&'static str, Vec<Outcome>)> = thread::scope(|scope| {
        let subjects = Subject::all().unwrap().into_iter();
        let running: Vec<_> = subjects
            .map(|subject| scope.spawn(move || vendor(&subject, repeatable)))
            .collect();
        running
            .into_iter()
            .filter_map(|vendor| vendor.join().unwrap())
            .collect()
    });
    let names = faults().into_iter().map(|fault| fault.name);
    names
        .enumerate()
        .map(|(row, name)| {
            let cells = vendors
                .iter()
                .map(|(slug, outcomes)| (*slug, outcomes[row].clone()));
            (name, cells.collect())
        })
        .collect()
}

/// The outcomes of all faults for one operation; `None` if the vendor has none of the kind.
fn vendor(subject: &Subject, repeatable: bool) -> Option<(&'static str, Vec<Outcome>)> {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let stand = Stand::start().unwrap();
    let vendor = subject.client.vendor;
    // The first that answers JSON: the faults are the same for all others.
    let operation = vendor.operations.iter().find(|operation| {
        let success = subject.success(operation.id);
        operation.idempotent == repeatable
            && success.content_type == "application/json"
            && success.body.len() > 20
    })?;
    let call = Call {
        subject,
        stand: &stand,
        runtime: &runtime,
        operation: operation.id,
    };
    let faults = faults();
    let whole = call.run(&faults[0], 0).0.expect("nothing is wrong");
    let outcomes = faults.iter().map(|fault| {
        [1, usize::MAX]
            .map(|times| outcome(call.run(fault, times), &whole))
            .into()
    });
    let outcomes = outcomes.collect();
    assert_eq!(stand.strayed(), 0, "a redirect was followed");
    Some((vendor.slug, outcomes))
}

/// Counts attempts.
#[derive(Clone, Default)]
struct Attempts(Arc<AtomicUsize>);

impl Observer for Attempts {
    fn attempt_ended(&self, _: &Attempt<'_>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

struct Call<'a> {
    subject: &'a Subject,
    stand: &'a Stand,
    runtime: &'a Runtime,
    operation: &'static str,
}

impl Call<'_> {
    /// The result, and how many attempts were made.
    fn run(&self, fault: &Fault, times: usize) -> (Result<Answer, CallError>, usize) {
        let Self {
            subject,
            stand,
            runtime,
            operation,
        } = self;
        let slots = (subject.client.credentials)(&|scheme| Secret::new(scheme)).swap_remove(0);
        stand.begin(fault, times, &subject.success(operation));
        // A new one for each, as they share a budget of retries.
        let builder = stand.transport(fault.place, slots).unwrap();
        let builder = builder.http_client(stand.http(fault.place));
        let attempts = Attempts::default();
        let transport = builder.observer(attempts.clone()).build().unwrap();
        let known = subject
            .api
            .operations
            .iter()
            .find(|known| known.id == *operation)
            .unwrap();
        let arguments = subject.arguments(known, Fill::Needed);
        let result = runtime.block_on((subject.client.call)(
            transport,
            (*operation).to_owned(),
            arguments,
        ));
        let attempts = attempts.0.load(Ordering::SeqCst);
        if matches!(fault.place, Place::Server | Place::Tls) {
            assert_eq!(
                stand.asked(),
                attempts,
                "{} {operation} {}",
                subject.client.vendor.slug,
                fault.name
            );
        }
        (result, attempts)
    }
}

fn outcome((result, attempts): (Result<Answer, CallError>, usize), whole: &Answer) -> String {
    let kind = match result {
        Ok(answer) if answer.value == whole.value => "whole".to_owned(),
        Ok(_) => "another".to_owned(),
        Err(CallError::Call(error)) => match *error {
            Error::Transport(error) => error.kind().to_owned(),
            Error::Decode { .. } => "decode".to_owned(),
            error => match (error.status(), error.meaning()) {
                (Some(status), Some(meaning)) => format!("{status} {meaning}"),
                (Some(status), None) => status.to_string(),
                (None, _) => "request".to_owned(),
            },
        },
        Err(error) => error.to_string(),
    };
    format!("{kind} {attempts}")
}

/// One line a fault; the vendors of one outcome share it.
fn rendered(table: &Table) -> String {
    let mut text = String::new();
    let (mut whole, mut another, mut failed) = (0, 0, 0);
    for (fault, cells) in table {
        let mut by_outcome: BTreeMap<&Outcome, Vec<&str>> = BTreeMap::new();
        for (slug, outcome) in cells {
            by_outcome.entry(outcome).or_default().push(slug);
            for outcome in [&outcome.0, &outcome.1] {
                match outcome.split_once(' ') {
                    Some(("whole", _)) => whole += 1,
                    Some(("another", _)) => another += 1,
                    _ => failed += 1,
                }
            }
        }
        for ((once, always), vendors) in &by_outcome {
            let vendors = if by_outcome.len() == 1 {
                "all".to_owned()
            } else {
                vendors.join(" ")
            };
            let _ = writeln!(
                text,
                "{fault:<34} {:<44} {vendors}",
                format!("{once} / {always}")
            );
        }
    }
    let _ = writeln!(
        text,
        "\n{whole} calls got the whole answer, {failed} a typed error, {another} what came instead"
    );
    text
}
