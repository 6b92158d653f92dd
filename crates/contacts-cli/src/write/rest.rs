//! What is left to do of a write that was begun before.

use clap::ValueEnum;
use contacts::runtime::operation::Capability;
use contacts::{Applied, ContactPatch, Contacts, Field, StepOutcome, Support, Write};

use super::Writer;
use super::journal::{Entry, State};
use crate::exit::Failure;

/// What to make of a write that may have been sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Unsure {
    /// It was.
    Sent,
    /// It was not: send it.
    Unsent,
}

/// What is left to do of a write that was begun before.
pub enum Rest {
    /// Nothing.
    Nothing,
    /// This write.
    Write(Box<Write>),
    /// The contact is there, and lacks no more than this.
    Created {
        /// Its id.
        id: String,
        /// What it may lack.
        left: Option<Box<Write>>,
    },
    /// Nobody knows.
    Unknown,
}

impl Rest {
    fn again(write: Write) -> Self {
        Self::Write(Box::new(write))
    }
}

/// Finds it out.
pub async fn rest(
    writer: &Writer<'_>,
    write: Write,
    entry: &Entry,
    unsure: Option<Unsure>,
) -> Result<Rest, Failure> {
    let contacts = writer.contacts;
    Ok(match (entry.state, write) {
        (State::Done, _) => Rest::Nothing,
        (State::Failed, write) => Rest::again(write),
        // The contact is there; what it lacks is an update.
        (State::Partly, Write::Create { patch }) => match entry.id.clone() {
            Some(id) => lacking(contacts, id, &patch),
            None => decided(Write::Create { patch }, unsure),
        },
        (State::Begun, Write::Create { patch }) => created(writer, patch, unsure).await?,
        (State::Begun | State::Partly, Write::CreateNote { id, text }) => {
            noted(contacts, id, text, unsure).await?
        }
        (State::Begun | State::Partly, Write::Delete { id }) => {
            match may_be_there(contacts, &id).await? {
                true => Rest::again(Write::Delete { id }),
                false => Rest::Nothing,
            }
        }
        // Of two contacts that were merged the other one is gone.
        (State::Begun | State::Partly, Write::Merge { id, other }) => {
            match may_be_there(contacts, &other).await? {
                true => Rest::again(Write::Merge { id, other }),
                false => Rest::Nothing,
            }
        }
        // The others say how something is to be, and are the same the second time.
        (State::Begun | State::Partly, write) => Rest::again(write),
    })
}

async fn may_be_there(contacts: &Contacts, id: &str) -> Result<bool, Failure> {
    let blind = contacts.serving(Capability::Get).is_empty();
    Ok(blind || !contacts.get(id).await?.contacts.is_empty())
}

/// What to enter of a write that was sent.
pub fn state(applied: &Applied) -> State {
    let unknown = |step: &StepOutcome| matches!(step, StepOutcome::Unknown { .. });
    if applied.is_done() {
        State::Done
    } else if applied.id.is_some() && applied.steps.iter().any(StepOutcome::is_done) {
        State::Partly
    } else if applied.steps.iter().any(unknown) {
        State::Begun
    } else if applied.steps.iter().any(StepOutcome::is_done) {
        State::Partly
    } else {
        State::Failed
    }
}

/// Whether a contact was created without anybody hearing of it.
async fn created(
    writer: &Writer<'_>,
    patch: ContactPatch,
    unsure: Option<Unsure>,
) -> Result<Rest, Failure> {
    let write = Write::Create {
        patch: patch.clone(),
    };
    if !can_look_up(writer.contacts, &patch) {
        return Ok(decided(write, unsure));
    }
    let plan = writer.plan(&write).await?;
    Ok(match plan.existing.as_slice() {
        [] => Rest::again(write),
        // Somebody with the same address may have been there before.
        [id] if !writer.options.allow_duplicate => lacking(writer.contacts, id.clone(), &patch),
        _ => decided(write, unsure),
    })
}

/// What may be lacking of a contact that was created: all but what is set at creation only.
fn lacking(contacts: &Contacts, id: String, patch: &ContactPatch) -> Rest {
    let known = contacts.capabilities();
    let mut lacking = ContactPatch::default();
    for path in patch.fields() {
        let mut rows = known.fields.iter().map(|row| row.0);
        if !rows.any(|row| row.field == path.field && matches!(row.set, Support::Refused(_))) {
            lacking.put(&path, patch.get(&path));
        }
    }
    let left = (!lacking.is_empty()).then(|| {
        let id = id.clone();
        Box::new(Write::Update { id, patch: lacking })
    });
    Rest::Created { id, left }
}

/// Whether a note was written without anybody hearing of it.
async fn noted(
    contacts: &Contacts,
    id: String,
    text: String,
    unsure: Option<Unsure>,
) -> Result<Rest, Failure> {
    if contacts.serving(Capability::ListNotes).is_empty() {
        return Ok(decided(Write::CreateNote { id, text }, unsure));
    }
    let notes = contacts.notes(&id).await?.notes;
    Ok(match notes.iter().any(|note| note.text == text) {
        true => Rest::Nothing,
        false => Rest::again(Write::CreateNote { id, text }),
    })
}

/// As the person says, where nobody else knows.
fn decided(write: Write, unsure: Option<Unsure>) -> Rest {
    match unsure {
        Some(Unsure::Sent) => Rest::Nothing,
        Some(Unsure::Unsent) => Rest::again(write),
        None => Rest::Unknown,
    }
}

/// Whether the vendor can be asked for the contact that a patch makes.
fn can_look_up(contacts: &Contacts, patch: &ContactPatch) -> bool {
    let has = |field, capability| patch.touches(field) && !contacts.serving(capability).is_empty();
    has(Field::Phone, Capability::FindByPhone) || has(Field::Email, Capability::FindByEmail)
}
