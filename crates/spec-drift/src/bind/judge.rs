//! Whether one saying of a page agrees with a schema of the spec.

mod bounds;
mod values;

use std::collections::BTreeSet;

use serde_json::{Number, Value};

use crate::aspect::{self, brief, brief_value, loose};
use crate::claim::{Says, Type};
use crate::code::Code;
use crate::finding::{Certainty, Level};
use crate::fix::Change;
use crate::spec::{Schema, child};
use bounds::{judge_length, judge_range};
use values::{judge_enum, judge_example, judge_pattern};

/// Who sends the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sender {
    Caller,
    Vendor,
}

/// What the saying is about.
pub(super) struct About<'s, 'a> {
    pub schema: &'s Schema<'a>,
    pub sender: Sender,
    /// Whether the spec wants it to be there, and the change that turns this round.
    pub required: Option<(bool, Vec<Change>)>,
    /// The value travels as JSON text.
    pub json: bool,
}

/// What does not agree.
pub(super) struct Difference {
    pub code: Code,
    pub level: Level,
    pub certainty: Certainty,
    pub expected: String,
    pub found: String,
    pub changes: Vec<Change>,
}

impl Difference {
    fn new(
        code: Code,
        level: Level,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        let (expected, found) = (expected.into(), found.into());
        Self {
            code,
            level,
            certainty: Certainty::Certain,
            expected,
            found,
            changes: Vec::new(),
        }
    }

    fn likely(mut self) -> Self {
        self.certainty = Certainty::Likely;
        self
    }

    fn set(mut self, schema: &Schema<'_>, keyword: &str, value: impl Into<Value>) -> Self {
        let pointer = match schema.keyword(keyword).first() {
            Some((pointer, _)) => pointer.clone(),
            None => child(schema.target(), keyword),
        };
        self.changes.push(Change::Set {
            pointer,
            value: value.into(),
        });
        self
    }

    fn remove(mut self, schema: &Schema<'_>, keyword: &str) -> Self {
        self.changes.extend(
            schema
                .keyword(keyword)
                .into_iter()
                .map(|(pointer, _)| Change::Remove { pointer }),
        );
        self
    }
}

/// What of a saying does not agree with the spec: nothing, one thing, or several values of an enumeration.
pub(super) fn judge(says: &Says, about: &About<'_, '_>) -> Vec<Difference> {
    let schema = about.schema;
    match says {
        Says::Exists => Vec::new(),
        Says::Type(it) => judge_type(*it, about).into_iter().collect(),
        Says::Format(it) => judge_format(it, schema).into_iter().collect(),
        Says::Nullable(it) => judge_null(*it, schema, "nullable").into_iter().collect(),
        Says::Required(it) => judge_required(*it, about).into_iter().collect(),
        Says::Default(it) => judge_default(it, schema).into_iter().collect(),
        Says::Range { .. } => judge_range(says, schema).into_iter().collect(),
        Says::Length { minimum, maximum } => judge_length(*minimum, *maximum, schema)
            .into_iter()
            .collect(),
        Says::Enum(values) => judge_enum(values, schema),
        Says::Example(value) => judge_example(value, schema).into_iter().collect(),
        Says::Pattern(it) => judge_pattern(it, schema).into_iter().collect(),
        Says::Deprecated(it) => {
            let known = schema
                .keyword("deprecated")
                .iter()
                .any(|(_, value)| **value == Value::Bool(true));
            let differs = *it && !known;
            let found = || {
                Difference::new(
                    Code::PageDeprecationDiffers,
                    Level::Warning,
                    "nothing of it",
                    "deprecated",
                )
            };
            differs
                .then(|| found().set(schema, "deprecated", true))
                .into_iter()
                .collect()
        }
    }
}

/// Whether the spec itself says exactly this, and not merely leaves it open.
pub(super) fn says_so(says: &Says, schema: &Schema<'_>) -> bool {
    let items = schema.items();
    let has = |keyword: &str| {
        !schema.keyword(keyword).is_empty()
            || items
                .as_ref()
                .is_some_and(|it| !it.keyword(keyword).is_empty())
    };
    let stated = match says {
        Says::Type(_) => true,
        Says::Range { .. } => has("minimum") || has("maximum"),
        Says::Length { .. } => ["minLength", "maxLength", "minItems", "maxItems"]
            .into_iter()
            .any(has),
        Says::Enum(_) => has("enum"),
        Says::Pattern(_) => has("pattern"),
        Says::Default(_) => has("default"),
        Says::Format(_) => has("format"),
        _ => false,
    };
    stated
        && judge(
            says,
            &About {
                schema,
                sender: Sender::Caller,
                required: None,
                json: false,
            },
        )
        .is_empty()
}

/// Whether the spec says something of this kind.
pub(super) fn speaks_of(says: &Says, schema: &Schema<'_>) -> bool {
    let items = schema.items();
    let has = |keyword: &&str| {
        !schema.keyword(keyword).is_empty()
            || items
                .as_ref()
                .is_some_and(|it| !it.keyword(keyword).is_empty())
    };
    let keywords: &[&str] = match says {
        Says::Range { .. } => &["minimum", "maximum"],
        Says::Length { .. } => &["minLength", "maxLength", "minItems", "maxItems"],
        Says::Enum(_) => &["enum"],
        Says::Pattern(_) => &["pattern"],
        Says::Default(_) => &["default"],
        Says::Format(_) => &["format"],
        _ => &[],
    };
    keywords.iter().any(has)
}

