//! Everything in the spec has its evidence, and all evidence is about something in the spec.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Findings;
use super::spec::{Kind, Role, Spec};
use crate::diagnostic::{Code, child, did_you_mean, quoted};
use crate::vendor::{Entry, EvidenceKind, VendorFolder};

const RATE_LIMIT: &str = "x-contacts-rate-limit";

pub(super) fn check(folder: &VendorFolder, spec: &Spec<'_>, found: &mut Findings) {
    let evidence = &folder.evidence;
    let mut rule = Rule {
        folder,
        used: BTreeSet::new(),
        found,
    };

    let ids = || {
        spec.operations
            .iter()
            .filter_map(|operation| Some((operation.id?, operation)))
    };
    let operations: BTreeMap<&str, String> = ids()
        .map(|(id, operation)| (id, operation.pointer.clone()))
        .collect();
    rule.table(
        "/operations",
        "operation",
        &operations,
        &evidence.operations,
    );

    let root = spec.places.iter().find(|place| place.kind == Kind::Root);
    let mut limits: BTreeMap<&str, String> = ids()
        .filter(|(_, operation)| operation.object.contains_key(RATE_LIMIT))
        .map(|(id, operation)| (id, child(&operation.pointer, RATE_LIMIT)))
        .collect();
    let mut errors: BTreeMap<&str, String> = BTreeMap::new();
    if let Some(root) = root {
        if root.object.contains_key(RATE_LIMIT) {
            limits.insert("all", root.at(RATE_LIMIT));
        }
        let list = root
            .object
            .get("x-contacts-errors")
            .and_then(Value::as_array);
        let values = list.into_iter().flatten().enumerate();
        errors.extend(values.filter_map(|(index, error)| {
            let pointer = child(&root.at("x-contacts-errors"), &index.to_string());
            Some((error.get("value")?.as_str()?, pointer))
        }));
    }
    rule.table("/rate-limits", "rate limit", &limits, &evidence.rate_limits);
    rule.table("/errors", "error", &errors, &evidence.errors);

    let mut parameters: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
    let mut responses: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
    for (id, operation) in ids() {
        let of = operation
            .parameters
            .iter()
            .map(|parameter| (parameter.name, parameter.pointer.clone()));
        parameters.entry(id).or_default().extend(of);
        let of = operation
            .responses
            .iter()
            .map(|response| (response.status, response.pointer.clone()));
        responses.entry(id).or_default().extend(of);
    }
    rule.tables(
        "/parameters",
        "parameter",
        &parameters,
        &evidence.parameters,
    );
    rule.tables("/responses", "response", &responses, &evidence.responses);

    let mut fields: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
    for place in spec
        .places
        .iter()
        .filter(|place| place.kind == Kind::Schema(Role::Component))
    {
        let pointer = place.at("properties");
        let properties = place
            .object
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten();
        let of = properties.map(|(name, _)| (name.as_str(), child(&pointer, name)));
        fields.entry(place.name).or_default().extend(of);
    }
    rule.tables("/fields", "field", &fields, &evidence.fields);

    for name in evidence
        .sources
        .keys()
        .filter(|name| !rule.used.contains(name.as_str()))
    {
        let pointer = child("/sources", name);
        let reason = format!("nothing comes from the source {}", quoted(name));
        let document = &folder.evidence_document;
        rule.found.find(
            document,
            Code::EvidenceLeftOver,
            pointer,
            reason,
            "take it out, or name it in an entry",
        );
    }
    for (id, operation) in ids() {
        let said = operation
            .object
            .get("x-contacts-evidence")
            .and_then(Value::as_str);
        let Some(kind) = evidence
            .operations
            .get(id)
            .and_then(|entry| entry.kind(evidence))
        else {
            continue;
        };
        let due =
            matches!(kind, EvidenceKind::ThirdParty | EvidenceKind::Assumed).then(|| kind.name());
        if said == due {
            continue;
        }
        let pointer = match said {
            Some(_) => child(&operation.pointer, "x-contacts-evidence"),
            None => operation.pointer.clone(),
        };
        let reason = format!("evidence.toml says that the operation is {}", kind.name());
        let remedy = match due {
            Some(due) => format!("write `x-contacts-evidence: {due}`, or correct evidence.toml"),
            None => "take `x-contacts-evidence` out, or correct evidence.toml".to_owned(),
        };
        rule.found.find(
            spec.document,
            Code::EvidenceContradicts,
            pointer,
            reason,
            remedy,
        );
    }
}

