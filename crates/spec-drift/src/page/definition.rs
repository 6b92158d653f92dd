//! Fragments of OpenAPI that pages embed: whole documents, as GitBook and ReadMe do, and Mintlify's own shape of one operation.

mod mintlify;
mod schema;

use std::ops::Range;

use super::node::{Data, Node};
use crate::claim::{Fact, Location, Says, Side};

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
                    if let Some(deprecated) = operation.value.get("deprecated")
                        && deprecated.bool() == Some(true)
                    {
                        self.fact(deprecated.range.clone(), Fact::Deprecated(true));
                    }
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
