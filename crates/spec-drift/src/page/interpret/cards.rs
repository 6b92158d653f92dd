//! Cards of markup: a name with its marks, and what stands inside.

use super::super::model::Kind;
use super::super::part::{Card, Place};
use super::super::words::Section;
use super::{Interpreter, Subject, Target, credentials, fields};
use crate::claim::{Says, Side};

impl Interpreter<'_> {
    pub(super) fn open(&mut self, card: &Card) {
        let outer = self.subject.clone();
        let base = self
            .cards
            .iter()
            .rev()
            .find_map(|(_, pointer)| pointer.clone());
        let side = match card.place {
            Place::Request => Some(Side::Request),
            Place::Response => Some(Side::Response(self.status)),
            Place::Section if matches!(self.section, Section::Body | Section::Response) => {
                Some(self.side())
            }
            Place::Section if base.is_some() => Some(self.side()),
            _ => None,
        };
        let (target, kind, pointer) = match (side, &self.section, card.place) {
            (Some(side), _, _) => {
                // Inside a card, a name may be written with or without its parent's.
                let pointer = fields::under(base.as_deref(), &card.name);
                (
                    Target::Field {
                        side,
                        pointer: pointer.clone(),
                    },
                    Kind::Fields { side },
                    Some(pointer),
                )
            }
            (None, Section::Authentication, _) => (Target::Credential, Kind::Parameters, None),
            (None, section, place) => {
                let location = match (place, section) {
                    (Place::Parameter(location), _) => location,
                    (_, Section::Parameters(location)) => *location,
                    _ => None,
                };
                (
                    Target::Parameter {
                        name: Some(card.name.clone()),
                        location,
                    },
                    Kind::Parameters,
                    None,
                )
            }
        };
        let place = match &target {
            Target::Parameter { location, .. }
                if credentials::is_credential_of(&card.name, *location) =>
            {
                Some(*location)
            }
            Target::Credential => Some(None),
            _ => None,
        };
        if let Some(location) = place {
            self.end_credential();
            self.credential(card.range.clone(), Some(&card.name), &card.marks);
            if location.is_some() {
                self.place_credential(location);
            }
            self.subject = Some(Subject::new(Target::Credential));
            self.cards.push((outer, None));
            return;
        }
        self.in_list(&card.range, kind);
        self.subject = Some(Subject::new(target));
        self.say(card.name_range.clone(), Says::Exists);
        self.marks(0, &card.marks);
        self.cards.push((outer, pointer));
    }
}
