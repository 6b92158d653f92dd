//! Reading the operations of a lowered document.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    Api, Body, Content, InvalidFields, Location, Operation, Parameter, Place, Response, Scheme,
    Server, Status, Style, Type, Variable,
};
use crate::generate::lower::{self, Lowered};
use crate::generate::pipeline::Problem;

const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Reads the operations of a lowered document.
///
/// # Errors
///
/// Names the place of anything that the emitter does not take.
pub fn read(lowered: &Lowered) -> Result<Api, Problem> {
    let document = &lowered.named;
    let mut operations = Vec::new();
    let paths = document.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        for method in METHODS {
            if let Some(operation) = item.get(*method) {
                let pointer = format!("/paths/{}/{method}", escape(path));
                let reader = Reader {
                    lowered,
                    pointer: &pointer,
                };
                operations.push(reader.operation(path, method, item, operation)?);
            }
        }
    }
    Ok(Api {
        title: text(document.pointer("/info/title")),
        description: text(document.pointer("/info/description")),
        server: server(document.pointer("/servers/0")),
        credentials: credentials(document)?,
        operations,
        errors: extension(document, "", "x-contacts-errors")?.unwrap_or_default(),
        invalid_fields: invalid_fields(document)?,
        rate_limit: extension(document, "", "x-contacts-rate-limit")?,
    })
}

fn invalid_fields(document: &Value) -> Result<InvalidFields, Problem> {
    let pointers: Option<Vec<String>> = extension(document, "", "x-contacts-invalid-fields")?;
    let Some(pointers) = pointers else {
        return Ok(InvalidFields::default());
    };
    let mut requests = Requests {
        document,
        seen: BTreeSet::new(),
        names: BTreeSet::new(),
    };
    let paths = document.get("paths").and_then(Value::as_object);
    for item in paths.into_iter().flatten().map(|(_, item)| item) {
        let operations = METHODS.iter().filter_map(|method| item.get(*method));
        for place in operations.chain([item]) {
            for key in ["parameters", "requestBody"] {
                requests.walk(place.get(key).unwrap_or(&Value::Null));
            }
        }
    }
    let names = requests.names;
    Ok(InvalidFields { pointers, names })
}

/// The names that requests have.
struct Requests<'a> {
    document: &'a Value,
    /// References that were followed.
    seen: BTreeSet<&'a str>,
    names: BTreeSet<String>,
}

impl<'a> Requests<'a> {
    /// Finds those of a parameter, a body or a schema, and of all within.
    fn walk(&mut self, value: &'a Value) {
        if let Some(pointer) = value.get("$ref").and_then(Value::as_str)
            && self.seen.insert(pointer)
            && let Some(target) = self.document.pointer(pointer.trim_start_matches('#'))
        {
            self.walk(target);
        }
        let parameter = value.get("name").filter(|_| value.get("in").is_some());
        let properties = value.get("properties").and_then(Value::as_object);
        let names = properties
            .into_iter()
            .flatten()
            .map(|(name, _)| name.as_str());
        for name in names.chain(parameter.and_then(Value::as_str)) {
            // The brackets of a list are in the URL only.
            self.names.insert(name.trim_end_matches("[]").to_owned());
        }
        match value {
            Value::Object(members) => members.values().for_each(|member| self.walk(member)),
            Value::Array(elements) => elements.iter().for_each(|element| self.walk(element)),
            _ => {}
        }
    }
}

/// The value of an extension, if it is there.
fn extension<T: DeserializeOwned>(
    object: &Value,
    pointer: &str,
    name: &str,
) -> Result<Option<T>, Problem> {
    let Some(value) = object.get(name) else {
        return Ok(None);
    };
    let problem =
        |error: serde_json::Error| Problem::new(format!("{pointer}/{name}"), error.to_string());
    T::deserialize(value).map(Some).map_err(problem)
}

