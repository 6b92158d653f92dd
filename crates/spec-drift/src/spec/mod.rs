//! An OpenAPI 3.0 document as assertions, each with the JSON pointer of the place that makes it.
//!
//! References are resolved and `allOf` is merged while looking; nothing is copied. A document that is wrong in places is read
//! as far as it makes sense: checking it is somebody else's work.

mod evidence;
mod schema;

use serde_json::{Map, Value};

pub use evidence::{Evidence, EvidenceKind};
pub(crate) use schema::type_of_value;
pub use schema::{Field, Schema};

use crate::claim::Location;
use crate::finding::Place;

/// Finds the place of a JSON pointer of the document, for people.
pub type Locate<'a> = dyn Fn(&str) -> Option<Place> + 'a;

/// The methods of OpenAPI.
const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// A vendor's document.
pub struct Spec<'a> {
    /// The vendor's slug.
    pub vendor: &'a str,
    /// The file's name, as the caller gave it.
    pub file: &'a str,
    /// The document.
    pub document: &'a Value,
    /// Where it says the API is served.
    pub servers: Vec<Server<'a>>,
    /// Every security scheme.
    pub schemes: Vec<Scheme<'a>>,
    /// Every operation, in the order of the document.
    pub operations: Vec<Operation<'a>>,
    /// Where its statements are known from; empty if nobody said.
    pub evidence: Evidence,
    locate: &'a Locate<'a>,
}

/// An entry of `servers`.
#[derive(Clone, Debug)]
pub struct Server<'a> {
    /// Its pointer.
    pub pointer: String,
    /// The URL with its variables.
    pub template: &'a str,
    /// The URL with the variables' defaults.
    pub url: String,
    /// The defaults are examples: each customer has another host.
    pub chosen: bool,
}

/// A security scheme.
#[derive(Clone, Debug)]
pub struct Scheme<'a> {
    /// Its pointer.
    pub pointer: String,
    /// Its name under `components/securitySchemes`.
    pub key: &'a str,
    /// `http bearer`, `http basic`, `apiKey`, `oauth2`, `openIdConnect`.
    pub kind: String,
    /// Where the credential goes.
    pub location: Option<Location>,
    /// The header's or parameter's name.
    pub name: Option<&'a str>,
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation<'a> {
    /// Its pointer: `/paths/~1contacts/get`.
    pub pointer: String,
    /// Its operationId, else its method and path.
    pub id: String,
    /// The method in capitals.
    pub method: String,
    /// The path template.
    pub path: &'a str,
    /// Its summary; empty if it has none.
    pub summary: &'a str,
    /// Its parameters and those of its path, in the order of the document.
    pub parameters: Vec<Parameter<'a>>,
    /// What callers send, if they send a body.
    pub request: Option<Schema<'a>>,
    /// What the vendor answers.
    pub responses: Vec<Response<'a>>,
    /// Pointers of the security schemes that it accepts.
    pub schemes: Vec<String>,
    /// How a list goes on (`x-contacts-pagination`), with its pointer.
    pub pagination: Option<(String, &'a Map<String, Value>)>,
    /// It should no longer be used.
    pub deprecated: bool,
    /// How many requests the vendor takes in how many seconds (`x-contacts-rate-limit`), of this operation and of all, each with
    /// its pointer.
    pub limits: Vec<(String, (u64, u64))>,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter<'a> {
    /// Where it is declared.
    pub pointer: String,
    /// Its name, to the letter.
    pub name: &'a str,
    /// Where it goes.
    pub location: Location,
    /// It must be there.
    pub required: bool,
    /// Its values.
    pub schema: Schema<'a>,
    /// They travel as JSON text.
    pub json: bool,
}

/// A response.
#[derive(Clone, Debug)]
pub struct Response<'a> {
    /// Its pointer under the operation.
    pub pointer: String,
    /// The status; `None` for `default` and for a class like `4XX`.
    pub status: Option<u16>,
    /// The key: `200`, `4XX`, `default`.
    pub key: &'a str,
    /// What it means.
    pub description: &'a str,
    /// Its body, if it is JSON.
    pub body: Option<Schema<'a>>,
}

impl<'a> Spec<'a> {
    /// Reads a document. `locate` finds the place of a pointer in the document's file.
    pub fn new(
        vendor: &'a str,
        file: &'a str,
        document: &'a Value,
        locate: &'a Locate<'a>,
    ) -> Self {
        let mut spec = Self {
            vendor,
            file,
            document,
            servers: servers(document),
            schemes: schemes(document),
            operations: Vec::new(),
            evidence: Evidence::default(),
            locate,
        };
        spec.operations = operations(document, &spec.schemes);
        spec
    }

