//! The place in the body that a mapping is at, and what it finds there.

use serde_json::{Map, Value};

use super::mapped::Undecodable;
use super::origin::Origin;
use super::received::Received;
use crate::model::{Extra, Found, Issue, IssueCode, KeptIn};

/// The place in a body that a mapping is at. It takes each member of a generated struct, gives the value
/// of the model, and notes issues and extra under the JSON pointer of the member.
///
/// Keys are the vendor's, as in the spec. The key `""` means the place itself. JSON pointers are built
/// only when there is something to note.
pub struct Scope<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) findings: &'a mut Findings,
    pub(super) path: Path<'a>,
    /// Inside a record, pointers are relative to the record.
    pub(super) in_record: bool,
}

/// What is the same for a whole answer.
pub(super) struct Context<'a> {
    pub(super) origin: &'a Origin,
    pub(super) body: &'a str,
    /// The body was read around a member of the wrong type, so that the bytes of its records are to be
    /// looked up.
    pub(super) read_around: bool,
}

/// What a mapping noted, of a record or outside records.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) issues: Vec<Issue>,
    pub(super) extra: Extra,
    pub(super) undecodable: Vec<Undecodable>,
    /// Members of another type than the spec gives, by pointer, until a mapping asks for them.
    pub(super) set_aside: Vec<(String, Value)>,
}

/// A path on the stack; most never become a string.
pub(super) struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Here,
    Key(&'a str),
    Index(usize),
}

impl<'a> Scope<'a> {
    /// Who was asked.
    pub fn origin(&self) -> &'a Origin {
        self.context.origin
    }

    /// The place of the member `key`, to map what is in it.
    pub fn within<'c>(&'c mut self, key: &'c str) -> Scope<'c> {
        self.step(if key.is_empty() {
            Step::Here
        } else {
            Step::Key(key)
        })
    }

    /// The place of an element.
    pub fn at_index(&mut self, index: usize) -> Scope<'_> {
        self.step(Step::Index(index))
    }

    /// JSON pointer of the member `key`.
    pub fn pointer(&self, key: &str) -> String {
        let mut pointer = String::new();
        self.path.write(&mut pointer);
        if !key.is_empty() {
            write_key(&mut pointer, key);
        }
        pointer
    }

    /// Notes that something is wrong with the value of `key`, which is kept in its slot.
    pub fn issue(&mut self, key: &str, code: IssueCode, found: impl Into<Found>) {
        self.note(key, code, found.into(), KeptIn::Slot);
    }

    /// Keeps the members that the spec doesn't know. Every mapping ends with it.
    pub fn extra(&mut self, members: Map<String, Value>) {
        for (key, value) in members {
            self.keep_value(&key, value);
        }
    }

    /// Keeps a member that the spec knows and the model has no slot for.
    pub fn keep(&mut self, key: &str, member: impl Received) {
        if let Some(value) = self.take(key, member) {
            self.keep_value(key, value);
        }
    }

    /// The member as JSON. One of another type than the spec gives, which the generated struct could not
    /// take, is found here all the same, with an issue.
    pub(super) fn take(&mut self, key: &str, member: impl Received) -> Option<Value> {
        let received = member.received();
        if received.is_some() || self.findings.set_aside.is_empty() {
            return received;
        }
        let pointer = self.pointer(key);
        let mut set_aside = self.findings.set_aside.iter();
        let position = set_aside.position(|(place, _)| *place == pointer)?;
        let (pointer, value) = self.findings.set_aside.swap_remove(position);
        self.note_at(
            pointer,
            IssueCode::TypeMismatch,
            Found::from(&value),
            KeptIn::Slot,
        );
        Some(value)
    }

    /// Keeps the members of another type that nobody asked for.
    pub(super) fn keep_set_aside(&mut self) {
        for (pointer, value) in std::mem::take(&mut self.findings.set_aside) {
            self.note_at(
                pointer.clone(),
                IssueCode::TypeMismatch,
                Found::from(&value),
                KeptIn::Extra,
            );
            self.keep_at(pointer, value);
        }
    }

    /// A value that does not fit its slot: an issue, and the value in extra.
    pub(super) fn misfit(&mut self, key: &str, code: IssueCode, value: Value) {
        let pointer = self.pointer(key);
        self.note_at(pointer.clone(), code, Found::from(&value), KeptIn::Extra);
        self.keep_at(pointer, value);
    }

    pub(super) fn keep_value(&mut self, key: &str, value: Value) {
        let pointer = self.pointer(key);
        self.keep_at(pointer, value);
    }

    pub(super) fn keep_at(&mut self, pointer: String, value: Value) {
        let provider = &self.context.origin.provider;
        self.findings.extra.keep(provider, pointer, value);
    }

    pub(super) fn note(&mut self, key: &str, code: IssueCode, found: Found, kept_in: KeptIn) {
        let path = self.pointer(key);
        self.note_at(path, code, found, kept_in);
    }

    pub(super) fn note_at(&mut self, path: String, code: IssueCode, found: Found, kept_in: KeptIn) {
        if let Some(last) = self.findings.issues.last_mut() {
            // A member that was set aside, and does not fit its slot either.
            if last.code == code && last.path == path {
                last.kept_in = kept_in;
                return;
            }
        }
        self.findings.issues.push(Issue {
            path,
            code,
            severity: code.severity(),
            found,
            kept_in,
        });
    }

    fn step<'c>(&'c mut self, step: Step<'c>) -> Scope<'c> {
        Scope {
            context: self.context,
            findings: self.findings,
            path: Path {
                parent: Some(&self.path),
                step,
            },
            in_record: self.in_record,
        }
    }
}

impl Path<'_> {
    /// The place where a body or a record begins.
    pub(super) const ROOT: Path<'static> = Path {
        parent: None,
        step: Step::Here,
    };

    fn write(&self, pointer: &mut String) {
        if let Some(parent) = self.parent {
            parent.write(pointer);
        }
        match self.step {
            Step::Here => {}
            Step::Key(key) => write_key(pointer, key),
            Step::Index(index) => {
                pointer.push('/');
                pointer.push_str(&index.to_string());
            }
        }
    }
}

/// One step of a JSON pointer (RFC 6901 section 3).
fn write_key(pointer: &mut String, key: &str) {
    pointer.push('/');
    if !key.contains(['~', '/']) {
        return pointer.push_str(key);
    }
    for letter in key.chars() {
        match letter {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            _ => pointer.push(letter),
        }
    }
}
