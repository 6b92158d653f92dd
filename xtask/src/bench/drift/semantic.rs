//! Edits that change what a page says, each with what must be found: what it is about and what kind of change it is.

use serde::Serialize;
use serde_json::{Value, json};

use super::fact::{Aspect, Subject};
use super::model::{Kind, Model, Response, Schema};
use super::random::Random;

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

    /// Edits of what is around parameters and fields.
    fn around(self, model: &Model) -> Vec<Mutant> {
        let mutant = |subjects: Vec<Subject>, aspect, model| Mutant {
            operator: self,
            subjects,
            aspect,
            change: Change::Changed,
            model,
        };
        let mut found = Vec::new();
        let mut edited = model.clone();
        match self {
            Self::Host => {
                edited.server = model.server.replacen("https://", "https://eu.", 1);
                found.push(mutant(vec![Subject::Server], Aspect::Host, edited));
            }
            Self::AuthenticationName => {
                edited.auth.name = match model.auth.location.as_str() {
                    "query" => "access_key".to_owned(),
                    _ => "X-Access-Key".to_owned(),
                };
                // A bearer token has its place in the standard: another header makes it a key.
                edited.auth.kind = "apiKey".to_owned();
                edited.auth.text = edited.auth.text.replace("Bearer authentication header of the form Bearer <token>, where <token> is your auth token.", "The key of your account");
                found.push(mutant(vec![Subject::Authentication], Aspect::Name, edited));
            }
            Self::PageSize => {
                if let Some(size) = &mut edited.page_size {
                    size.records += 10;
                    found.push(mutant(vec![Subject::PageSize], Aspect::Records, edited));
                }
            }
            _ => {
                for nth in 0..model.endpoints.len() {
                    found.extend(self.around_endpoint(model, nth, &mutant));
                }
            }
        }
        found
    }

    fn around_endpoint(
        self,
        model: &Model,
        nth: usize,
        mutant: &impl Fn(Vec<Subject>, Aspect, Model) -> Mutant,
    ) -> Vec<Mutant> {
        let mut found = Vec::new();
        let mut edited = model.clone();
        let Some(endpoint) = edited.endpoints.get_mut(nth) else {
            return found;
        };
        match self {
            Self::Path => {
                let last = endpoint
                    .path
                    .rsplit('/')
                    .find(|step| !step.starts_with('{'))
                    .unwrap_or_default()
                    .to_owned();
                let version = ["/v1/", "/v2/", "/v3/"]
                    .into_iter()
                    .find(|version| endpoint.path.contains(version));
                endpoint.path = match version {
                    Some(version) => endpoint.path.replacen(version, "/v9/", 1),
                    None => endpoint.path.replacen(&last, &format!("{last}-list"), 1),
                };
                found.push(mutant(vec![Subject::Endpoint(nth)], Aspect::Path, edited));
            }
            Self::Method => {
                endpoint.method = match endpoint.method.as_str() {
                    "GET" => "POST",
                    "POST" => "PUT",
                    "PUT" => "PATCH",
                    _ => "PUT",
                }
                .to_owned();
                found.push(mutant(vec![Subject::Endpoint(nth)], Aspect::Method, edited));
            }
            Self::Status => {
                let statuses = endpoint
                    .responses
                    .0
                    .iter()
                    .map(|(status, _)| status.clone());
                for (place, status) in statuses.collect::<Vec<_>>().into_iter().enumerate() {
                    let other = match status.as_str() {
                        "200" => "202",
                        "201" => "200",
                        "404" => "410",
                        "401" => "403",
                        "409" => "423",
                        _ => "418",
                    };
                    let mut edited = model.clone();
                    let responses = edited
                        .endpoints
                        .get_mut(nth)
                        .map(|endpoint| &mut endpoint.responses.0);
                    let known = responses
                        .iter()
                        .any(|all| all.iter().any(|(status, _)| status == other));
                    let response: Option<&mut (String, Response)> =
                        responses.and_then(|all| all.get_mut(place));
                    if let (Some(response), false) = (response, known) {
                        response.0 = other.to_owned();
                        let subjects = vec![
                            Subject::Response(nth, status),
                            Subject::Response(nth, other.to_owned()),
                        ];
                        found.push(mutant(subjects, Aspect::Exists, edited));
                    }
                }
            }
            _ => {}
        }
        found
    }

    /// A field or parameter that was not there.
    fn added(self, model: &Model) -> Vec<Mutant> {
        let mut found = Vec::new();
        let new = Schema {
            text: "What kind of lead it is".to_owned(),
            ..Schema::of(Kind::Integer)
        };
        if self == Self::AddParameter {
            for nth in 0..model.endpoints.len() {
                let mut edited = model.clone();
                if let Some(endpoint) = edited
                    .endpoints
                    .get_mut(nth)
                    .filter(|endpoint| endpoint.parameters().any(|(place, ..)| place == "query"))
                {
                    endpoint
                        .parameters
                        .0
                        .push(("query leadScore".to_owned(), new.clone()));
                    let subject =
                        Subject::Parameter(nth, "query".to_owned(), "leadScore".to_owned());
                    found.push(Mutant {
                        operator: self,
                        subjects: vec![subject],
                        aspect: Aspect::Exists,
                        change: Change::Added,
                        model: edited,
                    });
                }
            }
            return found;
        }
        // Next to each first field of a level.
        let mut levels: Vec<Subject> = Vec::new();
        for (subject, _) in sites(model) {
            let Subject::Field(nth, side, mut path) = subject else {
                continue;
            };
            path.pop();
            path.push("leadScore".to_owned());
            let subject = Subject::Field(nth, side, path);
            if !levels.contains(&subject) {
                levels.push(subject);
            }
        }
        for subject in levels {
            let mut edited = model.clone();
            if let Some((members, name)) = siblings(&mut edited, &subject) {
                members.insert(members.len() / 2, (name, new.clone()));
                found.push(Mutant {
                    operator: self,
                    subjects: vec![subject],
                    aspect: Aspect::Exists,
                    change: Change::Added,
                    model: edited,
                });
            }
        }
        found
    }

    /// A field that stands on another level of its body.
    fn moved(self, model: &Model) -> Vec<Mutant> {
        let mut found = Vec::new();
        for (subject, schema) in sites(model) {
            let Subject::Field(nth, side, path) = &subject else {
                continue;
            };
            // Out of the object around it, as envelopes change; not out of a list, where it would mean something else.
            let [.., around, name] = path.as_slice() else {
                continue;
            };
            if around == "-" || path.len() < 2 {
                continue;
            }
            let mut above = path.clone();
            above.truncate(path.len() - 2);
            above.push(name.clone());
            let there = Subject::Field(*nth, side.clone(), above);
            let mut edited = model.clone();
            let Some((members, name)) = siblings(&mut edited, &subject) else {
                continue;
            };
            if members.len() < 2 {
                continue;
            }
            members.retain(|(known, _)| *known != name);
            let Some((members, name)) = siblings(&mut edited, &there) else {
                continue;
            };
            if members.iter().any(|(known, _)| *known == name) {
                continue;
            }
            members.push((name, schema.clone()));
            found.push(Mutant {
                operator: self,
                subjects: vec![subject.clone(), there],
                aspect: Aspect::Exists,
                change: Change::Changed,
                model: edited,
            });
        }
        found
    }
}

