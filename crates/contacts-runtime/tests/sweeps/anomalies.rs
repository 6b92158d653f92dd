//! Vendors that lie: what was injected is what is reported.

use contacts_runtime::client::Reason::{self, *};
use contacts_runtime::client::{Sweep, SweepOptions};
use futures_util::FutureExt;
use futures_util::TryStreamExt;

use crate::vendor::{Edit, Lie, Plan, Vendor, WAYS, way};
use crate::{finish, run};

/// A way to page, what is wrong, and what is to be said of it.
type Case<'a> = (&'a str, &'a [(usize, Lie)], &'a [Reason]);

/// Twenty rows, four a page: five pages, and perhaps an empty one.
fn lying(id: &str, lies: &[(usize, Lie)]) -> Plan {
    Plan {
        lies: lies.to_vec(),
        ..Plan::quiet(way(id), 4, 20)
    }
}

#[test]
fn what_was_injected_is_what_is_reported() {
    let short = |seen| TotalNotReached { said: 20, seen };
    let wrong = |asked| WrongPage {
        asked,
        got: asked + 1,
    };
    let fell = |from, to| [TotalMoved { from, to }, PossibleSkips];
    let table: &[Case<'_>] = &[
        ("pages", &[(2, Lie::Echo)], &[wrong(3)]),
        ("fixed", &[(1, Lie::Echo), (3, Lie::Echo)], &[wrong(2)]),
        ("total", &[(4, Lie::Echo)], &[wrong(5)]),
        ("pages", &[(2, Lie::Empty)], &[EmptyPage, short(8)]),
        ("fixed", &[(3, Lie::Empty)], &[EmptyPage, short(12)]),
        ("total", &[(1, Lie::Empty)], &[EmptyPage, short(4)]),
        ("offset", &[(4, Lie::Empty)], &[EmptyPage, short(16)]),
        ("cursor", &[(2, Lie::Empty)], &[EmptyPage]),
        // Nothing says that there is more: not to be known.
        ("uncounted", &[(2, Lie::Empty)], &[]),
        ("capped", &[(2, Lie::Empty)], &[]),
        ("pages", &[(2, Lie::Total(5))], &fell(20, 15)),
        ("fixed", &[(2, Lie::Total(5))], &fell(20, 15)),
        (
            "pages",
            &[(0, Lie::Totals(3))],
            &[TotalNotReached { said: 23, seen: 20 }],
        ),
        (
            "offset",
            &[(0, Lie::Totals(3))],
            &[EmptyPage, TotalNotReached { said: 23, seen: 20 }],
        ),
        // It never heeds the number; the third time is the last. Where the page says its number, that is wrong as well.
        (
            "fixed",
            &[(1, Lie::Stuck)],
            &[WrongPage { asked: 3, got: 2 }, RepeatedPage, short(8)],
        ),
        ("uncounted", &[(0, Lie::Stuck)], &[RepeatedPage]),
        ("offset", &[(0, Lie::Stuck)], &[RepeatedPage, short(4)]),
        (
            "cursor",
            &[(0, Lie::Stuck)],
            &[RepeatedPage, RepeatedCursor],
        ),
        ("cursor", &[(3, Lie::Circle)], &[RepeatedCursor]),
        ("pages", &[(2, Lie::Failure)], &[Failed]),
    ];
    for (id, lies, reasons) in table {
        let outcome = run(&lying(id, lies), SweepOptions::default());
        outcome.assert_no_id_twice();
        assert_eq!(outcome.verdict.reasons(), *reasons, "{id} {lies:?}");
    }
}

#[test]
fn records_that_can_not_be_read_are_given_and_counted() {
    for way in &WAYS {
        let plan = Plan {
            broken: vec![0, 7, 8, 19],
            ..Plan::quiet(way, 4, 20)
        };
        let outcome = run(&plan, SweepOptions::default());
        assert_eq!(outcome.ids().len(), 20, "{}", way.id);
        assert_eq!(outcome.verdict.reasons(), [Undecodable { records: 4 }]);
    }
}

#[test]
fn a_total_that_rises_with_all_of_it_read_is_complete() {
    let plan = Plan {
        edits: vec![(2, Edit::Insert(100))],
        ..Plan::quiet(way("total"), 4, 20)
    };
    let outcome = run(&plan, SweepOptions::default());
    assert!(outcome.verdict.is_complete(), "{}", outcome.verdict);
    let tally = outcome.verdict.tally();
    assert_eq!(
        (tally.total_at_first, tally.total, tally.unique),
        (Some(20), Some(21), 21)
    );
}

#[test]
fn a_lie_that_goes_on_ends_with_few_requests() {
    for (id, lie) in [
        ("pages", Lie::Stuck),
        ("capped", Lie::Stuck),
        ("uncounted", Lie::Stuck),
        ("fixed", Lie::Stuck),
        ("total", Lie::Stuck),
        ("offset", Lie::Stuck),
        ("cursor", Lie::Stuck),
        ("cursor", Lie::Circle),
    ] {
        let plan = Plan {
            lies: vec![(1, lie)],
            ..Plan::quiet(way(id), 2, 10_000)
        };
        let vendor = Vendor::new(plan);
        let outcome = finish(Sweep::new(vendor.list(), SweepOptions::default()));
        assert!(!outcome.verdict.is_complete(), "{id}");
        let requests = vendor.state().requests;
        assert!(requests <= 6, "{id}: {requests}");
    }
}

#[test]
fn records_without_a_verdict_end_a_circle_with_an_error() {
    for (id, lie) in [("cursor", Lie::Circle), ("uncounted", Lie::Stuck)] {
        let vendor = Vendor::new(lying(id, &[(1, lie)]));
        let records = Sweep::new(vendor.list(), SweepOptions::default()).records();
        let all: Result<Vec<_>, _> = records
            .try_collect()
            .now_or_never()
            .expect("it never waits");
        let error = all.map(|all| all.len()).expect_err("it never ends");
        assert!(error.to_string().contains("circle"), "{error}");
    }
    let vendor = Vendor::new(lying("cursor", &[]));
    let records = Sweep::new(vendor.list(), SweepOptions::default()).records();
    let all: Vec<_> = records
        .try_collect()
        .now_or_never()
        .expect("now")
        .expect("no error");
    assert_eq!(all.len(), 20);
}
