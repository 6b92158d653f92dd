//! What undoes a write, and what of it nothing undoes: both from what was there before.

use contacts_runtime::Patch;
use contacts_runtime::operation::Capability;
use serde_json::Value;

use super::apply::written;
use super::make::{refusals, row};
use super::{Known, Plan, PlanOptions, Refusal, StepOutcome};
use crate::contacts::Contacts;
use crate::provider::Provider;
use crate::write::{ContactPatch, FieldPath, Support, Write};

/// Of an upsert that may have hit anybody.
pub(super) const UNSEARCHED: &str = "nobody knows whether the contact is there already: the vendor can't be asked for its address, and its list is too long to look through, or could not be read";

/// What undoes what was done.
pub(super) struct Undo {
    /// The writes, in the order in which they are to be planned.
    pub writes: Vec<Write>,
    /// What they leave out.
    pub lacks: Vec<Refusal>,
    /// Whether a plan of them has to allow what is unverified.
    pub is_unverified: bool,
}

impl Contacts {
    /// What nothing will undo of a plan, whose write has this left to do.
    pub(super) async fn not_undone(&self, plan: &Plan, left: &Write) -> Vec<Refusal> {
        let provider = &*self.provider;
        let needs = |capability, reason: &str| match self.serving(capability).is_empty() {
            true => vec![Refusal::new(reason)],
            false => Vec::new(),
        };
        let delete = || {
            needs(
                Capability::Delete,
                "the vendor has no way to delete a contact",
            )
        };
        match (left, &plan.before, plan.existing.as_slice()) {
            (Write::Create { .. }, ..) | (Write::Upsert { .. }, None, []) => delete(),
            (Write::Upsert { patch }, Some(before), [_]) => back(provider, patch, Some(before)).1,
            (Write::Upsert { .. }, ..) => vec![Refusal::new(
                "several contacts have its addresses, and nobody knows which of them the vendor takes",
            )],
            (Write::Update { patch, .. }, before, _) => back(provider, patch, before.as_ref()).1,
            (Write::Delete { .. }, Some(before), _) => self.not_again(before).await,
            (Write::Delete { .. }, None, _) => {
                vec![Refusal::new("no reading shows what the contact has")]
            }
            (Write::CreateNote { .. }, ..) => needs(
                Capability::DeleteNote,
                "the vendor has no way to delete a note",
            ),
            (Write::UpdateNote { .. } | Write::DeleteNote { .. }, ..) if plan.note.is_none() => {
                vec![Refusal::new("no reading shows what the note says")]
            }
            (Write::DeleteNote { .. }, ..) => needs(
                Capability::CreateNote,
                "the vendor has no way to write a note",
            ),
            // Of a merge its heading says so.
            (Write::UpdateNote { .. } | Write::Merge { .. }, ..) => Vec::new(),
        }
    }

    /// What a new contact can't be given of what one has that is to be deleted. A reason without a field is one against any
    /// new contact.
    async fn not_again(&self, before: &ContactPatch) -> Vec<Refusal> {
        let provider = &*self.provider;
        let allowed = PlanOptions {
            allow_unverified: true,
        };
        let mut again = self.creation(before.clone());
        if self.serving(again.capability()).is_empty() {
            return vec![Refusal::new("the vendor has no way to create a contact")];
        }
        let mut fresh = refusals(provider, &again, allowed);
        let mut known = Known::default();
        if self.read_account(&again, &mut known).await.is_err() {
            return fresh;
        }
        // Without one field another may be refused that was not looked at.
        let mut lacks = Vec::new();
        loop {
            let mut patch = again.patch().cloned().unwrap_or_default();
            let had = patch.fields().len();
            for field in fresh.iter().filter_map(|refusal| refusal.field.as_ref()) {
                patch.put(field, Patch::Absent);
            }
            if !fresh.is_empty() && patch.fields().len() == had {
                let whole = fresh
                    .iter()
                    .map(|refusal| Refusal::new(refusal.to_string()));
                lacks.extend(whole);
                return lacks;
            }
            lacks.extend(fresh);
            again = again.with(patch);
            fresh = match provider.steps(&again, &known) {
                Ok(_) => return lacks,
                Err(refused) => refused,
            };
        }
    }

    /// What makes a new contact.
    fn creation(&self, patch: ContactPatch) -> Write {
        match self.serving(Capability::Create).is_empty() {
            true => Write::Upsert { patch },
            false => Write::Create { patch },
        }
    }

