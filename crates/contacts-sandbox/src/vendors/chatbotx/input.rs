//! Bodies as Zod reads them: every problem is an issue, and all issues are answered at once.

use serde_json::{Map, Value, json};

use super::answers::refused;
use super::object;
use crate::server::{Outcome, Request};

/// The body of a request, and what was found wrong with it so far.
pub(super) struct Input {
    body: Map<String, Value>,
    issues: Vec<Value>,
}

/// What text must be.
#[derive(Clone, Copy)]
pub(super) struct Text {
    pub(super) least: usize,
    pub(super) most: usize,
    pub(super) form: Form,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Any,
    /// A digit somewhere: the vendor's pattern is not anchored.
    Digits,
    Email,
    EmailOrEmpty,
    /// Ten digits in a row somewhere.
    Phone,
    PhoneOrEmpty,
    DialPrefix,
    OneOf(&'static [&'static str]),
}

pub(super) const ANY: Text = Text {
    least: 0,
    most: usize::MAX,
    form: Form::Any,
};
pub(super) const DIGITS: Text = Text {
    form: Form::Digits,
    ..ANY
};
/// Text of 255 characters at most, and one at least.
pub(super) const NAME: Text = Text {
    least: 1,
    most: 255,
    form: Form::Any,
};
pub(super) const GENDER: Text = Text {
    form: Form::OneOf(&["male", "female", "unknown"]),
    ..ANY
};

impl Text {
    pub(super) const fn up_to(most: usize, form: Form) -> Self {
        Self {
            least: 0,
            most,
            form,
        }
    }
}

impl Input {
    /// Reads the body, which must be an object.
    pub(super) fn read(request: &Request) -> Outcome<Self> {
        let body = match request.json() {
            Value::Object(body) => body,
            other => {
                let found = if request.body().is_empty() {
                    "undefined"
                } else {
                    kind(&other)
                };
                return Err(refused(&[wrong_type(json!([]), "object", found)]).into());
            }
        };
        Ok(Self {
            body,
            issues: Vec::new(),
        })
    }

    /// Reads the body, which may be missing.
    pub(super) fn read_optional(request: &Request) -> Outcome<Self> {
        if request.body().is_empty() {
            return Ok(Self {
                body: Map::new(),
                issues: Vec::new(),
            });
        }
        Self::read(request)
    }

    /// The text that must be there. The empty text stands for one that is wrong; [`finish`](Self::finish)
    /// keeps anybody from using it.
    pub(super) fn required(&mut self, name: &str, text: Text) -> String {
        match self.body.get(name).cloned() {
            None => {
                self.issues
                    .push(wrong_type(json!([name]), "string", "undefined"));
                String::new()
            }
            Some(value) => self.text(json!([name]), &value, text).unwrap_or_default(),
        }
    }

    /// The text, if it is there.
    pub(super) fn optional(&mut self, name: &str, text: Text) -> Option<String> {
        let value = self.body.get(name).cloned()?;
        self.text(json!([name]), &value, text)
    }

    /// A list of texts, which must be there.
    pub(super) fn texts(
        &mut self,
        name: &str,
        least: usize,
        most: usize,
        text: Text,
    ) -> Vec<String> {
        let items = self.list(name, least, most);
        let items = items.iter().enumerate();
        items
            .filter_map(|(place, item)| self.text(json!([name, place]), item, text))
            .collect()
    }

    /// A list of objects with texts, which must all be there.
    pub(super) fn objects<const N: usize>(
        &mut self,
        name: &str,
        (least, most): (usize, usize),
        members: [(&str, Text); N],
    ) -> Vec<[String; N]> {
        let mut found = Vec::new();
        for (place, item) in self.list(name, least, most).into_iter().enumerate() {
            if !item.is_object() {
                self.issues
                    .push(wrong_type(json!([name, place]), "object", kind(&item)));
                continue;
            }
            let item = object(item);
            found.push(members.map(|(member, text)| {
                let path = json!([name, place, member]);
                let Some(value) = item.get(member) else {
                    self.issues.push(wrong_type(path, "string", "undefined"));
                    return String::new();
                };
                self.text(path, value, text).unwrap_or_default()
            }));
        }
        found
    }