/// The operations of a path item, with their methods.
pub fn operations_mut(item: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    item.as_object_mut()
        .into_iter()
        .flatten()
        .filter(|(method, _)| METHODS.contains(&method.as_str()))
}

fn escape(segment: &str) -> String {
    segment.replace('~', "~0").replace('/', "~1")
}

fn text(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn elements(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

fn server(value: Option<&Value>) -> Server {
    let Some(server) = value else {
        return Server::default();
    };
    let variables = server.get("variables").and_then(Value::as_object);
    Server {
        url: text(server.get("url")),
        variables: variables
            .into_iter()
            .flatten()
            .map(|(name, variable)| Variable {
                name: name.clone(),
                default: text(variable.get("default")),
                description: text(variable.get("description")),
                required: variable.get("x-contacts-required") == Some(&Value::Bool(true)),
            })
            .collect(),
    }
}

fn credentials(document: &Value) -> Result<Vec<Vec<Scheme>>, Problem> {
    let mut alternatives = Vec::new();
    for requirement in elements(document.get("security")) {
        let names = requirement.as_object().into_iter().flatten();
        let schemes = names.map(|(name, _)| scheme(document, name));
        alternatives.push(schemes.collect::<Result<Vec<_>, _>>()?);
    }
    Ok(alternatives)
}

fn scheme(document: &Value, name: &str) -> Result<Scheme, Problem> {
    let pointer = format!("/components/securitySchemes/{}", escape(name));
    let Some(scheme) = document.pointer(&pointer) else {
        return Err(Problem::new(
            "/security",
            format!("the security scheme {name} is not declared"),
        ));
    };
    let field = |key: &str| text(scheme.get(key));
    let place = match (
        field("type").as_str(),
        field("scheme").as_str(),
        field("in").as_str(),
    ) {
        ("http", "bearer", _) => Place::Bearer,
        ("apiKey", _, "header") => Place::Header(field("name").to_lowercase()),
        ("apiKey", _, "query") => Place::Query(field("name")),
        _ => {
            return Err(Problem::new(
                pointer,
                "only http bearer, and apiKey in header or query, can be sent",
            ));
        }
    };
    Ok(Scheme {
        name: name.to_owned(),
        place,
        description: field("description"),
    })
}

struct Reader<'a> {
    lowered: &'a Lowered,
    pointer: &'a str,
}

impl Reader<'_> {
    fn problem(&self, below: &str, reason: impl Into<String>) -> Problem {
        Problem::new(format!("{}{below}", self.pointer), reason)
    }

    fn operation(
        &self,
        path: &str,
        method: &str,
        item: &Value,
        operation: &Value,
    ) -> Result<Operation, Problem> {
        let id = text(operation.get("operationId"));
        if id.is_empty() {
            return Err(self.problem("", "the operation has no operationId"));
        }
        let own: Vec<&Value> = elements(operation.get("parameters")).collect();
        let key = |parameter: &Value| (text(parameter.get("name")), text(parameter.get("in")));
        let shared = elements(item.get("parameters"))
            .filter(|shared| own.iter().all(|own| key(own) != key(shared)));
        let mut parameters = shared
            .chain(own.iter().copied())
            .map(|parameter| self.parameter(parameter))
            .collect::<Result<Vec<_>, _>>()?;
        let body = match operation.get("requestBody") {
            Some(body) => Some(self.body(body, &mut parameters)?),
            None => None,
        };
        let (mut successes, mut errors) = (Vec::new(), Vec::new());
        let responses = operation.get("responses").and_then(Value::as_object);
        for (status, response) in responses.into_iter().flatten() {
            let response = self.response(status, response)?;
            match response.status {
                Status::Code(200..=299) | Status::Range(2) => successes.push(response),
                _ => errors.push(response),
            }
        }
        // Statuses before ranges before the rest: the first that fits is taken.
        successes.sort_by_key(|response| response.status);
        errors.sort_by_key(|response| response.status);
        let security = operation.get("security").and_then(Value::as_array);
        Ok(Operation {
            id,
            pointer: self.pointer.to_owned(),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text(operation.get("summary")),
            description: text(operation.get("description")),
            parameters,
            body,
            successes,
            errors,
            authorized: security.is_none_or(|alternatives| !alternatives.is_empty()),
            server: operation
                .pointer("/servers/0/url")
                .and_then(Value::as_str)
                .map(str::to_owned),
            idempotent: operation
                .get("x-contacts-idempotent")
                .and_then(Value::as_bool)
                .unwrap_or(matches!(method, "get" | "head" | "put" | "delete")),
            capabilities: elements(operation.get("x-contacts-capability"))
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            pagination: extension(operation, self.pointer, "x-contacts-pagination")?,
            rate_limit: extension(operation, self.pointer, "x-contacts-rate-limit")?,
        })
    }

    fn parameter(&self, parameter: &Value) -> Result<Parameter, Problem> {
        let name = text(parameter.get("name"));
        let location = match parameter.get("in").and_then(Value::as_str) {
            Some("path") => Location::Path,
            Some("query") => Location::Query,
            Some("header") => Location::Header,
            _ => {
                return Err(self.problem(
                    "/parameters",
                    format!("the parameter {name} is not in path, query or header"),
                ));
            }
        };
        let explode = parameter.get("explode").and_then(Value::as_bool);
        let media = parameter.get("content").and_then(Value::as_object);
        let (style, schema) = match (
            media.and_then(|media| media.values().next()),
            parameter.get("style").and_then(Value::as_str),
        ) {
            (Some(media), _) => (Style::Json, media.get("schema")),
            (None, Some("deepObject")) => (Style::DeepObject, parameter.get("schema")),
            (None, None | Some("form" | "simple")) => {
                let style = if explode == Some(false) {
                    Style::Commas
                } else {
                    Style::Form
                };
                (style, parameter.get("schema"))
            }
            (None, Some(style)) => {
                return Err(self.problem(
                    "/parameters",
                    format!("the parameter {name} has the style {style}, which can't be sent"),
                ));
            }
        };
        Ok(Parameter {
            location,
            style,
            required: location == Location::Path
                || parameter.get("required") == Some(&Value::Bool(true)),
            schema: self.schema(schema.unwrap_or(&Value::Null)),
            description: described(&text(parameter.get("description")), schema),
            name,
        })
    }

    fn body(&self, body: &Value, parameters: &mut Vec<Parameter>) -> Result<Body, Problem> {
        let required = body.get("required") == Some(&Value::Bool(true));
        let media = body.get("content").and_then(Value::as_object);
        for (kind, media) in media.into_iter().flatten() {
            let schema = media.get("schema").unwrap_or(&Value::Null);
            if is_json(kind) {
                return Ok(Body::Json(self.schema(schema), required));
            }
            if kind.starts_with("multipart/form-data") {
                self.form(schema, parameters);
                return Ok(Body::Form);
            }
        }
        Err(self.problem(
            "/requestBody",
            "only JSON and multipart/form-data bodies can be sent",
        ))
    }

    /// The parts of a form, as parameters.
    fn form(&self, schema: &Value, parameters: &mut Vec<Parameter>) {
        let component = lower::reference(schema).and_then(|name| {
            self.lowered
                .named
                .pointer(&format!("/components/schemas/{name}"))
        });
        let schema = component.unwrap_or(schema);
        let required: Vec<&str> = elements(schema.get("required"))
            .filter_map(Value::as_str)
            .collect();
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let file = property.get("format") == Some(&Value::from("binary"));
            parameters.push(Parameter {
                name: name.clone(),
                location: Location::Form,
                style: Style::Form,
                required: required.contains(&name.as_str()),
                schema: if file {
                    Type::File
                } else {
                    self.schema(property)
                },
                description: described("", Some(property)),
            });
        }
    }

    fn response(&self, status: &str, response: &Value) -> Result<Response, Problem> {
        let parsed = match status {
            "default" => Status::Default,
            "1XX" => Status::Range(1),
            "2XX" => Status::Range(2),
            "3XX" => Status::Range(3),
            "4XX" => Status::Range(4),
            "5XX" => Status::Range(5),
            code => Status::Code(
                code.parse()
                    .ok()
                    .filter(|code| (100..600).contains(code))
                    .ok_or_else(|| self.problem("/responses", format!("{code} is no status")))?,
            ),
        };
        let media = response.get("content").and_then(Value::as_object);
        let mut content = Content::Empty;
        for (kind, media) in media.into_iter().flatten() {
            let schema = self.schema(media.get("schema").unwrap_or(&Value::Null));
            let found = match (is_json(kind), schema) {
                (true, Type::Text) => Content::Text,
                (true, schema) => Content::Json(schema),
                (false, _) if kind.starts_with("text/") => Content::Text,
                (false, _) => Content::Bytes,
            };
            // Where a status has JSON and something else, the JSON is what a program can read.
            if !matches!(content, Content::Json(_)) {
                content = found;
            }
        }
        Ok(Response {
            status: parsed,
            content,
            status_pointer: response
                .get("x-contacts-status")
                .and_then(Value::as_str)
                .map(str::to_owned),
            description: text(response.get("description")),
        })
    }

    fn schema(&self, schema: &Value) -> Type {
        if let Some(name) = lower::reference(schema) {
            let name = name.to_owned();
            return if self.lowered.enums.contains(&name) {
                Type::Open(name)
            } else if self.lowered.records.contains(&name) {
                Type::Sourced(name)
            } else {
                Type::Component(name)
            };
        }
        let of = |keyword: &str| {
            Box::new(
                schema
                    .get(keyword)
                    .map_or(Type::Any, |inner| self.schema(inner)),
            )
        };
        match (
            schema.get("type").and_then(Value::as_str),
            schema.get("format").and_then(Value::as_str),
        ) {
            (Some("string"), Some("date-time")) => Type::Time,
            (Some("string"), _) => Type::Text,
            (Some("integer"), _) => Type::Integer,
            (Some("number"), _) => Type::Number,
            (Some("boolean"), _) => Type::Boolean,
            (Some("array"), _) => Type::List(of("items")),
            (Some("object"), _) => Type::Map(of("additionalProperties")),
            _ => Type::Any,
        }
    }
}

