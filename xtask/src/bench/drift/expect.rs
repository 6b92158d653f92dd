//! What must be found of an edit: where, and of which kind.

use std::collections::BTreeSet;

use serde::Serialize;
use spec_drift::Finding;

use super::fact::{Aspect, Facts, Subject};
use super::model::{Endpoint, Model};
use super::semantic::{Change, Mutant, Operator};

/// What is held against what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
    /// An older capture of the page in the same rendering.
    Captures,
    /// An older capture of the page in another rendering.
    CrossedCaptures,
    /// The spec.
    Spec,
}

/// How an edit shows on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visible {
    /// It does not.
    No,
    /// The page does not name what it changed.
    Nameless,
    /// The page names what it changed.
    Named,
}

/// Whether an edit shows where the tool is asked to see it: a page that says less is no page that says something else, and a
/// kind of statement that is gone altogether is left out by the renderer.
pub fn visible(mutant: &Mutant, old: &Facts, new: &Facts, comparison: Comparison) -> Visible {
    if mutant.operator == Operator::ExamplesDisagree {
        // It shows in the second copy alone, and the page itself is what is wrong.
        return match comparison {
            Comparison::Spec => Visible::Named,
            _ => Visible::No,
        };
    }
    let gone: BTreeSet<_> = old.0.difference(&new.0).collect();
    let come: BTreeSet<_> = new.0.difference(&old.0).collect();
    let about = |fact: &&super::fact::Stated| {
        mutant
            .subjects
            .iter()
            .any(|subject| is_within(subject, &fact.subject))
            && (mutant.aspect == Aspect::Exists || fact.aspect == mutant.aspect)
    };
    let nameless = |fact: &super::fact::Stated| matches!(fact.subject, Subject::Nameless(..));
    let (gone_of_it, come_of_it) = (gone.iter().any(about), come.iter().any(about));
    if !gone_of_it && !come_of_it {
        let moved = matches!(
            mutant.operator,
            Operator::ParameterMoved
                | Operator::RenameField
                | Operator::RenameParameter
                | Operator::FieldMoved
        );
        let shown = gone.iter().chain(&come).any(|fact| nameless(fact));
        let says_less = come.len() < gone.len() && comparison != Comparison::Captures;
        return if shown && !moved && !says_less {
            Visible::Nameless
        } else {
            Visible::No
        };
    }
    let statement = mutant.aspect != Aspect::Exists;
    if statement && !gone_of_it && comparison != Comparison::Spec && !others_say(mutant, old) {
        // The first statement of its kind: a renderer may have begun to show them.
        return Visible::No;
    }
    let drops = matches!(
        mutant.operator,
        Operator::DropField | Operator::DropParameter
    );
    // `""` is what a placeholder says of text without a format: a change for its own page, nothing to hold against a spec.
    let says = come.iter().any(|fact| {
        about(fact)
            && (comparison == Comparison::Captures
                || !fact.value.is_empty()
                || mutant.aspect == Aspect::Exists)
    });
    if !says && !drops && (comparison != Comparison::Captures || !others_say(mutant, new)) {
        return Visible::No;
    }
    // A host for examples is no host.
    match mutant.operator == Operator::Host
        && comparison == Comparison::Spec
        && mutant.model.server.contains("example.")
    {
        true => Visible::No,
        false => Visible::Named,
    }
}

/// Whether the page says of something else what the edit is about.
fn others_say(mutant: &Mutant, facts: &Facts) -> bool {
    let subject = mutant.subjects.first();
    let others = facts
        .0
        .iter()
        .filter(|fact| fact.aspect == mutant.aspect && Some(&fact.subject) != subject);
    others
        .into_iter()
        .any(|fact| match (subject, &fact.subject) {
            (Some(Subject::Field(nth, side, _)), Subject::Field(other, place, _)) => {
                nth == other && side == place
            }
            (Some(Subject::Parameter(nth, ..)), Subject::Parameter(other, ..)) => nth == other,
            _ => false,
        })
}

fn is_within(around: &Subject, subject: &Subject) -> bool {
    match (around, subject) {
        (Subject::Field(nth, side, way), Subject::Field(other, place, path)) => {
            nth == other && side == place && path.starts_with(way)
        }
        _ => around == subject,
    }
}

