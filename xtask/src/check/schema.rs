//! JSON Schema findings in words: the one place that speaks with the `jsonschema` crate.

use std::sync::LazyLock;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{ValidationError, Validator};
use serde_json::{Value, json};

use crate::diagnostic::{Code, Diagnostic, child, did_you_mean, quoted};
use crate::document::Document;

/// A schema that is built into this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// OpenAPI 3.0.
    OpenApi,
    /// vendor.toml.
    Vendor,
    /// evidence.toml.
    Evidence,
    /// judges.toml.
    Judges,
}

struct Compiled {
    schema: Value,
    validator: Option<Validator>,
}

static OPEN_API: LazyLock<Compiled> =
    LazyLock::new(|| compile(include_str!("../../schemas/oas-3.0.schema.json")));
static VENDOR: LazyLock<Compiled> =
    LazyLock::new(|| compile(include_str!("../../schemas/vendor.schema.json")));
static EVIDENCE: LazyLock<Compiled> =
    LazyLock::new(|| compile(include_str!("../../schemas/evidence.schema.json")));
static JUDGES: LazyLock<Compiled> =
    LazyLock::new(|| compile(include_str!("../../schemas/judges.schema.json")));
static EXTENSIONS: LazyLock<Value> =
    LazyLock::new(|| read(include_str!("../../../specs/extensions.schema.json")));

fn read(text: &str) -> Value {
    // A broken schema refuses everything; the test below holds them whole.
    serde_json::from_str(text).unwrap_or(Value::Bool(false))
}

fn compile(text: &str) -> Compiled {
    let schema = read(text);
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .ok();
    Compiled { schema, validator }
}

/// The names of the extensions that exist, and for each a way to check its value.
pub(super) struct Extensions(Vec<(String, Option<Validator>)>);

impl Extensions {
    /// Those of specs/extensions.schema.json.
    pub(super) fn known() -> &'static Self {
        static KNOWN: LazyLock<Extensions> = LazyLock::new(|| {
            let definitions = EXTENSIONS.get("$defs").and_then(Value::as_object);
            let names = definitions.into_iter().flat_map(|map| map.keys());
            let compile = |name: &String| {
                let schema =
                    json!({ "$ref": format!("#/$defs/{name}"), "$defs": EXTENSIONS.get("$defs") });
                (name.clone(), jsonschema::draft202012::new(&schema).ok())
            };
            Extensions(
                names
                    .filter(|name| name.starts_with("x-"))
                    .map(compile)
                    .collect(),
            )
        });
        &KNOWN
    }

    /// All names.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// What is wrong with the value of an extension; `pointer` is its place.
    pub(super) fn findings(
        &self,
        document: &Document,
        name: &str,
        pointer: &str,
        value: &Value,
    ) -> Vec<Diagnostic> {
        let Some((_, Some(validator))) = self.0.iter().find(|(known, _)| known == name) else {
            return Vec::new();
        };
        let mut explainer = Explainer {
            document,
            base: pointer,
            schema: &EXTENSIONS,
            code: Code::ExtensionInvalid,
            out: Vec::new(),
        };
        for error in validator.iter_errors(value) {
            explainer.explain(&error);
        }
        explainer.out
    }
}

/// What is wrong with a whole document by one of the built-in schemas.
pub(crate) fn findings(document: &Document, shape: Shape) -> Vec<Diagnostic> {
    let (compiled, code): (&Compiled, _) = match shape {
        Shape::OpenApi => (&OPEN_API, Code::NotOpenapi),
        Shape::Vendor => (&VENDOR, Code::TomlShape),
        Shape::Evidence => (&EVIDENCE, Code::TomlShape),
        Shape::Judges => (&JUDGES, Code::TomlShape),
    };
    let Some(validator) = &compiled.validator else {
        return Vec::new();
    };
    let mut explainer = Explainer {
        document,
        base: "",
        schema: &compiled.schema,
        code,
        out: Vec::new(),
    };
    for error in validator.iter_errors(document.value()) {
        explainer.explain(&error);
        if explainer.out.len() > super::MAX_FINDINGS {
            break;
        }
    }
    explainer.out
}

