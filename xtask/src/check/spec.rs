//! The OpenAPI document as the rules see it: every object with its kind and place, operations with
//! their parameters and responses resolved.

use std::rc::Rc;

use serde_json::{Map, Value};

use crate::diagnostic::child;
use crate::document::Document;

/// Longest chain of references that is followed.
pub(super) const MAX_HOPS: usize = 16;

/// The methods that a path item may have.
const METHODS: [&str; 8] = [
    "delete", "get", "head", "options", "patch", "post", "put", "trace",
];

/// The capabilities that list something.
pub(super) const LISTINGS: [&str; 13] = [
    "filter",
    "list",
    "list-all-tags",
    "list-attribute-definitions",
    "list-attributes",
    "list-campaign-contacts",
    "list-conversations",
    "list-inboxes",
    "list-messages",
    "list-notes",
    "list-tags",
    "search",
    "search-messages",
];

/// What an object of the document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Root,
    Info,
    Contact,
    License,
    Server,
    ServerVariable,
    Tag,
    ExternalDocs,
    Paths,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Responses,
    Response,
    Header,
    Example,
    Link,
    Callback,
    Components,
    Schema(Role),
    SecurityScheme,
    Flows,
    Flow,
    Discriminator,
    Xml,
}

/// Where a schema stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Component,
    Property,
    Items,
    Values,
    /// In allOf, oneOf, anyOf or not.
    Member,
    Body,
    Parameter,
}

impl Kind {
    /// The section of the components that a reference at such a place leads to.
    pub(super) fn section(self) -> Option<&'static str> {
        Some(match self {
            Self::Schema(_) => "schemas",
            Self::Parameter => "parameters",
            Self::Response => "responses",
            Self::RequestBody => "requestBodies",
            Self::Header => "headers",
            Self::Example => "examples",
            Self::Link => "links",
            Self::Callback => "callbacks",
            Self::SecurityScheme => "securitySchemes",
            _ => return None,
        })
    }

    /// The keys of such an object that hold further objects.
    fn parts(self) -> &'static [(&'static str, Form, Kind)] {
        use Form::{List, Map, One};
        match self {
            Self::Root => &[
                ("info", One, Self::Info),
                ("servers", List, Self::Server),
                ("tags", List, Self::Tag),
                ("externalDocs", One, Self::ExternalDocs),
                ("paths", One, Self::Paths),
                ("components", One, Self::Components),
            ],
            Self::Info => &[
                ("contact", One, Self::Contact),
                ("license", One, Self::License),
            ],
            Self::Tag => &[("externalDocs", One, Self::ExternalDocs)],
            Self::Server => &[("variables", Map, Self::ServerVariable)],
            Self::PathItem => &[
                ("delete", One, Self::Operation),
                ("get", One, Self::Operation),
                ("head", One, Self::Operation),
                ("options", One, Self::Operation),
                ("patch", One, Self::Operation),
                ("post", One, Self::Operation),
                ("put", One, Self::Operation),
                ("trace", One, Self::Operation),
                ("parameters", List, Self::Parameter),
                ("servers", List, Self::Server),
            ],
            Self::Operation => &[
                ("parameters", List, Self::Parameter),
                ("requestBody", One, Self::RequestBody),
                ("responses", One, Self::Responses),
                ("callbacks", Map, Self::Callback),
                ("servers", List, Self::Server),
                ("externalDocs", One, Self::ExternalDocs),
            ],
            Self::Response => &[
                ("headers", Map, Self::Header),
                ("content", Map, Self::MediaType),
                ("links", Map, Self::Link),
            ],
            Self::MediaType => &[
                ("schema", One, Self::Schema(Role::Body)),
                ("examples", Map, Self::Example),
                ("encoding", Map, Self::Encoding),
            ],
            Self::Encoding => &[("headers", Map, Self::Header)],
            Self::Parameter | Self::Header => &[
                ("schema", One, Self::Schema(Role::Parameter)),
                ("content", Map, Self::MediaType),
                ("examples", Map, Self::Example),
            ],
            Self::RequestBody => &[("content", Map, Self::MediaType)],
            Self::Link => &[("server", One, Self::Server)],
            Self::Components => &[
                ("schemas", Map, Self::Schema(Role::Component)),
                ("responses", Map, Self::Response),
                ("parameters", Map, Self::Parameter),
                ("examples", Map, Self::Example),
                ("requestBodies", Map, Self::RequestBody),
                ("headers", Map, Self::Header),
                ("securitySchemes", Map, Self::SecurityScheme),
                ("links", Map, Self::Link),
                ("callbacks", Map, Self::Callback),
            ],
            Self::Schema(_) => &[
                ("properties", Map, Self::Schema(Role::Property)),
                ("items", One, Self::Schema(Role::Items)),
                ("additionalProperties", One, Self::Schema(Role::Values)),
                ("allOf", List, Self::Schema(Role::Member)),
                ("anyOf", List, Self::Schema(Role::Member)),
                ("oneOf", List, Self::Schema(Role::Member)),
                ("not", One, Self::Schema(Role::Member)),
                ("discriminator", One, Self::Discriminator),
                ("externalDocs", One, Self::ExternalDocs),
                ("xml", One, Self::Xml),
            ],
            Self::SecurityScheme => &[("flows", One, Self::Flows)],
            Self::Flows => &[
                ("authorizationCode", One, Self::Flow),
                ("clientCredentials", One, Self::Flow),
                ("implicit", One, Self::Flow),
                ("password", One, Self::Flow),
            ],
            // Callbacks are refused, so that their operations are none of the API's.
            Self::Contact
            | Self::License
            | Self::ServerVariable
            | Self::ExternalDocs
            | Self::Paths
            | Self::Responses
            | Self::Example
            | Self::Callback
            | Self::Flow
            | Self::Discriminator
            | Self::Xml => &[],
        }
    }
}

