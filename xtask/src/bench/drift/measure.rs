//! Makes every edit in every rendering, asks the tool, and counts.

use serde_json::Value;
use spec_drift::{Finding, Level};

use super::cosmetic;
use super::expect::{Comparison, Visible, codes, points_at, visible};
use super::model::Model;
use super::openapi::spec;
use super::random::Random;
use super::rendering::{Paper, Rendering, Style};
use super::score::{Alarms, Failure, Found, Options, Score};
use super::semantic::{Mutant, Operator};
use super::shown::shows;
use super::tool::{Reading, compared, held_against, read};

/// Measures.
pub fn measure(models: &[Model], options: &Options) -> Score {
    let mut score = Score::default();
    for model in models {
        if options.pages.is_empty() || options.pages.contains(&model.name) {
            Bench::new(model, options).measure(&mut score);
        }
    }
    score
}

/// A page in one rendering, as it was before the edits.
struct Before {
    rendering: Rendering,
    paper: Paper,
    reading: Reading,
    /// What is said of it and its own spec.
    against_spec: Vec<Finding>,
}

impl Before {
    fn case<'a>(&'a self, after: &'a Paper, comparison: Comparison, seen: Visible) -> Case<'a> {
        Case {
            rendering: self.rendering,
            older: self.rendering,
            comparison,
            seen,
            old: &self.paper.text,
            new: &after.text,
        }
    }
}

/// An edit in one rendering under one comparison.
struct Case<'a> {
    rendering: Rendering,
    older: Rendering,
    comparison: Comparison,
    seen: Visible,
    old: &'a str,
    new: &'a str,
}

struct Bench<'a> {
    model: &'a Model,
    options: &'a Options,
    spec: Value,
    before: Vec<Before>,
}

impl<'a> Bench<'a> {
    fn new(model: &'a Model, options: &'a Options) -> Self {
        let spec = spec(model);
        let renderings = Rendering::ALL.into_iter();
        let before = renderings
            .filter(|rendering| rendering.fits(model))
            .map(|rendering| {
                let paper = rendering.render(model, &Style::default());
                let reading = read(&paper.text);
                let (against_spec, _) = held_against(&reading, &spec);
                Before {
                    rendering,
                    paper,
                    reading,
                    against_spec,
                }
            });
        let before = before.collect();
        Self {
            model,
            options,
            spec,
            before,
        }
    }

    fn wanted(&self, rendering: Rendering) -> bool {
        self.options.renderings.is_empty() || self.options.renderings.contains(&rendering)
    }

    fn measure(&self, score: &mut Score) {
        for operator in Operator::all() {
            if self.options.operators.is_empty() || self.options.operators.contains(operator) {
                let mutants = operator.mutants(self.model, self.options.seed);
                let mut random = Random::named(
                    self.options.seed,
                    &format!("{operator:?}{}", self.model.name),
                );
                for mutant in random.sample(mutants, self.options.sites) {
                    self.semantic(&mutant, score);
                }
            }
        }
        if self.options.operators.is_empty() {
            for before in self
                .before
                .iter()
                .filter(|before| self.wanted(before.rendering))
            {
                score.unread += usize::from(before.reading.page.is_err());
                self.cosmetic(before, score);
            }
        }
    }