struct Explainer<'a> {
    document: &'a Document,
    base: &'a str,
    schema: &'a Value,
    code: Code,
    out: Vec<Diagnostic>,
}

impl Explainer<'_> {
    fn explain(&mut self, error: &ValidationError<'_>) {
        let pointer = format!("{}{}", self.base, error.instance_path());
        match error.kind() {
            ValidationErrorKind::OneOfNotValid { context }
            | ValidationErrorKind::AnyOf { context } => {
                if let Some((pointer, reason)) = no_such_kind(context) {
                    let pointer = format!("{}{pointer}", self.base);
                    self.find(pointer, reason, "write one of them".to_owned());
                    return;
                }
                let likely = likely_branch(context, error.instance_path().as_str());
                if likely.is_empty() {
                    self.find(
                        pointer,
                        "none of the forms that may stand here fits".to_owned(),
                        "write one of them".to_owned(),
                    );
                }
                for error in likely {
                    self.explain(error);
                }
            }
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                for key in unexpected {
                    self.unexpected(&pointer, error.schema_path().as_str(), key);
                }
            }
            _ => {
                let (reason, remedy) = words(error);
                self.find(pointer, reason, remedy);
            }
        }
    }

    /// A key that the schema does not know.
    fn unexpected(&mut self, pointer: &str, schema_path: &str, key: &str) {
        let parent = schema_path
            .rsplit_once('/')
            .map_or("", |(parent, _)| parent);
        let properties = self
            .schema
            .pointer(&format!("{parent}/properties"))
            .and_then(Value::as_object);
        let mut known: Vec<&str> = properties
            .into_iter()
            .flat_map(|map| map.keys())
            .map(String::as_str)
            .collect();
        let remedy = if parent.ends_with("/definitions/Paths") {
            "paths begin with a slash".to_owned()
        } else if parent.ends_with("/definitions/Responses") {
            "write a status such as '200', a range such as 4XX, or default".to_owned()
        } else {
            if parent.ends_with("/definitions/PathItem") {
                known.extend([
                    "get", "put", "post", "delete", "options", "head", "patch", "trace",
                ]);
            }
            known.sort_unstable();
            match did_you_mean(key, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if known.is_empty() => "take it out".to_owned(),
                None => format!("take it out, or write one of {}", known.join(", ")),
            }
        };
        let reason = format!("the key {} may not stand here", quoted(key));
        self.out.push(self.document.finding(
            Code::MisspeltKey,
            child(pointer, key),
            reason,
            remedy,
        ));
    }

    fn find(&mut self, pointer: String, reason: String, remedy: String) {
        self.out
            .push(self.document.finding(self.code, pointer, reason, remedy));
    }
}

/// Where each alternative wants another value of the same key, such as `in` of a parameter: the
/// place of that key, and a reason that names all values.
fn no_such_kind(context: &[Vec<ValidationError<'static>>]) -> Option<(String, String)> {
    let only = |error: &ValidationError<'_>| match error.kind() {
        ValidationErrorKind::Enum { options } => match options.as_array()?.as_slice() {
            [option] if !option.is_null() => Some((
                error.instance_path().to_string(),
                plain(error.instance()),
                plain(option),
            )),
            _ => None,
        },
        _ => None,
    };
    let kinds: Vec<_> = context
        .iter()
        .map(|errors| errors.iter().find_map(only))
        .collect::<Option<_>>()?;
    let (pointer, found, _) = kinds.first()?.clone();
    let wanted: Vec<_> = kinds
        .iter()
        .filter(|kind| kind.0 == pointer)
        .map(|kind| kind.2.as_str())
        .collect();
    let all = wanted.len() == kinds.len() && wanted.len() > 1;
    let reason = format!("{} is none of {}", quoted(&found), wanted.join(", "));
    all.then_some((pointer, reason))
}

