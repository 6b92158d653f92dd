//! Plans and results of writes, for people.

use contacts::{Applied, ContactPatch, FieldPath, Plan, StepOutcome, Write};
use serde_json::Value;

use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::text::{counted, plain, wrapped};

/// What no undo of a deletion brings back.
pub const GONE: &str = "an undo makes a new contact: id, notes, conversations and creation date do not come back, nor what the vendor \
                        can't write";

/// What of a merge nothing brings back.
pub const MERGED: &str = "nothing undoes a merge: what goes over to the other contact stays there, and what the vendor does not take over \
                      is lost";

/// What a write would do, and how many notes follow it.
pub fn plan(plan: &Plan, notes: usize, console: &mut Console<'_>) -> Result<(), Failure> {
    let mut text = plan.to_string();
    if notes > 0 {
        text.push_str(&format!("\n  then {}", counted(notes, "note")));
    }
    let gone = match plan.write {
        Write::Delete { .. } => GONE,
        Write::Merge { .. } => MERGED,
        _ => return lines(&text, console),
    };
    // Who it is stands below the heading.
    let (heading, rest) = text.split_once('\n').unwrap_or((&text, ""));
    lines(heading, console)?;
    if let Some(before) = &plan.before {
        lines(&values(before), console)?;
    }
    lines(&format!("  gone for good: {gone}"), console)?;
    lines(rest, console)
}

/// One line a field.
fn values(patch: &ContactPatch) -> String {
    let fields = patch.fields();
    let width = fields.iter().map(|path| path.to_string().len()).max();
    let line = |path: &FieldPath| {
        let value = patch.get(path).into_option().unwrap_or_default();
        format!("  {path:<width$}  {value}", width = width.unwrap_or(0))
    };
    fields.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// What came of a write.
pub fn applied(
    slug: &str,
    write: &Write,
    applied: &Applied,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let mut text = match (&applied.id, applied.is_done()) {
        (Some(id), true) => format!("{slug}: done, contact {id}"),
        (None, true) => format!("{slug}: done"),
        (Some(id), false) => format!("{slug}: not all done, contact {id}"),
        (None, false) => format!("{slug}: not all done"),
    };
    if let Some(note) = &applied.note {
        text.push_str(&format!(", note {note}"));
    }
    let unseen = listed(&applied.unseen);
    let asked = write.patch().map_or(0, |patch| patch.fields().len());
    if applied.unseen.len() >= asked && !applied.unseen.is_empty() {
        text.push_str(&format!(
            "; no reading shows {unseen}, so it is not verified"
        ));
    } else if applied.verified && unseen.is_empty() {
        text.push_str("; read back, and as asked");
    } else if applied.verified {
        text.push_str(&format!(
            "; read back, and as asked but for {unseen}, which no reading shows"
        ));
    } else if !unseen.is_empty() {
        text.push_str(&format!("; no reading shows {unseen}"));
    } else if applied.ignored.is_empty() {
        text.push_str("; it could not be read back");
    }
    if !applied.is_done() {
        for (step, number) in applied.steps.iter().zip(1..) {
            text.push_str(&format!("\n  {number}. {}", outcome(step)));
        }
    }
    for ignored in &applied.ignored {
        text.push_str(&format!(
            "\n  ignored by the vendor: {}: asked for {}, there is {}",
            ignored.field,
            shown(&ignored.asked),
            shown(&ignored.found)
        ));
    }
    lines(&text, console)
}

/// The fields that the vendor took and did not write.
pub fn ignored(applied: &Applied) -> String {
    let fields: Vec<FieldPath> = applied.ignored.iter().map(|it| it.field.clone()).collect();
    listed(&fields)
}

/// The exit code for a result.
pub fn exit(applied: &Applied) -> Exit {
    match applied.is_done() && applied.ignored.is_empty() {
        true => Exit::Ok,
        false => Exit::Partly,
    }
}

fn listed(fields: &[FieldPath]) -> String {
    let fields: Vec<String> = fields.iter().map(ToString::to_string).collect();
    fields.join(", ")
}

fn outcome(step: &StepOutcome) -> String {
    match step {
        StepOutcome::Done { status } => format!("done ({status})"),
        StepOutcome::Found => "no answer came, and it is there".to_owned(),
        StepOutcome::Unknown { error } => format!("it may or may not be done: {error}"),
        StepOutcome::Failed { error } => format!("failed: {error}"),
        _ => "not sent".to_owned(),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        value => value.to_string(),
    }
}

fn lines(text: &str, console: &mut Console<'_>) -> Result<(), Failure> {
    for line in text.lines() {
        writeln!(console.out, "{}", wrapped(&plain(line), console.width, 6))?;
    }
    Ok(())
}
