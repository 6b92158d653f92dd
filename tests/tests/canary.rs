//! No secret and nobody's data is ever shown: every operation of every vendor meets every fault, with canaries in each
//! credential, in each argument and in each answer, and whatever anybody can see of it is searched.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Debug;
use std::fs;
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

use contacts_runtime::client::policy::{Attempt, Observer};
use contacts_runtime::client::{Secret, Transport};
use contacts_runtime::replay::{Answer, CallError};
use contacts_tests::canary::{self, Search};
use contacts_tests::fault::{Fault, Place, faults};
use contacts_tests::stand::Stand;
use contacts_tests::{Fill, Reply, Subject, root};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::format::FmtSpan;
use xtask::generate::api::{Content, Type};

/// Everything that any crate traces or logs.
static TRACES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Traces;

impl Write for Traces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        TRACES.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Events, spans with all their fields, and what comes by the crate log, down to the finest.
fn trace() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_span_events(FmtSpan::FULL)
            .with_ansi(false)
            .with_writer(|| Traces)
            .init();
    });
}

fn traces() -> String {
    String::from_utf8_lossy(&std::mem::take(&mut *TRACES.lock().unwrap())).into_owned()
}

/// One vendor, and how it is called.
struct Trial {
    subject: Subject,
    stand: Stand,
    runtime: Runtime,
    search: Search,
    transports: BTreeMap<(Place, usize), Transport>,
    calls: usize,
    /// What was traced meanwhile, by whichever vendor.
    traced: String,
    found: Vec<String>,
}

impl Trial {
    fn new(subject: Subject) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let (stand, search) = (Stand::start().unwrap(), Search::default());
        Self {
            subject,
            stand,
            runtime,
            search,
            transports: BTreeMap::new(),
            calls: 0,
            traced: String::new(),
            found: Vec::new(),
        }
    }

    /// Every operation, with every fault.
    fn run(mut self) -> Self {
        let faults = faults();
        for (index, operation) in self.subject.api.operations.clone().iter().enumerate() {
            let arguments =
                canary::planted(&self.subject.arguments(operation, Fill::Every), "request");
            let replies = self.subject.replies(&operation.id);
            for (number, fault) in faults.iter().enumerate() {
                let reply =
                    fitting(&replies, fault).unwrap_or_else(|| self.subject.success(&operation.id));
                self.call(
                    &operation.id,
                    fault,
                    &planted(&reply),
                    arguments.clone(),
                    index + number,
                );
            }
            let traced = traces();
            self.look(&operation.id, &traced);
            self.traced.push_str(&traced);
        }
        self
    }

    fn call(
        &mut self,
        operation: &str,
        fault: &Fault,
        reply: &Reply,
        arguments: Value,
        turn: usize,
    ) {
        let transport = self.transport(fault.place, turn);
        self.stand.begin(fault, usize::MAX, reply);
        let client = self.subject.client;
        let result =
            self.runtime
                .block_on((client.call)(transport, operation.to_owned(), arguments));
        self.calls += 1;
        let shown = match &result {
            Ok(_) if self.is_plain(operation) => String::new(),
            result => show(result),
        };
        self.look(&format!("{operation} with {}", fault.name), &shown);
    }

    /// Whether an operation answers text, maps or JSON of no type: these are no types of ours, and show themselves.
    fn is_plain(&self, operation: &str) -> bool {
        fn is_ours(schema: &Type) -> bool {
            match schema {
                Type::List(inner) => is_ours(inner),
                schema => matches!(
                    schema,
                    Type::Component(_) | Type::Open(_) | Type::Sourced(_)
                ),
            }
        }
        let mut operations = self.subject.api.operations.iter();
        let operation = operations.find(|known| known.id == operation).unwrap();
        operation.successes.len() == 1
            && operation
                .successes
                .iter()
                .any(|response| match &response.content {
                    Content::Json(schema) => !is_ours(schema),
                    Content::Text => true,
                    Content::Empty | Content::Bytes => false,
                })
    }

    /// A transport with a canary for each secret; all alternatives of credentials have their turn.
    fn transport(&mut self, place: Place, turn: usize) -> Transport {
        let alternatives =
            (self.subject.client.credentials)(&|scheme| Secret::new(canary::text(scheme)));
        let turn = turn % alternatives.len();
        if let Some(transport) = self.transports.get(&(place, turn)) {
            return transport.clone();
        }
        let builder = self
            .stand
            .transport(place, alternatives.get(turn).unwrap().clone())
            .unwrap();
        let mut shown = forms(&builder);
        let transport = builder.build().unwrap();
        shown.push_str(&forms(&transport));
        self.look("transport", &shown);
        self.transports.insert((place, turn), transport.clone());
        transport
    }

    fn look(&mut self, at: &str, text: &str) {
        let slug = self.subject.client.vendor.slug;
        let hits = self.search.hits(text);
        self.found
            .extend(hits.iter().map(|hit| format!("{slug} {at}: …{hit}…")));
    }
}

/// A sample of the status that a fault answers, where there is one.
fn fitting(replies: &[Reply], fault: &Fault) -> Option<Reply> {
    let status: u16 = fault.name.strip_prefix("status-")?.parse().ok()?;
    replies.iter().find(|reply| reply.status == status).cloned()
}

/// An answer with canaries in place of everybody's data.
fn planted(reply: &Reply) -> Reply {
    let body = match serde_json::from_slice::<Value>(&reply.body) {
        Ok(value) => canary::planted(&value, "response").to_string(),
        Err(_) => canary::text("response"),
    };
    Reply {
        body: body.into_bytes(),
        ..reply.clone()
    }
}

