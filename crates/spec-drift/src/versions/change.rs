//! A change, and the comparison that collects them.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde::Serialize;
use serde_json::Value;

use super::document::{Document, Use};
use super::rule::{Callers, Direction, Row, Rule, Step};
use crate::code::Code;
use crate::finding::{Certainty, Finding, Level, Place};
use crate::spec::child;

/// Longest value that is quoted, in characters.
const QUOTED: usize = 80;

/// One change between two documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What kind of change it is.
    pub code: Code,
    /// Where it stood in the older document; `None` for what is new.
    pub old: Option<String>,
    /// Where it stands in the newer document; `None` for what is gone.
    pub new: Option<String>,
    /// What the older document says.
    pub before: Option<String>,
    /// What the newer document says.
    pub after: Option<String>,
    /// What it means for callers of the API: the worst over all uses.
    pub callers: Callers,
    /// Why.
    pub reason: &'static str,
    /// What it means for Rust users of the generated crate.
    pub rust: Step,
    /// Why.
    pub rust_reason: &'static str,
    /// The operations that it concerns.
    pub uses: BTreeSet<Use>,
    /// Whether what is compared was paired by its name; a rename is concluded.
    pub certainty: Certainty,
}

impl Change {
    /// Its place: in the newer document, else in the older.
    pub fn pointer(&self) -> &str {
        self.new
            .as_deref()
            .or(self.old.as_deref())
            .unwrap_or_default()
    }
}

/// Every change between two documents, by place. Equal documents have none.
pub fn compare(old: &Value, new: &Value) -> Vec<Change> {
    let mut comparison = Comparison::new(old, new);
    comparison.root();
    comparison.finish()
}

/// The changes as findings: the older version is what was expected, the newer one what was found. `old` and `new` find the
/// place of a pointer in the two files.
pub fn findings(
    vendor: &str,
    changes: &[Change],
    old: impl Fn(&str) -> Option<Place>,
    new: impl Fn(&str) -> Option<Place>,
) -> Vec<Finding> {
    let finding = |change: &Change| {
        let operations: BTreeSet<&String> =
            change.uses.iter().map(|used| &used.operation).collect();
        let mut operations: Vec<String> = operations.into_iter().cloned().collect();
        let only = match operations.as_slice() {
            [_] => operations.pop(),
            _ => None,
        };
        Finding {
            code: change.code,
            // What stops code from compiling breaks somebody too, at the latest when they raise the version.
            level: Level::from(change.callers).max(if change.rust == Step::Major {
                Level::Warning
            } else {
                Level::Note
            }),
            certainty: change.certainty,
            vendor: vendor.to_owned(),
            operation: only,
            pointer: change.pointer().to_owned(),
            reason: format!(
                "{}: {} for callers, {}; {} for Rust, {}",
                change.code.meaning(),
                change.callers,
                change.reason,
                change.rust,
                change.rust_reason
            ),
            expected: change.before.clone(),
            found: change.after.clone(),
            remedy: change.code.explanation().to_owned(),
            source: change.new.as_deref().and_then(&new),
            spec: change.old.as_deref().and_then(&old),
            uses: operations,
        }
    };
    changes.iter().map(finding).collect()
}

/// A place in both documents, and who uses it.
#[derive(Clone, Debug)]
pub struct At {
    /// In the older document.
    pub old: Option<String>,
    /// In the newer one.
    pub new: Option<String>,
    /// The operations that use it.
    pub uses: Rc<BTreeSet<Use>>,
}

impl At {
    /// A place that no single operation uses.
    pub fn whole(old: impl Into<String>, new: impl Into<String>) -> Self {
        Self {
            old: Some(old.into()),
            new: Some(new.into()),
            uses: Rc::default(),
        }
    }

    /// The place, used like this.
    pub fn used(mut self, uses: impl IntoIterator<Item = Use>) -> Self {
        self.uses = Rc::new(uses.into_iter().collect());
        self
    }

    /// The place one step deeper, of one name in both documents.
    pub fn child(&self, step: &str) -> Self {
        self.children(step, step)
    }

    /// The place one step deeper, of two names.
    pub fn children(&self, old: &str, new: &str) -> Self {
        Self {
            old: self.old.as_deref().map(|pointer| child(pointer, old)),
            new: self.new.as_deref().map(|pointer| child(pointer, new)),
            uses: Rc::clone(&self.uses),
        }
    }

    /// The same in the older document only.
    pub fn gone(mut self) -> Self {
        self.new = None;
        self
    }

    /// The same in the newer document only.
    pub fn fresh(mut self) -> Self {
        self.old = None;
        self
    }
}

