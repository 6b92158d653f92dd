//! Where a change that a page asks for is known from: `evidence.toml` names the page, never another source.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use spec_drift::Spec;
use spec_drift::fix::Change;

use super::page::Captured;
use crate::vendor::Evidence;

/// The changes with a source in each entry of evidence: the one with the page's address, else a new one for the page.
///
/// # Errors
///
/// If nobody knows the address of the page, or when it was captured.
pub(super) fn named(
    changes: &[Change],
    captured: &Captured,
    spec: &Spec<'_>,
    evidence: &Evidence,
) -> Result<Vec<Change>, String> {
    let is_open = |change: &Change| matches!(change, Change::Evidence { source: None, .. });
    if !changes.iter().any(is_open) {
        return Ok(changes.to_vec());
    }
    let known = captured
        .address
        .as_deref()
        .and_then(|address| spec.evidence.source_at(address));
    let (name, fresh) = match known {
        Some(name) => (name.to_owned(), None),
        None => source(captured, evidence)?,
    };
    let filled = changes.iter().cloned().map(|mut change| {
        if let Change::Evidence { source, .. } = &mut change {
            source.get_or_insert_with(|| name.clone());
        }
        change
    });
    Ok(fresh.into_iter().chain(filled).collect())
}

/// The name of a source for the page, with the change that adds it unless an earlier fix did.
fn source(captured: &Captured, evidence: &Evidence) -> Result<(String, Option<Change>), String> {
    let address = captured
        .address
        .as_deref()
        .ok_or("evidence.toml calls a page by its address: give it with --address")?;
    let place = address.split(['?', '#']).next().unwrap_or_default();
    let title = place.trim_end_matches('/').rsplit('/').next();
    let title = title.unwrap_or_default().to_owned();
    let seen = captured
        .seen
        .ok_or("nobody knows when the page was captured: give the day with --seen")?
        .to_string();
    let stem = title
        .rsplit_once('.')
        .map_or(title.as_str(), |(stem, _)| stem);
    let words: Vec<String> = stem
        .split(|char: char| !char.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let base = match words.is_empty() {
        true => "page".to_owned(),
        false => words.join("-"),
    };
    let numbered = (2..).map(|number| format!("{base}-{number}"));
    for name in std::iter::once(base.clone()).chain(numbered) {
        let Some(known) = evidence.sources.get(&name) else {
            let change = Change::Source {
                name: name.clone(),
                title,
                url: address.to_owned(),
                seen,
            };
            return Ok((name, Some(change)));
        };
        let same = known.title == title
            && known.url.as_deref() == Some(address)
            && known.seen.as_deref() == Some(seen.as_str());
        if same {
            return Ok((name, None));
        }
    }
    Err("every name for the source of the page is taken".to_owned())
}

/// The day on which a file was written last, in UTC.
pub(super) fn day_of_file(name: &str) -> Option<Date> {
    let written = fs::metadata(Path::new(name)).ok()?.modified().ok()?;
    let written = Timestamp::try_from(written).ok()?;
    Some(written.to_zoned(TimeZone::UTC).date())
}
