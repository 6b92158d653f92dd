//! Making a plan: what is read, what is refused, what is left to do.

use contacts_core::mapping::Mapped;
use contacts_core::model::{Contact, RemoteId, Service};
use contacts_runtime::Patch;
use serde_json::Value;

use super::undo::UNSEARCHED;
use super::{Known, Need, Plan, PlanOptions, Refusal};
use crate::contacts::Contacts;
use crate::error::Error;
use crate::provider::Provider;
use crate::write::{ContactPatch, Field, FieldPath, FieldWrite, Write, value};

impl Contacts {
    /// What a write would send: reads what must be read, and writes nothing. What the vendor can't do of it is in the plan.
    ///
    /// # Errors
    ///
    /// If the vendor has no operation for it, the contact is not there, a value is not of the type that the vendor takes, or
    /// reading fails.
    pub async fn plan(&self, write: &Write, options: PlanOptions) -> Result<Plan, Error> {
        self.plan_knowing(write, None, options).await
    }

    /// What an update of this contact would send: for vendors that don't show a contact by its id, so that it had to be found
    /// in another way. Others read it once more.
    ///
    /// # Errors
    ///
    /// As [`plan`](Self::plan).
    pub async fn plan_for(
        &self,
        contact: &Contact,
        patch: ContactPatch,
        options: PlanOptions,
    ) -> Result<Plan, Error> {
        let id = id_of(contact);
        let write = Write::Update { id, patch };
        self.plan_knowing(&write, Some(contact), options).await
    }

    /// What is known against a write without looking at a contact: what the vendor's table says, and of a new contact what it
    /// lacks and what the account has not. A plan may refuse more. Of the account is read what the write needs.
    ///
    /// # Errors
    ///
    /// If the vendor has no operation for it, or reading fails.
    pub async fn refusals(
        &self,
        write: &Write,
        options: PlanOptions,
    ) -> Result<Vec<Refusal>, Error> {
        let provider = &*self.provider;
        if self.serving(write.capability()).is_empty() {
            return Err(provider.refuse(write.capability()));
        }
        let refused = refusals(provider, write, options);
        let needs = provider.needs(write);
        let is_new = write.id().is_none() && needs.iter().all(|need| need.is_of_the_account());
        if !refused.is_empty() || !is_new {
            return Ok(refused);
        }
        let mut known = Known::default();
        self.read_account(write, &mut known).await?;
        Ok(provider.steps(write, &known).err().unwrap_or_default())
    }