    fn list(&mut self, name: &str, least: usize, most: usize) -> Vec<Value> {
        let value = self.body.get(name).cloned();
        let Some(Value::Array(items)) = value else {
            let found = value.as_ref().map_or("undefined", kind);
            self.issues.push(wrong_type(json!([name]), "array", found));
            return Vec::new();
        };
        if items.len() < least {
            self.issue(
                json!([name]),
                "too_small",
                &format!("Too small: expected array to have >={least} items"),
            );
        }
        if items.len() > most {
            self.issue(
                json!([name]),
                "too_big",
                &format!("Too big: expected array to have <={most} items"),
            );
        }
        items
    }

    fn text(&mut self, path: Value, value: &Value, text: Text) -> Option<String> {
        let Some(found) = value.as_str() else {
            self.issues.push(wrong_type(path, "string", kind(value)));
            return None;
        };
        // As JavaScript counts.
        let length = found.encode_utf16().count();
        if length < text.least {
            let message = format!(
                "Too small: expected string to have >={} characters",
                text.least
            );
            self.issue(path.clone(), "too_small", &message);
        }
        if length > text.most {
            let message = format!(
                "Too big: expected string to have <={} characters",
                text.most
            );
            self.issue(path.clone(), "too_big", &message);
        }
        match text.form {
            Form::OneOf(values) if !values.contains(&found) => {
                self.issue(path, "invalid_value", "Invalid option");
            }
            form if !fits(found, form) => self.issue(path, "invalid_format", message(form)),
            _ => {}
        }
        Some(found.to_owned())
    }

    /// Whether a property is there, whatever it is.
    pub(super) fn has(&self, name: &str) -> bool {
        self.body.contains_key(name)
    }

    /// Every property.
    pub(super) fn names(&self) -> Vec<String> {
        self.body.keys().cloned().collect()
    }

    /// Adds a problem of a rule beyond the schema.
    pub(super) fn custom(&mut self, name: &str, message: &str) {
        self.issue(json!([name]), "custom", message);
    }

    /// Refuses the input if anything is wrong with it.
    pub(super) fn finish(self) -> Outcome<()> {
        if self.issues.is_empty() {
            Ok(())
        } else {
            Err(refused(&self.issues).into())
        }
    }

    fn issue(&mut self, path: Value, code: &str, message: &str) {
        self.issues
            .push(json!({"code": code, "path": path, "message": message}));
    }
}

/// Whether text of this form may be what the vendor's schema wants.
pub(super) fn fits(text: &str, form: Form) -> bool {
    match form {
        Form::Any => true,
        Form::Digits => text.bytes().any(|byte| byte.is_ascii_digit()),
        Form::EmailOrEmpty | Form::PhoneOrEmpty if text.is_empty() => true,
        Form::Email | Form::EmailOrEmpty => text.split_once('@').is_some_and(|(name, domain)| {
            let plain = !text.contains(char::is_whitespace) && !domain.contains('@');
            plain
                && !name.is_empty()
                && domain.contains('.')
                && !domain.ends_with('.')
                && !domain.starts_with('.')
        }),
        Form::Phone | Form::PhoneOrEmpty => {
            let size = (10..=20).contains(&text.len());
            size && text
                .split(|letter: char| !letter.is_ascii_digit())
                .any(|digits| digits.len() >= 10)
        }
        Form::DialPrefix => text.strip_prefix('+').is_some_and(|digits| {
            (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
        }),
        Form::OneOf(values) => values.contains(&text),
    }
}

fn message(form: Form) -> &'static str {
    match form {
        Form::Digits => "Invalid string: must match pattern /\\d+/",
        Form::Email | Form::EmailOrEmpty => "Invalid email address",
        Form::Phone | Form::PhoneOrEmpty => "Invalid string: must match pattern /\\+?\\d{10,20}/",
        Form::DialPrefix => "Invalid string: must match pattern /^\\+\\d{1,4}$/",
        Form::Any | Form::OneOf(_) => "Invalid input",
    }
}

fn wrong_type(path: Value, expected: &str, found: &str) -> Value {
    let message = format!("Invalid input: expected {expected}, received {found}");
    json!({"expected": expected, "code": "invalid_type", "path": path, "message": message})
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
