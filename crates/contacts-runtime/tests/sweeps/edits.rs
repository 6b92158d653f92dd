//! Vendors that are honest, and whose rows come, go and move while pages are read.

use contacts_runtime::client::{Reason, SweepOptions};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::vendor::{Edit, Plan, WAYS};
use crate::{check, run};

const LATEST: usize = 12;

/// Plans with edits of one kind: those that only come can't hide another that is gone.
fn plans(edit: impl Strategy<Value = Edit>) -> impl Strategy<Value = Plan> {
    let edits = vec((0..LATEST, edit), 0..10);
    (0..WAYS.len(), 1_usize..6, 0_i64..40, edits).prop_map(|(way, size, rows, edits)| Plan {
        edits,
        ..Plan::quiet(&WAYS[way], size, rows)
    })
}

fn inserts() -> impl Strategy<Value = Edit> {
    (0_usize..45).prop_map(Edit::Insert)
}

fn deletes() -> impl Strategy<Value = Edit> {
    (0_usize..40).prop_map(Edit::Delete)
}

fn moves() -> impl Strategy<Value = Edit> {
    (0_usize..40, 0_usize..40).prop_map(|(from, to)| Edit::Move(from, to))
}

#[test]
fn rows_that_come_hide_nobody() {
    check(600, plans(inserts()), |plan| {
        let outcome = run(&plan, SweepOptions::default());
        outcome.assert_no_id_twice();
        let again = outcome.verdict.reasons().contains(&Reason::RepeatedPage);
        let missing = outcome.missing(&plan.stable());
        assert!(
            missing.is_empty() || again,
            "{missing:?}: {}",
            outcome.verdict
        );
    });
}

#[test]
fn rows_that_go_hide_nobody_unsaid_where_the_vendor_counts() {
    check(600, plans(deletes()), |plan| {
        let outcome = run(&plan, SweepOptions::default());
        outcome.assert_no_id_twice();
        let counts = !matches!(plan.way.id, "capped" | "uncounted");
        let missing = outcome.missing(&plan.stable());
        assert!(missing.is_empty() || plan.way.id != "cursor", "{missing:?}");
        assert!(
            missing.is_empty() || !counts || !outcome.verdict.is_complete(),
            "{missing:?}: {}",
            outcome.verdict
        );
    });
}

#[test]
fn rows_that_move_hide_nobody_unsaid() {
    check(600, plans(moves()), |plan| {
        let outcome = run(&plan, SweepOptions::default());
        outcome.assert_no_id_twice();
        let missing = outcome.missing(&plan.stable());
        // A cursor stands at a row's place: who moves from behind it to before it can't be told from who was there.
        assert!(
            missing.is_empty() || plan.way.id == "cursor" || !outcome.verdict.is_complete(),
            "{missing:?}: {}",
            outcome.verdict
        );
    });
}

#[test]
fn a_later_pass_brings_everybody_whatever_happened_before() {
    let edit = prop_oneof![inserts(), deletes(), moves()];
    check(600, plans(edit), |plan| {
        let early = plan.edits.iter().filter(|(at, _)| *at < 4);
        let plan = Plan {
            size: plan.size.min(3),
            rows: plan.rows + 12,
            edits: early.copied().collect(),
            ..plan
        };
        let outcome = run(&plan, SweepOptions::default().passes(4));
        outcome.assert_no_id_twice();
        assert_eq!(outcome.missing(&plan.stable()), Vec::<i64>::new());
        assert!(outcome.verdict.is_complete(), "{}", outcome.verdict);
        assert!(outcome.verdict.tally().passes >= 2);
    });
}

#[test]
fn edits_of_all_kinds_end_and_give_no_id_twice() {
    let edit = prop_oneof![inserts(), deletes(), moves()];
    check(600, plans(edit), |plan| {
        for options in [
            SweepOptions::default(),
            SweepOptions::default().prefetch(4),
            SweepOptions::default().passes(3),
        ] {
            run(&plan, options).assert_no_id_twice();
        }
    });
}