    async fn plan_knowing(
        &self,
        write: &Write,
        contact: Option<&Contact>,
        options: PlanOptions,
    ) -> Result<Plan, Error> {
        let provider = &*self.provider;
        if self.serving(write.capability()).is_empty() {
            return Err(provider.refuse(write.capability()));
        }
        let origin = provider.origin();
        let mut plan = Plan {
            vendor: self.vendor().slug.to_owned(),
            instance: origin.instance.clone(),
            account: origin.account.clone(),
            write: write.clone(),
            before: None,
            note: None,
            existing: Vec::new(),
            steps: Vec::new(),
            refused: refusals(provider, write, options),
            not_undone: Vec::new(),
        };
        if !plan.is_applicable() {
            return Ok(plan);
        }
        let mut known = self.read(write).await?;
        let is_fresh = self.remembered.is_empty();
        self.read_account(write, &mut known).await?;
        if let Some(contact) = contact {
            let needs = provider.needs(write);
            let mut contact = contact.clone();
            match known.contact.take() {
                Some(read) if needs.contains(&Need::Contact) => contact = read,
                Some(read) => {
                    // Only these were read.
                    if needs.contains(&Need::Tags) {
                        contact.tags = read.tags;
                    }
                    if needs.contains(&Need::Attributes) {
                        contact.attributes = read.attributes;
                    }
                }
                None => {}
            }
            known.contact = Some(contact);
        }
        plan.note = note(write, &known);
        let found = contact.is_some() || provider.needs(write).contains(&Need::Contact);
        plan.before = before(provider, write, known.subject(write), found);
        if let Write::Create { patch } | Write::Upsert { patch } = write {
            let mut holders = self.holders(patch).await?;
            if let Write::Upsert { .. } = write {
                let targets = self.targets(patch, holders).await;
                if targets.is_none() {
                    plan.not_undone.push(Refusal::new(UNSEARCHED));
                }
                holders = targets.unwrap_or_default();
                if let [one] = holders.as_slice() {
                    plan.before = Some(self.before_upsert(patch, one));
                }
            }
            plan.existing = holders.iter().map(id_of).collect();
        }
        let left = left_to_do(write, plan.before.as_ref());
        if matches!(&left, Write::Update { patch, .. } if patch.is_empty()) {
            return Ok(plan);
        }
        let mut steps = provider.steps(&left, &known);
        if steps.is_err() && !is_fresh {
            // The account may have it by now.
            self.remembered.forget();
            self.read_account(write, &mut known).await?;
            steps = provider.steps(&left, &known);
        }
        match steps {
            Ok(steps) => plan.steps = steps,
            Err(refused) => plan.refused = refused,
        }
        self.check_steps(&plan)?;
        if !plan.is_empty() && plan.not_undone.is_empty() {
            plan.not_undone = self.not_undone(&plan, &left).await;
        }
        Ok(plan)
    }

    /// What a contact has where an upsert changes it, as far as a look-up shows it.
    fn before_upsert(&self, patch: &ContactPatch, contact: &Contact) -> ContactPatch {
        let provider = &*self.provider;
        let needs = provider.needs(&Write::Update {
            id: id_of(contact),
            patch: patch.clone(),
        });
        let shown = |path: &FieldPath| {
            let is_apart = match path.field {
                Field::Tag => needs.contains(&Need::Tags),
                Field::Attribute => needs.contains(&Need::Attributes),
                _ => false,
            };
            !is_apart && is_known(provider, &needs, true, path)
        };
        state(patch, contact, shown)
    }

