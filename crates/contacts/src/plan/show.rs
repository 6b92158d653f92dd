//! A plan as a person reads it before it is applied.

use std::fmt::{self, Display, Formatter};

use contacts_runtime::Patch;
use serde_json::Value;

use super::{Plan, Refusal};
use crate::write::{ContactPatch, Write};

impl Display for Plan {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.vendor, Heading(&self.write))?;
        if let Some(patch) = self.write.patch() {
            changes(formatter, patch, self.before.as_ref())?;
        }
        if !self.existing.is_empty() {
            let ids = self.existing.join(", ");
            write!(formatter, "\n  there already, with the same address: {ids}")?;
        }
        for refusal in &self.refused {
            write!(formatter, "\n  refused: {refusal}")?;
        }
        for refusal in &self.not_undone {
            let lacks = match (&self.write, &refusal.field) {
                (Write::Delete { .. }, Some(_)) => "not brought back by undo",
                _ => "can't be undone",
            };
            write!(formatter, "\n  {lacks}: {refusal}")?;
        }
        if self.refused.is_empty() && self.steps.is_empty() {
            write!(formatter, "\n  nothing to do")?;
        }
        for (number, step) in self.steps.iter().enumerate() {
            let Value::Object(arguments) = &step.arguments else {
                continue;
            };
            write!(formatter, "\n  {}. {}", number + 1, step.operation)?;
            for (name, value) in arguments {
                write!(formatter, " {name}={value}")?;
            }
        }
        Ok(())
    }
}

/// What a write is, in a few words.
struct Heading<'a>(&'a Write);

impl Display for Heading<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Write::Create { .. } => write!(formatter, "create a contact"),
            Write::Upsert { .. } => write!(formatter, "create or update a contact"),
            Write::Update { id, .. } => write!(formatter, "update contact {id}"),
            Write::Delete { id } => write!(formatter, "delete contact {id}"),
            Write::Merge { id, other } => {
                write!(
                    formatter,
                    "merge contact {other} into contact {id}, for good"
                )
            }
            Write::CreateNote { id, .. } => write!(formatter, "write a note on contact {id}"),
            Write::UpdateNote { id, note, .. } => {
                write!(formatter, "change note {note} on contact {id}")
            }
            Write::DeleteNote { id, note } => {
                write!(formatter, "delete note {note} on contact {id}")
            }
        }
    }
}

/// One line a field: what is there, and what will be.
fn changes(
    formatter: &mut Formatter<'_>,
    patch: &ContactPatch,
    before: Option<&ContactPatch>,
) -> fmt::Result {
    let fields = patch.fields();
    let width = fields.iter().map(|path| path.to_string().len()).max();
    for path in &fields {
        write!(
            formatter,
            "\n  {path:<width$}  ",
            width = width.unwrap_or(0)
        )?;
        if let Some(before) = before {
            write!(formatter, "{} → ", Shown(&before.get(path)))?;
        }
        write!(formatter, "{}", Shown(&patch.get(path)))?;
    }
    Ok(())
}

struct Shown<'a>(&'a Patch<Value>);

impl Display for Shown<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Patch::Value(value) => value.fmt(formatter),
            Patch::Null | Patch::Absent => formatter.write_str("nothing"),
        }
    }
}

impl Display for Refusal {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        if let Some(field) = &self.field {
            write!(formatter, "{field}: ")?;
        }
        formatter.write_str(&self.reason)?;
        match &self.evidence {
            Some(evidence) => write!(formatter, " ({evidence})"),
            None => Ok(()),
        }
    }
}
