//! A page held against a spec: what became of each claim, and what does not agree.

mod access;
mod attribute;
mod fields;
pub(crate) mod itself;
mod judge;
mod missing;
mod parameters;
mod responses;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use access::{host_of, location as place_word};
pub(crate) use attribute::{operations as attributed, path_of, schema, segments};
pub(crate) use parameters::best;
use serde::Serialize;

use crate::claim::{Claim, Fact};
use crate::code::Code;
use crate::finding::{Certainty, Finding, Level};
use crate::fix::Change;
use crate::page::Page;
use crate::spec::{Operation, Spec};
use crate::subject::{self, Shown};

/// What became of each claim of a page.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// One for each claim, in the order of `page.claims`.
    pub outcomes: Vec<Outcome>,
    /// What does not agree, in the order of the page.
    pub findings: Vec<Finding>,
    /// The changes of the spec that mend a finding by themselves, by its fingerprint.
    pub changes: BTreeMap<String, Vec<Change>>,
    /// The operationIds of the spec that the page documents, in the order of the page.
    pub operations: Vec<String>,
}

/// What became of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "outcome")]
pub enum Outcome {
    /// The spec says the same, or leaves it open.
    Bound {
        /// The subject in the spec.
        pointer: String,
    },
    /// The spec says something else.
    Contradicted {
        /// The subject in the spec, or where it would stand.
        pointer: String,
        /// What the spec says.
        expected: String,
        /// What the page says.
        found: String,
    },
    /// It doesn't name its subject, and none or several would fit.
    Unattributed {
        /// The subjects that would fit.
        candidates: Vec<String>,
    },
    /// It differs, and somebody accepted that.
    Waived {
        /// The subject in the spec.
        pointer: String,
    },
}

impl Outcome {
    /// The subject in the spec, where there is one.
    pub fn pointer(&self) -> Option<&str> {
        match self {
            Self::Bound { pointer }
            | Self::Contradicted { pointer, .. }
            | Self::Waived { pointer } => Some(pointer),
            Self::Unattributed { .. } => None,
        }
    }
}

/// Holds a page against a spec.
///
/// An absence is a finding only where the page shows the siblings and the spec's evidence says that this page documented the
/// thing: a page that says less is not a page that says something else.
pub fn bind(page: &Page, spec: &Spec<'_>) -> Ledger {
    let shown = subject::operations(page);
    let found = attribute::operations(&shown, spec);
    let mut binder = Binder {
        page,
        spec,
        outcomes: vec![None; page.claims.len()],
        findings: Vec::new(),
        changes: BTreeMap::new(),
        seen: BTreeSet::new(),
        renamed: BTreeSet::new(),
        certain: true,
    };
    let mut bound = Vec::new();
    for (shown, found) in shown.iter().zip(&found) {
        let operation = |found: &attribute::Found| spec.operations.get(found.index);
        match found.and_then(|found| Some((operation(&found)?, found.certain))) {
            Some((operation, certain)) => {
                binder.certain = certain;
                binder.operation(shown, operation);
                bound.push((shown, operation));
            }
            None => binder.stranger(shown),
        }
        binder.certain = true;
    }
    if bound.is_empty() {
        binder.foreign();
    }
    missing::find(&mut binder, &shown, &bound);
    itself::find(&mut binder, &shown);
    let Binder {
        outcomes,
        findings,
        mut changes,
        ..
    } = binder;
    let unattributed = || Outcome::Unattributed {
        candidates: Vec::new(),
    };
    let mut ledger = Ledger {
        outcomes: outcomes
            .into_iter()
            .map(|outcome| outcome.unwrap_or_else(unattributed))
            .collect(),
        findings: Vec::new(),
        changes: BTreeMap::new(),
        operations: bound
            .iter()
            .map(|(_, operation)| operation.id.clone())
            .collect(),
    };
    let place = |finding: &Finding| {
        finding
            .source
            .as_ref()
            .map(|place| (place.line, place.column))
    };
    ledger.findings = findings;
    ledger.findings.sort_by(|a, b| {
        place(a)
            .cmp(&place(b))
            .then_with(|| (a.code, &a.pointer).cmp(&(b.code, &b.pointer)))
    });
    let alive: BTreeSet<String> = ledger.findings.iter().map(Finding::fingerprint).collect();
    changes.retain(|fingerprint, _| alive.contains(fingerprint));
    ledger.changes = changes;
    ledger
}

