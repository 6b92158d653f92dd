//! A walk through contacts that ends in a verdict.

use contacts::{Contacts, Reason, Sweep};

use super::further::Further;
use super::printer::Printer;
use crate::arguments::{AccountOptions, Format};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::write::written;

/// What to do where another pass may mend a verdict.
pub const PASSES: &str =
    "if contacts change meanwhile, --passes 4 lists them until two passes find the same";

/// Writes all that a sweep brings and what is read beside it, and says whether it is all.
pub async fn walk(
    contacts: &Contacts,
    mut sweep: Sweep,
    mut further: Further,
    format: Format,
    options: &AccountOptions,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    let slug = contacts.vendor().slug;
    let mut printer = Printer::new(format);
    let stop = console.interrupt.hold();
    let (failed, stopped) = loop {
        let page = tokio::select! {
            page = further.next(contacts, &mut sweep) => page,
            () = stop.asked() => break (None, true),
        };
        match page {
            Some(Ok(batch)) => printer.add(&batch.mapped, console)?,
            Some(Err(error)) => break (Some(error), false),
            None => break (None, false),
        }
        if !printer.shows_progress(console) {
            printer.summary.progress(slug, console);
        }
    };
    printer.finish(console)?;
    let line = printer.summary.line("page");
    if let Some(error) = failed {
        if printer.summary.pages > 0 {
            writeln!(console.notes, "{slug}: {line}; then the listing broke off")?;
        }
        return Err(error.into());
    }
    writeln!(console.notes, "{slug}: {line}")?;
    if stopped {
        writeln!(
            console.notes,
            "{slug}: stopped before the end; `contacts export` can go on where it was"
        )?;
        return Ok(Exit::Incomplete);
    }
    let verdict = sweep.verdict();
    writeln!(console.notes, "{slug}: {}", further.verdict(&verdict))?;
    let command = format!("contacts list {slug}{}", written(options));
    for note in further.notes(&command) {
        writeln!(console.notes, "{slug}: {note}")?;
    }
    if verdict.reasons().iter().any(may_pass) {
        writeln!(console.notes, "{slug}: {PASSES}")?;
    }
    printer.remark(slug, console)?;
    Ok(match verdict.is_complete() && further.is_complete() {
        true => Exit::Ok,
        false => Exit::Incomplete,
    })
}

/// Whether another pass may mend it.
pub fn may_pass(reason: &Reason) -> bool {
    matches!(
        reason,
        Reason::TotalNotReached { .. } | Reason::PossibleSkips | Reason::PassesDiffer
    )
}
