//! The claims of a page by what they are about: operations, and in them parameters, members of bodies, statuses.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::claim::{Claim, Endpoint, Fact, Location, Says, Side};
use crate::page::Page;
use crate::spec::child;

/// An operation as a page shows it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown<'p> {
    /// What the page says of method, path and title.
    pub endpoint: Endpoint,
    /// The claims that say that there is an endpoint.
    pub endpoints: Vec<usize>,
    pub servers: Vec<(usize, &'p str)>,
    pub credentials: Vec<(usize, Credential<'p>)>,
    /// In the order of the page.
    pub parameters: Vec<Parameter<'p>>,
    /// What is said of parameters that are not named, in the order of the page.
    pub nameless: Vec<(usize, &'p Says)>,
    pub fields: BTreeMap<(Body, &'p str), Subject<'p>>,
    /// The status of the answer that is no failure, where the page names one.
    pub success: Option<u16>,
    pub statuses: Vec<(usize, Option<u16>, Option<&'p str>)>,
    pub sizes: Vec<(usize, u64)>,
    pub limits: Vec<(usize, (u64, u64))>,
    /// What is said of whether to use it any longer.
    pub deprecations: Vec<(usize, bool)>,
}

/// How callers prove who they are, as far as the page says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Credential<'p> {
    pub kind: Option<&'p str>,
    pub location: Option<Location>,
    pub name: Option<&'p str>,
    pub format: Option<&'p str>,
}

/// A parameter that the page names.
#[derive(Clone, Debug)]
pub(crate) struct Parameter<'p> {
    pub name: &'p str,
    pub locations: BTreeSet<Location>,
    pub said: Subject<'p>,
}

/// What is said of one parameter or member: the number of the claim, and what it says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Subject<'p> {
    pub says: Vec<(usize, &'p Says)>,
}

/// What stands for the status of an answer whose page names none.
const UNNAMED: u16 = 200;

/// Whose body it is, with an answer without a status counted to the page's success.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Body {
    Request,
    Response(u16),
}

impl Body {
    /// The address of a member on a page.
    pub fn address(self, pointer: &str) -> String {
        match self {
            Self::Request => format!("/request{pointer}"),
            Self::Response(status) => format!("/responses/{status}{pointer}"),
        }
    }
}

impl Parameter<'_> {
    /// The name without the brackets of a list.
    pub fn plain(&self) -> &str {
        plain(self.name)
    }
}

/// A parameter's name without the brackets of a list, which many renderings leave out.
pub(crate) fn plain(name: &str) -> &str {
    name.strip_suffix("[]").unwrap_or(name)
}

impl<'p> Shown<'p> {
    /// The address of the operation on its page; `*` for what the page does not say.
    pub fn address(&self) -> String {
        let path = self.endpoint.path.as_deref().unwrap_or("*");
        let method = self
            .endpoint
            .method
            .as_deref()
            .unwrap_or("*")
            .to_ascii_lowercase();
        child(&child("/paths", path), &method)
    }

    /// The operation for people: `GET /contacts`, or its title.
    pub fn name(&self) -> Option<String> {
        let Endpoint {
            method,
            path,
            title,
        } = &self.endpoint;
        match (method, path) {
            (Some(method), Some(path)) => Some(format!("{method} {path}")),
            (None, Some(path)) => Some(path.clone()),
            _ => title.clone(),
        }
    }

    /// The same operation with its answer under the status that another capture names, where its own page names none.
    pub fn under(&self, success: Option<u16>) -> Cow<'_, Shown<'p>> {
        let (None, Some(status)) = (self.success, success) else {
            return Cow::Borrowed(self);
        };
        let body = |body: Body| match body {
            Body::Response(UNNAMED) => Body::Response(status),
            other => other,
        };
        let mut shown = self.clone();
        shown.fields = std::mem::take(&mut shown.fields)
            .into_iter()
            .map(|((it, pointer), said)| ((body(it), pointer), said))
            .collect();
        Cow::Owned(shown)
    }

