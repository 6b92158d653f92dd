//! Objects have names and stay open.

use serde_json::Value;

use super::Findings;
use super::spec::{Kind, Role, Spec};
use crate::diagnostic::Code;

pub(super) fn check(spec: &Spec<'_>, found: &mut Findings) {
    for place in spec
        .places
        .iter()
        .filter(|place| place.is_schema() && place.reference().is_none())
    {
        if place.kind != Kind::Schema(Role::Component) && place.object.contains_key("properties") {
            let reason = "an object with properties has no name";
            let remedy = "move it to components/schemas under a name in PascalCase and refer to it";
            found.find(
                spec.document,
                Code::InlineObject,
                place.pointer(),
                reason,
                remedy,
            );
        }
        if place.object.get("additionalProperties") == Some(&Value::Bool(false)) {
            let reason = "the object refuses unknown properties";
            let pointer = place.at("additionalProperties");
            found.find(
                spec.document,
                Code::ClosedObject,
                pointer,
                reason,
                "take `additionalProperties` out",
            );
        }
    }
}