    /// Reads what a write needs of the account, unless this connection has read it before.
    pub(super) async fn read_account(&self, write: &Write, known: &mut Known) -> Result<(), Error> {
        let (provider, before) = (&*self.provider, &self.remembered);
        for need in provider.needs(write) {
            match need {
                Need::AccountTags => {
                    let tags = async { Ok(provider.tags().await?.tags) };
                    known.tags = before.tags.get::<Error>(tags).await?;
                }
                Need::AttributeDefinitions => {
                    let read = provider.attribute_definitions();
                    known.definitions = before.definitions.get(read).await?;
                }
                Need::Inboxes => known.inboxes = before.inboxes.get(provider.inboxes()).await?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Reads what a write needs of its contact.
    pub(super) async fn read(&self, write: &Write) -> Result<Known, Error> {
        let provider = &*self.provider;
        let slug = self.vendor().slug;
        let id = write.id().unwrap_or_default();
        let mut known = Known::default();
        for need in provider.needs(write) {
            match need {
                Need::Contact => known.contact = self.existing(id).await?,
                Need::Tags => {
                    // Of a merge those of the contact that goes.
                    let (of, contact) = match write {
                        Write::Merge { other, .. } => (other.as_str(), &mut known.other),
                        _ => (id, &mut known.contact),
                    };
                    let tags = provider.contact_tags(of).await?.tags;
                    contact.get_or_insert_default().tags = tags;
                }
                Need::Attributes => {
                    let found = provider.attributes(id).await?.contacts;
                    let attributes = found.into_iter().flat_map(|contact| contact.attributes);
                    known.contact.get_or_insert_default().attributes = attributes.collect();
                }
                Need::Notes => known.notes = provider.notes(id).await?.notes,
                Need::Other => {
                    if let Write::Merge { other, .. } = write {
                        known.other = self.existing(other).await?;
                    }
                }
                Need::Reviews => known.reviews = provider.reviews(id).await?,
                Need::AccountTags | Need::AttributeDefinitions | Need::Inboxes => {}
            }
        }
        if let Write::UpdateNote { note, .. } | Write::DeleteNote { note, .. } = write
            && provider.needs(write).contains(&Need::Notes)
            && note_text(&known, note).is_none()
        {
            let what = "note";
            return Err(Error::Gone { slug, what });
        }
        Ok(known)
    }

    /// The contact with an id, which has to be there; nothing if it can't be read.
    async fn existing(&self, id: &str) -> Result<Option<Contact>, Error> {
        let found = self.provider.get(id).await?;
        if found.contacts.is_empty() && found.undecodable.is_empty() {
            let (slug, what) = (self.vendor().slug, "contact");
            return Err(Error::Gone { slug, what });
        }
        Ok(with_id(found, id))
    }

    /// Whether the arguments of all steps are those of their operations, before the first one is sent.
    fn check_steps(&self, plan: &Plan) -> Result<(), Error> {
        let settings = self.provider.settings();
        for step in &plan.steps {
            let checked = |id: Option<Value>| {
                let operation = self.vendor().operation(&step.operation);
                let arguments = operation.map_or(Value::Null, |operation| {
                    step.arguments(operation, id.as_ref(), &settings)
                });
                self.check(&step.operation, arguments)
            };
            // Nobody knows yet whether the id of a new contact is a number.
            checked(Some(Value::from("1"))).or_else(|_| checked(Some(Value::from(1))))?;
        }
        Ok(())
    }
}

/// What the vendor's table says against a write.
pub(super) fn refusals(
    provider: &dyn Provider,
    write: &Write,
    options: PlanOptions,
) -> Vec<Refusal> {
    let mut refused = Vec::new();
    if matches!(write, Write::Merge { id, other } if id == other) {
        refused.push(Refusal::new("a contact can't be merged into itself"));
    }
    if let Write::Create { patch } | Write::Upsert { patch } = write
        && patch.is_empty()
    {
        refused.push(Refusal::new("there is nothing to write"));
    }
    for path in write.patch().map(ContactPatch::fields).unwrap_or_default() {
        let Some(row) = row(provider, path.field) else {
            let page = provider.vendor().documentation.first();
            refused.push(Refusal {
                evidence: page.map(|page| format!("nothing of it at {page}")),
                ..Refusal::of(path, "no operation is known that writes it")
            });
            continue;
        };
        let change = write
            .patch()
            .map_or(Patch::Absent, |patch| patch.get(&path));
        // Only an attribute may have an empty text: elsewhere it would clear, unasked.
        if path.field != Field::Attribute && change == Patch::Value("".into()) {
            let reason = "an empty text is no value: null clears the field";
            refused.push(Refusal::of(path, reason));
            continue;
        }
        let support = match (write, change) {
            // There is nothing to clear yet.
            (Write::Create { .. }, Patch::Null) => continue,
            (_, Patch::Null) => row.clear,
            (Write::Create { .. } | Write::Upsert { .. }, _) => row.create,
            _ => row.set,
        };
        refused.extend(Refusal::by(support, &path, options).map(|refusal| Refusal {
            evidence: Some(format!("{}: {}", row.evidence, row.source)),
            ..refusal
        }));
    }
    refused
}

pub(super) fn row(provider: &dyn Provider, field: Field) -> Option<&'static FieldWrite> {
    provider.writes().iter().find(|row| row.field == field)
}

/// Whether a field of a contact is known: the vendor shows it, and it was read.
pub(super) fn is_known(
    provider: &dyn Provider,
    needs: &[Need],
    contact: bool,
    path: &FieldPath,
) -> bool {
    row(provider, path.field).is_some_and(|row| row.shown)
        && match path.field {
            Field::Tag if needs.contains(&Need::Tags) => true,
            Field::Attribute if needs.contains(&Need::Attributes) => true,
            _ => contact,
        }
}

/// What a contact has where a write changes it, as far as it is known: `found` says that the contact itself is. Of one to
/// delete, everything that could be written again.
pub(super) fn before(
    provider: &dyn Provider,
    write: &Write,
    contact: Option<&Contact>,
    found: bool,
) -> Option<ContactPatch> {
    let contact = contact?;
    let needs = provider.needs(write);
    match write {
        Write::Update { patch, .. } => {
            let known = |path: &FieldPath| is_known(provider, &needs, found, path);
            Some(state(patch, contact, known))
        }
        Write::Delete { .. } | Write::Merge { .. } => {
            let mut all = ContactPatch::whole(contact);
            let inbox = inbox_of_new(contact).map(|id| Value::from(id.as_str()));
            let inbox = inbox.map_or(Patch::Absent, Patch::Value);
            all.put(&Field::Inbox.into(), inbox);
            for path in all.fields() {
                if row(provider, path.field).is_none() {
                    all.put(&path, Patch::Absent);
                }
            }
            Some(all)
        }
        _ => None,
    }
}

/// The first inbox that would take the contact if it were new: one whose channel needs no address, or an address that the
/// contact has. Who came without a number has an id there that no creation gives.
fn inbox_of_new(contact: &Contact) -> Option<&RemoteId> {
    let takes = |service: &Service| match service {
        Service::Whatsapp | Service::Sms | Service::Voice => !contact.phones.is_empty(),
        Service::Email => !contact.emails.is_empty(),
        _ => true,
    };
    let mut services = contact.online_services.iter();
    let service = services.find(|of| of.inbox.is_some() && takes(&of.service))?;
    service.inbox.as_ref()?.id.as_ref()
}

/// What a contact has where a patch changes it.
fn state(
    patch: &ContactPatch,
    contact: &Contact,
    known: impl Fn(&FieldPath) -> bool,
) -> ContactPatch {
    let mut state = ContactPatch::default();
    for path in patch.fields().iter().filter(|path| known(path)) {
        let found = value::of_contact(contact, path);
        state.put(path, found.map_or(Patch::Null, Patch::Value));
    }
    state
}

/// The write without what is as asked already, and without what there is nothing to clear of.
fn left_to_do(write: &Write, before: Option<&ContactPatch>) -> Write {
    let Some(patch) = write.patch() else {
        return write.clone();
    };
    let mut left = patch.clone();
    for path in patch.fields() {
        let asked = patch.get(&path);
        let done = match write {
            Write::Create { .. } => asked == Patch::Null,
            Write::Update { .. } => before.is_some_and(|before| before.get(&path) == asked),
            _ => false,
        };
        if done {
            left.put(&path, Patch::Absent);
        }
    }
    write.with(left)
}

/// The text of the note that a write changes.
pub(super) fn note(write: &Write, known: &Known) -> Option<String> {
    match write {
        Write::UpdateNote { note, .. } | Write::DeleteNote { note, .. } => note_text(known, note),
        _ => None,
    }
}

fn note_text(known: &Known, id: &str) -> Option<String> {
    let mut notes = known.notes.iter();
    let is_it = |note: &&contacts_core::model::Note| {
        note.id.as_ref().is_some_and(|note| note.as_str() == id)
    };
    notes.find(is_it).map(|note| note.text.clone())
}

/// The contact with an id among those that came.
fn with_id(found: Mapped, id: &str) -> Option<Contact> {
    let mut contacts = found.contacts;
    let at = contacts
        .iter()
        .position(|contact| contact.source.id.as_str() == id);
    (!contacts.is_empty()).then(|| contacts.swap_remove(at.unwrap_or(0)))
}

pub(super) fn id_of(contact: &Contact) -> String {
    contact.source.id.to_string()
}