    /// Says where the statements are known from: `evidence.toml` as a value.
    #[must_use]
    pub fn with_evidence(mut self, evidence: &Value) -> Self {
        self.evidence = Evidence::new(evidence);
        self
    }

    /// The place of a pointer.
    pub fn place(&self, pointer: &str) -> Option<Place> {
        (self.locate)(pointer)
    }

    /// The operation with this operationId.
    pub fn operation(&self, id: &str) -> Option<&Operation<'a>> {
        self.operations.iter().find(|operation| operation.id == id)
    }
}

impl<'a> Operation<'a> {
    /// The response that answers with this status: its own, its class's, else the default one.
    pub fn response(&self, status: u16) -> Option<&Response<'a>> {
        let own = self
            .responses
            .iter()
            .find(|response| response.status == Some(status));
        let class = || {
            let class = format!("{}XX", status / 100);
            self.responses
                .iter()
                .find(|response| response.key.eq_ignore_ascii_case(&class))
        };
        own.or_else(class).or_else(|| {
            self.responses
                .iter()
                .find(|response| response.key == "default")
        })
    }

    /// The response of success: the lowest status below 300 that has a JSON body, else the lowest below 300.
    pub fn success(&self) -> Option<&Response<'a>> {
        let successes = || {
            let of = |response: &&Response<'_>| {
                response
                    .status
                    .is_some_and(|status| (200..300).contains(&status))
            };
            self.responses.iter().filter(of)
        };
        let with_body = successes().filter(|response| response.body.is_some());
        with_body
            .min_by_key(|response| response.status)
            .or_else(|| successes().min_by_key(|response| response.status))
    }
}

/// A JSON pointer (RFC 6901) one step longer.
pub fn child(pointer: &str, step: &str) -> String {
    format!("{pointer}/{}", step.replace('~', "~0").replace('/', "~1"))
}

/// Follows a `$ref` to its end: the pointer and value that it stands for, or the value itself.
pub fn resolve<'a>(document: &'a Value, pointer: String, value: &'a Value) -> (String, &'a Value) {
    let (mut pointer, mut value) = (pointer, value);
    // A chain that is longer leads in a circle.
    for _ in 0..16 {
        let Some(target) = value
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|target| target.strip_prefix('#'))
        else {
            break;
        };
        let Some(found) = document.pointer(target) else {
            break;
        };
        (pointer, value) = (target.to_owned(), found);
    }
    (pointer, value)
}

fn members<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value
        .get(key)
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn servers(document: &Value) -> Vec<Server<'_>> {
    let servers = document.get("servers").and_then(Value::as_array);
    let read = |(index, server): (usize, &'_ Value)| {
        let mut url = text(server, "url").to_owned();
        let mut chosen = false;
        for (name, variable) in members(server, "variables") {
            url = url.replace(&format!("{{{name}}}"), text(variable, "default"));
            chosen |= variable.get("x-contacts-required") == Some(&Value::Bool(true));
        }
        (format!("/servers/{index}"), url, chosen)
    };
    let servers = servers.into_iter().flatten().enumerate();
    servers
        .map(|(index, server)| {
            let (pointer, url, chosen) = read((index, server));
            Server {
                pointer,
                template: text(server, "url"),
                url,
                chosen,
            }
        })
        .collect()
}

fn schemes(document: &Value) -> Vec<Scheme<'_>> {
    let components = document.get("components").unwrap_or(&Value::Null);
    let read = |(key, scheme): (&'_ String, &'_ Value)| {
        let kind = match text(scheme, "type") {
            "http" => format!("http {}", text(scheme, "scheme").to_ascii_lowercase()),
            other => other.to_owned(),
        };
        (child("/components/securitySchemes", key), kind)
    };
    members(components, "securitySchemes")
        .map(|(key, scheme)| {
            let (pointer, kind) = read((key, scheme));
            let location = location(text(scheme, "in"));
            Scheme {
                pointer,
                key,
                kind,
                location,
                name: scheme.get("name").and_then(Value::as_str),
            }
        })
        .collect()
}

fn location(word: &str) -> Option<Location> {
    Some(match word {
        "path" => Location::Path,
        "query" => Location::Query,
        "header" => Location::Header,
        "cookie" => Location::Cookie,
        _ => return None,
    })
}

