//! The benchmark of the drift tool: a small part of it holds floors that may only rise, and the benchmark itself is sound.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use xtask::bench::drift::cosmetic;
use xtask::bench::drift::expect::{Comparison, Visible, visible};
use xtask::bench::drift::measure::measure;
use xtask::bench::drift::model::{Model, fresh_pages, pages};
use xtask::bench::drift::rendering::{Rendering, Style};
use xtask::bench::drift::report;
use xtask::bench::drift::score::{Alarms, Found, Options, Score};
use xtask::bench::drift::semantic::Operator;
use xtask::bench::drift::shown::shows;

fn models() -> Vec<Model> {
    pages().expect("the pages of the benchmark can be read")
}

/// One place for each edit on four pages of different platforms and shapes.
fn small() -> Score {
    let pages = ["insighto", "digital99", "devices", "tickets"];
    let options = Options {
        seed: 1,
        sites: 1,
        pages: pages.map(str::to_owned).to_vec(),
        renderings: Vec::new(),
        operators: Vec::new(),
    };
    measure(&models(), &options)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Floors {
    captures: Floor,
    crossed: Floor,
    spec: Floor,
    false_alarms: Ceiling,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Floor {
    detected: f64,
    attributed: f64,
    classified: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ceiling {
    captures: f64,
    spec: f64,
}

#[test]
fn figures_only_improve() {
    let floors: Floors = toml::from_str(include_str!("bench_drift.toml")).unwrap();
    let score = small();
    let mut found: BTreeMap<Comparison, Found> = BTreeMap::new();
    for ((comparison, ..), figures) in &score.found {
        found.entry(*comparison).or_default().add(*figures);
    }
    let mut alarms: BTreeMap<Comparison, Alarms> = BTreeMap::new();
    for ((comparison, ..), figures) in &score.alarms {
        alarms.entry(*comparison).or_default().add(*figures);
    }
    let percent = |part: usize, whole: usize| part as f64 * 100.0 / whole as f64;
    let mut worse = Vec::new();
    for (comparison, floor) in [
        (Comparison::Captures, floors.captures),
        (Comparison::CrossedCaptures, floors.crossed),
        (Comparison::Spec, floors.spec),
    ] {
        let Found {
            edits,
            detected,
            attributed,
            classified,
            ..
        } = found[&comparison];
        for (name, part, floor) in [
            ("detected", detected, floor.detected),
            ("attributed", attributed, floor.attributed),
            ("classified", classified, floor.classified),
        ] {
            let measured = percent(part, edits);
            println!("{comparison:?} {name}: {measured:.2} %, floor {floor} %");
            if measured < floor {
                worse.push(format!(
                    "{comparison:?} {name}: {measured:.2} % is under {floor} %"
                ));
            }
        }
    }
    for (comparison, ceiling) in [
        (Comparison::Captures, floors.false_alarms.captures),
        (Comparison::Spec, floors.false_alarms.spec),
    ] {
        let Alarms { edits, alarms } = alarms[&comparison];
        let measured = percent(alarms, edits);
        println!("{comparison:?} false alarms: {measured:.2} %, ceiling {ceiling} %");
        if measured > ceiling {
            worse.push(format!(
                "{comparison:?} false alarms: {measured:.2} % is over {ceiling} %"
            ));
        }
    }
    assert!(
        worse.is_empty(),
        "{}\n{}",
        worse.join("\n"),
        report::failures(&score)
    );
    assert_eq!(score.unread, 0, "every page of the benchmark is a page");
}

#[test]
fn the_same_seed_gives_the_same_figures() {
    let options = |seed| Options {
        seed,
        sites: 1,
        pages: vec!["devices".to_owned()],
        renderings: vec![Rendering::GitbookText, Rendering::HtmlTables],
        operators: Vec::new(),
    };
    let figures = |seed| {
        let mut figures = report::json(&measure(&models(), &options(seed)));
        // How long it took differs from run to run.
        figures.as_object_mut().unwrap().remove("pace");
        figures
    };
    assert_eq!(figures(7), figures(7));
}

/// A status has no place in a capture that lost all but its sentences: such edits are left out by the text of the pages alone,
/// and counted.
#[test]
fn an_edit_is_left_out_only_where_a_page_is_the_same_without_it() {
    assert!(!shows("one two\n", "one  two"), "white space");
    assert!(shows("one two", "one too"), "a letter");
    let models: Vec<Model> = models()
        .into_iter()
        .filter(|model| model.name == "devices")
        .collect();
    let score = measure(
        &models,
        &Options {
            seed: 1,
            sites: usize::MAX,
            pages: Vec::new(),
            renderings: Vec::new(),
            operators: vec![Operator::Status],
        },
    );
    let mutants = Operator::Status.mutants(&models[0], 1);
    let left_out = |comparison, rendering| {
        let found = score.found.get(&(comparison, Operator::Status, rendering));
        found.copied().unwrap_or_default().not_shown
    };
    for rendering in Rendering::ALL.into_iter().filter(|it| it.fits(&models[0])) {
        let page = |model: &Model| rendering.render(model, &Style::default()).text;
        let same = mutants
            .iter()
            .filter(|mutant| !shows(&page(&models[0]), &page(&mutant.model)));
        let same = same.count();
        assert_eq!(
            left_out(Comparison::Captures, rendering),
            same,
            "{rendering:?}"
        );
        assert_eq!(left_out(Comparison::Spec, rendering), same, "{rendering:?}");
        assert_eq!(
            same > 0,
            rendering == Rendering::GitbookGlued || same == mutants.len()
        );
    }
    let crossed = |figure: fn(&Found) -> usize| -> usize {
        let found = score.found.iter();
        let crossed =
            found.filter(|((comparison, ..), _)| *comparison == Comparison::CrossedCaptures);
        crossed.map(|(_, found)| figure(found)).sum()
    };
    let (asked, left_out) = (crossed(|it| it.edits), crossed(|it| it.not_shown));
    assert!(
        left_out > 0 && asked > left_out,
        "{asked} asked, {left_out} left out"
    );
}

/// A page on which the tool was mended can't say how it fares on others.
#[test]
fn fresh_pages_are_no_usual_ones() {
    let fresh = fresh_pages().expect("the fresh pages of the benchmark can be read");
    assert!(fresh.len() > 1);
    for page in models() {
        assert!(
            fresh
                .iter()
                .all(|fresh| fresh.name != page.name && fresh.server != page.server)
        );
    }
}

/// An edit that no page shows would be an edit that is never measured.
#[test]
fn every_edit_shows_somewhere_in_every_comparison() {
    let mut shown: BTreeSet<(Operator, Comparison)> = BTreeSet::new();
    for model in models() {
        for operator in Operator::all() {
            for mutant in operator.mutants(&model, 1).into_iter().take(6) {
                for rendering in Rendering::ALL
                    .into_iter()
                    .filter(|rendering| rendering.fits(&model))
                {
                    let old = rendering.render(&model, &Style::default()).facts;
                    let new = rendering.render(&mutant.model, &Style::default()).facts;
                    for comparison in [Comparison::Captures, Comparison::Spec] {
                        if visible(&mutant, &old, &new, comparison) != Visible::No {
                            shown.insert((*operator, comparison));
                        }
                    }
                }
            }
        }
    }
    for operator in Operator::all() {
        // A page that says less than the spec is no page that says something else.
        let captures = *operator == Operator::ExamplesDisagree
            || shown.contains(&(*operator, Comparison::Captures));
        let spec =
            *operator == Operator::RangeRemoved || shown.contains(&(*operator, Comparison::Spec));
        assert!(captures && spec, "{operator:?} shows nowhere");
    }
}

/// An edit of looks that took a statement away would not be one of looks, unless that is what it is for.
#[test]
fn edits_of_looks_change_no_statement() {
    for model in models() {
        for rendering in Rendering::ALL
            .into_iter()
            .filter(|rendering| rendering.fits(&model))
        {
            let usual = rendering.render(&model, &Style::default());
            for edit in cosmetic::all(1) {
                let paper = rendering.render(&model, &edit.style);
                if edit.style.hidden.is_some() {
                    assert!(
                        paper.facts.0.is_subset(&usual.facts.0),
                        "{} {}",
                        rendering.name(),
                        edit.name
                    );
                } else {
                    assert_eq!(
                        paper.facts,
                        usual.facts,
                        "{} {} {}",
                        model.name,
                        rendering.name(),
                        edit.name
                    );
                }
            }
        }
    }
}
