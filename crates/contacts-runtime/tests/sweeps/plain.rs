//! Vendors that are honest and whose rows stay.

use contacts_runtime::client::{Dedup, Reason, Sweep, SweepOptions, Tally, Verdict};

use crate::vendor::{Plan, Vendor, WAYS, way};
use crate::{finish, next, run};

#[test]
fn everything_comes_once_with_no_request_too_many() {
    for way in &WAYS {
        for (size, rows) in (1..=5).flat_map(|size| (0..=23).map(move |rows| (size, rows))) {
            let vendor = Vendor::new(Plan::quiet(way, size, rows));
            let outcome = finish(Sweep::new(vendor.list(), SweepOptions::default()));
            let mut ids = outcome.ids();
            ids.sort_unstable();
            let case = format!("{} {size} {rows}", way.id);
            assert_eq!(ids, (0..rows).collect::<Vec<_>>(), "{case}");
            let tally = outcome.verdict.tally();
            let Verdict::Complete(Tally {
                unique,
                fetched,
                duplicates: 0,
                undecodable: 0,
                pages,
                passes: 1,
                ..
            }) = &outcome.verdict
            else {
                unreachable!("{case}: {}", outcome.verdict);
            };
            assert_eq!((*unique, *fetched), (rows as u64, rows as u64), "{case}");
            let requests = vendor.state().requests;
            assert_eq!(*pages, requests as u64, "{case}");
            let count = rows as usize;
            let most = match way.id {
                // Only an empty page says that it was the last, or one that is shorter.
                "capped" | "uncounted" => count.div_ceil(size) + 1,
                "fixed" => count / size + 1,
                // What is left of a bucket is short, so that one more is asked for.
                "buckets" => count.div_ceil(3).div_ceil(size).max(1) + 1,
                _ => count.div_ceil(size).max(1),
            };
            assert!(requests <= most, "{case}: {requests}");
            let counts = !matches!(way.id, "uncounted" | "cursor" | "capped");
            assert!(!counts || tally.total == Some(rows as u64), "{case}");
        }
    }
}

#[test]
fn pages_ahead_change_nothing_and_waste_little() {
    for way in &WAYS {
        for prefetch in [1, 3, 8] {
            for rows in [0, 1, 4, 5, 20, 23, 100] {
                let plan = Plan {
                    pending: 3,
                    ..Plan::quiet(way, 4, rows)
                };
                let vendor = Vendor::new(plan.clone());
                let options = SweepOptions::default();
                let ahead = finish(Sweep::new(vendor.list(), options.prefetch(prefetch)));
                assert_eq!(ahead, run(&plan, options), "{} {rows}", way.id);
                let wasted = vendor.state().requests - ahead.verdict.tally().pages as usize;
                // Where the vendor says how long its list is, nothing is asked for behind its end.
                let most = match way.id {
                    "uncounted" | "capped" => prefetch,
                    _ => 0,
                };
                assert!(wasted <= most, "{} {rows}: {wasted}", way.id);
            }
        }
    }
}

#[test]
fn nothing_is_asked_for_before_it_is_wanted() {
    for prefetch in [0, 1, 3, 64] {
        let vendor = Vendor::new(Plan {
            pending: 1,
            ..Plan::quiet(way("pages"), 2, 500)
        });
        let options = SweepOptions::default().prefetch(prefetch);
        let mut sweep = Sweep::new(vendor.list(), options);
        assert_eq!(vendor.state().requests, 0);
        for pages in 1..20 {
            assert!(next(&mut sweep).is_some_and(|page| page.is_ok()));
            let most = if pages == 1 { 1 } else { pages + prefetch };
            let requests = vendor.state().requests;
            assert!(
                (pages..=most).contains(&requests),
                "{prefetch} {pages}: {requests}"
            );
        }
        assert_eq!(sweep.verdict().reasons(), [Reason::Unfinished]);
    }
}

#[test]
fn bounds_end_it_and_say_so() {
    let plan = Plan::quiet(way("pages"), 5, 40);
    for (options, unique) in [
        (SweepOptions::default().max_pages(3), 15),
        (SweepOptions::default().max_records(11), 15),
        (SweepOptions::default().max_pages(0), 0),
    ] {
        let outcome = run(&plan, options);
        assert_eq!(outcome.verdict.reasons(), [Reason::Bounded]);
        assert_eq!(outcome.verdict.tally().unique, unique);
    }
    let exactly = run(&plan, SweepOptions::default().max_pages(8).max_records(40));
    assert!(exactly.verdict.is_complete(), "{}", exactly.verdict);
}

#[test]
fn two_passes_agree_on_rows_that_stay() {
    for way in &WAYS {
        let plan = Plan {
            broken: vec![3, 7],
            ..Plan::quiet(way, 4, 21)
        };
        for dedup in [Dedup::All, Dedup::Window(100)] {
            let outcome = run(&plan, SweepOptions::default().passes(5).dedup(dedup));
            assert_eq!(outcome.ids().len(), 21, "{}", way.id);
            assert_eq!(
                outcome.verdict.reasons(),
                [Reason::Undecodable { records: 2 }],
                "{}",
                way.id
            );
            let tally = outcome.verdict.tally();
            assert_eq!((tally.passes, tally.fetched, tally.unique), (2, 42, 21));
        }
    }
}
