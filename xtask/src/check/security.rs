//! Where requests go and with which credentials.

use serde_json::{Map, Value};

use super::Findings;
use super::spec::{Kind, Place, Spec};
use crate::diagnostic::{Code, child, did_you_mean, quoted};

pub(super) fn check(spec: &Spec<'_>, found: &mut Findings) {
    let root = spec.document.value();
    if root
        .get("servers")
        .and_then(Value::as_array)
        .is_none_or(Vec::is_empty)
    {
        let reason = "the document names no server";
        found.find(
            spec.document,
            Code::ServerInvalid,
            "",
            reason,
            "add `servers` with the vendor's URL",
        );
    }
    for place in spec
        .places
        .iter()
        .filter(|place| place.kind == Kind::Server)
    {
        server(spec, place, found);
    }
    if root.get("security").is_none() && root.is_object() {
        let reason = "the document does not say which credentials requests carry";
        let remedy = "add a top-level `security`, with one entry for each alternative";
        found.find(spec.document, Code::SecurityInvalid, "", reason, remedy);
    }
    requirements(spec, root.get("security"), "/security", found);
    for operation in &spec.operations {
        let pointer = child(&operation.pointer, "security");
        requirements(spec, operation.object.get("security"), &pointer, found);
    }
}

fn requirements(spec: &Spec<'_>, list: Option<&Value>, pointer: &str, found: &mut Findings) {
    let schemes = spec.section("securitySchemes");
    for (index, requirement) in list
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .enumerate()
    {
        for (name, _) in requirement.as_object().into_iter().flatten() {
            if schemes.is_some_and(|schemes| schemes.contains_key(name)) {
                continue;
            }
            let known = schemes.into_iter().flatten().map(|(name, _)| name.as_str());
            let remedy = match did_you_mean(name, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "add it to components/securitySchemes".to_owned(),
            };
            let reason = format!("there is no security scheme {}", quoted(name));
            let pointer = child(&format!("{pointer}/{index}"), name);
            found.find(
                spec.document,
                Code::SecurityInvalid,
                pointer,
                reason,
                remedy,
            );
        }
    }
}

fn server(spec: &Spec<'_>, place: &Place<'_>, found: &mut Findings) {
    let Some(url) = place.text("url") else { return };
    let variables = place.object.get("variables").and_then(Value::as_object);
    let mut problems = Vec::new();
    let filled = fill(url, variables, &mut problems);
    if problems.is_empty()
        && let Err(reason) = target(&filled)
    {
        problems.push((place.at("url"), reason));
    }
    for (name, _) in variables.into_iter().flatten() {
        if !url.contains(&format!("{{{name}}}")) {
            let reason = format!("the URL has no {}", quoted(&format!("{{{name}}}")));
            problems.push((child(&place.at("variables"), name), reason));
        }
    }
    for (pointer, reason) in problems {
        let pointer = if pointer.is_empty() {
            place.at("url")
        } else {
            pointer
        };
        let remedy =
            "write an https URL of host and path whose `{variables}` are declared with a default";
        found.find(spec.document, Code::ServerInvalid, pointer, reason, remedy);
    }
}

/// The URL with the defaults of its variables in it.
fn fill(
    url: &str,
    variables: Option<&Map<String, Value>>,
    problems: &mut Vec<(String, String)>,
) -> String {
    let mut filled = String::new();
    let mut rest = url;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            problems.push((
                String::new(),
                "a variable in the URL does not end".to_owned(),
            ));
            return filled;
        };
        let variable = variables.and_then(|variables| variables.get(name));
        match variable
            .and_then(|variable| variable.get("default"))
            .and_then(Value::as_str)
        {
            Some(default) => filled.push_str(default),
            None => problems.push((
                String::new(),
                format!("the variable {} is not declared", quoted(name)),
            )),
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// Whether credentials may go to a URL.
fn target(url: &str) -> Result<(), String> {
    let (scheme, rest) = url
        .split_once("://")
        .ok_or_else(|| format!("{} is no absolute URL", quoted(url)))?;
    if rest.contains(['?', '#', '@', '\\', '{', '}']) || rest.contains(char::is_whitespace) {
        return Err(
            "the URL has a user, a query, a fragment or characters that a URL must not have"
                .to_owned(),
        );
    }
    let authority = rest.split('/').next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    if host.is_empty() {
        return Err("the URL has no host".to_owned());
    }
    let loopback = host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback());
    match scheme {
        "https" => Ok(()),
        "http" if loopback => Ok(()),
        _ => Err(format!("credentials would go out over {}", quoted(scheme))),
    }
}