fn judge_type(it: Type, about: &About<'_, '_>) -> Option<Difference> {
    let schema = about.schema;
    if it == Type::Null {
        return judge_null(true, schema, "null");
    }
    let types = schema.types();
    let as_text = about.json && it == Type::String;
    let fits = types.is_empty()
        || it == Type::Any
        || as_text
        || types.iter().any(|known| aspect::types_agree(it, *known));
    if fits {
        return None;
    }
    let difference = Difference::new(
        Code::PageTypeDiffers,
        Level::Error,
        aspect::type_names(&types),
        aspect::type_name(it),
    );
    // Only a plain value has one keyword that says its type.
    let plain = |it: Type| {
        matches!(
            it,
            Type::String | Type::Integer | Type::Number | Type::Boolean
        )
    };
    let one_keyword = schema.keyword("type").len() == 1
        && schema.keyword("enum").is_empty()
        && types.iter().all(|it| plain(*it));
    Some(match plain(it) && one_keyword {
        true => difference
            .set(schema, "type", aspect::type_name(it))
            .remove(schema, "format"),
        false => difference,
    })
}

fn judge_format(name: &str, schema: &Schema<'_>) -> Option<Difference> {
    let found = aspect::format(name);
    let types = schema.types();
    let numeric = ["int32", "int64", "float", "double"].contains(&found.as_str());
    if numeric || types.len() > 1 || types.is_empty() || !types.contains(&Type::String) {
        return None;
    }
    let formats = schema.keyword("format");
    let known: BTreeSet<String> = formats
        .iter()
        .filter_map(|(_, value)| value.as_str())
        .map(aspect::format)
        .collect();
    if known.contains(&found) {
        return None;
    }
    let level = if known.is_empty() {
        Level::Warning
    } else {
        Level::Error
    };
    let expected = known
        .into_iter()
        .next()
        .unwrap_or_else(|| "no format".to_owned());
    let difference = Difference::new(Code::PageFormatDiffers, level, expected, brief(&found));
    let one = schema.keyword("type").len() == 1 && schema.keyword("enum").is_empty();
    Some(if one {
        difference.set(schema, "format", found)
    } else {
        difference
    })
}

fn judge_null(nullable: bool, schema: &Schema<'_>, found: &str) -> Option<Difference> {
    match (nullable, schema.is_nullable()) {
        (true, false) => {
            let difference = Difference::new(
                Code::PageNullabilityDiffers,
                Level::Error,
                "never null",
                found,
            );
            // `nullable` beside a reference needs allOf.
            let own = schema.target() == schema.pointer;
            Some(if own {
                difference.set(schema, "nullable", true)
            } else {
                difference
            })
        }
        // A spec that allows more is on the safe side.
        (false, true) if !schema.types().is_empty() => Some(Difference::new(
            Code::PageNullabilityDiffers,
            Level::Note,
            "nullable",
            "never null",
        )),
        _ => None,
    }
}

fn judge_required(required: bool, about: &About<'_, '_>) -> Option<Difference> {
    let (known, changes) = about.required.as_ref()?;
    if *known == required {
        return None;
    }
    // Who reads a value that is not always there breaks; who reads one that always is does not.
    let level = match (about.sender, required) {
        (Sender::Vendor, true) => Level::Note,
        _ => Level::Error,
    };
    let word = |required: bool| if required { "required" } else { "optional" };
    let mut difference = Difference::new(
        Code::PageRequiredDiffers,
        level,
        word(*known),
        word(required),
    );
    difference.changes.clone_from(changes);
    Some(difference)
}

fn judge_default(value: &Value, schema: &Schema<'_>) -> Option<Difference> {
    let known = schema.keyword("default");
    if known.iter().any(|(_, known)| loose(known) == loose(value))
        || (known.is_empty() && value.is_null())
    {
        return None;
    }
    let expected = known
        .first()
        .map_or_else(|| "no default".to_owned(), |(_, value)| brief_value(value));
    let level = if known.is_empty() {
        Level::Warning
    } else {
        Level::Error
    };
    let difference = Difference::new(
        Code::PageDefaultDiffers,
        level,
        expected,
        brief_value(value),
    );
    let typed = typed(value, &schema.types());
    Some(match typed.filter(|_| known.len() <= 1) {
        Some(value) => difference.set(schema, "default", value),
        None => difference,
    })
}

/// The value as the schema's type has it: pages show numbers as text.
fn typed(value: &Value, types: &BTreeSet<Type>) -> Option<Value> {
    let it = types.iter().next().filter(|_| types.len() == 1)?;
    let text = loose(value);
    match it {
        Type::String => Some(Value::String(text)),
        Type::Integer => text.parse::<i64>().ok().map(Value::from),
        Type::Number => text
            .parse::<f64>()
            .ok()
            .and_then(Number::from_f64)
            .map(Value::Number),
        Type::Boolean => text.parse::<bool>().ok().map(Value::Bool),
        _ => None,
    }
}
