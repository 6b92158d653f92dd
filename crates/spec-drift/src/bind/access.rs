//! How an operation is reached: method, path, server, credentials.

use super::attribute::{path_fits, path_of};
use super::{Binder, Problem};
use crate::aspect::brief;
use crate::claim::Location;
use crate::code::Code;
use crate::finding::{Certainty, Level};
use crate::fix::Change;
use crate::spec::{Operation, Scheme, Server, child};
use crate::subject::{Credential, Shown};

/// The method and path that the page gives the operation.
pub(super) fn endpoint(binder: &mut Binder<'_, '_>, shown: &Shown<'_>, operation: &Operation<'_>) {
    let path = shown
        .endpoint
        .path
        .as_deref()
        .filter(|path| !path_fits(shown, path, operation, binder.spec));
    let method = shown
        .endpoint
        .method
        .as_deref()
        .filter(|method| *method != operation.method);
    let at = binder.address(shown);
    for at in &shown.endpoints {
        binder.bound(*at, &operation.pointer);
    }
    let mut differs = |code, expected: &str, found: &str| {
        let Some(at) = at else { return };
        binder.contradicted(
            at,
            Some(operation),
            Problem {
                code,
                level: Level::Error,
                certainty: Certainty::Likely,
                pointer: operation.pointer.clone(),
                subject: operation.id.clone(),
                expected: Some(expected.to_owned()),
                found: Some(brief(found)),
                changes: Vec::new(),
            },
        );
    };
    if let Some(path) = path {
        differs(Code::PagePathDiffers, operation.path, path);
    }
    if let Some(method) = method {
        differs(Code::PageMethodDiffers, &operation.method, method);
    }
}

/// The servers that the page names.
pub(super) fn servers(binder: &mut Binder<'_, '_>, shown: &Shown<'_>, operation: &Operation<'_>) {
    for (at, url) in &shown.servers {
        server(binder, *at, url, Some(operation));
    }
}

/// The servers of an operation that the spec does not have.
pub(super) fn servers_alone(binder: &mut Binder<'_, '_>, shown: &Shown<'_>) {
    for (at, url) in &shown.servers {
        if let Some(server) = binder
            .spec
            .servers
            .iter()
            .find(|server| host_of(&server.url) == host_of(url) && !is_example(url))
        {
            let pointer = server.pointer.clone();
            binder.bound(*at, pointer);
        }
    }
}

fn server(binder: &mut Binder<'_, '_>, at: usize, url: &str, operation: Option<&Operation<'_>>) {
    let spec = binder.spec;
    let Some(first) = spec.servers.first() else {
        return;
    };
    // Server and path are cut apart differently by different pages: the path is looked at with the endpoint's.
    let known = spec
        .servers
        .iter()
        .find(|server| host_of(&server.url) == host_of(url) && base_agrees(server, url, operation));
    if let Some(known) = known {
        binder.bound(at, known.pointer.clone());
        return;
    }
    // A page that shows example.com does not know its host.
    if is_example(url) {
        binder.bound(at, first.pointer.clone());
        return;
    }
    let fix = spec.servers.len() == 1 && first.template == first.url && url.starts_with("https://");
    let changes = Change::Set {
        pointer: child(&first.pointer, "url"),
        value: url.into(),
    };
    binder.contradicted(
        at,
        operation,
        Problem {
            code: Code::PageServerDiffers,
            level: Level::Error,
            certainty: Certainty::Certain,
            pointer: first.pointer.clone(),
            subject: "server".to_owned(),
            expected: Some(first.url.clone()),
            found: Some(brief(url)),
            changes: if fix { vec![changes] } else { Vec::new() },
        },
    );
}

/// Whether the path of a server on a page is one that the spec's server and the operation's path leave room for.
fn base_agrees(server: &Server<'_>, url: &str, operation: Option<&Operation<'_>>) -> bool {
    let (shown, own) = (
        path_of(url).trim_matches('/'),
        path_of(&server.url).trim_matches('/'),
    );
    let whole = operation.map_or_else(|| own.to_owned(), |it| format!("{own}{}", it.path));
    shown == own || whole.trim_start_matches('/').starts_with(shown)
}

/// Scheme, host and port of a URL, in lower case.
pub(crate) fn host_of(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    format!("{scheme}://{host}").to_ascii_lowercase()
}

/// Whether a host is one that nobody has (RFC 2606, RFC 6761).
fn is_example(url: &str) -> bool {
    let host = host_of(url);
    let host = host.split("://").nth(1).unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    const RESERVED: [&str; 7] = [
        "example.com",
        "example.org",
        "example.net",
        "example",
        "test",
        "invalid",
        "localhost",
    ];
    RESERVED
        .iter()
        .any(|it| host == *it || host.ends_with(&format!(".{it}")))
}