    /// One edit of meaning in every rendering.
    fn semantic(&self, mutant: &Mutant, score: &mut Score) {
        let twice = mutant.operator == Operator::ExamplesDisagree;
        let style = match twice {
            true => Style {
                copies: Some(2),
                second: Some(Box::new(mutant.model.clone())),
                ..Style::default()
            },
            false => Style::default(),
        };
        // Where the examples disagree, the page itself stays as it was.
        let shown = if twice { self.model } else { &mutant.model };
        let after: Vec<(Paper, Option<Reading>)> = self
            .before
            .iter()
            .map(|before| {
                let paper = before.rendering.render(shown, &style);
                let doubled = !twice
                    || matches!(
                        before.rendering,
                        Rendering::MintlifyText | Rendering::MintlifyBare
                    );
                let differs = shows(&before.paper.text, &paper.text);
                let reading = (differs && doubled).then(|| read(&paper.text));
                (paper, reading)
            })
            .collect();
        for (nth, (before, (paper, reading))) in self.before.iter().zip(&after).enumerate() {
            if !self.wanted(before.rendering) {
                continue;
            }
            let Some(reading) = reading else {
                if !twice {
                    for comparison in [Comparison::Captures, Comparison::Spec] {
                        score.not_shown(comparison, mutant.operator, before.rendering);
                    }
                }
                continue;
            };
            let old = &before.paper.facts;
            let mut took = reading.took;
            let seen = visible(mutant, old, &paper.facts, Comparison::Spec);
            if seen != Visible::No {
                let (said, time) = held_against(reading, &self.spec);
                took += time;
                let said = new_ones(&before.against_spec, said);
                self.judge(
                    mutant,
                    before.case(paper, Comparison::Spec, seen),
                    said,
                    score,
                );
            }
            let seen = visible(mutant, old, &paper.facts, Comparison::Captures);
            if seen != Visible::No {
                let (said, time) = compared(&before.reading, reading, &self.spec);
                took += time;
                self.judge(
                    mutant,
                    before.case(paper, Comparison::Captures, seen),
                    said,
                    score,
                );
            }
            score.pace.entry(before.rendering).or_default().took(took);
            if !twice {
                self.crossed(mutant, nth, &after, score);
            }
        }
    }

    /// The same edit where the older capture is of another rendering that shows it as well.
    fn crossed(
        &self,
        mutant: &Mutant,
        nth: usize,
        after: &[(Paper, Option<Reading>)],
        score: &mut Score,
    ) {
        let states = |place: usize| {
            let (before, (paper, _)) = (self.before.get(place)?, after.get(place)?);
            let seen = visible(
                mutant,
                &before.paper.facts,
                &paper.facts,
                Comparison::CrossedCaptures,
            );
            (seen == Visible::Named).then_some((before, paper))
        };
        let others: Vec<usize> = (0..self.before.len())
            .filter(|other| *other != nth && states(*other).is_some())
            .collect();
        let mut random = Random::named(self.options.seed, &format!("{nth}{:?}", mutant.subjects));
        let chosen = random.pick(&others).and_then(|other| states(*other));
        let (Some((new, _)), Some((old, edited)), Some((paper, Some(reading)))) =
            (states(nth), chosen, after.get(nth))
        else {
            return;
        };
        // The older rendering would not have shown it, so the older capture says nothing of it.
        if !shows(&old.paper.text, &edited.text) {
            score.not_shown(Comparison::CrossedCaptures, mutant.operator, new.rendering);
            return;
        }
        let (usual, _) = compared(&old.reading, &new.reading, &self.spec);
        let (said, _) = compared(&old.reading, reading, &self.spec);
        let said = new_ones(&usual, said);
        let case = Case {
            rendering: new.rendering,
            ..old.case(paper, Comparison::CrossedCaptures, Visible::Named)
        };
        self.judge(mutant, case, said, score);
    }

    fn judge(&self, mutant: &Mutant, case: Case<'_>, said: Vec<Finding>, score: &mut Score) {
        let Case {
            rendering,
            older,
            comparison,
            seen,
            old,
            new,
        } = case;
        let wanted = codes(mutant, comparison, seen);
        let right_place = |finding: &Finding| points_at(finding, self.model, mutant, seen);
        let right_kind = |finding: &Finding| wanted.contains(&finding.code.name());
        let detected = !said.is_empty();
        let attributed = said.iter().any(right_place);
        let classified = said.iter().any(right_kind);
        let beside = said
            .iter()
            .filter(|finding| {
                finding.level > Level::Note && !right_place(finding) && !right_kind(finding)
            })
            .count();
        let found = Found {
            edits: 1,
            detected: usize::from(detected),
            attributed: usize::from(attributed),
            classified: usize::from(classified),
            beside,
            not_shown: 0,
        };
        score
            .found
            .entry((comparison, mutant.operator, rendering))
            .or_default()
            .add(found);
        let wrong = match (detected, attributed, classified, beside) {
            (false, ..) => "not detected",
            (_, false, ..) => "elsewhere",
            (_, _, false, _) => "of another kind",
            (.., beside) if beside > 0 => "with others beside it",
            _ => return,
        };
        score.failures.push(Failure {
            wrong,
            page: self.model.name.clone(),
            operator: mutant.operator.name(),
            subject: format!("{:?}", mutant.subjects),
            rendering,
            older,
            comparison,
            wanted: wanted.join(" or "),
            said,
            old: old.to_owned(),
            new: new.to_owned(),
            spec: self.spec.clone(),
        });
    }