fn is_json(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind == "application/json" || kind.ends_with("+json")
}

/// A description with what OpenAPI says beside it: default, range, pattern.
pub fn described(description: &str, schema: Option<&Value>) -> String {
    let mut lines = Vec::new();
    let own = text(schema.and_then(|schema| schema.get("description")));
    for part in [description, own.as_str()] {
        if !part.trim().is_empty() && !lines.iter().any(|line| line == part.trim()) {
            lines.push(part.trim().to_owned());
        }
    }
    let Some(schema) = schema else {
        return lines.join("\n\n");
    };
    let value = |keyword: &str| schema.get(keyword).map(Value::to_string);
    match (value("minimum"), value("maximum")) {
        (Some(low), Some(high)) => lines.push(format!("From {low} to {high}.")),
        (Some(low), None) => lines.push(format!("At least {low}.")),
        (None, Some(high)) => lines.push(format!("At most {high}.")),
        (None, None) => {}
    }
    match (
        value("minLength").or(value("minItems")),
        value("maxLength").or(value("maxItems")),
    ) {
        (Some(low), Some(high)) => lines.push(format!("Length {low} to {high}.")),
        (Some(low), None) => lines.push(format!("Length {low} or more.")),
        (None, Some(high)) => lines.push(format!("Length {high} or less.")),
        (None, None) => {}
    }
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        lines.push(format!("Pattern {pattern}."));
    }
    if let Some(default) = value("default") {
        lines.push(format!("The vendor takes {default} if it is left out."));
    }
    lines.join("\n\n")
}