/// The codes that say what kind of change it is.
pub fn codes(mutant: &Mutant, comparison: Comparison, visible: Visible) -> Vec<&'static str> {
    let field = matches!(mutant.subjects.first(), Some(Subject::Field(..)));
    let (captures, spec): (&[&str], &[&str]) = match mutant.operator {
        Operator::RenameField => (&["page-field-rename-seen"], &["page-field-renamed"]),
        Operator::RenameParameter => (&["page-parameter-rename-seen"], &["page-parameter-renamed"]),
        Operator::DropField => (&["page-field-removed"], &["page-field-missing"]),
        Operator::DropParameter => (&["page-parameter-removed"], &["page-parameter-missing"]),
        Operator::AddField => (&["page-field-added"], &["page-field-unknown"]),
        Operator::AddParameter => (&["page-parameter-added"], &["page-parameter-unknown"]),
        Operator::RetypeField | Operator::RetypeParameter => {
            (&["page-type-changed"], &["page-type-differs"])
        }
        Operator::Format => (&["page-format-changed"], &["page-format-differs"]),
        Operator::Nullability => (&["page-nullability-changed"], &["page-nullability-differs"]),
        Operator::EnumValueAdded => (&["page-enum-value-added"], &["page-enum-value-unknown"]),
        Operator::EnumValueDropped => (&["page-enum-value-removed"], &["page-enum-value-missing"]),
        Operator::EnumValueRenamed => (
            &["page-enum-value-rename-seen"],
            &["page-enum-value-renamed"],
        ),
        Operator::RangeTightened | Operator::RangeLoosened | Operator::RangeRemoved => {
            (&["page-range-changed"], &["page-range-differs"])
        }
        Operator::Default => (&["page-default-changed"], &["page-default-differs"]),
        Operator::Required => (&["page-required-changed"], &["page-required-differs"]),
        Operator::ParameterMoved => (&["page-parameter-move-seen"], &["page-parameter-moved"]),
        Operator::Path => (&["page-path-changed"], &["page-path-differs"]),
        Operator::Method => (&["page-method-changed"], &["page-method-differs"]),
        Operator::Host => (&["page-server-changed"], &["page-server-differs"]),
        Operator::AuthenticationName => (
            &["page-authentication-changed"],
            &["page-authentication-differs"],
        ),
        Operator::Status => (
            &[
                "page-status-changed",
                "page-status-added",
                "page-status-removed",
            ],
            &["page-status-unknown", "page-status-missing"],
        ),
        Operator::PageSize => (
            &["page-size-changed", "page-page-size-changed"],
            &["page-size-differs", "page-page-size-differs"],
        ),
        Operator::FieldMoved => (&["page-field-move-seen"], &["page-field-moved"]),
        Operator::ExamplesDisagree => (&["page-contradicts-itself"], &["page-contradicts-itself"]),
    };
    let mut codes = match comparison {
        Comparison::Spec => spec.to_vec(),
        _ => captures.to_vec(),
    };
    if visible == Visible::Nameless {
        codes.push("page-statement-unattributed");
        match (mutant.change, field) {
            // Without a name a statement that comes or goes is all that anybody can see of a parameter.
            (Change::Added | Change::Removed, _) => codes.extend([
                "page-range-changed",
                "page-enum-value-removed",
                "page-pattern-changed",
            ]),
            (Change::Changed, _) => {}
        }
        // Nor does the page say whether it is a parameter or a member of the body.
        codes.extend(match mutant.operator {
            Operator::DropField => &["page-parameter-removed"][..],
            Operator::DropParameter => &["page-field-removed"],
            Operator::AddField => &["page-parameter-added"],
            Operator::AddParameter => &["page-field-added"],
            _ => &[],
        });
    }
    codes
}

/// Whether a finding points at what was edited.
pub fn points_at(finding: &Finding, old: &Model, mutant: &Mutant, visible: Visible) -> bool {
    let wanted = mutant
        .subjects
        .iter()
        .flat_map(|subject| pointers(old, mutant, subject));
    let wanted: Vec<String> = wanted.collect();
    let told = std::iter::once(&finding.pointer).chain(&finding.uses);
    if told
        .clone()
        .any(|pointer| wanted.iter().any(|wanted| is_at(pointer, wanted)))
    {
        return true;
    }
    // Of what has no name nobody can ask more than the operation, or the list in which it stands.
    let around = mutant
        .subjects
        .iter()
        .filter_map(|subject| operation(old, subject));
    let around: Vec<String> = around
        .flat_map(|around| {
            [
                format!("{around}$"),
                format!("{around}/parameters$"),
                format!("{around}/requestBody$"),
            ]
        })
        .collect();
    visible == Visible::Nameless
        && told
            .clone()
            .any(|pointer| around.iter().any(|around| is_at(pointer, around)))
}

