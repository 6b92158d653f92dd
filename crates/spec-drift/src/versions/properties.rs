//! Properties: paired by name, then by everything but their name.

use serde_json::Value;

use super::change::{At, Comparison};
use super::document::object;
use super::parameters::{letters, take_pairs};
use super::rust_type;
use super::schemas::{described, required, without_words};
use crate::code::Code;

impl Comparison<'_> {
    /// Compares the properties of two schemas.
    pub fn properties(&mut self, at: &At, old: &Value, new: &Value) {
        let (before, after) = (object(old, "properties"), object(new, "properties"));
        let (was_required, is_required) = (required(old), required(new));
        let place = at.child("properties");
        let mut gone: Vec<(&String, &Value)> = before
            .iter()
            .filter(|(name, _)| !after.contains_key(*name))
            .collect();
        let mut fresh: Vec<(&String, &Value)> = after
            .iter()
            .filter(|(name, _)| !before.contains_key(*name))
            .collect();
        let likely = |old: &(&String, &Value), new: &(&String, &Value)| {
            let said = |schema: &Value| {
                schema
                    .get("description")
                    .and_then(Value::as_str)
                    .map(str::to_owned)
            };
            let alike = letters(old.0) == letters(new.0)
                || (said(old.1).is_some() && said(old.1) == said(new.1));
            let presence =
                was_required.contains(old.0.as_str()) == is_required.contains(new.0.as_str());
            alike && presence && without_words(old.1) == without_words(new.1)
        };
        for (old, new) in take_pairs(&mut gone, &mut fresh, likely) {
            let at = place.children(old.0, new.0);
            let field_changes = rust_type::ident(old.0) != rust_type::ident(new.0);
            let (before, after) = (Some(old.0.clone()), Some(new.0.clone()));
            self.add(Code::PropertyRenamed, &at, before, after, field_changes);
            self.rest(&at, old.1, new.1, &unchanged(old.1, new.1));
        }
        for (name, schema) in gone {
            let codes = (Code::RequiredPropertyRemoved, Code::PropertyRemoved);
            let code = if was_required.contains(name.as_str()) {
                codes.0
            } else {
                codes.1
            };
            self.removed(code, place.child(name), described(schema));
        }
        for (name, schema) in fresh {
            let codes = (Code::RequiredPropertyAdded, Code::PropertyAdded);
            let code = if is_required.contains(name.as_str()) {
                codes.0
            } else {
                codes.1
            };
            self.added(code, place.child(name), described(schema));
        }
        for (name, schema) in before {
            let Some(other) = after.get(name) else {
                continue;
            };
            let at = place.child(name);
            let presence = (
                was_required.contains(name.as_str()),
                is_required.contains(name.as_str()),
            );
            let types = rust_type::field(self.old.value, schema, presence.0)
                != rust_type::field(self.new.value, other, presence.1);
            let shown =
                |required: bool| Some(if required { "required" } else { "optional" }.to_owned());
            match presence {
                (false, true) => self.add(
                    Code::PropertyRequired,
                    &at,
                    shown(false),
                    shown(true),
                    types,
                ),
                (true, false) => self.add(
                    Code::PropertyOptional,
                    &at,
                    shown(true),
                    shown(false),
                    types,
                ),
                _ => {}
            }
            self.schema(&at, schema, other, types);
        }
        self.undeclared(
            &at.child("required"),
            (old, &was_required),
            (new, &is_required),
        );
    }

    /// Names that are required and not declared: nobody can say what that means for them.
    fn undeclared(
        &mut self,
        at: &At,
        (old, was_required): (&Value, &std::collections::BTreeSet<&str>),
        (new, is_required): (&Value, &std::collections::BTreeSet<&str>),
    ) {
        let (before, after) = (object(old, "properties"), object(new, "properties"));
        let is_declared = |name: &str| before.contains_key(name) || after.contains_key(name);
        for name in is_required
            .difference(was_required)
            .filter(|name| !is_declared(name))
        {
            self.add(
                Code::KeywordChanged,
                at,
                None,
                Some((*name).to_owned()),
                false,
            );
        }
        for name in was_required
            .difference(is_required)
            .filter(|name| !is_declared(name))
        {
            self.add(
                Code::KeywordChanged,
                at,
                Some((*name).to_owned()),
                None,
                false,
            );
        }
    }
}

/// The keywords that a renamed property has in common with its older self; it was paired by everything but words.
fn unchanged<'a>(old: &'a Value, new: &'a Value) -> Vec<&'a str> {
    let keys = [old, new]
        .into_iter()
        .filter_map(Value::as_object)
        .flat_map(|object| object.keys());
    keys.map(String::as_str)
        .filter(|key| old.get(key) == new.get(key) || *key == "properties" || *key == "items")
        .collect()
}