    /// Every claim that is about it.
    pub fn claims(&self) -> BTreeSet<usize> {
        let fields = self
            .fields
            .values()
            .flat_map(|it| &it.says)
            .map(|(at, _)| *at);
        let parameters = self
            .parameters
            .iter()
            .flat_map(|it| &it.said.says)
            .map(|(at, _)| *at);
        fields
            .chain(parameters)
            .chain(self.endpoints.iter().copied())
            .chain(self.servers.iter().map(|(at, _)| *at))
            .chain(self.credentials.iter().map(|(at, _)| *at))
            .chain(self.nameless.iter().map(|(at, _)| *at))
            .chain(self.statuses.iter().map(|(at, _, _)| *at))
            .chain(self.sizes.iter().map(|(at, _)| *at))
            .chain(self.limits.iter().map(|(at, _)| *at))
            .chain(self.deprecations.iter().map(|(at, _)| *at))
            .collect()
    }
}

/// The operations of a page, in its order. What the page says outside of any operation belongs to its only one, or to each.
pub(crate) fn operations(page: &Page) -> Vec<Shown<'_>> {
    let none = Endpoint {
        method: None,
        path: None,
        title: None,
    };
    let mut groups: Vec<(Endpoint, Vec<(usize, &Claim)>)> = Vec::new();
    let mut whole: Vec<(usize, &Claim)> = Vec::new();
    for (at, claim) in page.claims.iter().enumerate() {
        let endpoint = claim.endpoint.as_ref().unwrap_or(&none);
        if *endpoint == none {
            whole.push((at, claim));
            continue;
        }
        match groups.iter_mut().find(|(known, _)| same(known, endpoint)) {
            Some((known, claims)) => {
                known.method = known.method.take().or_else(|| endpoint.method.clone());
                known.path = known.path.take().or_else(|| endpoint.path.clone());
                known.title = known.title.take().or_else(|| endpoint.title.clone());
                claims.push((at, claim));
            }
            None => groups.push((endpoint.clone(), vec![(at, claim)])),
        }
    }
    if groups.is_empty() && !whole.is_empty() {
        groups.push((none, Vec::new()));
    }
    let alone = groups.len() == 1;
    for (_, claims) in &mut groups {
        let shared = |claim: &Claim| {
            matches!(
                claim.fact,
                Fact::Server(_) | Fact::Authentication { .. } | Fact::RateLimit { .. }
            )
        };
        claims.extend(whole.iter().filter(|(_, claim)| alone || shared(claim)));
        claims.sort_by_key(|(at, _)| *at);
    }
    groups
        .into_iter()
        .map(|(endpoint, claims)| shown(endpoint, &claims))
        .collect()
}

/// Whether two mentions are of one endpoint: nothing in them differs, and they have something in common.
fn same(a: &Endpoint, b: &Endpoint) -> bool {
    let agrees = |a: &Option<String>, b: &Option<String>| a.is_none() || b.is_none() || a == b;
    let common = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
    agrees(&a.method, &b.method)
        && agrees(&a.path, &b.path)
        && agrees(&a.title, &b.title)
        && (common(&a.path, &b.path) || common(&a.title, &b.title))
}

