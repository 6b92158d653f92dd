//! What is measured, what is counted, and what went wrong.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use spec_drift::Finding;

use super::expect::Comparison;
use super::rendering::Rendering;
use super::semantic::Operator;

/// What is measured.
#[derive(Clone, Debug)]
pub struct Options {
    /// What every choice starts from.
    pub seed: u64,
    /// How many places of a page an edit is made at.
    pub sites: usize,
    /// These pages, by name; all if empty.
    pub pages: Vec<String>,
    /// These renderings; all if empty.
    pub renderings: Vec<Rendering>,
    /// These operators; all if empty.
    pub operators: Vec<Operator>,
}

/// Figures of edits that change what a page says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Found {
    /// Edits.
    pub edits: usize,
    /// Something was reported.
    pub detected: usize,
    /// At the right place.
    pub attributed: usize,
    /// Of the right kind.
    pub classified: usize,
    /// Reports of something else besides.
    pub beside: usize,
    /// Edits that are not asked for: one of the two pages is the same without them.
    pub not_shown: usize,
}

impl Found {
    /// Adds other figures.
    pub fn add(&mut self, other: Self) {
        self.edits += other.edits;
        self.detected += other.detected;
        self.attributed += other.attributed;
        self.classified += other.classified;
        self.beside += other.beside;
        self.not_shown += other.not_shown;
    }
}

/// Figures of edits that change the looks of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Alarms {
    /// Edits.
    pub edits: usize,
    /// Edits of which something was reported.
    pub alarms: usize,
}

impl Alarms {
    /// Adds other figures.
    pub fn add(&mut self, other: Self) {
        self.edits += other.edits;
        self.alarms += other.alarms;
    }
}

/// How long a page took: to read it and hold it against spec and older capture.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pace {
    /// Pages.
    pub pages: u32,
    /// All of them together.
    pub total: Duration,
    /// The slowest.
    pub slowest: Duration,
}

impl Pace {
    /// Adds other figures.
    pub fn add(&mut self, other: Self) {
        self.pages += other.pages;
        self.total += other.total;
        self.slowest = self.slowest.max(other.slowest);
    }

    pub(super) fn took(&mut self, time: Duration) {
        self.add(Self {
            pages: 1,
            total: time,
            slowest: time,
        });
    }

    /// A page's share in milliseconds.
    pub fn mean(&self) -> f64 {
        self.total
            .checked_div(self.pages)
            .unwrap_or_default()
            .as_secs_f64()
            * 1000.0
    }
}

/// A case that went wrong, small enough to be looked at.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What was wrong.
    pub wrong: &'static str,
    /// The page's name.
    pub page: String,
    /// The edit.
    pub operator: String,
    /// Where on the page.
    pub subject: String,
    /// The rendering.
    pub rendering: Rendering,
    /// The rendering of the older capture.
    pub older: Rendering,
    /// What was held against what.
    pub comparison: Comparison,
    /// What should have been said.
    pub wanted: String,
    /// What was said.
    pub said: Vec<Finding>,
    /// The page before.
    pub old: String,
    /// The page after.
    pub new: String,
    /// The spec of the page before.
    pub spec: Value,
}

/// Everything that was counted.
#[derive(Clone, Debug, Default)]
pub struct Score {
    /// By comparison, operator and rendering.
    pub found: BTreeMap<(Comparison, Operator, Rendering), Found>,
    /// By comparison, cosmetic edit and rendering.
    pub alarms: BTreeMap<(Comparison, &'static str, Rendering), Alarms>,
    /// By rendering.
    pub pace: BTreeMap<Rendering, Pace>,
    /// Pages that could not be read.
    pub unread: usize,
    /// What went wrong.
    pub failures: Vec<Failure>,
}

impl Score {
    pub(super) fn not_shown(
        &mut self,
        comparison: Comparison,
        operator: Operator,
        rendering: Rendering,
    ) {
        let found = self.found.entry((comparison, operator, rendering));
        found.or_default().not_shown += 1;
    }
}
