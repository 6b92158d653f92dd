//! What a person does about a write of which not all is done.

use contacts::Write;

/// Where the write is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The command itself.
    Command,
    /// A line of a file, without a journal.
    Line,
    /// A line of a file, with a journal.
    KeptLine,
    /// A contact of an export, with a journal.
    KeptContact,
}

/// Of a write of which a part was done, with the id of its contact.
pub fn partly(form: Form, slug: &str, write: &Write, id: Option<&str>, error: &str) -> String {
    let created = id.filter(|_| matches!(write, Write::Create { .. }));
    let what = match created {
        Some(id) => format!("contact {id} is there, and not all of it"),
        None => "a part of it is done".to_owned(),
    };
    let next = match (created, form) {
        (Some(id), Form::Command | Form::Line) => {
            format!("`contacts update {slug} {id}` writes the rest")
        }
        (Some(id), Form::KeptLine) => {
            format!("mend the line, or make it an update of {id}, then the same command goes on")
        }
        (None, Form::Line | Form::KeptLine) => {
            "mend the line, then the same command goes on".to_owned()
        }
        _ => "the same command goes on".to_owned(),
    };
    format!("{what}: {error}; {next}")
}

/// Of a write that was sent and has no answer.
pub fn unsure(form: Form, error: &str) -> String {
    let next = match form {
        Form::Command | Form::Line => "look before you send it again",
        Form::KeptLine | Form::KeptContact => "the same command looks, and goes on",
    };
    format!("{error}; nobody knows whether it was done: {next}")
}
