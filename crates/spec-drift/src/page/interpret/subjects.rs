//! What a list is about now: a parameter or member, and what its marks state.

use std::ops::Range;

use super::super::chips::{Chip, Marked};
use super::super::model::Kind;
use super::super::types::Typed;
use super::super::words::Section;
use super::credentials::is_credential_of;
use super::{Interpreter, Subject, Target, fields};
use crate::claim::{Fact, Location, Says, Type};

impl Interpreter<'_> {
    pub(super) fn begin_subject(&mut self, range: Range<usize>, name: &str) {
        let (target, kind) = match self.section {
            Section::Authentication => {
                self.end_credential();
                self.credential(range, Some(name), &[]);
                return;
            }
            Section::Parameters(location) if is_credential_of(name, location) => {
                self.end_credential();
                self.credential(range, Some(name), &[]);
                self.place_credential(location);
                self.subject = Some(Subject::new(Target::Credential));
                return;
            }
            Section::Parameters(location) => {
                self.end_credential();
                (
                    Target::Parameter {
                        name: Some(name.to_owned()),
                        location,
                    },
                    Kind::Parameters,
                )
            }
            _ => {
                let side = self.side();
                (
                    Target::Field {
                        side,
                        pointer: fields::pointer(name),
                    },
                    Kind::Fields { side },
                )
            }
        };
        self.in_list(&range, kind);
        self.subject = Some(Subject::new(target));
        self.say(range, Says::Exists);
    }

    /// States marks of the current subject; `base` is where their bytes count from.
    pub(super) fn marks(&mut self, base: usize, marks: &[Marked]) {
        // The type first: what a default's bytes mean depends on it.
        for (range, chip) in marks {
            if let Chip::Type(typed) = chip {
                self.typed(base + range.start..base + range.end, typed);
            }
        }
        for (range, chip) in marks {
            let range = base + range.start..base + range.end;
            match chip {
                Chip::Type(_) | Chip::Other => {}
                Chip::Says(says) => {
                    let kind = self.subject.as_ref().and_then(|subject| subject.kind);
                    self.say(range, retyped(says.clone(), kind));
                }
                Chip::Location(place) => self.locate(*place),
            }
        }
    }

    pub(super) fn typed(&mut self, range: Range<usize>, typed: &Typed) {
        for says in typed.says() {
            self.say(range.clone(), says);
        }
        if let (
            Some(items),
            Some(Subject {
                target: Target::Field { side, pointer },
                ..
            }),
        ) = (&typed.items, self.subject.clone())
        {
            let outer = self.subject.clone();
            self.subject = Some(Subject::new(Target::Field {
                side,
                pointer: format!("{pointer}/-"),
            }));
            self.typed(range, items);
            self.subject = outer;
        }
    }

    /// A mark says where the current parameter goes: what was stated of it so far goes there, too.
    pub(super) fn locate(&mut self, place: Location) {
        let Some(Subject {
            target: Target::Parameter { name, location },
            ..
        }) = &mut self.subject
        else {
            return;
        };
        let (name, before) = (name.clone(), *location);
        *location = Some(place);
        for claim in self.out.claims.iter_mut().rev().take(12) {
            if let Fact::Parameter {
                name: other,
                location,
                ..
            } = &mut claim.fact
                && *other == name
                && *location == before
            {
                *location = Some(place);
            }
        }
    }
}

/// A default or example that was read before its type was known.
fn retyped(says: Says, kind: Option<Type>) -> Says {
    use serde_json::Value;
    let text = |value: Value| match (value, kind) {
        (Value::Number(number), Some(Type::String)) => Value::String(number.to_string()),
        (Value::Bool(bool), Some(Type::String)) => Value::String(bool.to_string()),
        (value, _) => value,
    };
    match says {
        Says::Default(value) => Says::Default(text(value)),
        Says::Example(value) => Says::Example(text(value)),
        other => other,
    }
}
