//! Which fields of a request an error body says that the vendor does not take.

use std::slice;

use serde_json::Value;

/// Where a vendor's error bodies name what of a request it does not take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidFields {
    /// JSON pointers, with `*` for each element of a list, to names, or to lists of the names and positions that lead to one.
    pub pointers: &'static [&'static str],
    /// Every name that a request has by the spec.
    pub names: &'static [&'static str],
}

impl InvalidFields {
    /// Those of a vendor whose error bodies name nothing.
    pub const NONE: Self = Self {
        pointers: &[],
        names: &[],
    };

    /// What an error body names, as paths such as `contact_ids/1`, each once. An error body may hold people's data: of its
    /// texts only names that requests have are taken, and `…` stands for another one behind such a name.
    pub fn of(&self, body: &[u8]) -> Vec<String> {
        let mut paths = Vec::new();
        if self.pointers.is_empty() {
            return paths;
        }
        let body = serde_json::from_slice(body).unwrap_or(Value::Null);
        for pointer in self.pointers {
            for place in at(&body, pointer) {
                let steps = place
                    .as_array()
                    .map_or(slice::from_ref(place), Vec::as_slice);
                let path = self.path(steps);
                if !path.is_empty() && !paths.contains(&path) {
                    paths.push(path);
                }
            }
        }
        paths
    }

    fn path(&self, steps: &[Value]) -> String {
        let is_known = |step: &Value| step.as_str().is_some_and(|name| self.names.contains(&name));
        // What comes before says in which part of the request it is.
        let steps = steps.iter().skip_while(|step| !is_known(step));
        let steps = steps.map(|step| match step {
            Value::String(name) if is_known(step) => name.clone(),
            Value::Number(position) => position.to_string(),
            _ => "…".to_owned(),
        });
        steps.collect::<Vec<_>>().join("/")
    }
}

/// The values that a pointer leads to.
fn at<'a>(body: &'a Value, pointer: &str) -> Vec<&'a Value> {
    let mut places = vec![body];
    for step in pointer.split('/').skip(1) {
        let next = places.into_iter().flat_map(|place| match place {
            Value::Array(elements) if step == "*" => elements.iter().collect(),
            place => Vec::from_iter(place.get(step)),
        });
        places = next.collect();
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: InvalidFields = InvalidFields {
        pointers: &["/issues/*/path", "/attributes/*"],
        names: &["email", "contact_ids", "body", "attributes"],
    };

    #[test]
    fn only_names_that_requests_have_are_taken_from_a_body() {
        for (body, expected) in [
            (r#"{"attributes": ["email", "email"]}"#, vec!["email"]),
            (
                r#"{"issues": [{"path": ["email"]}, {"path": "contact_ids"}]}"#,
                vec!["email", "contact_ids"],
            ),
            (
                r#"{"issues": [{"path": ["query", "contact_ids", 1, "Ada"]}]}"#,
                vec!["contact_ids/1/…"],
            ),
            (
                r#"{"issues": [{"path": ["attributes", "plan"]}]}"#,
                vec!["attributes/…"],
            ),
            (
                r#"{"issues": [{"path": ["Ada Example", 5]}, {"path": [null]}, {}]}"#,
                vec![],
            ),
            (
                r#"{"attributes": "email", "issues": {"path": ["email"]}}"#,
                vec![],
            ),
            (
                r#"{"attributes": [{"email": "ada@example.com"}], "message": "email"}"#,
                vec![],
            ),
            ("email", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(FIELDS.of(body.as_bytes()), expected, "{body}");
        }
        assert_eq!(
            InvalidFields::NONE.of(br#"{"attributes": ["email"]}"#),
            [""; 0]
        );
    }
}
