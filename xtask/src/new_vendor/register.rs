//! The lines that make a vendor known: manifests, and the registries at their markers.

use std::fs;
use std::path::Path;

use toml_edit::{Array, DocumentMut, Item, Value};

use super::Refused;

/// Marker, and the lines that go before it.
const REGISTRIES: &[(&str, &str, &str)] = &[
    (
        "crates/contacts-core/src/mapping/mod.rs",
        "// new-vendor: module",
        "#[cfg(feature = \"{slug}\")]\npub mod {slug};\n",
    ),
    (
        "crates/contacts-core/src/mapping/registry.rs",
        "    // new-vendor: mapping",
        "    #[cfg(feature = \"{slug}\")]\n    super::{slug}::MAPPING,\n",
    ),
    (
        "crates/contacts/src/vendors/mod.rs",
        "// new-vendor: module",
        "#[cfg(feature = \"{slug}\")]\nmod {slug};\n",
    ),
    (
        "crates/contacts/src/vendors/mod.rs",
        "    // new-vendor: vendor",
        "    #[cfg(feature = \"{slug}\")]\n    (&contacts_{slug}::operations::VENDOR, &{slug}::ABILITIES, {slug}::connect),\n",
    ),
    (
        "tests/src/lib.rs",
        "    // new-vendor: replay",
        "    &contacts_{slug}::replay::REPLAY,\n",
    ),
];

/// The files that change, with their new text.
pub fn edits(root: &Path, slug: &str) -> Result<Vec<(String, String)>, Refused> {
    let mut files: Vec<(String, String)> = Vec::new();
    for (file, marker, lines) in REGISTRIES {
        let text = match files.iter().position(|(path, _)| path == file) {
            Some(at) => files.swap_remove(at).1,
            None => read(root, file)?,
        };
        let Some((before, after)) = text.split_once(marker) else {
            return Err(Refused::NoMarker {
                file: (*file).to_owned(),
                marker: marker.trim().to_owned(),
            });
        };
        let lines = lines.replace("{slug}", slug);
        files.push((
            (*file).to_owned(),
            format!("{before}{lines}{marker}{after}"),
        ));
    }
    files.push(manifest(root, "Cargo.toml", |manifest| {
        workspace(manifest, slug)
    })?);
    files.push(manifest(
        root,
        "crates/contacts-core/Cargo.toml",
        |manifest| {
            member(manifest, slug, &[&format!("dep:contacts-{slug}")]);
        },
    )?);
    files.push(manifest(root, "crates/contacts/Cargo.toml", |manifest| {
        let features = [
            format!("dep:contacts-{slug}"),
            format!("contacts-{slug}/replay"),
            format!("contacts-core/{slug}"),
        ];
        member(manifest, slug, &features.each_ref().map(String::as_str));
    })?);
    files.push(manifest(root, "tests/Cargo.toml", |manifest| {
        let mut dependency = toml_edit::InlineTable::new();
        dependency.insert("workspace", true.into());
        dependency.insert("features", Array::from_iter(["replay"]).into());
        insert(
            manifest,
            &["dependencies"],
            &format!("contacts-{slug}"),
            Value::InlineTable(dependency),
        );
    })?);
    Ok(files)
}

fn read(root: &Path, file: &str) -> Result<String, Refused> {
    fs::read_to_string(root.join(file)).map_err(|source| Refused::Disk {
        file: file.to_owned(),
        source,
    })
}

fn manifest(
    root: &Path,
    file: &str,
    edit: impl FnOnce(&mut DocumentMut),
) -> Result<(String, String), Refused> {
    let mut document: DocumentMut =
        read(root, file)?
            .parse()
            .map_err(|error: toml_edit::TomlError| Refused::Manifest {
                file: file.to_owned(),
                reason: error.message().to_owned(),
            })?;
    edit(&mut document);
    Ok((file.to_owned(), document.to_string()))
}

/// A dependency of the workspace.
fn workspace(manifest: &mut DocumentMut, slug: &str) {
    let mut dependency = toml_edit::InlineTable::new();
    dependency.insert("path", format!("crates/contacts-{slug}").into());
    dependency.insert("version", "0.1.0".into());
    dependency.insert("default-features", false.into());
    insert(
        manifest,
        &["workspace", "dependencies"],
        &format!("contacts-{slug}"),
        Value::InlineTable(dependency),
    );
}

/// An optional dependency of a crate, with a feature that is on by default.
fn member(manifest: &mut DocumentMut, slug: &str, features: &[&str]) {
    let mut dependency = toml_edit::InlineTable::new();
    dependency.insert("workspace", true.into());
    dependency.insert("optional", true.into());
    insert(
        manifest,
        &["dependencies"],
        &format!("contacts-{slug}"),
        Value::InlineTable(dependency),
    );
    insert(
        manifest,
        &["features"],
        slug,
        Value::Array(features.iter().copied().collect::<Array>()),
    );
    let default = manifest
        .get_mut("features")
        .and_then(|features| features.get_mut("default"));
    if let Some(default) = default.and_then(Item::as_array_mut) {
        default.push(slug);
    }
}

fn insert(manifest: &mut DocumentMut, path: &[&str], key: &str, value: Value) {
    let mut table = Some(manifest.as_item_mut());
    for step in path {
        table = table.and_then(|table| table.get_mut(step));
    }
    if let Some(table) = table.and_then(Item::as_table_like_mut) {
        table.insert(key, Item::Value(value));
    }
}