/// All that can be seen of a result without asking for its value.
fn show(result: &Result<Answer, CallError>) -> String {
    let error = match result {
        Ok(answer) => return forms(answer),
        Err(error) => error,
    };
    let mut text = format!("{error} {error:#} {}", forms(error));
    if let CallError::Call(error) = error {
        text.push_str(&forms(&error.meaning()));
        text.push_str(&forms(&error.body()));
    }
    let mut source: Option<&dyn Error> = error.source();
    while let Some(error) = source {
        text.push_str(&format!(" {error} {error:#} {}", forms(error)));
        source = error.source();
    }
    text
}

fn forms(value: &(impl Debug + ?Sized)) -> String {
    format!("{value:?} {value:#?}")
}

/// The traces are one for the whole process.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    trace();
    traces();
    alone
}

#[test]
fn nothing_that_is_secret_or_somebodys_is_shown() {
    let _alone = alone();
    let trials: Vec<Trial> = thread::scope(|scope| {
        let subjects = Subject::all().unwrap().into_iter();
        let running: Vec<_> = subjects
            .map(|subject| scope.spawn(|| Trial::new(subject).run()))
            .collect();
        running
            .into_iter()
            .map(|trial| trial.join().unwrap())
            .collect()
    });
    let found: Vec<&str> = trials
        .iter()
        .flat_map(|trial| &trial.found)
        .map(String::as_str)
        .collect();
    assert_eq!(
        found.len(),
        0,
        "secrets and people found, such as:\n{}",
        first(&found)
    );
    for trial in &trials {
        let operations = trial.subject.api.operations.len();
        assert_eq!(trial.calls, operations * faults().len());
        assert_eq!(trial.stand.strayed(), 0, "a redirect was followed");
        for source in ["call{", "attempt{", "hyper_util::", "reqwest::", "rustls::"] {
            assert!(
                trial.traced.contains(source),
                "nothing was traced by {source}"
            );
        }
    }
}

fn first(found: &[&str]) -> String {
    found
        .iter()
        .take(40)
        .copied()
        .collect::<Vec<_>>()
        .join("\n")
}

/// The search would find them: one is planted wherever it looks.
#[test]
fn what_leaks_is_found() {
    let _alone = alone();
    let subject = Subject::all().unwrap().swap_remove(0);
    let mut trial = Trial::new(subject);
    tracing::trace!(token = canary::text("slot"), "sent");
    log::trace!("sent {}", canary::text("slot"));
    tracing::info_span!("call", url = canary::text("query")).in_scope(|| ());
    let traced = traces();
    assert_eq!(
        traced.matches(canary::TEXT).count(),
        trial.search.hits(&traced).len()
    );
    assert!(trial.search.hits(&traced).len() > 3, "{traced}");
    // What was asked for on purpose has everything in it: here, the value of an answer and the body of an error.
    let none = &faults()[0];
    let reply = planted(&trial.subject.success("listContacts"));
    let arguments = canary::planted(&Value::Object(Default::default()), "request");
    trial.stand.begin(none, usize::MAX, &reply);
    let transport = trial.transport(none.place, 0);
    let call = (trial.subject.client.call)(transport, "listContacts".to_owned(), arguments);
    let answer = trial.runtime.block_on(call).unwrap();
    trial.look("value", &answer.value.to_string());
    assert!(!trial.found.is_empty());
}

/// A hook of the caller's that panics takes its own call with it, and nothing else: no place under a limit, no connection,
/// no secret.
#[test]
fn a_panic_in_an_observer_shows_nothing_and_breaks_nothing() {
    struct Panics(AtomicBool);

    impl Observer for Panics {
        fn attempt_ended(&self, attempt: &Attempt<'_>) {
            assert!(self.0.fetch_or(true, Ordering::SeqCst), "{attempt:?}");
        }
    }

    let _alone = alone();
    let before = panic::take_hook();
    panic::set_hook(Box::new(|info| write!(Traces, "{info} {info:?}").unwrap()));
    for subject in Subject::all().unwrap() {
        let mut trial = Trial::new(subject);
        let operation = &trial.subject.api.operations[0];
        let reply = planted(&trial.subject.success(&operation.id));
        let fault = &faults()[0];
        trial.stand.begin(fault, 0, &reply);
        let slots = (trial.subject.client.credentials)(&|scheme| Secret::new(canary::text(scheme)))
            .swap_remove(0);
        let builder = trial.stand.transport(fault.place, slots).unwrap();
        let transport = builder
            .observer(Panics(AtomicBool::default()))
            .build()
            .unwrap();
        let arguments =
            canary::planted(&trial.subject.arguments(operation, Fill::Every), "request");
        let call = || {
            (trial.subject.client.call)(transport.clone(), operation.id.clone(), arguments.clone())
        };
        let panicked = panic::catch_unwind(AssertUnwindSafe(|| trial.runtime.block_on(call())));
        assert!(panicked.is_err());
        trial
            .runtime
            .block_on(call())
            .expect("the next call goes through");
        assert_eq!(trial.stand.asked(), 2);
        trial.look("panic", &traces());
        assert_eq!(trial.found, Vec::<String>::new());
    }
    panic::set_hook(before);
}

/// Samples and snapshots are what tests keep of answers.
#[test]
fn no_canary_nests_in_the_repository() {
    fn walk(folder: &Path, search: &Search, files: &mut usize) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("target") {
                walk(&path, search, files);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "snap" || extension == "json")
            {
                let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
                assert_eq!(
                    search.hits(&text),
                    Vec::<String>::new(),
                    "{}",
                    path.display()
                );
                *files += 1;
            }
        }
    }
    let (search, mut files) = (Search::default(), 0);
    for folder in ["crates", "specs", "tests", "xtask"] {
        walk(&root().join(folder), &search, &mut files);
    }
    assert!(files > 1_000, "only {files} files were looked at");
}
