//! Fragments of OpenAPI that pages embed: whole documents, as GitBook and ReadMe do, and Mintlify's own shape of one operation.

use std::ops::Range;

use serde_json::{Number, Value};

use super::example::escape;
use super::node::{Data, Node};
use super::types;
use crate::claim::{Fact, Location, Says, Side, Type};

/// What a fragment states, in its order.
pub(super) enum Stated {
    Endpoint {
        range: Range<usize>,
        method: String,
        path: String,
    },
    Fact {
        range: Range<usize>,
        fact: Fact,
    },
    Example {
        node: Node,
        side: Side,
    },
}

const DEEPEST: usize = 24;
const MOST: usize = 50_000;
const METHODS: &[&str] = &["get", "post", "put", "patch", "delete", "head", "options"];

/// Reads a fragment.
pub(super) fn read(root: &Node) -> Vec<Stated> {
    let mut reader = Reader {
        root,
        out: Vec::new(),
        open: Vec::new(),
    };
    let Some(paths) = root.get("paths") else {
        return reader.out;
    };
    match (
        paths.get("path").and_then(Node::text),
        paths.get("method").and_then(Node::text),
    ) {
        (Some(path), Some(method)) => reader.operation_of_mintlify(paths, path, method),
        _ => reader.document(paths),
    }
    reader.out
}

/// What statements are about.
#[derive(Clone)]
enum Target {
    Parameter(String, Option<Location>),
    Field(Side, String),
}

struct Reader<'a> {
    root: &'a Node,
    out: Vec<Stated>,
    /// References that are being followed.
    open: Vec<String>,
}

impl<'a> Reader<'a> {
    fn fact(&mut self, range: Range<usize>, fact: Fact) {
        if self.out.len() < MOST {
            self.out.push(Stated::Fact { range, fact });
        }
    }

    fn say(&mut self, range: Range<usize>, target: &Target, says: Says) {
        let fact = match target.clone() {
            Target::Parameter(name, location) => Fact::Parameter {
                name: Some(name),
                location,
                says,
            },
            Target::Field(side, pointer) => Fact::Field {
                side,
                pointer,
                says,
            },
        };
        self.fact(range, fact);
    }

    fn document(&mut self, paths: &'a Node) {
        for item in paths.members() {
            for operation in item.value.members() {
                if METHODS.contains(&operation.key.to_ascii_lowercase().as_str()) {
                    let range = item.key_range.start..operation.key_range.end;
                    self.endpoint(range, &operation.key, &item.key);
                    let servers = [&operation.value, &item.value, self.root]
                        .into_iter()
                        .find_map(|node| node.get("servers"));
                    self.servers(servers);
                    let security = operation
                        .value
                        .get("security")
                        .or_else(|| self.root.get("security"));
                    self.security(security);
                    for shared in [&item.value, &operation.value] {
                        for parameter in shared
                            .get("parameters")
                            .map(Node::elements)
                            .unwrap_or_default()
                        {
                            self.parameter(parameter);
                        }
                    }
                    if let Some(body) = operation.value.get("requestBody") {
                        self.content(self.resolved(body), Side::Request);
                    }
                    self.responses(operation.value.get("responses"));
                }
            }
        }
    }

    fn endpoint(&mut self, range: Range<usize>, method: &str, path: &str) {
        self.out.push(Stated::Endpoint {
            range,
            method: method.to_ascii_uppercase(),
            path: path.to_owned(),
        });
    }

    fn servers(&mut self, servers: Option<&Node>) {
        for server in servers.map(Node::elements).unwrap_or_default() {
            if let Some(url) = server.get("url")
                && let Some(text) = url.text()
            {
                self.fact(
                    url.range.clone(),
                    Fact::Server(text.trim_end_matches('/').to_owned()),
                );
            }
        }
    }

    fn security(&mut self, security: Option<&'a Node>) {
        let schemes = self
            .root
            .get("components")
            .and_then(|components| components.get("securitySchemes"));
        for requirement in security.map(Node::elements).unwrap_or_default() {
            for scheme in requirement.members() {
                if let Some(scheme) = schemes.and_then(|schemes| schemes.get(&scheme.key)) {
                    let scheme = self.resolved(scheme);
                    let name = scheme.get("name").and_then(Node::text).map(str::to_owned);
                    let place = scheme.get("in").and_then(Node::text).and_then(location);
                    self.scheme(scheme, name, place);
                }
            }
        }
    }

