//! Applying a plan: compare, send, look after what has no answer, read back.

use contacts_core::mapping::mapping;
use contacts_core::model::RemoteId;
use contacts_runtime::operation::{Meaning, Operation};
use contacts_runtime::replay::{self, CallError};
use serde_json::Value;

use super::make::{before, id_of, is_known, note};
use super::{Applied, Need, Plan, Step, StepOutcome};
use crate::contacts::Contacts;
use crate::error::Error;
use crate::write::{ContactPatch, FieldPath, Write};

impl Contacts {
    /// Sends the calls of a plan, one after another, up to the first that is not done. Then reads back what was written.
    ///
    /// A contact that has changed since the plan was made is left alone; between that look and the first call somebody can
    /// still change it, as no vendor has a version to compare. A creation without an answer is not repeated: the contact is
    /// looked for instead.
    ///
    /// # Errors
    ///
    /// If nothing was sent: the plan has refusals, is of another account, or the contact has changed or gone. What went wrong
    /// after that is in the result, because some of it may have been done.
    pub async fn apply(&self, plan: &Plan) -> Result<Applied, Error> {
        self.is_current(plan).await?;
        let mut run = Run {
            contacts: self,
            plan,
            created: None,
            id: plan.write.id().map(str::to_owned),
            note: None,
            steps: Vec::new(),
        };
        for step in &plan.steps {
            let goes_on = run.steps.iter().all(StepOutcome::is_done);
            let outcome = match goes_on {
                true => run.step(step).await,
                false => StepOutcome::NotRun,
            };
            run.steps.push(outcome);
        }
        Ok(run.end().await)
    }

    /// Whether a plan can be applied to what is there now.
    async fn is_current(&self, plan: &Plan) -> Result<(), Error> {
        let slug = self.vendor().slug;
        let origin = self.provider.origin();
        if (plan.vendor.as_str(), &plan.instance, &plan.account)
            != (slug, &origin.instance, &origin.account)
        {
            return Err(Error::OtherAccount { slug });
        }
        if !plan.is_applicable() {
            let refused = plan.refused.clone();
            return Err(Error::Refused { slug, refused });
        }
        if plan.write.id().is_none() || plan.is_empty() {
            return Ok(());
        }
        let known = self.read(&plan.write).await?;
        if plan.note != note(&plan.write, &known) {
            let fields = Vec::new();
            return Err(Error::Changed { slug, fields });
        }
        let provider = &*self.provider;
        let needs = provider.needs(&plan.write);
        let found = needs.contains(&Need::Contact);
        let now = before(provider, &plan.write, known.subject(&plan.write), found);
        let (Some(then), Some(now)) = (&plan.before, now) else {
            return Ok(());
        };
        let both = then.fields().into_iter().chain(now.fields());
        let mut fields: Vec<FieldPath> = both
            .filter(|path| is_known(provider, &needs, found, path))
            .filter(|path| then.get(path) != now.get(path))
            .collect();
        fields.sort();
        fields.dedup();
        match fields.is_empty() {
            true => Ok(()),
            false => Err(Error::Changed { slug, fields }),
        }
    }
}

/// A plan while it is applied.
struct Run<'a> {
    contacts: &'a Contacts,
    plan: &'a Plan,
    /// The id of the contact that was created, with its JSON type.
    created: Option<Value>,
    id: Option<String>,
    note: Option<String>,
    steps: Vec<StepOutcome>,
}