/// How objects are held under a key.
#[derive(Clone, Copy)]
enum Form {
    One,
    Map,
    List,
}

/// A path of steps, shared between neighbours: a pointer string each would be large in a deep document.
#[derive(Clone, Debug)]
struct Trail<'a>(Option<Rc<(Trail<'a>, Step<'a>)>>);

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl<'a> Trail<'a> {
    fn then(&self, step: Step<'a>) -> Self {
        Self(Some(Rc::new((self.clone(), step))))
    }

    fn pointer(&self) -> String {
        let mut steps = Vec::new();
        let mut trail = self;
        while let Some(link) = &trail.0 {
            steps.push(link.1);
            trail = &link.0;
        }
        steps
            .iter()
            .rev()
            .fold(String::new(), |pointer, step| match step {
                Step::Key(key) => child(&pointer, key),
                Step::Index(index) => format!("{pointer}/{index}"),
            })
    }
}

/// One object of the document.
#[derive(Clone, Debug)]
pub(super) struct Place<'a> {
    pub(super) kind: Kind,
    /// The key under which it stands; empty in a list.
    pub(super) name: &'a str,
    /// The key that holds it or its list or map: `oneOf`, `properties`, …
    pub(super) holder: &'a str,
    pub(super) object: &'a Map<String, Value>,
    trail: Trail<'a>,
}

impl<'a> Place<'a> {
    /// The JSON pointer of the object.
    pub(super) fn pointer(&self) -> String {
        self.trail.pointer()
    }

    /// The JSON pointer of one of its keys.
    pub(super) fn at(&self, key: &str) -> String {
        child(&self.pointer(), key)
    }

    /// What it refers to, if it is a reference.
    pub(super) fn reference(&self) -> Option<&'a str> {
        self.object.get("$ref").and_then(Value::as_str)
    }

    /// A text of it.
    pub(super) fn text(&self, key: &str) -> Option<&'a str> {
        self.object.get(key).and_then(Value::as_str)
    }

    /// Whether it is a schema.
    pub(super) fn is_schema(&self) -> bool {
        matches!(self.kind, Kind::Schema(_))
    }
}