    fn scheme(&mut self, scheme: &Node, name: Option<String>, place: Option<Location>) {
        let kind = scheme.get("type").and_then(Node::text).unwrap_or_default();
        let way = scheme
            .get("scheme")
            .and_then(Node::text)
            .unwrap_or_default()
            .to_ascii_lowercase();
        let http = kind.eq_ignore_ascii_case("http");
        let fact = Fact::Authentication {
            kind: match (http, way.as_str()) {
                (true, way) if !way.is_empty() => Some(format!("http {way}")),
                (true, _) => None,
                _ if kind.is_empty() => None,
                _ => Some(kind.to_owned()),
            },
            location: if http { Some(Location::Header) } else { place },
            name: if http {
                Some("Authorization".to_owned())
            } else {
                name
            },
            format: (http && way == "bearer").then(|| "Bearer {token}".to_owned()),
        };
        self.fact(scheme.range.clone(), fact);
    }

    /// One operation as Mintlify writes it: schemas in lists, parameters by place, answers by status and media type.
    fn operation_of_mintlify(&mut self, paths: &'a Node, path: &str, method: &str) {
        let range = paths
            .get("path")
            .map_or(paths.range.clone(), |node| node.range.clone());
        self.endpoint(range, method, path);
        self.servers(paths.get("servers"));
        let request = paths.get("request");
        for security in request
            .and_then(|request| request.get("security"))
            .map(Node::elements)
            .unwrap_or_default()
        {
            for place in security
                .get("parameters")
                .map(Node::members)
                .unwrap_or_default()
            {
                for scheme in place.value.members() {
                    self.scheme(
                        &scheme.value,
                        Some(scheme.key.clone()),
                        location(&place.key),
                    );
                }
            }
        }
        for place in request
            .and_then(|request| request.get("parameters"))
            .map(Node::members)
            .unwrap_or_default()
        {
            for parameter in place.value.members() {
                let target = Target::Parameter(parameter.key.clone(), location(&place.key));
                self.say(parameter.key_range.clone(), &target, Says::Exists);
                for schema in parameter
                    .value
                    .get("schema")
                    .map(alternatives)
                    .unwrap_or_default()
                {
                    self.schema(schema, &target, 0);
                }
            }
        }
        for media in request
            .and_then(|request| request.get("body"))
            .map(Node::members)
            .unwrap_or_default()
        {
            self.media_of_mintlify(&media.value, Side::Request);
        }
        for answer in paths.get("response").map(Node::members).unwrap_or_default() {
            let status = answer.key.parse().ok();
            self.fact(
                answer.key_range.clone(),
                Fact::Response { status, text: None },
            );
            for media in answer.value.members() {
                self.media_of_mintlify(&media.value, Side::Response(status));
            }
        }
    }

    fn media_of_mintlify(&mut self, media: &'a Node, side: Side) {
        let target = Target::Field(side, String::new());
        for schema in media
            .get("schemaArray")
            .map(alternatives)
            .unwrap_or_default()
        {
            self.schema(schema, &target, 0);
        }
        self.examples(media, side);
    }

    fn parameter(&mut self, parameter: &'a Node) {
        let parameter = self.resolved(parameter);
        let Some(name) = parameter.get("name").filter(|name| name.text().is_some()) else {
            return;
        };
        let target = Target::Parameter(
            name.text().unwrap_or_default().to_owned(),
            parameter.get("in").and_then(Node::text).and_then(location),
        );
        self.say(name.range.clone(), &target, Says::Exists);
        self.flags(parameter, &target);
        let schema = parameter.get("schema").or_else(|| {
            parameter
                .get("content")?
                .members()
                .first()?
                .value
                .get("schema")
        });
        self.schema(schema.unwrap_or(parameter), &target, 0);
    }

    fn flags(&mut self, node: &Node, target: &Target) {
        if let Some(required) = node.get("required")
            && let Some(bool) = required.bool()
        {
            self.say(required.range.clone(), target, Says::Required(bool));
        }
        if let Some(deprecated) = node.get("deprecated")
            && deprecated.bool() == Some(true)
        {
            self.say(deprecated.range.clone(), target, Says::Deprecated(true));
        }
    }

    fn responses(&mut self, responses: Option<&'a Node>) {
        for answer in responses.map(Node::members).unwrap_or_default() {
            let status = answer.key.parse().ok();
            self.fact(
                answer.key_range.clone(),
                Fact::Response {
                    status,
                    text: (status.is_none()).then(|| answer.key.clone()),
                },
            );
            self.content(self.resolved(&answer.value), Side::Response(status));
        }
    }

