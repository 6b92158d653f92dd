//! `cargo xtask new-vendor`: a spec folder, a crate, a mapping and a provider that build, to be filled by hand.

mod register;

use std::fs;
use std::io;
use std::path::Path;

use heck::ToPascalCase;

/// The files of a new vendor: path and text, with `{slug}`, `{SLUG}`, `{name}` and `{Type}` to be filled.
const TEMPLATE: &[(&str, &str)] = &[
    (
        "specs/{slug}/openapi.yaml",
        include_str!("template/specs/openapi.yaml.txt"),
    ),
    (
        "specs/{slug}/evidence.toml",
        include_str!("template/specs/evidence.toml.txt"),
    ),
    (
        "specs/{slug}/vendor.toml",
        include_str!("template/specs/vendor.toml.txt"),
    ),
    (
        "specs/{slug}/NOTES.md",
        include_str!("template/specs/NOTES.md.txt"),
    ),
    (
        "specs/{slug}/samples/listContacts.200.first.json",
        include_str!("template/specs/samples/listContacts.200.first.json"),
    ),
    (
        "specs/{slug}/samples/listContacts.200.middle.json",
        include_str!("template/specs/samples/listContacts.200.middle.json"),
    ),
    (
        "specs/{slug}/samples/listContacts.200.last.json",
        include_str!("template/specs/samples/listContacts.200.last.json"),
    ),
    (
        "specs/{slug}/samples/listContacts.200.empty.json",
        include_str!("template/specs/samples/listContacts.200.empty.json"),
    ),
    (
        "specs/{slug}/samples/listContacts.401.refused.json",
        include_str!("template/specs/samples/listContacts.401.refused.json"),
    ),
    (
        "specs/{slug}/samples/getContact.200.single.json",
        include_str!("template/specs/samples/getContact.200.single.json"),
    ),
    (
        "crates/contacts-{slug}/Cargo.toml",
        include_str!("template/crate/Cargo.toml.txt"),
    ),
    (
        "crates/contacts-{slug}/README.md",
        include_str!("template/crate/README.md.txt"),
    ),
    (
        "crates/contacts-{slug}/src/lib.rs",
        include_str!("template/crate/src/lib.rs.txt"),
    ),
    (
        "crates/contacts-{slug}/examples/list.rs",
        include_str!("template/crate/examples/list.rs.txt"),
    ),
    (
        "crates/contacts-core/src/mapping/{slug}.rs",
        include_str!("template/mapping.rs.txt"),
    ),
    (
        "crates/contacts/src/vendors/{slug}/mod.rs",
        include_str!("template/provider.rs.txt"),
    ),
];

/// Why there is no new vendor. Nothing was written, but for [`Refused::HalfWritten`].
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The slug can't be the name of a crate, a feature and a module.
    #[error(
        "the slug {0} can't be used: it is a lower-case letter, then lower-case letters and digits, at most 20, and no Rust keyword"
    )]
    Slug(String),
    /// Something of that name is there.
    #[error("{0} exists already: choose another slug, or delete it first")]
    Exists(String),
    /// A file that registers the vendors has no place for one more.
    #[error("{file} has no line `{marker}`: put it back where the vendors end")]
    NoMarker {
        /// The file.
        file: String,
        /// The line that was looked for.
        marker: String,
    },
    /// A manifest is no TOML.
    #[error("{file} can't be read: {reason}")]
    Manifest {
        /// The file.
        file: String,
        /// Why.
        reason: String,
    },
    /// A file that registers the vendors can't be read.
    #[error("{file}: {source}")]
    Disk {
        /// The file.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// A file can't be written, and others were before it.
    #[error(
        "{file}: {source}; take back what was written before it: {}",
        listed(written)
    )]
    HalfWritten {
        /// The file.
        file: String,
        /// Why.
        source: io::Error,
        /// What was written or changed before it.
        written: Vec<String>,
    },
}

fn listed(written: &[String]) -> String {
    match written {
        [] => "nothing".to_owned(),
        written => written.join(", "),
    }
}

/// Writes the files of a new vendor and registers it; gives the paths that were written or changed.
///
/// # Errors
///
/// If the slug can't be used, or a file is in the way, and nothing was written then; or if a file can't be written.
pub fn new_vendor(root: &Path, slug: &str, name: &str) -> Result<Vec<String>, Refused> {
    if !is_slug(slug) {
        return Err(Refused::Slug(slug.to_owned()));
    }
    let fill = |text: &str| {
        text.replace("{slug}", slug)
            .replace("{SLUG}", &slug.to_uppercase())
            .replace("{name}", name)
            .replace("{Type}", &slug.to_pascal_case())
    };
    let mut files: Vec<(String, String)> = TEMPLATE
        .iter()
        .map(|(path, text)| (fill(path), fill(text)))
        .collect();
    if let Some((path, _)) = files.iter().find(|(path, _)| root.join(path).exists()) {
        return Err(Refused::Exists(path.clone()));
    }
    files.extend(register::edits(root, slug)?);
    for (place, (path, text)) in files.iter().enumerate() {
        let target = root.join(path);
        let before = || files.iter().take(place).map(|(path, _)| path.clone());
        let failed = |source| Refused::HalfWritten {
            file: path.clone(),
            source,
            written: before().collect(),
        };
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        fs::write(&target, text).map_err(failed)?;
    }
    Ok(files.into_iter().map(|(path, _)| path).collect())
}

fn is_slug(slug: &str) -> bool {
    let mut letters = slug.chars();
    letters
        .next()
        .is_some_and(|first| first.is_ascii_lowercase())
        && letters.all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
        && slug.len() <= 20
        && syn::parse_str::<syn::Ident>(slug).is_ok()
}