/// One operation with everything that belongs to it resolved.
#[derive(Clone, Debug)]
pub(super) struct Operation<'a> {
    pub(super) id: Option<&'a str>,
    pub(super) path: &'a str,
    pub(super) pointer: String,
    pub(super) object: &'a Map<String, Value>,
    /// Those of the path, then its own.
    pub(super) parameters: Vec<Parameter<'a>>,
    pub(super) body: Option<&'a Map<String, Value>>,
    pub(super) responses: Vec<Response<'a>>,
}

#[derive(Clone, Debug)]
pub(super) struct Parameter<'a> {
    pub(super) name: &'a str,
    pub(super) place: &'a str,
    /// Where it is listed, which is not where it is written if it is a reference.
    pub(super) pointer: String,
}

#[derive(Clone, Debug)]
pub(super) struct Response<'a> {
    pub(super) status: &'a str,
    pub(super) pointer: String,
    pub(super) object: &'a Map<String, Value>,
}

/// The document, walked once.
pub(super) struct Spec<'a> {
    pub(super) document: &'a Document,
    pub(super) places: Vec<Place<'a>>,
    pub(super) operations: Vec<Operation<'a>>,
}

impl<'a> Spec<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        let places = walk(document.value());
        let mut spec = Self {
            document,
            places,
            operations: Vec::new(),
        };
        spec.operations = spec.collect_operations();
        spec
    }

    /// A section of the components.
    pub(super) fn section(&self, section: &str) -> Option<&'a Map<String, Value>> {
        self.document
            .value()
            .get("components")?
            .get(section)?
            .as_object()
    }

    /// Follows references to the object that they lead to.
    pub(super) fn resolve(&self, value: &'a Value) -> Option<&'a Map<String, Value>> {
        let mut object = value.as_object()?;
        for _ in 0..MAX_HOPS {
            let Some(reference) = object.get("$ref") else {
                return Some(object);
            };
            let pointer = reference.as_str()?.strip_prefix('#')?;
            object = self.document.get(pointer)?.as_object()?;
        }
        None
    }

    fn collect_operations(&self) -> Vec<Operation<'a>> {
        let Some(paths) = self.document.get("/paths").and_then(Value::as_object) else {
            return Vec::new();
        };
        let mut operations = Vec::new();
        for (path, item) in paths.iter().filter(|(path, _)| path.starts_with('/')) {
            for method in METHODS {
                let Some(object) = item.get(method).and_then(Value::as_object) else {
                    continue;
                };
                let base = child("/paths", path);
                let pointer = child(&base, method);
                let mut parameters = self.parameters(item.get("parameters"), &base);
                for own in self.parameters(object.get("parameters"), &pointer) {
                    // An operation's parameter replaces the one of its path.
                    parameters.retain(|other| {
                        (other.name, other.place) != (own.name, own.place)
                            || other.pointer.starts_with(&pointer)
                    });
                    parameters.push(own);
                }
                operations.push(Operation {
                    id: object.get("operationId").and_then(Value::as_str),
                    path,
                    parameters,
                    body: object
                        .get("requestBody")
                        .and_then(|body| self.resolve(body)),
                    responses: self.responses(object.get("responses"), &pointer),
                    pointer,
                    object,
                });
            }
        }
        operations
    }

    fn parameters(&self, list: Option<&'a Value>, base: &str) -> Vec<Parameter<'a>> {
        let list = list
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .enumerate();
        let parameter = |(index, value): (usize, &'a Value)| {
            let object = self.resolve(value)?;
            let text = |key: &str| object.get(key).and_then(Value::as_str);
            let pointer = format!("{base}/parameters/{index}");
            Some(Parameter {
                name: text("name")?,
                place: text("in")?,
                pointer,
            })
        };
        list.filter_map(parameter).collect()
    }

    fn responses(&self, map: Option<&'a Value>, base: &str) -> Vec<Response<'a>> {
        let map = map.and_then(Value::as_object).into_iter().flatten();
        let response = |(status, value): (&'a String, &'a Value)| {
            let object = self.resolve(value)?;
            Some(Response {
                status,
                pointer: child(&format!("{base}/responses"), status),
                object,
            })
        };
        map.filter(|(status, _)| !status.starts_with("x-"))
            .filter_map(response)
            .collect()
    }
}

impl<'a> Operation<'a> {
    /// The response whose description holds for a status: its own, its range's, or the default.
    pub(super) fn response(&self, status: u16) -> Option<&Response<'a>> {
        let range = format!("{}XX", status / 100);
        [status.to_string(), range, "default".to_owned()]
            .iter()
            .find_map(|status| {
                self.responses
                    .iter()
                    .find(|response| response.status == status)
            })
    }

    /// The first response with a 2xx status that has a JSON body.
    pub(super) fn json_success(&self) -> Option<&'a Value> {
        self.responses
            .iter()
            .filter(|response| response.status.starts_with('2'))
            .find_map(Response::json)
    }
}