fn shown<'p>(endpoint: Endpoint, claims: &[(usize, &'p Claim)]) -> Shown<'p> {
    let success = claims.iter().find_map(|(_, claim)| match &claim.fact {
        Fact::Field {
            side: Side::Response(status),
            ..
        }
        | Fact::Response { status, .. } => status.filter(|status| (200..300).contains(status)),
        _ => None,
    });
    let mut shown = Shown {
        endpoint,
        success,
        ..Shown::default()
    };
    for &(at, claim) in claims {
        match &claim.fact {
            Fact::Endpoint => shown.endpoints.push(at),
            Fact::Server(url) => shown.servers.push((at, url)),
            Fact::Authentication {
                kind,
                location,
                name,
                format,
            } => shown.credentials.push((
                at,
                Credential {
                    kind: kind.as_deref(),
                    location: *location,
                    name: name.as_deref(),
                    format: format.as_deref(),
                },
            )),
            Fact::Parameter {
                name: None, says, ..
            } => shown.nameless.push((at, says)),
            Fact::Parameter {
                name: Some(name),
                location,
                says,
            } => {
                let known = shown.parameters.iter_mut().find(|it| {
                    let apart = location.is_some()
                        && !it.locations.is_empty()
                        && it.locations.iter().all(|it| Some(*it) != *location);
                    it.plain() == plain(name) && !apart
                });
                let parameter = match known {
                    Some(known) => known,
                    None => {
                        shown.parameters.push(Parameter {
                            name,
                            locations: BTreeSet::new(),
                            said: Subject::default(),
                        });
                        let Some(last) = shown.parameters.last_mut() else {
                            continue;
                        };
                        last
                    }
                };
                parameter.locations.extend(location);
                parameter.said.says.push((at, says));
            }
            Fact::Field {
                side,
                pointer,
                says,
            } => {
                let body = match side {
                    Side::Request => Body::Request,
                    Side::Response(status) => Body::Response(status.or(success).unwrap_or(UNNAMED)),
                };
                shown
                    .fields
                    .entry((body, pointer.as_str()))
                    .or_default()
                    .says
                    .push((at, says));
            }
            Fact::Response { status, text } => shown.statuses.push((at, *status, text.as_deref())),
            Fact::PageSize(size) => shown.sizes.push((at, *size)),
            Fact::RateLimit { requests, seconds } => shown.limits.push((at, (*requests, *seconds))),
            Fact::Deprecated(it) => shown.deprecations.push((at, *it)),
        }
    }
    of_elements(&mut shown.fields);
    shown
}

/// A table under a list names the members of its elements: where an example shows `/-/name`, the table's `/name` is the same.
fn of_elements<'p>(fields: &mut BTreeMap<(Body, &'p str), Subject<'p>>) {
    let elements: Vec<(Body, &'p str)> = fields
        .keys()
        .filter(|(_, pointer)| pointer.starts_with("/-/"))
        .copied()
        .collect();
    for (body, element) in elements {
        let Some(short) = element.strip_prefix("/-") else {
            continue;
        };
        let Some((_, more)) = fields.remove_entry(&(body, short)) else {
            continue;
        };
        let known = fields.entry((body, element)).or_default();
        known.says.extend(more.says);
        known.says.sort_by_key(|(at, _)| *at);
    }
}

/// The parent of a pointer and its last step; `None` for the root.
pub(crate) fn split(pointer: &str) -> Option<(&str, &str)> {
    pointer.rsplit_once('/')
}

/// A status that words mean, where they mean one.
pub(crate) fn status_of_words(text: &str) -> Option<u16> {
    let text = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    // What is more particular comes first: "not found" is no "found".
    Some(match () {
        () if has(&["too many", "rate limit", "throttl"]) => 429,
        () if has(&[
            "unauthori",
            "unauthenticated",
            "not authenticated",
            "invalid api key",
            "invalid token",
        ]) =>
        {
            401
        }
        () if has(&["forbidden", "permission", "not allowed", "access denied"]) => 403,
        () if has(&["not found", "does not exist", "no such"]) => 404,
        () if has(&["already exists", "conflict", "duplicate"]) => 409,
        () if has(&["unprocessable", "validation"]) => 422,
        () if has(&["server error", "internal error"]) => 500,
        () if has(&["unavailable", "maintenance"]) => 503,
        () if has(&["bad request", "invalid", "missing", "malformed"]) => 400,
        _ => return None,
    })
}

/// Whether words speak of success.
pub(crate) fn is_success(text: &str) -> bool {
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric());
    const SUCCESS: [&str; 15] = [
        "success",
        "successful",
        "successfully",
        "ok",
        "found",
        "created",
        "updated",
        "deleted",
        "removed",
        "added",
        "accepted",
        "returned",
        "list",
        "retrieved",
        "result",
    ];
    status_of_words(&text).is_none() && words.into_iter().any(|word| SUCCESS.contains(&word))
}
