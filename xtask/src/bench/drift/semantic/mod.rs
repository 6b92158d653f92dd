//! Edits that change what a page says, each with what must be found: what it is about and what kind of change it is.

mod around;
mod names;
mod sites;
mod structure;

use serde::Serialize;
use serde_json::{Value, json};

use super::fact::{Aspect, Subject};
use super::model::{Kind, Model, Schema};
use super::random::Random;
use names::renamed;
pub use sites::sites;
use sites::{choices, find, siblings};

/// A kind of edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Operator {
    RenameField,
    RenameParameter,
    DropField,
    DropParameter,
    AddField,
    AddParameter,
    RetypeField,
    RetypeParameter,
    Format,
    Nullability,
    EnumValueAdded,
    EnumValueDropped,
    EnumValueRenamed,
    RangeTightened,
    RangeLoosened,
    RangeRemoved,
    Default,
    Required,
    ParameterMoved,
    Path,
    Method,
    Host,
    AuthenticationName,
    Status,
    PageSize,
    FieldMoved,
    ExamplesDisagree,
}

/// What becomes of the statement that is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It was not there before.
    Added,
    /// It says something else.
    Changed,
    /// It is gone.
    Removed,
}

/// An edited page.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// The kind of edit.
    pub operator: Operator,
    /// What it is about: in the words of the page before and after.
    pub subjects: Vec<Subject>,
    /// Which side of it.
    pub aspect: Aspect,
    /// What became of it.
    pub change: Change,
    /// The page after the edit.
    pub model: Model,
}

