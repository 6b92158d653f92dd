//! States facts of what is being read, and keeps the list in which they stand.

use std::ops::Range;

use super::super::model::Kind;
use super::super::words::Section;
use super::{Beside, Interpreter, Shown, Stated, Subject, Target};
use crate::claim::{Fact, Says, Side};

impl Interpreter<'_> {
    /// States a fact of the current endpoint.
    pub(super) fn state(&mut self, range: Range<usize>, block: Option<usize>, fact: Fact) {
        self.out.claims.push(Stated {
            range,
            endpoint: self.endpoint,
            block,
            fact,
        });
    }

    /// States something of the current subject; of a parameter without a name where there is none.
    pub(super) fn say(&mut self, range: Range<usize>, says: Says) {
        let subject = self.subject.clone().unwrap_or_else(|| {
            let location = match self.section {
                Section::Parameters(location) => location,
                _ => None,
            };
            Subject::new(Target::Parameter {
                name: None,
                location,
            })
        });
        if matches!(says, Says::Required(_))
            && let Some(subject) = &mut self.subject
        {
            subject.beside = subject.beside.max(Beside::Required);
        }
        if let Says::Type(kind) = &says
            && let Some(subject) = &mut self.subject
        {
            subject.kind = Some(*kind);
        }
        let end = range.end;
        let fact = match subject.target {
            Target::Parameter { name, location } => Fact::Parameter {
                name,
                location,
                says,
            },
            Target::Field { side, pointer } => Fact::Field {
                side,
                pointer,
                says,
            },
            Target::Credential => return,
        };
        if let Some(whole) = self.out.claims.last_mut()
            && let Some(range) = joined(&whole.fact, &fact, &whole.range, &range)
            && let Fact::Parameter { says: both, .. } | Fact::Field { says: both, .. } =
                &mut whole.fact
        {
            *both = range;
            whole.range.end = whole.range.end.max(end);
            return;
        }
        let block = match &mut self.list {
            Some((list, _, number)) if self.subject.is_some() => {
                list.end = list.end.max(range.end);
                list.start = list.start.min(range.start);
                Some(*number)
            }
            _ => None,
        };
        self.state(range, block, fact);
    }

    /// Begins a list of parameters or members, or goes on with it.
    pub(super) fn in_list(&mut self, range: &Range<usize>, kind: Kind) {
        match &mut self.list {
            Some((list, current, _)) if *current == kind => list.end = list.end.max(range.end),
            _ => {
                self.end_list();
                let number = self.out.blocks.len();
                self.out.blocks.push(Shown {
                    range: range.clone(),
                    endpoint: self.endpoint,
                    kind,
                });
                self.list = Some((range.clone(), kind, number));
            }
        }
    }

    pub(super) fn end_list(&mut self) {
        self.end_credential();
        if let Some((range, _, number)) = self.list.take()
            && let Some(block) = self.out.blocks.get_mut(number)
        {
            block.range = range;
        }
        self.subject = None;
    }

    /// The side and status of what stands here.
    pub(super) fn side(&self) -> Side {
        match self.section {
            Section::Body | Section::Request => Side::Request,
            _ => Side::Response(self.status),
        }
    }
}

/// Two halves of a range, where a page writes its bounds one after the other.
fn joined(
    before: &Fact,
    after: &Fact,
    first: &Range<usize>,
    second: &Range<usize>,
) -> Option<Says> {
    let (
        Says::Range {
            minimum,
            maximum,
            exclusive_minimum,
            exclusive_maximum,
        },
        Says::Range {
            minimum: from,
            maximum: to,
            exclusive_minimum: above,
            exclusive_maximum: below,
        },
    ) = (match (before, after) {
        (
            Fact::Parameter {
                name,
                location,
                says,
            },
            Fact::Parameter {
                name: other,
                location: place,
                says: more,
            },
        ) if name.is_some() && name == other && location == place => (says, more),
        (
            Fact::Field {
                side,
                pointer,
                says,
            },
            Fact::Field {
                side: own,
                pointer: other,
                says: more,
            },
        ) if side == own && pointer == other => (says, more),
        _ => return None,
    })
    else {
        return None;
    };
    let halves =
        minimum.is_some() != from.is_some() && maximum.is_some() != to.is_some() && first != second;
    halves.then(|| Says::Range {
        minimum: minimum.clone().or_else(|| from.clone()),
        maximum: maximum.clone().or_else(|| to.clone()),
        exclusive_minimum: *exclusive_minimum || *above,
        exclusive_maximum: *exclusive_maximum || *below,
    })
}