/// A comparison at work.
pub struct Comparison<'a> {
    /// The older document.
    pub old: Document<'a>,
    /// The newer document.
    pub new: Document<'a>,
    /// Pointers of schemas that have another name now: older to newer.
    pub renamed: BTreeMap<String, String>,
    /// Pairs of references that were followed, so that a circle ends.
    pub followed: BTreeSet<(String, String)>,
    changes: Vec<Change>,
}

impl<'a> Comparison<'a> {
    fn new(old: &'a Value, new: &'a Value) -> Self {
        Self {
            old: Document::new(old),
            new: Document::new(new),
            renamed: BTreeMap::new(),
            followed: BTreeSet::new(),
            changes: Vec::new(),
        }
    }

    /// Takes a change in.
    pub fn add(
        &mut self,
        code: Code,
        at: &At,
        before: Option<String>,
        after: Option<String>,
        type_changes: bool,
    ) {
        // Every code that a comparison uses has a row; a test holds it.
        let Some(row) = Row::of(code) else { return };
        let uses = at.uses.as_ref().clone();
        let directions: BTreeSet<Direction> = uses.iter().map(|used| used.direction).collect();
        let applies = |rule: &Rule| match rule.direction {
            Some(direction) => row.rules().len() == 1 || directions.contains(&direction),
            None => true,
        };
        let worst = row
            .rules()
            .into_iter()
            .filter(applies)
            .max_by_key(|rule| (rule.verdict.callers, rule.direction));
        let (callers, reason) = match worst {
            Some(rule) => (rule.verdict.callers, rule.verdict.reason),
            None => (Callers::Compatible, "no operation uses it"),
        };
        let likely = matches!(
            code,
            Code::PropertyRenamed | Code::ParameterRenamed | Code::ComponentRenamed
        );
        self.changes.push(Change {
            code,
            old: at.old.clone(),
            new: at.new.clone(),
            before,
            after,
            callers,
            reason,
            rust: row.step(type_changes),
            rust_reason: row.rust_reason,
            uses,
            certainty: if likely {
                Certainty::Likely
            } else {
                Certainty::Certain
            },
        });
    }

    /// Takes in something new.
    pub fn added(&mut self, code: Code, at: At, after: String) {
        self.add(code, &at.fresh(), None, Some(after), false);
    }

    /// Takes in something gone.
    pub fn removed(&mut self, code: Code, at: At, before: String) {
        self.add(code, &at.gone(), Some(before), None, false);
    }

    /// Takes a value in that is there in one document, in the other, or in both and not the same.
    pub fn value(
        &mut self,
        codes: [Code; 3],
        at: &At,
        old: Option<&Value>,
        new: Option<&Value>,
        type_changes: bool,
    ) {
        let [added, removed, changed] = codes;
        match (old, new) {
            (None, Some(value)) => self.add(added, at, None, Some(quoted(value)), type_changes),
            (Some(value), None) => self.add(removed, at, Some(quoted(value)), None, type_changes),
            (Some(before), Some(after)) if before != after => {
                self.add(
                    changed,
                    at,
                    Some(quoted(before)),
                    Some(quoted(after)),
                    type_changes,
                );
            }
            _ => {}
        }
    }

    /// The place of a component, with everyone who uses it in either document.
    pub fn component(&self, old: &str, new: &str) -> At {
        let mut uses: BTreeSet<Use> = self.new.uses(new).cloned().collect();
        for used in self.old.uses(old) {
            let known = |other: &Use| {
                other.operation == used.operation && other.direction == used.direction
            };
            if !uses.iter().any(known) {
                uses.insert(used.clone());
            }
        }
        At::whole(old, new).used(uses)
    }

    fn finish(mut self) -> Vec<Change> {
        let key = |change: &Change| {
            (
                change.pointer().to_owned(),
                change.code,
                change.before.clone(),
                change.after.clone(),
                change.old.clone(),
            )
        };
        self.changes.sort_by_cached_key(key);
        // A pair of components that several places refer to is compared for each of them.
        self.changes.dedup_by(|next, first| {
            let same = key(next) == key(first);
            if same {
                first.uses.append(&mut next.uses);
                if next.callers > first.callers {
                    (first.callers, first.reason) = (next.callers, next.reason);
                }
                first.rust = first.rust.max(next.rust);
            }
            same
        });
        self.changes
    }
}

/// A value as it is shown: a text without quotes, anything else as JSON, cut at a sensible length.
pub fn quoted(value: &Value) -> String {
    let text = value
        .as_str()
        .map_or_else(|| sorted(value).to_string(), str::to_owned);
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// The value with its members by name, whatever order they have in the document.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let members: BTreeMap<&String, &Value> = members.iter().collect();
            members
                .into_iter()
                .map(|(name, value)| (name.clone(), sorted(value)))
                .collect()
        }
        Value::Array(elements) => elements.iter().map(sorted).collect(),
        other => other.clone(),
    }
}