/// Where outcomes and findings are put while a page is bound.
struct Binder<'b, 'a> {
    page: &'b Page,
    spec: &'b Spec<'a>,
    outcomes: Vec<Option<Outcome>>,
    findings: Vec<Finding>,
    changes: BTreeMap<String, Vec<Change>>,
    seen: BTreeSet<String>,
    /// Pointers of what the page shows under another name or in another place.
    renamed: BTreeSet<String>,
    /// The operation that is being held is surely the one that the page means: else nothing that is found of it mends the spec.
    certain: bool,
}

/// Whether a claim names something that a spec has or has not.
fn names(claim: &Claim) -> bool {
    match &claim.fact {
        Fact::Server(_) | Fact::Field { .. } => true,
        Fact::Parameter { name, .. } => name.is_some(),
        // The header that HTTP has for it is everybody's.
        Fact::Authentication { name, .. } => {
            name.as_ref().is_some_and(|name| name != "Authorization")
        }
        Fact::Endpoint => claim
            .endpoint
            .as_ref()
            .is_some_and(|endpoint| endpoint.path.is_some()),
        _ => false,
    }
}

/// Something that does not agree, before it has its places.
struct Problem {
    code: Code,
    level: Level,
    certainty: Certainty,
    /// The subject in the spec, or where it would stand.
    pointer: String,
    /// The subject for people: `query parameter size`.
    subject: String,
    expected: Option<String>,
    found: Option<String>,
    /// What mends the spec by itself.
    changes: Vec<Change>,
}

/// After so many findings the rest of a page is not worth reading.
const MOST: usize = 500;

impl<'b, 'a> Binder<'b, 'a> {
    fn renamed(&mut self, pointer: String) {
        self.renamed.insert(pointer);
    }

    /// The source that stands for the page in `evidence.toml`, if one does.
    fn source(&self) -> Option<String> {
        let source = self.spec.evidence.source_at(&self.page.name);
        source.map(str::to_owned)
    }

    fn was_renamed(&self, pointer: &str) -> bool {
        self.renamed.contains(pointer)
    }

    fn bound(&mut self, at: usize, pointer: impl Into<String>) {
        self.outcome(
            at,
            Outcome::Bound {
                pointer: pointer.into(),
            },
        );
    }

    fn outcome(&mut self, at: usize, outcome: Outcome) {
        // A claim may be shared by the operations of a page: where one contradicts, it is a contradiction.
        if let Some(slot) = self.outcomes.get_mut(at)
            && !matches!(slot, Some(Outcome::Contradicted { .. }))
        {
            *slot = Some(outcome);
        }
    }

    /// A claim that the spec contradicts; one cause is one finding, however often the page says it.
    fn contradicted(&mut self, at: usize, operation: Option<&Operation<'_>>, problem: Problem) {
        let level = problem.level;
        let none = || "nothing".to_owned();
        let outcome = match level {
            Level::Note => Outcome::Bound {
                pointer: problem.pointer.clone(),
            },
            _ => Outcome::Contradicted {
                pointer: problem.pointer.clone(),
                expected: problem.expected.clone().unwrap_or_else(none),
                found: problem.found.clone().unwrap_or_else(none),
            },
        };
        self.outcome(at, outcome);
        self.report(Some(at), operation, problem);
    }