/// Of the alternatives that all failed, the errors of the one that was most likely meant.
fn likely_branch<'a>(
    context: &'a [Vec<ValidationError<'static>>],
    here: &str,
) -> &'a [ValidationError<'static>] {
    // Not meant: a reference where there is no $ref, another type, another value of the key that tells them apart.
    let is_other = |error: &ValidationError<'_>| match error.kind() {
        ValidationErrorKind::Required { property } => property == "$ref",
        ValidationErrorKind::Type { .. } => error.instance_path().as_str() == here,
        ValidationErrorKind::Enum { options } => {
            options.as_array().is_some_and(|options| options.len() == 1)
        }
        ValidationErrorKind::Constant { .. } => true,
        _ => false,
    };
    let depth = |errors: &[ValidationError<'_>]| {
        errors
            .iter()
            .map(|error| error.instance_path().as_str().matches('/').count())
            .max()
    };
    let meant: Vec<_> = context
        .iter()
        .filter(|errors| !errors.iter().any(is_other))
        .collect();
    let pool = if meant.is_empty() {
        context.iter().take(1).collect()
    } else {
        meant
    };
    let best = pool
        .into_iter()
        .max_by_key(|errors| (depth(errors), std::cmp::Reverse(errors.len())));
    best.map_or(&[], Vec::as_slice)
}

/// Pointer and reason of an error in a sample: the likely alternative speaks for all.
pub(super) fn leaves(error: &ValidationError<'_>) -> Vec<(String, String)> {
    if let ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } =
        error.kind()
    {
        let nullable = |errors: &&Vec<ValidationError<'_>>| {
            !errors.iter().any(|error| {
                matches!(error.kind(), ValidationErrorKind::Enum { options } if options.as_array().is_some_and(|it| it == &[Value::Null]))
            })
        };
        // One alternative beside null is the one.
        let rest: Vec<_> = context.iter().filter(nullable).collect();
        let likely = match rest.as_slice() {
            [only] => only.as_slice(),
            _ => likely_branch(context, error.instance_path().as_str()),
        };
        if !likely.is_empty() {
            return likely.iter().flat_map(leaves).collect();
        }
    }
    vec![(error.instance_path().to_string(), words(error).0)]
}

/// Reason and remedy of a plain error.
fn words(error: &ValidationError<'_>) -> (String, String) {
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            (format!("`{name}` is missing"), format!("add `{name}`"))
        }
        ValidationErrorKind::Type { kind } => {
            let wanted = match kind {
                TypeKind::Single(kind) => kind.to_string(),
                TypeKind::Multiple(kinds) => kinds
                    .iter()
                    .map(|kind| kind.to_string())
                    .collect::<Vec<_>>()
                    .join(" or "),
            };
            let found = type_name(error.instance());
            (
                format!("found {found}, expected {wanted}"),
                format!("write a value of the type {wanted}"),
            )
        }
        ValidationErrorKind::Enum { options } => {
            let options: Vec<_> = options
                .as_array()
                .into_iter()
                .flatten()
                .map(plain)
                .collect();
            let listed = match options.len() {
                ..=12 => options.join(", "),
                many => format!("the {many} words that may stand here"),
            };
            let reason = format!("{} is none of {listed}", quoted(&plain(error.instance())));
            let near = did_you_mean(&plain(error.instance()), options.iter().map(String::as_str));
            (
                reason,
                near.map_or("write one of them".to_owned(), |near| {
                    format!("did you mean `{near}`?")
                }),
            )
        }
        ValidationErrorKind::Pattern { pattern } => {
            let reason = format!(
                "{} does not match {pattern}",
                quoted(&plain(error.instance()))
            );
            (reason, "write it in that form".to_owned())
        }
        ValidationErrorKind::Format { format } => (
            format!("{} is no {format}", quoted(&plain(error.instance()))),
            format!("write a {format}"),
        ),
        ValidationErrorKind::Not { .. } => (
            "two keys stand here that exclude each other".to_owned(),
            "keep one of them".to_owned(),
        ),
        _ => {
            let reason = error.masked_with("the value").to_string();
            (reason, "write a value that fits".to_owned())
        }
    }
}

/// What a value is, in one word.
pub(super) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// A value in a message: strings without quotes.
fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_schemas_are_whole() {
        assert!(
            [&*OPEN_API, &*VENDOR, &*EVIDENCE]
                .iter()
                .all(|compiled| compiled.validator.is_some())
        );
        let extensions = Extensions::known();
        assert!(extensions.names().count() >= 10);
        assert!(
            extensions
                .0
                .iter()
                .all(|(_, validator)| validator.is_some())
        );
    }
}
