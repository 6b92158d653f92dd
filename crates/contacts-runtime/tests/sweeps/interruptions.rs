//! Sweeps that are cut off anywhere go on with nothing lost and nothing twice.

use std::pin::pin;
use std::task::Poll;

use contacts_runtime::client::{Dedup, Reason, Resume, ResumeError, Sweep, SweepOptions, Verdict};
use contacts_runtime::operation::Operation;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::vendor::{Edit, Lie, List, Plan, Vendor, WAYS, way};
use crate::{Outcome, check, context, next, raw, run};

/// A whole sweep in which each page is another process.
fn killed_after_every_batch(plan: &Plan, options: SweepOptions) -> Outcome {
    let list = Vendor::new(plan.clone()).list();
    let mut records = Vec::new();
    let mut sweep = Sweep::new(list.clone(), options);
    while let Some(Ok(batch)) = next(&mut sweep) {
        let text = batch.resume.to_string();
        records.extend(raw(batch));
        let resume: Resume = text.parse().expect("it is whole");
        sweep = Sweep::resume(list.clone(), &resume, options).expect("it is of this call");
    }
    let verdict = sweep.verdict();
    Outcome { records, verdict }
}

#[test]
fn killed_after_every_batch_it_is_the_uninterrupted_one() {
    let edit = prop_oneof![
        (0_usize..45).prop_map(Edit::Insert),
        (0_usize..40).prop_map(Edit::Delete),
        (0_usize..40, 0_usize..40).prop_map(|(from, to)| Edit::Move(from, to)),
    ];
    let lie = prop_oneof![
        Just(Lie::Echo),
        Just(Lie::Empty),
        (1_u64..9).prop_map(Lie::Total),
        (1_u64..9).prop_map(Lie::Totals),
        Just(Lie::Stuck),
        Just(Lie::Circle),
    ];
    let changes = (
        vec((0_usize..12, edit), 0..6),
        vec((0_usize..12, lie), 0..3),
    );
    let plans = (0..WAYS.len(), 1_usize..6, 0_i64..40, changes, 1_u32..4);
    check(400, plans, |(way, size, rows, (edits, lies), passes)| {
        let plan = Plan {
            edits,
            lies,
            broken: vec![5, 6],
            ..Plan::quiet(&WAYS[way], size, rows)
        };
        let options = SweepOptions::default().passes(passes);
        let outcome = run(&plan, options);
        outcome.assert_no_id_twice();
        assert_eq!(killed_after_every_batch(&plan, options), outcome);
    });
}

#[test]
fn dropped_at_every_poll_it_goes_on() {
    for way in &WAYS {
        for prefetch in [0, 3] {
            let plan = Plan {
                pending: 2,
                ..Plan::quiet(way, 3, 20)
            };
            let options = SweepOptions::default().prefetch(prefetch);
            let list = Vendor::new(plan.clone()).list();
            let mut sweep = Sweep::new(list, options);
            let mut records = Vec::new();
            loop {
                // The future lives for one poll.
                let polled = pin!(sweep.next()).poll(&mut context());
                match polled {
                    Poll::Pending => {}
                    Poll::Ready(Some(page)) => records.extend(raw(page.expect("no error"))),
                    Poll::Ready(None) => break,
                }
            }
            let verdict = sweep.verdict();
            assert_eq!(
                Outcome { records, verdict },
                run(&plan, options),
                "{}",
                way.id
            );
        }
    }
}

#[test]
fn dropped_whole_at_any_poll_it_goes_on_from_its_position() {
    for way in &WAYS {
        for prefetch in [0, 3] {
            let plan = Plan {
                pending: 1,
                ..Plan::quiet(way, 3, 20)
            };
            let options = SweepOptions::default().prefetch(prefetch);
            let whole = run(&plan, options);
            for polls in 0..24 {
                let list = Vendor::new(plan.clone()).list();
                let mut sweep = Sweep::new(list.clone(), options);
                let mut records = Vec::new();
                for _ in 0..polls {
                    let polled = pin!(sweep.next()).poll(&mut context());
                    if let Poll::Ready(Some(page)) = polled {
                        records.extend(raw(page.expect("no error")));
                    }
                }
                let resume: Resume = sweep.position().to_string().parse().expect("whole");
                drop(sweep);
                let sweep = Sweep::resume(list, &resume, options).expect("of this call");
                let rest = crate::finish(sweep);
                records.extend(rest.records);
                let verdict = rest.verdict;
                assert_eq!(Outcome { records, verdict }, whole, "{} {polls}", way.id);
            }
        }
    }
}