    fn report(&mut self, at: Option<usize>, operation: Option<&Operation<'_>>, problem: Problem) {
        let Problem {
            code,
            level,
            certainty,
            pointer,
            subject,
            expected,
            found,
            changes,
        } = problem;
        let (certainty, changes) = match self.certain {
            true => (certainty, changes),
            false => (certainty.min(Certainty::Likely), Vec::new()),
        };
        let reason = match (&expected, &found) {
            _ if code == Code::PageContradictsItself => subject,
            (Some(expected), Some(found)) => {
                format!("{subject}: the spec says {expected}, the page says {found}")
            }
            (Some(expected), None) => {
                format!("{subject}: the spec says {expected}, the page does not")
            }
            (None, Some(found)) => format!("{subject}: the page says {found}, the spec does not"),
            (None, None) => format!("{subject}: {}", code.meaning()),
        };
        let remedy = match (level, changes.is_empty()) {
            (Level::Note, _) => "nothing need be done".to_owned(),
            _ if code == Code::PageForeign => format!(
                "check that the page is one of {}'s, at the address that was meant, and capture it again",
                self.spec.vendor
            ),
            (_, false) => {
                let unnamed =
                    |change: &Change| matches!(change, Change::Evidence { source: None, .. });
                let is_file = !self.page.name.contains("://") && changes.iter().any(unnamed);
                let address = if is_file { " --address ADDRESS" } else { "" };
                format!(
                    "cargo xtask drift page {} {} --fix{address}",
                    self.spec.vendor, self.page.name
                )
            }
            (_, true) => format!(
                "correct specs/{}/openapi.yaml, or accept it in vendor.toml with a reason",
                self.spec.vendor
            ),
        };
        let source = at
            .and_then(|at| self.page.claims.get(at))
            .map(|claim| self.page.place(claim.span));
        let finding = Finding {
            code,
            level,
            certainty,
            vendor: self.spec.vendor.to_owned(),
            operation: operation.map(|it| it.id.clone()),
            spec: self.spec.place(&pointer),
            pointer,
            reason,
            expected,
            found,
            remedy,
            source,
            uses: Vec::new(),
        };
        let fingerprint = finding.fingerprint();
        if self.findings.len() < MOST && self.seen.insert(fingerprint.clone()) {
            self.findings.push(finding);
            if !changes.is_empty() {
                self.changes.insert(fingerprint, changes);
            }
        }
    }

    /// The claim that says where an operation is: one that shows its path, else the first of its endpoint, else its first.
    fn address(&self, shown: &Shown<'_>) -> Option<usize> {
        let path = shown.endpoint.path.as_deref().unwrap_or_default();
        let last = segments(path).pop().filter(|it| !it.starts_with('{'));
        let shows_path = |at: &usize| {
            let claim = self.page.claims.get(*at);
            claim.is_some_and(|it| last.is_some_and(|last| self.page.slice(it.span).contains(last)))
        };
        let endpoints = &shown.endpoints;
        let first = || endpoints.first().copied();
        let shown_path = endpoints.iter().copied().find(|at| shows_path(at));
        shown_path
            .or_else(first)
            .or_else(|| shown.servers.first().map(|(at, _)| *at))
            .or_else(|| shown.claims().first().copied())
    }

    fn operation(&mut self, shown: &Shown<'_>, operation: &Operation<'a>) {
        access::endpoint(self, shown, operation);
        access::servers(self, shown, operation);
        access::credentials(self, shown, operation);
        parameters::bind(self, shown, operation);
        fields::bind(self, shown, operation);
        responses::bind(self, shown, operation);
    }

    /// An operation of the page that the spec does not have. One that the page hardly shows is a heading, not an operation.
    fn stranger(&mut self, shown: &Shown<'_>) {
        access::servers_alone(self, shown);
        let described = shown.endpoint.path.is_some() && shown.endpoint.method.is_some();
        let Some(at) = self.address(shown).filter(|_| described) else {
            return;
        };
        let name = shown.name().unwrap_or_else(|| "an operation".to_owned());
        self.contradicted(
            at,
            None,
            Problem {
                code: Code::PageOperationUnknown,
                level: Level::Warning,
                certainty: Certainty::Certain,
                pointer: shown.address(),
                subject: "operation".to_owned(),
                expected: None,
                found: Some(crate::aspect::brief(&name)),
                changes: Vec::new(),
            },
        );
    }

    /// Nothing of the page belongs to the spec: one finding says so, instead of one for each thing.
    fn foreign(&mut self) {
        if self
            .outcomes
            .iter()
            .flatten()
            .any(|outcome| matches!(outcome, Outcome::Bound { .. }))
        {
            return;
        }
        self.findings.clear();
        self.seen.clear();
        self.outcomes.fill(None);
        let at = (!self.page.claims.is_empty()).then_some(0);
        // A capture that lost all names may be of any page.
        let (level, certainty) = match self.page.claims.iter().any(names) {
            true => (Level::Error, Certainty::Certain),
            false => (Level::Note, Certainty::Unattributed),
        };
        self.report(
            at,
            None,
            Problem {
                code: Code::PageForeign,
                level,
                certainty,
                pointer: "/paths".to_owned(),
                subject: "page".to_owned(),
                expected: None,
                found: None,
                changes: Vec::new(),
            },
        );
    }
}