/// The credentials that the page wants.
pub(super) fn credentials(
    binder: &mut Binder<'_, '_>,
    shown: &Shown<'_>,
    operation: &Operation<'_>,
) {
    let spec = binder.spec;
    for (at, credential) in &shown.credentials {
        let accepted = || {
            spec.schemes
                .iter()
                .filter(|scheme| operation.schemes.contains(&scheme.pointer))
        };
        if let Some(scheme) = accepted().find(|scheme| accepts(scheme, credential)) {
            binder.bound(*at, scheme.pointer.clone());
            continue;
        }
        let Some(scheme) = accepted().max_by_key(|scheme| agreement(scheme, credential)) else {
            binder.contradicted(
                *at,
                Some(operation),
                Problem {
                    code: Code::PageAuthenticationDiffers,
                    level: Level::Error,
                    certainty: Certainty::Certain,
                    pointer: child(&operation.pointer, "security"),
                    subject: "authentication".to_owned(),
                    expected: Some("no credentials".to_owned()),
                    found: Some(show(credential)),
                    changes: Vec::new(),
                },
            );
            continue;
        };
        binder.contradicted(
            *at,
            Some(operation),
            Problem {
                code: Code::PageAuthenticationDiffers,
                level: Level::Error,
                certainty: Certainty::Certain,
                pointer: scheme.pointer.clone(),
                subject: format!("authentication {}", scheme.key),
                expected: Some(show_scheme(scheme)),
                found: Some(show(credential)),
                changes: name_change(scheme, credential),
            },
        );
    }
}

/// If only the name differs, the name is what is wrong.
fn name_change(scheme: &Scheme<'_>, credential: &Credential<'_>) -> Vec<Change> {
    let renamed = Credential {
        name: None,
        ..*credential
    };
    match (credential.name, scheme.name) {
        (Some(name), Some(_)) if credential.location.is_some() && accepts(scheme, &renamed) => {
            vec![Change::Set {
                pointer: child(&scheme.pointer, "name"),
                value: name.into(),
            }]
        }
        _ => Vec::new(),
    }
}

fn accepts(scheme: &Scheme<'_>, credential: &Credential<'_>) -> bool {
    let kind = kind(credential);
    let kind_fits = kind.as_deref().is_none_or(|kind| {
        kind == scheme.kind || (kind == "http" && scheme.kind.starts_with("http"))
    });
    let by_key = credential.name == Some(scheme.key);
    if scheme.kind.starts_with("http ") {
        let name_fits = credential
            .name
            .is_none_or(|name| name.eq_ignore_ascii_case("authorization"))
            || by_key;
        let place_fits = credential.location.is_none_or(|it| it == Location::Header);
        return kind_fits && name_fits && place_fits;
    }
    let header = scheme.location == Some(Location::Header);
    let same_name =
        |name: &str, known: &str| name == known || (header && name.eq_ignore_ascii_case(known));
    let name_fits = by_key
        || credential
            .name
            .is_none_or(|name| scheme.name.is_none_or(|known| same_name(name, known)));
    let place_fits = credential
        .location
        .is_none_or(|it| scheme.location.is_none_or(|known| it == known));
    kind_fits && name_fits && place_fits
}

/// The kind in the words of the spec. A bearer token in a header is what `http bearer` means, whatever the page calls it.
fn kind(credential: &Credential<'_>) -> Option<String> {
    let bearer = credential
        .format
        .is_some_and(|format| format.to_ascii_lowercase().starts_with("bearer"));
    let basic = credential
        .format
        .is_some_and(|format| format.to_ascii_lowercase().starts_with("basic"));
    if bearer {
        return Some("http bearer".to_owned());
    }
    if basic {
        return Some("http basic".to_owned());
    }
    let kind = credential.kind?;
    Some(match kind.to_ascii_lowercase().as_str() {
        "bearer" | "http bearer" => "http bearer".to_owned(),
        "basic" | "http basic" => "http basic".to_owned(),
        "apikey" | "api key" | "api-key" => "apiKey".to_owned(),
        other => other.to_owned(),
    })
}

fn agreement(scheme: &Scheme<'_>, credential: &Credential<'_>) -> usize {
    let kinds = kind(credential).is_some_and(|kind| kind == scheme.kind);
    let places = credential.location.is_some() && credential.location == scheme.location;
    let names = credential.name.is_some() && credential.name == scheme.name;
    usize::from(kinds) + usize::from(places) + usize::from(names) * 2
}

fn show(credential: &Credential<'_>) -> String {
    let place = credential.location.map(|it| format!("in {}", location(it)));
    let parts = [kind(credential), place, credential.name.map(brief)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn show_scheme(scheme: &Scheme<'_>) -> String {
    let place = scheme.location.map(|it| format!("in {}", location(it)));
    let parts = [
        Some(scheme.kind.clone()),
        place,
        scheme.name.map(str::to_owned),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The word for a place.
pub(crate) fn location(it: Location) -> &'static str {
    match it {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
        Location::Body => "body",
    }
}
