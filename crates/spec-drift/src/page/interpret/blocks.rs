//! Code: examples of bodies, commands, fragments of OpenAPI.

use std::ops::Range;

use super::super::model::Kind;
use super::super::words::{self, Section};
use super::super::{curl, definition, json, yaml};
use super::addresses::path_of;
use super::settle::example_facts;
use super::{Interpreter, Shown};
use crate::claim::{Endpoint, Fact, Location, Says, Side};

impl Interpreter<'_> {
    pub(super) fn code(&mut self, range: Range<usize>, info: &str) {
        let text = self.slice(&range);
        let bare = text.trim_start();
        let start = range.start + (text.len() - bare.len());
        let lower = info.to_lowercase();
        let looks_yaml = bare.starts_with("openapi:")
            || bare.starts_with("paths:")
            || bare.starts_with("swagger:")
            || bare.starts_with("\"openapi\":");
        if looks_yaml
            || ((lower.starts_with("yaml") || lower.starts_with("yml")) && text.contains("paths:"))
        {
            if let Some(node) = yaml::read(text, range.start) {
                self.definition(range, &node);
            }
            return;
        }
        if bare.split('\n').any(|line| curl::start(line).is_some())
            && let Some(request) = curl::read(self.text, range.clone())
        {
            self.request(range, &request);
            return;
        }
        if bare.starts_with("HTTP/") {
            let line = bare.split('\n').next().unwrap_or_default();
            let status = line
                .split_whitespace()
                .nth(1)
                .and_then(|status| status.parse().ok());
            if let Some(status) = status {
                self.say_status(start..start + line.len(), status);
            }
        } else if !bare.starts_with(['{', '[', '/', '#']) {
            self.snippet(range);
            // A response may be printed below the snippet; a body inside of it is the snippet's own.
            return;
        }
        let mut at = range.start;
        let mut found = false;
        while let Some(opening) = self
            .text
            .get(at..range.end)
            .and_then(|rest| rest.find(['{', '[']))
            .map(|offset| at + offset)
        {
            match json::read(self.text.get(..range.end).unwrap_or_default(), opening) {
                Some(read)
                    if read.node.get("openapi").is_some()
                        || read.node.get("swagger").is_some()
                        || read.node.get("paths").is_some() =>
                {
                    at = read.node.range.end.max(opening + 1);
                    self.definition(read.node.range.clone(), &read.node);
                    found = true;
                }
                Some(read) => {
                    at = read.node.range.end.max(opening + 1);
                    self.example(&read, &lower);
                    found = true;
                }
                None if found => break,
                None => {
                    // Comments may stand before the example.
                    at = opening + 1;
                    if at - range.start > 2000 {
                        break;
                    }
                }
            }
        }
        if !found {
            self.out.prose.push((range, "code"));
        }
    }

    fn definition(&mut self, range: Range<usize>, node: &super::super::node::Node) {
        self.end_list();
        let number = self.out.blocks.len();
        let before = self.endpoint;
        self.out.blocks.push(Shown {
            range,
            endpoint: before,
            kind: Kind::Definition,
        });
        for stated in definition::read(node) {
            match stated {
                definition::Stated::Endpoint {
                    range,
                    method,
                    path,
                } => {
                    self.declare_endpoint(range, Some(method), &path);
                    if let Some(block) = self.out.blocks.get_mut(number) {
                        block.endpoint = self.endpoint;
                    }
                }
                definition::Stated::Fact { range, fact } => self.state(range, Some(number), fact),
                definition::Stated::Example { node, side } => {
                    self.example_block(&node, side, false)
                }
            }
        }
    }

    /// An example of a body.
    fn example(&mut self, read: &json::Read, info: &str) {
        let named = info
            .split(|char: char| !char.is_ascii_alphanumeric())
            .find_map(|word| {
                word.parse::<u16>()
                    .ok()
                    .filter(|status| (100..600).contains(status))
            });
        let request = if std::mem::take(&mut self.body_next)
            || info.contains("request")
            || info.contains("body")
        {
            true
        } else if info.contains("response") || named.is_some() {
            false
        } else {
            self.request_next.unwrap_or(false)
        };
        let side = if request {
            Side::Request
        } else if named.is_some() {
            Side::Response(named)
        } else if self.statuses.is_empty() {
            Side::Response(self.status)
        } else {
            Side::Response(Some(self.statuses.remove(0)))
        };
        self.end_list();
        self.example_block(&read.node, side, read.partial);
    }

    fn example_block(&mut self, node: &super::super::node::Node, side: Side, partial: bool) {
        let (placeholders, facts) = example_facts(node);
        let number = self.out.blocks.len();
        self.examples.push((number, placeholders));
        let kind = Kind::Example {
            side,
            placeholders: placeholders.unwrap_or_default(),
            partial,
        };
        self.out.blocks.push(Shown {
            range: node.range.clone(),
            endpoint: self.endpoint,
            kind,
        });
        for shown in facts {
            self.state(
                shown.range,
                Some(number),
                Fact::Field {
                    side,
                    pointer: shown.pointer,
                    says: shown.says,
                },
            );
        }
    }

    /// Code in another language: its address, if nothing else tells it.
    fn snippet(&mut self, range: Range<usize>) {
        let text = self.slice(&range);
        if let Some((method, url)) = words::endpoint(text.trim()) {
            self.declare_endpoint(range, Some(method), &url);
            return;
        }
        if let Some(url) = words::url(text).filter(|_| text.split_whitespace().count() == 1) {
            let at = range.start + url.start..range.start + url.end;
            let address = self.slice(&at);
            if self.section == Section::Endpoint || path_of(address).len() > 1 {
                self.address(at.clone(), at, None, address);
                return;
            }
            self.state(
                at,
                None,
                Fact::Server(address.trim_end_matches('/').to_owned()),
            );
            return;
        }
        self.out.prose.push((range, "code"));
    }

    /// A request as a command.
    fn request(&mut self, range: Range<usize>, request: &curl::Request) {
        self.end_list();
        let Some((url, url_range)) = &request.url else {
            return;
        };
        let method = match &request.method {
            Some((method, _)) => method.clone(),
            None if request.body.is_some() => "POST".to_owned(),
            None => "GET".to_owned(),
        };
        let start = request
            .method
            .as_ref()
            .map_or(url_range.start, |(_, at)| at.start.min(url_range.start));
        let end = request
            .method
            .as_ref()
            .map_or(url_range.end, |(_, at)| at.end.max(url_range.end));
        self.address(url_range.clone(), start..end, Some(method), url);
        let number = self.out.blocks.len();
        self.out.blocks.push(Shown {
            range,
            endpoint: self.endpoint,
            kind: Kind::Request,
        });
        for (name, value, at) in &request.headers {
            self.header(name, value, at.clone(), number);
        }
        let query = url
            .split_once('?')
            .map_or("", |(_, query)| query.split('#').next().unwrap_or_default());
        for pair in query.split('&').filter(|pair| !pair.is_empty()).take(100) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if is_credential(name, value) {
                let fact = Fact::Authentication {
                    kind: Some("apiKey".to_owned()),
                    location: Some(Location::Query),
                    name: Some(name.to_owned()),
                    format: None,
                };
                self.state(url_range.clone(), Some(number), fact);
            } else {
                let fact = Fact::Parameter {
                    name: Some(name.to_owned()),
                    location: Some(Location::Query),
                    says: Says::Exists,
                };
                self.state(url_range.clone(), Some(number), fact);
            }
        }
        if let Some(body) = &request.body
            && let Some(open) = self.slice(body).find(['{', '['])
            && let Some(read) = json::read(
                self.text.get(..body.end).unwrap_or_default(),
                body.start + open,
            )
        {
            self.example_block(&read.node, Side::Request, read.partial);
        }
        self.request_next = Some(false);
        // HTTP as text says that a body follows, which stands below it.
        self.body_next = request.body.is_none()
            && request
                .headers
                .iter()
                .any(|(name, _, _)| name.eq_ignore_ascii_case("content-type"))
            && !self
                .slice(&request.url.as_ref().map_or(0..0, |(_, at)| at.clone()))
                .contains("://");
    }

    fn header(&mut self, name: &str, value: &str, at: Range<usize>, number: usize) {
        let lower = name.to_ascii_lowercase();
        if [
            "accept",
            "content-type",
            "content-length",
            "user-agent",
            "host",
            "accept-language",
            "accept-encoding",
            "connection",
        ]
        .contains(&lower.as_str())
        {
            return;
        }
        let scheme = value
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let fact = if lower == "authorization" && (scheme == "bearer" || scheme == "basic") {
            let format = (scheme == "bearer").then(|| "Bearer {token}".to_owned());
            Fact::Authentication {
                kind: Some(format!("http {scheme}")),
                location: Some(Location::Header),
                name: Some(name.to_owned()),
                format,
            }
        } else if lower == "authorization" || is_credential(name, value) {
            Fact::Authentication {
                kind: Some("apiKey".to_owned()),
                location: Some(Location::Header),
                name: Some(name.to_owned()),
                format: None,
            }
        } else {
            Fact::Parameter {
                name: Some(name.to_owned()),
                location: Some(Location::Header),
                says: Says::Exists,
            }
        };
        self.state(at, Some(number), fact);
    }

    /// An address in full: told apart into server and path by the endpoints that the page names.
    pub(super) fn address(
        &mut self,
        range: Range<usize>,
        whole: Range<usize>,
        method: Option<String>,
        url: &str,
    ) {
        let bare = url
            .split(['?', '#'])
            .next()
            .unwrap_or_default()
            .trim_end_matches('/');
        let path = path_of(bare);
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        let known = self
            .declared
            .iter()
            .filter(|(known, _)| method.as_ref().is_none_or(|method| method == known))
            .filter_map(|(known, template)| {
                let parts: Vec<&str> = template.split('/').skip(1).collect();
                let tail = segments.get(segments.len().checked_sub(parts.len())?..)?;
                let same = parts
                    .iter()
                    .zip(tail)
                    .all(|(part, own)| part == own || (part.starts_with('{') && !own.is_empty()));
                (same && !parts.is_empty()).then(|| (parts.len(), known.clone(), template.clone()))
            })
            .max_by_key(|(len, _, _)| *len);
        let (method, path, own) = match known {
            Some((len, known, template)) => (Some(known), template, len),
            None => (method, path.clone(), segments.len()),
        };
        if bare.contains("://") {
            let mut server = bare;
            for _ in 0..own {
                server = server.rsplit_once('/').map_or(server, |(head, _)| head);
            }
            if server
                .split_once("://")
                .is_some_and(|(_, host)| !host.is_empty() && !host.starts_with('/'))
            {
                self.enter(method.clone(), &path);
                self.state(range.clone(), None, Fact::Server(server.to_owned()));
            }
        }
        if path.len() > 1 {
            self.enter(method, &path);
            self.state(whole, None, Fact::Endpoint);
        }
    }

    /// An endpoint that the page names as such.
    pub(super) fn declare_endpoint(
        &mut self,
        range: Range<usize>,
        method: Option<String>,
        url: &str,
    ) {
        if url.contains("://") {
            self.address(range.clone(), range, method, url);
            return;
        }
        let path = path_of(url);
        if path.is_empty() {
            return;
        }
        self.enter(method, &path);
        self.state(range, None, Fact::Endpoint);
    }

    /// Goes on under this endpoint.
    fn enter(&mut self, method: Option<String>, path: &str) {
        let endpoint = Endpoint {
            method,
            path: Some(path.to_owned()),
            title: None,
        };
        let at = self.endpoint(endpoint);
        if self.endpoint != Some(at) {
            self.end_list();
            // Limits and the like that stand alone between its title and its address are its own.
            let introduction = self
                .introduced
                .and_then(|since| self.out.claims.get_mut(since..))
                .unwrap_or_default();
            let limits = introduction.iter().all(|claim| {
                let fact = &claim.fact;
                matches!(
                    fact,
                    Fact::PageSize(_) | Fact::RateLimit { .. } | Fact::Deprecated(_)
                )
            });
            for claim in introduction.iter_mut().filter(|_| limits) {
                claim.endpoint = Some(at);
            }
            if self.endpoint.is_some() {
                self.section = Section::Open;
                self.request_next = None;
                self.statuses.clear();
                self.status = None;
            }
            self.endpoint = Some(at);
        }
        self.introduced = None;
    }
}

/// Whether a header or parameter carries a credential.
pub(super) fn is_credential(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase().replace(['-', '_'], "");
    let keyed = [
        "apikey",
        "apitoken",
        "accesstoken",
        "xapikey",
        "apiaccesstoken",
        "authtoken",
        "xauthtoken",
        "token",
        "key",
        "secret",
        "apisecret",
        "xapitoken",
        "xaccesstoken",
    ];
    let value = value.to_ascii_lowercase();
    keyed.contains(&name.as_str())
        || name.ends_with("apikey")
        || value.contains("api-key>")
        || value.contains("your_api_key")
        || value.contains("your-api-key")
}
