//! What to change of a contact, from the command line.

use clap::Args;
use contacts::core::coverage::PATHS;
use contacts::runtime::Patch;
use contacts::{ContactPatch, Field, FieldPath};
use serde_json::Value;

use crate::exit::Failure;
use crate::known::FIELDS;
use crate::text::{meant, plain};

/// What to change of a contact.
#[derive(Args, Debug)]
pub struct PatchArguments {
    /// Set a field, by its place in the model, such as name/given=Ada or attributes/plan=pro; may be repeated.
    #[arg(short = 'f', long = "field", value_name = "FIELD=VALUE", value_parser = FIELDS, hide_possible_values = true)]
    pub fields: Vec<String>,
    /// Add a tag; may be repeated.
    #[arg(long = "tag", value_name = "NAME")]
    pub tags: Vec<String>,
}

impl PatchArguments {
    /// The changes, with fields to clear.
    pub fn patch(&self, clear: &[String]) -> Result<ContactPatch, Failure> {
        let mut patch = self.given()?;
        for path in clear {
            let path = field(path)?;
            if !patch.get(&path).is_absent() {
                return Err(Failure::Usage(format!(
                    "{path} is to be set and cleared: leave out one"
                )));
            }
            patch.put(&path, Patch::Null);
        }
        if patch.is_empty() {
            return Err(Failure::Usage(
                "nothing to write: name a field, such as -f name/given=Ada".to_owned(),
            ));
        }
        Ok(patch)
    }

    /// What is set, be it nothing.
    pub fn given(&self) -> Result<ContactPatch, Failure> {
        let mut patch = ContactPatch::default();
        for text in &self.fields {
            let Some((path, value)) = text.split_once('=') else {
                return Err(Failure::Usage(format!(
                    "-f {} has no =: write it as FIELD=VALUE, such as -f name/given=Ada",
                    plain(text)
                )));
            };
            set(&mut patch, &field(path)?, value)?;
        }
        for tag in &self.tags {
            if tag.trim().is_empty() {
                return Err(Failure::Usage("--tag names no tag".to_owned()));
            }
            patch = patch.tag(tag, true);
        }
        Ok(patch)
    }
}

/// A value is a text where the field takes one; else JSON, and of an attribute what it looks like.
fn set(patch: &mut ContactPatch, path: &FieldPath, text: &str) -> Result<(), Failure> {
    if path.field != Field::Attribute && text.trim().is_empty() {
        return Err(Failure::Usage(format!(
            "-f {path}= has no value: leave it out, or clear the field with --clear {path}"
        )));
    }
    let plain = Value::String(text.to_owned());
    let json = serde_json::from_str(text).unwrap_or_else(|_| plain.clone());
    let values = match path.field {
        Field::Attribute | Field::Service => [json, plain],
        _ => [plain, json],
    };
    for value in values {
        let change = match value {
            Value::Null => Patch::Null,
            value => Patch::Value(value),
        };
        patch.put(path, change.clone());
        // What is not of the field's type is left out.
        if patch.get(path) == change {
            return Ok(());
        }
    }
    Err(Failure::Usage(format!("{path} takes true or false")))
}

/// The field of a path.
fn field(path: &str) -> Result<FieldPath, Failure> {
    let field: FieldPath = path
        .parse()
        .map_err(|error: contacts::UnknownField| Failure::Usage(unknown(path, &error)))?;
    match field.key.as_deref().map(str::trim) {
        Some("") => Err(Failure::Usage(format!(
            "{path} names none of several: write it as {path}NAME"
        ))),
        _ => Ok(field),
    }
}

/// What to write in the place of what is no field, or why it can't be written.
fn unknown(path: &str, error: &contacts::UnknownField) -> String {
    let known = || Field::ALL.iter().map(|field| field.path());
    if Field::ALL.iter().any(|field| field.path() == path) {
        return format!("there are several {path}: name one of them, as in {path}/NAME");
    }
    let is_in_model = |known: &&&str| **known == path || known.starts_with(&format!("{path}/"));
    if let Some(found) = PATHS.iter().find(is_in_model)
        && !known().any(|field| field.starts_with(&format!("{path}/")))
    {
        let hint = match *found {
            "notes" => "; `contacts note` writes notes",
            _ => "",
        };
        return format!(
            "{path} is in the model, and no operation of a vendor is known to write it{hint}"
        );
    }
    let head = path.split('/').next().unwrap_or(path);
    let last = |name: &'static str| name.rsplit('/').next().unwrap_or(name);
    // given is what is meant by name/given.
    let by_end = known().find(|name| last(name).eq_ignore_ascii_case(path));
    let by_likeness = by_end.or_else(|| meant(path, known()));
    let by_last = || {
        let word = meant(path, known().map(last))?;
        known().find(|name| last(name) == word)
    };
    match by_likeness
        .or_else(by_last)
        .or_else(|| meant(head, known()))
    {
        Some(name) => format!("there is no field {path}: did you mean {name}?"),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn patch(fields: &[&str], clear: &[&str]) -> Result<Value, String> {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let arguments = PatchArguments {
            fields: owned(fields),
            tags: vec!["vip".to_owned()],
        };
        let clear: Vec<String> = owned(clear);
        let patch = arguments.patch(&clear).map_err(|error| error.to_string())?;
        Ok(serde_json::to_value(patch).unwrap())
    }

    #[test]
    fn fields_are_of_the_type_that_the_model_has() {
        let fields = [
            "name/given=5",
            "consent/blocked=true",
            "attributes/plan=pro",
            "attributes/seats=5",
            "attributes/zip=\"05\"",
        ];
        assert_eq!(
            patch(&fields, &["name/surname", "attributes/old"]).unwrap(),
            json!({
                "given": "5",
                "surname": null,
                "blocked": true,
                "attributes": { "plan": "pro", "seats": 5, "zip": "05", "old": null },
                "tags": { "vip": true },
            })
        );
    }

    #[test]
    fn what_is_no_field_is_told_with_what_was_meant() {
        let problem = |field: &str| patch(&[field], &[]).unwrap_err();
        insta::assert_snapshot!(
            [
                problem("name/given"),
                problem("consent/blocked=perhaps"),
                problem("given=Ada"),
                problem("email=a"),
                problem("surnam=Quill"),
                problem("createdAt=2026"),
                problem("notes=called"),
                problem("tags=vip"),
                patch(&["emails=a@example.com"], &["emails"]).unwrap_err(),
            ].join("\n"),
            @"
        -f name/given has no =: write it as FIELD=VALUE, such as -f name/given=Ada
        consent/blocked takes true or false
        there is no field given: did you mean name/given?
        there is no field email: did you mean emails?
        there is no field surnam: did you mean name/surname?
        createdAt is in the model, and no operation of a vendor is known to write it
        notes is in the model, and no operation of a vendor is known to write it; `contacts note` writes notes
        there are several tags: name one of them, as in tags/NAME
        emails is to be set and cleared: leave out one
        "
        );
    }
}