impl Operator {
    /// Every operator.
    pub fn all() -> &'static [Self] {
        <Self as clap::ValueEnum>::value_variants()
    }

    /// Its name in figures.
    pub fn name(self) -> String {
        let value = clap::ValueEnum::to_possible_value(&self);
        value.map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// Every place of a page where the edit can be made, made there.
    pub fn mutants(self, model: &Model, seed: u64) -> Vec<Mutant> {
        let random = &mut Random::named(seed, &format!("{}{}", model.name, self.name()));
        match self {
            Self::Path
            | Self::Method
            | Self::Host
            | Self::AuthenticationName
            | Self::Status
            | Self::PageSize => self.around(model),
            Self::AddField | Self::AddParameter => self.added(model),
            Self::FieldMoved => self.moved(model),
            _ => {
                let sites = sites(model);
                let all = sites.iter();
                all.filter_map(|(subject, schema)| self.at(model, subject, schema, random))
                    .collect()
            }
        }
    }

    /// The edit of one parameter or field, if it can be made there.
    fn at(
        self,
        model: &Model,
        subject: &Subject,
        schema: &Schema,
        random: &mut Random,
    ) -> Option<Mutant> {
        let field = matches!(subject, Subject::Field(..));
        let fixed = matches!(subject, Subject::Parameter(_, place, _) if place == "path");
        let mutate = |aspect, change, edit: &dyn Fn(&mut Schema)| {
            let mut model = model.clone();
            edit(find(&mut model, subject)?);
            let subjects = vec![subject.clone()];
            Some(Mutant {
                operator: self,
                subjects,
                aspect,
                change,
                model,
            })
        };
        match self {
            Self::RenameField | Self::RenameParameter => {
                (field == (self == Self::RenameField) && !fixed).then_some(())?;
                renamed(self, model, subject, random)
            }
            Self::DropField | Self::DropParameter | Self::ExamplesDisagree => {
                let answer = matches!(subject, Subject::Field(_, side, _) if side == "0");
                let wanted = match self {
                    Self::ExamplesDisagree => answer,
                    _ => field != (self == Self::DropParameter),
                };
                (wanted && !fixed).then_some(())?;
                let mut model = model.clone();
                let (members, name) = siblings(&mut model, subject)?;
                // Without siblings nobody can tell a field that is gone from a page that says less.
                let place = name
                    .split_once(' ')
                    .map_or("", |(place, _)| place)
                    .to_owned();
                let others = members
                    .iter()
                    .filter(|(known, _)| known.starts_with(&place) && *known != name);
                (others.count() > 1).then_some(())?;
                members.retain(|(known, _)| *known != name);
                let change = Change::Removed;
                Some(Mutant {
                    operator: self,
                    subjects: vec![subject.clone()],
                    aspect: Aspect::Exists,
                    change,
                    model,
                })
            }
            Self::RetypeField | Self::RetypeParameter => {
                let plain = schema.values.is_empty()
                    && schema.default.is_none()
                    && schema.example.is_none();
                let open = schema.format.is_none()
                    && schema.pattern.is_none()
                    && schema.minimum.is_none()
                    && schema.maximum.is_none();
                (field == (self == Self::RetypeField) && !fixed && plain && open).then_some(())?;
                let other = match schema.kind {
                    Kind::String => Kind::Integer,
                    Kind::Integer | Kind::Number => Kind::String,
                    Kind::Boolean => Kind::String,
                    Kind::Object(ref members) if members.is_empty() => Kind::String,
                    _ => return None,
                };
                mutate(Aspect::Type, Change::Changed, &|schema| {
                    schema.kind = other.clone()
                })
            }
            Self::Format => {
                let free = schema.values.is_empty()
                    && schema.pattern.is_none()
                    && schema.default.is_none()
                    && schema.example.is_none();
                (schema.kind == Kind::String && free && !fixed).then_some(())?;
                let (format, change) = match schema.format.as_deref() {
                    None => (Some("date-time"), Change::Added),
                    Some("uuid") if random.below(2) == 0 => (None, Change::Removed),
                    Some("uuid") => (Some("date-time"), Change::Changed),
                    Some("date-time") if random.below(2) == 0 => (None, Change::Removed),
                    Some("date-time") => (Some("date"), Change::Changed),
                    Some(_) => (Some("uuid"), Change::Changed),
                };
                mutate(Aspect::Format, change, &|schema| {
                    schema.format = format.map(str::to_owned)
                })
            }
            Self::Nullability => {
                (!matches!(schema.kind, Kind::Any | Kind::Null) && !fixed).then_some(())?;
                let change = if schema.nullable {
                    Change::Removed
                } else {
                    Change::Added
                };
                mutate(Aspect::Nullable, change, &|schema| {
                    schema.nullable = !schema.nullable
                })
            }
            Self::EnumValueAdded => {
                (schema.choices().len() > 1).then_some(())?;
                mutate(Aspect::Enum, Change::Changed, &|schema| {
                    choices(schema).push("archived".to_owned())
                })
            }
            Self::EnumValueDropped => {
                (schema.choices().len() > 2).then_some(())?;
                mutate(Aspect::Enum, Change::Changed, &|schema| {
                    // The last one, so that neither sample nor default is touched.
                    choices(schema).pop();
                })
            }
            Self::EnumValueRenamed => {
                (schema.choices().len() > 1).then_some(())?;
                mutate(Aspect::Enum, Change::Changed, &|schema| {
                    if let Some(last) = choices(schema).last_mut() {
                        *last = match last.contains('_') {
                            true => last.replace('_', "-"),
                            false => format!("{last}_state"),
                        };
                    }
                })
            }
            Self::RangeTightened | Self::RangeLoosened => {
                let down = self == Self::RangeTightened;
                match (schema.minimum, schema.maximum) {
                    // The largest number of a language is no bound that anybody set.
                    (_, Some(most)) if most > 1_000_000_000_000 => {
                        down.then_some(())?;
                        mutate(Aspect::Range, Change::Changed, &|schema| {
                            schema.maximum = Some(1000)
                        })
                    }
                    (_, Some(most)) => {
                        let other = if down {
                            most / 2
                        } else {
                            most.saturating_mul(2)
                        };
                        mutate(Aspect::Range, Change::Changed, &|schema| {
                            schema.maximum = Some(other)
                        })
                    }
                    (Some(least), None) => {
                        let other = if down { least + 4 } else { least - 1 };
                        mutate(Aspect::Range, Change::Changed, &|schema| {
                            schema.minimum = Some(other)
                        })
                    }
                    (None, None) => None,
                }
            }
            Self::RangeRemoved => {
                (schema.minimum.is_some() || schema.maximum.is_some()).then_some(())?;
                mutate(Aspect::Range, Change::Removed, &|schema| {
                    schema.minimum = None;
                    schema.maximum = None;
                })
            }
            Self::Default => {
                let default = schema.default.clone()?;
                let other = match (
                    &default,
                    schema.values.iter().find(|value| json!(value) != default),
                ) {
                    (_, Some(value)) => json!(value),
                    (Value::Bool(value), _) => json!(!value),
                    (Value::Number(number), _) => json!(number.as_i64()? + 3),
                    (Value::String(text), _) => json!(format!("{text}2")),
                    _ => return None,
                };
                mutate(Aspect::Default, Change::Changed, &|schema| {
                    schema.default = Some(other.clone())
                })
            }
            Self::Required => {
                (!fixed).then_some(())?;
                let change = if schema.required {
                    Change::Removed
                } else {
                    Change::Added
                };
                mutate(Aspect::Required, change, &|schema| {
                    schema.required = !schema.required
                })
            }
            Self::ParameterMoved => {
                let Subject::Parameter(nth, place, name) = subject else {
                    return None;
                };
                (place == "query").then_some(())?;
                let mut model = model.clone();
                let endpoint = model.endpoints.get_mut(*nth)?;
                let key = format!("{place} {name}");
                let found = endpoint
                    .parameters
                    .0
                    .iter_mut()
                    .find(|(known, _)| *known == key)?;
                found.0 = format!("header {name}");
                let there = Subject::Parameter(*nth, "header".to_owned(), name.clone());
                let subjects = vec![subject.clone(), there];
                Some(Mutant {
                    operator: self,
                    subjects,
                    aspect: Aspect::Exists,
                    change: Change::Changed,
                    model,
                })
            }
            _ => None,
        }
    }
}