fn is_at(pointer: &str, place: &str) -> bool {
    let rest = pointer.strip_prefix(place.trim_end_matches('$'));
    // `$` at the end: this place itself and nothing in it.
    match place.ends_with('$') {
        true => rest == Some(""),
        false => rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
    }
}

fn endpoint(model: &Model, nth: usize) -> Option<(&Endpoint, String)> {
    let endpoint = model.endpoints.get(nth)?;
    let path = endpoint.path.replace('~', "~0").replace('/', "~1");
    Some((
        endpoint,
        format!("/paths/{path}/{}", endpoint.method.to_lowercase()),
    ))
}

fn operation(model: &Model, subject: &Subject) -> Option<String> {
    match subject {
        Subject::Parameter(nth, ..)
        | Subject::Field(nth, ..)
        | Subject::Endpoint(nth)
        | Subject::Response(nth, _)
        | Subject::Nameless(nth, _) => endpoint(model, *nth).map(|(_, pointer)| pointer),
        _ => None,
    }
}

/// Where a subject stands in the spec, or would stand.
fn pointers(model: &Model, mutant: &Mutant, subject: &Subject) -> Vec<String> {
    let mut found = Vec::new();
    match subject {
        Subject::Server => found.push("/servers".to_owned()),
        Subject::Authentication => found.extend([
            "/components/securitySchemes".to_owned(),
            "/security".to_owned(),
        ]),
        Subject::PageSize => found.extend(endpoint(model, 0).map(|(_, pointer)| pointer)),
        Subject::Nameless(..) => {}
        Subject::Endpoint(nth) => {
            for model in [model, &mutant.model] {
                if let Some((_, pointer)) = endpoint(model, *nth) {
                    let path = pointer.rsplit_once('/').map_or("", |(path, _)| path);
                    found.extend([format!("{pointer}$"), format!("{path}$")]);
                }
            }
        }
        Subject::Response(nth, status) => {
            found.extend(
                endpoint(model, *nth).map(|(_, pointer)| format!("{pointer}/responses/{status}")),
            );
        }
        Subject::Parameter(nth, place, name) => {
            if let Some((endpoint, pointer)) = endpoint(model, *nth) {
                let mut all = endpoint.parameters();
                let index = all.position(|(other, known, _)| other == place && known == name);
                found.push(match index {
                    Some(index) => format!("{pointer}/parameters/{index}"),
                    // Where it would stand: behind the others.
                    None => format!("{pointer}/parameters/{}", endpoint.parameters.0.len()),
                });
                if index.is_none() {
                    found.extend([
                        format!("{pointer}/parameters$"),
                        format!("{pointer}/parameters/-"),
                        format!("{pointer}/parameters/{name}"),
                    ]);
                }
            }
        }
        Subject::Field(nth, side, path) => {
            if let Some((endpoint, pointer)) = endpoint(model, *nth) {
                let mut place = match side.as_str() {
                    "request" => format!("{pointer}/requestBody/content/application~1json/schema"),
                    _ => {
                        let response = side
                            .parse::<usize>()
                            .ok()
                            .and_then(|place| endpoint.responses.0.get(place));
                        let status = response.map_or("", |(status, _)| status.as_str());
                        format!("{pointer}/responses/{status}/content/application~1json/schema")
                    }
                };
                for step in path {
                    match step.as_str() {
                        "-" => place.push_str("/items"),
                        name => place.push_str(&format!(
                            "/properties/{}",
                            name.replace('~', "~0").replace('/', "~1")
                        )),
                    }
                }
                let around = place
                    .rsplit_once("/properties/")
                    .map_or("", |(around, _)| around);
                if mutant.change == Change::Added {
                    found.extend([format!("{around}/properties$"), format!("{around}$")]);
                }
                // What must be there is listed next to the members.
                if mutant.aspect == Aspect::Required {
                    found.push(format!("{around}/required"));
                }
                found.push(place);
            }
        }
    }
    found
}
