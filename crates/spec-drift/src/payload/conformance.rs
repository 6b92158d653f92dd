//! Bodies of one operation, collected, and what they say about the spec.

use std::collections::BTreeMap;
use std::io::Read;

use serde::de::DeserializeSeed;

use super::har;
use super::place::Places;
use super::tally::{Key, Tallies, Tally};
use super::walk::{At, Walk, name};
use crate::code::Code;
use crate::finding::{Certainty, Finding, Level};
use crate::spec::{Operation, Schema, Spec, child};

/// No operation of the spec has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the spec has no operation `{0}`; `cargo xtask list` names all of them")]
pub struct UnknownOperation(pub String);

/// Whose body it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// What a caller sent.
    Request,
    /// What the vendor answered; without a status it is taken for the documented success.
    Response(Option<u16>),
}

/// The bodies of one operation against the spec.
pub struct Conformance<'a> {
    spec: &'a Spec<'a>,
    operation: &'a Operation<'a>,
    places: Places,
    tallies: Tallies,
    /// How often each place was met, and how often as an object.
    met: Vec<(u64, u64)>,
    /// Statuses and bodies that the spec does not have, and files that can't be read.
    whole: BTreeMap<Key, Tally>,
    bodies: u64,
}

impl<'a> Conformance<'a> {
    /// Begins with no body.
    ///
    /// # Errors
    ///
    /// If the spec has no such operation.
    pub fn new(spec: &'a Spec<'a>, operation: &str) -> Result<Self, UnknownOperation> {
        let operation = spec
            .operation(operation)
            .ok_or_else(|| UnknownOperation(operation.to_owned()))?;
        Ok(Self {
            spec,
            operation,
            places: Places::default(),
            tallies: Tallies::default(),
            met: Vec::new(),
            whole: BTreeMap::new(),
            bodies: 0,
        })
    }

    /// How many bodies were read.
    pub fn bodies(&self) -> u64 {
        self.bodies
    }

    /// Reads JSON: one body, or one after the other as in JSON Lines. `file` is what findings call it.
    pub fn json(&mut self, file: &str, reader: impl Read, subject: Subject) {
        let Some(place) = self.enter(file, subject) else {
            return;
        };
        // A reader of a stream asks for a byte at a time.
        let mut stream = serde_json::Deserializer::from_reader(std::io::BufReader::new(reader));
        let mut bodies = 0_u64;
        loop {
            // The end comes after white space, in the place of a value.
            match stream.end() {
                Ok(()) => break,
                Err(error) if error.is_eof() || error.is_io() => {
                    return self.unreadable(file, &error);
                }
                Err(_) => {}
            }
            let mut walk = Walk {
                places: &self.places,
                tallies: &mut self.tallies,
                met: &mut self.met,
                path: Vec::new(),
                file,
            };
            match (At {
                walk: &mut walk,
                place: Some(place),
            })
            .deserialize(&mut stream)
            {
                Ok(_) => bodies += 1,
                Err(error) => return self.unreadable(file, &error),
            }
            self.bodies += 1;
        }
        if bodies == 0 {
            self.whole(
                Code::PayloadUnreadable,
                file,
                self.operation.pointer.clone(),
                "nothing".to_owned(),
            );
        }
    }

    /// Reads an HTTP archive: the bodies of the operation, wherever they are in it.
    pub fn har(&mut self, file: &str, reader: impl Read) {
        let (method, path) = (
            self.operation.method.clone(),
            self.operation.path.to_owned(),
        );
        let mut found = 0_usize;
        let read = har::read(reader, |entry| {
            if !entry.is_of(&method, &path) {
                return;
            }
            found += 1;
            let subject = Subject::Response(Some(entry.response.status));
            for (body, subject) in [
                (entry.request_body(), Subject::Request),
                (entry.response_body(), subject),
            ] {
                if let Some(body) = body {
                    self.json(file, body.as_slice(), subject);
                }
            }
        });
        if let Err(error) = read {
            self.unreadable(file, &error);
        } else if found == 0 {
            let found = "no call of this operation".to_owned();
            self.whole(
                Code::PayloadUnreadable,
                file,
                self.operation.pointer.clone(),
                found,
            );
        }
    }

