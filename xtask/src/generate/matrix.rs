//! The table vendor × operation in README.md, from the capabilities and the evidence of the specs.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{api, lower};
use crate::commands::finding;
use crate::diagnostic::Diagnostic;
use crate::vendor::{self, EvidenceKind, VendorFolder};

const BEGIN: &str = "<!-- vendor table: begin (written by `cargo xtask generate`) -->";
const END: &str = "<!-- vendor table: end -->";

/// The table as it stands in README.md, if there is a place for it.
pub fn section(root: &Path) -> Option<String> {
    let readme = fs::read_to_string(root.join("README.md")).ok()?;
    let (_, rest) = readme.split_once(BEGIN)?;
    let (section, _) = rest.split_once(END)?;
    Some(section.to_owned())
}

/// README.md with a fresh table, or `None` if the table is fresh or has no place there.
///
/// # Errors
///
/// If a spec can't be read.
pub fn update(root: &Path) -> Result<Option<String>, Vec<Diagnostic>> {
    let Some(section) = section(root) else {
        return Ok(None);
    };
    let fresh = format!("\n\n{}\n", table(root)?);
    let readme = fs::read_to_string(root.join("README.md")).unwrap_or_default();
    let marked = |section: &str| format!("{BEGIN}{section}{END}");
    Ok((fresh != section).then(|| readme.replacen(&marked(&section), &marked(&fresh), 1)))
}

/// The table as Markdown.
fn table(root: &Path) -> Result<String, Vec<Diagnostic>> {
    let slugs = vendor::slugs(root).map_err(|finding| vec![finding])?;
    let mut names = Vec::new();
    let mut cells: BTreeMap<(String, usize), (EvidenceKind, Vec<String>)> = BTreeMap::new();
    for (column, slug) in slugs.iter().enumerate() {
        let folder = VendorFolder::load(root, slug)?;
        names.push(folder.manifest.name.clone());
        let api = lower::lower(folder.spec.value())
            .and_then(|lowered| api::read(&lowered))
            .map_err(|problem| vec![finding(&folder, &problem)])?;
        for operation in &api.operations {
            let Some(kind) = folder
                .evidence
                .operations
                .get(&operation.id)
                .and_then(|entry| entry.kind(&folder.evidence))
            else {
                continue;
            };
            for capability in &operation.capabilities {
                let cell = cells
                    .entry((capability.clone(), column))
                    .or_insert((kind, Vec::new()));
                cell.0 = cell.0.min(kind);
                cell.1.push(operation.id.clone());
            }
        }
    }
    let mut text = format!(
        "| | {} |\n|---|{}\n",
        names.join(" | "),
        "---|".repeat(names.len())
    );
    for capability in capabilities(root) {
        let row: Vec<String> = (0..names.len())
            .map(|column| match cells.get(&(capability.clone(), column)) {
                Some((kind, operations)) => format!("{} {}", mark(*kind), operations.join(", ")),
                None => "–".to_owned(),
            })
            .collect();
        text.push_str(&format!(
            "| {} | {} |\n",
            capability.replace('-', " "),
            row.join(" | ")
        ));
    }
    text.push_str("\n● the vendor's documentation or source says so · ◐ seen in an answer or in somebody else's code · ○ assumed · – not there\n");
    Ok(text)
}

fn mark(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::Documented | EvidenceKind::Source => "●",
        EvidenceKind::Observed | EvidenceKind::ThirdParty => "◐",
        EvidenceKind::Assumed => "○",
    }
}

/// The capabilities in the order of their schema.
fn capabilities(root: &Path) -> Vec<String> {
    let schema: Value = fs::read_to_string(root.join("specs/extensions.schema.json"))
        .ok()
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let words = schema
        .pointer("/$defs/capability/enum")
        .and_then(Value::as_array);
    words
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}
