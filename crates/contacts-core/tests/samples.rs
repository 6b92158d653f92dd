//! Every sample of a success of every vendor, mapped: contacts, issues, extra and ledger, one snapshot a sample.
//! No leaf is lost.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use contacts_core::ledger::trace;
use contacts_core::mapping::{MAPPINGS, Mapping, Origin};

#[test]
fn every_sample_of_every_vendor() {
    let only = std::env::var("CONTACTS_VENDOR").ok();
    let is_meant = |slug: &str| only.as_deref().is_none_or(|only| only == slug);
    thread::scope(|scope| {
        for mapping in MAPPINGS {
            if is_meant(mapping.vendor.slug) {
                scope.spawn(|| samples(mapping));
            }
        }
    });
}

#[test]
fn every_capability_that_answers_contacts_has_a_mapping() {
    use contacts_runtime::operation::Capability as C;
    let answers_contacts = [
        C::List,
        C::Get,
        C::FindByPhone,
        C::FindByEmail,
        C::Search,
        C::Filter,
        C::ListCampaignContacts,
    ];
    for mapping in MAPPINGS {
        for operation in mapping.vendor.operations {
            if operation
                .capabilities
                .iter()
                .any(|capability| answers_contacts.contains(capability))
            {
                assert!(
                    mapping.handles(operation.id),
                    "{}: {}",
                    mapping.vendor.slug,
                    operation.id
                );
            }
        }
    }
}

fn samples(mapping: &Mapping) {
    let slug = mapping.vendor.slug;
    let origin = Origin::new(slug, "https://crm.example.com").account("7");
    let mut lost = Vec::new();
    for path in successes(slug) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let operation = name.split('.').next().unwrap();
        let body = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        let map = |body: &str| mapping.map(operation, body, &origin);
        let text = match map(&body) {
            Ok(mapped) => {
                let ledger = trace(&body, map).unwrap();
                if ledger.counts().lost > 0 {
                    lost.push(name.clone());
                }
                let mapped = serde_json::to_string_pretty(&mapped).unwrap();
                format!("{mapped}\n\n{ledger}")
            }
            Err(error) => format!("error: {error}"),
        };
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(format!("snapshots/{slug}"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name.as_str(), text));
    }
    assert!(lost.is_empty(), "{slug} loses leaves of {lost:?}");
}

/// The samples with a status of success, in order.
fn successes(slug: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../specs")
        .join(slug)
        .join("samples");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.retain(|path| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.split('.')
            .nth(1)
            .is_some_and(|status| status.starts_with('2'))
    });
    paths.sort();
    paths
}