    /// What the bodies say about the spec, by place.
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings: Vec<Finding> = self
            .whole
            .iter()
            .map(|(key, tally)| self.finding(key, tally))
            .collect();
        findings.extend(
            self.tallies
                .finish()
                .iter()
                .map(|(key, tally)| self.finding(key, tally)),
        );
        findings.extend(self.never_seen());
        findings
    }

    /// The place that a body is held against; `None` if the spec has none, which is said.
    fn enter(&mut self, file: &str, subject: Subject) -> Option<usize> {
        let responses = child(&self.operation.pointer, "responses");
        let (schema, pointer): (Option<&Schema<'a>>, String) = match subject {
            Subject::Request => (
                self.operation.request.as_ref(),
                child(&self.operation.pointer, "requestBody"),
            ),
            Subject::Response(status) => {
                let response = match status {
                    Some(status) => self.operation.response(status),
                    None => self.operation.success(),
                };
                let Some(response) = response else {
                    let status =
                        status.map_or_else(|| "default".to_owned(), |status| status.to_string());
                    self.whole(
                        Code::PayloadUndocumentedStatus,
                        file,
                        child(&responses, &status),
                        status,
                    );
                    return None;
                };
                (response.body.as_ref(), response.pointer.clone())
            }
        };
        let Some(schema) = schema else {
            self.whole(
                Code::PayloadUndocumentedBody,
                file,
                pointer,
                "a body".to_owned(),
            );
            return None;
        };
        Some(self.places.add(schema))
    }

    /// The reader's own words may quote the payload; its place does not.
    fn unreadable(&mut self, file: &str, error: &serde_json::Error) {
        let what = match error.classify() {
            serde_json::error::Category::Eof => "it ends too early",
            serde_json::error::Category::Io => "it can't be read to its end",
            _ => "it is no JSON",
        };
        let found = format!("{what}, line {} column {}", error.line(), error.column());
        self.whole(
            Code::PayloadUnreadable,
            file,
            self.operation.pointer.clone(),
            found,
        );
    }

    fn whole(&mut self, code: Code, file: &str, pointer: String, found: String) {
        let tally = self
            .whole
            .entry(Key {
                pointer,
                code,
                found,
            })
            .or_default();
        tally.count += 1;
        tally.file = file.to_owned();
        tally.paths.insert(format!("$ of {file}"));
    }

    fn finding(&self, key: &Key, tally: &Tally) -> Finding {
        let (values, objects) = self.met.get(tally.of).copied().unwrap_or_default();
        let counts = match key.code {
            Code::PayloadUnreadable
            | Code::PayloadUndocumentedStatus
            | Code::PayloadUndocumentedBody => String::new(),
            Code::PayloadUndocumentedField | Code::PayloadMissing => {
                format!(" ({} of {objects} objects)", tally.count)
            }
            _ => format!(" ({} of {values} values)", tally.count),
        };
        let types: Vec<&str> = tally.types.iter().map(|of| name(*of)).collect();
        let found = match key.code {
            Code::PayloadUndocumentedField => format!("{}: {}", key.found, types.join(" or ")),
            _ => key.found.clone(),
        };
        let level = match key.code {
            Code::PayloadUndocumentedField
            | Code::PayloadUndocumentedValue
            | Code::PayloadOutOfBounds => Level::Warning,
            _ => Level::Error,
        };
        Finding {
            code: key.code,
            level,
            certainty: Certainty::Certain,
            vendor: self.spec.vendor.to_owned(),
            operation: Some(self.operation.id.clone()),
            pointer: key.pointer.clone(),
            reason: format!("{}{counts}", key.code.meaning()),
            expected: tally.expected.clone(),
            found: Some(found),
            remedy: key.code.explanation().to_owned(),
            source: None,
            spec: self.spec.place(&key.pointer),
            uses: tally.paths.iter().cloned().collect(),
        }
    }

    /// The properties that no object held, of objects that were met.
    fn never_seen(&self) -> impl Iterator<Item = Finding> {
        let met = |number: usize| self.met.get(number).copied().unwrap_or_default();
        let objects = self
            .met
            .iter()
            .enumerate()
            .filter(|(_, (_, objects))| *objects > 0);
        objects.flat_map(move |(number, (_, objects))| {
            let place = self.places.get(number);
            let properties = place
                .into_iter()
                .flat_map(|place| place.properties.values());
            properties.filter_map(move |(property, required)| {
                // What is required and never there is missing, which is said already.
                if *required || met(*property).0 > 0 {
                    return None;
                }
                let key = Key {
                    pointer: self.places.get(*property)?.pointer.clone(),
                    code: Code::PayloadNeverSeen,
                    found: "nothing".to_owned(),
                };
                let mut finding = self.finding(
                    &key,
                    &Tally {
                        of: number,
                        ..Tally::default()
                    },
                );
                finding.reason = format!("{} (0 of {objects} objects)", key.code.meaning());
                finding.level = Level::Note;
                Some(finding)
            })
        })
    }
}