    fn content(&mut self, node: &'a Node, side: Side) {
        let medias = node.get("content").map(Node::members).unwrap_or_default();
        let json = medias
            .iter()
            .find(|media| media.key.contains("json"))
            .or_else(|| medias.first());
        if let Some(media) = json {
            if let Some(schema) = media.value.get("schema") {
                self.schema(schema, &Target::Field(side, String::new()), 0);
            }
            self.examples(&media.value, side);
        }
    }

    fn examples(&mut self, media: &Node, side: Side) {
        let mut add = |node: &Node| {
            if matches!(node.data, Data::Map(_) | Data::List(_)) {
                self.out.push(Stated::Example {
                    node: node.clone(),
                    side,
                });
            }
        };
        if let Some(example) = media.get("example") {
            add(example);
        }
        for example in media
            .get("examples")
            .map(Node::members)
            .unwrap_or_default()
            .iter()
            .take(20)
        {
            add(example.value.get("value").unwrap_or(&example.value));
        }
    }

    /// What a reference inside the fragment leads to; the node itself where it is none or leads nowhere.
    fn resolved(&self, node: &'a Node) -> &'a Node {
        let mut node = node;
        for _ in 0..8 {
            let Some(target) = node
                .get("$ref")
                .and_then(Node::text)
                .and_then(|name| self.find(name))
            else {
                break;
            };
            node = target;
        }
        node
    }

    fn find(&self, reference: &str) -> Option<&'a Node> {
        reference
            .strip_prefix("#/")?
            .split('/')
            .try_fold(self.root, |node, key| {
                node.get(&key.replace("~1", "/").replace("~0", "~"))
            })
    }

    fn schema(&mut self, schema: &'a Node, target: &Target, depth: usize) {
        if depth > DEEPEST || self.out.len() >= MOST {
            return;
        }
        if let Some(reference) = schema.get("$ref").and_then(Node::text) {
            if self.open.iter().any(|open| open == reference) {
                return;
            }
            if let Some(found) = self.find(reference) {
                self.open.push(reference.to_owned());
                self.schema(found, target, depth + 1);
                self.open.pop();
            }
        }
        self.kind(schema, target);
        self.bounds(schema, target);
        for part in schema.get("allOf").map(Node::elements).unwrap_or_default() {
            self.schema(part, target, depth + 1);
        }
        for key in ["anyOf", "oneOf"] {
            let variants = schema.get(key).map(Node::elements).unwrap_or_default();
            let (nulls, rest): (Vec<&Node>, Vec<&Node>) = variants
                .iter()
                .partition(|variant| variant.get("type").and_then(Node::text) == Some("null"));
            if let Some(null) = nulls.first() {
                self.say(null.range.clone(), target, Says::Nullable(true));
            }
            match rest.as_slice() {
                [one] => self.schema(one, target, depth + 1),
                many => {
                    for variant in many {
                        self.members(self.resolved(variant), target, depth, false);
                    }
                }
            }
        }
        self.members(schema, target, depth, true);
    }

    fn kind(&mut self, schema: &Node, target: &Target) {
        let mut format = schema.get("format").and_then(Node::text).map(str::to_owned);
        if let Some(kind) = schema.get("type") {
            let names: Vec<&str> = match kind.text() {
                Some(text) => vec![text],
                None => kind.elements().iter().filter_map(Node::text).collect(),
            };
            let names: Vec<&str> = if matches!(kind.data, Data::Null) {
                vec!["null"]
            } else {
                names
            };
            let (nulls, rest): (Vec<&str>, Vec<&str>) =
                names.iter().partition(|name| **name == "null");
            if let [one] = rest.as_slice() {
                // Mintlify writes `enum<string>` and `file` for types.
                let typed = types::expression(one).unwrap_or_default();
                format = format.or(typed.format);
                if let Some(found) = typed.kind {
                    self.say(kind.range.clone(), target, Says::Type(found));
                }
            } else if rest.is_empty() && !nulls.is_empty() {
                self.say(kind.range.clone(), target, Says::Type(Type::Null));
            }
            if !nulls.is_empty() {
                self.say(kind.range.clone(), target, Says::Nullable(true));
            }
        }
        if let Some(format) = format {
            let range = schema
                .get("format")
                .or_else(|| schema.get("type"))
                .map_or(schema.range.clone(), |node| node.range.clone());
            self.say(range, target, Says::Format(format));
        }
        if let Some(nullable) = schema.get("nullable")
            && let Some(bool) = nullable.bool()
        {
            self.say(nullable.range.clone(), target, Says::Nullable(bool));
        }
        self.flags(schema, target);
    }