impl<'a> Response<'a> {
    /// The schema of its JSON body.
    pub(super) fn json(&self) -> Option<&'a Value> {
        self.media_types()
            .find(|(name, _)| is_json(name))
            .and_then(|(_, media)| media.get("schema"))
    }

    /// Its media types.
    pub(super) fn media_types(&self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        self.object
            .get("content")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
    }
}

/// Whether a media type is JSON.
pub(super) fn is_json(media_type: &str) -> bool {
    let essence = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence == "application/json"
        || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// All objects of the document, parents before children.
fn walk(root: &Value) -> Vec<Place<'_>> {
    let Some(object) = root.as_object() else {
        return Vec::new();
    };
    let first = Place {
        kind: Kind::Root,
        name: "",
        holder: "",
        object,
        trail: Trail(None),
    };
    let (mut todo, mut places) = (vec![first], Vec::new());
    while let Some(place) = todo.pop() {
        children(&place, &mut todo);
        places.push(place);
    }
    places
}

fn children<'a>(place: &Place<'a>, todo: &mut Vec<Place<'a>>) {
    let mut add = |kind, name, holder, value: &'a Value, trail| {
        if let Some(object) = value.as_object() {
            todo.push(Place {
                kind,
                name,
                holder,
                object,
                trail,
            });
        }
    };
    // Keys that begin with x- are extensions only where names have a form of their own.
    let named = match place.kind {
        Kind::Paths => Some(Kind::PathItem),
        Kind::Responses => Some(Kind::Response),
        _ => None,
    };
    if let Some(kind) = named {
        for (name, value) in place
            .object
            .iter()
            .filter(|(name, _)| !name.starts_with("x-"))
        {
            add(
                kind,
                name.as_str(),
                place.name,
                value,
                place.trail.then(Step::Key(name)),
            );
        }
    }
    if place.reference().is_some() {
        return;
    }
    for (key, form, kind) in place.kind.parts() {
        let Some((key, value)) = place.object.get_key_value(*key) else {
            continue;
        };
        let trail = place.trail.then(Step::Key(key));
        match form {
            Form::One => add(*kind, key.as_str(), key, value, trail),
            Form::Map => {
                for (name, value) in value.as_object().into_iter().flatten() {
                    add(
                        *kind,
                        name.as_str(),
                        key,
                        value,
                        trail.then(Step::Key(name)),
                    );
                }
            }
            Form::List => {
                for (index, value) in value.as_array().into_iter().flatten().enumerate() {
                    add(*kind, "", key, value, trail.then(Step::Index(index)));
                }
            }
        }
    }
}
