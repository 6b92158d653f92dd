//! What a spec says of the members of bodies, for the values that are put there.

use serde_json::Value;

use super::hearing::METHODS;

/// Longest chain of references that is followed.
const MAX_HOPS: usize = 16;

/// Every operation.
pub fn operations(spec: &Value) -> impl Iterator<Item = &Value> {
    let paths = spec.get("paths").and_then(Value::as_object);
    let items = paths.into_iter().flat_map(serde_json::Map::values);
    items.flat_map(|item| METHODS.iter().filter_map(|method| item.get(method)))
}

/// Whether a parameter such as `body.ids[*]` is a member of the operation's body that is a whole number.
pub fn is_integer(spec: &Value, operation: &Value, parameter: &str) -> bool {
    let member = parameter.strip_prefix("body.").and_then(|path| {
        let body = resolved(spec, operation.get("requestBody")?);
        let media = body.get("content")?.as_object()?.values().next()?;
        path.split('.')
            .try_fold(media.get("schema")?, |schema, segment| {
                let (name, is_item) = match segment.strip_suffix("[*]") {
                    Some(name) => (name, true),
                    None => (segment, false),
                };
                let member = resolved(spec, schema).get("properties")?.get(name)?;
                match is_item {
                    true => resolved(spec, member).get("items"),
                    false => Some(member),
                }
            })
    });
    member.is_some_and(|member| resolved(spec, member).get("type") == Some(&"integer".into()))
}

/// What a reference leads to; anything else is itself.
fn resolved<'a>(spec: &'a Value, mut at: &'a Value) -> &'a Value {
    for _ in 0..MAX_HOPS {
        let reference = at.get("$ref").and_then(Value::as_str);
        let target = reference.and_then(|to| spec.pointer(to.strip_prefix('#')?));
        match target {
            Some(target) => at = target,
            None => break,
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{is_integer, operations};

    #[test]
    fn whole_numbers_are_known_through_references_and_lists() {
        let spec = json!({
            "paths": { "/merge": { "post": { "requestBody": { "$ref": "#/components/requestBodies/Merge" } } } },
            "components": {
                "requestBodies": { "Merge": { "content": { "application/json": {
                    "schema": { "$ref": "#/components/schemas/Merge" }
                } } } },
                "schemas": {
                    "Id": { "type": "integer" },
                    "Merge": { "properties": {
                        "base": { "$ref": "#/components/schemas/Id" },
                        "ids": { "items": { "type": "integer" } },
                        "note": { "properties": { "id": { "type": "integer" } } },
                        "name": { "type": "string" },
                    } },
                },
            },
        });
        let merge = operations(&spec).next();
        let is = |parameter| merge.is_some_and(|merge| is_integer(&spec, merge, parameter));
        for whole in ["body.base", "body.ids[*]", "body.note.id"] {
            assert!(is(whole), "{whole}");
        }
        for other in [
            "body.name",
            "body.ids",
            "body.absent",
            "path.base",
            "body.note",
        ] {
            assert!(!is(other), "{other}");
        }
    }
}
