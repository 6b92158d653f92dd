//! The laws of sweeps, with a vendor in memory whose rows change while pages are read, and that lies.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "helpers of tests"
)]

mod anomalies;
mod edits;
mod fuzz;
mod interruptions;
mod plain;
mod vendor;

use std::collections::BTreeSet;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use contacts_runtime::client::{Batch, Sweep, SweepError, SweepOptions, Undocumented, Verdict};
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use vendor::{List, Plan, Vendor};

type Page = Result<Batch<List>, SweepError<Undocumented>>;

/// What a sweep gave, record by record, and its verdict.
#[derive(Clone, Debug, PartialEq)]
struct Outcome {
    records: Vec<String>,
    verdict: Verdict,
}

impl Outcome {
    /// The ids, in the order in which they came.
    fn ids(&self) -> Vec<i64> {
        self.records.iter().filter_map(|raw| id(raw)).collect()
    }

    /// Those of `there` who did not come.
    fn missing(&self, there: &[i64]) -> Vec<i64> {
        let came: BTreeSet<i64> = self.ids().into_iter().collect();
        let missing = there.iter().copied();
        missing.filter(|id| !came.contains(id)).collect()
    }

    fn assert_no_id_twice(&self) {
        // What can't be read has no id.
        let readable = self.records.iter().filter(|raw| raw.starts_with('{'));
        let ids: Vec<_> = readable.filter_map(|raw| id(raw)).collect();
        let once: BTreeSet<_> = ids.iter().collect();
        assert_eq!(once.len(), ids.len(), "{ids:?}");
    }
}

fn id(raw: &str) -> Option<i64> {
    let digits = raw
        .trim_start_matches(r#"{"id": "#)
        .trim_start_matches("\"broken ");
    digits.trim_end_matches(['}', '"']).parse().ok()
}

fn run(plan: &Plan, options: SweepOptions) -> Outcome {
    finish(Sweep::new(Vendor::new(plan.clone()).list(), options))
}

fn finish(mut sweep: Sweep<List>) -> Outcome {
    let mut records = Vec::new();
    while let Some(page) = next(&mut sweep) {
        match page {
            Ok(batch) => records.extend(raw(batch)),
            Err(_) => assert!(next(&mut sweep).is_none(), "nothing comes after an error"),
        }
    }
    let verdict = sweep.verdict();
    Outcome { records, verdict }
}

fn raw(batch: Batch<List>) -> Vec<String> {
    let records = batch.into_records();
    records
        .iter()
        .map(|record| record.raw().to_owned())
        .collect()
}

/// The next page, however often it has to be polled.
fn next(sweep: &mut Sweep<List>) -> Option<Page> {
    let mut next = pin!(sweep.next());
    loop {
        if let Poll::Ready(page) = next.as_mut().poll(&mut context()) {
            return page;
        }
    }
}

fn context() -> Context<'static> {
    Context::from_waker(Waker::noop())
}

/// Tries so many cases, the same ones each time.
fn check<S: Strategy>(cases: u32, strategy: S, law: impl Fn(S::Value)) {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let result = TestRunner::new_with_rng(config, rng).run(&strategy, |value| {
        law(value);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}
