//! Plans and results of writes, for people.

use contacts::{Applied, Plan, StepOutcome};
use serde_json::Value;

use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::text::{plain, wrapped};

/// What a write would do.
pub fn plan(plan: &Plan, console: &mut Console<'_>) -> Result<(), Failure> {
    lines(&plan.to_string(), console)
}

/// What came of a write.
pub fn applied(slug: &str, applied: &Applied, console: &mut Console<'_>) -> Result<(), Failure> {
    let mut text = match (&applied.id, applied.is_done()) {
        (Some(id), true) => format!("{slug}: done, contact {id}"),
        (None, true) => format!("{slug}: done"),
        (Some(id), false) => format!("{slug}: not all done, contact {id}"),
        (None, false) => format!("{slug}: not all done"),
    };
    if let Some(note) = &applied.note {
        text.push_str(&format!(", note {note}"));
    }
    if applied.verified {
        text.push_str("; read back, and as asked");
    } else if applied.ignored.is_empty() && applied.unseen.is_empty() {
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
    for field in &applied.unseen {
        text.push_str(&format!(
            "\n  no reading shows {field}, so it is not verified"
        ));
    }
    lines(&text, console)
}

/// The exit code for a result.
pub fn exit(applied: &Applied) -> Exit {
    match applied.is_done() && applied.ignored.is_empty() {
        true => Exit::Ok,
        false => Exit::Partly,
    }
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