fn renamed(
    operator: Operator,
    model: &Model,
    subject: &Subject,
    random: &mut Random,
) -> Option<Mutant> {
    let mut model = model.clone();
    let (members, old) = siblings(&mut model, subject)?;
    let (place, name) = match old.split_once(' ') {
        Some((place, name)) => (Some(place), name),
        None => (None, old.as_str()),
    };
    // Names change the way people change them: another casing, another word, a longer word.
    let new = match random.below(3) {
        0 if name.contains('_') => camel_case(name),
        0 if name.chars().any(char::is_uppercase) => snake_case(name),
        1 => format!("{name}_value"),
        _ => format!("new_{name}"),
    };
    let key = place.map_or_else(|| new.clone(), |place| format!("{place} {new}"));
    if members.iter().any(|(known, _)| *known == key) {
        return None;
    }
    members.iter_mut().find(|(known, _)| *known == old)?.0 = key;
    let there = match subject {
        Subject::Field(nth, side, path) => {
            let mut path = path.clone();
            *path.last_mut()? = new;
            Subject::Field(*nth, side.clone(), path)
        }
        Subject::Parameter(nth, place, _) => Subject::Parameter(*nth, place.clone(), new),
        _ => return None,
    };
    Some(Mutant {
        operator,
        subjects: vec![subject.clone(), there],
        aspect: Aspect::Exists,
        change: Change::Changed,
        model,
    })
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_').filter(|word| !word.is_empty());
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut signs = word.chars();
        camel.extend(signs.next().into_iter().flat_map(char::to_uppercase));
        camel.extend(signs);
    }
    if camel == name {
        format!("{name}Value")
    } else {
        camel
    }
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for sign in name.chars() {
        if sign.is_uppercase() {
            snake.push('_');
        }
        snake.extend(sign.to_lowercase());
    }
    snake
}