impl Run<'_> {
    async fn step(&mut self, step: &Step) -> StepOutcome {
        let provider = &*self.contacts.provider;
        let Some(operation) = self.contacts.vendor().operation(&step.operation) else {
            let checked = self.contacts.check(&step.operation, Value::Null);
            return match checked {
                Err(error) => StepOutcome::Failed { error },
                Ok(()) => StepOutcome::NotRun,
            };
        };
        if self.created.is_none() && step.names_new_contact() {
            // The step before has made it, and its answer does not say the id.
            self.find_new().await;
            if self.created.is_none() {
                let slug = operation.vendor;
                let error = Error::NoId { slug };
                return StepOutcome::Failed { error };
            }
        }
        let settings = provider.settings();
        let arguments = step.arguments(operation, self.created.as_ref(), &settings);
        match provider.call(&step.operation, arguments).await {
            Ok(answer) => self.done(operation, &answer),
            Err(error) => {
                let may_be_done = matches!(&error, CallError::Call(error) if error.may_be_done());
                let error = self.contacts.by_name(error);
                match may_be_done {
                    true => self.unknown(error).await,
                    false => {
                        let error = self.conflict(operation, error).await;
                        StepOutcome::Failed { error }
                    }
                }
            }
        }
    }

    /// What an answer says: whether it is a success after all, and the ids of what was created.
    fn done(&mut self, operation: &'static Operation, answer: &replay::Answer) -> StepOutcome {
        let origin = self.contacts.provider.origin();
        let mapped = mapping(operation.vendor)
            .filter(|mapping| mapping.handles(operation.id))
            .and_then(|mapping| {
                let body = answer.value.to_string();
                mapping.map(operation.id, &body, origin).ok()
            })
            .unwrap_or_default();
        let status = answer.status;
        if mapped.page.success == Some(false) {
            let error = Error::Answered {
                slug: operation.vendor,
                operation,
                status,
                meaning: None,
                body: answer.value.to_string().into(),
            };
            return StepOutcome::Failed { error };
        }
        let contact = mapped.contacts.first().map(|contact| &contact.source.id);
        if let (None, Some(id)) = (&self.id, contact.filter(|id| !id.as_str().is_empty())) {
            self.is(id);
        }
        if matches!(self.plan.write, Write::CreateNote { .. }) {
            let note = mapped.notes.first().and_then(|note| note.id.as_ref());
            self.note = note.map(ToString::to_string);
        }
        StepOutcome::Done { status }
    }

    /// The contact that was created is this one.
    fn is(&mut self, id: &RemoteId) {
        self.id = Some(id.to_string());
        self.created = serde_json::to_value(id).ok();
    }

    /// No answer came. If it was to create a contact, and there is one now that was not there before, it did.
    async fn unknown(&mut self, error: Error) -> StepOutcome {
        if self.id.is_none() && matches!(self.plan.write, Write::Create { .. }) {
            self.find_new().await;
            if self.id.is_some() {
                return StepOutcome::Found;
            }
        }
        StepOutcome::Unknown { error }
    }

    /// Looks for the contact that was created, or written to by an upsert, if exactly one has its addresses.
    async fn find_new(&mut self) {
        let Some(patch) = self.plan.write.patch() else {
            return;
        };
        let mut holders = self.contacts.holders(patch).await.unwrap_or_default();
        if matches!(self.plan.write, Write::Create { .. }) {
            holders.retain(|holder| !self.plan.existing.contains(&id_of(holder)));
        }
        if let [holder] = holders.as_slice() {
            self.is(&holder.source.id);
        }
    }

    /// The error, or who is in the way if somebody is.
    async fn conflict(&self, operation: &'static Operation, error: Error) -> Error {
        let meaning = error.meaning();
        let (Some(Meaning::Conflict | Meaning::Invalid), Some(patch), Some(status)) =
            (meaning, self.plan.write.patch(), error.status())
        else {
            return error;
        };
        let holders = self.contacts.holders(patch).await.unwrap_or_default();
        let ids = holders.iter().map(id_of);
        let existing: Vec<String> = ids.filter(|id| Some(id) != self.id.as_ref()).collect();
        if existing.is_empty() && meaning != Some(Meaning::Conflict) {
            return error;
        }
        Error::Conflict {
            slug: operation.vendor,
            operation,
            status,
            existing,
            body: error.body().cloned().unwrap_or_default(),
        }
    }

    /// Reads back, and says what came of it.
    async fn end(self) -> Applied {
        let (id, note) = (self.id.as_deref(), self.note.as_deref());
        let undo = self.contacts.undo(self.plan, &self.steps, id, note);
        let mut applied = Applied {
            verified: false,
            ignored: Vec::new(),
            unseen: Vec::new(),
            undo: undo.writes,
            undo_unverified: undo.is_unverified,
            not_undone: undo.lacks,
            id: self.id,
            note: self.note,
            steps: self.steps,
        };
        let (plan, contacts) = (self.plan, self.contacts);
        let is_so = match &plan.write {
            Write::Delete { id } | Write::Merge { other: id, .. } => contacts.is_gone(id).await,
            Write::CreateNote { id, .. }
            | Write::UpdateNote { id, .. }
            | Write::DeleteNote { id, .. } => {
                let note = applied.note.clone();
                contacts.note_is(&plan.write, id, note).await
            }
            Write::Create { patch } | Write::Upsert { patch } | Write::Update { patch, .. } => {
                let written = match plan.is_empty() {
                    true => patch.clone(),
                    false => written(plan, &applied.steps, patch),
                };
                let compared = match &applied.id {
                    Some(id) => contacts.compare(id, &written).await,
                    None => None,
                };
                let was_read = compared.is_some();
                (applied.ignored, applied.unseen) =
                    compared.unwrap_or_else(|| (Vec::new(), written.fields()));
                was_read
            }
        };
        if is_so {
            applied.found(&plan.steps);
        }
        let is_as_asked = applied.is_done() && applied.ignored.is_empty();
        if !is_as_asked {
            // What the account had by that name may be gone, or be another one by now.
            contacts.remembered.forget();
        }
        applied.verified = is_so && is_as_asked;
        applied
    }
}

impl Applied {
    /// Steps without an answer were done after all, if what they write is there now. Otherwise it was not ignored either:
    /// nobody knows.
    fn found(&mut self, steps: &[Step]) {
        for (step, outcome) in steps.iter().zip(&mut self.steps) {
            if !matches!(outcome, StepOutcome::Unknown { .. }) {
                continue;
            }
            let is_of = |path: &FieldPath| step.fields.contains(path);
            let mut open = self
                .ignored
                .iter()
                .map(|ignored| &ignored.field)
                .chain(&self.unseen);
            if !open.any(is_of) {
                *outcome = StepOutcome::Found;
            }
            self.ignored.retain(|ignored| !is_of(&ignored.field));
        }
    }
}

/// What the steps that were done, or may have been, wrote of a patch.
pub(super) fn written(plan: &Plan, outcomes: &[StepOutcome], patch: &ContactPatch) -> ContactPatch {
    let mut written = ContactPatch::default();
    for (step, outcome) in plan.steps.iter().zip(outcomes) {
        if outcome.is_done() || matches!(outcome, StepOutcome::Unknown { .. }) {
            for path in &step.fields {
                written.put(path, patch.get(path));
            }
        }
    }
    written
}