    fn bounds(&mut self, schema: &Node, target: &Target) {
        let number = |key: &str| schema.get(key).and_then(Node::number).cloned();
        let at = |keys: &[&str]| {
            keys.iter()
                .find_map(|key| schema.get(key))
                .map_or(schema.range.clone(), |node| node.range.clone())
        };
        let exclusive = |key: &str| schema.get(key).and_then(Node::bool) == Some(true);
        let (lower, upper): (Option<Number>, Option<Number>) =
            (number("exclusiveMinimum"), number("exclusiveMaximum"));
        let range = Says::Range {
            exclusive_minimum: lower.is_some() || exclusive("exclusiveMinimum"),
            exclusive_maximum: upper.is_some() || exclusive("exclusiveMaximum"),
            minimum: lower.or_else(|| number("minimum")),
            maximum: upper.or_else(|| number("maximum")),
        };
        if !matches!(
            range,
            Says::Range {
                minimum: None,
                maximum: None,
                ..
            }
        ) {
            self.say(
                at(&["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"]),
                target,
                range,
            );
        }
        for (minimum, maximum) in [("minLength", "maxLength"), ("minItems", "maxItems")] {
            let whole = |key: &str| number(key).and_then(|number| number.as_u64());
            let length = Says::Length {
                minimum: whole(minimum),
                maximum: whole(maximum),
            };
            if !matches!(
                length,
                Says::Length {
                    minimum: None,
                    maximum: None
                }
            ) {
                self.say(at(&[minimum, maximum]), target, length);
            }
        }
        if let Some(values) = schema.get("enum") {
            let values: Vec<Value> = values.elements().iter().map(Node::value).collect();
            if !values.is_empty() {
                self.say(at(&["enum"]), target, Says::Enum(values));
            }
        }
        if let Some(value) = schema.get("const") {
            self.say(value.range.clone(), target, Says::Enum(vec![value.value()]));
        }
        if let Some(default) = schema.get("default") {
            self.say(
                default.range.clone(),
                target,
                Says::Default(default.value()),
            );
        }
        if let Some(pattern) = schema.get("pattern")
            && let Some(text) = pattern.text()
        {
            self.say(
                pattern.range.clone(),
                target,
                Says::Pattern(text.to_owned()),
            );
        }
        if let Some(example) = schema.get("example")
            && !matches!(example.data, Data::Map(_) | Data::List(_))
        {
            self.say(
                example.range.clone(),
                target,
                Says::Example(example.value()),
            );
        }
    }

    fn members(&mut self, schema: &'a Node, target: &Target, depth: usize, certain: bool) {
        let Target::Field(side, pointer) = target else {
            // A parameter's elements have no place of their own: their options are the parameter's.
            for items in schema.get("items").map(alternatives).unwrap_or_default() {
                if let Some(values) = self.resolved(items).get("enum") {
                    let options = values.elements().iter().map(Node::value).collect();
                    self.say(values.range.clone(), target, Says::Enum(options));
                }
            }
            return;
        };
        let list = schema
            .get("requiredProperties")
            .or_else(|| schema.get("required"));
        let required: Vec<&Node> = list
            .map(Node::elements)
            .unwrap_or_default()
            .iter()
            .collect();
        for member in schema
            .get("properties")
            .map(Node::members)
            .unwrap_or_default()
        {
            let inner = Target::Field(*side, format!("{pointer}/{}", escape(&member.key)));
            self.say(member.key_range.clone(), &inner, Says::Exists);
            if let Some(mark) = required
                .iter()
                .find(|name| name.text() == Some(&member.key))
                .filter(|_| certain)
            {
                self.say(mark.range.clone(), &inner, Says::Required(true));
            }
            self.schema(&member.value, &inner, depth + 1);
        }
        for items in schema.get("items").map(alternatives).unwrap_or_default() {
            self.schema(
                items,
                &Target::Field(*side, format!("{pointer}/-")),
                depth + 1,
            );
        }
        if let Some(any) = schema
            .get("additionalProperties")
            .filter(|any| matches!(any.data, Data::Map(_)) && !any.members().is_empty())
        {
            let inner = Target::Field(*side, format!("{pointer}/*"));
            self.say(any.range.clone(), &inner, Says::Exists);
            self.schema(any, &inner, depth + 1);
        }
    }
}

/// A schema, or the first of Mintlify's list of them.
fn alternatives(node: &Node) -> Vec<&Node> {
    match &node.data {
        Data::List(elements) => elements.iter().take(1).collect(),
        _ => vec![node],
    }
}

fn location(name: &str) -> Option<Location> {
    Some(match name {
        "path" => Location::Path,
        "query" => Location::Query,
        "header" => Location::Header,
        "cookie" => Location::Cookie,
        "body" | "formData" => Location::Body,
        _ => return None,
    })
}