/// Every parameter and field with a name.
pub fn sites(model: &Model) -> Vec<(Subject, Schema)> {
    let mut found = Vec::new();
    for (nth, endpoint) in model.endpoints.iter().enumerate() {
        for (place, name, schema) in endpoint.parameters() {
            let subject = Subject::Parameter(nth, place.to_owned(), name.to_owned());
            found.push((subject, schema.clone()));
        }
        if let Some(body) = &endpoint.request {
            below(nth, "request", body, &mut Vec::new(), &mut found);
        }
        for (place, (_, response)) in endpoint.responses.0.iter().enumerate() {
            if let Some(body) = &response.body {
                below(nth, &place.to_string(), body, &mut Vec::new(), &mut found);
            }
        }
    }
    found
}

fn below(
    nth: usize,
    side: &str,
    schema: &Schema,
    path: &mut Vec<String>,
    found: &mut Vec<(Subject, Schema)>,
) {
    match &schema.kind {
        Kind::Array(item) => {
            path.push("-".to_owned());
            below(nth, side, item, path, found);
            path.pop();
        }
        Kind::Object(members) => {
            for (name, member) in members {
                path.push(name.clone());
                found.push((
                    Subject::Field(nth, side.to_owned(), path.clone()),
                    member.clone(),
                ));
                below(nth, side, member, path, found);
                path.pop();
            }
        }
        _ => {}
    }
}

fn body<'a>(model: &'a mut Model, nth: usize, side: &str) -> Option<&'a mut Schema> {
    let endpoint = model.endpoints.get_mut(nth)?;
    match side {
        "request" => endpoint.request.as_mut(),
        place => {
            let (_, response) = endpoint.responses.0.get_mut(place.parse::<usize>().ok()?)?;
            response.body.as_mut()
        }
    }
}

fn find<'a>(model: &'a mut Model, subject: &Subject) -> Option<&'a mut Schema> {
    let (members, name) = siblings(model, subject)?;
    let found = members.iter_mut().find(|(known, _)| *known == name);
    found.map(|(_, schema)| schema)
}

/// The list in which a subject stands, and its key there.
fn siblings<'a>(
    model: &'a mut Model,
    subject: &Subject,
) -> Option<(&'a mut Vec<(String, Schema)>, String)> {
    match subject {
        Subject::Parameter(nth, place, name) => {
            let endpoint = model.endpoints.get_mut(*nth)?;
            Some((&mut endpoint.parameters.0, format!("{place} {name}")))
        }
        Subject::Field(nth, side, path) => {
            let (name, way) = path.split_last()?;
            let mut schema = body(model, *nth, side)?;
            for step in way {
                schema = match &mut schema.kind {
                    Kind::Array(item) if step == "-" => item,
                    Kind::Object(members) => {
                        &mut members.iter_mut().find(|(known, _)| known == step)?.1
                    }
                    _ => return None,
                };
            }
            match &mut schema.kind {
                Kind::Object(members) => Some((members, name.clone())),
                _ => None,
            }
        }
        _ => None,
    }
}

fn choices(schema: &mut Schema) -> &mut Vec<String> {
    match &mut schema.kind {
        Kind::Array(item) => &mut item.values,
        _ => &mut schema.values,
    }
}
