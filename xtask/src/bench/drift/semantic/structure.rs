//! Edits that put a field or parameter where none was.

use super::super::fact::{Aspect, Subject};
use super::super::model::{Kind, Model, Schema};
use super::sites::{siblings, sites};
use super::{Change, Mutant, Operator};

impl Operator {
    /// A field or parameter that was not there.
    pub(super) fn added(self, model: &Model) -> Vec<Mutant> {
        let mut found = Vec::new();
        let new = Schema {
            text: "What kind of lead it is".to_owned(),
            ..Schema::of(Kind::Integer)
        };
        if self == Self::AddParameter {
            for nth in 0..model.endpoints.len() {
                let mut edited = model.clone();
                if let Some(endpoint) = edited
                    .endpoints
                    .get_mut(nth)
                    .filter(|endpoint| endpoint.parameters().any(|(place, ..)| place == "query"))
                {
                    endpoint
                        .parameters
                        .0
                        .push(("query leadScore".to_owned(), new.clone()));
                    let subject =
                        Subject::Parameter(nth, "query".to_owned(), "leadScore".to_owned());
                    found.push(Mutant {
                        operator: self,
                        subjects: vec![subject],
                        aspect: Aspect::Exists,
                        change: Change::Added,
                        model: edited,
                    });
                }
            }
            return found;
        }
        // Next to each first field of a level.
        let mut levels: Vec<Subject> = Vec::new();
        for (subject, _) in sites(model) {
            let Subject::Field(nth, side, mut path) = subject else {
                continue;
            };
            path.pop();
            path.push("leadScore".to_owned());
            let subject = Subject::Field(nth, side, path);
            if !levels.contains(&subject) {
                levels.push(subject);
            }
        }
        for subject in levels {
            let mut edited = model.clone();
            if let Some((members, name)) = siblings(&mut edited, &subject) {
                members.insert(members.len() / 2, (name, new.clone()));
                found.push(Mutant {
                    operator: self,
                    subjects: vec![subject],
                    aspect: Aspect::Exists,
                    change: Change::Added,
                    model: edited,
                });
            }
        }
        found
    }

    /// A field that stands on another level of its body.
    pub(super) fn moved(self, model: &Model) -> Vec<Mutant> {
        let mut found = Vec::new();
        for (subject, schema) in sites(model) {
            let Subject::Field(nth, side, path) = &subject else {
                continue;
            };
            // Out of the object around it, as envelopes change; not out of a list, where it would mean something else.
            let [.., around, name] = path.as_slice() else {
                continue;
            };
            if around == "-" || path.len() < 2 {
                continue;
            }
            let mut above = path.clone();
            above.truncate(path.len() - 2);
            above.push(name.clone());
            let there = Subject::Field(*nth, side.clone(), above);
            let mut edited = model.clone();
            let Some((members, name)) = siblings(&mut edited, &subject) else {
                continue;
            };
            if members.len() < 2 {
                continue;
            }
            members.retain(|(known, _)| *known != name);
            let Some((members, name)) = siblings(&mut edited, &there) else {
                continue;
            };
            if members.iter().any(|(known, _)| *known == name) {
                continue;
            }
            members.push((name, schema.clone()));
            found.push(Mutant {
                operator: self,
                subjects: vec![subject.clone(), there],
                aspect: Aspect::Exists,
                change: Change::Changed,
                model: edited,
            });
        }
        found
    }
}
