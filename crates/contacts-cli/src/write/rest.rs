//! What is left to do of a write that was begun before.

use clap::ValueEnum;
use contacts::runtime::operation::Capability;
use contacts::{Applied, ContactPatch, Contacts, Field, Plan, StepOutcome, Support, Write};

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
    let earlier = entry.earlier.as_deref();
    Ok(match (entry.state, write) {
        (State::Done, _) => Rest::Nothing,
        // Where the id is known the contact is there, whatever went wrong after that; what it lacks is an update.
        (state, Write::Create { patch }) => match (&entry.id, state) {
            (Some(id), _) => lacking(contacts, id.clone(), &patch),
            (None, State::Failed) => Rest::again(Write::Create { patch }),
            (None, State::Begun) => created(writer, patch, earlier, unsure).await?,
            (None, _) => decided(Write::Create { patch }, unsure),
        },
        (State::Failed, write) => Rest::again(write),
        (State::Begun | State::Partly, Write::CreateNote { id, text }) => {
            noted(contacts, id, text, earlier, unsure).await?
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

/// Whether a line is of the contact of which a part was done, though it is not what it was.
pub async fn is_mended(writer: &Writer<'_>, write: &Write, entry: &Entry) -> Result<bool, Failure> {
    let Some(id) = &entry.id else {
        return Ok(false);
    };
    Ok(match write {
        Write::Create { .. } => writer.plan(write).await?.existing.contains(id),
        write => write.id() == Some(id),
    })
}

/// What is there before a plan is sent that could be taken for what it makes; nothing where nobody can look.
pub async fn earlier(writer: &Writer<'_>, plan: &Plan) -> Result<Option<Vec<String>>, Failure> {
    let contacts = writer.contacts;
    Ok(match &plan.write {
        Write::Create { patch } if can_look_up(contacts, patch) => Some(plan.existing.clone()),
        Write::CreateNote { id, text } => notes(contacts, id, text).await?,
        _ => None,
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

/// Whether a contact was created without anybody hearing of it: it is not among those that were there before.
async fn created(
    writer: &Writer<'_>,
    patch: ContactPatch,
    earlier: Option<&[String]>,
    unsure: Option<Unsure>,
) -> Result<Rest, Failure> {
    let write = Write::Create {
        patch: patch.clone(),
    };
    if !can_look_up(writer.contacts, &patch) {
        return Ok(decided(write, unsure));
    }
    let found = writer.plan(&write).await?.existing;
    Ok(match new(&found, earlier).as_deref() {
        // Of several with one address a vendor may show one only.
        Some([]) if found.is_empty() => Rest::again(write),
        Some([id]) => lacking(writer.contacts, (*id).clone(), &patch),
        _ => decided(write, unsure),
    })
}

/// What was not there before; nothing where nobody knows.
fn new<'a>(found: &'a [String], earlier: Option<&[String]>) -> Option<Vec<&'a String>> {
    match earlier {
        Some(earlier) => Some(found.iter().filter(|id| !earlier.contains(id)).collect()),
        None => found.is_empty().then(Vec::new),
    }
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
    earlier: Option<&[String]>,
    unsure: Option<Unsure>,
) -> Result<Rest, Failure> {
    let found = notes(contacts, &id, &text).await?;
    let new = found.as_deref().and_then(|found| new(found, earlier));
    let is_there = new.map(|new| !new.is_empty());
    let write = Write::CreateNote { id, text };
    Ok(match is_there {
        Some(true) => Rest::Nothing,
        Some(false) => Rest::again(write),
        None => decided(write, unsure),
    })
}

/// The ids of the notes of a contact with this text; nothing if the vendor does not show them.
async fn notes(
    contacts: &Contacts,
    contact: &str,
    text: &str,
) -> Result<Option<Vec<String>>, Failure> {
    if contacts.serving(Capability::ListNotes).is_empty() {
        return Ok(None);
    }
    let notes = contacts.notes(contact).await?.notes.into_iter();
    let same = notes.filter(|note| note.text == text);
    Ok(same.map(|note| note.id.map(|id| id.to_string())).collect())
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