fn operations<'a>(document: &'a Value, schemes: &[Scheme<'a>]) -> Vec<Operation<'a>> {
    let mut operations = Vec::new();
    for (path, item) in members(document, "paths") {
        let base = child("/paths", path);
        for (method, operation) in item.as_object().into_iter().flatten() {
            if !METHODS.contains(&method.as_str()) {
                continue;
            }
            let pointer = child(&base, method);
            let mut parameters = parameters(document, &child(&pointer, "parameters"), operation);
            for shared in self::parameters(document, &child(&base, "parameters"), item) {
                let same = |own: &Parameter<'_>| {
                    own.name == shared.name && own.location == shared.location
                };
                if !parameters.iter().any(same) {
                    parameters.push(shared);
                }
            }
            let security = operation
                .get("security")
                .or_else(|| document.get("security"));
            let named = |key: &str| {
                let entries = security.and_then(Value::as_array).into_iter().flatten();
                entries
                    .filter_map(Value::as_object)
                    .any(|entry| entry.contains_key(key))
            };
            let pagination = operation
                .get("x-contacts-pagination")
                .and_then(Value::as_object);
            let id = match text(operation, "operationId") {
                "" => format!("{} {path}", method.to_uppercase()),
                id => id.to_owned(),
            };
            operations.push(Operation {
                id,
                method: method.to_uppercase(),
                path,
                summary: text(operation, "summary"),
                parameters,
                request: operation.get("requestBody").and_then(|body| {
                    let (pointer, body) = resolve(document, child(&pointer, "requestBody"), body);
                    self::body(document, &pointer, body)
                }),
                responses: responses(document, &child(&pointer, "responses"), operation),
                schemes: schemes
                    .iter()
                    .filter(|it| named(it.key))
                    .map(|it| it.pointer.clone())
                    .collect(),
                pagination: pagination.map(|it| (child(&pointer, "x-contacts-pagination"), it)),
                deprecated: operation.get("deprecated") == Some(&Value::Bool(true)),
                limits: [limit(&pointer, operation), limit("", document)]
                    .into_iter()
                    .flatten()
                    .collect(),
                pointer,
            });
        }
    }
    operations
}

/// The rate limit that an operation or the document has of its own, with its pointer.
fn limit(pointer: &str, owner: &Value) -> Option<(String, (u64, u64))> {
    const KEY: &str = "x-contacts-rate-limit";
    let limit = owner.get(KEY)?;
    let number = |key: &str| limit.get(key).and_then(Value::as_u64);
    let amount = (number("requests")?, number("seconds")?);
    Some((child(pointer, KEY), amount))
}

fn parameters<'a>(document: &'a Value, base: &str, owner: &'a Value) -> Vec<Parameter<'a>> {
    let list = owner.get("parameters").and_then(Value::as_array);
    let read = |(index, parameter): (usize, &'a Value)| {
        let (pointer, parameter) = resolve(document, child(base, &index.to_string()), parameter);
        let location = location(text(parameter, "in"))?;
        let (schema, json) = match parameter.get("schema") {
            Some(schema) => (
                Schema::new(document, child(&pointer, "schema"), schema),
                false,
            ),
            None => (body(document, &pointer, parameter)?, true),
        };
        let required = parameter.get("required") == Some(&Value::Bool(true));
        Some(Parameter {
            pointer,
            name: parameter.get("name")?.as_str()?,
            location,
            required,
            schema,
            json,
        })
    };
    list.into_iter()
        .flatten()
        .enumerate()
        .filter_map(read)
        .collect()
}

fn responses<'a>(document: &'a Value, base: &str, operation: &'a Value) -> Vec<Response<'a>> {
    members(operation, "responses")
        .map(|(key, response)| {
            let pointer = child(base, key);
            let (resolved, response) = resolve(document, pointer.clone(), response);
            Response {
                pointer,
                status: key.parse().ok(),
                key,
                description: text(response, "description"),
                body: body(document, &resolved, response),
            }
        })
        .collect()
}

/// The schema of the JSON content of a request body, response or parameter; of a form if there is no JSON.
fn body<'a>(document: &'a Value, pointer: &str, owner: &'a Value) -> Option<Schema<'a>> {
    let mut content: Vec<_> = members(owner, "content").collect();
    content.sort_by_key(|(media, _)| !media.contains("json"));
    let (media, content) = content.first()?;
    let pointer = child(&child(&child(pointer, "content"), media), "schema");
    content
        .get("schema")
        .map(|schema| Schema::new(document, pointer, schema))
}
