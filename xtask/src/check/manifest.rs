//! vendor.toml agrees with the folder and the spec.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Findings;
use super::spec::{Kind, Spec};
use crate::diagnostic::{Code, child, did_you_mean, quoted};
use crate::vendor::VendorFolder;

pub(super) fn check(folder: &VendorFolder, spec: &Spec<'_>, today: Date, found: &mut Findings) {
    let (manifest, document) = (&folder.manifest, &folder.manifest_document);
    let mut contradiction = |pointer: String, reason: String, remedy: String| {
        found.find(document, Code::VendorContradicts, pointer, reason, remedy);
    };
    if manifest.slug != folder.slug {
        let reason = format!(
            "the slug is {}, the folder {}",
            quoted(&manifest.slug),
            quoted(&folder.slug)
        );
        contradiction(
            "/slug".to_owned(),
            reason,
            format!("write `slug = \"{}\"`, or rename the folder", folder.slug),
        );
    }

    let schemes = spec.section("securitySchemes");
    let mut entries: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, credential) in manifest.credentials.iter().enumerate() {
        let pointer = format!("/credentials/{index}/scheme");
        if let Some(first) = entries.insert(&credential.scheme, index) {
            let reason = format!(
                "{} has an entry already, number {}",
                quoted(&credential.scheme),
                first + 1
            );
            contradiction(
                pointer,
                reason,
                "keep one entry for each security scheme".to_owned(),
            );
        } else if !schemes.is_some_and(|schemes| schemes.contains_key(&credential.scheme)) {
            let known = schemes.into_iter().flatten().map(|(name, _)| name.as_str());
            let remedy = match did_you_mean(&credential.scheme, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "take the entry out, or add the scheme to the spec".to_owned(),
            };
            contradiction(
                pointer,
                format!(
                    "the spec has no security scheme {}",
                    quoted(&credential.scheme)
                ),
                remedy,
            );
        }
    }
    for (name, _) in schemes
        .into_iter()
        .flatten()
        .filter(|(name, _)| !entries.contains_key(name.as_str()))
    {
        let reason = format!("no credential fills the security scheme {}", quoted(name));
        let remedy = format!("add [[credentials]] with `scheme = \"{name}\"`");
        contradiction("/credentials".to_owned(), reason, remedy);
    }

    let mut fillable: BTreeSet<&str> = spec
        .places
        .iter()
        .filter(|place| place.kind == Kind::ServerVariable)
        .map(|place| place.name)
        .collect();
    let parameters = spec
        .operations
        .iter()
        .flat_map(|operation| &operation.parameters);
    fillable.extend(
        parameters
            .filter(|parameter| parameter.place == "path")
            .map(|parameter| parameter.name),
    );
    let mut seen = BTreeSet::new();
    for (index, setting) in manifest.settings.iter().enumerate() {
        let pointer = format!("/settings/{index}/parameter");
        if !seen.insert(setting.parameter.as_str()) {
            let reason = format!("{} has an entry already", quoted(&setting.parameter));
            contradiction(
                pointer,
                reason,
                "keep one entry for each parameter".to_owned(),
            );
        } else if !fillable.contains(setting.parameter.as_str()) {
            let remedy = match did_you_mean(&setting.parameter, fillable.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "name a path parameter or a server variable of the spec".to_owned(),
            };
            let reason = format!(
                "the spec has no path parameter or server variable {}",
                quoted(&setting.parameter)
            );
            contradiction(pointer, reason, remedy);
        }
    }

    let prefix = format!("CONTACTS_{}_", folder.slug.to_ascii_uppercase());
    let credentials = manifest.credentials.iter().map(|it| &it.env).enumerate();
    let settings = manifest.settings.iter().map(|it| &it.env).enumerate();
    let variables = credentials
        .map(|(index, env)| (format!("/credentials/{index}"), env))
        .chain(settings.map(|(index, env)| (format!("/settings/{index}"), env)));
    let mut taken = BTreeSet::new();
    for (owner, env) in variables {
        let pointer = child(&owner, "env");
        let fits = env.strip_prefix(&prefix).is_some_and(|rest| {
            !rest.is_empty()
                && rest
                    .bytes()
                    .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
        });
        if !fits {
            let reason = format!("{} is not of the form {prefix}…", quoted(env));
            contradiction(
                pointer,
                reason,
                format!("begin with {prefix} and go on in capitals, digits and underscores"),
            );
        } else if !taken.insert(env) {
            let reason = format!("{} stands for two things", quoted(env));
            contradiction(
                pointer,
                reason,
                "give each its own environment variable".to_owned(),
            );
        }
    }

    for (index, drift) in manifest.accepted_drift.iter().enumerate() {
        if drift.code.parse::<spec_drift::Code>().is_err() {
            let known = spec_drift::Code::ALL.iter().map(|code| code.name());
            let remedy = match did_you_mean(&drift.code, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "name the code that `cargo xtask drift` reports".to_owned(),
            };
            let pointer = format!("/accepted-drift/{index}/code");
            let reason = format!("no drift has the code {}", quoted(&drift.code));
            found.find(document, Code::VendorContradicts, pointer, reason, remedy);
        }
        let reason = match drift.expires.parse::<Date>() {
            Ok(expires) if expires >= today => continue,
            Ok(expires) => format!(
                "the acceptance of {} ended on {expires}",
                quoted(&drift.code)
            ),
            Err(_) => format!("{} is no date", quoted(&drift.expires)),
        };
        let pointer = format!("/accepted-drift/{index}/expires");
        let remedy = "look again: take the entry out, or give it a new date and reason";
        found.find(document, Code::DriftExpired, pointer, reason, remedy);
    }
}