    /// Every edit of looks of one rendering.
    fn cosmetic(&self, before: &Before, score: &mut Score) {
        // A page that says what its spec says is the first thing that must give nothing.
        let said = before
            .against_spec
            .iter()
            .filter(|finding| finding.level > Level::Note);
        self.alarm(
            "unchanged",
            before,
            (before.rendering, &before.paper.text),
            Comparison::Spec,
            said.cloned().collect(),
            score,
        );
        let (said, _) = compared(&before.reading, &before.reading, &self.spec);
        self.alarm(
            "unchanged",
            before,
            (before.rendering, &before.paper.text),
            Comparison::Captures,
            said,
            score,
        );
        for edit in cosmetic::all(self.options.seed) {
            let paper = before.rendering.render(self.model, &edit.style);
            if paper.text == before.paper.text {
                continue;
            }
            let reading = read(&paper.text);
            let mut took = reading.took;
            score.unread += usize::from(reading.page.is_err());
            let (said, time) = held_against(&reading, &self.spec);
            took += time;
            let said = new_ones(&before.against_spec, said)
                .into_iter()
                .filter(|finding| finding.level > Level::Note);
            self.alarm(
                edit.name,
                before,
                (before.rendering, &paper.text),
                Comparison::Spec,
                said.collect(),
                score,
            );
            let (there, time) = compared(&before.reading, &reading, &self.spec);
            let (back, _) = compared(&reading, &before.reading, &self.spec);
            took += time;
            for said in [there, back] {
                self.alarm(
                    edit.name,
                    before,
                    (before.rendering, &paper.text),
                    Comparison::Captures,
                    said,
                    score,
                );
            }
            score.pace.entry(before.rendering).or_default().took(took);
        }
        for other in &self.before {
            if other.rendering != before.rendering {
                let (said, _) = compared(&before.reading, &other.reading, &self.spec);
                self.alarm(
                    "other-rendering",
                    before,
                    (other.rendering, &other.paper.text),
                    Comparison::Captures,
                    said,
                    score,
                );
            }
        }
    }

    fn alarm(
        &self,
        name: &'static str,
        before: &Before,
        after: (Rendering, &str),
        comparison: Comparison,
        said: Vec<Finding>,
        score: &mut Score,
    ) {
        let alarms = Alarms {
            edits: 1,
            alarms: usize::from(!said.is_empty()),
        };
        score
            .alarms
            .entry((comparison, name, before.rendering))
            .or_default()
            .add(alarms);
        if !said.is_empty() {
            score.failures.push(Failure {
                wrong: "false alarm",
                page: self.model.name.clone(),
                operator: name.to_owned(),
                subject: String::new(),
                rendering: after.0,
                older: before.rendering,
                comparison,
                wanted: "nothing".to_owned(),
                said,
                old: before.paper.text.clone(),
                new: after.1.to_owned(),
                spec: self.spec.clone(),
            });
        }
    }
}

/// What is said now and was not said before.
fn new_ones(before: &[Finding], now: Vec<Finding>) -> Vec<Finding> {
    let mut known: Vec<String> = before.iter().map(Finding::fingerprint).collect();
    let unknown = |finding: &Finding| {
        let fingerprint = finding.fingerprint();
        match known.iter().position(|known| *known == fingerprint) {
            Some(place) => {
                known.swap_remove(place);
                false
            }
            None => true,
        }
    };
    now.into_iter().filter(unknown).collect()
}