struct Rule<'a, 'f> {
    folder: &'a VendorFolder,
    /// The sources that entries name.
    used: BTreeSet<&'a str>,
    found: &'f mut Findings,
}

impl<'a> Rule<'a, '_> {
    fn tables(
        &mut self,
        base: &str,
        what: &str,
        spec: &BTreeMap<&str, BTreeMap<&str, String>>,
        evidence: &'a BTreeMap<String, BTreeMap<String, Entry>>,
    ) {
        static NONE: BTreeMap<String, Entry> = BTreeMap::new();
        for (owner, things) in spec {
            let entries = evidence.get(*owner).unwrap_or(&NONE);
            self.table(&child(base, owner), what, things, entries);
            if things.is_empty() && entries.is_empty() && evidence.contains_key(*owner) {
                self.left_over(
                    child(base, owner),
                    format!("{} has no {what}", quoted(owner)),
                    None,
                );
            }
        }
        for owner in evidence
            .keys()
            .filter(|owner| !spec.contains_key(owner.as_str()))
        {
            let near = did_you_mean(owner, spec.keys().copied());
            self.left_over(
                child(base, owner),
                format!("the spec has no {}", quoted(owner)),
                near,
            );
        }
    }

    fn table(
        &mut self,
        base: &str,
        what: &str,
        spec: &BTreeMap<&str, String>,
        evidence: &'a BTreeMap<String, Entry>,
    ) {
        for (name, pointer) in spec
            .iter()
            .filter(|(name, _)| !evidence.contains_key(**name))
        {
            let reason = format!(
                "evidence.toml does not say where the {what} {} is known from",
                quoted(name)
            );
            let table = base.trim_start_matches('/').replace('/', ".");
            let remedy = format!(
                "add {} with its source to [{table}] in evidence.toml",
                quoted(name)
            );
            self.found.find(
                &self.folder.spec,
                Code::EvidenceMissing,
                pointer.as_str(),
                reason,
                remedy,
            );
        }
        for (name, entry) in evidence {
            let pointer = child(base, name);
            if !spec.contains_key(name.as_str()) {
                let missing: Vec<&str> = spec
                    .keys()
                    .copied()
                    .filter(|name| !evidence.contains_key(*name))
                    .collect();
                let near = did_you_mean(name, missing);
                self.left_over(
                    pointer,
                    format!("the spec has no {what} {}", quoted(name)),
                    near,
                );
                continue;
            }
            let sources = &self.folder.evidence.sources;
            self.used.insert(entry.source());
            if !sources.contains_key(entry.source()) {
                let reason = format!("there is no source {}", quoted(entry.source()));
                let remedy = match did_you_mean(entry.source(), sources.keys().map(String::as_str))
                {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("add [sources.{}] to evidence.toml", entry.source()),
                };
                let document = &self.folder.evidence_document;
                self.found.find(
                    document,
                    Code::EvidenceSourceUnknown,
                    pointer,
                    reason,
                    remedy,
                );
            }
        }
    }

    fn left_over(&mut self, pointer: String, reason: String, near: Option<&str>) {
        let remedy = near.map_or("take it out".to_owned(), |near| {
            format!("did you mean `{near}`?")
        });
        self.found.find(
            &self.folder.evidence_document,
            Code::EvidenceLeftOver,
            pointer,
            reason,
            remedy,
        );
    }
}