#[test]
fn a_page_that_fails_is_where_it_goes_on() {
    for way in &WAYS {
        for prefetch in [0, 2] {
            let quiet = Plan::quiet(way, 3, 20);
            let options = SweepOptions::default().prefetch(prefetch);
            for fails in 0..8 {
                let plan = Plan {
                    lies: vec![(fails, Lie::Failure)],
                    ..quiet.clone()
                };
                let list = Vendor::new(plan).list();
                let mut sweep = Sweep::new(list.clone(), options);
                let mut records = Vec::new();
                while let Some(page) = next(&mut sweep) {
                    match page {
                        Ok(batch) => records.extend(raw(batch)),
                        Err(error) => {
                            assert!(sweep.verdict().reasons().contains(&Reason::Failed));
                            assert!(next(&mut sweep).is_none());
                            sweep = Sweep::resume(list.clone(), &error.resume, options).unwrap();
                        }
                    }
                }
                let verdict = sweep.verdict();
                assert_eq!(
                    Outcome { records, verdict },
                    run(&quiet, options),
                    "{}",
                    way.id
                );
            }
        }
    }
}

#[test]
fn a_sweep_that_is_over_stays_over() {
    let plan = Plan::quiet(way("pages"), 3, 20);
    let list = Vendor::new(plan).list();
    let mut sweep = Sweep::new(list.clone(), SweepOptions::default());
    while next(&mut sweep).is_some() {}
    assert!(sweep.position().is_at_end());
    let mut again =
        Sweep::resume(list.clone(), &sweep.position(), SweepOptions::default()).unwrap();
    assert!(next(&mut again).is_none());
    assert_eq!(again.verdict(), sweep.verdict());
    assert_eq!(list.vendor.state().requests, 7);
}

/// Of what came long before, only the caller knows the ids.
#[test]
fn ids_that_came_long_ago_are_left_out_if_they_are_told() {
    let plan = Plan {
        // The first row moves to the end after it was read.
        edits: vec![(7, Edit::Move(0, 1000))],
        ..Plan::quiet(way("total"), 100, 1000)
    };
    for told in [true, false] {
        let list = Vendor::new(plan.clone()).list();
        let mut sweep = Sweep::new(list.clone(), SweepOptions::default());
        let mut records = Vec::new();
        for _ in 0..6 {
            records.extend(raw(next(&mut sweep).unwrap().unwrap()));
        }
        let resume = sweep.position();
        let mut rest = Sweep::resume(list, &resume, SweepOptions::default()).unwrap();
        if told {
            rest = rest.already(records.iter().filter_map(|raw| crate::id(raw)));
        }
        let rest = crate::finish(rest);
        let again = rest.ids().contains(&0);
        assert_eq!(again, !told);
        assert_eq!(rest.verdict.tally().duplicates, u64::from(told));
    }
}

#[test]
fn a_value_of_anything_else_is_refused_with_a_remedy() {
    static OTHER_VENDOR: Operation = Operation::new("pages", "GET", "/").of("another");
    let list = Vendor::new(Plan::quiet(way("pages"), 3, 20)).list();
    let mut sweep = Sweep::new(list.clone(), SweepOptions::default());
    let resume = next(&mut sweep).unwrap().unwrap().resume;
    let text = resume.to_string();
    let refused = |list: List, resume: &Resume| {
        Sweep::resume(list, resume, SweepOptions::default())
            .map(|_| ())
            .expect_err("it is of something else")
    };
    let other = |text: &str, from: &str, to: &str| text.replacen(from, to, 1).parse::<Resume>();
    let query = List {
        query: "some",
        ..list.clone()
    };
    let operation = List {
        way: way("total"),
        ..list.clone()
    };
    let vendor = List {
        way: &OTHER_VENDOR,
        ..list.clone()
    };
    let position = other(&text, r#"{"page":2}"#, r#"{"next":null}"#).unwrap();
    let errors = [
        refused(query, &resume),
        refused(operation, &resume),
        refused(vendor, &resume),
        other(&text, "\"version\":1", "\"version\":2").unwrap_err(),
        refused(list, &position),
        text[..40].parse::<Resume>().unwrap_err(),
    ];
    let messages: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        messages,
        [
            "the resume value is of another query of pages: make the call with the parameters and the server that it began with, or begin a new sweep",
            "the resume value is of pages, not of total: pass it to the call that it is of, or begin a new sweep",
            "the resume value is of simulated, not of another: pass it to the vendor that it is of, or begin a new sweep",
            "the resume value has version 2 where this release reads version 1: finish with the release that began, or begin a new sweep",
            "the resume value is not whole (its position is not one of this list): keep it as it was written, in one piece, or begin a new sweep",
            "the resume value is not whole (the text ends too early (line 1, column 40)): keep it as it was written, in one piece, or begin a new sweep",
        ]
    );
    // Cut anywhere, it is never taken for whole.
    for end in 0..text.len() {
        let cut = text[..end].parse::<Resume>();
        assert!(matches!(cut, Err(ResumeError::Damaged { .. })), "{end}");
    }
}

#[test]
fn a_value_is_small() {
    let list = Vendor::new(Plan::quiet(way("offset"), 100, 5000)).list();
    let mut sweep = Sweep::new(list, SweepOptions::default().dedup(Dedup::Window(300)));
    while next(&mut sweep).is_some() {}
    assert!(matches!(sweep.verdict(), Verdict::Complete(_)));
    let length = sweep.position().to_string().len();
    assert!(length < 6000, "{length}");
}