    /// What undoes what was done of a plan.
    pub(super) fn undo(
        &self,
        plan: &Plan,
        steps: &[StepOutcome],
        id: Option<&str>,
        note: Option<&str>,
    ) -> Undo {
        let provider = &*self.provider;
        let mut lacks = plan.not_undone.clone();
        let is_touched = steps.iter().any(|step| step.is_done() || step.is_unknown());
        let can_be = lacks.iter().all(|refusal| refusal.field.is_some());
        let write = match is_touched && can_be {
            true => self.undoing(plan, steps, id, note, &mut lacks),
            false => None,
        };
        let is_unverified = |write: &Write| {
            let refused = refusals(provider, write, PlanOptions::default());
            refused.iter().any(|refusal| refusal.unverified)
        };
        Undo {
            is_unverified: write.as_ref().is_some_and(is_unverified),
            writes: write.into_iter().collect(),
            lacks,
        }
    }

    fn undoing(
        &self,
        plan: &Plan,
        steps: &[StepOutcome],
        id: Option<&str>,
        note: Option<&str>,
        lacks: &mut Vec<Refusal>,
    ) -> Option<Write> {
        let id = id.map(str::to_owned);
        let before = plan.before.as_ref();
        let update = |id: String, patch: &ContactPatch| {
            let (patch, _) = back(&*self.provider, &written(plan, steps, patch), before);
            (!patch.is_empty()).then_some(Write::Update { id, patch })
        };
        match &plan.write {
            Write::Create { .. } => id.map(|id| Write::Delete { id }),
            Write::Upsert { patch } => match (before, plan.existing.as_slice(), id) {
                (Some(_), [existing], Some(id)) if *existing == id => update(id, patch),
                (None, [], Some(id)) if self.is_new(patch, &id) => Some(Write::Delete { id }),
                (_, _, None) => None,
                _ => {
                    let reason =
                        "the vendor took another contact for the same than its address says";
                    lacks.push(Refusal::new(reason));
                    None
                }
            },
            Write::Update { id, patch } => update(id.clone(), patch),
            Write::Delete { .. } => {
                let mut patch = before?.clone();
                for field in lacks.iter().filter_map(|refusal| refusal.field.as_ref()) {
                    patch.put(field, Patch::Absent);
                }
                (!patch.is_empty()).then(|| self.creation(patch))
            }
            Write::Merge { .. } => None,
            Write::CreateNote { id, .. } => {
                let (id, note) = (id.clone(), note?.to_owned());
                Some(Write::DeleteNote { id, note })
            }
            Write::UpdateNote { id, note, .. } => {
                let (id, note, text) = (id.clone(), note.clone(), plan.note.clone()?);
                Some(Write::UpdateNote { id, note, text })
            }
            Write::DeleteNote { id, .. } => {
                let (id, text) = (id.clone(), plan.note.clone()?);
                Some(Write::CreateNote { id, text })
            }
        }
    }
}

/// What puts back what a patch changes, and what of it can't be put back.
fn back(
    provider: &dyn Provider,
    patch: &ContactPatch,
    before: Option<&ContactPatch>,
) -> (ContactPatch, Vec<Refusal>) {
    let (mut back, mut lacks) = (ContactPatch::default(), Vec::new());
    for path in patch.fields() {
        let was = before.map_or(Patch::Absent, |before| before.get(&path));
        match put_back(provider, &path, &patch.get(&path), was) {
            Ok(change) => back.put(&path, change),
            Err(reason) => lacks.push(Refusal::of(path, reason)),
        }
    }
    (back, lacks)
}

/// What puts a field back that is to be written.
fn put_back(
    provider: &dyn Provider,
    path: &FieldPath,
    asked: &Patch<Value>,
    was: Patch<Value>,
) -> Result<Patch<Value>, &'static str> {
    let Some(row) = row(provider, path.field) else {
        return Err("no operation is known that writes it");
    };
    match (was, asked, row.clear) {
        // Of what no reading shows, the opposite undoes a switch.
        (Patch::Absent, Patch::Value(Value::Bool(on)), _) if path.field.is_switch() => {
            Ok(Patch::Value(Value::Bool(!on)))
        }
        (Patch::Absent, ..) => Err("no reading shows what is there now"),
        (Patch::Null, _, Support::Refused(_)) if path.field.is_switch() => {
            Ok(Patch::Value(Value::Bool(false)))
        }
        (Patch::Null, _, Support::Refused(why)) => match row.none {
            Some(none) => Ok(Patch::Value(none.into())),
            None => Err(why),
        },
        (Patch::Null, ..) => Ok(Patch::Null),
        (was, ..) => match row.set {
            Support::Refused(why) => Err(why),
            _ => Ok(was),
        },
    }
}
